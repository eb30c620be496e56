"""Proof: columns against steps, steps against the log, certificates against decisions."""

import json
from collections.abc import Iterator
from hashlib import sha256

from phongtrao.assessments.models import Certificate, Dossier, Step
from phongtrao.assessments.stepping import done_of, leaf
from phongtrao.audit import queries as audit
from phongtrao.core.findings import Finding
from phongtrao.rules.dossier_steps import COLUMNS, replay

CHUNK = 500
SHOWN = 20


def verify() -> list[Finding]:
    """Return what does not fit (first 20): an empty list proves the dossiers."""
    found = []
    for finding in (*differences(), *against_log(), *certificates()):
        found.append(finding)
        if len(found) == SHOWN:
            break
    return found


def differences() -> Iterator[Finding]:
    """Yield dossiers whose columns are not what their standing steps lead to."""
    ids = list(Dossier.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        rows = Dossier.objects.filter(pk__in=ids[start : start + CHUNK])
        steps: dict[int, list[Step]] = {}
        for step in Step.objects.filter(dossier__in=rows, undone=False).order_by("number"):
            steps.setdefault(step.dossier_id, []).append(step)
        for row in rows:
            outcome = replay(done_of(step) for step in steps.get(row.pk, []))
            wrong = [name for name in COLUMNS if getattr(row, name) != getattr(outcome, name)]
            if wrong:
                text = f"Hồ sơ {row.pk} khác với các bước đã ghi: {', '.join(wrong)}."
                yield _finding("dossier.differs", f"dossier:{row.pk}", text)


def against_log() -> Iterator[Finding]:
    """Yield steps that are not what the log says was done."""
    named: dict[tuple[int, int], str] = {}
    read = -1
    steps = Step.objects.order_by("log_index", "dossier_id", "number")
    for step in steps.iterator(chunk_size=CHUNK):
        if step.log_index is not None and step.log_index != read:
            read = step.log_index
            entry = audit.entry(read)
            said = json.loads(entry.payload)["steps"] if entry else []
            named = {(dossier, number): hashed for dossier, number, hashed in said}
        place = f"step:{step.dossier_id}/{step.number}"
        changed = sha256(step.content.encode()).hexdigest() != step.digest
        if changed or named.get((step.dossier_id, step.number)) != leaf(step):
            text = f"Bước {step.number} của hồ sơ {step.dossier_id} không khớp với nhật ký."
            yield _finding("dossier.log", place, text)


def certificates() -> Iterator[Finding]:
    """Yield valid certificates whose unit does not hold the title by that decision."""
    rows = Certificate.objects.filter(void=False).select_related("dossier")
    for row in rows.iterator(chunk_size=CHUNK):
        held = row.dossier.state == "recognised" and row.dossier.decision_id == row.decision_id
        if not held:
            text = f"Giấy công nhận {row.code} không còn quyết định đi kèm."
            yield _finding("certificate.differs", f"certificate:{row.code}", text)


def _finding(code: str, place: str, message: str) -> Finding:
    return Finding(code=code, place=place, message=message)
