"""`/phong-cach/`: the visual language as it is today. 404 outside development."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from phongtrao.web.style import charting, questions, reviewing, samples, tokens
from phongtrao.web.style.components import COMPONENTS


def _tokens() -> dict[str, Any]:
    return {
        "colours": tokens.colours(),
        "sizes": tokens.sizes(),
        "spaces": tokens.steps(),
        "text_least": tokens.TEXT,
        "shape_least": tokens.SHAPE,
        "components": COMPONENTS,
    }


FIGURES = "figures/figures.css"
#: `?phan=`: each part loads the style sheets of its own areas, as the pages of the product do.
PARTS: dict[str, tuple[str | Promise, Callable[[], dict[str, Any]], tuple[str, ...]]] = {
    "nen-tang": (_("Tokens"), _tokens, ()),
    "chung": (_("Shared"), samples.shared, ()),
    "nhap": (_("Entering"), questions.entering, ("entry/entry.css",)),
    "duyet": (
        _("Reviewing"),
        reviewing.reviewing,
        (FIGURES, "verify/verify.css", "notices/notices.css"),
    ),
    "so-lieu": (
        _("Figures"),
        charting.figuring,
        (FIGURES, "reports/reports.css", "duties/duties.css"),
    ),
    "sap-xep": (
        _("Reorganisations"),
        samples.moving,
        (FIGURES, "reorganisation/reorganisation.css"),
    ),
}


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """One part of the visual language: tokens, or the components of one area in their states."""
    if not settings.STYLE_PAGE:
        raise Http404
    chosen = request.GET.get("phan", "nen-tang")
    if chosen not in PARTS:
        raise Http404
    name, build, sheets = PARTS[chosen]
    parts = [(code, words, code == chosen) for code, (words, _build, _sheets) in PARTS.items()]
    context: dict[str, Any] = {
        "parts": parts,
        "part_name": name,
        "part": f"style/{chosen}.html",
        "sheets": sheets,
    }
    context["named"] = {one.slug: one.name for one in COMPONENTS}
    return render(request, "style/page.html", {**context, **build()})
