"""`/di-toi/?q=`: what the palette shows for some words, as JSON; within the rights of the post."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.core.text import search_key
from phongtrao.web.figures import search_pages
from phongtrao.web.palette.places import Place, actions, answering, books, pages

#: Lines of one group; the last line of the palette leads to the whole search page.
LIMIT = 5


def _groups(request: Any, query: str) -> list[tuple[str, list[dict[str, str]]]]:
    post = request.post
    own = [(_("Pages"), pages(post)), (_("Actions"), actions(post)), (_("Registers"), books(post))]
    named = [(name, [_item(place) for place in answering(places, query)]) for name, places in own]
    found = [
        (name, [{key: item[key] for key in ("label", "href", "note")} for item in items])
        for name, items in search_pages.answers(request, query)
    ]
    # A code or a name of a unit is asked far more often than a page that happens to contain it.
    return named[:1] + found + named[1:] if search_key(query) else named[:2]


def _item(place: Place) -> dict[str, str]:
    return {"label": place.label, "href": place.href, "note": place.note}


@require_safe
def find(request: Any) -> JsonResponse:
    """Groups of lines: pages and actions at first, all that answers once something is typed."""
    query = request.GET.get("q", "").strip()
    limit = LIMIT if query else 3 * LIMIT
    groups = [
        {"name": name, "items": items[:limit]} for name, items in _groups(request, query) if items
    ]
    return JsonResponse({"groups": groups})
