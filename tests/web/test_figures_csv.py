"""A file of figures holds numbers as numbers: value, numerator, denominator, signed change."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from phongtrao.documents import csv
from phongtrao.web.figures.exports import listing
from phongtrao.web.figures.reading import signed_cell
from phongtrao.web.figures.tables import Cell, Column, Table, text


def test_a_share_is_three_numbers_and_a_sign_is_no_formula() -> None:
    columns = [Column("A"), Column("V", "number"), Column("C", "number")]
    share = Cell("90,8 %", Fraction(119, 131), note="119/131", over=(119, 131))
    rows = [
        [text("=1+1"), share, signed_cell("+1,2 điểm", Fraction(6, 5))],
        [text("b"), Cell("3", 3), signed_cell("−2", Fraction(-2))],
        [text("c"), Cell("–"), signed_cell("–", None)],
    ]
    data = listing(Table("t", "t", columns, rows), "câu", "t")
    assert [c.kind for c in data.columns] == ["text", "decimal", "integer", "integer", "decimal"]
    assert list(data.rows[0][1:]) == [Decimal("90.8"), 119, 131, Decimal("1.2")]
    lines = csv.render(data).decode("utf-8-sig").splitlines()
    assert lines[2:] == ["'=1+1;90,8;119;131;1,2", "b;3;;;-2", "c;;;;"]
