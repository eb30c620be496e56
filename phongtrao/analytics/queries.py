"""Questions about figures. Every answer is computed when asked, from the rows as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from phongtrao.analytics.figuring import figure_of
from phongtrao.analytics.gaps import GapList, GapRow, gap_list
from phongtrao.analytics.keeping import Stamps, kept
from phongtrao.analytics.places import (
    REPORTED_MAP,
    Node,
    OnMap,
    codes_of,
    day_for,
    map_at,
    node_on,
    tree_above,
)
from phongtrao.analytics.reading import sheets_in
from phongtrao.analytics.sheets import Item, Sheet
from phongtrao.analytics.sums import (
    ALL,
    CHILDREN,
    Sums,
    Vector,
    across_groups,
    at_places,
    scan,
    up_the_map,
)
from phongtrao.analytics.tracing import Trace, TraceRow, trace
from phongtrao.analytics.visited import stamps_for
from phongtrao.core.figures import Figure
from phongtrao.core.kinds import GROUPS
from phongtrao.core.periods import Period
from phongtrao.core.remembering import remembering
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes

__all__ = ["GapList", "GapRow", "Trace", "TraceRow", "gap_list", "trace"]


@dataclass(frozen=True)
class Section:
    """The sums of one form and period on one map."""

    sheet: Sheet
    sums: Sums
    levels: dict[int, str]


@dataclass(frozen=True)
class Rollup:
    """Everything at once: sums by (place, group) for each form and period; figures on demand."""

    sections: tuple[Section, ...]
    on_map: OnMap

    def rows(self) -> Iterator[tuple[str, int, str, str, int, int | None]]:
        """Return (target, node id, group, period, numerator, denominator), headline readings."""
        for section in self.sections:
            period = section.sheet.period.code
            for item in section.sheet.items:
                code, top, bottom = item.target.id, item.numerator_at, item.denominator_at
                if item.denominator is None:
                    yield from [
                        (code, node, group, period, vector[top], None)
                        for (node, group), vector in section.sums.items()
                    ]
                else:
                    yield from [
                        (code, node, group, period, vector[top], vector[bottom])
                        for (node, group), vector in section.sums.items()
                    ]

    def figures(self) -> Iterator[Figure]:
        """Return every figure, built one after the other."""
        for section in self.sections:
            period = section.sheet.period
            places = sorted({place for place, _ in section.sums})
            codes = codes_of(places, day_for(period, self.on_map))
            for (node, group), vector in section.sums.items():
                level = section.levels[node]
                for item in section.sheet.items:
                    yield figure_of(item, vector, node, codes[node], level, group, period)


@dataclass(frozen=True)
class Page:
    """One dashboard page: the node's figures and its children's, best first by `ranked_by`."""

    node: dict[str, Figure]
    children: list[dict[str, Figure]]
    ranked_by: str


@dataclass(frozen=True)
class SeriesPoint:
    """One period of a series: as reported then, and restated on the other map."""

    period: Period
    reported: Figure | None
    restated: Figure | None = field(default=None)


def figures(
    targets: Sequence[str],
    periods: Iterable[Period],
    node_id: int,
    by: str | None = None,
    on_map: OnMap = REPORTED_MAP,
    readings: bool = True,
) -> list[Figure]:
    """Return figures of targets (empty: all) at a node, for each period.

    `by` None: the node alone; "kind": also each group of units; "children": also each unit directly
    below; "communes": also each commune below, past the districts. With `readings`, the other
    readings follow the headline (reading ''). Periods whose round was never opened, or on whose map
    no single unit stands for the node, give nothing.
    Refusal: `unit.unknown`, `target.unknown` (404).
    """
    found: list[Figure] = []
    with remembering():
        package = programmes.package()
        for period in periods:
            sheets = sheets_in(period, targets, readings)
            node = node_on(node_id, day_for(period, on_map))
            for sheet in sheets if node is not None else []:
                assert node is not None, "checked above"
                found += _figures_of(sheet, node, by)
    order = {code: at for at, code in enumerate(package.targets)}
    found.sort(key=lambda figure: order.get(figure.target, len(order)))
    return found


def _figures_of(sheet: Sheet, node: Node, by: str | None) -> list[Figure]:
    """The figures of one form and period at a node; kept for as long as nothing has changed."""
    stamps = stamps_for(sheet, node.map_id)
    key = (sheet, node, by)
    sums, below = kept(("sums", *key), stamps, lambda: _sums_at(sheet, node, by, stamps))
    codes = codes_of((node.id, *below), node.day)
    rests_on = stamps and (stamps, tuple(codes.items()))
    return kept(("figures", *key), rests_on, lambda: _judged(sheet, node, by, sums, codes))


def _sums_at(sheet: Sheet, node: Node, by: str | None, stamps: Stamps) -> tuple[Sums, list[int]]:
    """The sums of a node, of its groups and of the places asked for below it, with these places."""
    places = {"children": CHILDREN[node.level], "communes": f"coalesce(m.commune_id, {node.id})"}
    place = places.get(by or "", str(node.id))
    sums = at_places(sheet, scan(sheet, node.map_id, place, node, stamps))
    below = sorted({place for place, _ in sums if place != node.id})
    across_groups(up_the_map(sums, dict.fromkeys(below, node.id), node.id))
    return sums, below


def _judged(
    sheet: Sheet, node: Node, by: str | None, sums: Sums, codes: Mapping[int, str]
) -> list[Figure]:
    """The figures in the order node, groups, children (in order of their names)."""
    keys = [(node.id, ALL)]
    if by == "kind":
        keys += [(node.id, group) for group in GROUPS if (node.id, group) in sums]
    keys += [(child, ALL) for child in codes if child != node.id and (child, ALL) in sums]
    level = "province" if node.level == "nation" else "below"
    empty: Vector = (0,) * (len(sheet.layout) + 1)
    return [
        figure_of(
            item,
            sums.get(key, empty),
            key[0],
            codes[key[0]],
            node.level if key[0] == node.id else level,
            key[1],
            sheet.period,
        )
        for item in sheet.items
        for key in keys
        if key[1] == ALL or sums[key][item.expected_at]
    ]


def _map_levels(parents: dict[int, int | None]) -> dict[int, str]:
    """`nation` for roots, `province` for what lies directly below, `below` for the rest."""
    roots = {place for place, above in parents.items() if above is None}
    return {
        place: "nation" if place in roots else "province" if above in roots else "below"
        for place, above in parents.items()
    }


def rollup(periods: Iterable[Period] | None = None, on_map: OnMap = REPORTED_MAP) -> Rollup:
    """Return all headline figures of all targets for every node, group and period.

    One scan of each form's rows at the finest level (place, class of units), then two small
    additions: up the map and across groups.
    """
    sections: list[Section] = []
    trees: dict[int, dict[int, int | None]] = {}
    with remembering():
        opened = set(programmes.rounds().values_list("period", flat=True))
        wanted = sorted(map(Period.parse, opened)) if periods is None else list(periods)
        maps = orgs.maps()
        for period in wanted:
            map_id = map_at(maps, day_for(period, on_map))
            for sheet in sheets_in(period, (), readings=False):
                sections.append(_section(sheet, map_id, trees))
    return Rollup(tuple(sections), on_map)


def _section(sheet: Sheet, map_id: int, trees: dict[int, dict[int, int | None]]) -> Section:
    """The sums of one form and period up a map; kept for as long as nothing has changed.

    `trees` collects the trees of maps already read: map → place → the place above.
    """
    stamps = stamps_for(sheet, map_id)

    def summed() -> Section:
        sums = at_places(sheet, scan(sheet, map_id, stamps=stamps))
        places = {place for place, _ in sums}
        if not places <= trees.get(map_id, {}).keys():
            trees[map_id] = tree_above(map_id, places)
        across_groups(up_the_map(sums, trees[map_id]))
        return Section(sheet, sums, _map_levels(trees[map_id]))

    return kept(("section", sheet, map_id), stamps, summed)


def page(
    node_id: int, period: Period, ranked_by: str = "", on_map: OnMap = REPORTED_MAP
) -> Page | None:
    """Return one dashboard page: all targets of a node and of the units directly below it.

    Children are ranked by their value of the target `ranked_by` (default: the first one counted in
    the period), highest first, those without a value last. None when the node is not on the map.
    """
    found = figures((), [period], node_id, "children", on_map, readings=False)
    if not found:
        return None
    by_node: dict[int, dict[str, Figure]] = {}
    for figure in found:
        by_node.setdefault(figure.node_id, {})[figure.target] = figure
    first = found[0].node_id
    own = by_node.pop(first)
    chosen = ranked_by or next(iter(own))
    lowest = Fraction(-1)

    def rank(item: dict[str, Figure]) -> Fraction:
        figure = item.get(chosen)
        return lowest if figure is None or figure.value is None else figure.value

    return Page(own, sorted(by_node.values(), key=rank, reverse=True), chosen)


def series(
    target: str, node_id: int, on_map: OnMap | None = None, reading: str = ""
) -> list[SeriesPoint]:
    """Return the headline (or a reading) of a target over all opened rounds, oldest first.

    Each point is as reported (the map of its own period); with a day as `on_map`, also restated.
    """
    package = programmes.package()
    form_id = package.targets[target].form
    periods = programmes.periods(form_id)
    reported = _by_period(figures([target], periods, node_id), reading)
    restated = {}
    if on_map is not None and on_map != REPORTED_MAP:
        restated = _by_period(figures([target], periods, node_id, on_map=on_map), reading)
    return [SeriesPoint(p, reported.get(p), restated.get(p)) for p in periods]


def _by_period(found: list[Figure], reading: str) -> dict[Period, Figure]:
    return {figure.period: figure for figure in found if figure.reading == reading}


def restated(
    target: str, period: Period, node_id: int, on_map: OnMap, reading: str = ""
) -> tuple[Figure | None, Figure | None]:
    """Return (as reported, restated on the map of a day) of one figure."""
    then = figures([target], [period], node_id)
    other = figures([target], [period], node_id, on_map=on_map)
    return _by_period(then, reading).get(period), _by_period(other, reading).get(period)


def items_in(period: Period, targets: Sequence[str] = ()) -> list[Item]:
    """Return what is counted in a period: each target with the goal in force then."""
    found = sheets_in(period, targets, readings=True)
    return [item for sheet in found for item in sheet.items]
