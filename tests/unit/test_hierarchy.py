"""Units through time: sums are conserved and restating equals a recount, whatever happened."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.hierarchy import Ancestry, Succession, UnitState, common, resolve
from tests.unit.unit_history import START, STEPS, History, chain, recount

LEVELS = ("nation", "province", "district", "commune")


def days_of(history: History) -> list[date]:
    """Return the days on which something happened, and the days around them."""
    days = {state.valid_from for state in history.states}
    return sorted({day + timedelta(days=n) for day in days for n in (-1, 0, 1) if day > START})


def facts_of(history: History, numbers: list[int]) -> list[tuple[int, int]]:
    """Return (unit, amount): every unit below communes and every commune reported something."""
    units = [s.unit for s in history.states if s.group in ("hamlet", "commune")]
    return [(unit, numbers[n % len(numbers)]) for n, unit in enumerate(units)]


@settings(max_examples=200, deadline=None)
@given(STEPS, st.lists(st.integers(0, 999), min_size=1, max_size=9))
def test_sums_are_conserved_on_every_map(steps: list, numbers: list[int]) -> None:
    history = History().play(steps)
    facts = facts_of(history, numbers)
    total = sum(amount for _unit, amount in facts)
    for on in [START, *days_of(history)]:
        places = resolve(history.states, history.edges, on)
        assert places.keys() == {state.unit for state in history.states}
        assert {place.nation for place in places.values()} == {1}
        for level in LEVELS:
            sums: Counter[int | None] = Counter()
            for unit, amount in facts:
                sums[getattr(places[unit], level)] += amount
            assert sum(sums.values()) == total
            for node in sums.keys() - {None}:
                inside = chain(history, node, on)
                assert inside[level] == node


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_restated_equals_a_recount(steps: list) -> None:
    history = History().play(steps)
    for on in [START, *days_of(history)]:
        places = resolve(history.states, history.edges, on)
        for unit, place in places.items():
            assert list(place[:4]) == recount(history, unit, on), (unit, on)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_sums_of_a_level_nest_in_the_level_above(steps: list) -> None:
    history = History().play(steps)
    for on in days_of(history):
        places = resolve(history.states, history.edges, on)
        for place in places.values():
            if place.commune is not None:
                own = places[place.commune]
                assert (own.province, own.district) == (place.province, place.district)
            if place.district is not None:
                assert places[place.district].province == place.province


@settings(max_examples=100, deadline=None)
@given(STEPS, STEPS)
def test_what_was_reported_stays_where_it_was_reported(steps: list, later: list) -> None:
    history = History().play(steps)
    on = history.day
    before = resolve(history.states, history.edges, on)
    alive = {s.unit for s in history.states if s.holds(on)}
    history.day += timedelta(days=1)
    history.play(later)
    after = resolve(history.states, history.edges, on)
    assert {unit: before[unit] for unit in alive} == {unit: after[unit] for unit in alive}


def test_the_lowest_common_place() -> None:
    assert common([Ancestry(1, 2, 3, 4, 9)]) == Ancestry(1, 2, 3, 4, 9)
    assert common([Ancestry(1, 2, 3, 4, 4), Ancestry(1, 2, 3, 5, 5)]) == Ancestry(1, 2, 3)
    assert common([Ancestry(1, 2, None, 4, 4), Ancestry(1, 2, None, 5, 5)]) == Ancestry(1, 2)
    assert common([Ancestry(1, 2, 3, 4, 4), Ancestry(1, 6, 3, 4, 4)]) == Ancestry(1)
    assert common([Ancestry(1, 2, 3, 4, 4), Ancestry(1, 2, 3, 4, 7)]) == Ancestry(1, 2, 3, 4)


def test_circles_in_bad_data_do_not_hang() -> None:
    states = [
        UnitState(1, "1", "A", "xa", 2, START),
        UnitState(2, "2", "B", "xa", 1, START),
        UnitState(3, "3", "C", "xa", None, START, START + timedelta(days=9)),
        UnitState(4, "4", "D", "xa", None, START, START + timedelta(days=9)),
    ]
    on = START + timedelta(days=30)
    edges = [Succession(3, 4, on), Succession(4, 3, on)]
    assert resolve(states, edges, on)[1].commune == 1
    assert resolve(states, edges, on)[3].self_unit is None
