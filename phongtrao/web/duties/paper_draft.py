"""What was typed of a document, laid aside by button and while typing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.core.findings import Refusal
from phongtrao.duties import actions, queries
from phongtrao.duties.models import Paper
from phongtrao.web.base.errors import wants_json
from phongtrao.web.duties.paper_boxes import Subject, Typed, untouched
from phongtrao.web.figures.present import said


def keep(request: Any, subject: Subject, typed: Typed) -> HttpResponse:
    """Lay the form aside as typed; a script that saves while typing is told the time instead."""
    try:
        paper = _kept(request, subject, typed)
    except Refusal as refusal:
        if not wants_json(request):
            raise
        return _told(subject, refusal)
    if wants_json(request):
        at = queries.draft_kept_at(paper) or timezone.now()
        return JsonResponse({"saved_at": timezone.localtime(at).strftime("%H:%M")})
    messages.success(request, _("The draft was kept. Nothing was sent."))
    return redirect(subject.url)


def _kept(request: Any, subject: Subject, typed: Typed) -> Paper:
    """A box still as the page filled it is left out, so that a later update still fills it."""
    get = request.POST.get
    base = get("base", "")
    page = actions.Opened(
        int(base) if base.isdecimal() else None, get("mark"), get("client_key", "")[:64]
    )
    filled = untouched(subject)
    boxes = {
        name: text
        for name, text in (typed.boxes or {}).items()
        if _plain(text) != _plain(filled.get(name, ""))
    }
    return actions.save_draft(
        desk=subject.desk,
        kind=subject.kind,
        year=subject.year,
        boxes=boxes,
        document=typed.document,
        signed_on=typed.signed_on,
        by=request.post,
        opened=page,
    )


def _plain(text: str) -> str:
    """A text without what a browser changes in a text area."""
    return text.replace("\r\n", "\n").strip()


def _told(subject: Subject, refusal: Refusal) -> JsonResponse:
    """Why it was not kept; with the newest draft's mark the person may replace that by button."""
    words = {"code": refusal.code, "words": said(refusal.message, refusal.message_en)}
    if refusal.code == "draft.conflict":
        newest = queries.paper_view(subject.desk, subject.kind, subject.year).paper
        words["mark"] = queries.draft_mark(newest)
    return JsonResponse(words, status=refusal.status)
