"""`/duyet/<id>/`: last year and this year side by side; approve, return single cells, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.orgs import queries as orgs
from phongtrao.submissions import access, actions, queries
from phongtrao.web.entry.desk import Desk, desk_at
from phongtrao.web.entry.differences import Row, compare, sent_before
from phongtrao.web.entry.form_fields import words_of
from phongtrao.web.entry.people import unit_label
from phongtrao.web.entry.recorded import differing, recorded
from phongtrao.web.entry.sending import without_name
from phongtrao.web.entry.todo import timeline
from phongtrao.web.inspections.parts import beside_report
from phongtrao.web.verify.cases import Case, Filters, cases_of
from phongtrao.web.verify.queue import just_decided, next_after, say_decided, waiting_ids

#: Reports shown beside the open one.
NEIGHBOURS = 12
LONGEST_SENTENCE = 500


def ready_sentences() -> list[str]:
    """Sentences an officer can pick instead of typing (ux.md 5.5)."""
    return [
        gettext("The figure does not match the paper records. Check it."),
        gettext("The figure differs much from last year. Check it, or say why."),
        gettext("Add a photo or document for this item."),
        gettext("The photo is unclear. Take it again."),
        gettext("Add the number and date of the decision."),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, submission: int) -> HttpResponse:
    """One report: GET shows it; POST decides by the pressed button."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.submission_for(post, submission, "verify")
    if request.method == "POST":
        return _decide(request, post, found)
    return _page(request, post, found)


def _decide(request: HttpRequest, post: Any, found: Any) -> HttpResponse:
    """Approve or return; a version or decision that came meanwhile is shown, not overrun."""
    if _moved_on(request, found):
        return _page(request, post, found, moved=True, status=409)
    name = unit_label(orgs.state_of(found.unit_id))
    if request.POST.get("do") == "return":
        return _send_back(request, post, found, name)
    cells = cells_in(request)
    if cells:  # a sentence was written, then Enter or the wrong button pressed
        said = gettext("Items to return are written. Press “Return”, or clear them to approve.")
        return _page(request, post, found, cells=cells, errors={"": said}, status=422)
    following = next_after(post, found.pk, Filters.in_address(request))
    actions.approve(submission_id=found.pk, by=post)
    words = gettext("%(unit)s approved. Can be undone until the province accepts.")
    say_decided(request, found.pk, words % {"unit": name})
    if request.POST.get("do") == "approve_next":
        return redirect(following)
    return _again(request, found.pk)


def _again(request: HttpRequest, submission_id: int) -> HttpResponse:
    """To the same report, with the filters of the queue it was opened from."""
    filters = Filters.in_address(request)
    return redirect(reverse("verify:case", args=[submission_id]) + filters.query)


def _moved_on(request: HttpRequest, found: Any) -> bool:
    """Whether the report is no longer what the page showed."""
    seen = (request.POST.get("version", ""), request.POST.get("state", ""))
    return seen != (str(found.current), found.state)


def _send_back(request: HttpRequest, post: Any, found: Any, name: str) -> HttpResponse:
    """Return the cells that got a sentence."""
    cells = cells_in(request)
    errors = _wrong_sentences(cells)
    if not cells:
        errors[""] = gettext("State at least one item to correct before returning")
    if errors:
        return _page(request, post, found, cells=cells, errors=errors, status=422)
    following = next_after(post, found.pk, Filters.in_address(request))
    actions.return_cells(submission_id=found.pk, cells=cells, by=post)
    words = gettext("Returned to %(unit)s: %(n)s items to correct.")
    say_decided(request, found.pk, words % {"unit": name, "n": len(cells)})
    return redirect(following)


def cells_in(request: HttpRequest) -> dict[str, str]:
    """Fields with a sentence (`r.<field>`), in the order of the page."""
    typed = {
        name.removeprefix("r."): nfc(str(text)).strip()
        for name, text in request.POST.items()
        if name.startswith("r.")
    }
    return {field: text for field, text in typed.items() if text}


def _wrong_sentences(cells: dict[str, str]) -> dict[str, str]:
    """Sentences that may not be sent, by field."""
    wrong = {}
    for field, text in cells.items():
        if looks_like_person_id(text):
            wrong[field] = gettext(
                "The sentence seems to hold a citizen's ID or telephone number. Remove it."
            )
        elif len(text) > LONGEST_SENTENCE:
            wrong[field] = gettext("The sentence is over 500 characters. Shorten it.")
    return wrong


@require_POST
def undo(request: HttpRequest, submission: int) -> HttpResponse:
    """Take the post's own last decision back, until the next level has decided."""
    post: Any = request.post  # type: ignore[attr-defined]
    review = actions.undo(submission_id=submission, by=post)
    unit = orgs.state_of(review.version.submission.unit_id)
    messages.success(request, gettext("Undone. %(unit)s waits again.") % {"unit": unit_label(unit)})
    return _again(request, submission)


def _page(
    request: HttpRequest,
    post: Any,
    found: Any,
    *,
    cells: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    moved: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The report beside its queue."""
    desk = desk_at(post, found.unit_id, Period.parse(found.round.period))
    owed = desk.owed
    warnings = [without_name(w, desk.unit.name) for w in queries.warnings_of(found)]
    warnings += differing(desk, desk.said, recorded(desk))
    parts = compare(desk.form, owed.group, owed.subkind, desk.said, desk.previous, warnings)
    version = queries.version(found.pk)
    if version is None:
        raise _nothing_sent()
    context = {
        "desk": desk,
        "found": found,
        "version": version,
        "parts": parts,
        "warnings": [(w.place, words_of(w)) for w in warnings],
        "changed": _changed(desk, version.number),
        **_queue_beside(post, found.pk, Filters.in_address(request)),
        "steps": timeline(desk),
        "ready": ready_sentences(),
        "cells": cells or {},
        "errors": errors or {},
        "moved": moved,
        "just": just_decided(request),
        "can_undo": found.state in ("approved", "returned"),
        "signals": beside_report(post, found.unit_id, desk.period),
        "may_answer": True,
        "here": request.get_full_path(),
    }
    return render(request, "verify/case.html", context, status=status)


def _queue_beside(post: Any, submission_id: int, filters: Filters) -> dict[str, Any]:
    """The queue the officer came from, filtered as it was, around the open report."""
    ids = waiting_ids(post, filters)
    place = ids.index(submission_id) if submission_id in ids else 0
    start = max(0, min(place - NEIGHBOURS // 2, len(ids) - NEIGHBOURS))
    shown = ids[start : start + NEIGHBOURS]
    waiting: list[Case] = cases_of(queries.queue(post).filter(pk__in=shown))
    return {
        "waiting": waiting,
        "waiting_count": len(ids),
        "everything": queries.queue(post).count() if filters.any else len(ids),
        "filters": filters,
    }


def _changed(desk: Desk, number: int) -> list[Row]:
    """What the newest version says differently from the one before."""
    if number < 2:
        return []
    older = queries.payload_of(desk.submission, number - 1)
    return sent_before(desk.form, desk.owed.group, desk.owed.subkind, older, desk.said)


def _nothing_sent() -> Refusal:
    return Refusal(
        code="submission.empty",
        message="Đơn vị chưa gửi báo cáo này nên chưa có gì để duyệt.",
        message_en="The unit has not sent this report: there is nothing to review.",
        status=404,
    )
