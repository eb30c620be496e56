"""`/kiem-tra/<mã>/bang-chung/`: how the sample came about, so that anyone can do it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.inspections import access, queries
from phongtrao.rules import sampling
from phongtrao.web.base.tongue import vietnamese
from phongtrao.web.figures.tables import Column, Table, number, text
from phongtrao.web.inspections import words


@require_safe
def proof(request: HttpRequest, round: str) -> HttpResponse:
    """Show the proof of a drawn round; `?tep=khung` gives the frame as a text file."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.round_for(post, round)
    if not found.is_drawn:
        raise Refusal(
            "inspection.listed",
            "Đợt này chọn đơn vị theo kế hoạch, không rút thăm nên không có bằng chứng rút thăm.",
            "This round names its units; there is no draw to prove.",
            status=404,
        )
    if request.GET.get("tep") == "khung":
        response = HttpResponse(found.frame, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="khung-{found.code}.txt"'
        return response
    proved = queries.prove(found)
    entry = audit.entry(found.seed_index) if found.seed_index is not None else None
    context = {
        "round": found,
        "proof": proved,
        "steps": [(step_words(s.code), s.good, s.found) for s in proved.steps],
        "entry": entry,
        "frame_units": len(found.frame.splitlines()),
        "strata": strata_table(found, proved) if proved.sample else None,
        "level": words.level_words(proved.sample.level) if proved.sample else "",
        "algorithm": sampling.ALGORITHM,
        "crumbs": [
            (_("Inspections"), "/kiem-tra/"),
            (vietnamese(found.title), f"/kiem-tra/{found.code}/"),
            (_("Proof of the draw"), ""),
        ],
    }
    return render(request, "inspections/proof.html", context)


def step_words(code: str) -> str:
    """Return what a step of the proof checks."""
    return {
        "frame": _("The list has the digest that was kept"),
        "logged": _("The digest stands in the tamper-evident log"),
        "before": _("It was logged before the time of the draw"),
        "entry": _("The seed entry is the first one at or after that time"),
        "root": _("The log had this root when that entry was its last"),
        "seed": _("The seed follows from root and round"),
        "sample": _("The sample follows from list and seed"),
        "replacements": _("Each replacement is the next in order, with a reason"),
    }[code]


def strata_table(found: Any, proved: queries.Proof) -> Table:
    """Return the strata: how many units each has and gives."""
    columns = [
        Column(_("Stratum")),
        Column(_("Units in the list"), "number"),
        Column(_("Drawn"), "number"),
        Column(_("Codes in drawn order")),
    ]
    sample = proved.sample
    assert sample is not None, "only a drawn round has strata"
    areas = {state.code: words.unit_name(state) for state in queries.areas_on(found.frame_on)}
    rows = []
    for name in sorted(sample.sizes):
        codes = [item.unit.code for item in sample.chosen if item.stratum == name]
        rows.append(
            [
                text(words.stratum_words(name, sample.level, areas)),
                number(sample.sizes[name]),
                number(sample.shares[name]),
                text(", ".join(codes)),
            ]
        )
    return Table("strata", _("Strata"), columns, rows)
