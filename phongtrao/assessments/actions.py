"""Verbs of a unit's dossier: register, assess, review, file upward, send back, attach, undo."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.assessments import access, laws, stepping, telling
from phongtrao.assessments.minutes import MINUTES, wrong_in
from phongtrao.assessments.models import Decision, Dossier, Paper, Step
from phongtrao.assessments.stepping import Act
from phongtrao.audit.actions import record
from phongtrao.audit.canonical import canonical
from phongtrao.core.findings import Refusal
from phongtrao.core.text import looks_like_person_id
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.rules.criteria_answers import check_claim, is_document
from phongtrao.rules.dossier_steps import require
from phongtrao.rules.recognition import judge
from phongtrao.submissions import access as submissions
from phongtrao.submissions import evidence

Answers = Mapping[str, Any]
UNIT_STAGES = frozenset({"register", "assess", "review", "file", "score"})


@transaction.atomic
def open_dossier(*, unit_id: int, year: int, by: Post, about: str = "title") -> Dossier:
    """Return the unit's dossier of a year, made when there is none yet.

    Refusal `unit.forbidden`, `unit.out_of_scope`, `criteria.none_that_year`.
    """
    if not submissions.may_write(by, unit_id):
        raise submissions.forbidden()
    found = Dossier.objects.filter(about=about, unit_id=unit_id, year=year).first()
    if found is not None:
        return found
    subject = laws.subject(unit_id, year, about)
    made, _ = Dossier.objects.get_or_create(
        about=about,
        unit_id=unit_id,
        year=year,
        defaults={
            "group": subject.state.group,
            "kind": subject.state.kind,
            "subkind": subject.state.subkind,
            "commune_id": subject.commune_id,
            "level": subject.level,
            "criteria": subject.criteria.id,
        },
    )
    return made


@transaction.atomic
def register(
    *,
    unit_id: int,
    year: int,
    on: date,
    items: Mapping[str, str],
    by: Post,
    client_key: str = "",
    at: datetime | None = None,
) -> Dossier:
    """Register for the title. `items`: dossier item → number of the paper ('' when there is none).

    After the first quarter it is taken and marked late. Refusal `register.incomplete` (422) names
    what lacks, `register.date` a day outside the year.
    """
    dossier = stepping.locked(open_dossier(unit_id=unit_id, year=year, by=by).pk)
    kept = {code: number.strip() for code, number in items.items() if number.strip()}
    content = {"on": on.isoformat(), "items": kept}
    if _known(client_key, dossier, content):
        return dossier
    require(dossier.state, "register")
    law = laws.criteria(dossier.criteria)
    _require_day(on, date(year, 1, 1), "đăng ký", "registration")
    _require_items(law, kept, "register")
    window = law.registration.days(year) if law.registration else (on, on)
    act = Act("register", content, late=on > window[1], client_key=client_key)
    stepping.take(dossier, act, by, at or timezone.now())
    return dossier


@transaction.atomic
def assess(
    *,
    dossier_id: int,
    answers: Answers,
    by: Post,
    base: int | None = None,
    client_key: str = "",
    at: datetime | None = None,
) -> Step:
    """Say how the unit stands on every criterion; the verdict is the rule's own.

    `base`: number of the step the page was drawn from. Refusal `criteria.invalid` (422, findings),
    `dossier.conflict` (409), `dossier.order` (409), `unit.forbidden` (403).
    """
    dossier = stepping.locked(access.dossier_for(by, dossier_id, "write").pk)
    law = laws.criteria(dossier.criteria)
    return _claim(
        dossier, law, "assess", answers, {}, Act("", {}, client_key=client_key), by, base, at
    )


@transaction.atomic
def review(
    *,
    dossier_id: int,
    answers: Answers,
    minutes: Mapping[str, Any],
    by: Post,
    verdict: str = "",
    reason: str = "",
    document: str = "",
    base: int | None = None,
    client_key: str = "",
    at: datetime | None = None,
) -> Step:
    """Record the review meeting. `answers` replace those it saw differently.

    minutes: {held_on: ISO day, chair: office code, invited, present, agreed: counts}. verdict: ''
    follows the rule; another one needs `reason` and `document` (`verdict.reason`, 422). Refusal
    `minutes.invalid` (422) with a finding for each wrong field of the minutes.
    """
    dossier = stepping.locked(access.dossier_for(by, dossier_id, "write").pk)
    law = laws.criteria(dossier.criteria)
    merged = {**answers_now(dossier), **answers}
    stepping.refuse_all(wrong_in(law, minutes, dossier.year), "minutes.invalid")
    kept = {name: minutes[name] for name in MINUTES}
    act = Act("", {}, "", verdict, reason, document, client_key=client_key)
    return _claim(dossier, law, "review", merged, {"minutes": kept}, act, by, base, at)


def _claim(
    dossier: Dossier,
    law: CriteriaSet,
    stage: str,
    answers: Answers,
    more: Mapping[str, Any],
    said: Act,
    by: Post,
    base: int | None,
    at: datetime | None,
) -> Step:
    """Judge answers and write them down as one step of the stage."""
    stepping.refuse_all(check_claim(law, answers), "criteria.invalid")
    options = laws.options_of(law.id)
    judged = judge(law, answers, options)
    failed = ",".join(judged.in_the_way)
    content = {**more, "answers": dict(answers), "failed": failed, "options": options}
    known = _known(said.client_key, dossier, content)
    if known is not None:
        return known
    if base is not None and base != dossier.current:
        raise stepping.changed_elsewhere(dossier)
    require(dossier.state, stage, dossier.about == Decision.About.STANDARD)
    verdict = said.verdict or judged.outcome
    reason, document = departure(judged.outcome, verdict, said.reason, said.document)
    act = Act(stage, content, judged.outcome, verdict, reason, document, client_key=said.client_key)
    return stepping.take(dossier, act, by, at or timezone.now())


def departure(rule: str, verdict: str, reason: str, document: str) -> tuple[str, str]:
    """Return (reason, document) cleaned; Refusal `verdict.reason` when a departure lacks one."""
    if verdict not in ("met", "not_met", "missing"):
        raise Refusal(
            code="verdict.unknown",
            message=f"Không có kết quả “{verdict}”.",
            message_en=f"There is no verdict {verdict}.",
            status=422,
        )
    return departure_of(rule, verdict, reason, document)


def departure_of(rule: str, outcome: str, reason: str, document: str) -> tuple[str, str]:
    """As `departure`, for any kind of outcome (a verdict or a grade)."""
    reason, document = stepping.require_clean(reason, "Lý do"), document.strip()
    if document and (looks_like_person_id(document) or not is_document(document)):
        raise _bad_document(document)
    if outcome != rule and not (reason and document):
        raise Refusal(
            code="verdict.reason",
            message="Kết quả khác với quy tắc: ghi lý do và số văn bản làm căn cứ.",
            message_en="The outcome departs from the rule: give a reason and a document number.",
            status=422,
        )
    return reason, document


@transaction.atomic
def file_up(*, dossier_ids: Iterable[int], number: str, on: date, by: Post) -> int:
    """File reviewed dossiers upward with one proposal (its number and day); return how many."""
    if not is_document(number):
        raise _bad_document(number)
    count, at = 0, timezone.now()
    for dossier_id in dossier_ids:
        dossier = stepping.locked(access.dossier_for(by, dossier_id, "write").pk)
        require(dossier.state, "file")
        late = on >= laws.criteria(dossier.criteria).decision_day(dossier.year)
        content = {"number": number.strip(), "on": on.isoformat()}
        stepping.take(dossier, Act("file", content, late=late), by, at)
        count += 1
    return count


@transaction.atomic
def send_back(*, dossier_id: int, sentences: Mapping[str, str], by: Post) -> Step:
    """Send a dossier back to the unit, a sentence for each criterion (or part) to complete."""
    dossier = stepping.locked(access.dossier_for(by, dossier_id, "decide").pk)
    law = laws.criteria(dossier.criteria)
    kept = {code: stepping.require_clean(text, code) for code, text in sentences.items()}
    known = {item.id for item in law.criteria} | {part.id for part in law.parts()}
    if not kept or not all(kept.values()) or not set(kept) <= known:
        raise Refusal(
            code="return.empty",
            message="Ghi nội dung cần bổ sung cho ít nhất một tiêu chí trước khi trả lại.",
            message_en="Say what to complete for at least one criterion.",
            status=422,
        )
    require(dossier.state, "return")
    at = timezone.now()
    step = stepping.take(dossier, Act("return", {"sentences": kept}), by, at)
    telling.tell_returned(dossier, step, kept, at)
    return step


@transaction.atomic
def undo(*, dossier_id: int, by: Post) -> Step:
    """Take the last step back while the next level has not acted.

    Refusal `undo.late` (409) for a decided dossier (the decision itself is taken back) or when
    nothing is left, `unit.forbidden` (403) when the last step is another level's.
    """
    dossier = stepping.locked(access.dossier_for(by, dossier_id).pk)
    last = last_step(dossier)
    if last is None or last.decision_id is not None:
        raise Refusal(
            code="undo.late",
            message="Không hoàn tác được bước này. Đã có quyết định thì thu hồi quyết định.",
            message_en="This step cannot be undone. Take the decision back instead.",
        )
    if not _may_undo(dossier, last, by):
        raise submissions.forbidden()
    last.undone = True
    last.save(update_fields=["undone"])
    stepping.settle(dossier, timezone.now())
    stepping.append_undo(dossier, [last], by)
    record(verb="assessment.undo", by=by, object=dossier, data={"step": last.number})
    return last


def last_step(dossier: Dossier) -> Step | None:
    """Return the newest standing step of a dossier."""
    return Step.objects.filter(dossier=dossier, undone=False).order_by("-number").first()


def may_undo(dossier: Dossier, by: Post) -> bool:
    """Tell whether `undo` would go through, to show or hide its button."""
    last = last_step(dossier)
    return last is not None and last.decision_id is None and _may_undo(dossier, last, by)


def _may_undo(dossier: Dossier, last: Step, by: Post) -> bool:
    needed = "write" if last.stage in UNIT_STAGES else "decide"
    foreign = by.role == "unit_contact" and last.post_id != by.pk
    return not foreign and access.may(by, dossier, needed)


@transaction.atomic
def attach(*, dossier_id: int, item: str, name: str, content: bytes, by: Post) -> Paper:
    """Add a file to a dossier item; Refusal `file.*` says why not, `dossier.item` unknown item."""
    dossier = access.dossier_for(by, dossier_id, "write")
    known = {one.id for one in laws.criteria(dossier.criteria).dossier}
    if item not in known:
        raise Refusal(
            code="dossier.item",
            message=f"Hồ sơ không có mục “{item}”.",
            message_en=f"The dossier has no item {item}.",
            status=422,
        )
    file = evidence.kept(name, content)
    paper = Paper.objects.create(
        dossier=dossier, item=item, post_id=by.pk, at=timezone.now(), **file
    )
    record(verb="assessment.attach", by=by, object=dossier, data={"item": item})
    return paper


@transaction.atomic
def remove_paper(*, paper_id: int, by: Post) -> None:
    """Take a file out of a dossier; the row stays."""
    paper = Paper.objects.select_related("dossier").get(pk=paper_id)
    access.dossier_for(by, paper.dossier_id, "write")
    paper.removed = True
    paper.save(update_fields=["removed"])
    record(verb="assessment.remove_paper", by=by, object=paper.dossier, data={"item": paper.item})


def answers_now(dossier: Dossier) -> dict[str, Any]:
    """Return the answers in force: those of the newest standing review or assessment."""
    last = (
        Step.objects.filter(dossier=dossier, undone=False, stage__in=("assess", "review"))
        .order_by("-number")
        .first()
    )
    return dict(json.loads(last.content)["answers"]) if last else {}


def _known(client_key: str, dossier: Dossier, content: Mapping[str, Any]) -> Step | None:
    """The step this key already made; Refusal `key.reused` (422) for other content."""
    found = Step.objects.filter(client_key=client_key).first() if client_key else None
    if found is None:
        return None
    if found.dossier_id != dossier.pk or found.content != canonical(content):
        raise Refusal(
            code="key.reused",
            message="Mã gửi này đã dùng cho nội dung khác. Mở lại hồ sơ và gửi lại.",
            message_en="This key was already used for other content.",
            status=422,
        )
    return found


def _require_day(day: date, first: date, what: str, what_en: str) -> None:
    if not first <= day <= min(date(first.year, 12, 31), timezone.localdate()):
        raise Refusal(
            code="register.date",
            message=f"Ngày {what} phải trong năm {first.year} và không sau hôm nay.",
            message_en=f"The day of {what_en} must lie in {first.year}, not after today.",
            status=422,
        )


def _require_items(law: CriteriaSet, items: Mapping[str, str], at: str) -> None:
    wanted: Sequence[Any] = [one for one in law.dossier if one.at == at]
    missing = [one.label for one in wanted if one.needed and not items.get(one.id)]
    if missing:
        raise Refusal(
            code="register.incomplete",
            message=f"Còn thiếu số, ký hiệu của: {', '.join(missing)}.",
            message_en="Numbers of required papers are missing.",
            status=422,
        )
    for text in items.values():
        if looks_like_person_id(text) or not is_document(text):
            raise _bad_document(text)


def _bad_document(text: str) -> Refusal:
    return Refusal(
        code="document.number",
        message=f"“{text[:60]}” không phải số, ký hiệu văn bản. Viết như 15/QĐ-UBND.",
        message_en=f"“{text[:60]}” is no document number. Write it like 15/QĐ-UBND.",
        status=422,
    )
