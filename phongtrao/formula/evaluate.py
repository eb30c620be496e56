"""One row against one condition, in Python, in SQL's three-valued logic (None is unknown)."""

from __future__ import annotations

from collections.abc import Mapping

from phongtrao.formula import tree

Value = int | str | None


def evaluate_condition(condition: tree.Condition, row: Mapping[str, Value]) -> bool | None:
    """True, False or None (unknown); a column absent from the row counts as NULL."""
    return _truth(condition.expr, row)


def evaluate_expression(expr: tree.Expr, row: Mapping[str, Value]) -> Value:
    """The integer or text value of a scalar expression, None for NULL."""
    match expr:
        case tree.Column():
            return row.get(expr.name)
        case tree.Number() | tree.Text():
            return expr.value
        case tree.Negative():
            value = evaluate_expression(expr.operand, row)
            return -value if isinstance(value, int) else None
        case tree.Arithmetic():
            return _arithmetic(expr, row)
        case tree.Coalesce():
            values = (evaluate_expression(part, row) for part in expr.operands)
            return next((value for value in values if value is not None), None)
        case tree.NullIf():
            left = evaluate_expression(expr.left, row)
            return None if left == evaluate_expression(expr.right, row) else left
        case tree.Case():
            return _case(expr, row)
        case _:
            raise TypeError(f"a condition where a value belongs: {expr!r}")


def _case(expr: tree.Case, row: Mapping[str, Value]) -> Value:
    for test, value in expr.branches:
        if _truth(test, row) is True:
            return evaluate_expression(value, row)
    return None if expr.otherwise is None else evaluate_expression(expr.otherwise, row)


def _arithmetic(expr: tree.Arithmetic, row: Mapping[str, Value]) -> int | None:
    left = evaluate_expression(expr.left, row)
    right = evaluate_expression(expr.right, row)
    if not isinstance(left, int) or not isinstance(right, int):
        return None
    match expr.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            quotient = abs(left) // abs(right)
            return quotient if (left < 0) == (right < 0) else -quotient


def _truth(expr: tree.Expr, row: Mapping[str, Value]) -> bool | None:
    match expr:
        case tree.Logic():
            return _logic(expr, row)
        case tree.Not():
            inner = _truth(expr.operand, row)
            return None if inner is None else not inner
        case tree.IsNull():
            return evaluate_expression(expr.operand, row) is None
        case tree.OneOf():
            value = evaluate_expression(expr.operand, row)
            return None if value is None else value in {choice.value for choice in expr.choices}
        case tree.Between():
            above = _compare(">=", expr.operand, expr.low, row)
            return _both(above, _compare("<=", expr.operand, expr.high, row))
        case tree.Comparison():
            return _compare(expr.operator, expr.left, expr.right, row)
        case _:
            raise TypeError(f"a value where a condition belongs: {expr!r}")


def _both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _logic(expr: tree.Logic, row: Mapping[str, Value]) -> bool | None:
    left, right = _truth(expr.left, row), _truth(expr.right, row)
    if expr.operator == "and":
        return _both(left, right)
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def _compare(
    operator: str, left: tree.Expr, right: tree.Expr, row: Mapping[str, Value]
) -> bool | None:
    first, second = evaluate_expression(left, row), evaluate_expression(right, row)
    if first is None or second is None:
        return None
    if operator == "=":
        return first == second
    if operator == "<>":
        return first != second
    if isinstance(first, str) != isinstance(second, str):
        return None
    smaller, equal = first < second, first == second  # type: ignore[operator]
    answers = {"<": smaller, "<=": smaller or equal, ">": not smaller and not equal}
    return answers.get(operator, not smaller)
