"""Answers as a cell shows them, and cells as answers: both directions, for every type of field.

A cell holds a number, a label from a list, a date, a text, or the words of a reason why there is
no number ("không có", "không áp dụng", "chưa có số liệu"). An empty cell is "not answered".
"""

from collections.abc import Iterable
from datetime import date, datetime

from phongtrao.core.answers import WHY
from phongtrao.core.dates import format_date, parse_date
from phongtrao.core.numbers import Ambiguous, NumberProblem, parse_integer
from phongtrao.core.text import nfc, search_key
from phongtrao.plan.definitions import Field

Cell = str | int | float | bool | date | datetime | None
Answer = int | str | list[str] | dict[str, str] | None

WHY_WORDS = {"none": "không có", "na": "không áp dụng", "unavailable": "chưa có số liệu"}
YES_NO = {"yes": "Có", "no": "Không"}
SEPARATOR = "; "


class CellProblem(Exception):
    """A cell that cannot be an answer; the message is Vietnamese and says what to write."""


def labels(field: Field) -> dict[str, str]:
    """Code → label of a field with a closed list; empty for other types."""
    if field.type == "yesno":
        return dict(YES_NO)
    if field.type in {"choice", "choices"}:
        return {choice.code: choice.label for choice in field.choices}
    return {}


def allowed_words(field: Field) -> list[str]:
    """Everything the dropdown of the field offers: its labels, then its reasons."""
    return [*labels(field).values(), *(WHY_WORDS[why] for why in field.why if why in WHY)]


def cell_of(answer: Answer, field: Field) -> str | int:
    """The cell that shows an answer; "" when there is none."""
    if answer is None:
        return ""
    if isinstance(answer, dict):
        return WHY_WORDS[answer["why"]]
    if isinstance(answer, list):
        names = labels(field)
        return SEPARATOR.join(names.get(code, code) for code in answer)
    if field.type == "date" and isinstance(answer, str):
        return format_date(date.fromisoformat(answer))
    if isinstance(answer, str):
        return labels(field).get(answer, answer)
    return answer


def answer_of(cell: Cell, field: Field) -> Answer:
    """The answer a cell gives; None when the cell is empty.

    Raises CellProblem when the cell cannot be read as the type of the field.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    why = _reason(cell, field)
    if why:
        return {"why": why}
    if field.type == "integer":
        return _integer(cell)
    if field.type == "date":
        return _date(cell)
    if field.type in {"yesno", "choice"}:
        return _label(cell, field)
    if field.type == "choices":
        parts = [part for part in str(cell).split(SEPARATOR.strip()) if part.strip()]
        return [_label(part, field) for part in parts]
    return nfc(_plain(cell)).strip()


def _plain(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _reason(cell: Cell, field: Field) -> str:
    if not isinstance(cell, str):
        return ""
    key = search_key(cell)
    for why, words in WHY_WORDS.items():
        if key == search_key(words):
            if why not in field.why:
                allowed = _listed([WHY_WORDS[one] for one in field.why if one in WHY_WORDS])
                hint = f"chỉ dùng {allowed} hoặc một câu trả lời" if allowed else "ghi câu trả lời"
                raise CellProblem(f"không dùng '{words}' ở đây; {hint}.")
            return why
    return ""


def _integer(cell: Cell) -> int:
    if isinstance(cell, (bool, date, datetime)):
        raise CellProblem("ô phải là số nguyên, không phải ngày hay đúng/sai.")
    if isinstance(cell, (int, float)):
        if float(cell) != int(cell):
            raise CellProblem(f"'{str(cell).replace('.', ',')}' không phải số nguyên.")
        return int(cell)
    try:
        number = parse_integer(str(cell))
    except NumberProblem as problem:
        raise CellProblem(f"'{cell}' không phải số nguyên; ghi số, ví dụ 1234.") from problem
    if isinstance(number, Ambiguous):
        raise CellProblem(f"'{cell}' đọc được theo hai cách; ghi số không có dấu, ví dụ 1234.")
    return number


def _date(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    try:
        return parse_date(str(cell)).isoformat()
    except ValueError as problem:
        raise CellProblem(f"'{cell}' không phải ngày; ghi dạng 05/8/2026.") from problem


def _label(cell: Cell, field: Field) -> str:
    key = search_key(_plain(cell))
    names = labels(field)
    for code, label in names.items():
        if key in {search_key(label), search_key(code)}:
            return code
    raise CellProblem(
        f"'{_plain(cell).strip()}' không có trong danh sách: {_listed(names.values())}."
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
