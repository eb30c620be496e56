"""Stored answers of a form: a value, or the reason there is none.

Zero, none, not applicable, not available and not yet answered are five different things:
`0`, `{"why": "none"}`, `{"why": "na"}`, `{"why": "unavailable"}` and an absent key.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Stored: TypeAlias = int | str | list[str] | dict[str, str]
Payload: TypeAlias = Mapping[str, Any]

WHY: tuple[str, ...] = ("none", "na", "unavailable")
WHY_LABELS: dict[str, str] = {
    "none": "không có",
    "na": "không áp dụng",
    "unavailable": "chưa có số liệu",
}
WHY_LABELS_EN: dict[str, str] = {
    "none": "none",
    "na": "not applicable",
    "unavailable": "not available",
}


def absent(why: str) -> dict[str, str]:
    """Return the stored form of a reason; KeyError for an unknown one."""
    WHY_LABELS[why]
    return {"why": why}


def why_of(stored: object) -> str | None:
    """Return the reason an answer carries instead of a value, or None."""
    if isinstance(stored, Mapping):
        reason = stored.get("why")
        return reason if reason in WHY else None
    return None


def is_answered(payload: Payload, field: str) -> bool:
    """Return whether the field has a value or a stated reason."""
    stored = payload.get(field)
    return stored is not None and stored != "" and stored != []


def integer_of(stored: object) -> int | None:
    """Return the number that counts in sums: the integer, 0 for `none`, else None."""
    if why_of(stored) == "none":
        return 0
    return stored if isinstance(stored, int) and not isinstance(stored, bool) else None


def text_of(stored: object) -> str | None:
    """Return the text of a projection column: text, code or date; choices joined by commas."""
    if isinstance(stored, str):
        return stored
    if isinstance(stored, list):
        return ",".join(stored)
    return None
