"""A register as a book, XLSX or CSV: out for people, and back with cell by cell findings.

A row with its line number changes that entry, a row without one adds an entry. Taken twice, a file
changes nothing the second time: its rows have client keys made from what they say.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from python_calamine import CalamineError, CalamineWorkbook

from phongtrao.accounts.models import Post
from phongtrao.audit.canonical import canonical
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import search_key
from phongtrao.documents import csv as csv_document
from phongtrao.documents import xlsx
from phongtrao.documents.listing import Cell, ListColumn, Listing
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register, RegisterField
from phongtrao.registers import access, actions, queries
from phongtrao.registers.listing import EntryRow
from phongtrao.workbooks.layout import letters
from phongtrao.workbooks.register_cells import cell_of, kind_of, unit_of, value_of
from phongtrao.workbooks.register_guide import guided
from phongtrao.workbooks.safety import MAX_FILE_BYTES, inspect
from phongtrao.workbooks.words import CellProblem

LINE, VERSION, CODE, UNIT, PERIOD, STATE = (
    "Mã dòng",
    "Phiên bản",
    "Mã đơn vị",
    "Đơn vị",
    "Kỳ",
    "Trạng thái",
)
MAX_ROWS = 5_000


@dataclass
class Taken:
    """What an import found and did; nothing is written in a dry run or with an error."""

    register: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings that stop the import."""
        return [finding for finding in self.findings if finding.is_error]


@dataclass(frozen=True)
class _Row:
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


def by_period(register: Register) -> bool:
    """Whether rows must name a period because no day does."""
    return register.period != "none" and not register.day


def book(register: Register, rows: Sequence[EntryRow], lines: Sequence[str] = ()) -> Listing:
    """The rows of a register as a listing that can be taken back."""
    asked = register.asked()
    codes = {unit: state.code for unit, state in orgs.states_of(r.unit_id for r in rows).items()}
    names = queries.names_of(register, [row.cells for row in rows])
    columns = [ListColumn(LINE, "integer", 9), ListColumn(VERSION, "integer", 9)]
    columns += [ListColumn(CODE, width=16), ListColumn(UNIT, width=26)]
    columns += [ListColumn(PERIOD, width=10)] if by_period(register) else []
    columns += [ListColumn(one.label, kind_of(one), 20) for one in asked]
    columns.append(ListColumn(STATE, width=18))
    return Listing(
        register.title,
        columns,
        [_cells(register, asked, row, codes.get(row.unit_id, ""), names) for row in rows],
        lines,
    )


def _cells(
    register: Register, asked: Sequence[RegisterField], row: EntryRow, code: str, names: Any
) -> list[Cell]:
    known = {one.id: row.cells.get(one.id) for one in asked}
    cells: list[Cell] = [row.entry_id, row.version, code, row.unit_name]
    cells += [row.period] if by_period(register) else []
    for one in asked:
        value = known[one.id]
        linked = one.type == "entry" and value is not None
        cells.append(f"#{value}" if linked else cell_of(register, one, value, names))
    return [*cells, register.state(row.state).label]


def rendered(listing: Listing, name: str) -> bytes:
    """The listing as the kind of file its name says: .csv, else .xlsx."""
    return csv_document.render(listing) if name.endswith(".csv") else xlsx.render(listing)


def to_fill(register: Register, rows: Sequence[EntryRow], by: Post, name: str) -> bytes:
    """A book for a post to fill in; as .xlsx with drop-downs, lists and the codes of its units."""
    listing = book(register, rows)
    if name.endswith(".csv"):
        return csv_document.render(listing)
    units = access.units_for(by, register)
    return xlsx.render(*guided(register, listing, CODE, units))


def take(*, register: Register, data: bytes, name: str, by: Post, dry_run: bool = False) -> Taken:
    """Take a filled book into a register, all of it or nothing.

    Findings name the cell. Refusal `workbook.*` for a file that is no book, `register.forbidden`.
    """
    access.register_for(by, register.id, "write")
    taken = Taken(register.id)
    rows = _rows(register, data, name, taken)
    with transaction.atomic():
        for row in rows:
            _take_row(register, row, by, taken)
        if dry_run or taken.errors:
            transaction.set_rollback(True)
    return taken


