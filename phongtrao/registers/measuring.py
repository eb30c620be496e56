"""Figures of registers: measures over the projection, per unit, place and period.

The formula compiler writes the aggregates for the database at hand; sums over places use the map
of the period's last day (as reported) or of another day (restated).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from phongtrao.core.periods import Period
from phongtrao.formula import Dialect, compile_condition, compile_measure
from phongtrao.orgs import queries as orgs
from phongtrao.plan.register_rows import condition_of, measure_of, review_columns
from phongtrao.plan.registers import Register, RegisterMeasure
from phongtrao.programmes import queries as programmes
from phongtrao.registers import projections
from phongtrao.registers.listing import Part, below, in_period
from phongtrao.registers.models import Shape

PLACES = {
    "unit": "r.unit_id",
    "commune": "m.commune_id",
    "district": "m.district_id",
    "province": "m.province_id",
}
Wanted = tuple[str, str]
Figures = dict[str, int]
#: Of every register: how many units have an entry that counts in a period.
KEEPERS = "keepers"
_KEEPERS = RegisterMeasure(id=KEEPERS, label="", sum="count()")


def dialect() -> Dialect:
    """Return the formula dialect of the database."""
    return "postgres" if connection.vendor == "postgresql" else "sqlite"


def measure_for(register: str, measure: str, unit_id: int, period: Period) -> int:
    """Return one measure of one unit (its own entries) in a period; 0 without entries."""
    return measures_of(unit_id, period, [(register, measure)]).get((register, measure), 0)


def measures_of(unit_id: int, period: Period, wanted: Sequence[Wanted]) -> dict[Wanted, int]:
    """Return (register, measure) → value of one unit's own entries, for a form's fields.

    Only registers in which the unit has entries are in the answer. No statement when nothing is
    wanted, one when the unit has no entries, two otherwise.
    """
    return measures_of_many([unit_id], period, wanted).get(unit_id, {})


def measures_of_many(
    unit_ids: Sequence[int], period: Period, wanted: Sequence[Wanted]
) -> dict[int, dict[Wanted, int]]:
    """Return unit id → its `measures_of`, for units that have entries; at most two statements."""
    if not wanted or not unit_ids:
        return {}
    known = programmes.package().registers
    asked = [(known[code], measure) for code, measure in wanted if code in known]
    used = _used(unit_ids, {register.id: register for register, _ in asked})
    found: dict[int, dict[Wanted, int]] = {}
    for unit_id, code in used:
        zeros = {(one.id, measure): 0 for one, measure in asked if one.id == code}
        found.setdefault(unit_id, {}).update(zeros)
    codes = {code for _, code in used}
    pairs = [(register, measure) for register, measure in asked if register.id in codes]
    for code, measure, unit_id, value in _read(unit_ids, period, pairs) if pairs else ():
        found[unit_id][code, measure] = int(value)
    return found


def _used(unit_ids: Sequence[int], registers: Mapping[str, Register]) -> set[tuple[int, str]]:
    """(unit, register) pairs with entries; the tables of these registers stand as defined."""
    if not registers:
        return set()
    names = {projections.table_name(register): register for register in registers.values()}
    entries = projections.own_entries(next(iter(registers.values())).space)
    mine = entries.filter(unit_id__in=unit_ids, register__in=list(registers), withdrawn=False)
    shapes = Shape.objects.filter(name__in=names)
    rows = (
        mine.annotate(what=Cast("unit_id", TextField()))
        .values_list("what", "register")
        .distinct()
        .union(shapes.annotate(what=Cast("name", TextField())).values_list("what", "digest"))
    )
    listed = list(rows)
    standing = {name: digest for name, digest in listed if name in names}
    used = {(int(unit), code) for unit, code in listed if unit not in names}
    for name, register in names.items():
        written = any(code == register.id for _, code in used)
        if written and standing.get(name) != projections.digest(register):
            projections.ready(register)
    return used


def _read(
    unit_ids: Sequence[int], period: Period, wanted: Sequence[tuple[Register, str]]
) -> list[tuple[Any, ...]]:
    """(register, measure, unit, value) rows of the units' own entries in a period."""
    selects, params = [], list[Any]()
    holes = ", ".join(["%s"] * len(unit_ids))
    own = Part(f"r.unit_id IN ({holes})", tuple(unit_ids))
    for register, code in wanted:
        measure = register.measure(code)
        rows, given = _source(register, period, register.counted(measure), [own])
        value = _aggregate(register, measure)
        selects.append(f"SELECT %s, %s, t.unit_id, {value} {rows} GROUP BY t.unit_id")
        params += [register.id, code, *given]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        return list(cursor.fetchall())


