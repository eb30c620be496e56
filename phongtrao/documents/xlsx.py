"""Export of a list as XLSX: numbers as numbers, text as text, never a formula or a link."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter

from phongtrao.documents import zipped
from phongtrao.documents.listing import Cell, Listing
from phongtrao.documents.shape import printable

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
NUMBER_FORMATS = {
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "percent": "0.0%",
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}
CREATED = datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
#: Rows of an empty sheet that offer drop-downs.
OPEN_ROWS = 300
CELL_LIMIT = 32_767
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def _sheet_name(name: str) -> str:
    return printable(name).translate(FORBIDDEN_IN_NAMES).strip()[:31] or "1"


def _write(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    """Write one value by its own type; text goes through write_string only."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float, Decimal, Fraction)):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, datetime.datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), style)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, datetime.datetime(*value.timetuple()[:3]), style)
    else:
        sheet.write_string(row, column, printable(value)[:CELL_LIMIT], style)


def _offer(sheet: Any, listing: Listing, top: int) -> None:
    """Drop-downs that help and never forbid: what is written is judged when it is taken."""
    last = top + max(len(listing.rows), OPEN_ROWS)
    for index, column in enumerate(listing.columns):
        if column.choices:
            rule = {"validate": "list", "source": f"={column.choices}", "show_error": False}
            sheet.data_validation(top + 1, index, last, index, rule)


def _fill(book: Any, sheet: Any, listing: Listing) -> None:
    font = {"font_name": "Times New Roman", "font_size": 11}
    heading = {"bold": True, "text_wrap": True, "border": 1, "align": "center"}
    head = book.add_format({**font, **heading})
    plain = book.add_format(font)
    top = len(listing.lines)
    for index, line in enumerate(listing.lines):
        sheet.write_string(index, 0, printable(line), plain)
    styles = []
    for index, column in enumerate(listing.columns):
        shown = NUMBER_FORMATS.get(column.kind, "@")
        styles.append(book.add_format({**font, "border": 1, "num_format": shown}))
        sheet.set_column(index, index, column.width)
        sheet.write_string(top, index, printable(column.title), head)
    for number, row in enumerate(listing.rows, start=top + 1):
        for place, (value, style) in enumerate(zip(row, styles, strict=True)):
            _write(sheet, number, place, value, style)
    _offer(sheet, listing, top)
    sheet.freeze_panes(top + 1, 0)
    if listing.columns:
        sheet.autofilter(top, 0, top + len(listing.rows), len(listing.columns) - 1)
    sheet.repeat_rows(top)


def render(listing: Listing, *more: Listing) -> bytes:
    """The listing as .xlsx bytes, `more` on sheets behind it; equal for equal input.

    Raises ValueError on ragged rows.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"created": CREATED, "author": "Phong Trào"})
        for one in (listing, *more):
            sheet = book.add_worksheet(_sheet_name(one.sheet))
            sheet.set_paper(9)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            _fill(book, sheet, one)
    return zipped.fixed(out.getvalue())
