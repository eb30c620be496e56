"""What demonstration units said, round by round: payload, moment, place on the ladder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from phongtrao.core.dates import TZ
from phongtrao.core.periods import Period
from phongtrao.demo import calibration as cal
from phongtrao.demo.answers import payload_of
from phongtrao.demo.chance import seeded
from phongtrao.demo.facts import Case
from phongtrao.demo.oddities import oddities_of
from phongtrao.demo.people import Desks
from phongtrao.demo.pictures import pictures_of
from phongtrao.demo.population import Seed
from phongtrao.demo.sentences import RETURNED
from phongtrao.plan.definitions import Field, Form
from phongtrao.programmes.models import Owed
from phongtrao.submissions.loading import Said

CURRENT = 2026
CURRENT_DAY = date(2026, 11, 20)
GROUP_SIZES = {"hamlet": (90, 620), "agency": (6, 60), "enterprise": (35, 900), "school": (18, 85)}


@dataclass(frozen=True)
class Counts:
    """Units below one commune in one period."""

    hamlets: int = 0
    scoped: int = 0


@dataclass(frozen=True)
class Chronicle:
    """Everything needed to tell the past of all units.

    uids: unit id → uid, the seed of its character; parents: unit id → its stays; duties: unit id →
    number of duties; silent: (unit id, period) that must not have reported, for the sign-ins.
    """

    seed: int
    uids: dict[int, str]
    seeds: dict[int, Seed]
    duties: dict[int, int]
    desks: Desks
    silent: frozenset[tuple[int, str]]
    returned: frozenset[tuple[int, str]]

    def said(self, form: Form, period: Period, owed: Sequence[Owed]) -> Iterator[Said]:
        """What each owed unit handed in, in a fixed order; units that stay silent are left out."""
        counts = self._counts(period, owed)
        odd = oddities_of(
            self.seed, period, owed, lambda unit: self._parent(unit, period.end), self.uids
        )
        asked: dict[tuple[str, str], list[Field]] = {}
        for row in owed:
            key = (row.group, row.subkind)
            if key not in asked:
                asked[key] = form.fields_for(*key)
            item = self._one(row, period, asked[key], counts.get(row.unit_id, Counts()))
            if item is not None:
                yield odd.touch(item, item.verifier_id or self.desks.standing)

    def _one(self, row: Owed, period: Period, asked: list[Field], counts: Counts) -> Said | None:
        uid = self.uids[row.unit_id]
        rng = seeded(f"{self.seed}/{uid}/{period.code}")
        meant = (row.unit_id, period.code) in self.returned
        if (row.unit_id, period.code) in self.silent or (
            not meant and _is_silent(rng, row, period)
        ):
            return None
        case = self._case(row, period, rng, counts)
        payload = payload_of(case, asked)
        at = _moment(rng, row.deadline, period)
        state = "returned" if meant else _state(rng, period)
        parent = self._parent(row.unit_id, period.end)
        officer = self.desks.officer.get(parent or 0, self.desks.standing)
        behalf = row.group in ("hamlet", "school") and rng.random() < cal.ON_BEHALF
        return Said(
            unit_id=row.unit_id,
            payload=payload,
            at=at,
            state=state,
            post_id=officer if behalf else self.desks.contact.get(row.unit_id),
            on_behalf=behalf,
            verifier_id=officer,
            accepter_id=self.desks.standing,
            returned=_returned(rng, payload) if state == "returned" else {},
            files=pictures_of(f"{self.seed}/{uid}", period),
        )

    def _case(self, row: Owed, period: Period, rng: Random, counts: Counts) -> Case:
        uid = self.uids[row.unit_id]
        own = seeded(f"{self.seed}/{uid}")
        quality = _reflected(own.random() + rng.gauss(0, 0.05))
        low, high = GROUP_SIZES.get(row.group, (5, 40))
        high = 30 if row.subkind == "small" else high
        low = min(low, high // 2)
        size = round(own.triangular(low, high, low + (high - low) * 0.3))
        grown = round(size * (1 + 0.012 * (period.year - 2022)))
        return Case(
            rng=rng,
            root=f"{self.seed}/{uid}",
            group=row.group,
            kind=row.kind,
            subkind=row.subkind,
            year=period.year,
            is_half=period.half is not None,
            quality=quality,
            size=grown,
            hamlets=counts.hamlets,
            scoped=counts.scoped,
            duties=self.duties.get(row.unit_id, 0),
        )

    def _parent(self, unit_id: int, on: date) -> int | None:
        seed = self.seeds.get(unit_id)
        if seed is None:
            return None
        for stay in seed.stays:
            if stay.valid_from <= on and (stay.valid_to is None or on < stay.valid_to):
                return stay.parent_id
        return None

    def _counts(self, period: Period, owed: Sequence[Owed]) -> dict[int, Counts]:
        hamlets: dict[int, int] = {}
        scoped: dict[int, int] = {}
        for row in owed:
            parent = self._parent(row.unit_id, period.end)
            if parent is None:
                continue
            hamlets[parent] = hamlets.get(parent, 0) + (row.group == "hamlet")
            scoped[parent] = scoped.get(parent, 0) + row.in_scope
        return {parent: Counts(hamlets[parent], scoped[parent]) for parent in hamlets}


def _reflected(value: float) -> float:
    """A number brought back between 0 and 1 as a ball from a wall."""
    value = abs(value)
    return 2 - value if value > 1 else value


def _is_silent(rng: Random, row: Owed, period: Period) -> bool:
    """Whether the unit never reported: bodies, districts and the province nearly always do."""
    table = cal.MISSING_MIDYEAR if period.half else cal.MISSING
    share = cal.share(table, period.year)
    if row.group in ("district", "province") or row.subkind.startswith("body"):
        share /= 8
    elif row.group == "commune":
        share /= 3
    return rng.random() < share


def _moment(rng: Random, deadline: date, period: Period) -> datetime:
    """When it was handed in (UTC): mostly in the fortnight before the day, sometimes late."""
    if rng.random() < cal.LATE:
        day = deadline + timedelta(days=int(rng.triangular(0, 12, 1)))
    else:
        day = deadline - timedelta(days=int(rng.triangular(1, 20, 3)))
    if period.year == CURRENT:
        day = min(day, CURRENT_DAY)
    clock = time(rng.randint(6, 22), rng.randint(0, 59), rng.randint(0, 59))
    if rng.random() < 0.01:
        clock = rng.choice((time(0, 0, 0), time(23, 59, 59)))
    return datetime.combine(day, clock, TZ).astimezone(UTC)


_LADDER: dict[str, tuple[tuple[str, float], ...]] = {
    "past": (("accepted", 0.97), ("approved", 1.0)),
    "last": (("accepted", 0.88), ("approved", 0.985), ("submitted", 1.0)),
    "now_half": (("accepted", 0.55), ("approved", 0.88), ("submitted", 0.97), ("returned", 1.0)),
    "now": (("approved", 0.42), ("submitted", 0.92), ("returned", 1.0)),
}


def _state(rng: Random, period: Period) -> str:
    """Where the submission stands today; older years have gone all the way."""
    if period.year == CURRENT:
        ladder = _LADDER["now_half" if period.half else "now"]
    else:
        ladder = _LADDER["last" if period.year == CURRENT - 1 else "past"]
    draw = rng.random()
    return next(state for state, share in ladder if draw <= share)


def _returned(rng: Random, payload: dict[str, Any]) -> dict[str, str]:
    """One or two cells sent back, each with a sentence."""
    numbers = [name for name, answer in payload.items() if isinstance(answer, int)]
    if not numbers:
        return {}
    chosen = rng.sample(numbers, min(len(numbers), rng.randint(1, 2)))
    return {name: rng.choice(RETURNED[2:]) for name in chosen}
