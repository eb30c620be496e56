"""`/kiem-tra/mau-bao-cao/`: twenty reports of a round drawn by lot, and how to draw them again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from phongtrao.accounts import queries as accounts
from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.inspections import actions, queries
from phongtrao.inspections.spot_checks import SIZE, VERB
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.rules import sampling
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.states import STATES
from phongtrao.web.base.titles import report_title
from phongtrao.web.figures import exports
from phongtrao.web.figures.tables import Column, Table, number, state, text
from phongtrao.web.templatetags.phongtrao import vn, vntime

#: Draws shown to be opened again, newest first.
SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def spot_checks(request: Any) -> HttpResponse:
    """Draw on POST (`dot`: the round); show the draw of a log entry (`?muc=`), else all draws."""
    if request.method == "POST":
        found = actions.draw_reports(round_=_round(request.POST.get("dot", "")), by=request.post)
        return redirect(f"{reverse('inspections:spot_checks')}?{urlencode({'muc': found.index})}")
    asked = request.GET.get("muc", "")
    if asked:
        return _drawn(request, asked)
    context = {"rounds": rounds_to_draw(), "draws": draws(), "size": SIZE}
    return render(request, "inspections/spot_checks.html", context)


def _round(asked: str) -> Any:
    found = programmes.rounds().filter(pk=int(asked)).first() if asked.isdecimal() else None
    if found is None:
        raise Refusal("round.none", "Không có kỳ này.", "There is no such round.", status=404)
    return found


def _drawn(request: Any, asked: str) -> HttpResponse:
    """One draw, made again from the log; `tep=danh-sach` gives the list it was drawn from."""
    found = queries.drawn_again(int(asked) if asked.isdecimal() else -1)
    if request.GET.get("tep") == "danh-sach":
        response = HttpResponse(queries.frame_of(found), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="danh-sach-{found.index}.txt"'
        return response
    table = _table(found)
    title = _title(found.round)
    words = _("%(n)s of %(all)s reports · %(title)s · log entry %(index)s · seed %(seed)s")
    sentence = words % {
        "n": vn(len(found.chosen)),
        "all": vn(found.reports),
        "title": title,
        "index": vn(found.index),
        "seed": found.seed[:16],
    }
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"mau-bao-cao-{found.index}")
    context = {
        "found": found,
        "table": table,
        "sentence": sentence,
        "exports": exports.links(request),
        "title": title,
        "algorithm": sampling.ALGORITHM,
        "list_url": f"{request.path}?{urlencode({'muc': found.index, 'tep': 'danh-sach'})}",
        "size": SIZE,
    }
    return render(request, "inspections/spot_check.html", context)


def _title(round_: Any) -> str:
    return report_title(programmes.form_of(round_), Period.parse(round_.period))


def rounds_to_draw() -> list[tuple[int, str]]:
    """Return rounds that hold reports, newest first: (id, title)."""
    begun = submissions.rounds_begun()
    return [(item.pk, _title(item)) for item in programmes.rounds() if item.pk in begun]


def draws() -> list[tuple[Any, str, str]]:
    """Return the newest draws: (when, by which post, address)."""
    events = list(audit.events(verb=VERB)[:SHOWN])
    titles = accounts.titles_of({event.post_id for event in events if event.post_id})
    here = reverse("inspections:spot_checks")
    return [
        (event.at, titles.get(event.post_id or 0, ""), f"{here}?muc={event.data['entry']}")
        for event in events
    ]


def _table(found: queries.SpotCheck) -> Table:
    """The reports in drawn order, each leading to its versions, evidence and decisions."""
    columns = [
        Column(_("Unit")),
        Column(_("Code")),
        Column(_("State")),
        Column(_("Version"), "number"),
        Column(pgettext("report", "Sent at")),
    ]
    listed = submissions.by_ids(found.chosen)
    states = orgs.states_of(
        [one.unit_id for one in listed], min(Period.parse(found.round.period).end, accounts.today())
    )
    rows = []
    for one in listed:
        unit = states.get(one.unit_id) or orgs.state_of(one.unit_id)
        rows.append(
            [
                text(full_name(unit.kind, unit.name), reverse("figures:source", args=[one.pk])),
                text(unit.code),
                state(one.state, str(STATES[one.state].label)),
                number(one.current),
                text(vntime(one.last_at) if one.last_at else ""),
            ]
        )
    return Table("spot-check", _("Reports drawn, in drawn order"), columns, rows)
