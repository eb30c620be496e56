"""One act on a dossier: step, columns, log entry and event together. Private to the room."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from phongtrao.accounts.models import Post
from phongtrao.assessments.models import Decision, Dossier, Step
from phongtrao.audit.actions import append, record
from phongtrao.audit.canonical import canonical
from phongtrao.audit.models import LogEntry
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.text import looks_like_person_id
from phongtrao.programmes import queries as programmes
from phongtrao.rules.dossier_steps import COLUMNS, Done, Outcome, replay


@dataclass(frozen=True)
class Act:
    """What one step says. `rule`: what the rule concludes; `verdict`: what the post does."""

    stage: str
    content: Mapping[str, Any]
    rule: str = ""
    verdict: str = ""
    reason: str = ""
    document: str = ""
    decision: Decision | None = None
    late: bool = False
    client_key: str = ""


def locked(dossier_id: int) -> Dossier:
    """Return the dossier, locked where the engine locks rows."""
    return Dossier.objects.select_for_update().get(pk=dossier_id)


def take(dossier: Dossier, act: Act, by: Post, at: datetime) -> Step:
    """Add one step with its own log entry and event. Call inside a transaction."""
    step = build(dossier, act, by.pk, at, on_behalf=by.unit_id != dossier.unit_id)
    entry = append(log_payload(dossier.year, act, [(dossier, step)], by.pk, at))
    step.log_index = entry.index
    step.save()
    settle(dossier, at)
    record(
        verb=f"assessment.{act.stage}",
        by=by,
        object=dossier,
        data={"step": step.number, "verdict": act.verdict},
        reason=act.reason,
    )
    return step


def take_many(
    pairs: Sequence[tuple[Dossier, Act]], by: Post, at: datetime
) -> tuple[LogEntry, list[Step]]:
    """Add one step to each of many dossiers under one log entry; events are the caller's."""
    steps = [(dossier, build(dossier, act, by.pk, at, on_behalf=False)) for dossier, act in pairs]
    entry = append(log_payload(pairs[0][0].year, pairs[0][1], steps, by.pk, at))
    for _, step in steps:
        step.log_index = entry.index
    made = Step.objects.bulk_create([step for _, step in steps])
    for dossier, _ in steps:
        settle(dossier, at)
    return entry, made


def build(
    dossier: Dossier, act: Act, post_id: int | None, at: datetime, *, on_behalf: bool
) -> Step:
    """Return the unsaved next step of a dossier and raise its counter."""
    dossier.current += 1
    text = canonical(act.content)
    return Step(
        dossier=dossier,
        number=dossier.current,
        stage=act.stage,
        content=text,
        digest=sha256(text.encode()).hexdigest(),
        client_key=act.client_key or None,
        criteria=dossier.criteria,
        package_number=programmes.package_version().number,
        rule=act.rule,
        verdict=act.verdict,
        reason=act.reason,
        document=act.document,
        decision=act.decision,
        on_behalf=on_behalf,
        late=act.late,
        post_id=post_id,
        at=at,
    )


def log_payload(
    year: int,
    act: Act,
    steps: Sequence[tuple[Dossier, Step]],
    post_id: int | None,
    at: datetime,
) -> dict[str, Any]:
    """Return the log entry of one act: units and hashes, no words."""
    decision = act.decision
    return {
        "type": "assessment",
        "stage": act.stage,
        "year": year,
        "steps": [[dossier.pk, step.number, leaf(step)] for dossier, step in steps],
        "decision": [decision.pk, decision.number, str(decision.signed_on)] if decision else None,
        "post": post_id,
        "at": at.isoformat(),
    }


def leaf(step: Step) -> str:
    """Return the hash of everything a step claims, as the log holds it."""
    return leaf_of(
        step.stage,
        step.digest,
        step.criteria,
        step.rule,
        step.verdict,
        step.reason,
        step.document,
    )


def leaf_of(*said: str) -> str:
    """Return the hash of (stage, digest, criteria, rule, verdict, reason, document)."""
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def done_of(step: Step) -> Done:
    """Return a stored step as the replay reads it."""
    content = json.loads(step.content)
    return Done(step.stage, content, step.rule, step.verdict, step.decision_id)


def outcome_of(dossier: Dossier) -> Outcome:
    """Return what the standing steps of a dossier lead to."""
    kept = Step.objects.filter(dossier=dossier, undone=False).order_by("number")
    return replay(done_of(step) for step in kept)


def settle(dossier: Dossier, at: datetime) -> Outcome:
    """Write the columns that the steps lead to; the counter is kept."""
    outcome = outcome_of(dossier)
    for name in COLUMNS:
        setattr(dossier, name, getattr(outcome, name))
    dossier.last_at = at
    dossier.save()
    return outcome


def refuse_all(findings: Sequence[Finding], code: str) -> None:
    """Refusal (422, data["findings"]) when any finding blocks."""
    errors = [finding for finding in findings if finding.is_error]
    if errors:
        raise Refusal(
            code=code,
            message=f"Cần sửa {len(errors)} chỗ: {errors[0].message}",
            message_en=f"{len(errors)} things to correct: {errors[0].message_en}",
            status=422,
            data={"findings": errors},
        )


def changed_elsewhere(dossier: Dossier) -> Refusal:
    """The page was drawn from an older step (409)."""
    return Refusal(
        code="dossier.conflict",
        message="Hồ sơ này đã được sửa ở nơi khác. Mở lại để xem bản mới.",
        message_en="This dossier was changed elsewhere. Open it again.",
        data={"current": dossier.current},
    )


def require_clean(text: str, place: str) -> str:
    """Return a free text stripped; Refusal `text.personal` when it carries a person's number."""
    if looks_like_person_id(text):
        raise Refusal(
            code="text.personal",
            message=f"Mục “{place}” có số giống số điện thoại hoặc số định danh. Xóa số đó.",
            message_en=f"{place} contains what looks like a phone or citizen number. Remove it.",
            status=422,
        )
    return text.strip()


def append_undo(dossier: Dossier, steps: Sequence[Step], by: Post) -> LogEntry:
    """Write into the log that steps no longer stand."""
    return append(
        {
            "type": "assessment",
            "stage": "undo",
            "year": dossier.year,
            "steps": [[step.dossier_id, step.number, leaf(step)] for step in steps],
            "post": by.pk,
        }
    )
