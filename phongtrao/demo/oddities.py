"""A few made-up units that do things for show, so that the signals of formalism have work.

One commune in fifty writes every hamlet just above 90 %, one in fifty hands its hamlets in within
minutes, one hamlet in four hundred multiplies its attendances; some texts are copied.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from phongtrao.core.dates import TZ
from phongtrao.core.periods import Period
from phongtrao.programmes.models import Owed
from phongtrao.submissions.loading import Said

ONE_AREA_IN = 50
ONE_UNIT_IN = 400
FIRST_YEAR = 2024
BURST = 10
COPIED_SHARE = 0.10
TIMES = 6
MARK = 90


@dataclass(frozen=True)
class Oddities:
    """Who is odd in a round: units at one mark, units sent at once (when), units that multiply."""

    heaped: frozenset[int]
    sent_at: dict[int, datetime]
    multiplied: frozenset[int]

    def touch(self, said: Said, officer: int) -> Said:
        """Return what a unit hands in once its oddity is done to it."""
        payload = dict(said.payload)
        whole = payload.get("households")
        if said.unit_id in self.heaped and isinstance(whole, int):
            payload["households_signed"] = -(-whole * MARK // 100)
        many = payload.get("attendees")
        if said.unit_id in self.multiplied and isinstance(many, int):
            payload["attendees"] = many * TIMES
        changed = replace(said, payload=payload)
        at = self.sent_at.get(said.unit_id)
        if at is None:
            return changed
        return replace(changed, at=at, post_id=officer, on_behalf=True)


def oddities_of(
    seed: int,
    period: Period,
    owed: Iterable[Owed],
    parent: Callable[[int], int | None],
    uids: Mapping[int, str],
) -> Oddities:
    """Choose the odd ones of a round; parent: unit id → commune. Years before 2024 have none.

    The lot falls on `uids`, not on keys of this database: the same seed chooses the same units.
    """
    areas: dict[int, list[Owed]] = {}
    for row in owed if period.year >= FIRST_YEAR else ():
        area = parent(row.unit_id)
        if row.group == "hamlet" and area is not None:
            areas.setdefault(area, []).append(row)
    large = sorted(area for area, rows in areas.items() if len(rows) >= BURST // 2)
    heaped = {row.unit_id for area in _odd(seed, "heap", large, uids) for row in areas[area]}
    sent_at: dict[int, datetime] = {}
    for area in _odd(seed, "burst", large, uids):
        sent_at.update(_at_once(areas[area]))
    hamlets = [row.unit_id for rows in areas.values() for row in rows]
    jumping = period.year % 2 == 0 and not period.half
    odd = {
        unit
        for unit in hamlets
        if jumping and _draw(f"{seed}/jump/{uids[unit]}") % ONE_UNIT_IN == 0
    }
    return Oddities(frozenset(heaped), sent_at, frozenset(odd))


def _odd(seed: int, name: str, areas: list[int], uids: Mapping[int, str]) -> list[int]:
    """One area in fifty, at least one."""
    ranked = sorted(areas, key=lambda area: _draw(f"{seed}/{name}/{uids[area]}"))
    return ranked[: max(1, len(areas) // ONE_AREA_IN)] if areas else []


def _at_once(rows: list[Owed]) -> dict[int, datetime]:
    """Some forty seconds between one hamlet and the next, on the evening three days before."""
    day = rows[0].deadline - timedelta(days=3)
    start = datetime.combine(day, time(21, 10), TZ).astimezone(UTC)
    return {
        row.unit_id: start + timedelta(seconds=43 * place) for place, row in enumerate(rows[:BURST])
    }


def _draw(text: str) -> int:
    return zlib.crc32(text.encode())


def story_seed(root: str, draw: float, year: int, half: bool) -> str:
    """Return what a unit's own text grows from: its year, its life (the same text every year), or
    a text that goes round among neighbours.
    """
    part = "6" if half else "12"
    if draw < 0.04:
        return f"{root}/story"
    if draw < COPIED_SHARE:
        return f"{root.partition('/')[0]}/{year}-{part}/{int(draw * 50)}"
    return f"{root}/story/{year}-{part}"
