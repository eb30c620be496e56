"""What is typed on the command line: periods, maps, units and targets."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from phongtrao.analytics.places import REPORTED_MAP, OnMap
from phongtrao.analytics.sheets import target_of
from phongtrao.core.dates import DateProblem, format_date, parse_date
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import areas
from phongtrao.programmes import queries as programmes


class PeriodOf(click.ParamType[Period]):
    """A period: 2024 or 2024-H1."""

    name = "period"

    def convert(self, value: Any, param: Any, ctx: Any) -> Period:
        """Return the period; a wrong one ends the command with exit code 2."""
        try:
            return value if isinstance(value, Period) else Period.parse(str(value))
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


class MapDay(click.ParamType[OnMap]):
    """`reported` or a day."""

    name = "map"

    def convert(self, value: Any, param: Any, ctx: Any) -> OnMap:
        """Return `reported` or the day; anything else ends the command with exit code 2."""
        if value == REPORTED_MAP or isinstance(value, date):
            return str(value) if value == REPORTED_MAP else value
        try:
            return parse_date(str(value))
        except DateProblem as problem:
            self.fail(f"{problem.message} / {problem.message_en}", param, ctx)


def node_of(code: str | None, day: date) -> int:
    """Return the unit that bears a code on a day; without a code, the plan's province.

    Refusal `unit.unknown` names the day, because codes are used again for other units.
    """
    if code is None:
        return areas.top_unit(day)
    try:
        return orgs.find_unit(code, day).pk
    except Refusal as refusal:
        raise Refusal(
            refusal.code,
            f"Không có đơn vị mang mã “{code}” ngày {format_date(day)}."
            " Kiểm tra lại mã hoặc bản đồ.",
            f"No unit has the code “{code}” on {day}.",
            status=refusal.status,
            data=refusal.data,
        ) from refusal


def target_and_reading(text: str) -> tuple[str, str]:
    """Return (target, reading) of `T1.2` or `T1.2.plan_wide`; Refusal when there is none."""
    package = programmes.package()
    for target in package.targets.values():
        if text.upper() == target.id.upper():
            return target.id, ""
        for reading in target.readings:
            if text.casefold() == f"{target.id}.{reading.id}".casefold():
                return target.id, reading.id
    return target_of(package, text).id, ""
