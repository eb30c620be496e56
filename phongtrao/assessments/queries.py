"""Nouns of the assessments room: dossiers, who judged what, what data says, what is still open."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post
from phongtrao.assessments import laws, sources, stepping
from phongtrao.assessments.actions import answers_now
from phongtrao.assessments.laws import (
    criteria,
    criteria_for,
    criteria_sets,
    grade_book,
    options_of,
    rubrics,
    settings_of,
)
from phongtrao.assessments.marking import scores_of
from phongtrao.assessments.models import Certificate, Decision, Dossier, Paper, Step
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.kinds import REPORTING_GROUPS, scope_rule
from phongtrao.core.text import search_key
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.rules.criteria_answers import FromData, contradictions
from phongtrao.rules.deadlines import Deadline
from phongtrao.rules.dossier_steps import COLUMNS
from phongtrao.rules.recognition import Verdict, judge
from phongtrao.submissions import evidence
from phongtrao.submissions.access import READS_ALL

__all__ = [
    "answers_now",
    "criteria",
    "criteria_for",
    "criteria_sets",
    "grade_book",
    "options_of",
    "rubrics",
    "scores_of",
    "settings_of",
]

#: Role → the level whose files wait for it; the standing office sees all of them.
DECIDING_LEVELS = {"commune_officer": "commune", "department": "district"}


@dataclass(frozen=True)
class Side:
    """One judgement of a dossier: whose, when, what and why. `rule`: what the rule said."""

    step: Step
    stage: str
    post: str
    at: datetime
    rule: str
    verdict: str
    reason: str
    document: str
    content: dict[str, Any]


def law_day(year: int) -> date:
    """Return the day whose units are assessed in a year: the last one before 15/11."""
    return date(year, 11, 14)


def dossier_of(unit_id: int, year: int, about: str = "title") -> Dossier | None:
    """Return a unit's dossier of a year, or None."""
    found = Dossier.objects.select_related("unit", "decision", "grade_decision")
    return found.filter(unit_id=unit_id, year=year, about=about).first()


def history(unit_id: int, about: str = "title") -> list[Dossier]:
    """Return all dossiers of a unit, newest year first."""
    found = Dossier.objects.filter(unit_id=unit_id, about=about)
    return list(found.select_related("decision", "grade_decision").order_by("-year"))


def dossiers(
    post: Post,
    year: int,
    *,
    about: str = "title",
    group: str = "",
    state: str = "",
    verdict: str = "",
    grade: str = "",
    within: int | None = None,
    words: str = "",
) -> "QuerySet[Dossier]":
    """Return the dossiers of a year a post may read, each with `.name`, `.code`, by name.

    verdict: of the final judgement, else the reviewed, else the unit's own. within: a unit and
    what lies below it that year. words: all in the name (marks aside).
    """
    found = named(Dossier.objects.filter(about=about, year=year), year)
    for name, value in (("group", group), ("state", state), ("grade", grade)):
        if value:
            found = found.filter(**{name: value})
    if verdict:
        found = found.filter(judged=verdict)
    if within is not None:
        found = found.filter(unit_id__in=orgs.units_below(within, law_day(year)))
    for word in search_key(words).split():
        found = found.filter(search__contains=word)
    return reach(found, post)


def named(found: "QuerySet[Dossier]", year: int) -> "QuerySet[Any]":
    """Return dossiers with `.name`, `.code` as their units were called that year, and `.judged`."""
    own = UnitState.objects.filter(unit_id=OuterRef("unit_id"), valid_from__lte=law_day(year))
    newest = own.order_by("-valid_from")
    return (
        found.select_related("unit", "decision", "grade_decision")
        .annotate(
            name=Subquery(newest.values("name")[:1]),
            code=Subquery(newest.values("code")[:1]),
            search=Subquery(newest.values("search_key")[:1]),
            place=Subquery(newest.values("sort_key")[:1]),
            judged=Case(
                When(~Q(final_verdict=""), then=F("final_verdict")),
                When(~Q(reviewed_verdict=""), then=F("reviewed_verdict")),
                default=F("self_verdict"),
            ),
        )
        .order_by("place", "code", "id")
    )


def reach(found: "QuerySet[Dossier]", post: Post) -> "QuerySet[Dossier]":
    """Return those of the dossiers that a post may read."""
    if post.role in READS_ALL:
        return found
    if post.unit_id is None:
        return found.none()
    return found.filter(unit_id__in=orgs.units_below(post.unit_id, timezone.localdate()))


