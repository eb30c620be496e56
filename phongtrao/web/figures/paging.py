"""Links between the pages of a long list; every other key of the address stays."""

from __future__ import annotations

from django.http import HttpRequest

from phongtrao.web.figures.tables import Slice


def links_of(request: HttpRequest, part: Slice) -> dict[str, str]:
    """Return the addresses of the previous and the following page ("" when there is none)."""
    found = {}
    for key, number in (("previous", part.previous), ("following", part.following)):
        query = request.GET.copy()
        query["trang"] = str(number)
        found[key] = f"{request.path}?{query.urlencode()}" if number else ""
    return found
