"""`/so/` and `/so/<sổ>/`: the registers a role may read, and the list of one, drawn from YAML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.amounts import unit_shown
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, queries
from phongtrao.web.base.tongue import counted
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import entries_url, unit_url
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today, within_reach
from phongtrao.web.figures.tables import (
    PAGE_ROWS,
    Cell,
    Column,
    Slice,
    Table,
    number,
    text,
    written,
)
from phongtrao.web.registers import expected, filtering, proposing, words
from phongtrao.web.registers.desk import open_register
from phongtrao.web.templatetags.phongtrao import vn

ALL_LINES = f"{filtering.SCOPE}={filtering.ALL}"
RIGHT = ("number", "money")


@dataclass(frozen=True)
class Card:
    """One register on the page of all registers."""

    title: str
    hint: str
    code: str
    href: str
    add: str
    total: int
    states: tuple[tuple[str, int], ...]
    every: int = 0
    every_href: str = ""
    summed: str = ""


@require_safe
def index(request: Any) -> HttpResponse:
    """All registers this role may read, each with the number of entries it reaches."""
    registers = access.registers_for(request.post)
    cards = [_card(request.post, register) for register in by_clause(registers)]
    table = _index_table(cards)
    if exports.asked(request):
        return exports.answer(request, table, _("Registers"), "so")
    return render(
        request,
        "registers/index.html",
        {**_folded(request.post, cards), "table": table, "exports": exports.links(request)},
    )


def _folded(post: Any, cards: Sequence[Card]) -> dict[str, Any]:
    """Return the cards in two parts: a unit's contact sees first where lines are written."""
    written = [card for card in cards if card.add]
    if post.role != "unit_contact" or not written:
        return {"cards": cards, "others": []}
    return {"cards": written, "others": [card for card in cards if not card.add], "own": True}


def by_clause(registers: Sequence[Register]) -> list[Register]:
    """Return registers in the order of the clauses they serve."""
    order = {clause.id: place for place, clause in enumerate(programmes.package().clauses)}
    return sorted(
        registers, key=lambda r: min((order.get(c, 999) for c in r.clauses[:1]), default=999)
    )


def _card(post: Any, register: Register) -> Card:
    reach, own = access.reach_of(post, register), own_code(post, register)
    found = queries.counts_by_state(register, reach=reach)
    every = sum(count for _state, count in found)
    filters = {"unit": str(post.unit_id)} if own else {}
    if own:
        found = queries.counts_by_state(register, reach=reach, filters=filters)
    shown = [(words.label(state), count) for state, count in found if count]
    writes = _writes(post, register)
    return Card(
        title=words.title(register),
        hint=said(register.hint, register.hint_en),
        code=register.code,
        href=reverse("registers:list", args=[register.url]),
        add=reverse("registers:add", args=[register.url]) if writes else "",
        total=sum(count for _state, count in found),
        states=tuple(shown) if register.states else (),
        every=every if own else 0,
        every_href=f"{reverse('registers:list', args=[register.url])}?{ALL_LINES}" if own else "",
        summed=summed_words(register, reach, filters),
    )


def _writes(post: Any, register: Register) -> bool:
    """Whether the post writes lines here; a contact only where the register takes its unit."""
    if post.role != "unit_contact" or post.unit_id is None:
        return post.role in register.writers
    taken = access.takes(register, orgs.state_of(post.unit_id, today()))
    return bool(taken and access.may_write(post, register, post.unit_id))


def summed_words(register: Register, reach: Any, filters: Any, asked: str = "") -> str:
    """Return the main measure over the lines shown where it sums a field: "25 buổi"; else ""."""
    main = next(iter(register.measures), None)
    field = next((f for f in register.fields if main and main.sum == f"sum({f.id})"), None)
    if main is None or field is None or main.where or not unit_shown(field):
        return ""
    found = queries.counts(register, field.id, reach=reach, filters=filters, words=asked)
    total = sum(int(value) * count for value, count in found.items() if value is not None)
    return f"{vn(total)} {counted(unit_shown(field), total)}"


def _index_table(cards: Sequence[Card]) -> Table:
    columns = [Column(pgettext("column", "Register")), Column(_("Entries"), "number")]
    rows = [[text(card.title, card.href), number(card.total)] for card in cards]
    return Table("registers", _("Registers"), columns, rows)


