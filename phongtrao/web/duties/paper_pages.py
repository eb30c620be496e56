"""Implementing plan and yearly report of a body: boxes, signed file, send, receive, return."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.dates import DateProblem, format_date, parse_date
from phongtrao.core.findings import Finding, Refusal
from phongtrao.duties import access, actions, queries
from phongtrao.web.duties import paper_draft, words
from phongtrao.web.duties.duty_pages import file_answer
from phongtrao.web.duties.paper_boxes import BoxView, Subject, Typed, as_sent, boxes_of, said_of
from phongtrao.web.entry.form_fields import words_of

BOX = "box."


def _subject(request: Any, body: str, doc: str, year: int, verb: str = "read") -> Subject:
    """The document, when the post may; Refusal `paper.none` (404) for another word."""
    kind = words.DOCS.get(doc)
    if kind is None:
        raise Refusal(
            "paper.none",
            f"Không có loại văn bản “{doc}”. Dùng ke-hoach hoặc bao-cao.",
            f"There is no document “{doc}”.",
            status=404,
        )
    desk = access.desk_for(request.post, words.code_of(body), verb)
    view = queries.paper_view(desk, kind, year)
    return Subject(desk, kind, doc, year, view, words.body_name(desk))


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: Any, body: str, doc: str, year: int) -> HttpResponse:
    """Show the document; POST keeps the draft or sends it once."""
    if request.method != "POST":
        return _page(request, _subject(request, body, doc, year), Typed())
    subject = _subject(request, body, doc, year, "write")
    boxes = {
        name.removeprefix(BOX): value
        for name, value in request.POST.items()
        if name.startswith(BOX)
    }
    typed = Typed(boxes, request.POST.get("document", ""), request.POST.get("signed_on", ""))
    if request.POST.get("do") in ("save", "keep"):
        return _keep(request, subject, typed)
    return _send(request, subject, typed)


def _keep(request: Any, subject: Subject, typed: Typed) -> HttpResponse:
    """Lay aside; what may not be kept stays on the page, and a second press replaces."""
    try:
        return paper_draft.keep(request, subject, typed)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        wrong = Finding(
            refusal.code, queries.SUMMARY, refusal.message, message_en=refusal.message_en
        )
        view = queries.paper_view(subject.desk, subject.kind, subject.year)
        newest = replace(subject, view=view)
        return _page(request, newest, _with(typed, (wrong,)), status=refusal.status)


def _send(request: Any, subject: Subject, typed: Typed) -> HttpResponse:
    try:
        version = actions.send(
            desk=subject.desk,
            kind=subject.kind,
            year=subject.year,
            content=_content(request, typed),
            client_key=_key(request),
            by=request.post,
        )
    except DateProblem as problem:
        wrong = Finding("day.wrong", "signed_on", problem.message, message_en=problem.message_en)
        return _page(request, subject, _with(typed, (wrong,)), status=422)
    except Refusal as refusal:
        if refusal.status != 422 or refusal.code == "key.reused":
            raise
        found = tuple(refusal.data.get("findings", ())) or (
            Finding(refusal.code, "file", refusal.message, message_en=refusal.message_en),
        )
        return _page(request, subject, _with(typed, found), status=422)
    words_ = _("Sent. Receipt %(code)s.") % {"code": queries.receipt_of(version.log_index)}
    messages.success(request, words_)
    if not version.sha256:
        messages.warning(request, _("The signed copy is not attached. Send again when it is."))
    return redirect(subject.url)


def _with(typed: Typed, problems: tuple[Finding, ...]) -> Typed:
    return Typed(typed.boxes, typed.document, typed.signed_on, problems)


def _content(request: Any, typed: Typed) -> actions.Content:
    upload = request.FILES.get("file")
    day: date | None = parse_date(typed.signed_on) if typed.signed_on.strip() else None
    given = actions.Given(upload.name or "", upload.read()) if upload else None
    return actions.Content(typed.boxes or {}, typed.document, day, given)


def _key(request: Any) -> str:
    try:
        return str(uuid.UUID(request.POST.get("client_key", "")))
    except ValueError:
        return str(uuid.uuid4())


def _page(request: Any, subject: Subject, typed: Typed, status: int = 200) -> HttpResponse:
    view = subject.view
    may_write = access.may_write(request.post, subject.desk) and view.state != "received"
    boxes = boxes_of(subject, typed) if may_write else []
    places = {box.key for box in boxes}
    context = {
        "subject": subject,
        "view": view,
        "title": words.paper_title(subject.kind, subject.year),
        "tag": words.paper_state(view),
        "may_write": may_write,
        "may_manage": access.may_manage(request.post),
        "on_behalf": request.post.role == "standing_office",
        "boxes": boxes,
        **_filling(subject, boxes),
        "said": [] if view.version is None else said_of(subject, view.version),
        "receipt": queries.receipt_of(view.version.log_index) if view.version else "",
        "sender": _post_title(view.version.post_id) if view.version else "",
        "history": _history(subject),
        "typed": typed if typed.boxes is not None else as_sent(view),
        "problems": [
            (f"b-{f.place}" if f.place in places else f"i-{f.place}", words_of(f))
            for f in typed.problems
            if f.is_error
        ],
        "errors": {f.place: words_of(f) for f in typed.problems if f.is_error},
        "key": str(uuid.uuid4()),
        "is_report": subject.kind == "report",
        "optional": words.optional_words(subject.kind),
        "crumbs": [
            words.bodies_crumb(request),
            (subject.name, f"{words.body_url(subject.desk)}?nam={subject.year}"),
            (words.paper_title(subject.kind, subject.year), ""),
        ],
    }
    return render(request, "duties/paper.html", context, status=status)


def _filling(subject: Subject, boxes: list[BoxView]) -> dict[str, Any]:
    """What the document is about, how many boxes of duties are filled, its draft."""
    asked = [box for box in boxes if box.clause]
    return {
        "asked": len(asked),
        "filled": sum(bool(box.text.strip()) for box in asked),
        "about": words.paper_about(subject.kind),
        "mark": queries.draft_mark(subject.view.paper),
        "draft_at": queries.draft_kept_at(subject.view.paper),
    }


def _history(subject: Subject) -> list[dict[str, Any]]:
    """Versions newest first with their decisions; a version is never changed."""
    return [
        {
            "version": version,
            "sender": _post_title(version.post_id),
            "receipt": queries.receipt_of(version.log_index),
            "decisions": [(d, _post_title(d.post_id)) for d in version.decisions.all()],
        }
        for version in queries.versions_of(subject.view.paper)
    ]


def _post_title(post_id: int | None) -> str:
    post = accounts.post_by_id(post_id)
    return post.title if post else _("the system")


@require_safe
def printed(request: Any, body: str, doc: str, year: int) -> HttpResponse:
    """The newest version on paper."""
    subject = _subject(request, body, doc, year)
    version = subject.view.version
    context = {
        "subject": subject,
        "version": version,
        "title": words.paper_title(subject.kind, subject.year),
        "boxes": said_of(subject, version) if version else [],
        "receipt": queries.receipt_of(version.log_index) if version else "",
        "sent_on": format_date(version.at) if version else "",
    }
    return render(request, "duties/paper_print.html", context)


@require_POST
def decide(request: Any, body: str, doc: str, year: int) -> HttpResponse:
    """The standing office receives the document, or returns it with a sentence."""
    subject = _subject(request, body, doc, year)
    if request.POST.get("do") == "receive":
        actions.receive(paper=subject.view.paper, by=request.post)
        messages.success(request, _("Received."))
    else:
        sentence = request.POST.get("sentence", "")
        actions.give_back(paper=subject.view.paper, sentence=sentence, by=request.post)
        messages.success(request, _("Returned. The body sees the sentence on its first page."))
    return redirect(subject.url)


@require_safe
def signed(request: Any, body: str, doc: str, year: int, number: int) -> FileResponse:
    """The signed file of a version. Refusal `file.none` (404)."""
    subject = _subject(request, body, doc, year)
    found = next((v for v in queries.versions_of(subject.view.paper) if v.number == number), None)
    if found is None or not found.sha256:
        raise Refusal(
            "file.none",
            "Bản này không kèm tệp. Xem các bản khác của văn bản.",
            "This version has no file.",
            status=404,
        )
    return file_answer(found)
