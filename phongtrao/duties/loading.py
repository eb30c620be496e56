"""The past of many duties written at once: the same rows as one by one, in batches.

For demonstration data and migrations from elsewhere. Texts are checked as when people write them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from phongtrao.audit.actions import append_many, record
from phongtrao.core.findings import Refusal, errors
from phongtrao.core.text import nfc
from phongtrao.duties.boxes import due_of
from phongtrao.duties.models import Assignment, Decision, Desk, Paper, PaperVersion, Update
from phongtrao.duties.papers import Content, version_of
from phongtrao.duties.papers import log_payload as paper_payload
from phongtrao.duties.updating import Said
from phongtrao.duties.updating import log_payload as update_payload
from phongtrao.rules.duties import check_text

BATCH = 1_000


@dataclass(frozen=True)
class PastUpdate:
    """One update of the past."""

    item: Assignment
    said: Said
    at: datetime
    post_id: int | None
    key: str


@dataclass(frozen=True)
class PastPaper:
    """One document of the past and what became of it: decided "", "receive" or "return"."""

    desk: Desk
    kind: str
    year: int
    content: Content
    at: datetime
    post_id: int | None
    key: str
    decided: str = ""
    sentence: str = ""
    decided_at: datetime | None = None
    decider_id: int | None = None


@transaction.atomic
def load_updates(rows: Sequence[PastUpdate]) -> int:
    """Write updates in the order given; return how many. Refusal `update.invalid` for a bad one."""
    numbers: Counter[int] = Counter()
    made: list[Update] = []
    for row in rows:
        _require_good(row)
        numbers[row.item.pk] += 1
        made.append(
            Update(
                assignment=row.item,
                number=numbers[row.item.pk],
                step=row.said.step,
                text=nfc(row.said.text),
                figures=[[label, number] for label, number in row.said.figures],
                reason=row.said.reason,
                desk=row.item.holder,
                client_key=row.key,
                at=row.at,
                post_id=row.post_id,
            )
        )
    entries = append_many([update_payload(update, ()) for update in made])
    for update, entry in zip(made, entries, strict=True):
        update.log_index = entry.index
    Update.objects.bulk_create(made, batch_size=BATCH)
    record(verb="duties.load_updates", by=None, data={"count": len(made)})
    return len(made)


def _require_good(row: PastUpdate) -> None:
    found = errors(check_text(row.said.text, "text"))
    if found:
        raise Refusal("update.invalid", str(found[0]), "An update is not fit.", status=422)


@transaction.atomic
def load_papers(rows: Sequence[PastPaper]) -> int:
    """Write documents with their decisions in the order given; return how many."""
    papers = Paper.objects.bulk_create(
        [
            Paper(desk=row.desk, kind=row.kind, year=row.year, state=_state(row), current=0)
            for row in rows
        ],
        batch_size=BATCH,
    )
    dues = {(row.kind, row.year): due_of(row.kind, row.year) for row in rows}
    versions = [
        version_of(paper, row.content, {}, row.key, row.post_id, row.at, dues[row.kind, row.year])
        for paper, row in zip(papers, rows, strict=True)
    ]
    entries = append_many(
        [paper_payload(paper, version) for paper, version in zip(papers, versions, strict=True)]
    )
    for paper, version, entry in zip(papers, versions, entries, strict=True):
        version.log_index, paper.current = entry.index, version.number
    PaperVersion.objects.bulk_create(versions, batch_size=BATCH)
    Paper.objects.bulk_update(papers, ["current"], batch_size=BATCH)
    _decide(rows, versions)
    record(verb="duties.load_papers", by=None, data={"count": len(papers)})
    return len(papers)


def _state(row: PastPaper) -> str:
    return {"": "sent", "receive": "received", "return": "returned"}[row.decided]


def _decide(rows: Sequence[PastPaper], versions: Sequence[PaperVersion]) -> None:
    pairs = [(row, version) for row, version in zip(rows, versions, strict=True) if row.decided]
    entries = append_many([_payload(row, version) for row, version in pairs])
    Decision.objects.bulk_create(
        [
            Decision(
                version=version,
                verb=row.decided,
                sentence=row.sentence,
                at=row.decided_at or row.at,
                post_id=row.decider_id,
                log_index=entry.index,
            )
            for (row, version), entry in zip(pairs, entries, strict=True)
        ],
        batch_size=BATCH,
    )


def _payload(row: PastPaper, version: PaperVersion) -> dict[str, Any]:
    return {
        "type": f"duty.paper_{row.decided}",
        "body": row.desk.code,
        "kind": row.kind,
        "year": row.year,
        "number": version.number,
        "sentence": sha256(row.sentence.encode()).hexdigest(),
        "post": row.decider_id,
    }
