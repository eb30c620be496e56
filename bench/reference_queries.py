"""The questions put to the reference's analytics table, shaped as DHIS2 shapes them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.reference import LEVELS, SPOKEN, SYSTEM, Measure, element

#: (measure, node uid, group or "", period) → number
Cells = dict[tuple[str, str, str, str], int]


@dataclass(frozen=True)
class Ask:
    """One request: a level, whether split by group, which nodes (empty: all of the level)."""

    level: str
    typed: bool
    nodes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


def answer(
    connection: psycopg.Connection[Any],
    measures: Sequence[Measure],
    asks: Sequence[Ask],
    columns: Mapping[str, Mapping[str, str]],
) -> Cells:
    """Run every query of every request; return the cells.

    columns: form → column → 'integer' | 'text', to know which fact column holds the value.
    """
    cells: Cells = {}
    for ask in asks:
        for sql, names in _queries(measures, ask, columns):
            for row in connection.execute(sql).fetchall():
                name, node, group, period, number = _cell(row, names, ask)
                if node is not None:
                    cells[(name, node, group, period)] = int(number or 0)
    return cells


def _cell(row: Any, names: Mapping[str, str], ask: Ask) -> tuple[str, Any, str, str, Any]:
    if ask.typed:
        dx, node, period, group, number = row
        return names[dx], node, group, period, number
    dx, node, period, number = row
    return names[dx], node, "", period, number


def _queries(
    measures: Sequence[Measure], ask: Ask, columns: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, dict[str, str]]]:
    together: dict[tuple[str, tuple[str, ...]], dict[str, str]] = defaultdict(dict)
    for measure in measures:
        periods = tuple(p for p in measure.periods if not ask.periods or p in ask.periods)
        if not periods:
            continue
        fresh = measure.plain not in together[(measure.where, periods)]
        if measure.plain and not measure.where_fields and fresh:
            together[(measure.where, periods)][measure.plain] = measure.name
        else:
            yield (
                _conditional(measure, ask, periods, columns[measure.form]),
                {measure.name: measure.name},
            )
    for (where, periods), names in together.items():
        if names:
            yield _plain(names, ask, where, periods), names


def _dimensions(ask: Ask) -> str:
    dims = f"ax.uidlevel{LEVELS[ask.level]}, ax.pe"
    return dims + (", ax.grp" if ask.typed else "")


def _place(ask: Ask, periods: Sequence[str]) -> str:
    years = sorted({period[:4] for period in periods})
    level = f"ax.uidlevel{LEVELS[ask.level]}"
    nodes = f"{level} in ({_quoted(ask.nodes)})" if ask.nodes else f"{level} is not null"
    return f"ax.pe in ({_quoted(periods)}) and {nodes} and ax.year in ({', '.join(years)})"


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _plain(names: Mapping[str, str], ask: Ask, where: str, periods: Sequence[str]) -> str:
    dims = _dimensions(ask)
    return (
        f"select ax.dx, {dims}, sum(value) as value from analytics as ax "
        f"where ax.dx in ({_quoted(list(names))}) and {_place(ask, periods)}"
        f"{' and (' + where + ')' if where else ''} group by ax.dx, {dims}"
    )


def _conditional(
    measure: Measure, ask: Ask, periods: Sequence[str], types: Mapping[str, str]
) -> str:
    """A pivot per organisation unit inside, the aggregate with its condition outside."""
    dims = _dimensions(ask)
    wanted = sorted({*measure.fields, *measure.where_fields} - set(SYSTEM))
    elements = [element(measure.form, name) for name in (*wanted, SPOKEN)]
    pivots = "".join(f", {_pivot(measure.form, name, types[name])}" for name in wanted)
    system = "".join(f", ax.{name}" for name in SYSTEM if not (ask.typed and name == "grp"))
    inner = f" and ({measure.where})" if measure.where and not measure.where_fields else ""
    outer = f" where {measure.where}" if measure.where and measure.where_fields else ""
    return (
        f"select '{measure.name}' as dx, {dims}, {measure.aggregate} as value from "
        f"(select {dims}{system}, ax.ou{pivots} from analytics as ax "
        f"where {_place(ask, periods)} and ax.dx in ({_quoted(elements)}){inner} "
        f"group by {dims}{system}, ax.ou) as ax{outer} group by {dims}"
    )


def _pivot(form: str, name: str, kind: str) -> str:
    fact, function = ("value", "sum") if kind == "integer" else ("textvalue", "max")
    return (
        f"{function}(case when ax.dx = '{element(form, name)}' then ax.{fact} else null end) "
        f'as "{name}"'
    )
