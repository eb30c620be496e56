"""From the author's text to a vetted tree: a white-list of SQL expression nodes.

`sqlglot` reads the text; every node is accepted by its exact type or refused with its position.
Comments fall away because only the tree is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from phongtrao.core.findings import Finding
from phongtrao.formula import tree
from phongtrao.formula.problems import FormulaProblem, problem
from phongtrao.formula.typing import check

MAX_LENGTH = 2000
MAX_DEPTH = 24
MAX_INTEGER = 10**15
_PLAIN_TEXT = re.compile(r"[\w \-./:,]{0,200}")
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_COMPARE: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ALLOWED_ARGS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Case: frozenset({"ifs", "default"}),
    exp.Coalesce: frozenset({"this", "expressions"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Column: frozenset({"this"}),
    exp.Count: frozenset({"this", "big_int"}),
    exp.Sum: frozenset({"this"}),
    exp.CountIf: frozenset({"this"}),
}


class _Reader:
    """Turns one sqlglot tree into ours, or raises with everything it knows about the place."""

    def __init__(self, columns: Mapping[str, tree.ColumnType], distinct: bool = False) -> None:
        self.columns = columns
        self.distinct = distinct
        self.places: dict[int, int | None] = {}

    def expression(self, node: exp.Expr, depth: int = 0) -> tree.Expr:
        """One scalar or boolean expression, its place remembered."""
        found = self._read(node, depth)
        self.places[id(found)] = _position(node)
        return found

    def _read(self, node: exp.Expr, depth: int) -> tree.Expr:
        if depth > MAX_DEPTH:
            raise _refused("depth", node, "Công thức lồng quá sâu.", "Tách thành công thức ngắn.")
        _known_args(node)
        kind = type(node)
        if kind is exp.Paren:
            return self.expression(node.this, depth + 1)
        if kind in _ARITHMETIC or kind in _COMPARE or kind in (exp.And, exp.Or):
            return self._binary(node, depth + 1)
        if kind in (exp.Column, exp.Literal, exp.Neg, exp.Not, exp.Is):
            return self._simple(node, depth + 1)
        return self._compound(node, depth + 1)

    def _binary(self, node: exp.Expr, depth: int) -> tree.Expr:
        left = self.expression(node.this, depth)
        right = self.expression(node.expression, depth)
        kind = type(node)
        if kind in _ARITHMETIC:
            return tree.Arithmetic(_ARITHMETIC[kind], left, right)  # type: ignore[arg-type]
        if kind in _COMPARE:
            return tree.Comparison(_COMPARE[kind], left, right)  # type: ignore[arg-type]
        return tree.Logic("and" if kind is exp.And else "or", left, right)

    def _simple(self, node: exp.Expr, depth: int) -> tree.Expr:
        match node:
            case exp.Column():
                return self._column(node)
            case exp.Literal():
                return _literal(node)
            case exp.Is():
                if type(node.expression) is not exp.Null:
                    hint = "Chỉ viết is null hoặc is not null."
                    raise _refused("is", node, "Phép is chỉ dùng với null.", hint)
                return tree.IsNull(self.expression(node.this, depth))
            case exp.Neg():
                inner = self.expression(node.this, depth)
                return (
                    tree.Number(-inner.value)
                    if isinstance(inner, tree.Number)
                    else tree.Negative(inner)
                )
            case _:
                return tree.Not(self.expression(node.this, depth))

    def _compound(self, node: exp.Expr, depth: int) -> tree.Expr:
        kind = type(node)
        if kind is exp.In:
            return self._one_of(node, depth)
        if kind is exp.Between:
            low, high = node.args["low"], node.args["high"]
            parts = [self.expression(part, depth) for part in (node.this, low, high)]
            return tree.Between(*parts)
        if kind is exp.Case:
            return self._case(node, depth)
        if kind is exp.Coalesce:
            every = [node.this, *node.expressions]
            return tree.Coalesce(tuple(self.expression(part, depth) for part in every))
        if kind is exp.Nullif:
            left = self.expression(node.this, depth)
            return tree.NullIf(left, self.expression(node.expression, depth))
        raise _forbidden(node)

    def _one_of(self, node: exp.Expr, depth: int) -> tree.Expr:
        choices = []
        for item in node.expressions:
            choice = self.expression(item, depth)
            if not isinstance(choice, tree.Number | tree.Text):
                hint = "Ví dụ: grp in ('hamlet', 'commune')."
                raise _refused("in", item, "Danh sách sau in chỉ gồm số nguyên hoặc chuỗi.", hint)
            choices.append(choice)
        if not choices:
            raise _refused("in", node, "Danh sách sau in đang trống.", "Ghi ít nhất một giá trị.")
        return tree.OneOf(self.expression(node.this, depth), tuple(choices))

    def _case(self, node: exp.Expr, depth: int) -> tree.Expr:
        branches = []
        for branch in node.args["ifs"]:
            test = self.expression(branch.this, depth)
            branches.append((test, self.expression(branch.args["true"], depth)))
        default = node.args.get("default")
        otherwise = None if default is None else self.expression(default, depth)
        return tree.Case(tuple(branches), otherwise)

    def _column(self, node: exp.Expr) -> tree.Expr:
        name = node.this
        if type(name) is not exp.Identifier or name.args.get("quoted"):
            raise _refused("name", node, "Tên trường không đặt trong dấu nháy kép.", "")
        kind = self.columns.get(name.name)
        if kind is None:
            raise _refused(
                "unknown", node, f"Không có trường “{name.name}”.", self._nearest(name.name)
            )
        return tree.Column(name.name, kind)

    def _nearest(self, name: str) -> str:
        close = get_close_matches(name.lower(), list(self.columns), n=3)
        return f"Có phải: {', '.join(close)}?" if close else "Xem danh sách trường của biểu mẫu."

    def measure(self, node: exp.Expr, depth: int = 0) -> tuple[tree.Term, ...]:
        """Aggregates joined by `+`."""
        if depth > MAX_DEPTH:
            raise _refused("depth", node, "Công thức có quá nhiều số hạng.", "")
        if type(node) is exp.Paren:
            return self.measure(node.this, depth + 1)
        if type(node) is exp.Add:
            return self.measure(node.this, depth + 1) + self.measure(node.expression, depth + 1)
        return (self._term(node),)

    def _term(self, node: exp.Expr) -> tree.Term:
        kind = type(node)
        if kind not in (exp.Count, exp.Sum, exp.CountIf):
            hint = "Viết sum(…), count_if(…) hoặc count(), nối bằng dấu +."
            raise _refused("measure", node, "Số đo phải là tổng của các phép gộp.", hint)
        _known_args(node)
        if self.distinct and type(node.this) is exp.Distinct and kind is exp.Count:
            return self._distinct(node.this)
        if kind is exp.Count:
            if node.this is not None and type(node.this) is not exp.Star:
                raise _refused("count", node, "count() không nhận đối số.", "Dùng count_if(…).")
            return tree.Term("count", None)
        return tree.Term("sum" if kind is exp.Sum else "count_if", self.expression(node.this))

    def _distinct(self, node: exp.Expr) -> tree.Term:
        """`count(distinct column)`: how many different values, NULL aside."""
        if len(node.expressions) != 1 or type(node.expressions[0]) is not exp.Column:
            hint = "Ví dụ: count(distinct kind)."
            raise _refused("distinct", node, "count(distinct …) nhận đúng một trường.", hint)
        return tree.Term("distinct", self._column(node.expressions[0]))


def _literal(node: exp.Expr) -> tree.Expr:
    text = str(node.this)
    if node.is_string:
        value = unicodedata.normalize("NFC", text)
        if not _PLAIN_TEXT.fullmatch(value):
            hint = "Chuỗi chỉ gồm chữ, số, dấu cách và - _ . / : ,"
            raise _refused("literal", node, "Chuỗi có ký tự không được phép.", hint)
        return tree.Text(value)
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_INTEGER):
        hint = "Tỷ lệ viết bằng hai số nguyên, ví dụ signed * 100 >= total * 90."
        raise _refused("literal", node, f"Chỉ dùng số nguyên, không dùng {text[:40]}.", hint)
    return tree.Number(int(text))


def _known_args(node: exp.Expr) -> None:
    """Refuse a known node with an unexpected part (a subquery in IN, a table before a column)."""
    allowed = _ALLOWED_ARGS.get(type(node))
    if allowed is None:
        return
    if any(value and name not in allowed for name, value in node.args.items()):
        raise _forbidden(node)


def _position(node: exp.Expr) -> int | None:
    """1-based position of the node's first word, None when the parser kept none."""
    starts = [int(part.meta["start"]) for part in node.walk() if "start" in part.meta]
    return min(starts) + 1 if starts else None


