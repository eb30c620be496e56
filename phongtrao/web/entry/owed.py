"""The reports a post's own unit owes in open rounds, as things to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from phongtrao.core.dates import format_date, is_late, local_day
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries
from phongtrao.web.base.task import Task
from phongtrao.web.base.titles import report_title
from phongtrao.web.entry.desk import day_of, today
from phongtrao.web.figures.addresses import period_part, slug

#: States of a report in which the sender has something to do.
WAITING_FOR_SENDER = frozenset({"due", "returned"})


def own_reports(post: Any) -> Iterable[tuple[Task, bool]]:
    """Reports of the post's own unit in open rounds: (task, whether the sender must act)."""
    if post is None or not post.unit_id:
        return
    packages: dict[int, Any] = {}
    for owed in queries.to_do(post.unit_id):
        period = Period.parse(owed.round.period)
        plan = owed.round.programme_id
        if plan not in packages:
            is_asked = plan == programmes.programme().pk
            found = programmes.package() if is_asked else programmes.package_of(owed.round)
            packages[plan] = found
        form = packages[plan].forms.get(owed.round.form)
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
        kept = promise_kept_by(cells, submission, owed)
        return Task(title, url, action, owed.before, state, notes, owed.planned, kept), True
    waits = state in WAITING_FOR_SENDER
    begun = waits and submission is not None and queries.draft_of(submission) is not None
    action = gettext("Continue") if begun else gettext("Begin")
    shown = "draft" if begun and state == "due" else state
    if not waits:
        action = gettext("See")
    url = reverse("entry:sections", args=address)
    task = Task(title, url, action, owed.before, shown, planned=owed.planned)
    return task, waits


def kept_promise(submission: Any, owed: Any) -> str:
    """In words, of a returned report first sent in time: no delay of its unit; '' otherwise."""
    return promise_kept_by(queries.returned_cells(submission), submission, owed)


def promise_kept_by(cells: list[Any], submission: Any, owed: Any) -> str:
    """The same, of a report whose returned cells are known."""
    if not cells or is_late(submission.first_at, owed.before):
        return ""
    day = format_date(local_day(cells[0].review.at))
    return gettext("Sent on time · returned on %(day)s") % {"day": day}
