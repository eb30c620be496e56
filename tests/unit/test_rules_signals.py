"""Signals of formalism: how many planted cheats they find, how many honest units they trouble."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.rules import likeness, signals
from phongtrao.rules.signals import BURST, COPIED, HEAPED, JUMPED, KINDS, REUSED
from tests.unit import cheats

#: Measured with seeds 1 to 6, worst: copied 83, heaped 86, jumped 80, reused 78, burst 100 %;
#: honest units troubled 0,12 % to 0,21 %. The floors lie a little below.
FLOORS = {COPIED: 80, HEAPED: 80, JUMPED: 75, REUSED: 75, BURST: 95}
FALSE_ALARMS_AT_MOST = Fraction(5, 1000)
SECONDS = 20
AT = datetime(2024, 11, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_300_planted_cheats_in_6000_units(seed, capsys):
    land = cheats.with_cheats(seed)
    started = time.process_time()
    found = signals.signals(land.spoken, land.photos, cheats.PERIOD, cheats.SHARES)
    took = time.process_time() - started
    named = {kind: {item.unit for item in found if item.kind == kind} for kind in KINDS}
    recall = {k: 100 * len(named[k] & land.cheats[k]) // cheats.EACH for k in KINDS}
    troubled = {kind: len(named[kind] & land.honest) for kind in KINDS}
    alarms = Fraction(len(set().union(*named.values()) & land.honest), len(land.honest))
    with capsys.disabled():
        rate = f"{float(alarms):.2%} of {len(land.honest)} honest units"
        print(f"\nseed {seed}: recall {recall}, false alarms {rate} {troubled}, {took:.1f} s")
    assert all(recall[kind] >= floor for kind, floor in FLOORS.items()), recall
    assert alarms <= FALSE_ALARMS_AT_MOST
    assert took < SECONDS


def spoken(unit, **changes):
    return replace(
        signals.Spoken(unit, "hamlet", 1, AT + timedelta(hours=unit), post=unit), **changes
    )


def test_nobody_is_named_in_a_land_without_numbers_and_texts():
    assert signals.signals([spoken(unit) for unit in range(40)], [], "2024") == []


LONG = (
    "Chi đoàn gác chốt mùa điều ở xóm mới trong ba tuần liền, bà con góp tiền lắp sáu bóng đèn "
    "quanh chợ và thay hai camera hỏng sau vụ mất trộm xe."
)


def test_the_later_of_two_like_texts_is_named_with_the_earlier():
    like = LONG.replace("sáu", "tám").replace("ba tuần", "4 tuần")
    found = signals.copied([spoken(7, texts={"r": LONG}), spoken(9, texts={"r": like})])
    assert [(s.unit, s.against) for s in found] == [(9, (7,))]
    assert found[0].facts["percent"] >= likeness.ALIKE_OTHERS


def test_a_set_phrase_of_many_units_is_no_copy():
    units = [spoken(unit, texts={"r": LONG}) for unit in range(8)]
    assert signals.copied(units) == []


def test_last_years_text_again_is_named_without_another_unit():
    found = signals.copied([spoken(3, texts={"r": LONG}, texts_before={"r": LONG})])
    assert [(s.unit, s.against, s.facts["last_year"]) for s in found] == [(3, (), 1)]


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 9))
def test_tail_is_a_probability_that_falls(hits, more, tenth):
    tries, chance = hits + more, Fraction(tenth, 10)
    assert 0 <= signals.tail(hits, tries, chance) <= 1
    assert signals.tail(0, tries, chance) == 1
    assert signals.tail(hits + 1, tries, chance) <= signals.tail(hits, tries, chance)


def test_heap_needs_more_than_the_province_does_anyway():
    def land(usual):
        return [
            spoken(
                unit,
                area=unit % 10,
                numbers={"whole": 100, "part": 100 if unit % 10 == 0 or unit % usual == 0 else 83},
            )
            for unit in range(300)
        ]

    shares = [signals.Share("part", "whole")]
    assert {s.unit % 10 for s in signals.heaped(land(7), shares)} == {0}
    assert (
        signals.heaped([replace(u, area=unit % 10) for unit, u in enumerate(land(1))], shares) == []
    )


def test_a_jump_is_measured_against_peers():
    calm = [spoken(u, numbers={"n": 100 + u}, numbers_before={"n": 100}) for u in range(40)]
    wild = [
        spoken(u, numbers={"n": 100 * (1 + u % 5)}, numbers_before={"n": 100}) for u in range(40)
    ]
    leap = spoken(99, numbers={"n": 400}, numbers_before={"n": 100})
    assert [s.unit for s in signals.jumped([*calm, leap])] == [99]
    assert signals.jumped([*wild, leap]) == []
    assert signals.jumped([leap]) == []


def photo(unit, digest="same", period="2024", hours=0):
    return signals.Photo(digest, unit, period, AT + timedelta(hours=hours))


def test_a_photo_is_named_where_it_comes_back():
    found = signals.reused([photo(1), photo(2, hours=2), photo(3, "own")], "2024")
    assert [(s.unit, s.against) for s in found] == [(2, (1,))]
    again = signals.reused([photo(1, period="2023", hours=-9000), photo(1)], "2024")
    assert [(s.unit, s.against, s.facts["first_period"]) for s in again] == [(1, (), "2023")]
    assert signals.reused([photo(unit, hours=unit) for unit in range(12)], "2024") == []
    assert signals.reused([photo(1), photo(1)], "2024") == []


def test_burst_is_one_desk_within_ten_minutes():
    def desk(seconds, count=6, **changes):
        return [
            spoken(unit, at=AT + timedelta(seconds=unit * seconds), **{"post": 5, **changes})
            for unit in range(count)
        ]

    assert {s.unit for s in signals.bursts(desk(60))} == set(range(6))
    assert signals.bursts(desk(60))[0].facts == {"units": 6, "minutes": 5, "post": 5}
    assert signals.bursts(desk(121)) == []
    assert signals.bursts(desk(60, count=5)) == []
    assert signals.bursts(desk(1, typed=False)) == []


def test_an_answer_stays_with_what_it_answered():
    first = signals.Signal(JUMPED, 1, "n", AT, (), {"now": 9, "before": 1, "times": 5, "usual": 3})
    moved = replace(first, facts={**first.facts, "usual": 4}, since=AT + timedelta(days=1))
    other = replace(first, facts={**first.facts, "now": 10})
    assert first.key == moved.key != other.key
