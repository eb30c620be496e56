"""The verdict on a figure: exact fractions, strict where the plan says "trên", silent below 80 %.

A figure of which less than 80 % of the owed units is known is never judged: it says "not enough
data". Percentages are compared as fractions, never as rounded decimals.
"""

from fractions import Fraction
from functools import lru_cache

from phongtrao.plan.definitions import Goal, Target

MIN_COVERAGE = Fraction(4, 5)
Judged = tuple[Fraction | None, str]


def value_of(numerator: int, denominator: int | None) -> Fraction | None:
    """Return the share, the count itself without a denominator, None over an empty denominator."""
    if denominator is None:
        return Fraction(numerator)
    return Fraction(numerator, denominator) if denominator else None


def judge(
    target: Target,
    year: int,
    numerator: int | None,
    denominator: int | None,
    reported: int,
    expected: int,
    unavailable: int,
    *,
    reading: str = "",
    is_province: bool = True,
) -> Judged:
    """Return (value, verdict) of a figure of `year`.

    `reported`, `expected`, `unavailable` count units. A target of level "province" is shown but not
    judged below it (`is_province` False).
    """
    goal = target.in_year(year, reading or None)
    if numerator is None:
        return None, "not_enough_data" if expected else "not_judged"
    own = denominator if goal.denominator is not None else None
    judged_here = is_province or target.level == "all"
    return judge_goal(
        goal,
        Fraction(str(target.near)),
        numerator,
        own,
        reported - unavailable,
        expected,
        judged_here,
    )


def judge_goal(
    goal: Goal,
    near: Fraction,
    numerator: int,
    denominator: int | None,
    known: int,
    expected: int,
    judged_here: bool = True,
) -> Judged:
    """Return (value, verdict) against one goal; `known` of `expected` units have usable data."""
    value = value_of(numerator, denominator)
    if not expected or not judged_here:
        return value, "not_judged"
    if known < MIN_COVERAGE * expected:
        return value, "not_enough_data"
    if value is None:
        return value, "not_judged"
    return value, against(goal, near, numerator, denominator)


def against(goal: Goal, near: Fraction, numerator: int, denominator: int | None) -> str:
    """Return the verdict on a known value, in whole numbers only.

    `near` is in percentage points and only for ratios; `denominator` is not 0.
    """
    if goal.operator == "zero":
        return "missed" if numerator else "met"
    if goal.value is None:
        return "not_judged"
    wanted = _exact(goal.value)
    scale = 1 if denominator is None else denominator
    ahead = (numerator * (1 if denominator is None else 100)) * wanted.denominator
    ahead -= wanted.numerator * scale
    margin = near if denominator is not None else Fraction(2)
    room = margin.numerator * scale * wanted.denominator
    if _reached(goal.operator, ahead):
        return "exceeded" if _exceeded(goal.operator, ahead * margin.denominator, room) else "met"
    close = denominator is not None and abs(ahead) * margin.denominator <= room
    return "near" if close else "missed"


@lru_cache(maxsize=256)
def _exact(value: int | float) -> Fraction:
    """The number as written in the package: 66.7 is 667/10."""
    return Fraction(str(value))


def _reached(operator: str, ahead: int) -> bool:
    if operator == "gt":
        return ahead > 0
    if operator == "le":
        return ahead <= 0
    return ahead == 0 if operator == "eq" else ahead >= 0


def _exceeded(operator: str, ahead: int, room: int) -> bool:
    """At least: more than asked. Strictly more: beyond the asked value by the margin."""
    if operator in ("ge", "at_least"):
        return ahead > 0
    return operator == "gt" and ahead >= room


def needed(goal: Goal, numerator: int, denominator: int | None) -> int | None:
    """Return how many more units must pass to reach the goal, the denominator standing still.

    0 when it is reached, None when no number of passing units reaches it (or nothing is asked).
    """
    if goal.operator in ("zero", "le"):
        limit = 0 if goal.operator == "zero" else _floor(goal, denominator)
        return None if limit is None else max(0, numerator - limit)
    if goal.value is None or denominator == 0:
        return None
    whole = _exact(goal.value) * (1 if denominator is None else Fraction(denominator, 100))
    least = -(-whole.numerator // whole.denominator)
    if goal.operator == "gt" and whole == least:
        least += 1
    if denominator is not None and least > denominator:
        return None
    return max(0, least - numerator)


def _floor(goal: Goal, denominator: int | None) -> int | None:
    if goal.value is None:
        return None
    whole = _exact(goal.value) * (1 if denominator is None else Fraction(denominator, 100))
    return whole.numerator // whole.denominator
