"""Parts of other pages: the registers of a unit, the registers of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register
from phongtrao.registers import access, queries
from phongtrao.web.registers import words
from phongtrao.web.registers.lists import ALL_LINES, by_clause, own_code


@dataclass(frozen=True)
class RegisterLine:
    """One register with its number of lines, where they are listed, where one is added."""

    title: str
    noun: str
    href: str
    total: int
    states: str
    add: str = ""


def of_unit(post: Any, unit_id: int) -> list[RegisterLine]:
    """Return the registers the post reads that this unit or a unit below it may write in."""
    state = orgs.state_of(unit_id)
    area = state.group in ("commune", "district", "province")
    found = []
    for register in by_clause(access.registers_for(post)):
        own = access.takes(register, state)
        if own or (area and register.owner == "unit"):
            found.append(_line(post, register, state, own))
    return found


def _line(post: Any, register: Register, state: Any, own: bool) -> RegisterLine:
    reach = access.reach_of(post, register)
    filters = {"unit": str(state.unit_id)}
    counted = queries.counts_by_state(register, reach=reach, filters=filters)
    said = [f"{words.label(one)} {count}" for one, count in counted if count and register.states]
    base = reverse("registers:list", args=[register.url])
    writes = own and access.may_write(post, register, state.unit_id)
    add = f"{reverse('registers:add', args=[register.url])}?don-vi={state.code}" if writes else ""
    return RegisterLine(
        words.title(register),
        words.noun(register),
        f"{base}?dv={state.code}",
        sum(count for _one, count in counted),
        " · ".join(said),
        add,
    )


def by_clauses(post: Any) -> dict[str, Sequence[RegisterLine]]:
    """Return clause → its registers with the number of lines this post reaches."""
    found: dict[str, list[RegisterLine]] = {}
    for register in by_clause(access.registers_for(post)):
        counted = queries.counts(register, "state", reach=access.reach_of(post, register))
        base = reverse("registers:list", args=[register.url])
        line = RegisterLine(
            words.title(register),
            words.noun(register),
            f"{base}?{ALL_LINES}" if own_code(post, register) else base,
            sum(counted.values()),
            "",
        )
        for clause in register.clauses:
            found.setdefault(clause, []).append(line)
    return dict(found)
