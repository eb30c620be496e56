"""Live typed tables of registers, built from their definitions and rebuildable at any time.

`proj_reg_<id>`: one row per span of an entry (what it said between two days).
`proj_reg_<id>__<review>`: one row per entry and period, the review in force.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from phongtrao.core.periods import Period
from phongtrao.core.remembering import remembered
from phongtrao.core.text import search_key, sort_key
from phongtrao.plan.amounts import from_store
from phongtrao.plan.register_rows import (
    ByIdentity,
    day_of,
    entry_columns,
    review_columns,
    review_row,
    row_of,
)
from phongtrao.plan.registers import FREE_TEXT, Register, ReviewKind
from phongtrao.programmes.models import Programme
from phongtrao.registers.models import Entry, Shape, Version
from phongtrao.registers.replay import Act, Life, Span, replay

KEYS = (
    ("entry_id", "bigint NOT NULL"),
    ("version", "integer NOT NULL"),
    ("from_day", "varchar(10) NOT NULL"),
    ("to_day", "varchar(10)"),
    ("unit_id", "bigint NOT NULL"),
    ("grp", "varchar(20) NOT NULL"),
    ("kind", "varchar(20) NOT NULL"),
    ("subkind", "varchar(20) NOT NULL"),
    ("period", "varchar(10) NOT NULL"),
    ("day", "varchar(10)"),
    ("state", "varchar(40) NOT NULL"),
    ("state_day", "varchar(10) NOT NULL"),
    ("updated", "varchar(32) NOT NULL"),
    ("lat", "integer"),
    ("lon", "integer"),
    ("search_key", "text NOT NULL"),
    ("sort_key", "text NOT NULL"),
)
REVIEW_KEYS = (
    ("entry_id", "bigint NOT NULL"),
    ("period", "varchar(10) NOT NULL"),
    ("version", "integer NOT NULL"),
    ("reviewed", "varchar(32) NOT NULL"),
)
SORTED = 60
Row = tuple[Any, ...]
Column = tuple[str, str]


def table_name(register: Register, review: str = "") -> str:
    """Return the name of a register's table, or of the table of one kind of review."""
    space = f"{register.space}_" if register.space else ""
    return f"proj_reg_{space}{register.id}" + (f"__{review}" if review else "")


def columns(register: Register) -> list[Column]:
    """Return (name, SQL type) of every column of the entries' table."""
    return [*KEYS, *_typed(entry_columns(register))]


def columns_of_review(register: Register, review: ReviewKind) -> list[Column]:
    """Return (name, SQL type) of every column of a review's table."""
    return [*REVIEW_KEYS, *_typed(review_columns(register, review))]


def _typed(named: dict[str, Any]) -> list[Column]:
    return [(name, "bigint" if kind == "integer" else "text") for name, kind in named.items()]


def digest(register: Register) -> str:
    """Return the hash of everything that decides what the tables of a register hold."""
    return _digest(ByIdentity(register))


@lru_cache(maxsize=64)
def _digest(key: ByIdentity) -> str:
    register = key.register
    said = register.model_dump_json(
        include={"fields", "catalogues", "constants", "reviews", "day", "period"}
    )
    shape = [columns(register), [columns_of_review(register, one) for one in register.reviews]]
    return sha256((json.dumps(shape) + said).encode()).hexdigest()


def stands(register: Register) -> bool:
    """Tell whether the tables stand as this definition wants them (one statement a request)."""
    return _shapes().get(table_name(register)) == digest(register)


@remembered
def _shapes() -> dict[str, str]:
    """Name of every table that was built → the digest it was built for."""
    return dict(Shape.objects.values_list("name", "digest"))


def ready(register: Register) -> None:
    """Build the tables from the versions unless they stand; one of several at once does it."""
    if stands(register):
        return
    with transaction.atomic():
        name = table_name(register)
        Shape.objects.get_or_create(name=name, defaults={"digest": ""})
        known = Shape.objects.select_for_update().get(name=name)
        if known.digest != digest(register):
            rebuild(register)


def lock(register: Register) -> None:
    """Hold off other writers of the register until the end of the transaction."""
    Shape.objects.select_for_update().get(name=table_name(register))


def rebuild(register: Register, suffix: str = "") -> int:
    """Build the tables anew from the versions; return the number of entries."""
    _create(register, suffix)
    total = 0
    for batch in _batches(register):
        write(register, batch, suffix)
        total += len(batch)
    if not suffix:
        Shape.objects.update_or_create(
            name=table_name(register), defaults={"digest": digest(register)}
        )
    return total


def drop(register: Register, suffix: str) -> None:
    """Drop the tables with this suffix."""
    names = [table_name(register), *(table_name(register, one.id) for one in register.reviews)]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP TABLE IF EXISTS "{name}{suffix}"')


def _create(register: Register, suffix: str) -> None:
    drop(register, suffix)
    name = table_name(register) + suffix
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TABLE "{name}" ({_body(columns(register))}, PRIMARY KEY (entry_id, version))'
        )
        cursor.execute(f'CREATE INDEX "{name}_unit" ON "{name}" (unit_id, to_day)')
        for review in register.reviews:
            body = _body(columns_of_review(register, review))
            table = table_name(register, review.id) + suffix
            cursor.execute(f'CREATE TABLE "{table}" ({body}, PRIMARY KEY (entry_id, period))')


