"""The judgements of one dossier beside each other: what each side concluded, who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.assessments import clashes, queries
from phongtrao.assessments.models import Dossier
from phongtrao.rules.grading import plain
from phongtrao.web.assessments.words import GRADE_STATES, OUTCOME_STATES
from phongtrao.web.figures.present import said

STAGES = {"self": "assess", "reviewed": "review", "final": "decide"}


@dataclass(frozen=True)
class Judgement:
    """One card: whose judgement, the state of its tag ("" none), words, who and when, why."""

    label: str
    state: str
    words: str = ""
    who: str = ""
    at: datetime | None = None
    why: str = ""


def judgements_of(dossier: Any, said: Sequence[queries.Side], *, graded: bool) -> list[Judgement]:
    """Self, reviewed and final verdict in order, then the grade where the matter has one."""
    by_stage = {side.stage: side for side in said}
    labels = (_("Self-assessment"), _("Review meeting"), _("Recognition"))
    found = []
    for label, (name, stage) in zip(labels, STAGES.items(), strict=True):
        verdict = getattr(dossier, f"{name}_verdict") if dossier else ""
        side = by_stage.get(stage)
        found.append(_card(label, side) if verdict and side else Judgement(label, "", "–"))
    return [*found, _grade(dossier)] if graded else found


def _card(label: str, side: queries.Side) -> Judgement:
    departs = side.rule and side.verdict != side.rule
    document = _("Document %(number)s") % {"number": side.document} if side.document else ""
    return Judgement(
        label,
        OUTCOME_STATES[side.verdict],
        _("differs from the rule") if departs else "",
        side.post,
        side.at,
        " · ".join(part for part in (side.reason, document) if part),
    )


def _grade(dossier: Any) -> Judgement:
    label = _("Grade")
    if dossier is None:
        return Judgement(label, "", "–")
    if dossier.grade:
        return Judgement(label, GRADE_STATES[dossier.grade])
    score = dossier.reviewed_score or dossier.self_score
    words = _("%(score)s points") % {"score": plain(score)} if score is not None else "–"
    return Judgement(label, "", words)


def contradicted_of(dossiers: Sequence[Dossier]) -> dict[int, tuple[str, ...]]:
    """Dossier → its contradictions between claim and data, in words; others are absent."""
    found = clashes.clashes_of(dossiers)
    return {key: tuple(said(f.message, f.message_en) for f in many) for key, many in found.items()}
