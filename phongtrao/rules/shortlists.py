"""Which units may be proposed, by conditions over what they reported, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phongtrao.formula import ColumnType, Value, evaluate_condition, parse_condition
from phongtrao.plan.registers import ShortList


@dataclass(frozen=True)
class Candidate:
    """One unit: condition id → met (None: it did not say)."""

    unit_id: int
    met: Mapping[str, bool | None]

    @property
    def complete(self) -> bool:
        """Whether every condition is met."""
        return all(self.met.values())

    @property
    def missing(self) -> int:
        """How many conditions are not met or not known."""
        return sum(not one for one in self.met.values())


def candidates(
    listed: ShortList, columns: Mapping[str, ColumnType], rows: Iterable[Mapping[str, Any]]
) -> Iterator[Candidate]:
    """Judge each row (``unit_id`` and the columns of the form) by every condition.

    An answer that was not given meets nothing.
    """
    read = [(one.id, parse_condition(one.rule, columns)) for one in listed.conditions]
    for row in rows:
        values: dict[str, Value] = {name: row.get(name) for name in columns}
        met = {code: evaluate_condition(rule, values) for code, rule in read}
        yield Candidate(int(row["unit_id"]), met)


def best(found: Iterable[Candidate], most_missing: int = 0) -> Sequence[Candidate]:
    """Return those that lack at most so many conditions, complete ones first."""
    kept = [one for one in found if one.missing <= most_missing]
    return sorted(kept, key=lambda one: (one.missing, one.unit_id))
