"""Counts over dossiers: how many stand where, shares of grades, gaps, a year under other law."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from phongtrao.assessments import laws
from phongtrao.assessments.models import Dossier, Step
from phongtrao.assessments.queries import law_day, named, scope_sizes
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.kinds import REPORTING_GROUPS
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.programmes import queries as programmes
from phongtrao.rules.comparing import Share, WhatIf
from phongtrao.rules.comparing import distribution as shares
from phongtrao.rules.comparing import what_if as compared
from phongtrao.rules.recognition import judge
from phongtrao.submissions import queries as submissions

GRADES = ("excellent", "good", "average", "weak")
#: Which dossiers each number of the funnel counts.
COUNTED = {
    "registered": Q(registered_on__isnull=False),
    "assessed": ~Q(self_verdict=""),
    "reviewed": ~Q(reviewed_verdict=""),
    "filed": Q(state__in=("filed", "recognised", "refused")),
    "recognised": Q(state="recognised"),
    "refused": Q(state="refused"),
    "departs": Q(departs=True),
}
CHUNK = 2_000


@dataclass(frozen=True)
class Counts:
    """Units of one group ('' all) at a node in a year, funnel order; grades count all graded."""

    group: str
    year: int
    in_scope: int
    registered: int
    assessed: int
    reviewed: int
    filed: int
    recognised: int
    refused: int
    departs: int
    grades: Mapping[str, int] = field(default_factory=dict)
    recognised_grades: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> Fraction | None:
        """Recognised over in scope, as T1.2 counts."""
        return Fraction(self.recognised, self.in_scope) if self.in_scope else None


@dataclass(frozen=True)
class Gap:
    """A unit one criterion away from the title."""

    dossier: Dossier
    criterion: str
    label: str
    label_en: str


@dataclass(frozen=True)
class Turn:
    """A unit whose verdict or criteria change under the other law."""

    dossier: Dossier
    result: WhatIf


@dataclass(frozen=True)
class Comparison:
    """A year under two laws: counts of units met before and after, and every unit that changes."""

    before: str
    after: str
    judged: int
    met_before: int
    met_after: int
    turns: Sequence[Turn]
    by_criterion: Mapping[str, int]


def at(node_id: int, year: int, group: str = "", about: str = "title") -> "QuerySet[Dossier]":
    """Return the dossiers of a year at or below a unit on that year's map."""
    found = Dossier.objects.filter(
        about=about, year=year, unit_id__in=orgs.units_below(node_id, law_day(year))
    )
    return found.filter(group=group) if group else found


def counts(node_id: int, year: int, group: str = "") -> Counts:
    """Return the room's own counts at a node, to stand beside the yearly report's."""
    rows = _summed(at(node_id, year, group))
    scoped = scope_sizes(year, node_id)
    return _counts(rows, year, group, scoped[group] if group else sum(scoped.values()))


def counts_by_group(node_id: int, year: int) -> list[Counts]:
    """Return the counts of each of the five groups, then of all together."""
    scoped = scope_sizes(year, node_id)
    rows = _summed(at(node_id, year))
    parts = [
        _counts([row for row in rows if row["group"] == group], year, group, scoped[group])
        for group in REPORTING_GROUPS
    ]
    return [*parts, _counts(rows, year, "", sum(scoped.values()))]


def _summed(found: "QuerySet[Dossier]") -> list[Any]:
    """Every number of the dossiers of each group, in one statement."""
    safe = Q(state="recognised")
    sums = dict(COUNTED)
    sums |= {f"all_{code}": Q(grade=code) for code in GRADES}
    sums |= {f"safe_{code}": Q(grade=code) & safe for code in GRADES}
    asked = {name: Count("id", filter=test) for name, test in sums.items()}
    return list(found.order_by().values("group").annotate(**asked))


def _counts(rows: list[Any], year: int, group: str, scoped: int) -> Counts:
    row: Counter[str] = Counter()
    for one in rows:
        row.update({name: number for name, number in one.items() if name != "group"})
    return Counts(
        group=group,
        year=year,
        in_scope=scoped,
        registered=row["registered"],
        assessed=row["assessed"],
        reviewed=row["reviewed"],
        filed=row["filed"],
        recognised=row["recognised"],
        refused=row["refused"],
        departs=row["departs"],
        grades={code: row[f"all_{code}"] for code in GRADES},
        recognised_grades={code: row[f"safe_{code}"] for code in GRADES},
    )


def distribution(node_id: int, year: int, group: str = "") -> list[Share]:
    """Return the four grades over both denominators against 30 %, 50 % and none."""
    graded = at(node_id, year, group).exclude(grade="").values_list("grade", "state")
    found = counts(node_id, year, group)
    pairs = [(grade, state == "recognised") for grade, state in graded]
    return shares(pairs, found.recognised, found.in_scope)


def gaps(node_id: int, year: int, group: str = "", about: str = "title") -> list[Gap]:
    """Return the units not recognised that one criterion keeps from it, by name of unit."""
    found = at(node_id, year, group, about).exclude(failed="").exclude(failed__contains=",")
    rows = named(found.exclude(state="recognised"), year)
    return [_gap(dossier) for dossier in rows]


