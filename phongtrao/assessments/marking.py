"""Verbs of grading: points by line from the unit and its reviewers, then the decision on grades."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.assessments import access, laws, stepping
from phongtrao.assessments.actions import departure_of
from phongtrao.assessments.deciding import (
    deciding_unit,
    numbered,
    require_alive,
    require_number,
)
from phongtrao.assessments.models import Decision, Dossier, Step
from phongtrao.assessments.stepping import Act
from phongtrao.audit.actions import record
from phongtrao.core.findings import Refusal
from phongtrao.rules.grading import LOCKED, ORDER, Book, check_scores, decimal_of
from phongtrao.rules.grading import grade as graded

SIDES = ("self", "reviewed")


def open_book(dossier: Dossier) -> Book:
    """Return the rubric in use; Refusal `grading.locked` (409) until one is confirmed."""
    book = laws.grade_book(dossier.group, dossier.year)
    if book.status == LOCKED:
        raise Refusal(
            code="grading.locked",
            message="Chưa phân loại được: bảng điểm và ngưỡng của Quyết định 510 chưa được nhập. "
            "Quản trị nhập bảng điểm kèm số văn bản nguồn.",
            message_en="Grading is locked until the administrator enters the rubric of "
            "Decision 510 with its source document.",
        )
    return book


@transaction.atomic
def score(
    *,
    dossier_id: int,
    scores: Mapping[str, object],
    side: str,
    by: Post,
    client_key: str = "",
    at: datetime | None = None,
) -> Step:
    """Give points line by line. side: `self` (the unit) or `reviewed` (the level that decides).

    scores: line id → points as text ("2", "2,5"). Refusal `score.invalid` (422, findings),
    `grading.locked` (409), `unit.forbidden` (403).
    """
    if side not in SIDES:
        raise ValueError(f"Unknown side {side!r}.")
    verb = "write" if side == "self" else "decide"
    dossier = stepping.locked(access.dossier_for(by, dossier_id, verb).pk)
    book = open_book(dossier)
    stepping.refuse_all(check_scores(book, scores), "score.invalid")
    act = score_act(dossier, book, scores, side, client_key)
    return stepping.take(dossier, act, by, at or timezone.now())


def score_act(
    dossier: Dossier, book: Book, scores: Mapping[str, object], side: str, client_key: str = ""
) -> Act:
    """Return the act of scoring; scores must have been checked."""
    found = graded(book, scores, dossier.final_verdict == "met")
    kept = {code: str(decimal_of(value)) for code, value in scores.items()}
    content = {
        "side": side,
        "scores": kept,
        "score": str(found.score.quantize(Decimal("0.01"))),
        "capped_from": found.capped_from,
        "rubric": book.rubric,
        "status": book.status,
    }
    return Act("score", content, found.grade, found.grade, client_key=client_key)


@transaction.atomic
def grade(
    *,
    dossier_ids: Sequence[int],
    number: str,
    signed_on: date,
    by: Post,
    departures: Mapping[int, tuple[str, str, str]] | None = None,
    at: datetime | None = None,
) -> Decision:
    """Grade many units by one signed decision: each gets the grade of its reviewed points.

    departures: dossier id → (grade, reason, document) where the decision differs from the rubric.
    Refusal `grade.unscored`, `decision.mixed`, `verdict.reason` (422), `grading.locked` (409).
    """
    dossiers = [stepping.locked(access.dossier_for(by, one, "decide").pk) for one in dossier_ids]
    require_number(number, signed_on)
    if len({(one.year, one.level) for one in dossiers}) != 1:
        raise Refusal(
            code="decision.mixed",
            message="Một quyết định chỉ gồm đơn vị cùng năm, cùng cấp quyết định.",
            message_en="One decision holds units of one year and level only.",
            status=422,
        )
    moment = at or timezone.now()
    decision = _decision(dossiers, number, signed_on, by, moment)
    given = departures or {}
    acts = [(one, _grade_act(one, decision, given.get(one.pk))) for one in dossiers]
    stepping.take_many(acts, by, moment)
    record(verb="assessment.grade", by=by, object=decision, data={"units": len(dossiers)})
    return decision


def _decision(
    dossiers: Sequence[Dossier], number: str, signed_on: date, by: Post, at: datetime
) -> Decision:
    first = dossiers[0]
    rubrics = [laws.rubric_for(one.group, one.year) for one in dossiers]
    unit_id = deciding_unit(first, by)
    require_alive(unit_id, signed_on)
    offices: dict[str, str] = {one.level: one.office for one in rubrics[0].authorities}
    return Decision.objects.create(
        about=Decision.About.GRADE,
        year=first.year,
        number=numbered(number),
        signed_on=signed_on,
        level=first.level,
        office=offices.get(
            first.level, laws.criteria(first.criteria).authority(first.level).office
        ),
        unit_id=unit_id,
        post_id=by.pk,
        at=at,
        late=any(signed_on >= one.decision_day(first.year) for one in rubrics),
    )


def _grade_act(dossier: Dossier, decision: Decision, departure: tuple[str, str, str] | None) -> Act:
    open_book(dossier)
    rule = capped(dossier)
    if not rule:
        raise Refusal(
            code="grade.unscored",
            message="Có đơn vị chưa được chấm đủ điểm. Chấm điểm trước khi phân loại.",
            message_en="A unit has not been scored in full yet.",
            status=422,
            data={"dossier": dossier.pk},
        )
    wanted, reason, document = departure or (rule, "", "")
    if wanted not in ORDER:
        raise Refusal(
            code="grade.unknown",
            message=f"Không có loại “{wanted}”.",
            message_en=f"There is no grade {wanted}.",
            status=422,
        )
    reason, document = departure_of(rule, wanted, reason, document)
    return Act("grade", {"grade": wanted}, rule, wanted, reason, document, decision)


def capped(dossier: Dossier) -> str:
    """Return the grade the reviewed points (else the unit's own) lead to with today's title."""
    side = "reviewed" if dossier.reviewed_grade else "self"
    for step in scores_of(dossier)[::-1]:
        content: dict[str, Any] = dict(stepping.done_of(step).content)
        if content["side"] == side:
            book = laws.grade_book(dossier.group, dossier.year)
            if check_scores(book, content["scores"]):
                return ""
            return graded(book, content["scores"], dossier.final_verdict == "met").grade
    return ""


def scores_of(dossier: Dossier) -> list[Step]:
    """Return the standing score steps of a dossier, oldest first."""
    return list(
        Step.objects.filter(dossier=dossier, undone=False, stage="score").order_by("number")
    )
