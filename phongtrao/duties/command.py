"""`phongtrao duties`: give the duties of a year, list them with their state, show one."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.duties import access, actions, queries
from phongtrao.duties.queries import Row
from phongtrao.rules.duties import SOURCE_LABELS, STATE_LABELS, STATES

HEADS = ("code", "clause", "title", "holder", "due", "state", "late_days", "source", "reason")
Answer = TypeVar("Answer")
_YEAR = click.IntRange(2000, 2999)


@click.group()
def duties() -> None:
    """Nhiệm vụ phần IV: giao, xem tình trạng. / Duties of part IV: give and follow them."""


@duties.command("open")
@click.option("--year", type=_YEAR, required=True, help="Năm. / The year.")
def open_(year: int) -> None:
    """Giao nhiệm vụ của năm cho các cơ quan. / Give the duties of a year to the bodies."""
    made = _spoken(lambda: actions.open_year(year=year, by=None))
    click.echo(f"Đã giao / given: {len(made)}")


@duties.command("list")
@click.option("--year", type=_YEAR, required=True, help="Năm. / The year.")
@click.option("--body", help="Mã cơ quan, ví dụ justice. / Code of a body.")
@click.option("--state", type=click.Choice(STATES), help="Tình trạng. / The state.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table")
def list_(year: int, body: str | None, state: str | None, form: str) -> None:
    """Liệt kê nhiệm vụ của năm với tình trạng. / List the duties of a year with their state."""
    found = _spoken(lambda: queries.rows(None, year))
    rows = [
        row
        for row in found
        if (not body or body in (row.item.holder.code, row.item.holder.body))
        and (not state or row.judged.state == state)
    ]
    names = queries.names([row.item.holder for row in rows])
    if form == "csv":
        click.echo(_csv(rows, names), nl=False)
        return
    for row in rows:
        late = f", {row.judged.late_days} ngày" if row.judged.late_days else ""
        state_words = f"{STATE_LABELS[row.judged.state]}{late}"
        source = SOURCE_LABELS[row.judged.source]
        due = format_date(row.item.due)
        click.echo(
            f"{row.item.code}  trước {due}  {state_words} ({source})  "
            f"{names[row.item.holder_id]}: {row.duty.title}"
        )
    click.echo(f"{len(rows)}/{len(found)} nhiệm vụ / duties")


def _csv(rows: list[Row], names: dict[int, str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for row in rows:
        writer.writerow(
            (
                row.item.code,
                row.item.clause,
                row.duty.title,
                names[row.item.holder_id],
                row.item.due.isoformat(),
                row.judged.state,
                row.judged.late_days,
                row.judged.source,
                row.reason,
            )
        )
    return out.getvalue()


@duties.command()
@click.argument("code", metavar="CODE")
def show(code: str) -> None:
    """Xem một nhiệm vụ: hạn, căn cứ, cập nhật, chuyển giao. / Show one duty with its history."""
    item = _spoken(lambda: access.assignment_of(code))
    row = _spoken(lambda: queries.row(item))
    name = queries.name(item.holder)
    click.echo(f"{item.code}: {row.duty.title}")
    click.echo(f"Điều khoản / clause: {item.clause}; chủ trì / lead: {name}")
    click.echo(f"Trước ngày / due before: {format_date(item.due)} ({item.due_from})")
    state, source = STATE_LABELS[row.judged.state], SOURCE_LABELS[row.judged.source]
    click.echo(f"{state} ({source}): {row.judged.why}")
    for shown in row.proofs:
        count = "–" if shown.count is None else shown.count
        proof = shown.proof
        click.echo(f"  {proof.kind}: {proof.label or proof.figure or proof.document}: {count}")
    for update in row.updates:
        reason = f" [{update.reason}]" if update.reason else ""
        click.echo(f"  {format_date(update.at)} {update.step}{reason}: {update.text}")
    for move in row.moves:
        done = move.hand_over
        mark = "" if done.confirmed else " (cần xác nhận / to be confirmed)"
        words = f"{done.source.code} → {done.target.code}: {done.document}{mark}"
        click.echo(f"  {format_date(done.on)} {words}")


def _spoken(act: Callable[[], Answer]) -> Answer:
    """Do something; a refusal is a sentence on the error stream and exit code 2."""
    try:
        return act()
    except Refusal as refusal:
        click.echo(f"{refusal.message} / {refusal.message_en}", err=True)
        sys.exit(2)
