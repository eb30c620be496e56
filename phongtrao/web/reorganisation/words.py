"""Words and small readings of the wizard: kinds, steps, states, days typed by people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phongtrao.core.dates import DateProblem, parse_date
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.kinds import KINDS
from phongtrao.reorganisations import queries
from phongtrao.reorganisations.models import Reform
from phongtrao.web.figures.present import said

FIXED = "reorganisation.fixed"
STEPS: tuple[str | Promise, ...] = (
    gettext_lazy("Kind and document"),
    gettext_lazy("Units"),
    gettext_lazy("Units below"),
    gettext_lazy("People"),
    gettext_lazy("Checks"),
    gettext_lazy("Carry out"),
)
LAST = len(STEPS)
KIND_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "merge": (
        gettext_lazy("Merge"),
        gettext_lazy("two or more units become one; everything below them comes along"),
    ),
    "split": (
        gettext_lazy("Split"),
        gettext_lazy("one unit becomes several; each unit below is given its place"),
    ),
    "rename": (
        gettext_lazy("Rename"),
        gettext_lazy("another name, code or kind; everything else stays"),
    ),
    "move": (
        gettext_lazy("Move"),
        gettext_lazy("the unit comes under another one, with everything below it"),
    ),
    "close": (
        gettext_lazy("Close"),
        gettext_lazy("the unit ends; what was below it comes under its parent"),
    ),
}
STATE_WORDS: dict[str, str | Promise] = {
    "draft": gettext_lazy("still a draft"),
    "done": gettext_lazy("carried out"),
    "dropped": gettext_lazy("put aside"),
}


@dataclass(frozen=True)
class Mark:
    """One step in the row of steps: `tone` is `done`, `wrong` or ''."""

    number: int
    label: str | Promise
    url: str
    current: bool
    tone: str


def marks(code: str, current: int, problems: Iterable[Finding], begun: bool) -> list[Mark]:
    """Return the row of steps; a step with a blocking finding says so."""
    wrong = {int(finding.place) for finding in problems if finding.is_error}
    wrong = {5} | wrong if wrong and begun and current == 5 else wrong
    found = []
    for number, label in enumerate(STEPS, start=1):
        url = reverse("reorganisation:step", args=[code, number])
        passed = number < current or number == current == 5
        tone = "wrong" if passed and begun and number in wrong else ""
        tone = tone or ("done" if number < current else "")
        found.append(Mark(number, label, url, number == current, tone))
    return found


def kind_label(code: str) -> str:
    """Return a kind of unit in the language of the page."""
    kind = KINDS[code]
    return said(kind.label, kind.label_en)


def problem_lines(problems: Iterable[Finding], reform: Reform) -> list[dict[str, Any]]:
    """Return findings as lines with a link to the step where they are put right."""
    code, fixed = reform.code, queries.fixed_by(reform)
    return [
        {
            "words": said(finding.message, finding.message_en),
            "hint": said(finding.hint, " ").strip(),
            "blocks": finding.is_error,
            "url": reverse("reorganisation:step", args=[code, int(finding.place)]),
            "step": finding.place,
            "why": _why_link(fixed) if fixed and finding.code == FIXED else None,
        }
        for finding in problems
    ]


def fixed_line(reform: Reform) -> dict[str, Any] | None:
    """Return why the day of effect cannot be, None when it can: the line beside its field."""
    return next(iter(problem_lines(queries.day_problems(reform), reform)), None)


def _why_link(fixed: queries.Fixed) -> tuple[str, str]:
    """Return (words, address) of what fixes the period: the frozen report or the closed round."""
    if fixed.report:
        return _("View that report"), reverse("figures:report", args=[fixed.report])
    return _("View that round"), reverse("figures:round", args=[fixed.form, fixed.period.url])


def typed_day(text: str) -> date | None:
    """Return a day typed by a person, None when empty; Refusal 422 when it cannot be read."""
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except DateProblem as problem:
        raise Refusal(
            "reorganisation.day_typed", problem.message, problem.message_en, status=422
        ) from problem


def title_words(number: int) -> str:
    """Return which step of how many this is."""
    return _("Step %(number)s of %(all)s: %(label)s") % {
        "number": number,
        "all": LAST,
        "label": STEPS[number - 1],
    }
