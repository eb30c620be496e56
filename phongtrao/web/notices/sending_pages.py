"""`/bao-cao/<mã>/gui/`: who was sent a frozen report, by which way, and its edXML package (R3)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.dates import TZ, DateProblem, format_date, local_day, parse_date
from phongtrao.core.findings import Refusal
from phongtrao.documents import edxml as packages
from phongtrao.notices import actions, queries
from phongtrao.reports import queries as reports
from phongtrao.reports import sending as reports_sending
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import exports
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today
from phongtrao.web.figures.tables import Column, Table, state, text, written
from phongtrao.web.notices.wording import moment, pair


def sending(request: Any, report: str) -> HttpResponse:
    """The sending record of a frozen report; the standing office adds to it."""
    found = reports.snapshot(report)
    typed, ticked = _typed(request.POST)
    problem = ""
    if request.method == "POST" and not request.POST.get("all"):
        try:
            made = _send(request, found, typed)
            messages.success(request, _("%(n)s recipients recorded.") % {"n": len(made)})
            return redirect("notices:sending", found.code)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            problem = said(refusal.message, refusal.message_en)
    rows, listed = queries.dispatches(found.code), reports_sending.recipients(today())
    table = _table(rows)
    offered = {one.code for one in listed}
    done = {row.recipient for row in rows if row.state != "refused"} & offered
    sentence = _("%(report)s: sent to %(n)s of %(m)s recipients") % {
        "report": found.code,
        "n": len(done),
        "m": len(listed),
    }
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"gui-{found.code}")
    context = {
        "report": found,
        "problem": problem,
        "typed": typed,
        "given": next((row.number for row in reversed(rows) if row.number), ""),
        "table": table,
        "sentence": sentence,
        "exports": exports.links(request),
        "recipients": [(one, one.code in done, one.code in ticked) for one in listed],
        **_choices(rows, len(listed)),
        "findings": _findings(found, listed),
        "may_send": request.post.role == "standing_office",
        "crumbs": _crumbs(found.code),
    }
    return render(request, "notices/sending.html", context, status=422 if problem else 200)


def _typed(sent: Any) -> tuple[dict[str, str], list[str]]:
    """What stands in the form, and the codes of the recipients that are ticked."""
    typed = {name: sent.get(name, "") for name in ("number", "note", "way")}
    typed["day"] = sent.get("day", format_date(today()))
    if sent.get("all"):
        return typed, [one.code for one in reports_sending.recipients(today())]
    return typed, sent.getlist("to")


def _send(request: Any, found: Any, typed: dict[str, str]) -> list[queries.Dispatch]:
    return reports_sending.send(
        found=found,
        to=reports_sending.chosen(request.POST.getlist("to"), today()),
        way=request.POST.get("way", ""),
        number=typed["number"],
        note=typed["note"],
        by=request.post,
        at=_sent_at(typed["day"], found),
    )


def _sent_at(typed: str, found: Any) -> datetime:
    """When it was sent: now, or noon of an earlier day. Refusal `dispatch.day` (422)."""
    try:
        day = parse_date(typed)
    except DateProblem as problem:
        raise Refusal("dispatch.day", problem.message, problem.message_en, status=422) from problem
    if not local_day(found.frozen_at) <= day <= today():
        frozen = format_date(local_day(found.frozen_at))
        raise Refusal(
            "dispatch.day",
            f"Ngày gửi từ ngày chốt ({frozen}) đến hôm nay.",
            f"The day lies between the freeze ({frozen}) and today.",
            status=422,
        )
    return timezone.now() if day == today() else datetime.combine(day, time(12), TZ)


def _choices(rows: list[queries.Dispatch], uncoded: int) -> dict[str, Any]:
    """The closed lists of the forms, who is not offered, and each sending with its words."""
    for row in rows:
        row.words = f"{moment(row.sent_at)} · {pair(queries.WAYS[row.way])}"  # type: ignore[attr-defined]
    return {
        "rows": rows,
        "uncoded": uncoded,
        "gone": reports_sending.gone(today()),
        "ways": [(code, pair(words)) for code, words in queries.WAYS.items()],
        "states": [(code, pair(words)) for code, words in queries.STATES.items()],
    }


def _findings(found: Any, listed: list[queries.Recipient]) -> list[Any]:
    """What is wrong with the package to all recipients, but for the number still to be given."""
    content = reports_sending.package_of(found, to=listed, number="", at=_at())
    return [one for one in packages.check(content) if one.code != "edxml.number"]


def _crumbs(code: str) -> list[tuple[str, str]]:
    return [
        (_("Reports"), reverse("figures:reports")),
        (code, reverse("figures:report", args=[code])),
        (_("Sending"), ""),
    ]


def _at() -> Any:
    return timezone.now().replace(microsecond=0)


def _table(rows: list[queries.Dispatch]) -> Table:
    titles = accounts.titles_of({row.post_id for row in rows if row.post_id})
    columns = [
        Column(_("Recipient")),
        Column(_("Sent at")),
        Column(_("Way")),
        Column(_("Number")),
        Column(_("Receipt")),
        Column(_("By")),
        Column(_("Note")),
    ]
    cells = [
        [
            text(row.label),
            text(moment(row.sent_at)),
            text(pair(queries.WAYS[row.way])),
            text(row.number),
            state(f"dispatch_{row.state}", str(STATES[f"dispatch_{row.state}"].label),
                  moment(row.state_at)),
            text(titles.get(row.post_id or 0, _("the command line"))),
            written(row.note),
        ]
        for row in rows
    ]  # fmt: skip
    empty = _("Not sent to anybody yet.")
    return Table("sending", _("Sending record"), columns, cells, empty)


@require_safe
def edxml(request: Any, report: str) -> HttpResponse:
    """The package of a frozen report for its recipients (or those of `noi`)."""
    found = reports.snapshot(report)
    codes = request.GET.getlist("noi")
    day = today()
    to = reports_sending.chosen(codes, day) if codes else reports_sending.recipients(day)
    number = request.GET.get("so", "")
    content = reports_sending.valid_package(found, to=to, number=number, at=_at())
    response = HttpResponse(content, content_type=packages.MIME)
    response["Content-Disposition"] = f'attachment; filename="{found.code}.edxml"'
    return response


@require_POST
def receipt(request: Any, report: str, dispatch: int) -> HttpResponse:
    """What became of one sending; or take it back when it was recorded by mistake."""
    found = reports.snapshot(report)
    if request.POST.get("act") == "take_back":
        label = actions.take_back(dispatch_id=dispatch, document=found.code, by=request.post)
        messages.success(request, _("Taken back: %(name)s. The log keeps it.") % {"name": label})
        return redirect("notices:sending", found.code)
    actions.record_receipt(
        dispatch_id=dispatch,
        document=found.code,
        state=request.POST.get("state", ""),
        by=request.post,
        at=timezone.now(),
    )
    return redirect("notices:sending", found.code)
