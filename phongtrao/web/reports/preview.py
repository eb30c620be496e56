"""Blocks of the report as the screen shows them: pieces with their codes, tables, bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.documents.tree import (
    Block,
    Chart,
    FigureReference,
    Heading,
    Paragraph,
    Run,
    Table,
    roman,
)
from phongtrao.reports import editing
from phongtrao.reports.building import Check, Shown
from phongtrao.reports.outline import Outline
from phongtrao.web.reports.links import builder_url, source_url

BAR_WIDTH = 1000


@dataclass(frozen=True)
class Part:
    """One heading of the outline: its code, words, and how many things need somebody."""

    code: str
    title: str
    is_section: bool
    needs: int
    edited: int
    provisional: int
    keys: frozenset[str]

    def has(self, one: Shown) -> bool:
        """Whether an item stands under this heading."""
        return one.place.key in self.keys


def parts(outline: Outline, items: list[Shown]) -> list[Part]:
    """The headings of the report in order; a section has a part of its own."""
    found = []
    for number, section in enumerate(outline.sections, start=1):
        own = [one for one in items if one.place.section == number]
        found.append(_part(roman(number), section.title, own, 0))
        for one in own:
            if one.place.item.heading:
                title = one.place.item.heading
                found.append(_part(one.place.part, title, own, one.place.heading))
    return found


def _part(code: str, title: str, items: list[Shown], heading: int) -> Part:
    mine = [one for one in items if one.place.heading == heading and not one.place.item.heading]
    return Part(
        code=code,
        title=title.split(" năm {")[0],
        is_section=not heading,
        needs=sum(one.needs for one in mine),
        edited=sum(one.edit is not None for one in mine),
        provisional=len({code for one in mine for code in one.provisional}),
        keys=frozenset(one.place.key for one in mine),
    )


@dataclass(frozen=True)
class Piece:
    """A stretch of text; a figure has its code and the way to its rows."""

    text: str
    code: str = ""
    href: str = ""
    provisional: bool = False
    italic: bool = False
    bold: bool = False


def pieces(block: Paragraph, year: int) -> list[Piece]:
    """The stretches of a paragraph."""
    return [_piece(piece, year) for piece in block.content]


def _piece(piece: Run | FigureReference, year: int) -> Piece:
    if isinstance(piece, Run):
        return Piece(piece.text, italic=piece.italic, bold=piece.bold)
    return Piece(piece.text, piece.code, source_url(piece.code, year), piece.provisional)


def block_of(block: Block, year: int) -> dict[str, Any]:
    """A block for the template, by its kind."""
    if isinstance(block, Table):
        cells = [
            [
                (cell, column.align == "right")
                for cell, column in zip(row.cells, block.columns, strict=True)
            ]
            for row in block.rows
        ]
        rows = list(zip(cells, [row.bold for row in block.rows], strict=True))
        return {"kind": "table", "table": block, "rows": rows}
    if isinstance(block, Chart):
        return {"kind": "chart", "chart": block, "width": BAR_WIDTH}
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text}
    kind = "bullet" if block.bullet else "text"
    return {"kind": kind, "pieces": pieces(block, year)}


def paragraph(one: Shown, year: int, titles: Mapping[int, str]) -> dict[str, Any]:
    """One item for the template: blocks, state, who wrote it, the address of its editor."""
    editable = editing.is_editable(one.place.item)
    return {
        "key": one.place.key,
        "blocks": [block_of(block, year) for block in one.blocks],
        "holds": one.holds,
        "edit": one.edit,
        "by": titles.get(one.edit.post_id or 0, "") if one.edit else "",
        "typed": one.typed,
        "empty": one.empty,
        "narrative": bool(one.place.item.narrative),
        "href": builder_url(year, one.place.part, one.place.key) if editable else "",
    }


def checked(found: Check, year: int) -> dict[str, Any]:
    """What to look at before signing, each with its address."""
    return {
        "typed": [(text, _at(one, year)) for one, text in found.typed],
        "provisional": [(code, source_url(code, year)) for code in found.provisional],
        "empty": [(_where(one), _at(one, year)) for one in found.empty],
        "lost": found.lost,
    }


def _at(one: Shown, year: int) -> str:
    return builder_url(year, one.place.part, one.place.key)


def _where(one: Shown) -> str:
    return _("part %(part)s") % {"part": one.place.part}
