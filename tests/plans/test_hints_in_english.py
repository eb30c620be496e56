"""Every hint of the shipped forms and registers has an English twin, and pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override
from pydantic import BaseModel

from phongtrao.plan.reader import read_package
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


def test_the_entry_form_hints_in_the_language_of_the_page(package) -> None:
    with override("en"):
        views = draw(package.forms["annual"], "commune", "", Sheet(payload={}))
    hints = {view.id: view.hint for section in views for view in section.fields}
    assert hints["core_teams"].startswith("From 1/7/2024: security and order teams")
    assert "In million đồng, rounded." in {section.hint for section in views}
    with override("vi"):
        views = draw(package.forms["annual"], "commune", "", Sheet(payload={}))
    hints = {view.id: view.hint for section in views for view in section.fields}
    assert hints["core_teams"].startswith("Từ 01/7/2024")
