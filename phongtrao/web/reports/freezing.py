"""`/bao-cao/<năm>/soan/chot/`: what is still open, and the freeze on a second, deliberate click."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.reorganisations import queries as reorganisations
from phongtrao.reports import access, building, editing
from phongtrao.web.reports import preview


@require_safe
def confirm(request: Any, year: int) -> HttpResponse:
    """List the open checks of a year's report; its form asks for the freeze."""
    access.require_freeze(request.post)
    hand = building.at_hand(year)
    edits = editing.edits(hand.outline.id, year)
    found = building.check(building.shown(hand.facts, hand.outline, edits), edits)
    context = {
        "year": year,
        "read_at": timezone.localtime(hand.at),
        "check": preview.checked(found, year),
        "open_checks": len(found.typed) + len(found.provisional) + len(found.empty)
        + len(found.lost),
        "free_from": date(year + 1, 1, 1),
        "reforms": reorganisations.drafts_in(year),
        "crumbs": [
            (_("Reports"), reverse("figures:reports")),
            (_("Report of %(year)s") % {"year": year}, reverse("reports:build", args=[year])),
            (_("Freeze"), ""),
        ],
    }  # fmt: skip
    return render(request, "reports/freeze.html", context)
