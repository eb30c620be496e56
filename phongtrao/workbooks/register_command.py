"""The command group `register`: list, show, add, export, import, measures."""

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post, Role
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register
from phongtrao.registers import access, actions, queries
from phongtrao.workbooks import register_books as books
from phongtrao.workbooks.command import PeriodType
from phongtrao.workbooks.register_cells import value_of
from phongtrao.workbooks.safety import MAX_FILE_BYTES
from phongtrao.workbooks.words import CellProblem

SHOWN = 50
USAGE = 2
Command = Callable[..., None]


def _explained(command: Command) -> Command:
    """Turn a refusal into its sentence, its findings into lines, and exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            click.echo(f"{refusal.message}\n{refusal.message_en}", err=True)
            _say(refusal.data.get("findings", []))
            sys.exit(1)

    return run


def _filters(command: Command) -> Command:
    """The options by which a list is narrowed."""
    for option in (
        click.option("--words", default="", help="Từ cần tìm, không cần dấu. / Words."),
        click.option("--state", default="", help="Trạng thái. / State."),
        click.option("--period", type=PeriodType(), help="Kỳ. / Period."),
        click.option("--node", help="Mã đơn vị: nó và bên dưới. / A unit and all below it."),
    ):
        command = option(command)
    return command


def _narrowed(node: str | None, period: Period | None, state: str) -> dict[str, str]:
    found = {"state": state, "period": period.code if period else ""}
    if node:
        found["unit"] = str(orgs.find_unit(node).pk)
    return found


@click.group()
def register() -> None:
    """Các sổ của kế hoạch: mô hình, tập huấn, camera… / Registers of the plan."""


@register.command("list")
@click.argument("book", metavar="[SỔ]", required=False)
@_filters
@click.option("--page", default=1, show_default=True, help="Trang. / Page.")
@_explained
def list_(
    book: str | None, node: str | None, period: Period | None, state: str, words: str, page: int
) -> None:
    """Liệt kê các sổ, hoặc các dòng của một sổ. / List the registers, or one's entries."""
    if book is None:
        for one in queries.registers():
            total = queries.entries(one, per_page=1).total
            click.echo(f"{one.id:16} {total:6} {one.entry:18} {one.title}")
        return
    found = access.find(book)
    chosen = _narrowed(node, period, state)
    shown = queries.entries(found, filters=chosen, words=words, page=page)
    for row in shown.rows:
        label = found.state(row.state).label
        heading = row.cells.get(found.heading.id) or found.entry
        click.echo(f"#{row.entry_id:<7} {row.day:10} {row.unit_name:24} {label:18} {heading}")
    click.echo(f"{shown.total} {found.entry}; trang {shown.page}/{shown.pages} / page")


@register.command()
@click.argument("entry_id", type=int, metavar="DÒNG")
@_explained
def show(entry_id: int) -> None:
    """Xem một dòng với lịch sử của nó. / Show one entry with its history."""
    view = queries.entry(entry_id)
    one = view.register
    names = queries.names_of(one, [view.values])
    unit = orgs.state_of(view.entry.unit_id)
    state = "đã rút / withdrawn" if view.entry.withdrawn else one.state(view.entry.state).label
    click.echo(f"#{entry_id} {one.title}\n{unit.name} ({unit.code}) · {state}")
    for field in one.fields:
        value = view.row.cells.get(field.id) if view.row else view.values.get(field.id)
        click.echo(f"  {field.label}: {queries.shown(one, field, value, names) or '(trống)'}")
    for done in view.reviews:
        said = "; ".join(
            f"{f.label}: {queries.shown(one, f, done.values.get(f.id), names)}"
            for f in done.kind.fields
            if done.values.get(f.id)
        )
        click.echo(f"  {done.kind.title} {done.period}: {said}")
    for happening in queries.history(entry_id):
        version = happening.version
        gone = " (đã hoàn tác / undone)" if happening.undone else ""
        click.echo(f"  {version.number}. {version.on:%d/%m/%Y} {version.verb}{gone} {version.note}")


@register.command()
@click.argument("book", metavar="SỔ")
@click.option("--unit", "code", required=True, help="Mã đơn vị. / Code of the unit.")
@click.option("--set", "pairs", multiple=True, help="mục=giá trị / field=value.")
@click.option("--period", type=PeriodType(), help="Kỳ, với sổ theo kỳ. / Period.")
@click.option("--by", "post_code", help="Chức danh ghi. / Code of the acting post.")
@click.option("--key", "client_key", help="Mã gửi, để ghi lại không trùng. / Client key.")
@_explained
def add(
    book: str,
    code: str,
    pairs: tuple[str, ...],
    period: Period | None,
    post_code: str | None,
    client_key: str | None,
) -> None:
    """Ghi một dòng vào sổ. / Add an entry to a register."""
    found = access.find(book)
    version = actions.add_entry(
        register=found.id,
        unit_id=orgs.find_unit(code).pk,
        values=_values(found, pairs),
        period=period,
        client_key=client_key or uuid4().hex,
        by=_acting(post_code),
    )
    click.echo(f"Đã ghi dòng #{version.entry_id}. / Entry #{version.entry_id} written.")


