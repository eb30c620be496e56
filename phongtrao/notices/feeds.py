"""Secrets of calendar feeds: made for a post, shown once, kept as a hash, ended at will."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.notices.models import FeedToken


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def make_feed(*, by: Post, at: datetime) -> str:
    """A new secret for the feed of the acting post; older ones stop working."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        FeedToken.objects.filter(post_id=by.pk, ended_at=None).update(ended_at=at)
        made = FeedToken.objects.create(post_id=by.pk, digest=_digest(token), made_at=at)
        audit.record(verb="feed.make", by=by, object=made)
    return token


def end_feed(*, by: Post, at: datetime) -> int:
    """The feed of the acting post stops working; return how many secrets ended."""
    with transaction.atomic():
        ended = FeedToken.objects.filter(post_id=by.pk, ended_at=None).update(ended_at=at)
        if ended:
            audit.record(verb="feed.end", by=by)
    return ended


def feed_of(post_id: int) -> FeedToken | None:
    """The living feed of a post, without its secret; None when there is none."""
    return FeedToken.objects.filter(post_id=post_id, ended_at=None).first()


def post_of_feed(token: str, *, at: datetime) -> int:
    """The post whose feed a secret opens. Refusal `feed.none` (404)."""
    found = FeedToken.objects.filter(digest=_digest(token), ended_at=None).first()
    if found is None:
        raise Refusal(
            "feed.none",
            "Đường dẫn lịch này không còn dùng được. Tạo đường dẫn mới ở trang Lịch.",
            "This calendar address no longer works. Make a new one on the calendar page.",
            status=404,
        )
    FeedToken.objects.filter(pk=found.pk).update(read_at=at)
    return found.post_id
