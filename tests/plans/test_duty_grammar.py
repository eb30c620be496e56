"""The duties of the package: who is meant, when they are due, and what is found wrong."""

import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from phongtrao.plan.checking import check_package
from phongtrao.plan.definitions import Package
from phongtrao.plan.reader import read_package
from phongtrao.plan.slots import leaders, slots

REAL = Path(__file__).parents[2] / "plans" / "binh-phuoc-2022-2025"
MISTAKES = [
    ("lead: veterans\n", "lead: veteran\n", "plan.unknown_body"),
    ("members: [labour_federation,", "members: [labour_union,", "plan.unknown_body"),
    ('members: ["*", districts]', 'members: ["*", mass_organisations]', "plan.nested_body"),
    ("proof: [{document: plan}]", "proof: [{document: plan, act: a.b}]", "plan.proof"),
    ("proof: [{document: plan}]", "proof: [{label: Không có}]", "plan.proof"),
    ("{figure: T4.1}", "{figure: T99}", "plan.unknown_target"),
    ("field: news_items", "field: news", "plan.unknown_field"),
    ("form: annual, field: meetings", "form: yearly, field: meetings", "plan.unknown_form"),
    ("{register: training, measure: classes", "{register: train, measure: classes",
     "plan.unknown_ref"),
    ("{register: training, measure: classes", "{register: training, measure: lessons",
     "plan.unknown_field"),
    ('due: ["2022-08-10"]', 'due: ["2022-08-09"]', "plan.example_due"),
]  # fmt: skip


@pytest.fixture(scope="module")
def package() -> Package:
    return read_package(REAL)


@pytest.mark.parametrize(("before", "after", "code"), MISTAKES)
def test_a_mistake_is_found_where_it_is(tmp_path, before, after, code):
    folder = tmp_path / "plan"
    shutil.copytree(REAL, folder)
    path = folder / "duties.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    found = check_package(folder)
    hits = [one for one in found if one.code == code]
    assert hits and all("duties.yaml:" in one.place for one in hits), [str(one) for one in found]


def test_every_duty_has_an_example_and_a_known_leader(package):
    for duty in package.duties:
        assert duty.examples, duty.id
        assert leaders(package, duty.lead), duty.id


def test_the_five_organisations_and_every_body_are_asked_one_by_one(package):
    five = {"labour_federation", "veterans", "women", "farmers", "youth"}
    assert set(leaders(package, "mass_organisations")) == five
    everybody = leaders(package, "every_body")
    assert len(everybody) == len(set(everybody)) == 18 and "districts" in everybody


@pytest.mark.parametrize(
    ("duty", "year", "dues"),
    [
        ("VI.1.a-1", 2022, [date(2022, 8, 10)]),
        ("VI.1.a-1", 2023, []),
        ("VI.1.b-1", 2025, [date(2025, 11, 15)]),
        ("VI.2-1", 2024, [date(2024, 11, 20)]),
        ("IV.1.b-1", 2023, [date(2023, 7, 1), date(2023, 11, 15)]),
        ("IV.1.e-1", 2022, [date(2025, 11, 15)]),
    ],
)
def test_due_days(package, duty, year, dues):
    chosen = next(one for one in package.duties if one.id == duty)
    assert [slot.due for slot in slots(package, chosen, year)] == dues


@pytest.mark.parametrize(
    ("every", "count"), [("year", 1), ("half", 2), ("quarter", 4), ("month", 12)]
)
@pytest.mark.parametrize("year", [2023, 2024])
def test_the_parts_of_a_year_touch_and_cover_it(package, every, count, year):
    duty = package.duties[1].model_copy(update={"every": every, "kind": "recurring"})
    found = slots(package, duty, year)
    assert len(found) == count
    assert (found[0].starts, found[-1].after) == (date(year, 1, 1), date(year + 1, 1, 1))
    assert all(one.after == two.starts for one, two in pairwise(found))
    assert all(slot.starts < slot.due <= slot.after for slot in found)
