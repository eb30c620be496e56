"""Posts of units that cease to exist pass to posts of their successors, and back. Verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from phongtrao.accounts.models import Holding, Post
from phongtrao.audit import actions as audit


@dataclass(frozen=True)
class Passed:
    """What passing one post on changed: ids of the post and of its holdings, before and after.

    `removed`: person id → first day, of holdings that would have begun only later.
    """

    post: int
    ended: list[int]
    removed: dict[str, str]
    made: list[int]


def pass_on(*, post: Post, to: Sequence[Post], on: dt.date, by: Post | None) -> Passed:
    """Close a post from a day; its holders hold all of `to` from then (empty: nobody follows).

    What the post did stays with it. Somebody who holds one of `to` already holds it once.
    """
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(closed_on=on)
        current = Holding.objects.filter(post=post, to_date__isnull=True).order_by("pk")
        people = [holding.person_id for holding in current]
        later = current.filter(from_date__gte=on)
        removed = {str(h.person_id): h.from_date.isoformat() for h in later}
        later.delete()
        ended = list(current.values_list("pk", flat=True))
        Holding.objects.filter(pk__in=ended).update(to_date=on)
        made = [pk for follower in to for pk in _held_by(follower, people, on)]
        data = {"to": [follower.pk for follower in to], "on": on.isoformat()}
        audit.record(verb="post.pass_on", by=by, object=post, data=data)
    return Passed(post.pk, ended, removed, made)


def _held_by(to: Post, people: list[int], on: dt.date) -> list[int]:
    held = set(
        Holding.objects.filter(post=to, to_date__isnull=True).values_list("person_id", flat=True)
    )
    rows = [Holding(post=to, person_id=p, from_date=on) for p in people if p not in held]
    return [row.pk for row in Holding.objects.bulk_create(rows)]


def take_back(*, passed: Passed, by: Post | None) -> None:
    """Open a post again with the holders it had; those of the other post end with it."""
    with transaction.atomic():
        Holding.objects.filter(pk__in=passed.made).delete()
        Holding.objects.filter(pk__in=passed.ended).update(to_date=None)
        for person, start in passed.removed.items():
            day = dt.date.fromisoformat(start)
            Holding.objects.create(post_id=passed.post, person_id=int(person), from_date=day)
        Post.objects.filter(pk=passed.post).update(closed_on=None)
        audit.record(verb="post.pass_back", by=by, object=Post(pk=passed.post))


def close_post(*, post: Post, on: dt.date, by: Post | None) -> None:
    """Close a post from a day; it stays in the history."""
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(closed_on=on)
        audit.record(verb="post.close", by=by, object=post, data={"on": on.isoformat()})
