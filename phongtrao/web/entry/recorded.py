"""What registers count beside a form: "Sổ ghi 12", and the warning that it differs.

The unit's own entries; a question of a commune marked `below` counts its hamlets' entries too.

Asked only where a page is drawn, never where something is saved or sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from phongtrao.core.answers import integer_of
from phongtrao.core.findings import Finding
from phongtrao.core.kinds import LEAF_GROUPS
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Field, Form
from phongtrao.plan.forms import RegisterSource
from phongtrao.programmes import queries as programmes
from phongtrao.registers import queries as registers
from phongtrao.rules.registers import differs
from phongtrao.web.entry.desk import Desk
from phongtrao.web.figures.addresses import entries_url

Recorded = dict[str, int]
Sources = dict[str, RegisterSource]
Found = dict[int, list[Finding]]


def sources_of(form: Form, group: str, subkind: str) -> Sources:
    """Field → its register and measure, for the questions of a kind of unit."""
    return _sources(form.fields_for(group, subkind))


def _sources(fields: Iterable[Field]) -> Sources:
    return {field.id: field.of_register for field in fields if field.of_register is not None}


def _counts(sources: Sources, unit_ids: Sequence[int], period: Period) -> dict[int, Recorded]:
    """Unit id → field → count, for units that have entries."""
    own = [(one.id, one.measure) for one in sources.values() if not one.below]
    all_below = [(one.id, one.measure) for one in sources.values() if one.below]
    mine = registers.measures_of_many(unit_ids, period, own)
    below = registers.measures_below(unit_ids, period, all_below)
    found: dict[int, Recorded] = {}
    for unit_id in unit_ids:
        for field, one in sources.items():
            known = (below if one.below else mine).get(unit_id, {})
            if (one.id, one.measure) in known:
                found.setdefault(unit_id, {})[field] = known[one.id, one.measure]
    return found


def recorded(desk: Desk) -> Recorded:
    """Field → what the register says, for registers in which the unit has entries.

    No statement when the form asks nothing that a register answers.
    """
    sources = sources_of(desk.form, desk.owed.group, desk.owed.subkind)
    if not sources:
        return {}
    return _counts(sources, [desk.unit_id], desk.period).get(desk.unit_id, {})


def rows_of(desk: Desk, known: Recorded) -> dict[str, str]:
    """Field → address of the entries behind the count, where a list of them holds no others."""
    owed = desk.owed
    sources = sources_of(desk.form, owed.group, owed.subkind)
    return _addresses(sources, known, desk.unit.unit_id, owed.group, desk.period)


def beside(form: Form, owed: Any, period: Period) -> dict[str, tuple[int, str]]:
    """Field → what the register counts and where its lines are listed ('' where they are mixed).

    For a page that shows what a unit said beside what its registers say.
    """
    sources = sources_of(form, owed.group, owed.subkind)
    known = _counts(sources, [owed.unit_id], period).get(owed.unit_id, {}) if sources else {}
    rows = _addresses(sources, known, owed.unit_id, owed.group, period)
    return {field: (count, rows.get(field, "")) for field, count in known.items()}


def _addresses(
    sources: Sources, known: Recorded, unit_id: int, group: str, period: Period
) -> dict[str, str]:
    """Addresses of the lines; a commune's list also holds its hamlets', so only counts of all."""
    urls = {one.id: one.url for one in registers.registers()} if known else {}
    day = period.end if orgs.is_alive(unit_id, period.end) else timezone.localdate()
    found = {}
    for field in known:
        source = sources[field]
        if group in LEAF_GROUPS or source.below:
            code = orgs.state_of(unit_id, day).code
            found[field] = entries_url(urls[source.id], period, source.measure, code, day)
    return found


def differing(desk: Desk, payload: Mapping[str, Any], known: Recorded) -> list[Finding]:
    """A warning for each answered number that is not what the register counts."""
    return differences(desk.form, payload, known)


def differences(form: Form, payload: Mapping[str, Any], known: Recorded) -> list[Finding]:
    """As `differing`, of any form."""
    findings = []
    for field_id, count in known.items():
        said = integer_of(payload.get(field_id))
        if said is not None and said != count:
            field = form.field(field_id)
            findings.append(differs(field_id, field.label, field.label_en, said, count))
    return findings


def differing_many(submissions: Sequence[Any], versions: Mapping[int, Any]) -> Found:
    """Submission id → such warnings, for a queue: a few statements for each round in it.

    versions: submission id → its newest version.
    """
    found: Found = {}
    by_round: dict[Any, list[Any]] = {}
    for submission in submissions:
        by_round.setdefault(submission.round, []).append(submission)
    for round_, listed in by_round.items():
        form = programmes.form_of(round_)
        units = [submission.unit_id for submission in listed]
        known = _counts(_sources(form.all_fields()), units, Period.parse(round_.period))
        for submission in listed:
            counts = known.get(submission.unit_id)
            if counts is None:
                continue
            payload = json.loads(versions[submission.pk].payload)
            found[submission.pk] = differences(form, payload, counts)
    return found
