"""`/don-doc/`: who never sent, how late, and entry on their behalf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.kinds import GROUP_LABELS
from phongtrao.core.periods import Period
from phongtrao.notices import queries as notices
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries
from phongtrao.web.entry.desk import day_of, today
from phongtrao.web.entry.people import unit_label
from phongtrao.web.entry.wording import in_english
from phongtrao.web.figures.addresses import period_part, slug
from phongtrao.web.verify.cases import KIND, PAGE, PERIOD, Choice, group_label

PER_PAGE = 50
NOBODY = "chua-chon"  # an act was asked for and no unit was chosen


@dataclass(frozen=True)
class Silent:
    """A unit that owes a report and never sent one."""

    unit: Any
    owed: Any
    url: str
    has_contact: bool
    parent: str
    last: Any = None
    last_by: str = ""
    reminded_today: bool = False

    @property
    def late(self) -> bool:
        """Whether the deadline has passed."""
        return bool(self.deadline <= today())

    @property
    def deadline(self) -> Any:
        """The deadline that counts: extended, or of the plan."""
        return self.owed.before

    @property
    def kind_label(self) -> str:
        """Kind of unit in words."""
        return group_label(self.unit.group)


def open_rounds() -> list[Any]:
    """Rounds that take reports today, newest period first."""
    found = [r for r in programmes.rounds() if programmes.is_open(r, today())]
    return sorted(found, key=lambda r: Period.parse(r.period), reverse=True)


def never_sent_count(post: Any) -> int:
    """How many units in the post's reach never sent, in the newest open round."""
    rounds = open_rounds()
    if not rounds:
        return 0
    return int(queries.never_sent(post, rounds[0]).count())


@require_safe
def chase(request: HttpRequest) -> HttpResponse:
    """The list, by round and kind of unit, late ones first; 422 after an act without a unit."""
    post: Any = request.post  # type: ignore[attr-defined]
    rounds = open_rounds()
    asked = request.GET.get(PERIOD, "")
    chosen = next((r for r in rounds if Period.parse(r.period).url == asked), None)
    chosen = chosen or (rounds[0] if rounds else None)
    kind = request.GET.get(KIND, "")
    owed = queries.never_sent(post, chosen) if chosen else None
    total = owed.count() if owed is not None else 0
    groups = set(owed.order_by().values_list("group", flat=True)) if owed is not None else set()
    if owed is not None and kind in GROUP_LABELS:
        owed = owed.filter(group=kind)
    rows: Any = owed if owed is not None else []
    page: Any = Paginator(rows, PER_PAGE).get_page(request.GET.get(PAGE))
    context = {
        "page": page,
        "silent": _silent(page.object_list, chosen),
        "total": total,
        "fitting": page.paginator.count,
        "period": Period.parse(chosen.period) if chosen else None,
        "periods": [_period_choice(Period.parse(r.period)) for r in rounds],
        "kinds": [Choice(g, group_label(g)) for g in GROUP_LABELS if g in groups],
        "kind": kind,
        "nobody": bool(total) and NOBODY in request.GET,
    }
    return render(request, "verify/chase.html", context, status=422 if context["nobody"] else 200)


def _period_choice(period: Period) -> Choice:
    return Choice(period.url, period.label_en if in_english() else period.label)


def _silent(owed: Any, round_: Any) -> list[Silent]:
    """Rows of one page."""
    listed = list(owed)
    if not listed:
        return []
    period = Period.parse(round_.period)
    day = day_of(period)
    units = orgs.states_of([row.unit_id for row in listed], day)
    parents = orgs.states_of([unit.parent_id for unit in units.values() if unit.parent_id], day)
    reachable = accounts.units_with_contact({row.unit_id for row in listed})
    contacts = notices.last_contact(row.unit_id for row in listed)
    titles = accounts.titles_of({post for _at, post in contacts.values() if post})
    further = programmes.form_of(round_).space
    address = period_part(period, programmes.code_of(round_) if further else "")
    return [
        Silent(
            unit=units[row.unit_id],
            owed=row,
            url=reverse("entry:sections", args=[_slug(units[row.unit_id]), address]),
            has_contact=row.unit_id in reachable,
            parent=_name(parents, units[row.unit_id].parent_id),
            **_contact(contacts.get(row.unit_id), titles),
        )
        for row in listed
    ]


def _contact(found: Any, titles: dict[int, str]) -> dict[str, Any]:
    """When and by whom a unit was last reminded."""
    if not found:
        return {}
    at, post = found
    by = titles.get(post, "") if post else gettext("automatic reminder")
    return {"last": at, "last_by": by}


def _slug(unit: Any) -> str:
    return slug(unit.code, unit.name)


def _name(states: dict[int, Any], unit_id: int | None) -> str:
    return unit_label(states[unit_id]) if unit_id in states else ""
