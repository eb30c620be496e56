"""Data that answers criteria: the yearly report, registers, and the room's own dossiers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from phongtrao.assessments import laws
from phongtrao.assessments.models import Dossier
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import Answer, CriteriaSet, DataSource, Part
from phongtrao.programmes import queries as programmes
from phongtrao.registers import queries as registers
from phongtrao.rules.criteria_answers import FromData
from phongtrao.submissions import queries as submissions

SAID = ("submitted", "returned", "approved", "accepted")


@dataclass
class Facts:
    """What is known about one unit in one year, by source; a name that is absent is unknown."""

    form: Mapping[str, Any] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    register: Mapping[tuple[str, str], int] = field(default_factory=dict)


def data_for(unit_id: int, year: int, criteria: CriteriaSet) -> dict[str, FromData]:
    """Return part → what data answers; parts without data are absent."""
    return answered(criteria, facts_of([unit_id], year, criteria)[unit_id])


def facts_of(unit_ids: Sequence[int], year: int, criteria: CriteriaSet) -> dict[int, Facts]:
    """Return unit → what is known, for many units judged by one criteria set."""
    found = {unit_id: Facts() for unit_id in unit_ids}
    for row in _rows(unit_ids, year):
        found[row["unit_id"]].form = row
    for unit_id, own in _own(unit_ids, year).items():
        found[unit_id].own.update(own)
    if criteria.group == "commune":
        for unit_id in unit_ids:
            found[unit_id].own.update(below(unit_id, year))
    wanted = [
        (source.register_, name)
        for part in criteria.parts()
        for source in part.data
        if source.source == "register"
        for name in (*source.names, *source.values.values())
    ]
    # Only registers in which the unit has ever written answer: silence is not zero.
    for unit_id, counts in registers.measures_of_many(unit_ids, Period(year), wanted).items():
        found[unit_id].register = counts
    return found


def _rows(unit_ids: Iterable[int], year: int) -> list[dict[str, Any]]:
    try:
        programmes.round_of("annual", Period(year))
    except Refusal:
        return []
    found = submissions.rows("annual", Period(year), list(unit_ids))
    return [row for row in found if row["state"] in SAID]


def _own(unit_ids: Sequence[int], year: int) -> dict[int, dict[str, int]]:
    """Whether each unit registered in the first quarter and holds the title; unknown without."""
    found: dict[int, dict[str, int]] = {}
    rows = Dossier.objects.filter(about="title", year=year, unit_id__in=list(unit_ids))
    for row in rows:
        own = {}
        if row.registered_on is not None:
            own["registered"] = int(row.registered_on.month <= 3 and row.registered_on.year == year)
        if row.state in ("recognised", "refused"):
            own["recognised"] = int(row.state == "recognised")
        found[row.unit_id] = own
    return found


def below(unit_id: int, year: int) -> dict[str, int]:
    """Return the counts of XA-4 under a commune; {} while nobody below has a dossier."""
    day = laws.criteria_for("hamlet", "khu_dan_cu", year).decision_day(year) - timedelta(days=1)
    scoped = [
        state.unit_id
        for state in orgs.children(unit_id, day)
        if orgs.scope_of(state)[0] and state.group != "commune"
    ]
    rows = Dossier.objects.filter(about="title", year=year, unit_id__in=scoped)
    known = list(rows.values_list("state", "registered_on"))
    if not known:
        return {}
    return {
        "below_in_scope": len(scoped),
        "below_registered": sum(1 for _, on in known if on is not None),
        "below_recognised": sum(1 for state, _ in known if state == "recognised"),
    }


def answered(criteria: CriteriaSet, facts: Facts) -> dict[str, FromData]:
    """Return part → answer from the first source that knows."""
    found = {}
    for part in criteria.parts():
        for source in part.data:
            answer = _answer(part, source, facts)
            if answer is not None:
                found[part.id] = FromData(answer, source.label, source.label_en)
                break
    return found


def _answer(part: Part, source: DataSource, facts: Facts) -> Answer | None:
    if source.source == "form":
        return _from_form(part, source, facts.form)
    if source.source == "own":
        return _from_counts(part, source, facts.own)
    named = {name: value for (book, name), value in facts.register.items()
             if book == source.register_}  # fmt: skip
    if part.type == "rating":
        worst = next((code for code, name in source.values.items() if named.get(name)), None)
        return {"value": worst} if worst else None
    return _from_counts(part, source, named)


def _from_form(part: Part, source: DataSource, row: Mapping[str, Any]) -> Answer | None:
    if part.type in ("yes_no", "rating"):
        name = source.value[0]
        if row.get(f"{name}__why") == "na" and part.na:
            return {"na": part.na[0].id}
        value = row.get(name)
        return None if value is None else {"value": source.values.get(value, value)}
    numbers = {name: row[name] for name in source.names if isinstance(row.get(name), int)}
    return _from_counts(part, source, numbers)


def _from_counts(part: Part, source: DataSource, counts: Mapping[str, int]) -> Answer | None:
    if any(name not in counts for name in source.names):
        return None
    if part.type == "yes_no":
        return {"value": "yes" if _sum(source.value, counts) else "no"}
    if part.type == "count":
        return {"count": _sum(source.value, counts)}
    answer: Answer = {"numerator": _sum(source.numerator, counts)}
    if part.base is None:
        answer["denominator"] = _sum(source.denominator, counts)
    return answer


def _sum(names: Iterable[str], counts: Mapping[str, int]) -> int:
    return sum(counts[name] for name in names)
