"""When a unit is reminded and when the level above is told; time is an argument.

A day without the hand (server off) loses nothing: every step between the last day it ran and
today counts, and the newest one speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from phongtrao.plan.messages import Reminding

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """A reminder that is due: `before` the last day on time or `late`; days left or days late."""

    kind: str
    days: int
    why: str


def days_left(deadline: date, today: date) -> int:
    """Whole days until the last day on time, 0 on that day, negative when late."""
    return (deadline - today).days - 1


def step_of(deadline: date, *, since: date, today: date, steps: Reminding) -> Step | None:
    """The newest step after `since` up to `today` for a duty due before `deadline`, or None.

    The step speaks with today's numbers: a reminder sent a day late says the days of today.
    """
    day = today
    while day > since:
        left = days_left(deadline, day)
        kind = "before" if left in steps.before else "late" if -left in steps.late else ""
        if kind:
            now = days_left(deadline, today)
            said = "late" if now < 0 else "before"
            return Step(said, abs(now), f"{kind} {abs(left)}")
        day -= DAY
    return None


def deadlines_to_ask(
    deadlines: Sequence[date], *, since: date, today: date, steps: Reminding
) -> dict[date, Step]:
    """Those of the deadlines that have a step now, with their steps."""
    found = {}
    for deadline in set(deadlines):
        step = step_of(deadline, since=since, today=today, steps=steps)
        if step:
            found[deadline] = step
    return found


def escalates(deadline: date, *, since: date, today: date, after: int) -> bool:
    """Whether the lateness passes `after` days between `since` (not included) and `today`."""
    then, now = -days_left(deadline, since), -days_left(deadline, today)
    return then < after <= now
