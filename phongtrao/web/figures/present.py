"""A figure as people read it: value, goal, verdict, coverage, distance, link to its proof."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from phongtrao.core.figures import Figure
from phongtrao.core.kinds import GROUP_LABELS, GROUP_LABELS_EN
from phongtrao.plan.definitions import Goal, Target
from phongtrao.reports.facts import MAX_DRIFT
from phongtrao.rules.progress import needed
from phongtrao.web.base.tongue import counted
from phongtrao.web.base.tongue import said as said
from phongtrao.web.figures import charts
from phongtrao.web.figures.addresses import proof_url, so_mark, target_url
from phongtrao.web.templatetags.phongtrao import percent, vn

SMALL = 10
TONES = {
    "exceeded": "met",
    "met": "met",
    "near": "near",
    "missed": "missed",
    "not_enough_data": "waiting",
    "not_judged": "todo",
}
CHART_TONES = {"waiting": "none", "todo": "plain"}
ORDER = ("missed", "near", "not_enough_data", "met", "exceeded", "not_judged")


def group_label(group: str) -> str:
    """Return the name of a group of units in the language of the page."""
    return said(GROUP_LABELS.get(group, group), GROUP_LABELS_EN.get(group, ""))


def verdict_label(verdict: str) -> str:
    """Return a verdict in words (ux.md 5.1)."""
    return {
        "exceeded": _("Exceeded"),
        "met": _("Met"),
        "near": _("Nearly met"),
        "missed": _("Not met"),
        "not_enough_data": _("Not enough data"),
        "not_judged": _("Not judged here"),
    }[verdict]


def goal_of(target: Target, figure: Figure) -> Goal:
    """Return the goal in force at the end of the figure's period, for its reading."""
    return target.at(figure.period.end, figure.reading or None)


def _same_units(target: Target, goal: Goal, last: Figure) -> bool:
    """Whether a target counted units of the same kinds before: communes now, districts then."""
    return goal_of(target, last).applies == goal.applies


def goal_words(target: Target, goal: Goal) -> str:
    """Return a goal in signs: `≥ 90 %`, `> 50 %`, `100 %`, `0 đơn vị`, `≥ 20 đơn vị`."""
    number = 0 if goal.operator == "zero" else goal.value
    has_unit = target.unit and goal.denominator is None
    unit = f"\u00a0{counted(target.unit, number)}" if has_unit else ""
    if goal.operator == "zero":
        return f"0{unit}"
    if goal.value is None:
        return _("not judged")
    amount = Fraction(str(goal.value))
    decimals = 0 if amount.denominator == 1 else 1
    text = vn(amount, decimals)
    text += unit if goal.denominator is None else "\u00a0%"
    sign = {"ge": "≥ ", "at_least": "≥ ", "gt": "> ", "le": "≤ ", "eq": ""}[goal.operator]
    return sign + text


def gap_of(goal: Goal, figure: Figure) -> Fraction | None:
    """Return the distance to the goal: points of percent for shares, units for counts.

    Negative is short of the goal; None when there is nothing to compare.
    """
    if goal.operator == "zero":
        return None if figure.numerator is None else Fraction(-figure.numerator)
    if goal.value is None or figure.value is None:
        return None
    scale = 100 if goal.denominator is not None else 1
    distance = figure.value * scale - Fraction(str(goal.value))
    return -distance if goal.operator == "le" else distance


