"""Parts of a register: fields, catalogues, states, moves, reviews, checks, measures, constants."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field as declared

from phongtrao.core.periods import Period
from phongtrao.plan.forms import day_in
from phongtrao.plan.targets import Strict

FieldKind = Literal[
    "text",
    "note",
    "number",
    "money",
    "date",
    "choice",
    "catalogue",
    "many",
    "yes_no",
    "unit",
    "entry",
    "document",
]
Group = Literal["province", "district", "commune", "hamlet", "agency", "enterprise", "school"]
RoleName = Literal[
    "unit_contact", "commune_officer", "department", "standing_office", "leader", "auditor"
]
PeriodKind = Literal["none", "year", "half"]
Value = int | str | list[str]

NUMBERS = ("number", "money", "unit", "entry")
FREE_TEXT = ("text", "note", "document")
CLOSED = ("choice", "catalogue", "many")
EVERYBODY: tuple[RoleName, ...] = (
    "unit_contact",
    "commune_officer",
    "department",
    "standing_office",
    "leader",
    "auditor",
)
WRITERS: tuple[RoleName, ...] = ("unit_contact", "commune_officer", "standing_office")
RECORDED = "recorded"
SYSTEM_COLUMNS: dict[str, str] = {
    "grp": "text",
    "kind": "text",
    "subkind": "text",
    "state": "text",
    "period": "text",
    "day": "text",
    "state_day": "text",
    "begun": "integer",
    "moved": "integer",
}
COLUMN_NAMES = ("unit", "state", "period", "day", "updated")


class Item(Strict):
    """One item of a catalogue, valid on days from ``valid_from`` up to the day before ``valid_to``.

    ``value`` is a number formulas may use as ``<field>__value`` (a norm, a multiple in hundredths).
    ``unknown``: the source leaves it open, and the page says so.
    """

    id: str
    label: str
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    valid_from: str = ""
    valid_to: str = ""
    value: int | None = None
    source: str = ""
    unknown: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the item may be chosen for an entry of this day."""
        begun = not self.valid_from or date.fromisoformat(self.valid_from) <= day
        return begun and (not self.valid_to or day < date.fromisoformat(self.valid_to))


class RegisterField(Strict):
    """One field of an entry or of a review. ``computed`` is a formula and is never asked.

    ``valid_by``: the date field that says on which day the chosen item must be valid; empty means
    the entry's own day.
    """

    id: str
    label: str
    label_en: str = ""
    type: FieldKind
    required: bool = False
    hint: str = ""
    hint_en: str = ""
    law: str = ""
    unit: str = ""
    choices: tuple[Item, ...] = ()
    catalogue: str = ""
    of_register: str = declared(alias="register", default="")
    computed: str = ""
    show_if: str = ""
    valid_by: str = ""
    pattern: str = ""
    minimum: int = 0
    maximum: int | None = None
    max_length: int | None = None

    @property
    def column_type(self) -> Literal["integer", "text"]:
        """Type of the projection column."""
        return "integer" if self.type in NUMBERS else "text"

    @property
    def longest(self) -> int:
        """Characters a free text may have."""
        return self.max_length or (4000 if self.type == "note" else 300)


class State(Strict):
    """A stage of an entry's life. ``final``: nothing is expected any more, it leaves the stock.

    ``tone`` colours its mark on pages: good, attention, bad, busy; empty is neutral.
    """

    id: str
    label: str
    label_en: str = ""
    final: bool = False
    tone: Literal["", "good", "attention", "bad", "busy"] = ""


class Move(Strict):
    """An allowed change of state, by whom, and what the entry must hold by then."""

    from_: str | tuple[str, ...] = declared(alias="from", union_mode="left_to_right")
    to: str
    label: str
    label_en: str = ""
    by: tuple[RoleName, ...] = ()
    needs: tuple[str, ...] = ()
    reason: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """States this move starts from."""
        return (self.from_,) if isinstance(self.from_, str) else self.from_


class RegisterCheck(Strict):
    """A rule that must hold for one entry; when it is false the message is a finding."""

    id: str = ""
    rule: str
    level: Literal["error", "warning"] = "error"
    message: str
    message_en: str = ""
    field: str = ""
    law: str = ""


class Cap(Strict):
    """At most ``percent`` of the reviewed entries ``of`` a place may be ``when`` (a 20 % cap).

    ``field``: the answer the finding points to.
    """

    id: str
    field: str = ""
    when: str
    of: str
    percent: int
    within: Literal["commune", "province"] = "commune"
    level: Literal["error", "warning"] = "warning"
    message: str
    message_en: str = ""
    law: str = ""


class ReviewKind(Strict):
    """A dated look at an entry: yearly effectiveness, working state, yearly rating.

    ``closes``: the last day of the year that is looked at ("11-14"), when it is not the period's;
    ``min_months`` are counted up to it.
    """

    id: str
    title: str
    title_en: str = ""
    period: Literal["year", "half"] = "year"
    by: tuple[RoleName, ...] = WRITERS
    fields: tuple[RegisterField, ...]
    states: tuple[str, ...] = ()
    min_months: int = 0
    closes: str = declared(default="", pattern=r"^(\d\d-\d\d)?$")
    evidence: bool = False
    checks: tuple[RegisterCheck, ...] = ()
    caps: tuple[Cap, ...] = ()
    law: str = ""

    def last_day(self, period: Period) -> date:
        """The last day a review of a period looks at."""
        if not self.closes or period.half is not None:
            return period.end
        month, day = (int(part) for part in self.closes.split("-"))
        return date(period.year, month, day)


class Files(Strict):
    """Which files may go with an entry."""

    max: int = 6
    kinds: tuple[Literal["image", "pdf", "docx", "xlsx"], ...] = ("image", "pdf")
    hint: str = ""
    hint_en: str = ""


class RegisterMeasure(Strict):
    """A figure per unit, place and period: ``sum`` aggregates the entries that pass ``where``.

    ``counted``: ``stock`` takes entries alive on the last day of the period, ``flow`` those of the
    period; empty means stock without period, flow with one.
    """

    id: str
    label: str
    label_en: str = ""
    sum: str
    where: str = ""
    unit: str = ""
    hint: str = ""
    hint_en: str = ""
    counted: Literal["", "stock", "flow"] = ""


class ConstantValue(Strict):
    """One value of a constant, from a day on, with its source."""

    from_: str = declared(alias="from")
    value: int
    source: str = ""


class Expected(Strict):
    """What a year of the register must hold by a day, so that a year without it can be called late.

    ``until``: the last day for it ("31/8"). ``of``: ``each`` unit of ``groups`` has a line, or
    ``one`` line of such a unit is there in the whole plan. ``target``: the target it answers.
    """

    until: str
    of: Literal["each", "one"] = "each"
    groups: tuple[Group, ...] = ()
    target: str = ""
    source: str = ""
    source_en: str = ""

    def last_day(self, year: int) -> date:
        """The last day on which a line of ``year`` is not late. Raises ValueError."""
        return day_in(self.until, year)


class Constant(Strict):
    """A number that the law changes with time; formulas use it by its id on the entry's day."""

    id: str
    label: str
    label_en: str = ""
    values: tuple[ConstantValue, ...]

    def on(self, day: date) -> int | None:
        """The value in force on a day, None before the first."""
        begun = [item for item in self.values if date.fromisoformat(item.from_) <= day]
        return max(begun, key=lambda item: item.from_).value if begun else None


class Listing(Strict):
    """How the list looks: columns, filters, the column it is sorted by ("-day": newest first)."""

    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    sort: str = ""
