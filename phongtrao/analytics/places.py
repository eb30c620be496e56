"""Nodes and maps: which map a period is read on, and what lies where on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from phongtrao.core.periods import Period
from phongtrao.core.remembering import remembered
from phongtrao.formula import Dialect
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import MapEntry, MapVersion, UnitState

LEVELS = ("nation", "province", "district", "commune")
OnMap = str | date
REPORTED_MAP = "reported"


@dataclass(frozen=True)
class Node:
    """A place on one map; `level` is one of LEVELS or `unit` for a single reporting unit."""

    id: int
    level: str
    map_id: int
    day: date

    def where(self, row: str, entry: str) -> tuple[str, list[int]]:
        """Return the SQL condition (and parameters) for rows of units at or below the node."""
        if self.level == "unit":
            return f"({row}.unit_id = %s OR {entry}.self_id = %s)", [self.id, self.id]
        return f"{entry}.{self.level}_id = %s", [self.id]


def dialect() -> Dialect:
    """Return the dialect of the database at hand."""
    return "postgres" if connection.vendor == "postgresql" else "sqlite"


def day_for(period: Period, on_map: OnMap) -> date:
    """Return the day whose map is used: the period's last day, or the day asked for."""
    return on_map if isinstance(on_map, date) else period.end


def node_on(unit_id: int, day: date) -> Node | None:
    """Return where a unit stands on the map of a day: itself or the one unit that stands for it.

    None when no single unit does (it was split, or is put together later), except that a province
    put together later is read as the nation: what reports below it then is the same.
    Refusal `unit.unknown`.
    """
    entry = orgs.place_of(unit_id, day)
    if entry.self_id is None:
        lower = (entry.commune_id, entry.district_id, entry.province_id)
        if entry.nation_id is None or any(lower):
            return None
        return Node(entry.nation_id, "nation", entry.map_id, day)
    if entry.self_id != unit_id:
        entry = orgs.place_of(entry.self_id, day)
    return _node(entry, entry.unit_id, day)


def _node(entry: MapEntry, unit_id: int, day: date) -> Node:
    for level in reversed(LEVELS):
        if getattr(entry, f"{level}_id") == unit_id:
            return Node(unit_id, level, entry.map_id, day)
    return Node(unit_id, "unit", entry.map_id, day)


def tree_above(map_id: int, places: Iterable[int]) -> dict[int, int | None]:
    """Return the places and every node above them on a map, lowest first, each with its parent."""
    fields = ("commune_id", "district_id", "province_id", "nation_id")
    found = MapEntry.objects.filter(map_id=map_id, unit_id__in=list(places)).values_list(*fields)
    nodes: dict[int, tuple[int, int | None]] = {}
    for chain in set(found):
        for depth, node in enumerate(chain):
            if node is not None:
                above = next((up for up in chain[depth + 1 :] if up is not None), None)
                nodes[node] = (depth, above)
    ordered = sorted(nodes.items(), key=lambda entry: (entry[1][0], entry[0]))
    return {node: above for node, (_, above) in ordered}


def map_at(maps: list[MapVersion], day: date) -> int:
    """Return the id of the map that holds on a day, of all maps oldest first."""
    held = [version.pk for version in maps if version.on <= day]
    return held[-1] if held else maps[0].pk


def codes_of(unit_ids: Iterable[int], day: date) -> Mapping[int, str]:
    """Return unit id → code on a day, in Vietnamese order of names.

    Units not alive on that day come last, with the code of their nearest state.
    """
    return _codes(tuple(unit_ids), day)


@remembered
def _codes(unit_ids: tuple[int, ...], day: date) -> dict[int, str]:
    held = UnitState.objects.filter(orgs.valid_on(day), unit_id__in=unit_ids)
    codes = dict(held.order_by("sort_key", "code").values_list("unit_id", "code"))
    gone = [unit_id for unit_id in unit_ids if unit_id not in codes]
    if gone:
        codes.update({unit: state.code for unit, state in orgs.states_of(gone, day).items()})
    return codes
