"""Rows of a workbook beside what the system holds: what is new, what is wrong, what to hand in."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from phongtrao.core.findings import Finding
from phongtrao.plan.definitions import Form
from phongtrao.rules.validation import check
from phongtrao.submissions.batch import HandIn
from phongtrao.workbooks.layout import Key, UnitRow
from phongtrao.workbooks.reading import Line

MISSING = "answer.missing"


@dataclass(frozen=True)
class Change:
    """One unit whose row says something else than the system: the fields that change."""

    unit_id: int
    code: str
    name: str
    fields: tuple[str, ...]
    is_first: bool


@dataclass(frozen=True)
class Row:
    """One row of a workbook beside what the system holds for the unit now."""

    unit: UnitRow
    exported_version: int
    payload: dict[str, Any]
    line: Line
    wrong: frozenset[str]


def weight(found: Finding) -> int:
    """Wrong values first, then what is missing, then notices."""
    return 2 if found.level != "error" else int(found.code == MISSING)


def is_new(row: Row) -> bool:
    """Whether the row says something, and something else than the system holds."""
    return bool(row.payload) and _canonical(row.payload) != _canonical(dict(row.unit.answers))


def row_findings(row: Row, form: Form) -> Sequence[Finding]:
    """What is wrong with a row; a cell already named wrong is not named again."""
    if not row.unit.is_open:
        return [
            _of_row(
                row,
                code="workbook.approved",
                message="báo cáo đã được duyệt, không sửa bằng bảng tính.",
                hint="Hoàn tác việc duyệt hoặc trả lại mục cần sửa rồi nhập lại.",
            )
        ]
    if row.unit.version != row.exported_version:
        return [
            _of_row(
                row,
                code="workbook.old_version",
                message=(
                    f"bảng tính lấy từ bản số {row.exported_version}, hệ thống đã có bản số "
                    f"{row.unit.version}."
                ),
                hint="Xuất lại bảng tính rồi sửa trên bảng mới.",
            )
        ]
    found = check(
        form=form,
        group=row.unit.group,
        subkind=row.unit.subkind,
        payload=row.payload,
        previous=dict(row.unit.before) or None,
    )
    return [row.line.finding(finding) for finding in found if finding.place not in row.wrong]


def _of_row(row: Row, **said: str) -> Finding:
    return row.line.finding(Finding(place="", **said))


def change_of(row: Row) -> Change:
    """The change a row makes."""
    before = dict(row.unit.answers)
    names = {*row.payload, *before}
    changed = sorted(name for name in names if row.payload.get(name) != before.get(name))
    return Change(
        row.unit.unit_id, row.unit.code, row.unit.name, tuple(changed), row.unit.version == 0
    )


def hand_in_of(key: Key, row: Row) -> HandIn:
    """What the unit of a row hands in; the same row of a workbook always with the same key."""
    body = f"{key.workbook_id}/{row.unit.unit_id}/{_canonical(row.payload)}"
    return HandIn(
        unit_id=row.unit.unit_id,
        payload=row.payload,
        client_key=hashlib.sha256(body.encode()).hexdigest(),
        base_version=row.exported_version,
    )


def _canonical(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True)
