"""Decisions and their files; the files of a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.assessments import access, deciding, queries
from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.documents import docx, pdf, templates
from phongtrao.orgs import queries as orgs
from phongtrao.web.assessments import papers, scope
from phongtrao.web.assessments.claiming import refused
from phongtrao.web.assessments.desk import desk_at
from phongtrao.web.assessments.listed import list_page
from phongtrao.web.assessments.listing import dossier_url, state_cell
from phongtrao.web.assessments.words import kind_label, name_of
from phongtrao.web.figures import exports
from phongtrao.web.figures.scope import READS_ALL
from phongtrao.web.figures.tables import Column, Table, day, number, text, written
from phongtrao.web.templatetags.phongtrao import vn

KINDS = ("docx", "pdf")
SHOWN_IN_PAGE = frozenset({"image/jpeg", "application/pdf"})


def _matter(decision: Any) -> str:
    """What a decision is about, in words."""
    return {
        "title": _("Title “Safe in security and order”"),
        "standard": _("Criterion 19.2"),
        "grade": _("Grade of the movement"),
    }[decision.about]


def _may(post: Any, decision: Any, verb: str) -> bool:
    """Whether a post may read a decision or take it back, asked of the room's access."""
    try:
        access.decision_for(post, decision.pk, verb)
    except Refusal:
        return False
    return True


def asked_kind(kind: str) -> str:
    """The form of file an address asks for; Refusal `file.kind` (404) for an unknown one."""
    if kind not in KINDS:
        raise Refusal("file.kind", "Tải dạng docx hoặc pdf.", "Ask for docx or pdf.", status=404)
    return kind


def _readable(post: Any, year: int) -> list[Any]:
    """Decisions of a year that the post may read: all, or its own and those on its units."""
    found = list(queries.decisions(year))
    if post.role in READS_ALL:
        return found
    known: set[int | None] = set()
    for about in (scope.TITLE, scope.STANDARD):
        named = queries.dossiers(post, year, about=about)
        for pair in named.values_list("decision_id", "grade_decision_id"):
            known.update(pair)
    return [one for one in found if one.pk in known or one.unit_id == post.unit_id]


@require_safe
def decisions(request: Any, period: str) -> HttpResponse:
    """Decisions of a year that the post may read, newest first."""
    year = scope.year_of(period)
    table = _decisions_table(_readable(request.post, year), year)
    words = [_("%(number)s decisions") % {"number": vn(len(table.rows))}, str(year)]
    return list_page(request, "decisions", year, table, words=words, file="quyet-dinh")


def _decisions_table(found: list[Any], year: int) -> Table:
    columns = [
        Column(_("Number of the decision")),
        Column(_("Signed"), "date"),
        Column(_("Matter")),
        Column(_("Issued by")),
        Column(_("Units"), "number"),
        Column(_("State")),
    ]
    states = orgs.states_of({one.unit_id for one in found}, scope.day_of(year))
    sizes = queries.sizes(one.pk for one in found)
    rows = [
        [
            text(one.number, reverse("assessments:decision", args=[one.pk])),
            day(one.signed_on),
            text(_matter(one)),
            text(papers.committee_of(states[one.unit_id])),
            number(sizes.get(one.pk, 0)),
            text(_("taken back") if one.undone else _("signed late") if one.late else ""),
        ]
        for one in found
    ]
    empty = _("No decision has been recorded for %(year)s.") % {"year": year}
    return Table("decisions", _("Decisions"), columns, rows, empty)


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: Any, decision: int) -> HttpResponse:
    """One decision with its units; POST takes it back with a reason."""
    verb = "decide" if request.method == "POST" else "read"
    found = access.decision_for(request.post, decision, verb)
    wrong: list[tuple[str, str]] = []
    if request.method == "POST":
        wrong = _take_back(request, found)
        if not wrong:
            return redirect("assessments:decision", found.pk)
    table = _units(request.post, found)
    state = orgs.state_of(found.unit_id, scope.day_of(found.year))
    sentence = f"{found.number} · {format_date(found.signed_on)} · {_matter(found)} {found.year}"
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"quyet-dinh-{found.pk}")
    period = scope.period_of(found.year)
    context = {
        "found": found,
        "matter": _matter(found),
        "office": papers.committee_of(state),
        "table": table,
        "sentence": sentence,
        "exports": exports.links(request),
        "crumbs": [
            (
                _("Decisions of %(year)s") % {"year": found.year},
                reverse("assessments:decisions", args=[period]),
            ),
            (found.number, ""),
        ],
        "may_undo": not found.undone and _may(request.post, found, "decide"),
        "wrong": wrong,
        "has_papers": found.about != "grade",
        "has_certificates": found.about == "title",
    }
    return render(request, "assessments/decision.html", context, status=422 if wrong else 200)


