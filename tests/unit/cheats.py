"""6.000 made-up units with honest habits, and 300 planted cheats: 60 of each of five kinds.

Honest habits that look a little like cheating are in on purpose: set phrases of the circular,
parts of last year's text kept, a fifth of all hamlets truly at 100 %, new units that grow, clerks
who type ten paper forms in an afternoon, a poster photographed by many, workbooks sent at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from phongtrao.rules.signals import (
    BURST,
    COPIED,
    HEAPED,
    JUMPED,
    REUSED,
    Photo,
    Share,
    Spoken,
)

UNITS = 6_000
AREAS = 111
EACH = 60
PERIOD, BEFORE = "2024", "2023"
START = datetime(2024, 10, 12, 0, 0, tzinfo=UTC)
SHARES = (Share("signed", "whole", (100, 90)),)

WHAT = (
    "tổ chức họp dân", "tuần tra ban đêm", "ra mắt tổ tự quản", "hòa giải mâu thuẫn đất đai",
    "lắp thêm đèn chiếu sáng", "thay camera hỏng", "vận động giao nộp vũ khí tự chế",
    "rà soát hộ cho thuê trọ", "tập huấn chữa cháy", "ký quy ước không đốt pháo",
    "phát tờ rơi phòng lừa đảo", "giúp người lầm lỗi có việc làm", "sửa cổng chào",
    "mở nhóm liên lạc của tổ", "thăm gia đình chính sách", "nói chuyện với học sinh",
    "kiểm tra xe công nhân", "gác chốt mùa thu hoạch", "dọn điểm tập kết rác", "trực bầu cử thôn",
)  # fmt: skip
WHO = (
    "chi hội phụ nữ", "chi đoàn", "hội cựu chiến binh", "tổ bảo vệ", "ban công tác mặt trận",
    "người có uy tín", "ban giám hiệu", "công đoàn cơ sở", "tổ liên gia", "hội nông dân",
)  # fmt: skip
WHERE = (
    "ở đường liên ấp", "quanh chợ", "khu nhà trọ", "ngã ba cây xăng", "xóm mới", "bờ suối",
    "rẫy điều phía bắc", "cổng trường", "khu giãn dân", "nhà văn hóa", "sân bóng", "lô cao su",
)  # fmt: skip
HOW = (
    "mỗi tháng một lần", "vào tối thứ bảy", "trong ba tuần liền", "khi có mưa lớn kéo dài",
    "theo đề nghị của bà con", "cùng với công an xã", "bằng tiền đóng góp", "sau vụ mất trộm xe",
    "nhưng hai tháng giữa năm phải nghỉ", "được bà con khen", "chưa đều vì ít người", "gọn và rẻ",
)  # fmt: skip
SET = (
    "Thực hiện kế hoạch của Ủy ban nhân dân tỉnh về phong trào Toàn dân bảo vệ an ninh Tổ quốc.",
    "Tình hình an ninh, trật tự trên địa bàn cơ bản ổn định, không xảy ra vụ việc phức tạp.",
    "Cấp ủy, chính quyền quan tâm lãnh đạo, chỉ đạo thường xuyên.",
    "Trên đây là kết quả thực hiện phong trào của đơn vị trong năm.",
)


@dataclass
class Land:
    """Everything handed in, and who cheated how."""

    spoken: list[Spoken]
    photos: list[Photo]
    cheats: dict[str, set[int]] = field(default_factory=dict)

    @property
    def honest(self) -> set[int]:
        """Units nothing was planted in."""
        guilty = set().union(*self.cheats.values())
        return {item.unit for item in self.spoken} - guilty


def sentence(rng: Random) -> str:
    """One sentence nobody else is likely to write."""
    who, where, how = rng.choice(WHO), rng.choice(WHERE), rng.choice(HOW)
    return f"{who.capitalize()} {rng.choice(WHAT)} {rng.randint(2, 30)} lần {where}, {how}."


def story(rng: Random, kept: list[str]) -> list[str]:
    """Three to five sentences of one's own, some of them kept from last year."""
    return kept + [sentence(rng) for _ in range(max(1, rng.randint(3, 5) - len(kept)))]


def honest(seed: int) -> Land:
    """Return the land before anybody cheats."""
    rng = Random(seed)
    spoken, photos = [], []
    for unit in range(UNITS):
        spoken.append(_one(rng, unit))
        photos += _photos(rng, unit, spoken[-1].at)
    return Land(_clerks(rng, spoken), photos)


def _one(rng: Random, unit: int) -> Spoken:
    before = story(rng, [])
    kept = [text for text in before if rng.random() < 0.3]
    now = story(rng, kept if len(kept) < len(before) else kept[:-1])
    whole = rng.randint(60, 520)
    share = 1.0 if rng.random() < 0.2 else rng.triangular(0.70, 1.0, 0.93)
    last = {"whole": whole, "sessions": rng.randint(2, 24), "people": rng.randint(80, 3_000)}
    last["signed"] = min(whole, round(whole * min(1.0, share + rng.gauss(0, 0.03))))
    grown = 1 + abs(rng.gauss(0, 0.02)) + (rng.random() < 0.004) * rng.uniform(0.3, 0.7)
    numbers = {
        "whole": round(whole * grown),
        "signed": min(round(whole * grown), round(whole * grown * share)),
        "sessions": max(1, round(last["sessions"] * rng.uniform(0.7, 1.4))),
        "people": max(1, round(last["people"] * rng.uniform(0.65, 1.5))),
    }
    opening, closing = rng.sample(SET, 2)
    return Spoken(
        unit=unit,
        group="hamlet",
        area=unit % AREAS,
        at=START + timedelta(days=int(rng.triangular(0, 20, 17)), seconds=rng.randint(0, 57_000)),
        post=100_000 + unit,
        texts={"results": " ".join([opening, *now, closing])},
        numbers=numbers,
        texts_before={"results": " ".join([opening, *before, closing])},
        numbers_before=last,
    )


