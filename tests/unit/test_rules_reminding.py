"""Steps of reminding as a table, and no step is ever lost or doubled."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.plan.messages import Reminding
from phongtrao.rules.reminding import days_left, escalates, step_of

DEADLINE = date(2026, 11, 15)  # trước ngày 15/11: the last day on time is 14/11
STEPS = Reminding()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "kind", "days"),
    [
        (date(2026, 11, 6), None, 0),
        (date(2026, 11, 7), "before", 7),
        (date(2026, 11, 8), None, 0),
        (date(2026, 11, 13), "before", 1),
        (date(2026, 11, 14), None, 0),
        (date(2026, 11, 15), "late", 1),
        (date(2026, 11, 16), None, 0),
        (date(2026, 11, 18), "late", 4),
        (date(2026, 11, 22), "late", 8),
        (date(2026, 11, 29), "late", 15),
        (date(2026, 12, 29), None, 0),
    ],
)
def test_the_steps_of_a_deadline(today, kind, days):
    step = step_of(DEADLINE, since=today - DAY, today=today, steps=STEPS)
    assert (step.kind, step.days) == (kind, days) if kind else step is None


def test_a_server_that_was_off_catches_up_with_the_days_of_today():
    step = step_of(DEADLINE, since=date(2026, 11, 6), today=date(2026, 11, 10), steps=STEPS)
    assert (step.kind, step.days, step.why) == ("before", 4, "before 7")
    late = step_of(DEADLINE, since=date(2026, 11, 12), today=date(2026, 11, 17), steps=STEPS)
    assert (late.kind, late.days) == ("late", 3)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=25))
def test_however_often_the_hand_runs_no_step_is_lost(gaps):
    """Every step day falls into exactly one interval between two runs."""
    start = DEADLINE - 20 * DAY
    runs = [start]
    for gap in gaps:
        runs.append(runs[-1] + gap * DAY)
    marks = {DEADLINE - (n + 1) * DAY for n in STEPS.before} | {
        DEADLINE + (n - 1) * DAY for n in STEPS.late
    }
    for since, today in itertools.pairwise(runs):
        holds = any(since < mark <= today for mark in marks)
        assert (step_of(DEADLINE, since=since, today=today, steps=STEPS) is not None) == holds


@given(st.integers(-40, 40), st.integers(1, 20))
def test_the_level_above_is_told_once(offset, after):
    days = [DEADLINE + (offset + n) * DAY for n in range(60)]
    told = [
        today
        for since, today in itertools.pairwise(days)
        if escalates(DEADLINE, since=since, today=today, after=after)
    ]
    assert len(told) <= 1
    assert all(-days_left(DEADLINE, day) == after for day in told)
