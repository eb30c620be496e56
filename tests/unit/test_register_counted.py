"""The rows behind a figure of a register: a list narrowed to a measure holds exactly those."""

from datetime import date
from re import fullmatch

import pytest

from phongtrao.core.periods import Period
from phongtrao.orgs.actions import merge_units
from phongtrao.orgs.models import OrgUnit
from phongtrao.plan.registers import Register
from phongtrao.registers import actions, queries
from tests.unit.register_world import YEAR, add, key
from tests.world import World

pytestmark = pytest.mark.django_db
TEAM = {"title": "Tổ 1", "kind_of_force": "security_team", "founded_on": "2024-07-01"}


def behind(register: Register, measure: str, node: int, period: Period, on: date) -> list:
    filters = {"measure": measure, "period": period.code, "unit": str(node), "on": on.isoformat()}
    page = queries.entries(register, filters=filters)
    rows = queries.all_rows(register, filters=filters)
    assert page.total == len(rows)
    return rows


def summed(register: Register, measure: str, rows: list) -> int:
    """The figure made again from the rows of the list."""
    text = register.measure(measure).sum
    if found := fullmatch(r"sum\((\w+)\)", text):
        return sum(row.cells[found[1]] for row in rows)
    if found := fullmatch(r"count\(distinct (\w+)\)", text):
        return len({row.cells[found[1]] for row in rows})
    return len(rows)


def agree(register: Register, node: int, period: Period, on: date) -> dict[str, int]:
    figures = queries.measures_at(register, node, period, on)
    for measure, value in figures.items():
        rows = behind(register, measure, node, period, on)
        assert summed(register, measure, rows) == value, (register.id, measure)
    return figures


def review(world: World, entry: int, kind: str, **values: object) -> None:
    actions.review_entry(
        entry_id=entry, review=kind, period=Period(2025), values=values, client_key=key(),
        by=world.posts["standing"],
    )  # fmt: skip


def test_the_rows_of_every_figure_add_up_to_it(world: World) -> None:
    kept = add(world, "models", "hamlet", "standing", state="kept", members=8).entry
    add(world, "models", "hamlet2", "standing", state="weak", places=3)
    add(world, "models", "hamlet2", "standing", founded_on="2025-02-01")
    add(world, "models", "far_hamlet", "standing", state="kept", kind_of_model="mobile_team")
    review(world, kept.pk, "yearly", result="effective")
    models = queries.find("models")
    year, province = Period(2025), world.units["province"]
    figures = agree(models, province, year, year.end)
    assert (figures["models"], figures["kinds"], figures["effective"]) == (3, 2, 1)
    assert agree(models, world.units["commune"], year, year.end)["places"] == 15
    assert agree(models, world.units["commune"], YEAR, YEAR.end)["registered"] == 0
    rows = behind(models, queries.KEEPERS, province, year, year.end)
    assert len({row.unit_id for row in rows}) == queries.keepers_at(models, province, year) == 3


def test_a_dissolved_line_stays_behind_the_figures_of_its_years(world: World) -> None:
    entry = add(world, "models", "hamlet", "standing", state="kept").entry
    actions.move_entry(
        entry_id=entry.pk, to="dissolved", client_key=key(), by=world.posts["standing"],
        on=date(2025, 3, 1), reason="Không còn hoạt động",
    )  # fmt: skip
    models, commune = queries.find("models"), world.units["commune"]
    assert agree(models, commune, YEAR, YEAR.end)["models"] == 1
    later = agree(models, commune, Period(2025), date(2025, 12, 31))
    assert (later["models"], later["dissolved"]) == (0, 1)


def test_rows_lie_on_the_map_the_figure_was_counted_on(world: World) -> None:
    add(world, "models", "far_hamlet", "standing", state="kept")
    commune, neighbour = world.units["commune"], world.units["neighbour"]
    merge_units(
        sources=[OrgUnit.objects.get(pk=neighbour)],
        into=OrgUnit.objects.get(pk=commune),
        on=date(2025, 7, 1),
        by=world.posts["standing"],
    )
    models = queries.find("models")
    assert agree(models, neighbour, YEAR, YEAR.end)["models"] == 1
    assert agree(models, commune, YEAR, YEAR.end)["models"] == 0
    assert agree(models, commune, YEAR, date(2025, 12, 31))["models"] == 1


def test_figures_of_a_period_have_the_lines_of_that_period(world: World) -> None:
    add(world, "training", "commune", "officer")
    add(world, "training", "commune", "officer", name="Lớp 2", held_on="2023-03-01")
    training, commune = queries.find("training"), world.units["commune"]
    figures = agree(training, commune, YEAR, YEAR.end)
    assert (figures["classes"], figures["trainees"], figures["guards"]) == (1, 60, 0)
    assert agree(training, commune, Period(2023), date(2023, 12, 31))["classes"] == 1


def test_an_unknown_figure_narrows_nothing(world: World) -> None:
    add(world, "training", "commune", "officer")
    training = queries.find("training")
    assert queries.entries(training, filters={"measure": "nonsense"}).total == 1
    assert queries.entries(training, filters={"measure": "classes"}).total == 1  # of no period


def test_a_change_from_a_day_leaves_earlier_years_as_they_were(world: World) -> None:
    """What a team has today must not become what it had two years ago."""
    entry = team(world, members=4).entry
    values = {**TEAM, "members": 6}
    actions.change_entry(
        entry_id=entry.pk, values=values, client_key=key(), by=world.posts["officer"],
        on=date(2026, 1, 1),
    )  # fmt: skip
    force, commune = queries.find("core_force"), world.units["commune"]
    before = agree(force, commune, Period(2025), date(2025, 12, 31))
    after = agree(force, commune, Period(2026), date(2026, 12, 31))
    assert (before["members"], after["members"]) == (4, 6)


def team(world: World, **values: object):
    return actions.add_entry(
        register="core_force", unit_id=world.units["hamlet"], values={**TEAM, **values},
        client_key=key(), by=world.posts["officer"],
    )  # fmt: skip
