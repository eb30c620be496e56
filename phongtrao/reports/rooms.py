"""What registers, dossiers, duties and visits add to the report: numbers and tables.

A room that has nothing for the year gives None and no rows: the outline says so in a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from phongtrao.assessments import figures as dossiers
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import GROUP_LABELS
from phongtrao.core.periods import Period
from phongtrao.core.remembering import remembering
from phongtrao.duties import queries as duties
from phongtrao.formula import explain
from phongtrao.inspections import queries as inspections
from phongtrao.plan.register_rows import condition_of, measure_of
from phongtrao.plan.registers import Register, RegisterMeasure
from phongtrao.programmes import queries as programmes
from phongtrao.registers import measuring, projections
from phongtrao.registers.measuring import KEEPERS
from phongtrao.reports.facts import CountFact, RowFact
from phongtrao.reports.outline import Count, Outline, TableOutline

Numbers = Mapping[str, int]
BEGUN, MOVED = "bắt đầu trong kỳ (1 là có)", "đổi trạng thái trong kỳ (1 là có)"
DUTY_WORDS = {
    "assigned": "nhiệm vụ của năm, không kể đã chuyển cơ quan khác",
    "reported": "đã báo cáo kết quả",
    "doing": "đang thực hiện",
    "planned": "đã có kế hoạch",
    "none": "chưa có kế hoạch",
    "late": "chậm",
    "derived": "trạng thái theo văn bản hoặc số liệu, không do tự khai",
    "bodies": "cơ quan được giao",
}
VISIT_WORDS = {
    "rounds": "đợt kiểm tra trong kỳ",
    "visits": "lượt kiểm tra",
    "areas": "địa bàn phải kiểm tra",
    "areas_visited": "địa bàn đã kiểm tra ít nhất một lần",
    "units": "cơ quan, doanh nghiệp, cơ sở giáo dục đã kiểm tra",
    "asked": "số đơn vị Kế hoạch yêu cầu",
}
DOSSIER_WORDS = {
    "in_scope": "đơn vị thuộc diện",
    "registered": "hồ sơ đã đăng ký",
    "assessed": "hồ sơ đã tự chấm",
    "reviewed": "hồ sơ đã họp xét",
    "filed": "hồ sơ đã gửi cấp trên",
    "recognised": "hồ sơ được công nhận",
    "refused": "hồ sơ không được công nhận",
    "departs": "kết luận khác kết quả của tiêu chí, có lý do và văn bản",
}


@dataclass(frozen=True)
class Asked:
    """Of what year, below which unit, on which day's map, at which moment."""

    period: Period
    node_id: int
    on: date
    at: datetime

    def year_before(self) -> Asked:
        """The same a year earlier, on the same map."""
        return replace(self, period=self.period.previous())


class _Rooms:
    """The numbers of all rooms for one year, each room read once and only when asked."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.registers: dict[str, Numbers] = {}

    def number(self, count: Count) -> int | None:
        """One number; None where its room has nothing for the year."""
        numbers = self.of_room(count)
        if not numbers:
            return None
        if count.of not in numbers:
            raise _unknown(count.id, count.of)
        return numbers[count.of]

    def of_room(self, count: Count) -> Numbers:
        """All numbers of the room a count is taken from."""
        if count.room == "register":
            return self.of_register(count.register_id)
        if count.room == "assessment":
            return self.of_dossiers
        return self.of_duties if count.room == "duty" else self.of_visits

    def of_register(self, code: str) -> Numbers:
        """Every measure of a register, and its keepers; {} without an entry of the year."""
        if code not in self.registers:
            register, asked = _register(code), self.asked
            place = (asked.node_id, asked.period, asked.on)
            found = measuring.kept_at(register, *place) if register else {}
            self.registers[code] = found if found.get(KEEPERS) else {}
        return self.registers[code]

    @cached_property
    def of_dossiers(self) -> Numbers:
        """The dossiers of the year; {} before the first one."""
        found = self.dossier_counts[-1]
        return _dossier_numbers(found) if found.registered else {}

    @cached_property
    def dossier_counts(self) -> list[dossiers.Counts]:
        """The dossiers of each group, then of all."""
        return dossiers.counts_by_group(self.asked.node_id, self.asked.period.year)

    @cached_property
    def duty_rows(self) -> list[duties.Row]:
        """The assignments of the year as judged at the cut-off, without those that moved on."""
        found = duties.rows(None, self.asked.period.year, self.asked.at)
        return [row for row in found if row.judged.state != "moved"]

    @cached_property
    def of_duties(self) -> Numbers:
        """The assignments of the year by state; {} before the year was opened."""
        rows = self.duty_rows
        if not rows:
            return {}
        return {**_duty_numbers(rows), "bodies": len({row.item.holder_id for row in rows})}

    @cached_property
    def of_visits(self) -> Numbers:
        """The visits of the year; {} before the first one."""
        found = inspections.coverage(self.asked.period)
        if not found.visits:
            return {}
        return {
            "rounds": found.rounds,
            "visits": found.visits,
            "areas": len(found.areas),
            "areas_visited": found.visited,
            "units": found.unit_count,
            "asked": found.asked,
        }


def prepare() -> None:
    """Build what no register has been read by yet: the report itself then only reads."""
    with remembering():
        for register in programmes.package().registers.values():
            projections.ready(register)


Tables = dict[str, tuple[RowFact, ...]]


def read(outline: Outline, asked: Asked) -> tuple[tuple[CountFact, ...], Tables]:
    """The numbers of the outline, now and a year before on the same map, and its tables by name."""
    now, before = _Rooms(asked), _Rooms(asked.year_before())
    found = tuple(
        CountFact(
            id=count.id,
            label=count.label,
            unit=count.unit,
            formula=words(count),
            now=now.number(count),
            before=before.number(count),
        )
        for count in outline.counts
    )
    return found, _tables(outline, now)


def _tables(outline: Outline, rooms: _Rooms) -> Tables:
    """The rows of each table that a room fills, by the table's name."""
    makers: dict[str, Callable[[TableOutline], list[RowFact]]] = {
        "register": lambda table: _by_value(rooms, table),
        "assessment": lambda _table: _by_group(rooms),
        "duty": lambda _table: _by_body(rooms),
        "inspection": lambda _table: _by_round(rooms.asked),
    }
    return {
        name: tuple(makers[table.room](table))
        for name, table in outline.tables.items()
        if table.room
    }


