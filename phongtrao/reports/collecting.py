"""Read the facts of a report from the rooms below: figures, sums, places, narratives, structure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from phongtrao.analytics import queries as analytics
from phongtrao.audit import queries as audit
from phongtrao.core.dates import before, format_date
from phongtrao.core.figures import Figure
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import REPORTING_GROUPS, full_name
from phongtrao.core.periods import Period
from phongtrao.duties import queries as duties
from phongtrao.formula import fields_of
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import Reorganisation, UnitState
from phongtrao.plan.definitions import Form, Package, Target
from phongtrao.plan.forms import day_in
from phongtrao.programmes import areas
from phongtrao.programmes import queries as programmes
from phongtrao.reports import opinions, reading, rooms
from phongtrao.reports.facts import (
    Collection,
    Facts,
    FigureFact,
    KindFact,
    MeasureFact,
    OpinionFact,
    PlaceFact,
    TargetFact,
)
from phongtrao.reports.outline import Outline
from phongtrao.reports.rooms import Asked


@dataclass(frozen=True)
class Frame:
    """What a report is about: year, node, map day, cut-off, and the definitions in force."""

    outline: Outline
    package: Package
    form: Form
    period: Period
    node: UnitState
    on: date
    at: datetime

    @property
    def node_id(self) -> int:
        """Unit id of the province."""
        return self.node.unit_id

    def settled(self, fields: Iterable[str]) -> bool:
        """Whether at the cut-off the report is due and these fields are decided."""
        settled = self.outline.settled
        days = [self.outline.due, *(settled[name] for name in fields if name in settled)]
        return all(self.at >= before(day_in(day, self.period.year)) for day in days)

    def fact(self, figure: Figure) -> FigureFact:
        """A figure of analytics as a fact; last year's figures are settled."""
        ratio, settled = self.goals[figure.target]
        early = figure.period == self.period and not settled
        return FigureFact(
            ratio=ratio,
            numerator=figure.numerator,
            denominator=figure.denominator,
            reported=figure.reported,
            expected=figure.expected,
            unavailable=figure.unavailable,
            verdict=figure.verdict,
            provisional=early or figure.approved < figure.reported,
        )

    @cached_property
    def goals(self) -> dict[str, tuple[bool, bool]]:
        """Target id → (is a ratio, its fields are settled), each formula read once."""
        columns = tuple(self.form.target_columns().items())
        found = {}
        for target in self.package.targets.values():
            goal = target.in_year(self.period.year)
            texts = [text for text in (goal.numerator, goal.denominator) if text]
            parsed = [reading.tree_of(text, columns) for text in texts]
            fields = {name for measure in parsed for name in fields_of(measure)}
            found[target.id] = (goal.denominator is not None, self.settled(fields))
        return found


def frame_of(outline: Outline, year: int, at: datetime) -> Frame:
    """The frame of the report of a year. Refusals when the plan or the round is not there."""
    period = Period(year)
    package = programmes.package_in(period)
    programmes.round_of(outline.form, period)
    on = day_in(outline.issue_day, year)
    provinces = areas.within(orgs.units_on(on, "province"), on)
    if not provinces:
        raise Refusal(
            "report.no_province",
            f"Không có đơn vị cấp tỉnh nào vào ngày {format_date(on)}. Nạp đơn vị trước.",
            f"No province exists on {on}. Load the units first.",
            status=404,
        )
    form = package.forms[outline.form]
    return Frame(outline, package, form, period, provinces[0], on, at)


def _figures(
    frame: Frame, period: Period, node_id: int, targets: Sequence[str], by: str | None = None
) -> list[Figure]:
    """Headline figures on the map of this report."""
    return analytics.figures(targets, [period], node_id, by, frame.on, readings=False)


def _targets(frame: Frame) -> tuple[TargetFact, ...]:
    """All targets of the form: now, a year before on this year's map, by kind."""
    wanted = [t.id for t in frame.package.targets.values() if t.form == frame.form.id]
    now = {f.target: f for f in _figures(frame, frame.period, frame.node_id, wanted)}
    last = _figures(frame, frame.period.previous(), frame.node_id, wanted)
    earlier = {f.target: f for f in last if f.expected}
    by_kind: dict[str, dict[str, FigureFact]] = {code: {} for code in wanted}
    for figure in _figures(frame, frame.period, frame.node_id, wanted, "kind"):
        if figure.group and figure.expected:
            by_kind[figure.target][figure.group] = frame.fact(figure)
    return tuple(
        _target(frame, frame.package.targets[code], now[code], earlier.get(code), by_kind[code])
        for code in wanted
        if code in now
    )


