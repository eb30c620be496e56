"""Differences of two versions in words: what was added, taken out or changed, with its values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.plan.amendments import Amendment, TargetChange
from phongtrao.plan.definitions import Package
from phongtrao.plan.diff import Change, differences
from phongtrao.web.base.tongue import counted
from phongtrao.web.figures.present import group_label, said
from phongtrao.web.figures.tables import Column, Table, text, written

SHORT = 60


def group_words(group: str) -> str:
    """Return the name of a part of the package."""
    kind, _dot, form = group.partition(".")
    known = {
        "clauses": _("Clause"),
        "duties": _("Duty"),
        "bodies": _("Body of part IV"),
        "calendar": _("Date of the plan"),
        "targets": _("Target"),
        "forms": _("Question of form %(form)s") % {"form": form} if form else _("Form"),
        "amendments": _("Document"),
    }
    return known.get(kind, group)


def part_words(part: str) -> str:
    """Return the name of one key of a definition; a rare key keeps its own."""
    known = {
        "value": _("required value"),
        "operator": _("way to compare"),
        "applies": _("units counted"),
        "scope": _("scope of units"),
        "numerator": _("numerator"),
        "denominator": _("denominator"),
        "near": _("margin of “nearly met”"),
        "title": _("its name"),
        "label": _("its name"),
        "note": _("its note"),
        "before": _("deadline"),
        "deadlines": _("deadlines"),
        "sections": _("questions"),
        "checks": _("checks"),
        "examples": _("examples"),
        "applied": _("what is applied"),
        "by_year": _("stages"),
        "signed": _("signed words"),
        "added": _("new target"),
        "removed": _("target taken out"),
    }
    return known.get(part, part)


def kind_words(kind: str) -> str:
    """Return "added", "taken out" or "changed"."""
    return {"added": _("Added"), "removed": _("Taken out"), "changed": _("Changed")}[kind]


def changes_table(before: Package, after: Package, caption: str) -> Table:
    """Return what differs between two packages, one definition a row."""
    columns = [
        Column(_("Definition")),
        Column(_("Kind")),
        Column(_("Kind of change")),
        Column(_("What exactly")),
    ]
    rows = [
        [
            written(_name(change, after)),
            text(group_words(change.group)),
            text(kind_words(change.kind)),
            written(_what(change, before, after)),
        ]
        for change in differences(before, after)
    ]
    return Table("changes", caption, columns, rows, _("The two versions do not differ."))


def _name(change: Change, after: Package) -> str:
    """What a definition is called: a document by its number, anything else by its code."""
    if change.group == "amendments":
        return next((one.document for one in after.amendments if one.id == change.id), change.id)
    return change.id


def _what(change: Change, before: Package, after: Package) -> str:
    if change.group == "amendments" and change.kind != "removed":
        found = next(item for item in after.amendments if item.id == change.id)
        return document_words(found, after)
    old, new = _find(before, change), _find(after, change)
    if change.kind != "changed":
        here = new or old
        titles = (getattr(here, name, "") for name in ("title", "label", "name"))
        return str(next((title for title in titles if title), ""))
    return "; ".join(_part(part, old, new) for part in change.parts)


def _part(part: str, old: Any, new: Any) -> str:
    first, second = getattr(old, part, None), getattr(new, part, None)
    short = all(
        value is None or (isinstance(value, str | int | float) and len(str(value)) <= SHORT)
        for value in (first, second)
    )
    if not short:
        return part_words(part)
    if part == "operator":
        first, second = (operator_words(value) if value else value for value in (first, second))
    return f"{part_words(part)}: {_value(first)} → {_value(second)}"


def _value(value: Any) -> str:
    return "–" if value in (None, "") else str(value).replace(".", ",")


def _find(package: Package, change: Change) -> Any:
    """The definition a change speaks of, None where the package lacks it."""
    kind, _dot, form = change.group.partition(".")
    if form:
        held = package.forms.get(form)
        fields = held.all_fields() if held else ()
        return next((field for field in fields if field.id == change.id), None)
    listed = getattr(package, kind)
    if isinstance(listed, dict):
        return listed.get(change.id)
    return next((item for item in listed if item.id == change.id), None)


def document_words(amendment: Amendment, package: Package) -> str:
    """Return everything a document changes in a plan."""
    titles = {entry.id: said(entry.title, entry.title_en) for entry in package.calendar}
    parts = [
        f"{change.target}: {target_change_words(change, package)}" for change in amendment.targets
    ]
    parts += [
        _("%(entry)s in %(year)s: %(day)s")
        % {"entry": titles.get(moved.entry, moved.entry), "year": moved.year, "day": moved.day}
        for moved in amendment.dates
    ]
    parts += [
        _("deadline of %(form)s in %(year)s, %(audience)s: before %(day)s")
        % {
            "form": form_title(package, change.form),
            "year": change.year,
            "audience": audience_words(change.audience),
            "day": change.day,
        }
        for change in amendment.deadlines
    ]
    parts += [f"{note.clause}: {said(note.note, note.note_en)}" for note in amendment.clauses]
    return "; ".join(parts)


def form_title(package: Package, code: str) -> str:
    """Return the title of a form, its code where the plan has it no more."""
    form = package.forms.get(code)
    return said(form.title, form.title_en) if form else code


def audience_words(audience: str) -> str:
    """Return whom a deadline is for."""
    if not audience:
        return _("everybody")
    return _("bodies of part IV") if audience == "body" else group_label(audience)


def operator_words(code: str) -> str:
    """Return a way to compare in words."""
    known = {
        "ge": _("at least"),
        "at_least": _("at least"),
        "gt": _("more than"),
        "eq": _("exactly"),
        "le": _("at most"),
        "zero": _("none at all"),
    }
    return known.get(code, code)


def target_change_words(change: TargetChange, package: Package) -> str:
    """Return what a document applies to one target, the note first."""
    return " · ".join([said(change.note, change.note_en), *_given(change, package)])


def _given(change: TargetChange, package: Package) -> Iterable[str]:
    target = package.targets.get(change.target)
    unit = ("%" if target.is_ratio else counted(target.unit, change.value)) if target else ""
    amount = f"{_value(change.value)}\u00a0{unit}".rstrip()
    if change.value is not None and change.operator is not None:
        yield f"{operator_words(change.operator)} {amount}"
    elif change.value is not None:
        yield f"{part_words('value')} {amount}"
    elif change.operator is not None:
        yield f"{part_words('operator')}: {operator_words(change.operator)}"
    for part in ("applies", "scope", "numerator", "denominator"):
        value = getattr(change, part)
        if value is not None:
            yield f"{part_words(part)} {value}"
