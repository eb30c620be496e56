"""Commands over all projections and the whole memory: of submissions, then of registers."""

from collections.abc import Iterator, Sequence

import click

from phongtrao.core.findings import Finding
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers import rebuilding
from phongtrao.submissions import command as submissions


@click.command()
@click.option("--check", is_flag=True, help="Chỉ so sánh, không ghi. / Compare only.")
@click.pass_context
def rebuild(context: click.Context, check: bool) -> None:
    """Dựng lại bảng số liệu từ các bản nộp và các sổ. / Rebuild the projections."""
    context.invoke(submissions.rebuild, check=check)
    for register in _registers():
        name = f"{register.id} ({register.space})" if register.space else register.id
        if check:
            _report(rebuilding.differences(register), f"sổ {name}: khớp từng bit / identical")
        else:
            click.echo(f"sổ {name}: {rebuilding.rebuild(register)} dòng / entries")


@click.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """Kiểm tra nhật ký, biên nhận, sổ, minh chứng. / Check log, receipts, registers, evidence."""
    context.invoke(submissions.verify)
    _report(rebuilding.verify(), "Các sổ khớp với nhật ký. / The registers fit the log.")


def _registers() -> Iterator[Register]:
    """The registers of every plan that runs here."""
    for programme in programmes.programmes():
        with programmes.running(programme.code):
            yield from programmes.package().registers.values()


def _report(findings: Sequence[Finding], fine: str) -> None:
    for finding in findings:
        click.echo(f"{finding.place}: {finding.message}", err=True)
    if findings:
        raise SystemExit(1)
    click.echo(fine)
