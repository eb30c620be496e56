"""From a form definition to what a page shows: sections and questions as plain view objects.

Pure: definition + answers + last year's answers + findings in, view objects out. Templates
only print them. Last year stands beside each answer; what a new report starts with: `carrying`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from django.utils.translation import gettext

from phongtrao.core.answers import is_answered
from phongtrao.core.findings import Finding
from phongtrao.plan.definitions import Field, Form
from phongtrao.rules.validation import is_shown, row_of
from phongtrao.web.base.tongue import counted
from phongtrao.web.entry.carrying import Carried
from phongtrao.web.entry.wording import (
    date_text,
    hint_of,
    in_english,
    label_of,
    number_text,
    say,
    why_label,
    why_of,
    yes_no,
)

_SIMPLE = re.compile(r"^\s*(\w+)\s*(=|<>|>=|<=|>|<)\s*'?([\w.]+)'?\s*$")
_IN = re.compile(r"^\s*(\w+)\s+in\s*\(([^()]*)\)\s*$")
#: Texts up to this length are typed on one line.
ONE_LINE = 80
#: Prefix of the radio that stands for a reason in a closed question.
WHY_PREFIX = "why:"


@dataclass(frozen=True)
class Option:
    """One radio or box."""

    code: str
    label: str
    checked: bool


@dataclass(frozen=True)
class ShowIf:
    """A condition of one comparison, which the page's module follows while typing.

    `values` are joined by commas; richer conditions are judged by the server at each save.
    """

    field: str
    operator: str
    values: str


@dataclass(frozen=True)
class FieldView:
    """One question as the page draws it."""

    id: str
    type: str
    label: str
    hint: str
    law: str
    unit: str
    required: bool
    sensitive: bool
    value: str
    options: tuple[Option, ...]
    reasons: tuple[Option, ...]
    previous: str
    carried: Carried | None
    answered: bool
    hidden: bool
    show_if: ShowIf | None
    errors: tuple[str, ...]
    hints: tuple[str, ...]
    returned: str = ""
    short: bool = False
    recorded: str = ""
    recorded_at: str = ""

    @property
    def name(self) -> str:
        """Name of the input in the POST."""
        return f"f.{self.id}"

    @property
    def why_name(self) -> str:
        """Name of the reason's radios in the POST."""
        return f"w.{self.id}"

    @property
    def anchor(self) -> str:
        """Fragment of the question on its page: error links end here."""
        return f"q-{self.id}"

    @property
    def has_reason(self) -> bool:
        """Whether a reason is chosen instead of an answer."""
        return any(option.checked and option.code for option in self.reasons)

    @property
    def closed(self) -> bool:
        """Whether the answer is one radio of a list."""
        return self.type in ("yesno", "choice")

    @property
    def two_up(self) -> bool:
        """Whether the radios stand side by side: two short answers."""
        return len(self.options) == 2 and all(len(o.label) <= 18 for o in self.options)


@dataclass(frozen=True)
class SectionView:
    """One part of the form with its state."""

    id: str
    number: int
    title: str
    hint: str
    fields: tuple[FieldView, ...] = attribute(default_factory=tuple)

    @property
    def asked(self) -> int:
        """How many questions count: required ones that are shown."""
        return sum(1 for view in self.fields if view.required and not view.hidden)

    @property
    def answered(self) -> int:
        """How many of those are answered."""
        counted = [view for view in self.fields if view.required and not view.hidden]
        return sum(1 for view in counted if view.answered)

    @property
    def wrong(self) -> int:
        """How many questions carry an error."""
        return sum(1 for view in self.fields if view.errors)

    @property
    def state(self) -> str:
        """todo, doing or done; 'wrong' when an answer must be corrected."""
        if any(view.errors and view.answered for view in self.fields):
            return "wrong"
        touched = any(view.answered and not view.carried for view in self.fields)
        if self.answered >= self.asked and (touched or self.asked):
            return "done"
        return "doing" if touched else "todo"


@dataclass(frozen=True)
class Sheet:
    """What is known when a form is drawn; `returned` maps fields to the officer's sentence."""

    payload: Mapping[str, Any]
    previous: Mapping[str, Any] = attribute(default_factory=dict)
    findings: Sequence[Finding] = ()
    raw: Mapping[str, str] = attribute(default_factory=dict)
    returned: Mapping[str, str] = attribute(default_factory=dict)
    carried: Mapping[str, Carried] = attribute(default_factory=dict)
    recorded: Mapping[str, int] = attribute(default_factory=dict)
    recorded_at: Mapping[str, str] = attribute(default_factory=dict)


