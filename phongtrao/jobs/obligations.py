"""What each post owes and when: reports of its unit, dates of the plan, duties with a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from phongtrao.accounts.models import Post, Role
from phongtrao.core.periods import Period
from phongtrao.core.titles import joined
from phongtrao.duties import queries as duties
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import CalendarEntry, Package
from phongtrao.plan.forms import day_in
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.submissions.models import Submission

BODY = "body"


@dataclass(frozen=True)
class Obligation:
    """One line of a post's calendar.

    kind: report, date, window or duty. before: late begins at 00:00 of this day; first, last: the
    days of an event or window, both included. state: the state of a report or duty, "" for dates.
    """

    ident: str
    kind: str
    title: str
    title_en: str
    before: date | None = None
    first: date | None = None
    last: date | None = None
    state: str = ""
    sent_at: datetime | None = None
    original: date | None = None
    target: str = ""
    clause: str = ""
    law: str = ""
    late_days: int = 0

    @property
    def day(self) -> date:
        """The day it stands under: the last day on time, or the first day of an event."""
        if self.before is not None:
            return self.before - timedelta(days=1)
        return self.first or self.last or date.max

    @property
    def done(self) -> bool:
        """Whether the unit has done its part."""
        return self.state in ("submitted", "approved", "accepted", "reported", "moved")


def obligations_of(post: Post, first: date, last: date) -> list[Obligation]:
    """Everything the post's unit owes between two days (both included), by day and title."""
    if post.unit_id is None:
        return []
    found = [*_reports(post.unit_id), *_dates(post, first, last)]
    if post.role == Role.DEPARTMENT:
        found += _duties(post, first, last)
    inside = [one for one in found if _touches(one, first, last)]
    return sorted(inside, key=lambda one: (one.day, one.kind, one.title))


def _touches(one: Obligation, first: date, last: date) -> bool:
    begins = one.first or one.day
    ends = one.last or one.day
    return begins <= last and ends >= first


def _reports(unit_id: int) -> Iterable[Obligation]:
    forms = programmes.package().forms
    said = submissions.of_unit(unit_id)
    for owed in programmes.owed_by(unit_id):
        form = forms.get(owed.round.form)
        if form is None:
            continue
        period = Period.parse(owed.round.period)
        answer = said.get(owed.round_id)
        yield Obligation(
            ident=f"owed-{owed.pk}",
            kind="report",
            title=joined(form.title, period.label),
            title_en=joined(form.title_en or form.title, period.label_en),
            before=owed.before,
            original=owed.planned,
            state=answer.state if answer else Submission.State.DUE.value,
            sent_at=answer.first_at if answer else None,
            target=f"report:{unit_id}:{owed.round.form}:{owed.round.period}",
        )


def _dates(post: Post, first: date, last: date) -> Iterable[Obligation]:
    """Dates of the plan that speak to the post's unit; deadlines of forms are its reports."""
    package = programmes.package()
    assert post.unit_id is not None
    state = orgs.state_of(post.unit_id, last)
    audience = {state.group} | ({BODY} if state.subkind.startswith(BODY) else set())
    owes = {owed.round.form for owed in programmes.owed_by(post.unit_id)}
    for entry in package.calendar:
        if not audience & set(entry.audience):
            continue
        if entry.form and entry.before and entry.form in owes and state.group != "province":
            continue
        for year in range(first.year - 1, last.year + 2):
            found = _entry(package, entry, year)
            if found:
                yield found


def _entry(package: Package, entry: CalendarEntry, year: int) -> Obligation | None:
    if not package.years[0] <= year <= package.years[-1] + 1:
        return None
    if entry.year is not None and entry.year != year:
        return None
    common: dict[str, Any] = {
        "ident": f"date-{entry.id}-{year}",
        "title": entry.title,
        "title_en": entry.title_en or entry.title,
        "clause": entry.clause,
        "law": entry.law,
        "target": f"clause:{entry.clause}",
    }
    if entry.before:
        return Obligation(kind="date", before=day_in(entry.before, year), **common)
    if entry.from_day and entry.to_day:
        days = day_in(entry.from_day, year), day_in(entry.to_day, year)
        return Obligation(kind="window", first=days[0], last=days[1], **common)
    day = entry.named_day(year)
    return Obligation(kind="date", first=day, last=day, **common) if day else None


def _duties(post: Post, first: date, last: date) -> Iterable[Obligation]:
    """Duties that the post's body holds, under the day they are due.

    A duty held twice (its own and one taken over) is owed once, as far as its worst part has come.
    """
    for year in range(first.year, last.year + 1):
        held: dict[tuple[str, str, date], list[duties.Row]] = {}
        for row in duties.rows(post, year):
            if row.item.year == year and row.item.holder.unit_id == post.unit_id:
                held.setdefault((row.duty.id, row.item.part, row.item.due), []).append(row)
        yield from (_duty(rows) for rows in held.values())


def _duty(rows: list[duties.Row]) -> Obligation:
    shown = min(rows, key=lambda row: (row.judged.closed, -row.judged.late_days, row.item.pk))
    return Obligation(
        ident=f"duty-{min(row.item.pk for row in rows)}",
        kind="duty",
        title=shown.duty.title,
        title_en=shown.duty.title_en or shown.duty.title,
        before=shown.item.due,
        state=shown.judged.state,
        late_days=shown.judged.late_days,
        clause=shown.duty.clause,
        target=f"duty:{shown.item.code}",
    )
