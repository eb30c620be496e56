"""Deadlines "trước ngày …": until the end of the day before, Vietnam's clock, to the second."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from phongtrao.core.dates import before, is_late, local_day
from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Form


@dataclass(frozen=True)
class Deadline:
    """The named day of a duty: on time means received before this day begins at +07."""

    day: date

    @property
    def words(self) -> str:
        """Both ways of saying it, so nobody reads "trước ngày" as "by"."""
        last = self.day - timedelta(days=1)
        return f"trước ngày {_short(self.day)} (hết ngày {_short(last)})"

    @property
    def words_en(self) -> str:
        """The same in English."""
        last = self.day - timedelta(days=1)
        return f"before {_short(self.day)} (until the end of {_short(last)})"

    @property
    def ends(self) -> datetime:
        """The instant from which everything is late."""
        return before(self.day)

    def days_left(self, at: datetime) -> int:
        """Whole days that remain, 0 on the last day on time, negative when late."""
        return (self.day - local_day(at)).days - 1

    def status(self, at: datetime, soon: int = 7) -> str:
        """Return `late`, `today` (last day), `soon` (within `soon` days) or `ahead`."""
        if is_late(at, self.day):
            return "late"
        left = self.days_left(at)
        if left == 0:
            return "today"
        return "soon" if left <= soon else "ahead"


def deadline_of(form: Form, group: str, subkind: str, period: Period) -> Deadline:
    """Return the deadline of one unit for one form; KeyError for a unit that owes nothing."""
    return Deadline(form.deadline(group, subkind, period))


def _short(day: date) -> str:
    return f"{day.day}/{day.month}"
