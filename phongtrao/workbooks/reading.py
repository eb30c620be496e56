"""Reads a workbook back: the hidden key first, then one row of cells per unit."""

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from python_calamine import CalamineError, CalamineWorkbook

from phongtrao.core.findings import Finding, Refusal
from phongtrao.plan.definitions import Field, Form
from phongtrao.plan.forms import Audience
from phongtrao.workbooks.layout import (
    DATA_SHEET,
    KEY_SHEET,
    LAYOUT_VERSION,
    NAME_COLUMNS,
    Key,
    letters,
    read_key,
)
from phongtrao.workbooks.words import CellProblem, answer_of

Cells = list[list[Any]]


@dataclass(frozen=True)
class Book:
    """What a workbook holds: its key and the raw cells of its data sheet."""

    key: Key
    cells: Cells

    def cell(self, row: int, place: int) -> Any:
        """The cell at 0-based row and place, None outside the used area."""
        if row >= len(self.cells) or place >= len(self.cells[row]):
            return None
        return self.cells[row][place]

    def where(self, row: int, place: int) -> str:
        """How people name that cell: "Trang 'Số liệu', ô F12"."""
        return f"Trang '{DATA_SHEET}', ô {letters(place)}{row + 1}"


def open_book(data: bytes, secret: str) -> Book:
    """Return the book; Refusal when it is not one of this installation's workbooks.

    data: an inspected .xlsx file; secret: what the key was sealed with.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if KEY_SHEET not in book.sheet_names:
            raise _foreign("workbook.foreign", "Tệp không phải bảng tính do hệ thống xuất ra.")
        lines = _rows(book, KEY_SHEET)
        if DATA_SHEET not in book.sheet_names:
            raise _foreign(
                "workbook.sheet_renamed", f"Không thấy trang '{DATA_SHEET}'; trang đã bị đổi tên."
            )
        cells = _rows(book, DATA_SHEET)
    except (CalamineError, ValueError, OSError, KeyError) as broken:
        raise _foreign("workbook.unreadable", "Không đọc được bảng tính; tệp hỏng.") from broken
    return Book(_checked(read_key(lines), secret), cells)


def _rows(book: CalamineWorkbook, name: str) -> Cells:
    return list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))


def _checked(key: Key | None, secret: str) -> Key:
    if key is None or key.layout != LAYOUT_VERSION:
        raise _foreign(
            "workbook.layout", "Bảng tính thuộc kiểu cũ của hệ thống. Xuất lại bảng tính."
        )
    if key.sealed_by(secret) != key.seal:
        raise _foreign("workbook.seal", "Trang khóa của bảng tính đã bị sửa. Xuất lại bảng tính.")
    return key


def _foreign(code: str, message: str) -> Refusal:
    return Refusal(
        code=code,
        message=message,
        message_en="This is not an untouched workbook of this system. Export it again.",
        status=422,
    )


def moved_rows(book: Book) -> list[Finding]:
    """Findings for rows that no longer stand where the key says: inserted, deleted or sorted."""
    found = []
    for row, _, code, _ in book.key.units:
        seen = str(book.cell(row, 0) or "").strip()
        if seen != code:
            found.append(
                Finding(
                    code="workbook.row_moved",
                    place=book.where(row, 0),
                    message=f"phải là mã {code}, đang là '{seen}'.",
                    hint="Không thêm, xóa hoặc sắp xếp lại dòng; xuất lại bảng tính.",
                )
            )
    return found + _strangers(book)


def _strangers(book: Book) -> list[Finding]:
    last = max((row for row, *_ in book.key.units), default=0)
    found = []
    for row in range(last + 1, len(book.cells)):
        if any(cell not in ("", None) for cell in book.cells[row]):
            found.append(
                Finding(
                    code="workbook.row_added",
                    place=book.where(row, 0),
                    message="dòng này không có trong bảng tính đã xuất ra.",
                    hint="Đơn vị mới được thêm trên hệ thống trước, rồi xuất lại bảng tính.",
                )
            )
    return found[:5]


@dataclass(frozen=True)
class CellFinding(Finding):
    """A finding in the row of a unit; `cell` like "F12", "" for the row as a whole."""

    unit: str = ""
    cell: str = ""
    label: str = ""


@dataclass(frozen=True)
class Line:
    """One unit's row of the sheet: 0-based place, the unit's name, the questions put to it."""

    book: Book
    at: int
    form: Form
    unit: str
    asked: Mapping[str, Field]

    def is_own(self, field_id: str, audience: str) -> bool:
        """Whether the unit answers in the column of that field and wording."""
        own = self.asked.get(field_id)
        return own is not None and self._worded(field_id, audience).label == own.label

    def _worded(self, field_id: str, audience: str) -> Field:
        return self.form.field(field_id).worded_for(cast(Audience, audience))

    def finding(self, found: Finding) -> CellFinding:
        """The finding about a field as one about its cell; about the row when it has none."""
        for place, name, audience in self.book.key.fields:
            if name == found.place and self.is_own(name, audience):
                return self.cell_finding(place, self.asked[name], found)
        place_words = f"Trang '{DATA_SHEET}', dòng {self.at + 1} ({self.unit})"
        return CellFinding(**{**asdict(found), "place": place_words}, unit=self.unit)

    def cell_finding(self, place: int, field: Field, found: Finding) -> CellFinding:
        """The finding about the cell at a place; the message without the label the place says."""
        said = {
            **asdict(found),
            "place": f"{self.book.where(self.at, place)} ({self.unit}, {field.label})",
            "message": found.message.removeprefix(f"{field.label}: "),
            "message_en": found.message_en.removeprefix(f"{field.label_en or field.label}: "),
        }
        return CellFinding(**said, unit=self.unit, cell=self.cell_name(place), label=field.label)

    def cell_name(self, place: int) -> str:
        """Such as "F12"."""
        return f"{letters(place)}{self.at + 1}"

    def answers(self) -> tuple[dict[str, Any], list[Finding], set[str]]:
        """The payload of the row, the findings of its cells, the fields whose cell is wrong."""
        payload: dict[str, Any] = {}
        found: list[Finding] = []
        wrong = set()
        for place, name, audience in self.book.key.fields:
            cell = self.book.cell(self.at, place)
            if not self.is_own(name, audience):
                if cell not in ("", None):
                    found.append(self._not_here(place, name, audience))
                continue
            try:
                answer = answer_of(cell, self.asked[name])
            except CellProblem as problem:
                found.append(self._wrong(place, self.asked[name], str(problem)))
                wrong.add(name)
                continue
            if answer is not None:
                payload[name] = answer
        return payload, found, wrong

    def _not_here(self, place: int, name: str, audience: str) -> CellFinding:
        words = "loại đơn vị này không trả lời mục này; xóa ô."
        for other, same, whose in self.book.key.fields:
            if same == name and self.is_own(name, whose):
                words = f"đơn vị này trả lời ở ô {self.cell_name(other)}; xóa ô này."
        return self._wrong(place, self._worded(name, audience), words)

    def _wrong(self, place: int, field: Field, message: str) -> CellFinding:
        return self.cell_finding(place, field, Finding("workbook.cell", "", message))


def width() -> int:
    """How many columns name a unit before its answers begin."""
    return len(NAME_COLUMNS)