def _take_back(request: Any, found: Any) -> list[tuple[str, str]]:
    reason = nfc(request.POST.get("reason", "")).strip()[:500]
    try:
        deciding.undo_decision(decision_id=found.pk, reason=reason, by=request.post)
    except Refusal as refusal:
        return refused(refusal, "reason")
    messages.success(request, _("The decision is taken back; its certificates are void."))
    return []


def _units(post: Any, found: Any) -> Table:
    """The units of a decision with outcome, reason and certificate."""
    columns = [Column(_("Unit")), Column(_("Kind of unit")), Column(_("Outcome"))]
    columns += [Column(_("Reason")), Column(_("Certificate"))]
    decided = [pair for pair in queries.decided(found) if access.may_read(post, pair[0].unit_id)]
    certificates = queries.certificates_of(found)
    states = orgs.states_of([d.unit_id for d, _s in decided], scope.day_of(found.year))
    rows = []
    for dossier, step in decided:
        state, paper = states[dossier.unit_id], certificates.get(dossier.pk)
        about = scope.TITLE if found.about == "grade" else found.about
        proof = reverse("assessments:certificate", args=[paper.code]) if paper else ""
        rows.append(
            [
                text(name_of(state), dossier_url(found.year, state, about)),
                text(kind_label(state.kind)),
                state_cell(_outcome(step)),
                written(step.reason),
                text(paper.code if paper else "", proof),
            ]
        )
    return Table("decided", _("Units of the decision"), columns, rows)


def _outcome(step: Any) -> str:
    """State of what a step decided."""
    if step.stage == "grade":
        return f"grade_{step.verdict}"
    return "recognised" if step.verdict == "met" else "refused"


def issuing(found: Any, criteria: str) -> Any:
    """Who issued a decision, with its number and symbol as recorded."""
    signer = queries.options_of(criteria).get("signer", "") if criteria else ""
    return papers.deciding(
        found.unit_id, scope.day_of(found.year), found.number, found.signed_on, signer
    )


@require_safe
def decision_file(request: Any, decision: int, kind: str) -> HttpResponse:
    """The decision as a Word or PDF file in the layout of Decree 30."""
    found, form = access.decision_for(request.post, decision), asked_kind(kind)
    recognised = [d for d, step in queries.decided(found) if _outcome(step) == "recognised"]
    codes = dict.fromkeys(one.criteria for one in recognised)
    sets = [queries.criteria(code) for code in codes]
    day_named = scope.day_of(found.year)
    tree = papers.decision_paper(
        issuing(found, next(iter(codes), "")),
        year=found.year,
        about=found.about,
        bases=papers.bases_of(sets, papers.standing_of(found.unit_id, day_named)),
        units=papers.listed([one.unit_id for one in recognised], day_named),
        executors=papers.executors_of(found.unit_id, day_named),
    )
    content = docx.render(tree, templates.read("decree30")) if form == "docx" else pdf.render(tree)
    return file_answer(content, f"quyet-dinh-{bare_name(found.number)}.{form}", form)


def bare_name(text_: str) -> str:
    """A document's number as part of a file name."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text_).strip("-")


def file_answer(content: bytes, name: str, form: str) -> HttpResponse:
    """A file to download."""
    response = HttpResponse(content, content_type=papers.TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def minutes(request: Any, period: str, unit: str, kind: str) -> HttpResponse:
    """The minutes of the review meeting, prefilled as far as the dossier knows."""
    desk, form = desk_at(request, period, unit), asked_kind(kind)
    tree = papers.minutes_paper(desk, queries.sides(desk.dossier) if desk.dossier else [])
    content = docx.render(tree, templates.read("decree30")) if form == "docx" else pdf.render(tree)
    return file_answer(content, f"bien-ban-{bare_name(desk.unit.code)}-{desk.year}.{form}", form)


def _stored(found: Any) -> Path:
    return Path(queries.paper_path(found))


@require_safe
def paper(request: Any, period: str, unit: str, file: int) -> FileResponse:
    """One file of a dossier, to those who may read the dossier."""
    desk = desk_at(request, period, unit)
    known = queries.papers(desk.dossier.pk) if desk.dossier else []
    found = next((one for one in known if one.pk == file), None)
    if found is None:
        raise Refusal(
            "file.none", "Hồ sơ không có tệp này.", "The dossier has no such file.", status=404
        )
    answer = FileResponse(
        _stored(found).open("rb"),
        content_type=found.mime,
        as_attachment=found.mime not in SHOWN_IN_PAGE,
        filename=found.name,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
