"""Visits of the past written at once, as one by one: for demonstration data and older records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from phongtrao.audit.actions import append_many, record
from phongtrao.audit.canonical import canonical
from phongtrao.inspections.checking import Report
from phongtrao.inspections.claiming import Claim
from phongtrao.inspections.models import (
    FollowUp,
    InspectionRound,
    Selected,
    Visit,
    VisitVersion,
)
from phongtrao.inspections.visiting import follow, log_payload, payload_for
from phongtrao.rules.discrepancy import DIFFERS


@dataclass(frozen=True)
class PastVisit:
    """One visit of the past: where, what was found, against which claim, by which post, when.

    code, group: what the unit was then; mended: what it found has been put right and closed.
    """

    unit_id: int
    code: str
    group: str
    report: Report
    claim: Claim | None
    at: datetime
    post_id: int | None
    mended: bool = True


@transaction.atomic
def bulk_visits(*, round_: InspectionRound, visits: Sequence[PastVisit]) -> int:
    """Write the visits of a round; units it does not visit yet are named first. Return how many."""
    known = set(round_.selected.values_list("unit_id", flat=True))
    Selected.objects.bulk_create(
        Selected(
            round=round_,
            unit_id=item.unit_id,
            code=item.code,
            group=item.group,
            origin=Selected.Origin.LISTED,
            at=item.at,
            post_id=item.post_id,
        )
        for item in visits
        if item.unit_id not in known
    )
    made = Visit.objects.bulk_create(
        Visit(round=round_, unit_id=item.unit_id, current=1, day=item.report.day) for item in visits
    )
    versions = [_version(item, visit) for item, visit in zip(visits, made, strict=True)]
    entries = append_many([log_payload(version, round_.code) for version in versions])
    for version, entry in zip(versions, entries, strict=True):
        version.log_index = entry.index
    VisitVersion.objects.bulk_create(versions)
    found = [(i, v) for i, v in zip(visits, made, strict=True) if _differs(i.report)]
    for item, visit in found:
        follow(visit, item.report)
    _mend(found)
    record(verb="inspection.load", by=None, object=round_, data={"visits": len(made)})
    return len(made)


def _version(item: PastVisit, visit: Visit) -> VisitVersion:
    text = canonical(payload_for(item.report, item.claim))
    return VisitVersion(
        visit=visit,
        number=1,
        payload=text,
        digest=sha256(text.encode()).hexdigest(),
        client_key=f"load-visit-{visit.pk}",
        at=item.at,
        post_id=item.post_id,
    )


def _differs(report: Report) -> bool:
    return any(item.verdict == DIFFERS for item in report.items.values())


def _mend(found: Sequence[tuple[PastVisit, Visit]]) -> None:
    """Close what was put right."""
    for item, visit in found:
        if item.mended:
            FollowUp.objects.filter(visit=visit).update(
                state=FollowUp.State.CLOSED,
                proof="Đã khắc phục, đoàn kiểm tra đã xem lại hồ sơ.",
                reported_at=item.at,
                reported_by=item.post_id,
                closed_at=item.at,
                closed_by=item.post_id,
            )
