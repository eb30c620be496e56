"""What other pages show of inspections: signals and the last visit beside a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.inspections import access, queries
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Target
from phongtrao.web.base.task import Task
from phongtrao.web.figures.scope import period_label, today
from phongtrao.web.inspections import words
from phongtrao.web.inspections.signal_pages import Card, beside


@dataclass(frozen=True)
class Beside:
    """Signals of a unit's newest report, its last visit, what it still has to put right."""

    cards: tuple[Card, ...]
    period: str
    visit_day: Any
    visit_url: str
    visit_title: str
    waiting: int

    @property
    def any(self) -> bool:
        """Whether there is something to show."""
        return bool(self.cards or self.visit_url or self.waiting)


def beside_unit(post: Any, unit_id: int) -> Beside | None:
    """Return what a unit's page shows; None when the post may not see it or the plan asks none."""
    try:
        queries.rules_of()
    except Refusal:
        return None
    if post is None or not access.may_read(post, unit_id):
        return None
    claim = queries.claim_of(unit_id, Period(today().year))
    cards = beside(post, unit_id, claim.period) if claim else []
    visit = queries.last_visit(unit_id)
    return Beside(
        tuple(cards),
        period_label(claim.period) if claim else "",
        visit.day if visit else None,
        visit_url(visit) if visit else "",
        visit.round.title if visit else "",
        queries.open_follow_ups([unit_id]),
    )


@dataclass(frozen=True)
class Visited:
    """Where the rounds behind a target that counts visits are."""

    url: str


def beside_target(post: Any, target: Target, period: Period) -> Visited | None:
    """Return where the rounds behind a target's figure are; None where it counts no visits."""
    if not target.reads_visits or post.role not in access.READS_ALL:
        return None
    return Visited(f"{reverse('inspections:overview')}?nam={period.year}")


def visit_url(visit: Any) -> str:
    """Return where the record of a visit is."""
    state = orgs.state_of(visit.unit_id, visit.round.starts)
    return reverse("inspections:visit", args=[visit.round.code, words.slug_of(state)])


def beside_report(post: Any, unit_id: int, period: Period) -> list[Card]:
    """Return the signals a verifier sees beside one report."""
    return beside(post, unit_id, period)


def steps(post: Any) -> list[Task]:
    """What a post has to do after inspections: put right, look and close, draw a sample."""
    waiting = queries.follow_ups(post)
    listed = reverse("inspections:follow_ups")
    found: list[Task] = []
    inspects = access.may_inspect(post)
    open_ones = waiting.filter(state="reported" if inspects else "open")
    days = list(open_ones.values_list("due", flat=True))
    if days and inspects:
        said = _("%(n)s things said to be put right wait for the inspectors") % {"n": len(days)}
        found.append(Task(said, f"{listed}?tt=reported", _("Look and close")))
    elif days:
        said = _("%(n)s things found by inspections must be put right") % {"n": len(days)}
        found.append(Task(said, listed, _("Put right"), min(days)))
    for code in queries.due_draws() if access.may_plan(post) else ():
        said = _("The time to draw the sample of %(code)s has come") % {"code": code}
        found.append(Task(said, reverse("inspections:round", args=[code]), _("Draw")))
    return found
