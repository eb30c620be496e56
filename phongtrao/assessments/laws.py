"""Which law judges which unit in which year, and how its open points are settled."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from phongtrao.assessments.models import Competence, GradeBook, Setting
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import LEAF_GROUPS
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.plan.rubrics import Rubric
from phongtrao.programmes import queries as programmes
from phongtrao.rules.grading import CONFIRMED, LOCKED, SAMPLE, Book, Line, sample_of
from phongtrao.rules.scope import RULES


@dataclass(frozen=True)
class Subject:
    """A unit as the law sees it in one year: what it was on the last day before the decision."""

    state: UnitState
    criteria: CriteriaSet
    level: str
    commune_id: int | None
    day: date


def criteria_sets(group: str = "", about: str = "title") -> list[CriteriaSet]:
    """Return the versions of the criteria in the package, oldest first."""
    found = programmes.package().criteria.values()
    kept = [one for one in found if one.about == about and group in ("", one.group)]
    return sorted(kept, key=lambda one: (one.group, one.valid_from))


def criteria(code: str) -> CriteriaSet:
    """Return a criteria set; Refusal `criteria.none` (404)."""
    found = programmes.package().criteria.get(code)
    if found is None:
        raise Refusal(
            code="criteria.none",
            message=f"Không có bộ tiêu chí “{code}”.",
            message_en=f"There is no criteria set {code}.",
            status=404,
        )
    return found


def criteria_for(group: str, kind: str, year: int, about: str = "title") -> CriteriaSet:
    """Return the version that judges units of a kind in a year.

    It is the version in force on the last day on which the year may be decided on time.
    Refusal `criteria.none_that_year` (404).
    """
    for one in criteria_sets(group, about):
        if one.fits(group, kind) and one.governs(year):
            return one
    raise Refusal(
        code="criteria.none_that_year",
        message=f"Chưa có bộ tiêu chí cho loại đơn vị này trong năm {year}.",
        message_en=f"There is no criteria set for this kind of unit in {year}.",
        status=404,
    )


def subject(unit_id: int, year: int, about: str = "title") -> Subject:
    """Return how the law sees a unit in a year.

    Refusal `unit.out_of_scope` (409) for units the circular leaves out, `unit.gone` (409) for those
    that do not live then, `criteria.none_that_year` (404).
    """
    state = orgs.state_of(unit_id, date(year, 11, 14))
    if not orgs.is_alive(unit_id, date(year, 11, 14)):
        raise Refusal(
            code="unit.gone",
            message=f"{state.name} không còn hoặc chưa có vào ngày xét năm {year}. "
            "Lập hồ sơ cho đơn vị kế thừa.",
            message_en=f"{state.name} does not exist on the day {year} is assessed.",
        )
    inside, rule = orgs.scope_of(state)
    if not inside:
        raise Refusal(
            code="unit.out_of_scope",
            message=f"{state.name}: {RULES[rule].label}.",
            message_en=f"{state.name}: {RULES[rule].label_en}.",
        )
    found = criteria_for(state.group, state.kind, year, about)
    day = found.decision_day(year) - timedelta(days=1)
    place = orgs.place_of(unit_id, day)
    commune = place.commune_id if place.commune_id != unit_id else None
    usual = level_of(found, state.group, commune, place.district_id)
    level = chosen_level(found, unit_id, year) or usual
    return Subject(state, found, level, place.commune_id, day)


def chosen_level(law: CriteriaSet, unit_id: int, year: int) -> str:
    """Return the level set for a unit by a document, '' when none is or the law lacks it."""
    rows = Competence.objects.filter(unit_id=unit_id, from_year__lte=year)
    row = rows.order_by("-from_year", "-id").first()
    levels = {authority.level for authority in law.authorities}
    return row.level if row is not None and row.level in levels else ""


def level_of(
    found: CriteriaSet, group: str, commune_id: int | None, district_id: int | None
) -> str:
    """Return the level that decides about a unit lying in a commune, a district or neither."""
    levels = [authority.level for authority in found.authorities]
    if group not in LEAF_GROUPS:
        return levels[0]
    if commune_id is not None and "commune" in levels:
        return "commune"
    if district_id is not None and "district" in levels:
        return "district"
    return "province" if "province" in levels else levels[-1]


def options_of(code: str) -> dict[str, str]:
    """Return option id → value of a criteria set: the newest settings over the defaults."""
    given = dict(
        Setting.objects.filter(criteria=code).order_by("id").values_list("option", "value")
    )
    return criteria(code).chosen(given)


def office_of(law: CriteriaSet, level: str) -> str:
    """Return the office that decides at a level; an option `authority` may name another body.

    A choice of that option called as the level means the office the law itself names.
    """
    named = law.authority(level).office
    chosen = options_of(law.id).get("authority", level)
    if chosen == level:
        return named
    return next(item.label for item in law.option("authority").choices if item.id == chosen)


def options_now(law: CriteriaSet) -> dict[str, str]:
    """As `options_of`, for a version that may be in no package yet (then its own defaults)."""
    return options_of(law.id) if law.id in programmes.package().criteria else law.chosen()


def settings_of(code: str) -> list[Setting]:
    """Return every setting ever made for a criteria set, newest first."""
    return list(Setting.objects.filter(criteria=code).order_by("-id"))


def rubrics(group: str = "") -> list[Rubric]:
    """Return the rubrics of the package."""
    found = programmes.package().rubrics.values()
    return [one for one in found if group in ("", one.group)]


def rubric_for(group: str, year: int) -> Rubric:
    """Return the rubric of a kind of unit in a year; Refusal `rubric.none` (404)."""
    for one in rubrics(group):
        if one.governs(year):
            return one
    raise Refusal(
        code="rubric.none",
        message=f"Chưa có bảng điểm cho loại đơn vị này trong năm {year}.",
        message_en=f"There is no rubric for this kind of unit in {year}.",
        status=404,
    )


def grade_book(group: str, year: int) -> Book:
    """Return the rubric as it may be used: confirmed, a demonstration's sample, or locked.

    A locked book shows what is published and must not grade.
    """
    rubric = rubric_for(group, year)
    row = (
        GradeBook.objects.filter(rubric=rubric.id, from_year__lte=year)
        .order_by("-from_year", "-id")
        .first()
    )
    if row is None:
        return sample_of(rubric, SAMPLE if programmes.is_demo() else LOCKED)
    return book_of(rubric, row)


def book_of(rubric: Rubric, row: GradeBook) -> Book:
    """Return an entered rubric as a value."""
    published = {item.id: item for item in rubric.items if item.published}
    lines = tuple(
        Line(
            item["id"],
            item["label"],
            item.get("label_en", ""),
            Decimal(item["points"]),
            item["id"] in published,
            published[item["id"]].source if item["id"] in published else row.document,
        )
        for item in row.items
    )
    cutoffs = tuple((item["grade"], Decimal(item["least"])) for item in row.cutoffs)
    return Book(rubric.id, CONFIRMED, lines, cutoffs, row.cap, row.document)
