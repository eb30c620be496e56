"""`/viec-dang-chay/`: the long work of a person, and one work with its progress and result."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.jobs import working
from phongtrao.jobs.models import Work
from phongtrao.reports.queries import MIME
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import exports
from phongtrao.web.figures.present import said
from phongtrao.web.figures.tables import Cell, Column, Table, state, text
from phongtrao.web.templatetags.phongtrao import vn, vntime
from phongtrao.web.work import mistakes, words


def _mine(request: Any) -> list[int]:
    return [post.pk for post in request.posts]


@require_safe
def list_(request: Any) -> HttpResponse:
    """Everything long this person asked for, newest first."""
    columns = [
        Column(_("Work")), Column(_("State")), Column(_("How far")), Column(_("Asked at")),
        Column(_("Ended at")),
    ]  # fmt: skip
    works = working.of_posts(_mine(request))
    rows = [_row(work) for work in works]
    empty = _("Nothing long was asked for. Reports, workbooks and rebuilding appear here.")
    table = Table("works", _("Long work"), columns, rows, empty)
    running = sum(work.state in working.ACTIVE for work in works)
    sentence = _("%(running)s running of %(number)s") % {
        "running": vn(running), "number": vn(len(works))
    }  # fmt: skip
    if exports.asked(request):
        return exports.answer(request, table, sentence, "viec")
    context = {
        "table": table, "sentence": sentence, "live": running > 0,
        "exports": exports.links(request),
        "may_rebuild": request.post.role == "administrator",
        "may_import": request.post.role in ("commune_officer", "standing_office"),
    }  # fmt: skip
    return render(request, "work/list.html", context)


def _row(work: Work) -> list[Cell]:
    code = words.STATES[work.state]
    return [
        text(words.title(work), reverse("work:one", args=[work.pk])),
        state(code, str(STATES[code].label)),
        text(_far(work)),
        text(vntime(work.made)),
        text(vntime(work.ended) if work.ended else ""),
    ]


def _far(work: Work) -> str:
    """Such as "2/4, printing Word"."""
    if work.state not in working.ACTIVE:
        return ""
    steps = f"{vn(work.done)}/{vn(work.total)}, " if work.total else ""
    return steps + words.now(work)


@require_safe
def one(request: Any, work: int) -> HttpResponse:
    """One work: progress while it runs, then its result or what went wrong."""
    found = working.work_for(_mine(request), work)
    return render(request, "work/one.html", page_of(found))


def page_of(found: Work, refused: str = "", source: str = "") -> dict[str, Any]:
    """What the page of a work shows; refused, source: a hand-in not taken, and what it said."""
    result = found.result
    href, label = words.target(found) if found.state == Work.State.DONE else ("", "")
    return {
        "work": found, "title": words.title(found), "status": words.STATES[found.state],
        "live": found.state in working.ACTIVE, "now": words.now(found),
        "failed": said(result.get("vi", ""), result.get("en", "")), "code": result.get("code", ""),
        "may_again": found.state in working.AGAIN, "href": href, "label": label,
        "files": found.files.defer("content"),
        "units": mistakes.by_unit(result.get("findings", [])),
        "changes": result.get("changes", []),
        "wrong": result.get("errors", 0) - result.get("missing", 0),
        "corrected": result.get("changed", 0) - result.get("first", 0),
        "again_at": words.brought_at(found),
        "may_hand_in": bool(result.get("keeps_input") and working.kept_input(found)),
        "refused": refused, "source": source,
        "crumbs": [(_("Long work"), reverse("work:list")), (words.title(found), "")],
    }  # fmt: skip


@require_safe
def file(request: Any, work: int, kind: str) -> HttpResponse:
    """A file a work made."""
    found = working.work_for(_mine(request), work).files.filter(kind=kind).first()
    if found is None:
        raise Http404(kind)
    response = HttpResponse(bytes(found.content), content_type=MIME[kind])
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
