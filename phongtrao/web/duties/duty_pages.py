"""One duty: what the plan says, who does it, what shows progress, updates, files, hand-overs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.analytics import queries as analytics
from phongtrao.core.figures import Figure
from phongtrao.core.findings import Refusal
from phongtrao.core.numbers import NumberProblem, parse_integer
from phongtrao.core.periods import Period
from phongtrao.duties import access, actions, queries
from phongtrao.duties.models import Assignment, Update, UpdateFile
from phongtrao.duties.queries import Row
from phongtrao.orgs import queries as orgs
from phongtrao.plan.duties import Proof
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import evidence
from phongtrao.web.duties import tables, words
from phongtrao.web.entry.form_fields import words_of
from phongtrao.web.figures.plan_pages import clause_url
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today

SHOWN_IN_PAGE = frozenset({"image/jpeg", "application/pdf"})
FIGURE_LINES = 2


@dataclass(frozen=True)
class ProofLine:
    """One proof in words: what it is, how much there is, where it leads, whether it decides."""

    label: str
    count: int | None
    met: bool
    href: str
    figure: Figure | None
    decides: bool
    wanted: int


@dataclass(frozen=True)
class Typed:
    """What a person typed into the update form."""

    step: str = "doing"
    text: str = ""
    reason: str = ""
    figures: tuple[tuple[str, str], ...] = ()


@require_safe
def duty(request: Any, duty: str) -> HttpResponse:
    """Everything about one duty, and the form for its holder."""
    item = access.assignment_for(request.post, duty)
    reason = queries.row(item).reason
    return _page(request, item, Typed(reason=reason, figures=_blank_lines()))


def _page(
    request: Any,
    item: Assignment,
    typed: Typed,
    problems: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    row = queries.row(item)
    package = programmes.package()
    clause = next((c for c in package.clauses if c.id == item.clause), None)
    names = words.body_names([item.holder, item.first, *_desks_of(row)])
    holder = names[item.holder_id], ""
    if access.may_read(request.post, item.holder):
        holder = names[item.holder_id], words.body_url(item.holder)
    context = {
        "row": row,
        "item": item,
        "clause": clause,
        "clause_url": clause_url(package.id, item.clause) if clause else "",
        "holder": holder,
        "first": names[item.first_id] if item.first_id != item.holder_id else "",
        "support": [words.plan_body(package, code) for code in row.duty.support],
        "proofs": [_proof(row, n) for n in range(len(row.proofs))],
        "updates": [_update(one) for one in reversed(row.updates)],
        "moves": [(m, names[m.source_id], names[m.hand_over.target_id]) for m in row.moves],
        "siblings": _siblings(item),
        "crumbs": [
            (_("Duties"), f"{reverse('duties:list')}?nam={item.year}"),
            holder,
            (item.duty, ""),
        ],
        **_state(row),
        **_form(request, row, typed, problems or []),
    }
    return render(request, "duties/duty.html", context, status=status)


def _state(row: Row) -> dict[str, Any]:
    """How far the duty is, in words."""
    return {
        "title": words.title(row),
        "tag": tables.tag(row),
        "late": words.late_words(row),
        "source": words.source_words(row),
        "why": said(row.judged.why, row.judged.why_en),
        "product": said(row.duty.product, row.duty.product_en),
        "due_from": words.due_from_words(row.item),
        "reason": words.reason_words(row.reason) if row.reason else "",
        "orphan": row.orphan(today()),
    }


def _form(request: Any, row: Row, typed: Typed, problems: list[tuple[str, str]]) -> dict[str, Any]:
    """What the post may do here, and what it typed."""
    reasons = programmes.package().delay_reasons
    return {
        "may_write": access.may_write(request.post, row.item.holder) and not row.duty.document,
        "may_manage": access.may_manage(request.post),
        "on_behalf": request.post.role == "standing_office",
        "paper_url": _paper_url(request, row),
        "needs_reason": row.behind or bool(row.reason),
        "typed": typed,
        "problems": problems,
        "steps": [(code, words.step_words(code)) for code in Update.Step.values],
        "reasons": [(one.id, said(one.label, one.label_en)) for one in reasons],
        "key": str(uuid.uuid4()),
    }


def _desks_of(row: Row) -> list[Any]:
    return [desk for move in row.moves for desk in (move.source, move.hand_over.target)]


def _siblings(item: Assignment) -> list[tuple[str, str, bool]]:
    """The same duty of the same body in other years and parts."""
    found = Assignment.objects.filter(duty=item.duty, first=item.first).order_by("year", "part")
    return [
        (
            " ".join(part for part in (str(one.year), words.part_words(one)) if part),
            words.duty_url(one),
            one.pk == item.pk,
        )
        for one in found
    ]


def _paper_url(request: Any, row: Row) -> str:
    """Where the document that is this duty is written and read; '' when the post may not."""
    if not row.duty.document or not access.may_read(request.post, row.item.holder):
        return ""
    return words.paper_url(row.item.holder, row.duty.document, row.item.year)


def _proof(row: Row, place: int) -> ProofLine:
    shown = row.proofs[place]
    proof = shown.proof
    label, href = _proof_words(row, proof)
    met, count = shown.met, shown.count
    if proof.document:
        met = row.judged.state == "reported" and row.judged.source == "document"
    figure = _figure(proof.figure, row.item.year) if proof.figure else None
    return ProofLine(label, count, met, href, figure, proof.counts, proof.at_least)


def _proof_words(row: Row, proof: Proof) -> tuple[str, str]:
    """What a proof is in words, and the page behind it."""
    year = row.item.year
    package = programmes.package()
    given = said(proof.label, proof.label_en)
    if proof.document:
        return words.paper_title(proof.document, year), words.paper_url(
            row.item.holder, proof.document, year
        )
    if proof.figure:
        target = package.targets[proof.figure]
        query = f"?ky={year}-nam"
        words_ = f"{target.id} {said(target.short or target.title, target.title_en)}"
        return words_, reverse("figures:target", args=[target.id]) + query
    if proof.date:
        entry = next(one for one in package.calendar if one.id == proof.date)
        return said(entry.title, entry.title_en), ""
    if proof.form:
        return given or package.forms[proof.form].field(proof.field).label, ""
    return given or proof.measure or proof.act, ""


def _figure(target: str, year: int) -> Figure | None:
    """The province's figure of a target in a year, None before there is one."""
    period = Period(year)
    try:
        day = min(period.end, today())
        provinces = orgs.units_on(day, "province")
        found = analytics.figures([target], [period], provinces[0].unit_id, readings=False)
    except (Refusal, IndexError):
        return None
    return found[0] if found else None


