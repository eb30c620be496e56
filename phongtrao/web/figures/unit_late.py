"""What a unit has not handed in though its day has come, and who is asked (ux.md 2.3 row 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post, Role
from phongtrao.core.kinds import LEAF_GROUPS
from phongtrao.core.periods import Period
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.titles import report_title
from phongtrao.web.permissions import allows

#: Filter of a list of units, in the address.
CONTACT, NO_CONTACT = "dau-moi", "chua"


@dataclass(frozen=True)
class LateReport:
    """One report whose day has come; `before` is the day that counts."""

    title: str
    before: date
    chase_url: str


def late_reports(unit_id: int, post: Post) -> list[LateReport]:
    """Return the reports of open rounds that never came, the oldest day first."""
    today = accounts.today()
    sent = {round_id for round_id, one in submissions.of_unit(unit_id).items() if one.current}
    chases = allows("verify:chase", post.role)
    found = []
    for owed in programmes.owed_by(unit_id):
        is_open = programmes.is_open(owed.round, today)
        if not is_open or owed.round_id in sent or owed.before > today:
            continue
        period = Period.parse(owed.round.period)
        url = f"{reverse('verify:chase')}?ky={period.url}" if chases else ""
        found.append(
            LateReport(report_title(programmes.form_of(owed.round), period), owed.before, url)
        )
    return sorted(found, key=lambda one: one.before)


def without_contact(states: Any) -> Any:
    """Narrow units to those nobody hands in for by an account; a commune has its officer."""
    return states.filter(group__in=LEAF_GROUPS).exclude(unit_id__in=accounts.contacts_held())


def contact_of(unit_id: int) -> str:
    """Return the post that answers for the unit; '' when nobody holds it."""
    if unit_id not in accounts.units_with_contact({unit_id}):
        return ""
    return ", ".join(post.title for post in accounts.posts_at(unit_id, Role.UNIT_CONTACT))