def measures_at(
    register: Register, node_id: int, period: Period, on: date | None = None
) -> Figures:
    """Return every measure over a unit and all below it, on the map of `on` (period's end)."""
    parts = [below(node_id, on or period.end)]
    rows = _grouped(register, register.measures, period, "", parts, on)
    return next(iter(rows.values()))


def kept_at(register: Register, node_id: int, period: Period, on: date | None = None) -> Figures:
    """Return `measures_at`, and under KEEPERS what `keepers_at` says, asked together."""
    parts = [below(node_id, on or period.end)]
    rows = _grouped(register, [*register.measures, _KEEPERS], period, "", parts, on)
    return next(iter(rows.values()))


def measures_below(
    communes: Sequence[int], period: Period, wanted: Sequence[Wanted]
) -> dict[int, dict[Wanted, int]]:
    """Return commune id → (register, measure) → value over it and all units below it.

    The map of the period's last day says what lies below; only places with entries are there.
    """
    known = programmes.package().registers
    found: dict[int, dict[Wanted, int]] = {}
    holes = ", ".join(["%s"] * len(communes))
    inside = Part(f"m.commune_id IN ({holes})", tuple(communes))
    for code in sorted({code for code, _ in wanted if code in known} if communes else ()):
        asked = [known[code].measure(measure) for one, measure in wanted if one == code]
        rows = _grouped(known[code], asked, period, PLACES["commune"], [inside], None)
        for place, figures in rows.items():
            if place is not None:
                mine = found.setdefault(place, {})
                mine.update({(code, name): value for name, value in figures.items()})
    return found


def measures_by_place(
    register: Register,
    period: Period,
    *,
    within: int | None = None,
    level: str = "commune",
    on: date | None = None,
) -> dict[int | None, Figures]:
    """Return unit id of the place → its measures, for every place of a level that has entries.

    `level`: unit, commune, district, province. The key None gathers entries that lie in no one
    place of this level. `on`: the map (the period's last day: as reported; else restated).
    """
    parts = [] if within is None else [below(within, on or period.end)]
    return _grouped(register, register.measures, period, PLACES[level], parts, on)


def measures_by_value(
    register: Register, column: str, node_id: int, period: Period, on: date | None = None
) -> dict[str, Figures]:
    """Return value of `state` or of a field → the measures over a unit and all below it."""
    name = "state" if column == "state" else register.field(column).id
    parts = [below(node_id, on or period.end)]
    found = _grouped(register, register.measures, period, f'r."{name}"', parts, on)
    return {str(value): figures for value, figures in found.items() if value is not None}


def keepers_at(register: Register, node_id: int, period: Period, on: date | None = None) -> int:
    """Return how many units, of a unit and all below it, have an entry that counts in a period."""
    parts = [below(node_id, on or period.end)]
    return next(iter(_grouped(register, [_KEEPERS], period, "", parts, on).values()))[KEEPERS]


def _grouped(
    register: Register,
    measures: Iterable[RegisterMeasure],
    period: Period,
    place: str,
    parts: list[Part],
    on: date | None,
) -> dict[int | None, Figures]:
    """One statement for stock measures and one for flow ones, as far as there are any."""
    projections.ready(register)
    listed = list(measures)
    found: dict[int | None, Figures] = {} if place else {None: {}}
    for counted in ("stock", "flow"):
        some = [measure for measure in listed if register.counted(measure) == counted]
        if some:
            for key, figures in _rows(register, some, period, counted, place, parts, on):
                found.setdefault(key, {}).update(figures)
    for figures in found.values():
        for measure in listed:
            figures.setdefault(measure.id, 0)
    return found


