"""From what was typed to a payload: every mistake becomes a finding, nothing typed is lost.

Names in the POST: `f.<field>` the answer, `w.<field>` why a number is absent ("" = a number).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext

from phongtrao.core.dates import parse_date
from phongtrao.core.findings import Finding
from phongtrao.core.numbers import Ambiguous, NumberProblem, parse_integer
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.plan.definitions import Field, Form
from phongtrao.web.entry.form_fields import WHY_PREFIX
from phongtrao.web.entry.wording import in_english, label_of
from phongtrao.web.templatetags.phongtrao import vn

#: Largest number a form takes: more than the people of the country is a slip of the finger.
LARGEST = 999_999_999


class Posted(Protocol):
    """A Django QueryDict, or anything like it."""

    def get(self, key: str, default: Any = None, /) -> Any:
        """Last value of a key."""

    def getlist(self, key: str, /) -> list[Any]:
        """All values of a key."""

    def __contains__(self, key: object, /) -> bool:
        """Whether the key was posted at all."""


@dataclass(frozen=True)
class Parsed:
    """What a POST said: answers that can be stored, texts as typed, and what to correct."""

    payload: dict[str, Any]
    raw: dict[str, str]
    findings: tuple[Finding, ...]


class _Wrong(Exception):
    """One answer cannot be stored; carries the code and words of its finding."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def parse(
    form: Form,
    group: str,
    subkind: str,
    posted: Posted,
    known: Mapping[str, Any] | None = None,
    only: Sequence[str] | None = None,
) -> Parsed:
    """Read a POST into a payload.

    `known` is the draft so far: fields that were not posted (a form sent in parts) keep it.
    `only` limits which fields may change (returned cells); all others keep what is known.
    """
    payload: dict[str, Any] = dict(known or {})
    raw: dict[str, str] = {}
    findings: list[Finding] = []
    for field in form.fields_for(group, subkind):
        if only is not None and field.id not in only:
            continue
        if not _was_posted(field, posted):
            continue
        raw[field.id] = nfc(str(posted.get(f"f.{field.id}", "") or "")).strip()
        try:
            answer = _read(field, raw[field.id], posted)
        except _Wrong as wrong:
            _keep_typed(payload, field, raw[field.id], wrong.code)
            findings.append(Finding(wrong.code, field.id, wrong.message, wrong.hint, "error"))
            continue
        if answer is None:
            payload.pop(field.id, None)
        else:
            payload[field.id] = answer
    return Parsed(payload, raw, tuple(findings))


def _keep_typed(payload: dict[str, Any], field: Field, text: str, code: str) -> None:
    """A draft keeps a wrong number or date as typed; never a citizen's number."""
    if text and field.type in ("integer", "date") and not code.startswith("reason."):
        payload[field.id] = text
    else:
        payload.pop(field.id, None)


def _was_posted(field: Field, posted: Posted) -> bool:
    """Whether the field stood on the page that was sent (`p.<field>` marks radios, boxes)."""
    return any(f"{mark}.{field.id}" in posted for mark in "fwp")


def _read(field: Field, text: str, posted: Posted) -> Any:
    """One answer by the type of its field, or None for 'not answered'."""
    why = str(posted.get(f"w.{field.id}", "") or "")
    if why or (text.startswith(WHY_PREFIX) and field.type in ("yesno", "choice")):
        return _reason(field, why or text.removeprefix(WHY_PREFIX), text if why else "")
    if field.type == "integer":
        return _whole(field, text) if text else None
    if field.type == "choices":
        return _many(field, [str(code) for code in posted.getlist(f"f.{field.id}")])
    if not text:
        return None
    if field.type in ("yesno", "choice"):
        return _one(field, text)
    if field.type == "date":
        return _date(field, text)
    return _text(field, text)


def _reason(field: Field, why: str, text: str) -> dict[str, str]:
    """Why there is no answer, when the field allows that reason and nothing else was typed."""
    if why not in field.why:
        raise _Wrong(
            "reason.unknown",
            gettext("This reason is not offered for: %(field)s") % _named(field),
        )
    if text:
        raise _Wrong(
            "reason.both",
            gettext("%(field)s: an answer and a reason for none were both given. Keep one.")
            % _named(field),
        )
    return {"why": why}


def _whole(field: Field, text: str) -> int:
    """Text as a whole number; the message says how to write it."""
    try:
        value = parse_integer(text)
    except NumberProblem as problem:
        raise _Wrong(
            "number.not_whole",
            gettext("%(field)s must be a whole number, for example 212") % _named(field),
            problem.message_en if in_english() else problem.message,
        ) from problem
    if isinstance(value, Ambiguous):
        question = value.message_en if in_english() else value.message
        raise _Wrong("number.ambiguous", f"{label_of(field)}: {question}")
    if value < 0:
        raise _Wrong("number.negative", gettext("%(field)s cannot be less than 0") % _named(field))
    most = LARGEST if field.maximum is None else field.maximum
    if value > most:
        raise _Wrong(
            "number.too_large",
            gettext("%(field)s cannot be more than %(most)s") % {**_named(field), "most": vn(most)},
        )
    return value


def _one(field: Field, code: str) -> str:
    """A yes/no or one choice of the definition."""
    allowed = {choice.code for choice in field.choices}
    if field.type == "yesno":
        allowed |= {"yes", "no"}
    if code not in allowed:
        raise _Wrong(
            "choice.unknown", gettext("Choose one of the answers for: %(field)s") % _named(field)
        )
    return code


def _many(field: Field, codes: list[str]) -> list[str] | None:
    """Several choices in the order of the definition; None when nothing is ticked."""
    allowed = [choice.code for choice in field.choices]
    if any(code and code not in allowed for code in codes):
        raise _Wrong(
            "choice.unknown", gettext("Choose one of the answers for: %(field)s") % _named(field)
        )
    return [code for code in allowed if code in codes] or None


def _date(field: Field, text: str) -> str:
    """A day as ISO text."""
    try:
        return parse_date(text).isoformat()
    except ValueError as problem:
        raise _Wrong(
            "date.unreadable",
            gettext("%(field)s: enter the date as day/month/year, for example 19/08/2024")
            % _named(field),
        ) from problem


def _text(field: Field, text: str) -> str:
    """Free text, NFC, without anything that looks like a citizen's number."""
    if len(text) > field.max_length:
        raise _Wrong(
            "text.too_long",
            gettext("%(field)s: at most %(most)s characters")
            % {**_named(field), "most": vn(field.max_length)},
        )
    found = looks_like_person_id(text)
    if found == "phone":
        raise _Wrong("text.person_id", _person(field, gettext("a telephone number")))
    if found:
        raise _Wrong("text.person_id", _person(field, gettext("a citizen's ID number")))
    return text.replace("\r\n", "\n")


def _person(field: Field, what: str) -> str:
    """Why a text with a citizen's number is not taken."""
    return gettext(
        "%(field)s: this looks like %(what)s. Remove it: the report takes no data about citizens."
    ) % {**_named(field), "what": what}


def _named(field: Field) -> dict[str, str]:
    """The field's own name for a message."""
    return {"field": label_of(field)}
