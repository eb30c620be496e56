"""Every hint of the shipped forms and registers has an English twin, and pages show it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override
from pydantic import BaseModel

from phongtrao.plan.english import missing_english
from phongtrao.plan.reader import read_package
from phongtrao.reports.outline import read_outline
from phongtrao.web.entry.form_fields import Sheet, draw


@pytest.fixture(scope="module")
def package():
    return read_package(settings.PLAN_FOLDER)


def parts(thing: Any) -> Iterator[BaseModel]:
    """A definition and everything in it."""
    if isinstance(thing, BaseModel):
        yield thing
        for name in type(thing).model_fields:
            yield from parts(getattr(thing, name))
    elif isinstance(thing, dict):
        for one in thing.values():
            yield from parts(one)
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from parts(one)


def test_nothing_said_in_vietnamese_alone(package) -> None:
    seen = 0
    for root in (*package.forms.values(), *package.registers.values()):
        for part in parts(root):
            for name in ("hint", "unknown"):
                said = getattr(part, name, "")
                if isinstance(said, str) and said:
                    seen += 1
                    assert getattr(part, f"{name}_en", ""), (getattr(root, "id", ""), said)
    assert seen > 40


def test_the_entry_form_hints_in_the_language_of_the_page(package, monkeypatch) -> None:
    monkeypatch.setattr("phongtrao.web.base.tongue.programmes.package", lambda: package)
    with override("en"):
        views = draw(package.forms["annual"], "commune", "", Sheet(payload={}))
    hints = {view.id: view.hint for section in views for view in section.fields}
    assert hints["core_teams"].startswith("From 1/7/2024: security and order teams")
    assert "In million đồng, rounded." in {section.hint for section in views}
    with override("vi"):
        views = draw(package.forms["annual"], "commune", "", Sheet(payload={}))
    hints = {view.id: view.hint for section in views for view in section.fields}
    assert hints["core_teams"].startswith("Từ 01/7/2024")


@pytest.mark.parametrize("folder", sorted(settings.PLAN_FOLDER.parent.iterdir()))
def test_both_packages_are_whole_in_english(folder) -> None:
    assert [str(one) for one in missing_english(folder)] == []


def test_a_text_without_english_is_named_with_its_line(tmp_path) -> None:
    shutil.copytree(settings.PLAN_FOLDER.parent / "tinh-mau-2026", tmp_path / "plan")
    clauses, plan = tmp_path / "plan" / "clauses.yaml", tmp_path / "plan" / "plan.yaml"
    clauses.write_text(clauses.read_text().replace(", label_en: Purpose", "", 1))
    plan.write_text(plan.read_text().replace("unit: buổi", "unit: buổi khác", 1))
    found = missing_english(tmp_path / "plan")
    assert {(one.code, one.level) for one in found} == {
        ("plan.no_english", "warning"),
        ("plan.no_unit", "warning"),
    }
    assert any(one.place == f"{clauses}:3" for one in found)


def test_a_report_counts_in_units_with_english(package) -> None:
    known = {one.unit for one in package.counted}
    outline = read_outline(settings.PLAN_FOLDER / "reports" / "annual")
    numbers = (*outline.measures, *outline.counts)
    assert {one.unit for one in numbers} - known <= {"", "%"}
    assert all(one.label_en for one in numbers)
