"""`plan check` finds what is wrong with criteria and rubrics, with file and line."""

import json
import shutil
from functools import lru_cache
from pathlib import Path

import pytest
from pydantic import ValidationError

from phongtrao.core.findings import Finding
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.plan.criteria_checks import check_criteria
from phongtrao.plan.definitions import Package
from phongtrao.plan.reader import (
    PackageProblems,
    Source,
    read_criteria_file,
    read_criteria_set,
    read_package,
)
from phongtrao.plan.rubrics import Rubric

FOLDER = Path(__file__).resolve().parents[2] / "plans" / "binh-phuoc-2022-2025"
GRAMMAR = {"criteria": CriteriaSet, "rubrics": Rubric}
HAMLET, AGENCY = "tt124-hamlet-2022.yaml", "qd510-agency.yaml"


@lru_cache
def package() -> Package:
    return read_package(FOLDER)


def findings_with(folder: Path, file: str, text: str) -> list[Finding]:
    """What the check says when one criteria file reads otherwise; the rest is read once."""
    shutil.copytree(FOLDER / "criteria", folder / "criteria")
    path = folder / "criteria" / file
    path.write_text(text, encoding="utf-8")
    source = Source(folder)
    key, name = read_criteria_file(source, path)
    if source.findings:
        return source.findings
    try:
        changed = {**getattr(package(), key), name: GRAMMAR[key].model_validate_json(
            json.dumps(source.data[key][name])
        )}  # fmt: skip
    except ValidationError as error:
        places = [source.place(key, name, *problem["loc"]) for problem in error.errors()]
        return [Finding("plan.unknown_key", places[0], "", message_en="Key")]
    return list(check_criteria(package().model_copy(update={key: changed}), source))


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (HAMLET, 'decided_before: "15/11"', 'decided_before: "31/02"', "plan.date"),
        (HAMLET, 'valid_to: "2025-07-01"', 'valid_to: "2026-01-01"', "plan.overlap"),
        (HAMLET, "        at_least: 100\n", "", "plan.missing_key"),
        (HAMLET, "type: none_occurred\n        law", "type: yes_no\n        law", "plan.sensitive"),
        (HAMLET, "numerator: [households_signed]", "numerator: [nobody]", "plan.unknown_field"),
        (HAMLET, "register: core_force", "register: nothing", "plan.unknown_ref"),
        (HAMLET, "- id: KDC-5b", "- id: KDC-5a", "plan.duplicate_id"),
        (HAMLET, "    failed: [KDC-1]", "    failed: [KDC-2]", "plan.example_criteria"),
        (HAMLET, "default: chairman", "default: nobody", "plan.unknown_choice"),
        (HAMLET, "examples:", "other:", "plan.unknown_key"),
        ("tt124-commune-2025.yaml", 'in_scope: "XA-4a', 'in_scope: "XA-1a', "plan.unknown_ref"),
        (AGENCY, "points: 20}", "points: 21}", "plan.points"),
        (AGENCY, "least: 70", "least: 95", "plan.cutoffs"),
        (AGENCY, "grade: weak\n", "grade: good\n", "plan.example_criteria"),
    ],
)
def test_each_mistake_has_its_finding(
    tmp_path: Path, file: str, old: str, new: str, code: str
) -> None:
    text = (FOLDER / "criteria" / file).read_text(encoding="utf-8")
    assert old in text
    spoilt = findings_with(tmp_path, file, text.replace(old, new))
    found = {finding.code: finding for finding in spoilt}
    assert code in found, found
    assert file in found[code].place or code == "plan.overlap"
    assert found[code].message_en


def test_the_package_as_shipped_has_no_findings() -> None:
    assert list(check_criteria(package(), Source(FOLDER))) == []


def test_a_draft_law_is_read_on_its_own(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    text = (FOLDER / "criteria" / HAMLET).read_text(encoding="utf-8")
    draft.write_text(text.replace("id: tt124-hamlet-2022", "id: draft"), encoding="utf-8")
    assert read_criteria_set(draft).id == "draft"
    draft.write_text(text.replace("about: title", "about: title\ncolour: red"), encoding="utf-8")
    with pytest.raises(PackageProblems) as problems:
        read_criteria_set(draft)
    assert {f.code for f in problems.value.findings} >= {"plan.file_name"}


def test_grammar_has_no_room_for_stories_about_people() -> None:
    kinds = {part.type for law in package().criteria.values() for part in law.parts()}
    assert kinds <= {"yes_no", "none_occurred", "ratio", "not_more", "count", "rating"}
    for law in package().criteria.values():
        assert law.unknown, f"{law.id} must say what is not known"
