"""Dossiers of the demonstration: whoever reports the title holds it by a decision of that year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from phongtrao.assessments import laws
from phongtrao.assessments.loading import PastDecision, PastDossier, bulk_load
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import REPORTING_GROUPS
from phongtrao.core.periods import Period
from phongtrao.demo.chance import seeded
from phongtrao.demo.dossiers import Given, grade_steps, outcome_of, standard_steps, title_steps
from phongtrao.demo.history import CURRENT, CURRENT_DAY, Chronicle
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions

RECENT = {"small": 3}
FORGOT = 0.1
Place = tuple[int | None, int | None, int | None]


@dataclass
class Year:
    """One year's reports, where units lie, and the decisions made so far by key."""

    chronicle: Chronicle
    year: int
    rows: list[dict[str, Any]]
    places: dict[int, Place]
    below: dict[int, dict[str, int]] = field(default_factory=dict)
    decisions: dict[str, PastDecision] = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        """Whether the year still runs in the demonstration."""
        return self.year == CURRENT


def build(chronicle: Chronicle, size: str) -> int:
    """Make the dossiers of the three (small) or two latest years; return how many."""
    if "annual" not in programmes.package().forms or not programmes.package().criteria:
        return 0
    years = [period.year for period in programmes.periods("annual")]
    total = 0
    for year in years[-RECENT.get(size, 2) :]:
        told = _year(chronicle, year)
        dossiers = [*_titles(told), *_standards(told)]
        total += bulk_load(decisions=told.decisions.values(), dossiers=dossiers)
    return total


def _year(chronicle: Chronicle, year: int) -> Year:
    day = date(year, 11, 14)
    found = [
        row
        for row in submissions.rows("annual", Period(year))
        if row["grp"] in REPORTING_GROUPS and row["in_scope"]
    ]
    top = {orgs.place_of(row["unit_id"], day).province_id for row in found[:1]} - {None}
    places = {}
    for province in top:
        entries = orgs.entries_below(int(province or 0), day)
        for unit_id, *place in entries.values_list(
            "unit_id", "province_id", "district_id", "commune_id"
        ):
            places[unit_id] = (place[0], place[1], place[2])
    told = Year(chronicle, year, [row for row in found if row["unit_id"] in places], places)
    for row in told.rows:
        commune = places[row["unit_id"]][2]
        if commune is not None and commune != row["unit_id"]:
            counts = told.below.setdefault(commune, {"units": 0, "recognised": 0})
            counts["units"] += 1
            counts["recognised"] += outcome_of(row) == "recognised"
    return told


def _law(group: str, kind: str, year: int, about: str) -> CriteriaSet | None:
    try:
        return laws.criteria_for(group, kind, year, about)
    except Refusal:
        return None


def _titles(told: Year) -> Iterator[PastDossier]:
    sets = {group: _law(group, "", told.year, "title") for group in REPORTING_GROUPS}
    books = {group: laws.grade_book(group, told.year) for group in REPORTING_GROUPS}
    for row in told.rows:
        law = sets[row["grp"]]
        if law is None:
            continue
        given, level = _given(told, row, law, "title")
        if _forgot(told, row):
            continue
        steps = title_steps(given, told.is_current)
        titled = outcome_of(row) == "recognised"
        yield _dossier(
            told, row, law, level, "title", [*steps, *grade_steps(given, books[row["grp"]], titled)]
        )


def _forgot(told: Year, row: dict[str, Any]) -> bool:
    """Whether the unit has not registered in the year that still runs; the sign-ins have."""
    if not told.is_current or row["state"] != "due":
        return False
    chosen = (row["unit_id"], str(told.year)) in told.chronicle.silent
    uid = told.chronicle.uids.get(row["unit_id"], "")
    return not chosen and seeded(f"{told.chronicle.seed}/forgot/{uid}").random() < FORGOT


def _standards(told: Year) -> Iterator[PastDossier]:
    law = _law("commune", "xa", told.year, "standard")
    if law is None or told.is_current:
        return
    for row in told.rows:
        if row["kind"] == "xa" and row.get("ntm_19_2") in ("yes", "no"):
            given, level = _given(told, row, law, "standard")
            steps = standard_steps(given, row["ntm_19_2"] == "yes")
            yield _dossier(told, row, law, level, "standard", steps)


def _dossier(
    told: Year, row: dict[str, Any], law: CriteriaSet, level: str, about: str, steps: Sequence[Any]
) -> PastDossier:
    return PastDossier(
        about=about,
        unit_id=row["unit_id"],
        year=told.year,
        group=row["grp"],
        kind=row["kind"],
        subkind=row["subkind"],
        commune_id=told.places[row["unit_id"]][2],
        level=level,
        criteria=law.id,
        steps=steps,
    )


def _given(told: Year, row: dict[str, Any], law: CriteriaSet, about: str) -> tuple[Given, str]:
    unit_id, chronicle = row["unit_id"], told.chronicle
    uid = chronicle.uids.get(unit_id, str(unit_id))
    rng = seeded(f"{chronicle.seed}/dossier/{about}/{uid}/{told.year}")
    province, district, commune = told.places[unit_id]
    own = commune if commune != unit_id else None
    level = laws.level_of(law, row["grp"], own, district)
    at = {"commune": commune, "district": district, "province": province}[level]
    decider = chronicle.desks.officer.get(own or 0, chronicle.desks.standing)
    title = grade = None
    if about == "standard" or outcome_of(row):
        title = _decision(told, about, row["grp"], law, level, int(at or unit_id), decider)
    if about == "title" and (not told.is_current or row["grp"] == "hamlet"):
        grade = _decision(told, "grade", row["grp"], law, level, int(at or unit_id), decider)
    given = Given(
        rng=rng,
        row=row,
        year=told.year,
        law=law,
        contact=chronicle.desks.contact.get(unit_id),
        decider=decider,
        title_key=title.key if title else "",
        title_on=title.signed_on if title else None,
        grade_key=grade.key if grade else "",
        below=told.below.get(unit_id, {}),
        is_chosen=(unit_id, str(told.year)) in chronicle.silent,
    )
    return given, level


def _decision(
    told: Year, about: str, group: str, law: CriteriaSet, level: str, unit_id: int, post_id: int
) -> PastDecision:
    """The decision of a level about its hamlets, or about its other units, made once."""
    bucket = group if group in ("hamlet", "commune") else "unit"
    key = f"{about}/{told.year}/{level}/{unit_id}/{bucket}"
    if key not in told.decisions:
        rng = seeded(f"{told.chronicle.seed}/decision/{key}")
        due = law.decision_day(told.year)
        if about == "grade":
            due = laws.rubric_for(group, told.year).decision_day(told.year)
        elif about == "standard":
            due = date(told.year, 11, 20)
        late = rng.random() < 0.04 and not told.is_current
        signed = due + timedelta(rng.randint(0, 6)) if late else due - timedelta(rng.randint(1, 5))
        signed = min(signed, CURRENT_DAY)
        told.decisions[key] = PastDecision(
            key=key,
            about=about,
            year=told.year,
            number=f"{rng.randint(20, 980)}/QĐ-UBND",
            signed_on=signed,
            level=level,
            office=law.authority(level).office,
            unit_id=unit_id,
            post_id=post_id,
            at=datetime.combine(signed, time(rng.randint(8, 16), rng.randint(0, 59)), TZ),
            late=late,
        )
    return told.decisions[key]