def _update(one: Update) -> dict[str, Any]:
    """An update with the words around it."""
    post = accounts.post_by_id(one.post_id)
    return {
        "row": one,
        "step": words.step_words(one.step),
        "post": post.title if post else "",
        "reason": words.reason_words(one.reason) if one.reason else "",
        "files": list(UpdateFile.objects.filter(update=one).order_by("id")),
        "receipt": queries.receipt_of(one.log_index),
    }


def _blank_lines() -> tuple[tuple[str, str], ...]:
    return (("", ""),) * FIGURE_LINES


@require_POST
def update(request: Any, duty: str) -> HttpResponse:
    """Add an update; the page again with what is wrong when it cannot be kept."""
    item = access.assignment_for(request.post, duty, "write")
    typed = Typed(
        request.POST.get("step", ""),
        request.POST.get("text", ""),
        request.POST.get("reason", ""),
        tuple(
            (request.POST.get(f"label{n}", ""), request.POST.get(f"count{n}", ""))
            for n in range(FIGURE_LINES)
        ),
    )
    try:
        actions.update(
            assignment=item,
            said=_said(typed),
            client_key=_key(request),
            by=request.post,
            files=[actions.Given(f.name or "", f.read()) for f in request.FILES.getlist("files")],
        )
    except Refusal as refusal:
        if refusal.status != 422 or refusal.code == "key.reused":
            raise
        found = refusal.data.get("findings", [])
        problems = [(f.place, words_of(f)) for f in found]
        problems = problems or [("files", said(refusal.message, refusal.message_en))]
        return _page(request, item, typed, problems, status=422)
    messages.success(request, _("The update was kept."))
    return redirect(words.duty_url(item))


def _key(request: Any) -> str:
    """The key of the page that was sent; a malformed one is replaced."""
    try:
        return str(uuid.UUID(request.POST.get("client_key", "")))
    except ValueError:
        return str(uuid.uuid4())


def _said(typed: Typed) -> actions.Said:
    """The typed lines as an update; a count that is no number becomes a negative one: refused."""
    figures = tuple(
        (label.strip(), _count(count)) for label, count in typed.figures if label or count
    )
    return actions.Said(typed.step, typed.text, figures, typed.reason)


def _count(text: str) -> int:
    try:
        found = parse_integer(text)
    except NumberProblem:
        return -1
    return found if isinstance(found, int) else -1


@require_safe
def file(request: Any, duty: str, file: int) -> FileResponse:
    """A file of an update, to those who may read the duty."""
    item = access.assignment_for(request.post, duty)
    return file_answer(queries.file_of(item, file))


def file_answer(stored: Any) -> FileResponse:
    """The bytes of a stored file with its name; only pictures and PDF open in the page."""
    response = FileResponse(
        evidence.path_of(stored.sha256).open("rb"),
        content_type=stored.mime,
        as_attachment=stored.mime not in SHOWN_IN_PAGE,
        filename=stored.name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
