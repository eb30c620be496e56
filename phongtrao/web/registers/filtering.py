"""What a list is narrowed to: words, state, place, period, fields; all of it in the address.

`?q=…&tt=<state>&dv=<unit code>&ky=2024-nam&sap=-held_on&<field>=<code>`; an unknown value filters
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register, RegisterField
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access
from phongtrao.web.figures.scope import period_label, today
from phongtrao.web.registers.links import Choice
from phongtrao.web.registers.words import column_label, item_label, label, unit_text

WORDS, STATE, UNIT, PERIOD, SORT = "q", "tt", "dv", "ky", "sap"
OPEN = ("choice", "catalogue", "many", "yes_no")


@dataclass(frozen=True)
class Filter:
    """One select of the filter form."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Narrowed:
    """A list's filters, ready for the door (`filters`), the form (`selects`) and the reader."""

    words: str
    filters: Mapping[str, str]
    sort: str
    unit_code: str
    selects: tuple[Filter, ...]
    sentence: tuple[str, ...]


def narrowed(request: Any, register: Register) -> Narrowed:
    """Read the filters of an address."""
    get = request.GET.get
    words = get(WORDS, "").strip()
    filters: dict[str, str] = {}
    said: list[str] = [f"“{words}”"] if words else []
    selects: list[Filter] = []
    if register.states:
        code = get(STATE, "")
        states = tuple(Choice(s.id, label(s), s.id == code) for s in register.states)
        selects.append(Filter(STATE, _("State"), states))
        _take(filters, said, "state", states)
    for field in _filtered(register):
        choices = _choices(register, field, get(field.id, ""))
        selects.append(Filter(field.id, label(field), choices))
        _take(filters, said, field.id, choices, label(field) if field.type == "yes_no" else "")
    periods = _periods(register, get(PERIOD, ""))
    selects.append(Filter(PERIOD, _("Period"), periods))
    if chosen := next((one for one in periods if one.chosen), None):
        filters["period"] = Period.parse(chosen.value).code
        said.append(chosen.label)
    unit_code = _place(request, filters, said)
    return Narrowed(
        words, filters, _sort(register, get(SORT, "")), unit_code, tuple(selects), tuple(said)
    )


def _take(
    filters: dict[str, str], said: list[str], name: str, choices: tuple[Choice, ...], lead: str = ""
) -> None:
    """Keep the chosen one, in code and in words."""
    for one in choices:
        if one.chosen:
            filters[name] = one.value
            said.append(f"{lead}: {one.label.lower()}" if lead else one.label)


def _filtered(register: Register) -> list[RegisterField]:
    fields = {field.id: field for field in register.fields if field.type in OPEN}
    return [fields[name] for name in register.listing.filters if name in fields]


def _choices(register: Register, field: RegisterField, code: str) -> tuple[Choice, ...]:
    listed = [item.id for item in register.items(field)] if field.type != "yes_no" else []
    codes = listed or ["yes", "no"]
    return tuple(Choice(one, item_label(register, field, one), one == code) for one in codes)


def _periods(register: Register, asked: str) -> tuple[Choice, ...]:
    """Return the years of the plan up to this one, newest first."""
    years = programmes.package().years
    found = [Period(year) for year in range(today().year, min(years) - 1, -1)]
    return tuple(Choice(p.url, period_label(p), asked in (p.url, p.code)) for p in found)


def _place(request: Any, filters: dict[str, str], said: list[str]) -> str:
    """Narrow to a unit and what lies below it; an unknown code narrows nothing."""
    code = str(request.GET.get(UNIT, "")).strip()
    if not code:
        return ""
    try:
        unit = orgs.find_unit(code, today())
    except Refusal:
        return code
    filters["unit"] = str(unit.pk)
    said.append(unit_text(orgs.state_of(unit.pk, today())))
    return code


def _sort(register: Register, asked: str) -> str:
    """Return the order asked for, else the register's own."""
    known = {*sortable(register), "updated"}
    return asked if asked.lstrip("-") in known else register.listing.sort or "-updated"


def sortable(register: Register) -> list[str]:
    """Return the columns a list may be sorted by: those on the screen."""
    many = {field.id for field in register.fields if field.type in ("many", "note", "entry")}
    return [name for name in columns(register) if name not in many]


def sort_choices(register: Register, chosen: str) -> list[Choice]:
    """Return the orders offered: each column up and down."""
    found = []
    for name in [*sortable(register), "updated"]:
        words = column_label(register, name)
        found.append(Choice(name, words, name == chosen))
        found.append(Choice(f"-{name}", f"{words} ↓", f"-{name}" == chosen))
    return found


def columns(register: Register) -> tuple[str, ...]:
    """Return the columns of the list: the declared ones, else heading, unit and state."""
    return register.listing.columns or (register.heading.id, "unit", "state")


def reach(request: Any, register: Register) -> Any:
    """Return which entries the acting post sees."""
    return access.reach_of(request.post, register)
