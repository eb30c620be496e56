"""Two years side by side: rows for the check page and the view of the officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from phongtrao.core.answers import integer_of, is_answered
from phongtrao.core.findings import Finding
from phongtrao.plan.definitions import Field, Form
from phongtrao.rules.validation import JUMP, is_shown, row_of
from phongtrao.web.entry.form_fields import words_of
from phongtrao.web.entry.wording import label_of, say
from phongtrao.web.templatetags.phongtrao import percent, vn


@dataclass(frozen=True)
class Row:
    """One question: last year, this year, what changed, and what to look at.

    `large`: exactly where the rule warns of the change, so a mark is never without a warning.
    """

    field: str
    label: str
    before: str
    now: str
    change: str
    large: bool
    answered: bool
    required: bool
    long: bool
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    returned: str = ""


@dataclass(frozen=True)
class Part:
    """Rows of one section."""

    id: str
    number: int
    title: str
    rows: tuple[Row, ...]


def change_of(before: Any, now: Any) -> str:
    """Difference of two numbers in words ("+32 (+18,1 %)")."""
    first, second = integer_of(before), integer_of(now)
    if first is None or second is None:
        return ""
    if first == second:
        return gettext("no change")
    sign = "+" if second > first else "−"
    text = f"{sign}{vn(abs(second - first))}"
    if first == 0:
        return text
    return f"{text} ({sign}{percent(Fraction(abs(second - first), first))})"


def compare(
    form: Form,
    group: str,
    subkind: str,
    payload: Mapping[str, Any],
    previous: Mapping[str, Any],
    findings: Sequence[Finding] = (),
) -> list[Part]:
    """All questions asked of the unit, by section, with both years; hidden ones left out."""
    parts: list[Part] = []
    values = row_of(form, group, subkind, payload)
    for section, fields in form.sections_for(group, subkind):
        shown = [
            field
            for field in fields
            if is_answered(payload, field.id) or is_shown(form, field, values)
        ]
        rows = tuple(row(field, payload, previous, findings) for field in shown)
        if rows:
            parts.append(Part(section.id, len(parts) + 1, label_of(section), rows))
    return parts


def row(
    field: Field,
    payload: Mapping[str, Any],
    previous: Mapping[str, Any],
    findings: Sequence[Finding] = (),
) -> Row:
    """One question with both years."""
    before, now = previous.get(field.id), payload.get(field.id)
    change = change_of(before, now) if field.type == "integer" else ""
    if field.type in ("yesno", "choice") and before and now and before != now:
        change = gettext("changed")
    mine = [finding for finding in findings if finding.place == field.id]
    return Row(
        field=field.id,
        label=label_of(field),
        before=say(field, before),
        now=say(field, now),
        change=change,
        large=any(finding.code == JUMP for finding in mine),
        answered=is_answered(payload, field.id),
        required=field.required,
        long=field.type == "text",
        errors=tuple(words_of(finding) for finding in mine if finding.is_error),
        warnings=tuple(words_of(finding) for finding in mine if not finding.is_error),
    )


def large_changes(parts: Sequence[Part]) -> list[Row]:
    """Rows whose number moved by as much as the rule warns of."""
    return [row for part in parts for row in part.rows if row.large]


def sent_before(
    form: Form, group: str, subkind: str, older: Mapping[str, Any], newer: Mapping[str, Any]
) -> list[Row]:
    """Rows that differ between two versions of one submission, older value first."""
    fields = form.fields_for(group, subkind)
    changed = [field for field in fields if older.get(field.id) != newer.get(field.id)]
    return [row(field, newer, older) for field in changed]
