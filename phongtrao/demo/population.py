"""The made-up units under the real communes, with their history. Pure: no database, no clock.

A unit lives from the start of the plan; on 1/7/2025 its parent becomes the commune that succeeded
its old one; agencies of a district close that day or come under the new commune of their seat.
Two hamlets of one name that meet in a new commune take the name of the old commune behind theirs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from phongtrao.demo import names
from phongtrao.demo.chance import seeded

START = date(2022, 1, 1)
MERGER = date(2025, 7, 1)


@dataclass(frozen=True)
class Commune:
    """A real commune of 2022: its unit, its place on the map and the commune that follows it."""

    unit_id: int
    code: str
    name: str
    kind: str
    district_id: int
    district_code: str
    district_label: str
    successor_id: int


@dataclass(frozen=True)
class Stay:
    """One stretch of a unit's life: its name and parent from a day until a day (exclusive)."""

    name: str
    parent_id: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Seed:
    """A unit to be created: code, kind, scope mark and its stays in order of time."""

    code: str
    kind: str
    group: str
    subkind: str
    stays: tuple[Stay, ...]


@dataclass(frozen=True)
class Density:
    """How many units of each group a commune gets: (least, most); enterprises fill the rest."""

    hamlets: tuple[int, int]
    agencies: tuple[int, int]
    schools: tuple[int, int]
    enterprises: tuple[int, int]
    district_agencies: int
    small_share: float
    total: int | None


DENSITIES = {
    "small": Density((4, 7), (2, 3), (2, 4), (2, 4), 4, 0.3, None),
    "province": Density((5, 11), (6, 11), (5, 9), (20, 28), 13, 0.35, 6_000),
    "nation": Density((15, 26), (14, 22), (11, 19), (45, 60), 13, 0.4, None),
}


def grow(communes: Sequence[Commune], density: Density, seed: int, taken: int = 0) -> list[Seed]:
    """All units under the given communes.

    communes: in a fixed order; density: how many; seed: the demonstration's seed;
    taken: units that already count towards density.total (communes, bodies, …).
    """
    found: list[Seed] = []
    for commune in communes:
        rng = seeded(f"{seed}/{commune.code}/units")
        found += _of_commune(rng, commune, density)
    found += _of_districts(communes, density)
    if density.total is not None:
        found = _to_total(found, communes, density, seed, density.total - taken)
    return _renamed(found, communes)


def _of_commune(rng: Random, commune: Commune, density: Density) -> list[Seed]:
    where = names.place(commune.name, commune.kind)
    named = names.hamlets(rng, commune.kind, commune.district_code, rng.randint(*density.hamlets))
    made = [_seed(commune, "KDC", n, name, "") for n, name in enumerate(named, 1)]
    for letters, pairs in (
        ("CQ", names.agencies(rng, where, rng.randint(*density.agencies))),
        ("TH", names.schools(rng, where, rng.randint(*density.schools))),
        ("DN", _enterprises(rng, where, density)),
    ):
        made += [_seed(commune, letters, n, *pair) for n, pair in enumerate(pairs, 1)]
    return made


def _enterprises(rng: Random, where: str, density: Density) -> list[tuple[str, str]]:
    count = rng.randint(*density.enterprises)
    return names.enterprises(rng, where, count, density.small_share)


_KINDS = {
    "KDC": ("khu_dan_cu", "hamlet"),
    "CQ": ("co_quan", "agency"),
    "TH": ("truong_hoc", "school"),
    "DN": ("doanh_nghiep", "enterprise"),
}


def _seed(commune: Commune, letters: str, number: int, name: str, subkind: str) -> Seed:
    kind, group = _KINDS[letters]
    stays: tuple[Stay, ...] = (Stay(name, commune.unit_id, START, None),)
    if commune.successor_id != commune.unit_id:
        stays = (
            Stay(name, commune.unit_id, START, MERGER),
            Stay(_without_old_kind(name, group, commune), commune.successor_id, MERGER, None),
        )
    return Seed(f"{commune.code}.{letters}{number:02d}", kind, group, subkind, stays)


def _without_old_kind(name: str, group: str, commune: Commune) -> str:
    """Public bodies keep the place and drop the kind of a commune that is gone ("thị trấn …")."""
    if group not in ("agency", "school"):
        return name
    return name.replace(names.place(commune.name, commune.kind), commune.name)


def _of_districts(communes: Sequence[Commune], density: Density) -> list[Seed]:
    """Agencies of each district: they close with it."""
    seats: dict[str, Commune] = {}
    for commune in communes:
        seats.setdefault(commune.district_code, commune)
    found = []
    for code, seat in seats.items():
        for number, title in enumerate(names.DISTRICT_AGENCIES[: density.district_agencies], 1):
            name = f"{title} {seat.district_label} {names.LABEL}"
            stay = Stay(name, seat.district_id, START, MERGER)
            found.append(Seed(f"{code}.CQ{number:02d}", "co_quan", "agency", "", (stay,)))
    return found


def _to_total(
    found: list[Seed], communes: Sequence[Commune], density: Density, seed: int, wanted: int
) -> list[Seed]:
    """Drop the last enterprises, or add more, until the province has exactly `wanted` units."""
    rng = seeded(f"{seed}/total")
    surplus = len(found) - wanted
    if surplus > 0:
        spare = [item.code for item in found if item.group == "enterprise"]
        gone = set(rng.sample(spare, min(surplus, len(spare))))
        return [item for item in found if item.code not in gone]
    for number in range(-surplus):
        commune = communes[number % len(communes)]
        where = names.place(commune.name, commune.kind)
        name, subkind = names.enterprises(rng, where, 1, density.small_share)[0]
        extra = 60 + number // len(communes)
        label = name.replace(" 1 ", f" {extra} ")
        found.append(_seed(commune, "DN", extra, label, subkind))
    return found


def _renamed(found: list[Seed], communes: Sequence[Commune]) -> list[Seed]:
    """Give hamlets of one name in one new commune the old commune's name behind theirs."""
    old_names = {commune.code: commune.name for commune in communes}
    last = Counter(
        (seed.stays[-1].parent_id, seed.stays[-1].name) for seed in found if seed.group == "hamlet"
    )
    result = []
    for seed in found:
        stay = seed.stays[-1]
        twin = seed.group == "hamlet" and last[(stay.parent_id, stay.name)] > 1
        if twin and len(seed.stays) > 1:
            name = f"{stay.name} {old_names[seed.code.split('.')[0]]}"
            seed = replace(seed, stays=(*seed.stays[:-1], replace(stay, name=name)))
        result.append(seed)
    return result
