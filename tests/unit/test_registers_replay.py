"""Projections of registers equal a replay of their versions, whatever was done in which order."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.plan.register_rows import measured
from phongtrao.registers import access, actions, queries, rebuilding
from phongtrao.registers.command import rebuild as rebuild_command
from phongtrao.registers.command import verify as verify_command
from phongtrao.registers.loading import Judged, Loaded, Moved, bulk_add
from phongtrao.registers.models import Entry, Version
from phongtrao.registers.replay import Act, replay
from tests.world import World

MODEL = {
    "name": "Cổng an ninh",
    "kind_of_model": "security_camera",
    "founded_on": "2023-05-10",
    "places": 2,
}
PERIODS = [Period(2023), Period(2024), Period(2024, 1), Period(2025)]
DAYS = [date(2023, 6, 1) + timedelta(days=90 * step) for step in range(9)]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(1, 9), st.sampled_from(DAYS)),
        st.tuples(
            st.just("move"),
            st.sampled_from(["new", "kept", "weak", "strengthened", "dissolved"]),
            st.sampled_from(DAYS),
        ),
        st.tuples(
            st.just("review"), st.sampled_from(["effective", "partly"]), st.sampled_from(PERIODS)
        ),
        st.tuples(st.just("withdraw"), st.none(), st.none()),
        st.tuples(st.just("undo"), st.none(), st.none()),
    ),
    max_size=8,
)


def key() -> str:
    return uuid4().hex


def act(world: World, entry_id: int, step: tuple[str, Any, Any]) -> None:
    """Try one act; what is refused changes nothing."""
    verb, what, when = step
    common: dict[str, Any] = {
        "entry_id": entry_id,
        "client_key": key(),
        "by": world.posts["standing"],
    }
    before = Version.objects.count()
    try:
        if verb == "change":
            actions.change_entry(**common, values={**MODEL, "places": what}, on=when)
        elif verb == "move":
            more = {"decision": "1/QĐ-UBND"}
            actions.move_entry(**common, to=what, reason="Theo rà soát", on=when, values=more)
        elif verb == "review":
            actions.review_entry(**common, review="yearly", period=when, values={"result": what})
        elif verb == "withdraw":
            actions.withdraw_entry(**common, reason="Ghi nhầm")
        else:
            actions.undo(**common)
    except Refusal:
        assert Version.objects.count() == before


def rows_on(entry_id: int, day: str) -> list[dict[str, Any]]:
    """The row of an entry on a day by replaying its versions in Python."""
    register = queries.find("models")
    entry = Entry.objects.get(pk=entry_id)
    acts = [rebuilding.act_of(register, version) for version in entry.versions.all()]
    life = replay(acts, register.day)
    held = [
        span
        for span in life.spans
        if span.since.isoformat() <= day and (span.until is None or span.until.isoformat() > day)
    ]
    return [{**span.act.values, "state": span.act.state} for span in held]


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_any_life_leaves_the_projection_a_replay_makes(world: World, steps: list[Any]) -> None:
    register, hamlet = queries.find("models"), world.units["hamlet"]
    entry = actions.add_entry(
        register="models",
        unit_id=hamlet,
        values={**MODEL, "name": key()},
        client_key=key(),
        by=world.posts["standing"],
    ).entry
    for step in steps:
        act(world, entry.pk, step)
    assert rebuilding.differences(register) == []
    assert rebuilding.verify() == []
    for period in PERIODS:
        day = period.end.isoformat()
        alive = [row for one in Entry.objects.all() for row in rows_on(one.pk, day)]
        measure = register.measure("places")
        assert queries.measure_for("models", "places", hamlet, period) == measured(
            register, measure, alive
        )


def test_an_act_of_the_same_day_replaces_and_an_undone_one_never_was() -> None:
    day = date(2024, 5, 1)
    acts = [
        Act(1, "add", day, "new", {"n": 1}),
        Act(2, "change", day, "new", {"n": 2}),
        Act(3, "move", date(2024, 8, 1), "kept", {"n": 2}),
        Act(4, "undo", day, "kept", {}, undoes=3),
        Act(5, "move", date(2024, 9, 1), "weak", {"n": 2}),
    ]
    life = replay(acts)
    assert [(s.act.number, s.since, s.until, s.state_since) for s in life.spans] == [
        (2, day, date(2024, 9, 1), day),
        (5, date(2024, 9, 1), None, date(2024, 9, 1)),
    ]


def loaded(world: World, count: int) -> list[Loaded]:
    at = datetime(2024, 2, 1, 9, tzinfo=TZ)
    return [
        Loaded(
            unit_id=world.units["hamlet"],
            values={**MODEL, "name": f"Mô hình {number}"},
            at=at,
            key=f"demo-{number}",
            state="new",
            moves=(Moved("kept", date(2024, 3, 1)),),
            reviews=(Judged("yearly", Period(2024), {"result": "effective"}, at),),
        )
        for number in range(count)
    ]


@pytest.mark.django_db
def test_a_book_loaded_at_once_equals_one_written_by_hand(world: World) -> None:
    ids = bulk_add(register="models", loaded=loaded(world, 12), by=world.posts["standing"])
    register = queries.find("models")
    assert rebuilding.differences(register) == [] and rebuilding.verify() == []
    figures = queries.measures_at(register, world.units["commune"], Period(2024))
    assert (figures["models"], figures["kept"], figures["effective"]) == (12, 12, 12)
    verbs = [one.act.verb for one in queries.history(ids[0])]
    assert sorted(verbs) == ["add", "move", "review"]
    assert Entry.objects.get(pk=ids[0]).state == "kept"


@pytest.mark.django_db
def test_a_planted_difference_is_found_and_repaired(world: World) -> None:
    bulk_add(register="models", loaded=loaded(world, 3), by=None)
    runner = CliRunner()
    assert runner.invoke(rebuild_command, ["--check"]).exit_code == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE proj_reg_models SET places = places + 1 WHERE entry_id > 0")
    broken = runner.invoke(rebuild_command, ["--check"])
    assert broken.exit_code == 1 and "proj_reg_models" in broken.output
    assert runner.invoke(rebuild_command, []).exit_code == 0
    assert runner.invoke(rebuild_command, ["--check"]).exit_code == 0
    Version.objects.filter(number=1).update(payload="{}")
    changed = runner.invoke(verify_command, [])
    assert changed.exit_code == 1 and "đã bị sửa" in changed.output


@pytest.mark.django_db
def test_a_year_before_nine_months_or_over_the_cap_is_not_rated(world: World) -> None:
    """Guidance 01/HD-BCA-V05: not rated under nine months, excellent at most 20 % of good ones."""
    standing = world.posts["standing"]

    def force(founded: str) -> int:
        values = {
            "title": key(),
            "kind_of_force": "unit_guard",
            "founded_on": founded,
            "members": 3,
        }
        return actions.add_entry(
            register="core_force",
            unit_id=world.units["hamlet"],
            values=values,
            client_key=key(),
            by=standing,
        ).entry_id

    def rate(entry_id: int, result: str) -> None:
        actions.review_entry(
            entry_id=entry_id,
            review="rating",
            period=Period(2024),
            values={"result": result, "tasks_done": 99},
            client_key=key(),
            by=standing,
        )

    with pytest.raises(Refusal, match="9 tháng"):
        rate(force("2024-06-01"), "good")
    with pytest.raises(Refusal, match="20%"):
        rate(force("2022-01-01"), "excellent")
    for _ in range(5):
        rate(force("2022-01-01"), "good")
    rate(force("2022-01-01"), "excellent")
    with pytest.raises(Refusal, match="20%"):
        rate(force("2022-01-01"), "excellent")
    assert access.find("core_force").review("rating").min_months == 9
