"""Whole rounds written at once: the same rows as one-by-one, in batches.

For demonstration data and migrations from elsewhere. Everything a single hand-in leaves behind
(version, log entry, receipt, reviews, projection row) is left here too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import transaction

from phongtrao.audit.actions import append_many
from phongtrao.audit.canonical import canonical
from phongtrao.core.dates import is_late
from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed, Round
from phongtrao.submissions import evidence, projections
from phongtrao.submissions.actions import log_payload, projection_state, receipt_code
from phongtrao.submissions.models import (
    CellReturn,
    Evidence,
    Receipt,
    Review,
    Submission,
    Version,
)

BATCH = 2_000
LADDER: dict[str, tuple[str, ...]] = {
    "submitted": (),
    "returned": ("return",),
    "approved": ("approve",),
    "accepted": ("approve", "accept"),
}


@dataclass(frozen=True)
class Said:
    """One unit's hand-in of the past: payload, when, where it stands now and who decided.

    files: (name, content) of what backed it; the same content is judged and kept once.
    """

    unit_id: int
    payload: dict[str, Any]
    at: datetime
    state: str = "accepted"
    post_id: int | None = None
    on_behalf: bool = False
    verifier_id: int | None = None
    accepter_id: int | None = None
    returned: dict[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()


def bulk_load(*, form: str, period: Period, said: Iterable[Said]) -> int:
    """Load past hand-ins of one round in order; return how many. All or nothing per batch."""
    round_ = programmes.round_of(form, period)
    definition = programmes.package().forms[form]
    owed = {row.unit_id: row for row in programmes.owed(round_)}
    number = programmes.package_version().number
    total = 0
    for batch in _batches(said):
        with transaction.atomic():
            _load(batch, round_, definition, owed, number)
        total += len(batch)
    return total


def _batches(said: Iterable[Said]) -> Iterator[list[Said]]:
    source = iter(said)
    while batch := list(islice(source, BATCH)):
        yield batch


def _load(batch: list[Said], round_: Round, form: Form, owed: dict[int, Owed], number: int) -> None:
    submissions = Submission.objects.bulk_create(
        Submission(
            round=round_,
            unit_id=item.unit_id,
            state=item.state,
            current=1,
            first_at=item.at,
            last_at=item.at,
        )
        for item in batch
    )
    versions = Version.objects.bulk_create(
        _version(item, submission, owed[item.unit_id], number)
        for item, submission in zip(batch, submissions, strict=True)
    )
    digests = _load_files(batch, submissions)
    _load_receipts(submissions, versions, round_, digests)
    _load_reviews(batch, versions)
    projections.write(
        form,
        [
            projections.said_row(
                form,
                owed[item.unit_id],
                round_.period,
                projection_state(submission, version),
                item.payload,
            )
            for item, submission, version in zip(batch, submissions, versions, strict=True)
        ],
    )


def _version(item: Said, submission: Submission, owed: Owed, number: int) -> Version:
    text = canonical(item.payload)
    digest = sha256(text.encode()).hexdigest()
    return Version(
        submission=submission,
        number=1,
        payload=text,
        digest=digest,
        client_key=f"load-{submission.pk}",
        at=item.at,
        post_id=item.post_id,
        late=is_late(item.at, owed.before),
        on_behalf=item.on_behalf,
        package_number=number,
    )


def _load_files(batch: Sequence[Said], submissions: Sequence[Submission]) -> dict[int, list[str]]:
    """Keep the files and write their rows; return the hashes by submission."""
    kept = {one: evidence.kept(*one) for one in {file for item in batch for file in item.files}}
    rows = [
        Evidence(submission=submission, post_id=item.post_id, at=item.at, **kept[file])
        for item, submission in zip(batch, submissions, strict=True)
        for file in item.files
    ]
    Evidence.objects.bulk_create(rows)
    digests: dict[int, list[str]] = {}
    for row in rows:
        digests.setdefault(row.submission_id, []).append(row.sha256)
    return digests


def _load_receipts(
    submissions: Sequence[Submission],
    versions: Sequence[Version],
    round_: Round,
    digests: Mapping[int, list[str]],
) -> None:
    pairs = list(zip(submissions, versions, strict=True))
    entries = append_many(
        [log_payload(sub, ver, round_, sorted(digests.get(sub.pk, []))) for sub, ver in pairs]
    )
    Receipt.objects.bulk_create(
        Receipt(
            version=version,
            code=receipt_code(entry.leaf_hash),
            log_index=entry.index,
            entry_hash=entry.leaf_hash,
            at=version.at,
        )
        for version, entry in zip(versions, entries, strict=True)
    )


def _load_reviews(batch: Sequence[Said], versions: Sequence[Version]) -> None:
    reviews = []
    for item, version in zip(batch, versions, strict=True):
        for verb in LADDER[item.state]:
            post_id = item.accepter_id if verb == "accept" else item.verifier_id
            reviews.append(Review(version=version, verb=verb, post_id=post_id, at=item.at))
    Review.objects.bulk_create(reviews)
    cells = {version.pk: item.returned for item, version in zip(batch, versions, strict=True)}
    CellReturn.objects.bulk_create(
        CellReturn(review=review, field=name, sentence=text)
        for review in reviews
        if review.verb == Review.Verb.RETURN
        for name, text in cells[review.version_id].items()
    )
