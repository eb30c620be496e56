"""The shape of a commune's workbook: what is in which row and column, and its sealed key.

Sheet 'Số liệu' has a title, a note, section titles, field labels, then one row per unit. Columns
A–C name the unit; each number field has two columns (last period, this period), others one.
A question worded differently for several kinds of units has its columns once per wording: a unit
answers below its own words, its cells below the others are locked.
A very hidden sheet carries the key: form, period, package, and per row the unit and its version.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from phongtrao.core.kinds import GROUP_LABELS
from phongtrao.plan.definitions import Field, Form

DATA_SHEET = "Số liệu"
KEY_SHEET = "_khoa"
LIST_SHEET = "_danhmuc"
GUIDE_SHEET = "Hướng dẫn"
LAYOUT_VERSION = 2
FIRST_ROW = 5
NAME_COLUMNS = ("Mã đơn vị", "Tên đơn vị", "Loại")
MAX_UNITS = 500
OPEN_STATES = frozenset({"due", "submitted", "returned"})


@dataclass(frozen=True)
class Column:
    """One column of answers: its field as worded there and its 0-based place.

    before: last period's column; audience: whom the wording is for; kinds: the units that answer
    here in words, "" when the question has one wording.
    """

    field: Field
    place: int
    before: int | None
    audience: str = ""
    kinds: str = ""


@dataclass(frozen=True)
class UnitRow:
    """One unit in the sheet: its identity, the version its values come from, its answers."""

    unit_id: int
    code: str
    name: str
    kind: str
    group: str
    subkind: str
    state: str
    version: int
    answers: Mapping[str, Any]
    before: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether the unit may still be said something for: not yet approved."""
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Key:
    """What the hidden sheet says: enough to know whether the workbook still fits."""

    form: str
    period: str
    package: str
    node: str
    fields: tuple[tuple[int, str, str], ...]
    units: tuple[tuple[int, int, str, int], ...]
    layout: int = LAYOUT_VERSION
    seal: str = field(default="", compare=False)

    @property
    def workbook_id(self) -> str:
        """The identity of this workbook: the same content always gives the same one."""
        return hashlib.sha256(self._canonical()).hexdigest()

    def sealed_by(self, secret: str) -> str:
        """HMAC of the key with the installation's secret: the hidden sheet was not edited."""
        return hmac.new(secret.encode(), self._canonical(), hashlib.sha256).hexdigest()

    def lines(self, seal: str) -> list[list[str | int]]:
        """The rows of the hidden sheet."""
        head: list[list[str | int]] = [
            ["layout", self.layout],
            ["form", self.form],
            ["period", self.period],
            ["package", self.package],
            ["node", self.node],
            ["seal", seal],
        ]
        columns: list[list[str | int]] = [["field", *column] for column in self.fields]
        return head + columns + [["unit", *unit] for unit in self.units]

    def _canonical(self) -> bytes:
        body = [self.layout, self.form, self.period, self.package, self.node]
        return json.dumps([body, self.fields, self.units], ensure_ascii=False).encode()


@dataclass
class _Worded:
    """One wording of a question among the units of a workbook."""

    field: Field
    groups: list[str]


def columns_of(form: Form, units: Iterable[tuple[str, str]]) -> list[Column]:
    """Places from column D on, one per question and wording among the (group, subkind) of units.

    Number fields are preceded by last period's value.
    """
    asked = _worded(form, units)
    found = []
    place = len(NAME_COLUMNS)
    for one in form.all_fields():
        wordings = asked.get(one.id, {})
        for worded in wordings.values():
            before = place if one.type == "integer" else None
            place += 1 if before is not None else 0
            kinds = ", ".join(GROUP_LABELS[name] for name in worded.groups)
            shown = kinds if len(wordings) > 1 else ""
            found.append(Column(worded.field, place, before, audience_of(one, worded.field), shown))
            place += 1
    return found


def _worded(form: Form, units: Iterable[tuple[str, str]]) -> dict[str, dict[str, _Worded]]:
    """Field → label → wording; reasons allowed to one of its kinds are in the list of all."""
    asked: dict[str, dict[str, _Worded]] = {}
    for group, subkind in dict.fromkeys(units):
        for own in form.fields_for(group, subkind):
            worded = asked.setdefault(own.id, {}).setdefault(own.label, _Worded(own, []))
            why = tuple(dict.fromkeys((*worded.field.why, *own.why)))
            worded.field = worded.field.model_copy(update={"why": why})
            if group not in worded.groups:
                worded.groups.append(group)
    return asked


def audience_of(general: Field, own: Field) -> str:
    """The first audience of a field that reads it in the words of `own`."""
    return next(name for name in general.for_ if general.worded_for(name).label == own.label)


def letters(place: int) -> str:
    """Column letters of a 0-based place: 0 → "A", 26 → "AA"."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_key(lines: Sequence[Sequence[Any]]) -> Key | None:
    """The key from the rows of the hidden sheet; None when they are not such a key."""
    try:
        head = {
            str(line[0]): line[1] for line in lines if line and line[0] not in {"field", "unit"}
        }
        columns = tuple((int(x[1]), str(x[2]), str(x[3])) for x in lines if x and x[0] == "field")
        units = tuple(
            (int(x[1]), int(x[2]), str(x[3]), int(x[4])) for x in lines if x and x[0] == "unit"
        )
        return Key(
            layout=int(head["layout"]),
            form=str(head["form"]),
            period=str(head["period"]),
            package=str(head["package"]),
            node=str(head["node"]),
            fields=columns,
            units=units,
            seal=str(head["seal"]),
        )
    except (KeyError, ValueError, TypeError, IndexError):
        return None
