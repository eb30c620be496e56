"""Verbs of a visit: attach a photo, write down what was found, follow it up until it is closed."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.audit.canonical import canonical
from phongtrao.core.periods import Period
from phongtrao.core.text import nfc
from phongtrao.inspections import access
from phongtrao.inspections.checking import LONGEST, Report, check
from phongtrao.inspections.claiming import Claim, claim_of
from phongtrao.inspections.models import (
    FollowUp,
    InspectionRound,
    Visit,
    VisitFile,
    VisitVersion,
)
from phongtrao.inspections.planning import refused, require_clean
from phongtrao.rules.discrepancy import CONFIRMED, DIFFERS
from phongtrao.submissions import evidence

DAYS_TO_MEND = 30


def record_visit(
    *,
    round_: InspectionRound,
    unit_id: int,
    report: Report,
    client_key: str,
    by: Post,
    base_version: int | None = None,
    now: datetime | None = None,
) -> VisitVersion:
    """Write down a visit: version, event, log entry and follow-ups commit together.

    The same `client_key` with the same content gives the same version. Refusals: 403;
    `inspection.not_selected`, `.day`, `.empty`, `.verdict`, `.found`, `.sentence`,
    `.person_id` (422), `.conflict` (409), `key.reused` (422).
    """
    if not access.may_inspect(by):
        raise access.forbidden()
    at = now or timezone.now()
    claim = claim_of(unit_id, Period.parse(round_.period))
    text = canonical(payload_for(report, claim))
    known = _replay(client_key, round_, unit_id, text)
    if known:
        return known
    require_selected(round_, unit_id)
    check(round_, report, claim, at)
    try:
        with transaction.atomic():
            return _write(round_, unit_id, report, text, client_key, by, base_version, at)
    except IntegrityError:
        known = _replay(client_key, round_, unit_id, text)
        if known:
            return known
        raise


def payload_for(report: Report, claim: Claim | None) -> dict[str, Any]:
    """Return what a version of a visit keeps: the report beside the claim it looked at."""
    fields = claim.fields if claim else ()
    return {
        "day": report.day.isoformat(),
        "note": nfc(report.note),
        "due": report.due.isoformat() if report.due else "",
        "submission": claim.submission_id if claim else None,
        "version": claim.version if claim else None,
        "claimed": {f.id: claim.payload.get(f.id) for f in fields} if claim else {},
        "items": {
            name: {"verdict": item.verdict, "found": item.found, "sentence": nfc(item.sentence)}
            for name, item in report.items.items()
        },
    }


def _replay(
    client_key: str, round_: InspectionRound, unit_id: int, text: str
) -> VisitVersion | None:
    known = VisitVersion.objects.select_related("visit").filter(client_key=client_key).first()
    if known is None:
        return None
    same = known.visit.round_id == round_.pk and known.visit.unit_id == unit_id
    if not same or _said(known.payload) != _said(text):
        raise refused(
            "key_reused",
            "Mã gửi này đã dùng cho nội dung khác. Mở lại phiếu kiểm tra và gửi lại.",
            "This key was already used for other content. Open the form again.",
        )
    return known


def _said(text: str) -> dict[str, Any]:
    """The team's own words of a payload: a retry may come after the unit sent a newer report."""
    payload = json.loads(text)
    return {name: payload[name] for name in ("day", "note", "due", "items")}


def require_selected(round_: InspectionRound, unit_id: int) -> None:
    """Refusal `inspection.not_selected` unless the round visits the unit."""
    if not round_.selected.filter(unit_id=unit_id, set_aside="").exists():
        raise refused(
            "not_selected",
            "Đợt này không kiểm tra đơn vị đã chọn. Xem danh sách đơn vị của đợt.",
            "This round does not visit the chosen unit.",
        )


def _write(
    round_: InspectionRound,
    unit_id: int,
    report: Report,
    text: str,
    client_key: str,
    by: Post,
    base_version: int | None,
    at: datetime,
) -> VisitVersion:
    visit, _ = Visit.objects.select_for_update().get_or_create(round=round_, unit_id=unit_id)
    if base_version is not None and base_version != visit.current:
        raise refused(
            "conflict",
            "Phiếu này vừa được người khác ghi. Xem bản mới rồi ghi lại phần khác.",
            "Somebody else has just written this visit. Look at it, then write again.",
            409,
        )
    visit.current += 1
    visit.day = report.day
    visit.save()
    version = VisitVersion(
        visit=visit,
        number=visit.current,
        payload=text,
        digest=sha256(text.encode()).hexdigest(),
        client_key=client_key,
        at=at,
        post_id=by.pk,
    )
    version.log_index = append(log_payload(version, round_.code)).index
    version.save()
    follow(visit, report)
    record(verb="inspection.visit", by=by, object=visit, data={"version": version.number})
    return version


def log_payload(version: VisitVersion, round_code: str) -> dict[str, Any]:
    """Return the log entry of a visit: what was found only by its hash."""
    return {
        "type": "inspection_visit",
        "round": round_code,
        "unit": version.visit.unit_id,
        "number": version.number,
        "digest": version.digest,
        "post": version.post_id,
        "at": version.at.isoformat(),
    }


