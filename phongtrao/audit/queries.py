"""Nouns of the audit room: events, the head of the log, the findings of a verification."""

from datetime import datetime

from django.db.models import QuerySet

from phongtrao.audit import merkle
from phongtrao.audit.models import Event, LogEntry, LogHead
from phongtrao.core.findings import Finding


def events(**filters: object) -> "QuerySet[Event]":
    """Return events, newest first, narrowed by field lookups."""
    return Event.objects.filter(**filters)


def head() -> tuple[int, str]:
    """Return (number of entries, root hash) of the log."""
    row = LogHead.objects.first()
    return (row.size, merkle.root_of(row.frontier)) if row else (0, merkle.EMPTY_ROOT)


def entry(index: int) -> LogEntry | None:
    """Return the log entry at `index`, or None when there is none."""
    return LogEntry.objects.filter(pk=index).first()


def entry_by_hash(beginning: str) -> LogEntry | None:
    """Return the first entry whose leaf hash begins with these hex digits (lower case)."""
    return LogEntry.objects.filter(leaf_hash__startswith=beginning).order_by("index").first()


def fits(row: LogEntry) -> bool:
    """Whether the text of an entry still gives the hash that was written with it."""
    return merkle.leaf_hash(row.payload.encode()) == row.leaf_hash


def first_since(at: datetime, after: int) -> LogEntry | None:
    """Return the first entry written at or after an instant, behind the entry at index `after`."""
    found = LogEntry.objects.filter(index__gt=after, at__gte=at)
    return found.order_by("index").first()


def root_at(size: int) -> str:
    """Return the root the log had when it held `size` entries, computed from its leaves."""
    frontier: list[str] = []
    leaves = LogEntry.objects.filter(index__lt=size).order_by("index")
    count = 0
    for leaf in leaves.values_list("leaf_hash", flat=True).iterator(chunk_size=10_000):
        frontier = merkle.extend(frontier, count, leaf)
        count += 1
    if count != size:
        raise ValueError(f"The log holds {count} entries, not {size}.")
    return merkle.root_of(frontier)


def verify() -> list[Finding]:
    """Recompute the whole log; return one finding for each place that does not fit.

    Proves order and content against the stored head; what was promised outside (receipts)
    is compared by the submissions room.
    """
    findings: list[Finding] = []
    frontier: list[str] = []
    size = 0
    for row in LogEntry.objects.order_by("index").iterator(chunk_size=5_000):
        if row.index != size:
            return [*findings, _finding("log.gap", size, f"Thiếu mục {size} của nhật ký.")]
        leaf = merkle.leaf_hash(row.payload.encode())
        if leaf != row.leaf_hash:
            text = f"Mục {row.index} của nhật ký đã bị sửa."
            findings.append(_finding("log.changed", row.index, text))
        frontier = merkle.extend(frontier, size, leaf)
        size += 1
    if (size, merkle.root_of(frontier)) != head():
        findings.append(_finding("log.head", size, "Đầu nhật ký không khớp với các mục."))
    return findings


def _finding(code: str, index: int, message: str) -> Finding:
    return Finding(code=code, place=f"log:{index}", message=message)
