"""How fresh the reports of a round are: when the newest came, when the last day to send is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet

from phongtrao.orgs.models import MapEntry
from phongtrao.programmes.models import Owed, Round
from phongtrao.programmes.queries import COUNTS
from phongtrao.submissions.models import Submission


@dataclass(frozen=True)
class Freshness:
    """Of the units asked about: the newest report, None before the first; `before`: late begins
    for the last of them at 00:00 of this day (+07), None when none of them owes the round.
    """

    newest: datetime | None
    before: date | None


def freshness_of(
    round_: Round, units: "Iterable[int] | QuerySet[MapEntry, int] | None" = None
) -> Freshness:
    """Return how fresh a round is, over all units or over the given ones (two statements)."""
    sent = Submission.objects.filter(round=round_, current__gt=0)
    owed = Owed.objects.filter(round=round_)
    if units is not None:
        sent, owed = sent.filter(unit_id__in=units), owed.filter(unit_id__in=units)
    newest = sent.aggregate(newest=Max("last_at"))["newest"]
    return Freshness(newest, owed.aggregate(before=Max(COUNTS))["before"])
