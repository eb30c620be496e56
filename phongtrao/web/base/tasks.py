"""The dates of the plan, as the homes show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from phongtrao.accounts import queries as accounts
from phongtrao.programmes import queries as programmes


@dataclass(frozen=True)
class Moment:
    """A date of the plan's calendar; a deadline means strictly before its day."""

    title: str
    day: dt.date
    is_deadline: bool
    past: bool


def moments(first: dt.date, last: dt.date, english: bool = False) -> list[Moment]:
    """Dated entries of the plan's calendar between two days, both included, by day."""
    found = []
    for year in range(first.year, last.year + 1):
        for entry in programmes.package().calendar:
            day = entry.named_day(year)
            if day is not None and first <= day <= last:
                title = entry.title_en if english and entry.title_en else entry.title
                past = day <= accounts.today()
                found.append(Moment(title, day, bool(entry.before), past))
    return sorted(found, key=lambda moment: moment.day)


def ruler(english: bool = False) -> list[Moment]:
    """The last moment that passed and the next three: the line of dates on an office's home."""
    today = accounts.today()
    around = moments(today - dt.timedelta(days=120), today + dt.timedelta(days=366), english)
    past = [moment for moment in around if moment.past]
    return past[-1:] + [moment for moment in around if not moment.past][:3]


def next_moment(english: bool = False) -> Moment | None:
    """The first moment after today within a year."""
    today = accounts.today()
    coming = moments(today + dt.timedelta(days=1), today + dt.timedelta(days=366), english)
    return coming[0] if coming else None
