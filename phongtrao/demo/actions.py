"""Builds the demonstration: real places, made-up units, four years of reports, open rounds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from phongtrao.accounts.queries import post_by_code, post_by_id
from phongtrao.audit import actions as audit
from phongtrao.core.answers import integer_of
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.demo import assessments as demo_assessments
from phongtrao.demo import duties as demo_duties
from phongtrao.demo import inspections as demo_inspections
from phongtrao.demo import places as places_
from phongtrao.demo import registers as demo_registers
from phongtrao.demo.history import CURRENT, Chronicle
from phongtrao.demo.notices import tell as tell_notices
from phongtrao.demo.people import STANDING, SignIn, found_desks, open_accounts, password_of
from phongtrao.demo.places import SMALL_DISTRICTS, Places
from phongtrao.demo.population import DENSITIES, MERGER, Seed, grow
from phongtrao.orgs import actions as orgs_actions
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form, Package
from phongtrao.programmes import actions as programmes_actions
from phongtrao.programmes import queries as programmes
from phongtrao.reports import actions as reports
from phongtrao.submissions import queries as submissions
from phongtrao.submissions.actions import findings_of, submit
from phongtrao.submissions.loading import bulk_load
from phongtrao.submissions.rounds import open_round

SIZES = tuple(DENSITIES)
CORRECTIONS = 8
FROZEN = 2024
#: Share of units that keep every register the report needs, in the large sizes: it takes time.
WHOLE_REGISTERS = 0.15
CONFIRMED = "Đã đối chiếu với sổ theo dõi; số đã gửi là đúng."
CORRECTED = "Đã đếm lại theo sổ theo dõi và sửa số."
CORRECTED_AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """What was built, for the person who asked."""

    size: str
    units: int
    rounds: int
    submissions: int


def build(
    *,
    size: str = "small",
    seed: int = 2022,
    communes: int | None = None,
    say: Say = lambda _: None,
    frozen: bool = True,
) -> Built:
    """Build the demonstration in an empty database; the same size and seed give the same data.

    size: small (two districts), province, nation; communes: at most so many made-up communes of
    a nation; say: told about progress; frozen: also freeze the report of a closed year (never for
    a nation: it takes minutes). Refusal `demo.not_empty` when units are there already.
    """
    _require_empty()
    say("Nạp đơn vị hành chính thật và công bố kế hoạch … / Loading real units and the plan …")
    orgs_actions.load_units(settings.PLAN_FOLDER / "units")
    programmes_actions.publish(folder=settings.PLAN_FOLDER, by=None, is_demo=True)
    package = programmes.package()
    places = places_.real_places()
    say("Lập đơn vị minh hoạ … / Making demonstration units …")
    seeds, ids = _found_units(package, places, size, seed, communes)
    chronicle = _chronicle(package, places, seeds, ids, seed)
    rounds, total = _tell(package, chronicle, say)
    total += _correct(package, chronicle)
    demo_duties.build(seed)
    demo_assessments.build(chronicle, size)
    demo_inspections.build(seed)
    own = {ids[one.code] for one in _chosen(places, seeds)[:2]}
    share = 1.0 if size == "small" else 0.4
    posts = chronicle.desks.contact
    whole = 1.0 if size == "small" else WHOLE_REGISTERS
    demo_registers.build(seed=seed, posts=posts, favoured=own, share=share, whole=whole)
    open_accounts(sign_ins(_chosen(places, seeds)))
    tell_notices(size)
    if frozen and size != "nation":
        _freeze(say)
    audit.record(verb="demo.build", by=None, data={"size": size, "seed": seed})
    _analyze()
    return Built(size, len(ids), rounds, total)


def _freeze(say: Say) -> None:
    """Freeze the report of a closed year, so that reading and tracing it can be shown."""
    say(f"Chốt báo cáo năm {FROZEN} … / Freezing the report of {FROZEN} …")
    reports.freeze(year=FROZEN, by=post_by_code(STANDING))


def _require_empty() -> None:
    if orgs.units_on() or orgs.units_on(places_.FIRST_DAY):
        raise Refusal(
            code="demo.not_empty",
            message="Cơ sở dữ liệu đã có đơn vị. Dữ liệu minh hoạ chỉ nạp vào cơ sở dữ liệu trống.",
            message_en="The database is not empty; demonstration data goes into an empty one only.",
        )


def _found_units(
    package: Package, places: Places, size: str, seed: int, communes: int | None
) -> tuple[list[Seed], dict[str, int]]:
    density = DENSITIES[size]
    chosen = list(places.communes)
    if size == "small":
        chosen = [one for one in chosen if one.district_code in SMALL_DISTRICTS]
    above = places_.body_units(package, places)
    if size != "small":
        above += places_.province_agencies(places)
    if size == "nation":
        nation = orgs.place_of(places.province_id, places_.FIRST_DAY).nation_id
        chosen += places_.made_up_communes(nation, seed, communes)
    seeds = grow(chosen, density, seed, taken=len(places.communes) + len(above))
    units = [*above, *places_.new_units(seeds)]
    return seeds, orgs_actions.bulk_create_units(units=units, by=None)


def _chosen(places: Places, seeds: list[Seed]) -> tuple[Seed, Seed, str]:
    """The hamlet and the school of the sign-in for units, and their commune's uid today."""
    hamlet = next(seed for seed in seeds if seed.group == "hamlet")
    parent = hamlet.stays[-1].parent_id
    school = next(
        seed
        for seed in seeds
        if seed.group == "school" and not seed.subkind and seed.stays[-1].parent_id == parent
    )
    return hamlet, school, orgs.unit_by_id(parent).uid


