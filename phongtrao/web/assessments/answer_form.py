"""The questions of a criteria set as a form, and a POST of that form as answers.

Names in the POST: `a.<part>` the choice (`na:<reason>` when it does not apply), and
`a.<part>.numerator`, `.denominator`, `.now`, `.before`, `.count`, `.document`, `.excuse`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.findings import Finding
from phongtrao.core.numbers import Ambiguous, NumberProblem, parse_integer
from phongtrao.core.text import nfc
from phongtrao.plan.criteria import Answer, Answers, CriteriaSet, Criterion, Part
from phongtrao.rules.criteria_answers import FromData
from phongtrao.web.assessments.words import answer_words, label_of
from phongtrao.web.figures.present import said

NA = "na:"
LONGEST = 80


@dataclass(frozen=True)
class Choice:
    """One radio button."""

    value: str
    label: str
    checked: bool
    quiet: bool = False


@dataclass(frozen=True)
class Number:
    """One number of a question: its name in the POST, label and what was typed."""

    name: str
    ident: str
    label: str
    value: str


@dataclass(frozen=True)
class Question:
    """One part of a criterion ready for the page."""

    part: Part
    choices: tuple[Choice, ...]
    numbers: tuple[Number, ...]
    document: str
    excuses: tuple[Choice, ...]
    errors: tuple[str, ...]
    from_data: str = ""
    data_label: str = ""
    filled: bool = False
    before: str = ""

    @property
    def name(self) -> str:
        """Name in the POST."""
        return f"a.{self.part.id}"

    @property
    def label(self) -> str:
        """The question in words."""
        return label_of(self.part)

    @property
    def asks_document(self) -> bool:
        """Whether the number of a document may be given."""
        return self.part.type == "none_occurred"


@dataclass(frozen=True)
class Block:
    """A criterion with its questions."""

    criterion: Criterion
    questions: tuple[Question, ...]

    @property
    def label(self) -> str:
        """The criterion in words."""
        return label_of(self.criterion)


@dataclass(frozen=True)
class Material:
    """What the form is drawn from: answers so far, data, last year's answers, mistakes, typed."""

    answers: Mapping[str, Answer]
    data: Mapping[str, FromData] = field(default_factory=dict)
    earlier: Mapping[str, Answer] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


def blocks_of(criteria: CriteriaSet, material: Material) -> list[Block]:
    """The form: criteria in order, each with its questions."""
    return [
        Block(criterion, tuple(_question(part, material) for part in criterion.parts))
        for criterion in criteria.criteria
    ]


def _question(part: Part, material: Material) -> Question:
    given, fact = material.answers.get(part.id), material.data.get(part.id)
    filled = not given and fact is not None
    answer: Answer = given or (fact.answer if fact else {})
    return Question(
        part=part,
        choices=tuple(_choices(part, answer, material.typed)),
        numbers=tuple(_numbers(part, answer, material.typed)),
        document=_typed(part, "document", answer, material.typed),
        excuses=tuple(_excuses(part, answer, material.typed)),
        errors=tuple(
            said(item.message, item.message_en)
            for item in material.findings
            if item.place == part.id and item.is_error
        ),
        from_data=answer_words(part, fact.answer) if fact else "",
        data_label=said(fact.label, fact.label_en) if fact else "",
        filled=filled,
        before=answer_words(part, material.earlier.get(part.id)),
    )


def _typed(part: Part, key: str, answer: Answer, typed: Mapping[str, str]) -> str:
    """What stands in an input: what was typed, else the stored answer."""
    name = f"a.{part.id}.{key}"
    return typed[name] if name in typed else str(answer.get(key, ""))


def _chosen(part: Part, answer: Answer, typed: Mapping[str, str]) -> str:
    name = f"a.{part.id}"
    if name in typed:
        return typed[name]
    return f"{NA}{answer['na']}" if "na" in answer else str(answer.get("value", ""))


