"""Who a message of clause III.7 would reach: units by group and area, subscribers by channel."""

from __future__ import annotations

from datetime import date

from phongtrao.accounts.models import Post, Role
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import GROUP_LABELS, full_name
from phongtrao.jobs.reminding import posts_of_units
from phongtrao.notices.models import Campaign
from phongtrao.notices.queries import Audience, subscribers
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.access import subtree_ok


def area_for(post: Post, area_id: int | None) -> int | None:
    """The area a post may write to: a commune its own, the standing office any or all (None).

    Refusal `campaign.area` (403).
    """
    if post.role == Role.COMMUNE_OFFICER:
        area_id = area_id or post.unit_id
        if area_id is None or not subtree_ok(post, area_id):
            raise _foreign()
    elif post.role != Role.STANDING_OFFICE:
        raise _foreign()
    return area_id


def _foreign() -> Refusal:
    return Refusal(
        "campaign.area",
        "Chỉ gửi được cho đơn vị thuộc phạm vi của đầu mối đang làm việc.",
        "Only units within the reach of the acting post can be told.",
        status=403,
    )


def audience_of(campaign: Campaign, on: date) -> Audience:
    """The audience on a day: units of the groups in the area, then confirmed subscribers."""
    within = None if campaign.area_id is None else set(orgs.units_below(campaign.area_id, on))
    states = [
        state
        for group in campaign.groups
        if group in GROUP_LABELS
        for state in orgs.select(on, group, campaign.area_id)
    ]
    posts = posts_of_units(state.unit_id for state in states)
    units = [
        (state.unit_id, _capital(full_name(state.kind, state.name)), posts.get(state.unit_id, []))
        for state in states
    ]
    return Audience(units, subscribers(campaign.channels, within) if campaign.channels else [])


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
