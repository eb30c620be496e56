"""Export of a list as CSV for Vietnamese Excel: UTF-8 with BOM, ";" between cells, decimal comma.

Text that a spreadsheet could take for a formula gets an apostrophe first; numbers never do.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from decimal import Decimal
from fractions import Fraction

from phongtrao.documents.listing import Cell, Listing

BOM = "\ufeff"
DANGEROUS = re.compile(
    r"(^|\n)([^\S\n]*[\u200b\ufeff]*[^\S\n]*)([=+\-@\t\uff1d\uff0b\uff0d\uff20])"
)
BREAKS = re.compile(r"\r\n?|[\u2028\u2029\u0085]")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def guarded(text: str) -> str:
    """The text with an apostrophe before anything a spreadsheet would run.

    >>> guarded("=1+1")
    "'=1+1"
    """
    lines = CONTROLS.sub("", BREAKS.sub("\n", text))
    return DANGEROUS.sub(lambda hit: f"{hit[1]}'{hit[2]}{hit[3]}", lines)


def cell(value: Cell) -> str:
    """One value as text: 1234,5 · 87,3% (Fraction) · 05/08/2026 · có/không."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Fraction):
        return f"{float(value * 100):.2f}".replace(".", ",") + "%"
    if isinstance(value, (int, float, Decimal)):
        return str(value).replace(".", ",")
    return guarded(value)


def render(listing: Listing) -> bytes:
    """The listing as CSV bytes: the explaining lines (what, filter, time), heading row, rows."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([guarded(line)] for line in listing.lines)
    writer.writerow([guarded(column.title) for column in listing.columns])
    for row in listing.rows:
        writer.writerow([cell(value) for value in row])
    return (BOM + out.getvalue()).encode("utf-8")
