"""Hand work over from one body to another: choose, look at what would move, do it by document."""

from __future__ import annotations

from collections.abc import Sequence
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
from phongtrao.duties.models import Assignment, Desk, HandOver
from phongtrao.web.duties import tables, words
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import Option
from phongtrao.web.templatetags.phongtrao import unit_name

HEIRS = "cac-xa"


@dataclass(frozen=True)
class Asked:
    """What the wizard was told so far."""

    source: Desk | None
    target: Desk | None
    on: date | None
    written: str
    document: str
    confirmed: bool
    divided: bool = False
    problem: str = ""

    @property
    def ready(self) -> bool:
        """Whether it is known who gives, who takes and from when."""
        return bool(self.source and (self.target or self.divided) and self.on)


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
        data.get("den", "") == HEIRS,
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
    if not asked.ready or asked.problem:
        return _page(request, asked, asked.problem or _("Choose both bodies and the day."), 422)
    if not duties:
        return _page(request, asked, _("Tick at least one duty to hand over."), 422)
    whole = set(duties) >= {item.duty for item in moving}
    try:
        made = _carry_out(request, asked, () if whole else duties)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page(request, asked, said(refusal.message, refusal.message_en), 422)
    first, count = made[0], len({item.duty for item in moving if item.duty in duties})
    if asked.divided:
        words_ = _("%(n)s duties passed to %(units)s communes; each has its own from now on.")
        messages.success(request, words_ % {"n": count, "units": len(made)})
        return redirect(words.body_url(first.source))
    words_ = _("%(n)s duties passed to %(body)s.")
    name = words.body_name(first.target)
    messages.success(request, words_ % {"n": first.moved.count(), "body": name})
    return redirect(words.body_url(first.target))


def _carry_out(request: Any, asked: Asked, duties: Sequence[str]) -> list[HandOver]:
    """Hand over to one body, or to every commune of the area."""
    assert asked.source is not None and asked.on is not None, "asked.ready"
    common: dict[str, Any] = {
        "source": asked.source, "on": asked.on, "document": asked.document,
        "confirmed": asked.confirmed, "duties": duties, "by": request.post,
    }  # fmt: skip
    if asked.divided:
        return actions.divide(**common)
    assert asked.target is not None, "asked.ready"
    return [actions.hand_over(target=asked.target, **common)]


def _moving(asked: Asked) -> list[Assignment]:
    if asked.source is None or asked.on is None:
        return []
    return list(queries.assignments_to_move(asked.source, asked.on))


def _page(request: Any, asked: Asked, problem: str = "", status: int = 200) -> HttpResponse:
    desks = queries.desks()
    names = words.body_names(desks)
    titles = {duty.id: said(duty.title, duty.title_en) for duty in tables.package().duties}
    heirs = _heirs(asked)
    counts: dict[str, int] = {}
    for item in _moving(asked):
        counts[item.duty] = counts.get(item.duty, 0) + 1
    context = {
        "asked": asked,
        "problem": problem or asked.problem,
        "sources": _options(desks, names, asked.source),
        "targets": _options(desks, names, asked.target),
        "heirs": heirs,
        "heirs_value": HEIRS,
        "moving": [(code, titles.get(code, code), n) for code, n in counts.items()],
        "source": names[asked.source.pk] if asked.source else "",
        "target": names[asked.target.pk] if asked.target else _("Communes of its area"),
        "ready": asked.ready,
        "crumbs": [(_("Bodies"), reverse("duties:bodies")), (_("Hand over duties"), "")],
    }
    return render(request, "duties/hand_over.html", context, status=status)


def _heirs(asked: Asked) -> list[str]:
    """Names of the communes that would take over, where that was chosen."""
    if not asked.divided or asked.source is None or asked.on is None:
        return []
    return [str(unit_name(state)) for state in queries.heirs_of(asked.source, asked.on)]


def _options(desks: list[Desk], names: dict[int, str], chosen: Desk | None) -> list[Option]:
    return [Option(d.code, names[d.pk], chosen is not None and d.pk == chosen.pk) for d in desks]
