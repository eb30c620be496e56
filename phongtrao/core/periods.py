"""Reporting periods: a calendar year, or the first half of one (clause VI of the plan)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Self

_PATTERN = re.compile(r"^(?P<year>\d{4})(?:-(?P<part>h1|nam|6t))?$")


@total_ordering
@dataclass(frozen=True)
class Period:
    """One reporting period; `half` is None for a year and 1 for its first six months.

    The half of a year sorts before the year itself, because it ends first.
    """

    year: int
    half: int | None = None

    def __post_init__(self) -> None:
        if not 1900 <= self.year <= 2999 or self.half not in (None, 1):
            raise ValueError(f"No such period: year={self.year} half={self.half}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period written as `2024`, `2024-nam`, `2024-H1` or `2024-6t`.

        Raises ValueError with a Vietnamese sentence (English after it) for anything else.
        """
        match = _PATTERN.match(text.strip().casefold())
        if match is None:
            raise ValueError(
                f"Kỳ “{text}” không hợp lệ. Viết 2024 cho cả năm, 2024-H1 cho 6 tháng đầu năm."
                f" / Unknown period “{text}”. Write 2024 for a year, 2024-H1 for its first half."
            )
        return cls(int(match["year"]), 1 if match["part"] in ("h1", "6t") else None)

    @property
    def code(self) -> str:
        """Return the stored form: `2024` or `2024-H1`."""
        return f"{self.year}-H{self.half}" if self.half else str(self.year)

    @property
    def url(self) -> str:
        """Return the form used in addresses: `2024-nam` or `2024-6t`."""
        return f"{self.year}-6t" if self.half else f"{self.year}-nam"

    @property
    def kind(self) -> str:
        """Return `year` or `half`, as forms and targets name their period."""
        return "half" if self.half else "year"

    @property
    def label(self) -> str:
        """Return the Vietnamese name."""
        return f"6 tháng đầu năm {self.year}" if self.half else f"Năm {self.year}"

    @property
    def label_en(self) -> str:
        """Return the English name."""
        return f"First half of {self.year}" if self.half else f"Year {self.year}"

    @property
    def start(self) -> date:
        """Return the first day."""
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        """Return the last day (inclusive)."""
        return date(self.year, 6, 30) if self.half else date(self.year, 12, 31)

    def previous(self) -> "Period":
        """Return the same period one year earlier."""
        return Period(self.year - 1, self.half)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.end, self.half or 0) < (other.end, other.half or 0)

    def __str__(self) -> str:
        return self.code
