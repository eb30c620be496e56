"""Every measure of a register equals the slow way over replayed rows, and adds up over places."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phongtrao.core.dates import TZ
from phongtrao.core.periods import Period
from phongtrao.plan.register_rows import day_of, measured, review_row, row_of
from phongtrao.plan.registers import Register
from phongtrao.registers import projections, queries
from phongtrao.registers.loading import Judged, Loaded, Moved, bulk_add
from phongtrao.registers.models import Entry
from tests.world import World

UNITS = ("hamlet", "hamlet2", "far_hamlet", "school", "commune")
START = date(2023, 1, 1)
PERIODS = (Period(2023), Period(2024, 1), Period(2024))
DAYS = st.integers(0, 900).map(lambda days: START + timedelta(days=days))
MODELS = st.lists(
    st.tuples(
        st.sampled_from(UNITS),
        DAYS,
        st.sampled_from(["people_security_group", "security_camera", "crime_prevention_club"]),
        st.integers(1, 9),
        st.one_of(st.none(), st.sampled_from(["weak", "dissolved"])),
        st.integers(0, 400),
        st.one_of(st.none(), st.sampled_from(["effective", "partly"])),
    ),
    max_size=8,
)


def loaded(world: World, drawn: Any) -> Loaded:
    unit, founded, kind, places, then, later, result = drawn
    at = datetime(2025, 8, 1, 9, tzinfo=TZ)
    moves = (Moved(then, founded + timedelta(days=later), "Rà soát"),) if then else ()
    reviews = (Judged("yearly", Period(2024), {"result": result}, at),) if result else ()
    return Loaded(
        unit_id=world.units[unit],
        values={
            "name": f"Mô hình {places}",
            "kind_of_model": kind,
            "founded_on": founded.isoformat(),
            "places": places,
        },
        at=at,
        key=uuid4().hex,
        state="kept",
        moves=moves,
        reviews=reviews,
    )


def slow_rows(register: Register, period: Period) -> Iterator[dict[str, Any]]:
    """(unit, row) of every entry alive on the period's last day, from its versions alone."""
    first, last = period.start.isoformat(), period.end.isoformat()
    entries = list(Entry.objects.filter(register=register.id))
    for entry, life in projections.lives(register, entries):
        for span in life.spans:
            if span.since > period.end or (span.until and span.until <= period.end):
                continue
            day = day_of(register, span.act.values, None) or span.since
            row: dict[str, Any] = row_of(register, span.act.values, day)
            review = life.reviews.get(("yearly", str(period.year)))
            if review:
                row |= review_row(register, register.review("yearly"), review.values)
            yield row | {
                "unit": entry.unit_id,
                "state": span.act.state,
                "grp": entry.grp,
                "begun": int(first <= day.isoformat() <= last),
                "moved": int(first <= span.state_since.isoformat() <= last),
            }


@pytest.mark.django_db
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=MODELS)
def test_measures_equal_the_slow_way_and_add_up(world: World, drawn: list[Any]) -> None:
    register, province = queries.find("models"), world.units["province"]
    bulk_add(register="models", loaded=[loaded(world, one) for one in drawn], by=None)
    for period in PERIODS:
        rows = list(slow_rows(register, period))
        total = queries.measures_at(register, province, period)
        by_unit = queries.measures_by_place(register, period, level="unit")
        by_commune = queries.measures_by_place(register, period)
        for measure in register.measures:
            assert total[measure.id] == measured(register, measure, rows), measure.id
            for unit_id, figures in by_unit.items():
                mine = [row for row in rows if row["unit"] == unit_id]
                assert figures[measure.id] == measured(register, measure, mine), measure.id
            if "distinct" not in measure.sum:
                assert sum(one[measure.id] for one in by_unit.values()) == total[measure.id]
                assert sum(one[measure.id] for one in by_commune.values()) == total[measure.id]
            else:
                assert (
                    max((one[measure.id] for one in by_unit.values()), default=0)
                    <= total[measure.id]
                )
