"""`/sap-xep/<mã>/buoc-<n>/`: six plain forms, each saved when left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.core.findings import Refusal
from phongtrao.reorganisations import access, queries
from phongtrao.reorganisations.models import Reform
from phongtrao.web.base.tongue import in_english, vietnamese
from phongtrao.web.figures.present import said
from phongtrao.web.reorganisation import deciding, describing, matching, naming, seating
from phongtrao.web.reorganisation.words import LAST, marks, title_words

Saver = Callable[[Any, Reform], str]
Shower = Callable[[Any, Reform], dict[str, Any]]
#: Step → what takes a form in (returns the query of where to stay, '' to go on), what it shows.
PARTS: dict[int, tuple[Saver, Shower]] = {
    1: (describing.take, describing.show),
    2: (naming.take, naming.show),
    3: (matching.take, matching.show),
    4: (seating.take, seating.show),
    5: (deciding.look, deciding.show_effect),
    6: (deciding.take, deciding.show),
}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reform: str, step: int) -> HttpResponse:
    """Show one step, or save it and go on."""
    held = access.reform_for(request.post, reform)
    if step not in PARTS:
        raise Refusal(
            "reorganisation.step",
            f"Không có bước {step}; bản sắp xếp có {LAST} bước.",
            f"There is no step {step}.",
            status=404,
        )
    if not held.is_draft and step != LAST:
        return redirect("reorganisation:step", held.code, LAST)
    take, show = PARTS[step]
    if request.method != "POST":
        return _page(request, held, step, show(request, held))
    try:
        stay = take(request, held)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        shown = {**show(request, held), "wrong": said(refusal.message, refusal.message_en)}
        return _page(request, held, step, shown, 422)
    if stay.startswith("/"):
        return redirect(stay)
    here = reverse("reorganisation:step", args=[held.code, step])
    onward = reverse("reorganisation:step", args=[held.code, min(step + 1, LAST)])
    return redirect(f"{here}{stay}" if stay else onward)


def _page(
    request: Any, held: Reform, step: int, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    problems = queries.problems(held) if held.is_draft else []
    title = queries.title_of(held, english=in_english())
    context = {
        "reform": held,
        "title": title if held.is_draft else vietnamese(title),
        "step": step,
        "step_words": title_words(step),
        "marks": marks(held.code, step, problems, bool(held.plan.units)),
        "before": reverse("reorganisation:step", args=[held.code, step - 1]) if step > 1 else "",
        "crumbs": [(_("Reorganisations"), reverse("reorganisation:list")), (held.code, "")],
        **shown,
    }
    return render(request, f"reorganisation/step_{step}.html", context, status=status)
