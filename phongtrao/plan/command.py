"""Command ``phongtrao plan``: check a package; the installation adds diff and publish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from phongtrao.core.findings import Finding
from phongtrao.plan.checking import check_package
from phongtrao.plan.diff import Change
from phongtrao.plan.english import missing_english
from phongtrao.plan.reader import read_package

WORDS = {
    "added": ("thêm", "added"),
    "removed": ("bỏ", "removed"),
    "changed": ("đổi", "changed"),
}
Folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def plan() -> None:
    """Gói kế hoạch. / Plan packages."""


@plan.command()
@click.argument("folder", metavar="DIR", type=Folder)
def check(folder: Path) -> None:
    """Kiểm tra gói kế hoạch trong DIR. / Check the package in DIR.

    Chữ chưa có tiếng Anh chỉ được nhắc. / Texts without English are warnings only.

    Mã thoát / exit code: 0 tốt / good, 1 có lỗi / findings, 2 lệnh sai / usage.
    """
    found = check_package(folder)
    for item in found:
        click.echo(_shown(item))
    if found:
        click.echo(f"{len(found)} lỗi. / {len(found)} findings.")
        raise SystemExit(1)
    for item in missing_english(folder):
        click.echo(_shown(item))
    package = read_package(folder)
    counts = (len(package.clauses), len(package.targets), len(package.forms), len(package.duties))
    click.echo("Tốt: {} điều khoản, {} chỉ tiêu, {} biểu mẫu, {} nhiệm vụ.".format(*counts))
    click.echo("Good: {} clauses, {} targets, {} forms, {} duties.".format(*counts))


def print_changes(changes: Sequence[Change]) -> None:
    """Print what differs, one definition a line."""
    for change in changes:
        vietnamese, english = WORDS[change.kind]
        parts = f" ({', '.join(change.parts)})" if change.parts else ""
        click.echo(f"{change.group} {change.id}: {vietnamese} / {english}{parts}")
    if not changes:
        click.echo("Không khác nhau. / No difference.")


def print_findings(found: Sequence[Finding]) -> None:
    """Print findings with place, hint and English."""
    for item in found:
        click.echo(_shown(item))


def _shown(item: Finding) -> str:
    """A finding on two to three lines: place and message, hint, English."""
    lines = [f"{item.place}: {item.message} [{item.code}]"]
    if item.hint:
        lines.append(f"    Gợi ý: {item.hint}")
    if item.message_en:
        lines.append(f"    English: {item.message_en}")
    return "\n".join(lines)
