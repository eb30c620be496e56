"""Reports as a verifier sees them: who, when, which warnings and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from phongtrao.core.kinds import GROUP_LABELS, GROUP_LABELS_EN
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries
from phongtrao.web.entry.form_fields import words_of
from phongtrao.web.entry.recorded import differing_many
from phongtrao.web.entry.wording import in_english, label_of

KIND, PERIOD, WARNING, PAGE = "loai", "ky", "canh-bao", "trang"
WITH, WITHOUT = "co", "khong"


@dataclass(frozen=True)
class Case:
    """One report in a queue."""

    submission: Any
    unit: Any
    period: Period
    version: Any
    warnings: tuple[str, ...]

    @property
    def id(self) -> int:
        """Key of the submission."""
        return int(self.submission.pk)

    @property
    def kind_label(self) -> str:
        """Kind of unit in words."""
        return group_label(self.unit.group)


def group_label(group: str) -> str:
    """Label of a group of units in the language of the page."""
    return (GROUP_LABELS_EN if in_english() else GROUP_LABELS)[group]


def cases_of(submissions: Iterable[Any]) -> list[Case]:
    """Cases of the submissions, in their order, with units as they are today."""
    listed = list(submissions)
    units = orgs.states_of([submission.unit_id for submission in listed])
    versions = queries.current_versions(listed)
    warnings = queries.warnings_of_many(listed)
    for key, more in differing_many(listed, versions).items():
        warnings[key] = [*warnings[key], *more]
    return [
        Case(
            submission=submission,
            unit=units[submission.unit_id],
            period=Period.parse(submission.round.period),
            version=versions[submission.pk],
            warnings=tuple(words_of(finding) for finding in warnings[submission.pk]),
        )
        for submission in listed
    ]


@dataclass(frozen=True)
class Filters:
    """Filters of a queue, all in the address."""

    kind: str = ""
    period: str = ""
    warning: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Filters:
        """Read from the address, or from the hidden fields of a bulk form."""
        return cls._read(request.POST if request.method == "POST" else request.GET)

    @classmethod
    def in_address(cls, request: HttpRequest) -> Filters:
        """Read from the address alone: what is posted there decides about one report."""
        return cls._read(request.GET)

    @classmethod
    def _read(cls, source: Any) -> Filters:
        return cls(source.get(KIND, ""), source.get(PERIOD, ""), source.get(WARNING, ""))

    @property
    def any(self) -> bool:
        """Whether something is filtered."""
        return bool(self.kind or self.period or self.warning)

    @property
    def query(self) -> str:
        """The end of an address that narrows to the same ("" when nothing is filtered)."""
        kept = {KIND: self.kind, PERIOD: self.period, WARNING: self.warning}
        written = urlencode({key: value for key, value in kept.items() if value})
        return f"?{written}" if written else ""

    def fits(self, case: Case) -> bool:
        """Whether a case passes."""
        if self.kind and case.unit.group != self.kind:
            return False
        if self.period and case.period.url != self.period:
            return False
        if self.warning == WITH:
            return bool(case.warnings)
        return not (self.warning == WITHOUT and case.warnings)


@dataclass(frozen=True)
class Choice:
    """One entry of a filter."""

    value: str
    label: str


def kinds_in(cases: Sequence[Case]) -> list[Choice]:
    """Kinds of unit that occur, in the order of the closed list."""
    present = {case.unit.group for case in cases}
    return [Choice(group, group_label(group)) for group in GROUP_LABELS if group in present]


def periods_in(cases: Sequence[Case]) -> list[Choice]:
    """Periods that occur, newest first."""
    present = sorted({case.period for case in cases}, reverse=True)
    return [
        Choice(period.url, period.label_en if in_english() else period.label) for period in present
    ]


def form_title(submission: Any) -> str:
    """Title of the form of a submission."""
    return label_of(programmes.form_of(submission.round))
