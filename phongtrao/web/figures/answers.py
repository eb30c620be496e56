"""Stored answers of a form in words: values, reasons for absence, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.answers import WHY_LABELS, WHY_LABELS_EN, why_of
from phongtrao.core.dates import format_date
from phongtrao.plan.definitions import Field
from phongtrao.web.base.tongue import counted
from phongtrao.web.figures.present import said
from phongtrao.web.templatetags.phongtrao import vn

YESNO = {"yes": ("có", "yes"), "no": ("không", "no")}


@dataclass(frozen=True)
class AnswerLine:
    """One question with its answer, and the answer of the version before where it changed."""

    id: str
    label: str
    words: str
    before: str = ""
    unit: str = ""


def answer_words(field: Field, stored: Any) -> str:
    """Return an answer in words; an absent one says so."""
    if stored is None or stored == "":
        return _("not answered")
    why = why_of(stored)
    if why:
        return said(WHY_LABELS[why], WHY_LABELS_EN[why])
    if field.type == "integer":
        return vn(stored)
    if field.type == "yesno":
        return said(*YESNO.get(str(stored), (str(stored), "")))
    if field.type in ("choice", "choices"):
        codes = stored if isinstance(stored, list) else str(stored).split(",")
        return ", ".join(_choice(field, code) for code in codes)
    if field.type == "date":
        return _day(str(stored))
    return str(stored)


def _choice(field: Field, code: str) -> str:
    """Return the label of one choice; an unknown code is shown as it is."""
    for choice in field.choices:
        if choice.code == code:
            return said(choice.label, choice.label_en)
    return code


def _day(text: str) -> str:
    """Return dd/mm/yyyy of a stored day."""
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text


def lines(
    fields: Sequence[Field], payload: Mapping[str, Any], earlier: Mapping[str, Any] | None = None
) -> list[AnswerLine]:
    """Return the answers of a version in the order of the form; `earlier` marks what changed."""
    found = []
    for field in fields:
        now = payload.get(field.id)
        before = ""
        if earlier is not None and earlier.get(field.id) != now:
            before = answer_words(field, earlier.get(field.id))
        if now is not None or before:
            label = said(field.label, field.label_en)
            unit = counted(field.unit, now) if isinstance(now, int) else ""
            found.append(AnswerLine(field.id, label, answer_words(field, now), before, unit))
    return found
