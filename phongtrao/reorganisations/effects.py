"""What a draft would do, found by doing it and taking everything back in one breath."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.analytics import queries as analytics
from phongtrao.analytics.places import REPORTED_MAP
from phongtrao.core.figures import Figure
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.core.remembering import apart
from phongtrao.orgs import actions as orgs_actions
from phongtrao.orgs.actions import Written
from phongtrao.programmes import areas
from phongtrao.programmes import queries as programmes
from phongtrao.reorganisations import checking, handing, planning
from phongtrao.reorganisations.checking import OpenRound
from phongtrao.reorganisations.models import Reform
from phongtrao.rules.reorganising import Landing, Sum, lost_sums

#: How many years back figures are looked for.
YEARS = 3


@dataclass(frozen=True)
class Column:
    """The figures of one unit in the newest period, by target: before or after."""

    label: str
    figures: dict[str, Figure]
    is_new: bool


@dataclass(frozen=True)
class Effect:
    """What carrying a draft out changes; `totals` figures of the province were compared."""

    problems: list[Finding]
    landings: list[Landing] = field(default_factory=list)
    rounds: list[OpenRound] = field(default_factory=list)
    posts: int = 0
    founded: int = 0
    ended: int = 0
    moved: int = 0
    totals: int = 0
    lost: list[Sum] = field(default_factory=list)
    period: Period | None = None
    columns: list[Column] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        """Whether something stands against carrying it out."""
        return any(finding.is_error for finding in self.problems)


@contextmanager
def undone() -> Iterator[None]:
    """Write and answer inside the block as if it were done; nothing of it stays."""
    with apart(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def write(reform: Reform, by: Post | None) -> tuple[Written, dict[str, object]]:
    """Write units, lineage, maps and posts of a draft; return what was written."""
    found = handing.desks(reform)
    written = orgs_actions.restructure(plan=planning.restructuring(reform), by=by)
    return written, handing.hand_over(reform, found, written, by)


def sums(on: date) -> list[Sum]:
    """Return every headline figure of the province, as reported and on the map of a day."""
    periods = _periods()
    top = areas.top_unit(on)
    found = []
    for on_map in (REPORTED_MAP, on):
        for figure in analytics.figures((), periods, top, on_map=on_map, readings=False):
            where = f"{figure.period.code}@{on_map}"
            found.append(Sum(figure.target, where, figure.numerator, figure.denominator))
    return found


def _periods() -> list[Period]:
    codes = set(programmes.rounds().values_list("period", flat=True))
    return sorted(Period.parse(code) for code in codes)


def effect(reform: Reform, by: Post | None) -> Effect:
    """Return what a draft would do; nothing is written. Mistakes come as findings."""
    problems = checking.problems(reform)
    if any(finding.is_error and finding.code not in LATER for finding in problems):
        return Effect(problems)
    assert reform.on is not None, "checked above"
    landings, rounds = planning.landings(reform), checking.open_rounds(reform)
    totals = sums(reform.on)
    period, columns = _spoken(reform, reform.on - date.resolution)
    try:
        with undone():
            written, desks = write(reform, by)
            lost = lost_sums(totals, sums(reform.on))
            after = list(written.founded.values()) or _followers(reform)
            columns += _columns(period, after, reform.on, new=True)
    except Refusal as refusal:
        return Effect([*problems, _finding(refusal)], landings, rounds)
    return Effect(
        [*problems, *_lost_finding(lost)],
        landings,
        rounds,
        posts=len(desks["passed"]),  # type: ignore[arg-type]
        founded=len(written.founded),
        ended=len(reform.plan.ending),
        moved=len({row["unit_id"] for row in written.before}) - len(reform.plan.ending),
        totals=len(totals),
        lost=lost,
        period=period,
        columns=columns,
    )


#: Blocks that leave the effect itself computable.
LATER = frozenset(
    {
        "reorganisation.waiting",
        "reorganisation.nobody",
        "reorganisation.homonyms",
        "reorganisation.fixed",
        "reorganisation.document",
    }
)


def _followers(reform: Reform) -> list[int]:
    """Return the living units that stand in the place of the chosen ones afterwards."""
    steps = reform.plan
    if steps.kind == "merge" and steps.into is not None:
        return [steps.into]
    return [] if steps.kind == "close" else list(steps.units)


def _spoken(reform: Reform, day: date) -> tuple[Period | None, list[Column]]:
    """Return the newest of the last years in which the chosen units reported, and their figures."""
    periods = programmes.periods(programmes.package().main_form.id)[-YEARS:]
    for period in reversed(periods):
        columns = _columns(period, reform.plan.units, day, new=False)
        if any(figure.reported for column in columns for figure in column.figures.values()):
            return period, columns
    return (periods[-1], columns) if periods else (None, [])


def _columns(period: Period | None, units: list[int], day: date, *, new: bool) -> list[Column]:
    if period is None:
        return []
    found = []
    for unit in units:
        figures = analytics.figures((), [period], unit, on_map=day, readings=False)
        label = planning.living(unit, day).label
        found.append(Column(label, {figure.target: figure for figure in figures}, new))
    return found


def _finding(refusal: Refusal) -> Finding:
    return Finding(refusal.code, "2", refusal.message, message_en=refusal.message_en)


def _lost_finding(lost: list[Sum]) -> list[Finding]:
    if not lost:
        return []
    names = ", ".join(sorted({f"{item.target} {item.period}" for item in lost})[:5])
    return [
        Finding(
            "reorganisation.totals",
            "5",
            f"Tổng toàn tỉnh thay đổi ở {len(lost)} số liệu: {names}.",
            "Không thực hiện; báo bộ phận kỹ thuật.",
            message_en=f"{len(lost)} totals of the province would change: {names}.",
        )
    ]
