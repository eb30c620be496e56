"""The lines behind a measure of a register: which entries count, and how much each adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from phongtrao.core.periods import Period
from phongtrao.formula import fields_of
from phongtrao.plan.register_rows import measure_of
from phongtrao.plan.registers import Register, RegisterMeasure
from phongtrao.registers import projections
from phongtrao.registers.listing import EntryRow, Part, below, select
from phongtrao.registers.measuring import _aggregate, _source


@dataclass(frozen=True)
class Counted:
    """One entry that counts: its unit and what it adds to the measure."""

    entry_id: int
    unit_id: int
    adds: int


def counted(
    register: Register, code: str, node_id: int, period: Period, on: date | None = None
) -> list[Counted]:
    """Return the entries behind `measures_at(…)[code]`; what they add sums up to it.

    Of a measure that counts different values the first entry of each value adds one.
    """
    measure = register.measure(code)
    value = _distinct(register, measure)
    rows = _rows(register, measure, node_id, period, on, value)
    if not value:
        return [Counted(entry, unit, int(adds)) for entry, unit, adds in rows]
    seen: set[object] = set()
    found = []
    for entry, unit, what in rows:
        found.append(Counted(entry, unit, int(what not in seen)))
        seen.add(what)
    return found


def kept_by(register: Register, node_id: int, period: Period, on: date | None) -> list[Counted]:
    """Return one entry of each unit behind `keepers_at`, the first one; each adds one."""
    every = RegisterMeasure(id="entries", label="", sum="count()")
    rows = _rows(register, every, node_id, period, on, "")
    first: dict[int, int] = {}
    for entry, unit, _adds in rows:
        first.setdefault(unit, entry)
    return [Counted(entry, unit, 1) for unit, entry in first.items()]


def _distinct(register: Register, measure: RegisterMeasure) -> str:
    """The field whose different values a measure counts, '' for any other measure."""
    formula = measure_of(register, measure.sum)
    kinds = {term.kind for term in formula.terms}
    return next(iter(fields_of(formula)), "") if kinds == {"distinct"} else ""


def _rows(
    register: Register,
    measure: RegisterMeasure,
    node_id: int,
    period: Period,
    on: date | None,
    value: str,
) -> list[tuple[int, int, Any]]:
    """(entry, unit, what it adds, or its value of the field `value`) of entries that count."""
    projections.ready(register)
    parts = [below(node_id, on or period.end)]
    source, given = _source(register, period, register.counted(measure), parts)
    adds = _aggregate(register, measure)
    shown = f'min(t."{value}")' if value else adds
    sql = (
        f"SELECT t.entry_id, t.unit_id, {shown} {source} GROUP BY t.entry_id, t.unit_id"
        f" HAVING {adds} <> 0 ORDER BY t.unit_id, t.entry_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [(int(row[0]), int(row[1]), row[2]) for row in cursor.fetchall()]


def lines(register: Register, entry_ids: Sequence[int]) -> dict[int, EntryRow]:
    """Return entry id → its line as it is now, for those that still stand."""
    if not entry_ids:
        return {}
    holes = ", ".join(["%s"] * len(entry_ids))
    wanted = Part(f"r.entry_id IN ({holes})", tuple(entry_ids))
    found = select(register, [Part("r.to_day IS NULL"), wanted])
    return {row.entry_id: row for row in found}
