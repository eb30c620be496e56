"""`/kiem-tra/`: what the visits of a year cover, rounds, follow-ups, signals (ux.md 2.3 row 35)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.analytics import queries as analytics
from phongtrao.core.periods import Period
from phongtrao.inspections import access, queries
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Package
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures import exports
from phongtrao.web.figures.present import Shown, group_label, said, show
from phongtrao.web.figures.scope import Option, period_label, today
from phongtrao.web.figures.tables import Cell, Column, Table, number, text, written
from phongtrao.web.inspections import words


@dataclass(frozen=True)
class Tile:
    """Coverage of one period, the targets it makes, and what units reported themselves."""

    label: str
    coverage: queries.Coverage
    missing: tuple[str, ...]
    area_word: str
    counted: tuple[Shown, ...]
    reported: tuple[Shown, ...]
    kinds: tuple[tuple[str, int], ...]


def overview(request: Any) -> HttpResponse:
    """Show coverage, rounds, findings and follow-ups of a year; a commune sees its own visits."""
    package = programmes.package()
    rules = queries.rules_of(package)
    year = _year(request)
    mine = request.post.role not in access.READS_ALL
    table = own_table(request.post, year) if mine else rounds_table(year)
    sentence = _("%(number)s rows · %(year)s") % {"number": len(table.rows), "year": year}
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"kiem-tra-{year}")
    tiles = [] if mine else _tiles(package, year)
    waiting = queries.follow_ups(request.post).filter(state__in=("open", "reported")).count()
    context = {
        "year": year,
        "years": _years(year),
        "tiles": tiles,
        "table": table,
        "sentence": sentence,
        "exports": exports.links(request),
        "waiting": waiting,
        "mine": mine,
        "may_plan": access.may_plan(request.post),
        "unknown": _unknown(tiles, rules),
        "rules": rules,
    }
    return render(request, "inspections/overview.html", context)


def _year(request: Any) -> int:
    asked = request.GET.get("nam", "")
    known = queries.years()
    return int(asked) if asked.isdigit() and len(asked) == 4 else (known or [today().year])[0]


def _years(year: int) -> list[Option]:
    known = sorted({*queries.years(), year, today().year}, reverse=True)
    return [Option(str(one), str(one), one == year) for one in known]


def _unknown(tiles: list[Tile], rules: Any) -> str:
    """The sentence about what no document says yet, where a tile rests on it."""
    open_ = any(tile.coverage.replaced and not tile.coverage.document for tile in tiles)
    return said(rules.unknown_note, rules.unknown_note_en) if open_ else ""


def _tiles(package: Package, year: int) -> list[Tile]:
    """The first half and the year (a plan with yearly rounds: the year)."""
    rules = queries.rules_of(package)
    periods = [Period(year, 1), Period(year)] if rules.every == "half" else [Period(year)]
    return [_tile(package, period) for period in periods]


def _tile(package: Package, period: Period) -> Tile:
    found = queries.coverage(period)
    counted, reported = _figures(package, period)
    groups = queries.area_groups(package, period.end)
    missing = [words.unit_name(area.state) for area in found.areas if not area.days]
    return Tile(
        period_label(period),
        found,
        tuple(missing),
        ", ".join(group_label(group) for group in groups).lower(),
        counted,
        reported,
        tuple((group_label(group), count) for group, count in found.units.items()),
    )


def _figures(package: Package, period: Period) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """Return (the targets that count visits, the same targets as units report them)."""
    rules = queries.rules_of(package)
    provinces = orgs.units_on(period.end, "province")
    if not provinces:
        return (), ()
    fields = {one.target: one.field for one in (rules.areas, rules.units)}
    found = analytics.figures(list(fields), [period], provinces[0].unit_id)
    shown = [show(package.targets[figure.target], figure) for figure in found if not figure.group]
    counted = tuple(item for item in shown if item.by_visits and not item.figure.reading)
    reported = tuple(item for item in shown if fields[item.target.id] in item.goal.numerator)
    return counted, reported


def rounds_table(year: int) -> Table:
    """Return the rounds of a year: days, how chosen, visits done, document."""
    columns = [
        Column(_("Inspection round")),
        Column(_("Days")),
        Column(_("Units chosen")),
        Column(_("To visit"), "number"),
        Column(_("Visited"), "number"),
        Column(_("Document")),
    ]
    tallies = queries.tallies()
    rows = []
    for found in queries.rounds_in(year):
        chosen, done = tallies[found.pk]
        rows.append(
            [
                written(found.title, reverse("inspections:round", args=[found.code]), found.code),
                text(words.days_of(found)),
                text(_method(found)),
                number(chosen),
                number(done),
                written(found.document),
            ]
        )
    empty = _("No inspection round in this year yet.")
    return Table("rounds", _("Inspection rounds"), columns, rows, empty)


def _method(found: Any) -> str:
    if not found.is_drawn:
        return _("named by the plan")
    return _("drawn by lot") if found.seed else _("to be drawn")


def own_table(post: Any, year: int) -> Table:
    """Return the visits to units of a commune in a year."""
    columns = [
        Column(_("Unit")),
        Column(_("Day")),
        Column(_("Inspection round")),
        Column(_("Differs"), "number"),
    ]
    visits = [v for v in queries.visits_in(Period(year)) if access.may_read(post, v.unit_id)]
    states = orgs.states_of([v.unit_id for v in visits], Period(year).end)
    rows: list[list[Cell]] = []
    for visit in visits:
        state = states[visit.unit_id]
        href = reverse("inspections:visit", args=[visit.round.code, words.slug_of(state)])
        checked = queries.checked(visit.round, visit.unit_id)
        rows.append(
            [
                text(words.unit_name(state), href),
                text(visit.day.strftime("%d/%m/%Y") if visit.day else ""),
                written(visit.round.title),
                number(len(checked.differing) if checked else 0),
            ]
        )
    empty = _("No unit of this commune was visited in this year.")
    return Table("visits", _("Visits to units of this commune"), columns, rows, empty)
