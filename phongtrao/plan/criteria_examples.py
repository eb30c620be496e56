"""Worked examples of criteria, judged the slow and obvious way, apart from `rules.recognition`."""

from __future__ import annotations

from phongtrao.plan.criteria import Answer, Answers, CriteriaExample, CriteriaSet, Part


def verdict_of(
    criteria: CriteriaSet, example: CriteriaExample
) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Verdict and the ids of criteria failed, missing and not applicable of an example."""
    options = criteria.chosen(example.options)
    said = {
        criterion.id: {_part(part, example.answers, options) for part in criterion.parts}
        for criterion in criteria.criteria
    }
    failed = tuple(code for code, marks in said.items() if "-" in marks)
    missing = tuple(code for code, marks in said.items() if "-" not in marks and "?" in marks)
    absent = tuple(code for code, marks in said.items() if marks == {"0"})
    verdict = "not_met" if failed else "missing" if missing else "met"
    return verdict, failed, missing, absent


def _part(part: Part, answers: Answers, options: dict[str, str]) -> str:
    """One mark: + met, - not met, 0 not applicable, ? missing."""
    answer = answers.get(part.id, {})
    if answer.get("na") in {reason.id for reason in part.na}:
        return "0"
    if part.type in ("ratio", "not_more", "count"):
        return _numbers(part, answer, answers, options)
    value = answer.get("value")
    good = {"yes_no": {"yes"}, "none_occurred": {"none"}}.get(
        part.type, {rating.id for rating in part.ratings if rating.passes}
    )
    bad = {"yes_no": {"no"}, "none_occurred": {"occurred"}}.get(
        part.type, {rating.id for rating in part.ratings if not rating.passes}
    )
    excused = value == "excused" and answer.get("excuse") in {item.id for item in part.excuses}
    if value in good or (excused and answer.get("document")):
        return "+"
    return "-" if value in bad else "?"


def _numbers(part: Part, answer: Answer, answers: Answers, options: dict[str, str]) -> str:
    if part.type == "not_more":
        numbers = [answer.get("now"), answer.get("before")]
    elif part.type == "count":
        numbers = [part.at_least or 1, answer.get("count")]
    else:
        whole = answer.get("denominator")
        if part.base is not None:
            other, side = part.base.by[options[part.base.option]].split(".")
            whole = answers.get(other, {}).get(side)
        numbers = [whole, answer.get("numerator")]
    first, second = numbers
    if not isinstance(first, int) or not isinstance(second, int):
        return "?"
    if part.type == "ratio":
        if first == 0:
            return "0" if part.na else "?"
        least = 100 if part.at_least is None else part.at_least
        return "+" if second / first * 100 >= least else "-"
    return "+" if first <= second else "-"
