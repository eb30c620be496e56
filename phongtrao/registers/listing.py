"""Lists over the projection of a register: which rows, in which order. Private to the room.

Only names of the definition reach SQL; everything people type is a parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from phongtrao.core.periods import Period
from phongtrao.core.text import search_key
from phongtrao.formula import Value
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register
from phongtrao.registers import projections
from phongtrao.registers.access import Reach, today

LEVELS = ("unit_id", "commune_id", "district_id", "province_id", "nation_id")
Filters = Mapping[str, str]


@dataclass(frozen=True)
class EntryRow:
    """One entry as it is now: `cells` holds every typed column of its row by name."""

    entry_id: int
    version: int
    unit_id: int
    unit_name: str
    state: str
    period: str
    day: str
    updated: str
    cells: dict[str, Value] = field(default_factory=dict)
    files: int = 0


@dataclass(frozen=True)
class EntryPage:
    """One page of a list: rows, how many there are in all, and where we are."""

    rows: list[EntryRow]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True)
class Part:
    """A condition and its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


def below(unit_id: int, on: date | None, only: bool = False) -> Part:
    """Rows of a unit, and of what lies below it on the map of a day unless `only`."""
    if only:
        return Part("r.unit_id = %s", (unit_id,))
    levels = " OR ".join(f"m.{level} = %s" for level in LEVELS)
    inside = f"SELECT m.unit_id FROM orgs_mapentry AS m WHERE m.map_id = %s AND ({levels})"
    return Part(f"r.unit_id IN ({inside})", (orgs.map_for(on).pk, *[unit_id] * len(LEVELS)))


def conditions(
    register: Register, reach: Reach, filters: Filters, words: str, *, current: bool = True
) -> list[Part]:
    """Everything that narrows a list of the entries that hold now, or held (not `current`)."""
    found: list[Part] = []
    if reach.within is not None:
        found.append(below(reach.within, None, reach.only))
    by_period = filters.get("period", "")
    if current and not (by_period and register.period == "none"):
        found.append(Part("r.to_day IS NULL"))
    for name, value in filters.items():
        part = _filter(register, name, value, filters.get("on", "")) if value else None
        if part is not None:
            found.append(part)
    for word in search_key(words).split():
        found.append(Part("r.search_key LIKE %s", (f"%{word}%",)))
    return found


def _filter(register: Register, name: str, value: str, on: str) -> Part | None:
    """One filter of the address; unknown names and values that cannot be are ignored.

    `on`: the day whose map says what lies below a unit, empty for today's.
    """
    if name == "state":
        return Part("r.state = %s", (value,))
    if name == "group":
        return Part("r.grp = %s", (value,))
    if name == "unit":
        return below(int(value), _day(on)) if value.isdecimal() else None
    if name == "period":
        return _in_period(register, value)
    known = next((one for one in register.fields if one.id == name), None)
    if known is None:
        return None
    if known.type == "many":
        item = register.item(known, value)
        return Part(f'r."{name}__{item.id}" = 1') if item else Part("1 = 0")
    if known.column_type == "integer":
        return Part(f'r."{name}" = %s', (int(value),)) if value.isdecimal() else None
    return Part(f'r."{name}" = %s', (value,))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _in_period(register: Register, value: str) -> Part | None:
    try:
        period = Period.parse(value)
    except ValueError:
        return None
    return in_period(register, period, "stock" if register.period == "none" else "flow")


def in_period(register: Register, period: Period, counted: str) -> Part:
    """Rows that count in a period: alive on its last day (stock), or of the period (flow)."""
    first, last = period.start.isoformat(), period.end.isoformat()
    if counted == "stock":
        return Part("r.from_day <= %s AND (r.to_day IS NULL OR r.to_day > %s)", (last, last))
    if register.period == "half" and not register.day:
        return Part("r.to_day IS NULL AND r.period = %s", (period.code,))
    return Part("r.to_day IS NULL AND r.day >= %s AND r.day <= %s", (first, last))


def order(register: Register, sort: str) -> str:
    """The ORDER BY of a list; an unknown column falls back to the register's own order."""
    wanted = sort or register.listing.sort or "-updated"
    name, direction = wanted.lstrip("-"), "DESC" if wanted.startswith("-") else "ASC"
    fields = {one.id for one in register.fields}
    if name == register.heading.id:
        column = "r.sort_key"
    elif name == "unit":
        column = "s.sort_key"
    elif name in fields or name in ("state", "period", "day", "updated"):
        column = f'r."{name}"'
    else:
        column, direction = "r.updated", "DESC"
    empty_last = f"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END"
    return f"{empty_last}, {column} {direction}, r.entry_id {direction}"


def select(
    register: Register, parts: list[Part], sort: str = "", limit: int | None = None, offset: int = 0
) -> list[EntryRow]:
    """Return the rows that pass, with names of units as of today (one statement)."""
    names = [name for name, _ in projections.columns(register)]
    listed = ", ".join(f'r."{name}"' for name in names)
    day = today().isoformat()
    sql = (
        f"SELECT {listed}, s.name,"
        " (SELECT count(*) FROM registers_entryfile AS f WHERE f.entry_id = r.entry_id"
        " AND NOT f.removed)"
        f" {_from(register)} {_where(parts)} ORDER BY {order(register, sort)}"
    )
    params: list[Any] = [day, *_params(parts)]
    if limit is not None:
        sql += " LIMIT %s OFFSET %s"
        params += [limit, offset]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_row(names, row) for row in cursor.fetchall()]


def count(register: Register, parts: list[Part]) -> int:
    """Return how many rows pass."""
    [(total,)] = grouped(register, parts, "")
    return int(total)


def grouped(register: Register, parts: list[Part], column: str) -> list[tuple[Any, ...]]:
    """Return (value, count) of a column of the definition, or one (count,) without column."""
    keys = f'r."{column}", ' if column else ""
    tail = f' GROUP BY r."{column}"' if column else ""
    sql = (
        f'SELECT {keys}count(*) FROM "{projections.table_name(register)}" AS r'
        f" {_where(parts)}{tail}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _params(parts))
        return [tuple(row) for row in cursor.fetchall()]


def _from(register: Register) -> str:
    """The table with, for each row, the unit's newest state begun by today."""
    newest = (
        "SELECT max(n.valid_from) FROM orgs_unitstate AS n"
        " WHERE n.unit_id = r.unit_id AND n.valid_from <= %s"
    )
    return (
        f'FROM "{projections.table_name(register)}" AS r LEFT JOIN orgs_unitstate AS s'
        f" ON s.unit_id = r.unit_id AND s.valid_from = ({newest})"
    )


def _where(parts: list[Part]) -> str:
    return "WHERE " + " AND ".join(f"({part.sql})" for part in parts) if parts else ""


def _params(parts: list[Part]) -> list[Any]:
    return [value for part in parts for value in part.params]


def _row(names: list[str], row: tuple[Any, ...]) -> EntryRow:
    cells = dict(zip(names, row, strict=False))
    return EntryRow(
        entry_id=cells["entry_id"],
        version=cells["version"],
        unit_id=cells["unit_id"],
        unit_name=row[-2] or "",
        state=cells["state"],
        period=cells["period"],
        day=cells["day"] or "",
        updated=cells["updated"],
        cells=cells,
        files=row[-1],
    )
