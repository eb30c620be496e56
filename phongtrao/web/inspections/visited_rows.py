"""The units behind a figure that counts visits: days, rounds, the record itself one click away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.periods import Period
from phongtrao.inspections import access, queries
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.tables import Cell, Column, Table, number, text, written
from phongtrao.web.inspections.parts import visit_url
from phongtrao.web.templatetags.phongtrao import vndate


def visited_table(post: Any, rows: Iterable[Any], period: Period) -> Table:
    """Return units with their visits of a period, those visited first as the rows come."""
    listed = list(rows)
    visits: dict[int, list[Any]] = defaultdict(list)
    wanted = [row.unit_id for row in listed if row.adds]
    for visit in queries.visits_in(period).filter(unit_id__in=wanted):
        visits[visit.unit_id].append(visit)
    columns = [
        Column(_("Unit")),
        Column(_("Kind of unit")),
        Column(_("Days visited")),
        Column(_("Record of the visit")),
        Column(_("Counts as met"), "number"),
        Column(_("Counts in all"), "number"),
    ]
    cells = [_row(post, row, visits[row.unit_id], period) for row in listed]
    empty = _("No visit written down in this period yet.")
    return Table("rows", _("Units that are counted"), columns, cells, empty)


def _row(post: Any, row: Any, visits: list[Any], period: Period) -> list[Cell]:
    """One unit; the title of the newest round leads to what the team wrote."""
    days = ", ".join(str(vndate(visit.day)) for visit in visits)
    record = text("")
    if visits:
        may_open = access.may_read(post, row.unit_id)
        record = written(visits[-1].round.title, visit_url(visits[-1]) if may_open else "")
    return [
        text(row.name, unit_url(row.code, row.name, period.end)),
        text(group_label(row.group)),
        text(days),
        record,
        number(row.adds),
        number(row.adds if row.adds_below is None else row.adds_below),
    ]
