"""The sending record of a signed document (Nơi nhận): who was sent what, when, by which way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from phongtrao.accounts.models import Post, Role
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.notices.models import Dispatch

#: Ways a document leaves: Vietnamese and English words.
WAYS: dict[str, tuple[str, str]] = {
    "axis": ("Trục liên thông văn bản", "Document axis"),
    "paper": ("Văn bản giấy", "Paper"),
    "email": ("Thư điện tử công vụ", "Official e-mail"),
    "hand": ("Giao trực tiếp", "By hand"),
}
STATES: dict[str, tuple[str, str]] = {
    "sent": ("đã gửi", "sent"),
    "received": ("đã nhận", "received"),
    "refused": ("bị trả về", "refused"),
}


@dataclass(frozen=True)
class Recipient:
    """One line of "Nơi nhận": its code in the plan and its words."""

    code: str
    label: str


def require_sender(post: Post | None) -> None:
    """Refusal `dispatch.forbidden` (403) unless the standing office (None: the command line)."""
    if post is not None and post.role != Role.STANDING_OFFICE:
        raise Refusal(
            "dispatch.forbidden",
            "Chỉ cơ quan thường trực ghi việc gửi văn bản.",
            "Only the standing office records the sending.",
            status=403,
        )


def record_sent(
    *,
    document: str,
    recipients: Sequence[Recipient],
    way: str,
    number: str,
    digest: str,
    by: Post | None,
    at: datetime,
    note: str = "",
) -> list[Dispatch]:
    """Write that a document went to recipients. Refusals `dispatch.way`, `dispatch.nobody` (422).

    number: number and symbol of the document as issued ("12/BC-UBND"); digest: SHA-256 of the file.
    """
    require_sender(by)
    _require_sense(way, recipients)
    rows = [
        Dispatch(
            document=document,
            recipient=one.code,
            label=one.label,
            way=way,
            number=nfc(number)[:60],
            sent_at=at,
            post_id=by.pk if by else None,
            digest=digest,
            note=nfc(note)[:300],
        )
        for one in recipients
    ]
    with transaction.atomic():
        made = Dispatch.objects.bulk_create(rows)
        listed = [one.code for one in recipients]
        data = {"document": document, "way": way, "number": number, "recipients": listed}
        audit.append({"type": "report.send", "digest": digest, "at": at.isoformat(), **data})
        audit.record(verb="report.send", by=by, object=made[0], data=data)
    return made


def _require_sense(way: str, recipients: Sequence[Recipient]) -> None:
    if way not in WAYS:
        raise Refusal("dispatch.way", "Chọn cách gửi.", "Choose the way.", status=422)
    if not recipients:
        raise Refusal(
            "dispatch.nobody",
            "Chọn ít nhất một nơi nhận.",
            "Choose at least one recipient.",
            status=422,
        )


def record_receipt(
    *, dispatch_id: int, document: str, state: str, by: Post, at: datetime, note: str = ""
) -> Dispatch:
    """Write what became of one sending. Refusals `dispatch.none` (404), `dispatch.state` (422)."""
    require_sender(by)
    found = Dispatch.objects.filter(pk=dispatch_id, document=document).first()
    if found is None:
        raise Refusal("dispatch.none", "Không có lần gửi này.", "No such sending.", status=404)
    if state not in STATES:
        raise Refusal("dispatch.state", "Chọn trạng thái nhận.", "Choose a state.", status=422)
    with transaction.atomic():
        found.state, found.state_at, found.note = state, at, nfc(note)[:300] or found.note
        found.save(update_fields=["state", "state_at", "note"])
        audit.record(verb="report.receipt", by=by, object=found, data={"state": state})
    return found


def take_back(*, dispatch_id: int, document: str, by: Post) -> str:
    """Take out a sending that was recorded by mistake; the log keeps both. Returns who it named.

    Refusals `dispatch.none` (404), `dispatch.received` (409): what arrived was sent.
    """
    require_sender(by)
    found = Dispatch.objects.filter(pk=dispatch_id, document=document).first()
    if found is None:
        raise Refusal("dispatch.none", "Không có lần gửi này.", "No such sending.", status=404)
    if found.state == Dispatch.State.RECEIVED:
        raise Refusal(
            "dispatch.received",
            "Lần gửi này đã có xác nhận nhận nên không rút được. Sửa trạng thái nhận trước.",
            "This sending was received and cannot be taken back. Change its receipt first.",
        )
    data = {"document": document, "way": found.way, "number": found.number,
            "recipients": [found.recipient], "sent_at": found.sent_at.isoformat()}  # fmt: skip
    with transaction.atomic():
        audit.append({"type": "report.unsend", "digest": found.digest, **data})
        audit.record(verb="report.unsend", by=by, object=found, data=data)
        found.delete()
    return found.label


def dispatches(document: str) -> list[Dispatch]:
    """All sendings of a document, in order of time."""
    return list(Dispatch.objects.filter(document=document))