def _chronicle(
    package: Package, places: Places, seeds: list[Seed], ids: dict[str, int], seed: int
) -> Chronicle:
    desks = found_desks(places, seeds, ids)
    hamlet, school, _ = _chosen(places, seeds)
    uids = {state.unit_id: state.unit.uid for state in _all_states()}
    uids.update({unit_id: uid for uid, unit_id in ids.items()})
    annual = Period(CURRENT).code
    return Chronicle(
        seed=seed,
        uids=uids,
        seeds={ids[one.code]: one for one in seeds},
        duties=_duties(package, ids),
        desks=desks,
        silent=frozenset({(ids[hamlet.code], annual)}),
        returned=frozenset({(ids[school.code], annual), (ids[hamlet.code], f"{CURRENT}-H1")}),
    )


def _all_states() -> list[Any]:
    days = (places_.FIRST_DAY, MERGER, None)
    return [state for day in days for state in orgs.units_on(day)]


def _duties(package: Package, ids: dict[str, int]) -> dict[int, int]:
    """How many duties the plan gives to each body, leading."""
    counts: dict[int, int] = {}
    for duty in package.duties:
        unit_id = ids.get(f"BP.{duty.lead}"[:40])
        if unit_id is not None:
            counts[unit_id] = counts.get(unit_id, 0) + 1
    return counts


def _tell(package: Package, chronicle: Chronicle, say: Say) -> tuple[int, int]:
    """Open every round, load what was handed in, close the past; return (rounds, submissions)."""
    total = 0
    periods = _periods(package)
    for form, period in periods:
        say(f"{form.title}, {period.label} … / {form.id} {period.code} …")
        round_ = open_round(form=form.id, period=period, by=None, opens=form.opening(period))
        owed = list(programmes.owed(round_))
        total += bulk_load(form=form.id, period=period, said=chronicle.said(form, period, owed))
        if period.year < CURRENT:
            programmes_actions.close_round(round_=round_, by=None)
    return len(periods), total


