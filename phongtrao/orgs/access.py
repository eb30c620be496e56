"""Which units a post may touch."""

from datetime import date

from django.utils import timezone

from phongtrao.accounts.models import Post, Role
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import LEAF_GROUPS
from phongtrao.orgs import queries
from phongtrao.orgs.models import OrgUnit

PROVINCE_WIDE = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR})


def subtree_ok(post: Post, unit_id: int, on: date | None = None) -> bool:
    """Return whether a unit is the post's own or lies below it on the map of a day.

    Posts of the province reach the whole province, also when they sit in a provincial body or
    when their province has a successor by that day.
    """
    day = on or timezone.localdate()
    wide = post.role in PROVINCE_WIDE
    if post.unit_id is None:
        return wide
    if post.unit_id == unit_id:
        return True
    place = queries.place_of(unit_id, day)
    above = {place.nation_id, place.province_id, place.district_id, place.commune_id}
    return _anchor(post, post.unit_id, day, wide=wide) in above - {None}


def _anchor(post: Post, own_id: int, day: date, *, wide: bool) -> int:
    """Return the unit from which a post reaches down."""
    if not wide:
        return own_id
    place = queries.place_of(own_id, day)
    if queries.state_of(own_id, day).group in LEAF_GROUPS:
        return place.commune_id or place.district_id or place.province_id or own_id
    return place.self_id or own_id


def unit_for(post: Post, unit_id: int) -> OrgUnit:
    """Return the unit if the post may touch it today.

    Refusal `unit.unknown` (404) when there is none, `unit.forbidden` (403) when it is foreign.
    """
    unit = queries.unit_by_id(unit_id)
    if not subtree_ok(post, unit_id):
        raise Refusal(
            "unit.forbidden",
            "Đơn vị này không thuộc phạm vi của đầu mối đang làm việc.",
            "This unit is outside the reach of the acting post.",
            status=403,
            data={"unit": unit_id},
        )
    return unit
