"""What the homes of offices count: queues, late units, progress of rounds, duties."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.assessments import entrance
from phongtrao.web.base.titles import report_title
from phongtrao.web.figures import unit_late
from phongtrao.web.inspections import parts as inspected

#: Acts an auditor looks at first: changes after approval, undone decisions, frozen reports.
WATCHED_VERBS = (
    "submission.undo",
    "submission.return",
    "submission.approve",
    "submission.accept",
    "report.freeze",
    "round.open",
    "round.close",
    "programme.publish",
    "post.hold",
    "person.sign_in",
)


@dataclass(frozen=True)
class Step:
    """One line of "to handle": words, link, words of the link."""

    words: str
    url: str
    action: str
    tone: str = ""


@dataclass(frozen=True)
class RoundView:
    """One open round with its progress and its deadline for the office."""

    title: str
    url: str
    chase_url: str
    day: dt.date | None
    progress: Any
    late: int
    not_sent: int


def commune(post: Any) -> dict[str, Any]:
    """Steps and rounds of one commune."""
    today = accounts.today()
    units = orgs.units_below(post.unit_id, today)
    rounds = _rounds(post, units)
    steps = _queue_step(post) + _late_steps(rounds)
    without = unit_late.without_contact(orgs.select(today).filter(unit_id__in=units)).count()
    if without:
        words = _("%(n)s units have no contact account; their reports are entered on behalf")
        listed = f"{reverse('figures:units')}?{unit_late.CONTACT}={unit_late.NO_CONTACT}"
        steps.append(Step(words % {"n": without}, listed, _("Units")))
    steps += _assessment_steps(post) + _inspection_steps(post)
    return {"steps": steps, "rounds": rounds}


def province(post: Any) -> dict[str, Any]:
    """Steps and rounds of the whole province."""
    rounds = _rounds(post, None)
    steps = _queue_step(post)
    waiting = submissions.accept_queue().filter(round__in=programmes.rounds()).count()
    if waiting:
        words = _("%(n)s approved reports wait for the province to accept") % {"n": waiting}
        steps.append(Step(words, reverse("verify:accept"), _("Accept")))
    steps += _late_steps(rounds) + _assessment_steps(post) + _inspection_steps(post)
    return {"steps": steps, "rounds": rounds}


def _assessment_steps(post: Any) -> list[Step]:
    """Files that wait for a review, to be sent up, for a decision."""
    return [Step(s.words, s.url, s.action) for s in entrance.office_steps(post)]


def _inspection_steps(post: Any) -> list[Step]:
    """What inspections found and must be put right or closed; a draw that is due."""
    return [Step(*step) for step in inspected.office_steps(post)]


def _queue_step(post: Any) -> list[Step]:
    queue = submissions.queue(post)
    count = queue.count()
    if not count:
        return []
    first = queue.first()
    oldest = (timezone.now() - first.last_at).days if first and first.last_at else 0
    words = _("%(n)s reports wait for review (the oldest %(days)s days)")
    return [Step(words % {"n": count, "days": oldest}, reverse("verify:queue"), _("Review"))]


def _late_steps(rounds: list[RoundView]) -> list[Step]:
    words = _("%(n)s units are late: %(title)s")
    return [
        Step(words % {"n": seen.late, "title": seen.title}, seen.chase_url, _("Chase"), "missed")
        for seen in rounds
        if seen.late
    ]


def _rounds(post: Any, units: Any) -> list[RoundView]:
    found = []
    today = accounts.today()
    for round_ in programmes.rounds():
        if not programmes.is_open(round_, today):
            continue
        period = Period.parse(round_.period)
        silent: Any = submissions.never_sent(post, round_)
        found.append(
            RoundView(
                title=report_title(programmes.form_of(round_), period),
                url=reverse("figures:round", args=[round_.form, period.url]),
                chase_url=f"{reverse('verify:chase')}?ky={period.url}",
                day=silent.values_list("counts", flat=True).first(),
                progress=submissions.progress_of(round_, units),
                late=silent.filter(counts__lte=today).count(),
                not_sent=silent.count(),
            )
        )
    return found
