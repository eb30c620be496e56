"""Verbs of the workbooks room: export the workbook of a commune, take a filled one in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from phongtrao.accounts.models import Post
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.kinds import GROUP_LABELS, KINDS
from phongtrao.core.periods import Period
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed, Round
from phongtrao.submissions import queries as submissions
from phongtrao.submissions.actions import FROM_WORKBOOK
from phongtrao.submissions.batch import submit_many
from phongtrao.submissions.models import Receipt
from phongtrao.workbooks import reading
from phongtrao.workbooks.layout import FIRST_ROW, MAX_UNITS, Key, UnitRow, columns_of
from phongtrao.workbooks.reading import Line
from phongtrao.workbooks.rows import (
    Change,
    Row,
    change_of,
    hand_in_of,
    is_new,
    row_findings,
    weight,
)
from phongtrao.workbooks.safety import inspect
from phongtrao.workbooks.writing import Page, write

NOTE = FROM_WORKBOOK
MAX_NOTE = 900
TOLD_EACH = 20  # rows
Say = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Nobody is listening."""


@dataclass
class Outcome:
    """What an import found and did; `receipts` stays empty in a dry run or with findings."""

    form: str
    period: str
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings that stop the import."""
        return [finding for finding in self.findings if finding.level == "error"]


def export_workbook(*, node_id: int, form: str, period: Period) -> bytes:
    """The workbook of a commune for one form and period, as bytes of an .xlsx file.

    Refusal `workbook.no_units` (404) when no unit of the node owes the form, `round.none` (404).
    """
    round_ = programmes.round_of(form, period)
    definition = programmes.package().forms[form]
    rows = _unit_rows(node_id, definition, period, round_)
    columns = columns_of(definition, [(row.group, row.subkind) for row in rows])
    state = orgs.state_of(node_id, period.end)
    key = Key(
        form=form,
        period=period.code,
        package=programmes.package_version().digest,
        node=state.code,
        fields=tuple((one.place, one.field.id, one.audience) for one in columns),
        units=tuple(
            (number, row.unit_id, row.code, row.version)
            for number, row in enumerate(rows, FIRST_ROW)
        ),
    )
    title = f"{definition.title} – {period.label} – {state.name}"
    note = "Dữ liệu minh hoạ. " if programmes.is_demo() else ""
    note += "Chỉ nhập ô trắng. Cách ghi: xem trang 'Hướng dẫn'."
    seal = key.sealed_by(settings.SECRET_KEY)
    return write(Page(definition, title, note, columns, rows, key, seal))


def _unit_rows(node_id: int, form: Form, period: Period, round_: Round) -> list[UnitRow]:
    inside = set(orgs.units_below(node_id, period.end)) | {node_id}
    owed = [row for row in programmes.owed(round_) if row.unit_id in inside]
    if not owed:
        raise Refusal(
            code="workbook.no_units",
            message="Không có đơn vị nào của nơi này phải gửi biểu trong kỳ.",
            message_en="No unit of this place owes the form in this period.",
            status=404,
        )
    if len(owed) > MAX_UNITS:
        raise Refusal(
            code="workbook.too_many",
            message=f"Nơi này có {len(owed)} đơn vị; bảng tính chỉ dành cho một xã.",
            message_en="A workbook is made for one commune.",
            status=422,
        )
    states = {state.unit_id: state for state in orgs.units_on(period.end)}
    owed.sort(key=lambda row: (_order(row), states[row.unit_id].sort_key))
    return [_unit_row(row, states[row.unit_id], form, period) for row in owed]


def _order(row: Owed) -> int:
    groups = ["commune", "hamlet", "agency", "enterprise", "school"]
    return groups.index(row.group) if row.group in groups else len(groups)


def _unit_row(owed: Owed, state: Any, form: Form, period: Period) -> UnitRow:
    submission = submissions.submission_of(owed.unit_id, form.id, period)
    kind = KINDS[owed.kind].label if owed.kind in KINDS else GROUP_LABELS[owed.group]
    return UnitRow(
        unit_id=owed.unit_id,
        code=state.code,
        name=state.name,
        kind=kind,
        group=owed.group,
        subkind=owed.subkind,
        state=submission.state,
        version=submission.current,
        answers=submissions.payload_of(submission),
        before=submissions.previous_payload(owed.unit_id, form.id, period),
    )


def import_workbook(
    *,
    data: bytes,
    name: str,
    by: Post,
    period: Period | None = None,
    dry_run: bool = False,
    note: str = "",
    say: Say = _silent,
) -> Outcome:
    """Take a filled workbook in: every changed row becomes a version, or nothing does.

    data, name: the file; period: the period the sender means, checked against the workbook's;
    note: where the figures come from, kept with every version;
    say: told how many rows of how many were looked at, before they are written in one go.
    Refusal for a file that is not this installation's current workbook; findings for its cells.
    """
    inspect(data, name)
    book = reading.open_book(data, settings.SECRET_KEY)
    meant = _require_current(book.key, period)
    form = programmes.package().forms[book.key.form]
    outcome = Outcome(form.id, meant.code, findings=reading.moved_rows(book))
    if outcome.errors:
        return outcome
    rows = [row for row in _rows(book, form, meant, outcome) if is_new(row)]
    outcome.unchanged = len(book.key.units) - len(rows)
    for number, row in enumerate(rows):
        if number % TOLD_EACH == 0:
            say(number, len(rows))
        outcome.findings += row_findings(row, form)
    say(len(rows), len(rows))
    outcome.findings.sort(key=weight)
    outcome.changes = [change_of(row) for row in rows]
    if not outcome.errors and not dry_run and rows:
        hand_ins = [hand_in_of(book.key, row) for row in rows]
        outcome.receipts = submit_many(
            form=form.id, period=meant, hand_ins=hand_ins, by=by, on_behalf=True, note=said_of(note)
        )
    return outcome


def said_of(note: str) -> str:
    """The note of versions a workbook makes. Refusal as `source_of`."""
    source = source_of(note)
    return f"{NOTE} Nguồn số liệu: {source}" if source else NOTE


def source_of(note: str) -> str:
    """Where figures come from, as written down. Refusal for a number of a person or a long text."""
    source = nfc(note).strip()
    if looks_like_person_id(source) or len(source) > MAX_NOTE:
        raise Refusal(
            "workbook.note",
            f"Nguồn số liệu: tối đa {MAX_NOTE} ký tự, không ghi số định danh, số điện thoại.",
            "The source: no numbers of persons, not too long.",
            status=422,
        )
    return source


def _require_current(key: Key, period: Period | None) -> Period:
    meant = Period.parse(key.period)
    if period is not None and period != meant:
        raise _stale(
            "workbook.other_period",
            f"Bảng tính thuộc kỳ {meant.label}, không phải {period.label}.",
            "The workbook belongs to another period.",
        )
    if key.package != programmes.package_version().digest or key.form not in (
        programmes.package().forms
    ):
        raise _stale(
            "workbook.package",
            "Biểu mẫu đã được công bố lại sau khi xuất bảng tính này. Xuất lại bảng tính.",
            "The plan was published again after this workbook was made. Export it again.",
        )
    if programmes.round_of(key.form, meant).state == Round.State.CLOSED:
        raise _stale(
            "round.closed",
            f"Kỳ {meant.label} đã đóng; bảng tính của kỳ này không nhận nữa.",
            f"The round {meant.label_en} is closed.",
        )
    return meant


def _stale(code: str, message: str, english: str) -> Refusal:
    return Refusal(code=code, message=message, message_en=english, status=409)


def _rows(book: reading.Book, form: Form, period: Period, outcome: Outcome) -> list[Row]:
    node = orgs.find_unit(book.key.node, period.end)
    round_ = programmes.round_of(form.id, period)
    units = {row.unit_id: row for row in _unit_rows(node.pk, form, period, round_)}
    found = []
    for at, unit_id, code, version in book.key.units:
        unit = units.get(unit_id)
        if unit is None:
            outcome.findings.append(
                Finding("workbook.unit_gone", book.where(at, 0), f"đơn vị {code} không còn ở đây.")
            )
            continue
        asked = {one.id: one for one in form.fields_for(unit.group, unit.subkind)}
        line = Line(book, at, form, unit.name, asked)
        payload, findings, wrong = line.answers()
        outcome.findings += findings
        found.append(Row(unit, version, payload, line, frozenset(wrong)))
    return found
