"""When a duty is asked for: its slots in a year, each with the day before which it is due.

A duty with its own day ("15/11") is due before it. The plan gives most duties no day of their own:
they are due with the yearly report, or, when that lies outside their part of the year, at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from phongtrao.core.findings import Finding
from phongtrao.plan.definitions import Package
from phongtrao.plan.duties import EVERYONE, Duty
from phongtrao.plan.forms import day_in
from phongtrao.plan.reader import Source
from phongtrao.plan.wording import finding

PARTS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "year": ("",),
    "half": ("H1", "H2"),
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "month": tuple(f"M{month:02d}" for month in range(1, 13)),
}
MONTHS = {"": 12, "H": 6, "Q": 3, "M": 1}


@dataclass(frozen=True)
class Slot:
    """One time a duty is asked for. ``after``: first day after it; ``due``: the named day.

    ``due_from``: "own" day of the duty, day of the "report", or "end" of the part of the year.
    """

    part: str
    starts: date
    after: date
    due: date
    due_from: Literal["own", "report", "end"]


def slots(package: Package, duty: Duty, year: int) -> tuple[Slot, ...]:
    """The slots that begin in ``year``; a duty done once has one, in its own or the first year."""
    if duty.kind == "once":
        return _once(package, duty, year)
    found = []
    for part in PARTS[duty.every]:
        starts, after = _bounds(part, year)
        own = _own_day(package, duty, year) if duty.before.count("/") == 1 else None
        found.append(_slot(part, starts, after, own, _report_day(package, year)))
    return tuple(found)


def _once(package: Package, duty: Duty, year: int) -> tuple[Slot, ...]:
    first, last = package.years[0], package.years[-1]
    own = None
    if duty.before:
        first = last = int(duty.before.split("/")[2]) if duty.before.count("/") == 2 else first
        own = _own_day(package, duty, first)
    if year != first:
        return ()
    starts, after = date(first, 1, 1), date(last + 1, 1, 1)
    return (_slot("", starts, after, own, _report_day(package, last)),)


def _slot(part: str, starts: date, after: date, own: date | None, report: date | None) -> Slot:
    if own is not None:
        return Slot(part, starts, after, own, "own")
    if report is not None and starts < report < after:
        return Slot(part, starts, after, report, "report")
    return Slot(part, starts, after, after, "end")


def _bounds(part: str, year: int) -> tuple[date, date]:
    """First day of a part of the year and the first day after it."""
    length = MONTHS[part[:1]]
    first = (int(part[1:] or 1) - 1) * length + 1
    beyond = first + length
    after = date(year + 1, 1, 1) if beyond > 12 else date(year, beyond, 1)
    return date(year, first, 1), after


def _own_day(package: Package, duty: Duty, year: int) -> date:
    """The day of a dated duty; a later document that moved the date of the clause is followed."""
    text = "/".join(duty.before.split("/")[:2])
    for entry in package.calendar:
        if entry.clause == duty.clause and entry.before == text:
            return entry.named_day(year) or day_in(text, year)
    return day_in(text, year)


def _report_day(package: Package, year: int) -> date | None:
    """The day before which the bodies send their yearly report, None when the plan names none."""
    for duty in package.duties:
        if duty.document == "report" and duty.before.count("/") == 1:
            return _own_day(package, duty, year)
    return None


def leaders(package: Package, code: str) -> tuple[str, ...]:
    """Ids of the bodies that a leading body stands for: itself, or its members one by one."""
    body = package.body(code)
    if not body.members:
        return (code,)
    found: list[str] = []
    for member in body.members:
        if member == EVERYONE:
            found += [one.id for one in package.bodies if not one.collective]
        else:
            found += leaders(package, member)
    return tuple(dict.fromkeys(found))


def check_duty_parts(package: Package, source: Source) -> Iterator[Finding]:
    """Members, proofs and examples of the duties, and the coded reasons for delay."""
    for index, body in enumerate(package.bodies):
        yield from _members(package, index, body.members, source)
    for index, duty in enumerate(package.duties):
        yield from _proofs(package, index, duty, source)
        yield from _examples(package, index, duty, source)
    if package.duties and not package.delay_reasons:
        yield finding("plan.no_reasons", source.place("duties"))


def _members(
    package: Package, index: int, members: tuple[str, ...], source: Source
) -> Iterator[Finding]:
    known = {body.id: body for body in package.bodies}
    for member in members:
        here = source.place("bodies", index, "members")
        if member != EVERYONE and member not in known:
            yield finding("plan.unknown_body", here, body=member)
        elif member != EVERYONE and known[member].members:
            yield finding("plan.nested_body", here, body=member)


def _proofs(package: Package, index: int, duty: Duty, source: Source) -> Iterator[Finding]:
    for number, proof in enumerate(duty.proof):
        here = source.place("duties", index, "proof", number)
        if len(proof.kinds) != 1:
            yield finding("plan.proof", here, duty=duty.id)
        if proof.figure and proof.figure not in package.targets:
            yield finding("plan.unknown_target", here, target=proof.figure)
        if proof.date and proof.date not in {entry.id for entry in package.calendar}:
            yield finding("plan.unknown_ref", here, ref=proof.date)
        if proof.form and proof.form not in package.forms:
            yield finding("plan.unknown_form", here, form=proof.form)
        elif proof.form and proof.field not in package.forms[proof.form].columns():
            yield finding("plan.unknown_field", here, field=proof.field)
        yield from _register(package, proof.register_, proof.measure, here)


def _register(package: Package, code: str, measure: str, here: str) -> Iterator[Finding]:
    """The register and its measure exist, when the package has registers."""
    if not code:
        return
    register = package.registers.get(code)
    if register is None:
        yield finding("plan.unknown_ref", here, ref=code)
    elif measure not in {item.id for item in register.measures}:
        yield finding("plan.unknown_field", here, field=measure)


def _examples(package: Package, index: int, duty: Duty, source: Source) -> Iterator[Finding]:
    for number, example in enumerate(duty.examples):
        stated = ", ".join(example.due)
        computed = ", ".join(slot.due.isoformat() for slot in slots(package, duty, example.year))
        if stated != computed:
            here = source.place("duties", index, "examples", number)
            yield finding("plan.example_due", here, computed=computed or "–", stated=stated or "–")