def _rows(register: Register, data: bytes, name: str, taken: Taken) -> list[_Row]:
    cells = _csv_cells(data) if name.lower().endswith(".csv") else _xlsx_cells(data, name)
    known = [LINE, VERSION, CODE, UNIT, PERIOD, STATE]
    keys = {search_key(one) for one in known}
    keys |= {search_key(text) for one in register.asked() for text in (one.label, one.id)}
    top = next((i for i, line in enumerate(cells) if search_key(CODE) in _keys(line)), None)
    if top is None:
        raise Refusal(
            code="workbook.heading",
            message=f"Không thấy dòng tiêu đề có cột “{CODE}”. Xuất sổ ra rồi điền vào tệp đó.",
            message_en="There is no heading row. Export the register and fill that file in.",
            status=422,
        )
    heads = [str(cell or "").strip() for cell in cells[top]]
    for place, head in enumerate(heads):
        if head and search_key(head) not in keys:
            text = f"sổ không có cột “{head}”; cột này không được đọc."
            taken.findings.append(
                Finding("book.column", f"ô {letters(place)}{top + 1}", text, level="warning")
            )
    found = []
    for number, line in enumerate(cells[top + 1 :], start=top + 2):
        if any(cell not in (None, "") for cell in line):
            pairs = zip(heads, line, strict=False)
            row = {search_key(h): (letters(i), cell) for i, (h, cell) in enumerate(pairs) if h}
            found.append(_Row(number, row))
    return found


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


def _take_row(register: Register, row: _Row, by: Post, taken: Taken) -> None:
    """Add or change the entry a row means, or say which of its cells is wrong."""
    values, found = _values(register, row)
    line = row.get(LINE)
    try:
        if line not in (None, ""):
            _change(register, row, int(str(line).split(".")[0]), values, found, by, taken)
        else:
            _add(register, row, values, found, by, taken)
    except CellProblem as problem:
        found.append(_cell(row, CODE, str(problem)))
    except ValueError:
        found.append(_cell(row, PERIOD, "mã dòng hoặc kỳ không đọc được."))
    except Refusal as refusal:
        found += _explained(register, row, refusal)
    taken.findings += found


def _values(register: Register, row: _Row) -> tuple[dict[str, Any], list[Finding]]:
    values: dict[str, Any] = {}
    found = []
    for one in register.asked():
        try:
            value = value_of(register, one, _cell_of_field(row, one))
        except CellProblem as problem:
            found.append(_cell(row, _heading(row, one), f"{one.label}: {problem}"))
            continue
        if value is not None:
            values[one.id] = value
    return values, found


def _cell_of_field(row: _Row, one: RegisterField) -> Any:
    return row.get(_heading(row, one))


def _heading(row: _Row, one: RegisterField) -> str:
    return one.label if search_key(one.label) in row.cells else one.id


def _cell(row: _Row, heading: str, message: str) -> Finding:
    return Finding(code="book.cell", place=row.place(heading), message=message)


def _explained(register: Register, row: _Row, refusal: Refusal) -> list[Finding]:
    """The findings of a refused entry at their cells; another refusal at its row."""
    inside: list[Finding] = refusal.data.get("findings", [])
    if not inside:
        return [Finding(refusal.code, f"dòng {row.number}", refusal.message)]
    labels = {one.id: _heading(row, one) for one in register.asked()}
    return [
        Finding(one.code, row.place(labels.get(one.place, CODE)), one.message) for one in inside
    ]


def _add(
    register: Register,
    row: _Row,
    values: dict[str, Any],
    found: list[Finding],
    by: Post,
    taken: Taken,
) -> None:
    unit_id = unit_of(row.get(CODE))
    text = str(row.get(PERIOD) or "") if by_period(register) else ""
    period = Period.parse(text) if text else None
    if found:
        return
    said = canonical([register.id, unit_id, text, values])
    key = f"book-{hashlib.sha256(said.encode()).hexdigest()[:50]}"
    if queries.is_written(key):
        taken.unchanged += 1
        return
    with transaction.atomic():
        actions.add_entry(
            register=register.id,
            unit_id=unit_id,
            values=values,
            period=period,
            state=_state(register, row, by),
            client_key=key,
            by=by,
        )
    taken.added += 1


def _state(register: Register, row: _Row, by: Post) -> str:
    """The state a new row begins in: only the standing office may name a later one."""
    wanted = search_key(str(row.get(STATE) or ""))
    named = (one.id for one in register.states if wanted and search_key(one.label) == wanted)
    found = next(named, "")
    return found if by.role == "standing_office" else ""


def _change(
    register: Register,
    row: _Row,
    entry_id: int,
    values: dict[str, Any],
    found: list[Finding],
    by: Post,
    taken: Taken,
) -> None:
    entry = access.entry_for(by, entry_id, "write")
    if entry.register != register.id:
        raise access.none()
    if found:
        return
    known = dict(queries.entry(entry_id).values)
    point = known.pop("point", None)
    if known == values:
        taken.unchanged += 1
        return
    base = row.get(VERSION)
    with transaction.atomic():
        actions.change_entry(
            entry_id=entry_id,
            values=values,
            point=(point[0] / 1_000_000, point[1] / 1_000_000) if point else None,
            base_version=int(str(base).split(".")[0]) if base not in (None, "") else None,
            client_key=_change_key(entry_id, entry.current, values),
            by=by,
        )
    taken.changed += 1


def _change_key(entry_id: int, current: int, values: dict[str, Any]) -> str:
    said = canonical([entry_id, current, values])
    return f"book-{hashlib.sha256(said.encode()).hexdigest()[:50]}"
