"""Bytes on the wire as `phongtrao serve` sends them: compressed copies, compressed pages (G4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext

from tests.goals.measuring import Wire, say
from tests.journeys.walking import LAPTOP, PHONE
from tests.web.desks import HAMLET, client_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROLE_1 = ("/", f"{HAMLET}nhap/", "/so/")
OFFICERS = {
    "officer": ("/duyet/", "/so/mo-hinh/"),
    "standing": (
        "/chi-tieu/?ky=2024-nam",
        "/ke-hoach/binh-phuoc-2022-2025/?ky=2024-nam",
        "/nhiem-vu/?nam=2024",
    ),
    "leader": ("/mot-trang/?ky=2024-nam",),
}


@pytest.fixture
def served(world: World, settings: Any, tmp_path: Path) -> Iterator[str]:
    """Address of a server whose static files come from the collected, compressed copies."""
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, verbosity=0)
    thread = LiveServerThread("127.0.0.1", lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def window(browser: Browser, url: str, world: World, post: str, look: dict[str, Any]) -> Any:
    """A fresh browser of the holder of a post."""
    context: BrowserContext = browser.new_context(base_url=url, **look)
    name = django_settings.SESSION_COOKIE_NAME
    value = client_of(world, post).cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": url}])
    return context


def weigh(context: Any, address: str) -> tuple[int, int]:
    """(bytes of the first view, bytes of the second) of one address."""
    page = context.new_page()
    wire = Wire(page)
    found = []
    for _ in range(2):
        page.goto(address, wait_until="networkidle")
        found.append(wire.take()[0])
    context.close()
    return found[0], found[1]


def test_g04_first_and_second_load(world: World, browser: Browser, served: str) -> None:
    first, again = {}, {}
    for address in ROLE_1:
        context = window(browser, served, world, "hamlet_post", PHONE)
        first[f"1 {address}"], again[address] = weigh(context, address)
    for post, addresses in OFFICERS.items():
        for address in addresses:
            context = window(browser, served, world, post, LAPTOP)
            first[f"{post} {address}"], again[address] = weigh(context, address)
    for place, size in first.items():
        print(f"  {place}: {size / 1000:.1f} kB")
    unit = max(size for place, size in first.items() if place.startswith("1 "))
    office = max(size for place, size in first.items() if not place.startswith("1 "))
    say("G4", f"{unit / 1000:.1f} kB", "first load of role 1 ≤ 40 kB")
    say("G4", f"{office / 1000:.1f} kB", "first load of officers ≤ 100 kB")
    say("G4", f"{max(again.values()) / 1000:.1f} kB", "repeat view ≤ 15 kB")
    assert unit <= 40_000
    assert office <= 100_000
    assert max(again.values()) <= 15_000
