"""Mistakes in a package: each is found, placed at file:line, explained with a hint."""

import shutil
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from phongtrao.plan import PackageProblems, read_package
from phongtrao.plan.checking import check_package
from phongtrao.plan.command import plan
from phongtrao.plan.diff import Change, differences

REAL = Path(__file__).parents[2] / "plans" / "binh-phuoc-2022-2025"
MISTAKES = [
    # file, text replaced, by what, code, words the message or hint must hold
    ("targets/T1.1.yaml", "value: 100", "value: 100\nvalue: 90", "plan.duplicate_key", "value"),
    ("targets/T1.1.yaml", "value: 100", "valeu: 100", "plan.unknown_key", "“value”"),
    ("targets/T1.1.yaml", "operator: eq\n", "", "plan.missing_key", "operator"),
    ("targets/T1.1.yaml", "operator: eq", "operator: equal", "plan.not_allowed", "at_least"),
    ("targets/T1.1.yaml", "clause: II.1", "clause: 2.1", "plan.unquoted", 'clause: "2.1"'),
    ("targets/T1.1.yaml", "clause: II.1", "clause: II.9", "plan.unknown_clause", "II.9"),
    ("targets/T1.1.yaml", "id: T1.1", "id: T9", "plan.file_name", "T1.1.yaml"),
    ("targets/T1.1.yaml", "form: annual", "form: yearly", "plan.unknown_form", "annual"),
    ("targets/T1.1.yaml", "title: Xã", "title: [Xã", "plan.yaml", "không đọc được"),
    ("targets/T1.1.yaml", "ntm_19_2 = 'yes'", "ntm_19 = 'yes'", "plan.formula", "ntm_19"),
    ("targets/T1.1.yaml", "ntm_19_2 = 'yes'", "ntm_19_2 = 3", "plan.formula", "numerator"),
    ("targets/T1.1.yaml", "ntm_19_2 = 'yes'", "ntm_19_2 = 'co'", "plan.unknown_choice", "yes"),
    ("targets/T1.1.yaml", "kind = 'xa'", "kind = 'xa_nong_thon'", "plan.unknown_choice", "phuong"),
    ("targets/T1.1.yaml", "value: 100\n", "", "plan.value", "value"),
    ("targets/T1.1.yaml", "numerator: 3", "numerator: 2", "plan.example_numerator", "3"),
    ("targets/T1.1.yaml", "denominator: 4", "denominator: 5", "plan.example_denominator", "4"),
    ("targets/T1.1.yaml", "verdict: missed", "verdict: met", "plan.example_verdict", "met"),
    ("targets/T4.1.yaml", 'from: "2025-07-01"', 'from: "2025-02-30"', "plan.date", "2025-02-30"),
    ("targets/T4.1.yaml", 'from: "2025-07-01"', "from: 2025-07-01", "plan.unquoted", "2025"),
    ("targets/T1.2.yaml", "reading: plan_wide", "reading: wide", "plan.unknown_reading", "wide"),
    ("forms/annual.yaml", "type: yesno", "type: bool", "plan.not_allowed", "yesno"),
    ("forms/annual.yaml", '  hamlet: "31/10"\n', "", "plan.deadline", "hamlet"),
    ("forms/annual.yaml", 'hamlet: "31/10"', 'hamlet: "31/11"', "plan.date", "31/11"),
    ("forms/annual.yaml", "- id: plan_issued", "- id: resolution", "plan.duplicate_id",
     "resolution"),
    ("forms/annual.yaml", "label: Tổng số hộ thực tế cư trú", "label: Họ và tên chủ hộ",
     "plan.personal", "households"),
    ("forms/annual.yaml", "({households_signed}) lớn", "({ky}) lớn", "plan.message", "ky"),
    ("forms/annual.yaml", "({households_signed}) lớn", "({ lớn", "plan.message", "households"),
    ("forms/annual.yaml", "when: \"households_signed >", "when: \"households_ky >",
     "plan.formula", "households_signed"),
    ("forms/annual.yaml", "findings: [households_signed]", "findings: []",
     "plan.example_findings", "households_signed"),
    ("forms/annual.yaml", "        type: integer\n        for: [hamlet]", "        type: choice\n"
     "        for: [hamlet]", "plan.choices", "households"),
    ("clauses.yaml", "id: I.2", "id: IX.2", "plan.parent", "IX"),
    ("clauses.yaml", "id: I.2", "id: I.1", "plan.duplicate_id", "I.1"),
    ("clauses.yaml", "related: [T1.2]", "related: [T7]", "plan.unknown_ref", "T7"),
    ("duties.yaml", "lead: police", "lead: polices", "plan.unknown_body", "polices"),
    ("calendar.yaml", 'before: "10/8"', 'before: "32/8"', "plan.date", "32/8"),
    ("plan.yaml", "years: [2022,", 'years: ["2022",', "plan.wrong_type", "years"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "plan"
    shutil.copytree(REAL, copy, ignore=shutil.ignore_patterns("units", "reports"))
    return copy


def spoil(path: Path, before: str, after: str) -> int:
    """Replace the first occurrence; the line (from 1) where the change ends."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


@pytest.mark.parametrize(("file", "before", "after", "code", "words"), MISTAKES)
def test_a_mistake_has_place_message_and_hint(
    folder: Path, file: str, before: str, after: str, code: str, words: str
) -> None:
    line = spoil(folder / file, before, after)
    found = [item for item in check_package(folder) if item.code == code]
    assert found, f"{code} not found"
    first = found[0]
    name, _, number = first.place.rpartition(":")
    assert Path(name) == folder / file
    if after and code not in ("plan.example_findings", "plan.choices"):
        assert abs(int(number) - line) <= 1
    assert words in f"{first.message} {first.hint}"
    assert first.message_en


def test_all_mistakes_are_reported_together(folder: Path) -> None:
    spoil(folder / "targets/T1.1.yaml", "operator: eq", "operator: equal")
    spoil(folder / "targets/T1.2.yaml", "short:", "shorter:")
    spoil(folder / "forms/annual.yaml", "carry: true", 'carry: "true"')
    with pytest.raises(PackageProblems) as caught:
        read_package(folder)
    assert [item.code for item in caught.value.findings] == [
        "plan.not_allowed",
        "plan.unknown_key",
        "plan.wrong_type",
    ]


def test_decomposed_vietnamese_is_refused(folder: Path) -> None:
    path = folder / "targets/T3.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(unicodedata.normalize("NFD", text), encoding="utf-8")
    assert {item.code for item in check_package(folder)} == {"plan.nfc"}


def test_a_missing_file_and_a_missing_folder(folder: Path) -> None:
    (folder / "clauses.yaml").unlink()
    assert [item.code for item in check_package(folder)] == ["plan.file"]
    assert [item.code for item in check_package(folder / "none")] == ["plan.folder"]


def test_a_file_that_is_not_text(folder: Path) -> None:
    (folder / "targets/T3.yaml").write_bytes(b"\xff\xfe\x00id")
    assert "plan.yaml" in [item.code for item in check_package(folder)]


def test_command_says_where_and_exits_by_result(folder: Path) -> None:
    good = CliRunner().invoke(plan, ["check", str(folder)])
    assert good.exit_code == 0 and "16 chỉ tiêu" in good.output
    spoil(folder / "targets/T1.1.yaml", "value: 100", "valeu: 100")
    bad = CliRunner().invoke(plan, ["check", str(folder)])
    assert bad.exit_code == 1
    assert "T1.1.yaml:12" in bad.output and "Gợi ý" in bad.output and "English" in bad.output
    assert CliRunner().invoke(plan, ["check", str(folder / "none")]).exit_code == 2


def test_differences_name_what_changed(folder: Path) -> None:
    before = read_package(folder)
    spoil(folder / "targets/T1.1.yaml", "near: 5", "near: 4")
    spoil(folder / "duties.yaml", "id: IV.1.a-1", "id: IV.1.a-9")
    after = read_package(folder)
    assert differences(before, after) == [
        Change("removed", "duties", "IV.1.a-1"),
        Change("added", "duties", "IV.1.a-9"),
        Change("changed", "targets", "T1.1", ("near",)),
    ]
    assert differences(after, after) == []
