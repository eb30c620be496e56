"""Changes numbers in a workbook as a person with another program would."""

import io

import openpyxl

from phongtrao.workbooks.layout import DATA_SHEET, KEY_SHEET

FIELD = "sessions"


def add_one(data: bytes) -> tuple[bytes, int]:
    """Add one to the sessions of every open row that has some; return (file, rows changed)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[DATA_SHEET]
    lines = list(book[KEY_SHEET].iter_rows(values_only=True))
    place = next(int(str(line[1])) + 1 for line in lines if line[0] == "field" and line[2] == FIELD)
    changed = 0
    for row in (int(str(line[1])) + 1 for line in lines if line[0] == "unit"):
        cell = sheet.cell(row, place)
        if not cell.protection.locked and isinstance(cell.value, (int, float)) and cell.value:
            cell.value = cell.value + 1
            changed += 1
    target = io.BytesIO()
    book.save(target)
    return target.getvalue(), changed
