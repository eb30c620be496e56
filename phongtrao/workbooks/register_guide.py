"""Sheets behind a register's book: what each column takes, the lists, the codes of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from phongtrao.core.dates import format_date
from phongtrao.core.kinds import full_name
from phongtrao.documents.listing import Cell, ListColumn, Listing
from phongtrao.orgs.models import UnitState
from phongtrao.plan.amounts import scale_in
from phongtrao.plan.registers import Item, Register, RegisterField
from phongtrao.workbooks.layout import letters

LISTS, UNITS, GUIDE = "Danh mục", "Đơn vị", "Hướng dẫn"
#: More units than this are found by their page, not in a list.
MOST_UNITS = 2_000
KINDS = {
    "text": "chữ",
    "note": "chữ, nhiều dòng",
    "number": "số nguyên",
    "money": "số tiền",
    "date": "ngày/tháng/năm",
    "choice": "một mục của danh mục",
    "catalogue": "một mục của danh mục",
    "many": "các mục của danh mục, cách nhau bằng dấu ;",
    "yes_no": "Có hoặc Không",
    "document": "số, ký hiệu văn bản",
    "unit": "mã đơn vị",
    "entry": "mã dòng của sổ được nối, ví dụ #12",
}


def guided(
    register: Register, book: Listing, code: str, units: Sequence[UnitState]
) -> list[Listing]:
    """Return the book with drop-downs, and the sheets behind it. `code`: heading of the codes."""
    lists, ranges = _lists(register)
    listed = list(units)[:MOST_UNITS]
    if listed:
        ranges[code] = f"'{UNITS}'!$A$2:$A${len(listed) + 1}"
    columns = [replace(one, choices=ranges.get(one.title, "")) for one in book.columns]
    sheets = [_guide(register), lists] if lists.rows else [_guide(register)]
    return [replace(book, columns=columns), *sheets, *([_units(listed)] if listed else [])]


def _guide(register: Register) -> Listing:
    columns = [ListColumn("Cột", width=34), ListColumn("Bắt buộc", width=10)]
    columns += [ListColumn("Ghi", width=34), ListColumn("Gợi ý", width=70)]
    rows: list[list[Cell]] = [
        [one.label, "có" if one.required else None, KINDS[one.type], _hint(one)]
        for one in register.asked()
    ]
    return Listing(GUIDE, columns, rows)


def _hint(one: RegisterField) -> str | None:
    unit = f"Đơn vị tính: {one.unit}." if one.unit else ""
    unit += " Có phần lẻ ghi 12,5; đơn vị khác thì ghi kèm: 0,5 tỷ." if scale_in(one) > 1 else ""
    return " ".join(part for part in (one.hint, unit) if part) or None


def _lists(register: Register) -> tuple[Listing, dict[str, str]]:
    """The items of every closed column, and where those of each column stand."""
    rows: list[list[Cell]] = []
    ranges: dict[str, str] = {}
    for one in register.asked():
        items = _items(register, one)
        if items and one.type != "many":
            first, place = len(rows) + 2, letters(1)
            ranges[one.label] = f"'{LISTS}'!${place}${first}:${place}${first + len(items) - 1}"
        rows += [[one.label, *item] for item in items]
    columns = [ListColumn("Cột", width=34), ListColumn("Mục", width=60)]
    columns += [ListColumn("Dùng cho ngày", width=30), ListColumn("Căn cứ", width=60)]
    return Listing(LISTS, columns, rows), ranges


def _items(register: Register, one: RegisterField) -> list[list[Cell]]:
    if one.type == "yes_no":
        return [["Có", None, None], ["Không", None, None]]
    if one.type not in ("choice", "catalogue", "many"):
        return []
    return [[item.label, _days(item) or None, item.source or None] for item in register.items(one)]


def _days(item: Item) -> str:
    """On which days an item may be chosen."""
    parts = []
    if item.valid_from:
        parts.append(f"từ {format_date(date.fromisoformat(item.valid_from))}")
    if item.valid_to:
        parts.append(f"trước {format_date(date.fromisoformat(item.valid_to))}")
    return " ".join(parts)


def _units(units: Sequence[UnitState]) -> Listing:
    columns = [ListColumn("Mã đơn vị", width=16), ListColumn("Đơn vị", width=60)]
    return Listing(UNITS, columns, [[one.code, full_name(one.kind, one.name)] for one in units])
