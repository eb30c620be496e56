"""The rows behind a number of the report, with names, and a way on from each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.core.kinds import full_name
from phongtrao.duties import queries as duties
from phongtrao.duties.models import Desk
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.registers import queries as registers
from phongtrao.registers import tracing as entries
from phongtrao.reports.outline import Item
from phongtrao.reports.tracing import Source, SourceRow
from phongtrao.submissions import queries as submissions
from phongtrao.web.assessments.words import DOSSIER_STATES
from phongtrao.web.base.states import STATES
from phongtrao.web.duties.words import body_url, state_words
from phongtrao.web.figures.addresses import slug, unit_url
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.tables import Cell, Column, Table, number, state, text
from phongtrao.web.registers.words import title, value_text

TOKEN = re.compile(r"\{([A-Z]\d*(?:\.\d+)?)(?:\|\w+)?\}")


def tokens(item: Item) -> Iterator[str]:
    """The figure codes an item of the outline names, in order."""
    for match in TOKEN.finditer(" ".join((item.text, *item.lines))):
        yield match[1]


def table_of(found: Source, chosen: Sequence[SourceRow]) -> Table:
    """The chosen rows as a table; what each adds stands in the last column."""
    heads = {
        "report": [_("Unit"), _("Kind of unit"), _("Area"), _("State of its report")],
        "entry": [_("Line"), _("Unit"), _("Area")],
        "dossier": [_("Unit"), _("Kind of unit"), _("Area"), _("State")],
        "unit": [_("Unit"), _("Kind of unit"), _("Area")],
        "assignment": [_("Duty"), _("State")],
        "body": [_("Body")],
        "round": [_("Inspection round")],
        "visit": [_("Unit"), _("Day"), _("Inspection round")],
        "plan": [_("Target")],
    }[found.what]
    makers = {
        "report": _reports, "entry": _entries, "dossier": _dossiers, "unit": _units,
        "assignment": _assignments, "body": _bodies, "round": _rounds, "visit": _visits,
        "plan": _plan,
    }  # fmt: skip
    columns = [*map(Column, heads), Column(_("Adds"), "number")]
    lines = [
        [*cells, number(row.adds)]
        for cells, row in zip(makers[found.what](found, chosen), chosen, strict=True)
    ]
    empty = _("Nothing is counted for this year: the report says so in a sentence.")
    return Table("rows", _("Rows that are counted"), columns, lines, empty)


class _Names:
    """Names of units, of what they are and of where they lie, on the day of the report's map."""

    def __init__(self, found: Source, chosen: Sequence[SourceRow]) -> None:
        self.on = found.frame.on
        self.states = orgs.states_of([row.unit_id for row in chosen if row.unit_id], self.on)
        above = {one.parent_id for one in self.states.values() if one.parent_id}
        self.above = orgs.states_of(above, self.on)

    def name(self, row: SourceRow) -> str:
        """Name of the row's unit with its kind."""
        one = self.states.get(row.unit_id or 0)
        return full_name(one.kind, one.name) if one else "–"

    def kind(self, row: SourceRow) -> Cell:
        """Which of the reporting groups it belongs to."""
        one = self.states.get(row.unit_id or 0)
        return text(group_label(one.group) if one else "")

    def area(self, row: SourceRow) -> Cell:
        """The place directly above it."""
        one = self.states.get(row.unit_id or 0)
        above = self.above.get(one.parent_id or 0) if one else None
        return text(full_name(above.kind, above.name) if above else "")

    def slug(self, row: SourceRow) -> str:
        """The unit in an address."""
        one = self.states[row.unit_id or 0]
        return slug(one.code, one.name)

    def url(self, row: SourceRow) -> str:
        """Page of the unit."""
        one = self.states[row.unit_id or 0]
        return unit_url(one.code, one.name, self.on)


def _reports(found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    names = _Names(found, chosen)
    round_ = programmes.round_of(found.frame.form.id, found.frame.period)
    said = submissions.standing(round_, [row.unit_id for row in chosen if row.unit_id])
    lines = []
    for row in chosen:
        own = said.get(row.unit_id or 0)
        href = reverse("figures:source", args=[own.pk]) if own else names.url(row)
        words = str(STATES[row.state].label)
        lines.append(
            [text(names.name(row), href), names.kind(row), names.area(row), state(row.state, words)]
        )
    return lines


def _entries(found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    names = _Names(found, chosen)
    register = programmes.package().registers[found.register]
    lines = entries.lines(register, [int(row.ref) for row in chosen])
    words = registers.names_of(register, [line.cells for line in lines.values()])
    heading = register.heading
    cells = []
    for row in chosen:
        line = lines.get(int(row.ref))
        shown = value_text(register, heading, line.cells[heading.id], words) if line else ""
        href = reverse("registers:entry", args=[register.url, int(row.ref)])
        label = shown or f"{title(register)} {row.ref}"
        cells.append([text(label, href), text(names.name(row), names.url(row)), names.area(row)])
    return cells


def _dossiers(found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    names, period = _Names(found, chosen), found.frame.period.url
    lines = []
    for row in chosen:
        href = reverse("assessments:dossier", args=[period, names.slug(row)])
        code = DOSSIER_STATES[row.state]
        shown = state(code, str(STATES[code].label))
        lines.append([text(names.name(row), href), names.kind(row), names.area(row), shown])
    return lines


def _units(found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    names = _Names(found, chosen)
    return [
        [text(names.name(row), names.url(row)), names.kind(row), names.area(row)] for row in chosen
    ]


def _assignments(_found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    return [
        [
            text(row.label, reverse("duties:duty", args=[row.ref])),
            state(f"duty_{row.state}", state_words(row.state)),
        ]
        for row in chosen
    ]


def _bodies(found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    desks: dict[int, Any] = Desk.objects.in_bulk([int(row.ref) for row in chosen])
    names = duties.names(list(desks.values()), found.frame.on)
    return [[text(names[int(row.ref)], body_url(desks[int(row.ref)]))] for row in chosen]


def _rounds(_found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    return [[text(row.label, reverse("inspections:round", args=[row.ref]))] for row in chosen]


def _visits(found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    names = _Names(found, chosen)
    lines = []
    for row in chosen:
        href = reverse("inspections:visit", args=[row.ref, names.slug(row)])
        day = format_date(row.day) if row.day else ""
        lines.append([text(names.name(row), href), text(day), text(row.label)])
    return lines


def _plan(found: Source, chosen: Sequence[SourceRow]) -> list[list[Cell]]:
    period = found.frame.period.url
    return [
        [text(row.ref, f"{reverse('figures:target', args=[row.ref])}?ky={period}")]
        for row in chosen
    ]
