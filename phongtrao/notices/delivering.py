"""The hand that empties the outbox: claim, send outside the transaction, write the outcome."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from phongtrao.notices.adapters import Failed, adapter_for
from phongtrao.notices.models import Delivery

CLAIM = 20
LEASE = timedelta(seconds=90)
#: Waiting before the next attempt, by the attempts made; after the last the delivery is dead.
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720))
Clock = Callable[[], datetime]


@dataclass
class Delivered:
    """What one turn did: counts of deliveries."""

    sent: int = 0
    again: int = 0
    dead: int = 0
    unsure: int = 0

    @property
    def total(self) -> int:
        """Deliveries touched."""
        return self.sent + self.again + self.dead + self.unsure


def deliver(*, clock: Clock, limit: int = 2_000) -> Delivered:
    """Send what is due until nothing is left or `limit` is reached."""
    done = Delivered()
    while done.total < limit:
        lease = secrets.token_hex(16)
        claimed, unsure = claim(now=clock(), lease=lease)
        done.unsure += unsure
        if not claimed:
            return done
        for delivery in claimed:
            _one(delivery, lease, clock, done)
    return done


def claim(*, now: datetime, lease: str) -> tuple[list[Delivery], int]:
    """Take due rows under a lease; return them and how many became unsure.

    A row whose hand died is taken again when its way recognises repetitions; else it becomes
    `unsure` and waits for a person.
    """
    due = Q(state=Delivery.State.WAITING, not_before__lte=now)
    lost = Q(state=Delivery.State.SENDING, until__lt=now)
    taken: list[int] = []
    unsure = 0
    with transaction.atomic():
        rows = Delivery.objects.filter(due | lost).select_for_update(skip_locked=True)
        for row in rows.order_by("id")[:CLAIM]:
            adapter = adapter_for(row.channel)
            if row.state == Delivery.State.SENDING and not (adapter and adapter.repeatable):
                unsure += 1
                Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.UNSURE, lease="")
                continue
            taken.append(row.pk)
        Delivery.objects.filter(pk__in=taken).update(
            state=Delivery.State.SENDING, lease=lease, until=now + LEASE
        )
    found = Delivery.objects.filter(pk__in=taken).select_related("message", "message__subscription")
    return list(found.order_by("id")), unsure


def _one(delivery: Delivery, lease: str, clock: Clock, done: Delivered) -> None:
    """Send one row if its lease still holds."""
    mine = Delivery.objects.filter(pk=delivery.pk, lease=lease)
    if not mine.update(until=clock() + LEASE, attempts=delivery.attempts + 1):
        return
    adapter = adapter_for(delivery.channel)
    try:
        if adapter is None:
            raise Failed("Kênh này đang tắt. / This way is off.")
        reference = adapter.send(delivery)
    except Failed as failed:
        _failed(mine, delivery.attempts + 1, failed, clock(), done)
        return
    done.sent += mine.update(
        state=Delivery.State.SENT, sent_at=clock(), reference=reference, problem="", lease=""
    )


def _failed(
    rows: QuerySet[Delivery], attempts: int, failed: Failed, now: datetime, done: Delivered
) -> None:
    """Try again later, or give up and leave it to a person."""
    if failed.final or attempts > len(BACK_OFF):
        done.dead += rows.update(state=Delivery.State.DEAD, problem=failed.problem, lease="")
        return
    done.again += rows.update(
        state=Delivery.State.WAITING,
        problem=failed.problem,
        not_before=now + BACK_OFF[attempts - 1],
        lease="",
    )
