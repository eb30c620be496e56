"""Every component of the style page: marks, spacing, every eye, modes (G9, G11, G31, G32)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from phongtrao.web.style import tokens
from phongtrao.web.style.page import PARTS
from tests.goals.looking import BARE_TAGS, CUT_INK, SPACING, barriers
from tests.goals.measuring import say
from tests.journeys.walking import LAPTOP, PHONE
from tests.web.desks import HAMLET
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EYES = ("protanopia", "deuteranopia", "tritanopia", "achromatopsia")
NARROW = {"width": 320, "height": 640}
BOXES = """() => [...document.querySelectorAll(".style-tags .tag")].map((one) => {
  const box = one.getBoundingClientRect();
  const list = document.querySelector(".style-tags").getBoundingClientRect();
  return [box.left - list.left, box.top - list.top, box.right - list.left, box.bottom - list.top];
})"""


@pytest.fixture
def styled(settings: Any) -> None:
    """The style page is there."""
    settings.STYLE_PAGE = True


def readable(page: Page, eye: str) -> float:
    """The lowest contrast of a tag's words as an eye of this kind sees them."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": eye})
    picture = Image.open(io.BytesIO(page.locator(".style-tags").screenshot())).convert("RGB")
    lowest = 21.0
    for box in page.evaluate(BOXES):
        seen = picture.crop(tuple(int(side) for side in box)).getcolors(100_000) or []
        back = max(seen)[1]
        lowest = min(lowest, max(tokens.contrast(hexed(one), hexed(back)) for _n, one in seen))
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
    return lowest


def hexed(colour: Any) -> str:
    """#rrggbb of a pixel."""
    return "#" + "".join(f"{part:02x}" for part in colour[:3])


def spaced(page: Page, name: str) -> list[str]:
    """What does not fit when words take the room WCAG 1.4.12 gives them."""
    result = page.evaluate(SPACING)
    wide = [f"G9 {name}: {result['wide']} px too wide"] if result["wide"] > 0 else []
    return wide + [f"G9 {name}: {cut}" for cut in result["cut"]]


@pytest.mark.slow_goal
@pytest.mark.usefixtures("styled")
def test_g09_g11_g31_components_keep_marks_room_and_meaning(world: World, desk: Any) -> None:
    page = desk("officer", LAPTOP, reduced_motion="reduce")
    wrong: list[str] = []
    looked, eyes = 0, {}
    for part in PARTS:
        page.emulate_media(color_scheme="light")
        page.goto(f"/phong-cach/?phan={part}")
        wrong += [f"G31 {part}: {tag}" for tag in page.evaluate(BARE_TAGS)]
        wrong += barriers(page, "color-contrast")
        if part == "chung":
            eyes = {eye: readable(page, eye) for eye in EYES}
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="dark")
        wrong += barriers(page) + spaced(page, part)
        page.set_viewport_size(LAPTOP["viewport"])
        ink = page.evaluate(CUT_INK)
        looked += ink["looked"]
        wrong += [f"G11 {part}: {cut}" for cut in ink["cut"]]
    say("G9", f"0 px on {len(PARTS)} pages of components at 320 px, nothing cut", "0 px")
    say("G11", f"0 px lost in {looked} texts and boxes", "0 px of ẪỔỆ lost")
    lowest = min(eyes.values())
    say("G31", f"lowest contrast of a tag {lowest:.1f} for {len(eyes)} kinds of eye", "≥ 4.5")
    assert looked > 300 and lowest >= tokens.TEXT, eyes
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("styled")
def test_g32_forced_colours_and_still_pages(world: World, desk: Any) -> None:
    modes = {"forced_colors": "active", "reduced_motion": "reduce"}
    wrong: list[str] = []
    opened = 0
    for post, screen, addresses in (
        ("hamlet_post", PHONE, (f"{HAMLET}nhap/",)),
        ("officer", LAPTOP, ("/phong-cach/?phan=chung",)),
        ("leader", LAPTOP, ("/mot-trang/?ky=2024-nam",)),
    ):
        page = desk(post, screen, **modes)
        for address in addresses:
            page.goto(address)
            opened += 1
            wrong += barriers(page)
            moving = page.evaluate(
                "document.getAnimations().length + (getComputedStyle(document.documentElement)"
                ".scrollBehavior === 'smooth')"
            )
            wrong += [f"{address} moves"] if moving else []
            bare = page.evaluate(
                "[...document.querySelectorAll('.tag, .strip, .button, .card')].filter((one) =>"
                " one.checkVisibility() && getComputedStyle(one).borderStyle === 'none').length"
            )
            wrong += [f"{address}: {bare} parts without an edge"] if bare else []
    say("G32", f"{opened} pages, {len(wrong)} barriers, nothing moves", "usable in both modes")
    assert not wrong, "\n".join(wrong)
