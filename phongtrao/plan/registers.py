"""Grammar of a register: dated entries of units, drawn from one YAML file without Python.

An entry has fields, a state that only declared moves change, yearly reviews, files, and feeds
measures. An entry of a register without period lives from its day until it is withdrawn or
reaches a final state; an entry of a period belongs to that year or half.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field as declared
from pydantic import PrivateAttr

from phongtrao.core.periods import Period
from phongtrao.plan.register_parts import (
    CLOSED,
    COLUMN_NAMES,
    EVERYBODY,
    FREE_TEXT,
    NUMBERS,
    RECORDED,
    SYSTEM_COLUMNS,
    WRITERS,
    Cap,
    Constant,
    ConstantValue,
    Expected,
    Files,
    Group,
    Item,
    Listing,
    Move,
    PeriodKind,
    RegisterCheck,
    RegisterField,
    RegisterMeasure,
    ReviewKind,
    RoleName,
    State,
    Value,
)
from phongtrao.plan.targets import Strict

__all__ = [
    "CLOSED",
    "COLUMN_NAMES",
    "EVERYBODY",
    "FREE_TEXT",
    "NUMBERS",
    "RECORDED",
    "SYSTEM_COLUMNS",
    "WRITERS",
    "Cap",
    "Constant",
    "ConstantValue",
    "ExampleEntry",
    "Expected",
    "Files",
    "Group",
    "Item",
    "Listing",
    "Move",
    "PeriodKind",
    "Register",
    "RegisterCheck",
    "RegisterExample",
    "RegisterField",
    "RegisterMeasure",
    "ReviewKind",
    "RoleName",
    "State",
    "Value",
]


class Condition(Strict):
    """One condition of a short-list: a rule over the columns of a form, and how people say it."""

    id: str
    label: str
    label_en: str = ""
    rule: str


class ShortList(Strict):
    """Units whose own reports meet every condition: a proposal with reasons, no verdict."""

    form: str
    title: str
    title_en: str = ""
    law: str = ""
    conditions: tuple[Condition, ...]


class ExampleEntry(Strict):
    """One entry of a worked example; ``unit`` is any name for the unit it stands for."""

    unit: str = "a"
    state: str = ""
    day: str = ""
    values: dict[str, Value] = {}
    reviews: dict[str, dict[str, Value]] = {}


class RegisterExample(Strict):
    """Entries in; checks that must speak and measures that must come out."""

    note: str = ""
    period: str = ""
    group: Group = "hamlet"
    entry: dict[str, Value] | None = None
    state: str = ""
    entries: tuple[ExampleEntry, ...] = ()
    findings: tuple[str, ...] = ()
    measures: dict[str, int] = {}

    def all_entries(self) -> tuple[ExampleEntry, ...]:
        """The short form ``entry`` and the list as one."""
        if self.entry is None:
            return self.entries
        return (ExampleEntry(state=self.state, values=self.entry), *self.entries)


class Register(Strict):
    """One register: what an entry says, how it lives, who writes it and what it measures.

    ``unknown`` says on its pages what the sources leave open.
    """

    id: str
    code: str = ""
    title: str
    title_en: str = ""
    entry: str
    entry_en: str = ""
    url: str
    hint: str = ""
    hint_en: str = ""
    unknown: str = ""
    unknown_en: str = ""
    clauses: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    owner: Literal["unit", "body", "province"] = "unit"
    groups: tuple[Group, ...] = ()
    period: PeriodKind = "none"
    day: str = ""
    once: bool = False
    expected: Expected | None = None
    writers: tuple[RoleName, ...] = WRITERS
    readers: tuple[RoleName, ...] = EVERYBODY
    shared: bool = False
    map_point: bool = False
    fields: tuple[RegisterField, ...]
    catalogues: dict[str, tuple[Item, ...]] = {}
    constants: tuple[Constant, ...] = ()
    states: tuple[State, ...] = ()
    moves: tuple[Move, ...] = ()
    reviews: tuple[ReviewKind, ...] = ()
    evidence: Files | None = None
    checks: tuple[RegisterCheck, ...] = ()
    measures: tuple[RegisterMeasure, ...] = ()
    listing: Listing = declared(alias="list", default=Listing())
    short_list: ShortList | None = None
    examples: tuple[RegisterExample, ...] = ()
    _space: str = PrivateAttr(default="")

    @property
    def space(self) -> str:
        """Which plan of the installation the register belongs to: empty for the first one."""
        return self._space

    def placed(self, space: str) -> Register:
        """The same register as one of the plan called `space`."""
        moved = self.model_copy()
        moved._space = space
        return moved

    @property
    def heading(self) -> RegisterField:
        """The field that names an entry: the first text field, else the first field."""
        return next((f for f in self.fields if f.type == "text"), self.fields[0])

    @property
    def first_state(self) -> str:
        """State of a new entry."""
        return self.states[0].id if self.states else RECORDED

    def state(self, code: str) -> State:
        """The state with this id; KeyError. A register without states has one, ``recorded``."""
        for state in self.states or (State(id=RECORDED, label="Đã ghi", label_en="Recorded"),):
            if state.id == code:
                return state
        raise KeyError(code)

    def final_states(self) -> tuple[str, ...]:
        """States in which an entry has left the stock."""
        return tuple(state.id for state in self.states if state.final)

    def field(self, code: str) -> RegisterField:
        """The field with this id; KeyError."""
        return _by_id(self.fields, code)

    def review(self, code: str) -> ReviewKind:
        """The kind of review with this id; KeyError."""
        return _by_id(self.reviews, code)

    def measure(self, code: str) -> RegisterMeasure:
        """The measure with this id; KeyError."""
        return _by_id(self.measures, code)

    def asked(self) -> tuple[RegisterField, ...]:
        """Fields a person fills in: all but computed ones."""
        return tuple(field for field in self.fields if not field.computed)

    def items(self, field: RegisterField, day: date | None = None) -> tuple[Item, ...]:
        """Items of a closed field, only those valid on ``day`` when one is given."""
        listed = self.catalogues[field.catalogue] if field.catalogue else field.choices
        return tuple(item for item in listed if day is None or item.valid_on(day))

    def item(self, field: RegisterField, code: str) -> Item | None:
        """The item with this id, valid or not; None when there is none."""
        return next((item for item in self.items(field) if item.id == code), None)

    def moves_from(self, state: str, role: str) -> tuple[Move, ...]:
        """Moves a role may make from a state; ``by`` empty means every writer."""
        return tuple(
            move
            for move in self.moves
            if state in move.sources and role in (move.by or self.writers)
        )

    def counted(self, measure: RegisterMeasure) -> str:
        """``stock`` or ``flow``."""
        return measure.counted or ("stock" if self.period == "none" else "flow")

    def columns(self) -> dict[str, Literal["integer", "text"]]:
        """Columns a rule or measure may name: fields, derived, system, review and constant columns.

        Derived: ``<field>__value`` (value of the chosen item), ``<field>__<item>`` (1 when an item
        of a ``many`` field is chosen), ``<review>__<field>`` and ``<review>__done``.
        """
        found: dict[str, Literal["integer", "text"]] = {
            name: "integer" if kind == "integer" else "text"
            for name, kind in SYSTEM_COLUMNS.items()
        }
        for constant in self.constants:
            found[constant.id] = "integer"
        for name, field in self._stored():
            found[name] = field.column_type
            if field.type == "many":
                found |= {f"{name}__{item.id}": "integer" for item in self.items(field)}
            elif field.type in CLOSED and any(i.value is not None for i in self.items(field)):
                found[f"{name}__value"] = "integer"
        for review in self.reviews:
            found[f"{review.id}__done"] = "integer"
        return found

    def _stored(self) -> Iterator[tuple[str, RegisterField]]:
        """Every field with the name of its column."""
        for field in self.fields:
            yield field.id, field
        for review in self.reviews:
            for field in review.fields:
                yield f"{review.id}__{field.id}", field

    def period_of(self, day: date) -> Period | None:
        """The period an entry of this day belongs to; None in a register without periods."""
        if self.period == "none":
            return None
        return Period(day.year, 1 if self.period == "half" and day.month <= 6 else None)


Named = TypeVar("Named", RegisterField, ReviewKind, RegisterMeasure)


def _by_id(items: tuple[Named, ...], code: str) -> Named:
    """The item with this id; KeyError."""
    for item in items:
        if item.id == code:
            return item
    raise KeyError(code)