@dataclass(frozen=True)
class Shown:
    """Everything a page says about one figure, ready for a template."""

    figure: Figure
    target: Target
    goal: Goal
    href: str
    proof: str
    so: str
    bullet: str
    last: Figure | None = None

    @property
    def code(self) -> str:
        """Code of the target."""
        return self.target.id

    @property
    def title(self) -> str:
        """Short name of the target in the language of the page."""
        return said(self.target.short or self.target.title, self.target.title_en)

    @property
    def is_share(self) -> bool:
        """Whether the value is a percentage."""
        return self.goal.denominator is not None

    @property
    def value_text(self) -> str:
        """The value; below ten units the fraction comes first (ux.md 4.4)."""
        return value_text(self.goal, self.figure)

    @property
    def note(self) -> str:
        """The muted remark after the value: fraction, or percentage for small denominators."""
        figure = self.figure
        if not self.is_share or not figure.denominator or figure.numerator is None:
            return ""
        if figure.denominator < SMALL:
            return percent(figure.value)
        return f"{vn(figure.numerator)}/{vn(figure.denominator)}"

    @property
    def goal_text(self) -> str:
        """The goal in signs."""
        return goal_words(self.target, self.goal)

    @property
    def verdict_label(self) -> str:
        """The verdict in words."""
        return verdict_label(self.figure.verdict)

    @property
    def tone(self) -> str:
        """CSS tone of the verdict's tag."""
        return TONES[self.figure.verdict]

    @property
    def by_visits(self) -> bool:
        """Whether it counts the records of inspections, not what units report."""
        return self.goal.by_visits

    @property
    def coverage_text(self) -> str:
        """Reports in hand out of reports owed."""
        if self.by_visits:
            return _("records of visits")
        usable = self.figure.reported - self.figure.unavailable
        return f"{vn(usable)}/{vn(self.figure.expected)}"

    @property
    def provisional(self) -> bool:
        """Whether some reports are not yet approved or missing."""
        return self.figure.provisional

    @property
    def gap(self) -> Fraction | None:
        """Signed distance to the goal."""
        return gap_of(self.goal, self.figure)

    @property
    def short(self) -> int:
        """Units that would have to pass to reach the goal; 0 when reached or out of reach."""
        if self.figure.numerator is None or self.figure.verdict not in ("near", "missed"):
            return 0
        return needed(self.goal, self.figure.numerator, self.figure.denominator) or 0

    @property
    def gap_text(self) -> str:
        """The distance in words of the page, with its sign."""
        return gap_words(self.gap, self.is_share)

    @property
    def comparable(self) -> bool:
        """Whether last year counted the same kind of unit, and for a count nearly as many."""
        if self.last is None or not _same_units(self.target, self.goal, self.last):
            return False
        drift = abs(self.figure.expected - self.last.expected)
        return self.is_share or drift <= MAX_DRIFT * self.last.expected

    @property
    def change(self) -> Fraction | None:
        """Change against last year: points of percent, or units; None when not to be compared."""
        if self.last is None or self.last.value is None or self.figure.value is None:
            return None
        if self.uncompared:
            return None
        return (self.figure.value - self.last.value) * (100 if self.is_share else 1)

    @property
    def uncompared(self) -> bool:
        """Whether last year has a value that is not set beside this one."""
        if self.last is None or self.last.value is None or self.figure.value is None:
            return False
        return not self.comparable

    @property
    def change_text(self) -> str:
        """Change against last year with its sign, a dash when there is nothing to compare."""
        if self.uncompared:
            return _("not compared")
        return gap_words(self.change, self.is_share) if self.change is not None else "–"

    @property
    def order(self) -> tuple[int, Fraction]:
        """Worst first: by verdict, then by distance in points of percent (counts made relative)."""
        return ORDER.index(self.figure.verdict), relative_gap(self.goal, self.figure)


def relative_gap(goal: Goal, figure: Figure) -> Fraction:
    """Return the distance to the goal so that shares and counts can be ranked together.

    Shares: points of percent. "At least n": percent of n. "None": percent of the units that owe.
    """
    gap = gap_of(goal, figure)
    if gap is None:
        return Fraction(0)
    if goal.denominator is not None:
        return gap
    base = Fraction(str(goal.value)) if goal.value else Fraction(figure.expected or 1)
    return gap * 100 / base


def value_text(goal: Goal, figure: Figure) -> str:
    """Return the value in words; a share of fewer than ten units is written as a fraction."""
    if figure.numerator is None or (goal.denominator is not None and not figure.denominator):
        return "–"
    if goal.denominator is None:
        return vn(figure.numerator)
    if figure.denominator and figure.denominator < SMALL:
        return f"{figure.numerator}/{figure.denominator}"
    return percent(figure.value)


def gap_words(gap: Fraction | None, is_share: bool) -> str:
    """Return a signed distance: `−2,7 điểm`, `+3`."""
    if gap is None:
        return "–"
    text = vn(abs(gap), 1 if is_share else 0)
    shown = any(digit in text for digit in "123456789")
    sign = "" if not shown else "−" if gap < 0 else "+"
    return f"{sign}{text}\u00a0{_('points')}" if is_share else f"{sign}{text}"


def show(
    target: Target, figure: Figure, map_code: str = "reported", last: Figure | None = None
) -> Shown:
    """Prepare one figure for a page; `last` is the same figure one year earlier."""
    goal = goal_of(target, figure)
    return Shown(
        figure,
        target,
        goal,
        target_url(figure, map_code),
        proof_url(figure, map_code),
        so_mark(figure, map_code),
        _bullet(target, goal, figure, map_code, last),
        last,
    )


def _bullet(target: Target, goal: Goal, figure: Figure, map_code: str, last: Figure | None) -> str:
    """Return the bullet bar of a share; counts are said in words, not drawn."""
    if goal.denominator is None or goal.value is None:
        return ""
    tone = TONES[figure.verdict]
    ident = so_mark(figure, map_code).replace("|", "-").replace(".", "-")
    title = _("%(code)s: %(value)s, target %(goal)s, %(verdict)s") % {
        "code": target.id,
        "value": value_text(goal, figure),
        "goal": goal_words(target, goal),
        "verdict": verdict_label(figure.verdict),
    }
    return charts.bullet(
        charts.Bullet(
            ident,
            title,
            figure.value,
            Fraction(str(goal.value)) / 100,
            near=Fraction(str(target.near)) / 100,
            last=last.value if last and _same_units(target, goal, last) else None,
            tone=CHART_TONES.get(tone, tone),
            provisional=figure.provisional,
        )
    )
