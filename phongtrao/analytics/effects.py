"""What a next version of a plan would change, computed and not written.

The figures of open periods are asked twice, by the definitions in force and by the ones that would
come; closed periods are judged by the definitions they were closed under and do not move.
"""

from __future__ import annotations

from dataclasses import dataclass

from phongtrao.analytics.queries import figures
from phongtrao.core.figures import Figure
from phongtrao.core.periods import Period
from phongtrao.plan.amendments import in_force
from phongtrao.plan.definitions import Form, Goal, Package, Target
from phongtrao.programmes import areas
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Round
from phongtrao.submissions.publishing import Touched, touched

PARTS = ("value", "operator", "applies", "scope", "numerator", "denominator")


@dataclass(frozen=True)
class TargetEffect:
    """One target in one period: the goals, the figures of the province, the parts that differ.

    A side is None where the target does not exist; a figure is None too where it cannot be computed
    yet, because a new question has no answers.
    """

    target: str
    title: str
    period: Period
    closed: bool
    before: Goal | None
    after: Goal | None
    figure: Figure | None
    figure_after: Figure | None
    parts: tuple[str, ...]

    @property
    def verdict_changes(self) -> bool:
        """Whether the conclusion is another one."""
        if self.figure is None or self.figure_after is None:
            return False
        return self.figure.verdict != self.figure_after.verdict


@dataclass(frozen=True)
class Effect:
    """Everything a next version would change: obligations of units, targets by period."""

    touched: tuple[Touched, ...]
    targets: tuple[TargetEffect, ...]

    @property
    def units(self) -> int:
        """How many units owe something else than now."""
        return len(frozenset().union(*(item.units for item in self.touched)))

    @property
    def changed(self) -> tuple[TargetEffect, ...]:
        """Targets of open periods that would be judged otherwise."""
        return tuple(item for item in self.targets if not item.closed)

    @property
    def kept(self) -> tuple[TargetEffect, ...]:
        """Targets of closed periods that stay as they were."""
        return tuple(item for item in self.targets if item.closed)

    @property
    def codes(self) -> tuple[str, ...]:
        """The targets touched in open periods, each once."""
        return tuple(dict.fromkeys(item.target for item in self.changed))

    @property
    def words(self) -> str:
        """The effect in one line: "412 đơn vị, 3 chỉ tiêu"."""
        return f"{self.units} đơn vị, {len(self.codes)} chỉ tiêu"

    @property
    def words_en(self) -> str:
        """The effect in one English line."""
        return f"{self.units} units, {len(self.codes)} targets"


def effect(after: Package) -> Effect:
    """Return what publishing `after` would change in the programme asked about. Writes nothing."""
    found: list[TargetEffect] = []
    for period, closed in _periods():
        found += _in_period(after, period, closed)
    return Effect(tuple(touched(after)), tuple(found))


def _periods() -> list[tuple[Period, bool]]:
    """The opened periods, oldest first, and whether all their rounds are closed."""
    states: dict[str, list[str]] = {}
    for code, state in programmes.rounds().values_list("period", "state"):
        states.setdefault(code, []).append(state)
    listed = [(Period.parse(code), set(said)) for code, said in states.items()]
    return sorted((period, said == {Round.State.CLOSED}) for period, said in listed)


def _in_period(after: Package, period: Period, closed: bool) -> list[TargetEffect]:
    before = programmes.package_in(period)
    new = in_force(after)
    differing: dict[str, tuple[str, ...]] = {}
    for code in dict.fromkeys((*before.targets, *new.targets)):
        parts = _parts(before, new, code, period)
        if parts:
            differing[code] = parts
    now = _figures(tuple(c for c in differing if c in before.targets), period)
    then: dict[str, Figure] = {}
    if not closed:
        asked = [c for c in differing if c in new.targets and _answered(before, new, c, period)]
        with programmes.trying(after):
            then = _figures(tuple(asked), period)
    return [
        TargetEffect(
            code,
            (new.targets.get(code) or before.targets[code]).title,
            period,
            closed,
            _goal(before.targets.get(code), period),
            _goal(new.targets.get(code), period),
            now.get(code),
            now.get(code) if closed else then.get(code),
            parts,
        )
        for code, parts in differing.items()
    ]


def _goal(target: Target | None, period: Period) -> Goal | None:
    return None if target is None else target.at(period.end)


def _parts(before: Package, after: Package, code: str, period: Period) -> tuple[str, ...]:
    """What differs in a target on the last day of a period; `added` and `removed` are parts."""
    old, new = before.targets.get(code), after.targets.get(code)
    if old is None or new is None:
        here = new or old
        asked = (after if new else before).form_of(here, period.half) if here else None
        return (("added",) if old is None else ("removed",)) if asked else ()
    if before.form_of(old, period.half) is None and after.form_of(new, period.half) is None:
        return ()
    first, second = old.at(period.end), new.at(period.end)
    found = [name for name in PARTS if getattr(first, name) != getattr(second, name)]
    found += ["near"] if old.near != new.near else []
    return tuple(found)


def _answered(before: Package, after: Package, code: str, period: Period) -> bool:
    """Whether every question the target's form asks has its column already."""
    form = after.form_of(after.targets[code], period.half)
    held: Form | None = before.forms.get(form.id) if form else None
    return form is not None and held is not None and form.columns().keys() <= held.columns().keys()


def _figures(codes: tuple[str, ...], period: Period) -> dict[str, Figure]:
    if not codes:
        return {}
    province = areas.top_unit(period.end)
    found = figures(codes, [period], province, readings=False)
    return {figure.target: figure for figure in found}
