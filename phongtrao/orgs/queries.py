"""Questions about units, all asked for a day; `None` means today in Vietnam."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import scope_rule
from phongtrao.core.remembering import remembered
from phongtrao.core.text import search_key
from phongtrao.database.prepared import question
from phongtrao.orgs.lineage import Step, lineage
from phongtrao.orgs.models import MapEntry, MapVersion, OrgUnit, UnitState
from phongtrao.orgs.searching import Hit, alike, search
from phongtrao.orgs.tiling import cells

__all__ = ["Hit", "Step", "alike", "cells", "lineage", "search"]

OUTSIDE = "outside"


def unknown(code: object) -> Refusal:
    """Return the refusal for a unit nobody knows."""
    return Refusal(
        "unit.unknown",
        f"Không có đơn vị mang mã “{code}”. Kiểm tra lại mã hoặc ngày.",
        f"No unit has the code “{code}”. Check the code or the day.",
        status=404,
        data={"code": str(code)},
    )


def unit_by_id(unit_id: int) -> OrgUnit:
    """Return the unit; Refusal `unit.unknown` (404)."""
    unit = OrgUnit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise unknown(unit_id)
    return unit


def valid_on(on: date, of: str = "") -> Q:
    """Return the condition that a state holds on a day; `of` is the path to it ("states__")."""
    begun = Q(**{f"{of}valid_from__lte": on})
    return begun & (Q(**{f"{of}valid_to__isnull": True}) | Q(**{f"{of}valid_to__gt": on}))


def state_of(unit_id: int, on: date | None = None) -> UnitState:
    """Return what a unit was on a day.

    A unit gone by then is described by its last state, one not yet founded by its first.
    Refusal `unit.unknown` when there is no such unit.
    """
    return _nearest(_own_states(unit_id), on, unit_id)


@remembered
def _own_states(unit_id: int) -> list[UnitState]:
    return _states_of(unit_id)


@question
def _states_of(unit_id: int) -> QuerySet[UnitState]:
    return UnitState.objects.filter(unit_id=unit_id)


def states_of(unit_ids: Iterable[int], on: date | None = None) -> dict[int, UnitState]:
    """Return unit id → state (as `state_of`) for many units with few statements."""
    wanted = sorted(set(unit_ids))
    own: dict[int, list[UnitState]] = {}
    for start in range(0, len(wanted), 5_000):
        for state in UnitState.objects.filter(unit_id__in=wanted[start : start + 5_000]):
            own.setdefault(state.unit_id, []).append(state)
    return {unit_id: _nearest(states, on, unit_id) for unit_id, states in own.items()}


def _nearest(states: list[UnitState], on: date | None, unit_id: int) -> UnitState:
    day = on or timezone.localdate()
    if not states:
        raise unknown(unit_id)
    states.sort(key=lambda state: state.valid_from)
    begun = [state for state in states if state.valid_from <= day]
    return begun[-1] if begun else states[0]


def is_alive(unit_id: int, on: date | None = None) -> bool:
    """Return whether a unit exists on a day."""
    day = on or timezone.localdate()
    return UnitState.objects.filter(valid_on(day), unit_id=unit_id).exists()


def find_unit(code: str, on: date | None = None) -> OrgUnit:
    """Return the unit that bears `code` on a day; codes are reused, so the day decides.

    Without a day: today's bearer, else the last one that bore it. A `uid` is understood too.
    Refusal `unit.unknown` (404).
    """
    wanted = code.strip()
    unit = _bearing.first(wanted, on or timezone.localdate())
    if unit is None and on is None:
        unit = _ever_bearing.first(wanted)
    if unit is None:
        unit = OrgUnit.objects.filter(uid=wanted).first()
    if unit is None:
        raise unknown(code)
    return unit


@question
def _bearing(code: str, on: date) -> QuerySet[OrgUnit]:
    found = OrgUnit.objects.filter(valid_on(on, "states__"), states__code=code)
    return found.order_by("-states__valid_from")[:1]


@question
def _ever_bearing(code: str) -> QuerySet[OrgUnit]:
    return OrgUnit.objects.filter(states__code=code).order_by("-states__valid_from")[:1]


def units_on(
    on: date | None = None, group: str | None = None, *, outside: bool = False
) -> list[UnitState]:
    """Return the states of all units that exist on a day, in Vietnamese order of names.

    `outside=True` adds units outside the plan's own area (communes of the former Đồng Nai).
    """
    found = UnitState.objects.filter(valid_on(on or timezone.localdate()))
    if group is not None:
        found = found.filter(group=group)
    if not outside:
        found = found.exclude(subkind=OUTSIDE)
    return list(found.order_by("sort_key", "code").select_related("unit"))


def children(
    unit_id: int, on: date | None = None, group: str | None = None, *, outside: bool = False
) -> list[UnitState]:
    """Return the states of the units directly below one on a day, in order of names."""
    found = UnitState.objects.filter(valid_on(on or timezone.localdate()), parent_id=unit_id)
    if group is not None:
        found = found.filter(group=group)
    if not outside:
        found = found.exclude(subkind=OUTSIDE)
    return list(found.order_by("sort_key", "code").select_related("unit"))


def ancestors(unit_id: int, on: date | None = None) -> list[UnitState]:
    """Return the units above one on a day, from the top down, without itself."""
    day = on or timezone.localdate()
    found: list[UnitState] = []
    parent_id = state_of(unit_id, day).parent_id
    while parent_id is not None and len(found) < 8:
        state = state_of(parent_id, day)
        found.append(state)
        parent_id = state.parent_id
    return found[::-1]


@remembered
def maps() -> list[MapVersion]:
    """Return all maps, oldest first."""
    return list(MapVersion.objects.order_by("on"))


@remembered
def map_for(on: date | None = None) -> MapVersion:
    """Return the map that holds on a day (the oldest one for earlier days).

    Refusal `map.none` while no units are loaded.
    """
    day = on or timezone.localdate()
    found = _map_on.first(day) or MapVersion.objects.order_by("on").first()
    if found is None:
        raise Refusal("map.none", "Chưa nạp đơn vị nào.", "No units are loaded yet.")
    return found


@question
def _map_on(day: date) -> QuerySet[MapVersion]:
    return MapVersion.objects.filter(on__lte=day).order_by("-on")[:1]


@remembered
def place_of(unit_id: int, on: date | None = None) -> MapEntry:
    """Return where a unit lies on the map of a day; Refusal `unit.unknown` (404)."""
    entry = _entry.first(map_for(on).pk, unit_id)
    if entry is None:
        raise unknown(unit_id)
    return entry


@question
def _entry(map_id: int, unit_id: int) -> QuerySet[MapEntry]:
    return MapEntry.objects.filter(map_id=map_id, unit_id=unit_id)


def entries_on(on: date | None = None) -> "QuerySet[MapEntry]":
    """Return the entries of all units on the map of a day."""
    return MapEntry.objects.filter(map=map_for(on))


def entries_below(unit_id: int, on: date | None = None) -> "QuerySet[MapEntry]":
    """Return the map entries of a unit and of everything that lies below it on a day."""
    below = (
        Q(unit_id=unit_id)
        | Q(commune_id=unit_id)
        | Q(district_id=unit_id)
        | Q(province_id=unit_id)
        | Q(nation_id=unit_id)
    )
    return MapEntry.objects.filter(below, map=map_for(on))


def units_below(unit_id: int, on: date | None = None) -> "QuerySet[MapEntry, int]":
    """Return, as a subquery, the ids of a unit and of everything below it on a day's map."""
    return entries_below(unit_id, on).values_list("unit_id", flat=True)


