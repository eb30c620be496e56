"""Claimed beside found: one visit line by line, and the rate at which a round's claims fail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phongtrao.core.periods import Period
from phongtrao.formula import Condition, Measure, evaluate_condition, fields_of
from phongtrao.inspections.claiming import columns_of, condition, measure
from phongtrao.inspections.models import InspectionRound, VisitVersion
from phongtrao.inspections.visiting import payload_of
from phongtrao.plan.definitions import Field, Form, Goal, Package, Target
from phongtrao.programmes import queries as programmes
from phongtrao.rules.discrepancy import DIFFERS, UNCHECKED, Rate, rate_of, wilson
from phongtrao.rules.validation import row_of
from phongtrao.submissions.models import Submission

Payload = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One field of a visit: what was claimed, the verdict, what was found, the sentence."""

    field: Field
    claimed: Any
    verdict: str
    found: Any
    sentence: str


@dataclass(frozen=True)
class Checked:
    """A visit as it stands: its newest version, the report it looked at, its lines."""

    unit_id: int
    version: VisitVersion
    payload: Payload
    form: Form | None
    group: str
    subkind: str
    claimed: Payload
    lines: tuple[Line, ...]

    @property
    def found(self) -> Payload:
        """The claim with what was found in the place of what differs."""
        return {**self.claimed, **{n.field.id: n.found for n in self.lines if n.verdict == DIFFERS}}

    @property
    def unchecked(self) -> frozenset[str]:
        """Fields that could not be looked at."""
        return frozenset(line.field.id for line in self.lines if line.verdict == UNCHECKED)

    @property
    def looked_at(self) -> frozenset[str]:
        """Fields that were looked at."""
        return frozenset(line.field.id for line in self.lines if line.verdict != UNCHECKED)

    @property
    def differing(self) -> tuple[Line, ...]:
        """Lines where the claim did not hold."""
        return tuple(line for line in self.lines if line.verdict == DIFFERS)


@dataclass(frozen=True)
class FieldRate:
    """How often the claims of one field did not hold over a round."""

    field: Field
    rate: Rate


@dataclass(frozen=True)
class TargetRate:
    """How often units claimed a target's condition and it did not hold; `under`: the other way.

    groups: the groups of units looked at; `sums`: the target adds numbers instead of counting
    units, so that only the rate is known, not what it does to the figure.
    """

    target: Target
    goal: Goal
    groups: tuple[str, ...]
    rate: Rate
    under: int
    sums: bool


def visits_of(round_: InspectionRound) -> list[Checked]:
    """Return every visit of a round as it stands, by unit."""
    versions = (
        VisitVersion.objects.filter(visit__round=round_)
        .select_related("visit")
        .order_by("visit__unit_id", "number")
    )
    newest = {version.visit.unit_id: version for version in versions}
    payloads = {unit: payload_of(version) for unit, version in newest.items()}
    ids = {p["submission"] for p in payloads.values() if p["submission"]}
    reports = {
        item.pk: item for item in Submission.objects.filter(pk__in=ids).select_related("round")
    }
    groups = _groups(reports.values())
    return [
        checked_of(version, payloads[unit], reports.get(payloads[unit]["submission"] or 0), groups)
        for unit, version in newest.items()
    ]


def _groups(reports: Iterable[Submission]) -> dict[int, tuple[str, str]]:
    """Submission id → (group, mark) under which it was owed."""
    listed = list(reports)
    owed = {}
    for round_ in {item.round for item in listed}:
        units = [item.unit_id for item in listed if item.round_id == round_.pk]
        for row in programmes.owed(round_).filter(unit_id__in=units):
            owed[round_.pk, row.unit_id] = (row.group, row.subkind)
    return {item.pk: owed.get((item.round_id, item.unit_id), ("", "")) for item in listed}


def checked_of(
    version: VisitVersion,
    payload: Payload,
    report: Submission | None,
    groups: Mapping[int, tuple[str, str]],
) -> Checked:
    """Return one version of a visit line by line; a unit without a report has no lines."""
    unit_id = version.visit.unit_id
    if report is None:
        return Checked(unit_id, version, payload, None, "", "", {}, ())
    form = programmes.package_of(report.round).forms[report.round.form]
    group, subkind = groups[report.pk]
    lines = [
        Line(
            field,
            payload["claimed"].get(field.id),
            item["verdict"],
            item["found"],
            item["sentence"],
        )
        for field in form.fields_for(group, subkind)
        if (item := payload["items"].get(field.id))
    ]
    return Checked(
        unit_id, version, payload, form, group, subkind, payload["claimed"], tuple(lines)
    )


def field_rates(visits: Iterable[Checked]) -> list[FieldRate]:
    """Return the rate of every field looked at, worst first."""
    verdicts: dict[str, list[str]] = {}
    fields: dict[str, Field] = {}
    for visit in visits:
        for line in visit.lines:
            fields[line.field.id] = line.field
            verdicts.setdefault(line.field.id, []).append(line.verdict)
    found = [FieldRate(fields[name], rate_of(said)) for name, said in verdicts.items()]
    return sorted(found, key=lambda f: (-(f.rate.value or 0), -f.rate.checked, f.field.id))


def target_rates(visits: Iterable[Checked], period: Period) -> list[TargetRate]:
    """Return, for each target the visits can speak of, how often its claim did not hold."""
    listed = [visit for visit in visits if visit.form is not None]
    package = programmes.package()
    found = []
    for target in package.targets.values():
        goal = target.at(period.end)
        rate = _rate(package, target, goal, listed)
        if rate is not None:
            found.append(rate)
    return found


def _rate(
    package: Package, target: Target, goal: Goal, visits: Iterable[Checked]
) -> TargetRate | None:
    over = checked = under = 0
    groups: set[str] = set()
    sums = False
    for visit in visits:
        form = visit.form
        if form is None or form.id not in (target.form, *target.also_forms):
            continue
        columns = columns_of(form)
        counted = measure(goal.numerator, columns)
        named = fields_of(counted) & {field.id for field in form.all_fields()}
        applies = condition(goal.applies, columns)
        before = row_of(form, visit.group, visit.subkind, visit.claimed)
        if not named or not named <= visit.looked_at or not _holds(applies, before):
            continue
        groups.add(visit.group)
        sums = sums or any(term.kind == "sum" for term in counted.terms)
        after = row_of(form, visit.group, visit.subkind, visit.found)
        claimed, held = _passes(counted, before), _passes(counted, after)
        if any(term.kind == "sum" for term in counted.terms):
            checked += 1
            over += any(line.field.id in named for line in visit.differing)
        elif claimed:
            checked += 1
            over += not held
        else:
            under += held
    if not checked and not under:
        return None
    return TargetRate(target, goal, tuple(sorted(groups)), wilson(over, checked), under, sums)


def _holds(condition: Condition, row: Mapping[str, Any]) -> bool:
    return evaluate_condition(condition, row) is True


def _passes(counted: Measure, row: Mapping[str, Any]) -> bool:
    """Whether the row adds to a measure that counts units."""
    return any(
        term.kind == "count_if"
        and term.operand is not None
        and _holds(Condition(term.operand, ""), row)
        for term in counted.terms
    )
