"""Whether a unit deserves the title: a verdict per criterion and for the unit, with every reason.

Circular 124/2021/TT-BCA art. 8 cl. 1: no score; every criterion must be met. What does not apply
(no Party organisation, no guards, no unit below) never counts as failed. A part that nobody
answered leaves the unit "missing", unless something else already failed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from phongtrao.plan.criteria import Answer, CriteriaSet, Criterion, Part

MET, NOT_MET, NOT_APPLICABLE, MISSING = "met", "not_met", "not_applicable", "missing"
OUTCOMES: dict[str, tuple[str, str]] = {
    MET: ("Đạt", "Met"),
    NOT_MET: ("Chưa đạt", "Not met"),
    NOT_APPLICABLE: ("Không áp dụng", "Not applicable"),
    MISSING: ("Chưa trả lời", "Not answered"),
}
Given = Mapping[str, Answer]


@dataclass(frozen=True)
class PartVerdict:
    """One part: its outcome and why, in both languages."""

    part: Part
    outcome: str
    why: str
    why_en: str


@dataclass(frozen=True)
class CriterionVerdict:
    """One criterion with the verdicts of its parts."""

    criterion: Criterion
    outcome: str
    parts: tuple[PartVerdict, ...]

    @property
    def reasons(self) -> list[PartVerdict]:
        """The parts that keep the criterion from being met."""
        return [part for part in self.parts if part.outcome in (NOT_MET, MISSING)]


@dataclass(frozen=True)
class Verdict:
    """The unit: `met`, `not_met` or `missing`, and the criteria behind it."""

    outcome: str
    criteria: tuple[CriterionVerdict, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of criteria not met."""
        return self._with(NOT_MET)

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of criteria nobody answered in full."""
        return self._with(MISSING)

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Ids of criteria that do not apply."""
        return self._with(NOT_APPLICABLE)

    @property
    def in_the_way(self) -> tuple[str, ...]:
        """Ids of criteria between the unit and the title, in order."""
        wrong = (NOT_MET, MISSING)
        return tuple(item.criterion.id for item in self.criteria if item.outcome in wrong)

    def _with(self, outcome: str) -> tuple[str, ...]:
        return tuple(item.criterion.id for item in self.criteria if item.outcome == outcome)


def judge(
    criteria: CriteriaSet, answers: Given, options: Mapping[str, str] | None = None
) -> Verdict:
    """Judge a unit's answers under one version of the criteria; `options` fill the open points."""
    chosen = criteria.chosen(dict(options or {}))
    judged = tuple(_criterion(item, answers, chosen) for item in criteria.criteria)
    return Verdict(combined(item.outcome for item in judged) or MET, judged)


def combined(outcomes: Iterable[str]) -> str:
    """Return the outcome of several that must all hold; '' when none of them applies."""
    seen = set(outcomes)
    for outcome in (NOT_MET, MISSING, MET):
        if outcome in seen:
            return outcome
    return ""


def _criterion(criterion: Criterion, answers: Given, chosen: Mapping[str, str]) -> CriterionVerdict:
    parts = tuple(judge_part(part, answers, chosen) for part in criterion.parts)
    outcome = combined(part.outcome for part in parts) or NOT_APPLICABLE
    return CriterionVerdict(criterion, outcome, parts)


def judge_part(part: Part, answers: Given, chosen: Mapping[str, str]) -> PartVerdict:
    """Judge one part; `chosen` is option id → value, for ratios with an open base."""
    answer = answers.get(part.id)
    if not answer:
        return _said(part, MISSING, "Chưa trả lời.", "Not answered.")
    if "na" in answer:
        return _na(part, answer)
    return _JUDGES[part.type](part, answer, answers, chosen)


def _said(part: Part, outcome: str, why: str, why_en: str) -> PartVerdict:
    return PartVerdict(part, outcome, why, why_en)


def _na(part: Part, answer: Answer) -> PartVerdict:
    for reason in part.na:
        if reason.id == answer["na"]:
            return _said(part, NOT_APPLICABLE, f"{reason.label}.", f"{reason.label_en}.")
    why = "Tiêu chí này không có trường hợp “không áp dụng” đã chọn."
    return _said(part, MISSING, why, "This part has no such case of not applicable.")


def _yes_no(part: Part, answer: Answer, _: Given, __: Mapping[str, str]) -> PartVerdict:
    if answer.get("value") == "yes":
        return _said(part, MET, "Có.", "Yes.")
    if answer.get("value") == "no":
        return _said(part, NOT_MET, "Không.", "No.")
    return _unreadable(part)


