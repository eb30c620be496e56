"""What was typed of a self-assessment or a review, laid aside by button and while typing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.assessments import actions, drafts
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.opened import Opened
from phongtrao.core.text import nfc
from phongtrao.web.assessments.answer_form import Material
from phongtrao.web.assessments.claim_page import page
from phongtrao.web.assessments.desk import Desk
from phongtrao.web.base.errors import wants_json
from phongtrao.web.figures.present import said

#: Refusals that leave the person on the page with what was typed.
STAYS = ("text.personal", "draft.conflict")


def whole_base(request: Any) -> int | None:
    """The step the page was drawn from, None when the form did not say."""
    text = request.POST.get("base", "")
    return int(text) if text.isdecimal() else None


def opened(request: Any, desk: Desk) -> Any:
    """The dossier; criterion 19.2 has no registration, so it is opened here."""
    if desk.dossier is not None:
        return desk.dossier
    return actions.open_dossier(
        unit_id=desk.unit_id, year=desk.year, by=request.post, about=desk.about
    )


def keep(request: Any, desk: Desk, material: Material, stage: str) -> HttpResponse:
    """Lay the form aside as typed; a script that saves while typing is told the time instead."""
    try:
        draft = _kept(request, opened(request, desk).pk, material, stage)
    except Refusal as refusal:
        if wants_json(request):
            return _told(request, desk, stage, refusal)
        if refusal.code not in STAYS:
            raise
        return _stays(request, desk, material, stage, refusal)
    if wants_json(request):
        return JsonResponse({"saved_at": timezone.localtime(draft.at).strftime("%H:%M")})
    messages.success(request, _("Kept, not sent yet. Open it again to go on."))
    return redirect(desk.url)


def _kept(request: Any, dossier_id: int, material: Material, stage: str) -> Any:
    get = request.POST.get
    meeting = {name: nfc(get(name)).strip() for name in drafts.MEETING if name in request.POST}
    page_typed_on = Opened(whole_base(request), get("mark"), get("client_key", "")[:64])
    return drafts.keep(
        dossier_id=dossier_id,
        typed={**material.typed, **meeting},
        by=request.post,
        stage=stage,
        opened=page_typed_on,
    )


def _told(request: Any, desk: Desk, stage: str, refusal: Refusal) -> JsonResponse:
    """Why it was not kept; with the newest draft's mark the person may replace that by button."""
    words = {"code": refusal.code, "words": said(refusal.message, refusal.message_en)}
    if refusal.code == "draft.conflict":
        words["mark"] = drafts.mark_of(_shown(request, desk, stage))
    return JsonResponse(words, status=refusal.status)


def _shown(request: Any, desk: Desk, stage: str) -> Any:
    return drafts.of(desk.dossier, request.post, stage) if desk.dossier else None


def _stays(
    request: Any, desk: Desk, material: Material, stage: str, refusal: Refusal
) -> HttpResponse:
    """The same page with what was typed and why it was not kept; a second press replaces."""
    words = said(refusal.message, refusal.message_en)
    first = next(iter(desk.criteria.parts())).id
    shown = replace(material, findings=[Finding(refusal.code, first, words)])
    draft = _shown(request, desk, stage)
    reviewing = stage == "review"
    return page(request, desk, shown, reviewing=reviewing, status=refusal.status, draft=draft)