def units_above_commune(on: date | None = None) -> "QuerySet[MapEntry, int]":
    """Return, as a subquery, the ids of units that do not lie below a commune: communes
    themselves and agencies, enterprises and schools of the province.
    """
    above = Q(commune_id__isnull=True) | Q(commune_id=F("unit_id"))
    return MapEntry.objects.filter(above, map=map_for(on)).values_list("unit_id", flat=True)


def units_in_no_commune(on: date | None = None) -> "QuerySet[MapEntry, int]":
    """Return, as a subquery, the ids of units that lie in no single commune on a day's map."""
    entries = MapEntry.objects.filter(map=map_for(on), commune_id__isnull=True)
    return entries.values_list("unit_id", flat=True)


def scope_of(state: UnitState) -> tuple[bool, str]:
    """Return (in scope, rule code); the code says why a unit is out of scope."""
    rule = scope_rule(state.group, state.subkind)
    return not rule, rule


def history(unit_id: int) -> list[UnitState]:
    """Return every state a unit has had, oldest first."""
    return list(UnitState.objects.filter(unit_id=unit_id).order_by("valid_from"))


def select(
    on: date, group: str = "", within: int | None = None, words: str = ""
) -> "QuerySet[UnitState]":
    """Return the states of a day in order of names, to be counted and sliced by the caller.

    `within`: only a unit and what lies below it. `words`: all in the name (marks aside), or a code.
    """
    found = UnitState.objects.filter(valid_on(on)).exclude(subkind=OUTSIDE)
    if group:
        found = found.filter(group=group)
    if within is not None:
        found = found.filter(unit_id__in=units_below(within, on))
    wanted = Q()
    for word in search_key(words).split():
        wanted &= Q(search_key__contains=word) | Q(code__istartswith=word)
    if words.strip():
        wanted |= Q(code__istartswith=words.strip())
    return found.filter(wanted).order_by("sort_key", "code")
