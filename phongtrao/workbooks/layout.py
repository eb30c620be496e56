"""The shape of a commune's workbook: what is in which row and column, and its sealed key.

Sheet 'Số liệu' has a title, a note, section titles, field labels, then one row per unit. Columns
A–C name the unit; each number field has two columns (last period, this period), others one.
A very hidden sheet carries the key: form, period, package, and per row the unit and its version.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from phongtrao.plan.definitions import Field

DATA_SHEET = "Số liệu"
KEY_SHEET = "_khoa"
LIST_SHEET = "_danhmuc"
GUIDE_SHEET = "Hướng dẫn"
LAYOUT_VERSION = 1
FIRST_ROW = 5
NAME_COLUMNS = ("Mã đơn vị", "Tên đơn vị", "Loại")
MAX_UNITS = 500
OPEN_STATES = frozenset({"due", "submitted", "returned"})


@dataclass(frozen=True)
class Column:
    """One column of answers: its field and its 0-based place; `before` is last period's column."""

    field: Field
    place: int
    before: int | None


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
    fields: tuple[tuple[int, str], ...]
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
        columns: list[list[str | int]] = [["field", place, name] for place, name in self.fields]
        return head + columns + [["unit", *unit] for unit in self.units]

    def _canonical(self) -> bytes:
        body = [self.layout, self.form, self.period, self.package, self.node]
        return json.dumps([body, self.fields, self.units], ensure_ascii=False).encode()


def columns_of(fields: Sequence[Field]) -> list[Column]:
    """Places of the fields from column D on; number fields are preceded by last period's value."""
    found = []
    place = len(NAME_COLUMNS)
    for one in fields:
        before = place if one.type == "integer" else None
        place += 1 if before is not None else 0
        found.append(Column(one, place, before))
        place += 1
    return found


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
        columns = tuple((int(x[1]), str(x[2])) for x in lines if x and x[0] == "field")
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
