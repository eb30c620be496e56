"""The bodies of part IV: who has sent what, and the page of one body (ux.md 2.3 row 28)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.core.text import search_key
from phongtrao.duties import access, queries
from phongtrao.duties.models import Desk
from phongtrao.duties.queries import PaperView, Row
from phongtrao.web.duties import lists, tables, words
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.scope import Option, today
from phongtrao.web.figures.tables import Table, slice_of

SENT_FILTERS = ("chua-gui-bao-cao", "chua-gui-ke-hoach", "cho-tiep-nhan", "tra-lai")


@require_safe
def bodies(request: Any) -> HttpResponse:
    """List the bodies with their two documents and how far their duties are."""
    year = lists.year_of(request)
    held = _held(year)
    every = [desk for desk in queries.desks() if held.get(desk.pk)]
    papers = queries.papers(year, every)
    asked = request.GET.get("loc", "")
    chosen = asked if asked in SENT_FILTERS else ""
    text = request.GET.get("q", "").strip()
    names = words.body_names(every)
    kept = [
        desk
        for desk in every
        if _fits(desk, chosen, papers, held) and search_key(text) in search_key(names[desk.pk])
    ]
    table = tables.bodies(kept, papers, held, names, year)
    sentence = _sentence(len(kept), len(every), year, chosen, text)
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"co-quan-{year}")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
        "year": str(year),
        "query": text,
        "years": [Option(str(y), str(y), y == year) for y in reversed(queries.years())],
        "filters": [Option(c, _filter_words(c), c == chosen) for c in SENT_FILTERS],
        "may_manage": access.may_manage(request.post),
        "hand_overs": _hand_overs(),
    }
    return render(request, "duties/bodies.html", context)


def _held(year: int) -> dict[int, list[Row]]:
    """Desk id → what it holds in a year."""
    found: dict[int, list[Row]] = {}
    for row in queries.rows(None, year):
        found.setdefault(row.item.holder_id, []).append(row)
    return found


def _fits(
    desk: Desk,
    chosen: str,
    papers: dict[tuple[int, str], PaperView],
    held: dict[int, list[Row]],
) -> bool:
    if not chosen:
        return True
    if chosen in ("cho-tiep-nhan", "tra-lai"):
        wanted = "sent" if chosen == "cho-tiep-nhan" else "returned"
        return any(papers[desk.pk, kind].state == wanted for kind in words.SLUGS)
    kind = "report" if chosen == "chua-gui-bao-cao" else "plan"
    owed = any(row.duty.document == kind for row in held.get(desk.pk, ()))
    return owed and papers[desk.pk, kind].is_due


def _filter_words(code: str) -> str:
    return {
        "chua-gui-bao-cao": _("yearly report not sent"),
        "chua-gui-ke-hoach": _("implementing plan not sent"),
        "cho-tiep-nhan": _("waiting to be received"),
        "tra-lai": _("returned"),
    }[code]


def _sentence(count: int, total: int, year: int, chosen: str, text: str) -> str:
    parts = [
        _("%(n)s of %(total)s bodies") % {"n": count, "total": total},
        _("year %(year)s") % {"year": year},
    ]
    parts += [_filter_words(chosen)] if chosen else []
    return " · ".join([*parts, *([f"“{text}”"] if text else [])])


def _hand_overs() -> list[tuple[Any, str, str, int]]:
    """All hand-overs with the names of both bodies and how many duties moved."""
    found = queries.hand_overs()
    names = words.body_names([desk for item in found for desk in (item.source, item.target)])
    return [
        (item, names[item.source_id], names[item.target_id], item.moved.count()) for item in found
    ]


@require_safe
def body(request: Any, body: str) -> HttpResponse:
    """One body in a year: its plan and report, its duties, what it supports, hand-overs."""
    desk = access.desk_for(request.post, words.code_of(body))
    if body != words.body_slug(desk):
        query = request.GET.urlencode()
        url = words.body_url(desk)
        return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
    year = lists.year_of(request)
    rows = queries.rows_of_desk(desk, year)
    own = [row for row in rows if row.item.holder_id == desk.pk]
    gone = queries.moved_from(rows, desk)
    names = words.body_names([d for row in rows for d in (row.item.holder, row.item.first)])
    name = words.body_name(desk)
    table = tables.duties(own, names, with_body=False)
    sentence = " · ".join(
        [name, _("year %(year)s") % {"year": year}, _("%(n)s duties") % {"n": len(own)}]
    )
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"nhiem-vu-{desk.code}-{year}")
    supports = _supported(request, desk, year)
    context = {
        "desk": desk,
        "share": words.share_words(own, supports[0], len(gone)),
        "name": name,
        "year": str(year),
        "years": [Option(str(y), str(y), y == year) for y in reversed(queries.years())],
        "papers": papers_of(desk, year, rows),
        "table": table,
        "sentence": sentence,
        "exports": exports.links(request),
        "tally": tables.tally(own),
        "gone": _gone(request, gone, names),
        "supports": supports,
        "hand_overs": [entry for entry in _hand_overs() if desk.pk in _both(entry[0])],
        "may_manage": access.may_manage(request.post),
        "may_write": access.may_write(request.post, desk),
        "orphans": sum(row.orphan(today()) for row in own),
        "crumbs": [words.bodies_crumb(request), (name, "")],
    }
    return render(request, "duties/body.html", context | {"has_unit": desk.unit_id is not None})


def _gone(request: Any, gone: list[Row], names: dict[int, str]) -> Table | None:
    """What passed to other bodies; a body's own post may not open theirs."""
    linked = () if request.post.role == "department" else None
    return tables.duties(gone, names, linked=linked) if gone else None


def _both(item: Any) -> tuple[int, int]:
    return item.source_id, item.target_id


def papers_of(desk: Desk, year: int, rows: list[Row]) -> list[dict[str, Any]]:
    """The two documents of a body as cards: state, day, link, how many duties were updated."""
    own = [row for row in rows if row.item.holder_id == desk.pk and not row.duty.document]
    updated = sum(bool(row.updates) for row in own)
    views = queries.papers(year, [desk])
    owed = {row.duty.document for row in rows if row.item.holder_id == desk.pk}
    cards = []
    for kind in ("plan", "report"):
        view = views[desk.pk, kind]
        cards.append(
            {
                "kind": kind,
                "title": words.paper_title(kind, year),
                "view": view,
                "about": words.paper_about(kind),
                "tag": words.paper_state(view),
                "owed": kind in owed,
                "optional": words.optional_words(kind),
                "url": words.paper_url(desk, kind, year),
                "late": view.is_due and view.due is not None and today() >= view.due,
                "counted": (updated, len(own)) if kind == "report" else None,
            }
        )
    return cards


def _supported(request: Any, desk: Desk, year: int) -> tuple[int, str]:
    """How many duties of others the body supports in a year, and the list of them."""
    codes = [d.id for d in tables.package().duties if desk.body in d.support]
    count = len(queries.rows_of_duties(codes, year))
    if request.post.role != "department":
        return count, ""
    return count, f"{reverse('duties:list')}?nam={year}&vai=phoi-hop"
