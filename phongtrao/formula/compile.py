"""A vetted tree as SQL of one engine, generated afresh by sqlglot: never the author's text.

Rules that make the engines agree: `/` truncates toward zero, sums of nothing are 0, texts are
ordered by code point, sums come back as 64-bit integers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from sqlglot import exp

from phongtrao.formula import tree

Dialect = Literal["sqlite", "postgres", "duckdb"]
_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def _paren(node: exp.Expr) -> exp.Expr:
    plain = (exp.Column, exp.Literal, exp.Coalesce, exp.Nullif, exp.Case)
    return node if isinstance(node, plain) else exp.Paren(this=node)


class _Builder:
    """Builds clean sqlglot nodes for one dialect."""

    def __init__(self, dialect: Dialect, table: str) -> None:
        self.dialect = dialect
        self.table = table

    def build(self, expr: tree.Expr) -> exp.Expr:
        """One expression."""
        match expr:
            case tree.Column():
                return exp.column(expr.name, table=self.table or None, quoted=True)
            case tree.Number():
                return exp.Literal.number(expr.value)
            case tree.Text():
                return exp.Literal.string(expr.value)
            case tree.Arithmetic():
                return self._arithmetic(expr)
            case tree.Negative():
                return exp.Neg(this=self.inner(expr.operand))
            case tree.Coalesce():
                first, *rest = (self.build(part) for part in expr.operands)
                return exp.Coalesce(this=first, expressions=rest)
            case tree.NullIf():
                return exp.Nullif(this=self.build(expr.left), expression=self.build(expr.right))
            case tree.Case():
                return self._case(expr)
            case _:
                return self._boolean(expr)

    def inner(self, expr: tree.Expr) -> exp.Expr:
        """The same, in parentheses unless it is a leaf or a call."""
        return _paren(self.build(expr))

    def _arithmetic(self, expr: tree.Arithmetic) -> exp.Expr:
        left, right = self.inner(expr.left), self.inner(expr.right)
        if expr.operator != "/":
            return _ARITHMETIC[expr.operator](this=left, expression=right)
        if self.dialect == "duckdb":
            return exp.IntDiv(this=left, expression=right)
        return exp.Div(this=left, expression=right, typed=True, safe=False)

    def _case(self, expr: tree.Case) -> exp.Expr:
        ifs = [
            exp.If(this=self.build(test), true=self.build(value)) for test, value in expr.branches
        ]
        default = None if expr.otherwise is None else self.build(expr.otherwise)
        return exp.Case(ifs=ifs, default=default)

    def _boolean(self, expr: tree.Expr) -> exp.Expr:
        match expr:
            case tree.Comparison():
                left, right = self._ordered(expr)
                return _COMPARE[expr.operator](this=left, expression=right)
            case tree.Logic():
                kind = exp.And if expr.operator == "and" else exp.Or
                return kind(this=self.inner(expr.left), expression=self.inner(expr.right))
            case tree.Not():
                return exp.Not(this=self.inner(expr.operand))
            case tree.OneOf():
                choices = [self.build(choice) for choice in expr.choices]
                return exp.In(this=self.inner(expr.operand), expressions=choices)
            case tree.IsNull():
                return exp.Is(this=self.inner(expr.operand), expression=exp.Null())
            case tree.Between():
                parts = (expr.operand, expr.low, expr.high)
                this, low, high = (self._sortable(part) for part in parts)
                return exp.Between(this=this, low=low, high=high)
            case _:
                raise TypeError(f"not an expression: {expr!r}")

    def _ordered(self, expr: tree.Comparison) -> tuple[exp.Expr, exp.Expr]:
        if expr.operator in ("=", "<>"):
            return self.inner(expr.left), self.inner(expr.right)
        return self._sortable(expr.left), self._sortable(expr.right)

    def _sortable(self, expr: tree.Expr) -> exp.Expr:
        """PostgreSQL orders texts by the database's locale unless told otherwise."""
        node = self.inner(expr)
        text = isinstance(expr, tree.Text) or (
            isinstance(expr, tree.Column) and expr.type == "text"
        )
        if text and self.dialect == "postgres":
            rule = exp.to_identifier("C", quoted=True)
            return exp.Paren(this=exp.Collate(this=node, expression=rule))
        return node

    def term(self, term: tree.Term, where: tree.Condition | None) -> exp.Expr:
        """One aggregate over the rows that pass `where`."""
        tests = [] if where is None else [self.build(where.expr)]
        if term.kind == "sum" and term.operand is not None:
            return self._sum(term.operand, tests)
        if term.kind == "distinct" and term.operand is not None:
            each = exp.Distinct(expressions=[self.build(term.operand)])
            return _filtered(exp.Count(this=each), tests)
        if term.operand is not None:
            tests.append(self.build(term.operand))
        return _filtered(exp.Count(this=exp.Star()), tests)

    def _sum(self, operand: tree.Expr, tests: list[exp.Expr]) -> exp.Expr:
        total = _filtered(exp.Sum(this=self.build(operand)), tests)
        if self.dialect != "sqlite":
            total = exp.cast(total, "BIGINT")
        return exp.Coalesce(this=total, expressions=[exp.Literal.number(0)])


def _filtered(aggregate: exp.Expr, tests: list[exp.Expr]) -> exp.Expr:
    if not tests:
        return aggregate
    both = tests[0]
    if len(tests) > 1:
        both = exp.And(this=_paren(tests[0]), expression=_paren(tests[1]))
    return exp.Filter(this=aggregate, expression=exp.Where(this=both))


def compile_condition(condition: tree.Condition, dialect: Dialect, table: str = "") -> str:
    """A boolean SQL expression over the columns of the projection `table`, if one is named."""
    return _Builder(dialect, table).build(condition.expr).sql(dialect=dialect)


def compile_expression(expr: tree.Expr, dialect: Dialect, table: str = "") -> str:
    """A scalar SQL expression."""
    return _Builder(dialect, table).build(expr).sql(dialect=dialect)


def compile_term(
    term: tree.Term, dialect: Dialect, where: tree.Condition | None = None, table: str = ""
) -> str:
    """One aggregate over the rows that pass `where`, as SQL; integer, 0 over no rows."""
    return _Builder(dialect, table).term(term, where).sql(dialect=dialect)


@lru_cache(maxsize=2048)
def compile_measure(
    measure: tree.Measure, dialect: Dialect, where: tree.Condition | None = None, table: str = ""
) -> str:
    """The whole measure as one aggregate SQL expression; integer, 0 over no rows."""
    return " + ".join(compile_term(term, dialect, where, table) for term in measure.terms)