def _occurrence(part: Part, answer: Answer, _: Given, __: Mapping[str, str]) -> PartVerdict:
    value, document = answer.get("value"), str(answer.get("document", "")).strip()
    if value == "none":
        return _said(part, MET, "Không xảy ra.", "None occurred.")
    if value == "occurred":
        source = f" theo văn bản {document}" if document else ""
        source_en = f", document {document}" if document else ""
        return _said(part, NOT_MET, f"Có xảy ra{source}.", f"Occurred{source_en}.")
    excuse = next((item for item in part.excuses if item.id == answer.get("excuse")), None)
    if value == "excused" and excuse is not None:
        if document:
            words = f"{excuse.label} (văn bản {document})."
            return _said(part, MET, words, f"{excuse.label_en} (document {document}).")
        why = "Có xảy ra, thuộc trường hợp loại trừ nhưng chưa ghi số văn bản xác định."
        return _said(part, MISSING, why, "Excused, but the document is not named.")
    return _unreadable(part)


def _ratio(part: Part, answer: Answer, answers: Given, chosen: Mapping[str, str]) -> PartVerdict:
    numerator = _whole(answer.get("numerator"))
    whole = answer.get("denominator") if part.base is None else based(part, answers, chosen)
    denominator = _whole(whole)
    if numerator is None or denominator is None:
        return _said(part, MISSING, "Chưa đủ hai số để tính tỷ lệ.", "A number is missing.")
    least = part.at_least if part.at_least is not None else 100
    if denominator == 0:
        if part.na:
            return _said(part, NOT_APPLICABLE, f"{part.na[0].label}.", f"{part.na[0].label_en}.")
        return _said(part, MISSING, "Mẫu số bằng 0.", "The denominator is 0.")
    outcome = MET if numerator * 100 >= least * denominator else NOT_MET
    shown, shown_en = percent(numerator, denominator), percent(numerator, denominator, ".")
    return _said(
        part,
        outcome,
        f"{numerator}/{denominator} = {shown}%, cần từ {least}%.",
        f"{numerator}/{denominator} = {shown_en}%, at least {least}% is needed.",
    )


def based(part: Part, answers: Given, chosen: Mapping[str, str]) -> int | str | None:
    """Return the denominator that the chosen base of a ratio names, None when not given."""
    assert part.base is not None
    other, _, side = part.base.by[chosen[part.base.option]].partition(".")
    return answers.get(other, {}).get(side)


def _not_more(part: Part, answer: Answer, _: Given, __: Mapping[str, str]) -> PartVerdict:
    now, before = _whole(answer.get("now")), _whole(answer.get("before"))
    if now is None or before is None:
        return _said(part, MISSING, "Chưa đủ số của hai năm.", "A year's number is missing.")
    outcome = MET if now <= before else NOT_MET
    return _said(
        part, outcome, f"Năm nay {now}, năm trước {before}.", f"This year {now}, before {before}."
    )


def _count(part: Part, answer: Answer, _: Given, __: Mapping[str, str]) -> PartVerdict:
    count, least = _whole(answer.get("count")), part.at_least or 1
    if count is None:
        return _said(part, MISSING, "Chưa ghi số.", "No number given.")
    outcome = MET if count >= least else NOT_MET
    has = f"Có {count}" if count else "Không có"
    return _said(part, outcome, f"{has}, cần từ {least}.", f"{count}, at least {least}.")


def _rating(part: Part, answer: Answer, _: Given, __: Mapping[str, str]) -> PartVerdict:
    found = next((item for item in part.ratings if item.id == answer.get("value")), None)
    if found is None:
        return _unreadable(part)
    outcome = MET if found.passes else NOT_MET
    return _said(part, outcome, f"Xếp loại: {found.label}.", f"Rated: {found.label_en}.")


def _unreadable(part: Part) -> PartVerdict:
    return _said(part, MISSING, "Câu trả lời không hợp lệ.", "The answer is not valid.")


def _whole(value: object) -> int | None:
    """A count: a whole number that is not negative."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def percent(numerator: int, denominator: int, mark: str = ",") -> str:
    """Return the share in percent with at most one decimal, cut off, never rounded up."""
    tenths = numerator * 1000 // denominator
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}{mark}{tenths % 10}"


_Judge = Callable[[Part, Answer, Given, Mapping[str, str]], PartVerdict]
_JUDGES: dict[str, _Judge] = {
    "yes_no": _yes_no,
    "none_occurred": _occurrence,
    "ratio": _ratio,
    "not_more": _not_more,
    "count": _count,
    "rating": _rating,
}
