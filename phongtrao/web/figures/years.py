"""Figures over the years: the points of a series, and the small lines beside a list of targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from phongtrao.analytics import queries as analytics
from phongtrao.core.figures import Figure
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Target
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures import charts
from phongtrao.web.figures.present import Shown, goal_of, value_text
from phongtrao.web.figures.scope import Node, Scope, day_of, moved

YEARS = 5


def asked(target: Target, periods: Sequence[Period], scope: Scope) -> list[Figure]:
    """Return the headline figures of earlier periods, each at the unit its own page is about."""
    places: dict[int, list[Period]] = {}
    for period in periods:
        place = _place(scope.node, day_of(period, scope.map_code))
        places.setdefault(place, []).append(period)
    return [
        figure
        for place, own in places.items()
        for figure in analytics.figures([target.id], own, place, None, scope.on_map, readings=False)
    ]


def _place(node: Node, day: date) -> int:
    """Return the node, or what passed into it where it is a province founded after the day."""
    if node.group != "province" or orgs.place_of(node.id, day).self_id is not None:
        return node.id
    return moved(node.id, day)


def points(found: Sequence[tuple[Target, Figure]], restated: bool) -> list[charts.Point]:
    """Return figures, oldest first, as points; a map changed between two breaks the line."""
    days = [] if restated else [version.on for version in orgs.maps()]
    series = []
    before: Figure | None = None
    for target, figure in found:
        words = value_text(goal_of(target, figure), figure)
        broken = before is not None and _changed(days, before.period, figure.period)
        series.append(
            charts.Point(str(figure.period.year), words, figure.value, figure.provisional, broken)
        )
        before = figure
    return series


def _changed(days: Sequence[date], before: Period, after: Period) -> bool:
    """Tell whether the map changed between two periods."""
    return any(before.end < day <= after.end for day in days)


def sparklines(scope: Scope, items: Sequence[Shown]) -> Mapping[str, str]:
    """Return the small line of each share over the last years; one question for all of them."""
    shares = [item for item in items if item.is_share]
    own = scope.period
    forms = programmes.package().forms
    known = sorted({p for form in forms for p in programmes.periods(form) if p.kind == own.kind})
    earlier = [period for period in known if period < own][1 - YEARS :]
    if not shares or not earlier:
        return {}
    codes = [item.code for item in shares]
    found = analytics.figures(codes, earlier, scope.node.id, on_map=scope.on_map, readings=False)
    by_code: dict[str, list[Figure]] = {item.code: [item.figure] for item in shares}
    for figure in found:
        if not figure.group:
            by_code[figure.target].append(figure)
    return {item.code: _line(item, by_code[item.code], scope) for item in shares}


def _line(item: Shown, figures: list[Figure], scope: Scope) -> str:
    """Draw one line; its name says every year in words."""
    ordered = sorted(figures, key=lambda figure: figure.period)
    series = points([(_judging(item, figure), figure) for figure in ordered], scope.restated)
    words = ", ".join(f"{point.label} {point.text}" for point in series)
    return charts.sparkline(f"y-{item.code.replace('.', '-')}", f"{item.code}: {words}", series)


def _judging(item: Shown, figure: Figure) -> Target:
    """Return the target as it was when the rounds of the figure's period were closed."""
    return programmes.package_in(figure.period).targets.get(item.code, item.target)