def _gap(dossier: Dossier) -> Gap:
    law = laws.criteria(dossier.criteria)
    wanted = next((item for item in law.criteria if item.id == dossier.failed), None)
    label, label_en = (wanted.label, wanted.label_en) if wanted else (dossier.failed, "")
    return Gap(dossier, dossier.failed, label, label_en)


def what_if(
    node_id: int,
    year: int,
    after: CriteriaSet,
    options_after: Mapping[str, str] | None = None,
) -> Comparison:
    """Judge a year's answers of `after.group` under another version; nothing is written.

    Refusal `criteria.none_that_year` is never raised: dossiers carry the law they were judged by.
    """
    found = {row.pk: row for row in named(at(node_id, year, after.group, after.about), year)}
    options = {code: laws.options_of(code) for code in {d.criteria for d in found.values()}}
    turns, met = [], [0, 0]
    by_criterion: Counter[str] = Counter()
    answered = newest_answers(list(found))
    for pk, dossier in found.items():
        if pk not in answered:
            continue
        law = laws.criteria(dossier.criteria)
        result = compared(answered[pk], law, after, options[law.id], options_after)
        met[0] += result.before.outcome == "met"
        met[1] += result.after.outcome == "met"
        if result.changed or result.turns:
            turns.append(Turn(dossier, result))
            by_criterion.update(result.changed)
    names = " + ".join(sorted(options)) or "–"
    return Comparison(names, after.id, len(answered), met[0], met[1], turns, by_criterion)


def newest_answers(dossier_ids: Sequence[int]) -> dict[int, dict[str, dict[str, int | str]]]:
    """Return dossier id → the answers in force, for many at once."""
    found: dict[int, dict[str, dict[str, int | str]]] = {}
    for start in range(0, len(dossier_ids), CHUNK):
        rows = Step.objects.filter(
            dossier_id__in=dossier_ids[start : start + CHUNK],
            undone=False,
            stage__in=("assess", "review"),
        ).order_by("number")
        for dossier_id, content in rows.values_list("dossier_id", "content"):
            found[dossier_id] = json.loads(content)["answers"]
    return found


def unanswered(dossiers: Sequence[Dossier]) -> dict[int, frozenset[str]]:
    """Return dossier id → the criteria nobody answered in full: in the way, but not failed."""
    asked = [dossier for dossier in dossiers if dossier.failed]
    answers = newest_answers([dossier.pk for dossier in asked])
    options = {code: laws.options_of(code) for code in {one.criteria for one in asked}}
    found = {}
    for one in asked:
        verdict = judge(laws.criteria(one.criteria), answers.get(one.pk, {}), options[one.criteria])
        found[one.pk] = frozenset(verdict.missing)
    return found


def report_differences(node_id: int, year: int, group: str = "") -> list[Finding]:
    """Return where a unit's yearly report and its dossier disagree; `place` is "unit:<id>".

    Compared: registered, recognised, grade; units without a dossier or a report are silent.
    """
    try:
        programmes.round_of("annual", Period(year))
    except Refusal:
        return []
    ours = {row.unit_id: row for row in named(at(node_id, year, group), year)}
    found = []
    for row in submissions.rows("annual", Period(year), list(ours)):
        dossier = ours.get(row["unit_id"])
        if dossier is not None and row["state"] != "due":
            found += _differences(dossier, row.get("safe"), row.get("grade"))
    return found


def differences_of(unit_id: int, year: int) -> list[Finding]:
    """As `report_differences` for one unit, to stand beside its report; [] without a dossier."""
    found = named(Dossier.objects.filter(about="title", year=year, unit_id=unit_id), year).first()
    if found is None:
        return []
    rows = submissions.rows("annual", Period(year), [unit_id])
    return [
        finding
        for row in rows
        if row["state"] != "due"
        for finding in _differences(found, row.get("safe"), row.get("grade"))
    ]


def _differences(dossier: Dossier, safe: str | None, grade: str | None) -> list[Finding]:
    said = {"recognised": True, "not_recognised": False}.get(safe or "")
    held = {"recognised": True, "refused": False}.get(dossier.state)
    name = getattr(dossier, "name", str(dossier.unit_id))
    found = []
    if said is not None and held is not None and said != held:
        text = f"{name}: báo cáo năm ghi {_safe(said)}, hồ sơ ghi {_safe(held)}."
        found.append(_difference(dossier, text, f"{name}: report and dossier differ."))
    if grade and dossier.grade and grade != dossier.grade:
        text = f"{name}: loại phong trào trong báo cáo năm khác với quyết định phân loại."
        found.append(_difference(dossier, text, f"{name}: the grade differs."))
    return found


def _safe(value: bool) -> str:
    return "“được công nhận”" if value else "“không được công nhận”"


def _difference(dossier: Dossier, text: str, text_en: str) -> Finding:
    hint = "Đối chiếu với quyết định, sửa nguồn sai."
    place = f"unit:{dossier.unit_id}"
    return Finding("assessment.differs", place, text, hint, "warning", text_en)


def province_id(year: int) -> int:
    """Return the unit at the top of the plan's area that year."""
    found = orgs.units_on(law_day(year), "province")
    if not found:
        raise orgs.unknown(date(year, 11, 14))
    return found[0].unit_id
