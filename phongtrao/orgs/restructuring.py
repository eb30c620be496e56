"""A whole reorganisation written at once, and taken back to the letter. Private to the room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import record
from phongtrao.core.findings import Refusal
from phongtrao.orgs import maps, writing
from phongtrao.orgs.models import OrgUnit, Reorganisation, Succession, UnitState
from phongtrao.orgs.writing import NewUnit

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What changes of a living unit: `values` (name, code, kind) and `above`, the uid above it."""

    unit_id: int
    values: Mapping[str, str]
    above: str = ""


@dataclass(frozen=True)
class Restructuring:
    """One dated decision: units founded and ended, lineage (source id, uid of target), changes."""

    on: date
    kind: str
    title: str
    document: str
    founded: tuple[NewUnit, ...] = ()
    ended: tuple[int, ...] = ()
    lineage: tuple[tuple[int, str], ...] = ()
    changed: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Written:
    """What was written: the decision, ids of founded units by uid, states before and after."""

    reorganisation_id: int
    founded: dict[str, int]
    before: list[Row]
    after: list[Row]
    entries: int


@transaction.atomic
def restructure(*, plan: Restructuring, by: Post | None) -> Written:
    """Write one reorganisation: states, lineage, maps and one event.

    Refusals as of the single verbs, and `unit.unplaced` when a unit below an ended one stays there.
    """
    touched = {*plan.ended, *(change.unit_id for change in plan.changed)}
    before = _rows(touched)
    for unit_id in plan.ended:
        writing.end(OrgUnit(pk=unit_id), plan.on)
    founded = {new.uid: writing.found(new).pk for new in plan.founded}
    done = Reorganisation.objects.create(
        on=plan.on, title=plan.title[:300], document=plan.document[:300], kind=plan.kind
    )
    _link(done, plan)
    for change in plan.changed:
        _change(change, plan.on)
    _refuse_orphans(plan.ended)
    entries = maps.rebuild()
    after = _rows(touched | set(founded.values()))
    data = {"on": str(plan.on), "units": sorted(touched), "founded": sorted(founded)}
    record(verb=f"unit.{plan.kind}", by=by, object=done, data=data)
    return Written(done.pk, founded, before, after, entries)


def _link(done: Reorganisation, plan: Restructuring) -> None:
    """Write the lineage of each source into its targets."""
    sources = OrgUnit.objects.in_bulk([source for source, _uid in plan.lineage])
    targets = {u.uid: u for u in OrgUnit.objects.filter(uid__in=[uid for _s, uid in plan.lineage])}
    for source_id, source in sources.items():
        own = [targets[uid] for other, uid in plan.lineage if other == source_id]
        writing.link(done, [source], own)


def _change(change: Change, on: date) -> None:
    """Change a unit from the day on; one founded or changed later, from then."""
    unit = OrgUnit(pk=change.unit_id)
    values: dict[str, Any] = dict(change.values)
    if change.above:
        values["parent_id"] = OrgUnit.objects.values_list("pk", flat=True).get(uid=change.above)
    state = UnitState.objects.filter(unit=unit, valid_to__isnull=True).first()
    writing.change(unit, max(on, state.valid_from) if state else on, values)


def _refuse_orphans(ended: Iterable[int]) -> None:
    left = UnitState.objects.filter(parent_id__in=list(ended), valid_to__isnull=True)
    names = list(left.values_list("name", flat=True))
    if names:
        raise Refusal(
            "unit.unplaced",
            f"Chưa chọn nơi đến cho {len(names)} đơn vị: {', '.join(names[:5])}.",
            f"{len(names)} units have no place yet: {', '.join(names[:5])}.",
            data={"count": len(names)},
        )


def _rows(unit_ids: Iterable[int]) -> list[Row]:
    """Return every state of units as plain values that JSON can hold."""
    found = UnitState.objects.filter(unit_id__in=list(unit_ids)).order_by("unit_id", "valid_from")
    return [
        {key: str(value) if isinstance(value, date) else value for key, value in row.items()}
        for row in found.values()
    ]


@transaction.atomic
def take_back(*, written: Written, by: Post | None) -> None:
    """Bring states, lineage and maps back to what they were before a reorganisation.

    A founded unit keeps its identity, without any state: its uid is never used again. Refusal
    `unit.changed_since` when one of the units, or what lies below a founded one, changed later.
    """
    founded = list(written.founded.values())
    touched = {row["unit_id"] for row in written.after} | set(founded)
    below = UnitState.objects.filter(parent_id__in=founded).exclude(unit_id__in=touched)
    if _rows(touched) != written.after or below.exists():
        raise Refusal(
            "unit.changed_since",
            "Các đơn vị này đã có thay đổi khác sau lần sắp xếp. Lập bản sắp xếp mới.",
            "These units changed again since. Make a new reorganisation.",
        )
    Succession.objects.filter(reorganisation_id=written.reorganisation_id).delete()
    UnitState.objects.filter(unit_id__in=touched).delete()
    UnitState.objects.bulk_create(UnitState(**_typed(row)) for row in written.before)
    Reorganisation.objects.filter(pk=written.reorganisation_id).delete()
    maps.rebuild()
    data = {"reorganisation": written.reorganisation_id, "units": sorted(touched)}
    record(verb="unit.take_back", by=by, data=data)


def _typed(row: Row) -> Row:
    days = {key: date.fromisoformat(row[key]) for key in ("valid_from", "valid_to") if row[key]}
    return {**row, **days}
