"""Reporting rounds: owed, sent, approved, accepted; by commune (ux.md 2.3 rows 30 and 31)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.accounts.models import Post, Role
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import charts, exports, round_scope
from phongtrao.web.figures.addresses import commune_url
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import READS_ALL, moved, period_label, today
from phongtrao.web.figures.tables import Cell, Column, Table, day, number, percent, state, text

STEPS = ("owed", "sent", "approved", "accepted")


def step_words(step: str) -> str:
    """Return a step of the funnel in words."""
    return {
        "owed": _("Owed"),
        "sent": _("Sent"),
        "approved": _("Approved"),
        "accepted": _("Accepted"),
    }[step]


def _units(post: Post) -> list[int] | None:
    """Return the units a post follows: all (None), or those that lie in its commune today."""
    if post.role in READS_ALL:
        return None
    return list(orgs.units_below(post.unit_id or 0, today()))


def _day(period: Period) -> date:
    """Return the day whose map the communes of a round are shown on."""
    return min(period.end, today())


def rounds(request: Any) -> HttpResponse:
    """List all rounds with their dates and rates."""
    package = programmes.package()
    units = _units(request.post)
    columns = [
        Column(_("Round")),
        Column(_("Opens"), "date"),
        Column(_("State")),
        *(Column(step_words(step), "number") for step in STEPS),
        Column(_("Sent, rate"), "percent"),
        Column(_("In time, rate"), "percent"),
    ]
    rows = [_round_row(units, package.forms[item.form], item) for item in programmes.rounds()]
    table = Table("rounds", _("Rounds, newest first"), columns, rows, _("No round is open yet."))
    sentence = _("%(number)s rounds, newest first") % {"number": len(rows)}
    if exports.asked(request):
        return exports.answer(request, table, sentence, "ky-bao-cao")
    return render(
        request,
        "figures/rounds.html",
        {
            "table": table,
            "sentence": sentence,
            "exports": exports.links(request),
            "unready": round_scope.unready(request.post, units),
        },
    )


def _state(item: Any) -> str:
    """Return the state of a round as people see it: one whose day is ahead is not open yet."""
    return "not_open" if item.state == "open" and item.opens > today() else str(item.state)


def _round_row(units: list[int] | None, form: Form, item: Any) -> list[Cell]:
    period = Period.parse(item.period)
    counts = submissions.progress_of(item, units)
    name = f"{said(form.title, form.title_en)} · {period_label(period)}"
    return [
        text(name, reverse("figures:round", args=[item.form, period.url])),
        day(item.opens),
        state(_state(item), str(STATES[_state(item)].label)),
        *(number(getattr(counts, step)) for step in STEPS),
        percent(counts.sent_rate),
        percent(counts.in_time_rate),
    ]


def _find(form: str, period: str) -> tuple[Form, Period, Any]:
    """Return the form, period and round of an address; Refusal 404 when there is none."""
    package = programmes.package()
    if form not in package.forms:
        raise Refusal(
            "form.unknown",
            f"Kế hoạch không có biểu “{form}”.",
            f"The plan has no form “{form}”.",
            status=404,
        )
    try:
        parsed = Period.parse(period)
    except ValueError as problem:
        words = str(problem).split(" / ")
        raise Refusal("period.unknown", words[0], words[-1], status=404) from problem
    return package.forms[form], parsed, programmes.round_of(form, parsed)


def round_(request: Any, form: str, period: str) -> HttpResponse:
    """Follow one round: the funnel, then commune by commune, slowest first."""
    definition, parsed, found = _find(form, period)
    on = _day(parsed)
    post: Post = request.post
    counts = submissions.progress_of(found, _units(post))
    table = _communes(post, found, on)
    title = f"{said(definition.title, definition.title_en)} · {period_label(parsed)}"
    sentence = " · ".join([title, _("slowest first")])
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"ky-{form}-{parsed.url}")
    return render(
        request,
        "figures/round.html",
        {
            "title": title,
            "funnel": _funnel(counts),
            "counts": counts,
            "table": table,
            "round": found,
            "state": _state(found),
            "sentence": sentence,
            "exports": exports.links(request),
            "deadlines": _deadlines(definition, parsed),
            "extended": programmes.extended_in(found, _units(post)),
            "units_url": f"{reverse('figures:units')}?bieu={form}&ky={parsed.url}&tt=due",
            "crumbs": [(_("Rounds"), reverse("figures:rounds")), (title, "")],
        },
    )


def _deadlines(form: Form, period: Period) -> list[tuple[str, date]]:
    """Return the deadlines of a form by audience, earliest first."""
    names = {
        "hamlet": _("Residential areas"),
        "commune": _("Communes"),
        "agency": _("Agencies"),
        "enterprise": _("Enterprises"),
        "school": _("Schools"),
        "body": _("Bodies of part IV"),
        "district": _("Districts"),
        "province": _("Province"),
    }
    found = [(names[audience], form.deadline(audience, "", period)) for audience in form.deadlines]
    return sorted(((n, d) for n, d in found if d is not None), key=lambda pair: pair[1])


def _funnel(counts: Any) -> list[tuple[str, int, str]]:
    """Return the four bars of the funnel on one scale."""
    found: list[tuple[str, int, str]] = []
    for step in STEPS:
        count = getattr(counts, step)
        share = count / counts.owed if counts.owed else 0
        title = f"{step_words(step)}: {count}"
        found.append((step_words(step), count, charts.share_bar(f"f-{step}", title, share)))
    return found


def _communes(post: Post, found: Any, on: date) -> Table:
    """Return the progress of each commune of the map, slowest first."""
    columns = [
        Column(_("Area")),
        Column(_("Sent, rate"), "chart"),
        *(Column(step_words(step), "number") for step in STEPS),
        Column(_("Sent, rate"), "percent"),
        Column(_("In time, rate"), "percent"),
    ]
    areas = submissions.progress_by_area(found, orgs.map_for(on).pk)
    if post.role == Role.COMMUNE_OFFICER:
        own = moved(post.unit_id or 0, on)
        areas = {key: value for key, value in areas.items() if key == own}
    states = orgs.states_of([key for key in areas if key is not None], on)
    ordered = sorted(areas.items(), key=lambda pair: (pair[1].sent_rate or 0, -pair[1].owed))
    rows = [_area_row(states.get(key) if key else None, counts, on) for key, counts in ordered]
    return Table("areas", _("By commune, slowest first"), columns, rows, _("Nothing is owed."))


def _area_row(area: Any, counts: Any, on: date) -> list[Cell]:
    """Return one commune of a round; units outside communes have one row of their own."""
    if area is None:
        name = text(_("Units of the province and districts"))
        ident = "a-0"
    else:
        name = text(full_name(area.kind, area.name), commune_url(area.code, area.name, on))
        ident = f"a-{area.unit_id}"
    rate = counts.sent_rate or 0
    bar = charts.share_bar(ident, f"{name.text}: {counts.sent}/{counts.owed}", rate)
    return [
        name,
        Cell(chart=bar),
        *(number(getattr(counts, step)) for step in STEPS),
        percent(counts.sent_rate),
        percent(counts.in_time_rate),
    ]
