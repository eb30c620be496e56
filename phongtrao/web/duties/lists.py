"""The list of duties, as list, board by state, or months of the year (ux.md 2.3 row 26, 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.core.findings import Refusal
from phongtrao.core.text import search_key
from phongtrao.duties import access, actions, queries
from phongtrao.duties.models import Desk
from phongtrao.duties.queries import Row
from phongtrao.rules.duties import STATES
from phongtrao.web.duties import tables, words
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.scope import Option, today
from phongtrao.web.figures.tables import Table, slice_of

VIEWS = ("danh-sach", "bang", "theo-thang")
SORTS = ("qua-han", "dieu-khoan", "han")
ODD = ("mau-thuan", "chua-co-noi-nhan")
ROLES = ("chu-tri", "phoi-hop")
FIRST_YEAR, LAST_YEAR = 2000, 2999


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to, all of it in the address."""

    year: int
    body: str = ""
    clause: str = ""
    state: str = ""
    month: str = ""
    role: str = ""
    words: str = ""
    odd: str = ""
    view: str = VIEWS[0]
    sort: str = SORTS[0]

    @property
    def year_text(self) -> str:
        """The year without marks between thousands."""
        return str(self.year)

    def keeps(self, row: Row, own: set[int], moved: bool) -> bool:
        """Whether a row matches; `own`: desks of the post; `moved`: it left its first body."""
        if self.role and (row.item.holder_id in own) != (self.role == "chu-tri"):
            return False
        if self.body and self.body not in (row.item.holder.code, row.item.holder.body):
            return False
        if self.clause and not _under(row.item.clause, self.clause):
            return False
        if self.month and row.item.due.month != int(self.month):
            return False
        if self.state and not (row.judged.state == self.state or (self.state == "moved" and moved)):
            return False
        if self.odd == "mau-thuan" and not row.contradicted:
            return False
        if self.odd == "chua-co-noi-nhan" and not row.orphan(today()):
            return False
        key = search_key(f"{row.duty.id} {row.duty.title} {row.duty.title_en}")
        return all(word in key for word in search_key(self.words).split())


def _under(clause: str, wanted: str) -> bool:
    return clause == wanted or clause.startswith(f"{wanted}.")


def year_of(request: Any) -> int:
    """The year an address asks for, else the newest year that was given and has begun."""
    asked = request.GET.get("nam", "")
    if asked.isdigit() and FIRST_YEAR <= int(asked) <= LAST_YEAR:
        return int(asked)
    given = [year for year in queries.years() if year <= today().year]
    return given[-1] if given else today().year


def _chosen(value: str, known: Sequence[str]) -> str:
    return value if value in known else ""


def _filter(request: Any) -> Filter:
    get = request.GET.get
    month = get("han", "")
    return Filter(
        year=year_of(request),
        body=get("co-quan", ""),
        clause=get("dieu", "").strip().upper(),
        state=_chosen(get("tt", ""), STATES),
        month=month if month.isdigit() and 1 <= int(month) <= 12 else "",
        role=_chosen(get("vai", ""), ROLES),
        words=get("q", "").strip(),
        odd=_chosen(get("loc", ""), ODD),
        view=_chosen(get("xem", ""), VIEWS) or VIEWS[0],
        sort=_chosen(get("sx", ""), SORTS) or SORTS[0],
    )


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    if sort == "dieu-khoan":
        return rows
    if sort == "han":
        return sorted(rows, key=lambda row: row.item.due)
    order = {code: place for place, code in enumerate(words.URGENT)}
    return sorted(rows, key=lambda row: (order[row.judged.state], -row.judged.late_days))


@require_safe
def duties(request: Any) -> HttpResponse:
    """List the duties a post may read, in one of three views; exports give what is shown."""
    chosen = _filter(request)
    own = {desk.pk for desk in access.desks_of(request.post)}
    every = queries.rows(request.post, chosen.year)
    kept = [row for row in every if chosen.keeps(row, own, row.item.holder_id != row.item.first_id)]
    rows = _sorted(kept, chosen.sort)
    names = words.body_names([desk for row in rows for desk in (row.item.holder, row.item.first)])
    sentence = _sentence(chosen, rows, names, every)
    month_view = chosen.view == "theo-thang"
    linked = own if request.post.role == "department" else None
    if month_view:
        table = tables.months(rows, names, chosen.year, linked=linked)
    else:
        table = tables.duties(rows, names, linked=linked)
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"nhiem-vu-{chosen.year}")
    return render(
        request,
        "duties/list.html",
        _context(request, chosen, rows, every, table)
        | {
            "sentence": sentence,
            "columns": tables.board(rows, names, request.GET) if chosen.view == "bang" else [],
            "own": own,
        },
    )


