"""Words of assessment: states, outcomes, grades, answers, documents' names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.kinds import KINDS, full_name
from phongtrao.plan.criteria import Answer, CriteriaSet, Part, Worded
from phongtrao.rules.comparing import GRADES
from phongtrao.rules.recognition import MET, MISSING, NOT_APPLICABLE, NOT_MET, judge_part
from phongtrao.web.figures.present import said
from phongtrao.web.templatetags.phongtrao import vn

#: Outcome of a rule → state of `web.base.states`; "" is not judged yet.
OUTCOME_STATES = {
    MET: "met",
    NOT_MET: "missed",
    MISSING: "unanswered",
    NOT_APPLICABLE: "not_applicable",
    "": "unanswered",
}
#: State of a dossier → state of `web.base.states`.
DOSSIER_STATES = {
    "open": "dossier_open",
    "registered": "dossier_registered",
    "assessed": "dossier_assessed",
    "reviewed": "dossier_reviewed",
    "returned": "returned",
    "filed": "dossier_filed",
    "recognised": "recognised",
    "refused": "refused",
}
GRADE_STATES = {grade: f"grade_{grade}" for grade in GRADES}


def label_of(item: Worded | Part | Any) -> str:
    """The label of a definition in the language of the page."""
    return said(item.label, getattr(item, "label_en", ""))


def title_of(item: CriteriaSet | Any) -> str:
    """The title of a set or a rubric in the language of the page."""
    return said(item.title, item.title_en)


def grade_label(grade: str) -> str:
    """A grade in words, "" for none."""
    return said(*GRADES[grade]) if grade in GRADES else ""


def kind_label(kind: str) -> str:
    """The legal kind of a unit in words."""
    return said(KINDS[kind].label, KINDS[kind].label_en)


def name_of(state: Any) -> str:
    """A unit with its kind, first letter upper."""
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]


def answer_words(part: Part, answer: Answer | None) -> str:
    """What was answered to a part, "" when nothing was."""
    if not answer:
        return ""
    if "na" in answer:
        reason = next((item for item in part.na if item.id == answer["na"]), None)
        words = _("not applicable")
        return f"{words}: {label_of(reason)}" if reason else words
    if part.type in ("ratio", "not_more", "count"):
        return _numbers(part, answer)
    return _choice(part, answer)


def _numbers(part: Part, answer: Answer) -> str:
    if part.base is not None:
        return str(vn(answer.get("numerator")))
    if part.type == "ratio":
        return f"{vn(answer.get('numerator'))} / {vn(answer.get('denominator'))}"
    if part.type == "not_more":
        words = _("this year %(now)s, last year %(before)s")
        return words % {"now": vn(answer.get("now")), "before": vn(answer.get("before"))}
    return vn(answer.get("count"))


def _choice(part: Part, answer: Answer) -> str:
    value, document = str(answer.get("value", "")), str(answer.get("document", ""))
    if part.type == "yes_no":
        return _("Yes") if value == "yes" else _("No")
    if part.type == "rating":
        return next((label_of(item) for item in part.ratings if item.id == value), "")
    words = {
        "none": _("None occurred"),
        "occurred": _("Occurred"),
        "excused": _("Occurred, excused"),
    }.get(value, "")
    excuse = next((label_of(x) for x in part.excuses if x.id == answer.get("excuse")), "")
    details = [detail for detail in (excuse, document) if detail]
    return f"{words} ({'; '.join(details)})" if details else words


def outcome_of(part: Part, answers: Mapping[str, Answer], chosen: Mapping[str, str]) -> str:
    """State of the outcome of one part among all answers, by the rule."""
    return OUTCOME_STATES[judge_part(part, answers, chosen).outcome]
