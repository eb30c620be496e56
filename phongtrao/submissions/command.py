"""Commands of the submissions room: rebuild the projections, verify the memory."""

from collections.abc import Sequence

import click

from phongtrao.core.findings import Finding
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries, rebuilding


@click.command()
@click.option("--check", is_flag=True, help="Chỉ so sánh, không ghi. / Compare only.")
def rebuild(check: bool) -> None:
    """Dựng lại bảng số liệu từ các bản nộp. / Rebuild the projections from the versions."""
    for form in programmes.all_forms():
        name = f"{form.id} ({form.space})" if form.space else form.id
        if check:
            _report(rebuilding.differences(form), f"{name}: khớp từng bit / identical")
        else:
            click.echo(f"{name}: {rebuilding.rebuild(form)} dòng / rows")


@click.command()
def verify() -> None:
    """Kiểm tra nhật ký, biên nhận, minh chứng. / Check log, receipts and evidence."""
    _report(rebuilding.verify(), "Nhật ký nguyên vẹn. / The log is intact.")


@click.command()
def receipts() -> None:
    """In mã mọi biên nhận theo thứ tự nhật ký. / Print all receipt codes in log order."""
    for code in queries.receipt_codes():
        click.echo(code)


def _report(findings: Sequence[Finding], fine: str) -> None:
    for finding in findings:
        click.echo(f"{finding.place}: {finding.message}", err=True)
    if findings:
        raise SystemExit(1)
    click.echo(fine)
