"""Words for answers: how a stored answer of a form reads on a page, in Vietnamese or English.

Stored answers follow the contract of `core.answers`: integer, "yes"/"no", choice code, text,
ISO date, list of texts, or {"why": code} for a number that is absent for a stated reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from phongtrao.core.answers import why_of as stored_why
from phongtrao.core.dates import format_date
from phongtrao.plan.definitions import Field, Section
from phongtrao.web.base.tongue import counted
from phongtrao.web.base.tongue import in_english as in_english
from phongtrao.web.templatetags.phongtrao import vn

Payload = Mapping[str, Any]


def label_of(thing: Field | Section | Any) -> str:
    """Label of a field, section (its title) or choice in the language of the page."""
    vietnamese = getattr(thing, "label", None) or getattr(thing, "title", "")
    english = getattr(thing, "label_en", None) or getattr(thing, "title_en", "")
    return str(english) if in_english() and english else str(vietnamese)


def hint_of(thing: Any) -> str:
    """Hint of a field, a section or the evidence in the language of the page, where it is given."""
    return str(thing.hint_en if in_english() and thing.hint_en else thing.hint)


def why_label(code: str) -> str:
    """Words for the reason a number is absent: none, na or unavailable."""
    words = {
        "none": gettext("None"),
        "na": gettext("Not applicable"),
        "unavailable": gettext("Figure not available yet"),
    }
    return words.get(code, code)


def why_of(answer: Any) -> str:
    """Reason code of an absent number, or '' when the answer is a value or missing."""
    return stored_why(answer) or ""


def yes_no(code: str) -> str:
    """Words for a yes/no answer."""
    return gettext("Yes") if code == "yes" else gettext("No")


def number_text(answer: Any) -> str:
    """A stored whole number as the page writes it ("1.234"); a draft's text as it is; or ''."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, bool) or not isinstance(answer, int):
        return ""
    return vn(answer)


def date_text(answer: Any) -> str:
    """A stored ISO date as dd/mm/yyyy; other text unchanged; '' for nothing."""
    if not isinstance(answer, str) or not answer:
        return ""
    try:
        return format_date(dt.date.fromisoformat(answer))
    except ValueError:
        return answer


def choice_label(field: Field, code: str) -> str:
    """Label of one choice of a field; the bare code when the definition no longer has it."""
    found = next((choice for choice in field.choices if choice.code == code), None)
    return label_of(found) if found else code


def say(field: Field, answer: Any) -> str:
    """One answer in words with its unit of measure; '' when the question was not answered."""
    if answer is None or answer == "" or answer == []:
        return ""
    if why_of(answer):
        return why_label(why_of(answer))
    if field.type == "integer":
        if not isinstance(answer, int):
            return number_text(answer)
        return f"{number_text(answer)} {counted(field.unit, answer)}".rstrip()
    if field.type == "yesno":
        return choice_label(field, answer) if field.choices else yes_no(str(answer))
    if field.type == "choice":
        return choice_label(field, str(answer))
    if field.type == "choices":
        return ", ".join(choice_label(field, str(code)) for code in answer)
    if field.type == "date":
        return date_text(answer)
    return str(answer)
