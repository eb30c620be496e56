"""Verbs of the submissions room: save a draft, attach, submit."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.audit.canonical import canonical
from phongtrao.core.dates import is_late
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.database.prepared import question
from phongtrao.notices import actions as notices
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed, Round
from phongtrao.rules.validation import check
from phongtrao.rules.workflow import allowed
from phongtrao.submissions import access, evidence, projections, telling
from phongtrao.submissions.models import Draft, Evidence, Receipt, Submission, Version
from phongtrao.submissions.reviewing import accept, approve, approve_many, return_cells, undo

__all__ = [
    "accept",
    "approve",
    "approve_many",
    "attach",
    "remove_evidence",
    "return_cells",
    "save_draft",
    "submit",
    "undo",
]
Payload = dict[str, Any]
#: Note of versions that came in a workbook: a whole commune at once, not typed one by one.
FROM_WORKBOOK = "Nhập từ bảng tính của cấp xã."


@dataclass(frozen=True)
class _Case:
    """Everything about one submission that is read before its transaction begins."""

    round: Round
    owed: Owed
    form: Form
    period: Period
    package_number: int


def save_draft(*, unit_id: int, form: str, period: Period, payload: Payload, by: Post) -> Draft:
    """Keep what was typed so far; nothing is judged and nothing counts."""
    case = _case(unit_id, form, period, by)
    draft = Draft(payload=json.loads(canonical(payload)), post_id=by.pk, saved_at=timezone.now())
    with transaction.atomic():
        draft.submission = _begun(case.round, unit_id)
        Draft.objects.bulk_create(
            [draft],
            update_conflicts=True,
            unique_fields=["submission"],
            update_fields=["payload", "post_id", "saved_at"],
        )
    return draft


def _begun(round_: Round, unit_id: int) -> Submission:
    """The submission of a unit in a round, begun now when nothing was said before."""
    same = Submission.objects.filter(round=round_, unit_id=unit_id)
    found = same.first()
    if found is None:
        Submission.objects.bulk_create(
            [Submission(round=round_, unit_id=unit_id)], ignore_conflicts=True
        )
        found = same.get()
    return found


def attach(
    *, unit_id: int, form: str, period: Period, field: str, name: str, content: bytes, by: Post
) -> Evidence:
    """Add a file to a submission: file first, row second. Refusal `file.*` says why not."""
    case = _case(unit_id, form, period, by)
    file = evidence.kept(name, content)
    with transaction.atomic():
        submission = _begun(case.round, unit_id)
        known = Evidence.objects.filter(
            submission=submission, field=field, sha256=file["sha256"], removed=False
        ).first()
        return known or Evidence.objects.create(
            submission=submission, field=field, post_id=by.pk, at=timezone.now(), **file
        )


@transaction.atomic
def remove_evidence(*, evidence_id: int, by: Post) -> None:
    """Take a file out of the next version; versions that named it keep it."""
    found = Evidence.objects.select_related("submission").get(pk=evidence_id)
    access.submission_for(by, found.submission_id, "write")
    found.removed = True
    found.save(update_fields=["removed"])
    record(verb="evidence.remove", by=by, object=found)


def submit(
    *,
    unit_id: int,
    form: str,
    period: Period,
    payload: Payload,
    client_key: str,
    by: Post,
    base_version: int | None = None,
    on_behalf: bool = False,
    note: str = "",
    at: datetime | None = None,
) -> Receipt:
    """Hand in once: version, event, log entry, receipt and projection commit together.

    The same `client_key` with the same content gives the same receipt, however often it comes.
    Refusal: `submission.invalid` (422, data["findings"]), `submission.conflict` (409, another
    version came first), `key.reused` (422), `round.closed` (409), `unit.forbidden` (403).
    """
    case = _case(unit_id, form, period, by)
    text = canonical(payload)
    known = _replay(client_key, unit_id, case, text)
    if known:
        return known
    _require_valid(case, json.loads(text))
    try:
        with transaction.atomic(durable=True):
            submission = _locked(case.round, unit_id)
            _require_base(submission, base_version)
            version = _new_version(
                submission, case, text, client_key, by, at or timezone.now(), on_behalf, note
            )
            return _commit(submission, version, case, by)
    except IntegrityError:
        known = _replay(client_key, unit_id, case, text)
        if known:
            return known
        raise


def _locked(round_: Round, unit_id: int) -> Submission:
    """The submission of a unit in a round, made now where there is none, for this sender alone."""
    found = _for_update.first(round_.pk, unit_id)
    if found is None:
        same = Submission.objects.select_for_update()
        found, _ = same.get_or_create(round=round_, unit_id=unit_id)
    found.round = round_
    return found


@question
def _for_update(round_id: int, unit_id: int) -> QuerySet[Submission]:
    same = Submission.objects.select_for_update()
    return same.filter(round_id=round_id, unit_id=unit_id)


def _case(unit_id: int, form_id: str, period: Period, by: Post) -> _Case:
    package = programmes.package()
    if form_id not in package.forms:
        raise Refusal(
            code="form.none",
            message=f"Kế hoạch không có biểu “{form_id}”.",
            message_en=f"The plan has no form '{form_id}'.",
            status=404,
        )
    round_ = programmes.round_of(form_id, period)
    owed = programmes.owed_in(round_, unit_id)
    if not access.may_write(by, unit_id):
        raise access.forbidden()
    if round_.state == Round.State.CLOSED:
        raise Refusal(
            code="round.closed",
            message=f"Kỳ {period.label} đã đóng. Đề nghị mở lại qua cơ quan Thường trực.",
            message_en=f"The round {period.label_en} is closed. Ask the standing office.",
            status=409,
        )
    number = programmes.package_version().number
    return _Case(round_, owed, package.forms[form_id], period, number)


def _replay(client_key: str, unit_id: int, case: _Case, text: str) -> Receipt | None:
    known = _sent_under.first(client_key)
    if known is None:
        return None
    same = known.submission.unit_id == unit_id and known.submission.round_id == case.round.pk
    if not same or known.payload != text:
        raise Refusal(
            code="key.reused",
            message="Mã gửi này đã dùng cho nội dung khác. Mở lại biểu và gửi lại.",
            message_en="This key was already used for other content.",
            status=422,
        )
    return Receipt.objects.get(version=known)


@question
def _sent_under(client_key: str) -> QuerySet[Version]:
    return Version.objects.filter(client_key=client_key)


def _require_valid(case: _Case, payload: Payload) -> None:
    found = findings_of(case.form, case.owed, payload, case.period)
    errors = [finding for finding in found if finding.level == "error"]
    if errors:
        raise Refusal(
            code="submission.invalid",
            message=f"Cần sửa {len(errors)} chỗ trước khi gửi: {errors[0].message}",
            message_en=f"{len(errors)} things to correct before sending.",
            status=422,
            data={"findings": errors},
        )


def findings_of(form: Form, owed: Owed, payload: Payload, period: Period) -> list[Finding]:
    """Return errors and warnings about what a unit is about to say."""
    return check(
        form=form,
        group=owed.group,
        subkind=owed.subkind,
        payload=payload,
        previous=last_said(owed.round.programme_id, owed.unit_id, form.id, period.previous()),
        unit_name=orgs.state_of(owed.unit_id, period.end).name,
    )


def last_said(plan_id: int, unit_id: int, form_id: str, period: Period) -> Payload | None:
    """Return the newest payload of the unit for that form of a plan and period, or None."""
    version = _last_version.first(plan_id, unit_id, form_id, period.code)
    return json.loads(version.payload) if version else None


@question
def _last_version(plan_id: int, unit_id: int, form: str, period: str) -> QuerySet[Version]:
    return Version.objects.filter(
        submission__unit_id=unit_id,
        submission__round__programme=plan_id,
        submission__round__form=form,
        submission__round__period=period,
    ).order_by("-number")[:1]


def _require_base(submission: Submission, base_version: int | None) -> None:
    if base_version is not None and base_version != submission.current:
        raise Refusal(
            code="submission.conflict",
            message="Báo cáo này đã được sửa ở nơi khác. Xem hai bản rồi chọn nội dung cần giữ.",
            message_en="This report was changed elsewhere. Compare both versions and choose.",
            status=409,
            data={"current": submission.current},
        )


def _new_version(
    submission: Submission,
    case: _Case,
    text: str,
    client_key: str,
    by: Post,
    at: datetime,
    on_behalf: bool,
    note: str,
) -> Version:
    submission.state = allowed(submission.state, "submit")
    submission.current += 1
    submission.first_at = submission.first_at or at
    submission.last_at = at
    submission.save()
    return Version.objects.create(
        submission=submission,
        number=submission.current,
        payload=text,
        digest=sha256(text.encode()).hexdigest(),
        client_key=client_key,
        at=at,
        post_id=by.pk,
        late=is_late(submission.first_at, case.owed.before),
        on_behalf=on_behalf,
        note=note,
        package_number=case.package_number,
    )


def _commit(submission: Submission, version: Version, case: _Case, by: Post) -> Receipt:
    digests = sorted(file.sha256 for file in _files_of(submission.pk))
    record(verb="submission.submit", by=by, object=submission, data={"version": version.number})
    show(case.form, case.owed, case.round.period, submission, version)
    Draft.objects.filter(submission=submission).delete()
    target = telling.target_of(submission)
    notices.settle(unit_id=submission.unit_id, target=target, at=version.at)
    # Every sender waits for the log's head, then for the round's stamp: both last, in this order.
    entry = append(log_payload(submission, version, case.round, digests))
    receipt = Receipt.objects.create(
        version=version,
        code=receipt_code(entry.leaf_hash),
        log_index=entry.index,
        entry_hash=entry.leaf_hash,
        at=version.at,
    )
    projections.touch(case.form.id, [case.round.period])
    return receipt


@question
def _files_of(submission_id: int) -> QuerySet[Evidence]:
    return Evidence.objects.filter(submission_id=submission_id, removed=False).only("sha256")


def log_payload(
    submission: Submission, version: Version, round_: Round, files: list[str]
) -> Payload:
    """Return the log entry of a version: what was said only by its hash, so nothing leaks."""
    return {
        "type": "version",
        "submission": submission.pk,
        "unit": submission.unit_id,
        "form": round_.form,
        "period": round_.period,
        "number": version.number,
        "digest": version.digest,
        "evidence": files,
        "post": version.post_id,
        "at": version.at.isoformat(),
    }


def receipt_code(entry_hash: str) -> str:
    """Return the short code a person can read out: three groups of four."""
    digits = entry_hash[:12].upper()
    return f"PT-{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def show(form: Form, owed: Owed, period: str, submission: Submission, version: Version) -> None:
    """Write the projection row that shows this version; the round is to be touched after."""
    said = projection_state(submission, version)
    row = projections.said_row(form, owed, period, said, json.loads(version.payload))
    projections.put(form, [row])


def projection_state(submission: Submission, version: Version) -> projections.Row:
    """Return the (state, version, at, late, on behalf) columns of a submission."""
    return (
        submission.state,
        version.number,
        version.at.isoformat(),
        int(version.late),
        int(version.on_behalf),
    )
