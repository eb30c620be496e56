"""The models of one made-up unit through the years (pure): its reports and its register say both.

A life is the same whoever asks: the yearly report counts lives, the register writes them down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from phongtrao.demo import calibration as cal
from phongtrao.demo.chance import fixed, seeded

FIRST, LAST = cal.YEARS[0], cal.YEARS[-1]
GOOD = ("new", "kept", "strengthened")
LAST_DAY = date(2026, 11, 10)
NEW_SHARE, REPLICATED_SHARE = 0.17, 0.35
STRENGTHENED_SHARE, WEAK_SHARE, SAVED_SHARE = 0.16, 0.11, 0.6
IDLE = "Không sinh hoạt hai quý liền."
DOUBLE = "Nội dung trùng với mô hình khác ở cùng địa bàn."
MENDED = "Đã bầu lại ban chủ nhiệm, sinh hoạt đều trở lại."

Move = tuple[str, date, str]


@dataclass(frozen=True)
class Life:
    """One model: registered on a day with state `new`; moves (state, day, reason) in order."""

    founded: date
    members: int
    replicated: bool = False
    moves: tuple[Move, ...] = ()

    def on(self, day: date) -> tuple[str, date]:
        """State on a day and since when; ("", day) before it was founded."""
        if day < self.founded:
            return "", day
        found = ("new", self.founded)
        for state, since, _reason in self.moves:
            if since <= day:
                found = (state, since)
        return found


@dataclass(frozen=True)
class Counts:
    """What a report of a period says of the lives of a unit; members on its last day."""

    new: int = 0
    kept: int = 0
    strengthened: int = 0
    weak: int = 0
    dissolved: int = 0
    replicated: int = 0
    members: int = 0


def counted(lives: Sequence[Life], first: date, last: date) -> Counts:
    """Count lives as the register's measures do: state on the last day, moved within the days."""
    states = [(life, *life.on(last)) for life in lives if life.founded <= last]
    fresh = [life for life, state, _ in states if life.founded >= first and state in GOOD]
    moved = [state for _, state, since in states if since >= first]
    older = [state for life, state, _ in states if life.founded < first]
    return Counts(
        new=len(fresh),
        kept=sum(state in GOOD for state in older),
        strengthened=moved.count("strengthened"),
        weak=sum(state == "weak" for _, state, _ in states),
        dissolved=moved.count("dissolved"),
        replicated=sum(life.replicated for life in fresh),
        members=sum(life.members for life, state, _ in states if state != "dissolved"),
    )


@lru_cache(maxsize=20_000)
def lives_of(root: str, group: str) -> tuple[Life, ...]:
    """The models of a unit (`root`: its text), one at least from the year its share is reached.

    Of all units of a group, the share in `calibration` has a good model in each year.
    """
    model, kept = fixed(f"{root}/model"), fixed(f"{root}/kept")
    start = next((y for y in cal.YEARS if model < cal.share(cal.MODELS[group], y)), None)
    if start is None:
        return ()
    rng = seeded(f"{root}/models")
    found: list[Life] = []
    if start == FIRST:
        count = 1 + int((3 if group == "commune" else 1) * kept * 0.99) + (rng.random() < 0.2)
        found = [_old(rng) for _ in range(count)]
    for year in range(start, LAST + 1):
        found = _aged(rng, found, year)
        if rng.random() < NEW_SHARE or (year == start and not found):
            founded = _day(rng, year, (1, 10), (10, 20))
            found.append(
                Life(founded, rng.randint(*cal.MEMBERS_PER_MODEL), rng.random() < REPLICATED_SHARE)
            )
    return tuple(found)


def _old(rng: Random) -> Life:
    """A model from before the plan, kept since the year after it was founded."""
    year = FIRST - 1 - int(8 * rng.random() ** 2)
    life = Life(_day(rng, year, (1, 10), (10, 20)), rng.randint(*cal.MEMBERS_PER_MODEL))
    return life if year + 1 == FIRST else _moved(life, ("kept", date(year + 1, 1, 5), ""))


def _moved(life: Life, *moves: Move) -> Life:
    return Life(life.founded, life.members, life.replicated, (*life.moves, *moves))


def _day(rng: Random, year: int, first: tuple[int, int], last: tuple[int, int]) -> date:
    start, end = date(year, *first), min(date(year, *last), LAST_DAY)
    return start + timedelta(days=rng.randint(0, (end - start).days))


def _aged(rng: Random, lives: Sequence[Life], year: int) -> list[Life]:
    """One more year for each; at most one becomes weak, and never the last good one."""
    found = [_kept_on(life, rng, year) for life in lives]
    today = date(year, 12, 31)
    good = [place for place, life in enumerate(found) if life.on(today)[0] == "kept"]
    if len(good) > 1 and rng.random() < WEAK_SHARE:
        place = good.pop(rng.randrange(len(good)))
        found[place] = _moved(found[place], ("weak", _day(rng, year, (5, 1), (9, 30)), IDLE))
    if good and rng.random() < STRENGTHENED_SHARE:
        place = rng.choice(good)
        mended = ("strengthened", _day(rng, year, (3, 1), (9, 30)), MENDED)
        found[place] = _moved(found[place], mended)
    return found


def _kept_on(life: Life, rng: Random, year: int) -> Life:
    """What last year left: new and strengthened ones are kept, weak ones mended or given up."""
    state, _ = life.on(date(year - 1, 12, 31))
    if state in ("new", "strengthened"):
        return _moved(life, ("kept", date(year, 1, 5), ""))
    if state == "weak":
        day = _day(rng, year, (2, 1), (9, 30))
        saved = rng.random() < SAVED_SHARE
        return _moved(life, ("strengthened", day, MENDED) if saved else ("dissolved", day, DOUBLE))
    return life


def reviewed(life: Life, rng: Random, last: int) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yearly reviews of the two years up to `last`; a third of the models has none."""
    if rng.random() < 0.35:
        return
    for year in (last - 1, last):
        if life.founded.year > year:
            continue
        state, _ = life.on(date(year, 11, 9))
        if state in ("", "dissolved"):
            continue
        weak, tips = state == "weak", rng.randint(0, 14)
        result = "ineffective" if weak else "partly" if rng.random() < 0.18 else "effective"
        said: dict[str, Any] = {
            "result": result,
            "meetings": 1 if weak else rng.randint(3, 12),
            "tips": tips,
            "tips_valuable": round(tips * (0.18 + 0.3 * rng.random())),
        }
        yield "yearly", year, said
