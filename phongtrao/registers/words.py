"""Values of entries as people read them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from phongtrao.core.dates import format_date
from phongtrao.core.numbers import format_number
from phongtrao.plan.registers import Register, RegisterField


@dataclass(frozen=True)
class Names:
    """Names of the units and entries that values link to."""

    units: dict[int, str] = field(default_factory=dict)
    entries: dict[int, str] = field(default_factory=dict)


def shown(
    register: Register, one: RegisterField, value: Any, names: Names | None = None, lang: str = "vi"
) -> str:
    """Return a value of a field (stored or from a row) as text; empty when there is none."""
    if value is None or value in ("", []):
        return ""
    if one.type == "many":
        codes = value if isinstance(value, list) else str(value).split(",")
        return "; ".join(_label(register, one, code, lang) for code in codes)
    if one.type in ("choice", "catalogue"):
        return _label(register, one, str(value), lang)
    if one.type == "yes_no":
        return {"vi": {"yes": "Có", "no": "Không"}}.get(lang, {"yes": "Yes", "no": "No"})[value]
    if one.type == "date":
        return format_date(date.fromisoformat(value))
    if one.type == "unit":
        return (names or Names()).units.get(value, str(value))
    if one.type == "entry":
        return (names or Names()).entries.get(value, str(value))
    return format_number(value) if isinstance(value, int) else str(value)


def _label(register: Register, one: RegisterField, code: str, lang: str) -> str:
    item = register.item(one, code)
    if item is None:
        return code
    return item.label if lang == "vi" else item.label_en or item.label
