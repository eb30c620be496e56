"""Four years and the running one of the bodies' duties: plans, updates, delays, reports, merger.

Shares follow what practice reports (a few bodies late every year, a handful never); every text is
an office's sentence about work, never about a person. The two departments that merged in 2025 hand
over on 1/7/2025, and the districts to the communes of their areas. Who took over is known from
memory only and no document says it, so the document is marked as still to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from phongtrao.accounts.models import Post, Role
from phongtrao.core.dates import TZ
from phongtrao.demo.chance import seeded
from phongtrao.demo.history import CURRENT, CURRENT_DAY
from phongtrao.demo.population import MERGER
from phongtrao.duties import actions, queries
from phongtrao.duties.loading import PastPaper, PastUpdate, load_papers, load_updates
from phongtrao.duties.models import Assignment, Desk
from phongtrao.duties.queries import Box
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Package
from phongtrao.plan.duties import Duty
from phongtrao.programmes import queries as programmes

MERGED = (("labour", "home_affairs"), ("information", "culture"))
DISTRICTS, REPORTS_TO = "districts", "police"
UNCONFIRMED = "Chưa có số văn bản sắp xếp năm 2025; cần xác nhận (dữ liệu minh hoạ)"
SIGN_IN = "home_affairs"
RETURNED = "education"
SENTENCE = "Mục IV.7.b-1 chưa ghi số lớp và số lượt cán bộ được bồi dưỡng. Bổ sung rồi gửi lại."
LATE_REPORT, NO_REPORT, LATE_DUTY, LATE_PLAN = 0.10, 0.04, 0.07, 0.15
NOT_YET = 0.14
LATER_PLAN = 0.35
STARTED = (
    "Đã ban hành văn bản triển khai nội dung “{title}” và phân công bộ phận thực hiện.",
    "Đã đưa nội dung “{title}” vào chương trình công tác năm, đang thực hiện ở cơ sở.",
    "Đã thống nhất với cơ quan phối hợp về nội dung “{title}” và tổ chức đợt đầu.",
)
DONE = (
    "Đã thực hiện xong nội dung “{title}” trong năm, có văn bản kết quả kèm theo.",
    "Nội dung “{title}” đã làm đủ theo kế hoạch; tiếp tục duy trì.",
    "Đã sơ kết nội dung “{title}”, nêu rõ việc làm được và việc còn chậm.",
)
DELAYED = (
    "Nội dung “{title}” chưa xong trong hạn; đang bổ sung để báo cáo.",
    "Nội dung “{title}” lùi sang quý sau do điều kiện thực hiện chưa đủ.",
)
REPORTED = (
    "Đã thực hiện “{title}” theo kế hoạch; kết quả đạt yêu cầu đề ra.",
    "Triển khai “{title}” đến các đơn vị trực thuộc, có kiểm tra, sơ kết.",
    "Lồng ghép “{title}” với nhiệm vụ chuyên môn; một số nơi làm chưa đều.",
)
PLANNED = "Kế hoạch triển khai {count} nhiệm vụ được giao, phát động thi đua trong toàn ngành."


@dataclass(frozen=True)
class Cast:
    """Who speaks for each body, who receives, and the plan."""

    seed: int
    package: Package
    posts: dict[int, int]
    standing: int | None

    def chance(self, *names: object) -> Random:
        """Draws that depend on the seed and on what they are about."""
        return seeded(f"{self.seed}/duties/" + "/".join(str(name) for name in names))

    def post(self, desk: Desk) -> int | None:
        """The post that speaks for a body; the standing office where there is none."""
        return self.posts.get(desk.unit_id or 0, self.standing)


def build(seed: int) -> int:
    """Write the bodies' past; return how many assignments there are."""
    package = programmes.package()
    years = [*package.years, CURRENT]
    for year in package.years:
        actions.open_year(year=year, by=None)
    cast = Cast(seed, package, _posts(), _standing())
    duties = {duty.id: duty for duty in package.duties}
    items = list(Assignment.objects.select_related("holder", "first").order_by("id"))
    load_updates(sorted(_updates(cast, items, duties), key=lambda row: row.at))
    _merge()
    actions.open_year(year=CURRENT, by=None)
    known = [item.pk for item in items]
    now = list(
        Assignment.objects.exclude(pk__in=known).select_related("holder", "first").order_by("id")
    )
    load_updates(sorted(_updates(cast, now, duties), key=lambda row: row.at))
    papers = [row for year in years for row in _papers(cast, year)]
    load_papers(sorted(papers, key=lambda row: row.at))
    return len(items) + len(now)