def _photos(rng: Random, unit: int, at: datetime) -> list[Photo]:
    """One to three photos this year and last, all different; now and then the same poster."""
    found = [Photo(f"{unit}-{n}", unit, PERIOD, at) for n in range(rng.randint(1, 3))]
    found.append(Photo(f"{unit}-before", unit, BEFORE, at - timedelta(days=365)))
    if rng.random() < 0.05:
        found.append(Photo(f"poster-{rng.randint(0, 4)}", unit, PERIOD, at))
    return found


def _clerks(rng: Random, spoken: list[Spoken]) -> list[Spoken]:
    """In every area a clerk types eight paper forms, three to nine minutes each; three areas send
    workbooks, in which all units arrive within a minute.
    """
    found = list(spoken)
    for area in range(AREAS):
        members = list(range(area, UNITS, AREAS))
        at = START + timedelta(days=rng.randint(10, 20), hours=rng.randint(1, 9))
        for unit in rng.sample(members, 8):
            at += timedelta(seconds=rng.randint(180, 540))
            found[unit] = replace(found[unit], at=at, post=area)
        if area < 3:
            for place, unit in enumerate(members):
                found[unit] = replace(
                    found[unit], at=at + timedelta(seconds=place), post=area, typed=False
                )
    return found


def with_cheats(seed: int) -> Land:
    """Return the land with 60 cheats of each kind planted, no unit cheating twice."""
    land = honest(seed)
    rng = Random(seed + 1)
    taken: set[int] = set()
    land.cheats = {
        HEAPED: _heap(land, rng, taken),
        BURST: _burst(land, rng, taken),
        COPIED: _copy(land, rng, taken),
        JUMPED: _jump(land, rng, taken),
        REUSED: _reuse(land, rng, taken),
    }
    return land


def _free(rng: Random, taken: set[int], count: int, area: int | None = None) -> list[int]:
    pool = range(UNITS) if area is None else range(area, UNITS, AREAS)
    found = rng.sample([unit for unit in pool if unit not in taken], count)
    taken.update(found)
    return found


def _heap(land: Land, rng: Random, taken: set[int]) -> set[int]:
    """Four communes that write 24, 12, 16 or 8 of their 54 units at 100 % or just above 90 %."""
    found: set[int] = set()
    for area, mark, count in ((20, 100, 24), (21, 90, 12), (22, 90, 16), (23, 100, 8)):
        for unit in _free(rng, taken, count, area):
            item = land.spoken[unit]
            whole = item.numbers["whole"]
            signed = -(-whole * mark // 100)
            land.spoken[unit] = replace(item, numbers={**item.numbers, "signed": signed})
            found.add(unit)
    return found


def _burst(land: Land, rng: Random, taken: set[int]) -> set[int]:
    """Five desks hand in twelve units each, from a few seconds to two minutes between them."""
    found: set[int] = set()
    for area in (30, 31, 32, 33, 34):
        at = START + timedelta(days=19, hours=rng.randint(1, 9))
        for unit in _free(rng, taken, EACH // 5, area):
            at += timedelta(seconds=rng.randint(5, 120))
            land.spoken[unit] = replace(land.spoken[unit], at=at, post=area)
            found.add(unit)
    return found


def _copy(land: Land, rng: Random, taken: set[int]) -> set[int]:
    """Thirty copy another unit's text with small changes, thirty their own of last year."""
    found = _free(rng, taken, EACH)
    for unit in found[: EACH // 2]:
        item = land.spoken[unit]
        source = land.spoken[_free(rng, taken, 1)[0]]
        taken.discard(source.unit)
        text = touched(rng, source.texts["results"])
        at = max(item.at, source.at + timedelta(hours=rng.randint(1, 40)))
        land.spoken[unit] = replace(item, texts={"results": text}, at=at)
    for unit in found[EACH // 2 :]:
        item = land.spoken[unit]
        text = touched(rng, item.texts_before["results"], words=8)
        land.spoken[unit] = replace(item, texts={"results": text})
    return set(found)


def touched(rng: Random, text: str, words: int = 12) -> str:
    """The text with other numbers and a few words changed, as a copier does."""
    parts = [str(rng.randint(2, 30)) if part.isdigit() else part for part in text.split()]
    for _ in range(rng.randint(0, words)):
        place = rng.randrange(len(parts))
        parts[place] = rng.choice(("cũng", "rất", "được", "đã"))
    return " ".join(parts)


def _jump(land: Land, rng: Random, taken: set[int]) -> set[int]:
    """A number 1,8 to six times last year's."""
    found = _free(rng, taken, EACH)
    for unit in found:
        item = land.spoken[unit]
        name = rng.choice(("sessions", "people"))
        now = round((item.numbers_before[name] + 6) * rng.uniform(1.8, 6))
        land.spoken[unit] = replace(item, numbers={**item.numbers, name: now})
    return set(found)


def _reuse(land: Land, rng: Random, taken: set[int]) -> set[int]:
    """Half use a photo of another unit, half one of their own of last year; every sixth is cropped
    first, which no hash can see.
    """
    found = _free(rng, taken, EACH)
    for place, unit in enumerate(found):
        at = land.spoken[unit].at
        if place % 2:
            digest = f"{unit}-before"
        else:
            other = rng.choice([n for n in range(UNITS) if n not in taken])
            digest = f"{other}-0"
            at = max(at, land.spoken[other].at + timedelta(hours=2))
        if place % 6 == 5:
            digest += "-cropped"
        land.photos.append(Photo(digest, unit, PERIOD, at))
    return set(found)
