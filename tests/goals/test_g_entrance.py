"""First use: from the link in a message to the first question (ux.md G40)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from phongtrao.notices import actions as notices
from tests.goals.measuring import Thumb, say
from tests.journeys.walking import LAPTOP, PHONE, look
from tests.web.desks import client_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_g40_from_the_message_to_the_first_question(
    world: World, desk: Any, browser: Browser, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.NOTICES_WAYS = {"email": "off", "sms": "file", "zalo": "off"}
    settings.DATA_DIR = tmp_path
    client_of(world, "hamlet_post")
    contact = world.posts["hamlet_post"]
    notices.prefer(by=contact, email=False, sms="0900000000", zalo="", digest=True)
    officer = desk("officer", LAPTOP)
    officer.goto("/don-vi/25363-01-ap-3/duong-dan/")
    officer.get_by_role("button", name="Gửi đường dẫn").click()
    code = officer.locator(".receipt-code").inner_text()
    look(officer, "invite")
    notices.deliver(clock=timezone.now)
    message = json.loads(next(tmp_path.rglob("*.json")).read_text(encoding="utf-8"))["text"]
    context = browser.new_context(base_url=live_server.url, **PHONE)
    page = context.new_page()
    thumb = Thumb(page)
    thumb.taps += 1  # the link in the message
    page.goto(re.findall(r"http\S+", message)[0])
    look(page, "entrance")
    thumb.type(page.get_by_label("Mã 6 số"), code)
    thumb.press("Vào làm việc")
    page.wait_for_url("**/nhap/")
    page.locator("[data-field]:visible").first.wait_for()
    context.close()
    say("G40", f"{thumb.taps} taps, one code", "≤ 4 taps and one code to the first question")
    assert thumb.taps <= 4
    assert thumb.characters == len(code) == 6
