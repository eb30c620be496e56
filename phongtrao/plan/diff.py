"""Differences of two versions of a package: what was added, removed or changed, by definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from phongtrao.plan.definitions import Package
from phongtrao.plan.targets import Strict

LISTS = ("clauses", "duties", "bodies", "calendar", "amendments")


@dataclass(frozen=True)
class Change:
    """One definition that differs; ``parts`` names the keys that changed."""

    kind: Literal["added", "removed", "changed"]
    group: str
    id: str
    parts: tuple[str, ...] = ()


def differences(before: Package, after: Package) -> list[Change]:
    """Changed definitions in the order clauses, duties, bodies, dates, targets, forms, fields."""
    found: list[Change] = []
    for name in LISTS:
        found += _compare(name, _by_id(getattr(before, name)), _by_id(getattr(after, name)))
    found += _compare("targets", before.targets, after.targets)
    found += _compare("forms", before.forms, after.forms)
    found += _compare("criteria", before.criteria, after.criteria)
    found += _compare("rubrics", before.rubrics, after.rubrics)
    found += _compare("registers", before.registers, after.registers)
    for code in before.forms.keys() & after.forms.keys():
        old = {field.id: field for field in before.forms[code].all_fields()}
        new = {field.id: field for field in after.forms[code].all_fields()}
        found += _compare(f"forms.{code}", old, new)
    return found


def _by_id(items: tuple[Strict, ...]) -> dict[str, Strict]:
    return {str(getattr(item, "id", "")): item for item in items}


def _compare(group: str, old: Mapping[str, Strict], new: Mapping[str, Strict]) -> list[Change]:
    changes = [Change("removed", group, code) for code in old if code not in new]
    changes += [Change("added", group, code) for code in new if code not in old]
    for code in old:
        if code in new and old[code] != new[code]:
            first, second = old[code].model_dump(), new[code].model_dump()
            parts = tuple(key for key in first if first[key] != second[key])
            changes.append(Change("changed", group, code, parts))
    return changes
