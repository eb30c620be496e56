"""The life of a dossier as one table, and its columns as the outcome of its steps.

open → registered (first quarter) → assessed (by the unit) → reviewed (meeting) → filed (upward) →
recognised or refused. It may come back as `returned`; a step can be undone until the next level
has acted. Scores and grades do not move the dossier.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from phongtrao.core.findings import Refusal

STATE_LABELS: dict[str, tuple[str, str]] = {
    "open": ("Chưa đăng ký", "Not registered"),
    "registered": ("Đã đăng ký", "Registered"),
    "assessed": ("Đã tự đánh giá", "Self-assessed"),
    "reviewed": ("Đã họp xét", "Reviewed"),
    "returned": ("Trả lại để bổ sung", "Sent back"),
    "filed": ("Đã trình", "Filed"),
    "recognised": ("Được công nhận", "Recognised"),
    "refused": ("Không công nhận", "Refused"),
}
VERB_LABELS: dict[str, tuple[str, str]] = {
    "register": ("Đăng ký", "Register"),
    "assess": ("Tự đánh giá", "Assess"),
    "review": ("Họp xét", "Review"),
    "file": ("Trình hồ sơ", "File"),
    "return": ("Trả lại", "Send back"),
    "decide": ("Quyết định", "Decide"),
    "score": ("Chấm điểm", "Score"),
    "grade": ("Phân loại", "Grade"),
}
_FROM: dict[str, tuple[str, ...]] = {
    "register": ("open", "registered", "returned"),
    "assess": ("registered", "assessed", "returned"),
    "review": ("assessed", "reviewed"),
    "file": ("reviewed",),
    "return": ("assessed", "reviewed", "filed"),
    "decide": ("filed",),
}
_NEEDS: dict[str, tuple[str, str]] = {
    "assess": ("Đăng ký danh hiệu trước.", "Register first."),
    "review": ("Đơn vị tự đánh giá trước.", "The unit assesses itself first."),
    "file": ("Họp xét và ghi biên bản trước.", "Hold the review meeting first."),
    "decide": ("Hồ sơ được trình lên trước.", "The dossier is filed first."),
    "return": ("Hồ sơ chưa có nội dung để trả lại.", "There is nothing to send back."),
}


def require(state: str, verb: str, standard: bool = False) -> None:
    """Refusal `dossier.order` (409) when `verb` does not follow from `state`.

    standard: criterion 19.2 has no registration, so assessing may begin at once.
    """
    if may(state, verb, standard):
        return
    label, label_en = STATE_LABELS[state]
    act, act_en = VERB_LABELS[verb]
    need, need_en = _NEEDS.get(verb, ("", ""))
    done = state in ("recognised", "refused")
    if done:
        need, need_en = "Đã có quyết định; muốn sửa, thu hồi quyết định.", "It is decided already."
    raise Refusal(
        code="dossier.order",
        message=f"Hồ sơ đang ở bước “{label}”, chưa {act.lower()} được. {need}".strip(),
        message_en=f"The dossier is “{label_en}”: {act_en.lower()} is not possible. {need_en}",
        data={"state": state, "verb": verb},
    )


def may(state: str, verb: str, standard: bool = False) -> bool:
    """Tell whether `verb` is possible now, to show or hide a button."""
    if verb in ("score", "grade"):
        return True
    return state in _FROM[verb] or (standard and verb == "assess" and state == "open")


@dataclass(frozen=True)
class Done:
    """One step as the replay reads it; `content` is its parsed JSON."""

    stage: str
    content: Mapping[str, Any]
    rule: str = ""
    verdict: str = ""
    decision_id: int | None = None


@dataclass
class Outcome:
    """The columns of a dossier, named as in the table."""

    state: str = "open"
    registered_on: date | None = None
    self_verdict: str = ""
    reviewed_verdict: str = ""
    final_verdict: str = ""
    failed: str = ""
    departs: bool = False
    decision_id: int | None = None
    self_score: Decimal | None = None
    reviewed_score: Decimal | None = None
    self_grade: str = ""
    reviewed_grade: str = ""
    grade: str = ""
    grade_decision_id: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


COLUMNS: tuple[str, ...] = (
    "state", "registered_on", "self_verdict", "reviewed_verdict", "final_verdict", "failed",
    "departs", "decision_id", "self_score", "reviewed_score", "self_grade", "reviewed_grade",
    "grade", "grade_decision_id",
)  # fmt: skip


def replay(steps: Iterable[Done]) -> Outcome:
    """Return what a dossier is after these steps, the undone ones left out."""
    found = Outcome()
    for step in steps:
        _APPLY[step.stage](found, step)
    return found


def _register(found: Outcome, step: Done) -> None:
    found.state = "registered"
    found.registered_on = date.fromisoformat(step.content["on"])


def _assess(found: Outcome, step: Done) -> None:
    found.state = "assessed"
    found.self_verdict, found.reviewed_verdict = step.verdict, ""
    found.failed = step.content["failed"]
    found.answers = step.content["answers"]
    found.departs = False


def _review(found: Outcome, step: Done) -> None:
    found.state = "reviewed"
    found.reviewed_verdict = step.verdict
    found.failed = step.content["failed"]
    found.answers = step.content["answers"]
    found.departs = step.verdict != step.rule


def _file(found: Outcome, step: Done) -> None:
    found.state = "filed"


def _return(found: Outcome, step: Done) -> None:
    found.state = "returned"


def _decide(found: Outcome, step: Done) -> None:
    found.state = "recognised" if step.verdict == "met" else "refused"
    found.final_verdict = step.verdict
    found.decision_id = step.decision_id
    found.departs = step.verdict != step.rule


def _score(found: Outcome, step: Done) -> None:
    side = step.content["side"]
    setattr(found, f"{side}_score", Decimal(step.content["score"]))
    setattr(found, f"{side}_grade", step.verdict)


def _grade(found: Outcome, step: Done) -> None:
    found.grade = step.verdict
    found.grade_decision_id = step.decision_id


_APPLY = {
    "register": _register,
    "assess": _assess,
    "review": _review,
    "file": _file,
    "return": _return,
    "decide": _decide,
    "score": _score,
    "grade": _grade,
}
