"""All targets at a glance, and one target from every side (ux.md 2.3 rows 22 and 23, 3.5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.programmes import queries as programmes
from phongtrao.web.figures import exports, reading, years
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import read_scope
from phongtrao.web.figures.target_parts import TargetPage
from phongtrao.web.inspections.parts import beside_target

TABLES = {
    "theo-khu-vuc": "children",
    "theo-loai": "kinds",
    "dien-bien": "years",
    "theo-xa": "communes",
}


def targets(request: Any) -> HttpResponse:
    """List all targets as bullet rows, worst first."""
    scope = read_scope(request)
    package = programmes.package()
    items = sorted(reading.headline(package, scope), key=lambda item: item.order)
    sentence = " · ".join(
        [_("%(number)s targets") % {"number": len(items)}, scope.words, _("worst first")]
    )
    table = reading.targets_table(items, sentence, years.sparklines(scope, items))
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"chi-tieu-{scope.period.url}")
    return render(
        request,
        "figures/targets.html",
        {
            "scope": scope,
            "table": table,
            "tally": reading.tally(items),
            "uncompared": any(item.uncompared for item in items),
            "sentence": sentence,
            "exports": exports.links(request),
            "crumbs": [(_("Targets"), "")],
        },
    )


def target(request: Any, code: str) -> HttpResponse:
    """Show one target: value, readings, years, kinds, areas, and the units that are missing."""
    package = programmes.package()
    found = reading.target_of(package, code)
    scope = read_scope(request, form=found.form)
    page = TargetPage(package, found, scope, request.post)
    sentence = " · ".join([f"{found.id} {said(found.title, found.title_en)}", scope.words])
    if exports.asked(request):
        chosen = getattr(page, TABLES.get(request.GET.get("bang", ""), "children"))
        return exports.answer(request, chosen, sentence, f"{found.id}-{scope.period.url}")
    return render(
        request,
        "figures/target.html",
        {
            "scope": scope,
            "page": page,
            "target": found,
            "sentence": sentence,
            "title": said(found.title, found.title_en),
            "signed": found.signed,
            "signed_en": said("", found.signed_en),
            "formula": said(found.formula_words, found.formula_words_en),
            "plan": package,
            "visited": beside_target(request.post, found, scope.period),
            "exports": exports.links(request),
            "crumbs": [
                (_("Targets"), f"{reverse('figures:targets')}?{scope.query()}"),
                (found.id, ""),
            ],
        },
    )
