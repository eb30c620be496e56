"""Demonstration of inspections: two rounds a year, the last one drawn by lot from the log.

Rounds before the software had its log name their units, as they were named on paper. The drawn
round takes its seed from the log of this very installation, so its units differ from one build to
the next: that is what it is for.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.core.answers import integer_of
from phongtrao.core.dates import TZ
from phongtrao.core.periods import Period
from phongtrao.demo.chance import seeded
from phongtrao.demo.history import CURRENT
from phongtrao.demo.people import STANDING
from phongtrao.demo.pictures import NAME, picture
from phongtrao.inspections import actions, queries
from phongtrao.inspections.actions import Found, Plan, Report
from phongtrao.inspections.claiming import Claim, claims_in
from phongtrao.inspections.loading import PastVisit, bulk_visits
from phongtrao.inspections.models import InspectionRound
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.definitions import Field, Package
from phongtrao.programmes import queries as programmes
from phongtrao.rules.discrepancy import CONFIRMED, DIFFERS, UNCHECKED
from phongtrao.submissions import actions as submissions_actions
from phongtrao.submissions import queries as submissions

#: Shares of answers that did not hold, and that could not be checked, made up within what
#: re-checks of self-reported figures commonly show.
DIFFER, COULD_NOT = 0.07, 0.05
SEE_AREA, SEE_TODAY = 0.96, 0.2
TEAM = "Phòng Xây dựng phong trào\nBan Tuyên giáo\nỦy ban Mặt trận Tổ quốc tỉnh (minh hoạ)"
NOTES = (
    "Hồ sơ đầy đủ, đối chiếu tại chỗ.",
    "Sổ theo dõi có, một số trang chưa ký.",
    "Làm việc với lãnh đạo đơn vị, xem mô hình tại chỗ.",
)
WRONG = (
    "Sổ ký cam kết có ít chữ ký hơn số đã báo cáo; rà soát và gửi đính chính.",
    "Mô hình không còn sinh hoạt; củng cố lại hoặc bỏ khỏi báo cáo.",
    "Chưa xuất trình được quyết định; bổ sung hồ sơ.",
    "Số bảo vệ đã qua huấn luyện ít hơn số báo cáo; cử đi huấn luyện.",
)
DRAW_AHEAD = timedelta(seconds=1.5)
ROUND_TAKES = timedelta(days=30)


def build(seed: int) -> None:
    """Make the rounds of every year; a plan without inspections gets none."""
    package = programmes.package()
    if package.inspections is None:
        return
    posts = {post.code: post for post in Post.objects.filter(code__in=(STANDING, "KT"))}
    standing, auditor = posts[STANDING], posts["KT"]
    drawn = _planned(package, standing)
    for year in (*package.years, CURRENT):
        for period in (Period(year, 1), Period(year)):
            if period != Period(CURRENT):
                _past(package, period, seed, auditor)
    _photos(package, standing)
    _draw(package, drawn, seed, standing, auditor)


def _photos(package: Package, standing: Post) -> None:
    """Two schools and two agencies hand in one and the same photo this year."""
    period = Period(CURRENT)
    form = next(one for one in package.forms.values() if one.period == period.kind)
    for shade, group in ((90, "school"), (150, "agency")):
        rows = [row for row in submissions.rows(form.id, period) if row["grp"] == group]
        for row in [row for row in rows if row["state"] == "submitted"][:2]:
            submissions_actions.attach(
                unit_id=row["unit_id"],
                form=form.id,
                period=period,
                field="",
                name=NAME,
                content=picture(shade),
                by=standing,
            )


def _planned(package: Package, standing: Post) -> InspectionRound:
    """The round of the current year: its list is fixed now, its draw lies a moment ahead."""
    groups = queries.unit_groups(package, timezone.localdate())
    today = timezone.localdate()
    plan = Plan(
        period=Period(CURRENT),
        title=f"Kiểm tra, hướng dẫn phong trào năm {CURRENT} (minh hoạ)",
        starts=today,
        ends=today + ROUND_TAKES,
        document=f"58/KH-BCĐ {CURRENT}",
        document_on=date(CURRENT, 10, 28),
        team=TEAM,
        text="Đối chiếu báo cáo với sổ sách và việc thực hiện tại chỗ.",
        size=30,
        groups=groups,
        draw_at=timezone.now() + DRAW_AHEAD,
    )
    return actions.plan_round(plan=plan, by=standing)


def _past(package: Package, period: Period, seed: int, auditor: Post) -> None:
    """A round of the past: every area, and a little over twenty units of every kind, by plan."""
    rng = seeded(f"{seed}/inspect/{period.code}")
    form = next(f for f in package.forms.values() if f.period == period.kind)
    if period not in programmes.periods(form.id):
        return
    ends = period.end - timedelta(days=rng.randint(3, 12))
    plan = Plan(
        period=period,
        title=f"Kiểm tra, hướng dẫn phong trào {period.label[:1].lower()}{period.label[1:]}",
        starts=ends - timedelta(days=34),
        ends=ends,
        document=f"{rng.randint(20, 90)}/KH-BCĐ",
        team=TEAM,
        method=InspectionRound.Method.LISTED,
    )
    round_ = actions.plan_round(plan=plan, by=None)
    units = _units(package, period, rng)
    claims = claims_in([state.unit_id for state in units], form.id, period)
    mended = period.year < CURRENT
    areas = [state for state in queries.areas_on(ends, package) if rng.random() < SEE_AREA]
    visits = [_visit(state, None, round_, rng, auditor, mended) for state in areas]
    visits += [
        _visit(state, claims.get(state.unit_id), round_, rng, auditor, mended) for state in units
    ]
    bulk_visits(round_=round_, visits=visits)


def _units(package: Package, period: Period, rng: Random) -> list[UnitState]:
    groups = queries.unit_groups(package, period.end)
    wanted = rng.randint(21, 27)
    chosen: list[UnitState] = []
    for left, group in zip(range(len(groups), 0, -1), groups, strict=True):
        subject = [state for state in orgs.units_on(period.end, group) if not state.subkind]
        chosen += rng.sample(subject, min(len(subject), (wanted - len(chosen)) // left))
    return chosen


def _draw(
    package: Package, drawn: InspectionRound, seed: int, standing: Post, auditor: Post
) -> None:
    """Draw when the moment has come, replace one unit, and visit: all of it on the day of the draw,
    since nobody can have visited what was not drawn yet.
    """
    assert drawn.draw_at is not None, "planned with a draw"
    time.sleep(max(0.0, (drawn.draw_at - timezone.now()).total_seconds()) + 0.01)
    chosen = actions.draw(round_=drawn, by=standing)
    gone = chosen[-1]
    actions.replace(round_=drawn, unit_id=gone.unit_id, reason="closed", by=standing)
    rng = seeded(f"{seed}/inspect/drawn")
    rows = [row for row in queries.selected(drawn) if not row.set_aside]
    rows = [row for place, row in enumerate(rows) if place % 3 != 2]  # of every kind
    states = orgs.states_of([row.unit_id for row in rows], drawn.starts)
    claims = _latest_claims(package, [row.unit_id for row in rows])
    visits = [
        _visit(states[row.unit_id], claims.get(row.unit_id), drawn, rng, auditor, False)
        for row in rows
    ]
    areas = [state for state in queries.areas_on(drawn.starts, package) if rng.random() < SEE_TODAY]
    visits += [_visit(state, None, drawn, rng, auditor, False) for state in areas]
    bulk_visits(round_=drawn, visits=visits)


def _latest_claims(package: Package, unit_ids: Sequence[int]) -> dict[int, Claim]:
    """The report of this year where there is one, else of the first half."""
    found: dict[int, Claim] = {}
    for period in (Period(CURRENT, 1), Period(CURRENT)):
        for form in package.forms.values():
            if form.period == period.kind and period in programmes.periods(form.id):
                found.update(claims_in(unit_ids, form.id, period))
    return found


def _visit(
    state: UnitState,
    claim: Claim | None,
    round_: InspectionRound,
    rng: Random,
    auditor: Post,
    mended: bool,
) -> PastVisit:
    items = dict(_items(claim, rng)) if claim else {}
    at = timezone.now() if round_.draw_at else _moment(round_, rng)
    report = Report(day=at.astimezone(TZ).date(), items=items, note=rng.choice(NOTES))
    return PastVisit(state.unit_id, state.code, state.group, report, claim, at, auditor.pk, mended)


def _moment(round_: InspectionRound, rng: Random) -> datetime:
    """A working hour of a day of the round, not after the last day that is told."""
    last = min(round_.ends, date(CURRENT, 11, 22))
    day = round_.starts + timedelta(days=rng.randint(0, (last - round_.starts).days))
    return datetime(day.year, day.month, day.day, rng.randint(8, 16), rng.randint(0, 59), tzinfo=TZ)


def _items(claim: Claim, rng: Random) -> Iterator[tuple[str, Found]]:
    """What the team found for each field; claims that look best fail most."""
    for field in claim.fields:
        if field.id not in claim.payload:
            continue
        draw = rng.random()
        if draw < COULD_NOT:
            yield field.id, Found(UNCHECKED)
        elif draw < COULD_NOT + DIFFER and (value := _other(field, claim.payload, rng)) is not None:
            yield field.id, Found(DIFFERS, value, rng.choice(WRONG))
        else:
            yield field.id, Found(CONFIRMED)


def _other(field: Field, payload: dict[str, Any], rng: Random) -> int | str | None:
    """A lower number, or the other answer; None when there is nothing lower."""
    said = payload[field.id]
    if field.type == "integer":
        number = integer_of(said)
        return round(number * rng.uniform(0.5, 0.95)) if number else None
    if field.type == "yesno":
        return "no" if said == "yes" else None
    codes = [choice.code for choice in field.choices]
    return codes[codes.index(said) + 1] if said in codes[:-1] else None