def _context(
    request: Any, chosen: Filter, rows: list[Row], every: list[Row], table: Table
) -> dict[str, Any]:
    part = slice_of(table, request.GET.get("trang"))
    years = sorted({*queries.years(), today().year}, reverse=True)
    return {
        "chosen": chosen,
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "exports": exports.links(request),
        "views": _views(request, chosen),
        "years": [Option(str(year), str(year), year == chosen.year) for year in years],
        "bodies": _bodies(every, chosen),
        "clauses": _clauses(every, chosen),
        "states": [Option(code, label, code == chosen.state) for code, label in words.states()],
        "months": [
            Option(str(n), _("month %(n)s") % {"n": n}, str(n) == chosen.month)
            for n in range(1, 13)
        ],
        "sorts": _sorts(chosen),
        "roles": _roles(request, chosen),
        "share": _share(request, every),
        "tally": tables.tally(rows),
        "may_manage": access.may_manage(request.post),
        "empty_year": not every,
        "orphans": sum(row.orphan(today()) for row in rows),
        "contradicted": sum(row.contradicted for row in rows),
        "untaken": [duty.id for duty in queries.untaken(chosen.year)],
    }


def _share(request: Any, every: list[Row]) -> str:
    """What the rows of a body's own list are: led, supported, passed on; '' for other posts."""
    if request.post.role != "department" or not every:
        return ""
    own = {desk.pk for desk in access.desks_of(request.post)}
    led = [row for row in every if row.item.holder_id in own]
    gone = sum(row.item.first_id in own and row.item.holder_id not in own for row in every)
    return words.share_words(led, len(every) - len(led) - gone, gone)


def _views(request: Any, chosen: Filter) -> list[tuple[str, str, bool]]:
    """The three views with their addresses."""
    labels = {"danh-sach": _("List"), "bang": _("Board"), "theo-thang": _("By month")}
    found = []
    for view in VIEWS:
        query = request.GET.copy()
        query.pop("trang", None)
        query["xem"] = view
        found.append((labels[view], f"{request.path}?{query.urlencode()}", view == chosen.view))
    return found


def _bodies(every: list[Row], chosen: Filter) -> list[Option]:
    """Bodies that hold something this year; units of a collective as one choice."""
    desks: dict[str, Desk] = {}
    for row in every:
        desks.setdefault(row.item.holder.body, row.item.holder)
    names = words.body_names(list(desks.values()))
    return [
        Option(code, _collective(code) or names[desk.pk], code == chosen.body)
        for code, desk in desks.items()
    ]


def _collective(code: str) -> str:
    """Name of a collective body, '' for a single one."""
    package = tables.package()
    body = next((one for one in package.bodies if one.id == code), None)
    return words.plan_body(package, code) if body is not None and body.collective else ""


def _clauses(every: list[Row], chosen: Filter) -> list[Option]:
    """Clauses of the second level ("IV.7") that have duties."""
    codes = dict.fromkeys(".".join(row.item.clause.split(".")[:2]) for row in every)
    return [Option(code, code, code == chosen.clause) for code in codes]


def _sorts(chosen: Filter) -> list[Option]:
    labels = {
        "qua-han": _("Late first"),
        "dieu-khoan": _("By clause"),
        "han": _("By due day"),
    }
    return [Option(code, labels[code], code == chosen.sort) for code in SORTS]


def _roles(request: Any, chosen: Filter) -> list[Option]:
    """Lead or support: only a body's own post has the choice."""
    if request.post.role != "department":
        return []
    labels = {"chu-tri": _("we lead"), "phoi-hop": _("we support")}
    return [Option(code, labels[code], code == chosen.role) for code in ROLES]


def _sentence(chosen: Filter, rows: list[Row], names: dict[int, str], every: list[Row]) -> str:
    """The filters in words: the line above the table and the first row of the export."""
    parts = [
        _("%(n)s of %(total)s duties") % {"n": len(rows), "total": len(every)},
        _("year %(year)s") % {"year": chosen.year},
    ]
    if chosen.words:
        parts.append(f"“{chosen.words}”")
    if chosen.body:
        holder = next((r.item.holder for r in every if r.item.holder.body == chosen.body), None)
        known = names.get(holder.pk, chosen.body) if holder else chosen.body
        parts.append(_collective(chosen.body) or known)
    if chosen.clause:
        parts.append(_("clause %(code)s") % {"code": chosen.clause})
    if chosen.state:
        parts.append(words.state_words(chosen.state))
    if chosen.month:
        parts.append(_("due in month %(n)s") % {"n": chosen.month})
    if chosen.odd:
        parts.append(_odd_words(chosen.odd))
    parts += [str(option.label) for option in _sorts(chosen) if option.chosen]
    return " · ".join(parts)


def _odd_words(code: str) -> str:
    return {
        "mau-thuan": _("declared done, figures show nothing"),
        "chua-co-noi-nhan": _("the unit is gone, no taker"),
    }[code]


@require_POST
def open_year(request: Any) -> HttpResponse:
    """Give the duties of a year to the bodies; giving twice adds nothing."""
    asked = request.POST.get("nam", "")
    if not asked.isdigit() or not FIRST_YEAR <= int(asked) <= date.max.year:
        raise Refusal("year.unknown", "Chưa chọn năm. Chọn một năm.", "Choose a year.", status=422)
    made = actions.open_year(year=int(asked), by=request.post)
    words_ = _("%(n)s duties were given for %(year)s.") % {"n": len(made), "year": asked}
    messages.success(request, words_)
    return redirect(f"{reverse('duties:list')}?nam={asked}")
