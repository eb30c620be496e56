"""What is due, and the task list of one report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from phongtrao.core.dates import format_date, is_late, local_day
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries
from phongtrao.web.assessments.entrance import unit_steps
from phongtrao.web.base.titles import report_title
from phongtrao.web.entry.desk import Desk, day_of, open_desk, today
from phongtrao.web.entry.form_fields import first_open
from phongtrao.web.entry.people import post_title, unit_label
from phongtrao.web.figures.addresses import period_part, slug
from phongtrao.web.permissions import allows

WEEK = dt.timedelta(days=7)
#: States of a report in which the sender has something to do.
WAITING_FOR_SENDER = frozenset({"due", "returned"})


@dataclass(frozen=True)
class Task:
    """One thing to do: what, by when, in which state, and the button that does it.

    `deadline` is the day that counts; `planned` the plan's own where it was extended.
    """

    title: str
    url: str
    action: str
    deadline: dt.date | None
    state: str
    notes: tuple[str, ...] = ()
    planned: dt.date | None = None
    sent_in_time: str = ""

    @property
    def group(self) -> str:
        """late, week or later, by the days left until the deadline."""
        if self.sent_in_time:
            return "week"
        if self.state == "returned":
            return "week" if self.deadline is None or self.deadline > today() else "late"
        if self.deadline is None:
            return "week"
        if self.deadline <= today():
            return "late"
        return "week" if self.deadline <= today() + WEEK else "later"


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """`/viec/`: everything the acting post has to do, late first."""
    post: Any = request.post  # type: ignore[attr-defined]
    reports = list(own_reports(post))
    tasks = [task for task, waits in reports if waits] + list(_verifying(post))
    groups = [
        (gettext("Late"), "late", _of(tasks, "late")),
        (gettext("This week"), "week", _of(tasks, "week")),
        (gettext("Later"), "later", _of(tasks, "later")),
    ]
    context = {
        "groups": [group for group in groups if group[2]],
        "done": [task for task, waits in reports if not waits],
        "steps": unit_steps(post) if post and post.role == "unit_contact" else [],
        "has_unit": bool(post and post.unit_id),
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


def _of(tasks: Iterable[Task], group: str) -> list[Task]:
    found = [task for task in tasks if task.group == group]
    return sorted(found, key=lambda task: (task.deadline or dt.date.min, task.title))


def own_reports(post: Any) -> Iterable[tuple[Task, bool]]:
    """Reports of the post's own unit in open rounds: (task, whether the sender must act)."""
    if post is None or not post.unit_id:
        return
    for owed in queries.to_do(post.unit_id):
        period = Period.parse(owed.round.period)
        form = programmes.package_of(owed.round).forms.get(owed.round.form)
        if form is None or owed.round.opens > today():
            continue
        submission = owed.submission  # type: ignore[attr-defined]
        yield _own(owed, period, form, submission)


def _own(owed: Any, period: Period, form: Any, submission: Any) -> tuple[Task, bool]:
    """One report of the post's own unit as a task."""
    state = submission.state if submission else "due"
    unit = orgs.state_of(owed.unit_id, day_of(period))
    plan = programmes.code_of(owed.round) if form.space else ""
    address = [slug(unit.code, unit.name), period_part(period, plan)]
    title = report_title(form, period)
    if state == "returned":
        cells = queries.returned_cells(submission)
        action = gettext("Correct %(n)s items") % {"n": len(cells)}
        notes = tuple(dict.fromkeys(f"“{cell.sentence}”" for cell in cells))[:3]
        url = reverse("entry:fill", args=address)
        kept = kept_promise(submission, owed)
        return Task(title, url, action, owed.before, state, notes, owed.planned, kept), True
    begun = submission is not None and queries.draft_of(submission) is not None
    action = gettext("Continue") if begun else gettext("Begin")
    shown = "draft" if begun and state == "due" else state
    if state not in WAITING_FOR_SENDER:
        action = gettext("See")
    url = reverse("entry:sections", args=address)
    task = Task(title, url, action, owed.before, shown, planned=owed.planned)
    return task, state in WAITING_FOR_SENDER


def kept_promise(submission: Any, owed: Any) -> str:
    """In words, of a returned report first sent in time: no delay of its unit; '' otherwise."""
    cells = queries.returned_cells(submission)
    if not cells or is_late(submission.first_at, owed.before):
        return ""
    day = format_date(local_day(cells[0].review.at))
    return gettext("Sent on time · returned on %(day)s") % {"day": day}


def _verifying(post: Any) -> Iterable[Task]:
    """What the post verifies, chases and accepts, as tasks without a deadline of their own."""
    if post is None or post.role not in ("commune_officer", "standing_office"):
        return
    waiting = queries.queue(post).count()
    if waiting:
        yield Task(
            gettext("%(n)s reports wait for review") % {"n": waiting},
            reverse("verify:queue"),
            gettext("Review reports"),
            None,
            "submitted",
        )
    if post.role == "standing_office":
        ready = queries.accept_queue().count()
        if ready:
            yield Task(
                gettext("%(n)s approved reports wait to be accepted") % {"n": ready},
                reverse("verify:accept"),
                gettext("Accept"),
                None,
                "approved",
            )


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
