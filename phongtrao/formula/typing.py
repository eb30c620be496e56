"""Types of a formula: numbers with numbers, texts with texts, conditions where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping

from phongtrao.core.findings import Finding
from phongtrao.formula import tree
from phongtrao.formula.problems import problem

_WORDS = {"integer": "số nguyên", "text": "chữ", "boolean": "điều kiện"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Checker:
    """Collects every type mistake in one pass."""

    def __init__(self, places: Mapping[int, int | None]) -> None:
        self.findings: list[Finding] = []
        self.places = places

    def say(self, expr: tree.Expr, code: str, message: str, hint: str = "") -> None:
        """One mistake, at the place the reader saw the expression."""
        self.findings.append(problem(code, self.places.get(id(expr)), message, hint))

    def want(self, expr: tree.Expr, wanted: tree.ExprType, where: str) -> None:
        got = self.type_of(expr)
        if got is not None and got != wanted:
            message = f"{where} phải là {_WORDS[wanted]}, đang là {_WORDS[got]}: {sketch(expr)}."
            self.say(expr, "type", message)

    def same(self, exprs: tuple[tree.Expr, ...], where: str) -> tree.ExprType | None:
        """All of one type, integer or text; that type, or None when already wrong."""
        types = [self.type_of(expr) for expr in exprs]
        known = {kind for kind in types if kind is not None}
        if "boolean" in known:
            hint = "Không so sánh nối tiếp a < b < c."
            self.say(exprs[0], "type", f"{where} không nhận điều kiện.", hint)
            return None
        if len(known) > 1:
            message = f"{where} trộn số và chữ: {', '.join(map(sketch, exprs))}."
            self.say(exprs[0], "type", message)
            return None
        return known.pop() if known else None

    def type_of(self, expr: tree.Expr) -> tree.ExprType | None:
        """The type of an expression, checking everything below it."""
        match expr:
            case tree.Column():
                return expr.type
            case tree.Number():
                return "integer"
            case tree.Text():
                return "text"
            case tree.Arithmetic() | tree.Negative():
                return self._arithmetic(expr)
            case tree.Case():
                return self._case(expr)
            case tree.Coalesce():
                return self.same(expr.operands, "coalesce")
            case tree.NullIf():
                return self.same((expr.left, expr.right), "nullif")
            case _:
                self._boolean(expr)
                return "boolean"

    def _arithmetic(self, expr: tree.Arithmetic | tree.Negative) -> tree.ExprType:
        if isinstance(expr, tree.Negative):
            self.want(expr.operand, "integer", "Dấu trừ")
            return "integer"
        self.want(expr.left, "integer", f"Vế trái của {expr.operator}")
        self.want(expr.right, "integer", f"Vế phải của {expr.operator}")
        if expr.operator == "/" and not _never_zero(expr.right):
            hint = f"Viết / nullif({sketch(expr.right)}, 0)."
            self.say(expr.right, "divisor", f"Số chia {sketch(expr.right)} có thể bằng 0.", hint)
        return "integer"

    def _case(self, expr: tree.Case) -> tree.ExprType | None:
        for test, _ in expr.branches:
            self.want(test, "boolean", "Vế sau when")
        values = tuple(value for _, value in expr.branches)
        return self.same(values if expr.otherwise is None else (*values, expr.otherwise), "case")

    def _boolean(self, expr: tree.Expr) -> None:
        match expr:
            case tree.Comparison():
                sides: tuple[tree.Expr, ...] = (expr.left, expr.right)
                kind = self.same(sides, f"Phép {expr.operator}")
                if expr.operator not in ("=", "<>"):
                    self._ordered(kind, sides)
            case tree.Logic():
                self.want(expr.left, "boolean", f"Vế trái của {expr.operator}")
                self.want(expr.right, "boolean", f"Vế phải của {expr.operator}")
            case tree.Not():
                self.want(expr.operand, "boolean", "Vế sau not")
            case tree.OneOf():
                self.same((expr.operand, *expr.choices), "in")
            case tree.IsNull():
                if self.type_of(expr.operand) == "boolean":
                    self.say(expr, "type", "is null chỉ dùng với trường số hoặc chữ.")
            case tree.Between():
                sides = (expr.operand, expr.low, expr.high)
                self._ordered(self.same(sides, "between"), sides)

    def _ordered(self, kind: tree.ExprType | None, sides: tuple[tree.Expr, ...]) -> None:
        """Texts have an order only as days, YYYY-MM-DD."""
        if kind != "text":
            return
        for side in sides:
            if isinstance(side, tree.Text) and not _DAY.fullmatch(side.value):
                hint = "Viết ngày dạng '2024-11-15'."
                message = f"Chữ không so lớn bé được, trừ ngày: {sketch(side)}."
                self.say(side, "order", message, hint)


def _never_zero(expr: tree.Expr) -> bool:
    if isinstance(expr, tree.Number):
        return expr.value != 0
    return isinstance(expr, tree.NullIf) and expr.right == tree.Number(0)


def sketch(expr: tree.Expr) -> str:
    """A short name of an expression for messages."""
    match expr:
        case tree.Column():
            return expr.name
        case tree.Number():
            return str(expr.value)
        case tree.Text():
            return f"'{expr.value}'"
        case tree.Arithmetic() | tree.Comparison() | tree.Logic():
            return f"{sketch(expr.left)} {expr.operator} {sketch(expr.right)}"
        case _:
            return f"{type(expr).__name__.lower()}(…)"


def check(
    expr: tree.Expr, wanted: tree.ExprType, places: Mapping[int, int | None]
) -> tuple[Finding, ...]:
    """Every type mistake in the expression, which as a whole must be of type `wanted`.

    `places` maps `id(node)` to the 1-based position the reader saw it at.
    """
    checker = _Checker(places)
    checker.want(expr, wanted, "Biểu thức")
    return tuple(checker.findings)
