"""The life of an entry from its acts, in plain values: what the projection must equal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """One version: what was done, from which day, and what the entry then said."""

    number: int
    verb: str
    on: date
    state: str
    values: Values
    at: str = ""
    review: str = ""
    period: str = ""
    undoes: int | None = None


@dataclass(frozen=True)
class Span:
    """What an entry said from a day until the day before `until` (None: still)."""

    act: Act
    since: date
    until: date | None
    state_since: date


@dataclass
class Life:
    """Spans that held, newest last; the reviews in force by (kind, period); whether withdrawn."""

    spans: list[Span] = field(default_factory=list)
    reviews: dict[tuple[str, str], Act] = field(default_factory=dict)
    withdrawn: bool = False

    @property
    def now(self) -> Span | None:
        """The span that holds, None for a withdrawn entry."""
        return self.spans[-1] if self.spans else None


def standing(acts: Iterable[Act]) -> list[Act]:
    """Return the acts that were not taken back, oldest first."""
    ordered = sorted(acts, key=lambda act: act.number)
    undone = {act.undoes for act in ordered if act.undoes is not None}
    return [act for act in ordered if act.verb != "undo" and act.number not in undone]


def replay(acts: Iterable[Act], day_field: str = "") -> Life:
    """Return the life the acts make. An act of the same day replaces the one before it.

    `day_field`: the field of the register that says since when the entry has existed.
    """
    left = standing(acts)
    life = Life(withdrawn=any(act.verb == "withdraw" for act in left))
    for act in left:
        if act.verb == "review":
            life.reviews[act.review, act.period] = act
    if not life.withdrawn:
        life.spans = _spans([act for act in left if act.verb != "review"], day_field)
    return life


def _spans(acts: Sequence[Act], day_field: str) -> list[Span]:
    begun: list[tuple[Act, date, date]] = []
    for act in acts:
        same_state = begun and begun[-1][0].state == act.state
        state_since = begun[-1][2] if same_state else act.on
        if begun and begun[-1][1] == act.on:
            begun.pop()
        begun.append((act, act.on, state_since))
    if begun and day_field:
        begun[0] = _from_own_day(begun[0], day_field, begun[1][1] if len(begun) > 1 else None)
    ends = [since for _, since, _ in begun[1:]]
    return [
        Span(act, since, until, state_since)
        for (act, since, state_since), until in zip(begun, [*ends, None], strict=True)
    ]


def _from_own_day(
    first: tuple[Act, date, date], day_field: str, until: date | None
) -> tuple[Act, date, date]:
    """The first span begins on the day the entry itself states, if that is before the next one."""
    act, since, state_since = first
    text = act.values.get(day_field)
    own = date.fromisoformat(text) if isinstance(text, str) and text else since
    if until is not None and own >= until:
        return first
    return act, own, own if state_since == since else state_since
