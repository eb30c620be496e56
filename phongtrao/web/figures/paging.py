"""One page of a long list, and links between its pages; every other key of the address stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from phongtrao.web.figures.tables import PAGE_ROWS, Slice, Table, page_number


def cut(request: HttpRequest, found: Any, total: int, drawn: Callable[[list[Any]], Table]) -> Slice:
    """Read only the rows of the page asked for out of a query and draw them."""
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(page_number(request.GET.get("trang")), pages)
    start = (number - 1) * PAGE_ROWS
    return Slice(drawn(list(found[start : start + PAGE_ROWS])), number, pages, total)


def links_of(request: HttpRequest, part: Slice) -> dict[str, str]:
    """Return the addresses of the previous and the following page ("" when there is none)."""
    found = {}
    for key, number in (("previous", part.previous), ("following", part.following)):
        query = request.GET.copy()
        query["trang"] = str(number)
        found[key] = f"{request.path}?{query.urlencode()}" if number else ""
    return found
