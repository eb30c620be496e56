"""Gap lists: which units, if they passed, would reach the target; nearest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from phongtrao.analytics.distance import Distance, distance_of, missing_words
from phongtrao.analytics.places import REPORTED_MAP, OnMap, codes_of
from phongtrao.analytics.reading import counted, rows_of, subject
from phongtrao.analytics.sheets import Item
from phongtrao.analytics.words import Speech
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.formula.tree import Expr, Logic
from phongtrao.orgs import queries as orgs
from phongtrao.rules.progress import needed

SAID, UNAVAILABLE, SILENT = 0, 1, 2
IDENTITY = frozenset({"unit_id", "place", "version", "scope_rule"})


@dataclass(frozen=True)
class GapRow:
    """One unit that keeps a target from being reached, and what it lacks."""

    unit_id: int
    code: str
    name: str
    kind: str
    group: str
    area: str
    state: str
    reason: str
    distance: Distance


@dataclass(frozen=True)
class GapList:
    """Units nearest first; `needed` more must pass (None: passing alone cannot reach it).

    For targets of households or people `needed` counts those, not units. `total` is the number of
    units that miss, of which `rows` are the first.
    """

    needed: int | None
    total: int
    rows: tuple[GapRow, ...]

    def __iter__(self) -> Iterator[GapRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


Verdict = tuple[Distance, str]


def gap_list(
    target: str,
    period: Period,
    node_id: int,
    limit: int = 20,
    on_map: OnMap = REPORTED_MAP,
    reading: str = "",
    *,
    english: bool = False,
) -> GapList:
    """Return the units at or below a node that miss a target in a period, nearest first.

    Reported units that lack little come first, then units that said "chưa có số liệu", then those
    that have not reported. Refusal `unit.unknown`, `target.unknown` (404).
    """
    found = subject(target, period, node_id, on_map, reading)
    if found is None:
        return GapList(None, 0, ())
    sheet, item, node = found
    judge = _Judge(item, Speech(sheet.form, english))
    missed = []
    for row in rows_of(sheet, item, node):
        verdict = judge.row(row)
        if verdict is not None:
            missed.append((verdict[0], row["unit_id"], row, verdict[1]))
    missed.sort(key=lambda found: found[:2])
    return GapList(judge.needed(), len(missed), _named(missed[:limit], node.day))


class _Judge:
    """Judges rows; rows that say the same are judged once."""

    def __init__(self, item: Item, speech: Speech) -> None:
        self.item = item
        self.speech = speech
        self.known: dict[tuple[Any, ...], tuple[Verdict | None, int, int]] = {}
        self.top = 0
        self.bottom = 0

    def row(self, row: dict[str, Any]) -> Verdict | None:
        """What a row lacks (None: nothing), counted in passing."""
        item = self.item
        key = tuple(value for name, value in row.items() if name not in IDENTITY)
        found = self.known.get(key)
        if found is None:
            covered = item.covers(row["kind"], row["in_scope"])
            spoken = covered and item.spoken(row) and item.usable(row)
            below = item.denominator.terms if item.denominator else ()
            found = self.known[key] = (
                _missed(item, row, self.speech) if covered else None,
                counted(item.numerator.terms, row) if spoken else 0,
                counted(below, row) if spoken else 0,
            )
        self.top += found[1]
        self.bottom += found[2]
        return found[0]

    def needed(self) -> int | None:
        """How many more (units, households, people) must pass, after all rows."""
        return needed(self.item.goal, self.top, self.bottom if self.item.denominator else None)


def _missed(item: Item, row: dict[str, Any], speech: Speech) -> Verdict | None:
    """What a row lacks, None when it does not stand in the way."""
    if not item.spoken(row):
        return (SILENT, 0, 0), speech.say("silent")
    if item.goal.operator in ("zero", "le"):
        if not counted(item.numerator.terms, row):
            return None
        reason = speech.say("counted", _words(item, row, speech, holds=True))
        return (SAID, 1, 0), reason
    if not item.usable(row):
        return (UNAVAILABLE, 0, 0), speech.say("unavailable")
    if item.denominator is not None and not counted(item.denominator.terms, row):
        return None
    if item.sums:
        return _short(item, row, speech)
    if counted(item.numerator.terms, row):
        return None
    nearest = min(
        (distance_of(term.operand, row) for term in item.numerator.terms if term.operand),
        default=(1, 0),
    )
    unavailable = any(
        row.get(f"{name}__why") == "unavailable" or row.get(name) == "unavailable"
        for name in item.fields
    )
    distance = (UNAVAILABLE if unavailable else SAID, *nearest)
    return distance, _words(item, row, speech, holds=False)


def _short(item: Item, row: dict[str, Any], speech: Speech) -> Verdict | None:
    """Targets of households, people or classes: by how many the unit is short."""
    top = counted(item.numerator.terms, row)
    if item.denominator is None:
        return None if top else ((SAID, 1, 0), speech.say("zero"))
    lack = counted(item.denominator.terms, row) - top
    if lack <= 0:
        return None
    numbers = [speech.number(number) for number in (lack, top, top + lack)]
    return (SAID, 1, lack), speech.say("short", *numbers)


def _words(item: Item, row: dict[str, Any], speech: Speech, holds: bool) -> str:
    """The parts of the numerator's condition that fail (or hold), in words."""
    operands = [term.operand for term in item.numerator.terms if term.operand is not None]
    if not operands:
        return speech.say("not_met")
    best: Expr = min(operands, key=lambda operand: distance_of(operand, row))
    if item.denominator is not None and len(item.denominator.terms) == 1:
        best = _without(best, item.denominator.terms[0].operand)
    return missing_words(best, row, speech, holds)


def _without(expr: Expr, known: Expr | None) -> Expr:
    """The condition less the part the denominator already guarantees."""
    if isinstance(expr, Logic) and expr.operator == "and":
        if expr.right == known:
            return expr.left
        if expr.left == known:
            return expr.right
    return expr


def _named(
    missed: list[tuple[Distance, int, dict[str, Any], str]], day: date
) -> tuple[GapRow, ...]:
    """The rows with names, kinds and areas as they were on a day."""
    ids = [unit_id for _, unit_id, _, _ in missed]
    states = orgs.states_of(ids, day)
    places = orgs.states_of({row["place"] for _, _, row, _ in missed} - {None}, day)
    codes = codes_of(ids, day)
    rows = []
    for distance, unit_id, row, reason in missed:
        state, place = states[unit_id], places.get(row["place"])
        rows.append(
            GapRow(
                unit_id=unit_id,
                code=codes[unit_id],
                name=full_name(state.kind, state.name),
                kind=state.kind,
                group=state.group,
                area="" if place is None else full_name(place.kind, place.name),
                state=row["state"],
                reason=reason,
                distance=distance,
            )
        )
    return tuple(rows)