def _target(
    frame: Frame, target: Target, now: Figure, earlier: Figure | None, kinds: dict[str, FigureFact]
) -> TargetFact:
    goal = target.in_year(frame.period.year)
    applied = [goal.applied.note, goal.applied.document] if goal.applied else []
    return TargetFact(
        id=target.id,
        clause=target.clause,
        title=target.title,
        short=target.short or target.title,
        signed=target.signed,
        applied=" ".join(filter(None, applied)),
        goal="" if goal.value is None else str(goal.value),
        formula=target.formula_words,
        now=frame.fact(now),
        before=frame.fact(earlier) if earlier else None,
        kinds=kinds,
    )


def _measures(
    frame: Frame, parsed: list[reading.ParsedMeasure], rows: list[reading.GroupRow]
) -> tuple[MeasureFact, ...]:
    """Sums of the outline now and a year before, with who answered of those asked."""
    last = frame.period.previous()
    earlier = reading.group_rows(frame.form, last, frame.node_id, frame.on, parsed)
    waiting = any(row.approved < row.reported for row in rows)
    questions = _questions(frame.form, [*rows, *earlier])
    found = []
    for place, measure in enumerate(parsed):
        own = _asked(questions, rows, measure)
        own_before = _asked(questions, earlier, measure)
        kinds: Counter[str] = Counter()
        for row in own:
            kinds[row.group] += row.sums[place]
        answered = sum(row.answered[place] for row in own)
        answered_before = sum(row.answered[place] for row in own_before)
        found.append(
            MeasureFact(
                id=measure.source.id,
                label=measure.source.label,
                unit=measure.source.unit,
                formula=measure.words,
                now=sum(row.sums[place] for row in rows) if answered else None,
                before=sum(row.sums[place] for row in earlier) if answered_before else None,
                answered=answered,
                asked=sum(row.expected for row in own),
                answered_before=answered_before,
                asked_before=sum(row.expected for row in own_before),
                provisional=waiting or not frame.settled(measure.fields),
                kinds=dict(kinds),
            )
        )
    return tuple(found)


def _questions(form: Form, rows: list[reading.GroupRow]) -> dict[tuple[str, str], set[str]]:
    """(Group, sub-kind) → ids of the fields its form asks for."""
    kinds = {(row.group, row.subkind) for row in rows}
    return {kind: {field.id for field in form.fields_for(*kind)} for kind in kinds}


def _asked(
    questions: dict[tuple[str, str], set[str]],
    rows: list[reading.GroupRow],
    measure: reading.ParsedMeasure,
) -> list[reading.GroupRow]:
    """The rows of the units whose form asks for any field of the measure."""
    return [row for row in rows if not questions[row.group, row.subkind].isdisjoint(measure.fields)]


def _places(frame: Frame, communes: list[UnitState]) -> tuple[PlaceFact, ...]:
    """Districts (while there are any), then communes, each district's communes together."""
    districts = orgs.children(frame.node_id, frame.on, "district")
    names = {one.unit_id: full_name(one.kind, one.name) for one in districts}
    parents = names or {frame.node_id: ""}
    ordered = [unit for parent in parents for unit in communes if unit.parent_id == parent]
    first = _level(frame, districts, "children", "district_id", {})
    return (*first, *_level(frame, ordered, "communes", "commune_id", parents))


def _level(
    frame: Frame, units: list[UnitState], by: str, level: reading.Level, parents: dict[int, str]
) -> list[PlaceFact]:
    """The facts of the units of one level; `parents`: what their districts are called."""
    if not units:
        return []
    counts = reading.received_by_place(frame.form, frame.period, frame.on, level)
    now = _by_place(frame, frame.period, by)
    earlier = _by_place(frame, frame.period.previous(), by)
    return [
        PlaceFact(
            code=unit.code,
            name=full_name(unit.kind, unit.name),
            group=unit.group,
            parent=parents.get(unit.parent_id or 0, ""),
            expected=counts.get(unit.unit_id, [0, 0])[0],
            received=counts.get(unit.unit_id, [0, 0])[1],
            now=now.get(unit.unit_id, {}),
            before=earlier.get(unit.unit_id, {}),
        )
        for unit in units
    ]