def _body(named: Sequence[Column]) -> str:
    return ", ".join(f'"{name}" {kind}' for name, kind in named)


def _batches(register: Register) -> Iterable[list[tuple[Entry, Life]]]:
    """Every entry of the register with its life, a thousand at a time."""
    entries = entries_of(register).order_by("id")
    last = 0
    while batch := list(entries.filter(id__gt=last)[:1_000]):
        last = batch[-1].pk
        yield [(entry, life) for entry, life in lives(register, batch)]


def entries_of(register: Register) -> "QuerySet[Entry]":
    """Return the entries of a register of its own plan."""
    return own_entries(register.space).filter(register=register.id)


def own_entries(space: str) -> "QuerySet[Entry]":
    """Return the entries of the plan with this space ('': the first plan)."""
    if space:
        return Entry.objects.filter(programme_id=int(space.removeprefix("p")))
    return Entry.objects.filter(programme_id=Programme.objects.order_by("id").values("id")[:1])


def lives(register: Register, entries: Sequence[Entry]) -> list[tuple[Entry, Life]]:
    """Return each entry with the life its versions make (one statement)."""
    acts: dict[int, list[Act]] = {entry.pk: [] for entry in entries}
    for version in Version.objects.filter(entry__in=list(acts)).order_by("entry", "number"):
        acts[version.entry_id].append(act_of(register, version))
    return [(entry, replay(acts[entry.pk], register.day)) for entry in entries]


def act_of(register: Register, version: Version) -> Act:
    """Return a version as a plain act, its amounts in đồng."""
    values = json.loads(version.payload)
    return Act(
        number=version.number,
        verb=version.verb,
        on=version.on,
        state=version.state,
        values=values if version.review else from_store(register, values),
        at=version.at.astimezone(UTC).isoformat(),
        review=version.review,
        period=version.period,
        undoes=version.undoes,
    )


def write(register: Register, found: Sequence[tuple[Entry, Life]], suffix: str = "") -> None:
    """Replace all rows of the given entries."""
    ids = [entry.pk for entry, _ in found]
    rows = [entry_row(register, entry, span) for entry, life in found for span in life.spans]
    _replace(table_name(register) + suffix, [n for n, _ in columns(register)], ids, rows)
    for review in register.reviews:
        names = [name for name, _ in columns_of_review(register, review)]
        judged = [
            _review_row(register, review, entry, act)
            for entry, life in found
            if life.spans
            for (code, _), act in life.reviews.items()
            if code == review.id
        ]
        _replace(table_name(register, review.id) + suffix, names, ids, judged)


def _replace(table: str, names: Sequence[str], ids: Sequence[int], rows: Sequence[Row]) -> None:
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            holes = ", ".join(["%s"] * len(some))
            cursor.execute(f'DELETE FROM "{table}" WHERE entry_id IN ({holes})', some)
        if rows:
            cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', list(rows))


def entry_row(register: Register, entry: Entry, span: Span) -> Row:
    """Return the row that shows one span of an entry, in column order."""
    values = span.act.values
    period = Period.parse(entry.period) if entry.period else None
    day = day_of(register, values, period) or span.since
    cells = row_of(register, values, day)
    point = values.get("point") or [None, None]
    texts = [str(values.get(f.id) or "") for f in register.fields if f.type in FREE_TEXT]
    heading = heading_of(register, values)
    own = register.period_of(day) if register.day else None
    keys: Row = (
        entry.pk,
        span.act.number,
        span.since.isoformat(),
        span.until.isoformat() if span.until else None,
        entry.unit_id,
        entry.grp,
        entry.kind,
        entry.subkind,
        own.code if own else entry.period,
        day.isoformat(),
        span.act.state,
        span.state_since.isoformat(),
        span.act.at,
        point[0],
        point[1],
        search_key(" ".join([heading, *texts])),
        sort_key(heading[:SORTED]),
    )
    return keys + tuple(cells.get(name) for name in entry_columns(register))


def _review_row(register: Register, review: ReviewKind, entry: Entry, act: Act) -> Row:
    cells = review_row(register, review, act.values)
    names = review_columns(register, review)
    return (entry.pk, act.period, act.number, act.at, *(cells.get(name) for name in names))


def heading_of(register: Register, values: Any) -> str:
    """Return the words by which people know an entry."""
    field, value = register.heading, values.get(register.heading.id)
    if isinstance(value, str) and (field.catalogue or field.choices):
        item = register.item(field, value)
        value = item.label if item else value
    return str(value or register.entry)[:300]


def periods_of(register: Register, unit_id: int, exclude: int = 0) -> set[str]:
    """Return the periods in which a unit has entries, other than the entry `exclude`."""
    ready(register)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT period FROM "{table_name(register)}"'
            " WHERE unit_id = %s AND to_day IS NULL AND entry_id <> %s",
            [unit_id, exclude],
        )
        return {row[0] for row in cursor.fetchall()}
