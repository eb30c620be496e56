"""The report as its writers see it: facts at hand, items with their blocks, what is left to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.documents.tree import Block, FigureReference, Paragraph, Run
from phongtrao.reports import actions, charts, editing
from phongtrao.reports.composing import Composer
from phongtrao.reports.editing import Place
from phongtrao.reports.facts import CountFact, Facts, MeasureFact
from phongtrao.reports.models import Edit, Reading
from phongtrao.reports.outline import Outline, read_outline
from phongtrao.reports.wording import NO_DATA


@dataclass(frozen=True)
class AtHand:
    """The facts of a year as last read; `newer`: entries the log has gained since."""

    facts: Facts
    outline: Outline
    at: datetime
    newer: int


def at_hand(year: int) -> AtHand:
    """The facts last read for a year; they are read now when they never were."""
    return last_read(year) or read_again(year)


def last_read(year: int) -> AtHand | None:
    """The facts last read for a year, None when they never were: nothing is read now."""
    outline = read_outline(actions.folder())
    found = Reading.objects.filter(report=outline.id, year=year).first()
    if found is None:
        return None
    facts = Facts.model_validate_json(found.facts)
    return AtHand(facts, outline, found.at, max(0, audit.head()[0] - facts.data_version))


def read_again(year: int) -> AtHand:
    """Read the live facts of a year and keep them at hand."""
    at = timezone.now().replace(microsecond=0)
    facts, outline = actions.facts_of(year, at)
    kept = {"at": at, "facts": facts.text()}
    Reading.objects.update_or_create(report=outline.id, year=year, defaults=kept)
    return AtHand(facts, outline, at, 0)


@dataclass(frozen=True)
class Shown:
    """One item as it will be printed; `holds`: its condition is met."""

    place: Place
    holds: bool
    edit: Edit | None
    blocks: tuple[Block, ...]
    codes: tuple[str, ...]
    provisional: tuple[str, ...]
    typed: tuple[str, ...]
    empty: bool

    @property
    def needs(self) -> int:
        """How many things somebody should look at."""
        return len(self.typed) + int(self.empty)


def shown(facts: Facts, outline: Outline, edits: Mapping[str, Edit]) -> list[Shown]:
    """Every item of the body in order, with the office's own words in their places."""
    written = editing.applied(outline, {key: edit.text for key, edit in edits.items()})
    composer = Composer(facts, written)
    return [_shown(composer, place, edits.get(place.key)) for place in editing.places(written)]


def _shown(composer: Composer, place: Place, edit: Edit | None) -> Shown:
    holds = composer.holds(place.item)
    blocks = tuple(composer.item(place.item)) if holds else ()
    figures = [
        piece
        for block in blocks
        if isinstance(block, Paragraph)
        for piece in block.content
        if isinstance(piece, FigureReference)
    ]
    return Shown(
        place=place,
        holds=holds,
        edit=edit,
        blocks=blocks,
        codes=tuple(dict.fromkeys(figure.code for figure in figures)),
        provisional=tuple(dict.fromkeys(f.code for f in figures if f.provisional)),
        typed=tuple(editing.typed_numbers(edit.text)) if edit else (),
        empty=holds and _is_empty(composer, place, blocks),
    )


def _is_empty(composer: Composer, place: Place, blocks: tuple[Block, ...]) -> bool:
    """Whether nothing was said here: no unit's words, or a figure without data."""
    item = place.item
    if item.narrative and not item.lines:
        asked = any(not field.startswith("duties") for field in item.narrative)
        return asked and not any(o.field in item.narrative for o in composer.facts.opinions)
    return any(
        isinstance(piece, Run) and piece.text == NO_DATA
        for block in blocks
        if isinstance(block, Paragraph)
        for piece in block.content
    )


@dataclass(frozen=True)
class Check:
    """What to look at before signing; `lost`: edits whose paragraph the outline dropped."""

    typed: tuple[tuple[Shown, str], ...]
    provisional: tuple[str, ...]
    empty: tuple[Shown, ...]
    lost: tuple[Edit, ...]


def check(items: list[Shown], edits: Mapping[str, Edit]) -> Check:
    """Hand-typed numbers, provisional figures, empty paragraphs, edits without a place."""
    keys = {one.place.key for one in items}
    return Check(
        typed=tuple((one, text) for one in items for text in one.typed),
        provisional=tuple(dict.fromkeys(code for one in items for code in one.provisional)),
        empty=tuple(one for one in items if one.empty),
        lost=tuple(edit for key, edit in edits.items() if key not in keys),
    )


def source_text(facts: Facts, outline: Outline, key: str) -> str:
    """The text an editor starts from: the outline's sentence, or what the units said, as lines."""
    place = editing.place_of(outline, key)
    if place.item.text:
        return place.item.text
    composer = Composer(facts, outline)
    lines = []
    for block in composer.item(place.item):
        if isinstance(block, Paragraph):
            words = "".join(piece.text for piece in block.content)
            lines.append(("- " if block.bullet else "") + words.replace("{", "(").replace("}", ")"))
    return "\n".join(lines)


def require_printable(facts: Facts, outline: Outline, text: str) -> None:
    """Refusal when a line names what is no figure, table or chart, or leaves a brace open (422)."""
    composer = Composer(facts, outline)
    bare = editing.TOKENS.sub("", text)
    if "{" in bare or "}" in bare:
        raise Refusal(
            "report.brace",
            "Có dấu { hoặc } lẻ. Mỗi số liệu viết dạng {T1.2}.",
            "A { or } stands alone. A figure is written {T1.2}.",
            status=422,
        )
    for line in editing.lines_of(text):
        try:
            composer.line(line)
        except Refusal as problem:
            raise Refusal(
                problem.code, problem.message, problem.message_en, status=422
            ) from problem


def said_now(facts: Facts, outline: Outline, text: str) -> list[tuple[str, str]]:
    """What each sign of a text stands for now, in order: ("{T1.1}", "87,0 %").

    Signs of tables and charts, and signs that nothing bears, are left out.
    """
    speaker = Composer(facts, outline).speaker
    found = []
    for sign in dict.fromkeys(editing.TOKENS.findall(text)):
        try:
            found.append((sign, speaker.plain(sign)))
        except Refusal:
            continue
    return found


def insertable(facts: Facts, outline: Outline) -> dict[str, list[tuple[str, str]]]:
    """What an editor may insert: figures, tables and charts as (token, words)."""
    figures = [(f"{{{t.id}}}", f"{t.id} {t.short}") for t in facts.targets]
    figures += [(f"{{{t.id}|ty_so}}", f"{t.id} {t.short}: tử số/mẫu số") for t in facts.targets]
    numbers: list[MeasureFact | CountFact] = [*facts.measures, *facts.counts]
    figures += [(f"{{{one.id}}}", f"{one.id} {one.label}") for one in numbers]
    tables = [
        (f"{{bang:{name}}}", table.caption.partition("}. ")[2] or table.caption)
        for name, table in outline.tables.items()
        if table.caption
    ]
    drawn = [(f"{{bieu_do:{name}}}", words) for name, words in charts.names(facts, outline)]
    return {"figure": figures, "table": tables, "chart": drawn}
