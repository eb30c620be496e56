"""Live wide tables: one typed row per owed unit and period, written with the version it shows.

A projection is derived: it can be dropped and rebuilt at any time from what is owed and said.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.db import connection

from phongtrao.core.answers import WHY
from phongtrao.plan.definitions import Form
from phongtrao.programmes.models import Owed, Round

KEYS = (
    ("unit_id", "bigint NOT NULL"),
    ("period", "varchar(10) NOT NULL"),
    ("grp", "varchar(20) NOT NULL"),
    ("kind", "varchar(20) NOT NULL"),
    ("subkind", "varchar(20) NOT NULL"),
    ("in_scope", "integer NOT NULL"),
    ("scope_rule", "varchar(40) NOT NULL"),
    ("state", "varchar(12) NOT NULL"),
    ("version", "integer NOT NULL"),
    ("submitted_at", "varchar(32)"),
    ("late", "integer"),
    ("on_behalf", "integer"),
)
KEY_NAMES = tuple(name for name, _ in KEYS)
DUE = ("due", 0, None, None, None)
Row = tuple[Any, ...]


def table_name(form: Form) -> str:
    """Return the name of the projection of a form: `proj_<form>`, of a further plan apart."""
    return f"proj_{form.space}_{form.id}" if form.space else f"proj_{form.id}"


def columns(form: Form) -> list[tuple[str, str]]:
    """Return (name, SQL type) of every column, keys first."""
    found = list(KEYS)
    for field in form.all_fields():
        found.append((field.id, "bigint" if field.column_type == "integer" else "text"))
        if field.has_reason:
            found.append((f"{field.id}__why", "varchar(12)"))
    return found


def create(form: Form, suffix: str = "") -> str:
    """Create the projection of a form anew, empty; return the table's name."""
    name = table_name(form) + suffix
    body = ", ".join(f'"{column}" {kind}' for column, kind in columns(form))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TABLE {name} ({body}, PRIMARY KEY (period, unit_id))")
        cursor.execute(f"CREATE INDEX {name}_unit ON {name} (unit_id)")
    return name


def exists(form: Form) -> bool:
    """Tell whether the projection stands with exactly the columns of this definition."""
    name = table_name(form)
    with connection.cursor() as cursor:
        if name not in connection.introspection.table_names(cursor):
            return False
        found = connection.introspection.get_table_description(cursor, name)
    return [column.name for column in found] == [column for column, _ in columns(form)]


def values_of(form: Form, payload: dict[str, Any]) -> Row:
    """Return the values of all field columns, in column order, for one payload."""
    row: list[Any] = []
    for field in form.all_fields():
        value, why = cell(payload.get(field.id))
        row.append(value)
        if field.has_reason:
            row.append(why)
    return tuple(row)


def cell(answer: Any) -> tuple[Any, str | None]:
    """Return (column value, reason it is absent): "none" is the number 0 with its reason."""
    if isinstance(answer, dict):
        why = answer.get("why")
        if why not in WHY:
            raise ValueError(f"Unknown reason {why!r}.")
        return (0 if why == "none" else None), why
    if isinstance(answer, list):
        return ",".join(sorted(str(code) for code in answer)), None
    return answer, None


def due_row(form: Form, owed: Owed, period: str) -> Row:
    """Return the row of a unit that owes the form and has said nothing yet."""
    return (*_identity(owed, period), *DUE, *values_of(form, {}))


def said_row(form: Form, owed: Owed, period: str, said: Row, payload: dict[str, Any]) -> Row:
    """Return the row of a unit that has spoken; `said` = state, version, at, late, on behalf."""
    return (*_identity(owed, period), *said, *values_of(form, payload))


def _identity(owed: Owed, period: str) -> Row:
    return (
        owed.unit_id,
        period,
        owed.group,
        owed.kind,
        owed.subkind,
        int(owed.in_scope),
        owed.scope_rule,
    )


def write(form: Form, rows: Iterable[Row], suffix: str = "") -> None:
    """Insert rows or replace those of the same unit and period, and touch their rounds."""
    written = list(rows)
    put(form, written, suffix)
    if not suffix:
        touch(form.id, {row[1] for row in written})


def put(form: Form, rows: Sequence[Row], suffix: str = "") -> None:
    """Insert or replace rows without touching their rounds: the caller does, as its last act."""
    with connection.cursor() as cursor:
        cursor.executemany(_upsert(form, suffix), rows)


def _upsert(form: Form, suffix: str) -> str:
    names = [name for name, _ in columns(form)]
    updates = ", ".join(f'"{n}" = excluded."{n}"' for n in names if n not in ("unit_id", "period"))
    listed = ", ".join(f'"{n}"' for n in names)
    marks = ", ".join(["%s"] * len(names))
    return (
        f"INSERT INTO {table_name(form)}{suffix} ({listed}) VALUES ({marks}) "
        f"ON CONFLICT (period, unit_id) DO UPDATE SET {updates}"
    )


def touch(form_id: str, periods: Iterable[str]) -> None:
    """Change the stamp of rounds whose rows changed, so that sums kept of them are not used."""
    Round.objects.filter(form=form_id, period__in=list(periods)).update(stamp=uuid4())


def set_state(form: Form, period: str, unit_id: int, state: str) -> None:
    """Show a decision on the row of one unit and period."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table_name(form)} SET state = %s WHERE period = %s AND unit_id = %s",
            [state, period, unit_id],
        )
    touch(form.id, [period])


def read(form: Form, where: str = "", params: Sequence[Any] = (), suffix: str = "") -> list[Row]:
    """Return whole rows in column order, by period and unit."""
    listed = ", ".join(f'"{name}"' for name, _ in columns(form))
    sql = f"SELECT {listed} FROM {table_name(form)}{suffix} {where} ORDER BY period, unit_id"
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return [tuple(row) for row in cursor.fetchall()]
