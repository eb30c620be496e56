"""One unit in one year: its dossier, the version of the law, and which acts the post may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.assessments import access, queries
from phongtrao.assessments.models import Dossier
from phongtrao.core.dates import format_date
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.programmes import queries as programmes
from phongtrao.rules import dossier_steps
from phongtrao.submissions import access as submissions
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.words import name_of, title_of


@dataclass(frozen=True)
class Desk:
    """A unit's assessment of a year as a post sees it; `dossier` None: nothing begun."""

    post: Any
    year: int
    about: str
    unit: Any
    dossier: Dossier | None
    criteria: CriteriaSet

    @property
    def unit_id(self) -> int:
        """Key of the unit."""
        return int(self.unit.unit_id)

    @property
    def name(self) -> str:
        """The unit with its kind."""
        return name_of(self.unit)

    @property
    def set_title(self) -> str:
        """The version of the criteria in words."""
        return title_of(self.criteria)

    @property
    def state(self) -> str:
        """Where the dossier stands."""
        return self.dossier.state if self.dossier else "open"

    @property
    def tail(self) -> str:
        """The query that keeps the matter."""
        return "?noi-dung=ntm" if self.about == scope.STANDARD else ""

    def address(self, route: str, *more: str) -> str:
        """The address of one of the pages of this unit and year."""
        args = [scope.period_of(self.year), scope.slug_of(self.unit), *more]
        return reverse(f"assessments:{route}", args=args) + self.tail

    @property
    def url(self) -> str:
        """The page of the dossier."""
        return self.address("dossier")

    @property
    def window(self) -> str:
        """The days looked at, both included."""
        begins, ends = self.criteria.window.days(self.year)
        words = _("days looked at: %(begins)s to %(ends)s")
        return words % {"begins": format_date(begins), "ends": format_date(ends)}

    @property
    def due(self) -> date:
        """The named day of the decision: on time means before it."""
        return self.criteria.decision_day(self.year)

    @property
    def version_why(self) -> str:
        """Why this version and no other."""
        last = self.due - timedelta(days=1)
        words = _("the version in force on %(day)s, the last day to decide %(year)s on time")
        return words % {"day": format_date(last), "year": self.year}

    @property
    def in_scope(self) -> bool:
        """Whether the circular lets the unit be considered."""
        return bool(orgs.scope_of(self.unit)[0])

    def may_state(self, verb: str) -> bool:
        """Whether the state of the dossier allows it."""
        return dossier_steps.may(self.state, verb, standard=self.about == scope.STANDARD)

    def may(self, verb: str) -> bool:
        """Whether the acting post may do this now: state and right together."""
        if not self.may_state(verb):
            return False
        if verb == "register" and not self.in_scope:
            return False
        if verb in ("register", "assess", "review", "score"):
            return submissions.may_write(self.post, self.unit_id)
        return self.dossier is not None and access.may(self.post, self.dossier, "decide")


def desk_at(request: Any, period: str, unit: str) -> Desk:
    """The desk of an address.

    Refusal `unit.unknown` 404, `unit.forbidden` 403, `criteria.none_that_year` 404.
    """
    year, about = scope.year_of(period), scope.about_of(request)
    unit_id = scope.unit_at(year, unit)
    if not access.may_read(request.post, unit_id):
        raise submissions.forbidden()
    state = orgs.state_of(unit_id, scope.day_of(year))
    found = queries.dossier_of(unit_id, year, about)
    criteria = _criteria(found, state, year, about)
    return Desk(request.post, year, about, state, found, criteria)


def _criteria(dossier: Dossier | None, state: Any, year: int, about: str) -> CriteriaSet:
    """The set the dossier was judged by, else the one in force for the unit's kind and year."""
    if dossier is not None:
        known = programmes.package().criteria.get(dossier.criteria)
        if known is not None:
            return known
    return queries.criteria_for(state.group, state.kind, year, about)
