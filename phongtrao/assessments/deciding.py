"""Verbs of the deciding level: many units in one decision; take a decision back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.assessments import access, laws, stepping, telling
from phongtrao.assessments.actions import answers_now, departure
from phongtrao.assessments.models import Certificate, Decision, Dossier, Step
from phongtrao.assessments.stepping import Act
from phongtrao.audit.actions import record
from phongtrao.core.findings import Refusal
from phongtrao.orgs import queries as orgs
from phongtrao.rules.criteria_answers import is_document
from phongtrao.rules.dossier_steps import require
from phongtrao.rules.recognition import judge


@dataclass(frozen=True)
class Outcome:
    """What is decided about one dossier. A refusal needs a reason; a departure also a document."""

    dossier_id: int
    recognised: bool
    reason: str = ""
    document: str = ""


@transaction.atomic
def decide(
    *,
    outcomes: Sequence[Outcome],
    number: str,
    signed_on: date,
    by: Post,
    at: datetime | None = None,
) -> Decision:
    """Recognise or refuse filed dossiers of one year, matter and level by one signed decision.

    Recognised units get a certificate with a code. Refusal `decision.mixed`, `decision.empty`,
    `document.number`, `refuse.reason`, `verdict.reason` (422); `dossier.order` (409).
    """
    dossiers = [_allowed(item.dossier_id, by) for item in outcomes]
    require_number(number, signed_on)
    moment = at or timezone.now()
    decision = _decision(dossiers, number, signed_on, by, moment)
    pairs = [
        (dossier, _act(dossier, item, decision))
        for dossier, item in zip(dossiers, outcomes, strict=True)
    ]
    entry, steps = stepping.take_many(pairs, by, moment)
    recognised = [one for one, item in zip(dossiers, outcomes, strict=True) if item.recognised]
    if decision.about == Decision.About.TITLE:
        issue(recognised, decision, entry.leaf_hash, moment)
    telling.tell_decided(decision, list(zip(dossiers, steps, strict=True)), moment)
    record(
        verb="assessment.decide",
        by=by,
        object=decision,
        data={"units": len(dossiers), "recognised": len(recognised)},
    )
    return decision


def _decision(
    dossiers: Sequence[Dossier], number: str, signed_on: date, by: Post, at: datetime
) -> Decision:
    about, year, level = _one_kind(dossiers)
    unit_id = deciding_unit(dossiers[0], by)
    require_alive(unit_id, signed_on)
    return Decision.objects.create(
        about=about,
        year=year,
        number=numbered(number),
        signed_on=signed_on,
        level=level,
        office=laws.office_of(laws.criteria(dossiers[0].criteria), level),
        unit_id=unit_id,
        post_id=by.pk,
        at=at,
        late=any(_is_late(one, signed_on) for one in dossiers),
    )


def _allowed(dossier_id: int, by: Post) -> Dossier:
    dossier = stepping.locked(access.dossier_for(by, dossier_id, "decide").pk)
    require(dossier.state, "decide")
    return dossier


def _one_kind(dossiers: Sequence[Dossier]) -> tuple[str, int, str]:
    """The one (matter, year, level) of a decision's dossiers."""
    kinds = {(one.about, one.year, one.level) for one in dossiers}
    if not kinds:
        raise Refusal(
            code="decision.empty",
            message="Chọn ít nhất một hồ sơ đã trình.",
            message_en="Choose at least one filed dossier.",
            status=422,
        )
    if len(kinds) > 1:
        raise Refusal(
            code="decision.mixed",
            message="Một quyết định chỉ gồm hồ sơ cùng năm, cùng nội dung, cùng cấp quyết định.",
            message_en="One decision holds dossiers of one year, matter and level only.",
            status=422,
        )
    return kinds.pop()


def require_number(number: str, signed_on: date) -> None:
    """Refusal `document.number` or `decision.date` (422)."""
    if not is_document(number):
        raise Refusal(
            code="document.number",
            message=f"“{number[:60]}” không phải số, ký hiệu quyết định. Viết như 15/QĐ-UBND.",
            message_en="This is no decision number. Write it like 15/QĐ-UBND.",
            status=422,
        )
    if signed_on > timezone.localdate():
        raise Refusal(
            code="decision.date",
            message="Ngày ký không được sau hôm nay.",
            message_en="The day of signature must not lie after today.",
            status=422,
        )


def numbered(number: str) -> str:
    """Return a decision's number as Decree 30 writes it: a number below 10 gets its zero."""
    head, slash, tail = number.strip().partition("/")
    return f"{head.strip().zfill(2)}{slash}{tail.strip()}"


