"""Lists, families, points and figures of registers, on the database at hand."""

from datetime import date
from typing import Any

import pytest

from phongtrao.core.findings import Refusal
from phongtrao.orgs.actions import merge_units
from phongtrao.orgs.models import OrgUnit
from phongtrao.registers import actions, queries
from tests.unit.register_world import MODEL, YEAR, add, key
from tests.world import World

pytestmark = pytest.mark.django_db


def test_kinds_models_and_places_are_counted_apart_and_up_the_map(world: World) -> None:
    add(world, "models", "hamlet", "standing", state="kept")
    add(world, "models", "hamlet2", "standing", state="kept", places=3)
    add(
        world,
        "models",
        "far_hamlet",
        "standing",
        state="kept",
        kind_of_model="people_security_group",
        places=5,
    )
    register = queries.find("models")
    commune = queries.measures_at(register, world.units["commune"], YEAR)
    assert (commune["kinds"], commune["models"], commune["places"]) == (1, 2, 15)
    province = queries.measures_at(register, world.units["province"], YEAR)
    assert (province["kinds"], province["models"], province["places"]) == (2, 3, 20)
    by_commune = queries.measures_by_place(register, YEAR)
    assert {unit: one["models"] for unit, one in by_commune.items()} == {
        world.units["commune"]: 2,
        world.units["neighbour"]: 1,
    }


def test_lists_search_without_marks_filter_sort_and_page(world: World) -> None:
    for number, name in enumerate(("Tổ tự quản Đồng Tâm", "Ánh sáng an ninh", "Cổng an ninh")):
        add(world, "models", "hamlet", "officer", name=name, places=number + 1)
    register = queries.find("mo-hinh")
    names = [row.cells["name"] for row in queries.entries(register).rows]
    assert names == ["Ánh sáng an ninh", "Cổng an ninh", "Tổ tự quản Đồng Tâm"]
    found = queries.entries(register, words="dong tam").rows
    assert [row.cells["name"] for row in found] == ["Tổ tự quản Đồng Tâm"]
    page = queries.entries(register, sort="-places", page=2, per_page=2)
    assert (page.total, page.pages, [row.cells["places"] for row in page.rows]) == (3, 2, [1])
    some = {"kind_of_model": "security_camera", "unit": str(world.units["commune"])}
    assert queries.entries(register, filters=some).total == 3
    assert queries.entries(register, filters={"state": "kept"}).total == 0
    assert queries.entries(register, filters={"period": "2022"}).total == 0
    assert queries.entries(register, filters={"nonsense": "1", "unit": "x"}).total == 3
    assert {s.id: n for s, n in queries.counts_by_state(register) if n} == {"registered": 3}


def test_a_family_tree_leads_from_the_first_model_to_its_copies(world: World) -> None:
    first = add(world, "models", "hamlet", "standing").entry
    second = add(world, "models", "hamlet2", "standing", parent=first.pk, name="Bản 2").entry
    third = add(world, "models", "far_hamlet", "standing", parent=second.pk, name="Bản 3").entry
    tree = queries.family(third.pk)
    assert tree is not None and tree.entry_id == first.pk and tree.count() == 3
    assert tree.children[0].children[0].unit_name == "Ấp 3"
    actions.change_entry(
        entry_id=first.pk,
        values={**MODEL, "parent": third.pk},
        client_key=key(),
        by=world.posts["standing"],
    )
    circle = queries.family(first.pk)
    assert circle is None or circle.count() <= 3


def test_points_are_kept_and_shown(world: World) -> None:
    add(world, "models", "hamlet", "officer", point=(11.5349, 106.8832))
    add(world, "models", "hamlet2", "officer")
    [point] = queries.points(queries.find("models"))
    assert (point.latitude, point.longitude) == (11.5349, 106.8832)
    with pytest.raises(Refusal) as caught:
        add(world, "models", "hamlet", "officer", point=(200.0, 0.0))
    assert caught.value.code == "entry.point"


def test_a_forms_figures_cost_no_statement_without_entries(
    world: World, django_assert_num_queries: Any
) -> None:
    commune, wanted = world.units["commune"], [("training", "classes"), ("models", "models")]
    with django_assert_num_queries(0):
        assert queries.measures_of(commune, YEAR, []) == {}
    queries.registers()
    with django_assert_num_queries(2):  # one of them reads which plan is in force
        assert queries.measures_of(commune, YEAR, wanted) == {}
    add(world, "training", "commune", "officer")
    with django_assert_num_queries(3):
        assert queries.measures_of(commune, YEAR, wanted) == {("training", "classes"): 1}


def test_a_figure_is_kept_as_reported_and_restated_on_a_later_map(world: World) -> None:
    """Two communes become one on 1/7/2025: 2024 on its own map, and on the map of 2025."""
    add(world, "models", "hamlet", "standing", state="kept")
    add(world, "models", "far_hamlet", "standing", state="kept", places=5)
    commune, neighbour = world.units["commune"], world.units["neighbour"]
    merge_units(
        sources=[OrgUnit.objects.get(pk=neighbour)],
        into=OrgUnit.objects.get(pk=commune),
        on=date(2025, 7, 1),
        by=world.posts["standing"],
    )
    register = queries.find("models")

    def places(on: date | None) -> dict[int | None, int]:
        found = queries.measures_by_place(register, YEAR, on=on)
        return {unit: figures["places"] for unit, figures in found.items()}

    assert places(None) == {commune: 12, neighbour: 5}
    assert places(date(2025, 7, 1)) == {commune: 17}
    merged = queries.measures_at(register, commune, YEAR, date(2025, 7, 1))
    assert (merged["places"], merged["kinds"], merged["models"]) == (17, 1, 2)
    assert sum(places(None).values()) == sum(places(date(2025, 7, 1)).values())
