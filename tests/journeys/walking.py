"""What journeys share: the two screens, how a person fills the form, what holds on every page.

Set JOURNEY_SHOTS to a folder to keep screenshots of every step.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.world import World

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "locale": "vi-VN",
    "timezone_id": "Asia/Ho_Chi_Minh",
}
LAPTOP = {"viewport": {"width": 1366, "height": 768}, "locale": "vi-VN"}
#: What the browser itself writes when the server refuses or the network is off.
EXPECTED = (
    "status of 4",
    "status of 502",  # a gateway of the test's own making: this server has none
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "error occurred when fetching the script",
)
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def settle(context: BrowserContext, pending: list[Any]) -> None:
    """Let the server finish what it was asked: its tables are emptied next."""
    context.route("**/*", lambda route: route.abort())
    page = context.pages[0]
    for _ in range(15):
        page.wait_for_timeout(100)
        if not pending:
            return


def look(page: Page, name: str) -> None:
    """What holds on every page: nothing wider than the screen, no barrier that axe can find."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{name}: {wide} px wider than the screen"
    found = Axe().run(page, options=TAGS)
    said = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found.response["violations"]]
    assert not said, f"{name}: {said}"
    folder = os.environ.get("JOURNEY_SHOTS")
    if folder:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{folder}/{name}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme=None)


def answer_all(page: Page, world: World, payload: dict[str, Any]) -> None:
    """Answer the visible questions of the page that the payload answers."""
    for name, answer in payload.items():
        question = page.locator(f'[data-field="{name}"]')
        if not question.count() or not question.is_visible():
            continue
        if world.form.field(name).type in ("yesno", "choice"):
            question.locator(f'input[value="{answer}"]').check()
        else:
            question.locator(f'[name="f.{name}"]').fill(str(answer))


def fill_by_sections(
    page: Page, world: World, payload: dict[str, Any], *, looking: bool = True
) -> None:
    """Go through the sections as they are shown, one at a time."""
    while True:
        answer_all(page, world, payload)
        if not page.locator("[data-next]").is_visible():
            return
        if looking:
            look(page, f"fill-{page.locator('[data-part]:visible').first.get_attribute('id')}")
        page.get_by_role("button", name="Tiếp tục").click()


def photo(folder: Path) -> str:
    """A small picture, as a file to choose."""
    path = folder / "ảnh họp.png"
    from_pixels = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
        "53de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
    )
    path.write_bytes(from_pixels)
    return str(path)


def kept(page: Page, store: str) -> int:
    """How many entries of a store this device keeps (drafts, files, queue)."""
    return page.evaluate(
        """(store) => new Promise((done) => {
            const asked = indexedDB.open("phongtrao");
            asked.onsuccess = () => {
                const count = asked.result.transaction(store).objectStore(store).count();
                count.onsuccess = () => { asked.result.close(); done(count.result); };
            };
        })""",
        store,
    )
