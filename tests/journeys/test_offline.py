"""A hamlet without a network: nothing typed is lost, nothing arrives twice, nothing vanishes."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from phongtrao.submissions import actions
from phongtrao.submissions.models import Draft, Evidence, Receipt, Version
from tests.goals.measuring import say
from tests.journeys.walking import LAPTOP, PHONE, kept, look, photo
from tests.web.desks import HAMLET, client_of
from tests.world import YEAR, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILL = f"{HAMLET}nhap/"
SEND = "Gửi khi có mạng"
ARRIVES = 10_000  # milliseconds from the network's return to the receipt (ux.md G14)


def opened(desk: Any, world: World) -> Page:
    """The last part of a form answered before, open and kept on the phone."""
    actions.save_draft(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload=world.payload("hamlet", households=212, households_signed=200),
        by=world.posts["hamlet_post"],
    )
    page: Page = desk("hamlet_post", PHONE)
    page.goto(FILL)
    page.get_by_text("Dùng được khi mất mạng").wait_for()
    page.goto(f"{FILL}#q-evidence")
    return page


def signs_in(page: Page, world: World, post: str) -> None:
    """Another session in the same browser."""
    cookie = client_of(world, post).cookies[settings.SESSION_COOKIE_NAME]
    origin = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"{origin}/"}])


def hand_in_offline(page: Page) -> None:
    """Press on without a network until the report waits on the phone."""
    page.get_by_role("button", name="Kiểm tra và gửi").tap()
    page.get_by_role("button", name=SEND).tap()
    page.get_by_text("Tự gửi khi có mạng").first.wait_for()


def arrives(page: Page) -> str:
    """Wait for the receipt; return its code."""
    page.wait_for_url("**/da-gui/", timeout=20_000)
    return page.locator(".receipt-code").inner_text()


def on_the_server(page: Page) -> None:
    """Wait until the form says that the server has what was typed."""
    page.locator("[data-strip]").get_by_text("Đã lưu trên máy chủ").wait_for()


def killed(page: Page) -> Page:
    """Another tab, after this one was killed: nothing of it could say goodbye."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()


def test_a_report_made_offline_arrives_by_itself_with_its_photo(
    world: World, desk: Any, tmp_path: Path
) -> None:
    page = opened(desk, world)
    page.context.set_offline(True)
    page.locator("#i-evidence").set_input_files(photo(tmp_path))
    page.get_by_text("trên máy này").first.wait_for()
    hand_in_offline(page)
    look(page, "offline-queued")
    assert (kept(page, "queue"), kept(page, "files"), Version.objects.count()) == (1, 1, 0)
    page.context.set_offline(False)
    since = time.monotonic()
    page.get_by_text("đã gửi, biên nhận").wait_for(timeout=ARRIVES)
    say("G14", f"{time.monotonic() - since:.1f} s", "≤ 10 s after the network returns")
    assert Receipt.objects.get().code in page.locator("[data-outbox]").inner_text()
    assert (kept(page, "queue"), kept(page, "files")) == (0, 0)
    assert (Version.objects.count(), Evidence.objects.count()) == (1, 1)


def test_a_closed_tab_goes_on_when_the_form_is_opened_again(world: World, desk: Any) -> None:
    page = opened(desk, world)
    page.context.set_offline(True)
    hand_in_offline(page)
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(FILL)  # from the phone: there is no network
    expect(again.locator('[name="f.households"]')).to_have_value("212")
    again.locator("[data-outbox]").get_by_text("tự gửi").wait_for()
    context.set_offline(False)
    again.get_by_text("đã gửi, biên nhận").wait_for(timeout=ARRIVES)
    assert Version.objects.count() == 1


def test_a_form_opened_once_opens_again_without_a_network(world: World, desk: Any) -> None:
    page = desk("hamlet_post", PHONE)
    page.goto(FILL)
    page.get_by_text("Dùng được khi mất mạng").wait_for()
    page.context.set_offline(True)
    page.reload()
    page.locator("[data-entry]").wait_for()
    page.goto(f"{HAMLET}kiem-tra/")  # never kept: the page that says so tries again by itself
    page.get_by_role("heading", name="Mất mạng").wait_for()
    page.context.set_offline(False)
    page.get_by_role("heading", name="Kiểm tra và gửi").wait_for()


