"""Claimed against found: Wilson's interval and what it does to a verdict."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.plan.definitions import Goal
from phongtrao.rules import discrepancy

AT_LEAST_85 = Goal(
    applies="grp = 'agency'",
    scope="plan_wide",
    numerator="count()",
    denominator="count()",
    operator="ge",
    value=85,
)
NEAR = Fraction(5)


@pytest.mark.parametrize(
    ("wrong", "checked", "low", "high"),
    [  # published values of the score interval, 95 %
        (0, 10, 0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 20, 0.1119, 0.4687),
        (10, 10, 0.7225, 1),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson(wrong, checked, low, high):
    rate = discrepancy.wilson(wrong, checked)
    assert float(rate.low) == pytest.approx(low, abs=5e-5)
    assert float(rate.high) == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_its_rate(pair):
    wrong, checked = pair
    rate = discrepancy.wilson(wrong, checked)
    assert 0 <= rate.low <= Fraction(wrong, checked) <= rate.high <= 1
    mirrored = discrepancy.wilson(checked - wrong, checked)
    assert abs(1 - mirrored.high - rate.low) <= Fraction(1, 500_000)


def test_nothing_checked_is_no_rate():
    rate = discrepancy.rate_of(["unchecked", "unchecked"])
    assert rate.value is None
    assert discrepancy.effect(AT_LEAST_85, NEAR, 9, 10, 9, rate) is None
    assert discrepancy.effect(AT_LEAST_85, NEAR, 9, 10, 9, discrepancy.wilson(3, 9)) is None
    with pytest.raises(ValueError):
        discrepancy.wilson(3, 2)


def test_rate_leaves_out_what_could_not_be_checked():
    rate = discrepancy.rate_of(["confirmed", "differs", "unchecked", "confirmed"])
    assert (rate.wrong, rate.checked) == (1, 3)


def test_effect_says_when_the_verdict_may_be_another():
    rate = discrepancy.wilson(1, 40)  # 2.5 %, interval 0.4 % – 12.9 %
    found = discrepancy.effect(AT_LEAST_85, NEAR, 873, 1000, 873, rate)
    assert found is not None
    assert found.claimed == Fraction(873, 1000)
    assert Fraction(75, 100) < found.low < found.high < found.claimed
    assert (found.verdict, found.best, found.worst) == ("exceeded", "exceeded", "missed")
    assert found.changes


def test_only_the_kinds_visited_are_lowered():
    rate = discrepancy.wilson(20, 20)
    found = discrepancy.effect(AT_LEAST_85, NEAR, 900, 1000, 100, rate)
    assert found is not None
    assert (found.low, found.high) == (Fraction(800, 1000), Fraction(817, 1000))


def test_a_clean_sample_keeps_the_claim_as_its_best():
    found = discrepancy.effect(AT_LEAST_85, NEAR, 990, 1000, 990, discrepancy.wilson(0, 400))
    assert found is not None
    assert found.high == found.claimed
    assert not found.changes
