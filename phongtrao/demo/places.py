"""Where demonstration units go: the real communes, the bodies of part IV, made-up provinces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from phongtrao.core.kinds import KINDS
from phongtrao.demo import names
from phongtrao.demo.chance import seeded
from phongtrao.demo.population import MERGER, START, Commune, Seed
from phongtrao.orgs import actions as orgs_actions
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.actions import NewState, NewUnit
from phongtrao.orgs.models import UnitState
from phongtrao.plan.definitions import Body, Package

FIRST_DAY = date(2022, 7, 28)
SMALL_DISTRICTS = frozenset({"690", "694"})
PROVINCES = 33
COMMUNES_EACH = (78, 116)


@dataclass(frozen=True)
class Places:
    """The real units everything hangs on: the province of the plan before and after the merger."""

    province_id: int
    province_today_id: int
    communes: tuple[Commune, ...]
    districts: tuple[UnitState, ...]


def real_places() -> Places:
    """Return the real communes of the plan's first day with the commune that follows each."""
    districts = {state.unit_id: state for state in orgs.units_on(FIRST_DAY, "district")}
    communes = [
        _commune(state, districts[state.parent_id])
        for state in orgs.units_on(FIRST_DAY, "commune")
        if state.parent_id in districts
    ]
    communes.sort(key=lambda commune: (commune.district_code, commune.code))
    province = next(iter(districts.values())).parent_id
    assert province is not None, "a district always lies in a province"
    today = orgs.place_of(communes[0].unit_id, MERGER).province_id
    return Places(province, today or province, tuple(communes), tuple(districts.values()))


def _commune(state: UnitState, district: UnitState) -> Commune:
    place = orgs.place_of(state.unit_id, MERGER)
    return Commune(
        unit_id=state.unit_id,
        code=state.code,
        name=state.name,
        kind=state.kind,
        district_id=district.unit_id,
        district_code=district.code,
        district_label=f"{KINDS[district.kind].label.lower()} {district.name}",
        successor_id=place.commune_id or state.unit_id,
    )


def body_units(package: Package, places: Places) -> list[NewUnit]:
    """The bodies of part IV as units: they end when another takes over, else move in 2025."""
    return [_body(body, places) for body in package.bodies if not body.collective]


def _body(body: Body, places: Places) -> NewUnit:
    ends = (
        date.fromisoformat(body.successor_from) if body.successor and body.successor_from else None
    )
    mark = "body_armed" if body.armed else "body"
    code = f"BP.{body.id}"[:40]

    def state(parent: int, start: date, end: date | None) -> NewState:
        return NewState(code, body.name, "co_quan", parent, start, end, mark)

    if ends is not None and ends <= MERGER:
        return NewUnit(code, (state(places.province_id, START, ends),))
    moves = places.province_today_id != places.province_id
    stays = [state(places.province_id, START, MERGER if moves else ends)]
    if moves:
        stays.append(state(places.province_today_id, MERGER, ends))
    return NewUnit(code, tuple(stays))


def province_agencies(places: Places) -> list[NewUnit]:
    """Agencies of the province beside the bodies of the plan; every fifth closes in 2025."""
    made = []
    for number, title in enumerate(names.PROVINCE_AGENCIES, 1):
        name, code = f"{title} {names.LABEL}", f"BP.CQ{number:02d}"
        stays = [NewState(code, name, "co_quan", places.province_id, START, MERGER)]
        if number % 5:
            stays.append(NewState(code, name, "co_quan", places.province_today_id, MERGER))
        made.append(NewUnit(code, tuple(stays)))
    return made


def new_units(seeds: Sequence[Seed]) -> list[NewUnit]:
    """Seeds as units to be founded."""
    return [
        NewUnit(
            seed.code,
            tuple(
                NewState(
                    seed.code,
                    stay.name,
                    seed.kind,
                    stay.parent_id,
                    stay.valid_from,
                    stay.valid_to,
                    seed.subkind,
                )
                for stay in seed.stays
            ),
        )
        for seed in seeds
    ]


def made_up_communes(nation_id: int | None, seed: int, limit: int | None) -> list[Commune]:
    """Found made-up provinces with made-up communes; return the communes.

    limit: at most so many communes in all. Their names carry "(minh hoạ)".
    """
    rng = seeded(f"{seed}/nation")
    provinces = [f"MH{number:02d}" for number in range(1, PROVINCES + 1)]
    founded = orgs_actions.bulk_create_units(
        units=[
            NewUnit(
                code,
                (NewState(code, f"Tỉnh {code[2:]} {names.LABEL}", "tinh", nation_id, START),),
            )
            for code in provinces
        ],
        by=None,
    )
    planned = [
        (f"{code}.{number:03d}", founded[code])
        for code in provinces
        for number in range(1, rng.randint(*COMMUNES_EACH) + 1)
    ][:limit]
    rows = [(code, parent, "phuong" if rng.random() < 0.28 else "xa") for code, parent in planned]
    ids = orgs_actions.bulk_create_units(
        units=[
            NewUnit(code, (NewState(code, f"{code[-3:]} {names.LABEL}", kind, parent, START),))
            for code, parent, kind in rows
        ],
        by=None,
    )
    return [
        Commune(ids[code], code, code[-3:], kind, parent, code[:4], f"tỉnh {code[2:4]}", ids[code])
        for code, parent, kind in rows
    ]
