"""Amendments: documents that change what is applied, beside a signed text that never changes.

``amendments/<id>.yaml`` names the document (number, date, issuer, effect) and what it changes:
values and counting rules of targets, dates of the calendar, deadlines of forms, notes on clauses.
``in_force`` lays them over the signed definitions; nothing that was signed is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from phongtrao.plan.targets import Applied, Number, Operator, Scope, Strict, Target, TargetExample

if TYPE_CHECKING:
    from phongtrao.plan.definitions import CalendarEntry, Clause, Form, Package


class TargetChange(Strict):
    """What a document applies to one target; parts left out stay as signed.

    ``effect_from``: another day than the document's own. ``examples`` are computed as on that day.
    """

    target: str
    note: str
    note_en: str = ""
    effect_from: str = ""
    value: Number | None = None
    operator: Operator | None = None
    applies: str | None = None
    scope: Scope | None = None
    numerator: str | None = None
    denominator: str | None = None
    examples: tuple[TargetExample, ...] = ()


class DateChange(Strict):
    """Another day for an entry of the calendar, in one year only ("30/11", year 2025)."""

    entry: str
    year: int
    day: str
    note: str = ""


class DeadlineChange(Strict):
    """Another deadline of a form, in one year only; ``audience`` empty: everybody it asks."""

    form: str
    year: int
    day: str
    audience: str = ""
    note: str = ""


class ClauseNote(Strict):
    """A sentence shown beside a clause."""

    clause: str
    note: str
    note_en: str = ""


class Amendment(Strict):
    """One document that changed how the plan is applied."""

    id: str
    number: str
    issued: str
    issuer: str
    title: str
    title_en: str = ""
    effect_from: str
    targets: tuple[TargetChange, ...] = ()
    dates: tuple[DateChange, ...] = ()
    deadlines: tuple[DeadlineChange, ...] = ()
    clauses: tuple[ClauseNote, ...] = ()

    @property
    def document(self) -> str:
        """The document as it is quoted: number, date, issuer."""
        day = date.fromisoformat(self.issued)
        return f"{self.number} ngày {day.day:02}/{day.month:02}/{day.year} của {self.issuer}"


def in_force(package: Package) -> Package:
    """Return the package with all its amendments laid over it; applying them twice is once."""
    if not package.amendments:
        return package
    return package.model_copy(
        update={
            "targets": {code: _target(package, t) for code, t in package.targets.items()},
            "calendar": tuple(_entry(package, entry) for entry in package.calendar),
            "clauses": tuple(_clause(package, clause) for clause in package.clauses),
            "forms": {code: _form(package, form) for code, form in package.forms.items()},
        }
    )


def amended(package: Package, amendment: Amendment) -> Package:
    """Return the signed package with one more amendment (or a newer text of a known one)."""
    others = tuple(item for item in package.amendments if item.id != amendment.id)
    listed = sorted((*others, amendment), key=lambda item: (item.effect_from, item.issued, item.id))
    return package.model_copy(update={"amendments": tuple(listed)})


def written(amendment: Amendment) -> str:
    """Return the amendment as the file ``amendments/<id>.yaml``; reading it gives it back."""
    plain = amendment.model_dump(mode="json", exclude_defaults=True)
    stream = StringIO()
    YAML(typ="safe", pure=True).dump(plain, stream)
    return stream.getvalue()


def examples_of(package: Package) -> Iterator[tuple[Amendment, int, TargetChange]]:
    """Each change of a target with its amendment and its place in it."""
    for amendment in package.amendments:
        for index, change in enumerate(amendment.targets):
            yield amendment, index, change


def _target(package: Package, target: Target) -> Target:
    own = [item for item in target.applied if not item.amendment]
    for amendment, _, change in examples_of(package):
        if change.target == target.id:
            own.append(_applied(amendment, change))
    return target.model_copy(update={"applied": tuple(own)})


def _applied(amendment: Amendment, change: TargetChange) -> Applied:
    parts = change.model_dump(exclude={"target", "effect_from", "examples"})
    start = change.effect_from or amendment.effect_from
    more = {"from": start, "document": amendment.document, "amendment": amendment.id}
    return Applied.model_validate({**parts, **more})


def _entry(package: Package, entry: CalendarEntry) -> CalendarEntry:
    found = {
        str(change.year): f"{change.day}|{amendment.document}"
        for amendment in package.amendments
        for change in amendment.dates
        if change.entry == entry.id
    }
    return entry.model_copy(update={"moved": found}) if found else entry


def _form(package: Package, form: Form) -> Form:
    found = {
        f"{change.year}|{audience}": change.day
        for amendment in package.amendments
        for change in amendment.deadlines
        if change.form == form.id
        for audience in form.deadlines
        if change.audience in ("", audience)
    }
    return form.model_copy(update={"moved": found}) if found else form


def _clause(package: Package, clause: Clause) -> Clause:
    found = tuple(
        f"{note.note} ({amendment.document})"
        for amendment in package.amendments
        for note in amendment.clauses
        if note.clause == clause.id
    )
    return clause.model_copy(update={"applied": found}) if found else clause
