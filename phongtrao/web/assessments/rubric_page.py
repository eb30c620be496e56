"""The rubric of Decision 510: what is published, the labelled sample, and entering the real one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.assessments import queries, settling
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.plan.rubrics import Rubric
from phongtrao.rules.grading import ORDER, Book, plain
from phongtrao.web.assessments.sets import validity
from phongtrao.web.assessments.words import grade_label, title_of
from phongtrao.web.figures import exports
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today
from phongtrao.web.figures.tables import Cell, Column, Table, text, written

ZERO = Decimal(0)
MORE_LINES = 6
MOST_LINES = 60


@require_http_methods(["GET", "HEAD", "POST"])
def rubric(request: Any, rubric: str) -> HttpResponse:
    """One rubric; the administrator enters points and cut-offs with the source document."""
    found = _rubric(rubric)
    book = queries.grade_book(found.group, today().year)
    wrong: list[tuple[str, str]] = []
    if request.method == "POST":
        wrong = _confirm(request, found)
        if not wrong:
            messages.success(request, _("The rubric is confirmed; grading is open."))
            return redirect("assessments:rubric", found.id)
    table = _table(book)
    if exports.asked(request):
        return exports.answer(request, table, title_of(found), f"thang-diem-{found.id}")
    context = {
        "rubric": found,
        "book": book,
        "status": f"book_{book.status}",
        "crumbs": [(_("Criteria sets"), reverse("assessments:sets")), (title_of(found), "")],
        "holds": validity(found),
        "table": table,
        "sentence": title_of(found),
        "exports": exports.links(request),
        "cutoffs": [(grade_label(grade), plain(least)) for grade, least in book.cutoffs],
        "cap": grade_label(book.cap),
        "sample": book.status != "confirmed",
        "total": plain(sum((line.points for line in book.lines if line.published), start=ZERO)),
        "may_enter": request.post is not None and request.post.role == "administrator",
        "wrong": wrong,
        "lines": _lines(request, found),
        "entered_cutoffs": [
            (grade, grade_label(grade), request.POST.get(f"c.{grade}", "")) for grade in ORDER
        ],
        "document": request.POST.get("document", ""),
        "from_year": request.POST.get("from_year", str(today().year)),
        "caps": [(grade, grade_label(grade)) for grade in ORDER[:3]],
    }
    return render(request, "assessments/rubric.html", context, status=422 if wrong else 200)


def _rubric(code: str) -> Rubric:
    found = next((one for one in queries.rubrics() if one.id == code), None)
    if found is None:
        raise Refusal(
            "rubric.none", f"Không có bảng điểm “{code}”.", f"No rubric {code}.", status=404
        )
    return found


def _table(book: Book) -> Table:
    """Lines with points and where they come from."""
    columns = [Column(_("Content")), Column(_("Points"), "number"), Column(_("Source"))]
    rows: list[list[Cell]] = []
    for line in book.lines:
        source = line.source
        if not line.published and book.status != "confirmed":
            source = _("sample, not from the decision")
        rows.append(
            [text(said(line.label, line.label_en)), text(plain(line.points)), written(source)]
        )
    return Table("lines", _("Points by line"), columns, rows)


def _lines(request: Any, found: Rubric) -> list[tuple[str, str, str, bool]]:
    """(id, label, points, published) of the lines to enter, with empty ones to add."""
    get = request.POST.get
    if request.method == "POST":
        count = min(MOST_LINES, sum(1 for name in request.POST if name.startswith("i.")))
        known = {item.id for item in found.items if item.published}
        return [
            (get(f"i.{n}", ""), get(f"l.{n}", ""), get(f"p.{n}", ""), get(f"i.{n}", "") in known)
            for n in range(count)
        ]
    rows = [
        (
            item.id,
            item.label,
            plain(Decimal(str(item.points))) if item.published else "",
            item.published,
        )
        for item in found.items
    ]
    return rows + [(f"more_{n}", "", "", False) for n in range(1, MORE_LINES + 1)]


def _confirm(request: Any, found: Rubric) -> list[tuple[str, str]]:
    """Enter the rubric; what is wrong as (place, words)."""
    get = request.POST.get
    items = [
        {"id": code, "label": nfc(label).strip(), "points": points.strip().replace(",", ".")}
        for code, label, points, _published in _lines(request, found)
        if label.strip() or points.strip()
    ]
    cutoffs = [
        {"grade": grade, "least": get(f"c.{grade}", "").replace(",", ".")} for grade in ORDER
    ]
    year = get("from_year", "")
    if not year.isdecimal() or len(year) != 4:
        return [("from_year", _("Enter the first year, for example 2024."))]
    try:
        settling.confirm_rubric(
            rubric=found.id,
            from_year=int(year),
            items=items,
            cutoffs=cutoffs,
            cap=get("cap", ""),
            document=nfc(get("document", "")).strip()[:200],
            by=request.post,
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _words(refusal)
    return []


def _words(refusal: Refusal) -> list[tuple[str, str]]:
    """Every finding of a refusal, else its own sentence."""
    findings: Sequence[Any] = refusal.data.get("findings", ())
    if not findings:
        return [("document", said(refusal.message, refusal.message_en))]
    return [(finding.place, said(finding.message, finding.message_en)) for finding in findings]
