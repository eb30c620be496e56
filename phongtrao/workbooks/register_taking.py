"""A filled register book taken back, cell by cell.

A row with its line number changes that entry, a row without one adds an entry. Taken twice, a file
changes nothing the second time: its rows have client keys made from what they say. Every row is
tried before the first one is written; rows are written in portions, so that nobody else who writes
waits for a whole book.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit.canonical import canonical
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import search_key
from phongtrao.plan.amounts import heading_of
from phongtrao.plan.registers import Register, RegisterField
from phongtrao.registers import access, actions, queries
from phongtrao.workbooks.register_cells import line_of, period_of, unit_of, value_of
from phongtrao.workbooks.register_lines import (
    CODE,
    LINE,
    PERIOD,
    STATE,
    VERSION,
    Row,
    by_period,
    rows_of,
)
from phongtrao.workbooks.words import CellProblem

FROM_FILE = "Nhập từ tệp."
PORTION = 25  # rows written, or tried, in one transaction
Meant = TypeVar("Meant")
Say = Callable[[int, int, bool], None]


class _Unread(Exception):
    """A cell that says which unit, period or line is meant, and cannot be read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def _silent(_done: int, _total: int, _writing: bool) -> None:
    """Nobody is listening."""


@dataclass
class Taken:
    """What an import found and did; nothing is written in a dry run or with a wrong cell.

    `written`: rows that stood before somebody else's act made a later one impossible.
    """

    register: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    written: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings that stop the import."""
        return [finding for finding in self.findings if finding.is_error]


@dataclass
class _Try:
    """One pass over the rows of a book; `seen`: what its rows add or change → their numbers."""

    register: Register
    by: Post
    note: str
    taken: Taken
    seen: dict[Any, int] = field(default_factory=dict)

    def is_first(self, row: Row, what: Any) -> bool:
        """Whether no earlier row of the book means the same."""
        return self.seen.setdefault(what, row.number) == row.number


def take(
    *,
    register: Register,
    data: bytes,
    name: str,
    by: Post,
    dry_run: bool = False,
    source: str = "",
    say: Say = _silent,
) -> Taken:
    """Take a filled book into a register; with one wrong cell nothing is written.

    source: where the lines come from, kept with every version; say: told how many rows of how many
    are behind, and whether they are being written. Findings name the cell. When somebody changed
    a line meanwhile, writing ends there: `written` rows stand, and the file taken again adds only
    the rest. Refusal `workbook.*` for a file that is no book, `register.forbidden`.
    """
    access.register_for(by, register.id, "write")
    rows, remarks = rows_of(register, data, name)
    note = f"{FROM_FILE} Nguồn số liệu: {source}" if source else ""
    tried = Taken(register.id, findings=list(remarks))
    _pass(_Try(register, by, note, tried), rows, say, writing=False)
    if dry_run or tried.errors:
        return tried
    taken = Taken(register.id, findings=list(remarks))
    _pass(_Try(register, by, note, taken), rows, say, writing=True)
    return taken


def _pass(one: _Try, rows: list[Row], say: Say, *, writing: bool) -> None:
    """Take the rows portion by portion; only what is written stays."""
    for start in range(0, len(rows), PORTION):
        say(start, len(rows), writing)
        before = one.taken.added + one.taken.changed
        with transaction.atomic():
            for row in rows[start : start + PORTION]:
                _take_row(one, row)
            if not writing or one.taken.errors:
                transaction.set_rollback(True)
        if writing and one.taken.errors:
            one.taken.written = before
            return
    if writing:
        one.taken.written = one.taken.added + one.taken.changed


def _take_row(one: _Try, row: Row) -> None:
    """Add or change the entry a row means, or say which of its cells is wrong."""
    values, found = _values(one.register, row)
    line = row.get(LINE)
    try:
        if line not in (None, ""):
            _change(one, row, _at(row, LINE, line_of), values, found)
        else:
            _add(one, row, values, found)
    except _Unread as unread:
        found.append(unread.finding)
    except Refusal as refusal:
        found += _explained(one.register, row, refusal)
    one.taken.findings += found


def _values(register: Register, row: Row) -> tuple[dict[str, Any], list[Finding]]:
    values: dict[str, Any] = {}
    found = []
    for one in register.asked():
        heading = _heading(row, one)
        try:
            value = value_of(register, one, row.get(heading))
        except CellProblem as problem:
            found.append(_cell(row, heading, f"{one.label}: {problem}"))
            continue
        if value is not None:
            values[one.id] = value
    return values, found


def _heading(row: Row, one: RegisterField) -> str:
    """The heading of a field in this book: with its money, as older books say it, or its id."""
    known = (text for text in (heading_of(one), one.label) if search_key(text) in row.cells)
    return next(known, one.id)


def _at(row: Row, heading: str, read: Callable[[Any], Meant]) -> Meant:
    """What the cell under a heading means. Raises _Unread with the cell's place."""
    try:
        return read(row.get(heading))
    except CellProblem as problem:
        raise _Unread(_cell(row, heading, str(problem))) from problem


