"""Facts and outline into a document tree: a pure function, the heart of reproducing a report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phongtrao.core.findings import Refusal
from phongtrao.documents.tree import (
    Appendix,
    Block,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Proof,
    Run,
    Signature,
    closed,
)
from phongtrao.reports import charts
from phongtrao.reports import names as naming
from phongtrao.reports.facts import Facts, OpinionFact
from phongtrao.reports.outline import AppendixOutline, Item, Outline, is_duties
from phongtrao.reports.sentences import Speaker
from phongtrao.reports.tables import Tables

NAMED_SOURCES = 3
INSERTED = re.compile(r"\{(bang|bieu_do):([\w.]+)\}")


@dataclass(frozen=True)
class Seal:
    """What a frozen report adds: its code and the SHA-256 of its facts."""

    code: str
    digest: str


class Composer:
    """Holds the speaker and the tables of one report while its blocks are made."""

    def __init__(self, facts: Facts, outline: Outline) -> None:
        self.facts = facts
        self.outline = outline
        self.speaker = Speaker(facts, naming.names(facts, outline))
        self.tables = Tables(facts, outline, self.speaker)
        self.conditions = naming.conditions(facts)

    def holds(self, item: Item) -> bool:
        """Whether the condition of an item is met. Refusal for a condition nobody knows."""
        if item.when and item.when not in self.conditions:
            raise Refusal(
                "report.unknown_condition",
                f"Đề cương báo cáo có điều kiện “{item.when}” chưa ai biết.",
                f"The report outline has an unknown condition “{item.when}”.",
            )
        return self.conditions.get(item.when, True)

    def body(self) -> tuple[Block, ...]:
        """All blocks of the body, from the opening to "./."."""
        blocks: list[Block] = [self.paragraph(self.outline.opening)]
        for section in self.outline.sections:
            blocks.append(Heading(1, self.speaker.plain(section.title)))
            for item in section.items:
                if self.holds(item):
                    blocks += self.item(item)
        blocks.append(self.paragraph(self.outline.closing))
        return closed(tuple(blocks))

    def paragraph(self, text: str, *, bullet: bool = False) -> Paragraph:
        """A sentence as a paragraph."""
        return Paragraph(self.speaker.say(text), bullet=bullet)

    def item(self, item: Item) -> list[Block]:
        """The blocks of one item; its `otherwise` where what it needs is not there."""
        if item.lines:
            return [self.line(line) for line in item.lines]
        if item.heading:
            return [Heading(2, self.speaker.plain(item.heading))]
        if item.narrative:
            return [block for field in item.narrative for block in self.opinions(field)]
        if item.table:
            table = self.tables.table(item.table) if self.tables.has_rows(item.table) else None
            return [table] if table else self.instead(item)
        if item.otherwise and not self.speaker.complete(item.text):
            return self.instead(item)
        return [self.paragraph(item.text)]

    def line(self, text: str) -> Block:
        """One line of the office's own words: a table, a chart, a bullet or a paragraph."""
        inserted = INSERTED.fullmatch(text)
        if inserted is None:
            bare = text.removeprefix("- ")
            return self.paragraph(bare, bullet=bare != text)
        if inserted[1] == "bang":
            return self.tables.table(inserted[2])
        return charts.chart(self.facts, self.outline, self.speaker, inserted[2])

    def instead(self, item: Item) -> list[Block]:
        """The sentence that stands in the place of what is missing, if there is one."""
        return [self.paragraph(item.otherwise)] if item.otherwise else []

    def opinions(self, field: str) -> list[Block]:
        """The first opinions of a field with their sources, and how many more there are."""
        words = self.outline.narratives
        found = [opinion for opinion in self.facts.opinions if opinion.field == field]
        if not found and is_duties(field):
            return []
        if not found:
            return [Paragraph((Run(words.empty, italic=True),))]
        blocks: list[Block] = [
            Paragraph(
                (Run(_ended(opinion.text)), Run(f" ({self.sources(opinion)}).", italic=True)),
                bullet=True,
            )
            for opinion in found[: words.shown]
        ]
        rest = len(found) - words.shown
        if rest > 0:
            blocks.append(Paragraph((Run(words.rest.format(rest=rest), italic=True),)))
        return blocks

    def sources(self, opinion: OpinionFact) -> str:
        """Who said it, in words."""
        words, named = self.outline.narratives, opinion.sources[:NAMED_SOURCES]
        names = ", ".join(named)
        rest = len(opinion.sources) - len(named)
        if rest:
            names = words.more.format(names=names, rest=rest)
        if len(opinion.sources) == 1:
            return words.single.format(names=names)
        return words.alike.format(count=len(opinion.sources), names=names)

    def appendix(self, outline: AppendixOutline) -> Appendix:
        """An appendix with its paragraph and table."""
        text = (self.paragraph(outline.text),) if outline.text else ()
        title, attached = self.speaker.plain(outline.title), self.outline.cover.attached
        filled = self.tables.has_rows(outline.table) or not outline.otherwise
        table = self.tables.table(outline.table) if filled else self.paragraph(outline.otherwise)
        blocks = (*text, table)
        return Appendix(title, self.speaker.plain(attached), blocks)

    def lines(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Lines of the cover with their names filled in."""
        return tuple(self.speaker.plain(text) for text in texts)


def _ended(text: str) -> str:
    return text.rstrip(" .;,")


def document(facts: Facts, outline: Outline, seal: Seal | None = None) -> Document:
    """The report as a tree: a draft without a seal, the frozen one with it."""
    composer = Composer(facts, outline)
    cover, plain = outline.cover, composer.speaker.plain
    return Document(
        letterhead=Letterhead(
            superior=plain(cover.superior),
            agency=composer.lines(cover.agency),
            number=plain(cover.number),
            place_date=plain(cover.place_date),
            draft="" if seal else cover.draft,
        ),
        kind=cover.kind,
        abstract=plain(cover.abstract),
        addressees=composer.lines(cover.addressees),
        bases=composer.lines(cover.bases),
        blocks=composer.body(),
        signature=Signature(
            composer.lines(cover.authority), composer.lines(cover.titles), cover.signer
        ),
        recipients=composer.lines(cover.recipients),
        stamp=facts.stamp,
        title=f"{cover.kind} {facts.year} – {facts.node_name}",
        author=" ".join(composer.lines(cover.agency)),
        appendices=tuple(composer.appendix(appendix) for appendix in outline.appendices),
        proof=_proof(outline, seal) if seal else None,
    )


def _proof(outline: Outline, seal: Seal) -> Proof:
    sentence = outline.proof.format(code=seal.code, digest=seal.digest[:16])
    return Proof(seal.code, f"{seal.code} {seal.digest}", sentence)
