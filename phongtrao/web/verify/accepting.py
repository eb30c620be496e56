"""`/tiep-nhan/`: the province takes approved reports into its figures, commune by commune."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import actions, queries
from phongtrao.web.entry.people import unit_label
from phongtrao.web.entry.wording import in_english
from phongtrao.web.templatetags.phongtrao import vn
from phongtrao.web.verify.cases import PERIOD, Choice
from phongtrao.web.verify.chasing import open_rounds

#: Stands for units that lie in no single commune.
PROVINCE = 0


@dataclass(frozen=True)
class Area:
    """One commune in a round: how many reports wait for the province, and how far it is."""

    key: int
    name: str
    progress: Any
    waiting: int


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """GET lists the communes; POST previews the chosen ones, then accepts them."""
    post: Any = request.post  # type: ignore[attr-defined]
    source = request.POST if request.method == "POST" else request.GET
    asked = source.get(PERIOD, "")
    waits = waiting_by_round()
    rounds = rounds_shown(waits, asked)
    chosen = next((r for r in rounds if Period.parse(r.period).url == asked), None)
    chosen = chosen or (rounds[0] if rounds else None)
    areas = areas_of(chosen) if chosen else []
    context: dict[str, Any] = {
        "areas": areas,
        "period": Period.parse(chosen.period) if chosen else None,
        "periods": [_choice(Period.parse(r.period), waits.get(r.pk, 0)) for r in rounds],
        "waiting": sum(area.waiting for area in areas),
        "everywhere": sum(waits.values()),
    }
    if request.method != "POST":
        return render(request, "verify/accept.html", context)
    keys = {int(text) for text in request.POST.getlist("area") if text.isdecimal()}
    picked = [area for area in areas if area.waiting and (area.key in keys)]
    if request.POST.get("all"):
        picked = [area for area in areas if area.waiting]
    if chosen is None or not picked:
        messages.warning(request, gettext("Nothing chosen. Tick the communes to accept."))
        return redirect("verify:accept")
    if not request.POST.get("confirm"):
        context |= {"picked": picked, "count": sum(area.waiting for area in picked)}
        return render(request, "verify/accept_preview.html", context)
    ids = [key for area in picked for key in waiting_ids(chosen, area.key)]
    count = actions.accept(submission_ids=ids, by=post)
    messages.success(request, gettext("%(n)s reports accepted.") % {"n": count})
    return redirect(f"{reverse('verify:accept')}?{PERIOD}={Period.parse(chosen.period).url}")


def waiting_by_round() -> dict[int, int]:
    """How many approved reports wait for the province, by round, closed rounds too."""
    found = queries.accept_queue().filter(round__in=programmes.rounds())
    return dict(Counter(found.values_list("round_id", flat=True)))


def rounds_shown(waits: dict[int, int], asked: str) -> list[Any]:
    """Rounds to choose from, newest first: open ones, those with something waiting, the asked one.

    A closed round takes no more reports, but what was approved in it can still be accepted.
    """
    open_ = {r.pk for r in open_rounds()}
    found = [
        r
        for r in programmes.rounds()
        if r.pk in open_ or waits.get(r.pk) or Period.parse(r.period).url == asked
    ]
    return sorted(found, key=lambda r: Period.parse(r.period), reverse=True)


def _choice(period: Period, waiting: int) -> Choice:
    label = period.label_en if in_english() else period.label
    return Choice(period.url, f"{label} ({vn(waiting)})")


def areas_of(round_: Any) -> list[Area]:
    """Communes of today's map with their progress, most waiting first."""
    current = orgs.map_for()
    progress = queries.progress_by_area(round_, current.pk)
    names = orgs.states_of([key for key in progress if key is not None])
    areas = [
        Area(
            key or PROVINCE,
            unit_label(names[key]) if key is not None else gettext("Units of the province"),
            counts,
            counts.approved - counts.accepted,
        )
        for key, counts in progress.items()
    ]
    return sorted(areas, key=lambda area: (-area.waiting, _order(names, area)))


def _order(names: dict[int, Any], area: Area) -> str:
    return str(names[area.key].sort_key) if area.key in names else ""


def waiting_ids(round_: Any, key: int) -> list[int]:
    """Approved reports of one commune, or of the units that lie in none."""
    waiting = queries.accept_queue().filter(round=round_)
    if key == PROVINCE:
        none = orgs.units_in_no_commune()
        return list(waiting.filter(unit_id__in=none).values_list("pk", flat=True))
    below = orgs.units_below(key)
    return list(waiting.filter(unit_id__in=below).values_list("pk", flat=True))
