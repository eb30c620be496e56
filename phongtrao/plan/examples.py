"""Worked examples of a package, computed the slow and obvious way: row by row in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from phongtrao.formula import (
    Condition,
    Measure,
    Term,
    Value,
    evaluate_condition,
    evaluate_expression,
    parse_condition,
    parse_measure,
)
from phongtrao.formula.tree import ColumnType
from phongtrao.plan.forms import Form, FormExample
from phongtrao.plan.targets import Goal

Row = Mapping[str, Value]


def typed_columns(form: Form) -> dict[str, ColumnType]:
    """The form's columns as the formula room wants them."""
    return {
        name: "integer" if kind == "integer" else "text" for name, kind in form.columns().items()
    }


def target_columns(form: Form) -> dict[str, ColumnType]:
    """The columns targets may count: the form's, and visits of inspections."""
    return {
        name: "integer" if kind == "integer" else "text"
        for name, kind in form.target_columns().items()
    }


def figure_of(
    goal: Goal, rows: Sequence[Row], columns: Mapping[str, ColumnType]
) -> tuple[int, int | None]:
    """Numerator and denominator (None for a count) over the rows the goal speaks of.

    Raises FormulaProblem when a formula does not parse.
    """
    applies = parse_condition(goal.applies, columns)
    counted = [
        row
        for row in rows
        if evaluate_condition(applies, row) is True
        and (goal.scope == "plan_wide" or row.get("in_scope") == 1)
    ]
    numerator = total(parse_measure(goal.numerator, columns), counted)
    if goal.denominator is None:
        return numerator, None
    return numerator, total(parse_measure(goal.denominator, columns), counted)


def total(measure: Measure, rows: Sequence[Row]) -> int:
    """The value of a measure over rows; 0 over none."""
    return sum(_term(term, rows) for term in measure.terms)


def _term(term: Term, rows: Sequence[Row]) -> int:
    if term.operand is None:
        return len(rows)
    if term.kind == "count_if":
        test = Condition(term.operand, "")
        return sum(evaluate_condition(test, row) is True for row in rows)
    values = [evaluate_expression(term.operand, row) for row in rows]
    if term.kind == "distinct":
        return len(set(values) - {None})
    return sum(value for value in values if isinstance(value, int))


def checks_that_speak(form: Form, example: FormExample) -> list[str]:
    """Ids of the form's checks whose condition is true for the example, in the form's order."""
    row = row_of(form, example)
    columns = typed_columns(form)
    return [
        check.id
        for check in form.checks
        if evaluate_condition(parse_condition(check.when, columns), row) is True
    ]


def row_of(form: Form, example: FormExample) -> dict[str, Value]:
    """The example as its projection row: "none" counts as 0, other reasons leave NULL."""
    row: dict[str, Value] = {"grp": example.group, "subkind": example.subkind}
    for field in form.all_fields():
        answer = example.payload.get(field.id)
        why = answer.get("why") if isinstance(answer, dict) else None
        row[f"{field.id}__why"] = why
        if isinstance(answer, int | str):
            row[field.id] = answer
        else:
            row[field.id] = 0 if why == "none" and field.type == "integer" else None
    return row