@register.command()
@click.argument("book", metavar="SỔ")
@_filters
@click.option("--empty", is_flag=True, help="Chỉ lấy khung để điền. / Headings only.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@_explained
def export(
    book: str,
    node: str | None,
    period: Period | None,
    state: str,
    words: str,
    empty: bool,
    output: Path | None,
) -> None:
    """Xuất sổ ra .xlsx hoặc .csv, nhập lại được. / Export a register, to be taken back."""
    found = access.find(book)
    chosen = _narrowed(node, period, state)
    rows = [] if empty else queries.all_rows(found, filters=chosen, words=words)
    target = output or Path(f"{found.url}.xlsx")
    target.write_bytes(books.rendered(books.book(found, rows), target.name))
    click.echo(f"Đã xuất {len(rows)} dòng / exported: {target}")


@register.command("import")
@click.argument("book", metavar="SỔ")
@click.argument("path", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ đổi gì. / Only show the changes.")
@click.option("--by", "post_code", help="Chức danh nhập. / Code of the acting post.")
@_explained
def import_(book: str, path: Path, dry_run: bool, post_code: str | None) -> None:
    """Nhập sổ đã điền; còn một ô sai thì chưa ghi gì. / Take a filled book in."""
    found = access.find(book)
    with path.open("rb") as opened:
        data = opened.read(MAX_FILE_BYTES + 1)
    by = _acting(post_code)
    taken = books.take(register=found, data=data, name=path.name, by=by, dry_run=dry_run)
    _say(taken.findings)
    if taken.errors:
        said = f"Có {len(taken.errors)} lỗi; đã ghi {taken.written} dòng. / Lines written."
        click.echo(said, err=True)
        sys.exit(1)
    word = "Sẽ nhập / dry run" if dry_run else "Đã nhập / imported"
    counts = f"{taken.added} dòng mới, {taken.changed} dòng sửa, {taken.unchanged} giữ nguyên"
    click.echo(f"{word}: {counts}.")


@register.command()
@click.argument("book", metavar="SỔ")
@click.option("--period", type=PeriodType(), required=True, help="Kỳ. / Period.")
@click.option("--node", help="Mã đơn vị; mặc định cả tỉnh. / Unit; default everything.")
@click.option(
    "--by",
    "level",
    type=click.Choice(["unit", "commune", "district", "province"]),
    help="Chia theo cấp. / Split by level.",
)
@click.option("--map", "on", type=click.DateTime(["%Y-%m-%d"]), help="Bản đồ ngày. / Map of a day.")
@_explained
def measures(book: str, period: Period, node: str | None, level: str | None, on: Any) -> None:
    """Số đo của sổ trong một kỳ. / Measures of a register in a period."""
    found = access.find(book)
    day = on.date() if on else None
    within = orgs.find_unit(node, min(period.end, access.today())).pk if node else None
    if level is None and within is not None:
        rows: dict[int | None, dict[str, int]] = {
            within: queries.measures_at(found, within, period, day)
        }
    else:
        rows = queries.measures_by_place(
            found, period, within=within, level=level or "province", on=day
        )
    named = orgs.states_of([unit for unit in rows if unit is not None], day or period.end)
    for unit, figures in rows.items():
        click.echo(named[unit].name if unit is not None else "(không thuộc một nơi / no one place)")
        for one in found.measures:
            click.echo(f"  {one.label}: {figures[one.id]} {one.unit}".rstrip())


def _values(found: Register, pairs: Sequence[str]) -> dict[str, Any]:
    """`field=value` pairs as values; a usage error names the one that cannot be read."""
    values = {}
    known = {field.id: field for field in found.asked()}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if name not in known:
            raise click.UsageError(f"Sổ không có mục “{name}”. Có: {', '.join(known)}.")
        try:
            values[name] = value_of(found, known[name], text)
        except CellProblem as problem:
            raise click.UsageError(f"{known[name].label}: {problem}") from problem
    return values


def _acting(code: str | None) -> Post:
    """The post that acts: the one named, else the standing office."""
    if code:
        post = accounts.post_by_code(code)
    else:
        post = Post.objects.filter(role=Role.STANDING_OFFICE, closed_on=None).first()
    if post is None:
        raise Refusal(
            "post.none", f"Không có chức danh {code or 'Thường trực'}.", "No such post.", status=404
        )
    return post


def _say(findings: Sequence[Finding]) -> None:
    for finding in findings[:SHOWN]:
        word = "Lỗi" if finding.is_error else "Lưu ý"
        click.echo(f"{word}: {finding}", err=finding.is_error)
    if len(findings) > SHOWN:
        click.echo(f"… và {len(findings) - SHOWN} ghi chú nữa. / and more.", err=True)
