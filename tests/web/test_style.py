"""The style page: in development only, every state on it, drawn from parts the product uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from phongtrao.web.base.states import STATES
from phongtrao.web.style import tokens
from phongtrao.web.style.page import PARTS
from tests.web.desks import client_of, text_of
from tests.world import World

TEMPLATES = Path(__file__).parents[2] / "phongtrao" / "web" / "templates"
INCLUDE = re.compile(r'{% include "([\w/-]+\.html)"')


@pytest.mark.django_db
def test_nobody_finds_it_outside_development(world: World) -> None:
    assert Client().get("/phong-cach/").status_code == 404
    assert client_of(world, "standing").get("/phong-cach/").status_code == 404


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
