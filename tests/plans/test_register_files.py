"""The registers shipped with the plan: examples run, law holds by date, unknowns say so."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from phongtrao.plan.reader import read_package
from phongtrao.plan.register_examples import examples_of
from phongtrao.plan.registers import Register
from phongtrao.rules.registers import check_entry

PACKAGE = read_package(Path(settings.PLAN_FOLDER))
REGISTERS = list(PACKAGE.registers.values())
TODAY = date(2026, 11, 20)


def of(code: str) -> Register:
    return PACKAGE.registers[code]


def test_every_row_of_the_mission_has_its_register():
    wanted = {"N1", "N2", "N4", "N5", "N6", "N7", "T3", "F1"}
    assert wanted <= {register.code for register in REGISTERS}


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.id)
def test_examples_come_out_as_stated(register):
    assert len(register.examples) >= 2
    assert not list(examples_of(register))
    assert any(example.measures for example in register.examples)
    assert any(example.findings for example in register.examples)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.id)
def test_everything_shown_has_both_languages_and_a_basis(register):
    shown = [*register.fields, *register.states, *register.moves, *register.measures]
    shown += [field for review in register.reviews for field in review.fields]
    shown += [item for items in register.catalogues.values() for item in items]
    assert not [one for one in shown if not one.label_en]
    assert register.legal and register.clauses and register.hint and register.hint_en
    assert bool(register.unknown) == bool(register.unknown_en)


@pytest.mark.parametrize(
    ("kind", "day", "ok"),
    [
        ("ward_guard", "2024-06-30", True),
        ("ward_guard", "2024-07-01", False),
        ("parttime_police", "2024-07-01", False),
        ("fire_team", "2024-06-30", True),
        ("security_team", "2024-06-30", False),
        ("security_team", "2024-07-01", True),
        ("unit_guard", "2026-01-01", True),
    ],
)
def test_forces_are_valid_by_date(kind, day, ok):
    values = {"title": "Tổ ấp 1", "kind_of_force": kind, "founded_on": day, "members": 4}
    found = check_entry(of("core_force"), values, date.fromisoformat(day), TODAY)
    assert ("entry.expired" in {finding.code for finding in found}) != ok


@pytest.mark.parametrize(
    ("day", "salary"),
    [
        ("2023-06-30", 1_490_000),
        ("2023-07-01", 1_800_000),
        ("2024-07-01", 2_340_000),
        ("2026-06-30", 2_340_000),
        ("2026-07-01", 2_530_000),
    ],
)
def test_money_follows_the_base_salary_of_the_day(day, salary):
    [constant] = of("awards").constants
    assert constant.on(date.fromisoformat(day)) == salary


def award(money: int) -> set[str]:
    values = {
        "title": "Thành tích năm 2026",
        "form": "advanced_collective",
        "type": "merit",
        "level": "province",
        "collectives": 2,
        "individuals": 0,
        "proposed_on": "2026-07-01",
        "decided_on": "2026-08-03",
        "money": money,
    }
    found = check_entry(of("awards"), values, date(2026, 8, 3), TODAY)
    return {finding.code for finding in found}


def test_money_is_multiple_times_base_salary_times_number():
    due = 2 * 2_530_000 * 8 // 10
    assert not award(due)
    assert award(due - 1) == {"check.money"}


def test_a_classified_document_is_an_error():
    values = {
        "number": "01/KH",
        "form": "plan",
        "issuer": "Cơ quan khác",
        "issued": "2024-01-02",
        "title": "Kế hoạch",
        "secrecy": "secret",
    }
    found = check_entry(of("documents"), values, date(2024, 1, 2), TODAY)
    assert [finding.code for finding in found if finding.is_error] == ["check.classified"]


def test_the_unseen_norms_say_so_and_hold_no_number():
    norms = of("core_force").catalogues["norms"]
    unseen = {item.id for item in norms if item.unknown}
    assert {"bp_2024", "dn_2026"} <= unseen
    assert all(item.value is None for item in norms if item.unknown)
    assert [i.value for i in norms if i.id.startswith("dn_") and i.value] == [3, 5, 7, 9]


def test_the_rating_keeps_its_cap_and_its_nine_months():
    rating = of("core_force").review("rating")
    assert rating.min_months == 9
    assert [(cap.percent, cap.within, cap.level) for cap in rating.caps] == [
        (20, "commune", "error")
    ]


def test_no_register_asks_who_a_person_is():
    asked = [
        field.id
        for register in REGISTERS
        for field in (*register.fields, *(f for r in register.reviews for f in r.fields))
    ]
    assert not {"person", "full_name", "phone", "owner", "stream", "address"} & set(asked)
