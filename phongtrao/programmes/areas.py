"""Which units a plan is for, where several plans run in one installation.

A plan that names its `area` is for that unit and everything below it; a plan that names none is for
every unit that no other plan claims.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from phongtrao.core.findings import Refusal
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.programmes import queries


def top_unit(day: date) -> int:
    """Return the unit the plan asked about is for, as it stood on a day: its province.

    Refusal `unit.unknown` (404) when there is none on that day.
    """
    area = queries.package().area
    if area:
        return orgs.find_unit(area, day).pk
    claimed = _claimed(day)
    for state in orgs.units_on(day, "province"):
        if state.unit_id not in claimed:
            return state.unit_id
    raise orgs.unknown("province")


def within(states: Iterable[UnitState], day: date) -> list[UnitState]:
    """Return those of the units that the plan asked about is for, in the same order."""
    area = queries.package().area
    if area:
        top = _find(area, day)
        inside = set() if top is None else set(orgs.units_below(top, day))
        return [state for state in states if state.unit_id in inside]
    claimed = _claimed(day)
    return [state for state in states if state.unit_id not in claimed]


def select_within(found: "QuerySet[UnitState]", day: date) -> "QuerySet[UnitState]":
    """Return those of the units that the plan asked about is for, left to be counted and cut."""
    area = queries.package().area
    if area:
        top = _find(area, day)
        return found.none() if top is None else found.filter(unit_id__in=orgs.units_below(top, day))
    claimed = _claimed(day)
    return found.exclude(unit_id__in=claimed) if claimed else found


def _claimed(day: date) -> set[int]:
    """Units that other plans name as theirs."""
    found: set[int] = set()
    own = queries.programme().code
    for item in queries.programmes():
        if item.code == own:
            continue
        with queries.running(item.code):
            area = queries.package().area
        top = _find(area, day) if area else None
        if top is not None:
            found |= set(orgs.units_below(top, day))
    return found


def _find(area: str, day: date) -> int | None:
    """The unit that bears the code of an area on a day, None before it exists."""
    try:
        return orgs.find_unit(area, day).pk
    except Refusal:
        return None
