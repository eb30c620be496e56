"""What one period of one form is asked: the distinct aggregates of all targets, each once.

Conditions that depend only on what a unit *is* (group, kind, scope) are answered once per class of
units in Python; the database evaluates only what depends on what units *said*, and identical
aggregates of different targets are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any

from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import group_of
from phongtrao.core.periods import Period
from phongtrao.formula import (
    ColumnType,
    Condition,
    Dialect,
    Measure,
    Term,
    Value,
    both,
    compile_term,
    evaluate_condition,
    evaluate_expression,
    fields_of,
    parse_condition,
    parse_measure,
)
from phongtrao.plan.definitions import Form, Goal, Package, Target

CLASS_COLUMNS = frozenset({"grp", "kind", "in_scope"})
SYSTEM_COLUMNS = CLASS_COLUMNS | {"subkind"}
ROW = "p"
_COUNT = Term("count", None)
_STATE: dict[str, ColumnType] = {"state": "text"}
REPORTED = parse_condition("state <> 'due'", _STATE)
APPROVED = parse_condition("state in ('approved', 'accepted')", _STATE)
Class = tuple[str, int]
Picker = Callable[[tuple[Any, ...]], tuple[int, ...]]


@dataclass(frozen=True)
class Item:
    """One reading of one target in one period; numbers are positions in a vector of sums."""

    target: Target
    reading: str
    goal: Goal
    near: Fraction
    applies: Condition
    row_filter: Condition | None
    numerator: Measure
    denominator: Measure | None
    numerator_at: int
    denominator_at: int
    expected_at: int
    reported_at: int
    approved_at: int
    unavailable_at: int
    missing: Condition | None

    def usable(self, row: Mapping[str, Value]) -> bool:
        """Whether a row that has reported enters the ratio: no field of it is "chưa có số liệu"."""
        if self.missing is None or self.denominator is None:
            return True
        return evaluate_condition(self.missing, row) is not True

    @property
    def by_visits(self) -> bool:
        """Whether it counts what inspections wrote down, whoever has reported."""
        return self.goal.by_visits

    def spoken(self, row: Mapping[str, Value]) -> bool:
        """Whether a row has what the item counts: a report, or (of visits) nothing at all."""
        return self.by_visits or row["state"] != "due"

    @property
    def fields(self) -> frozenset[str]:
        """Columns the numerator and denominator read, with the reasons of those that have one."""
        found = set(fields_of(self.numerator))
        if self.denominator is not None:
            found |= fields_of(self.denominator)
        return frozenset(found | {f"{name}__why" for name in found if not name.endswith("__why")})

    @property
    def sums(self) -> bool:
        """Whether households or people are counted instead of units."""
        return any(term.kind == "sum" for term in self.numerator.terms)

    def covers(self, kind: str, in_scope: int) -> bool:
        """Tell whether units of a class belong to the target at all."""
        if self.goal.scope == "in_scope" and not in_scope:
            return False
        if self.row_filter is not None:
            return True
        row: dict[str, Value] = {"grp": group_of(kind), "kind": kind, "in_scope": in_scope}
        return evaluate_condition(self.applies, row) is True


@dataclass(eq=False)
class Sheet:
    """All items of one form and period, the aggregates to ask for and where each number lands.

    Compiled once and compared by identity: a sheet is a key of kept answers.
    """

    form: Form
    period: Period
    items: list[Item]
    aggregates: list[str]
    layout: list[tuple[int, int]]
    by_visits: bool = False
    pickers: dict[Class, Picker] = field(default_factory=dict)

    def picker(self, unit_class: Class) -> Picker:
        """Return the function from a fine row to its vector for one class of units.

        A fine row is (place, kind, in_scope, 0, aggregates…); position 3 is the zero that stands
        where a target does not cover the class (and last, where nothing can be unavailable).
        """
        found = self.pickers.get(unit_class)
        if found is None:
            covered = [item.covers(*unit_class) for item in self.items]
            places = [4 + column if covered[owner] else 3 for owner, column in self.layout]
            found = self.pickers[unit_class] = itemgetter(*places, 3)
        return found

    def item(self, target: str, reading: str = "") -> Item | None:
        """Return the item of a reading of a target, None when it is not in the sheet."""
        for item in self.items:
            if item.target.id == target and item.reading == reading:
                return item
        return None


def columns_of(form: Form) -> dict[str, ColumnType]:
    """Return the columns a formula may name, typed for `formula`."""
    return {
        name: "integer" if kind == "integer" else "text"
        for name, kind in form.target_columns().items()
    }


def formulas(form: Form, goal: Goal) -> tuple[Condition, Measure, Measure | None]:
    """Return (applies, numerator, denominator) of a goal, vetted."""
    columns = columns_of(form)
    bottom = None if goal.denominator is None else parse_measure(goal.denominator, columns)
    return parse_condition(goal.applies, columns), parse_measure(goal.numerator, columns), bottom


def reasons_of(form: Form, measures: Iterable[Measure | None]) -> list[str]:
    """Return the columns that say why a field of the measures has no number."""
    named = {name for measure in measures if measure is not None for name in fields_of(measure)}
    columns = columns_of(form)
    return sorted(
        {name for base in named for name in (base, f"{base}__why") if name.endswith("__why")}
        & set(columns)
    )


def unavailable(form: Form, measures: Iterable[Measure | None]) -> Condition | None:
    """Return the condition that a field of the measures is "chưa có số liệu", None: none can be."""
    reasons = reasons_of(form, measures)
    if not reasons:
        return None
    text = " or ".join(f"{name} = 'unavailable'" for name in reasons)
    return parse_condition(text, columns_of(form))


def available(form: Form, reasons: Iterable[str]) -> Condition | None:
    """Return the condition that none of the reasons is "chưa có số liệu"."""
    parts = [f"({name} is null or {name} <> 'unavailable')" for name in reasons]
    return parse_condition(" and ".join(parts), columns_of(form)) if parts else None


class _Builder:
    """Collects the distinct aggregates and vector positions of one sheet."""

    def __init__(self, form: Form, dialect: Dialect) -> None:
        self.form = form
        self.dialect = dialect
        self.aggregates: dict[str, int] = {}
        self.layout: dict[tuple[object, int], int] = {}
        self.owners: list[tuple[int, int]] = []
        self.items: list[Item] = []

    def add(self, target: Target, reading: str, period: Period) -> None:
        """Add one reading of a target."""
        goal = target.at(period.end, reading or None)
        applies, top, bottom = formulas(self.form, goal)
        by_class = fields_of(applies) <= CLASS_COLUMNS
        row_filter = None if by_class else applies
        key = (goal.scope, applies.expr)

        def at(where: Condition | None) -> int:
            rule = both(where, row_filter)
            return self._position(key, compile_term(_COUNT, self.dialect, rule, ROW))

        reasons = reasons_of(self.form, (top, bottom)) if bottom else []

        def sum_at(measure: Measure) -> int:
            said = not goal.by_visits
            return self._position(key, self._sum(measure, row_filter, reasons, said))

        missing = unavailable(self.form, (top, bottom))
        self.items.append(
            Item(
                target=target,
                reading=reading,
                goal=goal,
                near=Fraction(str(target.near)),
                applies=applies,
                row_filter=row_filter,
                numerator=top,
                denominator=bottom,
                numerator_at=sum_at(top),
                denominator_at=-1 if bottom is None else sum_at(bottom),
                expected_at=at(None),
                reported_at=at(None if goal.by_visits else REPORTED),
                approved_at=at(None if goal.by_visits else APPROVED),
                unavailable_at=-1 if missing is None else at(missing),
                missing=missing,
            )
        )

    def _sum(
        self, measure: Measure, row_filter: Condition | None, reasons: list[str], said: bool
    ) -> str:
        """SQL of a measure over units that have the numbers it needs (`said`: that reported)."""
        parts = []
        for term in measure.terms:
            # A field that is "chưa có số liệu" is NULL: it adds nothing to its own sum anyway.
            others = [name for name in reasons if [name] != _own_reason(term)]
            spoken = _spoken(term) if said else None
            rule = both(spoken, both(row_filter, available(self.form, others)))
            parts.append(compile_term(term, self.dialect, rule, ROW))
        return " + ".join(parts)

    def _position(self, key: object, sql: str) -> int:
        """Return the place in the vector of an aggregate under a class filter."""
        column = self.aggregates.setdefault(sql, len(self.aggregates))
        place = self.layout.setdefault((key, column), len(self.layout))
        if place == len(self.owners):
            self.owners.append((len(self.items), column))
        return place


def _own_reason(term: Term) -> list[str]:
    """The reason column of the only field a term reads, where it reads exactly one."""
    return [f"{name}__why" for name in fields_of(Measure((term,), ""))]


def _spoken(term: Term) -> Condition | None:
    """The condition that a unit has reported, or None where silence adds nothing anyway."""
    if term.operand is None:
        return REPORTED
    reads_system = fields_of(Measure((term,), "")) & SYSTEM_COLUMNS
    if term.kind == "sum":
        quiet = not evaluate_expression(term.operand, {})
    else:
        quiet = evaluate_condition(Condition(term.operand, ""), {}) is not True
    return None if quiet and not reads_system else REPORTED


def sheet_for(
    package: Package,
    period: Period,
    targets: tuple[str, ...],
    readings: bool,
    dialect: Dialect,
) -> list[Sheet]:
    """Return the sheets (one for each form involved) of targets in a period, compiled once."""
    key = _Known(package)
    return _sheets(key, period, targets, readings, dialect)


class _Known:
    """A package as a cache key: the object itself (packages are parsed once per version)."""

    def __init__(self, package: Package) -> None:
        self.package = package

    def __hash__(self) -> int:
        return id(self.package)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.package is self.package


@lru_cache(maxsize=512)
def _sheets(
    known: _Known, period: Period, targets: tuple[str, ...], readings: bool, dialect: Dialect
) -> list[Sheet]:
    package = known.package
    builders: dict[tuple[str, bool], _Builder] = {}
    for code in targets:
        target = target_of(package, code)
        form = package.form_of(target, period.half)
        if form is None:
            continue
        # Visits are joined in for the few targets that count them, so that all others stay quick.
        visited = target.reads_visits
        builder = builders.setdefault((form.id, visited), _Builder(form, dialect))
        codes = [reading.id for reading in target.readings] if readings else []
        for reading in ("", *codes):
            builder.add(target, reading, period)
    return [
        Sheet(b.form, period, b.items, list(b.aggregates), b.owners, visited)
        for (_, visited), b in builders.items()
    ]


def target_of(package: Package, code: str) -> Target:
    """Return the target; Refusal `target.unknown` (404)."""
    found = package.targets.get(code)
    if found is None:
        raise Refusal(
            "target.unknown",
            f"Không có chỉ tiêu “{code}”. Các chỉ tiêu: {', '.join(package.targets)}.",
            f"There is no target “{code}”.",
            status=404,
            data={"target": code},
        )
    return found
