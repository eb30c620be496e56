"""`/duyet/`: what waits for this post, oldest first; many at once when nothing warns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from phongtrao.core.findings import Refusal
from phongtrao.orgs import queries as orgs
from phongtrao.submissions import actions, queries
from phongtrao.web.verify.cases import (
    PAGE,
    Case,
    Filters,
    cases_of,
    kinds_in,
    periods_in,
)
from phongtrao.web.verify.chasing import never_sent_count

PER_PAGE = 50
ALL_FITTING = "tat-ca"
JUST = "just_decided"
BULK = "last_bulk"  # keys of the approvals made at once, for one undo of them all


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The queue with its filters in the address."""
    post: Any = request.post  # type: ignore[attr-defined]
    everything = cases_of(queries.queue(post))
    filters = Filters.of(request)
    fitting = [case for case in everything if filters.fits(case)]
    decided = recent(post, request.session.get(BULK, ()))
    page = Paginator(fitting, PER_PAGE).get_page(request.GET.get(PAGE))
    context = {
        "page": page,
        "fitting": len(fitting),
        "total": len(everything),
        "warned": sum(1 for case in everything if case.warnings),
        "clean": sum(1 for case in fitting if not case.warnings),
        "filters": filters,
        "kinds": kinds_in(everything),
        "periods": periods_in(everything),
        "never_sent": never_sent_count(post),
        "recent": decided,
        "bulk_count": len(of_bulk(request, decided)),
        "just": just_decided(request),
    }
    return render(request, "verify/queue.html", context)


@dataclass(frozen=True)
class Decision:
    """A decision that can still be taken back, or that the next level has overtaken."""

    review: Any
    submission: Any
    unit: Any
    undoable: bool


def recent(post: Any, besides: Iterable[int] = ()) -> list[Decision]:
    """The newest standing decisions of the post, and those of its last bulk."""
    reviews = queries.recently_decided(post, besides=besides)
    units = orgs.states_of([review.version.submission.unit_id for review in reviews])
    states = {"approve": "approved", "return": "returned", "accept": "accepted"}
    return [
        Decision(
            review,
            review.version.submission,
            units[review.version.submission.unit_id],
            review.version.submission.state == states.get(review.verb)
            and review.version.submission.current == review.version.number,
        )
        for review in reviews
    ]


def of_bulk(request: HttpRequest, decided: Iterable[Decision]) -> list[Decision]:
    """Approvals of the last bulk of this session that can still be taken back."""
    mine = set(request.session.get(BULK, ()))
    return [one for one in decided if one.undoable and one.review.pk in mine]


@require_POST
def undo_bulk(request: HttpRequest) -> HttpResponse:
    """Take back what the last bulk of this session approved, as far as nothing came after it."""
    post: Any = request.post  # type: ignore[attr-defined]
    done = skipped = 0
    for one in of_bulk(request, recent(post, request.session.get(BULK, ()))):
        try:
            actions.undo(submission_id=one.submission.pk, by=post)
            done += 1
        except Refusal:
            skipped += 1
    request.session.pop(BULK, None)
    words = gettext("Undone: %(done)s wait again. Skipped: %(skipped)s.")
    messages.success(request, words % {"done": done, "skipped": skipped})
    return redirect(reverse("verify:queue") + Filters.in_address(request).query)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Approve many: first a preview of what will be approved and what is skipped, then the act.

    Reports with warnings are never approved here: each of them has to be opened.
    """
    post: Any = request.post  # type: ignore[attr-defined]
    filters = Filters.of(request)
    chosen = _chosen(request, post)
    back = reverse("verify:queue") + filters.query
    clean = [case for case in chosen if not case.warnings]
    if request.POST.get("confirm"):
        done, skipped = actions.approve_many(submission_ids=[case.id for case in clean], by=post)
        request.session[BULK] = queries.approvals_of(post, [case.id for case in clean])
        words = gettext("%(done)s approved. %(skipped)s skipped.")
        skipped += len(chosen) - len(clean)
        messages.success(request, words % {"done": done, "skipped": skipped})
        return redirect(back)
    if not chosen:
        messages.warning(request, gettext("Nothing chosen. Tick the reports to approve."))
        return redirect(back)
    warned = [case for case in chosen if case.warnings]
    context = {"clean": clean, "warned": warned, "filters": filters}
    return render(request, "verify/bulk.html", context)


def _chosen(request: HttpRequest, post: Any) -> list[Case]:
    """Cases that were ticked, or all that fit the filters; only from the post's own queue."""
    waiting = queries.queue(post)
    if request.POST.get(ALL_FITTING):
        filters = Filters.of(request)
        return [case for case in cases_of(waiting) if filters.fits(case)]
    ids = [int(text) for text in request.POST.getlist("id") if text.isdecimal()]
    return cases_of(waiting.filter(pk__in=ids))


def waiting_ids(post: Any, filters: Filters) -> list[int]:
    """Keys of the reports that wait and fit the filters, in the order of the queue."""
    waiting = queries.queue(post)
    if not filters.any:
        return list(waiting.values_list("pk", flat=True))
    return [case.id for case in cases_of(waiting) if filters.fits(case)]


def next_after(post: Any, submission_id: int, filters: Filters) -> str:
    """Address of the report below this one in the filtered queue, else the first, else the queue.

    Asked while this one still waits: afterwards its place is gone.
    """
    waiting = waiting_ids(post, filters)
    place = waiting.index(submission_id) if submission_id in waiting else -1
    others = [key for key in (*waiting[place + 1 :], *waiting) if key != submission_id]
    path = reverse("verify:case", args=[others[0]]) if others else reverse("verify:queue")
    return path + filters.query


def say_decided(request: HttpRequest, submission_id: int, words: str) -> None:
    """Keep what was just decided for the next page of the queue, which offers to undo it."""
    request.session[JUST] = [submission_id, words]


def just_decided(request: HttpRequest) -> list[Any] | None:
    """What was just decided, said once: key of the submission, words."""
    found: list[Any] | None = request.session.pop(JUST, None)
    return found
