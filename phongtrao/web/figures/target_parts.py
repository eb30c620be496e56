"""The parts of a target's page: headline, readings, years, kinds of unit, areas, gap list."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from phongtrao.accounts.models import Post
from phongtrao.analytics import queries as analytics
from phongtrao.core.figures import Figure
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Package, Target
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.tongue import in_english
from phongtrao.web.figures import area_map, charts
from phongtrao.web.figures import years as over_years
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.area_map import AreaMap
from phongtrao.web.figures.present import Shown, gap_words, group_label, said, show
from phongtrao.web.figures.reading import value_cell, verdict_cell
from phongtrao.web.figures.scope import Scope, may_read, period_label, today
from phongtrao.web.figures.tables import Cell, Column, Table, chart, number, text

GAP_LIMIT = 20
LISTED_UNITS = 1_000


class TargetPage:
    """One target at one scope; every part is asked for once, when the page needs it."""

    def __init__(self, package: Package, target: Target, scope: Scope, post: Post) -> None:
        self.package = package
        self.target = target
        self.scope = scope
        self.post = post
        self._kept: dict[Period, Target] = {}

    def _shown(self, figure: Figure) -> Shown:
        return show(self._target_in(figure.period), figure, self.scope.map_code)

    def _target_in(self, period: Period) -> Target:
        """The target as it was when the rounds of a period were closed."""
        if period not in self._kept:
            kept = programmes.package_in(period).targets
            self._kept[period] = kept.get(self.target.id, self.target)
        return self._kept[period]

    def _ask(self, periods: list[Period], by: str | None, readings: bool) -> list[Figure]:
        """One question about this target at this node and on this map."""
        return analytics.figures(
            [self.target.id], periods, self.scope.node.id, by, self.scope.on_map, readings
        )

    @cached_property
    def _now(self) -> list[Figure]:
        """The period of the page: all readings at the node, and by kind of unit."""
        return self._ask([self.scope.period], "kind", readings=True)

    @cached_property
    def _history(self) -> list[Figure]:
        """The headline reading in all periods of the form up to this one, oldest first."""
        own = self.scope.period
        forms = (self.target.form, *self.target.also_forms)
        known = sorted({p for form in forms for p in programmes.periods(form)})
        earlier = [p for p in known if p < own and p.kind == own.kind]
        found = over_years.asked(self.target, earlier, self.scope)
        found += [f for f in self._now if not f.reading and not f.group]
        return sorted(found, key=lambda figure: figure.period)

    @cached_property
    def headline(self) -> Shown | None:
        """The figure of the page, with last year's beside it; None when there is none yet."""
        by_period = {figure.period: figure for figure in self._history}
        now = by_period.get(self.scope.period)
        if now is None:
            return None
        before = by_period.get(self.scope.period.previous())
        return show(self._target_in(now.period), now, self.scope.map_code, before)

    @cached_property
    def readings(self) -> list[tuple[str, Shown]]:
        """Both readings of the sentence: the headline and the others, each with its name."""
        found = [
            (self._reading_label(figure.reading), self._shown(figure))
            for figure in self._now
            if not figure.group
        ]
        return sorted(found, key=lambda pair: pair[1].figure.reading)

    def _reading_label(self, code: str) -> str:
        if not code:
            named = said(self.target.headline_label, self.target.headline_label_en)
            return named or _("Headline reading")
        reading = self.target.reading(code)
        return said(reading.label, reading.label_en)

    @cached_property
    def applied(self) -> str:
        """What is applied where it differs from the signed text, with its document."""
        change = self.headline.goal.applied if self.headline else None
        if change is None:
            return ""
        basis = _("basis: %(document)s") % {"document": change.document} if change.document else ""
        return " · ".join(part for part in (said(change.note, change.note_en), basis) if part)

    @cached_property
    def kept_version(self) -> int | None:
        """The version that judges the period of the page, where it is not the newest one."""
        number = programmes.number_in(self.scope.period)
        return None if number == programmes.package_version().number else number

    @cached_property
    def chart(self) -> str:
        """The years as a line with the goal; counts have a table only."""
        if self.headline is None or not self.headline.is_share:
            return ""
        kept = [(self._target_in(figure.period), figure) for figure in self._history]
        points = over_years.points(kept, self.scope.restated)
        goal = self.headline.goal.value
        return charts.series(
            "years", self.years_title, points, None if goal is None else Fraction(str(goal)) / 100
        )

    @cached_property
    def _map_days(self) -> list[date]:
        return [version.on for version in orgs.maps()]

    @property
    def years_title(self) -> str:
        """The finding of the series in a sentence."""
        if self.headline is None or self.headline.change is None:
            return _("Over the years")
        return _("%(change)s against last year") % {"change": self.headline.change_text}

    @cached_property
    def years(self) -> Table:
        """The table behind the series."""
        columns = [
            Column(_("Period")),
            Column(_("Value"), "number"),
            Column(_("Goal"), "number"),
            Column(_("Reported"), "number"),
            Column(_("Verdict")),
        ]
        rows = []
        for item in (self._shown(figure) for figure in self._history):
            rows.append(
                [
                    text(period_label(item.figure.period)),
                    value_cell(item),
                    text(item.goal_text),
                    text(item.coverage_text),
                    verdict_cell(item),
                ]
            )
        return Table("years", _("Over the years"), columns, rows, _("No period yet."))

    @cached_property
    def kinds(self) -> Table:
        """The target by kind of unit."""
        found = self._now
        items = sorted(
            (self._shown(f) for f in found if f.group and f.expected and not f.reading),
            key=lambda item: item.order,
        )
        columns = [
            Column(_("Kind of unit")),
            Column(_("Against the target"), "chart"),
            Column(_("Value"), "number"),
            Column(_("Reported"), "number"),
            Column(_("Verdict")),
        ]
        rows = [
            [
                text(group_label(item.figure.group)),
                chart(item.bullet),
                value_cell(item),
                text(item.coverage_text),
                verdict_cell(item),
            ]
            for item in items
        ]
        return Table(
            "kinds",
            _("By kind of unit"),
            columns,
            rows,
            _("This target is not counted by kind of unit."),
        )

    @cached_property
    def _below(self) -> list[Shown]:
        found = self._ask([self.scope.period], "children", readings=False)
        items = [
            self._shown(f)
            for f in found
            if not f.group and not f.reading and f.expected and f.node_id != self.scope.node.id
        ]
        return sorted(items, key=lambda item: item.order)

    @cached_property
    def children(self) -> Table:
        """The areas below, worst first, on one scale of distance."""
        names = {
            state.unit_id: state for state in orgs.children(self.scope.node.id, self.scope.day)
        }
        gaps = [abs(item.gap) for item in self._below if item.gap is not None]
        span = max([*gaps, Fraction(1)])
        columns = [
            Column(_("Area")),
            Column(_("Distance to the target"), "chart"),
            Column(_("Distance"), "number"),
            Column(_("Value"), "number"),
            Column(_("Reported"), "number"),
            Column(_("Verdict")),
        ]
        rows = []
        for item in self._below:
            state = names.get(item.figure.node_id)
            name = full_name(state.kind, state.name) if state else item.figure.node_code
            rows.append(
                [
                    text(name, item.href),
                    self._gap_cell(item, name, span),
                    text(gap_words(item.gap, item.is_share)),
                    value_cell(item),
                    text(item.coverage_text),
                    verdict_cell(item),
                ]
            )
        return Table(
            "children",
            _("By area, worst first"),
            columns,
            rows,
            _("There is no figure for this period yet."),
        )

    @cached_property
    def map(self) -> AreaMap | None:
        """The communes on a grid of tiles; None below the province and the district."""
        if not self.has_areas:
            return None
        found = self._ask([self.scope.period], "communes", readings=False)
        return area_map.of_target(
            [
                self._shown(f)
                for f in found
                if not f.group and not f.reading and f.node_id != self.scope.node.id
            ],
            self.scope,
        )

    @property
    def communes(self) -> Table:
        """The table behind the map, for its file; of the areas where there is no map."""
        return self.map.table if self.map else self.children

    @property
    def map_needs_table(self) -> bool:
        """Whether the list of areas is not of the communes of the map: it then has its own."""
        return self.map is not None and len(self.map.table.rows) != len(self._below)

    def _gap_cell(self, item: Shown, name: str, span: Fraction) -> Cell:
        """One bar of the ranking; areas without enough data get words instead of a bar."""
        if item.gap is None or item.tone not in ("met", "near", "missed"):
            return text("", note=item.verdict_label)
        ident = f"g-{item.figure.node_id}"
        return chart(
            charts.gap_bar(
                ident, f"{name}: {item.gap_text}", item.gap, span, item.tone, item.provisional
            )
        )

    @cached_property
    def gaps(self) -> Table:
        """Which units, if they passed, would reach the target: nearest first."""
        columns = [
            Column(_("Unit")),
            Column(_("Kind of unit")),
            Column(_("Area")),
            Column(_("What is missing")),
        ]
        if not self.may_list:
            return Table(
                "gaps", "", columns, [], _("The list of units is open to the area itself.")
            )
        found = analytics.gap_list(
            self.target.id,
            self.scope.period,
            self.scope.node.id,
            limit=GAP_LIMIT,
            on_map=self.scope.on_map,
            english=in_english(),
        )
        rows = [
            [
                text(row.name, unit_url(row.code, row.name, self.scope.day)),
                text(group_label(row.group)),
                text(row.area),
                text(row.reason),
            ]
            for row in found
        ]
        return Table(
            "gaps",
            _("Units that have not reached it, nearest first"),
            columns,
            rows,
            _("No unit is missing."),
        )

    @property
    def has_areas(self) -> bool:
        """Whether areas, and not single units, lie below the node."""
        return self.scope.node.group in ("nation", "province", "district")

    @property
    def restated_query(self) -> str:
        """The same page on today's map, where the node's own map shows only some of the years."""
        asked = [p for p in programmes.periods(self.target.form) if p <= self.scope.period]
        if self.scope.restated or len(self._history) >= len(asked) or not self._map_days:
            return ""
        day = max(day for day in self._map_days if day <= today())
        return f"{self.scope.query(ban_do=day.isoformat())}&tu={self.scope.day.isoformat()}"

    @property
    def is_small(self) -> bool:
        """Whether few enough units are counted here to list the nearest on this very page."""
        return self.headline is not None and self.headline.figure.expected <= LISTED_UNITS

    @property
    def may_list(self) -> bool:
        """Whether the post may see single units here."""
        return may_read(self.post, self.scope.node.id, self.scope.day)

    @property
    def missing(self) -> Cell:
        """How many units short of the goal."""
        return number(self.headline.short if self.headline else 0)
