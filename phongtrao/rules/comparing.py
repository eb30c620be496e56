"""The same answers under another version of the law; units one criterion away; shares of grades."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from phongtrao.plan.criteria import CriteriaSet
from phongtrao.rules.recognition import MET, Given, Verdict, judge

GRADES: dict[str, tuple[str, str]] = {
    "excellent": ("Xuất sắc", "Excellent"),
    "good": ("Khá", "Good"),
    "average": ("Trung bình", "Average"),
    "weak": ("Yếu", "Weak"),
}
#: II.1 of the plan: excellent from 30 %, good from 50 %, no weak unit.
GOALS: dict[str, int] = {"excellent": 30, "good": 50, "weak": 0}


@dataclass(frozen=True)
class WhatIf:
    """One unit under two versions: both verdicts and the criteria whose outcome differs."""

    before: Verdict
    after: Verdict
    changed: tuple[str, ...]

    @property
    def turns(self) -> bool:
        """Whether the unit's own verdict changes."""
        return self.before.outcome != self.after.outcome


def what_if(
    answers: Given,
    before: CriteriaSet,
    after: CriteriaSet,
    options_before: Mapping[str, str] | None = None,
    options_after: Mapping[str, str] | None = None,
) -> WhatIf:
    """Judge the same answers twice; criteria are matched by id, new and dropped ones count."""
    old, new = judge(before, answers, options_before), judge(after, answers, options_after)
    was = {item.criterion.id: item.outcome for item in old.criteria}
    now = {item.criterion.id: item.outcome for item in new.criteria}
    listed = [*was, *(code for code in now if code not in was)]
    return WhatIf(old, new, tuple(code for code in listed if was.get(code) != now.get(code)))


def tried(law: CriteriaSet, thresholds: Mapping[str, int]) -> CriteriaSet:
    """Return the law with other thresholds (part id → percent or count), to ask "what if".

    KeyError for a part that has no threshold.
    """
    for code in thresholds:
        if law.part(code).at_least is None:
            raise KeyError(code)
    criteria = tuple(
        item.model_copy(
            update={
                "parts": tuple(
                    part.model_copy(update={"at_least": thresholds.get(part.id, part.at_least)})
                    for part in item.parts
                )
            }
        )
        for item in law.criteria
    )
    return law.model_copy(update={"criteria": criteria})


def one_away(verdict: Verdict) -> str:
    """Return the only criterion between the unit and the title; '' when none or several are."""
    wrong = verdict.in_the_way
    return wrong[0] if verdict.outcome != MET and len(wrong) == 1 else ""


@dataclass(frozen=True)
class Share:
    """How many units have one grade, over both denominators, and what the plan asks."""

    grade: str
    recognised: int
    in_scope: int
    of_recognised: Fraction | None
    of_in_scope: Fraction | None
    goal: int | None
    reached: bool | None


def distribution(grades: Iterable[tuple[str, bool]], recognised: int, in_scope: int) -> list[Share]:
    """Return the shares of the four grades.

    grades: (grade, is recognised) of each graded unit; recognised, in_scope: the denominators.
    `Share.recognised` counts recognised units of the grade, `Share.in_scope` all of them.
    The headline reading of 30 % and 50 % is of the recognised; "weak" counts every unit.
    """
    counted = list(grades)
    found = []
    for grade in GRADES:
        both = sum(1 for own, safe in counted if own == grade and safe)
        every = sum(1 for own, _ in counted if own == grade)
        share = Fraction(both, recognised) if recognised else None
        goal = GOALS.get(grade)
        reached = _reached(grade, share, every, bool(counted))
        wide = Fraction(every, in_scope) if in_scope else None
        found.append(Share(grade, both, every, share, wide, goal, reached))
    return found


def _reached(grade: str, share: Fraction | None, every: int, any_graded: bool) -> bool | None:
    if grade not in GOALS or not any_graded:
        return None
    if grade == "weak":
        return every == 0
    return None if share is None else share * 100 >= GOALS[grade]
