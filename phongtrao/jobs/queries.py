"""Nouns of the jobs room: hands with their last run, runs, obligations, punctuality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from phongtrao.jobs.escalating import verifies
from phongtrao.jobs.hands import BOTH, HANDS, Hand
from phongtrao.jobs.models import Extension, Run
from phongtrao.jobs.obligations import Obligation, obligations_of
from phongtrao.jobs.punctuality import Punctuality, Sent, by_commune, by_group, counted, sent_of
from phongtrao.jobs.reminding import (
    OFFICE,
    Due,
    line_of,
    open_rounds,
    posts_of_units,
    silent,
    title_of,
)

__all__ = [
    "BOTH",
    "HANDS",
    "OFFICE",
    "Due",
    "Extension",
    "Hand",
    "HandState",
    "Obligation",
    "Punctuality",
    "Run",
    "Sent",
    "by_commune",
    "by_group",
    "counted",
    "hands",
    "line_of",
    "obligations_of",
    "open_rounds",
    "posts_of_units",
    "runs",
    "sent_of",
    "silent",
    "title_of",
    "verifies",
]
#: A hand that has not finished for so long has stopped: the page says so.
SILENT = timedelta(days=1, hours=2)


@dataclass(frozen=True)
class HandState:
    """A hand, its newest run (None: never), and whether it is silent for too long."""

    hand: Hand
    last: Run | None
    stopped: bool


def hands(now: datetime) -> list[HandState]:
    """All hands with how they stand."""
    found = []
    for hand in HANDS:
        mine = Run.objects.filter(job=hand.name)
        last = mine.first()
        done = mine.filter(state=Run.State.DONE).first()
        limit = timedelta(minutes=max(15, hand.minutes * 3)) if hand.minutes else SILENT
        stopped = done is None or now - (done.ended or done.started) > limit
        found.append(HandState(hand, last, stopped))
    return found


def runs(job: str = "", state: str = "", since: date | None = None) -> QuerySet[Run]:
    """Runs, newest first."""
    found = Run.objects.all()
    found = found.filter(job=job) if job else found
    found = found.filter(state=state) if state else found
    return found.filter(started__date__gte=since) if since else found
