"""One entry as its row: what rules judge, what the projection stores, what measures count.

The slow and obvious way, shared by examples, checks and the projection so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from phongtrao.core.periods import Period
from phongtrao.formula import (
    ColumnType,
    Condition,
    Measure,
    Value,
    evaluate_condition,
    evaluate_expression,
    parse_condition,
    parse_measure,
)
from phongtrao.plan.examples import total
from phongtrao.plan.registers import (
    CLOSED,
    Register,
    RegisterCheck,
    RegisterField,
    RegisterMeasure,
    ReviewKind,
)

Row = dict[str, Value]


class ByIdentity:
    """A register as a cache key by identity (definitions hold dicts and cannot be hashed)."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def __hash__(self) -> int:
        return id(self.register)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and other.register is self.register


@lru_cache(maxsize=64)
def _columns(key: ByIdentity) -> dict[str, ColumnType]:
    return dict(key.register.columns())


@lru_cache(maxsize=1024)
def _condition(key: ByIdentity, text: str) -> Condition:
    return parse_condition(text, _columns(key))


@lru_cache(maxsize=1024)
def _measure(key: ByIdentity, text: str) -> Measure:
    return parse_measure(text, _columns(key), distinct=True)


def columns_of(register: Register) -> dict[str, ColumnType]:
    """``register.columns()``, made once for each definition."""
    return _columns(ByIdentity(register))


def condition_of(register: Register, text: str) -> Condition:
    """A rule of the register, read once for each definition. Raises FormulaProblem."""
    return _condition(ByIdentity(register), text)


def measure_of(register: Register, text: str) -> Measure:
    """A measure of the register, read once for each definition. Raises FormulaProblem."""
    return _measure(ByIdentity(register), text)


def entry_columns(register: Register) -> dict[str, ColumnType]:
    """Columns stored for an entry: constants, fields and what is derived from them."""
    reviews = tuple(f"{review.id}__" for review in register.reviews)
    return {
        name: kind
        for name, kind in columns_of(register).items()
        if name not in ("grp", "kind", "subkind", "state", "period", "day", "state_day")
        and name not in ("begun", "moved")
        and not name.startswith(reviews)
    }


def review_columns(register: Register, review: ReviewKind) -> dict[str, ColumnType]:
    """Columns stored for a review of one kind: its fields, derived ones and ``<review>__done``."""
    return {
        name: kind
        for name, kind in columns_of(register).items()
        if name.startswith(f"{review.id}__")
    }


def row_of(register: Register, values: Mapping[str, object], day: date) -> Row:
    """The stored columns of an entry of a day."""
    row: Row = {constant.id: constant.on(day) for constant in register.constants}
    for field in register.asked():
        row |= _cells(register, field, field.id, values.get(field.id))
    for field in register.fields:
        if field.computed:
            operand = measure_of(register, f"sum({field.computed})").terms[0].operand
            row[field.id] = None if operand is None else evaluate_expression(operand, row)
    return row


def review_row(register: Register, review: ReviewKind, values: Mapping[str, object]) -> Row:
    """The stored columns of a review that was made."""
    row: Row = {}
    for field in review.fields:
        row |= _cells(register, field, f"{review.id}__{field.id}", values.get(field.id))
    row[f"{review.id}__done"] = 1
    return row


def _cells(register: Register, field: RegisterField, name: str, value: object) -> Row:
    """The column of a field and those derived from it."""
    if field.type == "many":
        chosen = sorted(value) if isinstance(value, list) else []
        cells: Row = {name: ",".join(chosen) or None}
        return cells | {f"{name}__{i.id}": int(i.id in chosen) for i in register.items(field)}
    stored = value if isinstance(value, int | str) and value != "" else None
    if field.type not in CLOSED or all(i.value is None for i in register.items(field)):
        return {name: stored}
    item = register.item(field, str(stored)) if stored is not None else None
    return {name: stored, f"{name}__value": item.value if item else None}


def broken(
    checks: Sequence[RegisterCheck], row: Mapping[str, Value], register: Register
) -> Iterator[RegisterCheck]:
    """The checks whose rule is false for the row; unknown (an answer is missing) is not false."""
    for check in checks:
        if evaluate_condition(condition_of(register, check.rule), row) is False:
            yield check


def day_of(register: Register, values: Mapping[str, object], period: Period | None) -> date | None:
    """The day an entry speaks of: its day field, else the last day of its period, else unknown."""
    text = values.get(register.day) if register.day else None
    if isinstance(text, str) and text:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    return period.end if period else None


def measured(
    register: Register, measure: RegisterMeasure, rows: Sequence[Mapping[str, Value]]
) -> int:
    """The value of a measure over whole rows that already belong to the period."""
    kept = list(rows)
    if measure.where:
        where = condition_of(register, measure.where)
        kept = [row for row in rows if evaluate_condition(where, row) is True]
    return total(measure_of(register, measure.sum), kept)
