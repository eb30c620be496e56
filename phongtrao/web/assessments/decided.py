"""Decisions, their files, certificates and the proof page behind the square code."""

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
from phongtrao.documents import certificate as printing
from phongtrao.documents import docx, pdf, templates
from phongtrao.documents.certificate import Certificate as Paper
from phongtrao.orgs import queries as orgs
from phongtrao.web.assessments import papers, scope
from phongtrao.web.assessments.claiming import refused
from phongtrao.web.assessments.desk import desk_at
from phongtrao.web.assessments.listing import dossier_url, state_cell
from phongtrao.web.assessments.words import kind_label, name_of
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import READS_ALL
from phongtrao.web.figures.tables import Column, Table, day, number, slice_of, text
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


def _kind(kind: str) -> str:
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
    sentence = _("%(number)s decisions") % {"number": vn(len(table.rows))} + f" · {year}"
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"quyet-dinh-{period}")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "period": period,
        "year": year,
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
    }
    return render(request, "assessments/decisions.html", context)


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
                text(step.reason),
                text(paper.code if paper else "", proof),
            ]
        )
    return Table("decided", _("Units of the decision"), columns, rows)


def _outcome(step: Any) -> str:
    """State of what a step decided."""
    if step.stage == "grade":
        return f"grade_{step.verdict}"
    return "recognised" if step.verdict == "met" else "refused"


def _issuing(found: Any, criteria: str) -> Any:
    signer = queries.options_of(criteria).get("signer", "") if criteria else ""
    bare = found.number.partition("/")[0].strip()
    return papers.deciding(found.unit_id, scope.day_of(found.year), bare, found.signed_on, signer)


@require_safe
def decision_file(request: Any, decision: int, kind: str) -> HttpResponse:
    """The decision as a Word or PDF file in the layout of Decree 30."""
    found, form = access.decision_for(request.post, decision), _kind(kind)
    recognised = [d for d, step in queries.decided(found) if _outcome(step) == "recognised"]
    codes = dict.fromkeys(one.criteria for one in recognised)
    sets = [queries.criteria(code) for code in codes]
    day_named = scope.day_of(found.year)
    tree = papers.decision_paper(
        _issuing(found, next(iter(codes), "")),
        year=found.year,
        about=found.about,
        bases=papers.bases_of(sets, papers.standing_of(found.unit_id, day_named)),
        units=papers.listed([one.unit_id for one in recognised], day_named),
        executors=papers.executors_of(found.unit_id, day_named),
    )
    content = docx.render(tree, templates.read("decree30")) if form == "docx" else pdf.render(tree)
    return _file(content, f"quyet-dinh-{bare_name(found.number)}.{form}", form)


def bare_name(text_: str) -> str:
    """A document's number as part of a file name."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text_).strip("-")


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=papers.TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _paper(request: Any, found: Any) -> Paper:
    """The certificate as a value to print; its code leads to its proof page here."""
    address = request.build_absolute_uri(reverse("assessments:certificate", args=[found.code]))
    return papers.certificate_paper(
        found.dossier.unit_id,
        year=found.dossier.year,
        about=found.dossier.about,
        issuing=_issuing(found.decision, found.dossier.criteria),
        code=found.code,
        address=address,
    )


@require_safe
def certificate(request: Any, certificate: str) -> HttpResponse:
    """What a certificate proves: anybody signed in who holds its code may check it."""
    found = queries.certificate(certificate)
    dossier = found.dossier
    state = orgs.state_of(dossier.unit_id, scope.day_of(dossier.year))
    own = access.may_read(request.post, dossier.unit_id) if request.post else False
    criteria = queries.criteria(dossier.criteria)
    context = {
        "found": found,
        "unit": state,
        "place": papers.place_words(dossier.unit_id, scope.day_of(dossier.year)),
        "honour": papers.honour(dossier.year, dossier.about),
        "office": papers.deciding(found.decision.unit_id, scope.day_of(dossier.year)).issuer,
        "state": "certificate_void" if found.void else "certificate_valid",
        "reason": found.decision.reason if found.void else "",
        "set": criteria,
        "own": own,
        "dossier_url": dossier_url(dossier.year, state, dossier.about) if own else "",
        "unit_url": unit_url(state.code, state.name, scope.day_of(dossier.year)) if own else "",
        "note": said(
            papers.FORM_NOTE,
            "The layout is configured by the office: no law in the system fixes its form.",
        ),
    }
    return render(request, "assessments/certificate.html", context)


@require_safe
def certificate_file(request: Any, certificate: str, kind: str) -> HttpResponse:
    """The certificate as a Word or PDF file, for posts that may read the dossier."""
    found, form = queries.certificate(certificate), _kind(kind)
    access.dossier_for(request.post, found.dossier_id)
    if found.void:
        raise Refusal(
            "certificate.void",
            "Quyết định đã thu hồi, giấy công nhận không còn giá trị nên không in lại.",
            "The decision was taken back; the certificate is void and is not printed again.",
        )
    paper = _paper(request, found)
    content = printing.word(paper) if form == "docx" else printing.pdf([paper])
    return _file(content, f"giay-cong-nhan-{found.code}.{form}", form)


@require_safe
def all_certificates(request: Any, decision: int) -> HttpResponse:
    """Every certificate of a decision in one PDF, a page each."""
    found = access.decision_for(request.post, decision)
    issued = queries.certificates_of(found)
    decided = [d for d, _s in queries.decided(found) if access.may_read(request.post, d.unit_id)]
    wanted = [issued[d.pk] for d in decided if d.pk in issued and not issued[d.pk].void]
    if not wanted:
        raise Refusal(
            "certificate.none",
            "Quyết định này không có giấy công nhận còn giá trị.",
            "This decision has no valid certificate.",
            status=404,
        )
    content = printing.pdf([_paper(request, one) for one in wanted])
    return _file(content, f"giay-cong-nhan-{bare_name(found.number)}.pdf", "pdf")


@require_safe
def minutes(request: Any, period: str, unit: str, kind: str) -> HttpResponse:
    """The minutes of the review meeting, prefilled as far as the dossier knows."""
    desk, form = desk_at(request, period, unit), _kind(kind)
    tree = papers.minutes_paper(desk, queries.sides(desk.dossier) if desk.dossier else [])
    content = docx.render(tree, templates.read("decree30")) if form == "docx" else pdf.render(tree)
    return _file(content, f"bien-ban-{bare_name(desk.unit.code)}-{desk.year}.{form}", form)


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
