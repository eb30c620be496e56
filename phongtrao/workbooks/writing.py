"""Writes a commune's workbook: locked headers and names, open cells, dropdowns, a hidden key."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from phongtrao.plan.definitions import Field, Form
from phongtrao.workbooks.layout import (
    DATA_SHEET,
    FIRST_ROW,
    GUIDE_SHEET,
    KEY_SHEET,
    LIST_SHEET,
    NAME_COLUMNS,
    Column,
    Key,
    UnitRow,
    letters,
)
from phongtrao.workbooks.words import WHY_WORDS, allowed_words, cell_of

_GREY, _HEAD, _LINE = "#EEF0F2", "#DDE6F0", "#9AA5B1"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
GUIDE = (
    "Bảng tính này do hệ thống xuất ra cho một xã và một kỳ báo cáo.",
    "Mỗi dòng của trang 'Số liệu' là một đơn vị.",
    "Chỉ ô trắng nhập được; ô xám là số kỳ trước, báo cáo đã duyệt hoặc không phải trả lời.",
    "Câu hỏi ghi khác nhau theo loại đơn vị có cột riêng cho từng loại; đầu cột ghi loại đơn vị.",
    "Số: ghi số nguyên, ví dụ 1234. Số 0 nghĩa là có đếm và bằng 0.",
    "Không có số: ghi 'không có', 'không áp dụng' hoặc 'chưa có số liệu' đúng nghĩa của từ.",
    "Để trống là chưa trả lời.",
    "Ô có danh sách: chọn trong danh sách; nhiều lựa chọn cách nhau bằng dấu chấm phẩy.",
    "Ngày: ghi dạng 05/8/2026.",
    "Không ghi họ tên, số định danh hoặc số điện thoại của cá nhân.",
    "Không đổi tên trang, không xóa hoặc thêm dòng, cột. Hệ thống báo lỗi theo từng ô.",
    "Đơn vị nào không sửa thì giữ nguyên; nhập lại cùng một tệp không tạo bản thứ hai.",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Everything one workbook shows."""

    form: Form
    title: str
    note: str
    columns: Sequence[Column]
    rows: Sequence[UnitRow]
    key: Key
    seal: str


