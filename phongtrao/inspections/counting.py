"""T4 as the register of visits knows it: areas inspected, units visited, period by period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from phongtrao.core.periods import Period
from phongtrao.inspections import framing
from phongtrao.inspections.models import FollowUp, InspectionRound, Visit, VisitVersion
from phongtrao.orgs.models import UnitState
from phongtrao.programmes import queries as programmes


@dataclass(frozen=True)
class Area:
    """One area that must be inspected: what it was on the last day, days it was visited."""

    state: UnitState
    days: tuple[date, ...]
    units: int


@dataclass(frozen=True)
class Coverage:
    """Visits of a period counted: areas visited of all, units visited of those asked for.

    replaced: the areas are not those of the signed plan, by a change without a document.
    """

    period: Period
    areas: tuple[Area, ...]
    units: dict[str, int]
    asked: int
    rounds: int
    visits: int
    replaced: bool
    document: str

    @property
    def visited(self) -> int:
        """Areas visited at least once."""
        return sum(bool(area.days) for area in self.areas)

    @property
    def unit_count(self) -> int:
        """Different agencies, enterprises and schools visited."""
        return sum(self.units.values())


def coverage(period: Period) -> Coverage:
    """Return what the visits of a period cover; the areas are those of its last day."""
    package = programmes.package()
    rules = framing.rules_of(package)
    day = period.end
    done = list(visits_in(period))
    areas = framing.areas_on(day, package)
    above = framing.areas_above({visit.unit_id for visit in done}, day, {a.unit_id for a in areas})
    goal = package.targets[rules.areas.target].at(day)
    groups = framing.unit_groups(package, day)
    asked = package.targets[rules.units.target].at(day).value
    days: dict[int, list[date]] = {}
    inside: dict[int | None, set[int]] = {}
    for visit in done:
        inside.setdefault(above.get(visit.unit_id), set()).add(visit.unit_id)
        if visit.day is not None:
            days.setdefault(visit.unit_id, []).append(visit.day)
    return Coverage(
        period,
        tuple(_area(state, days, inside) for state in areas),
        _by_group(done, groups),
        int(asked or rules.sample),
        len({visit.round_id for visit in done}),
        len(done),
        goal.applied is not None,
        goal.applied.document if goal.applied else "",
    )


def visits_in(period: Period) -> "QuerySet[Visit]":
    """Return the visits made in a period, oldest first."""
    return (
        Visit.objects.filter(
            round__programme=programmes.programme(),
            current__gt=0,
            day__range=(period.start, period.end),
        )
        .select_related("round")
        .order_by("day", "id")
    )


def visits_sql(period: Period) -> tuple[str, list[Any]]:
    """Return (SQL, parameters) of (unit_id, visits): units visited in a period and how often."""
    counted = visits_in(period).order_by().values("unit_id").annotate(visits=Count("id"))
    sql, params = counted.query.sql_with_params()
    return sql, list(params)


def newest_visit() -> tuple[int, str]:
    """Return what changes whenever a visit is written: number and digest of the newest version."""
    found = VisitVersion.objects.order_by("-id").values_list("id", "client_key").first()
    return found or (0, "")


def _area(
    state: UnitState, days: dict[int, list[date]], inside: dict[int | None, set[int]]
) -> Area:
    own = state.unit_id
    return Area(state, tuple(days.get(own, ())), len(inside.get(own, set()) - {own}))


def _by_group(done: Iterable[Visit], groups: tuple[str, ...]) -> dict[str, int]:
    """Group → different units visited, from what the rounds say the units were."""
    listed = list(done)
    kinds = {
        (row.round_id, row.unit_id): row.group
        for round_ in {visit.round for visit in listed}
        for row in round_.selected.all()
    }
    counted: dict[str, set[int]] = {group: set() for group in groups}
    for visit in listed:
        group = kinds.get((visit.round_id, visit.unit_id), "")
        if group in counted:
            counted[group].add(visit.unit_id)
    return {group: len(units) for group, units in counted.items()}


def rounds_in(year: int) -> "list[InspectionRound]":
    """Return the rounds of a year and of its first half, newest first."""
    codes = (Period(year).code, Period(year, 1).code)
    found = InspectionRound.objects.filter(programme=programmes.programme(), period__in=codes)
    return list(found)


def years() -> list[int]:
    """Return the years that have rounds, newest first."""
    codes = InspectionRound.objects.filter(programme=programmes.programme())
    return sorted({Period.parse(c).year for c in codes.values_list("period", flat=True)})[::-1]


def open_follow_ups(unit_ids: Iterable[int] | None = None) -> int:
    """Return how many follow-ups wait, of all units or the given ones."""
    found = FollowUp.objects.filter(
        visit__round__programme=programmes.programme(),
        state__in=(FollowUp.State.OPEN, FollowUp.State.REPORTED),
    )
    return (found if unit_ids is None else found.filter(visit__unit_id__in=unit_ids)).count()
