"""A formula in words, for people who will never read SQL."""

from __future__ import annotations

from collections.abc import Mapping

from phongtrao.formula import tree
from phongtrao.formula.vocabulary import ENGLISH, VIETNAMESE, Vocabulary

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


class _Speaker:
    """Says expressions with the labels of one form."""

    def __init__(self, labels: Mapping[str, str], words: Vocabulary) -> None:
        self.labels, self.words = labels, words

    def name(self, column: str) -> str:
        if column in self.words.own:
            return self.words.own[column]
        if column.endswith("__why"):
            return self.words.reason.format(self.labels.get(column[:-5], column[:-5]))
        return f"“{self.labels.get(column, column)}”"

    def value_word(self, column: str | None, value: str) -> str:
        """A code as its label: groups, kinds, choices (`labels['field=code']`)."""
        if column == "grp":
            return self.words.groups.get(value, value)
        if column == "kind":
            return self.words.kinds.get(value, value)
        if column is not None and column.endswith("__why"):
            return self.words.why.get(value, value)
        return self.labels.get(f"{column}={value}", self.words.answers.get(value, value))

    def say(self, expr: tree.Expr, beside: tree.Expr | None = None) -> str:
        """One expression; `beside` is what it is compared with (to name codes)."""
        match expr:
            case tree.Column():
                return self.name(expr.name)
            case tree.Number():
                return f"{expr.value:,}".replace(",", self.words.thousands)
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
        return self.words.instead.format(first, self.words.then.join(rest))

    def _null_if(self, expr: tree.NullIf) -> str:
        if expr.right == tree.Number(0):
            return self._tight(expr.left)
        return self.words.emptied.format(self.say(expr.left), self.say(expr.right))

    def _case(self, expr: tree.Case) -> str:
        branch = self.words.branch
        parts = [branch.format(self.condition(test), self.say(v)) for test, v in expr.branches]
        if expr.otherwise is not None:
            parts.append(self.words.otherwise.format(self.say(expr.otherwise)))
        return f"({'; '.join(parts)})"

    def condition(self, expr: tree.Expr) -> str:
        """A condition as a clause."""
        match expr:
            case tree.Logic():
                return self._logic(expr)
            case tree.Not():
                return self._not(expr.operand)
            case tree.IsNull():
                return self.words.empty.format(self.say(expr.operand))
            case tree.OneOf():
                words = [self.say(choice, expr.operand) for choice in expr.choices]
                return self.words.one_of.format(self.say(expr.operand), self._either(words))
            case tree.Between():
                low, high = self.say(expr.low), self.say(expr.high)
                return self.words.between.format(self.say(expr.operand), low, high)
            case tree.Comparison():
                return self._comparison(expr)
            case _:
                return self.say(expr)

    def _not(self, operand: tree.Expr) -> str:
        match operand:
            case tree.IsNull():
                return self.words.filled.format(self.say(operand.operand))
            case tree.OneOf():
                words = [self.say(choice, operand.operand) for choice in operand.choices]
                return self.words.none_of.format(self.say(operand.operand), self._either(words))
            case _:
                return self.words.negated.format(self.condition(operand))

    def _logic(self, expr: tree.Logic) -> str:
        word = self.words.both if expr.operator == "and" else self.words.either
        return f"{self._side(expr.left, expr)} {word} {self._side(expr.right, expr)}"

    def _side(self, side: tree.Expr, parent: tree.Logic) -> str:
        said = self.condition(side)
        mixed = isinstance(side, tree.Logic) and side.operator != parent.operator
        return f"({said})" if mixed else said

    def _comparison(self, expr: tree.Comparison) -> str:
        if expr.left == tree.Column("in_scope", "integer") and expr.operator == "=":
            inside = expr.right == tree.Number(1)
            return self.words.in_scope if inside else self.words.out_of_scope
        left, right = self.say(expr.left, expr.right), self.say(expr.right, expr.left)
        if expr.operator == "=":
            text = isinstance(expr.right, tree.Text) or isinstance(expr.left, tree.Text)
            pattern = self.words.equal_text if text else self.words.equal_number
            return pattern.format(left, right)
        return self.words.compare[expr.operator].format(left, right)

    def term(self, term: tree.Term) -> str:
        """One aggregate."""
        if term.operand is None:
            return self.words.units
        if term.kind == "count_if":
            return self.words.units_where.format(self.condition(term.operand))
        if term.kind == "distinct":
            return self.words.different.format(self.say(term.operand))
        return self.words.total.format(self.say(term.operand))

    def _either(self, words: list[str]) -> str:
        if len(words) == 1:
            return words[0]
        return f"{', '.join(words[:-1])} {self.words.either} {words[-1]}"


def explain(
    formula: tree.Measure | tree.Condition, labels: Mapping[str, str], *, english: bool = False
) -> str:
    """The formula in Vietnamese (or English) words.

    `labels` maps a column to its label, and `column=code` to the label of a choice.
    """
    speaker = _Speaker(labels, ENGLISH if english else VIETNAMESE)
    if isinstance(formula, tree.Condition):
        return speaker.condition(formula.expr)
    return speaker.words.plus.join(speaker.term(term) for term in formula.terms)