def _choices(part: Part, answer: Answer, typed: Mapping[str, str]) -> list[Choice]:
    """The radio buttons: the values of the type, then the cases where it does not apply."""
    chosen = _chosen(part, answer, typed)
    found = [Choice(code, words, code == chosen) for code, words in _values(part)]
    if part.na and part.type in ("ratio", "not_more", "count"):
        found.append(Choice("", _("Numbers above"), not chosen.startswith(NA), quiet=True))
    for reason in part.na:
        code = f"{NA}{reason.id}"
        words = _("Not applicable: %(reason)s") % {"reason": label_of(reason)}
        found.append(Choice(code, words, code == chosen, quiet=True))
    return found


def _values(part: Part) -> list[tuple[str, str]]:
    if part.type == "yes_no":
        return [("yes", _("Yes")), ("no", _("No"))]
    if part.type == "rating":
        return [(item.id, label_of(item)) for item in part.ratings]
    if part.type == "none_occurred":
        found = [("none", _("None occurred")), ("occurred", _("Occurred"))]
        return found + ([("excused", _("Occurred, excused"))] if part.excuses else [])
    return []


def keys_of(part: Part) -> list[tuple[str, str]]:
    """(key, label) of the numbers a part asks for."""
    if part.type == "ratio":
        found = [("numerator", _("Number that meets it"))]
        return found + ([] if part.base else [("denominator", _("Out of"))])
    if part.type == "not_more":
        return [("now", _("This year")), ("before", _("Last year"))]
    return [("count", _("How many"))] if part.type == "count" else []


def _numbers(part: Part, answer: Answer, typed: Mapping[str, str]) -> list[Number]:
    return [
        Number(f"a.{part.id}.{key}", f"n-{part.id}-{key}", label, _typed(part, key, answer, typed))
        for key, label in keys_of(part)
    ]


def _excuses(part: Part, answer: Answer, typed: Mapping[str, str]) -> list[Choice]:
    chosen = _typed(part, "excuse", answer, typed)
    return [Choice(item.id, label_of(item), item.id == chosen) for item in part.excuses]


@dataclass(frozen=True)
class Read:
    """A POST as answers that can be judged, the texts as typed, and numbers that are none."""

    answers: Answers
    typed: dict[str, str]
    findings: tuple[Finding, ...]


def read(criteria: CriteriaSet, posted: Any) -> Read:
    """Read a POST of the form; parts that were left empty have no answer."""
    typed = {
        name: nfc(str(text)).strip()[:LONGEST]
        for name, text in posted.items()
        if name.startswith("a.")
    }
    answers: Answers = {}
    findings: list[Finding] = []
    for part in criteria.parts():
        answer = _answer(part, typed, findings)
        if answer:
            answers[part.id] = answer
    return Read(answers, typed, tuple(findings))


def _answer(part: Part, typed: Mapping[str, str], findings: list[Finding]) -> Answer:
    chosen = typed.get(f"a.{part.id}", "")
    if chosen.startswith(NA):
        return {"na": chosen.removeprefix(NA)}
    answer: Answer = {"value": chosen} if chosen else {}
    for key, _label in keys_of(part):
        text = typed.get(f"a.{part.id}.{key}", "")
        if text:
            number = _whole(part, text, findings)
            if number is not None:
                answer[key] = number
    if part.type == "none_occurred" and chosen in ("occurred", "excused"):
        for key in ("document", "excuse"):
            text = typed.get(f"a.{part.id}.{key}", "")
            if text and (key == "document" or chosen == "excused"):
                answer[key] = text
    return answer


def _whole(part: Part, text: str, findings: list[Finding]) -> int | None:
    """A whole number; a finding when the text is none or could be two numbers."""
    try:
        value = parse_integer(text)
    except NumberProblem as problem:
        findings.append(_not_whole(part, problem.message, problem.message_en))
        return None
    if isinstance(value, Ambiguous):
        findings.append(_not_whole(part, value.message, value.message_en))
        return None
    return value


def _not_whole(part: Part, message: str, message_en: str) -> Finding:
    return Finding("criteria.number", part.id, message, message_en=message_en)