def write(page: Page) -> bytes:
    """The .xlsx file as bytes; the same page always gives the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _OPTIONS)
    book.set_properties({"title": page.title, "created": datetime(2022, 7, 28)})
    formats = _formats(book)
    sheet = book.add_worksheet(DATA_SHEET)
    guide = book.add_worksheet(GUIDE_SHEET)
    ranges = _lists(book.add_worksheet(LIST_SHEET), page)
    _key_sheet(book.add_worksheet(KEY_SHEET), page)
    _headers(sheet, page, formats)
    for number, row in enumerate(page.rows, FIRST_ROW):
        _unit(sheet, number, row, page, formats)
    _dropdowns(sheet, page, ranges)
    _frame(sheet, page)
    guide.set_column(0, 0, 110)
    for number, line in enumerate(GUIDE):
        guide.write_string(number, 0, line, formats["note"])
    guide.protect()
    book.close()
    return target.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    box = {"border": 1, "border_color": _LINE, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format(
            {**box, "bold": True, "text_wrap": True, "bg_color": _HEAD, "align": "center"}
        ),
        "name": book.add_format({**box, "bg_color": _GREY}),
        "shut": book.add_format({**box, "bg_color": _GREY, "font_color": "#5B6672"}),
        "number": book.add_format({**box, "locked": False, "num_format": "#,##0"}),
        "past": book.add_format({**box, "bg_color": _GREY, "num_format": "#,##0"}),
        "open": book.add_format({**box, "locked": False, "text_wrap": True}),
    }


def _headers(sheet: Worksheet, page: Page, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, page.title, formats["title"])
    sheet.write_string(1, 0, page.note)
    for place, label in enumerate(NAME_COLUMNS):
        sheet.merge_range(2, place, 4, place, label, formats["head"])
    for section in page.form.sections:
        names = {one.id for one in section.fields}
        inside = [column for column in page.columns if column.field.id in names]
        if inside:
            first, last = inside[0], inside[-1]
            start = first.place if first.before is None else first.before
            _span(sheet, (2, start, 2, last.place), section.title, formats["head"])
    for column in page.columns:
        _label(sheet, column, formats)


def _label(sheet: Worksheet, column: Column, formats: dict[str, Any]) -> None:
    kinds = f"{column.kinds.upper()}\n" if column.kinds else ""
    unit = f" ({column.field.unit})" if column.field.unit else ""
    text = f"{kinds}{column.field.label}{unit}"
    if column.before is None:
        sheet.merge_range(3, column.place, 4, column.place, text, formats["head"])
        return
    sheet.merge_range(3, column.before, 3, column.place, text, formats["head"])
    sheet.write_string(4, column.before, "Kỳ trước", formats["head"])
    sheet.write_string(4, column.place, "Kỳ này", formats["head"])


def _span(sheet: Worksheet, box: tuple[int, int, int, int], text: str, shape: Any) -> None:
    if box[1] == box[3]:
        sheet.write_string(box[0], box[1], text, shape)
    else:
        sheet.merge_range(*box, text, shape)


def _unit(sheet: Worksheet, number: int, row: UnitRow, page: Page, formats: dict[str, Any]) -> None:
    for place, text in enumerate((row.code, row.name, row.kind)):
        sheet.write_string(number, place, text, formats["name"])
    asked = {one.id: one for one in page.form.fields_for(row.group, row.subkind)}
    for column in page.columns:
        own = asked.get(column.field.id)
        if own is None or own.label != column.field.label:
            sheet.write_blank(number, column.place, None, formats["shut"])
            if column.before is not None:
                sheet.write_blank(number, column.before, None, formats["shut"])
            continue
        if column.before is not None:
            _write(sheet, (number, column.before), row.before.get(own.id), own, formats["past"])
        shape = formats[_shape(own, row.is_open)]
        _write(sheet, (number, column.place), row.answers.get(own.id), own, shape)


def _shape(asked: Field, is_open: bool) -> str:
    if not is_open:
        return "past" if asked.type == "integer" else "shut"
    return "number" if asked.type == "integer" else "open"


def _write(sheet: Worksheet, at: tuple[int, int], answer: Any, asked: Field, shape: Any) -> None:
    value = cell_of(answer, asked)
    if value == "":
        sheet.write_blank(*at, None, shape)
    elif isinstance(value, int):
        sheet.write_number(*at, value, shape)
    else:
        sheet.write_string(*at, value, shape)


def _lists(sheet: Worksheet, page: Page) -> dict[int, str]:
    """Write the dropdown lists, one column each; return place of the answers → range."""
    ranges = {}
    for place, column in enumerate(page.columns):
        words = allowed_words(column.field)
        for number, word in enumerate(words):
            sheet.write_string(number, place, word)
        if words:
            name = letters(place)
            ranges[column.place] = f"'{LIST_SHEET}'!${name}$1:${name}${len(words)}"
    sheet.very_hidden()
    return ranges


def _dropdowns(sheet: Worksheet, page: Page, ranges: dict[int, str]) -> None:
    last = FIRST_ROW + max(len(page.rows), 1) - 1
    for column in page.columns:
        rule = _rule(column, ranges.get(column.place, ""))
        if rule:
            sheet.data_validation(FIRST_ROW, column.place, last, column.place, rule)


def _rule(column: Column, cells: str) -> dict[str, Any]:
    first = f"{letters(column.place)}{FIRST_ROW + 1}"
    if column.field.type == "integer":
        words = f",COUNTIF({cells},{first})>0" if cells else ""
        return {
            "validate": "custom",
            "value": f"=OR(AND(ISNUMBER({first}),{first}>=0,{first}=INT({first})){words})",
            "error_title": "Số nguyên",
            "error_message": "Ghi số nguyên từ 0 trở lên, hoặc: " + ", ".join(WHY_WORDS.values()),
        }
    if column.field.type in {"yesno", "choice"} and cells:
        return {
            "validate": "list",
            "source": f"={cells}",
            "error_title": "Danh sách",
            "error_message": "Chọn một câu trả lời trong danh sách.",
        }
    return {}


def _key_sheet(sheet: Worksheet, page: Page) -> None:
    for number, line in enumerate(page.key.lines(page.seal)):
        for place, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, value)
    sheet.very_hidden()
    sheet.protect()


def _frame(sheet: Worksheet, page: Page) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 38)
    sheet.set_column(2, 2, 13)
    sheet.set_row(2, 30)
    sheet.set_row(3, 84)
    for column in page.columns:
        wide = column.field.type in {"text", "choices"}
        width = 40 if wide else 24 if column.kinds and column.before is None else 13
        sheet.set_column(column.place, column.place, width)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.set_landscape()
    sheet.repeat_rows(0, 4)
    sheet.protect(options={"format_columns": True, "format_rows": True})
