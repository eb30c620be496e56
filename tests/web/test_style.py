"""The style page: in development only, every state on it, drawn from parts the product uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from phongtrao.web.base.states import STATES
from phongtrao.web.style import tokens
from phongtrao.web.style.components import COMPONENTS, Component
from phongtrao.web.style.page import PARTS
from tests.web.desks import client_of, text_of
from tests.world import World

TEMPLATES = Path(__file__).parents[2] / "phongtrao" / "web" / "templates"
#: The components of the design (ux.md §4.7), each with what draws it here.
DESIGN = {
    "Skip link": "skip_link", "Top bar with language switch": "top_bar",
    "Role bottom bar / bar": "bar", "To-do card": "todo_card", "Task list": "task_list",
    "Status tag": "status_tag", "Late flag": "late_flag", "Save strip": "save_strip",
    "Offline banner and queue": "offline", "Question block": "question",
    "Photo uploader": "uploader", "Error summary + field error": "errors",
    "Summary list with change links": "summary_list", "Confirmation panel (receipt)": "receipt",
    "Filter sentence + filter form": "filter", "Data table": "table",
    "Data table, select": "queue", "Bulk bar with preview": "bulk", "Split review pane": "split",
    "Diff row (old → new)": "diff", "Comment pin": "comment_pin", "Timeline": "timeline",
    "Figure link (dotted underline, state mark)": "figure_link", "Source panel": "source_panel",
    "Bullet row": "bullet", "Gap bar": "gap", "Sparkline": "sparkline", "Stacked bar": "stacked",
    "Funnel": "funnel", "Tile map": "tile_map", "Month ruler": "month_ruler",
    "Clause with live status": "clause", "Wizard step head": "wizard",
    "Check list (blocking / warning / ok)": "checks", "Snapshot seal": "seal",
    "Reminder composer": "reminder", "Undo row": "undo", "Help contact": "help_contact",
    "Empty state": "empty_state", "Error page": "error_page", "Conflict (§3.2)": "conflict",
}  # fmt: skip
INCLUDE = re.compile(r'{% include "([\w/-]+\.html)"')


@pytest.mark.django_db
def test_nobody_finds_it_outside_development(world: World) -> None:
    assert Client().get("/phong-cach/").status_code == 404
    assert client_of(world, "standing").get("/phong-cach/").status_code == 404


def _drawn(page: str) -> dict[str, str]:
    """The HTML under each heading of a part, by the heading's anchor."""
    slugs = "|".join(one.slug for one in COMPONENTS)
    pieces = re.split(rf'<h2 id="({slugs})">', page.split("<main", 1)[1].split("</main>", 1)[0])
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.django_db
def test_every_component_of_the_design_is_drawn_in_its_states(world: World, settings: Any) -> None:
    settings.STYLE_PAGE = True
    client = client_of(world, "officer")
    assert {one.slug for one in COMPONENTS} >= set(DESIGN.values())
    by_part: dict[str, list[Component]] = {}
    for one in COMPONENTS:
        by_part.setdefault(one.part, []).append(one)
    lost = []
    for part, components in by_part.items():
        found = _drawn(client.get("/phong-cach/", {"phan": part}).content.decode())
        assert {one.slug for one in components} <= found.keys(), part
        lost += [
            f"{one.slug}: {state}"
            for one in components
            for state in one.states
            if state not in found[one.slug]
        ]
    assert not lost, "\n".join(lost)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_part_is_drawn(world: World, settings: Any, language: str) -> None:
    settings.STYLE_PAGE = True
    client = client_of(world, "officer")
    for part in PARTS:
        page = client.get(f"{language}/phong-cach/", {"phan": part})
        assert page.status_code == 200, part
    assert client.get("/phong-cach/", {"phan": "khac"}).status_code == 404
    shown = text_of(client.get("/phong-cach/", {"phan": "chung"}))
    assert all(str(state.label) in shown for state in STATES.values())


def test_components_come_from_parts_the_product_uses() -> None:
    drawn, used = set(), set()
    for path in TEMPLATES.rglob("*.html"):
        found = INCLUDE.findall(path.read_text(encoding="utf-8"))
        (drawn if path.parent.name == "style" else used).update(found)
    strange = {name for name in drawn - used if not name.startswith("style/")}
    assert len(drawn) > 25 and not strange, strange


def test_every_tag_carries_a_drawing_beside_its_words() -> None:
    bare = [
        f"{path.name}: {tag}"
        for path in TEMPLATES.rglob("*.html")
        for tag in re.findall(r'class="tag[^>]*>(?:(?!</span>).)*</span>', path.read_text("utf-8"))
        if "{% icon" not in tag
    ]
    assert not bare and all(state.icon for state in STATES.values()), bare


def test_measured_contrast_is_enough() -> None:
    least = {"text": tokens.TEXT, "shape": tokens.SHAPE}
    for colour in tokens.colours():
        if colour.kind in least:
            assert (colour.ratio_light or 0) >= least[colour.kind], colour
            assert (colour.ratio_dark or 0) >= least[colour.kind], colour
