"""Hand work over from one body to another: choose, look at what would move, do it by document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.core.dates import DateProblem, parse_date
from phongtrao.core.findings import Refusal
from phongtrao.duties import actions, queries
from phongtrao.duties.models import Assignment, Desk
from phongtrao.web.duties import tables, words
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import Option


@dataclass(frozen=True)
class Asked:
    """What the wizard was told so far."""

    source: Desk | None
    target: Desk | None
    on: date | None
    written: str
    document: str
    confirmed: bool
    problem: str = ""


def _asked(data: Any) -> Asked:
    problem, on = "", None
    written = data.get("ngay", "").strip()
    if written:
        try:
            on = parse_date(written)
        except DateProblem as wrong:
            problem = said(wrong.message, wrong.message_en)
    return Asked(
        queries.desk(data.get("tu", "")),
        queries.desk(data.get("den", "")),
        on,
        written,
        data.get("van-ban", "").strip(),
        bool(data.get("da-co")),
        problem,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Any) -> HttpResponse:
    """GET asks and shows what would move; POST moves it, all or the duties ticked."""
    if request.method != "POST":
        return _page(request, _asked(request.GET))
    asked = _asked(request.POST)
    duties = request.POST.getlist("nhiem-vu")
    moving = _moving(asked)
    if asked.source is None or asked.target is None or asked.on is None or asked.problem:
        return _page(request, asked, asked.problem or _("Choose both bodies and the day."), 422)
    if not duties:
        return _page(request, asked, _("Tick at least one duty to hand over."), 422)
    whole = set(duties) >= {item.duty for item in moving}
    try:
        made = actions.hand_over(
            source=asked.source,
            target=asked.target,
            on=asked.on,
            document=asked.document,
            confirmed=asked.confirmed,
            duties=() if whole else duties,
            by=request.post,
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page(request, asked, said(refusal.message, refusal.message_en), 422)
    words_ = _("%(n)s duties passed to %(body)s.")
    count, name = made.moved.count(), words.body_name(made.target)
    messages.success(request, words_ % {"n": count, "body": name})
    return redirect(words.body_url(made.target))


def _moving(asked: Asked) -> list[Assignment]:
    if asked.source is None or asked.on is None:
        return []
    return list(queries.assignments_to_move(asked.source, asked.on))


def _page(request: Any, asked: Asked, problem: str = "", status: int = 200) -> HttpResponse:
    desks = queries.desks()
    names = words.body_names(desks)
    titles = {duty.id: said(duty.title, duty.title_en) for duty in tables.package().duties}
    counts: dict[str, int] = {}
    for item in _moving(asked):
        counts[item.duty] = counts.get(item.duty, 0) + 1
    context = {
        "asked": asked,
        "problem": problem or asked.problem,
        "sources": _options(desks, names, asked.source),
        "targets": _options(desks, names, asked.target),
        "moving": [(code, titles.get(code, code), n) for code, n in counts.items()],
        "source": names[asked.source.pk] if asked.source else "",
        "target": names[asked.target.pk] if asked.target else "",
        "ready": bool(asked.source and asked.target and asked.on),
        "crumbs": [(_("Bodies"), reverse("duties:bodies")), (_("Hand over duties"), "")],
    }
    return render(request, "duties/hand_over.html", context, status=status)


def _options(desks: list[Desk], names: dict[int, str], chosen: Desk | None) -> list[Option]:
    return [Option(d.code, names[d.pk], chosen is not None and d.pk == chosen.pk) for d in desks]
