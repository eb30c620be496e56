"""Where the rows of a sheet come from: the projection, with visits of inspections where counted."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from phongtrao.analytics.keeping import Stamps, stamps_of
from phongtrao.analytics.sheets import ROW, Sheet
from phongtrao.core.periods import Period
from phongtrao.inspections import queries as inspections
from phongtrao.plan.targets import VISITS
from phongtrao.submissions import projections


def source_of(sheet: Sheet) -> tuple[str, list[Any]]:
    """Return (SQL, parameters) of the rows of a form, named `ROW`."""
    table = connection.ops.quote_name(projections.table_name(sheet.form))
    if not sheet.by_visits:
        return f"{table} AS {ROW}", []
    visits, params = inspections.visits_sql(sheet.period)
    joined = (
        f"(SELECT t.*, coalesce(v.{VISITS}, 0) AS {VISITS} FROM {table} AS t"
        f" LEFT JOIN ({visits}) AS v ON v.unit_id = t.unit_id WHERE t.period = %s) AS {ROW}"
    )
    return joined, [*params, sheet.period.code]


def stamps_for(sheet: Sheet, map_id: int) -> Stamps:
    """Return what the figures of a sheet rest on: rows and map; visits, and whether they go on."""
    found = stamps_of(sheet.form.id, sheet.period, map_id)
    if not found or not sheet.by_visits:
        return found
    return (*found, inspections.newest_visit(), is_running(sheet.period))


def is_running(period: Period) -> bool:
    """Whether a visit made today would still belong to the period."""
    return timezone.localdate() <= period.end
