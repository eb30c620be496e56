"""`/so/<sổ>/goi-y/`: units whose own reports meet the register's conditions, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.formula import ColumnType
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register, ShortList
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access
from phongtrao.rules.shortlists import Candidate, best, candidates
from phongtrao.submissions import queries as submissions
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label, today, within_reach
from phongtrao.web.figures.tables import Cell, Column, Table, slice_of, text
from phongtrao.web.registers import words
from phongtrao.web.registers.desk import open_register
from phongtrao.web.registers.links import Choice
from phongtrao.web.templatetags.phongtrao import vn

NEAR = "gan-du"
#: Who writes lines of units other than their own.
PROPOSERS = ("commune_officer", "standing_office")


@require_safe
def short_list(request: Any, register: str) -> HttpResponse:
    """Units that meet every condition; with `?gan-du=1` also those that lack one."""
    desk = open_register(request, register)
    listed = desk.register.short_list
    if listed is None:
        raise Refusal(
            "register.no_short_list", "Sổ này không có danh sách gợi ý.", "None.", status=404
        )
    periods = programmes.periods(listed.form)
    asked = request.GET.get("ky", "")
    period = next((p for p in periods if asked in (p.url, p.code)), _last_whole(periods))
    judged = _judged(request.post, listed, period)
    near = bool(request.GET.get(NEAR))
    found = best(judged, 1 if near else 0)
    table = _table(desk, listed, found)
    counts = {"number": vn(sum(one.complete for one in judged)), "all": vn(len(judged))}
    sentence = " · ".join(
        [period_label(period), _("%(number)s of %(all)s units meet every condition") % counts]
        + ([_("with those that lack one")] if near else [])
    )
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"goi-y-{desk.register.url}")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "desk": desk,
        "heading": said(listed.title, listed.title_en),
        "law": listed.law,
        "periods": [Choice(p.url, period_label(p), p == period) for p in reversed(periods)],
        "near": near,
        "sentence": sentence,
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "exports": exports.links(request),
    }
    return render(request, "registers/short_list.html", context)


def _last_whole(periods: Sequence[Period]) -> Period:
    """Return the newest period that is over; Refusal 404 before the first."""
    over = [period for period in periods if period.end < today()] or list(periods)
    if not over:
        raise Refusal("period.none", "Chưa có kỳ báo cáo nào.", "No period yet.", status=404)
    return over[-1]


def _judged(post: Any, listed: ShortList, period: Period) -> list[Candidate]:
    """Judge the units within the post's reach that have reported."""
    form = programmes.package().forms[listed.form]
    columns: dict[str, ColumnType] = {
        name: "integer" if kind == "integer" else "text" for name, kind in form.columns().items()
    }
    rows = submissions.rows(listed.form, period)
    reach = within_reach(post, (row["unit_id"] for row in rows), min(period.end, today()))
    kept = [row for row in rows if row["unit_id"] in reach and row["state"] != "due"]
    return list(candidates(listed, columns, kept))


def _table(desk: Any, listed: ShortList, found: Sequence[Candidate]) -> Table:
    states = orgs.states_of({one.unit_id for one in found}, today())
    above = orgs.states_of({s.parent_id for s in states.values() if s.parent_id}, today())
    columns = [Column(_("Unit")), *(Column(words.label(one)) for one in listed.conditions)]
    proposes = desk.may_add and desk.post.role in PROPOSERS
    if proposes:
        columns.append(Column(_("Next step")))
    rows = []
    for one in found:
        state = states[one.unit_id]
        place = words.unit_text(above[state.parent_id]) if state.parent_id in above else ""
        name = text(words.unit_text(state), unit_url(state.code, state.name), place)
        cells = [name, *(text(_met(one.met[c.id])) for c in listed.conditions)]
        rows.append([*cells, *([_step(desk, state)] if proposes else [])])
    empty = _("No unit meets every condition in this period.")
    return Table("short-list", said(listed.title, listed.title_en), columns, rows, empty)


def _step(desk: Any, state: Any) -> Cell:
    """Return the way to propose a unit; nothing where the register takes no lines of it."""
    if not access.takes(desk.register, state):
        return text("")
    add = f"{reverse('registers:add', args=[desk.register.url])}?don-vi={state.code}"
    return text(_("Propose"), add)


def _met(met: bool | None) -> str:
    return {True: _("✓ met"), False: _("✗ not met"), None: _("not said")}[met]


def address(post: Any, register: Register) -> str:
    """Return the address of the short-list for a post that may use it, '' otherwise."""
    if register.short_list is None or post.role == "unit_contact":
        return ""
    may = access.may_read(post, register)
    return reverse("registers:short_list", args=[register.url]) if may else ""
