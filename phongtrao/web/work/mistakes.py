"""What an import found, unit by unit: wrong cells, then what is not answered, then notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from phongtrao.web.figures.present import said


@dataclass(frozen=True)
class Mistake:
    """One cell or row: "F12", the question, what is wrong."""

    cell: str
    label: str
    words: str


@dataclass
class UnitMistakes:
    """One unit of the file; without a name: what concerns the file as a whole."""

    name: str
    wrong: list[Mistake] = field(default_factory=list)
    missing: list[Mistake] = field(default_factory=list)
    notices: list[Mistake] = field(default_factory=list)


def by_unit(findings: list[Any]) -> list[UnitMistakes]:
    """Units in the order of their first finding: the file lists wrong values first."""
    units: dict[str, UnitMistakes] = {}
    for one in findings:
        if not isinstance(one, dict):  # kept by a version before 0.3: [place, vi, en, level]
            one = dict(zip(("place", "vi", "en", "level"), one, strict=True))
        name = one.get("unit", "")
        unit = units.setdefault(name, UnitMistakes(name))
        cell = one.get("cell", "") if name else one["place"]
        mistake = Mistake(cell, one.get("label", ""), said(one["vi"], one["en"]))
        lists = {"missing": unit.missing, "error": unit.wrong}
        lists.get(one["level"], unit.notices).append(mistake)
    return list(units.values())