@require_safe
def list_(request: Any, register: str) -> HttpResponse:
    """The entries of one register, filtered, sorted, in pages; as a file when asked."""
    desk = open_register(request, register)
    asked = filtering.narrowed(request, desk.register, own_code(desk.post, desk.register))
    reach = access.reach_of(request.post, desk.register)
    if exports.asked(request):
        rows = queries.all_rows(
            desk.register, reach=reach, filters=asked.filters, words=asked.words, sort=asked.sort
        )
        table, sentence = (
            _money_named(desk.register, table_of(desk.register, rows, desk.post)),
            _sentence(desk, len(rows), asked, reach),
        )
        return exports.answer(request, table, sentence, f"so-{desk.register.url}")
    page = queries.entries(
        desk.register,
        reach=reach,
        filters=asked.filters,
        words=asked.words,
        sort=asked.sort,
        page=_number(request),
        per_page=PAGE_ROWS,
    )
    context = _context(desk, asked) | tallies(desk, reach, asked)
    return render(request, "registers/list.html", context | _slice(request, desk, asked, page))


def _context(desk: Any, asked: filtering.Narrowed) -> dict[str, Any]:
    """Return what the page says around the rows."""
    register = desk.register
    return {
        "desk": desk,
        "fold": desk.post.role == "unit_contact",
        "hint": said(register.hint, register.hint_en),
        "unknown": said(register.unknown, register.unknown_en),
        "asked": asked,
        "late": expected.late_of(desk, asked),
        "sorts": filtering.sort_choices(register, asked.sort),
        "lists": catalogues(register),
        **_links(desk),
        **_own(desk, asked),
    }


def _slice(request: Any, desk: Any, asked: filtering.Narrowed, page: Any) -> dict[str, Any]:
    """Return the rows of one page, their sentence and the ways on."""
    table = table_of(desk.register, page.rows, desk.post)
    part = Slice(table, page.page, page.pages, page.total)
    return {
        "sentence": _sentence(desk, page.total, asked, access.reach_of(desk.post, desk.register)),
        "table": table,
        "slice": part,
        "page_links": links_of(request, part),
        "exports": exports.links(request),
    }


def _links(desk: Any) -> dict[str, str]:
    """Return the addresses of the other views of the register, '' where it has none."""
    register = desk.register
    return {
        "import_url": desk.url("import") if desk.may_add else "",
        "map_url": desk.url("points") if register.map_point else "",
        "sums_url": desk.url("sums") if register.measures else "",
        "tree_url": desk.url("trees") if queries.parent_field(register) else "",
        "short_url": proposing.address(desk.post, register),
    }


def own_code(post: Any, register: Register) -> str:
    """Return the unit a list opens on: the post's own, where the register shows others' lines too.

    Only for those who write in it; a library of others' lines opens whole.
    """
    if post.role not in ("unit_contact", "commune_officer") or post.unit_id is None:
        return ""
    reach = access.reach_of(post, register)
    if reach.within is not None or post.role not in register.writers:
        return ""
    return str(orgs.state_of(post.unit_id, today()).code)


def _own(desk: Any, asked: filtering.Narrowed) -> dict[str, Any]:
    """Return the choice between the post's own lines and all within reach."""
    if not asked.opens_on:
        return {}
    state = orgs.state_of(desk.post.unit_id, today())
    return {
        "own_name": words.unit_text(state),
        "all_url": f"{desk.list_url}?{ALL_LINES}",
    }


def _number(request: Any) -> int:
    asked = request.GET.get("trang", "1")
    return int(asked) if asked.isdigit() else 1


def _sentence(desk: Any, total: int, asked: filtering.Narrowed, reach: Any) -> str:
    summed = summed_words(desk.register, reach, asked.filters, asked.words)
    lines = _("%(number)s lines") % {"number": vn(total)}
    counted = [lines, summed] if summed else [f"{vn(total)} {desk.noun}"]
    return " · ".join([*counted, *asked.sentence])


def _money_named(register: Register, table: Table) -> Table:
    """The table for a file: amounts stand there without "đồng", so their heading says it."""
    fields = {field.id: field for field in register.fields}
    columns = [
        replace(column, label=f"{column.label} ({unit_shown(fields[name])})")
        if name in fields and fields[name].type == "money"
        else column
        for name, column in zip(filtering.columns(register), table.columns, strict=True)
    ]
    return replace(table, columns=columns)


