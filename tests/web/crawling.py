"""Walks through every page in a real browser and says what is wrong with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Error, Page

from phongtrao.web.permissions import PERMISSIONS, PUBLIC, SIGNED_IN
from tests.goals.looking import sweep
from tests.goals.measuring import say
from tests.web.scene import Scene
from tests.web.scene import scene as build_scene
from tests.web.test_permissions import addresses
from tests.web.tongues import proper_names, vietnamese_in_english

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed need not be described node by node
}
#: The order in which a role is picked for a route: the widest view first.
ROLES = (
    "standing_office",
    "commune_officer",
    "unit_contact",
    "department",
    "auditor",
    "administrator",
    "leader",
)
LOOKS: dict[str, dict[str, Any]] = {
    "phone-dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "laptop-light": {"viewport": {"width": 1366, "height": 768}, "color_scheme": "light"},
}

#: axe reads the same tree in every look; dark is where contrast is hardest to keep.
WITH_AXE = ("phone-dark",)


class Window:
    """A browser window of a person of one role; keeps what its pages say on the console."""

    def __init__(self, browser: Browser, url: str, scene: Scene, role: str, look: str) -> None:
        client = Client()
        client.force_login(scene.person(role))
        self.context = browser.new_context(base_url=url, locale="vi-VN", **LOOKS[look])
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        self.context.add_cookies([{"name": name, "value": value, "url": url}])
        self.look = look
        self.english = 0
        self.stops = 0
        self.said: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))


def pages(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """(role, route, address) of every page, homes of all roles included."""
    for role in ROLES:
        yield role, f"home-{role}", "/"
    for name, url in sorted(addresses(scene.values).items()):
        allowed = PERMISSIONS[name]
        role = next((role for role in ROLES if role in allowed), "")
        if not role and allowed & {PUBLIC, SIGNED_IN}:
            role = "unit_contact"
        yield role, name, url
    yield "unit_contact", "not-found", "/khong-co/"
    yield "unit_contact", "forbidden", "/tai-khoan/"


def too_wide(page: Page, name: str) -> list[str]:
    """The page scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{name}: {wide} px wider than the screen"] if wide > 0 else []


def barriers(page: Page, name: str) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{name}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def look_at(window: Window, url: str, name: str, names: re.Pattern[str] | None = None) -> list[str]:
    """Open one address, if it is a page, and say what is wrong with it.

    `names`: what may stand in Vietnamese on an English page; None where the page is Vietnamese.
    """
    page = window.page
    window.said.clear()
    if not _is_page(page, url):
        return []
    keep(page, f"{window.look}-{name}")
    found = [f"{name}: {text}" for text in window.said if "Content Security Policy" in text]
    found += too_wide(page, name)
    if names is not None:
        window.english += 1
        words = vietnamese_in_english(page.content(), names)
        found += [f"{name}: not marked as Vietnamese: {text[:120]!r}" for text in words]
        found += twin_of(page, name)
    if window.look in WITH_AXE:
        found += barriers(page, name)
    return found if window.look.startswith("phone") else found + unreached(window, name)


def unreached(window: Window, name: str) -> list[str]:
    """What the Tab key misses, covers or does not outline; the frame once for each role (G24)."""
    stops, found = sweep(window.page, "body" if name.startswith("home-") else "main")
    window.stops += stops
    return [f"{name}: {fault}" for fault in found]


def twin_of(page: Page, name: str) -> list[str]:
    """The page says it is English; the switch leads to the same address in Vietnamese."""
    switch = page.locator("a.head-link[hreflang=vi]")
    here = page.evaluate("[document.documentElement.lang, location.pathname + location.search]")
    wrong = [f"{name}: language {here[0]!r}"] if here[0] != "en" else []
    twin = switch.first.get_attribute("href") if switch.count() else None
    if twin and twin != (here[1].removeprefix("/en") or "/"):
        wrong.append(f"{name}: the switch leads to {twin}, not to {here[1]}")
    return wrong


def _is_page(page: Page, url: str) -> bool:
    """Open an address; a file or an address that only takes what a form sends is no page."""
    try:
        answer = page.goto(url)
    except Error as problem:
        if "Download is starting" in problem.message or "ERR_ABORTED" in problem.message:
            return False
        raise
    return bool(answer and answer.headers.get("content-type", "").startswith("text/html"))


def keep(page: Page, name: str) -> None:
    """Save a picture when PAGE_SHOTS names a folder."""
    folder = os.environ.get("PAGE_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name.replace(':', '-')}.png", full_page=True)


def walk(browser: Browser, server: str, look: str, language: str = "") -> list[str]:
    """Open every page in one look, as the role with the widest view; return what is wrong."""
    scene = build_scene()
    windows = {role: Window(browser, server, scene, role, look) for role in ROLES}
    names = proper_names() if language == "/en" else None
    wrong: list[str] = []
    for role, name, url in pages(scene):
        wrong += look_at(windows[role], language + url, name, names)
    for window in windows.values():
        window.context.close()
    stops = sum(window.stops for window in windows.values())
    if stops:
        say("G24", f"{stops} stops on every page, {look}", "all reachable, seen, in order")
    if names is not None:
        opened = sum(window.english for window in windows.values())
        say("G29", f"{opened} English pages, {len(wrong)} words not English nor marked", "0")
    return wrong