def _periods(package: Package) -> list[tuple[Form, Period]]:
    """Each form with each of its periods, in order of time."""
    found = [
        (form, Period(year, 1 if form.period == "half" else None))
        for year in (*package.years, CURRENT)
        for form in package.forms.values()
    ]
    return sorted(found, key=lambda pair: pair[1])


def _correct(package: Package, chronicle: Chronicle) -> int:
    """Some senders have answered the cells sent back: a second version, handed in as people do."""
    period = Period(CURRENT)
    form = next(one for one in package.forms.values() if one.period == period.kind)
    kept = {unit_id for unit_id, _ in chronicle.returned}
    returned = [
        row["unit_id"] for row in submissions.rows(form.id, period) if row["state"] == "returned"
    ]
    chosen = [unit_id for unit_id in returned if unit_id not in kept][:CORRECTIONS]
    for place, unit_id in enumerate(chosen):
        submission = submissions.submission_of(unit_id, form.id, period)
        post = post_by_id(chronicle.desks.contact.get(unit_id))
        if post is None:
            continue
        said = submissions.payload_of(submission)
        mended = said if place % 4 == 3 else _recounted(form, period, submission, said)
        submit(
            unit_id=unit_id,
            form=form.id,
            period=period,
            payload=mended,
            client_key=f"demo-{chronicle.seed}-{chronicle.uids[unit_id]}"[:64],
            by=post,
            base_version=submission.current,
            note=CONFIRMED if mended == said else CORRECTED,
            at=CORRECTED_AT,
        )
    return len(chosen)


def _recounted(form: Form, period: Period, submission: Any, said: dict[str, Any]) -> dict[str, Any]:
    """The payload with the cells sent back counted again; as it was where no other number fits."""
    owed = programmes.owed_in(submission.round, submission.unit_id)
    mended = said
    for cell in submissions.returned_cells(submission):
        number = integer_of(said.get(cell.field))
        if number is None:
            continue
        for other in (number - 1 - number // 25, number + 1):
            trial = {**mended, cell.field: other}
            found = findings_of(form, owed, trial, period)
            if other >= 0 and not any(one.level == "error" for one in found):
                mended = trial
                break
    return mended


def _analyze() -> None:
    """Let the database count its rows, so that it plans its queries well.

    PostgreSQL also drops the rows in state `due` that reports have replaced since.
    """
    tidy = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE)" if tidy else "ANALYZE")


def sign_ins(chosen: tuple[Seed, Seed, str]) -> list[SignIn]:
    """One account per role; the unit's contact holds the posts of a hamlet and of a school."""
    hamlet, school, commune_uid = chosen
    return [
        SignIn("Đầu mối đơn vị", "don-vi", (f"DM.{hamlet.code}", f"DM.{school.code}")),
        SignIn("Cán bộ xã", "can-bo-xa", (f"CA.{commune_uid}",)),
        SignIn("Sở, ngành, đoàn thể", "so-nganh", ("BN.BP.home_affairs",)),
        SignIn("Thường trực", "thuong-truc", (STANDING,)),
        SignIn("Lãnh đạo", "lanh-dao", ("LD",)),
        SignIn("Kiểm tra", "kiem-tra", ("KT",)),
        SignIn("Quản trị", "quan-tri", ("QT",)),
    ]


LABELS = (
    ("Đầu mối đơn vị / Unit contact", "don-vi"),
    ("Cán bộ xã / Commune officer", "can-bo-xa"),
    ("Sở, ngành, đoàn thể / Department", "so-nganh"),
    ("Thường trực / Standing office", "thuong-truc"),
    ("Lãnh đạo / Leader", "lanh-dao"),
    ("Kiểm tra / Auditor", "kiem-tra"),
    ("Quản trị / Administrator", "quan-tri"),
)


def accounts() -> list[tuple[str, str, str]]:
    """The sign-ins as (role label, username, password); empty without demonstration data."""
    if not programmes.is_demo():
        return []
    return [(label, username, password_of(username)) for label, username in LABELS]
