"""The rows behind one number of the report: what each adds, summing up to the number.

Targets have their own proof (`analytics.trace`); here are the sums of the form and the numbers of
the other rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from phongtrao.assessments import figures as dossiers
from phongtrao.assessments import queries as assessments
from phongtrao.core.findings import Refusal
from phongtrao.duties import queries as duties
from phongtrao.inspections import queries as inspections
from phongtrao.inspections.models import Visit
from phongtrao.programmes import queries as programmes
from phongtrao.registers import tracing as entries
from phongtrao.registers.measuring import KEEPERS
from phongtrao.reports import reading, rooms
from phongtrao.reports.collecting import Frame, frame_of
from phongtrao.reports.outline import Count, Measure, Outline

What = Literal["report", "entry", "dossier", "unit", "assignment", "body", "round", "visit", "plan"]


@dataclass(frozen=True)
class SourceRow:
    """One row that counts. `ref`: what the row is called in its room; `label`: its own words."""

    adds: int
    unit_id: int | None = None
    ref: str = ""
    label: str = ""
    state: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Source:
    """A number of the report with its rows; `register`: whose entries they are."""

    code: str
    label: str
    unit: str
    formula: str
    what: What
    rows: tuple[SourceRow, ...]
    frame: Frame
    register: str = ""

    @property
    def total(self) -> int:
        """The number itself, as the rows add up to it."""
        return sum(row.adds for row in self.rows)


def source_of(outline: Outline, year: int, code: str, at: datetime) -> Source:
    """The rows behind a sum or a number of the outline. Refusal `report.unknown_code` (404)."""
    frame = frame_of(outline, year, at)
    for measure in outline.measures:
        if measure.id == code:
            return _answers(frame, measure)
    for count in outline.counts:
        if count.id == code:
            return _of_room(frame, count)
    raise Refusal(
        "report.unknown_code",
        f"Báo cáo không có số liệu mang mã “{code}”.",
        f"The report has no figure with the code “{code}”.",
        status=404,
    )


def _answers(frame: Frame, measure: Measure) -> Source:
    """The reports of units that add to a sum, largest first."""
    [parsed] = reading.parse(frame.form, [measure])
    found = reading.unit_values(frame.form, frame.period, frame.node_id, frame.on, parsed)
    rows = tuple(SourceRow(adds, unit, state=state) for unit, state, adds in found)
    return Source(measure.id, measure.label, measure.unit, parsed.words, "report", rows, frame)


def _of_room(frame: Frame, count: Count) -> Source:
    makers: dict[str, Callable[[Frame, Count], tuple[What, list[SourceRow]]]] = {
        "register": _entries,
        "assessment": _dossiers,
        "duty": _assignments,
        "inspection": _visits,
    }
    what, rows = makers[count.room](frame, count)
    words = rooms.words(count)
    return Source(
        count.id, count.label, count.unit, words, what, tuple(rows), frame, count.register_id
    )


def _entries(frame: Frame, count: Count) -> tuple[What, list[SourceRow]]:
    register = programmes.package().registers.get(count.register_id)
    if register is None:
        return "entry", []
    place = (frame.node_id, frame.period, frame.on)
    if count.of == KEEPERS:
        found = entries.kept_by(register, *place)
    else:
        found = entries.counted(register, count.of, *place)
    return "entry", [SourceRow(row.adds, row.unit_id, str(row.entry_id)) for row in found]


def _dossiers(frame: Frame, count: Count) -> tuple[What, list[SourceRow]]:
    year = frame.period.year
    if count.of == "in_scope":
        scoped = assessments.in_scope(year, frame.node_id)
        return "unit", [SourceRow(1, state.unit_id) for state in scoped]
    test = dossiers.COUNTED[count.of]
    found = dossiers.at(frame.node_id, year).filter(test).order_by("group", "unit_id")
    return "dossier", [
        SourceRow(1, unit, state=state) for unit, state in found.values_list("unit_id", "state")
    ]


def _assignments(frame: Frame, count: Count) -> tuple[What, list[SourceRow]]:
    found = duties.rows(None, frame.period.year, frame.at)
    rows = [row for row in found if row.judged.state != "moved"]
    if count.of == "bodies":
        first = {row.item.holder_id: row for row in reversed(rows)}
        return "body", [SourceRow(1, ref=str(desk)) for desk in first]
    if count.of == "derived":
        rows = [row for row in rows if row.derived]
    elif count.of == "late":
        rows = [row for row in rows if row.behind]
    elif count.of != "assigned":
        rows = [row for row in rows if row.judged.state == count.of]
    return "assignment", [
        SourceRow(1, ref=row.item.code, label=row.duty.title, state=row.judged.state)
        for row in rows
    ]


def _visits(frame: Frame, count: Count) -> tuple[What, list[SourceRow]]:
    done = list(inspections.visits_in(frame.period))
    if not done:  # nothing written this year: the report says so instead of a number
        return "visit", []
    if count.of == "visits":
        return "visit", [_visit(visit) for visit in done]
    if count.of == "rounds":
        rounds = {visit.round_id: visit.round for visit in done}
        return "round", [SourceRow(1, ref=one.code, label=one.title) for one in rounds.values()]
    if count.of == "units":
        return "visit", list(_first_visits(frame, done))
    covered = inspections.coverage(frame.period)
    if count.of == "asked":
        target = inspections.rules_of().units.target
        return "plan", [SourceRow(covered.asked, ref=target)]
    areas = [area for area in covered.areas if area.days or count.of == "areas"]
    return "unit", [SourceRow(1, area.state.unit_id) for area in areas]


def _visit(visit: Visit) -> SourceRow:
    return SourceRow(1, visit.unit_id, visit.round.code, visit.round.title, day=visit.day)


def _first_visits(frame: Frame, done: Iterable[Visit]) -> Iterable[SourceRow]:
    """The first visit to each agency, enterprise or school, as the rounds name them."""
    groups = inspections.unit_groups(programmes.package(), frame.period.end)
    listed = list(done)
    kinds = {
        (round_.pk, row.unit_id): row.group
        for round_ in {visit.round for visit in listed}
        for row in inspections.selected(round_)
    }
    seen: set[int] = set()
    for visit in listed:
        if kinds.get((visit.round_id, visit.unit_id)) in groups and visit.unit_id not in seen:
            seen.add(visit.unit_id)
            yield _visit(visit)
