"""Fields that lead to a unit or to another entry: found by number, code or a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.text import search_key
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register, RegisterField
from phongtrao.registers import access, queries
from phongtrao.web.figures.scope import today
from phongtrao.web.registers.words import label, unit_text

NUMBER = re.compile(r"#?(\d{1,9})")
OFFERED = 20


@dataclass(frozen=True)
class Choice:
    """One choice of a closed field; `note` says from when to when it holds."""

    value: str
    label: str
    chosen: bool = False
    note: str = ""


@dataclass
class Linked:
    """Looks things up for one post, and remembers what could be meant (`picks`)."""

    post: Any
    picks: dict[str, tuple[Choice, ...]] = field(default_factory=dict)


def resolve(one: RegisterField, text: str, linked: Linked) -> int | Finding:
    """Return the number of the unit or entry that is meant, or a finding with the choices kept."""
    direct = NUMBER.fullmatch(text)
    if direct and (one.type == "entry" or text.startswith("#")):
        return int(direct[1])
    found = _units(text) if one.type == "unit" else _entries(one, text, linked)
    if len(found) == 1:
        return int(found[0].value.lstrip("#"))
    if found:
        linked.picks[one.id] = (Choice("", _("Choose one")), *found)
        words = _("%(field)s: several have this name. Choose one in the list.")
    else:
        words = _("%(field)s: nothing is found under “%(text)s”. Check the name or the number.")
    return Finding("entry.link", one.id, words % {"field": label(one), "text": text})


def _units(text: str) -> list[Choice]:
    """Return the units of today that bear a code or hold the words in their name."""
    try:
        unit = orgs.find_unit(text, today())
    except Refusal:
        states = list(orgs.select(today(), words=text)[:OFFERED])
    else:
        states = [orgs.state_of(unit.pk, today())]
    above = orgs.states_of({s.parent_id for s in states if s.parent_id}, today())
    return [
        Choice(f"#{s.unit_id}", _with_place(unit_text(s), above.get(s.parent_id or 0)))
        for s in states
    ]


def units_named(register: Register, text: str) -> list[Choice]:
    """Return the units of today a register takes that bear a code or a name, by their codes."""
    try:
        found = [orgs.state_of(orgs.find_unit(text, today()).pk, today())]
    except Refusal:
        states = orgs.select(today(), words=text) if search_key(text) else []
        found = [state for state in states if access.takes(register, state)]
        found.sort(key=lambda state: state.search_key != search_key(text))
    above = orgs.states_of({s.parent_id for s in found if s.parent_id}, today())
    return [
        Choice(s.code, _with_place(unit_text(s), above.get(s.parent_id or 0)))
        for s in found[:OFFERED]
    ]


def _with_place(name: str, above: Any) -> str:
    return f"{name}, {unit_text(above)}" if above else name


def _entries(one: RegisterField, text: str, linked: Linked) -> list[Choice]:
    """Return entries of the field's register that hold the words."""
    register = access.find(one.of_register)
    reach = access.reach_of(linked.post, register)
    page = queries.entries(register, reach=reach, words=text, per_page=OFFERED)
    heading = register.heading.id
    return [
        Choice(f"#{row.entry_id}", f"{row.cells.get(heading) or ''}, {row.unit_name}")
        for row in page.rows
    ]