def _by_value(rooms: _Rooms, table: TableOutline) -> list[RowFact]:
    """A register's measures for each value of a field, in the order of its catalogue."""
    register, asked = _register(table.register_id), rooms.asked
    if register is None or not rooms.of_register(table.register_id):
        return []
    found = measuring.measures_by_value(register, table.by, asked.node_id, asked.period, asked.on)
    shown = [column.show for column in table.columns]
    rows = [
        RowFact(label=label, cells={**found[value]})
        for value, label in _labels(register, table.by)
        if value in found
    ]
    return [row for row in rows if any(row.cells.get(show) for show in shown)]


def _labels(register: Register, column: str) -> list[tuple[str, str]]:
    if column == "state":
        return [(state.id, state.label) for state in register.states]
    return [(item.id, item.label) for item in register.items(register.field(column))]


def _by_group(rooms: _Rooms) -> list[RowFact]:
    """The dossiers of each group of units that has any."""
    return [
        RowFact(label=GROUP_LABELS[counts.group], cells={**_dossier_numbers(counts)})
        for counts in rooms.dossier_counts
        if counts.group and counts.registered
    ]


def _by_body(rooms: _Rooms) -> list[RowFact]:
    """The assignments of each body, in the plan's order."""
    by_desk: dict[int, list[duties.Row]] = {}
    for row in rooms.duty_rows:
        by_desk.setdefault(row.item.holder_id, []).append(row)
    desks = {row.item.holder_id: row.item.holder for row in rooms.duty_rows}
    names = duties.names(list(desks.values()), rooms.asked.on)
    return [
        RowFact(label=names[desk], cells={**_duty_numbers(rows)}) for desk, rows in by_desk.items()
    ]


def _by_round(asked: Asked) -> list[RowFact]:
    """The rounds of inspections of the year, oldest first."""
    tallies = inspections.tallies()
    rows = []
    for round_ in reversed(inspections.rounds_in(asked.period.year)):
        chosen, done = tallies.get(round_.pk, (0, 0))
        period = Period.parse(round_.period)
        cells: dict[str, int | str] = {"period": period.label, "chosen": chosen, "visited": done}
        cells["document"] = round_.document or "–"
        rows.append(RowFact(label=round_.title, cells=cells))
    return rows


def _duty_numbers(rows: list[duties.Row]) -> dict[str, int]:
    states = Counter("late" if row.behind else row.judged.state for row in rows)
    found = {state: states[state] for state in ("reported", "doing", "planned", "none", "late")}
    derived = sum(row.derived for row in rows)
    return {**found, "assigned": len(rows), "derived": derived}


def _dossier_numbers(found: dossiers.Counts) -> dict[str, int]:
    numbers = {name: int(getattr(found, name)) for name in DOSSIER_WORDS}
    return {**numbers, **{grade: found.grades.get(grade, 0) for grade in dossiers.GRADES}}


def _register(code: str) -> Register | None:
    """A register of the plan; None where the plan has none of this name."""
    return programmes.package().registers.get(code)


def words(count: Count) -> str:
    """Where a number comes from, for the appendix of sources."""
    if count.room == "register":
        register = _register(count.register_id)
        if register is None:
            return f"Sổ “{count.register_id}” chưa có trong kế hoạch"
        if count.of == KEEPERS:
            return f"{register.title}: số đơn vị có dòng được tính trong kỳ"
        known = next((one for one in register.measures if one.id == count.of), None)
        if known is None:
            raise _unknown(count.id, count.of)
        return _measure_words(register, known)
    title, said = {
        "assessment": ("Hồ sơ đánh giá, công nhận", DOSSIER_WORDS),
        "duty": ("Nhiệm vụ phần IV, VI", DUTY_WORDS),
        "inspection": ("Sổ lượt kiểm tra", VISIT_WORDS),
    }[count.room]
    return f"{title}: {said.get(count.of, count.of)}"


def _measure_words(register: Register, measure: RegisterMeasure) -> str:
    """A measure in words: what is added up, of which lines."""
    named = [(field.id, field) for field in register.fields]
    named += [(f"{r.id}__{field.id}", field) for r in register.reviews for field in r.fields]
    labels = {"begun": BEGUN, "moved": MOVED, "state": "trạng thái"}
    for name, field in named:
        labels[name] = field.label
        labels |= {f"{name}={item.id}": item.label for item in register.items(field)}
    labels |= {f"state={state.id}": state.label for state in register.states}
    said = explain(measure_of(register, measure.sum), labels).replace("số đơn vị", "số dòng")
    if not measure.where:
        return f"{register.title}: {said}"
    kept = explain(condition_of(register, measure.where), labels)
    return f"{register.title}: {said}; chỉ tính dòng mà {kept}"


def _unknown(code: str, name: str) -> Refusal:
    return Refusal(
        "report.unknown_number",
        f"Đề cương báo cáo: số liệu “{code}” lấy “{name}” nhưng không có số này.",
        f"The report outline: figure “{code}” takes “{name}”, which does not exist.",
    )
