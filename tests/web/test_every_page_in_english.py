"""Every page on a laptop, light, in English: no wider than the screen, every word in its tongue."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.crawling import walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.timeout(900)
def test_every_page_is_fit_for_people(browser: Browser, live_server: Any) -> None:
    wrong = walk(browser, live_server.url, "laptop-light", "/en")
    assert not wrong, "\n".join(wrong)