def _posts() -> dict[int, int]:
    found = Post.objects.filter(role=Role.DEPARTMENT, unit_id__isnull=False)
    return {unit: post for post, unit in found.values_list("id", "unit_id") if unit}


def _standing() -> int | None:
    found = Post.objects.filter(role=Role.STANDING_OFFICE).order_by("code").first()
    return found.pk if found else None


def _merge() -> None:
    for source, target in MERGED:
        giver, taker = queries.desk(source), queries.desk(target)
        if giver and taker:
            actions.hand_over(
                source=giver,
                target=taker,
                on=MERGER,
                document=UNCONFIRMED,
                confirmed=False,
                by=None,
            )
    _divide()


def _divide() -> None:
    """The work of the districts passes to their communes, their last report to the police."""
    duties = programmes.package().duties
    work = [duty.id for duty in duties if not duty.document]
    papers = [duty.id for duty in duties if duty.document]
    police = queries.desk(REPORTS_TO)
    for desk in queries.desks():
        if desk.body != DISTRICTS or not desk.unit_id or orgs.is_alive(desk.unit_id, MERGER):
            continue
        common: dict[str, Any] = {
            "source": desk, "on": MERGER, "document": UNCONFIRMED, "confirmed": False, "by": None,
        }  # fmt: skip
        actions.divide(duties=work, **common)
        if police is not None:
            actions.hand_over(target=police, duties=papers, **common)


def _at(rng: Random, day: date) -> datetime:
    """A moment of office hours on a day (UTC), never after the demonstration's present day."""
    clock = time(rng.randint(7, 16), rng.randint(0, 59), rng.randint(0, 59))
    return datetime.combine(min(day, CURRENT_DAY), clock, TZ).astimezone(UTC)


def _updates(
    cast: Cast, items: Sequence[Assignment], duties: dict[str, Duty]
) -> Iterator[PastUpdate]:
    """What the bodies said between their reports; documents themselves are not declared."""
    merged = {source for source, _ in MERGED}
    for item in items:
        duty = duties[item.duty]
        if duty.document or (duty.proof and duty.proof[0].act):
            continue
        ends = MERGER if item.year == MERGER.year and item.first.code in merged else item.after
        yield from _of_one(cast, item, duty, ends)


