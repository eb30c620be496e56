"""The command line of the plan through time: diff with effect, publish, amend, list, open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from phongtrao.config.cli import phongtrao
from phongtrao.duties.models import Assignment
from phongtrao.programmes import queries as programmes
from tests.world import World

pytestmark = pytest.mark.django_db
AMENDMENT = """\
id: dieu-chinh
number: 3/UBND
issued: "2024-05-20"
issuer: UBND tỉnh (ví dụ)
title: Điều chỉnh (ví dụ)
effect_from: "2024-06-01"
targets:
  - {target: T1.2, note: Mức mới, value: 80}
deadlines:
  - {form: annual, audience: hamlet, year: 2024, day: "20/12"}
"""


def run(*words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(phongtrao, ["plan", *words], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the plan's folder that may be changed."""
    return Path(shutil.copytree(settings.PLAN_FOLDER, tmp_path / "plan"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace words of one file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_effect_is_shown_and_nothing_is_written(world: World, folder: Path) -> None:
    change(folder, "targets/T1.2.yaml", "value: 90", "value: 85")
    change(folder, "forms/annual.yaml", 'hamlet: "31/10"', 'hamlet: "25/12"')
    found = run("diff", "1", str(folder), "--effect")
    assert "targets T1.2: đổi / changed (value)" in found.output
    assert "Tác động: 3 đơn vị, 1 chỉ tiêu." in found.output
    found = run("publish", str(folder), "--dry-run")
    assert found.exit_code == 0 and "Chưa ghi gì" in found.output
    assert programmes.package_version().number == 1
    found = run("publish", str(folder), "--note", "Thử")
    assert "Phiên bản 2 có hiệu lực" in found.output
    assert programmes.package_version().note == "Thử"
    assert "binh-phuoc-2022-2025: v2" in run("list").output
    assert "Không khác nhau" in run("diff", "2", str(folder)).output


def test_a_package_that_loses_a_question_is_refused_with_reasons(
    world: World, folder: Path
) -> None:
    change(folder, "forms/midyear.yaml", "id: midyear", "id: midyear")
    path = folder / "forms" / "annual.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: leaflets\n", "id: leaflets_given\n", 1), encoding="utf-8")
    found = run("publish", str(folder))
    assert found.exit_code == 1
    assert "leaflets" in found.output
    assert programmes.package_version().number == 1


def test_a_document_is_laid_beside_and_published(world: World, tmp_path: Path) -> None:
    file = tmp_path / "dieu-chinh.yaml"
    file.write_text(AMENDMENT, encoding="utf-8")
    found = run("amend", str(file))
    assert "Tác động: 3 đơn vị, 1 chỉ tiêu." in found.output
    assert programmes.package_version().number == 1
    found = run("amend", str(file), "--publish")
    assert found.exit_code == 0 and "Phiên bản 2" in found.output
    assert programmes.package().targets["T1.2"].in_year(2024).value == 80
    file.write_text(AMENDMENT.replace("T1.2", "T8"), encoding="utf-8")
    assert run("amend", str(file)).exit_code == 1
    file.write_text(AMENDMENT.replace("value: 80", "values: 80"), encoding="utf-8")
    found = run("amend", str(file))
    assert found.exit_code == 1 and "values" in found.output and "dieu-chinh.yaml:8" in found.output


def test_a_round_is_opened(world: World) -> None:
    said = run("open", "annual", "2025").output
    assert "đơn vị phải gửi" in said
    count = Assignment.objects.filter(year=2025).count()
    assert count > 50 and f"Nhiệm vụ năm 2025 được giao / duties given: {count}" in said
    assert "được giao" not in run("open", "midyear", "2026-H1").output
    assert not Assignment.objects.filter(year=2026).exists()
    assert run("open", "nothing", "2025").exit_code == 2
