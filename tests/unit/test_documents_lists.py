"""Exports of lists: values keep their type, and no text becomes a formula."""

import datetime
import io
from fractions import Fraction

import openpyxl
import pytest

from phongtrao.documents import csv, xlsx
from phongtrao.documents.listing import ListColumn, Listing

PAYLOADS = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    '=HYPERLINK("x")',
    "=cmd|' /C calc'!A0",
    "a\n=1",
    "a\r\n@b",
    "＝1+1",
    "http://127.0.0.1/",
    "{=1}",
]
COLUMNS = [
    ListColumn("Mã"),
    ListColumn("Số", "integer"),
    ListColumn("Tỷ lệ", "percent"),
    ListColumn("Ngày", "date"),
]


def listing(text: str) -> Listing:
    day = datetime.date(2026, 8, 5)
    return Listing("Đơn vị: a/b", COLUMNS, [[text, -5, Fraction(7, 8), day]], ["Lọc: =tất cả"])


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_text_becomes_a_formula_in_xlsx(text):
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(listing(text)))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert [sheet.cell(3, n).data_type for n in (1, 2, 3, 4)] == ["s", "n", "n", "d"]
    assert sheet.cell(3, 2).value == -5


@pytest.mark.parametrize("text", PAYLOADS)
def test_csv_cells_cannot_be_run(text):
    lines = csv.render(listing(text)).decode("utf-8-sig")
    body = lines.split("\r\n", 2)[2]
    for start in body.lstrip('"').splitlines():
        first = start.lstrip(" \t\u00a0\u200b")[:1]
        assert first not in "=+@＝" or first == ""


def test_csv_is_for_vietnamese_excel():
    data = csv.render(listing("Ấp 3; tổ 1"))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "Lọc: =tất cả",
        "Mã;Số;Tỷ lệ;Ngày",
        '"Ấp 3; tổ 1";-5;87,50%;05/08/2026',
    ]


def test_exports_have_equal_bytes_for_equal_rows():
    assert xlsx.render(listing("a")) == xlsx.render(listing("a"))
    assert csv.render(listing("a")) == csv.render(listing("a"))


def test_a_ragged_row_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        xlsx.render(Listing("x", COLUMNS, [["only one"]]))
