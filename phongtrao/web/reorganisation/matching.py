"""Step 3: every unit below, old beside new: where it goes, its name, its code."""

from __future__ import annotations

from typing import Any

from phongtrao.core.text import nfc
from phongtrao.reorganisations import actions, queries
from phongtrao.reorganisations.models import Reform
from phongtrao.rules.reorganising import Child, homonyms


def take(request: Any, reform: Reform) -> str:
    """Save places, names and codes; with `goi-y`, proposed names take the place of same ones."""
    post = request.POST
    children = {}
    for item in queries.landings(reform):
        unit = str(item.unit_id)
        children[unit] = Child(
            to=post.get(f"den-{unit}", ""),
            name=nfc(post.get(f"ten-{unit}", "")).strip()[:200],
            code=nfc(post.get(f"ma-{unit}", "")).strip()[:40],
        )
    _save(request, reform, children)
    if "goi-y" not in post:
        return "?#bang" if "luu" in post else ""
    reform = queries.reform_of(reform.code)
    for alike, name in homonyms(queries.landings(reform)).items():
        children[str(alike)] = children[str(alike)].model_copy(update={"name": name[:200]})
    _save(request, reform, children)
    return "?#bang"


def _save(request: Any, reform: Reform, children: dict[str, Child]) -> None:
    steps = reform.plan.model_copy(update={"children": children})
    actions.set_steps(reform=reform, steps=steps, by=request.post)


def show(request: Any, reform: Reform) -> dict[str, Any]:
    """Return the rows of the table, same names marked with a proposal."""
    found = queries.landings(reform)
    alike = homonyms(found)
    places = queries.places(reform)
    rows = [
        {
            "id": item.unit_id,
            "old": item.old_name,
            "old_code": item.old_code,
            "parent": item.old_parent,
            "name": item.name,
            "code": item.code,
            "proposal": alike.get(item.unit_id, ""),
            "changed": item.name != item.old_name,
            "places": [(place.key, place.label, place.key == item.to) for place in places],
            "lost": not item.to,
        }
        for item in found
    ]
    return {
        "rows": rows,
        "alike": len(alike),
        "choose": len(places) > 1,
        "target": places[0].label if len(places) == 1 else "",
    }
