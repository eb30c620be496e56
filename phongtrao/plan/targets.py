"""Grammar of a target: what is counted, over which units, and when it is reached.

A target is a ratio (numerator over denominator, value in percent) or a count (no denominator).
Everything that changes with time (stages of the plan, documents that replaced the signed text)
is a dated variant, so old years keep being judged by what was in force then.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as declared

Operator = Literal["ge", "gt", "eq", "le", "zero", "at_least"]
Scope = Literal["in_scope", "plan_wide"]
Verdict = Literal["exceeded", "met", "near", "missed", "not_enough_data", "not_judged"]
Number = int | float


#: Visits of inspections to a unit in the period, beside what the unit said: targets may count it.
VISITS = "visits"
_READS_VISITS = re.compile(rf"\b{VISITS}\b")


def _counts_visits(*formulas: str | None) -> bool:
    """Whether a formula names the visits of inspections."""
    return any(_READS_VISITS.search(text) for text in formulas if text)


class Strict(BaseModel):
    """Base of all definitions: frozen, unknown keys refused, no silent conversion of types."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


def day_of(start: int | str) -> date:
    """The first day meant by ``from: 2025`` (1 January) or ``from: "2025-07-01"``."""
    return date(start, 1, 1) if isinstance(start, int) else date.fromisoformat(start)


class ByYear(Strict):
    """A stage: from this year (or ISO date) on, these parts replace the target's own."""

    from_: int | str = declared(alias="from")
    value: Number | None = None
    operator: Operator | None = None
    applies: str | None = None
    scope: Scope | None = None
    numerator: str | None = None
    denominator: str | None = None

    @property
    def start(self) -> date:
        """First day of the stage."""
        return day_of(self.from_)


class Applied(ByYear):
    """The applied target where it differs from the signed text, with the document that says so."""

    note: str
    note_en: str = ""
    document: str = ""
    amendment: str = ""


class Reading(Strict):
    """Another reading of the same sentence, computed and shown beside the headline."""

    id: str
    label: str
    label_en: str = ""
    applies: str | None = None
    scope: Scope | None = None
    numerator: str | None = None
    denominator: str | None = None


class TargetExample(Strict):
    """Rows of units with the expected numerator, denominator and verdict."""

    note: str = ""
    note_en: str = ""
    year: int | None = None
    reading: str | None = None
    rows: tuple[dict[str, int | str | None], ...]
    numerator: int
    denominator: int | None = None
    verdict: Verdict


class Goal(Strict):
    """What a target means on one day for one reading; ``value`` None: not judged in that time."""

    applies: str
    scope: Scope
    numerator: str
    denominator: str | None
    operator: Operator
    value: Number | None
    applied: Applied | None = None

    @property
    def by_visits(self) -> bool:
        """Whether it counts what inspections wrote down, whoever has reported."""
        return _counts_visits(self.numerator, self.denominator)

    def reached(self, numerator: int, denominator: int | None) -> bool | None:
        """True when the figure reaches the goal; None when not judged or nothing to divide by."""
        if self.value is None and self.operator != "zero":
            return None
        if self.denominator is None:
            figure = Fraction(numerator)
        elif not denominator:
            return None
        else:
            figure = Fraction(numerator * 100, denominator)
        value = Fraction(str(self.value or 0))
        outcomes = {
            "ge": figure >= value,
            "at_least": figure >= value,
            "gt": figure > value,
            "eq": figure == value,
            "le": figure <= value,
            "zero": figure == 0,
        }
        return outcomes[self.operator]


class Target(Strict):
    """One measurable target of the plan, with its formulas in the SQL subset of ``formula``."""

    id: str
    clause: str
    title: str
    title_en: str = ""
    short: str = ""
    form: str
    also_forms: tuple[str, ...] = ()
    period: Literal["year", "half"] = "year"
    applies: str
    scope: Scope = "plan_wide"
    numerator: str
    denominator: str | None = None
    operator: Operator
    value: Number | None = None
    unit: str = ""
    near: Number = 5
    level: Literal["all", "province"] = "all"
    by_year: tuple[ByYear, ...] = ()
    applied: tuple[Applied, ...] = ()
    headline_label: str = ""
    headline_label_en: str = ""
    readings: tuple[Reading, ...] = ()
    signed: str = ""
    signed_en: str = ""
    formula_words: str
    formula_words_en: str = ""
    law: str = ""
    examples: tuple[TargetExample, ...] = ()

    @property
    def is_ratio(self) -> bool:
        """True for percentages, False for counts."""
        return self.denominator is not None

    @property
    def reads_visits(self) -> bool:
        """Whether any stage or reading of it counts visits of inspections."""
        parts: tuple[Target | ByYear | Reading, ...]
        parts = (self, *self.by_year, *self.applied, *self.readings)
        return any(_counts_visits(part.numerator, part.denominator) for part in parts)

    def reading(self, code: str) -> Reading:
        """The reading with this id; KeyError when there is none."""
        for reading in self.readings:
            if reading.id == code:
                return reading
        raise KeyError(code)

    def at(self, day: date, reading: str | None = None) -> Goal:
        """The target on ``day``: own parts, then its stages, then applied documents, then reading.

        A document outranks every stage of the signed text from the day it takes effect.
        """
        parts: dict[str, object] = {name: getattr(self, name) for name in _CHANGEABLE}
        applied = None
        stages = sorted(self.by_year, key=lambda v: v.start)
        for variant in (*stages, *sorted(self.applied, key=lambda v: v.start)):
            if variant.start > day:
                continue
            parts.update(_given(variant))
            if isinstance(variant, Applied):
                applied = variant
        if reading:
            parts.update(_given(self.reading(reading)))
        return Goal.model_validate({**parts, "applied": applied})

    def in_year(self, year: int, reading: str | None = None) -> Goal:
        """The target as it stands at the end of ``year``."""
        return self.at(date(year, 12, 31), reading)


_CHANGEABLE = ("applies", "scope", "numerator", "denominator", "operator", "value")


def _given(variant: ByYear | Reading) -> dict[str, object]:
    """The parts a variant really states."""
    stated = {name: getattr(variant, name, None) for name in _CHANGEABLE}
    return {name: value for name, value in stated.items() if value is not None}