def _rows(
    register: Register,
    measures: Sequence[RegisterMeasure],
    period: Period,
    counted: str,
    place: str,
    parts: list[Part],
    on: date | None,
) -> Iterable[tuple[int | None, Figures]]:
    map_id = orgs.map_for(on or period.end).pk if place else None
    kept, params = _source(register, period, counted, parts, place, map_id)
    aggregates = ", ".join(_aggregate(register, measure) for measure in measures)
    keys, tail = ("t._place, ", " GROUP BY t._place") if place else ("", "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {keys}{aggregates} {kept}{tail}", params)
        for row in cursor.fetchall():
            values = row[1:] if place else row
            figures = {m.id: int(v) for m, v in zip(measures, values, strict=True)}
            yield (row[0] if place else None), figures


def _aggregate(register: Register, measure: RegisterMeasure) -> str:
    if measure is _KEEPERS:
        return "COUNT(DISTINCT t.unit_id)"
    where = condition_of(register, measure.where) if measure.where else None
    formula = measure_of(register, measure.sum)
    return compile_measure(formula, dialect(), where, "t").replace("%", "%%")


def _source(
    register: Register,
    period: Period,
    counted: str,
    parts: list[Part],
    place: str = "",
    map_id: int | None = None,
) -> tuple[str, list[Any]]:
    """FROM (rows of the period with their reviews) AS t, and its parameters in order."""
    first, last = period.start.isoformat(), period.end.isoformat()
    columns, joins, params = ["r.*"], list[str](), [first, last, first, last]
    for column, name in (("r.day", "begun"), ("r.state_day", "moved")):
        test = f"{column} >= %s AND {column} <= %s"
        columns.append(f"CASE WHEN {test} THEN 1 ELSE 0 END AS {name}")
    given: list[Any] = []
    for number, review in enumerate(register.reviews):
        alias = f"v{number}"
        table = projections.table_name(register, review.id)
        columns += [f'{alias}."{name}"' for name in review_columns(register, review)]
        joins.append(
            f'LEFT JOIN "{table}" AS {alias} ON {alias}.entry_id = r.entry_id'
            f" AND {alias}.period = %s"
        )
        given.append(str(period.year) if review.period == "year" else period.code)
    if place:
        columns.append(f"{place} AS _place")
        joins.append("JOIN orgs_mapentry AS m ON m.unit_id = r.unit_id AND m.map_id = %s")
        given.append(map_id)
    kept = [in_period(register, period, counted), _existing(period), *parts]
    where = " AND ".join(f"({part.sql})" for part in kept)
    table = projections.table_name(register)
    sql = (
        f'FROM (SELECT {", ".join(columns)} FROM "{table}" AS r {" ".join(joins)}'
        f" WHERE {where}) AS t"
    )
    return sql, [*params, *given, *(value for part in kept for value in part.params)]


def _existing(period: Period) -> Part:
    """Rows of units that had begun by then: a new unit may note what is older than itself."""
    begun = "SELECT s.unit_id FROM orgs_unitstate AS s WHERE s.valid_from <= %s"
    return Part(f"r.unit_id IN ({begun})", (period.end.isoformat(),))


def count_reviewed(
    register: Register, conditions: Sequence[str], period: Period, within: int, exclude: int
) -> list[int]:
    """Return how many entries of a place meet each condition in a period, one entry left out."""
    parts = [below(within, period.end), Part("r.entry_id <> %s", (exclude,))]
    kept, params = _source(register, period, "stock", parts)
    counted = ", ".join(
        "count(CASE WHEN "
        + compile_condition(condition_of(register, text), dialect(), "t").replace("%", "%%")
        + " THEN 1 END)"
        for text in conditions
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted} {kept}", params)
        return [int(value) for value in cursor.fetchone()]


def total(figures: Iterable[Mapping[str, int]], measure: str) -> int:
    """Add a measure up over places; never for a measure of distinct values."""
    return sum(one.get(measure, 0) for one in figures)
