"""Reads a workbook back: the hidden key first, then one row of cells per unit."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from phongtrao.core.findings import Finding, Refusal
from phongtrao.plan.definitions import Field, Form
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


def answers_of(
    book: Book, row: int, form: Form, asked: Sequence[Field], unit: str
) -> tuple[dict[str, Any], list[Finding]]:
    """The payload of one row and the findings of its cells.

    row: 0-based; asked: the fields this unit answers; unit: its name, for the messages.
    """
    payload: dict[str, Any] = {}
    found = []
    by_id: Mapping[str, Field] = {one.id: one for one in asked}
    for place, field_id in book.key.fields:
        cell = book.cell(row, place)
        own = by_id.get(field_id)
        if own is None:
            if cell not in ("", None):
                found.append(_not_asked(book, row, place, form.field(field_id), unit))
            continue
        try:
            answer = answer_of(cell, own)
        except CellProblem as problem:
            found.append(_cell(book, row, place, own, unit, str(problem)))
            continue
        if answer is not None:
            payload[field_id] = answer
    return payload, found


def _not_asked(book: Book, row: int, place: int, field: Field, unit: str) -> Finding:
    return _cell(book, row, place, field, unit, "loại đơn vị này không trả lời mục này; xóa ô.")


def _cell(book: Book, row: int, place: int, field: Field, unit: str, message: str) -> Finding:
    return Finding(
        code="workbook.cell",
        place=f"{book.where(row, place)} ({unit}, {field.label})",
        message=message,
    )


def place_of(book: Book, row: int, field_id: str, unit: str, form: Form) -> str:
    """The cell of a field in a row, named for people; the unit's row when the field has no cell."""
    for place, name in book.key.fields:
        if name == field_id:
            return f"{book.where(row, place)} ({unit}, {form.field(name).label})"
    return f"Trang '{DATA_SHEET}', dòng {row + 1} ({unit})"


def width() -> int:
    """How many columns name a unit before its answers begin."""
    return len(NAME_COLUMNS)
