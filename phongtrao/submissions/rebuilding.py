"""Projections made again from what is owed and what was said, and the two compared."""

import json
from hashlib import sha256

from django.db import connection, transaction

from phongtrao.audit import queries as audit
from phongtrao.core.findings import Finding
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Round
from phongtrao.submissions import evidence, projections
from phongtrao.submissions.actions import projection_state
from phongtrao.submissions.models import Evidence, Receipt, Submission, Version

SUFFIX = "_rebuilt"
SHOWN = 20
CHUNK = 2_000


def rebuild(form: Form) -> int:
    """Replace the projection of a form by a fresh one; return its rows. One transaction."""
    with transaction.atomic():
        projections.create(form)
        return _fill(form, "")


def differences(form: Form) -> list[Finding]:
    """Return where the live projection differs from one rebuilt now (first 20), bit for bit."""
    projections.create(form, SUFFIX)
    try:
        with transaction.atomic():
            _fill(form, SUFFIX)
        return _compare(form)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {projections.table_name(form)}{SUFFIX}")


def _compare(form: Form) -> list[Finding]:
    live = {row[:2]: row for row in projections.read(form)}
    fresh = {row[:2]: row for row in projections.read(form, suffix=SUFFIX)}
    keys = [key for key in sorted({*live, *fresh}) if live.get(key) != fresh.get(key)]
    return [
        Finding(
            code="projection.differs",
            place=f"{projections.table_name(form)}:{period}:{unit_id}",
            message=f"Dòng của đơn vị {unit_id}, kỳ {period} khác với các bản nộp.",
            hint="Chạy: phongtrao rebuild",
        )
        for unit_id, period in keys[:SHOWN]
    ]


def _fill(form: Form, suffix: str) -> int:
    total = 0
    for round_ in programmes.rounds_of(form).order_by("period"):
        rows = _rows(form, round_)
        for start in range(0, len(rows), CHUNK):
            projections.write(form, rows[start : start + CHUNK], suffix)
        total += len(rows)
    return total


def _rows(form: Form, round_: Round) -> list[projections.Row]:
    said = {
        submission.unit_id: submission
        for submission in Submission.objects.filter(round=round_, current__gt=0)
    }
    versions = {
        (version.submission_id, version.number): version
        for version in Version.objects.filter(submission__round=round_)
    }
    rows = []
    for owed in programmes.owed(round_):
        submission = said.get(owed.unit_id)
        if submission is None:
            rows.append(projections.due_row(form, owed, round_.period))
            continue
        version = versions[submission.pk, submission.current]
        state = projection_state(submission, version)
        payload = json.loads(version.payload)
        rows.append(projections.said_row(form, owed, round_.period, state, payload))
    return rows


def verify() -> list[Finding]:
    """Check log, versions against log, receipts and evidence files; return what does not fit."""
    return [*audit.verify(), *_receipts_against_log(), *_files()]


def _receipts_against_log() -> list[Finding]:
    found = []
    receipts = Receipt.objects.select_related("version").order_by("log_index")
    for receipt in receipts.iterator(chunk_size=CHUNK):
        problem = _receipt_problem(receipt)
        if problem:
            place = f"receipt:{receipt.code}"
            found.append(Finding(code="receipt.mismatch", place=place, message=problem))
    if Version.objects.filter(receipt=None).exists():
        text = "Có bản nộp không có biên nhận."
        found.append(Finding(code="receipt.missing", place="versions", message=text))
    return found


def _receipt_problem(receipt: Receipt) -> str:
    version = receipt.version
    if sha256(version.payload.encode()).hexdigest() != version.digest:
        return f"Nội dung bản nộp của biên nhận {receipt.code} đã bị sửa."
    entry = audit.entry(receipt.log_index)
    if entry is None:
        return f"Biên nhận {receipt.code} trỏ tới mục nhật ký không còn."
    if entry.leaf_hash != receipt.entry_hash:
        return f"Mục nhật ký của biên nhận {receipt.code} đã bị thay."
    said = json.loads(entry.payload)
    if said["digest"] != version.digest or said["number"] != version.number:
        return f"Biên nhận {receipt.code} không khớp với nội dung đã ghi nhật ký."
    return ""


def _files() -> list[Finding]:
    found = []
    for digest in Evidence.objects.values_list("sha256", flat=True).distinct():
        path = evidence.path_of(digest)
        if not path.exists() or sha256(path.read_bytes()).hexdigest() != digest:
            text = f"Tệp minh chứng {digest[:12]} mất hoặc đã bị sửa."
            found.append(Finding(code="evidence.changed", place=str(digest), message=text))
    return found