def _of_one(cast: Cast, item: Assignment, duty: Duty, ends: date) -> Iterator[PastUpdate]:
    rng = cast.chance(item.code)
    begins = max(item.starts, date.fromisoformat(cast.package.issued))
    last = min(item.due, ends)
    room = max(6, (last - begins).days)
    first = begins + timedelta(days=rng.randint(3, max(4, room // 2)))
    if rng.random() < 0.8:
        yield _said(cast, item, duty, "doing", rng.choice(STARTED), _at(rng, first), 1)
    if ends != item.after:
        return
    day = last - timedelta(days=rng.randint(1, max(2, room // 4)))
    draw = rng.random()
    if draw < LATE_DUTY or _silent(cast, item.holder, item.year):
        slipped = item.due + timedelta(days=rng.randint(2, 9))
        reasons = cast.package.delay_reasons
        why = rng.choice(reasons).id if reasons else ""
        text = rng.choice(DELAYED)
        yield _said(cast, item, duty, "doing", text, _at(rng, slipped), 2, why)
    elif draw < 0.62 and item.year < CURRENT:
        yield _said(cast, item, duty, "done", rng.choice(DONE), _at(rng, max(day, first)), 2)


def _said(
    cast: Cast,
    item: Assignment,
    duty: Duty,
    step: str,
    text: str,
    at: datetime,
    number: int,
    reason: str = "",
) -> PastUpdate:
    rng = cast.chance(item.code, number)
    figures = ((duty.product, rng.randint(1, 4)),) if duty.product and step == "done" else ()
    said = actions.Said(step, text.format(title=duty.title), figures, reason)
    return PastUpdate(
        item, said, at, cast.post(item.holder), f"demo-{cast.seed}-{item.code}-{number}"[:64]
    )


def _papers(cast: Cast, year: int) -> Iterator[PastPaper]:
    """Plans and reports of a year; of the running year some wait, one was returned."""
    asked = _asked(cast.package, year)
    for desk in queries.desks():
        kinds = asked.get(desk.pk, set())
        if not kinds:
            continue
        boxes = queries.boxes_of(desk, year)
        rng = cast.chance("paper", year, desk.code)
        if "plan" in kinds or ("report" in kinds and rng.random() < LATER_PLAN):
            yield _plan(cast, desk, year, rng, boxes, owed="plan" in kinds)
        if "report" in kinds and not _silent(cast, desk, year):
            yield _report(cast, desk, year, rng, boxes)


def _asked(package: Package, year: int) -> dict[int, set[str]]:
    """Desk id → documents it owes in a year."""
    kinds = {duty.id: duty.document for duty in package.duties if duty.document}
    found: dict[int, set[str]] = {}
    for item in Assignment.objects.filter(year=year, duty__in=kinds):
        found.setdefault(item.holder_id, set()).add(kinds[item.duty])
    return found


def _silent(cast: Cast, desk: Desk, year: int) -> bool:
    """Whether a body never sent its report; in the running year a few have not yet."""
    draw = cast.chance("silent", year, desk.code).random()
    if year == CURRENT:
        return desk.code == SIGN_IN or draw < NOT_YET
    ended = year == MERGER.year and "." in desk.code
    return ended or draw < NO_REPORT


def _plan(
    cast: Cast, desk: Desk, year: int, rng: Random, boxes: list[Box], *, owed: bool
) -> PastPaper:
    late = owed and rng.random() < LATE_PLAN
    day = date(year, 8, 10) + timedelta(days=rng.randint(0, 15) if late else -rng.randint(1, 9))
    if not owed:
        day = date(year, 3, 1) + timedelta(days=rng.randint(0, 60))
    summary = PLANNED.format(count=len(boxes))
    content = actions.Content(boxes={queries.SUMMARY: summary})
    return _past(cast, desk, "plan", year, content, _at(rng, day), "receive")


def _report(cast: Cast, desk: Desk, year: int, rng: Random, boxes: list[Box]) -> PastPaper:
    late = rng.random() < LATE_REPORT
    day = date(year, 11, 15) + timedelta(days=rng.randint(0, 4) if late else -rng.randint(1, 10))
    texts = {box.duty: rng.choice(REPORTED).format(title=box.title) for box in boxes}
    decided = "receive"
    if year == CURRENT:
        decided = "return" if desk.code == RETURNED else rng.choice(("", "", "receive"))
    content = actions.Content(boxes=texts)
    return _past(cast, desk, "report", year, content, _at(rng, day), decided)


def _past(
    cast: Cast,
    desk: Desk,
    kind: str,
    year: int,
    content: actions.Content,
    at: datetime,
    decided: str,
) -> PastPaper:
    return PastPaper(
        desk=desk,
        kind=kind,
        year=year,
        content=content,
        at=at,
        post_id=cast.post(desk),
        key=f"demo-{cast.seed}-{desk.code}-{kind}-{year}"[:64],
        decided=decided,
        sentence=SENTENCE if decided == "return" else "",
        decided_at=at + timedelta(days=1) if decided else None,
        decider_id=cast.standing if decided else None,
    )
