"""From sums to figures: coverage, value, verdict."""

from __future__ import annotations

from phongtrao.analytics.sheets import Item
from phongtrao.analytics.sums import ALL, Vector
from phongtrao.analytics.visited import is_running
from phongtrao.core.figures import Figure
from phongtrao.core.periods import Period
from phongtrao.rules.progress import judge_goal


def figure_of(
    item: Item, vector: Vector, node_id: int, node_code: str, level: str, group: str, period: Period
) -> Figure:
    """Return the figure of one item at a node: exact numbers, then the verdict of the rules."""
    numerator = vector[item.numerator_at]
    denominator = None if item.denominator is None else vector[item.denominator_at]
    expected, reported = vector[item.expected_at], vector[item.reported_at]
    approved, missing = vector[item.approved_at], vector[item.unavailable_at]
    judged_here = item.target.level == "all" or (level == "province" and group == ALL)
    value, verdict = judge_goal(
        item.goal, item.near, numerator, denominator, reported - missing, expected, judged_here
    )
    open_ = item.by_visits and is_running(period)
    if open_ and verdict in ("near", "missed"):
        verdict = "not_enough_data"
    return Figure(
        target=item.target.id,
        reading=item.reading,
        node_id=node_id,
        node_code=node_code,
        group=group,
        period=period,
        numerator=numerator,
        denominator=denominator,
        reported=reported,
        expected=expected,
        approved=approved,
        unavailable=missing,
        value=value,
        verdict=verdict,
        provisional=open_ or approved < reported,
    )
