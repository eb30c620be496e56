"""Lists and pages of units, and the figures of a commune (ux.md 2.3 rows 4, 5, 14, 18; 3.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.assessments.entrance import titles_table
from phongtrao.web.figures import exports, reading, unit_acts, unit_late, unit_parts
from phongtrao.web.figures import years as over_years
from phongtrao.web.figures.addresses import codes_in, slug, unit_url
from phongtrao.web.figures.scope import (
    Node,
    Scope,
    asked_period,
    map_with,
    period_label,
    read_scope,
    require,
    today,
)
from phongtrao.web.inspections.parts import beside_unit
from phongtrao.web.permissions import allows


def _unit_id(request: Any, slugged: str) -> tuple[int, date]:
    """Return the unit of an address and the day its code was written for."""
    written = request.GET.get("ngay", "")
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError as problem:
        raise Refusal(
            "day.unknown",
            f"Ngày “{written}” không hợp lệ. Viết dạng 2025-07-01.",
            f"Unknown day “{written}”.",
            status=404,
        ) from problem
    codes = codes_in(slugged)
    for code in codes:
        try:
            return orgs.find_unit(code, day).pk, day or today()
        except Refusal:
            continue
    raise orgs.unknown(codes[-1])


def _canonical(
    request: Any, slugged: str, unit_id: int, day: date, route: str
) -> HttpResponse | None:
    """Return a lasting redirect when the name in the address is an old one."""
    bearer = orgs.state_of(unit_id, day)
    right = slug(bearer.code, bearer.name)
    if slugged in (right, slug(bearer.code, full_name(bearer.kind, bearer.name))):
        return None
    query = request.GET.urlencode()
    path = reverse(route, args=[right])
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def _node(unit_id: int, day: date) -> Node:
    bearer = orgs.state_of(unit_id, day)
    return Node(unit_id, bearer.code, bearer.name, bearer.kind, bearer.group)


def unit(request: Any, slug: str) -> HttpResponse:
    """Show everything about one unit."""
    unit_id, day = _unit_id(request, slug)
    moved_away = _canonical(request, slug, unit_id, day, "figures:unit")
    if moved_away:
        return moved_away
    require(request.post, _node(unit_id, day), today(), rows=True)
    package = programmes.package()
    facts = unit_parts.facts_of(unit_id, min(day, today()), package, request.post)
    years = unit_parts.years_table(unit_id, package)
    forms = unit_acts.forms_to_fill(unit_id, request.post)
    reports = unit_parts.reports_table(unit_id, forms)
    if exports.asked(request):
        chosen = reports if request.GET.get("bang") == "bao-cao" else years
        return exports.answer(request, chosen, facts.name, f"don-vi-{facts.state.code}")
    current = orgs.place_of(unit_id).self_id
    return render(
        request,
        "figures/unit.html",
        {
            "facts": facts,
            "years": years,
            "reports": unit_parts.folded(reports, unit_id),
            "history": unit_parts.history_table(unit_id),
            "lineage": unit_parts.lineage_table(unit_id),
            "titles": titles_table(unit_id),
            "successor": _successor(unit_id, current),
            "heirs": _heirs(unit_id, facts.state.valid_to, current),
            "late": unit_late.late_reports(unit_id, request.post),
            "contact": unit_late.contact_of(unit_id),
            "acts": unit_acts.acts_for(facts.state, request.post, forms),
            "exports": exports.links(request, bang="nam"),
            "sentence": facts.name,
            "area_url": _area_url(facts.state, day),
            "inspections": beside_unit(request.post, unit_id),
            "may_answer": allows("inspections:answer", request.post.role),
            "here": request.get_full_path(),
        },
    )


def _successor(unit_id: int, current: int | None) -> tuple[str, str] | None:
    """Return the one unit that stands for this one today, when it is another."""
    if current is None or current == unit_id:
        return None
    now = orgs.state_of(current)
    return full_name(now.kind, now.name), unit_url(now.code, now.name)


def _heirs(unit_id: int, ended: date | None, current: int | None) -> list[tuple[str, str]]:
    """Return the units an ended one was split into, when no single one stands for it."""
    if ended is None or current is not None:
        return []
    steps = orgs.lineage(unit_id)
    return [
        (step.label, unit_url(step.code, step.name))
        for step in steps
        if step.direction == "into" and step.on == ended
    ]


def _area_url(bearer: Any, day: date) -> str:
    """Return the figures of an area: the commune's page, or all targets of what is above."""
    if bearer.group == "commune":
        query = f"?ngay={day.isoformat()}" if day < today() else ""
        return reverse("figures:commune", args=[slug(bearer.code, bearer.name)]) + query
    return f"{reverse('figures:targets')}?don-vi={bearer.code}&tu={day.isoformat()}"


def commune(request: Any, slug: str) -> HttpResponse:
    """Show the figures of one commune: targets worst first, its units, its reporting."""
    unit_id, day = _unit_id(request, slug)
    moved_away = _canonical(request, slug, unit_id, day, "figures:commune")
    if moved_away:
        return moved_away
    scope = _commune_scope(request, unit_id, day)
    package = programmes.package()
    items = sorted(reading.headline(package, scope), key=lambda item: item.order)
    sentence = " · ".join([scope.words, _("worst first")])
    table = reading.targets_table(items, sentence, over_years.sparklines(scope, items))
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"xa-{scope.node.code}")
    return render(
        request,
        "figures/commune.html",
        {
            "scope": scope,
            "table": table,
            "sentence": sentence,
            "tally": reading.tally(items),
            "exports": exports.links(request),
            "progress": _progress(scope),
            "unit_url": unit_url(scope.node.code, scope.node.name, scope.day),
            "units_url": f"{reverse('figures:units')}?xa={scope.node.code}",
        },
    )


def _commune_scope(request: Any, unit_id: int, day: date) -> Scope:
    """Return the scope of a commune's page; the commune of another day is followed to the map."""
    query = request.GET.copy()
    bearer = orgs.state_of(unit_id, day)
    query["don-vi"], query["tu"] = bearer.code, day.isoformat()
    if "ban-do" not in query:
        form = programmes.package().main_form.id
        query["ban-do"] = map_with(unit_id, asked_period(request, form))
    request.GET = query
    return read_scope(request)


def _progress(scope: Scope) -> list[tuple[str, Any]]:
    """Return how far each form of the period is in the commune."""
    found = []
    package = programmes.package()
    units_ids = list(orgs.units_below(scope.node.id, scope.day))
    for form in package.forms.values():
        for item in programmes.rounds(form.id):
            if Period.parse(item.period).year == scope.period.year:
                period = Period.parse(item.period)
                found.append((period_label(period), submissions.progress_of(item, units_ids)))
    return found
