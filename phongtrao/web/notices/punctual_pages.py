"""`/dung-han/`: on-time rates by commune and kind, and who was late, to the moment."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.kinds import REPORTING_GROUPS, full_name
from phongtrao.core.periods import Period
from phongtrao.jobs import queries
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.titles import report_title
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import commune_url, unit_url
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.tables import Column, Table, number, percent, slice_of, text
from phongtrao.web.notices.wording import lateness, moment
from phongtrao.web.templatetags.phongtrao import deadline, vn

VIEWS = ("xa", "loai", "tre")


@require_safe
def punctuality(request: Any) -> HttpResponse:
    """Rates of one round in the post's reach; one of three tables."""
    rounds = sorted(programmes.rounds(), key=lambda r: Period.parse(r.period), reverse=True)
    if not rounds:
        return render(request, "notices/punctuality.html", {"table": _empty(), "sentence": ""})
    chosen = next((r for r in rounds if _code(r) == request.GET.get("ky")), None) or _newest(rounds)
    view = request.GET.get("xem", "xa")
    view = view if view in VIEWS else "xa"
    group = request.GET.get("loai", "")
    group = group if group in REPORTING_GROUPS else ""
    rows = [
        row
        for row in queries.sent_of(chosen, _reach(request.post))
        if not group or row.group == group
    ]
    now = timezone.now()
    whole = queries.counted(rows, now)
    table = _table(view, rows, chosen, now)
    units = _("%(n)s units") % {"n": vn(whole.owed)}
    said = [_title(chosen), units, group_label(group) if group else "", _view_words(view)]
    sentence = " · ".join(part for part in said if part)
    if exports.asked(request):
        return exports.answer(request, table, sentence, "dung-han")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "whole": whole,
        "worst": lateness(whole.worst) if whole.late else "",
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
        "periods": [(_code(r), _title(r), r.pk == chosen.pk) for r in rounds],
        "views": [(code, _view_words(code), code == view) for code in VIEWS],
        "groups": [(code, group_label(code), code == group) for code in REPORTING_GROUPS],
    }
    return render(request, "notices/punctuality.html", context)


def _empty() -> Table:
    return Table("punctuality", _("On time"), [], [], _("No round has been opened yet."))


def _newest(rounds: Any) -> Any:
    """The newest round whose deadlines have begun to pass, else the newest."""
    return next((r for r in rounds if Period.parse(r.period).start <= accounts.today()), rounds[0])


def _code(round_: Any) -> str:
    return f"{round_.form}-{round_.period}"


def _title(round_: Any) -> str:
    form = programmes.package().forms.get(round_.form)
    return report_title(form, Period.parse(round_.period)) if form else _code(round_)


def _view_words(view: str) -> str:
    return {"xa": _("By commune"), "loai": _("By kind"), "tre": _("Sent late")}[view]


def _reach(post: Any) -> set[int] | None:
    """Units a post may see here: a commune its own and below, the province's offices all."""
    if post.role != "commune_officer":
        return None
    return set(orgs.units_below(post.unit_id or 0, accounts.today()))


def _table(view: str, rows: list[queries.Sent], round_: Any, now: Any) -> Table:
    if view == "tre":
        return _late(rows)
    first = Column(_("Commune") if view == "xa" else _("Kind of unit"))
    columns = [
        first,
        Column(_("Owe"), "number"),
        Column(_("On time"), "number"),
        Column(pgettext("column", "Rate"), "percent"),
        Column(_("Sent late"), "number"),
        Column(_("Not sent"), "number"),
        Column(_("Longest lateness")),
    ]
    if view == "loai":
        parts = [
            (text(group_label(group)), counts)
            for group, counts in sorted(queries.by_group(rows, now).items())
        ]
    else:
        parts = _communes(rows, now)
    listed = [
        [
            name,
            number(c.owed),
            number(c.on_time),
            percent(c.rate),
            number(c.late),
            number(c.silent),
            text(lateness(c.worst) if c.late else ""),
        ]
        for name, c in parts
    ]
    return Table("punctuality", _view_words(view), columns, listed, _("Nobody owes this report."))


def _communes(rows: list[queries.Sent], now: Any) -> list[Any]:
    """(name cell, counts) by commune of today, the lowest rate first."""
    today = accounts.today()
    found = queries.by_commune(rows, today, now)
    states = orgs.states_of({unit for unit in found if unit}, today)
    ordered = sorted(found.items(), key=lambda pair: (pair[1].rate or 0, -pair[1].owed))
    return [
        (
            text(_named(states[unit]), commune_url(states[unit].code, states[unit].name))
            if unit
            else text(_("Province level")),
            counts,
        )
        for unit, counts in ordered
    ]


def _named(state: Any) -> str:
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]


def _late(rows: list[queries.Sent]) -> Table:
    """Units that sent late, the longest first, to the moment."""
    late = sorted((row for row in rows if row.late), key=lambda row: row.late, reverse=True)  # type: ignore[arg-type,return-value]
    states = orgs.states_of({row.unit_id for row in late})
    columns = [
        Column(_("Unit")),
        Column(_("Kind of unit")),
        Column(_("Deadline")),
        Column(_("Sent at")),
        Column(_("Late by")),
    ]
    listed = [
        [
            text(_named(states[row.unit_id]),
                 unit_url(states[row.unit_id].code, states[row.unit_id].name)),
            text(group_label(row.group)),
            text(deadline(row.deadline), note=_("extended") if row.extended else ""),
            text(moment(row.first_at)),
            text(lateness(row.late)),
        ]
        for row in late
    ]  # fmt: skip
    return Table("late", _("Sent late"), columns, listed, _("Nobody sent late."))
