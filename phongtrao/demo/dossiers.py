"""One made-up dossier: answers that agree with the yearly report, and the steps of a year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

from phongtrao.assessments.loading import PastStep
from phongtrao.core.dates import TZ
from phongtrao.plan.criteria import CriteriaSet, Criterion, Part
from phongtrao.rules.grading import Book
from phongtrao.rules.recognition import Verdict, judge

Answers = dict[str, Any]
Row = Mapping[str, Any]
#: Totals of a grade under the sample's cut-offs, lowest and highest.
POINTS = {"excellent": (90, 97), "good": (72, 88), "average": (53, 68), "weak": (32, 48)}
SELF_BLIND = 0.12
DEPARTS = 0.006
REASON = "Vướng mắc đã khắc phục xong trước ngày họp xét."
PREFERRED = ("ratio", "rating", "count", "not_more", "yes_no", "none_occurred")
WAITING = (("registered", 0.35), ("assessed", 0.6), ("reviewed", 0.8), ("filed", 1.0))


@dataclass(frozen=True)
class Given:
    """A unit in a year: its report row, its law, who acts, its decisions, units below it.

    is_chosen: the unit of a sign-in, which has registered and not yet assessed itself.
    """

    rng: Random
    row: Row
    year: int
    law: CriteriaSet
    contact: int | None
    decider: int
    title_key: str = ""
    title_on: date | None = None
    grade_key: str = ""
    below: Mapping[str, int] = field(default_factory=dict)
    is_chosen: bool = False


def outcome_of(row: Row) -> str:
    """What the report says came of it: recognised, refused or '' (not known yet)."""
    if row["state"] == "due":
        return ""
    return {"recognised": "recognised", "not_recognised": "refused"}.get(row.get("safe") or "", "")


def title_steps(given: Given, current: bool) -> list[PastStep]:
    """The year's steps for the title, as far as the unit has come."""
    outcome, rng, row = outcome_of(given.row), given.rng, given.row
    stop = outcome or _waits(rng, current and not given.is_chosen, row)
    steps = [_register(given)]
    if stop == "registered":
        return steps
    answers = answers_of(given)
    blind = outcome == "refused" and rng.random() < SELF_BLIND
    claimed = answers_of(given, hopeful=True) if blind else answers
    bent = outcome == "recognised" and rng.random() < DEPARTS
    if bent:
        answers = claimed = _with_failure(given, answers, given.law.criteria[-1])
    verdict = judge(given.law, answers)
    own = verdict if claimed is answers else judge(given.law, claimed)
    steps.append(_judged(given, "assess", claimed, own, _day(given, 9, 20)))
    if stop == "assessed":
        return steps
    steps.append(_judged(given, "review", answers, verdict, _day(given, 6, 9)))
    if stop == "reviewed":
        return steps
    filed = {"number": f"{rng.randint(3, 90)}/TTr-{_symbol(row)}", "on": str(_day(given, 4, 6))}
    steps.append(PastStep("file", filed, _moment(rng, _day(given, 4, 6)), given.contact))
    if outcome and given.title_key:
        steps.append(_decided(given, outcome, verdict, bent))
    return steps


def standard_steps(given: Given, met: bool) -> list[PastStep]:
    """The year's steps for criterion 19.2."""
    answers = full(given.law)
    if not met:
        answers = _with_failure(given, answers, given.rng.choice(given.law.criteria[2:4]))
    elif given.row.get("safe") != "recognised":
        answers["NTM-5"] = {"value": "no"}
    judged = judge(given.law, answers)
    on = _day(given, 3, 5)
    filed = {"number": f"{given.rng.randint(3, 90)}/TTr-UBND", "on": str(on)}
    steps = [
        _judged(given, "assess", answers, judged, _day(given, 9, 20)),
        _judged(given, "review", answers, judged, _day(given, 6, 9)),
        PastStep("file", filed, _moment(given.rng, on), given.contact),
    ]
    if met and judged.outcome != "met":
        return steps  # 19.2 waits until the title of the year is decided
    return [*steps, _decided(given, "recognised" if met else "refused", judged, False)]


