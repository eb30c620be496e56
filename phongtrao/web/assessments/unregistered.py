"""`/danh-gia/<kỳ>/chua-dang-ky/`: units in scope that have not registered, holders first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.assessments import queries
from phongtrao.core.kinds import REPORTING_GROUPS, full_name
from phongtrao.orgs import queries as orgs
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.comparing import node_of
from phongtrao.web.assessments.words import name_of
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.tables import Column, Table, slice_of, text
from phongtrao.web.templatetags.phongtrao import vn

HELD = "giu"


@require_safe
def unregistered(request: Any, period: str) -> HttpResponse:
    """Units that have not registered for the title of a year."""
    year = scope.year_of(period)
    asked = request.GET.get("loai", "")
    group = asked if asked in REPORTING_GROUPS else ""
    held_only = request.GET.get("nam-truoc") == HELD
    node_id = node_of(request.post, year)
    held = {state.unit_id for state in queries.renewals(year, node_id, group)}
    found = queries.not_registered(year, node_id, group)
    listed = [state for state in found if not held_only or state.unit_id in held]
    table = _table(sorted(listed, key=lambda state: state.unit_id not in held), held, year)
    words = [_("%(number)s units") % {"number": vn(len(listed))}, str(year)]
    words += [group_label(group)] if group else []
    words += [_("recognised the year before")] if held_only else []
    sentence = " · ".join(words)
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"chua-dang-ky-{period}")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "period": period,
        "year": year,
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
        "groups": [(code, group_label(code), code == group) for code in REPORTING_GROUPS],
        "held_only": held_only,
        "held_count": len(held),
    }
    return render(request, "assessments/unregistered.html", context)


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
