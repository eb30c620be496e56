"""The tree of a vetted formula: the only thing the compiler, the words and the evaluator ever see.

Nothing of the author's text survives except names that are known columns, integers and plain
strings, so a formula cannot carry anything into a database that is not built here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["integer", "text"]
ExprType = Literal["integer", "text", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the form's projection."""

    name: str
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Number:
    """An integer literal."""

    value: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal of plain characters."""

    value: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * /` on integers; `/` truncates toward zero, on every engine."""

    operator: Literal["+", "-", "*", "/"]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Comparison:
    """`= <> < <= > >=` between two integers or two texts; unknown when either side is NULL."""

    operator: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Logic:
    """`and`, `or` in three-valued logic."""

    operator: Literal["and", "or"]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Not:
    """`not`: unknown stays unknown."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class OneOf:
    """`x in (literals)`."""

    operand: Expr
    choices: tuple[Number | Text, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """`x is null`: never unknown."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Between:
    """`x between low and high`, both ends included."""

    operand: Expr
    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True)
class Case:
    """`case when … then … else … end`; without `else` the result is NULL."""

    branches: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr | None


@dataclass(frozen=True, slots=True)
class Coalesce:
    """The first operand that is not NULL."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class NullIf:
    """NULL when both sides are equal, else the first."""

    left: Expr
    right: Expr


Expr = (
    Column
    | Number
    | Text
    | Arithmetic
    | Negative
    | Comparison
    | Logic
    | Not
    | OneOf
    | IsNull
    | Between
    | Case
    | Coalesce
    | NullIf
)


@dataclass(frozen=True, slots=True)
class Term:
    """One aggregate: `sum(x)`, `count_if(x)`, `count(distinct x)`, or `count()` (operand None)."""

    kind: Literal["sum", "count_if", "count", "distinct"]
    operand: Expr | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A sum of aggregates over rows; always an integer, 0 over no rows."""

    terms: tuple[Term, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A three-valued test of one row."""

    expr: Expr
    text: str


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions of one expression, left to right."""
    match expr:
        case Arithmetic() | Comparison() | Logic() | NullIf():
            return (expr.left, expr.right)
        case Negative() | Not() | IsNull():
            return (expr.operand,)
        case OneOf():
            return (expr.operand, *expr.choices)
        case Between():
            return (expr.operand, expr.low, expr.high)
        case Case():
            pairs = tuple(side for branch in expr.branches for side in branch)
            return pairs if expr.otherwise is None else (*pairs, expr.otherwise)
        case Coalesce():
            return expr.operands
        case _:
            return ()


def walk(expr: Expr) -> tuple[Expr, ...]:
    """The expression and everything below it."""
    found: list[Expr] = [expr]
    for child in children(expr):
        found.extend(walk(child))
    return tuple(found)


def _roots(formula: Measure | Condition) -> tuple[Expr, ...]:
    if isinstance(formula, Condition):
        return (formula.expr,)
    return tuple(term.operand for term in formula.terms if term.operand is not None)


def fields_of(formula: Measure | Condition) -> frozenset[str]:
    """Names of all columns a measure or condition reads."""
    nodes = (node for root in _roots(formula) for node in walk(root))
    return frozenset(node.name for node in nodes if isinstance(node, Column))


def literals_of(formula: Measure | Condition) -> frozenset[tuple[str, str]]:
    """Pairs (column, text literal) compared with each other: lets a plan check choice codes."""
    pairs: set[tuple[str, str]] = set()
    for node in (node for root in _roots(formula) for node in walk(root)):
        if isinstance(node, OneOf) and isinstance(node.operand, Column):
            choices = (item.value for item in node.choices if isinstance(item, Text))
            pairs.update((node.operand.name, value) for value in choices)
        elif isinstance(node, Comparison):
            match (node.left, node.right):
                case (Column(name=name), Text(value=value)) | (
                    Text(value=value),
                    Column(name=name),
                ):
                    pairs.add((name, value))
    return frozenset(pairs)


def both(first: Condition | None, second: Condition | None) -> Condition | None:
    """The condition that both hold; None stands for no condition."""
    if first is None or second is None:
        return first or second
    return Condition(Logic("and", first.expr, second.expr), f"({first.text}) and ({second.text})")
