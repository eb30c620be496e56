"""A document as a tree: what it says, apart from how Word or a PDF shows it.

The nouns follow Decree 30/2020/NĐ-CP, Appendix I: letterhead (boxes 1-4), type and abstract (5a),
addressees (9a), bases and body (6), signature (7), recipients (9b), appendices. A tree is a plain
immutable value: two equal trees print to equal bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
END_MARK = "./."
LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class FigureReference:
    """A number with its proof: its text, then the code as a small mark above the line."""

    code: str
    text: str
    provisional: bool = False


Inline = Run | FigureReference


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 prints "I. …", 2 "1. …", 3 "a) …"; numbers are given in order."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; `bullet` prints "- " first, `note` is small and italic."""

    content: tuple[Inline, ...]
    bullet: bool = False
    note: bool = False


@dataclass(frozen=True)
class Column:
    """A table column: heading, share of the width (any unit), alignment left, center or right."""

    title: str
    width: float = 1.0
    align: str = "left"


@dataclass(frozen=True)
class Row:
    """A table row, one text per column; `bold` marks totals and groups."""

    cells: tuple[str, ...]
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """A ruled table with a caption above and an optional note below; the heading row repeats."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                counts = f"{len(row.cells)} cells, {len(self.columns)} columns"
                raise ValueError(f"{self.caption}: {counts}")


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its label, its value in words, its length in thousandths of the width."""

    label: str
    text: str
    length: int


@dataclass(frozen=True)
class Chart:
    """Horizontal bars under a caption; `goal`: where a line stands, in thousandths."""

    caption: str
    bars: tuple[Bar, ...]
    note: str = ""
    goal: int | None = None

    @property
    def words(self) -> str:
        """The chart for those who cannot see it."""
        return f"{self.caption}: " + "; ".join(f"{bar.label} {bar.text}" for bar in self.bars)


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True)
class Letterhead:
    """Boxes 1-4: superior body, issuing body (lines), number line, place and date."""

    superior: str
    agency: tuple[str, ...]
    number: str
    place_date: str
    draft: str = ""


@dataclass(frozen=True)
class Signature:
    """Box 7: authority line ("TM. …"), titles, name (empty in drafts)."""

    authority: tuple[str, ...]
    titles: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Appendix:
    """An appendix on its own landscape pages, numbered in Roman when there are several."""

    title: str
    attached: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Proof:
    """The mark of a frozen document: short code, text of the square code, sentence beside it."""

    code: str
    square: str
    sentence: str


@dataclass(frozen=True)
class Document:
    """A whole document. `stamp` (Unix seconds, UTC) is the only time the printers may write.

    A decision also has `issuer` (who issues, above the bases) and `operative` ("Quyết định:", below
    them); minutes have a `cosigner`, who signs left in the place of the recipients.
    """

    letterhead: Letterhead
    kind: str
    abstract: str
    addressees: tuple[str, ...]
    bases: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: Signature
    recipients: tuple[str, ...]
    stamp: int
    title: str
    author: str
    appendices: tuple[Appendix, ...] = ()
    proof: Proof | None = None
    language: str = field(default="vi-VN")
    issuer: str = ""
    operative: str = ""
    cosigner: Signature | None = None


def roman(number: int) -> str:
    """Roman numeral of 1..39.

    >>> roman(4)
    'IV'
    """
    parts: list[str] = []
    for value, sign in ROMAN:
        while number >= value:
            parts.append(sign)
            number -= value
    return "".join(parts)


def letter(number: int) -> str:
    """Letter of a point in the order of the Vietnamese alphabet (a, b, c, d, đ, e, g …); from 1."""
    return LETTERS[number - 1]


def numbered(blocks: tuple[Block, ...]) -> list[tuple[str, Block]]:
    """Each block with its number: "I.", "1.", "a)" for headings, "" for the rest."""
    counts = [0, 0, 0]
    result: list[tuple[str, Block]] = []
    for block in blocks:
        if not isinstance(block, Heading):
            result.append(("", block))
            continue
        level = block.level - 1
        counts[level] += 1
        counts[level + 1 :] = [0] * (2 - level)
        label = (f"{roman(counts[0])}.", f"{counts[1]}.", f"{letter(counts[2] or 1)})")[level]
        result.append((label, block))
    return result


def closed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with "./." after the last word of the last paragraph (Appendix I, II.6)."""
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if isinstance(block, Paragraph) and not block.note:
            last = block.content[-1]
            end = Run(END_MARK)
            if isinstance(last, Run):
                end = Run(last.text.rstrip().rstrip(".;") + END_MARK, last.bold, last.italic)
                content = (*block.content[:-1], end)
            else:
                content = (*block.content, end)
            changed = Paragraph(content, block.bullet, block.note)
            return (*blocks[:index], changed, *blocks[index + 1 :])
    return blocks
