"""A dossier as a table: each part with what the unit, the review and the data say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from phongtrao.core.findings import Finding
from phongtrao.plan.criteria import Answer, CriteriaSet, Criterion, Part
from phongtrao.rules.criteria_answers import FromData
from phongtrao.rules.recognition import MISSING, NOT_MET, Verdict, judge
from phongtrao.web.assessments.words import OUTCOME_STATES, answer_words, label_of
from phongtrao.web.base.states import STATES
from phongtrao.web.figures.present import said
from phongtrao.web.figures.tables import Column, Table, text


@dataclass(frozen=True)
class Side:
    """One side of a part: the words, the state of the outcome and why the rule says so."""

    words: str
    state: str
    why: str


@dataclass(frozen=True)
class Line:
    """One part of a criterion, all sides beside each other."""

    part: Part
    own: Side | None
    review: Side | None
    data: str
    data_label: str
    data_url: str
    clash: str

    @property
    def label(self) -> str:
        """The question in words."""
        return label_of(self.part)


@dataclass(frozen=True)
class Section:
    """A criterion with its outcome on both sides and its lines."""

    criterion: Criterion
    own: str
    review: str
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """The criterion in words."""
        return label_of(self.criterion)


@dataclass(frozen=True)
class Judged:
    """One side of a dossier: the answers and the rule's verdict on them."""

    answers: Mapping[str, Answer]
    verdict: Verdict

    def side(self, part: Part) -> Side:
        """What this side says of a part."""
        for criterion in self.verdict.criteria:
            for found in criterion.parts:
                if found.part.id == part.id:
                    why = said(found.why, found.why_en)
                    words = answer_words(part, self.answers.get(part.id))
                    return Side(words, OUTCOME_STATES[found.outcome], why)
        return Side("", "unanswered", "")

    def outcome(self, criterion: Criterion) -> str:
        """State of the outcome of a criterion."""
        for found in self.verdict.criteria:
            if found.criterion.id == criterion.id:
                return OUTCOME_STATES[found.outcome]
        return "unanswered"


def judged(
    criteria: CriteriaSet, answers: Mapping[str, Answer] | None, options: Mapping[str, str]
) -> Judged | None:
    """A side under the rule; None when nobody answered yet."""
    return Judged(answers, judge(criteria, answers, options)) if answers else None


def sections_of(
    criteria: CriteriaSet,
    own: Judged | None,
    review: Judged | None,
    data: Mapping[str, FromData],
    links: Mapping[str, str],
    clashes: Mapping[str, Finding],
) -> list[Section]:
    """The whole table of a dossier; `links`: part → where its figure comes from."""

    def line(part: Part) -> Line:
        fact, clash = data.get(part.id), clashes.get(part.id)
        return Line(
            part=part,
            own=own.side(part) if own else None,
            review=review.side(part) if review else None,
            data=answer_words(part, fact.answer) if fact else "",
            data_label=said(fact.label, fact.label_en) if fact else "",
            data_url=links.get(part.id, ""),
            clash=said(clash.message, clash.message_en) if clash else "",
        )

    return [
        Section(
            criterion,
            own.outcome(criterion) if own else "",
            review.outcome(criterion) if review else "",
            tuple(line(part) for part in criterion.parts),
        )
        for criterion in criteria.criteria
    ]


def reasons_of(side: Judged | None) -> list[tuple[str, str, str]]:
    """(criterion, law, why) of what failed; a part nobody answered has not failed."""
    found = []
    for criterion in side.verdict.criteria if side else ():
        for part in (one for one in criterion.reasons if one.outcome == NOT_MET):
            law = part.part.law or criterion.criterion.law
            words = f"{label_of(part.part)}: {said(part.why, part.why_en)}"
            found.append((criterion.criterion.id, law, words))
    return found


def blanks_of(side: Judged | None) -> list[tuple[str, str]]:
    """(criterion, question) of what nobody answered in full."""
    return [
        (criterion.criterion.id, label_of(part.part))
        for criterion in (side.verdict.criteria if side else ())
        for part in criterion.reasons
        if part.outcome == MISSING
    ]


def needed(side: Judged) -> str:
    """How many criteria are met of those that apply, as the rule counts them."""
    apply = [c for c in side.verdict.criteria if c.outcome != "not_applicable"]
    met = [c for c in apply if c.outcome == "met"]
    return _("%(met)s of %(all)s criteria met; all are needed") % {
        "met": len(met),
        "all": len(apply),
    }


def export_table(sections: list[Section]) -> Table:
    """The same sides as rows of a file."""
    columns = [Column(_("Criterion")), Column(_("Content")), Column(_("Law"))]
    columns += [Column(_("Self")), Column(_("Verdict of the rule"))]
    columns += [Column(_("Review meeting")), Column(_("Verdict of the rule"))]
    columns += [Column(_("Data")), Column(_("Contradiction"))]
    rows = []
    for section in sections:
        for line in section.lines:
            cells = [section.criterion.id, line.label, line.part.law]
            for side in (line.own, line.review):
                label = str(STATES[side.state].label) if side else ""
                cells += [side.words if side else "", label]
            rows.append([text(cell) for cell in [*cells, line.data, line.clash]])
    return Table("sides", _("Criteria"), columns, rows)