def require_alive(unit_id: int, signed_on: date) -> None:
    """Refusal `decision.office_gone` (422) when the deciding district did not exist that day.

    A district that ended signs nothing; what it signed before may still be recorded.
    """
    state = orgs.state_of(unit_id, signed_on)
    if state.group != "district" or orgs.is_alive(unit_id, signed_on):
        return
    raise Refusal(
        code="decision.office_gone",
        message=f"Ủy ban nhân dân {state.name} không còn vào ngày ký. Ghi ngày ký trước khi đơn vị "
        "kết thúc hoạt động.",
        message_en=f"The People's Committee of {state.name} did not exist on the day of signature.",
        status=422,
    )


def deciding_unit(dossier: Dossier, by: Post) -> int:
    """Return the unit in whose name a level decides, on the map of the dossier's year."""
    place = orgs.place_of(dossier.unit_id, date(dossier.year, 11, 14))
    levels = {
        "commune": place.commune_id,
        "district": place.district_id,
        "province": place.province_id,
        "ministry": place.nation_id,
    }
    found = levels[dossier.level] or place.province_id or by.unit_id
    return int(found or dossier.unit_id)


def _is_late(dossier: Dossier, signed_on: date) -> bool:
    return signed_on >= laws.criteria(dossier.criteria).decision_day(dossier.year)


def _act(dossier: Dossier, item: Outcome, decision: Decision) -> Act:
    law = laws.criteria(dossier.criteria)
    judged = judge(law, answers_now(dossier), laws.options_of(law.id))
    verdict = "met" if item.recognised else "not_met"
    # Nothing answered is no ground for a refusal of its own, so it is judged as not met.
    rule = "met" if judged.outcome == "met" else "not_met"
    reason, document = departure(rule, verdict, item.reason, item.document)
    if not item.recognised and not reason:
        raise Refusal(
            code="refuse.reason",
            message="Ghi lý do không công nhận để đơn vị biết.",
            message_en="Give the reason of the refusal, so that the unit knows.",
            status=422,
            data={"dossier": dossier.pk},
        )
    content = {
        "outcome": "recognised" if item.recognised else "refused",
        "failed": ",".join(judged.in_the_way),
    }
    late = _is_late(dossier, decision.signed_on)
    return Act("decide", content, rule, verdict, reason, document, decision, late)


def issue(
    dossiers: Sequence[Dossier], decision: Decision, entry_hash: str, at: datetime
) -> list[Certificate]:
    """Write the certificates of a decision."""
    return Certificate.objects.bulk_create(
        Certificate(
            dossier=dossier, decision=decision, code=certificate_code(entry_hash, dossier.pk), at=at
        )
        for dossier in dossiers
    )


def certificate_code(entry_hash: str, dossier_id: int) -> str:
    """Return the code of a certificate: read out from paper in three groups of four."""
    digits = sha256(f"{entry_hash}/{dossier_id}".encode()).hexdigest()[:12].upper()
    return f"AT-{digits[:4]}-{digits[4:8]}-{digits[8:]}"


@transaction.atomic
def undo_decision(*, decision_id: int, reason: str, by: Post) -> Decision:
    """Take a decision back with a reason: dossiers return to `filed`, certificates are void.

    Refusal `undo.late` (409) once one of the units was graded or the decision is undone already.
    """
    decision = access.decision_for(by, decision_id, "decide")
    text = stepping.require_clean(reason, "Lý do")
    if not text:
        raise Refusal(
            code="undo.reason",
            message="Ghi lý do thu hồi quyết định.",
            message_en="Give the reason for taking the decision back.",
            status=422,
        )
    steps = list(Step.objects.filter(decision=decision, undone=False).select_related("dossier"))
    if not steps or _acted_after(steps):
        raise Refusal(
            code="undo.late",
            message="Không thu hồi được: có đơn vị đã phân loại, hoặc quyết định đã thu hồi.",
            message_en="Too late: a unit was graded, or the decision is already taken back.",
        )
    Step.objects.filter(pk__in=[step.pk for step in steps]).update(undone=True)
    Certificate.objects.filter(decision=decision).update(void=True)
    for step in steps:
        stepping.settle(stepping.locked(step.dossier_id), timezone.now())
    decision.undone, decision.reason = True, text
    decision.save(update_fields=["undone", "reason"])
    stepping.append_undo(steps[0].dossier, steps, by)
    record(verb="assessment.undo_decision", by=by, object=decision, reason=text)
    return decision


def _acted_after(steps: Sequence[Step]) -> bool:
    """Whether one of the dossiers was graded after the step."""
    newest = {step.dossier_id: step.number for step in steps}
    graded = Step.objects.filter(dossier_id__in=newest, undone=False, stage=Step.Stage.GRADE)
    later = graded.values_list("dossier_id", "number")
    return any(number > newest[dossier_id] for dossier_id, number in later)
