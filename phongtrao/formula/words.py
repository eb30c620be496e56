"""A formula in Vietnamese words, for people who will never read SQL."""

from __future__ import annotations

from collections.abc import Mapping

from phongtrao.core.kinds import GROUP_LABELS, KINDS
from phongtrao.formula import tree

_COMPARE = {
    "<>": "khác",
    "<": "nhỏ hơn",
    "<=": "không quá",
    ">": "lớn hơn",
    ">=": "từ",
}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_OWN_LABELS = {"grp": "loại đơn vị", "kind": "kiểu đơn vị"}
_WHY = {"none": "không có", "na": "không áp dụng", "unavailable": "chưa có số liệu"}


class _Speaker:
    """Says expressions with the labels of one form."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = labels

    def name(self, column: str) -> str:
        if column in _OWN_LABELS:
            return _OWN_LABELS[column]
        if column.endswith("__why"):
            return f"lý do trống của “{self.labels.get(column[:-5], column[:-5])}”"
        return f"“{self.labels.get(column, column)}”"

    def value_word(self, column: str | None, value: str) -> str:
        """A code as its label: groups, kinds, choices (`labels['field=code']`)."""
        if column == "grp":
            return str(GROUP_LABELS.get(value, value)).lower()
        if column == "kind":
            return KINDS[value].label.lower() if value in KINDS else value
        if column is not None and column.endswith("__why"):
            return _WHY.get(value, value)
        default = {"yes": "có", "no": "không"}.get(value, value)
        return self.labels.get(f"{column}={value}", default)

    def say(self, expr: tree.Expr, beside: tree.Expr | None = None) -> str:
        """One expression; `beside` is what it is compared with (to name codes)."""
        match expr:
            case tree.Column():
                return self.name(expr.name)
            case tree.Number():
                return f"{expr.value:,}".replace(",", ".")
            case tree.Text():
                column = beside.name if isinstance(beside, tree.Column) else None
                return f"“{self.value_word(column, expr.value)}”"
            case tree.Arithmetic():
                left, right = self._tight(expr.left), self._tight(expr.right)
                return f"{left} {_SIGNS[expr.operator]} {right}"
            case tree.Negative():
                return f"−{self._tight(expr.operand)}"
            case tree.Coalesce():
                return self._coalesce(expr)
            case tree.NullIf():
                return self._null_if(expr)
            case tree.Case():
                return self._case(expr)
            case _:
                return self.condition(expr)

    def _tight(self, expr: tree.Expr) -> str:
        said = self.say(expr)
        return f"({said})" if isinstance(expr, tree.Arithmetic) else said

    def _coalesce(self, expr: tree.Coalesce) -> str:
        first, *rest = (self.say(part) for part in expr.operands)
        return f"{first} (nếu trống thì lấy {', rồi '.join(rest)})"

    def _null_if(self, expr: tree.NullIf) -> str:
        if expr.right == tree.Number(0):
            return self._tight(expr.left)
        return f"{self.say(expr.left)} (bỏ trống khi bằng {self.say(expr.right)})"

    def _case(self, expr: tree.Case) -> str:
        parts = [f"nếu {self.condition(test)} thì {self.say(v)}" for test, v in expr.branches]
        if expr.otherwise is not None:
            parts.append(f"còn lại {self.say(expr.otherwise)}")
        return f"({'; '.join(parts)})"

    def condition(self, expr: tree.Expr) -> str:
        """A condition as a clause."""
        match expr:
            case tree.Logic():
                return self._logic(expr)
            case tree.Not():
                return self._not(expr.operand)
            case tree.IsNull():
                return f"{self.say(expr.operand)} để trống"
            case tree.OneOf():
                words = [self.say(choice, expr.operand) for choice in expr.choices]
                return f"{self.say(expr.operand)} là {_either(words)}"
            case tree.Between():
                low, high = self.say(expr.low), self.say(expr.high)
                return f"{self.say(expr.operand)} từ {low} đến {high}"
            case tree.Comparison():
                return self._comparison(expr)
            case _:
                return self.say(expr)

    def _not(self, operand: tree.Expr) -> str:
        match operand:
            case tree.IsNull():
                return f"{self.say(operand.operand)} có số liệu"
            case tree.OneOf():
                words = [self.say(choice, operand.operand) for choice in operand.choices]
                return f"{self.say(operand.operand)} không phải {_either(words)}"
            case _:
                return f"không phải ({self.condition(operand)})"

    def _logic(self, expr: tree.Logic) -> str:
        word = "và" if expr.operator == "and" else "hoặc"
        return f"{self._side(expr.left, expr)} {word} {self._side(expr.right, expr)}"

    def _side(self, side: tree.Expr, parent: tree.Logic) -> str:
        said = self.condition(side)
        mixed = isinstance(side, tree.Logic) and side.operator != parent.operator
        return f"({said})" if mixed else said

    def _comparison(self, expr: tree.Comparison) -> str:
        if expr.left == tree.Column("in_scope", "integer") and expr.operator == "=":
            return (
                "đơn vị thuộc diện" if expr.right == tree.Number(1) else "đơn vị không thuộc diện"
            )
        left, right = self.say(expr.left, expr.right), self.say(expr.right, expr.left)
        if expr.operator == ">=":
            return f"{left} từ {right} trở lên"
        if expr.operator == "=":
            text = isinstance(expr.right, tree.Text) or isinstance(expr.left, tree.Text)
            return f"{left} {'là' if text else 'bằng'} {right}"
        return f"{left} {_COMPARE[expr.operator]} {right}"

    def term(self, term: tree.Term) -> str:
        """One aggregate."""
        if term.operand is None:
            return "số đơn vị"
        if term.kind == "count_if":
            return f"số đơn vị có {self.condition(term.operand)}"
        if term.kind == "distinct":
            return f"số {self.say(term.operand)} khác nhau"
        return f"tổng {self.say(term.operand)}"


def _either(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} hoặc {words[-1]}"


def explain(formula: tree.Measure | tree.Condition, labels: Mapping[str, str]) -> str:
    """The formula in Vietnamese words.

    `labels` maps a column to its label, and `column=code` to the label of a choice.
    """
    speaker = _Speaker(labels)
    if isinstance(formula, tree.Condition):
        return speaker.condition(formula.expr)
    return " cộng ".join(speaker.term(term) for term in formula.terms)
