"""The sheet for a hamlet head is one page of paper, in both languages."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.world import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sheet_of_a_hamlet_prints_on_one_page(browser: Browser, live_server: Any) -> None:
    build()
    page = browser.new_page(base_url=live_server.url)
    for language, wanted in (("", "hết ngày 30/10"), ("/en", "until the end of 30/10")):
        page.goto(f"{language}/tro-giup/ap/")
        paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        text = paper[0].get_textpage().get_text_range()
        assert len(paper) == 1, language
        assert wanted in text and "/dang-nhap/" in text
        assert "Ctrl+P" not in text
    page.close()
