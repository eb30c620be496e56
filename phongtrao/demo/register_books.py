"""What made-up units wrote in the registers, drawn from what the same units reported (pure).

Every register line agrees with the yearly report of its unit where a question of the form speaks of
the same thing: a unit that reported 12 sessions has lines that add up to 12.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from phongtrao.demo.chance import seeded

Report = dict[str, Any]


@dataclass(frozen=True)
class Writer:
    """One unit in one year: its report, its draws, the desk that writes; whether every register."""

    unit_id: int
    uid: str
    name: str
    group: str
    kind: str
    year: int
    report: Report
    post_id: int | None
    place: tuple[float, float]
    seed: int
    keeps_all: bool = True

    def rng(self, register: str) -> Random:
        """Draws of this unit, year and register."""
        return seeded(f"{self.seed}/{self.uid}/{self.year}/{register}")

    def said(self, name: str) -> int:
        """A reported number, 0 when there is none."""
        value = self.report.get(name)
        return value if isinstance(value, int) else 0

    @property
    def last_day(self) -> date:
        """The last day something could have happened."""
        return date(2026, 11, 15) if self.year >= 2026 else date(self.year, 12, 20)


@dataclass(frozen=True)
class Entry:
    """One line to load; `moves` are (state, day, reason), `reviews` (review, year, values).

    copied: a model that came from an older one.
    """

    unit_id: int
    values: dict[str, Any]
    at: datetime
    key: str
    state: str = ""
    post_id: int | None = None
    year: int = 0
    point: tuple[float, float] | None = None
    moves: tuple[tuple[str, date, str], ...] = ()
    reviews: tuple[tuple[str, int, dict[str, Any]], ...] = field(default=())
    copied: bool = False


def some_day(rng: Random, year: int, first: tuple[int, int], last: tuple[int, int]) -> date:
    """A day of the year between two (month, day)."""
    start, end = date(year, *first), date(year, *last)
    if year >= 2026:
        end = max(start, min(end, date(2026, 11, 15)))
    return start + timedelta(days=rng.randint(0, max(0, (end - start).days)))


def at_noon(day: date) -> datetime:
    """The moment a line was written: a few days after its day, while the registers exist."""
    written = max(date(2022, 8, 15), min(day + timedelta(days=3), date(2026, 11, 20)))
    return datetime(written.year, written.month, written.day, 4, 30, tzinfo=UTC)


def parts_of(rng: Random, total: int, count: int) -> list[int]:
    """`total` split into at most `count` positive parts."""
    count = max(1, min(count, total))
    cuts = sorted(rng.sample(range(1, total), count - 1)) if total > 1 else []
    return [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]


def even_parts(total: int, count: int) -> list[int]:
    """`total` split into `count` nearly equal parts, the smaller ones first."""
    least, more = divmod(total, count)
    return [least] * (count - more) + [least + 1] * more


def line_of(writer: Writer, register: str, number: int, day: date, **more: Any) -> Entry:
    """A line of a unit written for a day; `values` without the empty ones."""
    values = {name: value for name, value in more.pop("values").items() if value is not None}
    return Entry(
        unit_id=writer.unit_id,
        values=values,
        at=at_noon(day),
        key=f"demo-{writer.seed}-{register}-{writer.year}-{number}-{writer.uid}"[:60],
        post_id=writer.post_id,
        year=writer.year,
        **more,
    )


_TALKS = (
    ("Phòng chống lừa đảo qua mạng", "fraud"),
    ("Luật Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở", "core_force"),
    ("Phòng chống ma túy và tệ nạn xã hội", "drugs"),
    ("An toàn giao thông", "traffic"),
    ("Phòng chống bạo lực học đường", "school"),
    ("Xây dựng đơn vị an toàn về an ninh trật tự", "safe_title"),
    ("Phòng cháy chữa cháy ở khu dân cư", "fire"),
    ("Bảo vệ chủ quyền, an ninh biên giới", "border"),
)
_CHANNELS = {
    "school": ("school", "seminar", "contest"),
    "enterprise": ("meeting", "visual", "social"),
    "agency": ("meeting", "social", "seminar"),
    "hamlet": ("meeting", "house", "loudspeaker", "mediation"),
}
_HEARERS = {
    "school": ("pupils",),
    "enterprise": ("workers",),
    "agency": ("officials",),
    "hamlet": ("people", "farmers", "women"),
}


def outreach(writer: Writer, outlines: dict[str, int]) -> Iterator[Entry]:
    """Sessions and attendees as reported, in one or two lines."""
    rng, sessions = writer.rng("outreach"), writer.said("sessions")
    if not sessions:
        return
    sizes = parts_of(rng, sessions, 2 if writer.group in ("commune", "hamlet") else 1)
    heads = parts_of(rng, max(writer.said("attendees"), len(sizes)), len(sizes))
    for number, (size, attendees) in enumerate(zip(sizes, sorted(heads), strict=False)):
        title, topic = rng.choice(_TALKS)
        priority = topic == "border" or rng.random() < 0.08
        day = some_day(rng, writer.year, (2, 1), (11, 30))
        channels = _CHANNELS.get(writer.group, ("meeting", "launch", "loudspeaker", "contest"))
        values = {
            "title": title,
            "held_on": day.isoformat(),
            "outline": outlines.get(topic),
            "channel": rng.choice(channels),
            "audience": rng.choice(_HEARERS.get(writer.group, ("people", "youth", "farmers"))),
            "sessions": size,
            "attendees": attendees,
            "news_items": writer.said("news_items") if number == 0 else None,
            "leaflets": writer.said("leaflets") if number == 0 else None,
            "priority": "yes" if priority else "no",
            "priority_document": f"{rng.randint(12, 98)}/KH-BCĐ" if priority else None,
        }
        yield line_of(writer, "outreach", number, day, values=values)


def propagandists(writer: Writer) -> Iterator[Entry]:
    """The corps of a commune, by count."""
    rng = writer.rng("propagandists")
    total = 10 + round(20 * rng.random())
    bodies = round(total * 0.45)
    officials = round(total * 0.3)
    respected = min(total - bodies - officials, rng.randint(1, 5))
    values = {
        "title": f"Đội tuyên truyền viên {writer.name}",
        "total": total,
        "women": round(total * 0.38),
        "mass_bodies": bodies,
        "officials": officials,
        "respected": respected,
        "others": total - bodies - officials - respected,
        "trained": round(total * (0.6 + 0.4 * rng.random())),
        "document": f"{rng.randint(8, 160)}/QĐ-UBND",
    }
    yield line_of(writer, "propagandists", 0, date(writer.year, 3, 15), values=values)


_PREPARED = ("plan", "committee", "place", "script", "speeches", "awards", "safety", "budget")
_ACTIVITIES = ("ceremony", "art", "sport", "exchange", "pact", "visits", "exhibition", "contest")


def festival(writer: Writer) -> Iterator[Entry]:
    """The festival as reported: held alone or jointly, or not held."""
    rng, form = writer.rng("festival"), writer.report.get("festival")
    if form is None:
        return
    day = some_day(rng, writer.year, (7, 20), (8, 19))
    if form == "not_held":
        if writer.year >= 2026:
            return
        values: dict[str, Any] = {"title": f"Ngày hội năm {writer.year}", "form": "joint"}
        reason = "Tổ chức chung ở cụm khác, đơn vị không có phần riêng."
        moved = (("not_held", date(writer.year, 12, 31), reason),)
        yield line_of(writer, "festival", 0, day, values=values, moves=moved)
        return
    gifts = rng.choice((0, 0, 5, 10, 20, 30))
    values = {
        "title": f"Ngày hội năm {writer.year}",
        "form": form,
        "plan": f"{rng.randint(5, 90)}/KH-BCĐ",
        "planned_on": day.isoformat(),
        "held_on": day.isoformat(),
        "prepared": sorted(rng.sample(_PREPARED, rng.randint(5, 8))),
        "activities": sorted({"ceremony", *rng.sample(_ACTIVITIES, rng.randint(2, 4))}),
        "attendees": writer.said("festival_attendees"),
        "collectives": rng.randint(0, 4),
        "individuals": rng.randint(0, 9),
        "gifts": gifts,
        "gifts_value": gifts * 300_000 if gifts else None,
    }
    yield line_of(writer, "festival", 0, day, values=values, state="held")


_CLASSES = (
    "Bồi dưỡng pháp luật, nghiệp vụ xây dựng phong trào",
    "Kỹ năng tuần tra, xử lý tình huống",
    "Kỹ năng hòa giải và vận động quần chúng",
    "Nghiệp vụ bảo vệ cơ quan, doanh nghiệp, trường học",
)
AUDIENCES = ("party_cell", "hamlet_head", "self_managed", "guards")


def training(writer: Writer) -> Iterator[Entry]:
    """Classes and trainees as reported."""
    rng, classes = writer.rng("training"), writer.said("training_classes")
    heads = parts_of(rng, max(writer.said("trainees"), classes), classes) if classes else []
    for number, trainees in enumerate(heads):
        day = some_day(rng, writer.year, (3, 1), (10, 20))
        audiences = sorted(rng.sample(AUDIENCES, rng.randint(2, 4)))
        counts = parts_of(rng, trainees, len(audiences))
        values: dict[str, Any] = {
            "name": _CLASSES[(number + rng.randint(0, 3)) % len(_CLASSES)],
            "held_on": day.isoformat(),
            "closed_on": min(day + timedelta(days=rng.randint(0, 3)), writer.last_day).isoformat(),
            "document": f"{rng.randint(20, 190)}/KH-CA",
            "audiences": audiences,
            **dict(zip(audiences, counts, strict=False)),
            "trainees": trainees,
            "women": round(trainees * 0.22),
            "passed": round(trainees * (0.94 + 0.06 * rng.random())),
            "materials": trainees,
            "cost": trainees * 120_000,
        }
        if values["closed_on"] < values["held_on"]:
            values["closed_on"] = values["held_on"]
        yield line_of(writer, "training", number, day, values=values)


_SPOTS = (
    ("Ngã ba trung tâm", "road"), ("Cổng chợ", "market"), ("Đường liên ấp", "road"),
    ("Trước trụ sở", "gate"), ("Cổng trường", "gate"), ("Khu nhà trọ công nhân", "lodging"),
    ("Đường ra biên giới", "border"), ("Cầu đầu ấp", "road"), ("Nhà văn hóa", "other"),
)  # fmt: skip


def cameras(writer: Writer) -> Iterator[Entry]:
    """Installed and working as in the newest report, over a few points."""
    rng, installed = writer.rng("cameras"), writer.said("cameras_installed")
    if not installed:
        return
    left = writer.said("cameras_working")
    sizes = parts_of(rng, installed, 6 if writer.group == "commune" else 2)
    spots = rng.sample(_SPOTS, min(len(sizes), len(_SPOTS)))
    for number, (size, (spot, view)) in enumerate(zip(sizes, spots, strict=True)):
        rest = sum(sizes[number + 1 :])
        working = min(size, max(left - rest, round(left * size / max(1, size + rest))))
        left -= working
        day = some_day(rng, rng.randint(2019, 2024), (1, 10), (12, 10))
        consent = rng.random() < 0.82
        state = "in_use" if working else "broken"
        values = {
            "place": spot,
            "installed": size,
            "working": working,
            "installed_on": day.isoformat(),
            "view": view,
            "funding": rng.choice(("social", "social", "social", "mixed", "state", "enterprise")),
            "cost": size * rng.randint(18, 45) * 100_000,
            "upkeep": "yes" if rng.random() < 0.35 else "no",
            "consent": "yes" if consent else "no",
            "consent_document": f"{rng.randint(1, 80)}/BB" if consent else None,
            "notice": "yes" if rng.random() < 0.5 else "no",
        }
        moved = () if state == "in_use" else (("broken", date(2025, 9, 10), "Hỏng thiết bị."),)
        latitude, longitude = writer.place
        point = (latitude + rng.uniform(-0.02, 0.02), longitude + rng.uniform(-0.02, 0.02))
        checked = (("check", 2025, {"working": working, "fault": "none" if working else "device"}),)
        yield line_of(
            writer, "cameras", number, day, values=values, point=point, moves=moved, reviews=checked
        )


def awards(writer: Writer) -> Iterator[Entry]:
    """Awards as reported; in the running year still proposals."""
    rng = writer.rng("awards")
    collectives, individuals = writer.said("awards_collective"), writer.said("awards_individual")
    if not collectives + individuals:
        return
    proposed = some_day(rng, writer.year, (9, 1), (10, 25))
    decided = some_day(rng, writer.year, (11, 1), (11, 14))
    running = writer.year >= 2026
    values = {
        "title": f"Thành tích trong phong trào năm {writer.year}",
        "form": "commendation",
        "type": "movement",
        "level": "commune" if writer.group in ("commune", "hamlet") else "unit",
        "collectives": collectives,
        "individuals": individuals,
        "proposal": f"{rng.randint(4, 80)}/TTr-BCĐ",
        "proposed_on": proposed.isoformat(),
    }
    if not running:
        values |= {
            "decision": f"{rng.randint(40, 900)}/QĐ-UBND",
            "decided_on": decided.isoformat(),
            "authority": "Chủ tịch Ủy ban nhân dân xã",
            "money": (collectives * 2 + individuals) * 300_000,
        }
    state = "proposed" if running else "decided"
    yield line_of(writer, "awards", 0, proposed, values=values, state=state)


_PURPOSES = (
    ("Tuyên truyền, in tài liệu", "outreach"), ("Duy trì, củng cố mô hình", "models"),
    ("Tổ chức Ngày hội 19/8", "festival"), ("Trang bị cho lực lượng nòng cốt", "core_force"),
    ("Mở lớp tập huấn", "training"), ("Sửa chữa, lắp camera", "technology"),
)  # fmt: skip
_SOURCES = {"commune": "commune", "district": "district"}


MILLION = 1_000_000


def budget(writer: Writer) -> Iterator[Entry]:
    """Estimate, allocated, spent as reported, in one or two lines."""
    rng, estimate = writer.rng("budget"), writer.said("budget_estimate")
    if not estimate:
        return
    lines = parts_of(rng, estimate, 2)
    allocated, spent = writer.said("budget_allocated"), writer.said("budget_spent")
    chosen = rng.sample(_PURPOSES, len(lines))
    for number, (planned, (title, purpose)) in enumerate(zip(lines, chosen, strict=True)):
        last = number == len(lines) - 1
        given = allocated if last else min(allocated, round(allocated * planned / estimate))
        paid = spent if last else min(given, round(spent * planned / estimate))
        allocated, spent = allocated - given, spent - paid
        settled = writer.year < 2025
        values = {
            "title": title,
            "purpose": purpose,
            "source": _SOURCES.get(writer.group, "province"),
            "estimate": planned * MILLION,
            "allocated": given * MILLION,
            "spent": min(paid, given) * MILLION,
            "decision": f"{rng.randint(11, 400)}/QĐ-STC",
        }
        state = "settled" if settled else "allocated"
        day = date(writer.year, 2, 20)
        yield line_of(writer, "budget", number, day, values=values, state=state)


def exemplary(writer: Writer) -> Iterator[Entry]:
    """Units reported as exemplary, with the criteria they met."""
    if writer.report.get("exemplary") != "yes":
        return
    rng = writer.rng("exemplary")
    met = rng.randint(24, 34)
    recognised = met >= 28 and writer.year < 2026
    decided = date(writer.year, 12, 5)
    values: dict[str, Any] = {
        "title": "Điển hình về phong trào toàn dân bảo vệ an ninh Tổ quốc",
        "field_of_work": rng.choice(("movement", "movement", "models", "core_force", "outreach")),
        "criteria_met": met,
        "criteria_total": 34,
    }
    if recognised:
        values["decision"] = f"{rng.randint(100, 999)}/QĐ-UBND"
        values |= {"decided_on": decided.isoformat(), "followers": rng.randint(1, 9)}
    state = "recognised" if recognised else "building"
    day = date(writer.year, 3, 20)
    yield line_of(writer, "exemplary", 0, day, values=values, state=state)