def not_registered(year: int, node_id: int, group: str = "") -> list[UnitState]:
    """Return the units in scope at or below a unit that have not registered in a year, by name."""
    known = Dossier.objects.filter(about="title", year=year, registered_on__isnull=False)
    done = set(known.values_list("unit_id", flat=True))
    return [state for state in in_scope(year, node_id, group) if state.unit_id not in done]


def renewals(year: int, node_id: int, group: str = "") -> list[UnitState]:
    """Return the units recognised the year before that have not registered again, by name."""
    held = Dossier.objects.filter(about="title", year=year - 1, state="recognised")
    before = set(held.values_list("unit_id", flat=True))
    return [state for state in not_registered(year, node_id, group) if state.unit_id in before]


def in_scope(year: int, node_id: int, group: str = "") -> list[UnitState]:
    """Return the units subject to the circular at or below a unit in a year, by name."""
    states = orgs.select(law_day(year), group, node_id)
    return [
        state for state in states if state.group in REPORTING_GROUPS and orgs.scope_of(state)[0]
    ]


def scope_sizes(year: int, node_id: int) -> Counter[str]:
    """Return group → how many units `in_scope` lists, without reading them."""
    kinds = orgs.select(law_day(year), within=node_id).order_by().values_list("group", "subkind")
    sizes: Counter[str] = Counter()
    for group, subkind, units in kinds.annotate(units=Count("id")):
        if group in REPORTING_GROUPS and not scope_rule(group, subkind):
            sizes[group] += units
    return sizes


def steps(dossier_id: int) -> list[Step]:
    """Return every step, oldest first, the undone ones too."""
    found = Step.objects.filter(dossier_id=dossier_id).select_related("decision")
    return list(found.order_by("number"))


def sides(dossier: Dossier) -> list[Side]:
    """Return who judged the dossier, in order: the unit, the meeting, the deciding level."""
    kept: dict[str, Step] = {}
    for step in steps(dossier.pk):
        if not step.undone and step.stage in ("assess", "review", "decide"):
            kept[step.stage] = step
    titles = accounts.titles_of({step.post_id for step in kept.values() if step.post_id})
    return [side_of(step, titles) for step in kept.values()]


def side_of(step: Step, titles: dict[int, str]) -> Side:
    """Return a step as a judgement; `titles`: post id → title."""
    return Side(
        step=step,
        stage=step.stage,
        post=titles.get(step.post_id or 0, ""),
        at=step.at,
        rule=step.rule,
        verdict=step.verdict,
        reason=step.reason,
        document=step.document,
        content=content_of(step),
    )


def content_of(step: Step) -> dict[str, Any]:
    """Return what a step says."""
    return dict(json.loads(step.content))


def law_of(dossier: Dossier) -> CriteriaSet:
    """Return the criteria version a dossier is judged by."""
    return laws.criteria(dossier.criteria)


def verdict_of(dossier: Dossier) -> Verdict:
    """Return what the rule says of the answers in force, with today's options."""
    law = law_of(dossier)
    return judge(law, answers_now(dossier), laws.options_of(law.id))


def data_for(dossier: Dossier) -> dict[str, FromData]:
    """Return part → what the yearly report, registers and other dossiers answer."""
    return sources.data_for(dossier.unit_id, dossier.year, law_of(dossier))


def findings_of(dossier: Dossier) -> list[Finding]:
    """Return what a reviewer should look at twice: contradictions, lateness, departures."""
    law = law_of(dossier)
    found = contradictions(law, answers_now(dossier), data_for(dossier), laws.options_of(law.id))
    for step in steps(dossier.pk):
        if step.late and not step.undone:
            found.append(late_finding(dossier, step.stage))
    if dossier.departs:
        text = "Kết quả khác với quy tắc; xem lý do và văn bản kèm theo."
        text_en = "The verdict departs from the rule; see its reason and document."
        found.append(Finding("dossier.departs", "verdict", text, "", "warning", text_en))
    return found


def late_finding(dossier: Dossier, stage: str) -> Finding:
    """Return the warning that a step came after its day."""
    if stage == "register":
        text, text_en = "Đăng ký sau quý I.", "Registered after the first quarter."
    else:
        words = deadline_of(dossier)
        text = f"Trình hoặc quyết định trễ hạn {words.words}."
        text_en = f"Filed or decided late: {words.words_en}."
    return Finding("dossier.late", stage, text, "", "warning", text_en)


