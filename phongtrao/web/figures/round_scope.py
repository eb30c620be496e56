"""Rounds about to open without their scope: no list of units, or units nobody answers for (30).

A round's scope is the list of units that owe it, written when it is set up (`phongtrao plan open`);
a unit on that list can answer only when somebody holds its contact post. How many days ahead this
is said stands in the form (`prepare_days`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phongtrao.accounts.models import Post, Role
from phongtrao.core.dates import format_date
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label, today
from phongtrao.web.figures.unit_late import CONTACT, NO_CONTACT, without_contact
from phongtrao.web.templatetags.phongtrao import vn


@dataclass(frozen=True)
class Unready:
    """What a round lacks, the units it is about, and what the operator types to mend it."""

    words: str
    href: str = ""
    action: str = ""
    command: str = ""


def unready(post: Post, units: list[int] | None) -> list[Unready]:
    """Return what rounds about to open lack, the nearest first; `units`: those the post follows."""
    forms, day = programmes.package().forms, today()
    rounds = list(programmes.rounds())
    missing = _never_set_up(rounds)
    found = [(opens, _unlisted(post, form, period, opens)) for form, period, opens in missing]
    for item in rounds:
        ahead = timedelta(days=forms[item.form].prepare_days if item.form in forms else 0)
        if item.state == "open" and day < item.opens <= day + ahead:
            found += [(item.opens, one) for one in _unanswered(forms[item.form], item, units)]
    return [one for _opens, one in sorted(found, key=lambda pair: pair[0])]


def _never_set_up(rounds: list[Any]) -> Iterator[tuple[Form, Period, date]]:
    """Rounds of the plan nobody set up, from some days before they open to their last deadline."""
    package, day = programmes.package(), today()
    known = {(item.form, item.period) for item in rounds}
    for year in package.years:
        for form in package.forms.values():
            period = Period(year, 1 if form.period == "half" else None)
            opens = form.opening(period)
            begins = opens - timedelta(days=form.prepare_days)
            near = form.prepare_days and begins <= day < _last(form, period)
            if near and (form.id, period.code) not in known:
                yield form, period, opens


def _last(form: Form, period: Period) -> date:
    """The latest deadline of a form in a period."""
    return max(form.deadline(audience, "", period) for audience in form.deadlines)


def _name(form: Form, period: Period) -> str:
    return f"{said(form.title, form.title_en)} · {period_label(period)}"


def _unlisted(post: Post, form: Form, period: Period, opens: date) -> Unready:
    """Say that nobody wrote down yet who owes the round."""
    words = _("%(round)s opens on %(day)s by the plan; no list of units stands yet.")
    if opens <= today():
        words = _("%(round)s should be open since %(day)s by the plan; no list of units stands.")
    plan = programmes.asked_code()
    named = f" --plan {plan}" if plan else ""
    command = f"phongtrao{named} plan open {form.id} {period.code}"
    return Unready(
        words % {"round": _name(form, period), "day": format_date(opens)},
        command=command if post.role == Role.STANDING_OFFICE else "",
    )


def _unanswered(form: Form, round_: Any, units: list[int] | None) -> list[Unready]:
    """Say how many units that will owe the round nobody answers for."""
    period = Period.parse(round_.period)
    owed = set(programmes.owed(round_).values_list("unit_id", flat=True))
    owed &= owed if units is None else set(units)
    alone = set(without_contact(orgs.select(today())).values_list("unit_id", flat=True))
    count = len(owed & alone)
    if not count:
        return []
    left = (round_.opens - today()).days
    words = ngettext(
        "%(round)s opens in %(left)s day; %(number)s of %(owed)s units have no contact.",
        "%(round)s opens in %(left)s days; %(number)s of %(owed)s units have no contact.",
        left,
    )
    given = {
        "round": _name(form, period),
        "left": left,
        "number": vn(count),
        "owed": vn(len(owed)),
    }
    query = {"bieu": form.id, "ky": period.url, "tt": "due", CONTACT: NO_CONTACT}
    href = f"{reverse('figures:units')}?{urlencode(query)}"
    return [Unready(words % given, href, _("See the %(number)s units") % {"number": vn(count)})]
