"""`/sap-xep/`: all reorganisations, and the way into a new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.core.dates import format_date
from phongtrao.reorganisations import actions, queries
from phongtrao.rules.reorganising import Steps
from phongtrao.web.base.tongue import in_english
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.tables import Cell, Column, Table, slice_of, text, written
from phongtrao.web.reorganisation.words import KIND_WORDS, LAST, STATE_WORDS
from phongtrao.web.templatetags.phongtrao import vn

SHOWN = ("draft", "done")


@require_http_methods(["GET", "HEAD", "POST"])
def reforms(request: Any) -> HttpResponse:
    """GET lists; POST begins a draft and leads to its first step."""
    if request.method == "POST":
        made = actions.start(steps=Steps(), by=request.post)
        return redirect("reorganisation:step", made.code, 1)
    state = request.GET.get("tt", "") if request.GET.get("tt") in SHOWN else ""
    found = queries.reforms()
    found = found.filter(state=state) if state else found
    parts = [_("%(number)s reorganisations") % {"number": vn(len(found))}]
    parts += [str(STATE_WORDS[state])] if state else []
    sentence = " · ".join([*parts, _("newest first")])
    table = _table(list(found))
    if exports.asked(request):
        return exports.answer(request, table, sentence, "sap-xep")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "table": part.table,
        "slice": part,
        "sentence": sentence,
        "page_links": links_of(request, part),
        "exports": exports.links(request),
        "states": [(code, STATE_WORDS[code], code == state) for code in SHOWN],
    }
    return render(request, "reorganisation/list.html", context)


def _table(found: list[Any]) -> Table:
    columns = [
        Column(_("Reorganisation")),
        Column(_("Kind")),
        Column(_("Takes effect on"), "date"),
        Column(_("Document")),
        Column(_("State")),
    ]
    empty = _("No reorganisation yet. Begin one with the button above.")
    return Table("reforms", _("Reorganisations"), columns, [_row(item) for item in found], empty)


def _row(item: Any) -> list[Cell]:
    step = 1 if item.is_draft else LAST
    day = Cell(format_date(item.on), item.on) if item.on else text("–")
    url = reverse("reorganisation:step", args=[item.code, step])
    cell = text if item.is_draft else written  # once done, it is called as it was written down
    return [
        cell(item.code, url, queries.title_of(item, english=in_english())),
        text(str(KIND_WORDS[item.plan.kind][0])),
        day,
        written(item.document.words or "–"),
        text(str(STATE_WORDS[item.state])),
    ]
