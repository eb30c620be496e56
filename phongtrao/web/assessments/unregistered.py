"""`/danh-gia/<kỳ>/chua-dang-ky/`: units in scope that have not registered, holders first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.assessments import queries
from phongtrao.core.kinds import full_name
from phongtrao.orgs import queries as orgs
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.listed import group_choices, group_of, list_page, node_of
from phongtrao.web.assessments.words import name_of
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.tables import Column, Table, text
from phongtrao.web.templatetags.phongtrao import vn

HELD = "giu"


@require_safe
def unregistered(request: Any, period: str) -> HttpResponse:
    """Units that have not registered for the title of a year."""
    year, group = scope.year_of(period), group_of(request)
    held_only = request.GET.get("nam-truoc") == HELD
    node_id = node_of(request.post, year)
    held = {state.unit_id for state in queries.renewals(year, node_id, group)}
    found = queries.not_registered(year, node_id, group)
    listed = [state for state in found if not held_only or state.unit_id in held]
    return list_page(
        request,
        "unregistered",
        year,
        _table(sorted(listed, key=lambda state: state.unit_id not in held), held, year),
        words=[
            _("%(number)s units") % {"number": vn(len(listed))},
            str(year),
            group_label(group) if group else "",
            _("recognised the year before") if held_only else "",
        ],
        file="chua-dang-ky",
        groups=group_choices(group),
        held_only=held_only,
        held_count=len(held),
    )


def _table(states: list[Any], held: set[int], year: int) -> Table:
    columns = [Column(_("Unit")), Column(_("Kind of unit")), Column(_("Belongs to"))]
    columns += [Column(_("The year before"))]
    above = orgs.states_of({s.parent_id for s in states if s.parent_id}, scope.day_of(year))
    rows = []
    for state in states:
        parent = above.get(state.parent_id) if state.parent_id else None
        args = [scope.period_of(year), scope.slug_of(state)]
        rows.append(
            [
                text(name_of(state), reverse("assessments:dossier", args=args)),
                text(group_label(state.group)),
                text(full_name(parent.kind, parent.name) if parent else ""),
                text(_("recognised") if state.unit_id in held else ""),
            ]
        )
    empty = _("Every unit in scope has registered for %(year)s.") % {"year": year}
    return Table("unregistered", _("Units that have not registered"), columns, rows, empty)
