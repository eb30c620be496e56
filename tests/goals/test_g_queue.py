"""Ten clean reports in the queue of a commune: by keyboard, and one taken back (G23, G33)."""

from __future__ import annotations

from typing import Any

import pytest

from phongtrao.submissions import actions
from phongtrao.submissions.models import Review, Submission
from tests import world as worlds
from tests.goals.measuring import say
from tests.journeys.walking import LAPTOP
from tests.world import YEAR, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORTS = 10
MORE = tuple(
    (f"more{number}", f"25363-{number}", f"Ấp {number}", "khu_dan_cu", "commune")
    for number in range(10, 10 + REPORTS)
)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small world with ten more hamlets, all of which have sent clean reports."""
    monkeypatch.setattr(worlds, "PLACES", worlds.PLACES + MORE)
    made = worlds.build()
    for name, *_rest in MORE:
        actions.submit(
            unit_id=made.units[name],
            form="annual",
            period=YEAR,
            payload=made.payload("hamlet"),
            client_key=name,
            by=made.posts["officer"],
            on_behalf=True,
            note="Nhập từ biểu giấy",
        )
    return made


def test_g23_g33_ten_reports_by_keyboard_and_one_taken_back(world: World, desk: Any) -> None:
    page = desk("officer", LAPTOP)
    page.goto("/duyet/")
    keys = 0
    page.get_by_role("link", name="Ấp 10", exact=True).focus()
    page.keyboard.press("Enter")
    keys += 1
    spent = 0.0
    for _turn in range(REPORTS):
        page.wait_for_url("**/duyet/*/")
        before = page.url
        page.locator("[data-approve]").wait_for()
        page.keyboard.press("Control+Enter")
        keys += 1
        page.wait_for_url(lambda url, before=before: url != before)
        spent += page.evaluate("performance.getEntriesByType('navigation')[0].responseStart") / 1000
    approved = Submission.objects.filter(state="approved").count()
    say("G23", f"{keys} key presses, {spent:.1f} s", "10 clean reports ≤ 12 key presses, ≤ 3 s")
    assert approved == REPORTS and keys <= 12
    page.goto("/duyet/")
    page.get_by_role("button", name="Hoàn tác").first.click()
    page.wait_for_load_state()
    assert Submission.objects.filter(state="approved").count() == REPORTS - 1
    verbs = list(Review.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("approve") == REPORTS and len(verbs) >= REPORTS
    say("G33", "1 approval taken back, its entry kept", "undo until accepted, both entries kept")
