"""Dates as Vietnamese offices write them, and deadlines "trước ngày …" (before the day)."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_SHORT = re.compile(r"^(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{2}|\d{4}))?$")
_LONG = re.compile(r"^(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?$")
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class DateProblem(ValueError):
    """The text is not a date; `message` is Vietnamese."""

    def __init__(self, text: str) -> None:
        self.message = f"Ngày “{text}” không hợp lệ. Viết ngày/tháng/năm, ví dụ 05/08/2026."
        self.message_en = f"“{text}” is not a date. Write day/month/year, for example 05/08/2026."
        super().__init__(f"{self.message} / {self.message_en}")


def parse_date(text: str, year: int | None = None) -> date:
    """Return the date in `text`: day first (`5/8/2026`, `5.8.26`, `5-8-2026`) or ISO.

    `year` completes a date without one (`15/11`). Raises DateProblem.
    """
    plain = " ".join(text.strip().casefold().split())
    iso = _ISO.match(plain)
    if iso:
        numbers = (int(iso[1]), int(iso[2]), int(iso[3]))
    else:
        match = _SHORT.match(plain) or _LONG.match(plain)
        if match is None or (match[3] is None and year is None):
            raise DateProblem(text)
        full_year = int(match[3]) if match[3] else year or 0
        numbers = (full_year + 2000 if full_year < 100 else full_year, int(match[2]), int(match[1]))
    try:
        return date(*numbers)
    except ValueError:
        raise DateProblem(text) from None


def format_date(day: date) -> str:
    """Return dd/mm/yyyy; a datetime is first brought to Vietnam's clock."""
    return _local(day).strftime("%d/%m/%Y")


def in_words(day: date) -> str:
    """Return the date with its weekday: `Thứ Tư, 05/08/2026`."""
    return f"{_WEEKDAYS[_local(day).weekday()]}, {format_date(day)}"


def _local(day: date) -> date:
    """Return the Vietnamese calendar day of a date or an aware datetime."""
    if isinstance(day, datetime):
        return day.astimezone(TZ).date() if day.tzinfo else day.date()
    return day


def holds_on(day: date, first: str, beyond: str) -> bool:
    """Return whether a day lies between two ISO days, the second ('' for no end) left out."""
    return date.fromisoformat(first) <= day < (date.fromisoformat(beyond) if beyond else date.max)


def local_day(at: datetime) -> date:
    """Return the calendar day in Vietnam of an aware instant."""
    return at.astimezone(TZ).date()


def before(day: date) -> datetime:
    """Return the instant a deadline "trước ngày `day`" ends: 00:00 of that day at +07.

    Before 15/11 means until 14/11 24:00; what arrives at this very instant is late.
    """
    return datetime.combine(day, time.min, tzinfo=TZ)


def is_late(at: datetime, day: date) -> bool:
    """Return whether the aware instant `at` misses the deadline "trước ngày `day`"."""
    if at.tzinfo is None:
        raise ValueError("is_late needs an aware datetime")
    return at >= before(day)
