"""The Bình Phước package: reads, is without findings, says what the plan says."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from phongtrao.core.periods import Period
from phongtrao.plan import Package, read_package
from phongtrao.plan.checking import check_package
from phongtrao.plan.examples import figure_of, target_columns
from phongtrao.plan.form_checks import PERSONAL
from phongtrao.rules.progress import judge_goal
from phongtrao.rules.scope import in_scope

FOLDER = Path(__file__).parents[2] / "plans" / "binh-phuoc-2022-2025"
TARGETS = [
    "T1.1",
    "T1.2",
    "T1.3",
    "T1.4",
    "T1.5",
    "T2.1",
    "T2.2",
    "T2.3",
    "T2.4",
    "T3",
    "T4.1",
    "T4.2",
    "T5.1",
    "T5.2",
    "T6.1",
    "T6.2",
]


@pytest.fixture(scope="module")
def package() -> Package:
    return read_package(FOLDER)


def test_the_package_has_no_findings() -> None:
    assert check_package(FOLDER) == []


def test_all_sixteen_targets_with_their_operators(package: Package) -> None:
    assert list(package.targets) == TARGETS
    stated = {
        code: (target.in_year(2025).operator, target.in_year(2025).value)
        for code, target in package.targets.items()
    }
    assert stated == {
        "T1.1": ("eq", 100), "T1.2": ("ge", 90), "T1.3": ("ge", 30), "T1.4": ("ge", 50),
        "T1.5": ("zero", 0), "T2.1": ("gt", 50), "T2.2": ("ge", 80), "T2.3": ("gt", 70),
        "T2.4": ("eq", 100), "T3": ("at_least", 1), "T4.1": ("eq", 100),
        "T4.2": ("at_least", 20), "T5.1": ("eq", 100), "T5.2": ("eq", 100),
        "T6.1": ("eq", 100), "T6.2": ("eq", 100),
    }  # fmt: skip


def test_it_round_trips_through_json(package: Package) -> None:
    again = Package.model_validate_json(package.model_dump_json())
    assert again == package
    assert again.digest() == package.digest()
    assert package.model_copy(update={"folder": "elsewhere"}).digest() == package.digest()


def test_stages_are_judged_only_from_2025(package: Package) -> None:
    assert package.targets["T2.3"].in_year(2024).value is None
    assert package.targets["T2.3"].in_year(2024).reached(9, 10) is None
    assert package.targets["T2.3"].in_year(2025).value == 70


def test_districts_then_communes_are_inspected(package: Package) -> None:
    target = package.targets["T4.1"]
    assert target.at(date(2025, 6, 30)).applies == "grp = 'district'"
    assert target.at(date(2025, 6, 30)).applied is None
    assert target.at(date(2025, 12, 31)).applies == "grp = 'commune'"
    assert package.form_of(target, 1) is package.forms["midyear"]
    assert package.form_of(package.targets["T1.2"], 1) is None


def test_strictly_more_is_not_at_least(package: Package) -> None:
    assert package.targets["T2.1"].in_year(2023).reached(1, 2) is False
    assert package.targets["T1.4"].in_year(2023).reached(1, 2) is True


@pytest.mark.parametrize("code", TARGETS)
def test_examples_get_the_stated_verdict(package: Package, code: str) -> None:
    target = package.targets[code]
    assert target.examples
    columns = target_columns(package.forms[target.form])
    for example in target.examples:
        goal = target.in_year(example.year or 2022, example.reading)
        numerator, denominator = figure_of(goal, example.rows, columns)
        known = len(example.rows)
        near = Fraction(str(target.near))
        _, verdict = judge_goal(goal, near, numerator, denominator, known, known)
        stated = (example.numerator, example.denominator, example.verdict)
        assert (numerator, denominator, verdict) == stated


def test_the_hamlet_form_is_short_and_ends_before_the_commune_verifies(package: Package) -> None:
    for form in package.forms.values():
        assert len(form.fields_for("hamlet")) <= 25
        year = Period.parse("2024" if form.period == "year" else "2024-H1")
        days = [form.deadline(group, "", year) for group in ("hamlet", "commune", "district")]
        assert days == sorted(days)
        assert form.deadline("agency", "body", year) == form.deadline("agency", "body_armed", year)
    assert package.forms["annual"].deadline("district", "", Period(2023)) == date(2023, 11, 15)


def test_fields_follow_the_kind_of_unit(package: Package) -> None:
    form = package.forms["annual"]
    primary = {field.id for field in form.fields_for("school", "primary")}
    assert "pupils" not in primary and "safe" not in primary and "staff" in primary
    armed = {field.id for field in form.fields_for("agency", "body_armed")}
    assert "narrative_results" in armed and "guards_sufficient" not in armed
    body = {field.id for field in form.fields_for("agency", "body")}
    assert {"duties_done", "guards_sufficient"} <= body
    criteria = {field.id: field for field in form.fields_for("commune")}
    assert criteria["criterion_2"].sensitive and not criteria["criterion_3"].sensitive
    assert {field.id: field for field in form.fields_for("hamlet")}["criterion_3"].sensitive


def test_no_field_asks_for_a_person(package: Package) -> None:
    for form in package.forms.values():
        for field in form.all_fields():
            assert not PERSONAL.search(f"{field.label} {field.label_en}")
            assert not (field.sensitive and field.type == "text")
            assert field.label_en, field.id


def test_every_duty_and_date_hangs_on_a_clause(package: Package) -> None:
    for number in range(1, 15):
        own = [duty for duty in package.duties if duty.clause.startswith(f"IV.{number}.")]
        assert own or package.duties_of(f"IV.{number}")
    assert {entry.id for entry in package.dates_of("VI.1.a")} == {"implementing_plan"}
    assert package.dates_of("VI.1.a")[0].named_day(2022) == date(2022, 8, 10)
    assert package.dates_of("VI.1.a")[0].named_day(2023) is None
    assert {target.id for target in package.targets_of("II.5")} == {"T5.1", "T5.2"}
    assert [target.id for target in package.targets_of("III.2")] == ["T2.1", "T2.2", "T2.3", "T2.4"]


def test_scope_data_agrees_with_the_rules_room(package: Package) -> None:
    assert package.scope is not None
    groups = ("province", "district", "commune", "hamlet", "agency", "enterprise", "school")
    for group in groups:
        for subkind in ("", "armed", "small", "primary", "preschool", "body", "body_armed"):
            assert package.scope.rule_for(group, subkind) == in_scope(group, "", subkind)[1]
