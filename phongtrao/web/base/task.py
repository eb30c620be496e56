"""One thing to do, as the home, the full list and the style page draw it (ux.md 2.3 rows 1, 3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from phongtrao.accounts.queries import today

WEEK = dt.timedelta(days=7)
GROUPS = ("late", "week", "later")


@dataclass(frozen=True)
class Task:
    """One thing to do: what, by when, in which state, and the button that does it.

    `deadline` is the day that counts, `planned` the plan's own where it was extended, `before` the
    word in front of the day. `aside` is said where there is no day. `leads`: others wait for it,
    so a home names it first; `waiting`: for how many days the first of them has waited, if known.
    """

    title: str
    url: str
    action: str
    deadline: dt.date | None = None
    state: str = ""
    notes: tuple[str, ...] = ()
    planned: dt.date | None = None
    sent_in_time: str = ""
    before: str = ""
    aside: str = ""
    leads: bool = False
    waiting: int | None = None

    @property
    def overdue(self) -> bool:
        """Whether somebody has waited longer than a week."""
        return dt.timedelta(days=self.waiting or 0) > WEEK

    @property
    def group(self) -> str:
        """late, week or later, by the days left; without a day: week, once that is over late."""
        if self.overdue:
            return "late"
        if self.sent_in_time or self.deadline is None:
            return "week"
        if self.deadline <= today():
            return "late"
        if self.state == "returned":
            return "week"
        return "week" if self.deadline <= today() + WEEK else "later"

    @property
    def place(self) -> tuple[int, bool, bool, dt.date]:
        """Sorts: late first; within a group what came back, then what is handed in, then by day."""
        since = today() - dt.timedelta(days=self.waiting) if self.waiting else dt.date.max
        day = self.deadline or since
        return GROUPS.index(self.group), self.state != "returned", not self.state, day