def table_of(register: Register, rows: Sequence[Any], post: Any) -> Table:
    """Return entries as rows; the first column leads to the entry, a unit in reach to its page."""
    names = filtering.columns(register)
    fields = {field.id: field for field in register.fields}
    columns = [
        Column(
            words.column_label(register, name),
            "number" if name in fields and fields[name].type in RIGHT else "text",
        )
        for name in names
    ]
    known = queries.names_of(register, [row.cells for row in rows])
    units = _units(rows, post)
    lines = [[_cell(register, name, row, known, units) for name in names] for row in rows]
    for line, row in zip(lines, rows, strict=True):
        href = reverse("registers:entry", args=[register.url, row.entry_id])
        first = line[0]
        name = first.text or words.noun(register)
        line[0] = replace(first, text=name, href=href, chart="")
    empty = _("Nothing is written here yet, or no line matches. Remove a filter or add a line.")
    return Table(f"so-{register.url}", words.title(register), columns, lines, empty)


def _units(rows: Sequence[Any], post: Any) -> dict[int, tuple[str, str, str]]:
    """Return unit id → (name, address, where it lies) for the rows of a list."""
    states = orgs.states_of({row.unit_id for row in rows}, today())
    above = orgs.states_of({s.parent_id for s in states.values() if s.parent_id}, today())
    reached = within_reach(post, states, today())
    return {
        key: (
            words.unit_text(state),
            unit_url(state.code, state.name) if key in reached else "",
            words.unit_text(above[state.parent_id]) if state.parent_id in above else "",
        )
        for key, state in states.items()
    }


def _cell(
    register: Register, name: str, row: Any, known: Any, units: dict[int, tuple[str, str, str]]
) -> Cell:
    if name == "unit":
        label, href, place = units.get(row.unit_id, (row.unit_name, "", ""))
        return text(label, href, place)
    if name == "state":
        state = register.state(row.state)
        return Cell(words.label(state), chart=words.state_tag(state))
    if name == "period":
        return text(words.period_text(row.period))
    if name in ("day", "updated"):
        return text(words.day_text(getattr(row, name)))
    field, value = register.field(name), row.cells.get(name)
    if field.type in RIGHT:
        return number(value if isinstance(value, int) else None)
    return written(words.value_text(register, field, value, known))


@dataclass(frozen=True)
class Tally:
    """One figure of the register, and the list of the lines it counts."""

    label: str
    value: str
    unit: str
    href: str


def tallies(desk: Any, reach: Any, asked: filtering.Narrowed) -> dict[str, Any]:
    """Return the figures of the place and period asked for, else the post's own this year."""
    register, node = desk.register, node_of(desk.post, reach, asked)
    if not node or not register.measures:
        return {}
    period = Period.parse(asked.filters.get("period", str(today().year)))
    day = filtering.day_in(asked.filters.get("on", "")) or filtering.map_day(node, period)
    found = queries.measures_at(register, node, period, day)
    code = orgs.state_of(node, day).code
    figures = [
        Tally(
            words.label(one),
            vn(found[one.id]),
            counted(one.unit, found[one.id]),
            entries_url(register.url, period, one.id, code, day),
        )
        for one in register.measures
    ]
    name = words.unit_text(orgs.state_of(node, day))
    return {"figures": figures, "figures_of": f"{name} · {words.period_text(period.code)}"}


def node_of(post: Any, reach: Any, asked: filtering.Narrowed) -> int:
    """Return the unit whose figures are shown: the one asked for, where the post reaches it."""
    node = int(asked.filters.get("unit") or reach.within or post.unit_id or 0)
    if reach.within is None or node == reach.within:
        return node
    inside = not reach.only and within_reach(post, [node], today())
    return node if inside else reach.within


def catalogues(register: Register) -> list[tuple[str, Table]]:
    """Return the lists of the register: each item with its days and its source."""
    columns = [Column(_("Item")), Column(pgettext("column", "Valid")), Column(_("Source"))]
    found = []
    for field in register.fields:
        if field.catalogue:
            rows = [
                [text(words.label(item)), text(words.item_note(item)), written(item.source)]
                for item in register.items(field)
            ]
            found.append(_list(f"dm-{field.id}", words.label(field), columns, rows))
    for constant in register.constants:
        name = words.label(constant)
        rows = [
            [text(words.day_text(one.from_)), number(one.value), written(one.source)]
            for one in constant.values
        ]
        heads = [Column(_("From")), Column(name, "number"), Column(_("Source"))]
        found.append(_list(f"hs-{constant.id}", name, heads, rows))
    return found


def _list(
    ident: str, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> tuple[str, Table]:
    return name, Table(ident, name, columns, rows)
