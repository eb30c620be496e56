"""Verbs of the audit room: record an event, append to the log. Call inside a transaction."""

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from phongtrao.audit import merkle
from phongtrao.audit.canonical import canonical
from phongtrao.audit.models import Event, LogEntry, LogHead
from phongtrao.database.prepared import question

HEAD_ID = 1
BATCH = 2_000


class Post(Protocol):
    """Whoever acts: a post with an identity, held by a person."""

    @property
    def pk(self) -> Any:
        """The post's identity."""


def record(
    *,
    verb: str,
    by: Post | None,
    object: models.Model | None = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Add one event. `by` is None only for the system itself (set-up, demonstration)."""
    return Event.objects.create(
        at=timezone.now(),
        verb=verb,
        post_id=by.pk if by else None,
        person_id=getattr(by, "person_id", None),
        object_type=object._meta.label_lower if object else "",
        object_id=str(object.pk) if object else "",
        reason=reason,
        data=data or {},
    )


def append(payload: dict[str, Any]) -> LogEntry:
    """Append one entry to the log and move its head; the caller's transaction commits both."""
    return append_many([payload])[0]


def append_many(payloads: Sequence[dict[str, Any]]) -> list[LogEntry]:
    """Append entries in the given order; return them with their indexes."""
    head = _locked_head()
    at = timezone.now()
    frontier, size = list(head.frontier), head.size
    entries = []
    for payload in payloads:
        text = canonical(payload)
        leaf = merkle.leaf_hash(text.encode())
        frontier = merkle.extend(frontier, size, leaf)
        entries.append(LogEntry(index=size, leaf_hash=leaf, payload=text, at=at))
        size += 1
    LogEntry.objects.bulk_create(entries, batch_size=BATCH)
    LogHead.objects.filter(pk=HEAD_ID).update(size=size, frontier=frontier)
    return entries


def _locked_head() -> LogHead:
    """Return the head, locked where the engine locks rows (SQLite locks the database)."""
    head = _head.first(HEAD_ID)
    if head is None:
        LogHead.objects.get_or_create(pk=HEAD_ID)
        head = LogHead.objects.select_for_update().get(pk=HEAD_ID)
    return head


@question
def _head(head_id: int) -> QuerySet[LogHead]:
    return LogHead.objects.select_for_update().filter(pk=head_id)
