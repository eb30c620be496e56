"""Checks of amendments: what they change exists, dates are real, formulas parse, examples hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from phongtrao.core.findings import Finding
from phongtrao.core.text import looks_like_person_id
from phongtrao.plan.amendments import Amendment, TargetChange, examples_of, in_force
from phongtrao.plan.definitions import Package
from phongtrao.plan.reader import Source
from phongtrao.plan.target_checks import check_example, check_formula
from phongtrao.plan.wording import finding

CHANGEABLE = ("value", "operator", "applies", "scope", "numerator", "denominator")
Place = tuple[str | int, ...]


def check_amendments(package: Package, source: Source) -> Iterator[Finding]:
    """Everything wrong with the amendments of a package."""
    for index, amendment in enumerate(package.amendments):
        yield from _one(package, amendment, source, ("amendments", index))
    merged = in_force(package)
    for amendment, at, change in examples_of(package):
        if change.target not in package.targets:
            continue
        here: Place = ("amendments", package.amendments.index(amendment), "targets", at)
        target = merged.targets[change.target]
        for number, example in enumerate(change.examples):
            yield from check_example(merged, target, example, source, (*here, "examples", number))


def amendment_problems(package: Package) -> list[Finding]:
    """The same findings for a package that does not come from a folder."""
    return list(check_amendments(package, Source(Path(package.folder or package.id))))


def _one(package: Package, amendment: Amendment, source: Source, here: Place) -> Iterator[Finding]:
    for name in ("issued", "effect_from"):
        yield from _day(getattr(amendment, name), source.place(*here, name))
    for name in ("number", "issuer", "title"):
        if not getattr(amendment, name).strip():
            yield finding("plan.amendment_document", source.place(*here, name), part=name)
    yield from _privacy(amendment, source.place(*here))
    changes = (amendment.targets, amendment.dates, amendment.deadlines, amendment.clauses)
    if not any(changes):
        yield finding("plan.amendment_empty", source.place(*here), id=amendment.id)
    for index, change in enumerate(amendment.targets):
        yield from _target(package, change, source, (*here, "targets", index))
    entries = {entry.id for entry in package.calendar}
    for index, moved in enumerate(amendment.dates):
        if moved.entry not in entries:
            place = source.place(*here, "dates", index, "entry")
            yield finding("plan.unknown_date", place, entry=moved.entry)
        yield from _short_day(moved.day, moved.year, source.place(*here, "dates", index, "day"))
    yield from _deadlines(package, amendment, source, here)
    clauses = {clause.id for clause in package.clauses}
    for index, note in enumerate(amendment.clauses):
        if note.clause not in clauses:
            place = source.place(*here, "clauses", index, "clause")
            yield finding("plan.unknown_clause", place, clause=note.clause)


def _privacy(amendment: Amendment, place: str) -> Iterator[Finding]:
    """No text of a document carries what looks like a citizen's number or phone."""
    texts = [amendment.number, amendment.issuer, amendment.title]
    texts += [one.note for one in amendment.targets] + [one.note for one in amendment.dates]
    texts += [one.note for one in amendment.deadlines] + [one.note for one in amendment.clauses]
    for text in texts:
        if looks_like_person_id(text):
            yield finding("plan.amendment_person", place, text=text[:60])


def _deadlines(
    package: Package, amendment: Amendment, source: Source, here: Place
) -> Iterator[Finding]:
    for index, change in enumerate(amendment.deadlines):
        place = source.place(*here, "deadlines", index, "form")
        form = package.forms.get(change.form)
        if form is None:
            yield finding("plan.unknown_form", place, form=change.form)
        elif change.audience and change.audience not in form.deadlines:
            yield finding("plan.deadline", place, form=change.form, audience=change.audience)
        yield from _short_day(
            change.day, change.year, source.place(*here, "deadlines", index, "day")
        )


def _target(
    package: Package, change: TargetChange, source: Source, here: Place
) -> Iterator[Finding]:
    target = package.targets.get(change.target)
    if target is None:
        place = source.place(*here, "target")
        yield finding("plan.unknown_target", place, target=change.target)
        return
    if all(getattr(change, name) is None for name in CHANGEABLE):
        yield finding("plan.amendment_same", source.place(*here), target=change.target)
    if change.effect_from:
        yield from _day(change.effect_from, source.place(*here, "effect_from"))
    for part in ("applies", "numerator", "denominator"):
        text = getattr(change, part)
        for code in (target.form, *target.also_forms) if text is not None else ():
            place = source.place(*here, part)
            yield from check_formula(text, part, package.forms[code], place)


def _day(text: str, place: str) -> Iterator[Finding]:
    try:
        date.fromisoformat(text)
    except ValueError:
        yield finding("plan.date", place, 'Viết dạng "2025-07-01".', value=text)


def _short_day(text: str, year: int, place: str) -> Iterator[Finding]:
    parts = text.split("/")
    try:
        date(year, int(parts[1]), int(parts[0]))
    except (ValueError, IndexError):
        yield finding("plan.date", place, 'Viết dạng "30/11".', value=text)