def _refused(code: str, node: exp.Expr, message: str, hint: str) -> FormulaProblem:
    return FormulaProblem((problem(code, _position(node), message, hint),))


def _forbidden(node: exp.Expr) -> FormulaProblem:
    hint = "Được dùng: so sánh, and/or/not, in, is null, between, + - * /, case, coalesce, nullif."
    message = f"Phép “{type(node).__name__}” không được dùng trong công thức."
    return _refused("forbidden", node, message, hint)


def _parse(text: str) -> exp.Expr:
    """Let sqlglot read the text; every failure becomes a finding."""
    if not text.strip():
        raise FormulaProblem((problem("empty", None, "Công thức đang trống."),))
    if len(text) > MAX_LENGTH:
        message = f"Công thức dài {len(text)} ký tự, giới hạn {MAX_LENGTH}."
        raise FormulaProblem((problem("length", None, message, "Tách thành công thức ngắn hơn."),))
    try:
        found = sqlglot.parse(text)
    except RecursionError as error:
        raise FormulaProblem((problem("depth", None, "Công thức lồng quá sâu."),)) from error
    except (SqlglotError, ValueError) as error:
        raise FormulaProblem((_syntax(error),)) from error
    if len(found) != 1 or found[0] is None:
        message = "Công thức phải là đúng một biểu thức."
        raise FormulaProblem((problem("many", None, message, "Bỏ dấu chấm phẩy."),))
    return found[0]