def test_an_answer_survives_a_tab_killed_right_after_it(world: World, desk: Any) -> None:
    page = opened(desk, world)
    page.goto(f"{FILL}#s-commitment")
    page.context.set_offline(True)
    page.locator('[name="f.households"]').fill("207")
    again = killed(page)
    again.goto(FILL)  # still without a network
    expect(again.locator('[name="f.households"]')).to_have_value("207")
    again.context.set_offline(False)
    on_the_server(again)
    assert Draft.objects.get().payload["households"] == 207
    again.reload()
    expect(again.locator('[name="f.households"]')).to_have_value("207")


def test_a_photo_survives_a_tab_killed_right_after_it(
    world: World, desk: Any, tmp_path: Path
) -> None:
    page = opened(desk, world)
    page.context.set_offline(True)
    page.locator("#i-evidence").set_input_files(photo(tmp_path))
    again = killed(page)
    again.goto(f"{FILL}#q-evidence")  # still without a network
    again.get_by_text("ảnh họp.").first.wait_for()
    again.context.set_offline(False)
    again.get_by_role("link", name="ảnh họp.jpg").wait_for()
    assert (Evidence.objects.count(), kept(again, "files")) == (1, 0)


def test_two_tabs_hold_the_same_answers(world: World, desk: Any) -> None:
    page = opened(desk, world)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{FILL}#s-commitment")
    page.context.set_offline(True)
    page.locator('[name="f.households"]').fill("207")
    expect(other.locator('[name="f.households"]')).to_have_value("207")
    other.locator('[name="f.households_signed"]').fill("199")
    expect(page.locator('[name="f.households_signed"]')).to_have_value("199")
    killed(other).close()
    page.context.set_offline(False)
    on_the_server(page)
    said = Draft.objects.get().payload
    assert (said["households"], said["households_signed"]) == (207, 199)


@pytest.mark.parametrize("answer", ["nothing", "portal", "fault"])
def test_a_draft_is_saved_again_by_itself_on_a_weak_network(
    world: World, desk: Any, answer: str
) -> None:
    page = opened(desk, world)
    page.goto(f"{FILL}#s-commitment")
    page.route("**/luu/", lambda route: weakly(route, answer))
    page.locator('[name="f.households"]').fill("207")
    page.get_by_text("Chưa có mạng").first.wait_for()
    page.unroute("**/luu/")
    on_the_server(page)  # nothing else was touched
    assert Draft.objects.get().payload["households"] == 207


def weakly(route: Route, answer: str) -> None:
    """What a weak network does to a request: loses it, answers for itself, or fails behind."""
    if answer == "nothing":
        route.abort()
    else:
        route.fulfill(status=200 if answer == "portal" else 502, body="<html>Wifi</html>")


def test_what_was_typed_offline_never_covers_a_later_draft_silently(
    world: World, desk: Any
) -> None:
    page = opened(desk, world)
    page.goto(f"{FILL}#s-commitment")
    page.context.set_offline(True)
    page.locator('[name="f.households"]').fill("207")
    page.get_by_text("Chưa có mạng").first.wait_for()
    actions.save_draft(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload=world.payload("hamlet", households=999),
        by=world.posts["hamlet_post"],
    )
    page.context.set_offline(False)
    page.reload()
    page.get_by_text("Báo cáo này đã được sửa ở máy khác").wait_for()
    expect(page.locator('[name="f.households"]')).to_have_value("207")
    assert Draft.objects.get().payload["households"] == 999


