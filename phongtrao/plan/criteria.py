"""Grammar of criteria sets: dated law that says when a unit deserves a title or meets a standard.

A criterion has parts; a part is one question with one kind of answer. Cases of a political or
religious kind are one answer for the whole criterion (`none_occurred`) with the number of the
document that established it: the grammar has no place for single cases or free text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from pydantic import Field as declared

from phongtrao.core.dates import holds_on
from phongtrao.plan.forms import Audience, day_in
from phongtrao.plan.targets import Strict

About = Literal["title", "standard"]
Level = Literal["commune", "district", "province", "ministry"]
PartType = Literal["yes_no", "none_occurred", "ratio", "not_more", "count", "rating"]
Answer = dict[str, int | str]
Answers = dict[str, Answer]


class Worded(Strict):
    """A code with its words."""

    id: str
    label: str
    label_en: str = ""


class Rating(Worded):
    """One rating of a closed scale; ``passes`` ratings meet the part."""

    passes: bool = False


class Unknown(Strict):
    """What the sources at hand leave open; shown on every page that uses the set."""

    text: str
    text_en: str = ""


class Base(Strict):
    """Where a ratio takes its denominator from, by the value of an option of the set.

    ``by``: option value → "<part>.numerator" or "<part>.denominator".
    """

    option: str
    by: dict[str, str]


class DataSource(Strict):
    """Data that can answer a part: fields of a form, a register's measure, or own recognitions.

    ``value``, ``numerator``, ``denominator``: names that are added up; ``values`` turns the code of
    a choice field into the code of a rating.
    """

    source: Literal["form", "register", "own"]
    form: str = ""
    register_: str = declared(alias="register", default="")
    value: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    values: dict[str, str] = declared(default_factory=dict)
    label: str
    label_en: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every field or measure that is read."""
        return (*self.value, *self.numerator, *self.denominator)


class Part(Strict):
    """One question. ``at_least``: percent or count. ``na``: when it does not apply."""

    id: str
    label: str
    label_en: str = ""
    type: PartType
    law: str = ""
    hint: str = ""
    hint_en: str = ""
    at_least: int | None = None
    na: tuple[Worded, ...] = ()
    excuses: tuple[Worded, ...] = ()
    ratings: tuple[Rating, ...] = ()
    sensitive: bool = False
    base: Base | None = None
    data: tuple[DataSource, ...] = ()


class Criterion(Strict):
    """A criterion: met when every part that applies is met."""

    id: str
    label: str
    label_en: str = ""
    law: str = ""
    parts: tuple[Part, ...]


class Authority(Strict):
    """Who decides; ``unknown`` says what the text leaves open."""

    level: Level
    office: str
    office_en: str = ""
    law: str = ""
    unknown: str = ""
    unknown_en: str = ""


class Option(Strict):
    """A point the law leaves open: a setting with a default, shown where it matters."""

    id: str
    label: str
    label_en: str = ""
    choices: tuple[Worded, ...]
    default: str
    unknown: str = ""
    unknown_en: str = ""


class Window(Strict):
    """Days that are looked at, both included; ``from_year`` is added to the year of assessment."""

    from_day: str
    from_year: int = 0
    to_day: str

    def days(self, year: int) -> tuple[date, date]:
        """First and last day for the assessment of ``year``."""
        return day_in(self.from_day, year + self.from_year), day_in(self.to_day, year)


class Meeting(Strict):
    """The review meeting: which office chairs it, who sits there, without names."""

    chairs: tuple[Worded, ...]
    present: str = ""
    present_en: str = ""


class DossierItem(Worded):
    """A paper of a dossier; ``at``: when it is due; ``needed`` False: only where there is one."""

    at: Literal["register", "file"]
    needed: bool = True


class CriteriaExample(Strict):
    """Answers with the verdict they must lead to and the criteria that fail, lack, do not apply."""

    note: str = ""
    options: dict[str, str] = declared(default_factory=dict)
    answers: Answers
    verdict: Literal["met", "not_met", "missing"]
    failed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()


class CriteriaSet(Strict):
    """One version of the criteria for one kind of unit. ``valid_to`` is the first day after it.

    ``legal``: the documents in short, for screens; ``bases``: as a decision cites them (Decree 30).
    """

    id: str
    about: About
    group: Audience
    kinds: tuple[str, ...] = ()
    title: str
    title_en: str = ""
    legal: tuple[str, ...]
    bases: tuple[str, ...] = ()
    valid_from: str
    valid_to: str = ""
    registration: Window | None = None
    window: Window
    decided_before: str
    meeting: Meeting
    files_to: str
    files_to_en: str = ""
    authorities: tuple[Authority, ...]
    dossier: tuple[DossierItem, ...]
    options: tuple[Option, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    criteria: tuple[Criterion, ...]
    examples: tuple[CriteriaExample, ...] = ()

    def parts(self) -> Iterator[Part]:
        """Every part in order."""
        for criterion in self.criteria:
            yield from criterion.parts

    def part(self, code: str) -> Part:
        """The part with this id; KeyError when there is none."""
        for part in self.parts():
            if part.id == code:
                return part
        raise KeyError(code)

    def criterion_of(self, part: str) -> str:
        """Id of the criterion a part belongs to; KeyError when there is none."""
        for criterion in self.criteria:
            if any(own.id == part for own in criterion.parts):
                return criterion.id
        raise KeyError(part)

    def option(self, code: str) -> Option:
        """The option with this id; KeyError when there is none."""
        for option in self.options:
            if option.id == code:
                return option
        raise KeyError(code)

    def chosen(self, options: dict[str, str] | None = None) -> dict[str, str]:
        """Option id → value: the given ones over the defaults."""
        given = options or {}
        return {option.id: given.get(option.id, option.default) for option in self.options}

    def authority(self, level: str) -> Authority:
        """Who decides at a level; KeyError when that level does not."""
        for authority in self.authorities:
            if authority.level == level:
                return authority
        raise KeyError(level)

    def decision_day(self, year: int) -> date:
        """The named day of the decision: on time means before it begins."""
        return day_in(self.decided_before, year)

    def governs(self, year: int) -> bool:
        """Whether this version holds on the last day on which ``year`` may be decided on time."""
        last = self.decision_day(year) - timedelta(days=1)
        return holds_on(last, self.valid_from, self.valid_to)

    def fits(self, group: str, kind: str) -> bool:
        """Whether a unit of this group and legal kind is judged by the set."""
        return group == self.group and (not self.kinds or kind in self.kinds)
