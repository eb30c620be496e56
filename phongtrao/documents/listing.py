"""A list as data for a spreadsheet: typed columns, rows, and the lines that say what it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

Cell = str | int | float | Decimal | Fraction | bool | datetime.date | datetime.datetime | None


@dataclass(frozen=True)
class ListColumn:
    """A column: heading, kind of its values and width in characters.

    kind: "text", "integer", "decimal", "percent" (a share of 1 as Fraction), "date", "datetime".
    choices: cells of another sheet that list what may be written, for a drop-down.
    """

    title: str
    kind: str = "text"
    width: float = 14
    choices: str = ""


@dataclass(frozen=True)
class Listing:
    """What an export holds; `lines` (what, filter, time) stand above the heading row."""

    sheet: str
    columns: Sequence[ListColumn]
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[str] = field(default=())
