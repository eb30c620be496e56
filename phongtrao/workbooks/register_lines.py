"""The rows of a filled register book, XLSX or CSV, each cell with the place people know it by."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.text import search_key
from phongtrao.plan.amounts import heading_of
from phongtrao.plan.registers import Register
from phongtrao.workbooks.layout import letters
from phongtrao.workbooks.safety import MAX_FILE_BYTES, inspect

LINE, VERSION, CODE, UNIT, PERIOD, STATE = (
    "Mã dòng",
    "Phiên bản",
    "Mã đơn vị",
    "Đơn vị",
    "Kỳ",
    "Trạng thái",
)
MAX_ROWS = 5_000


def by_period(register: Register) -> bool:
    """Whether rows must name a period because no day does."""
    return register.period != "none" and not register.day


@dataclass(frozen=True)
class Row:
    """One row of a book: its number for people, and its cells by heading."""

    number: int
    cells: dict[str, tuple[str, Any]]

    def get(self, heading: str) -> Any:
        """The cell under a heading, None when the book has no such column."""
        return self.cells.get(search_key(heading), ("", None))[1]

    def place(self, heading: str) -> str:
        """How people name that cell: `ô D12`."""
        column = self.cells.get(search_key(heading), ("", None))[0]
        return f"ô {column}{self.number}" if column else f"dòng {self.number}"


def rows_of(register: Register, data: bytes, name: str) -> tuple[list[Row], list[Finding]]:
    """The filled rows of a book, and a remark for each column that is not read.

    Refusal `workbook.*` for a file that is no book.
    """
    cells = _csv_cells(data) if name.lower().endswith(".csv") else _xlsx_cells(data, name)
    known = [LINE, VERSION, CODE, UNIT, PERIOD, STATE]
    keys = {search_key(one) for one in known}
    for one in register.asked():
        keys |= {search_key(text) for text in (heading_of(one), one.label, one.id)}
    top = next((i for i, line in enumerate(cells) if search_key(CODE) in _keys(line)), None)
    if top is None:
        raise Refusal(
            code="workbook.heading",
            message=f"Không thấy dòng tiêu đề có cột “{CODE}”. Tệp “Xuất XLSX” của danh sách chỉ "
            "để đọc, không nhập lại được. Lấy tệp “Các dòng đã ghi” hoặc “Sổ trống” ở trang nhập "
            "sổ này, điền vào đó rồi nhập lại.",
            message_en=f"There is no heading row with the column “{CODE}”. The list's XLSX export "
            "is for reading only. Take “Lines written so far” or “Empty book” on this register's "
            "import page, fill that file in and bring it again.",
            status=422,
        )
    heads = [str(cell or "").strip() for cell in cells[top]]
    remarks = []
    for place, head in enumerate(heads):
        if head and search_key(head) not in keys:
            text = f"sổ không có cột “{head}”; cột này không được đọc."
            remarks.append(
                Finding("book.column", f"ô {letters(place)}{top + 1}", text, level="warning")
            )
    found = []
    for number, line in enumerate(cells[top + 1 :], start=top + 2):
        if any(cell not in (None, "") for cell in line):
            pairs = zip(heads, line, strict=False)
            row = {search_key(h): (letters(i), cell) for i, (h, cell) in enumerate(pairs) if h}
            found.append(Row(number, row))
    return found, remarks


def _keys(line: Sequence[Any]) -> set[str]:
    return {search_key(str(cell)) for cell in line if cell not in (None, "")}


def _xlsx_cells(data: bytes, name: str) -> list[list[Any]]:
    inspect(data, name)
    try:
        opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = opened.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError, IndexError) as broken:
        raise _unreadable() from broken
    return _few(cells)


def _csv_cells(data: bytes) -> list[list[Any]]:
    try:
        text = data[: MAX_FILE_BYTES + 1].decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise _unreadable() from broken
    heading = next((line for line in text.splitlines() if CODE in line), text)
    return _few(list(csv.reader(io.StringIO(text), delimiter=";" if ";" in heading else ",")))


def _few(cells: list[list[Any]]) -> list[list[Any]]:
    if len(cells) > MAX_ROWS:
        raise Refusal(
            code="workbook.rows",
            message=f"Tệp có hơn {MAX_ROWS} dòng. Chia thành nhiều tệp.",
            message_en="The file has too many rows.",
            status=413,
        )
    return cells


def _unreadable() -> Refusal:
    return Refusal(
        code="workbook.unreadable",
        message="Không đọc được tệp. Dùng .xlsx hoặc .csv (UTF-8) do hệ thống xuất ra.",
        message_en="The file cannot be read. Use .xlsx or .csv (UTF-8).",
        status=422,
    )
