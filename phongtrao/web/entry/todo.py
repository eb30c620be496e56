"""What is due, and the task list of one report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from phongtrao.orgs import queries as orgs
from phongtrao.submissions import queries
from phongtrao.web.base.tasks import next_moment
from phongtrao.web.base.todo_list import todo_list
from phongtrao.web.entry.desk import Desk, open_desk, today
from phongtrao.web.entry.form_fields import first_open
from phongtrao.web.entry.owed import kept_promise
from phongtrao.web.entry.people import post_title, unit_label
from phongtrao.web.figures.addresses import slug
from phongtrao.web.permissions import allows


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """`/viec/`: everything the acting post has to do, late first."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = todo_list(post)
    words = {"late": gettext("Late"), "week": gettext("This week"), "later": gettext("Later")}
    groups = [(words[code], code, tasks) for code, tasks in found.groups() if tasks]
    context = {
        "todo": found,
        "groups": groups,
        "done": found.done,
        "has_unit": bool(post and post.unit_id),
        "next": next_moment(get_language() == "en"),
    }
    return render(request, "entry/todo.html", context)


@require_safe
def my_unit(request: HttpRequest) -> HttpResponse:
    """`/don-vi-toi/`: the page of the post's own unit; what is due when it has none."""
    post: Any = request.post  # type: ignore[attr-defined]
    if post is None or not post.unit_id:
        return redirect("entry:todo")
    unit = orgs.state_of(post.unit_id)
    return redirect("figures:unit", slug(unit.code, unit.name))


@require_safe
def sections(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """`…/bao-cao/<kỳ>/`: the sections of the report with their state, and what to do next."""
    desk = open_desk(request, unit, period)
    drawn = desk.sections()
    done = sum(1 for section in drawn if section.state == "done")
    context = {
        "desk": desk,
        "sections": drawn,
        "done": done,
        "next": first_open(drawn),
        "lead": lead_of(desk),
        "sent_in_time": kept_promise(desk.submission, desk.owed),
        "timeline": timeline(desk),
        "receipt": queries.receipt_of(desk.submission.pk) if desk.submission.current else None,
        "reviewer": reviewer_of(desk),
        "may_invite": desk.on_behalf and allows("entry:invite", desk.post.role),
    }
    return render(request, "entry/sections.html", context)


def lead_of(desk: Desk) -> str:
    """State of the whole report for its tag: draft counts as in progress."""
    if desk.submission.state == "due" and desk.draft is not None:
        return "draft"
    return str(desk.submission.state)


def reviewer_of(desk: Desk) -> str:
    """Who reviews the report, in words."""
    place = orgs.place_of(desk.unit_id, today())
    if place.commune_id is None or place.self_id == place.commune_id:
        return gettext("The standing office of the province")
    return unit_label(orgs.state_of(place.commune_id, today()))


@dataclass(frozen=True)
class Step:
    """One line of the history of a report."""

    at: dt.datetime
    what: str
    by: str
    note: str = ""


def timeline(desk: Desk) -> list[Step]:
    """Versions and decisions of the report, newest first."""
    if desk.submission.pk is None:
        return []
    words = {
        "approve": gettext("Approved"),
        "return": gettext("Returned"),
        "accept": gettext("Accepted by the province"),
        "undo": gettext("Decision undone"),
    }
    steps = [
        Step(
            version.at,
            gettext("Sent, version %(n)s") % {"n": version.number},
            post_title(version.post_id),
            _version_note(version),
        )
        for version in queries.versions(desk.submission.pk)
    ]
    steps += [
        Step(review.at, words.get(review.verb, review.verb), post_title(review.post_id))
        for review in queries.reviews_of(desk.submission.pk)
    ]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _version_note(version: Any) -> str:
    parts = []
    if version.late:
        parts.append(gettext("sent late"))
    if version.on_behalf:
        parts.append(gettext("entered on behalf"))
    if version.note:
        parts.append(version.note)
    return " · ".join(parts)
