"""Step 2: which units, and what they become. One form: whatever is pressed, all is kept."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import GROUPS, KINDS, MAP_GROUPS, full_name
from phongtrao.core.text import nfc
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.reorganisations import actions
from phongtrao.reorganisations.models import Reform
from phongtrao.rules.reorganising import NewPlace, Steps, units_missing
from phongtrao.web.figures.scope import Option, today
from phongtrao.web.reorganisation.words import kind_label

HITS = 12
#: Keys of new units, and how many rows each kind of step offers.
KEYS = ("a", "b", "c", "d")
ROWS = {"merge": 1, "split": 4, "rename": 1}


def take(request: Any, reform: Reform) -> str:
    """Save names, and add or leave out a unit; searching and adding stay on the page."""
    post = request.POST
    steps = reform.plan
    units = [unit for unit in steps.units if str(unit) != post.get("bo", "")]
    added = post.get("them", "")
    if added.isdigit() and int(added) not in units:
        units.append(orgs.unit_by_id(int(added)).pk)
    into = post.get("vao", "")
    changes = {
        "units": units,
        "new": _new(post, steps, units),
        "into": int(into)
        if into.isdigit() and (steps.kind == "move" or int(into) in units)
        else None,
    }
    saved = actions.set_steps(
        reform=reform, steps=steps.model_copy(update=changes), by=request.post
    )
    if not {"tim", "them", "bo"} & post.keys():
        _require_named(saved)
        return ""
    words = post.get("tu", "").strip()
    if "bo" in post or ("them" in post and not _found(words, units, reform.on or today()).exists()):
        words = ""
    return f"?{urlencode({'tu': words})}#chon"


def _require_named(reform: Reform) -> None:
    """Refusal `reorganisation.units` (422) while units or names are missing; what was typed is
    kept.
    """
    missing = units_missing(reform.plan)
    if missing:
        raise Refusal("reorganisation.units", *missing, status=422)


def _new(post: Any, steps: Steps, units: list[int]) -> list[NewPlace]:
    """Return the new units that were named; a merger into a chosen unit founds none."""
    if steps.kind == "merge" and post.get("vao", "").isdigit():
        return []
    found = []
    for key in KEYS[: ROWS.get(steps.kind, 0)]:
        name, code = nfc(post.get(f"ten-{key}", "")).strip(), nfc(post.get(f"ma-{key}", "")).strip()
        kind = post.get(f"loai-{key}", "")
        if (name or code) and units:
            kinds = _kinds(units)
            found.append(
                NewPlace(
                    key=key,
                    name=name[:200],
                    code=code[:40],
                    kind=kind if kind in kinds else kinds[0],
                )
            )
    return found


def _kinds(units: list[int]) -> list[str]:
    """Return the kinds a new unit may be of: those of the group, the present one first."""
    own = orgs.state_of(units[0], today()).kind
    group = KINDS[own].group
    return [own, *(code for code, kind in KINDS.items() if kind.group == group and code != own)]


def show(request: Any, reform: Reform) -> dict[str, Any]:
    """Return the chosen units, the hits of a search, the rows of new units, possible parents."""
    steps = reform.plan
    day = reform.on or today()
    states = [orgs.state_of(unit, day) for unit in steps.units]
    words = request.GET.get("tu", "").strip()
    return {
        "kind": steps.kind,
        "chosen": [_line(state, day) for state in states],
        "q": words,
        "hits": [_line(s, day) for s in _found(words, steps.units, day)[:HITS]] if words else [],
        "rows": _rows(steps, states),
        "into": steps.into,
        "targets": [
            (s.unit_id, full_name(s.kind, s.name), s.unit_id == steps.into) for s in states
        ],
        "parents": _parents(steps, states, day),
    }


def _line(state: Any, day: Any) -> dict[str, Any]:
    above = orgs.ancestors(state.unit_id, day)
    return {
        "id": state.unit_id,
        "name": full_name(state.kind, state.name),
        "code": state.code,
        "above": ", ".join(full_name(s.kind, s.name) for s in reversed(above[-2:])),
    }


def _found(words: str, units: list[int], day: date) -> QuerySet[UnitState]:
    """Return living units that match, of the group of those chosen already."""
    group = orgs.state_of(units[0], day).group if units else ""
    found = orgs.select(day, group, None, words).exclude(unit_id__in=units)
    return found.exclude(group__in=("nation", "province"))


def _rows(steps: Steps, states: list[Any]) -> list[dict[str, Any]]:
    """Return the rows for new units, filled with what was said or, to rename, with what is."""
    if not states:
        return []
    said = {item.key: item for item in steps.new}
    kinds = _kinds(steps.units)
    rows = []
    for number, key in enumerate(KEYS[: ROWS.get(steps.kind, 0)], start=1):
        item = said.get(key)
        if item is None and steps.kind == "rename":
            item = NewPlace(key=key, name=states[0].name, code=states[0].code, kind=states[0].kind)
        chosen = item.kind if item else kinds[0]
        rows.append(
            {
                "key": key,
                "number": number if ROWS[steps.kind] > 1 else 0,
                "name": item.name if item else "",
                "code": item.code if item else "",
                "kinds": [Option(code, kind_label(code), code == chosen) for code in kinds],
            }
        )
    return rows


def _parents(steps: Steps, states: list[Any], day: Any) -> list[Option]:
    """Return the units a unit may be moved under: those of the levels above it."""
    if steps.kind != "move" or not states:
        return []
    rank = KINDS[states[0].kind].rank
    now = states[0].parent_id
    found = []
    for group in MAP_GROUPS[1:]:
        if min(GROUPS.index(group), 4) < rank:
            for state in orgs.units_on(day, group):
                if state.unit_id != now:
                    label = f"{full_name(state.kind, state.name)} ({state.code})"
                    found.append(Option(str(state.unit_id), label, state.unit_id == steps.into))
    return found
