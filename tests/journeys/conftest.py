"""Signed-in browser windows on the small world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.walking import EXPECTED, settle
from tests.web.desks import client_of
from tests.world import World, build

#: Milliseconds a page may take on a machine that does much else: the first reads every template.
PATIENCE = 90_000


@pytest.fixture
def world(db: None) -> World:
    """The small world, committed so that the server sees it."""
    return build()


@pytest.fixture
def desk(world: World, browser: Browser, live_server: Any) -> Iterator[Any]:
    """Opens a signed-in page: desk(post, options) → Page."""
    contexts: list[BrowserContext] = []

    def opened(post: str, options: dict[str, Any], **more: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options, **more)
        context.set_default_navigation_timeout(PATIENCE)
        contexts.append(context)
        cookie = client_of(world, post).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}]
        )
        page = context.new_page()
        page.on("request", lambda request: pending.append(request))
        page.on("requestfinished", lambda request: pending.remove(request))
        page.on("requestfailed", lambda request: pending.remove(request))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    complaints: list[str] = []
    pending: list[Any] = []
    yield opened
    for context in contexts:
        settle(context, pending)
        context.close()
    noise = [words for words in complaints if not any(known in words for known in EXPECTED)]
    assert not noise, noise
