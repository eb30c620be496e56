"""`phongtrao units`: the units of any day, or search among them."""

import csv
import io
import json
import sys
from datetime import date
from typing import Any

import click
from django.utils import timezone

from phongtrao.core.dates import DateProblem, parse_date
from phongtrao.core.kinds import KINDS, REPORTING_GROUPS
from phongtrao.orgs import queries
from phongtrao.orgs.models import UnitState

COLUMNS = ("code", "name", "kind", "parent_code", "valid_from", "valid_to", "in_scope")
HIT_COLUMNS = ("code", "name", "kind", "label", "note")


class Day(click.ParamType[date]):
    """A day, written 2025-07-01 or 1/7/2025."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Return the day; a wrong one ends the command with exit code 2."""
        try:
            return parse_date(str(value))
        except DateProblem as problem:
            self.fail(f"{problem.message} / {problem.message_en}", param, ctx)


@click.command()
@click.option(
    "--on",
    "day",
    type=Day(),
    help="Ngày cần xem (2025-07-01 hoặc 1/7/2025); mặc định hôm nay. / The day; default today.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="Dạng kết quả. / Output format.",
)
@click.option(
    "--search",
    "text",
    help="Tìm theo tên hoặc mã cũ, mới, có dấu hoặc không dấu."
    " / Find by old or new name or code, with or without marks.",
)
def units(day: date | None, form: str, text: str | None) -> None:
    """Danh sách đơn vị có hiệu lực trong một ngày. / The units that exist on a day."""
    on = day or timezone.localdate()
    if text is not None:
        rows = [
            {column: _hit(hit, column) for column in HIT_COLUMNS}
            for hit in queries.search(text, on)
        ]
        _show(rows, HIT_COLUMNS, form)
    else:
        rows = listing(on)
        _show(rows, COLUMNS, form)
    if not rows:
        click.echo("Không có đơn vị nào. / No units found.", err=True)
        sys.exit(1)


def listing(on: date) -> list[dict[str, str]]:
    """Return one row (COLUMNS → text) for each unit of the day, provinces first, then by code.

    The nation and the province kept only for lineage are left out.
    """
    states = queries.units_on(on, outside=True)
    codes = {state.unit_id: state.code for state in states if state.group != "nation"}
    shown = [state for state in states if not _hidden(state)]
    shown.sort(key=lambda state: (KINDS[state.kind].rank, state.code))
    return [_row(state, codes) for state in shown]


def _hidden(state: UnitState) -> bool:
    foreign = state.group == "province" and state.subkind == queries.OUTSIDE
    return state.group == "nation" or foreign


def _row(state: UnitState, codes: dict[int, str]) -> dict[str, str]:
    scoped = ""
    if state.group in REPORTING_GROUPS:
        scoped = "yes" if queries.scope_of(state)[0] else "no"
    return {
        "code": state.code,
        "name": state.name,
        "kind": KINDS[state.kind].label,
        "parent_code": codes.get(state.parent_id, "") if state.parent_id else "",
        "valid_from": state.valid_from.isoformat(),
        "valid_to": state.valid_to.isoformat() if state.valid_to else "",
        "in_scope": scoped,
    }


def _hit(hit: queries.Hit, column: str) -> str:
    value = str(getattr(hit, column))
    return KINDS[value].label if column == "kind" else value


def _show(rows: list[dict[str, str]], columns: tuple[str, ...], form: str) -> None:
    """Print rows as CSV (comma, UTF-8), JSON (a list of objects) or aligned columns."""
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "csv":
        stream = io.StringIO()
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        click.echo(stream.getvalue(), nl=False)
    else:
        table = [dict(zip(columns, columns, strict=True)), *rows]
        widths = {column: max(len(row[column]) for row in table) for column in columns}
        for row in table:
            cells = (row[column].ljust(widths[column]) for column in columns)
            click.echo("  ".join(cells).rstrip())
