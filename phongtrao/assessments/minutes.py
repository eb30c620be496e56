"""The minutes of a review meeting: what is wrong in them, field by field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from phongtrao.core.findings import Finding
from phongtrao.plan.criteria import CriteriaSet

COUNTS = ("invited", "present", "agreed")
MINUTES = ("held_on", "chair", *COUNTS)
LABELS = {
    "invited": ("Số được mời", "Invited"),
    "present": ("Số có mặt", "Present"),
    "agreed": ("Số nhất trí", "Agreed"),
}


def wrong_in(law: CriteriaSet, minutes: Mapping[str, Any], year: int) -> list[Finding]:
    """Errors of the minutes, each with its field (one of MINUTES) as its place."""
    found = _day(minutes.get("held_on"), year)
    if minutes.get("chair") not in {chair.id for chair in law.meeting.chairs}:
        found.append(
            _wrong(
                "chair", "Chọn chức danh chủ trì.", "Choose the office that chaired the meeting."
            )
        )
    return found + _counts(minutes)


def _day(text: Any, year: int) -> list[Finding]:
    try:
        held = date.fromisoformat(str(text or ""))
    except ValueError:
        words = "Ngày họp: ghi ngày/tháng/năm."
        return [_wrong("held_on", words, "Day of the meeting: enter day/month/year.")]
    if date(year, 1, 1) <= held <= timezone.localdate():
        return []
    words = f"Ngày họp phải từ 1/1/{year} và không sau hôm nay."
    english = f"The day of the meeting must not be before 1/1/{year} or after today."
    return [_wrong("held_on", words, english)]


def _counts(minutes: Mapping[str, Any]) -> list[Finding]:
    found = []
    known: dict[str, int] = {}
    for name in COUNTS:
        number = minutes.get(name)
        vi, en = LABELS[name]
        if isinstance(number, int) and number >= 0:
            known[name] = number
        else:
            found.append(_wrong(name, f"{vi}: ghi một số nguyên.", f"{en}: enter a whole number."))
    if known.get("present") == 0:
        found.append(_wrong("present", "Số có mặt phải lớn hơn 0.", "Present: more than 0."))
    for name, above in (("present", "invited"), ("agreed", "present")):
        if name in known and above in known and known[name] > known[above]:
            (vi, en), (most, most_en) = LABELS[name], LABELS[above]
            words = f"{vi} ({known[name]}) lớn hơn {most.lower()} ({known[above]})."
            english = f"{en} ({known[name]}) is more than {most_en.lower()} ({known[above]})."
            found.append(_wrong(name, words, english))
    return found


def _wrong(place: str, message: str, message_en: str) -> Finding:
    return Finding("minutes.invalid", place, message, message_en=message_en)
