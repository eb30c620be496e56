"""Draws the resolved maps. Private to the room; called at the end of every verb."""

from datetime import date
from uuid import uuid4

from django.db import connection

from phongtrao.core.hierarchy import Ancestry, Resolver
from phongtrao.core.hierarchy import Succession as Edge
from phongtrao.core.hierarchy import UnitState as State
from phongtrao.core.kinds import LEAF_GROUPS
from phongtrao.orgs.models import MapEntry, MapVersion, Succession, UnitState

BATCH = 5_000
START = date(2022, 1, 1)


def rebuild() -> int:
    """Draw every map anew from the states and the lineage; return how many entries differ.

    A map begins on each day on which anything from communes up changed, a unit below them moved,
    or one unit passed into another. Only entries that changed are written.
    """
    states = _states()
    edges = [
        Edge(*row) for row in Succession.objects.values_list("source", "target", "on", "extent")
    ]
    days = _days(states, edges)
    MapVersion.objects.exclude(on__in=days).delete()
    resolver = Resolver(states, edges)
    changed = 0
    for day, until in zip(days, [*days[1:], None], strict=True):
        version, _new = MapVersion.objects.get_or_create(on=day)
        places = resolver.on(day)
        _own_selves(places, states, day, until)
        changed += _write(version, places)
    return changed


def _states() -> list[State]:
    columns = ("unit", "code", "name", "kind", "parent", "valid_from", "valid_to")
    return [State(*row) for row in UnitState.objects.order_by("unit").values_list(*columns)]


def _days(states: list[State], edges: list[Edge]) -> list[date]:
    """Return the days on which a new map begins."""
    days = {edge.on for edge in edges}
    parents: dict[int, int | None] = {}
    for state in sorted(states, key=lambda state: state.valid_from):
        known = state.unit in parents
        if state.group not in LEAF_GROUPS or (known and parents[state.unit] != state.parent):
            days.add(state.valid_from)
            if state.valid_to and state.group not in LEAF_GROUPS:
                days.add(state.valid_to)
        parents[state.unit] = state.parent
    return sorted(days) or [START]


def _own_selves(
    places: dict[int, Ancestry], states: list[State], day: date, until: date | None
) -> None:
    """Let units below communes that are founded while a map holds stand for themselves on it."""
    for state in states:
        if state.group in LEAF_GROUPS and day < state.valid_from:
            place = places[state.unit]
            if place.self_unit is None and (until is None or state.valid_from < until):
                places[state.unit] = place._replace(self_unit=state.unit)


def _write(version: MapVersion, places: dict[int, Ancestry]) -> int:
    """Bring the stored entries of one map in line with `places`."""
    columns = ("unit_id", "nation_id", "province_id", "district_id", "commune_id", "self_id")
    stored = {
        row[0]: tuple(row[1:]) for row in MapEntry.objects.filter(map=version).values_list(*columns)
    }
    wrong = [unit for unit, place in places.items() if stored.get(unit) != tuple(place)]
    gone = [unit for unit in wrong if unit in stored]
    gone += [unit for unit in stored if unit not in places]
    for start in range(0, len(gone), BATCH):
        MapEntry.objects.filter(map=version, unit_id__in=gone[start : start + BATCH]).delete()
    _insert([(version.pk, unit, *places[unit]) for unit in wrong])
    if wrong or gone:
        MapVersion.objects.filter(pk=version.pk).update(stamp=uuid4())
    return len(wrong) + len(stored.keys() - places.keys())


def _insert(rows: list[tuple[int | None, ...]]) -> None:
    """Insert entries as plain rows: ten times faster than objects, there are many."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO orgs_mapentry (map_id, unit_id, nation_id, province_id, district_id,"
                " commune_id, self_id) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                rows,
            )


def extend(state: UnitState) -> None:
    """Add a new unit below communes to every map: it lies where its parent lies.

    state: its only state, open-ended. What `rebuild` would write, without reading every unit.
    """
    above = {
        row[0]: row[1:]
        for row in MapEntry.objects.filter(unit_id=state.parent_id).values_list(
            "map_id", "nation_id", "province_id", "district_id", "commune_id"
        )
    }
    versions = list(MapVersion.objects.order_by("on"))
    rows: list[tuple[int | None, ...]] = []
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        founded = following is None or state.valid_from < following.on
        levels = above.get(version.pk, (None, None, None, None))
        rows.append((version.pk, state.unit_id, *levels, state.unit_id if founded else None))
    _insert(rows)
    MapVersion.objects.update(stamp=uuid4())
