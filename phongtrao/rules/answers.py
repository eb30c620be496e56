"""One answer of one field: is it of the right kind, and if not, what to do about it."""

from collections.abc import Callable
from datetime import date
from re import fullmatch
from typing import Any

from phongtrao.core.answers import WHY_LABELS
from phongtrao.core.findings import Finding
from phongtrao.core.numbers import Ambiguous, NumberProblem, format_number, parse_integer
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.plan.definitions import Field

MAX_INTEGER = 10**12


def said(field: Field, code: str, message: str, message_en: str, level: str = "error") -> Finding:
    """A finding about the answer to a field, its label in front."""
    return Finding(
        code=f"answer.{code}",
        place=field.id,
        message=f"{field.label}: {message}",
        level=level,
        message_en=f"{field.label_en or field.label}: {message_en}",
    )


def check_answer(field: Field, answer: Any) -> Finding | None:
    """Return what is wrong with a given (not absent) answer, or None."""
    if isinstance(answer, dict):
        return _reason(field, answer)
    return _CHECKS[field.type](field, answer)


def _reason(field: Field, answer: dict[str, Any]) -> Finding | None:
    why = answer.get("why")
    if set(answer) == {"why"} and why in field.why:
        return None
    if set(answer) == {"why"} and isinstance(why, str) and why in WHY_LABELS:
        return said(
            field,
            "reason",
            f"không được chọn “{WHY_LABELS[why]}” ở mục này. Nhập câu trả lời.",
            f"the reason “{why}” cannot be chosen here. Enter an answer.",
        )
    return said(field, "kind", "câu trả lời sai dạng.", "the answer has the wrong form.")


def _integer(field: Field, answer: Any) -> Finding | None:
    if isinstance(answer, str):
        return _typed_number(field, answer)
    if isinstance(answer, float):
        shown = str(answer).replace(".", ",")
        return said(
            field,
            "integer",
            f"chỉ nhận số nguyên, đang ghi {shown}.",
            f"only whole numbers, {answer} given.",
        )
    if isinstance(answer, bool) or not isinstance(answer, int):
        return said(field, "integer", "nhập số nguyên, ví dụ 12.", "enter a whole number.")
    if answer < 0:
        return said(field, "negative", "không nhận số âm.", "cannot be negative.")
    most = MAX_INTEGER if field.maximum is None else field.maximum
    if answer > most:
        shown, limit = format_number(answer), format_number(most)
        return said(
            field,
            "maximum",
            f"số {shown} lớn hơn mức tối đa {limit}. Kiểm tra lại số vừa nhập.",
            f"{answer} is above the maximum {most}. Check the number.",
        )
    return None


def _typed_number(field: Field, answer: str) -> Finding:
    """A text where a number belongs: say how the number must be written."""
    try:
        value = parse_integer(answer)
    except NumberProblem as problem:
        return said(field, "integer", problem.message, problem.message_en)
    if isinstance(value, Ambiguous):
        return said(field, "ambiguous", value.message, value.message_en)
    return said(
        field,
        "kind",
        f"đang nhận chữ “{answer}”, cần nhận số {format_number(value)}.",
        f"got the text “{answer}”, a number is needed.",
    )


def _yesno(field: Field, answer: Any) -> Finding | None:
    if answer in ("yes", "no"):
        return None
    return said(field, "yesno", "chọn Có hoặc Không.", "choose yes or no.")


def _choice(field: Field, answer: Any) -> Finding | None:
    known = {choice.code: choice.label for choice in field.choices}
    if isinstance(answer, str) and answer in known:
        return None
    listed = "; ".join(known.values())
    return said(
        field,
        "choice",
        f"“{answer}” không có trong danh sách. Chọn một trong: {listed}.",
        f"“{answer}” is not one of the choices.",
    )


def _choices(field: Field, answer: Any) -> Finding | None:
    if not isinstance(answer, list):
        return said(field, "kind", "câu trả lời sai dạng.", "the answer has the wrong form.")
    for code in answer:
        wrong = _choice(field, code)
        if wrong is not None:
            return wrong
    if len(set(answer)) < len(answer):
        return said(field, "twice", "một lựa chọn ghi hai lần.", "a choice is given twice.")
    return None


def _day(field: Field, answer: Any) -> Finding | None:
    try:
        if isinstance(answer, str) and len(answer) == 10:
            date.fromisoformat(answer)
            return None
    except ValueError:
        pass
    return said(
        field,
        "date",
        f"ngày “{answer}” không hợp lệ. Viết ngày/tháng/năm, ví dụ 05/08/2026.",
        f"“{answer}” is not a date.",
    )


def _text(field: Field, answer: Any) -> Finding | None:
    if not isinstance(answer, str):
        return said(field, "text", "câu trả lời phải là chữ.", "the answer must be text.")
    if len(nfc(answer)) > field.max_length:
        over = len(nfc(answer)) - field.max_length
        most = format_number(field.max_length)
        return said(
            field,
            "length",
            f"dài hơn {most} ký tự. Rút bớt {format_number(over)} ký tự.",
            f"longer than {field.max_length} characters by {over}.",
        )
    personal = looks_like_person_id(answer)
    if personal is not None:
        return _personal(field, personal)
    if field.pattern and not fullmatch(field.pattern, nfc(answer)):
        hint = field.hint or "Xem lại cách viết."
        return said(field, "pattern", f"“{answer}” sai cách viết. {hint}", "written the wrong way.")
    return None


def _personal(field: Field, what: str) -> Finding:
    """Units, never citizens: identity numbers and phones have no place in free text."""
    number, number_en = {
        "citizen_id": ("số định danh cá nhân", "a citizen's identity number"),
        "phone": ("số điện thoại", "a phone number"),
    }[what]
    return said(
        field,
        "personal",
        f"có dãy số giống {number}. Hệ thống không lưu thông tin của cá nhân. Xóa dãy số này.",
        f"contains what looks like {number_en}. Personal data is not kept here; remove it.",
    )


_CHECKS: dict[str, Callable[[Field, Any], Finding | None]] = {
    "integer": _integer,
    "yesno": _yesno,
    "choice": _choice,
    "choices": _choices,
    "date": _day,
    "text": _text,
}
