"""What stands against carrying a draft out, and against taking it back. Private to the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from phongtrao.core.dates import TZ, format_date
from phongtrao.core.findings import Finding
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import OrgUnit
from phongtrao.programmes.models import Owed, Round
from phongtrao.reorganisations import handing, planning
from phongtrao.reorganisations.models import Reform
from phongtrao.reports import queries as reports
from phongtrao.rules import reorganising as rules
from phongtrao.submissions.models import Submission, Version

#: Rooms whose rows about a founded unit do not stand against taking it back.
OWN = frozenset({"orgs"})


@dataclass(frozen=True)
class OpenRound:
    """A round still open on the day of effect, and how many of the ended units owe in it."""

    period: Period
    form: str
    units: int
    unsent: int


@dataclass(frozen=True)
class Fixed:
    """What keeps the map as it is up to a day: a frozen report (its code), else a closed round."""

    period: Period
    report: str = ""
    form: str = ""


def touched(reform: Reform) -> set[int]:
    """Return the chosen units and everything below them on the map before the day of effect."""
    day = (reform.on or planning.last_day(reform)) - date.resolution
    found: set[int] = set()
    for unit in reform.plan.units:
        found |= set(orgs.units_below(unit, day))
    return found


def problems(reform: Reform) -> list[Finding]:
    """Return everything that blocks or should be looked at, in order of the steps."""
    steps = reform.plan
    found = rules.document_findings(reform.document, reform.on)
    named = [*steps.units, *([steps.into] if steps.into else [])]
    states = orgs.states_of(named, planning.last_day(reform))
    kinds = {unit: state.kind for unit, state in states.items()}
    wrong = rules.unit_findings(steps, kinds)
    if wrong:
        return [*found, *wrong]
    found += rules.landing_findings(planning.landings(reform))
    found += _nobody(reform)
    if reform.on is not None:
        found += [*_waiting(reform), *day_problems(reform)]
    return found


def _nobody(reform: Reform) -> list[Finding]:
    """Nobody would answer for a new unit although somebody did for the old ones."""
    desks = handing.desks(reform)
    if not desks or reform.plan.into is not None:
        return []
    new = {place.key: place.label for place in planning.places(reform) if place.unit_id is None}
    return rules.desk_findings(new, handing.staffed(desks))


def _waiting(reform: Reform) -> list[Finding]:
    """Reports that wait for a decision of the old desk; a new name changes no desk."""
    if reform.plan.kind == "rename":
        return []
    waiting = Submission.objects.filter(
        state=Submission.State.SUBMITTED, unit_id__in=touched(reform)
    )
    count = waiting.count()
    if not count:
        return []
    names = ", ".join(full_name(s.kind, s.name) for s in planning.before(reform))
    return [
        Finding(
            "reorganisation.waiting",
            "5",
            f"Còn {count} báo cáo chờ duyệt ở {names}.",
            "Duyệt hoặc trả lại trước.",
            message_en=f"{count} reports still wait for a decision in {names}.",
        )
    ]


def waiting_rounds(reform: Reform) -> list[Round]:
    """Return the rounds in which reports wait for a decision of the old desk."""
    waiting = Submission.objects.filter(
        state=Submission.State.SUBMITTED, unit_id__in=touched(reform)
    )
    return list(Round.objects.filter(pk__in=waiting.values("round_id")))


def fixed_by(reform: Reform) -> Fixed | None:
    """Return the last period with fixed figures that the day of effect lies in or before."""
    closed = Round.objects.filter(state=Round.State.CLOSED).values_list("period", "form")
    found = [Fixed(Period.parse(code), form=form) for code, form in closed]
    frozen = reports.snapshots().values_list("year", "code")
    found += [Fixed(Period(year), report=code) for year, code in frozen.order_by("number")]
    last = max(found, key=lambda one: (one.period.end, bool(one.report)), default=None)
    if last is None or reform.on is None or reform.on > last.period.end:
        return None
    return last


def day_problems(reform: Reform) -> list[Finding]:
    """The day of effect lies within a period whose figures are fixed already."""
    last = fixed_by(reform)
    if last is None:
        return []
    until, free = last.period.end, format_date(last.period.end + date.resolution)
    what = f"{last.period.label} đã đóng"
    what_en = f"The round of {last.period.label_en} is closed"
    if last.report:
        what = f"Báo cáo năm {last.period.year} đã chốt ({last.report})"
        what_en = f"The report of {last.period.year} is frozen ({last.report})"
    until_words = format_date(until)
    return [
        Finding(
            "reorganisation.fixed",
            "1",
            f"{what}, nên đơn vị giữ nguyên đến hết {until_words}.",
            f"Chọn ngày hiệu lực từ {free}.",
            message_en=f"{what_en}, so units stay as they are until {until_words}."
            f" Choose a day of effect from {free}.",
        )
    ]


def open_rounds(reform: Reform) -> list[OpenRound]:
    """Return the open rounds in which units that cease to exist owe a report."""
    found = []
    ending = reform.plan.ending
    for round_ in Round.objects.filter(state=Round.State.OPEN, owed__unit_id__in=ending).distinct():
        units = set(
            Owed.objects.filter(round=round_, unit_id__in=ending).values_list("unit_id", flat=True)
        )
        spoke = Submission.objects.filter(round=round_, unit_id__in=units, current__gt=0).count()
        period = Period.parse(round_.period)
        found.append(OpenRound(period, round_.form, len(units), len(units) - spoke))
    return found


def said_since(reform: Reform) -> int:
    """Return how many reports came in on the new map since the reorganisation was carried out."""
    assert reform.done_at is not None and reform.on is not None, "it was carried out"
    start = max(reform.done_at, datetime.combine(reform.on, time(), TZ))
    units = {row["unit_id"] for row in reform.journal["after"]}
    for unit in list(units):
        units |= set(orgs.units_below(unit, reform.on))
    return Version.objects.filter(submission__unit_id__in=units, at__gte=start).count()


def spoken_of(unit_ids: Iterable[int]) -> list[str]:
    """Return the tables of other rooms that speak of founded units by now."""
    wanted = list(unit_ids)
    found = []
    for relation in OrgUnit._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label in OWN:
            continue
        if model._default_manager.filter(**{f"{relation.field.name}__in": wanted}).exists():
            found.append(model._meta.label)
    return sorted(found)
