"""The yearly rating of the core force: nine months, a fifth excellent at most; norms by day."""

from datetime import date

import pytest

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.registers import actions, queries
from phongtrao.registers.models import Version
from tests.unit.register_world import key
from tests.world import World

pytestmark = pytest.mark.django_db


def team(world: World, unit: str = "hamlet", **values: object) -> Version:
    base = {
        "title": "Tổ bảo vệ an ninh, trật tự ấp 1",
        "kind_of_force": "security_team",
        "founded_on": "2024-07-01",
        "members": 4,
    }
    return actions.add_entry(
        register="core_force", unit_id=world.units[unit], values=base | values,
        client_key=key(), by=world.posts["officer"],
    )  # fmt: skip


def rate(world: World, entry: int, result: str, year: int = 2025) -> Version:
    return actions.review_entry(
        entry_id=entry, review="rating", period=Period(year),
        values={"result": result, "tasks_done": 97}, client_key=key(), by=world.posts["officer"],
    )  # fmt: skip


def wrong(caught: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str, str]]:
    return [(one.code, one.place, one.message) for one in caught.value.data["findings"]]


def test_the_year_of_a_rating_ends_on_14_november(world: World) -> None:
    young = team(world, founded_on="2025-03-01").entry.pk  # ten months by 31/12, eight by 14/11
    with pytest.raises(Refusal) as caught:
        rate(world, young, "good")
    [(code, _place, message)] = wrong(caught)
    assert code == "review.months"
    assert "từ 01/03/2025 đến 14/11/2025 mới được 8 tháng" in message
    rate(world, team(world, founded_on="2025-02-10").entry.pk, "good")


def test_a_fifth_may_be_excellent_and_the_refusal_says_how_many(world: World) -> None:
    teams = [team(world, title=f"Tổ {number}").entry.pk for number in range(7)]
    for entry in teams[:5]:
        rate(world, entry, "good")
    rate(world, teams[5], "excellent")
    with pytest.raises(Refusal) as caught:
        rate(world, teams[6], "excellent")
    [(code, place, message)] = wrong(caught)
    assert (code, place) == ("cap.cap", "result")
    assert "số này là 2 trên 5; nhiều nhất 1" in message
    rate(world, teams[6], "good")
    figures = queries.measures_at(
        queries.find("core_force"), world.units["commune"], Period(2025), date(2025, 12, 31)
    )
    assert (figures["excellent"], figures["good"]) == (1, 6)


def test_a_norm_is_valid_on_the_day_it_began_to_apply(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        team(world, norm="dn_2026")
    [(_code, place, message)] = wrong(caught)
    assert place == "norm"
    assert "Áp dụng định mức từ ngày" in message
    team(world, norm="dn_2026", norm_since="2026-03-14")


def test_what_did_not_stop_a_line_is_still_said_about_it(world: World) -> None:
    entry = team(world, norm_members=6).entry
    [doubt] = queries.doubts(queries.find("core_force"), entry)
    assert "Có 4 thành viên, thấp hơn định mức 6" in doubt.message
    assert queries.doubts(queries.find("core_force"), team(world, norm_members=4).entry) == []


def test_a_review_does_not_stop_what_was_read_before_it_from_being_corrected(world: World) -> None:
    version = team(world)
    rate(world, version.entry_id, "good")
    changed = actions.change_entry(
        entry_id=version.entry_id,
        values={
            "title": "Tổ 1", "kind_of_force": "security_team", "founded_on": "2024-07-01",
            "members": 5,
        },
        client_key=key(), by=world.posts["officer"], base_version=version.number,
    )  # fmt: skip
    with pytest.raises(Refusal) as caught:
        actions.change_entry(
            entry_id=version.entry_id, values={"title": "Tổ 1"}, client_key=key(),
            by=world.posts["officer"], base_version=version.number,
        )  # fmt: skip
    assert caught.value.code == "entry.conflict" and changed.number == 3
