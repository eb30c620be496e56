"""Every page on a small phone, dark: nothing wider than 320 px, no barrier axe can find, no message
of the content policy.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.crawling import walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow_goal,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.timeout(900)
def test_every_page_is_fit_for_people(browser: Browser, live_server: Any) -> None:
    wrong = walk(browser, live_server.url, "phone-dark")
    assert not wrong, "\n".join(wrong)
