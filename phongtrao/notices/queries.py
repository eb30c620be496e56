"""Nouns of the notices room: what a post was told, what left the house, who subscribed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Max, Q, QuerySet, When

from phongtrao.accounts.models import Post
from phongtrao.notices.adapters import ways
from phongtrao.notices.campaigns import Audience, Draft, findings_of, subscribers
from phongtrao.notices.dispatching import STATES, WAYS, Recipient, dispatches
from phongtrao.notices.feeds import feed_of, post_of_feed
from phongtrao.notices.models import (
    Campaign,
    Delivery,
    Dispatch,
    Message,
    Preference,
    Reminded,
    Subscription,
)
from phongtrao.notices.subscribing import CONSENT, find
from phongtrao.notices.writing import addresses_of

__all__ = [
    "CONSENT",
    "REASONS",
    "STATES",
    "WAYS",
    "Audience",
    "Campaign",
    "Delivery",
    "Dispatch",
    "Draft",
    "Recipient",
    "Subscription",
    "addresses_of",
    "dispatches",
    "feed_of",
    "find",
    "findings_of",
    "post_of_feed",
    "subscribers",
    "ways",
]
#: Why a post is told, in the order of the bell (ux.md 2.2).
REASONS = ("due", "returned", "assigned", "answered", "notice")


def messages_of(post: Post, reason: str = "", *, unread: bool = False) -> QuerySet[Message]:
    """What a post was told in the product, newest first."""
    found = Message.objects.filter(post_id=post.pk, in_app=True)
    if reason:
        found = found.filter(reason=reason)
    return found.filter(read_at=None) if unread else found


def by_reason(found: QuerySet[Message]) -> QuerySet[Message]:
    """The same messages in the order of the bell, newest first within a reason."""
    place = Case(*(When(reason=code, then=n) for n, code in enumerate(REASONS)), default=9)
    return found.order_by(place, "-at", "-id")


def unread_count(post_id: int) -> int:
    """How many messages the post has not seen."""
    return Message.objects.filter(post_id=post_id, in_app=True, read_at=None).count()


def unread_by_reason(post_id: int) -> dict[str, int]:
    """Reason → messages not seen; reasons without any are left out."""
    rows = Message.objects.filter(post_id=post_id, in_app=True, read_at=None)
    counted = rows.order_by().values_list("reason").annotate(n=Count("id"))
    return {reason: int(number) for reason, number in counted}


def preference_of(post_id: int) -> Preference:
    """How the post wants to be told; an unsaved row of defaults when it never said."""
    return Preference.objects.filter(post_id=post_id).first() or Preference(post_id=post_id)


def last_contact(unit_ids: Iterable[int]) -> dict[int, tuple[datetime, int | None]]:
    """Unit id → (when it was last reminded, by which post; None: by the machine)."""
    rows = Reminded.objects.filter(unit_id__in=list(unit_ids)).order_by("at")
    return {row.unit_id: (row.at, row.post_id) for row in rows}


def reminded_on(unit_ids: Iterable[int], day: date) -> set[int]:
    """Those of the units that were reminded on a day: they are not reminded again."""
    rows = Reminded.objects.filter(unit_id__in=list(unit_ids), day=day)
    return set(rows.values_list("unit_id", flat=True))


def deliveries(**filters: object) -> QuerySet[Delivery]:
    """What left or is to leave, newest first, narrowed by field lookups."""
    found = Delivery.objects.filter(**filters).select_related("message")
    return found.order_by("-message__at", "-id")


def outbox_counts() -> dict[str, int]:
    """State → number of deliveries; every state is there."""
    counted = dict(Delivery.objects.order_by().values_list("state").annotate(n=Count("id")))
    return {state: int(counted.get(state, 0)) for state in Delivery.State.values}


def oldest_waiting(now: datetime) -> datetime | None:
    """Since when the oldest due delivery waits; None when nothing is due."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, not_before__lte=now)
    first = due.order_by("not_before").first()
    return first.not_before if first else None


def masked(address: str) -> str:
    """An address as the record shows it: its ends only."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:2]}…@{host}"
    return f"…{address[-3:]}" if len(address) > 6 else address


def campaigns() -> QuerySet[Campaign]:
    """All campaigns, newest first."""
    return Campaign.objects.all()


def record_of(campaign: Campaign) -> dict[str, int]:
    """What became of a campaign: told (messages), read, and deliveries by state."""
    told = Message.objects.filter(campaign=campaign).aggregate(
        told=Count("id"), read=Count("id", filter=Q(read_at__isnull=False))
    )
    rows = Delivery.objects.filter(message__campaign=campaign).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    found = {state: int(states.get(state, 0)) for state in Delivery.State.values}
    return {"told": int(told["told"]), "read": int(told["read"]), **found}


def told_in(campaign: Campaign) -> QuerySet[Message]:
    """The messages of a campaign with their deliveries."""
    found = Message.objects.filter(campaign=campaign).select_related("subscription")
    return found.prefetch_related("deliveries").order_by("unit_id", "id")


def subscription_counts() -> list[dict[str, Any]]:
    """Rows channel, confirmed, waiting, ended, newest: counts only, never addresses."""
    rows = Subscription.objects.order_by("channel").values("channel")
    return [
        dict(row)
        for row in rows.annotate(
            confirmed=Count("id", filter=Q(confirmed_at__isnull=False, ended_at=None)),
            waiting=Count("id", filter=Q(confirmed_at=None, ended_at=None)),
            ended=Count("id", filter=Q(ended_at__isnull=False)),
            newest=Max("asked_at"),
        )
    ]
