"""The models of made-up units: one life, told by the report and by the register."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.demo import calibration as cal
from phongtrao.demo.model_lives import GOOD, counted, lives_of

GROUPS = sorted(cal.MODELS)
ALLOWED = {
    ("new", "kept"), ("kept", "weak"), ("kept", "strengthened"), ("strengthened", "kept"),
    ("weak", "strengthened"), ("weak", "dissolved"),
}  # fmt: skip


@given(st.text(max_size=12), st.sampled_from(GROUPS))
def test_a_year_begins_with_what_the_year_before_left(root: str, group: str) -> None:
    lives = lives_of(root, group)
    before = None
    for year in cal.YEARS:
        now = counted(lives, date(year, 1, 1), date(year, 12, 31))
        if before is not None:
            left = before.new + before.kept + before.weak
            assert now.kept + now.weak + now.dissolved == left
        assert now.replicated <= now.new and now.strengthened <= now.kept
        before = now


@given(st.text(max_size=12), st.sampled_from(GROUPS))
def test_moves_are_those_of_the_register_in_order(root: str, group: str) -> None:
    for life in lives_of(root, group):
        days = [life.founded, *(day for _, day, _ in life.moves)]
        states = ["new", *(state for state, _, _ in life.moves)]
        assert days == sorted(days) and days[-1] <= date(2026, 11, 10)
        assert set(pairwise(states)) <= ALLOWED


@pytest.mark.parametrize("group", GROUPS)
def test_the_share_with_a_good_model_is_the_published_one(group: str) -> None:
    roots = [f"seed/{number}" for number in range(1_500)]
    for year in cal.YEARS:
        day = date(year, 12, 31)
        having = sum(
            any(life.on(day)[0] in GOOD for life in lives_of(root, group)) for root in roots
        )
        assert abs(having / len(roots) - cal.share(cal.MODELS[group], year)) < 0.035
