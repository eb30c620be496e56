"""Single rows behind a figure, read with the fields its formula names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from phongtrao.analytics.places import Node, OnMap, day_for, dialect, node_on
from phongtrao.analytics.sheets import ROW, Item, Sheet, columns_of, sheet_for, target_of
from phongtrao.analytics.visited import source_of
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.formula import (
    Condition,
    Term,
    Value,
    compile_condition,
    evaluate_condition,
    evaluate_expression,
)
from phongtrao.programmes import queries as programmes

_OWN = ("state", "version", "scope_rule", "grp", "kind", "in_scope")


def rows_of(sheet: Sheet, item: Item, node: Node) -> list[dict[str, Any]]:
    """Return the rows of units at or below a node with what the item reads, in order of unit.

    Keys: unit_id, place (lowest node of the map), state, version, scope_rule, grp, kind, in_scope,
    and the fields of the formula. Only rows to which `applies` is true, in scope or not.
    """
    fields = sorted(item.fields & set(columns_of(sheet.form)))
    names = [*_OWN, *(name for name in fields if name not in _OWN)]
    listed = ", ".join(f'{ROW}."{name}"' for name in names)
    where, params = node.where(ROW, "m")
    source, first = source_of(sheet)
    applies = compile_condition(item.applies, dialect(), ROW)
    sql = (
        f"SELECT {ROW}.unit_id, coalesce(m.commune_id, m.district_id, m.province_id), {listed}"
        f" FROM {source}"
        f" JOIN orgs_mapentry AS m ON m.map_id = %s AND m.unit_id = {ROW}.unit_id"
        f" WHERE {ROW}.period = %s AND {where} AND ({applies}) ORDER BY {ROW}.unit_id"
    )
    keys = ("unit_id", "place", *names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*first, node.map_id, sheet.period.code, *params])
        return [dict(zip(keys, row, strict=True)) for row in cursor.fetchall()]


def counted(terms: tuple[Term, ...], row: Mapping[str, Value]) -> int:
    """Return what one row adds to a measure."""
    found = 0
    for term in terms:
        if term.operand is None:
            found += 1
        elif term.kind == "count_if":
            found += evaluate_condition(Condition(term.operand, ""), row) is True
        else:
            value = evaluate_expression(term.operand, row)
            found += value if isinstance(value, int) else 0
    return found


def sheets_in(period: Period, targets: Sequence[str], readings: bool) -> list[Sheet]:
    """Return the sheets of targets (empty: all) in a period, of forms whose round was opened.

    A period whose rounds are closed is asked by the definitions in force when they were closed; a
    target that did not exist then has no figure. Refusal `target.unknown` (404).
    """
    newest, kept = programmes.package(), programmes.package_in(period)
    known = newest.targets.keys() - kept.targets.keys() if kept is not newest else set()
    wanted = tuple(code for code in targets or kept.targets if code not in known)
    found = sheet_for(kept, period, wanted, readings, dialect())
    opened = {round_.form for round_ in programmes.rounds_in(period)}
    return [sheet for sheet in found if sheet.form.id in opened]


def subject(
    target: str, period: Period, node_id: int, on_map: OnMap, reading: str
) -> tuple[Sheet, Item, Node] | None:
    """Return the sheet, the item and the node a figure is about; None where there is no figure.

    Refusal `target.unknown`, `reading.unknown`, `unit.unknown` (404).
    """
    target_of(programmes.package(), target)
    node = node_on(node_id, day_for(period, on_map))
    sheets = sheets_in(period, (target,), bool(reading))
    if node is None or not sheets:
        return None
    item = sheets[0].item(target, reading)
    if item is None:
        raise _no_reading(target, reading)
    return sheets[0], item, node


def _no_reading(target: str, reading: str) -> Refusal:
    return Refusal(
        "reading.unknown",
        f"Chỉ tiêu {target} không có cách hiểu “{reading}”.",
        f"Target {target} has no reading “{reading}”.",
        status=404,
    )
