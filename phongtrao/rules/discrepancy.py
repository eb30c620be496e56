"""Claimed against found: how often visits disagree, how sure that is, what it does to a verdict.

Wilson's score interval for a share (E. B. Wilson, 1927), 95 %. Decimals serve the interval only;
figures stay whole numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from phongtrao.plan.definitions import Goal
from phongtrao.rules.progress import against, value_of

CONFIRMED, DIFFERS, UNCHECKED = "confirmed", "differs", "unchecked"
VERDICTS = (CONFIRMED, DIFFERS, UNCHECKED)
#: Fewer visits than this say nothing about a figure of the province.
ENOUGH = 10
Z95 = Decimal("1.959963984540054")
SCALE = 1_000_000


@dataclass(frozen=True)
class Rate:
    """`wrong` of `checked` answers did not hold; low and high are the ends of the interval."""

    wrong: int
    checked: int
    low: Fraction
    high: Fraction

    @property
    def value(self) -> Fraction | None:
        """The share found wrong, None when nothing was checked."""
        return Fraction(self.wrong, self.checked) if self.checked else None


@dataclass(frozen=True)
class Effect:
    """A figure as claimed, and the range it falls to when the units not visited are wrong alike.

    `changes`: the range holds another verdict than the claim. Values are shares of one.
    """

    claimed: Fraction
    low: Fraction
    high: Fraction
    verdict: str
    worst: str
    best: str

    @property
    def changes(self) -> bool:
        """Whether the verdict may be another."""
        return not (self.worst == self.best == self.verdict)


def wilson(wrong: int, checked: int) -> Rate:
    """Return the rate `wrong`/`checked` with its 95 % interval; 0 to 1 when nothing was checked."""
    if not 0 <= wrong <= checked:
        raise ValueError(f"{wrong} of {checked} is not a share.")
    if not checked:
        return Rate(0, 0, Fraction(0), Fraction(1))
    with localcontext() as context:
        context.prec = 28
        n, share, square = Decimal(checked), Decimal(wrong) / Decimal(checked), Z95 * Z95
        middle = share + square / (2 * n)
        spread = Z95 * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
        whole = 1 + square / n
        low, high = (middle - spread) / whole, (middle + spread) / whole
    return Rate(
        wrong,
        checked,
        Fraction(0) if not wrong else _bounded(low),
        Fraction(1) if wrong == checked else _bounded(high),
    )


def _bounded(value: Decimal) -> Fraction:
    """A share of one in millionths."""
    return Fraction(min(SCALE, max(0, int((value * SCALE).to_integral_value()))), SCALE)


def rate_of(verdicts: Iterable[str]) -> Rate:
    """Return the rate of answers that differ among those that could be checked."""
    listed = [verdict for verdict in verdicts if verdict != UNCHECKED]
    return wilson(listed.count(DIFFERS), len(listed))


def effect(
    goal: Goal, near: Fraction, numerator: int, denominator: int, sampled: int, rate: Rate
) -> Effect | None:
    """Return what a rate of overstatement does to a share.

    numerator, denominator: units that count and all units of the figure, as claimed; sampled: how
    many of the numerator belong to the kinds of unit that were visited. Only those are lowered: the
    others stand as claimed. None when fewer than ten were checked or there is nothing to divide by.
    """
    if not denominator or rate.checked < ENOUGH:
        return None
    verdict = against(goal, near, numerator, denominator)
    low = numerator - _up(sampled * rate.high)
    high = numerator - _down(sampled * rate.low)
    claimed = value_of(numerator, denominator)
    assert claimed is not None, "the denominator is not 0"
    return Effect(
        claimed,
        Fraction(low, denominator),
        Fraction(high, denominator),
        verdict,
        against(goal, near, low, denominator),
        against(goal, near, high, denominator),
    )


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _down(value: Fraction) -> int:
    return value.numerator // value.denominator
