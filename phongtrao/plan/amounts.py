"""Amounts of a register: counted in đồng everywhere, typed in the unit of their field.

In a stored version such an amount is a text of digits, always đồng; a bare whole number there was
written before the field took parts of its unit, and counts that unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phongtrao.core.money import scale_of
from phongtrao.plan.registers import Register, RegisterField

Values = Mapping[str, Any]


def scale_in(field: RegisterField) -> int:
    """How many đồng a number counts that is typed into the field without a unit; 1: it is đồng."""
    return scale_of(field.unit) if field.type == "money" else 1


def unit_shown(field: RegisterField) -> str:
    """The unit of what the field holds: an amount is shown in đồng, whatever it is typed in."""
    return "đồng" if field.type == "money" else field.unit


def heading_of(field: RegisterField) -> str:
    """The heading of a column as it is typed; money names its unit: "Đã chi (triệu đồng)"."""
    if field.type != "money":
        return field.label
    return f"{field.label} ({field.unit if scale_in(field) > 1 else 'đồng'})"


def to_store(register: Register, values: Values) -> dict[str, Any]:
    """The values as a version keeps them; what is no whole number is left to the judge."""
    kept = dict(values)
    for name in _scaled(register):
        if type(kept.get(name)) is int:
            kept[name] = str(kept[name])
    return kept


def from_store(register: Register, values: Values) -> dict[str, Any]:
    """The values of a version with every amount in đồng."""
    kept = dict(values)
    for name, scale in _scaled(register).items():
        said = kept.get(name)
        if type(said) is int:
            kept[name] = said * scale
        elif isinstance(said, str) and said.removeprefix("-").isdecimal():
            kept[name] = int(said)
    return kept


def _scaled(register: Register) -> dict[str, int]:
    """Fields whose amounts are typed in something larger than a đồng."""
    found = {field.id: scale_in(field) for field in register.asked()}
    return {name: scale for name, scale in found.items() if scale > 1}