def grade_steps(given: Given, book: Book, titled: bool) -> list[PastStep]:
    """Points of the unit and of its reviewers, and the decided grade when there is one."""
    grade = given.row.get("grade")
    if given.row["state"] == "due" or grade not in POINTS:
        return []
    rng = given.rng
    total = rng.randint(*POINTS[grade])
    sides = (("self", min(100, total + rng.randint(0, 3)), given.contact),
             ("reviewed", total, given.decider))  # fmt: skip
    steps = []
    for side, points, post in sides:
        own = own_grade(book, points, titled)
        content = {
            "side": side,
            "scores": spread(book, points),
            "score": f"{points}.00",
            "capped_from": "",
            "rubric": book.rubric,
            "status": book.status,
        }
        at = _moment(rng, _day(given, 1, 2))
        steps.append(PastStep("score", content, at, post, own, own))
    if given.grade_key:
        own = steps[-1].verdict
        at = _moment(rng, _day(given, 0, 0))
        steps.append(
            PastStep("grade", {"grade": own}, at, given.decider, own, own, decision=given.grade_key)
        )
    return steps


def own_grade(book: Book, points: int, titled: bool) -> str:
    """The grade of a total under a book."""
    order = [grade for grade, _ in book.cutoffs]
    own = next(grade for grade, least in book.cutoffs if points >= least)
    return book.cap if book.cap and not titled and order.index(own) < order.index(book.cap) else own


