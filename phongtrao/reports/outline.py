"""Grammar of a report outline (`plans/…/reports/annual/outline.yaml`): sentences around figures.

The outline holds all words of the report; layout is in the Word template, numbers come from facts.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from phongtrao.core.findings import Refusal
from phongtrao.plan.targets import Strict

OUTLINE_FILE = "outline.yaml"
TEMPLATE_FILE = "template.docx"
DUTIES = "duties"


def is_duties(field: str) -> bool:
    """Whether a narrative is told by the bodies about their duties, not by the form."""
    return field == DUTIES or field.startswith(f"{DUTIES}.")


class Cover(Strict):
    """Letterhead, title, addressees, bases, signature and recipients, with {names} by date."""

    superior: str
    agency: tuple[str, ...]
    number: str
    place_date: str
    draft: str
    kind: str
    abstract: str
    addressees: tuple[str, ...]
    bases: tuple[str, ...]
    authority: tuple[str, ...]
    titles: tuple[str, ...]
    signer: str = ""
    attached: str
    recipients: tuple[str, ...]


class Measure(Strict):
    """A sum over the rows of the form: `formula` in the language of `phongtrao.formula`."""

    id: str
    label: str
    label_en: str = ""
    formula: str
    unit: str = ""


class Count(Strict):
    """A number a room keeps: one of a register's measure, the dossiers, the duties, the visits.

    `of` names it: a measure of the register or its `keepers`, else a word of `reports.rooms`.
    """

    id: str
    label: str
    label_en: str = ""
    unit: str = ""
    room: Literal["register", "assessment", "duty", "inspection"]
    register_id: str = Field(default="", alias="register")
    of: str


class Item(Strict):
    """One part of a section: exactly one of heading, text, table, narrative (field ids).

    `otherwise`: the sentence in the item's place when what it needs is not there. `lines`: the
    office's own words in its place (`reports.editing`), never written in a file.
    """

    heading: str = ""
    text: str = ""
    table: str = ""
    narrative: tuple[str, ...] = ()
    when: str = ""
    otherwise: str = ""
    lines: tuple[str, ...] = ()


class OutlineSection(Strict):
    """A part of the report, printed "I. …"."""

    title: str
    items: tuple[Item, ...]


class TableColumn(Strict):
    """A column: `show` names what stands in its cells."""

    title: str
    show: str
    width: float
    align: str = "left"


class TableOutline(Strict):
    """A table: caption, columns, note.

    `room` and `by`: the rows are the values of a register's field (`register`), the groups of
    units of the dossiers, the bodies with duties, the rounds of inspections; `total`: with a sum;
    `top`: only so many rows, largest by the second column, the others together under `rest`;
    of opinions: so many of each field, those of bodies and those most units share first.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    note: str = ""
    room: Literal["", "register", "assessment", "duty", "inspection"] = ""
    register_id: str = Field(default="", alias="register")
    by: str = ""
    total: bool = False
    top: int = 0
    rest: str = ""


class AppendixOutline(Strict):
    """An appendix: title, its table, a paragraph before it, a sentence where it has no rows."""

    title: str
    table: str
    text: str = ""
    otherwise: str = ""


class NarrativeWords(Strict):
    """How opinions of several units are joined, and how many of them the body shows."""

    shown: int
    empty: str
    alike: str
    single: str
    more: str
    rest: str


class Outline(Strict):
    """A whole outline. `settled`: field → day ("20/11") before which it is provisional."""

    id: str
    form: str
    due: str
    issue_day: str
    cover: Cover
    settled: dict[str, str]
    measures: tuple[Measure, ...]
    counts: tuple[Count, ...] = ()
    opening: str
    closing: str
    sections: tuple[OutlineSection, ...]
    narratives: NarrativeWords
    tables: dict[str, TableOutline]
    appendices: tuple[AppendixOutline, ...]
    proof: str

    @property
    def narrative_fields(self) -> tuple[str, ...]:
        """The text fields of the form that the report quotes, in order."""
        return tuple(field for field in self._narratives if not is_duties(field))

    @property
    def _narratives(self) -> tuple[str, ...]:
        items = (item for section in self.sections for item in section.items)
        return tuple(field for item in items for field in item.narrative)

    def duties_field(self, clause: str) -> str:
        """Where the bodies' texts on duties of a clause go: the nearest clause above, '' nowhere.

        `duties.III.2` takes the duties that serve III.2 and its points, `duties` all others.
        """
        wanted = [DUTIES]
        for part in clause.split("."):
            wanted.append(f"{wanted[-1]}.{part}")
        return next((field for field in reversed(wanted) if field in self._narratives), "")

    def place_targets(self) -> tuple[str, ...]:
        """The targets that the tables of places show."""
        columns = (*self.tables["districts"].columns, *self.tables["communes"].columns)
        names = (column.show.split("|")[0] for column in columns)
        return tuple(sorted({name for name in names if name.startswith("T")}))


def _refuse(path: Path, why: str) -> Refusal:
    return Refusal(
        "report.outline",
        f"{path.name}: đề cương báo cáo chưa dùng được. {why}",
        f"{path.name}: the report outline cannot be used. {why}",
    )


def read_outline(folder: Path) -> Outline:
    """The outline of a report folder. Refusal `report.outline` when it does not read."""
    path = folder / OUTLINE_FILE
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, TypeError, ValidationError) as problem:
        raise _refuse(path, str(problem)) from problem


@lru_cache(maxsize=4)
def _parsed(text: str) -> Outline:
    """The same words are parsed once: every page of the report asks for them."""
    data: Any = YAML(typ="safe").load(text)
    return Outline.model_validate_json(json.dumps(data, ensure_ascii=False))


def read_template(folder: Path) -> bytes:
    """The Word template of a report folder. Refusal `report.outline` when it is missing."""
    path = folder / TEMPLATE_FILE
    try:
        return path.read_bytes()
    except OSError as problem:
        raise _refuse(path, str(problem)) from problem
