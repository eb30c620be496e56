"""A unit registers, assesses itself and records its review meeting; made for a phone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.assessments import actions, drafts, queries
from phongtrao.core.dates import format_date
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.text import nfc
from phongtrao.rules import dossier_steps
from phongtrao.submissions import access as submissions
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.answer_form import Material, read
from phongtrao.web.assessments.claim_draft import keep, opened, whole_base
from phongtrao.web.assessments.claim_page import mistakes_in, page
from phongtrao.web.assessments.desk import Desk, desk_at
from phongtrao.web.assessments.meeting import meeting_mistakes, read_minutes, typed_day
from phongtrao.web.assessments.words import label_of
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today


def _writable(request: Any, period: str, unit: str) -> Desk:
    desk = desk_at(request, period, unit)
    if not submissions.may_write(request.post, desk.unit_id):
        raise submissions.forbidden()
    return desk


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Any, period: str, unit: str) -> HttpResponse:
    """Register for the title: the day and the numbers of the papers."""
    desk = _writable(request, period, unit)
    if not desk.may("register"):
        return _not_now(request, desk, "register")
    wrong: list[tuple[str, str]] = []
    if request.method == "POST":
        wrong = _register(request, desk)
        if not wrong:
            messages.success(request, _("Registered. Next: the self-assessment."))
            return redirect(desk.url)
    items = [
        (item, label_of(item), request.POST.get(f"i.{item.id}", ""))
        for item in desk.criteria.dossier
        if item.at == "register"
    ]
    window = desk.criteria.registration.days(desk.year) if desk.criteria.registration else None
    context = {
        "desk": desk,
        "title": _("Register for %(year)s") % {"year": desk.year},
        "items": items,
        "on": request.POST.get("on", format_date(today()) if today().year == desk.year else ""),
        "window": window,
        "findings": wrong,
        "client_key": request.POST.get("client_key") or str(uuid.uuid4()),
    }
    return render(request, "assessments/register.html", context, status=422 if wrong else 200)


def _register(request: Any, desk: Desk) -> list[tuple[str, str]]:
    """Register; what is wrong as (place, words)."""
    day = typed_day(request.POST.get("on", ""))
    if day is None:
        return [("on", _("Enter the day as day/month/year, for example 15/02/2024"))]
    items = {
        item.id: nfc(request.POST.get(f"i.{item.id}", "")).strip()[:60]
        for item in desk.criteria.dossier
        if item.at == "register"
    }
    try:
        actions.register(
            unit_id=desk.unit_id,
            year=desk.year,
            on=day,
            items=items,
            by=request.post,
            client_key=request.POST.get("client_key", "")[:64],
        )
    except Refusal as refusal:
        return refused(refusal, "on" if refusal.code == "register.date" else "items")
    return []


def refused(refusal: Refusal, place: str) -> list[tuple[str, str]]:
    """A mistake of what was typed as (place, words); any other refusal is raised again."""
    if refusal.status != 422:
        raise refusal
    return [(place, said(refusal.message, refusal.message_en))]


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: Any, period: str, unit: str) -> HttpResponse:
    """The unit judges itself, criterion by criterion."""
    return _claim(request, _writable(request, period, unit), "assess")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Any, period: str, unit: str) -> HttpResponse:
    """The review meeting: what it saw differently, its minutes, its verdict."""
    return _claim(request, _writable(request, period, unit), "review")


def _not_now(request: Any, desk: Desk, verb: str) -> HttpResponse:
    """Back to the dossier, saying where it stands and what comes first."""
    try:
        dossier_steps.require(desk.state, verb, standard=desk.about == scope.STANDARD)
        words = _("The unit is not in scope of the circular.")
    except Refusal as refusal:
        words = said(refusal.message, refusal.message_en)
    messages.warning(request, words)
    return redirect(desk.url)


def _claim(request: Any, desk: Desk, verb: str) -> HttpResponse:
    if not desk.may(verb):
        return _not_now(request, desk, verb)
    reviewing = verb == "review"
    data = queries.data_for(desk.dossier) if desk.dossier else {}
    if request.method != "POST":
        given = queries.answers_now(desk.dossier) if desk.dossier else {}
        draft = drafts.of(desk.dossier, request.post, verb) if desk.dossier else None
        typed = draft.typed if draft else {}
        material = Material(given, data, _earlier(desk), typed=typed)
        return page(request, desk, material, reviewing=reviewing, draft=draft)
    found = read(desk.criteria, request.POST)
    if request.POST.get("do") == "keep":
        return keep(request, desk, Material({}, data, _earlier(desk), typed=found.typed), verb)
    findings = mistakes_in(desk.criteria, found)
    if reviewing:
        findings += meeting_mistakes(desk, read_minutes(request.POST), request.POST)
    if not findings:
        dossier = opened(request, desk)
        findings = _store(request, desk, dossier, found.answers, reviewing=reviewing)
        if not findings:
            words = _("Review recorded.") if reviewing else _("Self-assessment recorded.")
            messages.success(request, words)
            return redirect(desk.url)
    material = Material(found.answers, data, _earlier(desk), findings, found.typed)
    return page(request, desk, material, reviewing=reviewing, status=422)


def _earlier(desk: Desk) -> Mapping[str, Any]:
    """Last year's answers of the unit; part ids that no longer exist are never asked for."""
    last = queries.dossier_of(desk.unit_id, desk.year - 1, desk.about)
    return queries.answers_now(last) if last else {}


def _store(
    request: Any, desk: Desk, dossier: Any, answers: Mapping[str, Any], *, reviewing: bool
) -> list[Finding]:
    """Write the claim down; mistakes of form come back as findings."""
    common = {
        "dossier_id": dossier.pk,
        "answers": answers,
        "by": request.post,
        "base": whole_base(request),
        "client_key": request.POST.get("client_key", "")[:64],
    }
    try:
        if not reviewing:
            actions.assess(**common)
            drafts.drop(dossier_id=dossier.pk, by=request.post)
            return []
        get = request.POST.get
        actions.review(
            **common,
            minutes=read_minutes(request.POST),
            verdict=get("verdict", ""),
            reason=nfc(get("reason", "")).strip(),
            document=nfc(get("document", "")).strip(),
        )
        drafts.drop(dossier_id=dossier.pk, by=request.post, stage="review")
    except Refusal as refusal:
        place = {"verdict.reason": "reason", "document.number": "document"}
        found = refused(refusal, place.get(refusal.code, "minutes"))
        return [Finding(refusal.code, where, words) for where, words in found]
    return []