def spread(book: Book, total: int) -> dict[str, str]:
    """Points by line that add up to a total, each line near the same share of its most."""
    scores = {line.id: line.points * total // 100 for line in book.lines}
    left = Decimal(total) - sum(scores.values())
    for line in sorted(book.lines, key=lambda line: line.points, reverse=True):
        more = min(left, line.points - scores[line.id])
        scores[line.id] += more
        left -= more
    return {code: str(value) for code, value in scores.items()}


@lru_cache(maxsize=32)
def _template(code: str, law: "_Law") -> Answers:
    return {part.id: good(part) for part in law.own.parts()}


class _Law:
    """A criteria set as a cache key (definitions hold dicts and cannot be hashed)."""

    def __init__(self, own: CriteriaSet) -> None:
        self.own = own

    def __hash__(self) -> int:
        return hash(self.own.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Law) and other.own is self.own


def full(law: CriteriaSet) -> Answers:
    """Answers that meet every criterion."""
    return dict(_template(law.id, _Law(law)))


def good(part: Part) -> Answers:
    """An answer that meets a part."""
    if part.type == "ratio":
        return {"numerator": 10} if part.base else {"numerator": 10, "denominator": 10}
    passing = [rating.id for rating in part.ratings if rating.passes]
    found: dict[str, Answers] = {
        "yes_no": {"value": "yes"},
        "none_occurred": {"value": "none"},
        "not_more": {"now": 1, "before": 2},
        "count": {"count": 1},
        "rating": {"value": passing[-1] if passing else ""},
    }
    return found[part.type]


def bad(part: Part, document: str) -> Answers:
    """An answer that fails a part."""
    failing = [rating.id for rating in part.ratings if not rating.passes]
    found: dict[str, Answers] = {
        "yes_no": {"value": "no"},
        "none_occurred": {"value": "occurred", "document": document},
        "ratio": {"numerator": 6} if part.base else {"numerator": 6, "denominator": 10},
        "not_more": {"now": 4, "before": 3},
        "count": {"count": 0},
        "rating": {"value": failing[-1] if failing else ""},
    }
    return found[part.type]


def answers_of(given: Given, hopeful: bool = False) -> Answers:
    """Answers in agreement with the unit's yearly report; `hopeful`: as the unit sees itself."""
    answers = full(given.law)
    _agree(given, answers)
    if hopeful:
        return answers
    for place, criterion in enumerate(given.law.criteria, 1):
        said = given.row.get(f"criterion_{place}")
        if said == "not_met" and given.row["state"] != "due":
            return _with_failure(given, answers, criterion)
        if given.row.get(f"criterion_{place}__why") == "na" and criterion.parts[0].na:
            answers[criterion.parts[0].id] = {"na": criterion.parts[0].na[-1].id}
    return answers


def _agree(given: Given, answers: Answers) -> None:
    """Take counts and what does not apply from the report."""
    row, prefix = given.row, given.law.criteria[0].id[:-2]
    if row.get("resolution__why") == "na" and f"{prefix}-1a" in answers and prefix != "XA":
        answers[f"{prefix}-1a"] = {"na": "no_party"}
    models = max(1, (row.get("models_new") or 0) + (row.get("models_kept") or 0))
    if prefix == "KDC":
        homes = row.get("households") or 100
        answers["KDC-1c"] = {"numerator": homes, "denominator": homes}
        trouble = given.rng.randint(0, 4)
        answers["KDC-4a"] = {"now": trouble, "before": trouble + given.rng.randint(0, 2)}
    elif prefix == "XA":
        answers["XA-1d"] = {"count": models}
        answers["XA-2ca"] = {"now": 11, "before": 12 + given.rng.randint(0, 5)}
        below = given.below.get("units", 0)
        answers["XA-4a"] = {"numerator": below, "denominator": below}
        answers["XA-4b"] = {"numerator": given.below.get("recognised", 0)}
    else:
        people = (row.get("staff") or 20) + (row.get("pupils") or 0)
        answers[f"{prefix}-1e"] = {"numerator": people, "denominator": people}
        answers[f"{prefix}-1f"] = {"count": models}
        if given.rng.random() < 0.3:
            answers[f"{prefix}-2b"] = {"na": "no_regulation"}


def _with_failure(given: Given, answers: Answers, criterion: Criterion) -> Answers:
    """The answers with one part of a criterion failing."""
    part = min(criterion.parts, key=lambda part: PREFERRED.index(part.type))
    document = given.row.get("criterion_document") or f"{given.rng.randint(3, 200)}/BC-UBND"
    return {**answers, part.id: bad(part, document)}


def _waits(rng: Random, current: bool, row: Row) -> str:
    """How far a unit without an outcome has come."""
    if row["state"] != "due":
        return "filed"
    if not current:
        return "registered"
    draw = rng.random()
    return next(state for state, share in WAITING if draw <= share)


def _register(given: Given) -> PastStep:
    late = given.row["state"] != "due" and given.row.get("safe_registered") == "no"
    rng = given.rng
    last = date(given.year, 3, 31)
    on = last + timedelta(days=rng.randint(2, 40)) if late else last - timedelta(rng.randint(1, 70))
    symbol = _symbol(given.row)
    numbers = {"resolution": "NQ-CB", "plan": "KH-" + symbol, "registration": "ĐK-" + symbol}
    items = {
        item.id: f"{rng.randint(1, 40)}/{numbers[item.id]}"
        for item in given.law.dossier
        if item.at == "register" and (item.needed or given.row.get("resolution") == "yes")
    }
    content = {"on": str(on), "items": items}
    return PastStep("register", content, _moment(rng, on), given.contact, late=late)


def _judged(given: Given, stage: str, answers: Answers, judged: Verdict, day: date) -> PastStep:
    content: dict[str, Any] = {
        "answers": answers,
        "failed": ",".join(judged.in_the_way),
        "options": given.law.chosen(),
    }
    if stage == "review":
        invited = given.rng.randint(9, 40)
        present = invited - given.rng.randint(0, 3)
        content["minutes"] = {
            "held_on": str(day),
            "chair": given.law.meeting.chairs[0].id,
            "invited": invited,
            "present": present,
            "agreed": present - given.rng.randint(0, 1),
        }
    at = _moment(given.rng, day)
    return PastStep(stage, content, at, given.contact, judged.outcome, judged.outcome)


def _decided(given: Given, outcome: str, judged: Verdict, bent: bool) -> PastStep:
    verdict = "met" if outcome == "recognised" else "not_met"
    rule = "met" if judged.outcome == "met" else "not_met"
    departs = bent or rule != verdict
    reason = REASON if departs else ""
    if verdict == "not_met" and not departs:
        reason = f"Chưa đạt tiêu chí {', '.join(judged.in_the_way)}."
    return PastStep(
        stage="decide",
        content={"outcome": outcome, "failed": ",".join(judged.in_the_way)},
        at=_moment(given.rng, given.title_on or _day(given, 1, 3)),
        post_id=given.decider,
        rule=rule,
        verdict=verdict,
        reason=reason,
        document=f"{given.rng.randint(3, 90)}/BB-BCĐ" if departs else "",
        decision=given.title_key,
        late=(given.title_on or date.min) >= given.law.decision_day(given.year),
    )


def _day(given: Given, least: int, most: int) -> date:
    """A day some days before the decision is due."""
    due = given.law.decision_day(given.year)
    return due - timedelta(days=given.rng.randint(least, most) if most else 0)


def _moment(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(rng.randint(7, 17), rng.randint(0, 59)), TZ)


def _symbol(row: Row) -> str:
    return {"hamlet": "KDC", "commune": "UBND", "agency": "CQ", "enterprise": "DN"}.get(
        row["grp"], "TH"
    )
