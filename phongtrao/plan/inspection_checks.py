"""Check of `inspections.yaml` against the rest of the package: targets, fields, clause exist."""

from __future__ import annotations

from collections.abc import Iterator

from phongtrao.core.findings import Finding
from phongtrao.plan.definitions import Package
from phongtrao.plan.reader import Source
from phongtrao.plan.wording import finding


def check_inspections(package: Package, source: Source) -> Iterator[Finding]:
    """Yield a finding for each target, field and clause that does not exist."""
    plan = package.inspections
    if plan is None:
        return
    if plan.clause not in {clause.id for clause in package.clauses}:
        place = source.place("inspections", "clause")
        yield finding("plan.unknown_clause", place, clause=plan.clause)
    fields = {field.id for form in package.forms.values() for field in form.all_fields()}
    for name, counted in (("areas", plan.areas), ("units", plan.units)):
        place = source.place("inspections", name)
        if counted.target not in package.targets:
            yield finding("plan.unknown_target", place, target=counted.target)
        if counted.field not in fields:
            yield finding("plan.unknown_field", place, field=counted.field)
    for field in plan.also_check:
        if field not in fields:
            place = source.place("inspections", "also_check")
            yield finding("plan.unknown_field", place, field=field)
    for index, part in enumerate(plan.heaps):
        for field in (part.part, part.whole):
            if field not in fields:
                place = source.place("inspections", "heaps", index)
                yield finding("plan.unknown_field", place, field=field)
