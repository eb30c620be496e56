"""One scan at the finest level, then addition up the map: totals are conserved by construction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add
from typing import Any

from django.db import connection

from phongtrao.analytics.keeping import Stamps, kept
from phongtrao.analytics.places import Node
from phongtrao.analytics.sheets import ROW, Sheet
from phongtrao.analytics.visited import source_of, stamps_for
from phongtrao.core.kinds import group_of

Vector = tuple[int, ...]
Sums = dict[tuple[int, str], Vector]
ALL = ""
LOWEST = "coalesce(m.commune_id, m.district_id, m.province_id, m.nation_id)"
CHILDREN = {
    "nation": "coalesce(m.province_id, m.nation_id)",
    "province": "coalesce(m.district_id, m.commune_id, m.province_id)",
    "district": "coalesce(m.commune_id, m.district_id)",
    "commune": f"{ROW}.unit_id",
    "unit": f"{ROW}.unit_id",
}


def scan(
    sheet: Sheet,
    map_id: int,
    place: str = LOWEST,
    node: Node | None = None,
    stamps: Stamps | None = None,
) -> list[Any]:
    """Return fine rows (place, kind, in_scope, 0, aggregates…) of one form and period.

    `place` is the SQL of the unit the row is added to: the lowest node of the map by default;
    `node` keeps only what lies at or below it. Rows summed before are used again for as long as
    no row of the round and no entry of the map has changed, which their `stamps` tell (read here
    when not given).
    """
    sql, params = _statement(sheet, map_id, place, node)

    def read() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    return kept((sql, *params), stamps or stamps_for(sheet, map_id), read)


def _statement(sheet: Sheet, map_id: int, place: str, node: Node | None) -> tuple[str, list[Any]]:
    source, first = source_of(sheet)
    more, params = ("", list[Any]()) if node is None else _below(node)
    keys = f"{ROW}.kind, {ROW}.in_scope"
    constant = place.isdecimal()
    sql = (
        f"SELECT {place}, {keys}, 0, {', '.join(sheet.aggregates)} FROM {source}"
        f" JOIN orgs_mapentry AS m ON m.map_id = %s AND m.unit_id = {ROW}.unit_id"
        f" WHERE {ROW}.period = %s{more} GROUP BY {keys if constant else f'{place}, {keys}'}"
    )
    return sql, [*first, map_id, sheet.period.code, *params]


def _below(node: Node) -> tuple[str, list[Any]]:
    condition, params = node.where(ROW, "m")
    return f" AND {condition}", list(params)


def at_places(sheet: Sheet, fine: Iterable[Sequence[Any]]) -> Sums:
    """Return (place, group) → vector: the classes of units of a group added together."""
    sums: Sums = {}
    pickers = sheet.pickers
    for row in fine:
        place, kind, in_scope = row[:3]
        picker = pickers.get((kind, in_scope)) or sheet.picker((kind, in_scope))
        vector = picker(row)  # type: ignore[arg-type]
        group = group_of(kind)
        known = sums.get((place, group))
        sums[place, group] = vector if known is None else tuple(map(add, known, vector))
    return sums


def up_the_map(sums: Sums, parents: Mapping[int, int | None], top: int | None = None) -> Sums:
    """Add every place into the node above it, up to `top` (or the roots).

    `parents` lists the nodes lowest first, so one pass is enough; returns the same dict, grown.
    """
    groups_at: dict[int, list[str]] = {}
    for place, group in sums:
        groups_at.setdefault(place, []).append(group)
    for place, above in parents.items():
        if above is None or place == top:
            continue
        for group in groups_at.get(place, ()):
            vector = sums[place, group]
            known = sums.get((above, group))
            if known is None:
                sums[above, group] = vector
                groups_at.setdefault(above, []).append(group)
            else:
                sums[above, group] = tuple(map(add, known, vector))
    return sums


def across_groups(sums: Sums) -> Sums:
    """Add the groups of every place together under the group `''`; returns the same dict, grown."""
    totals: dict[int, Vector] = {}
    for (place, _), vector in sums.items():
        known = totals.get(place)
        totals[place] = vector if known is None else tuple(map(add, known, vector))
    for place, vector in totals.items():
        sums[place, ALL] = vector
    return sums
