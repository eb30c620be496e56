"""From the steps of a draft to what the units room writes. Private to the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from phongtrao.core.kinds import full_name
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.actions import Change, NewState, NewUnit, Restructuring
from phongtrao.orgs.models import UnitState
from phongtrao.reorganisations.models import Reform
from phongtrao.rules.reorganising import Landing, Steps

VERBS = {
    "merge": "Sáp nhập",
    "split": "Chia",
    "rename": "Đổi tên",
    "move": "Chuyển cấp quản lý",
    "close": "Giải thể",
}
VERBS_EN = {
    "merge": "Merging",
    "split": "Splitting",
    "rename": "Renaming",
    "move": "Moving",
    "close": "Closing",
}
JOINTS = {"merge": "thành", "split": "thành", "rename": "thành", "move": "về"}
JOINTS_EN = {"merge": "into", "split": "into", "rename": "to", "move": "to"}


@dataclass(frozen=True)
class Place:
    """Where units below or posts may go: a new unit (`unit_id` None) or a living one."""

    key: str
    name: str
    kind: str
    unit_id: int | None

    @property
    def label(self) -> str:
        """The full name."""
        return full_name(self.kind, self.name)


def last_day(reform: Reform) -> date:
    """Return the day on which the units are looked at: that of effect, or today when later."""
    today = timezone.localdate()
    return max(reform.on, today) if reform.on else today


def living(key: int, day: date) -> Place:
    """Return a living unit as a place."""
    state = orgs.state_of(key, day)
    return Place(f"u{key}", state.name, state.kind, key)


def chosen(reform: Reform) -> list[UnitState]:
    """Return the units of a draft as they are."""
    day = last_day(reform)
    return [orgs.state_of(unit, day) for unit in reform.plan.units]


def before(reform: Reform) -> list[UnitState]:
    """Return the units of a draft as they were on the last day before the day of effect."""
    day = (reform.on or last_day(reform)) - date.resolution
    return [orgs.state_of(unit, day) for unit in reform.plan.units]


def places(reform: Reform) -> list[Place]:
    """Return where units below and posts of ended units can go."""
    steps, day = reform.plan, last_day(reform)
    new = [Place(item.key, item.name, item.kind, None) for item in steps.new]
    if steps.kind == "split":
        return new
    if steps.kind == "merge":
        return new if steps.into is None else [living(steps.into, day)]
    if steps.kind == "close":
        above = {state.parent_id for state in chosen(reform)}
        return [living(unit, day) for unit in sorted(filter(None, above))]
    return []


def landings(reform: Reform) -> list[Landing]:
    """Return what becomes of every unit directly below the ended ones, and of those that are
    below the unit they pass into already.
    """
    steps, day = reform.plan, last_day(reform)
    if not steps.ending:
        return []
    keep = [steps.into] if steps.kind == "merge" and steps.into is not None else []
    found = []
    for unit in [*(u for u in steps.units if u in steps.ending), *keep]:
        parent = orgs.state_of(unit, day)
        for child in orgs.children(unit, day, outside=True):
            found.append(_landing(steps, child, parent, reform))
    return found


def _landing(steps: Steps, child: UnitState, parent: UnitState, reform: Reform) -> Landing:
    said = steps.children.get(str(child.unit_id))
    keys = {place.key for place in places(reform)} if said and said.to else set()
    to = said.to if said and said.to in keys else _default(steps, parent)
    return Landing(
        unit_id=child.unit_id,
        old_name=child.name,
        old_code=child.code,
        old_parent=parent.name,
        to=to,
        name=(said.name if said else "") or child.name,
        code=(said.code if said else "") or child.code,
    )


def _default(steps: Steps, parent: UnitState) -> str:
    """Return where a unit below goes when nothing is said: '' where it must be chosen."""
    if steps.kind == "merge":
        return steps.new[0].key if steps.into is None and steps.new else f"u{steps.into or ''}"
    if steps.kind == "close" and parent.parent_id:
        return f"u{parent.parent_id}"
    return ""


def title_of(reform: Reform, *, english: bool = False) -> str:
    """Return the reorganisation in one line."""
    steps = reform.plan
    verbs, joints = (VERBS_EN, JOINTS_EN) if english else (VERBS, JOINTS)
    if not steps.units:
        return verbs[steps.kind]
    names = ", ".join(full_name(state.kind, state.name) for state in before(reform))
    targets = ", ".join(full_name(item.kind, item.name) for item in steps.new)
    if steps.kind in ("merge", "move") and steps.into is not None:
        targets = living(steps.into, last_day(reform)).label
    tail = f" {joints[steps.kind]} {targets}" if targets and steps.kind in joints else ""
    return f"{verbs[steps.kind]} {names}{tail}"


def restructuring(reform: Reform) -> Restructuring:
    """Return the whole reorganisation as the units room writes it."""
    assert reform.on is not None, "checked before"
    steps = reform.plan
    uids = {place.key: _uid(reform, place) for place in places(reform)}
    lineage = () if steps.kind == "close" else _lineage(steps, list(uids.values()))
    return Restructuring(
        on=reform.on,
        kind=steps.kind,
        title=title_of(reform),
        document=reform.document.words,
        founded=_founded(reform) if steps.kind in ("merge", "split") else (),
        ended=tuple(steps.ending),
        lineage=lineage,
        changed=(*_own_changes(reform), *_below(reform, uids)),
    )


def _uid(reform: Reform, place: Place) -> str:
    if place.unit_id is None:
        return reform.uid(place.key)
    return orgs.unit_by_id(place.unit_id).uid


def _lineage(steps: Steps, targets: list[str]) -> tuple[tuple[int, str], ...]:
    return tuple((unit, uid) for unit in steps.ending for uid in targets)


def _founded(reform: Reform) -> tuple[NewUnit, ...]:
    steps = reform.plan
    if steps.into is not None:
        return ()
    states = chosen(reform)
    marks = {state.subkind for state in states}
    mark = marks.pop() if len(marks) == 1 else ""
    assert reform.on is not None, "checked before"
    return tuple(
        NewUnit(
            reform.uid(item.key),
            (
                NewState(
                    item.code, item.name, item.kind, states[0].parent_id, reform.on, None, mark
                ),
            ),
        )
        for item in steps.new
    )


def _own_changes(reform: Reform) -> list[Change]:
    """Return what changes of the chosen units themselves: a new name, or a new unit above."""
    steps = reform.plan
    if steps.kind == "rename":
        new = steps.new[0]
        values = {"name": new.name, "code": new.code, "kind": new.kind}
        return [Change(unit, values) for unit in steps.units]
    if steps.kind == "move" and steps.into is not None:
        above = orgs.unit_by_id(steps.into).uid
        return [Change(unit, {}, above) for unit in steps.units]
    return []


def _below(reform: Reform, uids: dict[str, str]) -> list[Change]:
    found = []
    for item in landings(reform):
        values = {"name": item.name, "code": item.code}
        found.append(Change(item.unit_id, values, uids.get(item.to, "")))
    return found
