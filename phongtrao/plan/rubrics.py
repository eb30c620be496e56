"""Grammar of a 100-point rubric: published points as fact, everything else a labelled sample."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pydantic import Field as declared

from phongtrao.core.dates import holds_on
from phongtrao.plan.criteria import Authority, Unknown
from phongtrao.plan.forms import Audience, day_in
from phongtrao.plan.targets import Number, Strict

GradeCode = Literal["excellent", "good", "average", "weak"]
FULL = 100


class RubricItem(Strict):
    """One line of the rubric. ``published``: points stand in a source; else they are a sample."""

    id: str
    label: str
    label_en: str = ""
    points: Number
    published: bool = False
    source: str = ""
    hint: str = ""


class CutOff(Strict):
    """A grade and the least score that reaches it."""

    grade: GradeCode
    least: Number


class Cap(Strict):
    """The best grade a unit without the title may have; always a sample until confirmed."""

    without_title: GradeCode
    label: str
    label_en: str = ""


class RubricExample(Strict):
    """Scores by item (all others full) with the sum and the grade under the sample cut-offs."""

    note: str = ""
    scores: dict[str, Number] = declared(default_factory=dict)
    recognised: bool = True
    total: Number
    grade: GradeCode


class Rubric(Strict):
    """The rubric of one kind of unit. Its cut-offs are a sample: no source at hand states them."""

    id: str
    about: Literal["grade"]
    group: Audience
    title: str
    title_en: str = ""
    legal: tuple[str, ...]
    valid_from: str
    valid_to: str = ""
    decided_before: str
    authorities: tuple[Authority, ...]
    sample_label: str
    sample_label_en: str = ""
    unknown: tuple[Unknown, ...] = ()
    items: tuple[RubricItem, ...]
    cutoffs: tuple[CutOff, ...]
    cap: Cap | None = None
    examples: tuple[RubricExample, ...] = ()

    def decision_day(self, year: int) -> date:
        """The named day of the grading: on time means before it begins."""
        return day_in(self.decided_before, year)

    def governs(self, year: int) -> bool:
        """Whether the rubric holds on the last day on which ``year`` may be graded on time."""
        last = self.decision_day(year) - timedelta(days=1)
        return holds_on(last, self.valid_from, self.valid_to)
