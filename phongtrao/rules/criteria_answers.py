"""What a unit is about to claim, judged before it is believed; and claims against data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phongtrao.core.findings import Finding
from phongtrao.core.text import looks_like_person_id
from phongtrao.plan.criteria import Answer, CriteriaSet, Part
from phongtrao.rules.recognition import MISSING, NOT_APPLICABLE, Given, judge_part

KEYS: dict[str, frozenset[str]] = {
    "yes_no": frozenset({"value"}),
    "none_occurred": frozenset({"value", "document", "excuse"}),
    "ratio": frozenset({"numerator", "denominator"}),
    "not_more": frozenset({"now", "before"}),
    "count": frozenset({"count"}),
    "rating": frozenset({"value"}),
}
NUMBERS = frozenset({"numerator", "denominator", "now", "before", "count"})
MOST = 10_000_000
DOCUMENT_LENGTH = 60
_DOCUMENT = re.compile(r"^\d{1,5}(?:/\d{4})?\s*/\s*[A-ZĐ0-9][A-ZĐƯƠÔÊÂ0-9\-–.&]*$")


@dataclass(frozen=True)
class FromData:
    """What data answers to one part: the answer and where it comes from, in both languages."""

    answer: Answer
    label: str
    label_en: str


def is_document(text: str) -> bool:
    """Tell whether a text is a document's number and symbol: `15/QĐ-UBND`, `3/2024/BC-CAX`."""
    plain = text.strip()
    return len(plain) <= DOCUMENT_LENGTH and _DOCUMENT.match(plain.upper()) is not None


def check_claim(criteria: CriteriaSet, answers: Mapping[str, Any]) -> list[Finding]:
    """Return mistakes in the form of answers; the part's id is the place. Verdicts are not judged.

    Only counts, codes and document numbers pass: there is no way to write about persons or cases.
    """
    known = {part.id: part for part in criteria.parts()}
    found: list[Finding] = []
    for code, answer in answers.items():
        part = known.get(code)
        if part is None:
            text = f"Bộ tiêu chí không có mục “{code}”."
            found.append(_wrong("criteria.unknown", code, text, f"No part {code}."))
        else:
            found += _answer(part, answer)
    return found


def blanks(criteria: CriteriaSet, answers: Given) -> list[Part]:
    """Return the parts nobody answered in full; a wrong answer is not a blank one."""
    return [part for part in criteria.parts() if _blank(part, answers.get(part.id) or {})]


def _blank(part: Part, answer: Answer) -> bool:
    if "na" in answer:
        return False
    needed = KEYS[part.type] - {"document", "excuse"}
    if part.base is not None:
        needed -= {"denominator"}
    return not needed <= set(answer)


def _wrong(code: str, place: str, text: str, text_en: str, hint: str = "") -> Finding:
    return Finding(code=code, place=place, message=text, hint=hint, message_en=text_en)


def _answer(part: Part, answer: object) -> list[Finding]:
    if not isinstance(answer, Mapping):
        text = f"{part.id}: câu trả lời không đúng dạng."
        return [_wrong("criteria.shape", part.id, text, "The answer has a wrong shape.")]
    allowed = {"na"} if "na" in answer else KEYS[part.type]
    if part.base is not None:
        allowed = allowed - {"denominator"}
    odd = sorted(set(answer) - allowed)
    if odd:
        text = f"{part.id}: không nhận “{odd[0]}” ở mục này."
        return [_wrong("criteria.shape", part.id, text, f"{odd[0]} is not accepted here.")]
    found = [item for key in answer if (item := _value(part, key, answer[key])) is not None]
    return found or _together(part, answer)


def _value(part: Part, key: str, value: object) -> Finding | None:
    if key in NUMBERS:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and 0 <= int(str(value)) <= MOST:
            return None
        text = f"{part.id}: ghi số nguyên từ 0 trở lên."
        return _wrong("criteria.number", part.id, text, "A whole number from 0 is needed.")
    if not isinstance(value, str):
        text = f"{part.id}: câu trả lời không đúng dạng."
        return _wrong("criteria.shape", part.id, text, "The answer has a wrong shape.")
    if key == "document":
        return _document(part, value)
    codes = _codes(part, key)
    if value not in codes:
        text = f"{part.id}: không có lựa chọn “{value[:40]}”."
        hint = f"Lựa chọn: {', '.join(sorted(codes))}."
        return _wrong("criteria.choice", part.id, text, f"No choice {value[:40]}.", hint)
    return None


def _codes(part: Part, key: str) -> set[str]:
    if key == "na":
        return {item.id for item in part.na}
    if key == "excuse":
        return {item.id for item in part.excuses}
    if part.type == "yes_no":
        return {"yes", "no"}
    if part.type == "rating":
        return {item.id for item in part.ratings}
    return {"none", "occurred"} | ({"excused"} if part.excuses else set())


def _document(part: Part, value: str) -> Finding | None:
    if looks_like_person_id(value) or not is_document(value):
        text = f"{part.id}: chỉ ghi số, ký hiệu văn bản, ví dụ 15/BC-CAX; không ghi tên người."
        return _wrong("criteria.document", part.id, text, "Only a document number is accepted.")
    return None


def _together(part: Part, answer: Mapping[str, Any]) -> list[Finding]:
    """Keys that must come together, numbers that must fit."""
    if "na" in answer:
        return []
    if part.type == "none_occurred" and answer.get("value") in ("occurred", "excused"):
        if not answer.get("document"):
            text = f"{part.id}: ghi số, ký hiệu văn bản xác định."
            return [_wrong("criteria.document", part.id, text, "Name the document.")]
        if answer["value"] == "excused" and not answer.get("excuse"):
            text = f"{part.id}: chọn trường hợp loại trừ."
            return [_wrong("criteria.excuse", part.id, text, "Choose the excuse.")]
    top, whole = answer.get("numerator"), answer.get("denominator")
    if isinstance(top, int) and isinstance(whole, int) and top > whole:
        text = f"{part.id}: số đạt ({top}) lớn hơn tổng số ({whole}). Sửa một trong hai số."
        return [_wrong("criteria.ratio", part.id, text, f"{top} exceeds {whole}.")]
    return []


def contradictions(
    criteria: CriteriaSet,
    answers: Given,
    data: Mapping[str, FromData],
    options: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Return a warning for each part where the claim and the data lead to different outcomes.

    Parts without a claim or without data are silent; so is one that only differs in its numbers.
    """
    chosen = criteria.chosen(dict(options or {}))
    shown = {**answers, **{code: item.answer for code, item in data.items()}}
    found = []
    for code, item in data.items():
        claim = judge_part(criteria.part(code), answers, chosen)
        fact = judge_part(criteria.part(code), shown, chosen)
        silent = MISSING in (claim.outcome, fact.outcome) or claim.outcome == fact.outcome
        # What does not apply is the unit's own knowledge only where data says nothing.
        if silent or (fact.outcome == NOT_APPLICABLE and claim.outcome != NOT_APPLICABLE):
            continue
        found.append(
            Finding(
                code="criteria.contradiction",
                place=code,
                level="warning",
                message=f"{code} ({claim.part.label}): khai “{_bare(claim.why)}” nhưng "
                f"{item.label} ghi “{_bare(fact.why)}”.",
                hint="Đối chiếu hai nguồn, sửa nguồn sai.",
                message_en=f"{code} ({claim.part.label_en}): claimed “{_bare(claim.why_en)}”, "
                f"{item.label_en} says “{_bare(fact.why_en)}”.",
            )
        )
    return found


def _bare(sentence: str) -> str:
    return sentence.removesuffix(".")
