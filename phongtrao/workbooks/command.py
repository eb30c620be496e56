"""Commands `export workbook` and `import workbook`."""

import sys
from datetime import date
from pathlib import Path

import click

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post, Role
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.workbooks import actions
from phongtrao.workbooks.safety import MAX_FILE_BYTES

SHOWN = 50


class PeriodType(click.ParamType[Period]):
    """A period as people write it: 2024, 2024-nam, 2024-H1, 2024-6t."""

    name = "KỲ"

    def convert(
        self, value: str | Period, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """Return the period; a usage error (exit code 2) when it cannot be read."""
        if isinstance(value, Period):
            return value
        try:
            return Period.parse(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


@click.group("export")
def export_group() -> None:
    """Xuất tệp. / Export files."""


@click.group("import")
def import_group() -> None:
    """Nhập tệp. / Import files."""


@export_group.command("workbook")
@click.option("--node", required=True, help="Mã xã. / Code of the commune.")
@click.option("--period", type=PeriodType(), help="Kỳ, ví dụ 2025 hoặc 2025-6t. / Period.")
@click.option("--form", help="Biểu; mặc định theo kỳ. / Form; default by the period.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
def export_workbook(
    node: str, period: Period | None, form: str | None, output: Path | None
) -> None:
    """Xuất bảng tính của một xã. / Export the workbook of a commune."""
    with _explained():
        form_id, meant = _meant(form, period)
        unit = orgs.find_unit(node, min(meant.end, _today()))
        data = actions.export_workbook(node_id=unit.pk, form=form_id, period=meant)
        target = output or Path(f"{node}-{meant.url}.xlsx")
        target.write_bytes(data)
    click.echo(f"Đã xuất / exported: {target} ({len(data) // 1024} KB)")


@import_group.command("workbook")
@click.argument("path", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ đổi gì. / Only show the changes.")
@click.option("--period", type=PeriodType(), help="Kỳ cần nhập. / The period meant.")
@click.option("--by", "post_code", help="Chức danh nhập. / Code of the acting post.")
@click.option("--note", default="", help="Nguồn số liệu. / Where the figures come from.")
def import_workbook(
    path: Path, dry_run: bool, period: Period | None, post_code: str | None, note: str
) -> None:
    """Nhập bảng tính đã điền. / Take a filled workbook in. Mã thoát / exit: 0, 1, 2."""
    with _explained():
        too_large = path.stat().st_size > MAX_FILE_BYTES
        data = b"\0" * (MAX_FILE_BYTES + 1) if too_large else path.read_bytes()
        by = _acting(post_code)
        outcome = actions.import_workbook(
            data=data, name=path.name, by=by, period=period, dry_run=dry_run, note=note
        )
    _report(outcome, dry_run)
    if outcome.errors:
        sys.exit(1)


class _explained:
    """Turns a Refusal into its sentence on the error stream and exit code 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        if isinstance(problem, Refusal):
            click.echo(f"{problem.message}\n{problem.message_en}", err=True)
            sys.exit(1)


def _today() -> date:
    return accounts.today()


def _meant(form: str | None, period: Period | None) -> tuple[str, Period]:
    """The form and period asked for: by default the newest open round."""
    forms = programmes.package().forms
    if period is None:
        rounds = list(programmes.rounds(form).filter(state="open"))
        if not rounds:
            raise Refusal("round.none", "Không có kỳ nào đang mở.", "No round is open.")
        newest = max(rounds, key=lambda round_: Period.parse(round_.period))
        return newest.form, Period.parse(newest.period)
    if form:
        return form, period
    return next(name for name, one in forms.items() if one.period == period.kind), period


def _acting(code: str | None) -> Post:
    """The post that imports: the one named, else the standing office."""
    if code:
        post = accounts.post_by_code(code)
    else:
        post = Post.objects.filter(role=Role.STANDING_OFFICE, closed_on=None).first()
    if post is None:
        raise Refusal(
            "post.none", f"Không có chức danh {code or 'Thường trực'}.", "No such post.", status=404
        )
    return post


def _report(outcome: actions.Outcome, dry_run: bool) -> None:
    for finding in outcome.findings[:SHOWN]:
        word = "Lỗi" if finding.level == "error" else "Lưu ý"
        click.echo(f"{word}: {finding}", err=finding.level == "error")
    if len(outcome.findings) > SHOWN:
        click.echo(f"… và {len(outcome.findings) - SHOWN} ghi chú nữa. / and more.", err=True)
    for change in outcome.changes:
        verb = "nộp mới" if change.is_first else "sửa"
        click.echo(f"  {change.code} {change.name}: {verb} {len(change.fields)} ô")
    count = len(outcome.changes)
    if outcome.errors:
        click.echo(
            f"Có {len(outcome.errors)} lỗi; không nhập gì. / {len(outcome.errors)} errors; "
            "nothing imported.",
            err=True,
        )
    elif dry_run:
        click.echo(f"Sẽ nhập {count} đơn vị, giữ nguyên {outcome.unchanged}. / Dry run.")
    else:
        click.echo(
            f"Đã nhập {len(outcome.receipts)} đơn vị, giữ nguyên {outcome.unchanged}. / Imported."
        )