def _syntax(error: Exception) -> Finding:
    details = getattr(error, "errors", None) or [{}]
    column = details[0].get("col")
    near = details[0].get("highlight") or ""
    message = f"Không đọc được công thức gần “{near}”." if near else "Không đọc được công thức."
    hint = "Kiểm tra dấu ngoặc, dấu nháy đơn và từ khóa."
    return problem("syntax", column if isinstance(column, int) else None, message, hint)


def parse_condition(text: str, columns: Mapping[str, tree.ColumnType]) -> tree.Condition:
    """Read and vet a row condition.

    `columns` maps every column of the form to 'integer' or 'text'. Raises FormulaProblem.
    """
    reader = _Reader(columns)
    expr = reader.expression(_parse(text))
    findings = check(expr, "boolean", reader.places)
    if findings:
        raise FormulaProblem(findings)
    return tree.Condition(expr, text)


def parse_measure(
    text: str, columns: Mapping[str, tree.ColumnType], *, distinct: bool = False
) -> tree.Measure:
    """Read and vet a measure: `sum(…)`, `count_if(…)`, `count()` joined by `+`.

    `columns` maps every column to 'integer' or 'text'. `distinct` also admits
    `count(distinct column)`, which cannot be added up over parts. Raises FormulaProblem.
    """
    reader = _Reader(columns, distinct)
    terms = reader.measure(_parse(text))
    findings: list[Finding] = []
    for term in terms:
        if term.operand is not None and term.kind != "distinct":
            wanted: tree.ExprType = "integer" if term.kind == "sum" else "boolean"
            findings += check(term.operand, wanted, reader.places)
    if findings:
        raise FormulaProblem(tuple(findings))
    return tree.Measure(terms, text)
