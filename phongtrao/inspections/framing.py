"""Which units can be visited, in which areas: read from the plan's targets and the map of a day."""

from collections.abc import Iterable
from datetime import date

from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import GROUPS
from phongtrao.formula import ColumnType, evaluate_condition, parse_condition
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.definitions import Package
from phongtrao.plan.inspections import InspectionPlan
from phongtrao.programmes import queries as programmes
from phongtrao.rules.sampling import FrameUnit

NOWHERE = "-"
_COLUMNS: dict[str, ColumnType] = {
    "grp": "text", "kind": "text", "subkind": "text", "in_scope": "integer",
}  # fmt: skip


def rules_of(package: Package | None = None) -> InspectionPlan:
    """Return what the plan says about inspections; Refusal `inspection.no_plan` when nothing."""
    found = (package or programmes.package()).inspections
    if found is None:
        raise Refusal(
            "inspection.no_plan",
            "Kế hoạch đang chạy không có quy định kiểm tra (tệp inspections.yaml).",
            "The plan in force says nothing about inspections (inspections.yaml).",
            status=404,
        )
    return found


def groups_of(package: Package, target: str, day: date) -> tuple[str, ...]:
    """Return the groups of units a target applies to on a day, in the order of the closed list."""
    applies = parse_condition(package.targets[target].at(day).applies, _COLUMNS)
    return tuple(group for group in GROUPS if evaluate_condition(applies, {"grp": group}) is True)


def area_groups(package: Package, day: date) -> tuple[str, ...]:
    """Return the groups that are areas on a day: districts, later what the target applies to."""
    return groups_of(package, rules_of(package).areas.target, day)


def unit_groups(package: Package, day: date) -> tuple[str, ...]:
    """Return the groups of units of which enough must be visited."""
    return groups_of(package, rules_of(package).units.target, day)


def areas_on(day: date, package: Package | None = None) -> list[UnitState]:
    """Return the areas that must be inspected, as they were on a day, in order of names."""
    groups = area_groups(package or programmes.package(), day)
    return [state for group in groups for state in orgs.units_on(day, group)]


def frame_on(day: date, groups: Iterable[str]) -> list[FrameUnit]:
    """Return every unit of some groups on a day with the area it lies in, by code."""
    package = programmes.package()
    names = {state.unit_id: state.code for state in areas_on(day, package)}
    states = [state for group in groups for state in orgs.units_on(day, group)]
    above = areas_above({state.unit_id for state in states}, day, set(names))
    return sorted(
        FrameUnit(state.code, state.group, names.get(above.get(state.unit_id, 0), NOWHERE))
        for state in states
    )


def areas_above(units: set[int], day: date, areas: set[int]) -> dict[int, int]:
    """Return unit id → id of the area above it (or itself) on a day, where there is one."""
    entries = orgs.entries_on(day)
    found = {}
    for unit_id, *above in entries.values_list("unit_id", "commune_id", "district_id"):
        if unit_id in units:
            area = next((place for place in above if place in areas), None)
            if area is not None:
                found[unit_id] = area
    return found
