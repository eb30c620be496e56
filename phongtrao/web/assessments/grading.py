"""Points by Decision 510: the unit's own, the reviewers', and one decision on many grades."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.assessments import access, marking, queries
from phongtrao.assessments.models import Dossier
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.orgs import queries as orgs
from phongtrao.rules.grading import Book, plain
from phongtrao.submissions import access as submissions
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.claiming import refused
from phongtrao.web.assessments.desk import Desk, desk_at
from phongtrao.web.assessments.listing import dossier_url
from phongtrao.web.assessments.meeting import typed_day
from phongtrao.web.assessments.words import GRADE_STATES, grade_label, name_of
from phongtrao.web.figures.present import group_label, said

SIDES = ("self", "reviewed")
MOST = 500


def _side(request: Any, desk: Desk) -> str:
    """Which side the post scores: its own unit's, or the deciding level's."""
    if desk.dossier and access.may_decide(request.post, desk.dossier):
        asked = request.POST.get("side") or request.GET.get("ben", "")
        own = asked == "self" and submissions.may_write(request.post, desk.unit_id)
        return "self" if own else "reviewed"
    return "self"


@require_http_methods(["GET", "HEAD", "POST"])
def score(request: Any, period: str, unit: str) -> HttpResponse:
    """Points line by line; the sum and the grade are the rule's."""
    desk = desk_at(request, period, unit)
    if desk.dossier is None:
        raise access.none()
    side = _side(request, desk)
    if side == "self" and not submissions.may_write(request.post, desk.unit_id):
        raise submissions.forbidden()
    book = queries.grade_book(desk.dossier.group, desk.year)
    wrong: list[tuple[str, str]] = []
    if request.method == "POST":
        wrong = _store(request, desk.dossier, book, side)
        if not wrong:
            messages.success(request, _("Points recorded."))
            return redirect(desk.url)
    context = {
        "desk": desk,
        "book": book,
        "side": side,
        "status": f"book_{book.status}",
        "locked": book.status == "locked",
        "lines": _lines(request, desk.dossier, book, side),
        "cutoffs": [(grade_label(grade), plain(least)) for grade, least in book.cutoffs],
        "cap": grade_label(book.cap),
        "wrong": wrong,
    }
    return render(request, "assessments/score.html", context, status=422 if wrong else 200)


def _lines(
    request: Any, dossier: Dossier, book: Book, side: str
) -> list[tuple[str, str, str, str, str]]:
    """(id, label, most points, the unit's own points, value of the input) by line."""
    known: dict[str, dict[str, str]] = {"self": {}, "reviewed": {}}
    for step in queries.scores_of(dossier):
        content = queries.content_of(step)
        known[content["side"]] = content["scores"]
    start = known[side] or known["self"]
    return [
        (
            line.id,
            said(line.label, line.label_en),
            plain(line.points),
            _plain(known["self"].get(line.id)),
            request.POST.get(f"s.{line.id}", _plain(start.get(line.id))),
        )
        for line in book.lines
    ]


def _plain(value: str | None) -> str:
    return plain(Decimal(value)) if value else ""


def _store(request: Any, dossier: Dossier, book: Book, side: str) -> list[tuple[str, str]]:
    scores = {
        line.id: request.POST.get(f"s.{line.id}", "").strip()
        for line in book.lines
        if request.POST.get(f"s.{line.id}", "").strip()
    }
    try:
        marking.score(dossier_id=dossier.pk, scores=scores, side=side, by=request.post)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        found = refusal.data.get("findings", ())
        return [(one.place, said(one.message, one.message_en)) for one in found] or refused(
            refusal, "scores"
        )
    return []


@require_http_methods(["GET", "HEAD", "POST"])
def grade_many(request: Any, period: str) -> HttpResponse:
    """Grade many scored units of one level by one decision."""
    year = scope.year_of(period)
    groups = _groups(request.post, year)
    asked = request.POST.get("nhom") or request.GET.get("nhom", "")
    chosen = asked if asked in groups else next(iter(groups), "")
    dossiers = groups.get(chosen, [])[:MOST]
    wrong: list[tuple[str, str]] = []
    if request.method == "POST":
        wrong, made = _grade(request, dossiers)
        if made:
            messages.success(request, _("Grades recorded."))
            return redirect("assessments:decision", made)
    states = orgs.states_of([one.unit_id for one in dossiers], scope.day_of(year))
    context = {
        "period": period,
        "year": year,
        "groups": [(key, _level(key), len(found), key == chosen) for key, found in groups.items()],
        "chosen": chosen,
        "rows": [
            (
                one,
                name_of(states[one.unit_id]),
                dossier_url(year, states[one.unit_id]),
                group_label(one.group),
                GRADE_STATES.get(one.reviewed_grade or one.self_grade, ""),
            )
            for one in dossiers
        ],
        "wrong": wrong,
        "statuses": sorted({queries.grade_book(one.group, year).status for one in dossiers}),
    }
    return render(request, "assessments/grade_many.html", context, status=422 if wrong else 200)


def _groups(post: Any, year: int) -> dict[str, list[Dossier]]:
    """Scored and not yet graded dossiers the post decides, by deciding level."""
    found: dict[str, list[Dossier]] = {}
    for one in queries.dossiers(post, year).filter(grade_decision=None):
        scored = one.reviewed_grade or one.self_grade
        if scored and access.may_decide(post, one):
            found.setdefault(one.level, []).append(one)
    return found


def _level(key: str) -> str:
    return {
        "commune": _("Commune level"),
        "district": _("District level"),
        "province": _("Province level"),
        "ministry": _("Ministry"),
    }.get(key, key)


def _grade(request: Any, dossiers: list[Dossier]) -> tuple[list[tuple[str, str]], int]:
    """What is wrong, or the key of the decision made."""
    ids = {int(text) for text in request.POST.getlist("id") if text.isdecimal()}
    chosen = [one.pk for one in dossiers if one.pk in ids]
    day = typed_day(request.POST.get("signed_on", ""))
    if not chosen:
        return [("rows", _("Choose at least one unit."))], 0
    if day is None:
        return [("signed_on", _("Enter the day of signature as day/month/year."))], 0
    number = nfc(request.POST.get("number", "")).strip()
    try:
        made = marking.grade(dossier_ids=chosen, number=number, signed_on=day, by=request.post)
    except Refusal as refusal:
        return refused(refusal, "number"), 0
    return [], made.pk
