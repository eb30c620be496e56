"""The table on the screen as a file: XLSX, or CSV as Vietnamese Excel reads it (ux.md 2.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.documents import csv, xlsx
from phongtrao.documents.listing import ListColumn, Listing
from phongtrao.web.figures.tables import Cell, Column, Table

KEY = "xuat"
#: Shares and counts in one column are both numbers: points of percent, and counts.
TYPED: tuple[tuple[str, Any], ...] = (
    ("percent", Fraction),
    ("integer", int),
    ("decimal", Decimal),
    ("date", date),
    ("decimal", (int, Fraction, Decimal)),
)
Value = str | int | Fraction | Decimal | date | None
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def asked(request: HttpRequest) -> str:
    """Return "xlsx" or "csv" when the address asks for a file, else an empty text."""
    value = request.GET.get(KEY, "")
    return value if value in TYPES else ""


def links(request: HttpRequest, **changes: str) -> dict[str, str]:
    """Return the addresses of this very view as files, filters included."""
    query = request.GET.copy()
    for key, value in changes.items():
        query[key] = value
    query.pop("trang", None)
    result = {}
    for form in TYPES:
        query[KEY] = form
        result[form] = f"{request.path}?{query.urlencode()}"
    return result


def _kind(cells: list[Cell]) -> str:
    """Return the kind of a column from its values; a mixed column is written as its words."""
    raws = [cell.raw for cell in cells if cell.raw is not None]
    for kind, wanted in TYPED:
        if raws and all(isinstance(raw, wanted) for raw in raws):
            return kind
    return "text"


def listing(table: Table, sentence: str, name: str) -> Listing:
    """Turn a table into a listing: the same rows and columns, charts left out."""
    columns: list[ListColumn] = []
    rows: list[list[Value]] = [[] for _row in table.rows]
    for place, column in enumerate(table.columns):
        if column.kind == "chart":
            continue
        cells = [row[place] for row in table.rows]
        kind = _kind(cells)
        columns.append(_list_column(column, kind, cells))
        parted = any(cell.over for cell in cells)
        if parted:
            columns += [
                ListColumn(_("Numerator"), "integer"),
                ListColumn(_("Denominator"), "integer"),
            ]
        for row, cell in zip(rows, cells, strict=True):
            row.append(_value(cell, kind))
            row.extend((cell.over or (None, None)) if parted else ())
    return Listing(name, columns, rows, (sentence,))


def _value(cell: Cell, kind: str) -> Value:
    """Return what a file gets: the value of a typed column, else the words of the screen."""
    if kind == "decimal" and isinstance(cell.raw, Fraction):
        return Decimal(round(cell.raw * 1000)) / 10
    if kind != "text":
        return cell.raw
    return " ".join(part for part in (cell.text, cell.note) if part)


def _list_column(column: Column, kind: str, cells: list[Cell]) -> ListColumn:
    """Return a column wide enough for its longest words, within reason."""
    longest = max([len(column.label), *(len(cell.text) + len(cell.note) for cell in cells)])
    return ListColumn(column.label, kind, min(60, max(10, longest + 2)))


def answer(request: HttpRequest, table: Table, sentence: str, name: str) -> HttpResponse:
    """Return the file asked for; its first line says what was filtered and when."""
    stamp = timezone.localtime().strftime("%H:%M %d/%m/%Y")
    data = listing(table, f"{sentence} · {stamp}", name)
    form = asked(request)
    content = csv.render(data) if form == "csv" else xlsx.render(data)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
