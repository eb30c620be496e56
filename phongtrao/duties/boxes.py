"""The boxes of a body's yearly report: one for each duty it holds, filled from its updates."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from phongtrao.core.dates import before, format_date, local_day
from phongtrao.duties.models import Assignment, Desk, PaperVersion, Update
from phongtrao.plan.duties import Duty
from phongtrao.plan.slots import slots
from phongtrao.programmes import queries as programmes


@dataclass(frozen=True)
class Box:
    """One box: the duty, what its updates of the year say, and how many there are."""

    duty: str
    clause: str
    title: str
    title_en: str
    prefill: str
    updates: int
    received_from: tuple[str, ...] = ()


def held_in(desk: Desk, year: int) -> list[Assignment]:
    """What a body holds that is asked for in a year, documents themselves left out, by clause."""
    duties = {duty.id: duty for duty in programmes.package().duties}
    found = Assignment.objects.filter(
        holder=desk, starts__lt=date(year + 1, 1, 1), after__gt=date(year, 1, 1)
    ).select_related("first")
    finished = Update.objects.filter(step=Update.Step.DONE, at__lt=before(date(year, 1, 1)))
    found = found.exclude(pk__in=finished.values("assignment_id"))
    order = {code: place for place, code in enumerate(duties)}
    kept = [item for item in found if item.duty in duties and not duties[item.duty].document]
    return sorted(kept, key=lambda item: (order[item.duty], item.part, item.first_id))


def boxes_of(desk: Desk, year: int) -> list[Box]:
    """One box for each duty a body reports on in a year."""
    held = held_in(desk, year)
    said = list(Update.objects.filter(assignment__in=held).order_by("at", "id"))
    duty_of = {item.pk: item.duty for item in held}
    package = programmes.package()
    known = {duty.id: duty for duty in package.duties}
    boxes = []
    for code in dict.fromkeys(item.duty for item in held):
        texts = [row for row in said if duty_of[row.assignment_id] == code and _of_year(row, year)]
        others = {i.first.code for i in held if i.duty == code and i.first_id != desk.pk}
        boxes.append(_box(known[code], texts, tuple(sorted(others))))
    return boxes


def _of_year(row: Update, year: int) -> bool:
    return local_day(row.at).year == year


def _box(duty: Duty, texts: list[Update], others: tuple[str, ...]) -> Box:
    return Box(duty.id, duty.clause, duty.title, duty.title_en, prefill(texts), len(texts), others)


def prefill(rows: list[Update]) -> str:
    """Texts of updates in order of time, each with its day and its counts."""
    lines = []
    for row in rows:
        counts = "; ".join(f"{label}: {number}" for label, number in row.figures)
        tail = f" ({counts})" if counts else ""
        lines.append(f"{format_date(local_day(row.at))}: {row.text.rstrip('.')}{tail}.")
    return "\n".join(lines)


def said(version: PaperVersion) -> dict[str, str]:
    """The boxes of a version: duty id → text."""
    found: dict[str, str] = json.loads(version.boxes)
    return found


def due_of(kind: str, year: int) -> date | None:
    """The day before which a document of this kind is due in a year; None when it is optional."""
    package = programmes.package()
    for duty in package.duties:
        if duty.document == kind:
            own = [slot.due for slot in slots(package, duty, year) if slot.due_from == "own"]
            return own[0] if own else None
    return None
