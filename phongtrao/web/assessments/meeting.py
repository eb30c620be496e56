"""The minutes of a review meeting as typed: read, and what to mend or look at twice in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from phongtrao.assessments.minutes import COUNTS, wrong_in
from phongtrao.core.answers import integer_of
from phongtrao.core.dates import DateProblem, parse_date
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.numbers import NumberProblem, format_number, parse_integer
from phongtrao.core.periods import Period
from phongtrao.submissions import queries as submissions
from phongtrao.web.assessments.desk import Desk

CHECKED, FEW = "m.checked", "minutes.few"


def typed_day(text: str) -> date | None:
    """A day as typed, None when it is none."""
    try:
        return parse_date(text)
    except DateProblem:
        return None


def read_minutes(typed: Mapping[str, str]) -> dict[str, Any]:
    """The minutes as typed; what cannot be read is left empty, and named by the room's check."""
    day = typed_day(typed.get("m.held_on", ""))
    minutes: dict[str, Any] = {
        "chair": typed.get("m.chair", ""),
        "held_on": day.isoformat() if day else "",
    }
    for name in COUNTS:
        try:
            minutes[name] = parse_integer(typed.get(f"m.{name}", ""))
        except NumberProblem:
            minutes[name] = None
    return minutes


def meeting_mistakes(
    desk: Desk, minutes: Mapping[str, Any], typed: Mapping[str, str]
) -> list[Finding]:
    """What to mend in the minutes; few invited is asked about until it is said to be checked."""
    found = wrong_in(desk.criteria, minutes, desk.year)
    if any(one.place == "invited" for one in found) or typed.get(CHECKED):
        return found
    homes, invited = _households(desk), minutes["invited"]
    if homes and 2 * invited < homes:
        told = (format_number(invited), format_number(homes))
        words = "Số được mời (%s) dưới một nửa số hộ đã báo cáo (%s). Sửa số, hoặc đánh dấu ô dưới."
        english = "Invited (%s) is below half of the households reported (%s). Mend it, or tick."
        found.append(Finding(FEW, "invited", words % told, message_en=english % told))
    return found


def _households(desk: Desk) -> int | None:
    """The households a residential area reported last, this year or the year before."""
    if desk.unit.group != "hamlet":
        return None
    for year in (desk.year, desk.year - 1):
        try:
            said = submissions.payload_of(
                submissions.submission_of(desk.unit_id, "annual", Period(year))
            )
        except Refusal:
            continue
        homes = integer_of(said.get("households"))
        if homes is not None:
            return homes
    return None
