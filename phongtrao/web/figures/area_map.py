"""Communes on a grid of tiles: one target by its verdicts, the whole plan by targets not met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.kinds import full_name
from phongtrao.orgs import queries as orgs
from phongtrao.web.figures.addresses import commune_url
from phongtrao.web.figures.present import ORDER, Shown
from phongtrao.web.figures.reading import value_cell, verdict_cell
from phongtrao.web.figures.scope import Scope
from phongtrao.web.figures.sentences import Area
from phongtrao.web.figures.tables import Column, Table, text
from phongtrao.web.figures.tile_map import Mark, Reading, key_of, placed, tile_map

#: Communes whose names still fit under the map on the one sheet of a leader.
PRINTED_NAMES = 120


@dataclass(frozen=True)
class AreaMap:
    """A map with the finding as its title, the count of each verdict, and the table behind it."""

    svg: str
    title: str
    key: tuple[tuple[str, int], ...]
    table: Table
    names: tuple[Reading, ...]


@dataclass(frozen=True)
class PlanMap:
    """The map of the whole plan, and for paper what its labels stand for (`part`: not all)."""

    svg: str
    names: tuple[Reading, ...]
    part: bool


def of_target(items: Sequence[Shown], scope: Scope) -> AreaMap | None:
    """Draw one target over the communes; None when no commune is judged by it."""
    judged = [item for item in items if item.figure.verdict != "not_judged"]
    if not judged:
        return None
    states = orgs.states_of([item.figure.node_id for item in judged], scope.day)
    marks = [_verdict_mark(item, states[item.figure.node_id], scope) for item in judged]
    counts = Counter(item.figure.verdict for item in judged)
    key = tuple((verdict, counts[verdict]) for verdict in ORDER if counts[verdict])
    title = _finding(counts["missed"] + counts["near"], counts["not_enough_data"], len(judged))
    names = tuple(key_of(mark.name for mark in marks))
    return AreaMap(_drawn(title, marks, scope), title, key, _table(judged, states, scope), names)


def _finding(behind: int, unknown: int, total: int) -> str:
    """Say in how many communes the goal is not reached, and how many are not known."""
    words = _("Not reached in %(n)s of %(all)s communes") % {"n": behind, "all": total}
    if unknown:
        words += "; " + _("not enough data in %(n)s") % {"n": unknown}
    return words


def _verdict_mark(item: Shown, state: Any, scope: Scope) -> Mark:
    name = full_name(state.kind, state.name)
    words = f"{name}: {item.verdict_label}, {item.value_text}"
    href = commune_url(state.code, state.name, scope.day)
    return Mark(state.unit_id, state.name, href, words, item.tone, item.tone)


def _table(items: Sequence[Shown], states: Mapping[int, Any], scope: Scope) -> Table:
    """The same communes in words, worst first."""
    columns = [
        Column(_("Commune")),
        Column(_("Value"), "number"),
        Column(_("Reported"), "number"),
        Column(_("Verdict")),
    ]
    rows = []
    for item in sorted(items, key=lambda item: item.order):
        state = states[item.figure.node_id]
        name = full_name(state.kind, state.name)
        href = commune_url(state.code, state.name, scope.day)
        cells = [value_cell(item), text(item.coverage_text), verdict_cell(item)]
        rows.append([text(name, href), *cells])
    return Table("communes", _("Communes of the map"), columns, rows)


def of_plan(areas: Sequence[Area], scope: Scope) -> PlanMap | None:
    """Draw how many targets each commune does not meet; None when no commune has a figure."""
    if not areas:
        return None
    marks = [
        Mark(area.unit, area.bare, area.href, area.words, f"k{area.tone}", area.sign)
        for area in areas
    ]
    svg = _drawn(_("Communes by number of targets not met"), marks, scope)
    return PlanMap(svg, *_printed_names(areas))


def _printed_names(areas: Sequence[Area]) -> tuple[tuple[Reading, ...], bool]:
    """Return the names under the map, and whether only those with targets not met fit."""
    names = [area.bare for area in areas]
    if len(names) <= PRINTED_NAMES:
        return tuple(key_of(names)), False
    behind = [area.bare for area in areas if area.missed]
    return tuple(key_of(names, set(behind[:PRINTED_NAMES]))), True


def _drawn(title: str, marks: Sequence[Mark], scope: Scope) -> str:
    cells = orgs.cells([mark.unit for mark in marks], scope.day)
    return tile_map("m", title, placed(marks, cells))
