"""Figures in Vietnamese words: percent, change against last year, verdicts, lists."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from phongtrao.core.figures import VERDICT_LABELS
from phongtrao.core.numbers import format_number
from phongtrao.documents.shape import APPROXIMATELY
from phongtrao.reports.facts import CountFact, FigureFact, MeasureFact, TargetFact, comparable

NO_DATA = "(chưa có số liệu)"
DASH = "–"
MAX_DECIMALS = 4
JUDGED = ("exceeded", "met", "near", "missed")


def percent(share: Fraction, goal: str = "") -> str:
    """A share of 1 as percent with one decimal, none when whole; more where rounding would hit
    the goal.

    >>> percent(Fraction(89996, 100000), "90")
    '89,996%'
    """
    exact = share * 100
    if exact.denominator == 1:
        return f"{format_number(exact)}%"
    walls = {Fraction(100), Fraction(0)} | ({Fraction(goal)} if goal else set())
    decimals = 1
    while decimals < MAX_DECIMALS:
        rounded = Fraction(int(abs(exact) * 10**decimals + Fraction(1, 2)), 10**decimals)
        if rounded not in walls or rounded == exact:
            break
        decimals += 1
    return format_number(exact, decimals) + "%"


def value(figure: FigureFact, goal: str = "") -> str:
    """The value of a figure: "87,3%" or "24"; a dash without data; ≈ before provisional ones."""
    if figure.value is None:
        return DASH
    text = percent(figure.value, goal) if figure.ratio else format_number(figure.value)
    return (APPROXIMATELY if figure.provisional else "") + text


def number(count: int | None) -> str:
    """A count, or a dash when there is none."""
    return DASH if count is None else format_number(count)


def ratio(figure: FigureFact) -> str:
    """Numerator over denominator, or the count."""
    if figure.numerator is None:
        return DASH
    if not figure.ratio:
        return number(figure.numerator)
    return f"{number(figure.numerator)}/{number(figure.denominator)}"


def verdict(figure: FigureFact) -> str:
    """The verdict, with "(tạm tính)" while the figure is provisional."""
    label = VERDICT_LABELS[figure.verdict]
    return f"{label} (tạm tính)" if figure.provisional and figure.verdict in JUDGED else label


def signed(number_: Fraction, decimals: int = 1) -> str:
    """A difference with its sign: "+2,2", "−1,0", "0"."""
    text = format_number(abs(number_), decimals)
    if not text.strip("0,."):
        return "0"
    return ("+" if number_ > 0 else "−") + text


def points(now: FigureFact, before: FigureFact | None) -> str:
    """The difference: in points for shares, in units for counts; a dash if not comparable."""
    if not comparable(now, before):
        return DASH
    assert before is not None and before.value is not None and now.value is not None
    if now.ratio:
        return signed((now.value - before.value) * 100)
    return signed(now.value - before.value, 0)


def growth(now: FigureFact, before: FigureFact | None) -> str:
    """The change in percent of the earlier value; a dash if not comparable or from nothing."""
    if before is None or now.value is None or not before.value or not comparable(now, before):
        return DASH
    return signed((now.value - before.value) / before.value * 100)


def _moved(difference: Fraction, amount: str, year: int) -> str:
    if not amount.strip("0,.% điểm"):
        return f"bằng năm {year}"
    return f"{'tăng' if difference > 0 else 'giảm'} {amount} so với năm {year}"


def change(fact: TargetFact | MeasureFact | CountFact, year: int) -> str:
    """Such as "tăng 2,2 điểm % so với năm 2023"; "" when the years cannot be compared."""
    if not isinstance(fact, TargetFact):
        now, before = fact.now, fact.before
        if now is None or before is None or not fact.comparable:
            return ""
        if before == 0:
            return f"năm {year} không có" if now else f"bằng năm {year}"
        share = Fraction(now - before, before)
        return _moved(share, percent(abs(share)), year)
    if not comparable(fact.now, fact.before):
        return ""
    assert fact.before is not None and fact.before.value is not None and fact.now.value is not None
    difference = fact.now.value - fact.before.value
    if not fact.now.ratio:
        return _moved(difference, number(int(abs(difference))), year)
    return _moved(difference, f"{format_number(abs(difference) * 100, 1)} điểm %", year)


def joined(parts: Sequence[str], last: str = " và ") -> str:
    """Such as "a, b và c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + last + parts[-1]
