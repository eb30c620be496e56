"""Commands of the reports room: draft, freeze, list and reproduce the report of a year."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils import timezone

from phongtrao.core.dates import TZ, local_day
from phongtrao.core.findings import Refusal
from phongtrao.documents import edxml
from phongtrao.reports import actions, queries, sending

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@contextmanager
def spoken() -> Iterator[None]:
    """A refusal as a sentence on the error stream: exit code 2 for what does not exist, else 1."""
    try:
        yield
    except Refusal as refusal:
        click.echo(f"Lỗi: {refusal.message} / Error: {refusal.message_en}", err=True)
        raise SystemExit(2 if refusal.status == 404 else 1) from refusal


def _write(path: Path | None, content: bytes) -> None:
    """Write a file beside its final place, then move it there: never half a report."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as problem:
        raise Refusal(
            "report.cannot_write",
            f"Không ghi được tệp {path}: {problem.strerror}",
            f"Cannot write {path}: {problem.strerror}",
        ) from problem
    click.echo(f"Đã ghi / wrote {path} ({len(content):,} byte)".replace(",", "."))


@click.group()
def report() -> None:
    """Lập, chốt và in lại báo cáo năm. / Draft, freeze and reproduce the annual report."""


@report.command()
@click.option("--year", type=click.IntRange(2000, 2999), required=True, help="Năm. / The year.")
@click.option("--docx", "word", type=FILE, help="Tệp Word. / The Word file.")
@click.option("--pdf", "pdf_path", type=FILE, help="Tệp PDF. / The PDF file.")
@click.option("--freeze", is_flag=True, help="Chốt số liệu, lưu bản chụp. / Freeze a snapshot.")
def annual(year: int, word: Path | None, pdf_path: Path | None, freeze: bool) -> None:
    """Lập báo cáo của năm từ số liệu hiện tại. / Draft the report of a year from live figures."""
    if not (word or pdf_path or freeze):
        raise click.UsageError("Cần --docx, --pdf hoặc --freeze. / Give --docx, --pdf or --freeze.")
    with spoken():
        if not freeze:
            printed = actions.draft(year=year)
            _write(word, printed.docx)
            _write(pdf_path, printed.pdf)
            return
        found = actions.freeze(year=year, by=None)
        _write(word, queries.content(found, "docx"))
        _write(pdf_path, queries.content(found, "pdf"))
        click.echo(f"Đã chốt / frozen {found.code}")


@report.command("list")
def list_() -> None:
    """Liệt kê các báo cáo đã chốt. / List the frozen reports."""
    found = list(queries.snapshots())
    for row in found:
        at = row.cut_off.astimezone(TZ)
        mark = "tạm tính / provisional" if row.provisional else "chính thức / final"
        click.echo(f"{row.code}  {row.year}  lần {row.number}  {at:%d/%m/%Y %H:%M}  {mark}")
    if not found:
        click.echo("Chưa chốt báo cáo nào. / No report has been frozen.")


@report.command()
@click.argument("code", metavar="ID")
@click.option("--docx", "word", type=FILE, help="Ghi lại tệp Word. / Write the Word file.")
@click.option("--pdf", "pdf_path", type=FILE, help="Ghi lại tệp PDF. / Write the PDF file.")
def reproduce(code: str, word: Path | None, pdf_path: Path | None) -> None:
    """In lại báo cáo đã chốt và so từng byte. / Print a frozen report again, compare every byte.

    Mã thoát / exit codes: 0 giống từng byte / same bytes; 1 có khác biệt / different;
    2 không có mã này / no such code.
    """
    with spoken():
        found = queries.reproduce(code)
        _write(word, found.docx)
        _write(pdf_path, found.pdf)
    if found.same:
        click.echo(f"{found.snapshot.code}: giống từng byte / same bytes")
        return
    listed = ", ".join(found.differences)
    click.echo(f"{found.snapshot.code}: khác ở / different: {listed}", err=True)
    raise SystemExit(1)


@report.command()
@click.argument("code", metavar="ID")
@click.option("--edxml", "package", type=FILE, help="Ghi gói edXML. / Write the edXML package.")
@click.option("--number", default="", help="Số, ký hiệu: 12/BC-UBND. / Number of the document.")
@click.option("--to", "codes", multiple=True, help="Mã nơi nhận; mặc định tất cả. / Recipients.")
@click.option("--way", default="axis", show_default=True, help="axis, paper, email, hand.")
@click.option("--record", is_flag=True, help="Ghi vào sổ gửi. / Write into the sending record.")
def send(
    code: str, package: Path | None, number: str, codes: tuple[str, ...], way: str, record: bool
) -> None:
    """Lập gói edXML và ghi việc gửi báo cáo đã chốt. / Package and record a frozen report.

    Mã thoát / exit codes: 0 xong / done; 1 gói có lỗi / findings; 2 không có mã này / no such code.
    """
    with spoken():
        found = queries.snapshot(code)
        at = timezone.now().replace(microsecond=0)
        day = local_day(at)
        to = sending.chosen(codes, day) if codes else sending.recipients(day)
        content = sending.package_of(found, to=to, number=number, at=at)
        wrong = edxml.check(content)
        _write(package, content)
        if record:
            made = sending.send(found=found, to=to, way=way, number=number, by=None, at=at)
            click.echo(f"Đã ghi {len(made)} nơi nhận. / {len(made)} recipients recorded.")
    for finding in wrong:
        click.echo(f"{finding.place}: {finding.message} / {finding.message_en}", err=True)
    if wrong:
        raise SystemExit(1)
    click.echo(f"{found.code}: gói đúng cấu trúc / well-formed, {len(to)} nơi nhận / recipients")


@report.command()
@click.argument("code", metavar="ID")
def changes(code: str) -> None:
    """Những số đã đổi sau khi chốt. / Figures that changed after the freeze."""
    with spoken():
        found = queries.changes_since(queries.snapshot(code))
    for change in found:
        then, now = change.then or "–", change.now or "–"
        click.echo(f"{change.code}: {change.label}: {then} → {now}")
    if not found:
        click.echo("Không có số nào đổi. / No figure changed.")