def test_a_refusal_then_an_outage_at_the_moment_of_sending(world: World, desk: Any) -> None:
    page = opened(desk, world)
    page.goto(f"{FILL}#s-commitment")
    page.locator('[name="f.households_signed"]').fill("")
    on_the_server(page)
    page.goto(f"{HAMLET}kiem-tra/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    page.get_by_role("button", name="Gửi báo cáo").tap()
    expect(page.locator("#error-summary")).to_be_focused()
    page.reload()
    page.goto(f"{FILL}#s-commitment")
    page.locator("[data-outbox]").get_by_text("Cần sửa").wait_for()
    assert [url.rsplit("/", 2)[1] for url in asked] == ["kiem-tra"]  # asked once, never by itself
    page.locator('[name="f.households_signed"]').fill("200")
    expect(page.locator("[data-outbox]")).to_be_hidden()
    page.goto(f"{FILL}#q-evidence")
    page.get_by_role("button", name="Kiểm tra và gửi").tap()
    page.wait_for_url("**/kiem-tra/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi báo cáo").tap()
    page.locator("[data-outbox]").get_by_text("Ấp 3").wait_for()
    assert Version.objects.count() == 0
    page.context.set_offline(False)
    page.get_by_text("đã gửi, biên nhận").wait_for(timeout=20_000)
    assert Version.objects.count() == 1


def test_a_lost_answer_makes_no_second_report(world: World, desk: Any) -> None:
    page = opened(desk, world)
    page.get_by_role("button", name="Kiểm tra và gửi").tap()
    page.wait_for_url("**/kiem-tra/")
    lost: list[int] = []

    def lose_first(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/kiem-tra/", lose_first)
    page.get_by_role("button", name="Gửi báo cáo").tap()
    page.get_by_text("đã gửi, biên nhận").wait_for(timeout=20_000)
    assert lost == [200]
    assert Version.objects.count() == Receipt.objects.count() == 1


def test_somebody_elses_page_is_not_a_receipt(world: World, desk: Any) -> None:
    page = opened(desk, world)
    page.get_by_role("button", name="Kiểm tra và gửi").tap()
    page.wait_for_url("**/kiem-tra/")
    portal = "<html><title>Wifi</title>Mua gói cước</html>"
    for address in ("**/gui-lai/", "**/kiem-tra/"):
        page.route(address, lambda route: route.fulfill(status=200, body=portal))
    page.get_by_role("button", name="Gửi báo cáo").tap()
    page.locator("[data-outbox]").get_by_text("Ấp 3").wait_for()
    assert (kept(page, "queue"), Version.objects.count()) == (1, 0)
    page.unroute_all()
    page.get_by_text("đã gửi, biên nhận").wait_for(timeout=20_000)


def test_a_login_that_expired_meanwhile(world: World, desk: Any) -> None:
    page = opened(desk, world)
    page.context.set_offline(True)
    hand_in_offline(page)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.get_by_text("đăng nhập lại thì tự gửi").wait_for()
    assert kept(page, "queue") == 1
    signs_in(page, world, "hamlet_post")
    page.goto("/")
    page.get_by_text("đã gửi, biên nhận").wait_for(timeout=20_000)
    assert Version.objects.count() == 1


def test_another_account_does_not_send_it(world: World, desk: Any) -> None:
    page = opened(desk, world)
    page.context.set_offline(True)
    hand_in_offline(page)
    signs_in(page, world, "far_officer")
    page.context.set_offline(False)
    page.get_by_text("do tài khoản khác lập").wait_for()
    assert (kept(page, "queue"), Version.objects.count()) == (1, 0)


def test_the_rescue_file_reaches_the_commune(world: World, desk: Any, tmp_path: Path) -> None:
    page = opened(desk, world)
    page.context.set_offline(True)
    page.locator("#i-evidence").set_input_files(photo(tmp_path))
    page.get_by_text("trên máy này").first.wait_for()
    hand_in_offline(page)
    button = page.get_by_role("button", name="Lưu tệp dự phòng")
    while not button.is_visible():
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(200)
    with page.expect_download() as download:
        button.tap()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8"))["files"]
    officer = desk("officer", LAPTOP)
    officer.goto("/tep-du-phong/")
    look(officer, "rescue")
    officer.locator("#i-file").set_input_files(file)
    officer.get_by_role("button", name="Mở báo cáo").click()
    officer.wait_for_url("**/kiem-tra/")
    assert Draft.objects.get().payload["households"] == 212
    assert Evidence.objects.count() == 1
    officer.get_by_role("button", name="Gửi báo cáo").click()
    arrives(officer)
    assert Version.objects.get().on_behalf
