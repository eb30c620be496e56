"""`/bao-cao/<năm>/nguon/`: every code of the report, and behind each the rows that it counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.audit import queries as audit
from phongtrao.programmes import queries as programmes
from phongtrao.reports import building, tracing
from phongtrao.reports import queries as frozen
from phongtrao.reports.actions import folder
from phongtrao.reports.facts import Facts
from phongtrao.reports.models import Snapshot
from phongtrao.reports.outline import Count, Outline, read_outline
from phongtrao.reports.tables import (
    BY_REGISTER,
    NOTHING_WRITTEN,
    OFFICIAL,
    PROVISIONAL,
    source_lines,
)
from phongtrao.reports.tracing import Source
from phongtrao.web.base.tongue import counted, said
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import entries_url
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.tables import PAGE_ROWS, Column, Slice, Table, text, written
from phongtrao.web.reports import rows
from phongtrao.web.reports.links import builder_url, source_url
from phongtrao.web.templatetags.phongtrao import vn

MOMENT = "%H:%M %d/%m/%Y"

#: The report is written in Vietnamese; its appendix on an English page says the states in English.
STATUS_EN = {
    PROVISIONAL: "Provisional",
    OFFICIAL: "Official",
    BY_REGISTER: "By the register",
    NOTHING_WRITTEN: "Nothing written in the register",
}


@require_safe
def sources(request: Any, year: int) -> HttpResponse:
    """The appendix of sources on the screen: each code leads to its rows."""
    hand = building.at_hand(year)
    table = _listing(hand.facts, hand.outline, linked=True)
    read = timezone.localtime(hand.at).strftime(MOMENT)
    number = vn(len(table.rows))
    sentence = _("%(number)s figures, as read at %(at)s") % {"number": number, "at": read}
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"nguon-bao-cao-{year}")
    context = {
        "year": year, "table": table, "sentence": sentence, "exports": exports.links(request),
        "newer": hand.newer, "crumbs": crumbs(year, (_("Sources of the figures"), "")),
    }  # fmt: skip
    return render(request, "reports/sources.html", context)


@require_safe
def frozen_sources(request: Any, report: str) -> HttpResponse:
    """The same appendix as it was frozen. Its codes are plain: their pages show the rows of now."""
    found = frozen.snapshot(report)
    facts = frozen.facts(found)
    table = _listing(facts, Outline.model_validate_json(found.outline), linked=False)
    at = timezone.localtime(found.cut_off).strftime(MOMENT)
    words = _("%(number)s figures as frozen in %(code)s, data up to %(at)s")
    sentence = words % {"number": vn(len(table.rows)), "code": found.code, "at": at}
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"nguon-{found.code}")
    own = reverse("figures:report", args=[found.code])
    context = {
        "year": found.year, "table": table, "sentence": sentence,
        "exports": exports.links(request), "report": found, "since": _since(found),
        "crumbs": [
            (_("Reports"), reverse("figures:reports")), (found.code, own),
            (_("Sources of the figures"), ""),
        ],
    }  # fmt: skip
    return render(request, "reports/frozen_sources.html", context)


def _since(found: Snapshot) -> dict[str, Any]:
    """What moved after a freeze: by the figures read last, or how much the log grew until then."""
    hand = building.last_read(found.year)
    if hand is None or hand.at <= found.cut_off:
        return {"newer": max(0, audit.head()[0] - found.data_version - 1)}
    return {"at": hand.at, "changed": len(frozen.changes_since(found, hand.facts))}


def _listing(facts: Facts, outline: Outline, *, linked: bool) -> Table:
    """The sources in the order in which the report says them."""
    year, lines, parts = facts.year, source_lines(facts), parts_of(outline)
    order = {code: place for place, code in enumerate(parts)}
    lines.sort(key=lambda line: order.get(line["code"], len(order)))
    columns = [
        Column(_("Code")), Column(_("Figure")), Column(_("Part of the report")),
        Column(_("Value"), "number"), Column(str(year - 1), "number"), Column(_("How counted")),
        Column(_("Coverage"), "number"), Column(_("State")),
    ]  # fmt: skip
    listed = [
        [
            text(line["code"], source_url(line["code"], year) if linked else ""),
            written(line["label"]),
            written(parts.get(line["code"], _("tables and appendices"))),
            text(line["value"]),
            text(line["before"]),
            written(line["formula"]),
            text(line["coverage"]),
            text(status_words(line["status"])),
        ]
        for line in lines
    ]
    return Table("sources", _("Sources of the figures"), columns, listed)


def status_words(words: str) -> str:
    """The state of a figure in the language of the page; the report itself is Vietnamese."""
    return said(words, STATUS_EN.get(words, ""))


def parts_of(outline: Outline) -> dict[str, str]:
    """Code → the heading of the report that says it first, in the order of the report."""
    found: dict[str, str] = {}
    for section in outline.sections:
        heading = section.title
        for item in section.items:
            heading = item.heading or heading
            for token in rows.tokens(item):
                found.setdefault(token, heading.split(" năm {")[0])
    return found


def crumbs(year: int, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """The path to a page of the report of a year."""
    words = _("Report of %(year)s") % {"year": year}
    return [(_("Reports"), reverse("figures:reports")), (words, builder_url(year)), *last]


@require_safe
def source(request: Any, year: int, code: str) -> HttpResponse:
    """The rows behind one code; a target's code leads to its proof."""
    if code in programmes.package().targets:
        return redirect(source_url(code, year))
    outline = read_outline(folder())
    found = tracing.source_of(outline, year, code, timezone.now())
    whole = bool(exports.asked(request))
    page = _page(request, len(found.rows))
    chosen = found.rows if whole else found.rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    table = rows.table_of(found, chosen)
    value = f"{vn(found.total)} {counted(found.unit, found.total)}".strip()
    count = _("%(number)s rows counted") % {"number": vn(len(found.rows))}
    sentence = f"{code} = {value} · {_('Year')} {year} · {count}"
    if whole:
        return exports.answer(request, table, sentence, f"nguon-{code}-{year}")
    part = Slice(table, page, max(1, -(-len(found.rows) // PAGE_ROWS)), len(found.rows))
    context = {
        "source": found, "year": year, "value": value, "table": table, "slice": part,
        "page_links": links_of(request, part), "sentence": sentence,
        "exports": exports.links(request), "room_url": _room_url(found, outline, year),
        "crumbs": crumbs(
            year, (_("Sources of the figures"), reverse("reports:sources", args=[year])), (code, "")
        ),
    }  # fmt: skip
    return render(request, "reports/source.html", context)


def _page(request: Any, total: int) -> int:
    asked = request.GET.get("trang", "1")
    last = max(1, -(-total // PAGE_ROWS))
    return min(max(1, int(asked)), last) if asked.isdigit() else 1


def _room_url(found: Source, outline: Outline, year: int) -> str:
    """The page of the room that keeps these rows, narrowed to them where it can be."""
    count = next((one for one in outline.counts if one.id == found.code), None)
    frame = found.frame
    if count is None:
        return reverse("figures:round", args=[outline.form, frame.period.url])
    if count.room == "register":
        return _register_url(found, count) if found.register else ""
    if count.room == "assessment":
        return reverse("assessments:year", args=[frame.period.url])
    page = "duties:list" if count.room == "duty" else "inspections:overview"
    return f"{reverse(page)}?nam={year}"


def _register_url(found: Source, count: Count) -> str:
    """The register's own list with exactly these lines."""
    register = programmes.package().registers.get(count.register_id)
    if register is None:
        return ""
    frame = found.frame
    return entries_url(register.url, frame.period, count.of, frame.node.code, frame.on)
