"""What a unit claimed: its latest report, and the fields a visit looks at."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.formula import (
    ColumnType,
    Condition,
    Measure,
    fields_of,
    parse_condition,
    parse_measure,
)
from phongtrao.inspections.framing import rules_of
from phongtrao.plan.definitions import Field, Form, Package, Target
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions

Payload = dict[str, Any]
CHECKED_TYPES = frozenset({"integer", "yesno", "choice"})


@dataclass(frozen=True)
class Claim:
    """The latest report of a unit: what it says, and the fields to look at, in form order."""

    submission_id: int
    version: int
    period: Period
    form: Form
    group: str
    subkind: str
    payload: Payload
    fields: tuple[Field, ...]


def claim_of(unit_id: int, until: Period) -> Claim | None:
    """Return what the unit claimed latest, in a period not after `until`; None without a report."""
    said = [item for item in submissions.of_unit(unit_id).values() if item.current]
    dated = [(Period.parse(item.round.period), item) for item in said]
    dated = [pair for pair in dated if pair[0] <= until]
    if not dated:
        return None
    period, found = max(dated, key=lambda pair: (pair[0], pair[1].last_at))
    package = programmes.package_of(found.round)
    form = package.forms[found.round.form]
    try:
        owed = programmes.owed_in(found.round, unit_id)
    except Refusal:
        return None
    return Claim(
        found.pk,
        found.current,
        period,
        form,
        owed.group,
        owed.subkind,
        submissions.payload_of(found),
        fields_to_check(package, form, owed.group, owed.subkind),
    )


def fields_to_check(
    package: Package, form: Form, group: str, subkind: str = ""
) -> tuple[Field, ...]:
    """Return the fields of a kind of unit that targets count, and those the plan adds."""
    wanted = set(rules_of(package).also_check)
    columns = columns_of(form)
    for target in package.targets.values():
        if form.id in (target.form, *target.also_forms):
            wanted |= counted_fields(target, columns)
    return tuple(
        field
        for field in form.fields_for(group, subkind)
        if field.id in wanted and field.type in CHECKED_TYPES and not field.sensitive
    )


Columns = tuple[tuple[str, ColumnType], ...]


def columns_of(form: Form) -> Columns:
    """Return the columns of a form's rows, for formulas."""
    return tuple(
        (name, "integer" if kind == "integer" else "text")
        for name, kind in form.target_columns().items()
    )


@lru_cache(maxsize=512)
def measure(text: str, columns: Columns) -> Measure:
    """Return a measure, read once for each form."""
    return parse_measure(text, dict(columns))


@lru_cache(maxsize=512)
def condition(text: str, columns: Columns) -> Condition:
    """Return a condition, read once for each form."""
    return parse_condition(text, dict(columns))


def counted_fields(target: Target, columns: Columns) -> frozenset[str]:
    """Return the fields of a form that a target's formulas name."""
    found = fields_of(measure(target.numerator, columns))
    if target.denominator:
        found |= fields_of(measure(target.denominator, columns))
    return frozenset(found | fields_of(condition(target.applies, columns)))


def claims_in(unit_ids: Iterable[int], form_id: str, period: Period) -> dict[int, Claim]:
    """Return unit id → claim in one round, for many units with few statements."""
    round_ = programmes.round_of(form_id, period)
    package = programmes.package_of(round_)
    form = package.forms[form_id]
    wanted = set(unit_ids)
    owed = {row.unit_id: row for row in programmes.owed(round_).filter(unit_id__in=wanted)}
    standing = submissions.standing(round_, wanted)
    said = submissions.current_versions(standing.values())
    looked_at: dict[tuple[str, str], tuple[Field, ...]] = {}
    found = {}
    for unit_id, report in standing.items():
        version = said.get(report.pk)
        row = owed.get(unit_id)
        if version is None or row is None:
            continue
        if (row.group, row.subkind) not in looked_at:
            fields = fields_to_check(package, form, row.group, row.subkind)
            looked_at[row.group, row.subkind] = fields
        found[unit_id] = Claim(
            report.pk,
            version.number,
            period,
            form,
            row.group,
            row.subkind,
            json.loads(version.payload),
            looked_at[row.group, row.subkind],
        )
    return found
