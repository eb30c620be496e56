"""Many hand-ins in one transaction: all of them are taken, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.canonical import canonical
from phongtrao.core.periods import Period
from phongtrao.submissions import actions
from phongtrao.submissions.models import Receipt, Submission


@dataclass(frozen=True)
class HandIn:
    """What one unit says: its payload, the sender's key and the version it was based on."""

    unit_id: int
    payload: dict[str, Any]
    client_key: str
    base_version: int | None = None


def submit_many(
    *,
    form: str,
    period: Period,
    hand_ins: Sequence[HandIn],
    by: Post,
    on_behalf: bool = False,
    note: str = "",
) -> list[Receipt]:
    """Hand in for several units at once; return a receipt per hand-in, in order.

    Keys already used with the same content give their old receipts. The first Refusal of any
    hand-in (as of `actions.submit`) leaves nothing behind.
    """
    at = timezone.now()
    with transaction.atomic(durable=True):
        return [
            _one(form, period, item, by, on_behalf=on_behalf, note=note, at=at) for item in hand_ins
        ]


def _one(form: str, period: Period, item: HandIn, by: Post, **said: Any) -> Receipt:
    case = actions._case(item.unit_id, form, period, by)
    text = canonical(item.payload)
    known = actions._replay(item.client_key, item.unit_id, case, text)
    if known:
        return known
    actions._require_valid(case, item.payload)
    submission, _ = Submission.objects.select_for_update().get_or_create(
        round=case.round, unit_id=item.unit_id
    )
    actions._require_base(submission, item.base_version)
    version = actions._new_version(
        submission,
        case,
        text,
        item.client_key,
        by,
        said["at"],
        said["on_behalf"] and by.unit_id != item.unit_id,
        said["note"],
    )
    return actions._commit(submission, version, case, by)
