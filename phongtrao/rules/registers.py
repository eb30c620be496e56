"""What a post is about to write in a register, judged before it is believed.

Every finding names the field (its place), says what is wrong and what to do.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from re import fullmatch
from string import Formatter
from typing import Any

from phongtrao.core.dates import format_date
from phongtrao.core.findings import Finding
from phongtrao.core.numbers import format_number
from phongtrao.core.text import looks_like_person_id
from phongtrao.formula import Value, evaluate_condition
from phongtrao.plan.register_rows import Row, broken, condition_of, review_row, row_of
from phongtrao.plan.registers import (
    FREE_TEXT,
    Register,
    RegisterCheck,
    RegisterField,
    ReviewKind,
)

MAX_INTEGER = 10**15
PERSON = {
    "phone": ("số điện thoại", "a phone number"),
    "citizen_id": ("số định danh cá nhân", "a citizen's identity number"),
}
Values = Mapping[str, Any]


def check_entry(
    register: Register, values: Values, day: date, today: date, system: Row | None = None
) -> list[Finding]:
    """Return errors and warnings about an entry of a day; `system` adds group, kind and state."""
    row = row_of(register, values, day) | (system or {})
    findings = _unknown({field.id for field in register.asked()}, values)
    for field in register.asked():
        when = _valid_day(field, values, day)
        found = check_field(register, field, values.get(field.id), when, row)
        if found is not None:
            findings.append(found)
    own = values.get(register.day) if register.day else None
    if isinstance(own, str) and own > today.isoformat():
        findings.append(_future(register.field(register.day)))
    return findings + _broken(register, register.checks, row)


def _valid_day(field: RegisterField, values: Values, day: date) -> date:
    """The day on which the item chosen in a field must be valid."""
    text = values.get(field.valid_by) if field.valid_by else None
    try:
        return date.fromisoformat(text) if isinstance(text, str) and text else day
    except ValueError:
        return day


def check_review(register: Register, review: ReviewKind, values: Values, row: Row) -> list[Finding]:
    """Return errors and warnings about a review of an entry whose stored columns are `row`."""
    day = date.fromisoformat(str(row["day"]))
    whole = row | review_row(register, review, values)
    findings = _unknown({field.id for field in review.fields}, values)
    for field in review.fields:
        found = check_field(register, field, values.get(field.id), day, whole)
        if found is not None:
            findings.append(found)
    return findings + _broken(register, review.checks, whole)


def differs(field_id: str, label: str, label_en: str, said: int, recorded: int) -> Finding:
    """The warning that a form's number is not what the unit's own register counts."""
    now, then = format_number(said), format_number(recorded)
    return Finding(
        code="register.differs",
        place=field_id,
        message=f"{label}: báo cáo ghi {now}, sổ ghi {then}. Sửa một trong hai, hoặc nêu lý do.",
        level="warning",
        message_en=f"{label_en or label}: the report says {said}, the register {recorded}.",
    )


def check_field(
    register: Register, field: RegisterField, value: Any, day: date, row: Mapping[str, Value]
) -> Finding | None:
    """Return what is wrong with one field, or None."""
    if value is None or value in ("", []):
        if field.required and is_shown(register, field, row):
            return said(field, "missing", "chưa có nội dung. Nhập mục này.", "is not filled in.")
        return None
    return _CHECKS[field.type](register, field, value, day)


def is_shown(register: Register, field: RegisterField, row: Mapping[str, Value]) -> bool:
    """Tell whether a field is asked, given the other answers."""
    if not field.show_if:
        return True
    return evaluate_condition(condition_of(register, field.show_if), row) is True


def said(field: RegisterField, code: str, message: str, english: str) -> Finding:
    """A finding about a field, its label in front."""
    return Finding(
        code=f"entry.{code}",
        place=field.id,
        message=f"{field.label}: {message}",
        message_en=f"{field.label_en or field.label}: {english}",
    )


def _unknown(known: set[str], values: Values) -> list[Finding]:
    return [
        Finding(
            code="entry.unknown",
            place=name,
            message=f"Sổ không có mục “{name}”. Bỏ mục này.",
            message_en=f"The register has no field “{name}”. Remove it.",
        )
        for name in values
        if name not in known and name != "point"
    ]


def _future(field: RegisterField) -> Finding:
    message = "ngày chưa tới. Ghi ngày đã diễn ra."
    return said(field, "future", message, "the day has not come yet.")


def _text(_: Register, field: RegisterField, value: Any, __: date) -> Finding | None:
    if not isinstance(value, str):
        return said(field, "kind", "nhập chữ.", "enter text.")
    if len(value) > field.longest:
        message = f"dài {len(value)} ký tự, nhiều nhất {field.longest}. Rút gọn lại."
        return said(field, "length", message, f"is longer than {field.longest} characters.")
    if field.pattern and not fullmatch(field.pattern, value):
        return said(field, "pattern", "không đúng mẫu. Xem gợi ý.", "does not fit the pattern.")
    found = looks_like_person_id(value)
    if found is None:
        return None
    vietnamese, english = PERSON[found]
    message = f"có {vietnamese}. Bỏ số đó; sổ chỉ ghi việc của đơn vị, không ghi thông tin cá nhân."
    return said(field, "personal", message, f"holds {english}. Remove it.")


def _number(_: Register, field: RegisterField, value: Any, __: date) -> Finding | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return said(field, "integer", "nhập số nguyên, ví dụ 12.", "enter a whole number.")
    most = MAX_INTEGER if field.maximum is None else field.maximum
    if not field.minimum <= value <= most:
        low, high = format_number(field.minimum), format_number(most)
        message = f"số {format_number(value)} nằm ngoài khoảng {low} đến {high}. Kiểm tra lại."
        return said(field, "range", message, f"{value} is not between {field.minimum} and {most}.")
    return None


def _date(_: Register, field: RegisterField, value: Any, __: date) -> Finding | None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        hint = "không phải ngày. Viết ngày/tháng/năm, ví dụ 05/08/2026."
        return said(field, "date", hint, "is not a date.")
    return None


def _choice(register: Register, field: RegisterField, value: Any, day: date) -> Finding | None:
    item = register.item(field, value) if isinstance(value, str) else None
    if item is None:
        return said(field, "choice", "chọn một mục trong danh sách.", "choose from the list.")
    if not item.valid_on(day):
        by = next((one.label for one in register.fields if one.id == field.valid_by), "")
        todo = f"Chọn mục khác, hoặc ghi “{by}”." if by else "Chọn mục khác."
        message = f"“{item.label}” không dùng cho ngày {format_date(day)}. {todo}"
        return said(field, "expired", message, f"“{item.id}” is not valid on {day}.")
    return None


def _many(register: Register, field: RegisterField, value: Any, day: date) -> Finding | None:
    if not isinstance(value, list):
        return said(field, "choice", "chọn trong danh sách.", "choose from the list.")
    found = (_choice(register, field, code, day) for code in value)
    return next((finding for finding in found if finding is not None), None)


def _yes_no(_: Register, field: RegisterField, value: Any, __: date) -> Finding | None:
    if value in ("yes", "no"):
        return None
    return said(field, "choice", "chọn Có hoặc Không.", "choose yes or no.")


def _link(_: Register, field: RegisterField, value: Any, __: date) -> Finding | None:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return None
    return said(field, "link", "chọn trong danh sách.", "choose from the list.")


_CHECKS: dict[str, Callable[[Register, RegisterField, Any, date], Finding | None]] = {
    **dict.fromkeys(FREE_TEXT, _text),
    "number": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "catalogue": _choice,
    "many": _many,
    "yes_no": _yes_no,
    "unit": _link,
    "entry": _link,
}


def _broken(register: Register, checks: Sequence[RegisterCheck], row: Row) -> list[Finding]:
    return [
        Finding(
            code=f"check.{check.id or check.field}",
            place=check.field,
            message=_filled(check.message, row),
            level=check.level,
            message_en=_filled(check.message_en, row),
        )
        for check in broken(checks, row, register)
    ]


def _filled(template: str, row: Row) -> str:
    """The message with `{field}` replaced as people write it."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return template.format_map({name: _shown(row.get(name)) for name in names})


def _shown(value: Value) -> str:
    if value is None:
        return "trống"
    return format_number(value) if isinstance(value, int) else value
