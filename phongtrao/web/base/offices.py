"""What offices have to do and count: queues, late units, the report, progress of rounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.core.periods import Period
from phongtrao.core.remembering import remembered
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.reorganisations import queries as reforms
from phongtrao.reports import queries as reports
from phongtrao.submissions import queries as submissions
from phongtrao.web.assessments import entrance
from phongtrao.web.base.task import Task
from phongtrao.web.base.titles import report_title
from phongtrao.web.figures import unit_late
from phongtrao.web.templatetags.phongtrao import vn
from phongtrao.web.verify.waiting import waiting_count

#: Acts an auditor looks at first: changes after approval, undone decisions, frozen reports. Who
#: signed in is left to the whole log: it would bury them.
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
    "post.release",
)


@dataclass(frozen=True)
class RoundView:
    """One open round with its progress and its deadline for the office."""

    round_: Any
    title: str
    url: str
    chase_url: str
    day: dt.date | None
    late: int
    not_sent: int
    progress: Any = None


def queue_steps(post: Any) -> Iterator[Task]:
    """Reports that wait for the post's review; since when the oldest waits."""
    count = waiting_count(post)
    if not count:
        return
    first = submissions.queue(post).first()
    oldest = (timezone.now() - first.last_at).days if first and first.last_at else 0
    said = _("%(n)s reports wait for review") % {"n": vn(count)}
    yield Task(said, reverse("verify:queue"), _("Review"), leads=True, waiting=oldest)


def accept_steps(_post: Any) -> Iterator[Task]:
    """Approved reports that wait for the province."""
    waiting = submissions.accept_queue().filter(round__in=programmes.rounds()).count()
    if waiting:
        words = _("%(n)s approved reports wait for the province to accept") % {"n": vn(waiting)}
        yield Task(words, reverse("verify:accept"), _("Accept"), leads=True)


def late_steps(post: Any) -> Iterator[Task]:
    """Units of open rounds whose day has come without a report; since when the first is late."""
    words = _("%(n)s units are late: %(title)s")
    for seen in owing(post):
        if seen.late:
            said = words % {"n": vn(seen.late), "title": seen.title}
            yield Task(said, seen.chase_url, _("Chase"), seen.day)


def contact_steps(post: Any) -> Iterator[Task]:
    """Units of the commune that nobody hands in for by an account."""
    today = accounts.today()
    below = orgs.select(today).filter(unit_id__in=orgs.units_below(post.unit_id, today))
    without = unit_late.without_contact(below).count()
    if without:
        words = _("%(n)s units have no contact account; their reports are entered on behalf")
        listed = f"{reverse('figures:units')}?{unit_late.CONTACT}={unit_late.NO_CONTACT}"
        yield Task(words % {"n": vn(without)}, listed, _("Units"))


def report_steps(_post: Any) -> Iterator[Task]:
    """The province's own report of the newest year that is not frozen, by the plan's day."""
    year = entrance.current_year()
    if year is None or reports.snapshots(year).exists():
        return
    day = programmes.package().own_report_day(year)
    words = _("Write and freeze the report of %(year)s") % {"year": year}
    yield Task(words, reverse("reports:build", args=[year]), _("Write"), day)


def reform_steps(_post: Any) -> Iterator[Task]:
    """Reorganisations begun and not carried out, each by the day it takes effect."""
    for reform in reforms.reforms().filter(state="draft"):
        words = _("Reorganisation %(code)s is not carried out yet") % {"code": reform.code}
        url = reverse("reorganisation:step", args=[reform.code, 1])
        yield Task(words, url, _("Continue"), reform.on, before=_("Takes effect"))


@remembered
def account_counts() -> dict[str, int]:
    """Counts of accounts and posts."""
    return accounts.accounts_summary()


def account_steps(_post: Any) -> Iterator[Task]:
    """Posts that nobody holds, accounts without a post."""
    counts = account_counts()
    listed = reverse("base:accounts")
    if counts["posts_empty"]:
        words = _("%(n)s posts that nobody holds") % {"n": vn(counts["posts_empty"])}
        yield Task(words, f"{listed}?loc=trong", _("Assign"))
    if counts["accounts_idle"]:
        words = _("%(n)s accounts without a post") % {"n": vn(counts["accounts_idle"])}
        yield Task(words, listed, _("View"))


@remembered
def owing(post: Any) -> list[RoundView]:
    """The open rounds with what the post's units owe and never sent, without their progress."""
    found = []
    today = accounts.today()
    for round_ in programmes.rounds():
        if not programmes.is_open(round_, today):
            continue
        period = Period.parse(round_.period)
        silent: Any = submissions.never_sent(post, round_)
        found.append(
            RoundView(
                round_=round_,
                title=report_title(programmes.form_of(round_), period),
                url=reverse("figures:round", args=[round_.form, period.url]),
                chase_url=f"{reverse('verify:chase')}?ky={period.url}",
                day=silent.values_list("counts", flat=True).first(),
                late=silent.filter(counts__lte=today).count(),
                not_sent=silent.count(),
            )
        )
    return found


def rounds(post: Any) -> dict[str, Any]:
    """The open rounds with how far the post's units are: a commune's, or all."""
    units = None
    if post.role == "commune_officer":
        units = orgs.units_below(post.unit_id, accounts.today())
    seen = owing(post)
    return {
        "rounds": [
            replace(one, progress=submissions.progress_of(one.round_, units)) for one in seen
        ]
    }
