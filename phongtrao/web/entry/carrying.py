"""Answers a new report starts with: what the newest earlier report says of stable questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from phongtrao.core.answers import is_answered, why_of
from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Field, Form
from phongtrao.web.base.titles import report_title


class Report(Protocol):
    """A report of an earlier period: its form, its period and what it says."""

    @property
    def form(self) -> Form:
        """The form it answers."""

    @property
    def period(self) -> Period:
        """The period it is about."""

    @property
    def payload(self) -> Any:
        """Its answers."""


@dataclass(frozen=True)
class Carried:
    """One answer and the report it was taken from; same_form: it answers the very same form."""

    answer: Any
    report: Report
    same_form: bool

    @property
    def source(self) -> str:
        """The report as it is named inside a sentence: "báo cáo 6 tháng đầu năm 2024"."""
        title = report_title(self.report.form, self.report.period)
        return title[:1].lower() + title[1:]


def carry_over(
    form: Form, group: str, subkind: str, earlier: Sequence[Report]
) -> dict[str, Carried]:
    """Field → the answer of the newest report that gives one, for fields marked `carry` only.

    earlier: reports of the unit, newest first. Another form counts where it asks the same unit
    the same question: the same id and type among what it asks this group.
    """
    stable = {f.id: f for f in form.fields_for(group, subkind) if f.carry}
    found: dict[str, Carried] = {}
    for report in earlier:
        if len(found) == len(stable):
            break
        asked = {f.id: f for f in report.form.fields_for(group, subkind) if f.id in stable}
        for name, field in asked.items():
            if name not in found and _says(report, field, stable[name]):
                found[name] = Carried(report.payload[name], report, report.form.id == form.id)
    return found


def _says(report: Report, theirs: Field, ours: Field) -> bool:
    """Whether the report gives an answer; “not available yet” was true of its own day only."""
    known = is_answered(report.payload, ours.id)
    return theirs.type == ours.type and known and why_of(report.payload[ours.id]) != "unavailable"
