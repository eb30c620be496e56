"""`/don-doc/nhac/`, `/don-doc/gia-han/`: remind chosen units, give them a later day."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.core.dates import DateProblem, format_date, parse_date
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.jobs import actions, queries
from phongtrao.notices import queries as notices
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import template_of
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.titles import report_title
from phongtrao.web.templatetags.phongtrao import vn

DAY = dt.timedelta(days=1)


def _round(request: Any) -> Any:
    """The open round asked for, else the newest; Refusal `round.none` when none is open."""
    asked = request.POST.get("ky") or request.GET.get("ky", "")
    rounds = queries.open_rounds(accounts.today())
    rounds.sort(key=lambda r: Period.parse(r.period), reverse=True)
    found = next((r for r in rounds if Period.parse(r.period).url == asked), None)
    if found is None and not rounds:
        raise Refusal("round.none", "Hiện không có kỳ nào đang mở.", "No period is open now.",
                      status=404)  # fmt: skip
    return found or rounds[0]


def _chosen(request: Any, round_: Any, data: Any) -> list[int]:
    """Units the post chose among those it may chase: never sent, below it."""
    silent = submissions.never_sent(request.post, round_)
    within = list(silent.values_list("unit_id", flat=True))
    if data.get("tat-ca"):
        return within
    asked = {int(one) for one in data.getlist("u") if one.isdecimal()}
    return [unit for unit in within if unit in asked]


def _frame(round_: Any, title: str) -> dict[str, Any]:
    period = Period.parse(round_.period)
    back = f"{reverse('verify:chase')}?{urlencode({'ky': period.url})}"
    crumbs = [(_("Units that never sent"), back), (title, "")]
    report = report_title(programmes.package().forms[round_.form], period)
    return {"period": period, "back": back, "crumbs": crumbs, "report": report}


def _nobody_chosen(round_: Any, data: Any) -> HttpResponse | None:
    """Back to the list as it stood, which says that no unit was chosen; None when one was."""
    if data.get("tat-ca") or data.getlist("u"):
        return None
    listed = {"ky": Period.parse(round_.period).url, "chua-chon": "1"}
    listed |= {name: data[name] for name in ("loai", "trang") if data.get(name)}
    return redirect(f"{reverse('verify:chase')}?{urlencode(listed)}")


def remind(request: Any) -> HttpResponse:
    """Preview who would be reminded and of what; send on POST."""
    round_ = _round(request)
    data = request.POST if request.method == "POST" else request.GET
    if nobody := _nobody_chosen(round_, data):
        return nobody
    chosen = _chosen(request, round_, data)
    frame = _frame(round_, _("Send a reminder"))
    today = accounts.today()
    limited = notices.reminded_on(chosen, today)
    ready = [unit for unit in chosen if unit not in limited]
    alone = len(set(ready) - accounts.units_with_contact(set(ready)))
    if request.method == "POST":
        done = actions.remind_by_hand(
            round_=round_, unit_ids=chosen, by=request.post, at=timezone.now()
        )
        words = _("%(n)s units reminded.") % {"n": vn(done.reminded)}
        if alone:
            call = _("Nobody holds the contact of %(m)s of them: call them or enter on behalf.")
            words = f"{words} {call % {'m': vn(alone)}}"
        messages.success(request, words)
        return redirect(frame["back"])
    context = {
        **frame,
        "chosen": [] if data.get("tat-ca") else chosen,
        "everybody": bool(data.get("tat-ca")),
        "ready": len(ready),
        "limited": len(limited),
        "alone": alone,
        "sample": _sample(round_, ready[:1], today),
    }
    return render(request, "notices/remind.html", context)


def _sample(round_: Any, units: list[int], today: dt.date) -> dict[str, str] | None:
    """The message as the first unit reads it."""
    found = queries.silent([round_], units)
    if not found:
        return None
    one = found[0]
    state = orgs.state_of(one.unit_id)
    parent = orgs.state_of(state.parent_id) if state.parent_id else None
    late = one.deadline <= today
    template = template_of(programmes.package(), "reminder_late" if late else "reminder")
    values = {
        "unit": _named(state),
        "report": queries.title_of(round_),
        "last_day": format_date(one.deadline - DAY),
        "days": str(max(0, (today - one.deadline).days + 1)),
        "above": _named(parent) if parent and parent.group == "commune" else queries.OFFICE,
        "items": f"- {queries.line_of(one, today)}",
    }
    return template.drawn(values)


def _named(state: Any) -> str:
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]


def extend(request: Any) -> HttpResponse:
    """A later last day for chosen units, with a reason."""
    round_ = _round(request)
    data = request.POST if request.method == "POST" else request.GET
    if nobody := _nobody_chosen(round_, data):
        return nobody
    chosen = _chosen(request, round_, data)
    frame = _frame(round_, _("Extend the deadline"))
    typed = {"day": data.get("den", ""), "why": data.get("ly-do", "")}
    problem = ""
    if request.method == "POST" and chosen:
        try:
            last = parse_date(typed["day"], accounts.today().year)
            actions.extend(
                round_=round_,
                unit_ids=chosen,
                until=last + DAY,
                reason=typed["why"],
                by=request.post,
                at=timezone.now(),
            )
            words = _("Extended for %(n)s units; each was told.") % {"n": vn(len(chosen))}
            messages.success(request, words)
            return redirect(frame["back"])
        except DateProblem as wrong:
            problem = wrong.message
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            problem = str(refusal)
    states = orgs.states_of(chosen)
    days = {one.unit_id: one.deadline for one in queries.silent([round_], chosen)}
    units = [(_named(states[unit]), days[unit]) for unit in chosen if unit in days]
    context = {**frame, "chosen": chosen, "units": units, "typed": typed, "problem": problem}
    return render(request, "notices/extend.html", context, status=422 if problem else 200)
