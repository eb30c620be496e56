"""A cell of a register's book as a value, and a value as a cell."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from phongtrao.core.dates import DateProblem, parse_date
from phongtrao.core.findings import Refusal
from phongtrao.core.money import amount_of, is_doubtful, parse_amount, written_in
from phongtrao.core.numbers import Ambiguous, NumberProblem, parse_integer
from phongtrao.core.periods import Period
from phongtrao.core.text import nfc, search_key
from phongtrao.documents.listing import Cell
from phongtrao.orgs import queries as orgs
from phongtrao.plan.amounts import scale_in
from phongtrao.plan.registers import CLOSED, Register, RegisterField
from phongtrao.registers.words import Names, shown
from phongtrao.workbooks.words import CellProblem

YES = {"co", "x", "yes", "1", "dung"}
NO = {"khong", "no", "0", "sai"}
KINDS = {"number": "integer", "money": "integer", "date": "date"}
Value = int | str | list[str] | None


def kind_of(field: RegisterField) -> str:
    """The kind of a column in a listing."""
    if field.type == "money" and scale_in(field) > 1:
        return "decimal"
    return KINDS.get(field.type, "text")


def cell_of(register: Register, field: RegisterField, value: Any, names: Names) -> Cell:
    """A stored value as a cell: numbers and dates as themselves, the rest as people read it."""
    if value is None or value == "":
        return None
    if field.type == "money":
        return _in_units(int(value), scale_in(field))
    if field.type == "number":
        return int(value)
    if field.type == "date":
        return date.fromisoformat(value)
    return shown(register, field, value, names)


def value_of(register: Register, field: RegisterField, cell: Any) -> Value:
    """The value a cell means, None when it is empty. Raises CellProblem."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if field.type == "money":
        return _amount(cell, scale_in(field))
    if field.type == "number":
        return _number(cell)
    if field.type == "date":
        return _day(cell)
    text = _text(cell)
    if field.type == "many":
        parts = [part for part in text.replace("\n", ";").split(";") if part.strip()]
        return sorted({_item(register, field, part) for part in parts})
    if field.type in CLOSED:
        return _item(register, field, text)
    if field.type == "yes_no":
        return _yes_no(text)
    if field.type == "unit":
        return _unit(text)
    return _entry(text) if field.type == "entry" else text


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = nfc(str(cell))
    return text[1:].strip() if text[:1] == "'" and text[1:2] in tuple("=+-@\t") else text


def _number(cell: Any) -> int:
    if isinstance(cell, bool):
        raise CellProblem("nhập số nguyên, không nhập đúng/sai.")
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        if cell.is_integer():
            return int(cell)
        raise CellProblem(f"chỉ nhận số nguyên, đang ghi {str(cell).replace('.', ',')}.")
    try:
        number = parse_integer(_text(cell))
    except NumberProblem as problem:
        raise CellProblem(problem.message) from problem
    if isinstance(number, Ambiguous):
        raise CellProblem(number.message)
    return number


def _in_units(amount: int, scale: int) -> int | Decimal | str:
    """An amount in units of `scale` đồng; never three decimals alone: they read as thousands."""
    if is_doubtful(amount, scale):
        return written_in(amount, scale)
    exact = (Decimal(amount) / scale).normalize()
    if exact == exact.to_integral_value():
        return int(exact)
    return exact.quantize(Decimal("0.0001")) if exact.as_tuple().exponent == -3 else exact


def _amount(cell: Any, scale: int) -> int:
    if isinstance(cell, bool):
        raise CellProblem("nhập số tiền, không nhập đúng/sai.")
    try:
        if isinstance(cell, (int, float)):
            return amount_of(Decimal(str(cell)), scale)
        return parse_amount(_text(cell), scale)
    except NumberProblem as problem:
        raise CellProblem(problem.message) from problem


def _day(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    try:
        return parse_date(_text(cell)).isoformat()
    except DateProblem as problem:
        raise CellProblem(problem.message) from problem


def _item(register: Register, field: RegisterField, text: str) -> str:
    wanted = search_key(text)
    for item in register.items(field):
        if wanted in (search_key(item.label), search_key(item.id)):
            return item.id
    labels = "; ".join(item.label for item in register.items(field)[:8])
    raise CellProblem(f"không có “{text.strip()}” trong danh mục. Dùng: {labels}.")


def _yes_no(text: str) -> str:
    wanted = search_key(text)
    if wanted in YES | NO:
        return "yes" if wanted in YES else "no"
    raise CellProblem("ghi Có hoặc Không.")


def _unit(text: str) -> int:
    """A unit by its code, or by a name that only one unit answers to."""
    try:
        return orgs.find_unit(text).pk
    except Refusal:
        hits = [hit for hit in orgs.search(text) if search_key(text) in search_key(hit.label)]
    if len(hits) == 1:
        return hits[0].unit_id
    if not hits:
        raise CellProblem(f"không có đơn vị “{text}”. Ghi mã đơn vị.")
    raise CellProblem(f"có {len(hits)} đơn vị tên “{text}”. Ghi mã đơn vị.")


def unit_of(cell: Any) -> int:
    """The unit a code or name means. Raises CellProblem, also for an empty cell."""
    text = _text(cell) if cell is not None else ""
    if not text:
        raise CellProblem("chưa có mã đơn vị.")
    return _unit(text)


def period_of(cell: Any) -> Period | None:
    """The period a cell means, a year typed as a number too; None when empty. CellProblem."""
    text = _text(cell).strip() if cell is not None else ""
    if not text:
        return None
    try:
        return Period.parse(text)
    except ValueError as problem:
        raise CellProblem(
            f"kỳ “{text[:40]}” không đọc được. Ghi 2026 cho cả năm, 2026-6t hoặc 2026-H1 cho"
            " 6 tháng đầu năm."
        ) from problem


def line_of(cell: Any) -> int:
    """The number of a line or a version, as the book was given out. Raises CellProblem."""
    text = _text(cell).strip().removeprefix("#")
    if text.isdecimal():
        return int(text)
    raise CellProblem(f"“{text[:40]}” không đọc được. Giữ nguyên số hệ thống đã xuất ra.")


def _entry(text: str) -> int:
    digits = text.lstrip("#").split(" ")[0]
    if digits.isdecimal():
        return int(digits)
    raise CellProblem("ghi mã dòng của sổ, ví dụ #125.")