def follow(visit: Visit, report: Report) -> None:
    """Open a follow-up for what differs and has a sentence; withdraw those that no longer do."""
    due = report.due or report.day + timedelta(days=DAYS_TO_MEND)
    open_ = {item.field: item for item in visit.follow_ups.all()}
    for name, item in report.items.items():
        known = open_.get(name)
        if item.verdict == DIFFERS and nfc(item.sentence):
            if known is None:
                FollowUp.objects.create(visit=visit, field=name, task=nfc(item.sentence), due=due)
            elif known.state in (FollowUp.State.OPEN, FollowUp.State.WITHDRAWN):
                known.task, known.due, known.state = nfc(item.sentence), due, FollowUp.State.OPEN
                known.save()
        elif known and known.state == FollowUp.State.OPEN and item.verdict == CONFIRMED:
            known.state = FollowUp.State.WITHDRAWN
            known.save(update_fields=["state"])


def attach(
    *, round_: InspectionRound, unit_id: int, field: str, name: str, content: bytes, by: Post
) -> VisitFile:
    """Add a photo or document to a visit: file first, row second. Refusal `file.*` says why not."""
    if not access.may_inspect(by):
        raise access.forbidden()
    require_selected(round_, unit_id)
    file = evidence.kept(name, content)
    with transaction.atomic():
        visit, _ = Visit.objects.get_or_create(round=round_, unit_id=unit_id)
        made = _file(visit, field, file, by)
        record(verb="inspection.attach", by=by, object=visit, data={"file": made.pk})
    return made


def _file(visit: Visit, field: str, kept: dict[str, Any], by: Post) -> VisitFile:
    known = visit.files.filter(field=field, sha256=kept["sha256"]).first()
    return known or VisitFile.objects.create(
        visit=visit, field=field, post_id=by.pk, at=timezone.now(), **kept
    )


def report_done(
    *,
    follow_up_id: int,
    proof: str,
    by: Post,
    file: tuple[str, bytes] | None = None,
    now: datetime | None = None,
) -> FollowUp:
    """Say that something was put right, with a sentence or a file (name, content) as proof.

    Refusals: 403; `inspection.proof` (422) without any; `inspection.closed` (409) once closed.
    """
    found = access.follow_up_for(by, follow_up_id, "answer")
    require_clean(proof)
    if not nfc(proof) and file is None:
        raise refused(
            "proof",
            "Ghi việc đã làm hoặc kèm ảnh, văn bản chứng minh.",
            "Say what was done, or add a photo or document.",
        )
    kept = evidence.kept(*file) if file else None
    with transaction.atomic():
        found = _locked(found, (FollowUp.State.OPEN, FollowUp.State.REPORTED))
        if kept:
            found.file = _file(found.visit, found.field, kept, by)
        found.proof, found.state = nfc(proof)[:LONGEST], FollowUp.State.REPORTED
        found.reported_at, found.reported_by = now or timezone.now(), by.pk
        found.save()
        record(verb="follow_up.report", by=by, object=found)
    return found


@transaction.atomic
def close(*, follow_up_id: int, by: Post, now: datetime | None = None) -> FollowUp:
    """Close what was put right. Refusal 403; `inspection.closed` (409) when nothing is reported.

    `inspection.own_report` (422): whoever reported it done does not close it.
    """
    found = access.follow_up_for(by, follow_up_id, "close")
    found = _locked(found, (FollowUp.State.REPORTED,))
    if found.reported_by == by.pk:
        raise refused(
            "own_report",
            "Nơi báo đã khắc phục không tự đóng việc này. Người khác của đoàn xem rồi đóng.",
            "Whoever reported it done does not close it.",
        )
    found.state, found.closed_at, found.closed_by = (
        FollowUp.State.CLOSED,
        now or timezone.now(),
        by.pk,
    )
    found.save()
    append({"type": "follow_up_closed", "follow_up": found.pk, "unit": found.visit.unit_id})
    record(verb="follow_up.close", by=by, object=found)
    return found


@transaction.atomic
def reopen(*, follow_up_id: int, sentence: str, by: Post) -> FollowUp:
    """Send a reported follow-up back, with a sentence that says what is missing."""
    found = access.follow_up_for(by, follow_up_id, "close")
    require_clean(sentence)
    found = _locked(found, (FollowUp.State.REPORTED,))
    found.state = FollowUp.State.OPEN
    found.save(update_fields=["state"])
    record(verb="follow_up.reopen", by=by, object=found, reason=nfc(sentence)[:LONGEST])
    return found


def _locked(found: FollowUp, states: tuple[str, ...]) -> FollowUp:
    locked = FollowUp.objects.select_for_update().get(pk=found.pk)
    if locked.state not in states:
        raise refused(
            "closed",
            "Việc này không còn ở bước đó. Tải lại trang để xem.",
            "This follow-up has moved on. Reload the page.",
            409,
        )
    return locked


def payload_of(version: VisitVersion) -> dict[str, Any]:
    """Return what a version of a visit says."""
    found: dict[str, Any] = json.loads(version.payload)
    return found
