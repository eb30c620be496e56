"""What the list pages of this area share: one table as a page or a file, and its filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from phongtrao.assessments import figures
from phongtrao.core.kinds import REPORTING_GROUPS
from phongtrao.web.assessments import scope
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.scope import READS_ALL
from phongtrao.web.figures.tables import Table, slice_of


def list_page(
    request: Any,
    name: str,
    year: int,
    table: Table,
    *,
    words: Sequence[str],
    file: str,
    **more: Any,
) -> HttpResponse:
    """The table as page `name`, or as the file the address asks for; `words`: its sentence."""
    sentence = " · ".join(word for word in words if word)
    period = scope.period_of(year)
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"{file}-{period}")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "period": period,
        "year": year,
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
        **more,
    }
    return render(request, f"assessments/{name}.html", context)


def node_of(post: Any, year: int) -> int:
    """Where a post looks from: the province, else its own unit."""
    return figures.province_id(year) if post.role in READS_ALL else int(post.unit_id or 0)


def group_of(request: Any) -> str:
    """The kind of unit an address asks for, "" for all."""
    asked = request.GET.get("loai", "")
    return asked if asked in REPORTING_GROUPS else ""


def group_choices(chosen: str) -> list[tuple[str, str, bool]]:
    """Kinds of units to choose from: (code, words, chosen)."""
    return [(code, group_label(code), code == chosen) for code in REPORTING_GROUPS]
