"""The keyboard alone, and the keys of officers while words are being composed (G24, G25)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from phongtrao.submissions.models import Submission
from tests.goals.looking import tab_through
from tests.goals.measuring import say
from tests.journeys.walking import LAPTOP, PHONE
from tests.web.desks import HAMLET, client_of, send
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: (post, screen, address); a report to review is put where `{}` stands.
PAGES = (
    ("hamlet_post", PHONE, f"{HAMLET}nhap/"),
    ("officer", LAPTOP, "/duyet/"),
    ("officer", LAPTOP, "/duyet/{}/"),
    ("standing", LAPTOP, "/chi-tieu/?ky=2024-nam"),
    ("leader", LAPTOP, "/mot-trang/?ky=2024-nam"),
)
WORD = ("t", "ta", "tan", "tân")


def test_g24_tab_reaches_everything_in_sight_and_in_order(world: World, desk: Any) -> None:
    send(client_of(world, "hamlet_post"), world)
    found = Submission.objects.get(unit_id=world.units["hamlet"])
    wrong: list[str] = []
    stops, windows = 0, {}
    for post, screen, address in PAGES:
        if post not in windows:
            windows[post] = desk(post, screen, reduced_motion="reduce")
        windows[post].goto(address.format(found.pk))
        counted, bad = tab_through(windows[post])
        stops, wrong = stops + counted, wrong + [f"{address} {one}" for one in bad]
    say("G24", f"{stops} stops on {len(PAGES)} pages, {len(wrong)} faults", "seen, in order")
    assert stops > 150 and not wrong, "\n".join(wrong)


def test_g24_g25_keys_of_officers_wait_for_the_word_and_can_be_turned_off(
    world: World, desk: Any
) -> None:
    send(client_of(world, "hamlet_post"), world)
    page = desk("officer", LAPTOP)
    page.goto("/duyet/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/di-toi/" in one.url else None)
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]").first.wait_for()
    compose(page)
    page.locator("#palette [role=option]", has_text="Tân Lập").first.wait_for()
    assert len(asked) == 2, asked  # what is shown at first, then the word once
    page.keyboard.press("Enter")
    page.wait_for_url("**/*tan-lap/")
    page.goto("/duyet/")
    page.keyboard.press("Alt+ArrowDown")
    row = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{row}")
    page.keyboard.press("Escape")
    page.wait_for_url("**/duyet/")
    page.wait_for_function("row => document.activeElement.getAttribute('href') === row", arg=row)
    client_of(world, "officer").post("/phim-tat/", {"on": "0"})
    for address in (row, "/duyet/"):
        page.goto(address)
        for key in ("Control+k", "/", "?", "Alt+ArrowDown", "Alt+r", "Control+Enter", "Escape"):
            page.keyboard.press(key)
        at = page.evaluate("[document.activeElement.tagName, location.pathname]")
        assert at == ["BODY", address] and not page.locator("dialog[open]").count()
    assert Submission.objects.get(unit_id=world.units["hamlet"]).state == "submitted"
    page.locator("[data-palette-open]").click()
    page.locator("#palette").wait_for()
    say("G25", "1 request for a composed word in the palette", "one request a word")
    say("G24", "off: 7 keys on 2 pages do nothing, the button still opens", "can be turned off")


def compose(page: Page) -> None:
    """Type "tân" as Telex does: the word changes until it is finished; Enter belongs to it."""
    session = page.context.new_cdp_session(page)
    for step in WORD:
        session.send(
            "Input.imeSetComposition",
            {"text": step, "selectionStart": len(step), "selectionEnd": len(step)},
        )
    composing = {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", composing)
    session.send("Input.insertText", {"text": WORD[-1]})
