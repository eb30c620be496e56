"""Reports of the year and their frozen copies (ux.md 2.3 rows 37–39)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.audit import queries as audit
from phongtrao.core.dates import format_date
from phongtrao.programmes import queries as programmes
from phongtrao.reports import queries as frozen
from phongtrao.web.figures import exports
from phongtrao.web.figures.tables import Cell, Column, Table, number, text


def _time(at: Any) -> str:
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y")


def reports(request: Any) -> HttpResponse:
    """List the years with their drafts, and every frozen report."""
    package = programmes.package()
    years = [period.year for period in reversed(programmes.periods(package.main_form.id))]
    table = _frozen_table()
    sentence = _("%(number)s frozen reports, newest first") % {"number": len(table.rows)}
    if exports.asked(request):
        return exports.answer(request, table, sentence, "bao-cao-da-chot")
    return render(
        request,
        "figures/reports.html",
        {
            "years": [(year, package.own_report_day(year)) for year in years],
            "table": table,
            "sentence": sentence,
            "exports": exports.links(request),
            "may_freeze": accounts.can(request.post, "freeze"),
        },
    )


def _frozen_table() -> Table:
    """Return all frozen reports, newest first."""
    columns = [
        Column(_("Code")),
        Column(_("Year"), "number"),
        Column(_("Freeze number"), "number"),
        Column(_("Frozen at")),
        Column(_("Frozen by")),
        Column(_("Figures")),
        Column("SHA-256"),
    ]
    found = list(frozen.snapshots())
    titles = accounts.titles_of({item.post_id for item in found if item.post_id})
    rows = [
        [
            text(item.code, reverse("figures:report", args=[item.code])),
            Cell(str(item.year), item.year),
            number(item.number),
            text(_time(item.frozen_at)),
            text(titles.get(item.post_id or 0, _("the command line"))),
            text(_("with provisional figures") if item.provisional else _("all figures final")),
            text(f"{item.pdf_id[:16]}…"),
        ]
        for item in found
    ]
    return Table("frozen", _("Frozen reports"), columns, rows, _("No report has been frozen yet."))


def _file(contents: dict[str, bytes], kind: str, name: str) -> HttpResponse:
    """Return one of the files under a plain name; 404 for another kind."""
    if kind not in contents:
        raise Http404(kind)
    response = HttpResponse(contents[kind], content_type=frozen.MIME[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def report(request: Any, report: str) -> HttpResponse:
    """Show a frozen report: its seal, its files, and on request what changed since."""
    found = frozen.snapshot(report)
    checked = "doi-chieu" in request.GET
    changes = _changes(found) if checked else None
    if changes and exports.asked(request):
        return exports.answer(request, changes, found.code, f"doi-chieu-{found.code}")
    again = frozen.reproduce(found.code) if "in-lai" in request.GET else None
    titles = accounts.titles_of({found.post_id} if found.post_id else set())
    return render(
        request,
        "figures/report.html",
        {
            "report": found,
            "by": titles.get(found.post_id or 0, _("the command line")),
            "map_on": format_date(found.map_on),
            "cut_off": _time(found.cut_off),
            "frozen_at": _time(found.frozen_at),
            "changes": changes,
            "again": again,
            "newer": audit.head()[0] - found.data_version - 1,
            "sentence": found.code,
            "exports": exports.links(request) if checked else None,
            "crumbs": [(_("Reports"), reverse("figures:reports")), (found.code, "")],
        },
    )


def _changes(found: Any) -> Table:
    """Return the figures that are different now from when the report was frozen."""
    columns = [
        Column(_("Code")),
        Column(_("Figure")),
        Column(_("When frozen"), "number"),
        Column(_("Now"), "number"),
    ]
    targets = programmes.package().targets
    rows = []
    for change in frozen.changes_since(found):
        target = change.code.split("@")[0]
        node = change.code.partition("@")[2]
        so, href = "", ""
        if target in targets:
            query = f"?ky={found.year}-nam" + (f"&don-vi={node}" if node else "")
            href = reverse("figures:proof", args=[target]) + query
            so = f"{target}|{node}|{found.year}|reported"
        rows.append(
            [
                text(change.code),
                text(change.label),
                text(change.then or "–"),
                Cell(change.now or "–", href=href, so=so),
            ]
        )
    return Table(
        "changes",
        _("Changed since it was frozen"),
        columns,
        rows,
        _("No figure has changed since it was frozen."),
    )


def file(request: Any, report: str, kind: str) -> HttpResponse:
    """Return a stored file of a frozen report, byte for byte."""
    found = frozen.snapshot(report)
    if kind not in frozen.MIME:
        raise Http404(kind)
    return _file({kind: frozen.content(found, kind)}, kind, found.code)
