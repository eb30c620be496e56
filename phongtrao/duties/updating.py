"""What a body says about its duty between two reports: a step, a text, counts, files, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.audit.canonical import canonical
from phongtrao.core.dates import is_late
from phongtrao.core.findings import Finding, Refusal, errors
from phongtrao.core.text import nfc
from phongtrao.duties import access
from phongtrao.duties.models import Assignment, Update, UpdateFile
from phongtrao.duties.reading import rows_of
from phongtrao.programmes import queries as programmes
from phongtrao.rules.duties import check_text
from phongtrao.submissions import evidence

MOST_FIGURES = 5
MOST_FILES = 5


@dataclass(frozen=True)
class Said:
    """One update as it was typed: figures are (label, whole number) pairs."""

    step: str
    text: str
    figures: tuple[tuple[str, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Given:
    """One file as it was given."""

    name: str
    content: bytes


def findings_of(assignment: Assignment, said: Said, at: datetime) -> list[Finding]:
    """What is wrong with an update: text, counts, and the reason once the day has passed."""
    found = check_text(said.text, "text")
    if said.step not in Update.Step.values:
        words = "Chưa chọn tiến độ. Chọn một mục."
        found.append(Finding("step.missing", "step", words, message_en="Choose a step."))
    for label, number in said.figures:
        found += [
            Finding(item.code, "figures", item.message, message_en=item.message_en)
            for item in check_text(label, "figures", required=False)
        ]
        if number < 0 or not label.strip():
            words = "Mỗi số liệu có tên gọi và một số từ 0 trở lên."
            found.append(Finding("figure.wrong", "figures", words, message_en="Name and count."))
    return found + _reason(assignment, said, at)


def _reason(assignment: Assignment, said: Said, at: datetime) -> list[Finding]:
    """Delay needs a coded reason, asked once."""
    known = {item.id for item in programmes.package().delay_reasons}
    if said.reason and said.reason not in known:
        words = "Không có lý do chậm này trong danh mục."
        return [Finding("reason.unknown", "reason", words, message_en="Unknown reason.")]
    if known and not said.reason and _is_behind(assignment, at):
        words = "Nhiệm vụ đã quá hạn. Chọn lý do chậm trong danh mục."
        return [Finding("reason.missing", "reason", words, message_en="Choose why it is late.")]
    return []


def _is_behind(assignment: Assignment, at: datetime) -> bool:
    """Whether the day has passed without a result and nobody has said why."""
    if not is_late(at, assignment.due):
        return False
    row = rows_of(programmes.package(), [assignment], at)[0]
    return row.judged.state == "late" and not row.reason


def update(
    *,
    assignment: Assignment,
    said: Said,
    client_key: str,
    by: Post,
    files: Sequence[Given] = (),
    at: datetime | None = None,
) -> Update:
    """Add what the holder says; the same `client_key` gives the same row however often it comes.

    Refusals: `duty.forbidden` (403), `update.invalid` (422, data["findings"]), `key.reused` (422),
    `file.*` (422).
    """
    if not access.may_write(by, assignment.holder):
        raise access.forbidden()
    now = at or timezone.now()
    known = _replay(client_key, assignment, said)
    if known:
        return known
    found = errors(findings_of(assignment, said, now))
    if found:
        words = f"Cần sửa {len(found)} chỗ: {found[0].message}"
        raise Refusal(
            "update.invalid", words, "Some things to correct.", status=422, data={"findings": found}
        )
    kept = [_kept(item) for item in files[:MOST_FILES]]
    try:
        with transaction.atomic():
            return _commit(assignment, said, kept, client_key, by, now)
    except IntegrityError:
        known = _replay(client_key, assignment, said)
        if known:
            return known
        raise


def _kept(given: Given) -> dict[str, Any]:
    """A file cleaned and stored: file first, row second."""
    return evidence.kept(given.name, given.content)


def _replay(client_key: str, assignment: Assignment, said: Said) -> Update | None:
    known = Update.objects.filter(client_key=client_key).first()
    if known is None:
        return None
    if known.assignment_id != assignment.pk or known.text != nfc(said.text):
        raise Refusal(
            "key.reused",
            "Mã gửi này đã dùng cho nội dung khác. Mở lại trang nhiệm vụ và gửi lại.",
            "This key was already used for other content.",
            status=422,
        )
    return known


def log_payload(row: Update, files: Sequence[str]) -> dict[str, Any]:
    """The log entry of an update: what was said only by its hash."""
    text = canonical({"text": row.text, "figures": row.figures})
    return {
        "type": "duty.update",
        "assignment": row.assignment.code,
        "number": row.number,
        "step": row.step,
        "reason": row.reason,
        "digest": sha256(text.encode()).hexdigest(),
        "files": sorted(files),
        "post": row.post_id,
        "at": row.at.isoformat(),
    }


def _commit(
    assignment: Assignment,
    said: Said,
    kept: list[dict[str, Any]],
    client_key: str,
    by: Post,
    now: datetime,
) -> Update:
    """Row, files, log entry and event together."""
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    last = assignment.updates.aggregate(last=Max("number"))["last"] or 0
    row = Update(
        assignment=assignment,
        number=last + 1,
        step=said.step,
        text=nfc(said.text),
        figures=[[nfc(label), number] for label, number in said.figures[:MOST_FIGURES]],
        reason=said.reason,
        desk=assignment.holder,
        client_key=client_key,
        at=now,
        post_id=by.pk,
    )
    row.log_index = append(log_payload(row, [item["sha256"] for item in kept])).index
    row.save()
    UpdateFile.objects.bulk_create(UpdateFile(update=row, **item) for item in kept)
    record(verb="duty.update", by=by, object=assignment, data={"number": row.number})
    return row