def deadline_of(dossier: Dossier) -> Deadline:
    """Return by when the dossier is to be decided."""
    return Deadline(law_of(dossier).decision_day(dossier.year))


def grading_deadline(group: str, year: int) -> Deadline:
    """Return by when units of a group are to be graded."""
    return Deadline(laws.rubric_for(group, year).decision_day(year))


def papers(dossier_id: int) -> list[Paper]:
    """Return the files of a dossier, oldest first."""
    return list(Paper.objects.filter(dossier_id=dossier_id, removed=False).order_by("id"))


def paper_path(paper: Paper) -> str:
    """Return where the bytes of a file lie."""
    return str(evidence.path_of(paper.sha256))


def waiting(post: Post, year: int, stage: str) -> "QuerySet[Dossier]":
    """Return dossiers that wait for a post: stage `file` (reviewed) or `decide` (filed)."""
    state = {"assess": "registered", "review": "assessed", "file": "reviewed", "decide": "filed"}
    found = named(Dossier.objects.filter(year=year, state=state[stage]), year)
    if stage == "decide" and post.role in DECIDING_LEVELS:
        level = DECIDING_LEVELS[post.role]
        found = found.filter(level=level).exclude(unit_id=post.unit_id)
    return reach(found, post)


def decisions(year: int | None = None, about: str = "") -> "QuerySet[Decision]":
    """Return decisions, newest first."""
    found = Decision.objects.select_related("unit")
    if year is not None:
        found = found.filter(year=year)
    return found.filter(about=about) if about else found


def sizes(decision_ids: Iterable[int]) -> dict[int, int]:
    """Return decision id → how many units it names, taken back or not."""
    rows = Step.objects.filter(decision_id__in=list(decision_ids)).values_list("decision_id")
    return dict(rows.annotate(units=Count("id")))


def decided(decision: Decision) -> list[tuple[Dossier, Step]]:
    """Return the dossiers of a decision with the step that decided each, by name of unit."""
    rows = Step.objects.filter(decision=decision)
    by_dossier = {step.dossier_id: step for step in rows}
    found = named(Dossier.objects.filter(pk__in=by_dossier), decision.year)
    return [(dossier, by_dossier[dossier.pk]) for dossier in found]


def certificate(code: str) -> Certificate:
    """Return the certificate with a code read from paper; Refusal `certificate.none` (404).

    Read as typed: small letters, missing dashes, O for 0 and I for 1 are the same code.
    """
    wanted = code_as_printed(code)
    found = Certificate.objects.select_related("dossier__unit", "decision").filter(code=wanted)
    row = found.first()
    if row is None:
        raise Refusal(
            code="certificate.none",
            message=f"Không có giấy công nhận mang mã {wanted[:20]}. Đối chiếu từng nhóm ký tự.",
            message_en=f"No certificate has the code {wanted[:20]}.",
            status=404,
        )
    return row


def code_as_printed(typed: str) -> str:
    """Return a code in its groups of four: "at 1bcf3e2cbd3f" → "AT-1BCF-3E2C-BD3F"."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())[:20]
    digits = signs.removeprefix("AT").translate(str.maketrans("OIL", "011"))
    return "-".join(["AT", *(digits[n : n + 4] for n in range(0, len(digits), 4))])


def certificate_of(dossier: Dossier) -> Certificate | None:
    """Return the valid certificate of a dossier, or None."""
    return Certificate.objects.filter(dossier=dossier, void=False).order_by("-id").first()


def certificates_of(decision: Decision) -> dict[int, Certificate]:
    """Return dossier id → certificate of a decision."""
    return {row.dossier_id: row for row in Certificate.objects.filter(decision=decision)}


def years() -> list[int]:
    """Return the years that have dossiers, newest first."""
    found = Dossier.objects.values_list("year", flat=True).distinct()
    return sorted(set(found), reverse=True)


def unit_names(found: Iterable[Dossier], year: int) -> dict[int, str]:
    """Return unit id → name that year."""
    states = orgs.states_of([dossier.unit_id for dossier in found], law_day(year))
    return {unit_id: state.name for unit_id, state in states.items()}


def last_activity(dossier: Dossier) -> list[Step]:
    """Return the steps a person undoes or reads first: newest standing ones first."""
    return [step for step in steps(dossier.pk)[::-1] if not step.undone]


def is_consistent(dossier: Dossier) -> bool:
    """Tell whether the columns equal a replay of the steps."""
    outcome = stepping.outcome_of(dossier)
    return all(getattr(dossier, name) == getattr(outcome, name) for name in COLUMNS)
