"""Many dossiers of the past at once: the same rows that single acts leave, in batches.

For demonstration data and migrations from elsewhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import connection, transaction

from phongtrao.assessments.deciding import certificate_code
from phongtrao.assessments.models import Certificate, Decision, Dossier, Step
from phongtrao.assessments.stepping import leaf_of
from phongtrao.audit.actions import append
from phongtrao.audit.models import LogEntry
from phongtrao.programmes import queries as programmes
from phongtrao.rules.dossier_steps import COLUMNS, Done, replay

BATCH = 1_000
LEAF = ("stage", "digest", "criteria", "rule", "verdict", "reason", "document")


@dataclass(frozen=True)
class PastDecision:
    """A signed decision; `key` is how the steps name it."""

    key: str
    about: str
    year: int
    number: str
    signed_on: date
    level: str
    office: str
    unit_id: int
    post_id: int | None
    at: datetime
    late: bool = False


@dataclass(frozen=True)
class PastStep:
    """One act of the past; `decision` is the key of a decision or ''."""

    stage: str
    content: Mapping[str, Any]
    at: datetime
    post_id: int | None = None
    rule: str = ""
    verdict: str = ""
    reason: str = ""
    document: str = ""
    decision: str = ""
    late: bool = False


@dataclass(frozen=True)
class PastDossier:
    """A unit in a year with everything done to it, in order."""

    about: str
    unit_id: int
    year: int
    group: str
    kind: str
    subkind: str
    commune_id: int | None
    level: str
    criteria: str
    steps: Sequence[PastStep] = field(default_factory=tuple)


def bulk_load(*, decisions: Iterable[PastDecision], dossiers: Iterable[PastDossier]) -> int:
    """Load past dossiers in order with the decisions they name; return how many."""
    made = _decisions(decisions)
    number = programmes.package_version().number
    total = 0
    for batch in _batches(dossiers):
        with transaction.atomic():
            _load(batch, made, number)
        total += len(batch)
    return total


def _decisions(past: Iterable[PastDecision]) -> dict[str, Decision]:
    rows = list(past)
    fields = [name for name in PastDecision.__dataclass_fields__ if name != "key"]
    made = Decision.objects.bulk_create(
        Decision(**{name: getattr(row, name) for name in fields}) for row in rows
    )
    return {row.key: decision for row, decision in zip(rows, made, strict=True)}


def _batches(past: Iterable[PastDossier]) -> Iterator[list[PastDossier]]:
    source = iter(past)
    while batch := list(islice(source, BATCH)):
        yield batch


def _load(batch: Sequence[PastDossier], decisions: Mapping[str, Decision], number: int) -> None:
    dossiers = Dossier.objects.bulk_create([_dossier(past, decisions) for past in batch])
    rows = [
        _row(dossier, place, step, decisions, number)
        for past, dossier in zip(batch, dossiers, strict=True)
        for place, step in enumerate(past.steps, 1)
    ]
    steps = [
        [row["dossier_id"], row["number"], leaf_of(*(str(row[name]) for name in LEAF))]
        for row in rows
    ]
    entry = append({"type": "assessment", "stage": "load", "year": batch[0].year, "steps": steps})
    _insert([{**row, "log_index": entry.index} for row in rows])
    _certificates(batch, dossiers, decisions, entry)


def _insert(rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert steps as plain rows: ten times faster than objects, there are many."""
    if not rows:
        return
    names = list(rows[0])
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Step._meta.db_table} ({listed}) VALUES ({marks})",
            [tuple(row.values()) for row in rows],
        )


def _dossier(past: PastDossier, decisions: Mapping[str, Decision]) -> Dossier:
    done = [
        Done(
            step.stage,
            step.content,
            step.rule,
            step.verdict,
            decisions[step.decision].pk if step.decision else None,
        )
        for step in past.steps
    ]
    outcome = replay(done)
    return Dossier(
        about=past.about,
        unit_id=past.unit_id,
        year=past.year,
        group=past.group,
        kind=past.kind,
        subkind=past.subkind,
        commune_id=past.commune_id,
        level=past.level,
        criteria=past.criteria,
        current=len(done),
        last_at=past.steps[-1].at if past.steps else None,
        **{name: getattr(outcome, name) for name in COLUMNS},
    )


def _row(
    dossier: Dossier,
    place: int,
    past: PastStep,
    decisions: Mapping[str, Decision],
    package_number: int,
) -> dict[str, Any]:
    """One step as its table row. Content is trusted to be NFC text and whole numbers."""
    text = json.dumps(past.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "dossier_id": dossier.pk,
        "number": place,
        "stage": past.stage,
        "content": text,
        "digest": sha256(text.encode()).hexdigest(),
        "criteria": dossier.criteria,
        "package_number": package_number,
        "rule": past.rule,
        "verdict": past.verdict,
        "reason": past.reason,
        "document": past.document,
        "decision_id": decisions[past.decision].pk if past.decision else None,
        "on_behalf": False,
        "late": past.late,
        "post_id": past.post_id,
        "at": connection.ops.adapt_datetimefield_value(past.at),
        "undone": False,
    }


def _certificates(
    batch: Sequence[PastDossier],
    dossiers: Sequence[Dossier],
    decisions: Mapping[str, Decision],
    entry: LogEntry,
) -> None:
    Certificate.objects.bulk_create(
        Certificate(
            dossier=dossier,
            decision=decisions[step.decision],
            code=certificate_code(entry.leaf_hash, dossier.pk),
            at=step.at,
        )
        for past, dossier in zip(batch, dossiers, strict=True)
        for step in past.steps
        if past.about == "title" and step.stage == "decide" and step.verdict == "met"
    )
