"""Verbs of the notices room: tell, send, prefer, subscribe, compose, dispatch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from phongtrao.accounts.models import Post
from phongtrao.audit import actions as audit
from phongtrao.core.dates import format_date, local_day
from phongtrao.core.findings import Refusal
from phongtrao.database.prepared import question
from phongtrao.notices.campaigns import compose, send
from phongtrao.notices.delivering import deliver
from phongtrao.notices.dispatching import record_receipt, record_sent, take_back
from phongtrao.notices.feeds import end_feed, make_feed
from phongtrao.notices.models import Delivery, Message, Preference
from phongtrao.notices.subscribing import confirm, forget_unconfirmed, subscribe, unsubscribe
from phongtrao.notices.writing import Telling, take_day, tell, tell_many
from phongtrao.plan.messages import MessageTemplate

__all__ = [
    "Telling",
    "compose",
    "confirm",
    "deliver",
    "end_feed",
    "forget_unconfirmed",
    "make_feed",
    "mark_read",
    "prefer",
    "record_receipt",
    "record_sent",
    "resend",
    "send",
    "send_digests",
    "settle",
    "subscribe",
    "take_back",
    "take_day",
    "tell",
    "tell_many",
    "unsubscribe",
]
DIGEST_POSTS = 200
LINES = 12
#: Reasons of messages that ask for something to be sent.
ASKING = ("due", "returned")
Titles = Callable[[set[int]], dict[int, str]]


def mark_read(*, post: Post, message_ids: Iterable[int] | None, at: datetime) -> int:
    """The post has seen these messages (None: all of its own); return how many were new to it."""
    mine = Message.objects.filter(post_id=post.pk, read_at=None)
    if message_ids is not None:
        mine = mine.filter(pk__in=list(message_ids))
    return mine.update(read_at=at)


def settle(*, unit_id: int, target: str, at: datetime) -> int:
    """What was asked about this was done: messages that ask for it are put away everywhere."""
    waiting = [message.pk for message in _asking(unit_id, target)]
    if not waiting:
        return 0
    asked = Message.objects.filter(pk__in=waiting, read_at=None)
    return asked.update(read_at=at, outward=Message.Outward.NONE)


@question
def _asking(unit_id: int, target: str) -> QuerySet[Message]:
    about = Message.objects.filter(unit_id=unit_id, target=target, reason__in=ASKING)
    return about.filter(read_at=None, in_app=True).only("id")


def prefer(*, by: Post, email: bool, sms: str, zalo: str, digest: bool) -> Preference:
    """How the acting post wants to be told. Refusal `preference.number` (422)."""
    numbers = {"sms": _number(sms), "zalo": _number(zalo)}
    with transaction.atomic():
        row, _ = Preference.objects.update_or_create(
            post_id=by.pk, defaults={"email": email, "digest": digest, **numbers}
        )
        ways = [name for name, number in numbers.items() if number]
        audit.record(
            verb="preference.set",
            by=by,
            object=row,
            data={"email": email, "digest": digest, "ways": ways},
        )
    return row


def _number(typed: str) -> str:
    plain = "".join(char for char in typed if char.isdecimal() or char == "+")
    digits = plain.removeprefix("+")
    if not plain:
        return ""
    if not digits.isdecimal() or not 9 <= len(digits) <= 12:
        raise Refusal(
            "preference.number",
            "Số nhận tin chưa đúng. Ghi số máy của đầu mối, hoặc để trống.",
            "The number is not complete. Write the number of the post, or leave it empty.",
            status=422,
        )
    return plain


def resend(*, delivery_id: int, by: Post, at: datetime) -> Delivery:
    """Put a dead or unsure delivery back into the outbox. Refusals 404, 409."""
    with transaction.atomic():
        found = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
        if found is None:
            raise Refusal("delivery.none", "Không có lần gửi này.", "No such delivery.", status=404)
        if found.state not in (Delivery.State.DEAD, Delivery.State.UNSURE):
            raise Refusal(
                "delivery.state",
                "Lần gửi này chưa hỏng, không cần gửi lại.",
                "This delivery has not failed.",
            )
        found.state, found.attempts, found.not_before = Delivery.State.WAITING, 0, at
        found.save(update_fields=["state", "attempts", "not_before"])
        audit.record(verb="delivery.resend", by=by, object=found)
    return found


def send_digests(*, template: MessageTemplate, titles: Titles, at: datetime) -> int:
    """One letter per post with everything it was not told outside yet; at most one a day.

    titles: post ids → titles. Returns the number of letters written.
    """
    day = local_day(at)
    made = 0
    waiting = Message.objects.filter(outward=Message.Outward.DIGEST, post_id__isnull=False)
    posts = sorted({row or 0 for row in waiting.order_by().values_list("post_id", flat=True)})
    for start in range(0, len(posts), DIGEST_POSTS):
        made += _digests(
            posts[start : start + DIGEST_POSTS], template, titles, at, format_date(day)
        )
    return made


def _digests(
    posts: list[int], template: MessageTemplate, titles: Titles, at: datetime, day: str
) -> int:
    with transaction.atomic():
        rows = Message.objects.filter(outward=Message.Outward.DIGEST, post_id__in=posts)
        by_post: dict[int, list[Message]] = {}
        for row in rows.select_for_update().order_by("reason", "at", "id"):
            by_post.setdefault(row.post_id or 0, []).append(row)
        named = titles(set(by_post))
        told = [
            _digest(post_id, listed, template, named.get(post_id, ""), day)
            for post_id, listed in by_post.items()
        ]
        made = tell_many(told, at=at)
        done = {message.post_id for message in made}
        sent = [row.pk for post_id in done for row in by_post.get(post_id or 0, [])]
        Message.objects.filter(pk__in=sent).update(outward=Message.Outward.NONE)
    return len(made)


def _digest(
    post_id: int, listed: list[Message], template: MessageTemplate, title: str, day: str
) -> Telling:
    """The letter of one post: a single message in its own words, several as a list."""
    lines = [f"- {row.subject}" for row in listed[:LINES]]
    if len(listed) > LINES:
        lines.append(f"- … và {len(listed) - LINES} thông báo khác")
    values = {"post": title, "count": str(len(listed)), "day": day, "items": "\n".join(lines)}
    if len(listed) == 1:
        one = listed[0]
        template = template.model_copy(update={"subject": "{subject}", "body": "{body}"})
        values |= {"subject": one.subject, "body": one.body}
    return Telling(
        key=f"digest:{post_id}:{day}",
        template=template,
        values=values,
        post_id=post_id,
        urgent=True,
        in_app=False,
    )
