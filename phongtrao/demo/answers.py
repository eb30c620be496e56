"""Payloads: what a form asks, taken from the unit's facts, with some answers not available."""

from typing import Any

from phongtrao.demo import calibration as cal
from phongtrao.demo.facts import UNAVAILABLE, Case, Facts, facts_of
from phongtrao.demo.sentences import narrative
from phongtrao.plan.definitions import Field

_MUST_STAY = frozenset({"safe", "grade", "households", "staff"})


def payload_of(case: Case, asked: list[Field]) -> dict[str, Any]:
    """The answers of one unit to the fields it is asked, in the order of the form."""
    facts = facts_of(case)
    payload: dict[str, Any] = {}
    for field in asked:
        answer = _answer(case, facts, field)
        if answer is not None:
            payload[field.id] = answer
    return payload


def _answer(case: Case, facts: Facts, field: Field) -> Any:
    answer = facts.get(field.id)
    if answer is None:
        return _made_up(case, field) if field.required else None
    if isinstance(answer, dict) and answer["why"] not in field.why:
        return _allowed(answer["why"], field)
    lost = field.id not in _MUST_STAY and case.rng.random() < cal.UNAVAILABLE
    if lost and field.type == "integer" and "unavailable" in field.why:
        return UNAVAILABLE
    return answer


def _allowed(why: str, field: Field) -> Any:
    """The plain answer that says the same where a form does not take the reason."""
    if why == "none" and field.type == "integer":
        return 0
    if field.why:
        return {"why": field.why[-1]}
    return None if not field.required else ("no" if field.type == "yesno" else 0)


def _made_up(case: Case, field: Field) -> Any:
    """Any fitting answer to a required field of a form this room does not know."""
    if field.type == "integer":
        return case.between(0, min(field.maximum or 40, 40))
    if field.type == "yesno":
        return case.yes(0.5 + 0.5 * case.quality)
    if field.type == "choice":
        return field.choices[0 if case.chance(case.quality) else -1].code
    if field.type == "choices":
        return [field.choices[0].code]
    if field.type == "date":
        return f"{case.year}-{'05' if case.is_half else '09'}-15"
    return narrative(case.rng, field.id, case.quality)