def _by_place(frame: Frame, period: Period, by: str) -> dict[int, dict[str, FigureFact]]:
    found: dict[int, dict[str, FigureFact]] = {}
    for figure in _figures(frame, period, frame.node_id, frame.outline.place_targets(), by):
        found.setdefault(figure.node_id, {})[figure.target] = frame.fact(figure)
    return found


def _kinds(rows: list[reading.GroupRow]) -> tuple[KindFact, ...]:
    found = []
    for group in REPORTING_GROUPS:
        own = [row for row in rows if row.group == group]
        found.append(
            KindFact(
                group=group,
                expected=sum(row.expected for row in own),
                reported=sum(row.reported for row in own),
                in_scope=sum(row.in_scope for row in own),
            )
        )
    return tuple(found)


def _collection(rows: list[reading.GroupRow]) -> Collection:
    return Collection(
        expected=sum(row.expected for row in rows),
        received=sum(row.reported for row in rows),
        approved=sum(row.approved for row in rows),
        late=sum(row.late for row in rows),
        on_behalf=sum(row.on_behalf for row in rows),
    )


def _opinions(frame: Frame) -> tuple[OpinionFact, ...]:
    fields = frame.outline.narrative_fields
    rows = reading.narratives(frame.form, frame.period, frame.node_id, frame.on, fields)
    states = orgs.states_of([unit_id for unit_id, _, _ in rows], frame.on)
    names = {unit: full_name(state.kind, state.name) for unit, state in states.items()}
    doubled = {name for name, count in Counter(names.values()).items() if count > 1}
    if doubled:
        above = orgs.states_of({s.parent_id for s in states.values() if s.parent_id}, frame.on)
        for unit, state in states.items():
            if names[unit] in doubled and state.parent_id:
                names[unit] += f" ({above[state.parent_id].name})"
    return opinions.gathered(rows, fields, names) + _of_duties(frame)


def _of_duties(frame: Frame) -> tuple[OpinionFact, ...]:
    """What the bodies' yearly reports say about their duties, under the clause they serve."""
    told = duties.narratives(frame.period.year, frame.on)
    placed = [(frame.outline.duties_field(item.clause), item) for item in told]
    return tuple(
        OpinionFact(
            field=field,
            text=f"{item.title}: {' '.join(item.text.split())}",
            sources=(item.source,),
        )
        for field, item in placed
        if field
    )


def _changes(frame: Frame) -> tuple[str, ...]:
    """Days of the year on which the map above the hamlets changed, with what was decided."""
    sentences = []
    for version in orgs.maps()[1:]:
        if version.on.year != frame.period.year or version.on > frame.on:
            continue
        decided = Reorganisation.objects.filter(on=version.on).order_by("id")
        documents = dict.fromkeys(change.document or change.title for change in decided)
        listed = f" theo văn bản {', '.join(documents)}" if documents else ""
        sentences.append(f"từ ngày {format_date(version.on)}{listed}")
    return tuple(sentences)


def collect(frame: Frame) -> Facts:
    """All facts of the report at this moment; call inside one transaction for one view of them."""
    parsed = reading.parse(frame.form, frame.outline.measures)
    rows = reading.group_rows(frame.form, frame.period, frame.node_id, frame.on, parsed)
    size, root = audit.head()
    communes = orgs.units_on(frame.on, "commune")
    asked = Asked(frame.period, frame.node_id, frame.on, frame.at)
    counts, tables = rooms.read(frame.outline, asked)
    return Facts(
        report=frame.outline.id,
        year=frame.period.year,
        cut_off=frame.at.isoformat(timespec="seconds"),
        stamp=int(frame.at.timestamp()),
        data_version=size,
        log_root=root,
        package_id=frame.package.id,
        package_number=programmes.number_in(frame.period),
        package_digest=frame.package.digest(),
        map_on=orgs.map_for(frame.on).on.isoformat(),
        node_code=frame.node.code,
        node_kind=frame.node.kind,
        node_name=frame.node.name,
        districts=len(orgs.units_on(frame.on, "district")),
        communes=dict(Counter(state.kind for state in communes)),
        changes=_changes(frame),
        collection=_collection(rows),
        kinds=_kinds(rows),
        targets=_targets(frame),
        measures=_measures(frame, parsed, rows),
        places=_places(frame, communes),
        opinions=_opinions(frame),
        counts=counts,
        rows=tables,
    )
