"""How far one row is from fulfilling a condition, and which parts are missing, in words."""

from __future__ import annotations

from collections.abc import Mapping

from phongtrao.analytics.words import Speech
from phongtrao.formula import Condition, Value, evaluate_condition, evaluate_expression
from phongtrao.formula.tree import Column, Comparison, Expr, Logic, Not, Number, Text

Near = tuple[int, int]
Distance = tuple[int, int, int]
FAR = 1_000_000_000


def distance_of(expr: Expr, row: Mapping[str, Value]) -> Near:
    """Return (parts that fail, by how much numbers are short); (0, 0) when fulfilled.

    `and` adds its parts up, `or` takes the nearer one; an unknown part counts as failing.
    """
    if isinstance(expr, Logic):
        left, right = distance_of(expr.left, row), distance_of(expr.right, row)
        if expr.operator == "or":
            return min(left, right)
        return left[0] + right[0], left[1] + right[1]
    if evaluate_condition(Condition(expr, ""), row) is True:
        return 0, 0
    return 1, _short_by(expr, row)


def _short_by(expr: Expr, row: Mapping[str, Value]) -> int:
    if not isinstance(expr, Comparison) or isinstance(expr.left, Text | Number):
        return 0
    have, want = evaluate_expression(expr.left, row), evaluate_expression(expr.right, row)
    if isinstance(have, int) and isinstance(want, int):
        return abs(want - have)
    return 0 if isinstance(want, str) else FAR


def failing(expr: Expr, row: Mapping[str, Value], holds: bool = False) -> list[Expr]:
    """Return the parts of a condition that fail (or that hold), the nearer side of every `or`."""
    if isinstance(expr, Logic) and expr.operator == "and":
        return failing(expr.left, row, holds) + failing(expr.right, row, holds)
    if isinstance(expr, Logic) and not holds:
        if distance_of(expr, row) == (0, 0):
            return []
        sides = (expr.left, expr.right)
        return (
            [expr]
            if all(len(failing(side, row)) == 1 for side in sides)
            else failing(min(sides, key=lambda side: distance_of(side, row)), row)
        )
    fulfilled = evaluate_condition(Condition(expr, ""), row) is True
    return [expr] if fulfilled is holds else []


def missing_words(expr: Expr, row: Mapping[str, Value], speech: Speech, holds: bool) -> str:
    """Return the failing (holding) parts in words, each with what the row says now."""
    parts = failing(expr, row, holds) or [expr]
    words = []
    for part in parts:
        now = "" if holds else _now(part, row, speech)
        words.append(f"{speech.part(part)}{now}")
    joined = "; ".join(words)
    return joined if holds else speech.say("needs", joined)


def _now(part: Expr, row: Mapping[str, Value], speech: Speech) -> str:
    """What the row says now about the one column a part compares."""
    inner = part.operand if isinstance(part, Not) else part
    if not isinstance(inner, Comparison) or not isinstance(inner.left, Column):
        return ""
    name = inner.left.name
    value = row.get(name)
    if value is None:
        return speech.say("empty_now")
    if isinstance(value, int):
        return speech.say("number_now", speech.number(value))
    return speech.say("word_now", speech.answer(name, value))
