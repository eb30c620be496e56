"""Registers as data: all examples hold, bad definitions say what to do, one YAML is enough."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.plan.checking import check_package
from phongtrao.plan.reader import read_package
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.actions import publish
from phongtrao.registers import access, actions, queries, rebuilding
from phongtrao.workbooks import register_books as books
from tests.world import World

SWAPS = (Path(__file__).parent / "swaps.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def package_with_swaps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the plan package with one YAML file more."""
    folder = tmp_path_factory.mktemp("plan") / settings.PLAN_FOLDER.name
    shutil.copytree(settings.PLAN_FOLDER, folder)
    (folder / "registers" / "swaps.yaml").write_text(SWAPS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small_package(package_with_swaps: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without what registers do not need, so that it reads quickly."""
    folder = tmp_path_factory.mktemp("small") / "plan"
    shutil.copytree(package_with_swaps, folder)
    for path in [*folder.glob("criteria/*.yaml"), *folder.glob("registers/*.yaml")]:
        if path.stem not in ("scope", "models", "swaps"):
            path.unlink()
    return folder


def test_the_plans_registers_are_sound_and_complete() -> None:
    package = read_package(settings.PLAN_FOLDER)
    assert check_package(settings.PLAN_FOLDER) == []
    wanted = {"training", "models", "festival", "core_force", "cameras", "awards", "budget"}
    assert wanted <= package.registers.keys()
    for register in package.registers.values():
        assert register.title_en and register.entry_en and register.examples, register.id
        assert register.clauses and register.measures, register.id


@pytest.mark.django_db
def test_one_yaml_file_is_a_register_without_python(world: World, package_with_swaps: Path) -> None:
    officer, hamlet = world.posts["officer"], world.units["hamlet"]
    half = Period(2024, 1)
    with pytest.raises(Refusal):
        queries.find("swaps")
    publish(folder=package_with_swaps, by=world.posts["standing"])
    register = access.register_for(world.posts["hamlet_post"], "thu-gom", "write")

    def add(key: str, **values: Any) -> int:
        return actions.add_entry(
            register="swaps",
            unit_id=hamlet,
            period=half,
            values={"title": "Đợt ra quân", "items": 6, **values},
            point=(11.5, 106.9),
            client_key=key,
            by=officer,
        ).entry_id

    with pytest.raises(Refusal) as caught:
        add("k0", voluntary=7)
    assert caught.value.data["findings"][0].message == "Số tự nguyện (7) lớn hơn tổng số (6)."
    first = add("k1", voluntary=4, rate="high")
    add("k2", title="Đợt hai")
    actions.move_entry(entry_id=first, to="closed", client_key="k3", by=officer)
    figures = queries.measures_at(register, world.units["commune"], half)
    assert figures == {"rounds": 2, "items": 6, "reward": 800_000}
    assert queries.measure_for("swaps", "rounds", hamlet, Period(2024)) == 0
    page = queries.entries(register, words="ra quan")
    assert [row.cells["reward"] for row in page.rows] == [800_000]
    assert {state.id: n for state, n in queries.counts_by_state(register)} == {
        "open": 1,
        "closed": 1,
    }
    assert len(queries.points(register)) == 2
    assert rebuilding.differences(register) == [] and rebuilding.verify() == []
    listing = books.book(register, queries.all_rows(register))
    assert "Số vật liệu thu được" in [column.title for column in listing.columns]
    data = books.rendered(listing, "so.xlsx")
    assert books.take(register=register, data=data, name="so.xlsx", by=officer).unchanged == 2


@pytest.mark.django_db
def test_a_changed_definition_builds_the_table_anew(
    world: World, package_with_swaps: Path, tmp_path: Path
) -> None:
    publish(folder=package_with_swaps, by=world.posts["standing"])
    actions.add_entry(
        register="swaps",
        unit_id=world.units["hamlet"],
        period=Period(2024, 1),
        values={"title": "Đợt ra quân", "items": 6},
        client_key="k1",
        by=world.posts["officer"],
    )
    folder = tmp_path / "plan"
    shutil.copytree(package_with_swaps, folder)
    changed = SWAPS.replace(
        "states:\n", "  - {id: note, label: Ghi chú, label_en: Note, type: note}\nstates:\n", 1
    )
    (folder / "registers" / "swaps.yaml").write_text(changed, encoding="utf-8")
    publish(folder=folder, by=world.posts["standing"])
    [row] = queries.entries(queries.find("swaps")).rows
    assert row.cells["note"] is None and row.cells["items"] == 6


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "words"),
    [
        ("type: text, required", "type: texte, required", 14, "plan.not_allowed", "texte"),
        ("url: thu-gom", "url: Thu Gom", 6, "plan.address", "Thu Gom"),
        ("url: thu-gom", "url: mo-hinh", 6, "plan.address", "mo-hinh"),
        ("clauses: [III.2]", "clauses: [IX.2]", 7, "plan.unknown_clause", "IX.2"),
        ("id: items, label: Số vật", "id: state, label: Số vật", 15, "plan.duplicate_id", "state"),
        ("id: voluntary, label", "id: items, label", 16, "plan.duplicate_id", "items"),
        ("label: Trong đó tự nguyện", "label: Họ và tên", 16, "plan.personal", "voluntary"),
        ("voluntary * rate__value", "voluntary * rates__value", 18, "plan.formula", "rates__value"),
        ("to: closed, label", "to: shut, label", 23, "plan.state", "shut"),
        ("{id: closed, label", "{id: never, label", 21, "plan.unreached", "never"),
        ('"voluntary <= items"', '"voluntary <= itms"', 25, "plan.formula", "itms"),
        ("\"state = 'closed'\"", "\"state = 'gone'\"", 28, "plan.unknown_choice", "gone"),
        ("columns: [title, unit", "columns: [titel, unit", 30, "plan.unknown_field", "titel"),
        ("{rounds: 2, items: 5", "{rounds: 3, items: 5", 36, "plan.example_measure", "rounds"),
        ("findings: [within]", "findings: []", 38, "plan.example_findings", "within"),
        ("type: choice, choices", "type: number, choices", 17, "plan.no_choices", "rate"),
        ("period: half", "period: half\nday: items", 11, "plan.day_field", "items"),
        ("period: half", 'period: half\nexpected: {until: "31/8"}', 11, "plan.expected", "swaps"),
        ("period: half", 'period: year\nexpected: {until: "31/2"}', 11, "plan.date", "31/2"),
        ("moves:", "move:", 22, "plan.unknown_key", "moves"),
        ("label: Đợt, ", "", 14, "plan.missing_key", "label"),
    ],
)
def test_a_mistake_in_a_register_is_found_at_its_line(
    small_package: Path, tmp_path: Path, old: str, new: str, line: int, code: str, words: str
) -> None:
    assert SWAPS.count(old) >= 1
    folder = tmp_path / "plan"
    shutil.copytree(small_package, folder)
    path = folder / "registers" / "swaps.yaml"
    path.write_text(SWAPS.replace(old, new, 1), encoding="utf-8")
    found = [item for item in check_package(folder) if item.code == code]
    assert any(
        item.place == f"{path}:{line}" and words in f"{item.message} {item.hint}" for item in found
    ), [str(item) for item in check_package(folder)]


@pytest.mark.django_db
def test_two_plans_keep_their_registers_apart(world: World, small_package: Path) -> None:
    plan = small_package / "plan.yaml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("id: binh-phuoc-2022-2025", "id: second-plan", 1),
        encoding="utf-8",
    )
    publish(folder=small_package, by=world.posts["standing"])
    values = {"title": "Đợt ra quân", "items": 6}
    with programmes.running("second-plan"):
        entry = actions.add_entry(
            register="swaps",
            unit_id=world.units["hamlet"],
            period=Period(2024, 1),
            values=values,
            client_key="k1",
            by=world.posts["officer"],
        ).entry
        register = queries.find("swaps")
        assert queries.entries(register).total == 1 and register.space
        assert rebuilding.differences(register) == []
        assert queries.find("models").space == register.space
    with pytest.raises(Refusal) as caught:
        access.entry_for(world.posts["standing"], entry.pk)
    assert caught.value.status == 404
    with pytest.raises(Refusal):
        queries.find("swaps")
    assert queries.entries(queries.find("models")).total == 0
