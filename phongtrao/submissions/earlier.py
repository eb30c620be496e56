"""What a unit said in earlier periods, in any report of the plan: newest first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F

from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.submissions.models import Version


@dataclass(frozen=True)
class EarlierReport:
    """The newest version of a report of an earlier period; `text` is its payload as stored."""

    form: Form
    period: Period
    text: str

    @cached_property
    def payload(self) -> Mapping[str, Any]:
        """What the report says."""
        found: Mapping[str, Any] = json.loads(self.text)
        return found


def said_before(unit_id: int, period: Period) -> list[EarlierReport]:
    """Return the unit's reports of periods that end before `period` does, newest period first.

    One statement; the reports are those of the plan asked about.
    """
    forms = programmes.package().forms
    found = Version.objects.filter(
        submission__unit_id=unit_id,
        submission__round__programme=programmes.programme(),
        number=F("submission__current"),
    ).values_list("submission__round__form", "submission__round__period", "payload")
    reports = [
        EarlierReport(forms[form], Period.parse(code), text)
        for form, code, text in found
        if form in forms
    ]
    before = [report for report in reports if report.period < period]
    return sorted(before, key=lambda report: report.period, reverse=True)
