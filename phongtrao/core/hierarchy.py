"""Units in dated trees, and where every unit lies on the map of any day.

Lineage is many-to-many. A unit that does not live on the day is placed where its successors (or,
not yet founded, its predecessors) lie: exactly when they agree, else at the lowest level on
which they do. Nothing is ever shared out by weights, so sums are conserved at the root.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from phongtrao.core.kinds import KINDS, MAP_GROUPS


@dataclass(frozen=True, slots=True)
class UnitState:
    """What a unit was on the days `valid_from` ≤ d < `valid_to` (None: still)."""

    unit: int
    code: str
    name: str
    kind: str
    parent: int | None
    valid_from: date
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether the state is valid on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    @property
    def group(self) -> str:
        """Return the group of its kind."""
        return KINDS[self.kind].group


@dataclass(frozen=True, slots=True)
class Succession:
    """`source` passed into `target` on a day; `extent` is `whole` or `part`."""

    source: int
    target: int
    on: date
    extent: str = "whole"


class Ancestry(NamedTuple):
    """Unit ids of one place on a map; None where a level is missing or not unique."""

    nation: int | None = None
    province: int | None = None
    district: int | None = None
    commune: int | None = None
    self_unit: int | None = None


NOWHERE = Ancestry()


def common(places: Sequence[Ancestry]) -> Ancestry:
    """Return the lowest common place: the levels, from the top, on which all places agree."""
    if len(places) == 1:
        return places[0]
    levels: list[int | None] = []
    agree = True
    for level in zip(*(place[:4] for place in places), strict=True):
        agree = agree and len(set(level)) == 1
        levels.append(level[0] if agree else None)
    own = {place.self_unit for place in places}
    return Ancestry._make([*levels, own.pop() if agree and len(own) == 1 else None])


def resolve(
    states: Iterable[UnitState], successions: Iterable[Succession], on: date
) -> dict[int, Ancestry]:
    """Return the place of every unit that ever was on the map of `on`."""
    return Resolver(states, successions).on(on)


class Resolver:
    """Indexes units and lineage once, then draws the map of any day."""

    def __init__(self, states: Iterable[UnitState], successions: Iterable[Succession]) -> None:
        self._states: dict[int, list[UnitState]] = {}
        for state in states:
            self._states.setdefault(state.unit, []).append(state)
        for own in self._states.values():
            own.sort(key=lambda state: state.valid_from)
        self._forward: dict[int, list[Succession]] = {}
        self._backward: dict[int, list[Succession]] = {}
        for edge in successions:
            if edge.source != edge.target:
                self._forward.setdefault(edge.source, []).append(edge)
                self._backward.setdefault(edge.target, []).append(edge)

    def on(self, day: date) -> dict[int, Ancestry]:
        """Return unit → place on the map of `day`, for every unit."""
        places: dict[int, Ancestry] = {}
        for unit in self._states:
            self._place(unit, day, places, set())
        return places

    def _place(
        self, unit: int, day: date, places: dict[int, Ancestry], open_units: set[int]
    ) -> Ancestry:
        """Return the place of one unit; `open_units` are being placed (guards circles)."""
        known = places.get(unit)
        if known is not None:
            return known
        if unit in open_units or unit not in self._states:
            return NOWHERE
        open_units.add(unit)
        state = next((own for own in self._states[unit] if own.holds(day)), None)
        if state is not None:
            place = self._living(state, day, places, open_units)
        else:
            place = self._absent(unit, day, places, open_units)
        open_units.discard(unit)
        places[unit] = place
        return place

    def _living(
        self, state: UnitState, day: date, places: dict[int, Ancestry], open_units: set[int]
    ) -> Ancestry:
        """Return the place of a unit that lives on the day: below its parent."""
        above = NOWHERE
        if state.parent is not None:
            above = self._place(state.parent, day, places, open_units)
        group = state.group
        if group not in MAP_GROUPS:
            return above._replace(self_unit=state.unit)
        rank = MAP_GROUPS.index(group)
        levels = [*above[:rank], state.unit, *([None] * (3 - rank))]
        return Ancestry._make([*levels, state.unit])

    def _absent(
        self, unit: int, day: date, places: dict[int, Ancestry], open_units: set[int]
    ) -> Ancestry:
        """Return the place of a unit gone or not yet founded: its kin's, else its parent's."""
        own = self._states[unit]
        gone = own[0].valid_from <= day
        if gone:
            state = [s for s in own if s.valid_from <= day][-1]
            end = state.valid_to or day
            kin = {edge.target for edge in self._forward.get(unit, []) if end <= edge.on <= day}
        else:
            state = own[0]
            kin = {edge.source for edge in self._backward.get(unit, []) if edge.on > day}
        found = [self._place(other, day, places, open_units) for other in self._peers(state, kin)]
        if found:
            place = common(found)
            return place if self._alike(state, kin) else place._replace(self_unit=None)
        if state.parent is None:
            return NOWHERE
        return self._place(state.parent, day, places, open_units)._replace(self_unit=None)

    def _peers(self, state: UnitState, kin: set[int]) -> list[int]:
        """Return the kin of the unit's own group; others only when there are none."""
        known = sorted(other for other in kin if other in self._states)
        return [other for other in known if self._alike(state, {other})] or known

    def _alike(self, state: UnitState, kin: set[int]) -> bool:
        """Return whether some of the kin belong to the unit's own group."""
        return any(
            self._states[other][0].group == state.group for other in kin if other in self._states
        )
