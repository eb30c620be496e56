"""Writes messages and what leaves with them, in the transaction of the act they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from phongtrao.accounts.models import Holding
from phongtrao.core.dates import local_day
from phongtrao.notices.adapters import adapter_for
from phongtrao.notices.models import Delivery, Message, Preference, Reminded, Subscription
from phongtrao.plan.messages import MessageTemplate, without_marks

BATCH = 1_000
Address = tuple[str, str]  # channel, address


@dataclass(frozen=True)
class Telling:
    """One message to be written: to a post or a subscription, drawn from a template.

    `key` names what is told and to whom ("returned:41:7"); the same key is told once for ever.
    `urgent`: does not wait for the digest. `target`: "kind:id…" of what it is about.
    `replaces`: older unseen messages to the post with the same reason and target are put away.
    `leaves`: "digest" goes outside with the digest only, "now" only to posts that want to be told
    at once: together they tell either kind of post once.
    """

    key: str
    template: MessageTemplate
    values: Mapping[str, str]
    post_id: int | None = None
    subscription: Subscription | None = None
    unit_id: int | None = None
    target: str = ""
    urgent: bool = False
    campaign_id: int | None = None
    in_app: bool = True
    sms_marks: bool = field(default=False)
    replaces: bool = False
    leaves: str = ""


def tell(telling: Telling, *, at: datetime) -> Message | None:
    """Tell one thing; None when it had been told before."""
    made = tell_many([telling], at=at)
    return made[0] if made else None


def tell_many(tellings: Sequence[Telling], *, at: datetime) -> list[Message]:
    """Write messages and deliveries; what was told before is left alone. Returns the new ones."""
    made: list[Message] = []
    with transaction.atomic():
        for start in range(0, len(tellings), BATCH):
            made += _batch(tellings[start : start + BATCH], at)
    return made


def _batch(tellings: Sequence[Telling], at: datetime) -> list[Message]:
    keys = [one.key for one in tellings]
    told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = {one.key: one for one in tellings if one.key not in told}
    if not fresh:
        return []
    posts = {one.post_id for one in fresh.values() if one.post_id}
    addresses = addresses_of(posts, at)
    wants = {row.post_id: row for row in Preference.objects.filter(post_id__in=posts)}
    drawn = [_message(one, at, addresses, wants) for one in fresh.values()]
    rows = [row for row in drawn if not _only_elsewhere(row, fresh[row.key])]
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    made = list(Message.objects.filter(key__in=list(fresh)))
    leaving = [
        Delivery(message=message, channel=channel, address=address, not_before=at)
        for message in made
        if message.outward == Message.Outward.NOW
        for channel, address in _ways(message, fresh[message.key], addresses)
    ]
    Delivery.objects.bulk_create(leaving, batch_size=BATCH, ignore_conflicts=True)
    _put_away([message for message in made if fresh[message.key].replaces], at)
    return made


def _put_away(newer: list[Message], at: datetime) -> None:
    """Of several reminders of the same thing only the newest is left to be seen."""
    if not newer:
        return
    about = {(one.post_id, one.reason, one.target) for one in newer}
    unseen = Message.objects.filter(
        post_id__in={one.post_id for one in newer}, read_at=None, in_app=True
    ).exclude(pk__in=[one.pk for one in newer])
    older = [
        pk
        for pk, *what in unseen.values_list("pk", "post_id", "reason", "target")
        if tuple(what) in about
    ]
    for start in range(0, len(older), BATCH):
        Message.objects.filter(pk__in=older[start : start + BATCH]).update(
            read_at=at, outward=Message.Outward.NONE
        )


def _message(
    one: Telling,
    at: datetime,
    addresses: Mapping[int, list[Address]],
    wants: Mapping[int, Preference],
) -> Message:
    drawn = one.template.drawn(one.values)
    sms = drawn.get("sms", "")
    return Message(
        key=one.key[:120],
        reason=one.template.reason,
        post_id=one.post_id,
        subscription=one.subscription,
        unit_id=one.unit_id,
        campaign_id=one.campaign_id,
        template=one.template.id,
        subject=drawn["subject"][:300],
        body=drawn["body"],
        sms=sms if one.sms_marks else without_marks(sms),
        zalo=drawn.get("zalo", "") if one.template.zalo_approval else "",
        target=one.target[:120],
        outward=_outward(one, addresses, wants),
        in_app=one.in_app and one.post_id is not None,
        at=at,
    )


def _outward(
    one: Telling, addresses: Mapping[int, list[Address]], wants: Mapping[int, Preference]
) -> str:
    """At once, with the digest, or not at all when the post has no address."""
    if one.post_id is None:
        return Message.Outward.NOW
    if not addresses.get(one.post_id):
        return Message.Outward.NONE
    wish = wants.get(one.post_id)
    patient = wish.digest if wish else True
    outward = Message.Outward.DIGEST if patient and not one.urgent else Message.Outward.NOW
    return outward if one.leaves in ("", outward) else Message.Outward.NONE


def _only_elsewhere(row: Message, one: Telling) -> bool:
    """A letter for posts that are told at once, drawn for one that is not."""
    return one.leaves == Message.Outward.NOW and row.outward == Message.Outward.NONE


def _ways(
    message: Message, one: Telling, addresses: Mapping[int, list[Address]]
) -> Iterable[Address]:
    """The ways a message goes: e-mail, and of Zalo and SMS the first it has a text for."""
    if one.subscription is not None:
        if _carries(message, one.subscription.channel):
            yield one.subscription.channel, one.subscription.address
        return
    mobile_done = False
    for channel, address in addresses.get(one.post_id or 0, []):
        if channel == "email":
            yield channel, address
        elif not mobile_done and _carries(message, channel):
            mobile_done = True
            yield channel, address


def _carries(message: Message, channel: str) -> bool:
    return bool({"sms": message.sms, "zalo": message.zalo}.get(channel, message.body))


def addresses_of(post_ids: Iterable[int], at: datetime) -> dict[int, list[Address]]:
    """Post id → (channel, address) by which it can be told now; Zalo before SMS.

    Only ways that are on in this installation and wanted by the post.
    """
    on = {name for name in ("email", "sms", "zalo") if adapter_for(name)}
    wanted = set(post_ids)
    wishes = {row.post_id: row for row in Preference.objects.filter(post_id__in=wanted)}
    found: dict[int, list[Address]] = {}
    if "email" in on:
        for post_id, address in _mailboxes(wanted, local_day(at)):
            wish = wishes.get(post_id)
            if wish is None or wish.email:
                found.setdefault(post_id, []).append(("email", address))
    for post_id, wish in wishes.items():
        for channel, address in (("zalo", wish.zalo), ("sms", wish.sms)):
            if address and channel in on:
                found.setdefault(post_id, []).append((channel, address))
    return found


def _mailboxes(post_ids: set[int], day: date) -> list[tuple[int, str]]:
    """(post id, e-mail) of the active accounts that hold the posts on a day."""
    held = Holding.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gt=day),
        from_date__lte=day,
        post_id__in=post_ids,
        person__is_active=True,
    ).exclude(person__email="")
    return sorted(set(held.values_list("post_id", "person__email")))


def take_day(
    counts: Mapping[int, int], *, day: date, at: datetime, post_id: int | None
) -> set[int]:
    """Take the one reminder of a day for units (unit id → posts told); returns those that were
    still free. Two hands at once share them without a double.
    """
    for _attempt in range(3):
        taken = Reminded.objects.filter(day=day, unit_id__in=list(counts))
        free = set(counts) - set(taken.values_list("unit_id", flat=True))
        rows = [
            Reminded(unit_id=unit, day=day, at=at, post_id=post_id, posts=counts[unit])
            for unit in sorted(free)
        ]
        try:
            with transaction.atomic():
                Reminded.objects.bulk_create(rows, batch_size=BATCH)
        except IntegrityError:
            continue
        return free
    return set()
