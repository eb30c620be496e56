"""What shows progress without anybody declaring it: documents, figures of forms, registers, acts.

Each assignment's proofs are read for many assignments at once; a proof that cannot be read here
(no unit, no round, a register not kept yet) says so and never counts against the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from phongtrao.audit import queries as audit
from phongtrao.core.dates import TZ
from phongtrao.core.periods import Period
from phongtrao.duties.models import Assignment
from phongtrao.plan.definitions import Package
from phongtrao.plan.duties import Proof
from phongtrao.programmes import queries as programmes
from phongtrao.registers import queries as registers
from phongtrao.submissions import projections


@dataclass(frozen=True)
class Shown:
    """One proof of one assignment: how much there is (None: cannot be read here), since when."""

    proof: Proof
    count: int | None = None
    at: datetime | None = None

    @property
    def met(self) -> bool:
        """Whether there is enough."""
        return self.count is not None and self.count >= self.proof.at_least


@dataclass
class Prover:
    """Reads figures once for all assignments that ask for them."""

    package: Package
    rows: dict[tuple[str, str], dict[int, dict[str, Any]]] = field(default_factory=dict)
    acts: dict[tuple[str, date, date], int] = field(default_factory=dict)
    measures: dict[tuple[int, Period, tuple[str, str]], int] = field(default_factory=dict)

    def prepare(self, assignments: Sequence[Assignment]) -> None:
        """Read the forms that the proofs of these assignments speak of, one query for each."""
        proofs = {duty.id: duty.proof for duty in self.package.duties}
        wanted: dict[tuple[str, str], set[int]] = {}
        for item in assignments:
            for proof in proofs.get(item.duty, ()):
                if proof.form and item.holder.unit_id:
                    key = (proof.form, _period(self.package, proof.form, item).code)
                    wanted.setdefault(key, set()).add(item.holder.unit_id)
        for (form, period), units in wanted.items():
            self.rows[form, period] = self._read(form, period, units)
        self._measure(assignments, proofs)

    def _measure(
        self, assignments: Sequence[Assignment], proofs: Mapping[str, Sequence[Proof]]
    ) -> None:
        """Read the registers, for each period all measures of all units at once."""
        wanted: dict[Period, tuple[set[int], set[tuple[str, str]]]] = {}
        for item in assignments:
            for proof in proofs.get(item.duty, ()):
                if proof.register_ and item.holder.unit_id:
                    units, pairs = wanted.setdefault(_half_or_year(item), (set(), set()))
                    units.add(item.holder.unit_id)
                    pairs.add((proof.register_, proof.measure))
        for period, (units, pairs) in wanted.items():
            found = registers.measures_of_many(sorted(units), period, sorted(pairs))
            for unit_id in units:
                known = found.get(unit_id, {})
                self.measures |= {(unit_id, period, pair): known.get(pair, 0) for pair in pairs}

    def _read(self, form: str, period: str, units: set[int]) -> dict[int, dict[str, Any]]:
        definition = self.package.forms[form]
        if not programmes.rounds(form).exists():
            return {}
        marks = ", ".join(["%s"] * len(units))
        where = f"WHERE period = %s AND version > 0 AND unit_id IN ({marks})"
        names = [name for name, _ in projections.columns(definition)]
        found = projections.read(definition, where, [period, *sorted(units)])
        return {row[0]: dict(zip(names, row, strict=True)) for row in found}

    def shown(self, item: Assignment, proofs: Iterable[Proof]) -> list[Shown]:
        """The proofs of one assignment with what there is."""
        return [
            self._form(item, proof) or Shown(proof, self._count(item, proof)) for proof in proofs
        ]

    def _form(self, item: Assignment, proof: Proof) -> Shown | None:
        """A field of a form; the first half of a year is proved by forms of the half alone."""
        if not proof.form:
            return None
        is_half = self.package.forms[proof.form].period == "half"
        if is_half != (item.part == "H1"):
            return Shown(proof)
        key = (proof.form, _period(self.package, proof.form, item).code)
        row = self.rows.get(key, {}).get(item.holder.unit_id or 0)
        if row is None:
            return Shown(proof)
        at = row.get("submitted_at")
        return Shown(
            proof, _number(row.get(proof.field)), datetime.fromisoformat(at) if at else None
        )

    def _count(self, item: Assignment, proof: Proof) -> int | None:
        if proof.register_:
            key_ = (item.holder.unit_id or 0, _half_or_year(item), (proof.register_, proof.measure))
            return self.measures.get(key_)
        if proof.act:
            return self._acts(proof.act, item)
        return None

    def _acts(self, verb: str, item: Assignment) -> int:
        key = (verb, item.starts, item.after)
        if key not in self.acts:
            first = datetime.combine(item.starts, time.min, TZ)
            beyond = datetime.combine(item.after, time.min, TZ)
            self.acts[key] = audit.events(verb=verb, at__gte=first, at__lt=beyond).count()
        return self.acts[key]


def _number(value: Any) -> int | None:
    """A count as it is; "yes" counts as one."""
    if isinstance(value, int):
        return value
    return {"yes": 1, "no": 0}.get(value)


def _half_or_year(item: Assignment) -> Period:
    """The period of a register an assignment is proved by."""
    return Period(item.year, 1 if item.part == "H1" else None)


def _period(package: Package, form: str, item: Assignment) -> Period:
    """The period of a form an assignment is proved by."""
    is_half = package.forms[form].period == "half"
    return Period(item.year, 1 if is_half else None)
