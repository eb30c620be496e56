"""`/kiem-tra/<mã>/`: one round: its sample, its visits, how often claims did not hold."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.inspections import access, actions, queries
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures import exports
from phongtrao.web.figures.present import group_label, said
from phongtrao.web.figures.scope import period_label
from phongtrao.web.figures.tables import Column, Table, number, percent, text
from phongtrao.web.inspections import effects, words


@require_safe
def round_page(request: HttpRequest, round: str) -> HttpResponse:
    """Show a round; export its visits or its rates (`?bang=ty-le`)."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.round_for(post, round)
    visits = [v for v in queries.visits_of(found) if access.may_read(post, v.unit_id)]
    table = units_table(post, found, visits)
    rates = rates_table(visits)
    chosen = rates if request.GET.get("bang") == "ty-le" else table
    if exports.asked(request):
        return exports.answer(request, chosen, found.title, f"kiem-tra-{found.code}")
    whole = post.role in access.READS_ALL
    aside = [row for row in queries.selected(found) if row.set_aside]
    context = {
        "round": found,
        "days": words.days_of(found),
        "period": period_label(Period.parse(found.period)),
        "team": [line for line in found.team.splitlines() if line.strip()],
        "table": table,
        "rates": rates,
        "effects": effects.effects_of(found, visits) if whole else [],
        "exports": exports.links(request),
        "sentence": _("%(done)s of %(all)s units visited")
        % {"done": len(visits), "all": len(table.rows)},
        "replaceable": replaceable(found, visits) if access.may_plan(post) else [],
        "reasons": [(r.id, said(r.label, r.label_en)) for r in _reasons()],
        "aside": [(row.code, words.reason_words(row.set_aside)) for row in aside],
        "may_plan": access.may_plan(post),
        "may_draw": _may_draw(post, found),
        "area_words": _area_words(found),
        "whole": whole,
    }
    return render(request, "inspections/round.html", context)


def _reasons() -> Any:
    return queries.rules_of().replacement_reasons


def _may_draw(post: Any, found: Any) -> bool:
    due = found.draw_at is not None and timezone.now() >= found.draw_at
    return access.may_plan(post) and found.is_drawn and not found.seed and due


def _area_words(found: Any) -> str:
    groups = queries.area_groups(programmes.package(), found.ends)
    return ", ".join(group_label(group) for group in groups).lower()


def units_table(post: Any, found: Any, visits: list[queries.Checked]) -> Table:
    """Return the units of a round: how chosen, when visited, what differs."""
    columns = [
        Column(_("Unit")),
        Column(_("Code")),
        Column(_("Kind of unit")),
        Column(_("Chosen")),
        Column(_("Visited")),
        Column(_("Looked at"), "number"),
        Column(_("Differs"), "number"),
    ]
    done = {visit.unit_id: visit for visit in visits}
    rows = [row for row in queries.selected(found) if not row.set_aside]
    rows = [row for row in rows if access.may_read(post, row.unit_id)]
    states = orgs.states_of([row.unit_id for row in rows], found.starts)
    lines = []
    for row in rows:
        state = states[row.unit_id]
        visit = done.get(row.unit_id)
        href = reverse("inspections:visit", args=[found.code, words.slug_of(state)])
        lines.append(
            [
                text(words.unit_name(state), href),
                text(row.code),
                text(group_label(row.group)),
                text(words.origin_words(row.origin)),
                text(_day(visit.payload["day"]) if visit else _("not yet")),
                number(len(visit.looked_at) if visit else None),
                number(len(visit.differing) if visit else None),
            ]
        )
    empty = _("No unit is named yet.")
    return Table("units", _("Units of the round"), columns, lines, empty)


def _day(text_: str) -> str:
    year, month, day = text_.split("-")
    return f"{day}/{month}/{year}"


def rates_table(visits: list[queries.Checked]) -> Table:
    """Return, field by field, how often the claim did not hold, with its interval."""
    columns = [
        Column(_("What was looked at")),
        Column(_("Units looked at"), "number"),
        Column(_("Differs"), "number"),
        Column(_("Rate"), "percent"),
        Column(_("95% interval")),
    ]
    rows = [
        [
            text(words.field_label(item.field)),
            number(item.rate.checked),
            number(item.rate.wrong),
            percent(item.rate.value),
            text(effects.interval_words(item.rate)),
        ]
        for item in queries.field_rates(visits)
    ]
    empty = _("Nothing has been looked at yet.")
    return Table("rates", _("Claimed against found"), columns, rows, empty)


def replaceable(found: Any, visits: list[queries.Checked]) -> list[tuple[int, str]]:
    """Return the drawn units that may still be replaced: (unit id, words)."""
    done = {visit.unit_id for visit in visits}
    rows = [r for r in queries.selected(found) if not r.set_aside and r.origin != "listed"]
    left = [row for row in rows if row.unit_id not in done]
    states = orgs.states_of([row.unit_id for row in left], found.starts)
    return [(r.unit_id, f"{r.code} {words.unit_name(states[r.unit_id])}") for r in left]


@require_POST
def draw(request: HttpRequest, round: str) -> HttpResponse:
    """Draw the sample, once."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.round_for(post, round, "plan")
    drawn = actions.draw(round_=found, by=post)
    messages.success(request, _("%(n)s units drawn. The proof is open to all.") % {"n": len(drawn)})
    return redirect("inspections:round", round)


@require_POST
def replace(request: HttpRequest, round: str) -> HttpResponse:
    """Put the next unit in drawn order in the place of one."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.round_for(post, round, "plan")
    unit = request.POST.get("don-vi", "")
    made = actions.replace(
        round_=found,
        unit_id=int(unit) if unit.isdigit() else 0,
        reason=request.POST.get("ly-do", ""),
        by=post,
    )
    messages.success(request, _("Replaced by %(code)s, next in drawn order.") % {"code": made.code})
    return redirect("inspections:round", round)


@require_POST
def add(request: HttpRequest, round: str) -> HttpResponse:
    """Name areas (all of them, by one button) or units by their codes."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.round_for(post, round, "plan")
    if request.POST.get("do") == "areas":
        units = [state.unit_id for state in queries.areas_on(found.ends)]
    else:
        units = [_unit(code, found) for code in request.POST.get("ma", "").split()]
    added = actions.add_units(round_=found, unit_ids=units, by=post)
    messages.success(request, _("%(n)s units named.") % {"n": added})
    return redirect("inspections:round", round)


def _unit(code: str, found: Any) -> int:
    try:
        return int(orgs.find_unit(code.strip(",;"), found.starts).pk)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.message, refusal.message_en, status=422) from refusal
