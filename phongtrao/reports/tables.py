"""Tables of the report: the outline names the columns, here each name gets its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from phongtrao.core.kinds import GROUP_LABELS, REPORTING_GROUPS
from phongtrao.documents.shape import APPROXIMATELY
from phongtrao.documents.tree import Column, Row, Table
from phongtrao.reports import wording
from phongtrao.reports.facts import (
    CountFact,
    Facts,
    FigureFact,
    KindFact,
    MeasureFact,
    PlaceFact,
    RowFact,
    TargetFact,
)
from phongtrao.reports.outline import Outline, TableOutline
from phongtrao.reports.sentences import Speaker, unknown

Cells = Mapping[str, Callable[[TargetFact], str]]
BREAKABLE_SLASH = "/\u200b"  # a long ratio may break after the slash
PROVISIONAL, OFFICIAL = "Tạm tính", "Chính thức"
BY_REGISTER, NOTHING_WRITTEN = "Theo sổ", "Chưa ghi sổ"


def _coverage(figure: FigureFact) -> str:
    return wording.DASH if figure.coverage is None else wording.percent(figure.coverage)


TARGET_CELLS: Cells = {
    "code": lambda t: t.id,
    "title": lambda t: t.title,
    "title_applied": lambda t: f"{t.title} ({t.applied})" if t.applied else t.title,
    "signed": lambda t: t.signed,
    "value": lambda t: wording.value(t.now, t.goal),
    "ratio": lambda t: wording.ratio(t.now).replace("/", BREAKABLE_SLASH),
    "numerator": lambda t: wording.number(t.now.numerator),
    "denominator": lambda t: wording.number(t.now.denominator) if t.now.ratio else wording.DASH,
    "coverage": lambda t: _coverage(t.now),
    "before": lambda t: wording.value(t.before, t.goal) if t.before else wording.DASH,
    "points": lambda t: wording.points(t.now, t.before),
    "percent": lambda t: wording.growth(t.now, t.before),
    "verdict": lambda t: wording.verdict(t.now),
}


class Tables:
    """Makes the tables of one report, numbered in order of asking."""

    def __init__(self, facts: Facts, outline: Outline, speaker: Speaker) -> None:
        self.facts = facts
        self.outline = outline
        self.speaker = speaker
        self.count = 0
        self.fields = dict(_headings(outline))

    def table(self, name: str) -> Table:
        """The table called `name` in the outline. Refusal for an unknown table or column."""
        if name not in self.outline.tables:
            raise unknown(f"bang:{name}")
        if self.outline.tables[name].room:
            return self._table(name, self._of_room(name))
        rows = {
            "targets": self._targets,
            "targets_full": self._targets,
            "kinds": self._kinds,
            "kinds_full": self._targets_by_kind,
            "districts": self._districts,
            "communes": self._communes,
            "opinions": self._opinions,
            "sources": self._sources,
        }[name]
        return self._table(name, rows(self.outline.tables[name]))

    def has_rows(self, name: str) -> bool:
        """Whether a table of a room has anything to show; the others always have."""
        return bool(self.facts.rows.get(name)) if self.outline.tables[name].room else True

    def _table(self, name: str, rows: list[Row]) -> Table:
        outline = self.outline.tables[name]
        return Table(
            self._caption(outline),
            tuple(Column(self.speaker.plain(c.title), c.width, c.align) for c in outline.columns),
            tuple(rows),
            self.speaker.plain(outline.note),
        )

    def _of_room(self, name: str) -> list[Row]:
        """The rows a room gave, then their sum where the outline asks for it."""
        outline = self.outline.tables[name]
        found = _largest(self.facts.rows.get(name, ()), outline)
        shows = [column.show for column in outline.columns]
        rows = [Row(tuple(_room_cell(row, show) for show in shows)) for row in found]
        if outline.total and len(rows) > 1:
            cells = [_room_total(found, show) for show in shows]
            rows.append(Row(tuple(cells), bold=True))
        return rows

    def _caption(self, outline: TableOutline) -> str:
        if not outline.caption:
            return ""
        self.count += 1
        return self.speaker.plain(outline.caption.replace("{number}", str(self.count)))

    def _targets(self, outline: TableOutline) -> list[Row]:
        cells = [_known(TARGET_CELLS, column.show) for column in outline.columns]
        return [Row(tuple(cell(target) for cell in cells)) for target in self.facts.targets]

    def _targets_by_kind(self, outline: TableOutline) -> list[Row]:
        def cell(target: TargetFact, show: str) -> str:
            if show in REPORTING_GROUPS:
                figure = target.kinds.get(show)
                return wording.value(figure, target.goal) if figure else wording.DASH
            if show == "all":
                return wording.value(target.now, target.goal)
            return _known(TARGET_CELLS, show)(target)

        shows = [column.show for column in outline.columns]
        return [Row(tuple(cell(target, s) for s in shows)) for target in self.facts.targets]

    def _kinds(self, outline: TableOutline) -> list[Row]:
        measures = {measure.id: measure for measure in self.facts.measures}
        shows = [column.show for column in outline.columns]
        rows = [
            Row(tuple(_kind_cell(kind, measures, show) for show in shows))
            for kind in self.facts.kinds
        ]
        return [*rows, Row(tuple(self._total(measures, show) for show in shows), bold=True)]

    def _total(self, measures: Mapping[str, MeasureFact], show: str) -> str:
        if show == "name":
            return "Cộng"
        if show in measures:
            return _sum_text(measures[show], None)
        return wording.number(sum(int(getattr(kind, show)) for kind in self.facts.kinds))

    def _districts(self, outline: TableOutline) -> list[Row]:
        places = [place for place in self.facts.places if place.group == "district"]
        return [self._place(outline, place, str(n)) for n, place in enumerate(places, start=1)]

    def _communes(self, outline: TableOutline) -> list[Row]:
        """Communes under the line of their district."""
        rows: list[Row] = []
        number = 0
        districts = {p.name: p for p in self.facts.places if p.group == "district"}
        parent = ""
        for place in self.facts.places:
            if place.group != "commune":
                continue
            if place.parent != parent:
                parent = place.parent
                rows.append(self._place(outline, districts[parent], "", bold=True))
            number += 1
            rows.append(self._place(outline, place, str(number)))
        return rows

    def _place(
        self, outline: TableOutline, place: PlaceFact, index: str, bold: bool = False
    ) -> Row:
        fixed = {
            "index": index,
            "name": place.name[:1].upper() + place.name[1:],
            "received": f"{wording.number(place.received)}/{wording.number(place.expected)}",
        }
        goals = {target.id: target.goal for target in self.facts.targets}
        return Row(
            tuple(
                fixed.get(c.show) or "" if c.show in fixed else _place_cell(place, c.show, goals)
                for c in outline.columns
            ),
            bold,
        )

    def _opinions(self, outline: TableOutline) -> list[Row]:
        shows = [column.show for column in outline.columns]
        rows = []
        seen = Counter(opinion.field for opinion in self.facts.opinions)
        taken: Counter[str] = Counter()
        for opinion in self.facts.opinions:
            taken[opinion.field] += 1
            if outline.top and taken[opinion.field] > outline.top:
                if taken[opinion.field] == seen[opinion.field]:
                    rows.append(self._left_out(outline, opinion.field, seen[opinion.field]))
                continue
            cells = {
                "heading": self.fields.get(opinion.field, opinion.field),
                "text": opinion.text,
                "sources": "; ".join(opinion.sources),
            }
            rows.append(Row(tuple(cells[show] for show in shows)))
        return rows

    def _left_out(self, outline: TableOutline, field: str, number: int) -> Row:
        """The line that says how many opinions of a field are not printed."""
        cells = {
            "heading": self.fields.get(field, field),
            "text": outline.rest.format(number=number - outline.top),
        }
        return Row(tuple(cells.get(column.show, "") for column in outline.columns))

    def _sources(self, outline: TableOutline) -> list[Row]:
        shows = [column.show for column in outline.columns]
        lines = source_lines(self.facts)
        return [Row(tuple(line[show] for show in shows)) for line in lines]


def source_lines(facts: Facts) -> list[dict[str, str]]:
    """Every number of the report: code, label, value, before, formula, coverage, status."""
    lines = [*map(_target_source, facts.targets), *map(_measure_source, facts.measures)]
    return [*lines, *map(_count_source, facts.counts)]


def _headings(outline: Outline) -> list[tuple[str, str]]:
    """Each narrative field and the heading it stands under."""
    found = []
    for section in outline.sections:
        heading = section.title
        for item in section.items:
            heading = item.heading or heading
            found += [(field, heading.split(" năm {")[0]) for field in item.narrative]
    return found


def _room_cell(row: RowFact, show: str) -> str:
    if show == "name":
        return row.label
    if show not in row.cells:
        raise unknown(show)
    value = row.cells[show]
    return value if isinstance(value, str) else wording.number(value)


def _largest(rows: Sequence[RowFact], outline: TableOutline) -> Sequence[RowFact]:
    """The `top` rows by the second column, the others added up under the words of `rest`."""
    if not outline.top or len(rows) <= outline.top:
        return rows
    key = outline.columns[1].show
    ordered = sorted(rows, key=lambda row: -int(row.cells.get(key) or 0))
    kept, others = ordered[: outline.top], ordered[outline.top :]
    cells: dict[str, int | str] = {
        name: sum(int(row.cells[name]) for row in others) for name in others[0].cells
    }
    return [*kept, RowFact(label=outline.rest.format(number=len(others)), cells=cells)]


def _room_total(rows: Sequence[RowFact], show: str) -> str:
    if show == "name":
        return "Cộng"
    numbers = [value for row in rows if isinstance(value := row.cells.get(show), int)]
    return wording.number(sum(numbers)) if numbers else ""


def _known(cells: Cells, show: str) -> Callable[[TargetFact], str]:
    if show not in cells:
        raise unknown(show)
    return cells[show]


def _sum_text(measure: MeasureFact, group: str | None) -> str:
    count = measure.now if group is None else measure.kinds.get(group)
    mark = APPROXIMATELY if measure.provisional and count is not None else ""
    return mark + wording.number(count)


def _kind_cell(kind: KindFact, measures: Mapping[str, MeasureFact], show: str) -> str:
    if show == "name":
        return GROUP_LABELS[kind.group]
    if show in measures:
        return _sum_text(measures[show], kind.group)
    if show not in KindFact.model_fields:
        raise unknown(show)
    return wording.number(int(getattr(kind, show)))


def _place_cell(place: PlaceFact, show: str, goals: Mapping[str, str]) -> str:
    """{target} value, |so_sanh difference in points, |nam_truoc last year, |so the count."""
    code, _, part = show.partition("|")
    if code not in goals:
        raise unknown(show)
    now, before = place.now.get(code), place.before.get(code)
    if now is None:
        return wording.DASH
    if part == "so_sanh":
        return wording.points(now, before)
    if part == "nam_truoc":
        return wording.value(before, goals[code]) if before else wording.DASH
    if part == "so":
        return wording.number(now.numerator)
    return wording.value(now, goals[code])


def _status(provisional: bool) -> str:
    return PROVISIONAL if provisional else OFFICIAL


def _measure_source(measure: MeasureFact) -> dict[str, str]:
    share = Fraction(measure.answered, measure.asked) if measure.asked else None
    return {
        "code": measure.id,
        "label": f"{measure.label} ({measure.unit})",
        "value": _sum_text(measure, None),
        "before": wording.number(measure.before),
        "formula": measure.formula,
        "coverage": wording.DASH if share is None else wording.percent(share),
        "status": _status(measure.provisional),
    }


def _count_source(count: CountFact) -> dict[str, str]:
    return {
        "code": count.id,
        "label": f"{count.label} ({count.unit})" if count.unit else count.label,
        "value": wording.number(count.now),
        "before": wording.number(count.before),
        "formula": count.formula,
        "coverage": wording.DASH,
        "status": BY_REGISTER if count.now is not None else NOTHING_WRITTEN,
    }


def _target_source(target: TargetFact) -> dict[str, str]:
    return {
        "code": target.id,
        "label": target.title,
        "value": wording.value(target.now, target.goal),
        "before": TARGET_CELLS["before"](target),
        "formula": f"{target.formula} ({wording.ratio(target.now)})",
        "coverage": _coverage(target.now),
        "status": _status(target.now.provisional),
    }
