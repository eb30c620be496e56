"""Roles on their pages: the keyboard reaches them (G24), Back finds lists as they were (G21)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from phongtrao.submissions import actions
from phongtrao.submissions.models import Submission
from phongtrao.web.permissions import PERMISSIONS, PUBLIC, SIGNED_IN
from tests.goals.looking import sweep
from tests.goals.measuring import say
from tests.web.crawling import ROLES, Window
from tests.web.scene import Scene
from tests.web.scene import scene as build_scene
from tests.web.test_permissions import addresses
from tests.world import YEAR

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow_goal,
    pytest.mark.timeout(1_200),
    pytest.mark.django_db(transaction=True),
]
#: Pages of ux.md 2.3 and how they are narrowed. Homes, and every page of the role that sees most
#: of it, are swept where all pages are opened (tests/web/crawling.py).
PAGES = {
    "entry:todo": "", "entry:sections": "", "entry:fill": "", "entry:check": "",
    "entry:receipt": "", "entry:print": "", "entry:offline": "", "verify:queue": "?loai=hamlet",
    "verify:case": "?loai=hamlet", "verify:chase": "?ky=2024-nam", "figures:units": "?loai=hamlet",
    "figures:unit": "", "figures:commune": "?ky=2024-nam", "figures:plans": "",
    "figures:plan": "", "figures:clause": "", "figures:targets": "?ky=2024-nam",
    "figures:target": "?ky=2024-nam", "figures:source": "?ky=2024-nam&don-vi=25363",
    "figures:rounds": "", "figures:round": "", "figures:reports": "", "figures:log": "",
    "figures:search": "?q=ap", "figures:one_page": "?ky=2024-nam",
    "duties:list": "?nam=2024&xem=danh-sach", "duties:duty": "", "duties:body": "",
    "duties:paper": "", "assessments:year": "?tt=recognised", "assessments:dossier": "",
    "assessments:distribution": "", "inspections:overview": "?nam=2024", "inspections:round": "",
    "registers:index": "", "registers:list": "?sap=-name", "registers:entry": "",
    "registers:add": "", "reports:build": "", "reports:sources": "", "notices:inbox": "",
    "base:accounts": "?q=a",
}  # fmt: skip
OFFICE, COMMUNE, ADMIN = "standing_office", "commune_officer", "administrator"
AUDITOR, DEPARTMENT = "auditor", "department"
BACK, BOTH = ("Back",), ("Back", "Escape")
#: Lists in which the last row is opened, by whom, and the ways back that are tried.
LISTS = {
    (COMMUNE, "verify:queue"): BOTH,
    (COMMUNE, "verify:chase"): BOTH,
    (COMMUNE, "assessments:year"): BACK,
    (COMMUNE, "figures:rounds"): BACK,
    (COMMUNE, "figures:round"): BACK,
    (AUDITOR, "figures:units"): BOTH,
    (AUDITOR, "figures:targets"): BACK,
    (AUDITOR, "registers:index"): BACK,
    (AUDITOR, "registers:list"): BACK,
    (AUDITOR, "inspections:overview"): BACK,
    (AUDITOR, "reports:sources"): BACK,
    (DEPARTMENT, "duties:list"): BOTH,
    (DEPARTMENT, "figures:search"): BACK,
    (ADMIN, "base:accounts"): BACK,
}
STANDING = """() => {
  const places = [...document.querySelectorAll("main :is(a[href], button)")];
  const place = places.indexOf(document.activeElement);
  return [place, Math.round(scrollY), location.pathname + location.search];
}"""
#: Focuses what opens the last row, in the middle of the window; where the page then stands.
LAST_ROW = """() => {
  const rows = "main :is(tbody tr, li):not(nav *) :is(a[href], form[action] button)";
  const path = (one) => new URL(one.href ?? one.form.action).pathname;
  const one = [...document.querySelectorAll(rows)].findLast((one) =>
    one.checkVisibility() && path(one) !== location.pathname && !one.closest("details"));
  one?.scrollIntoView({block: "center", behavior: "instant"});
  one?.focus({preventScroll: true});
  return (STANDING)();
}""".replace("STANDING", STANDING)


def lost(page: Page, ways: tuple[str, ...]) -> list[str]:
    """What is not as it was after opening the last row of the list and going back."""
    before = page.evaluate(LAST_ROW)
    place, _top, address = before
    if place < 0:
        return [f"{address}: no row to open"]
    wrong = []
    for way in ways:
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith(address))
        page.keyboard.press(way) if way == "Escape" else page.go_back()
        page.wait_for_url(lambda url: url.endswith(address))
        after = page.evaluate(STANDING)
        wrong += [f"{way}: {before} → {after}"] * (after != before)
    return wrong


def send_two(scene: Scene) -> None:
    """Two hamlets have sent their reports."""
    for name in ("hamlet2", "hamlet"):
        actions.submit(
            unit_id=scene.world.units[name], form="annual", period=YEAR, client_key=name,
            payload=scene.world.payload(name), by=scene.posts[COMMUNE], on_behalf=True,
            note="Nhập từ biểu giấy",
        )  # fmt: skip
    hamlet = Submission.objects.get(unit_id=scene.world.units["hamlet"])
    scene.values["submission"] = hamlet.pk


def seen_by(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """(role, route, address): pages of a role that is not the first of the roles they are for."""
    urls = addresses(scene.values)
    for role in ROLES:
        for name, query in PAGES.items():
            allowed = PERMISSIONS[name] & {role, PUBLIC, SIGNED_IN}
            widest = next((one for one in ROLES if one in PERMISSIONS[name]), "unit_contact")
            if (role, name) in LISTS or (allowed and role != widest):
                yield role, name, urls[name] + query


def test_g21_g24_each_role_reaches_what_is_on_its_pages_and_comes_back_to_its_lists(
    browser: Browser, live_server: Any
) -> None:
    scene = build_scene()
    send_two(scene)
    wrong: list[str] = []
    pages: dict[str, Page] = {}
    stops, opened = 0, 0
    for role, name, address in seen_by(scene):
        if role not in pages:
            look = "phone-dark" if role == "unit_contact" else "laptop-light"
            pages[role] = Window(browser, live_server.url, scene, role, look).page
        page = pages[role]
        answer = page.goto(address)
        assert answer is not None
        if answer.status != 200:  # of another unit: the words of a refusal, seen elsewhere
            continue
        counted, faults = sweep(page)
        if (role, name) in LISTS:
            page.set_viewport_size({"width": 1366, "height": 360})
            faults += lost(page, LISTS[role, name])
            page.set_viewport_size({"width": 1366, "height": 768})
        wrong += [f"{role} {address} {fault}" for fault in faults]
        stops, opened = stops + counted, opened + 1
    escapes = sum(ways == BOTH for ways in LISTS.values())
    say(
        "G24",
        f"{stops} stops of {len(pages)} roles on {opened} pages, {len(wrong)} faults",
        "seen, in order",
    )
    back = f"{len(LISTS)} lists by Back, {escapes} of them also by Esc, as they were"
    say("G21", back, "back restores filters, scroll and the focused row")
    assert opened > 40 and not wrong, "\n".join(wrong)
