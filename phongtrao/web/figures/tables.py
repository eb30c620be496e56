"""One table, three outputs: the screen, the XLSX file and the CSV file show the same cells.

A page builds a `Table` once. The template draws it, the exporter writes it; what is on screen is
what is exported (ux.md, decision D10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from phongtrao.core.dates import format_date
from phongtrao.web.templatetags.phongtrao import percent as percent_words
from phongtrao.web.templatetags.phongtrao import vn

PAGE_ROWS = 50

Raw = int | Fraction | Decimal | dt.date | None


@dataclass(frozen=True)
class Column:
    """A column: heading and kind (`text`, `number`, `percent`, `date`, `chart`)."""

    label: str
    kind: str = "text"

    @property
    def right(self) -> bool:
        """Numbers are right-aligned."""
        return self.kind in ("number", "percent")


@dataclass(frozen=True)
class Cell:
    """One cell: what is read, what is exported, where it leads and its proof mark (`data-so`)."""

    text: str = ""
    raw: Raw = None
    href: str = ""
    so: str = ""
    state: str = ""
    chart: str = ""
    note: str = ""
    provisional: bool = False
    #: Written by people or by the law: Vietnamese on every page.
    written: bool = False
    #: Numerator and denominator of a share: a file gets them in columns of their own.
    over: tuple[int, int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown; cards on phones leave such cells out."""
        return not (self.text or self.chart or self.note)


@dataclass(frozen=True)
class Table:
    """Rows under headings with a caption, and the sentence shown when there are none."""

    ident: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)
    empty: str = ""

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """Rows as (column, cell) pairs, for the template."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Slice:
    """One page of a long table; `number` counts from 1."""

    table: Table
    number: int
    pages: int
    total: int

    @property
    def previous(self) -> int:
        """Number of the page before, 0 when there is none."""
        return self.number - 1

    @property
    def following(self) -> int:
        """Number of the page after, 0 when there is none."""
        return self.number + 1 if self.number < self.pages else 0


def page_number(asked: str | None) -> int:
    """Return the page an address asks for, from 1; anything else is the first page."""
    return max(1, int(asked)) if asked and asked.isdecimal() else 1


def slice_of(table: Table, number: str | None, size: int = PAGE_ROWS) -> Slice:
    """Return one page of a table; a number out of range gives the nearest page."""
    pages = max(1, -(-len(table.rows) // size))
    page = min(page_number(number), pages)
    rows = table.rows[(page - 1) * size : page * size]
    shown = Table(table.ident, table.caption, table.columns, rows, table.empty)
    return Slice(shown, page, pages, len(table.rows))


def text(value: str, href: str = "", note: str = "") -> Cell:
    """A cell of words."""
    return Cell(value, href=href, note=note)


def written(value: str, href: str = "", note: str = "") -> Cell:
    """A cell of words that stay as people or the law wrote them."""
    return Cell(value, href=href, note=note, written=True)


def state(code: str, words: str, note: str = "") -> Cell:
    """A cell with a status tag; `code` is a state of `web.base.states`."""
    return Cell(words, state=code, note=note)


def number(value: int | None, href: str = "", so: str = "") -> Cell:
    """A cell with a whole number; an absent number is an en dash."""
    return Cell("–" if value is None else vn(value), value, href, so)


def percent(value: Fraction | None, href: str = "", so: str = "") -> Cell:
    """A cell with a share of one, shown with one decimal."""
    return Cell(percent_words(value), value, href, so)


def day(value: dt.date | None) -> Cell:
    """A cell with a day dd/mm/yyyy."""
    return Cell("" if value is None else format_date(value), value)


def chart(svg: str, raw: Raw = None) -> Cell:
    """A cell with a chart; the file gets the value behind it."""
    return Cell("", raw, chart=svg)
