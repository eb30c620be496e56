"""`/lich/`: what the acting post owes, month by month; the same as a feed for other calendars."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.documents import ical
from phongtrao.jobs import queries
from phongtrao.notices import actions
from phongtrao.notices import queries as notices
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import steps_of
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.states import STATES
from phongtrao.web.duties.words import late_of
from phongtrao.web.entry.wording import in_english
from phongtrao.web.figures import exports
from phongtrao.web.figures.tables import Cell, Column, Table, state, text, written
from phongtrao.web.notices.permissions import FOLLOWERS
from phongtrao.web.notices.targets import address_of
from phongtrao.web.notices.wording import moment
from phongtrao.web.templatetags.phongtrao import deadline, vn

MONTH = re.compile(r"^(\d{1,2})\s*[/\-]\s*(\d{4})$|^(\d{4})-(\d{1,2})$")
KINDS = ("report", "date", "window", "duty")
AHEAD = dt.timedelta(days=400)


def kind_words(kind: str) -> str:
    """What a line of the calendar is."""
    return {
        "report": _("Report"),
        "date": _("Date of the plan"),
        "window": _("Period of the plan"),
        "duty": _("Task of the plan"),
    }.get(kind, kind)


def title_of(one: queries.Obligation) -> str:
    """Its title in the language of the page."""
    return one.title_en if in_english() else one.title


def month_of(typed: str) -> dt.date:
    """First day of the month typed as mm/yyyy or yyyy-mm; the present month for anything else."""
    match = MONTH.match(typed.strip())
    today = accounts.today()
    if match is None:
        return today.replace(day=1)
    month, year = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
    if not (1 <= month <= 12 and 2000 <= year <= 2999):
        return today.replace(day=1)
    return dt.date(year, month, 1)


def next_month(day: dt.date) -> dt.date:
    """First day of the month after."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


@require_safe
def calendar(request: Any) -> HttpResponse:
    """One month of the acting post, as a list."""
    return _page(request)


def _page(request: Any, secret: str = "") -> HttpResponse:
    month = month_of(request.GET.get("thang", ""))
    last = next_month(month) - dt.timedelta(days=1)
    kind = request.GET.get("loai", "")
    kind = kind if kind in KINDS else ""
    found = [
        one
        for one in queries.obligations_of(request.post, month, last)
        if not kind or one.kind == kind
    ]
    words = _("Month %(month)s") % {"month": month.strftime("%m/%Y")}
    counted = _("%(n)s things") % {"n": vn(len(found))}
    sentence = " · ".join([words, counted, *([kind_words(kind)] if kind else [])])
    table = _table(found, request.post.role)
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"lich-{month:%Y-%m}")
    unit_id = request.post.unit_id
    context = {
        "unit": orgs.state_of(unit_id) if unit_id else None,
        "month_words": words,
        "month_typed": month.strftime("%m/%Y"),
        "before": (month - dt.timedelta(days=1)).strftime("%m/%Y"),
        "after": next_month(month).strftime("%m/%Y"),
        "kinds": [(code, kind_words(code), code == kind) for code in KINDS],
        "sentence": sentence,
        "table": table,
        "exports": exports.links(request),
        "next": None if found else _next(request.post, last, kind),
        "feed": notices.feed_of(request.post.pk),
        "secret": secret,
        "may_follow": request.post.role in FOLLOWERS,
    }
    return render(request, "notices/calendar.html", context)


def _next(post: Any, after: dt.date, kind: str) -> dict[str, str] | None:
    """The next thing (of a kind) after a month without any."""
    coming = queries.obligations_of(post, after + dt.timedelta(days=1), after + AHEAD)
    later = [one for one in coming if one.day > after and kind in ("", one.kind)]
    if not later:
        return None
    first = later[0]
    return {
        "title": title_of(first),
        "when": deadline(first.before) if first.before else first.day.strftime("%d/%m/%Y"),
        "month": first.day.strftime("%m/%Y"),
    }


def _table(found: list[queries.Obligation], role: str) -> Table:
    columns = [
        Column(_("What is owed")),
        Column(_("Day"), "date"),
        Column(_("Kind")),
        Column(_("Deadline or days")),
        Column(_("State")),
        Column(_("Basis")),
    ]
    rows = [
        [
            text(title_of(one), address_of(one.target, role)),
            Cell(one.day.strftime("%d/%m/%Y"), one.day),
            text(kind_words(one.kind)),
            text(_when(one), note=_original(one)),
            _state(one),
            written(" · ".join(part for part in (one.clause, one.law) if part)),
        ]
        for one in found
    ]
    return Table("calendar", _("Calendar"), columns, rows, _("Nothing is due in this month."))


def _when(one: queries.Obligation) -> str:
    if one.before:
        return deadline(one.before)
    if one.first and one.last and one.first != one.last:
        return f"{one.first:%d/%m} – {one.last:%d/%m/%Y}"
    return one.day.strftime("%d/%m/%Y")


def _original(one: queries.Obligation) -> str:
    if one.original is None:
        return ""
    return _("extended; by the plan: %(when)s") % {"when": deadline(one.original)}


def _state(one: queries.Obligation) -> Cell:
    if one.kind == "report":
        late = not one.done and one.before is not None and one.before <= accounts.today()
        code = "late" if late and one.state == "due" else one.state
        return state(code, str(STATES[code].label), moment(one.sent_at))
    if one.kind == "duty":
        code = f"duty_{one.state}"
        return state(code, str(STATES[code].label), late_of(one.state, one.late_days))
    return text("–")


@require_POST
def feed_make(request: Any) -> HttpResponse:
    """Make the secret address of the feed and show it once."""
    token = actions.make_feed(by=request.post, at=timezone.now())
    path = reverse("notices:feed", args=[token])
    return _page(request, request.build_absolute_uri(path))


@require_POST
def feed_end(request: Any) -> HttpResponse:
    """The address of the feed stops working."""
    actions.end_feed(by=request.post, at=timezone.now())
    return redirect("notices:calendar")


@require_safe
def feed(request: Any, token: str) -> HttpResponse:
    """The calendar of the post whose secret this is: a year back, a year ahead."""
    now = timezone.now().replace(microsecond=0)
    post = accounts.post_by_id(notices.post_of_feed(token, at=now))
    today = accounts.today()
    found = queries.obligations_of(post, today - AHEAD, today + AHEAD) if post else []
    alarms = steps_of(programmes.package()).before
    events = [_event(one, now, alarms) for one in found]
    name = f"Phong Trào: {post.title}" if post else "Phong Trào"
    response = HttpResponse(ical.render(name, events), content_type=ical.MIME)
    response["Cache-Control"] = "private, no-store"
    return response


def _event(one: queries.Obligation, now: dt.datetime, alarms: tuple[int, ...]) -> ical.Event:
    """One line as an event: a deadline lies on its last day on time."""
    words = deadline(one.before) if one.before else ""
    title = f"Đã gửi: {one.title}" if one.done and one.kind == "report" else one.title
    first, last = one.first or one.day, one.last or one.day
    waits = one.before is not None and not one.done
    basis = " · ".join(part for part in (one.clause, one.law) if part)
    return ical.Event(
        uid=f"{one.ident}@phongtrao",
        title=title,
        text="\n".join(part for part in (words, basis) if part),
        first=first,
        last=last,
        changed=one.sent_at or now.replace(hour=0, minute=0, second=0),
        alarms=tuple(alarms) if waits else (),
    )
