"""How old the reports behind a page are, and the amber line when they are too old (row 41).

Figures are computed when the page opens; what grows old is the newest report behind them. After how
many days without one this is said stands in the form (`quiet_days`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phongtrao.core.dates import TZ, local_day
from phongtrao.orgs import queries as orgs
from phongtrao.plan.forms import Form
from phongtrao.submissions import queries as submissions
from phongtrao.submissions.freshness import freshness_of
from phongtrao.web.figures.scope import Scope, today
from phongtrao.web.figures.sentences import units_url
from phongtrao.web.templatetags.phongtrao import vn


@dataclass(frozen=True)
class Age:
    """When the newest report came, in words; `stale`: why the figures are old, '' when not."""

    newest: str
    stale: str = ""
    href: str = ""
    action: str = ""


def age_of(scope: Scope, form: Form, round_: Any, counts: Any) -> Age | None:
    """Return the age of what a page about a round shows; None when the round never opened.

    `counts`: the progress of the whole round; a smaller area is counted anew.
    """
    if round_ is None:
        return None
    whole = scope.node.group in ("nation", "province")
    units = None if whole else list(orgs.units_below(scope.node.id, scope.day))
    fresh = freshness_of(round_, units)
    own = counts if whole else submissions.progress_of(round_, units)
    missing = own.owed - own.sent
    said = _("newest report: %(time)s") % {"time": _time(fresh.newest)}
    if fresh.newest is None:
        said = _("no report yet")
    over = round_.state == "closed" or (fresh.before is not None and fresh.before <= today())
    since = local_day(fresh.newest) if fresh.newest else round_.opens
    quiet = (today() - since).days
    stale = _stale(missing, over, quiet if form.quiet_days and quiet > form.quiet_days else 0)
    if not stale:
        return Age(said)
    action = _("See the %(number)s units") % {"number": vn(missing)}
    href = units_url(form.id, scope, "due")
    if not whole:
        href = "" if scope.restated else f"{href}&xa={scope.node.code}"
    return Age(said, stale, href, action)


def _stale(missing: int, over: bool, quiet: int) -> str:
    """Say why the figures count as old; '' when all reports are there or still coming in."""
    if not missing:
        return ""
    given = {"number": vn(missing), "days": quiet}
    if over:
        words = ngettext(
            "The time to send is over, %(number)s report is missing",
            "The time to send is over, %(number)s reports are missing",
            missing,
        )
        return words % given
    if not quiet:
        return ""
    words = _("Old figures: no new report for %(days)s days, %(number)s still missing")
    return words % given


def _time(moment: datetime | None) -> str:
    return moment.astimezone(TZ).strftime("%H:%M %d/%m/%Y") if moment else ""
