"""Fields of an entry or a review as a form, and what was typed into it as values.

Names in the POST are the ids of the fields; `lat` and `lon` are the map point. Nothing typed is
lost: a wrong answer comes back as it was written, with what to correct.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.dates import DateProblem, format_date, parse_date
from phongtrao.core.findings import Finding
from phongtrao.core.money import parse_amount, written_in
from phongtrao.core.numbers import Ambiguous, NumberProblem, parse_integer
from phongtrao.core.text import nfc
from phongtrao.plan.amounts import scale_in
from phongtrao.plan.registers import Register, RegisterField
from phongtrao.web.entry.form_fields import ShowIf, simple_condition
from phongtrao.web.figures.present import said
from phongtrao.web.registers.links import Choice, Linked, resolve
from phongtrao.web.registers.words import item_note, label, unit_of

FEW = 5
SINCE = "tu-ngay"
MICRO = 1_000_000
DEGREES = re.compile(r"-?\d{1,3}(?:[.,]\d{1,8})?")
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class FieldView:
    """One field ready for the template; `kind` is the widget."""

    id: str
    label: str
    kind: str
    hint: str = ""
    law: str = ""
    unit: str = ""
    value: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    errors: tuple[str, ...] = ()
    show_if: ShowIf | None = None


@dataclass(frozen=True)
class Typed:
    """What a POST said: values to store, texts as typed, and what cannot be stored."""

    values: dict[str, Any]
    raw: dict[str, Any]
    wrong: tuple[Finding, ...]


def views(
    register: Register,
    fields: Sequence[RegisterField],
    raw: Mapping[str, Any],
    errors: Errors,
    picks: Mapping[str, Sequence[Choice]] | None = None,
) -> list[FieldView]:
    """Return the fields of a form, filled with `raw`: texts, or lists of codes.

    `picks`: choices for fields whose name could mean several entries or units.
    """
    return [_view(register, one, raw, errors, (picks or {}).get(one.id, ())) for one in fields]


def _view(
    register: Register,
    one: RegisterField,
    raw: Mapping[str, Any],
    errors: Errors,
    picks: Sequence[Choice],
) -> FieldView:
    value = raw.get(one.id, "")
    choices = tuple(picks) or _choices(register, one, value)
    return FieldView(
        id=one.id,
        label=label(one),
        kind="select" if picks else _widget(one, len(choices)),
        hint=" ".join(filter(None, (said(one.hint, one.hint_en), _amounts(one)))),
        law=one.law,
        unit=unit_of(one),
        value="" if isinstance(value, list) else str(value),
        required=one.required,
        choices=choices,
        errors=tuple(errors.get(one.id, ())),
        show_if=simple_condition(one.show_if),
    )


def _amounts(one: RegisterField) -> str:
    """Return how an amount may be written."""
    if one.type != "money":
        return ""
    if scale_in(one) > 1:
        return _("Parts are kept to the đồng: 1.234,5. Another unit may be named: 0,5 tỷ.")
    return _("In đồng, or with its unit: 12,5 triệu.")


def _widget(one: RegisterField, size: int) -> str:
    """Return the widget: a few choices are radios, many are a list."""
    if one.type in ("choice", "catalogue", "yes_no"):
        return "radio" if size <= FEW else "select"
    return {"unit": "link", "entry": "link", "document": "text"}.get(one.type, one.type)


def _choices(register: Register, one: RegisterField, value: Any) -> tuple[Choice, ...]:
    chosen = value if isinstance(value, list) else [str(value)]
    if one.type == "yes_no":
        pairs = (("yes", _("Yes")), ("no", _("No")))
        return tuple(Choice(code, words, code in chosen) for code, words in pairs)
    if one.type not in ("choice", "catalogue", "many"):
        return ()
    return tuple(
        Choice(item.id, label(item), item.id in chosen, item_note(item))
        for item in register.items(one)
    )


def typed(fields: Sequence[RegisterField], posted: Any, linked: Linked) -> Typed:
    """Read a POST; `linked` finds units and entries by what people type."""
    values: dict[str, Any] = {}
    raw: dict[str, Any] = {}
    wrong: list[Finding] = []
    for one in fields:
        if one.type == "many":
            raw[one.id] = [code for code in posted.getlist(one.id) if code]
            values[one.id] = raw[one.id]
            continue
        raw[one.id] = nfc(str(posted.get(one.id, "") or "")).strip()
        if raw[one.id]:
            found = _read(one, raw[one.id], linked)
            if isinstance(found, Finding):
                wrong.append(found)
            else:
                values[one.id] = found
    return Typed({k: v for k, v in values.items() if v not in ("", [])}, raw, tuple(wrong))


def _read(one: RegisterField, text: str, linked: Linked) -> Any:
    reader = _READERS.get(one.type)
    if reader is not None:
        return reader(one, text)
    if one.type in ("unit", "entry"):
        return resolve(one, text, linked)
    return text


def _wrong(
    code: str, one: RegisterField, problem: NumberProblem | DateProblem | Ambiguous
) -> Finding:
    words = said(problem.message, problem.message_en)
    return Finding(code, one.id, f"{label(one)}: {words}")


def _whole(one: RegisterField, text: str) -> int | Finding:
    try:
        number = parse_integer(text)
    except NumberProblem as problem:
        return _wrong("entry.integer", one, problem)
    if isinstance(number, Ambiguous):
        return _wrong("entry.integer", one, number)
    return number


def _amount(one: RegisterField, text: str) -> int | Finding:
    try:
        return parse_amount(text, scale_in(one))
    except NumberProblem as problem:
        return _wrong("entry.integer", one, problem)


def _day(one: RegisterField, text: str) -> str | Finding:
    try:
        return parse_date(text).isoformat()
    except DateProblem as problem:
        return _wrong("entry.date", one, problem)


_READERS: dict[str, Callable[[RegisterField, str], Any]] = {
    "number": _whole,
    "money": _amount,
    "date": _day,
}


def point_of(posted: Any) -> tuple[float, float] | Finding | None:
    """Return (latitude, longitude) in degrees, None when both are empty."""
    texts = [str(posted.get(name, "") or "").strip() for name in ("lat", "lon")]
    if not any(texts):
        return None
    if not all(DEGREES.fullmatch(text) for text in texts):
        words = _("Write latitude and longitude in degrees, for example 11,5349 and 106,8832.")
        return Finding("entry.point", "lat", words)
    latitude, longitude = (float(text.replace(",", ".")) for text in texts)
    return latitude, longitude


def since_of(posted: Any) -> date | Finding | None:
    """Return the day from which an act holds, None when it was left empty."""
    text = str(posted.get(SINCE, "") or "").strip()
    try:
        return parse_date(text) if text else None
    except DateProblem as problem:
        return Finding("entry.date", SINCE, problem.message, message_en=problem.message_en)


def raw_of(
    register: Register, fields: Sequence[RegisterField], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return stored values as texts for a form: dates dd/mm/yyyy, links by number."""
    raw: dict[str, Any] = {}
    for one in fields:
        value = values.get(one.id)
        if value is None:
            continue
        if one.type == "date":
            raw[one.id] = format_date(date.fromisoformat(str(value)))
        elif one.type in ("unit", "entry"):
            raw[one.id] = f"#{value}"
        elif one.type == "money":
            raw[one.id] = written_in(int(value), scale_in(one))
        else:
            raw[one.id] = value if isinstance(value, list) else str(value)
    point = values.get("point")
    if point and register.map_point:
        raw["lat"], raw["lon"] = (f"{part / MICRO:.6f}".replace(".", ",") for part in point)
    return raw


def errors_of(findings: Sequence[Finding]) -> dict[str, list[str]]:
    """Return findings by the field they speak of, in the language of the page."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        words = said(finding.message, finding.message_en)
        found.setdefault(finding.place or "", []).append(words)
    return found
