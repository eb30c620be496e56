"""An officer at the keyboard, targets under the finger, no script, undo (ux.md 6)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from phongtrao.submissions.models import Submission
from tests.goals.measuring import say
from tests.journeys.walking import LAPTOP, PHONE, answer_all
from tests.web.desks import HAMLET, client_of, send
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: What a finger or a mouse aims at, and its box; links inside a sentence may be as high as a line.
BOXES = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(
    ".visually-hidden, .skip-link"))
  .map((one) => {
    const label = one.matches("input[type=radio], input[type=checkbox]") && one.closest("label");
    const box = (label || one).getBoundingClientRect();
    const inline = getComputedStyle(one).display === "inline";
    return {what: one.outerHTML.slice(0, 90), width: box.width, height: box.height, inline,
      action: one.matches("button, .button, .pick input, summary") };
  }).filter((one) => one.width && one.height)"""


def small(page: Page, address: str, least: int) -> list[str]:
    """Targets of a page that are smaller than they may be."""
    page.goto(address)
    wrong = []
    for box in page.evaluate(BOXES):
        low = least if box["action"] and not box["inline"] else 24
        if box["inline"] and not box["action"]:
            continue  # inside a sentence: the line decides (WCAG 2.5.8)
        if box["height"] < low or box["width"] < 24:
            wrong.append(f"{address} {box['width']:.0f}×{box['height']:.0f} {box['what']}")
    return wrong


def test_g10_targets_are_large_enough(world: World, desk: Any) -> None:
    send(client_of(world, "hamlet_post"), world)
    wrong = []
    page = desk("hamlet_post", PHONE)
    for address in ("/", "/viec/", HAMLET, f"{HAMLET}nhap/", f"{HAMLET}kiem-tra/", "/so/"):
        wrong += small(page, address, 44)
    page = desk("officer", LAPTOP)
    for address in ("/duyet/", "/don-vi/", "/so/mo-hinh/"):
        wrong += small(page, address, 24)
    page = desk("standing", LAPTOP)
    for address in ("/chi-tieu/?ky=2024-nam", "/nhiem-vu/?nam=2024", "/nhat-ky/"):
        wrong += small(page, address, 24)
    say("G10", f"{len(wrong)} too small", "≥ 24×24 px all, ≥ 44 px high for role 1 actions")
    assert not wrong, "\n".join(wrong)


def test_g12_officers_work_without_a_script(world: World, desk: Any) -> None:
    page = desk("hamlet_post", PHONE, java_script_enabled=False)
    page.goto(f"{HAMLET}nhap/")
    answer_all(page, world, world.payload("hamlet"))
    page.get_by_role("button", name="Kiểm tra và gửi").tap()
    page.get_by_role("button", name="Gửi báo cáo").tap()
    page.wait_for_url("**/da-gui/")
    page = desk("officer", LAPTOP, java_script_enabled=False)
    page.goto("/duyet/")
    page.locator("#f-kind").select_option("hamlet")
    page.get_by_role("button", name="Áp dụng").click()
    page.wait_for_url("**loai=hamlet**")
    page.get_by_role("link", name="Ấp 3", exact=True).first.click()
    page.locator("button[value=approve]").click()
    page.wait_for_load_state()
    assert Submission.objects.get(unit_id=world.units["hamlet"]).state == "approved"
    page = desk("standing", LAPTOP, java_script_enabled=False)
    page.goto("/chi-tieu/T1.2/?ky=2024-nam")
    charts = page.locator("main svg[role=img]").count()
    tables = page.locator("main table").count()
    say("G12", f"sent, filtered, approved; {tables} tables for {charts} charts", "same scenarios")
    assert tables
    page.goto("/don-vi/?q=ap")
    page.get_by_role("link", name="Ấp 3").first.click()
    page.go_back()
    assert page.url.endswith("/don-vi/?q=ap")
