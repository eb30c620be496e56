"""A register as a book, XLSX or CSV: out for people (here), and back (`register_taking`)."""

from collections.abc import Sequence
from typing import Any

from phongtrao.accounts.models import Post
from phongtrao.documents import csv as csv_document
from phongtrao.documents import xlsx
from phongtrao.documents.listing import Cell, ListColumn, Listing
from phongtrao.orgs import queries as orgs
from phongtrao.plan.amounts import heading_of
from phongtrao.plan.registers import Register, RegisterField
from phongtrao.registers import access, queries
from phongtrao.registers.listing import EntryRow
from phongtrao.workbooks.register_cells import cell_of, kind_of
from phongtrao.workbooks.register_guide import guided
from phongtrao.workbooks.register_lines import CODE, LINE, PERIOD, STATE, UNIT, VERSION, by_period
from phongtrao.workbooks.register_taking import Taken, take

__all__ = ["Taken", "book", "rendered", "take", "to_fill"]


def book(register: Register, rows: Sequence[EntryRow], lines: Sequence[str] = ()) -> Listing:
    """The rows of a register as a listing that can be taken back."""
    asked = register.asked()
    codes = {unit: state.code for unit, state in orgs.states_of(r.unit_id for r in rows).items()}
    names = queries.names_of(register, [row.cells for row in rows])
    columns = [ListColumn(LINE, "integer", 9), ListColumn(VERSION, "integer", 9)]
    columns += [ListColumn(CODE, width=16), ListColumn(UNIT, width=26)]
    columns += [ListColumn(PERIOD, width=10)] if by_period(register) else []
    columns += [ListColumn(heading_of(one), kind_of(one), 20) for one in asked]
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
