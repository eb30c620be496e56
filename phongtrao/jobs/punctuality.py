"""Who handed in on time: rates by area and kind, lateness to the second. First hand-in counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from phongtrao.core.dates import before
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import MapEntry
from phongtrao.programmes.models import Owed, Round
from phongtrao.submissions.models import Submission


@dataclass(frozen=True)
class Sent:
    """One unit in one round; `late` is the time after the deadline that counts (None: on time)."""

    unit_id: int
    group: str
    deadline: date
    extended: bool
    first_at: datetime | None
    late: timedelta | None


@dataclass(frozen=True)
class Punctuality:
    """Counts over units: owed = on_time + late + silent; silent ones may still be in time."""

    owed: int = 0
    on_time: int = 0
    late: int = 0
    silent: int = 0
    overdue: int = 0
    worst: timedelta = timedelta()

    @property
    def rate(self) -> Fraction | None:
        """On time of all owed; None when nothing is owed."""
        return Fraction(self.on_time, self.owed) if self.owed else None


def sent_of(round_: Round, unit_ids: Iterable[int] | None = None) -> list[Sent]:
    """Every unit that owes a round with its first hand-in, judged by the deadline that counts."""
    wanted = None if unit_ids is None else set(unit_ids)
    first = dict(
        Submission.objects.filter(round=round_, first_at__isnull=False).values_list(
            "unit_id", "first_at"
        )
    )
    found = []
    rows = Owed.objects.filter(round=round_).values_list(
        "unit_id", "group", "deadline", "extended_to"
    )
    for unit_id, group, planned, later in rows.order_by("unit_id"):
        if wanted is not None and unit_id not in wanted:
            continue
        day = later or planned
        at = first.get(unit_id)
        late = at - before(day) if at is not None and at >= before(day) else None
        found.append(Sent(unit_id, group, day, later is not None, at, late))
    return found


def counted(rows: Iterable[Sent], now: datetime) -> Punctuality:
    """Counts over some units."""
    owed = on_time = late = silent = overdue = 0
    worst = timedelta()
    for row in rows:
        owed += 1
        if row.first_at is None:
            silent += 1
            overdue += now >= before(row.deadline)
        elif row.late is None:
            on_time += 1
        else:
            late += 1
            worst = max(worst, row.late)
    return Punctuality(owed, on_time, late, silent, overdue, worst)


def by_commune(rows: Iterable[Sent], on: date, now: datetime) -> dict[int | None, Punctuality]:
    """Commune id of a day's map (None: in no single commune) → counts."""
    listed = list(rows)
    entries = MapEntry.objects.filter(map=orgs.map_for(on))
    below = dict(entries.values_list("unit_id", "commune_id"))
    parts: dict[int | None, list[Sent]] = {}
    for row in listed:
        parts.setdefault(below.get(row.unit_id), []).append(row)
    return {commune: counted(part, now) for commune, part in parts.items()}


def by_group(rows: Iterable[Sent], now: datetime) -> dict[str, Punctuality]:
    """Group of unit → counts."""
    parts: dict[str, list[Sent]] = {}
    for row in rows:
        parts.setdefault(row.group, []).append(row)
    return {group: counted(part, now) for group, part in parts.items()}
