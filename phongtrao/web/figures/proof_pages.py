"""The proof of a figure: formula in words, rows, exclusions (click one; ux.md 2.3 row 24)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.analytics import queries as analytics
from phongtrao.plan.definitions import Form, Target
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.states import STATES
from phongtrao.web.base.tongue import in_english
from phongtrao.web.figures import exports, reading
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.answers import answer_words
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import Shown, group_label, said, show
from phongtrao.web.figures.scope import Scope, may_read, read_scope
from phongtrao.web.figures.tables import (
    PAGE_ROWS,
    Cell,
    Column,
    Slice,
    Table,
    number,
    page_number,
    state,
    text,
    written,
)
from phongtrao.web.inspections.visited_rows import visited_table
from phongtrao.web.templatetags.phongtrao import vn

MISSING = "chua"
WHOLE = 100_000


def proof(request: Any, code: str) -> HttpResponse:
    """Show where a figure comes from; `tt=chua` lists the units that have not reached it."""
    package = programmes.package()
    target = reading.target_of(package, code)
    whole = bool(exports.asked(request))
    listed = whole or request.GET.get("tt") == MISSING
    scope = read_scope(request, form=target.form, rows=listed)
    target = programmes.package_in(scope.period).targets.get(target.id, target)
    if request.GET.get("tt") == MISSING:
        return _missing(request, target, scope)
    page = page_number(request.GET.get("trang"))
    found = analytics.trace(
        target.id, scope.period, scope.node.id, scope.on_map, scope.reading, scope.group,
        limit=None if whole else PAGE_ROWS, offset=0 if whole else (page - 1) * PAGE_ROWS,
        english=in_english(),
    )  # fmt: skip
    form = package.form_of(target, scope.period.half) or package.forms[target.form]
    item = show(target, found.figure, scope.map_code)
    count = _("%(number)s units, visited ones first") if item.by_visits else _("%(number)s rows")
    sentence = _sentence(item, scope, count % {"number": vn(found.total)})
    may_list = may_read(request.post, scope.node.id, scope.day)
    table = _table(request, item, form, found.rows, scope) if may_list else _closed()
    if whole:
        return exports.answer(request, table, sentence, f"nguon-{target.id}-{scope.period.url}")
    pages = max(1, -(-found.total // PAGE_ROWS)) if may_list else 1
    part = Slice(table, page, pages, found.total)
    context = {
        "target": target, "scope": scope, "item": item, "trace": found, "table": table,
        "slice": part, "page_links": links_of(request, part), "sentence": sentence,
        "exports": exports.links(request) if may_list else [],
        "title": said(target.title, target.title_en),
        "formula": said(target.formula_words, target.formula_words_en),
        "reading": _reading_words(target, scope.reading), "exclusions": _exclusions(found),
        "missing_url": f"{request.path}?{scope.query(tt=MISSING)}" if may_list else "",
        "crumbs": _crumbs(item),
    }  # fmt: skip
    return render(request, "figures/proof.html", context)


def _sentence(item: Shown, scope: Scope, count: str) -> str:
    """Return the filter sentence of a proof."""
    parts = [f"{item.code} = {item.value_text}", scope.words]
    if scope.group:
        parts.append(group_label(scope.group))
    return " · ".join([*parts, count])


def _reading_words(target: Target, code: str) -> str:
    """Return which reading of the sentence a proof is about."""
    if code:
        chosen = target.reading(code)
        return said(chosen.label, chosen.label_en)
    return said(target.headline_label, target.headline_label_en)


def _crumbs(item: Shown) -> list[tuple[str, str]]:
    return [
        (_("Targets"), reverse("figures:targets")),
        (item.code, item.href),
        (_("Where this figure comes from"), ""),
    ]


def _table(request: Any, item: Shown, form: Form, rows: Any, scope: Scope) -> Table:
    """The units behind a figure: with their records of visits where those are what counts."""
    if item.by_visits:
        return visited_table(request.post, rows, scope.period)
    return _rows(form, rows, scope)


def _rows(form: Form, rows: Any, scope: Scope) -> Table:
    """Return the units behind a figure: what each said, added, and who stands behind it."""
    columns = [
        Column(_("Unit")),
        Column(_("Kind of unit")),
        Column(_("What it said")),
        Column(_("Counts as met"), "number"),
        Column(_("Counts in all"), "number"),
        Column(_("State")),
        Column(_("Version"), "number"),
        Column(_("Sender")),
        Column(_("Verifier")),
        Column(_("Evidence"), "number"),
    ]
    return Table(
        "rows",
        _("Units that are counted"),
        columns,
        [_row(form, row, scope) for row in rows],
        _("No approved report yet."),
    )


def _closed() -> Table:
    """Return what stands in place of the rows for a post that reads the sum only."""
    words = _("The list of units is open to the area itself.")
    return Table("rows", _("Units that are counted"), [], [], words)


def _row(form: Form, row: Any, scope: Scope) -> list[Cell]:
    """One unit; a click leads to its report."""
    href = (
        reverse("figures:source", args=[row.submission_id])
        if row.submission_id
        else unit_url(row.code, row.name, scope.period.end)
    )
    below = row.adds if row.adds_below is None else row.adds_below
    return [
        text(row.name, href),
        text(group_label(row.group)),
        text(_said(form, row.values)),
        number(row.adds),
        number(below),
        state(row.state, str(STATES[row.state].label)),
        number(row.version),
        text(row.sender),
        text(row.verifier),
        number(row.evidence),
    ]


def _said(form: Form, values: Mapping[str, Any]) -> str:
    """Return the answers a formula reads, in words; reasons for absence included."""
    parts = []
    for field in form.all_fields():
        if field.id in values:
            why = values.get(f"{field.id}__why")
            stored = {"why": why} if why else values[field.id]
            if stored is not None:
                label = said(field.label, field.label_en)
                parts.append(f"{label}: {answer_words(field, stored)}")
    return "; ".join(parts)


def _exclusions(found: Any) -> Table:
    """Return the units left out, each with its rule and law."""
    columns = [Column(_("Not counted")), Column(_("Basis")), Column(_("Units"), "number")]
    rows = [[text(item.label), written(item.law), number(item.units)] for item in found.exclusions]
    return Table(
        "exclusions",
        _("Units that are not counted, and why"),
        columns,
        rows,
        _("No unit is left out."),
    )


def _missing(request: Any, target: Target, scope: Scope) -> HttpResponse:
    """List every unit that has not reached a target, nearest first."""
    whole = bool(exports.asked(request))
    page = page_number(request.GET.get("trang"))
    found = analytics.gap_list(
        target.id, scope.period, scope.node.id, limit=WHOLE if whole else page * PAGE_ROWS,
        on_map=scope.on_map, reading=scope.reading, english=in_english(),
    )  # fmt: skip
    title = said(target.title, target.title_en)
    count = _("%(number)s units have not reached it, nearest first") % {"number": vn(found.total)}
    sentence = " · ".join([f"{target.id} {title}", scope.words, count])
    shown = found.rows if whole else found.rows[(page - 1) * PAGE_ROWS :]
    table = _missing_table(shown, scope, sentence)
    if whole:
        return exports.answer(request, table, sentence, f"chua-dat-{target.id}")
    part = Slice(table, page, max(1, -(-found.total // PAGE_ROWS)), found.total)
    here = f"{reverse('figures:target', args=[target.id])}?{scope.query()}"
    context = {
        "target": target, "title": title, "scope": scope, "table": table, "slice": part,
        "sentence": sentence, "exports": exports.links(request), "needed": found.needed,
        "page_links": links_of(request, part),
        "crumbs": [
            (_("Targets"), reverse("figures:targets")), (target.id, here), (_("Which units"), "")
        ],
    }  # fmt: skip
    return render(request, "figures/missing.html", context)


def _missing_table(rows: Any, scope: Scope, caption: str) -> Table:
    """Return units that have not reached a target, with what each lacks."""
    columns = [
        Column(_("Unit")), Column(_("Kind of unit")), Column(_("Area")), Column(_("State")),
        Column(_("What is missing")),
    ]  # fmt: skip
    lines = [
        [
            text(row.name, unit_url(row.code, row.name, scope.day)),
            text(group_label(row.group)),
            text(row.area),
            state(row.state, str(STATES[row.state].label)),
            text(row.reason),
        ]
        for row in rows
    ]
    return Table("missing", caption, columns, lines, _("No unit is missing."))
