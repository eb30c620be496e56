"""The two documents of a body: implementing plan and yearly report. Sent, received, returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.audit.canonical import canonical
from phongtrao.core.dates import is_late
from phongtrao.core.findings import Finding, Refusal, errors
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.duties import access
from phongtrao.duties.boxes import boxes_of, due_of
from phongtrao.duties.models import Decision, Desk, Paper, PaperVersion
from phongtrao.duties.telling import tell_returned
from phongtrao.duties.updating import Given
from phongtrao.rules.duties import check_text
from phongtrao.submissions import evidence

SUMMARY = "summary"
State = Paper.State


@dataclass(frozen=True)
class Content:
    """A document as it is sent: duty id → text, number and day of the signed paper, its file."""

    boxes: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    signed_on: date | None = None
    file: Given | None = None

    def text(self) -> str:
        """The boxes as canonical JSON, empty ones left out."""
        kept = {key: nfc(words) for key, words in self.boxes.items() if words.strip()}
        return canonical(kept)


def paper_of(desk: Desk, kind: str, year: int) -> Paper:
    """The document of a body in a year; an unsaved one (state due) when nothing was written."""
    found = Paper.objects.filter(desk=desk, kind=kind, year=year).first()
    return found or Paper(desk=desk, kind=kind, year=year)


def findings_of(desk: Desk, kind: str, year: int, content: Content) -> list[Finding]:
    """What is wrong with a document: an empty or unfit box, a number of a person, no file."""
    found: list[Finding] = []
    wanted = boxes_of(desk, year) if kind == Paper.Kind.REPORT else []
    for box in wanted:
        found += check_text(content.boxes.get(box.duty, ""), box.duty)
    listed = {box.duty for box in wanted}
    for key, words in content.boxes.items():
        if key not in listed:
            found += check_text(words, key, required=False)
    if looks_like_person_id(content.document):
        words = "Số văn bản giống số của cá nhân. Ghi số và ký hiệu văn bản."
        found.append(Finding("text.person_id", "document", words, message_en="Not a document."))
    return found + _of_the_file(kind, content)


def _of_the_file(kind: str, content: Content) -> list[Finding]:
    if content.file is not None:
        return []
    if kind == Paper.Kind.PLAN and not content.boxes.get(SUMMARY, "").strip():
        words = "Chưa kèm tệp kế hoạch. Chọn tệp, hoặc ghi tóm tắt nội dung."
        return [Finding("file.missing", "file", words, message_en="Attach the plan.")]
    words = "Chưa kèm bản ký. Vẫn gửi được; gửi lại khi có bản ký."
    return [Finding("file.unsigned", "file", words, level="warning", message_en="Not signed yet.")]


def send(
    *,
    desk: Desk,
    kind: str,
    year: int,
    content: Content,
    client_key: str,
    by: Post,
    at: datetime | None = None,
) -> PaperVersion:
    """Hand a document in once: version, event and log entry commit together.

    The same `client_key` gives the same version however often it comes. Refusals:
    `duty.forbidden` (403), `paper.invalid` (422, data["findings"]), `paper.received` (409),
    `key.reused` (422), `file.*` (422).
    """
    _require_write(by, desk)
    known = _replay(client_key, desk, kind, year, content)
    if known:
        return known
    found = errors(findings_of(desk, kind, year, content))
    if found:
        words = f"Cần sửa {len(found)} chỗ trước khi gửi: {found[0].message}"
        raise Refusal(
            "paper.invalid", words, "Some things to correct.", status=422, data={"findings": found}
        )
    kept = _kept(content.file)
    try:
        with transaction.atomic():
            return _commit(desk, kind, year, content, kept, client_key, by, at or timezone.now())
    except IntegrityError:
        known = _replay(client_key, desk, kind, year, content)
        if known:
            return known
        raise


def _require_write(by: Post, desk: Desk) -> None:
    if not access.may_write(by, desk):
        raise access.forbidden()


def _kept(given: Given | None) -> dict[str, Any]:
    """The signed file cleaned and stored; {} without one."""
    if given is None:
        return {}
    file = evidence.kept(given.name, given.content)
    return {name: file[name] for name in ("sha256", "name", "mime")}


def _replay(
    client_key: str, desk: Desk, kind: str, year: int, content: Content
) -> PaperVersion | None:
    known = PaperVersion.objects.select_related("paper").filter(client_key=client_key).first()
    if known is None:
        return None
    same = (known.paper.desk_id, known.paper.kind, known.paper.year) == (desk.pk, kind, year)
    if not same or known.boxes != content.text():
        raise Refusal(
            "key.reused",
            "Mã gửi này đã dùng cho nội dung khác. Mở lại trang và gửi lại.",
            "This key was already used for other content.",
            status=422,
        )
    return known


def _commit(
    desk: Desk,
    kind: str,
    year: int,
    content: Content,
    kept: dict[str, Any],
    client_key: str,
    by: Post,
    at: datetime,
) -> PaperVersion:
    paper, _ = Paper.objects.select_for_update().get_or_create(desk=desk, kind=kind, year=year)
    if paper.state == State.RECEIVED:
        raise Refusal(
            "paper.received",
            "Văn bản này đã được tiếp nhận. Đề nghị Thường trực trả lại nếu cần sửa.",
            "This document was already received. Ask the standing office to return it.",
        )
    version = version_of(paper, content, kept, client_key, by.pk, at, due_of(kind, year))
    version.log_index = append(log_payload(paper, version)).index
    version.save()
    paper.state, paper.current, paper.draft = State.SENT, version.number, {}
    paper.save()
    record(verb="duty.paper_send", by=by, object=paper, data={"version": version.number})
    return version


def version_of(
    paper: Paper,
    content: Content,
    kept: dict[str, Any],
    client_key: str,
    post_id: int | None,
    at: datetime,
    due: date | None,
) -> PaperVersion:
    """The next version of a document, not saved yet."""
    text = content.text()
    return PaperVersion(
        paper=paper,
        number=paper.current + 1,
        boxes=text,
        digest=sha256(text.encode()).hexdigest(),
        document=nfc(content.document)[:120],
        signed_on=content.signed_on,
        client_key=client_key,
        at=at,
        late=due is not None and is_late(at, due),
        post_id=post_id,
        **kept,
    )


def log_payload(paper: Paper, version: PaperVersion) -> dict[str, Any]:
    """The log entry of a version: what was said only by its hash."""
    return {
        "type": "duty.paper",
        "body": paper.desk.code,
        "kind": paper.kind,
        "year": paper.year,
        "number": version.number,
        "digest": version.digest,
        "file": version.sha256,
        "post": version.post_id,
        "at": version.at.isoformat(),
    }


def receive(*, paper: Paper, by: Post) -> Decision:
    """The standing office takes the newest version. Refusals 403, `paper.state` (409)."""
    return _decide(paper, Decision.Verb.RECEIVE, "", by)


def give_back(*, paper: Paper, sentence: str, by: Post) -> Decision:
    """Return the newest version with a sentence that says what to do; its sender sees it.

    Refusals 403, `paper.sentence` (422), `paper.state` (409).
    """
    found = check_text(sentence, "sentence")
    if found:
        words = f"Ghi một câu cho cơ quan gửi biết cần sửa gì. {found[0].message}"
        raise Refusal("paper.sentence", words, "Say what is to be corrected.", status=422)
    return _decide(paper, Decision.Verb.RETURN, nfc(sentence), by)


@transaction.atomic
def _decide(paper: Paper, verb: str, sentence: str, by: Post) -> Decision:
    access.require_manage(by)
    held = Paper.objects.select_for_update().select_related("desk").get(pk=paper.pk)
    receiving = verb == Decision.Verb.RECEIVE
    allowed = (State.SENT,) if receiving else (State.SENT, State.RECEIVED)
    if held.state not in allowed:
        raise Refusal(
            "paper.state",
            "Văn bản này chưa gửi hoặc đã được xử lý. Mở lại trang để xem bản mới.",
            "This document was not sent, or was already decided.",
        )
    version = held.versions.get(number=held.current)
    data = {"body": held.desk.code, "kind": held.kind, "year": held.year, "number": version.number}
    digest = sha256(sentence.encode()).hexdigest()
    entry = append({"type": f"duty.paper_{verb}", **data, "sentence": digest, "post": by.pk})
    decision = Decision.objects.create(
        version=version,
        verb=verb,
        sentence=sentence,
        at=timezone.now(),
        post_id=by.pk,
        log_index=entry.index,
    )
    held.state = State.RECEIVED if receiving else State.RETURNED
    held.save(update_fields=["state"])
    record(verb=f"duty.paper_{verb}", by=by, object=held, reason=sentence, data=data)
    if not receiving:
        tell_returned(held, decision)
    return decision
