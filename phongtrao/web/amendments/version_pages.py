"""The versions of a plan, its documents, and any two of them compared (ux.md 2.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Package
from phongtrao.plan.diff import differences
from phongtrao.programmes import queries as programmes
from phongtrao.web.amendments.changes import changes_table, document_words
from phongtrao.web.figures import exports
from phongtrao.web.figures.plan_pages import package_at, plan_short
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label
from phongtrao.web.figures.tables import Column, Table, day, number, text, written
from phongtrao.web.permissions import allows

DRAFT = "nhap-"


def crumbs(package: Package, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page below the plan."""
    here = reverse("figures:plan", args=[package.id])
    return [(_("Plans"), reverse("figures:plans")), (plan_short(package), here), *more]


def versions(request: Any, plan: str) -> HttpResponse:
    """List the versions, the drafts, the documents and the version each closed round keeps."""
    package = package_at(plan)
    table = _versions_table(package)
    sentence = _("%(number)s versions, newest first") % {"number": len(table.rows)}
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"phien-ban-{package.id}")
    may_see = allows("amendments:draft", request.post.role)
    return render(
        request,
        "amendments/versions.html",
        {
            "plan": package,
            "name": said(package.name, package.name_en),
            "table": table,
            "documents": _documents_table(package),
            "rounds": _rounds_table(),
            "drafts": programmes.drafts() if may_see else (),
            "may_change": allows("amendments:amend", request.post.role),
            "sentence": sentence,
            "exports": exports.links(request),
            "crumbs": crumbs(package, (_("Plan versions"), "")),
        },
    )


def _versions_table(package: Package) -> Table:
    found = list(programmes.versions())
    posts = accounts.titles_of({item.post_id for item in found if item.post_id})
    address = reverse("amendments:compare", args=[package.id])
    columns = [
        Column(_("Plan version")),
        Column(_("Published on"), "date"),
        Column(_("Published by")),
        Column(_("Why it was published")),
        Column(_("Definitions changed"), "number"),
    ]
    rows = []
    for item in found:
        changed = _count(item.number) if item.number > 1 else None
        query = f"?tu={item.number - 1}&den={item.number}"
        rows.append(
            [
                text(_("Plan version %(number)s") % {"number": item.number}),
                day(timezone.localdate(item.published_at)),
                text(posts.get(item.post_id or 0, _("the installation"))),
                written(item.note or _why(item.number)),
                number(changed, address + query if changed else ""),
            ]
        )
    return Table("versions", _("Versions of the plan"), columns, rows)


def _why(number: int) -> str:
    """The reason of a version that carries no note."""
    return _("first publication") if number == 1 else _("read from the plan's folder")


def _count(later: int) -> int:
    before, after = programmes.signed_package(later - 1), programmes.signed_package(later)
    return len(differences(before, after))


def _documents_table(package: Package) -> Table:
    columns = [
        Column(_("Document")),
        Column(_("What the document is about")),
        Column(_("Takes effect"), "date"),
        Column(_("What it changes")),
    ]
    rows = [
        [
            written(item.document),
            text(said(item.title, item.title_en)),
            text(format_date(date.fromisoformat(item.effect_from))),
            written(document_words(item, package)),
        ]
        for item in package.amendments
    ]
    empty = _("No document has changed this plan. The signed text is applied as it stands.")
    return Table("documents", _("Documents that changed the plan"), columns, rows, empty)


def _rounds_table() -> Table:
    columns = [Column(_("Round")), Column(_("Form")), Column(_("Judged by"))]
    forms = programmes.package().forms
    rows = []
    for item in programmes.rounds():
        form = forms.get(item.form)
        closed = item.state == item.State.CLOSED and item.package_number
        judged = (
            _("Version %(number)s, closed") % {"number": item.package_number}
            if closed
            else _("the newest version, open")
        )
        title = said(form.title, form.title_en) if form else item.form
        rows.append([text(period_label(Period.parse(item.period))), text(title), text(judged)])
    return Table("rounds", _("Which version judges which round"), columns, rows, _("No round yet."))


def compare(request: Any, plan: str) -> HttpResponse:
    """Show what differs between two versions: `tu` and `den` are numbers, or `nhap-<draft>`."""
    package = package_at(plan)
    numbers = [item.number for item in programmes.versions()]
    last = numbers[0]
    first_code = request.GET.get("tu") or str(max(1, last - 1))
    second_code = request.GET.get("den") or str(last)
    before, after = _side(request, first_code), _side(request, second_code)
    words = {"a": _side_words(first_code), "b": _side_words(second_code)}
    sentence = _("%(a)s against %(b)s") % words
    table = changes_table(before, after, sentence)
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"so-sanh-{package.id}")
    may_see = allows("amendments:draft", request.post.role)
    codes = [*(str(n) for n in numbers)]
    codes += [f"{DRAFT}{item.pk}" for item in programmes.drafts()] if may_see else []
    return render(
        request,
        "amendments/compare.html",
        {
            "plan": package,
            "table": table,
            "sentence": f"{sentence} · " + _("%(number)s changes") % {"number": len(table.rows)},
            "choices": [(code, _side_words(code)) for code in codes],
            "first": first_code,
            "second": second_code,
            "draft": second_code[len(DRAFT) :] if second_code.startswith(DRAFT) else "",
            "exports": exports.links(request),
            "crumbs": crumbs(
                package,
                (_("Plan versions"), reverse("amendments:versions", args=[package.id])),
                (_("Compare"), ""),
            ),
        },
    )


def _side(request: Any, code: str) -> Package:
    """Return one side of a comparison; Refusal `version.unknown` (404)."""
    if code.startswith(DRAFT) and code[len(DRAFT) :].isdecimal():
        if allows("amendments:draft", request.post.role):
            return programmes.package_of_draft(programmes.draft(int(code[len(DRAFT) :])))
    elif code.isdecimal():
        return programmes.signed_package(int(code))
    raise Refusal(
        "version.unknown",
        f"Không có phiên bản “{code}”. Chọn phiên bản trong danh sách.",
        f"There is no version “{code}”.",
        status=404,
    )


def _side_words(code: str) -> str:
    if code.startswith(DRAFT):
        return _("Draft %(number)s") % {"number": code[len(DRAFT) :]}
    return _("Plan version %(number)s") % {"number": code}
