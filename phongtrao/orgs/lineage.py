"""What became of a unit and what it came from. Private to the room."""

from dataclasses import dataclass
from datetime import date

from phongtrao.core.kinds import full_name
from phongtrao.orgs.models import Succession, UnitState


@dataclass(frozen=True)
class Step:
    """One edge of lineage seen from a unit: `direction` is `into` or `from`."""

    on: date
    direction: str
    unit_id: int
    code: str
    name: str
    kind: str
    extent: str
    title: str
    document: str

    @property
    def label(self) -> str:
        """Return the other unit's full name: `xã Lộc An`."""
        return full_name(self.kind, self.name)


def lineage(unit_id: int) -> list[Step]:
    """Return every edge that reaches a unit, through all generations, oldest first."""
    seen: set[int] = set()
    steps: list[Step] = []
    for direction in ("from", "into"):
        wave = {unit_id}
        while wave:
            seen_edges = _edges(wave, direction)
            new = [edge for edge in seen_edges if edge.pk not in seen]
            seen.update(edge.pk for edge in new)
            steps += _steps(new, direction)
            wave = {e.source_id if direction == "from" else e.target_id for e in new}
    return sorted(steps, key=lambda step: (step.on, step.direction, step.code))


def _edges(units: set[int], direction: str) -> list[Succession]:
    found = Succession.objects.select_related("reorganisation")
    if direction == "from":
        return list(found.filter(target_id__in=units))
    return list(found.filter(source_id__in=units))


def _steps(edges: list[Succession], direction: str) -> list[Step]:
    others = {e.source_id if direction == "from" else e.target_id for e in edges}
    own: dict[int, list[UnitState]] = {}
    for state in UnitState.objects.filter(unit_id__in=others).order_by("valid_from"):
        own.setdefault(state.unit_id, []).append(state)
    steps = []
    for edge in edges:
        other = edge.source_id if direction == "from" else edge.target_id
        state = _at_edge(own[other], edge.on, direction)
        steps.append(
            Step(
                edge.on,
                direction,
                other,
                state.code,
                state.name,
                state.kind,
                edge.extent,
                edge.reorganisation.title,
                edge.reorganisation.document,
            )
        )
    return steps


def _at_edge(states: list[UnitState], on: date, direction: str) -> UnitState:
    """Return the state a unit had just before (`from`) or on (`into`) the day of an edge."""
    begun = [s for s in states if s.valid_from < on or (direction == "into" and s.valid_from == on)]
    return begun[-1] if begun else states[0]