def draw(form: Form, group: str, subkind: str, sheet: Sheet) -> list[SectionView]:
    """Sections of the form that have something to ask this unit, numbered from 1."""
    row = row_of(form, group, subkind, sheet.payload)
    views: list[SectionView] = []
    for section, fields in form.sections_for(group, subkind):
        drawn = tuple(
            draw_field(field, sheet, hidden=not is_shown(form, field, row)) for field in fields
        )
        title, number = label_of(section), len(views) + 1
        views.append(SectionView(section.id, number, title, hint_of(section), drawn))
    return views


def only_returned(sections: Sequence[SectionView], fields: Mapping[str, str]) -> list[SectionView]:
    """The same sections reduced to the fields an officer sent back."""
    kept: list[SectionView] = []
    for section in sections:
        asked = tuple(view for view in section.fields if view.id in fields)
        if asked:
            kept.append(SectionView(section.id, len(kept) + 1, section.title, section.hint, asked))
    return kept


def draw_field(field: Field, sheet: Sheet, hidden: bool = False) -> FieldView:
    """One question with its answer, last year's answer, errors and options."""
    answer = sheet.payload.get(field.id)
    mine = [finding for finding in sheet.findings if finding.place == field.id]
    return FieldView(
        id=field.id,
        type=field.type,
        label=label_of(field),
        hint=hint_of(field),
        law=field.law,
        unit=counted(field.unit),
        required=field.required,
        sensitive=field.sensitive,
        value=_typed(field, answer, sheet.raw),
        options=_options(field, answer),
        reasons=_reasons(field, answer),
        previous=say(field, sheet.previous.get(field.id)),
        carried=sheet.carried.get(field.id),
        answered=is_answered(sheet.payload, field.id),
        hidden=hidden,
        show_if=simple_condition(field.show_if),
        errors=tuple(words_of(finding) for finding in mine if finding.is_error),
        hints=tuple(finding.hint for finding in mine if finding.hint),
        returned=sheet.returned.get(field.id, ""),
        short=field.max_length <= ONE_LINE,
        recorded=number_text(sheet.recorded.get(field.id)),
        recorded_at=sheet.recorded_at.get(field.id, ""),
    )


def words_of(finding: Finding) -> str:
    """The finding's message in the language of the page."""
    english = finding.message_en if in_english() else ""
    return english or finding.message


def _typed(field: Field, answer: Any, raw: Mapping[str, str]) -> str:
    """Text inside the input: as typed when it was wrong, else the stored answer."""
    if answer is None and field.id in raw:
        return raw[field.id]
    if field.type == "integer":
        # With the marks of an English number it would be asked which number was meant.
        plain = in_english() and isinstance(answer, int)
        return str(answer) if plain else number_text(answer)
    if field.type == "date":
        return date_text(answer)
    return answer if isinstance(answer, str) else ""


def _options(field: Field, answer: Any) -> tuple[Option, ...]:
    """Radios or boxes of a closed question."""
    chosen = answer if isinstance(answer, list) else [answer]
    if field.choices:
        return tuple(
            Option(choice.code, label_of(choice), choice.code in chosen) for choice in field.choices
        )
    if field.type == "yesno":
        return tuple(Option(code, yes_no(code), code in chosen) for code in ("yes", "no"))
    return ()


def _reasons(field: Field, answer: Any) -> tuple[Option, ...]:
    """Radios of the reasons a question allows; open questions begin with "an answer"."""
    if not field.why:
        return ()
    why = why_of(answer)
    if field.type in ("yesno", "choice"):
        return tuple(
            Option(f"{WHY_PREFIX}{code}", why_label(code), code == why) for code in field.why
        )
    first = gettext("A number") if field.type == "integer" else gettext("An answer")
    reasons = (Option(code, why_label(code), code == why) for code in field.why)
    return (Option("", first, not why), *reasons)


def simple_condition(text: str) -> ShowIf | None:
    """A `show_if` like "field = 'code'", "field > 0" or "field in ('a', 'b')"; else None."""
    match = _SIMPLE.match(text)
    if match:
        return ShowIf(match[1], match[2], match[3])
    match = _IN.match(text)
    if match is None:
        return None
    return ShowIf(match[1], "in", ",".join(re.findall(r"[\w.]+", match[2])))


def first_open(sections: Sequence[SectionView]) -> SectionView | None:
    """The section to continue with: the first that is not done."""
    return next((section for section in sections if section.state != "done"), None)
