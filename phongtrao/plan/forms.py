"""Grammar of a form: sections, fields per group of units, cross-checks, deadlines, examples."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field as declared
from pydantic import PrivateAttr

from phongtrao.core.periods import Period
from phongtrao.plan.targets import VISITS, Strict

FieldType = Literal["integer", "yesno", "choice", "text", "date", "choices"]
Why = Literal["none", "na", "unavailable"]
Audience = Literal[
    "hamlet", "commune", "agency", "enterprise", "school", "district", "province", "body"
]
Subkind = Literal["armed", "small", "primary", "preschool", "body", "body_armed"]

SYSTEM_COLUMNS: dict[str, str] = {
    "grp": "text",
    "kind": "text",
    "subkind": "text",
    "in_scope": "integer",
}
BODY_SUBKINDS = ("body", "body_armed")


class Choice(Strict):
    """One answer of a closed question."""

    code: str
    label: str
    label_en: str = ""


class Wording(Strict):
    """How one field is worded for one audience, where it differs from the general wording."""

    label: str | None = None
    label_en: str | None = None
    hint: str | None = None
    hint_en: str | None = None
    law: str | None = None
    sensitive: bool | None = None
    required: bool | None = None
    why: tuple[Why, ...] | None = None


class RegisterSource(Strict):
    """The measure of a register that answers the same question.

    From the unit's own entries; ``below``: from those of all units below a commune too.
    """

    id: str
    measure: str
    below: bool = False


class Field(Strict):
    """One question. ``for`` names the audiences, ``not_for`` the sub-kinds left out of them."""

    id: str
    label: str
    label_en: str = ""
    type: FieldType
    for_: tuple[Audience, ...] = declared(alias="for")
    not_for: tuple[Subkind, ...] = ()
    required: bool = False
    carry: bool = False
    why: tuple[Why, ...] = ()
    unit: str = ""
    hint: str = ""
    hint_en: str = ""
    law: str = ""
    choices: tuple[Choice, ...] = ()
    sensitive: bool = False
    show_if: str = ""
    pattern: str = ""
    maximum: int | None = None
    max_length: int = 4000
    of_register: RegisterSource | None = declared(alias="register", default=None)
    by_group: dict[Audience, Wording] = declared(default_factory=dict)

    @property
    def column_type(self) -> str:
        """Type of the projection column: 'integer' or 'text'."""
        return "integer" if self.type == "integer" else "text"

    @property
    def has_reason(self) -> bool:
        """Whether any audience may say why there is no answer: the projection keeps the reason."""
        return bool(self.why) or any(wording.why for wording in self.by_group.values())

    def worded_for(self, audience: Audience) -> Field:
        """The field as this audience sees it."""
        wording = self.by_group.get(audience)
        if wording is None:
            return self
        return self.model_copy(update=wording.model_dump(exclude_none=True))


class Section(Strict):
    """A screen of the form."""

    id: str
    title: str
    title_en: str = ""
    hint: str = ""
    hint_en: str = ""
    fields: tuple[Field, ...]


class Check(Strict):
    """A cross-check: when the condition is true the message is a finding."""

    id: str
    when: str
    level: Literal["error", "warning"] = "error"
    message: str
    message_en: str = ""
    fields: tuple[str, ...] = ()
    law: str = ""


class Evidence(Strict):
    """Which files may go with the form, and the limits in files and megabytes."""

    label: str
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    for_: tuple[Audience, ...] = declared(alias="for", default=())
    max_files: int = 5
    max_megabytes: int = 10
    types: tuple[str, ...] = ("jpg", "jpeg", "png", "pdf")


class FormExample(Strict):
    """A filled form and the ids of the checks that must speak about it."""

    note: str = ""
    group: Audience
    subkind: str = ""
    payload: dict[str, int | str | list[str] | dict[str, str]]
    findings: tuple[str, ...] = ()


class Form(Strict):
    """One report form: what each kind of unit answers in one period.

    ``prepare_days``: so many days before it opens its list of units and their contacts must stand.
    ``quiet_days``: after so many days without a report the figures of an open round count as old.
    Zero: never said.
    """

    id: str
    period: Literal["year", "half"]
    title: str
    title_en: str = ""
    legal: str = ""
    opens: str = ""
    prepare_days: int = declared(default=0, ge=0)
    quiet_days: int = declared(default=0, ge=0)
    deadlines: dict[Audience, str]
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()
    evidence: Evidence | None = None
    examples: tuple[FormExample, ...] = ()
    moved: dict[str, str] = {}
    _space: str = PrivateAttr(default="")

    @property
    def space(self) -> str:
        """Which plan of the installation the form belongs to: empty for the first one.

        Set when a published package is read, never written in a package and not in its digest.
        """
        return self._space

    def placed(self, space: str) -> Form:
        """The same form as a form of the plan called `space`."""
        moved = self.model_copy()
        moved._space = space
        return moved

    def all_fields(self) -> Iterator[Field]:
        """Every field in the order of the form."""
        for section in self.sections:
            yield from section.fields

    def field(self, code: str) -> Field:
        """The field with this id; KeyError when there is none."""
        for field in self.all_fields():
            if field.id == code:
                return field
        raise KeyError(code)

    def audiences(self, group: str, subkind: str = "") -> tuple[str, ...]:
        """Audiences of a unit: its group; bodies of part IV also 'body', armed ones only that."""
        if subkind == "body_armed":
            return ("body",)
        return (group, "body") if subkind in BODY_SUBKINDS else (group,)

    def fields_for(self, group: str, subkind: str = "") -> list[Field]:
        """The questions of one unit, worded for its group, in order."""
        return [field for _, fields in self.sections_for(group, subkind) for field in fields]

    def sections_for(self, group: str, subkind: str = "") -> list[tuple[Section, list[Field]]]:
        """Sections with the questions of one unit; sections without questions are left out."""
        audiences = self.audiences(group, subkind)
        found: list[tuple[Section, list[Field]]] = []
        for section in self.sections:
            fields = [
                field.worded_for(next(a for a in field.for_ if a in audiences))
                for field in section.fields
                if subkind not in field.not_for and any(a in audiences for a in field.for_)
            ]
            if fields:
                found.append((section, fields))
        return found

    def columns(self) -> dict[str, str]:
        """Columns a formula may name: fields, ``<field>__why`` where a reason may be given, and the
        system columns.
        """
        columns = dict(SYSTEM_COLUMNS)
        for field in self.all_fields():
            columns[field.id] = field.column_type
            if field.has_reason:
                columns[f"{field.id}__why"] = "text"
        return columns

    def target_columns(self) -> dict[str, str]:
        """Columns a target may count: those of the form, and the visits of inspections."""
        return {**self.columns(), VISITS: "integer"}

    def deadline(self, group: str, subkind: str, period: Period) -> date:
        """The named day: a report is on time when received before this day begins (+07).

        Bodies of part IV keep the deadline of bodies. Raises KeyError for a unit that owes nothing.
        """
        audience = self.audiences(group, subkind)[-1]
        for name, text in self.deadlines.items():
            if name == audience:
                return day_in(self.moved.get(f"{period.year}|{name}", text), period.year)
        raise KeyError(audience)

    def opening(self, period: Period) -> date:
        """The day the round opens; the first day of the period when the form does not say."""
        return day_in(self.opens, period.year) if self.opens else period.start


def day_in(text: str, year: int) -> date:
    """The date of "31/10" in ``year``. Raises ValueError for an impossible day."""
    day, month = text.split("/")
    return date(year, int(month), int(day))