def _cell(row: Row, heading: str, message: str) -> Finding:
    return Finding(code="book.cell", place=row.place(heading), message=message)


def _explained(register: Register, row: Row, refusal: Refusal) -> list[Finding]:
    """The findings of a refused entry at their cells; another refusal at its row."""
    inside: list[Finding] = refusal.data.get("findings", [])
    if not inside:
        return [Finding(refusal.code, f"dòng {row.number}", refusal.message)]
    labels = {one.id: _heading(row, one) for one in register.asked()}
    return [
        Finding(one.code, row.place(labels.get(one.place, CODE)), one.message) for one in inside
    ]


def _add(one: _Try, row: Row, values: dict[str, Any], found: list[Finding]) -> None:
    register = one.register
    unit_id = _at(row, CODE, unit_of)
    period = _at(row, PERIOD, period_of) if by_period(register) else None
    if found:
        return
    key = _key([register.id, unit_id, period.code if period else "", values])
    if not one.is_first(row, key) or queries.is_written(key):
        one.taken.unchanged += 1
        return
    if register.once and not one.is_first(row, (unit_id, _period(register, values, period))):
        found.append(_cell(row, CODE, "tệp có hai dòng của đơn vị này trong một kỳ."))
        return
    with transaction.atomic():
        actions.add_entry(
            register=register.id,
            unit_id=unit_id,
            values=values,
            period=period,
            state=_state(register, row, one.by),
            client_key=key,
            note=one.note,
            by=one.by,
        )
    one.taken.added += 1


def _period(register: Register, values: dict[str, Any], period: Period | None) -> Period | None:
    """The period a row's entry belongs to, by its day where the register has one."""
    day = values.get(register.day)
    return register.period_of(date.fromisoformat(day)) if register.day and day else period


def _state(register: Register, row: Row, by: Post) -> str:
    """The state a new row begins in: only the standing office may name a later one."""
    wanted = search_key(str(row.get(STATE) or ""))
    named = (one.id for one in register.states if wanted and search_key(one.label) == wanted)
    found = next(named, "")
    return found if by.role == "standing_office" else ""


def _change(
    one: _Try, row: Row, entry_id: int, values: dict[str, Any], found: list[Finding]
) -> None:
    entry = access.entry_for(one.by, entry_id, "write")
    if entry.register != one.register.id:
        raise access.none()
    if found:
        return
    known = dict(queries.entry(entry_id).values)
    point = known.pop("point", None)
    if known == values:
        one.taken.unchanged += 1
        return
    if not one.is_first(row, entry_id):
        found.append(_cell(row, LINE, f"tệp có hai dòng cùng mã {entry_id}."))
        return
    base = None if row.get(VERSION) in (None, "") else _at(row, VERSION, line_of)
    with transaction.atomic():
        actions.change_entry(
            entry_id=entry_id,
            values=values,
            point=(point[0] / 1_000_000, point[1] / 1_000_000) if point else None,
            base_version=base,
            client_key=_key([entry_id, entry.current, values]),
            note=one.note,
            by=one.by,
        )
    one.taken.changed += 1


def _key(said: list[Any]) -> str:
    """The client key of a row: the same words give the same key."""
    return f"book-{hashlib.sha256(canonical(said).encode()).hexdigest()[:50]}"
