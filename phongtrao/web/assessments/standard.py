"""Criterion 19.2 in numbers: communes of kind xã in force that year, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from phongtrao.assessments import queries
from phongtrao.core.findings import Refusal
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.listed import node_of

KIND = "xa"


@dataclass(frozen=True)
class Tally:
    """Every commune of kind xã of a year once: met, not met, waiting, or (`silent`) no dossier."""

    communes: int
    met: int
    not_met: int
    waiting: int
    silent: list[Any]

    @property
    def share(self) -> Fraction | None:
        """Communes that meet 19.2 over all of kind xã in force that year."""
        return Fraction(self.met, self.communes) if self.communes else None


def law_of(year: int) -> CriteriaSet | None:
    """The version of 19.2 that judges a year, None when the sources know none."""
    try:
        return queries.criteria_for("commune", KIND, year, scope.STANDARD)
    except Refusal:
        return None


def tally(post: Any, year: int) -> Tally:
    """The communes a post sees, by what came of their dossiers."""
    day = queries.law_day(year)
    listed = orgs.select(day, "commune", node_of(post, year)).filter(kind=KIND)
    found = queries.dossiers(post, year, about=scope.STANDARD).values_list("unit_id", "state")
    states = dict(found)
    outcomes = [states.get(commune.unit_id, "") for commune in listed]
    met, not_met = outcomes.count("recognised"), outcomes.count("refused")
    silent = [commune for commune in listed if commune.unit_id not in states]
    waiting = len(outcomes) - met - not_met - len(silent)
    return Tally(len(outcomes), met, not_met, waiting, silent)
