"""Sums read from the live projections of a form: exact, one statement a period, any engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from django.db import connection

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.formula import (
    Dialect,
    FormulaProblem,
    compile_measure,
    explain,
    fields_of,
    parse_measure,
)
from phongtrao.formula import Measure as Formula
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import MapEntry
from phongtrao.plan.definitions import Field, Form
from phongtrao.reports.outline import Measure
from phongtrao.submissions import projections

DIALECTS: dict[str, Dialect] = {"sqlite": "sqlite", "postgresql": "postgres"}
Level = Literal["district_id", "commune_id"]


@dataclass(frozen=True)
class ParsedMeasure:
    """A measure of the outline with its SQL, the fields it reads and its words."""

    source: Measure
    sql: str
    fields: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class GroupRow:
    """Totals of the rows of one group and sub-kind; sums and answered follow the measures."""

    group: str
    subkind: str
    expected: int
    reported: int
    approved: int
    late: int
    on_behalf: int
    in_scope: int
    sums: tuple[int, ...]
    answered: tuple[int, ...]


def labels_of(form: Form) -> dict[str, str]:
    """Labels of fields and of their choices ("field=code"), for saying formulas in words."""
    labels = {}
    for field in form.all_fields():
        labels[field.id] = field.label
        labels |= {f"{field.id}={choice.code}": choice.label for choice in field.choices}
    return labels


@lru_cache(maxsize=1024)
def tree_of(formula: str, columns: tuple[tuple[str, str], ...]) -> Formula:
    """A formula over these columns, read once. Raises FormulaProblem."""
    return parse_measure(formula, dict(columns))  # type: ignore[arg-type]


def parse(form: Form, measures: Sequence[Measure]) -> list[ParsedMeasure]:
    """The measures ready to run. Refusal `report.measure` names a formula that does not read."""
    columns, labels = tuple(form.columns().items()), labels_of(form)
    found = []
    for measure in measures:
        try:
            tree = tree_of(measure.formula, columns)
        except FormulaProblem as problem:
            raise Refusal(
                "report.measure",
                f"Số liệu {measure.id} của đề cương báo cáo: {problem}",
                f"Measure {measure.id} of the report outline: {problem}",
            ) from problem
        sql = compile_measure(tree, DIALECTS[connection.vendor]).replace("%", "%%")
        found.append(
            ParsedMeasure(measure, sql, tuple(sorted(fields_of(tree))), explain(tree, labels))
        )
    return found


def _answered(measure: ParsedMeasure, form: Form) -> str:
    """SQL that counts the rows with a usable answer to any field of the measure.

    A number, "none" and "does not apply" are answers, a question hidden by `show_if` too; "not
    available" and silence are none.
    """
    tests = [_usable(field) for field in form.all_fields() if field.id in measure.fields]
    condition = f"version > 0 AND ({' OR '.join(tests)})" if tests else "version > 0"
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _usable(field: Field) -> str:
    parts = [f'"{field.id}" IS NOT NULL']
    why = f'"{field.id}__why"'
    if field.has_reason:
        parts.append(f"{why} = 'na'")
    if field.show_if:
        parts.append(f"{why} IS NULL" if field.has_reason else "1 = 1")
    return " OR ".join(parts)


def _below(node_id: int, on: date) -> tuple[str, tuple[Any, ...]]:
    """A subquery of the ids of the units below a node on the map of a day."""
    sql, params = orgs.units_below(node_id, on).query.sql_with_params()
    return sql, tuple(params)


def group_rows(
    form: Form, period: Period, node_id: int, on: date, measures: Sequence[ParsedMeasure]
) -> list[GroupRow]:
    """Totals by group and sub-kind of the units below a node, in order of their names."""
    below, params = _below(node_id, on)
    counts = [
        "COUNT(*)",
        "SUM(CASE WHEN version > 0 THEN 1 ELSE 0 END)",
        "SUM(CASE WHEN state IN ('approved', 'accepted') THEN 1 ELSE 0 END)",
        "SUM(CASE WHEN late = 1 THEN 1 ELSE 0 END)",
        "SUM(CASE WHEN on_behalf = 1 THEN 1 ELSE 0 END)",
        "SUM(in_scope)",
    ]
    wanted = [*counts, *(m.sql for m in measures), *(_answered(m, form) for m in measures)]
    sql = (
        f"SELECT grp, subkind, {', '.join(wanted)} FROM {projections.table_name(form)} "
        f"WHERE period = %s AND unit_id IN ({below}) GROUP BY grp, subkind ORDER BY grp, subkind"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [period.code, *params])
        rows = cursor.fetchall()
    first = 2 + len(counts)
    middle = first + len(measures)
    return [
        GroupRow(
            group=row[0],
            subkind=row[1],
            expected=row[2],
            reported=row[3],
            approved=row[4],
            late=row[5],
            on_behalf=row[6],
            in_scope=row[7],
            sums=tuple(row[first:middle]),
            answered=tuple(row[middle:]),
        )
        for row in map(_whole, rows)
    ]


def unit_values(
    form: Form, period: Period, node_id: int, on: date, measure: ParsedMeasure
) -> list[tuple[int, str, int]]:
    """(unit id, state, what it adds) of every unit below a node that adds to a measure."""
    below, params = _below(node_id, on)
    sql = (
        f"SELECT unit_id, state, {measure.sql} FROM {projections.table_name(form)} "
        f"WHERE period = %s AND unit_id IN ({below}) GROUP BY unit_id, state "
        f"HAVING {measure.sql} <> 0 ORDER BY {measure.sql} DESC, unit_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [period.code, *params])
        return [(int(row[0]), str(row[1]), int(row[2])) for row in cursor.fetchall()]


def _whole(row: Sequence[Any]) -> tuple[Any, ...]:
    """The row with its counts as int (PostgreSQL sums come as Decimal)."""
    return (row[0], row[1], *(int(count) for count in row[2:]))


def received_by_place(form: Form, period: Period, on: date, level: Level) -> dict[int, list[int]]:
    """Unit id of a district or commune → [owed, received] of the units in it."""
    table, entries = projections.table_name(form), MapEntry._meta.db_table
    sql = (
        f"SELECT e.{level}, COUNT(*), SUM(CASE WHEN p.version > 0 THEN 1 ELSE 0 END) "
        f"FROM {table} p JOIN {entries} e ON e.unit_id = p.unit_id AND e.map_id = %s "
        f"WHERE p.period = %s AND e.{level} IS NOT NULL GROUP BY e.{level}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [orgs.map_for(on).pk, period.code])
        return {row[0]: [int(row[1]), int(row[2])] for row in cursor.fetchall()}


def narratives(
    form: Form, period: Period, node_id: int, on: date, fields: Sequence[str]
) -> list[tuple[int, str, tuple[str | None, ...]]]:
    """(unit id, group, texts in order of `fields`) of every unit that wrote something."""
    below, params = _below(node_id, on)
    listed = ", ".join(f'"{field}"' for field in fields)
    some = " OR ".join(f'"{field}" IS NOT NULL' for field in fields)
    sql = (
        f"SELECT unit_id, grp, {listed} FROM {projections.table_name(form)} "
        f"WHERE period = %s AND version > 0 AND ({some}) AND unit_id IN ({below}) ORDER BY unit_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [period.code, *params])
        return [(row[0], row[1], tuple(row[2:])) for row in cursor.fetchall()]
