"""What an officer may do for a unit from its page: enter a report on its behalf, give the link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.accounts.models import Post
from phongtrao.accounts.queries import today
from phongtrao.core.kinds import LEAF_GROUPS
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import access
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.titles import report_title
from phongtrao.web.entry.desk import day_of
from phongtrao.web.figures.addresses import period_part, slug
from phongtrao.web.permissions import allows


def forms_to_fill(unit_id: int, post: Post) -> dict[int, str]:
    """Round → address of the form the post may fill now for the unit: open and never sent."""
    if not (allows("entry:fill", post.role) and access.may_write(post, unit_id)):
        return {}
    known = submissions.of_unit(unit_id)
    owed = [
        item.round
        for item in programmes.owed_by(unit_id)
        if programmes.is_open(item.round, today())
        and not (item.round_id in known and known[item.round_id].current)
    ]
    return {round_.pk: _address(unit_id, round_) for round_ in owed}


def _address(unit_id: int, round_: Any) -> str:
    period = Period.parse(round_.period)
    bearer = orgs.state_of(unit_id, day_of(period))
    plan = programmes.code_of(round_) if programmes.form_of(round_).space else ""
    unit = slug(bearer.code, bearer.name)
    return reverse("entry:sections", args=[unit, period_part(period, plan)])


def acts_for(bearer: Any, post: Post, forms: Mapping[int, str]) -> list[tuple[str, str]]:
    """(words, address) of the acts on another unit's behalf; empty on the post's own page."""
    if post.unit_id == bearer.unit_id:
        return []
    rounds = {item.round_id: item.round for item in programmes.owed_by(bearer.unit_id)}
    found = [(_on_behalf(rounds[key]), url) for key, url in forms.items()]
    alive = bearer.group in LEAF_GROUPS and orgs.is_alive(bearer.unit_id, today())
    if alive and allows("entry:invite", post.role) and access.may_write(post, bearer.unit_id):
        now = orgs.state_of(bearer.unit_id, today())
        link = reverse("entry:invite", args=[slug(now.code, now.name)])
        found.append((_("Link for the contact"), link))
    return found


def _on_behalf(round_: Any) -> str:
    title = report_title(programmes.form_of(round_), Period.parse(round_.period))
    return _("Enter on behalf: %(report)s") % {"report": title}
