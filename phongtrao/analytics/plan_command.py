"""Commands of ``phongtrao plan`` that need the installation: what a version changes, publishing."""

from __future__ import annotations

from pathlib import Path

import click
from django.db import transaction

from phongtrao.analytics.effects import Effect, effect
from phongtrao.analytics.options import PeriodOf
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.duties.actions import open_year
from phongtrao.orgs.actions import load_units
from phongtrao.plan.checking import check_package
from phongtrao.plan.command import Folder, plan, print_changes, print_findings
from phongtrao.plan.definitions import Package
from phongtrao.plan.diff import differences
from phongtrao.plan.reader import PackageProblems, read_amendment, read_package
from phongtrao.programmes import actions
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import publishing
from phongtrao.submissions.rounds import open_round

__all__ = ["plan"]

UNITS = "units"


@plan.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--effect", "shows_effect", is_flag=True, help="Tác động nếu công bố B. / Effect.")
def diff(before: str, after: str, shows_effect: bool) -> None:
    """So sánh hai gói: thư mục hoặc số phiên bản. / Compare two packages: folders or versions.

    --effect tính thử đơn vị và chỉ tiêu chịu tác động nếu công bố B, không ghi gì. / Dry run.
    """
    found = check_package(Path(after)) if shows_effect and Path(after).is_dir() else []
    if found:
        _stop(found)
    first, second = _package(before), _package(after)
    print_changes(differences(first, second))
    if shows_effect:
        with programmes.running(second.id):
            print_effect(effect(second))


@plan.command("publish")
@click.argument("folder", metavar="DIR", type=Folder)
@click.option("--dry-run", is_flag=True, help="Chỉ tính thử. / Nothing is written.")
@click.option("--note", default="", help="Lý do, ghi cạnh phiên bản. / Why, kept with the version.")
def publish(folder: Path, dry_run: bool, note: str) -> None:
    """Công bố gói trong DIR thành phiên bản tiếp theo. / Publish DIR as the next version.

    Mã thoát / exit code: 0 xong / done, 1 không công bố được / refused.
    """
    found = check_package(folder)
    if found:
        _stop(found)
    package = actions.with_known_amendments(read_package(folder))
    if package.id not in {item.code for item in programmes.programmes()}:
        _first(folder, package, dry_run)
        return
    with programmes.running(package.id):
        before = programmes.signed_package()
        print_changes(differences(before, package))
        print_effect(effect(package))
        found = publishing.reasons(package)
        if found:
            _stop(found)
        if dry_run:
            click.echo("Chưa ghi gì. / Nothing was written.")
            return
        version = publishing.put_in_force(package=package, by=None, note=note)
        click.echo(f"Phiên bản {version.number} có hiệu lực. / Version {version.number} in force.")


@plan.command("amend")
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--publish", "at_once", is_flag=True, help="Công bố ngay. / Put it in force at once.")
def amend(file: Path, at_once: bool) -> None:
    """Đặt văn bản điều chỉnh (YAML) cạnh kế hoạch đã ký. / Lay a document beside the signed plan.

    Thành bản dự thảo, in ra tác động; --publish thì có hiệu lực. / A draft, with its effect.
    """
    try:
        amendment = read_amendment(file)
        draft = actions.apply_amendment(amendment=amendment, by=None)
    except PackageProblems as problems:
        _stop(problems.findings)
    except Refusal as refusal:
        _stop(refusal.data["findings"])
    else:
        click.echo(f"Dự thảo {draft.pk}: {draft.title} / draft kept.")
        print_effect(effect(programmes.package_of_draft(draft)))
        if at_once:
            version = publishing.publish_draft(draft=draft, by=None)
            click.echo(f"Phiên bản {version.number} có hiệu lực. / In force.")


@plan.command("list")
def list_plans() -> None:
    """Liệt kê kế hoạch và phiên bản đang chạy. / List the plans that run and their versions."""
    for item in programmes.programmes():
        with programmes.running(item.code):
            number = programmes.package_version().number
            click.echo(f"{item.code}: v{number} · {item.title}")


@plan.command("open")
@click.argument("form", metavar="FORM")
@click.argument("period", metavar="PERIOD", type=PeriodOf())
def open_form(form: str, period: Period) -> None:
    """Mở kỳ báo cáo cho một biểu. / Open a round of a form (see --plan for which plan).

    Kỳ báo cáo năm mở thì nhiệm vụ của năm được giao cùng lúc. / The yearly round gives the duties.
    """
    forms = programmes.package().forms
    if form not in forms:
        raise click.UsageError(f"Không có biểu “{form}”: {', '.join(forms)} / no such form.")
    with transaction.atomic():
        round_ = open_round(form=form, period=period, by=None, opens=forms[form].opening(period))
        yearly = form == programmes.package().main_form.id and not period.half
        given = open_year(year=period.year, by=None) if yearly else []
    count = programmes.owed(round_).count()
    click.echo(f"{form} {period.code}: {count} đơn vị phải gửi / units owe it.")
    if yearly:
        click.echo(f"Nhiệm vụ năm {period.year} được giao / duties given: {len(given)}")


@transaction.atomic
def _first(folder: Path, package: Package, dry_run: bool) -> None:
    """Publish a plan that does not run here yet, beside those that do."""
    if dry_run:
        click.echo(f"Kế hoạch mới: {package.name}. Chưa ghi gì. / New plan, nothing written.")
        return
    if (folder / UNITS / "states.csv").exists():
        click.echo(f"Đơn vị / units: {load_units(folder / UNITS)}")
    version = actions.publish(folder=folder, by=None)
    click.echo(f"Kế hoạch mới, phiên bản {version.number}: {package.name} / new plan published.")


def _package(text: str) -> Package:
    """A folder, or the number of a version of the plan asked about (see --plan)."""
    if text.isdecimal() and not Path(text).exists():
        return programmes.signed_package(int(text))
    try:
        return read_package(Path(text))
    except PackageProblems as problems:
        _stop(problems.findings)
        raise


def _stop(found: list[Finding]) -> None:
    print_findings(found)
    raise SystemExit(1)


def print_effect(found: Effect) -> None:
    """Print what would change, in both languages."""
    click.echo(f"Tác động: {found.words}. / Effect: {found.words_en}.")
    for item in found.touched:
        counts = [len(part) for part in (item.added, item.removed, item.moved, item.asked)]
        click.echo(
            "  {} {}: thêm {}, bỏ {}, đổi hạn {}, đổi mục {}".format(
                item.round.form, item.round.period, *counts
            )
        )
    for target in found.changed:
        verdicts = [
            figure.verdict if figure else "-" for figure in (target.figure, target.figure_after)
        ]
        parts = ", ".join(target.parts)
        click.echo(f"  {target.target} {target.period.code} ({parts}): {' → '.join(verdicts)}")
    kept = sorted({item.period.code for item in found.kept})
    if kept:
        click.echo(f"  Kỳ đã đóng giữ nguyên / closed rounds keep theirs: {', '.join(kept)}")
