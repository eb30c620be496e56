"""Whole check of a package: grammar, then everything that only shows when the parts meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from phongtrao.core.findings import Finding
from phongtrao.plan.amendment_checks import check_amendments
from phongtrao.plan.criteria_checks import check_criteria
from phongtrao.plan.definitions import Package
from phongtrao.plan.form_checks import check_form
from phongtrao.plan.forms import day_in
from phongtrao.plan.inspection_checks import check_inspections
from phongtrao.plan.message_checks import check_notices
from phongtrao.plan.reader import Source, open_package
from phongtrao.plan.register_checks import check_registers, check_sources
from phongtrao.plan.slots import check_duty_parts
from phongtrao.plan.target_checks import check_target
from phongtrao.plan.wording import finding


def check_package(folder: Path | str) -> list[Finding]:
    """All findings about the package in ``folder``, in the order of the files; empty when good."""
    package, source = open_package(Path(folder))
    if package is None:
        return source.findings
    found = [*_clauses(package, source), *_duties(package, source), *_calendar(package, source)]
    if not found:
        found += check_duty_parts(package, source)
    for target in package.targets.values():
        found += check_target(package, target, source)
    for form in package.forms.values():
        found += check_form(form, source)
    found += check_registers(package, source)
    found += check_sources(package, source)
    found += check_criteria(package, source)
    if package.notices:
        found += check_notices(package.notices, source.place("notices", "templates"))
    found += check_amendments(package, source)
    found += check_inspections(package, source)
    return found


def _twice(ids: Iterable[str], name: str, source: Source) -> Iterator[Finding]:
    """Ids used more than once in a list."""
    listed = list(ids)
    counts = Counter(listed)
    for index, code in enumerate(listed):
        if counts[code] > 1 and index != listed.index(code):
            yield finding("plan.duplicate_id", source.place(name, index, "id"), id=code)


def _clauses(package: Package, source: Source) -> Iterator[Finding]:
    yield from _twice((clause.id for clause in package.clauses), "clauses", source)
    clauses = {clause.id for clause in package.clauses}
    known = clauses | set(package.targets) | {duty.id for duty in package.duties}
    for index, clause in enumerate(package.clauses):
        if clause.parent and clause.parent not in clauses:
            yield finding(
                "plan.parent",
                source.place("clauses", index, "id"),
                clause=clause.id,
                parent=clause.parent,
            )
        for ref in clause.related:
            if ref not in known:
                place = source.place("clauses", index, "related")
                yield finding("plan.unknown_ref", place, ref=ref)


def _duties(package: Package, source: Source) -> Iterator[Finding]:
    yield from _twice((body.id for body in package.bodies), "bodies", source)
    yield from _twice((duty.id for duty in package.duties), "duties", source)
    clauses = {clause.id for clause in package.clauses}
    bodies = {body.id for body in package.bodies}
    for index, body in enumerate(package.bodies):
        yield from _known_clause(body.clause, clauses, source.place("bodies", index, "clause"))
        if body.successor_from and not _is_iso(body.successor_from):
            yield finding(
                "plan.date",
                source.place("bodies", index, "successor_from"),
                value=body.successor_from,
            )
    for index, duty in enumerate(package.duties):
        for clause in (duty.clause, *duty.serves):
            yield from _known_clause(clause, clauses, source.place("duties", index, "clause"))
        for name in (duty.lead, *duty.support):
            if name not in bodies:
                yield finding("plan.unknown_body", source.place("duties", index, "lead"), body=name)
        if duty.before and not _is_day(duty.before):
            yield finding("plan.date", source.place("duties", index, "before"), value=duty.before)


def _calendar(package: Package, source: Source) -> Iterator[Finding]:
    yield from _twice((entry.id for entry in package.calendar), "calendar", source)
    clauses = {clause.id for clause in package.clauses}
    for index, entry in enumerate(package.calendar):
        if entry.clause:
            place = source.place("calendar", index, "clause")
            yield from _known_clause(entry.clause, clauses, place)
        if entry.form and entry.form not in package.forms:
            yield finding(
                "plan.unknown_form", source.place("calendar", index, "form"), form=entry.form
            )
        for part in ("before", "day", "from_day", "to_day"):
            text = getattr(entry, part)
            if text and not _is_day(text):
                yield finding(
                    "plan.date",
                    source.place("calendar", index, part),
                    'Viết dạng "15/11".',
                    value=text,
                )
    if not _is_iso(package.issued):
        yield finding(
            "plan.date", source.place("issued"), 'Viết dạng "2022-07-28".', value=package.issued
        )


def _known_clause(clause: str, clauses: set[str], place: str) -> Iterator[Finding]:
    if clause not in clauses:
        yield finding("plan.unknown_clause", place, clause=clause)


def _is_day(text: str) -> bool:
    """True for a real "15/11" or "10/8/2022"."""
    parts = text.split("/")
    try:
        day_in("/".join(parts[:2]), int(parts[2]) if len(parts) == 3 else 2024)
    except (ValueError, IndexError):
        return False
    return len(parts) in (2, 3)


def _is_iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
