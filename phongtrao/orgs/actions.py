"""Verbs of the orgs room: each one transaction, one audit event, and the maps drawn anew."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import record
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import LEAF_GROUPS
from phongtrao.orgs import loading, maps, writing
from phongtrao.orgs.models import OrgUnit, Reorganisation, UnitState
from phongtrao.orgs.restructuring import Change, Restructuring, Written, restructure, take_back
from phongtrao.orgs.writing import NewState, NewUnit

__all__ = [
    "Change",
    "NewState",
    "NewUnit",
    "Restructuring",
    "Written",
    "restructure",
    "take_back",
]

BATCH = 2_000
KEEP: Any = object()


def rebuild_maps() -> int:
    """Draw all maps anew from states and lineage; return how many entries were wrong."""
    with transaction.atomic():
        return maps.rebuild()


@transaction.atomic
def load_units(folder: Path, *, by: Post | None = None) -> int:
    """Bring states.csv and successions.csv of a plan's units folder in; return rows changed.

    Loading the same files again changes nothing. Units below communes follow the lineage of
    their parents. Raises Refusal `units.file` with the findings, nothing half-written.
    """
    changed = loading.load(folder)
    if changed:
        _follow_lineage()
        maps.rebuild()
        record(verb="units.load", by=by, data={"changed": changed})
    return changed


@transaction.atomic
def create_unit(
    *,
    uid: str,
    code: str,
    name: str,
    kind: str,
    valid_from: date,
    by: Post | None,
    parent: OrgUnit | None = None,
    subkind: str = "",
) -> OrgUnit:
    """Found one unit. Refusals: `unit.exists`, `unit.code_taken`, `unit.kind`."""
    state = NewState(code, name, kind, parent.pk if parent else None, valid_from, None, subkind)
    unit = writing.found(NewUnit(uid, (state,)))
    made = UnitState.objects.get(unit=unit)
    if made.group in LEAF_GROUPS and parent is not None:
        maps.extend(made)
    else:
        maps.rebuild()
    record(verb="unit.create", by=by, object=unit, data={"code": code, "name": name})
    return unit


@transaction.atomic
def bulk_create_units(*, units: Sequence[NewUnit], by: Post | None) -> dict[str, int]:
    """Found many units with their whole histories; return uid → id. One event for all."""
    made = OrgUnit.objects.bulk_create([OrgUnit(uid=unit.uid) for unit in units], batch_size=BATCH)
    ids = {unit.uid: unit.pk for unit in made}
    states = [writing.row(ids[unit.uid], state) for unit in units for state in unit.states]
    UnitState.objects.bulk_create(states, batch_size=BATCH)
    maps.rebuild()
    record(verb="units.create", by=by, data={"count": len(units)})
    return ids


@transaction.atomic
def change_unit(
    *,
    unit: OrgUnit,
    on: date,
    by: Post | None,
    name: str = KEEP,
    kind: str = KEEP,
    code: str = KEEP,
    parent: OrgUnit | None = KEEP,
    subkind: str = KEEP,
) -> UnitState:
    """Rename, re-type, re-code, move or re-mark a unit from a day on.

    Refusals: `unit.closed`, `unit.later_changes`, `unit.code_taken`, `unit.circle`.
    """
    given = {"name": name, "kind": kind, "code": code, "subkind": subkind}
    changes: dict[str, str | int | None] = {
        field: value for field, value in given.items() if value is not KEEP
    }
    if parent is not KEEP:
        _refuse_circle(unit, parent, on)
        changes["parent_id"] = parent.pk if parent else None
    state = writing.change(unit, on, changes)
    if state.group not in LEAF_GROUPS or "parent_id" in changes or "kind" in changes:
        maps.rebuild()
    record(verb="unit.change", by=by, object=unit, data={"on": str(on), **changes})
    return state


def _refuse_circle(unit: OrgUnit, parent: OrgUnit | None, on: date) -> None:
    """Refuse a parent that is the unit itself or lies below it."""
    above = parent.pk if parent else None
    while above is not None:
        if above == unit.pk:
            raise Refusal(
                "unit.circle",
                "Không chuyển được đơn vị vào chính nó hoặc vào đơn vị cấp dưới của nó.",
                "A unit cannot be moved below itself.",
            )
        above = writing.current(OrgUnit(pk=above), on).parent_id


@transaction.atomic
def close_unit(
    *, unit: OrgUnit, on: date, by: Post | None, title: str = "", document: str = ""
) -> None:
    """End a unit without a successor; what was below it comes under its parent."""
    state = writing.end(unit, on)
    moved = writing.move_children(unit.pk, state.parent_id, on)
    _reorganised("close", on, title or f"Giải thể {state.name}", document, by, [unit], moved)
    maps.rebuild()


@transaction.atomic
def merge_units(
    *,
    sources: Sequence[OrgUnit],
    into: NewUnit | OrgUnit,
    on: date,
    by: Post | None,
    title: str = "",
    document: str = "",
) -> OrgUnit:
    """Merge units into a new or a living one; everything below the sources moves there."""
    names = [writing.end(unit, on).name for unit in _without(sources, into)]
    target = _target(into, on)
    done = _reorganised(
        "merge", on, title or f"Sáp nhập {', '.join(names)}", document, by, [*sources, target], 0
    )
    writing.link(done, _without(sources, into), [target])
    for source in _without(sources, into):
        writing.move_children(source.pk, target.pk, on)
    maps.rebuild()
    return target


def _without(sources: Sequence[OrgUnit], into: NewUnit | OrgUnit) -> list[OrgUnit]:
    return [unit for unit in sources if not isinstance(into, OrgUnit) or unit.pk != into.pk]


def _target(into: NewUnit | OrgUnit, on: date) -> OrgUnit:
    if isinstance(into, NewUnit):
        return writing.found(into)
    writing.current(into, on)
    return into


@transaction.atomic
def split_unit(
    *,
    source: OrgUnit,
    into: Sequence[NewUnit],
    on: date,
    by: Post | None,
    placed: Mapping[int, str] | None = None,
    title: str = "",
    document: str = "",
) -> list[OrgUnit]:
    """Split a unit into new ones; `placed` says for each unit below it the uid it goes to.

    Refusal `unit.unplaced` when a unit below has no place. History stays with the old unit.
    """
    places = placed or {}
    below = writing.open_children(source.pk)
    lost = [state.name for state in below if state.unit_id not in places]
    if lost:
        raise Refusal(
            "unit.unplaced",
            f"Chưa chọn nơi đến cho {len(lost)} đơn vị: {', '.join(lost[:5])}.",
            f"{len(lost)} units have no place yet: {', '.join(lost[:5])}.",
            data={"count": len(lost)},
        )
    name = writing.end(source, on).name
    targets = {new.uid: writing.found(new) for new in into}
    for state in below:
        writing.change(state.unit, on, {"parent_id": targets[places[state.unit_id]].pk})
    units = [source, *targets.values()]
    done = _reorganised("split", on, title or f"Chia {name}", document, by, units, len(below))
    writing.link(done, [source], list(targets.values()))
    maps.rebuild()
    return list(targets.values())


@transaction.atomic
def reorganise(
    *,
    on: date,
    merges: Sequence[tuple[NewUnit, Sequence[OrgUnit]]],
    by: Post | None,
    closes: Sequence[OrgUnit] = (),
    title: str = "",
    document: str = "",
) -> list[OrgUnit]:
    """Do many mergers and closings of one decision at once; return the new units.

    `merges`: each new unit with the units that pass into it; units below the sources come under
    the new unit, those below a closed unit under its parent.
    """
    sources = [unit for _new, units in merges for unit in units]
    for unit in sources:
        writing.end(unit, on)
    made = [writing.found(new) for new, _units in merges]
    for unit in closes:
        writing.move_children(unit.pk, writing.end(unit, on).parent_id, on)
    everyone = [*sources, *closes, *made]
    done = _reorganised("reorganise", on, title or f"Sắp xếp {on}", document, by, everyone, 0)
    for target, (_new, units) in zip(made, merges, strict=True):
        writing.link(done, units, [target])
        for source in units:
            writing.move_children(source.pk, target.pk, on)
    maps.rebuild()
    return made


def _reorganised(
    kind: str,
    on: date,
    title: str,
    document: str,
    by: Post | None,
    units: Sequence[OrgUnit],
    moved: int,
) -> Reorganisation:
    """Write down the decision and its audit event."""
    done = Reorganisation.objects.create(on=on, title=title[:300], document=document, kind=kind)
    data = {"on": str(on), "units": [unit.uid for unit in units], "moved": moved}
    record(verb=f"unit.{kind}", by=by, object=done, data=data)
    return done


def _follow_lineage() -> int:
    """Move what still hangs below ended units to the units that stand in their place."""
    moved = 0
    while orphans := loading.orphaned():
        for parent_id, ended_on, heir_id in orphans:
            moved += writing.move_children(parent_id, heir_id, ended_on)
    return moved
