"""How far a round is: owed, sent, approved, accepted; sent in time. Counts of units."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection

from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Form
from phongtrao.programmes.models import Round
from phongtrao.submissions import projections

_COUNTS = (
    "COUNT(*),"
    " SUM(CASE WHEN version > 0 THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN state IN ('approved', 'accepted') THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN state = 'accepted' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN version > 0 AND late = 0 THEN 1 ELSE 0 END)"
)


@dataclass(frozen=True)
class Progress:
    """Counts of units in one round; each step contains the next."""

    owed: int = 0
    sent: int = 0
    approved: int = 0
    accepted: int = 0
    in_time: int = 0

    @property
    def sent_rate(self) -> Fraction | None:
        """Reporting rate, None when nothing is owed."""
        return Fraction(self.sent, self.owed) if self.owed else None

    @property
    def in_time_rate(self) -> Fraction | None:
        """Rate of reports sent before the deadline, of those owed."""
        return Fraction(self.in_time, self.owed) if self.owed else None


def progress(round_: Round, form: Form, unit_ids: Iterable[int] | None = None) -> Progress:
    """Count a round over all units, or over the given ones (a commune: some dozens)."""
    where, params = "period = %s", [round_.period]
    if unit_ids is not None:
        ids = [int(unit) for unit in unit_ids]
        if not ids:
            return Progress()
        where += f" AND unit_id IN ({', '.join(['%s'] * len(ids))})"
        params += ids  # type: ignore[arg-type]
    sql = f"SELECT {_COUNTS} FROM {projections.table_name(form)} WHERE {where}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return Progress(*(int(count or 0) for count in row))


def progress_by_commune(round_: Round, form: Form, map_id: int) -> dict[int | None, Progress]:
    """Count a round for each commune of a map; None: units that lie in no single commune."""
    sql = (
        f"SELECT e.commune_id, {_COUNTS} FROM {projections.table_name(form)} p"
        " JOIN orgs_mapentry e ON e.unit_id = p.unit_id AND e.map_id = %s"
        " WHERE p.period = %s GROUP BY e.commune_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [map_id, round_.period])
        rows = cursor.fetchall()
    return {row[0]: Progress(*(int(count or 0) for count in row[1:])) for row in rows}


def count_values(form: Form, period: Period, field: str) -> list[tuple[str, int]]:
    """Return (value, number of units) of a text field in a period; silent units are left out."""
    column = connection.ops.quote_name(form.field(field).id)
    sql = (
        f"SELECT {column}, COUNT(*) FROM {projections.table_name(form)}"
        f" WHERE period = %s AND {column} IS NOT NULL GROUP BY {column}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [period.code])
        return [(str(value), int(number)) for value, number in cursor.fetchall()]


def units_naming(form: Form, period: Period, field: str, code: str) -> list[int]:
    """Return the units that named a choice in a field of several choices."""
    column = connection.ops.quote_name(form.field(field).id)
    sql = (
        f"SELECT unit_id FROM {projections.table_name(form)}"
        f" WHERE period = %s AND ',' || {column} || ',' LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [period.code, f"%,{code},%"])
        return [int(row[0]) for row in cursor.fetchall()]
