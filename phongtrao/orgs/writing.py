"""Opening, closing and linking states inside a transaction. Private to the room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import KINDS
from phongtrao.core.text import nfc, search_key, sort_key
from phongtrao.orgs.models import OrgUnit, Reorganisation, Succession, UnitState


@dataclass(frozen=True)
class NewState:
    """One stretch of a unit's life to be written; `parent_id` is the key of an existing unit."""

    code: str
    name: str
    kind: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None = None
    subkind: str = ""


@dataclass(frozen=True)
class NewUnit:
    """A unit to be founded with all the states it has had, in order of time."""

    uid: str
    states: tuple[NewState, ...]


def row(unit_id: int, new: NewState) -> UnitState:
    """Return an unsaved state; Refusal `unit.kind` for a kind outside the legal list."""
    if new.kind not in KINDS:
        raise Refusal(
            "unit.kind", f"Không có loại đơn vị “{new.kind}”.", f"No kind of unit “{new.kind}”."
        )
    name = nfc(new.name)
    return UnitState(
        unit_id=unit_id,
        code=nfc(new.code),
        name=name,
        kind=new.kind,
        group=KINDS[new.kind].group,
        parent_id=new.parent_id,
        subkind=new.subkind,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        search_key=search_key(name)[:200],
        sort_key=sort_key(name)[:600],
    )


def found(unit: NewUnit) -> OrgUnit:
    """Write a unit with its states; Refusal when the uid or a code of the day is taken."""
    if OrgUnit.objects.filter(uid=unit.uid).exists():
        raise Refusal(
            "unit.exists", f"Đã có đơn vị “{unit.uid}”.", f"Unit “{unit.uid}” already exists."
        )
    for state in unit.states:
        refuse_taken_code(state.code, state.valid_from, state.valid_to)
    made = OrgUnit.objects.create(uid=unit.uid)
    UnitState.objects.bulk_create([row(made.pk, state) for state in unit.states])
    return made


def refuse_taken_code(code: str, start: date, end: date | None, own: OrgUnit | None = None) -> None:
    """Refuse a code that another unit bears on any day from `start` until `end`."""
    clash = UnitState.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start), code=code)
    if end is not None:
        clash = clash.filter(valid_from__lt=end)
    other = clash.exclude(unit=own).first() if own else clash.first()
    if other is not None:
        raise Refusal(
            "unit.code_taken",
            f"Mã “{code}” đang thuộc {other.name} trong thời gian này.",
            f"Code “{code}” belongs to {other.name} in that time.",
            data={"code": code, "unit": other.unit_id},
        )


def current(unit: OrgUnit, on: date) -> UnitState:
    """Return the last, still open state of a unit that may be changed on a day, locked.

    Refusals: `unit.closed` when it has ended, `unit.later_changes` when it was founded or
    changed after that day.
    """
    state = UnitState.objects.select_for_update().filter(unit=unit).order_by("-valid_from").first()
    if state is None or state.valid_to is not None:
        raise Refusal("unit.closed", f"{state or unit} đã giải thể.", f"{state or unit} has ended.")
    if state.valid_from > on:
        day = format_date(state.valid_from)
        raise Refusal(
            "unit.later_changes",
            f"{state} đã có thay đổi ngày {day}, sau ngày đang chọn.",
            f"{state} already changed on {day}, after the chosen day.",
        )
    return state


def end(unit: OrgUnit, on: date) -> UnitState:
    """Close the open state of a unit on a day and return it; a state may not be empty."""
    state = current(unit, on)
    if state.valid_from == on:
        raise Refusal(
            "unit.same_day",
            f"{state} mới có hiệu lực đúng ngày {format_date(on)}; chọn ngày sau đó.",
            f"{state} only began on {format_date(on)}; choose a later day.",
        )
    state.valid_to = on
    state.save(update_fields=["valid_to"])
    return state


def change(unit: OrgUnit, on: date, changes: dict[str, Any]) -> UnitState:
    """Close the open state on a day and open one with `changes`; the same day is amended."""
    state = current(unit, on)
    if "code" in changes and changes["code"] != state.code:
        refuse_taken_code(changes["code"], on, None, unit)
    kept = {
        "code": state.code,
        "name": state.name,
        "kind": state.kind,
        "parent_id": state.parent_id,
        "subkind": state.subkind,
    }
    new = row(unit.pk, NewState(**{**kept, **changes}, valid_from=on))
    if all(getattr(new, field) == value for field, value in kept.items()):
        return state
    if state.valid_from == on:
        state.delete()
    else:
        state.valid_to = on
        state.save(update_fields=["valid_to"])
    new.save(force_insert=True)
    return new


def link(
    reorganisation: Reorganisation, sources: Iterable[OrgUnit], targets: Sequence[OrgUnit]
) -> None:
    """Write the lineage of sources into targets: whole into one, in part into several."""
    extent = Succession.Extent.WHOLE if len(targets) == 1 else Succession.Extent.PART
    Succession.objects.bulk_create(
        Succession(
            reorganisation=reorganisation,
            source=source,
            target=target,
            on=reorganisation.on,
            extent=extent,
        )
        for source in sources
        for target in targets
        if source.pk != target.pk
    )


def open_children(unit_id: int) -> list[UnitState]:
    """Return the open states of the units directly below one."""
    found = UnitState.objects.filter(parent_id=unit_id, valid_to__isnull=True)
    return list(found.select_related("unit").order_by("sort_key"))


def move_children(unit_id: int, new_parent_id: int | None, on: date) -> int:
    """Move everything directly below a unit to another parent on a day; return how many.

    Children founded or changed later than that day keep their state and only change parent.
    """
    states = [state for state in open_children(unit_id) if state.unit_id != new_parent_id]
    moved = []
    for state in states:
        start = max(on, state.valid_from)
        moved.append(
            row(
                state.unit_id,
                NewState(
                    state.code, state.name, state.kind, new_parent_id, start, None, state.subkind
                ),
            )
        )
    same_day = [state.pk for state in states if state.valid_from >= on]
    UnitState.objects.filter(pk__in=same_day).delete()
    earlier = [state.pk for state in states if state.valid_from < on]
    UnitState.objects.filter(pk__in=earlier).update(valid_to=on)
    UnitState.objects.bulk_create(moved)
    return len(moved)
