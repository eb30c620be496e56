"""From a hamlet's phone to the province, in a real browser: fill, send twice, one cell back,
correct, approve, accept. And the same on a phone without JavaScript.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from phongtrao.submissions.models import Evidence, Receipt, Submission, Version
from tests.journeys.walking import LAPTOP, PHONE, answer_all, fill_by_sections, look, photo
from tests.web.desks import HAMLET, HAMLET2
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_hamlet_to_the_province(world: World, desk: Any, tmp_path: Path) -> None:
    hamlet = desk("hamlet_post", PHONE)
    hamlet.goto("/viec/")
    look(hamlet, "todo")
    hamlet.get_by_role("link", name="Bắt đầu").tap()
    hamlet.wait_for_url("**/2024-nam/")
    look(hamlet, "sections")
    hamlet.get_by_role("link", name="Bắt đầu", exact=True).tap()
    hamlet.wait_for_url("**/nhap/**")
    fill_by_sections(hamlet, world, world.payload("hamlet", households=212, households_signed=200))
    hamlet.locator("#i-evidence").set_input_files(photo(tmp_path))
    hamlet.get_by_role("button", name="Bỏ").wait_for()
    look(hamlet, "fill-evidence")
    assert Evidence.objects.get().mime == "image/jpeg"
    hamlet.get_by_role("button", name="Kiểm tra và gửi").tap()
    hamlet.wait_for_url("**/kiem-tra/")
    look(hamlet, "check")
    hamlet.get_by_role("button", name="Gửi báo cáo").dblclick()
    hamlet.wait_for_url("**/da-gui/")
    look(hamlet, "receipt")
    assert Version.objects.count() == 1
    assert Receipt.objects.get().code in hamlet.content()

    officer = desk("officer", LAPTOP)
    _return_one_cell(officer)
    _correct(hamlet)
    _approve_by_keyboard(officer)
    _accept(desk("standing", LAPTOP))
    assert Submission.objects.get(unit_id=world.units["hamlet"]).state == "accepted"
    assert list(Version.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def _return_one_cell(officer: Page) -> None:
    officer.goto("/duyet/")
    look(officer, "queue")
    officer.get_by_role("link", name="Ấp 3").first.click()
    officer.wait_for_url("**/duyet/*/")
    look(officer, "case")
    officer.keyboard.press("Alt+r")
    cell = officer.locator("#c-households .send-back")
    cell.locator("summary").click()
    cell.locator("input").fill("Số hộ chưa khớp với sổ theo dõi. Đề nghị kiểm tra lại.")
    look(officer, "case-return")
    officer.get_by_role("button", name="Trả lại mục đã ghi").click()
    officer.wait_for_url("**/duyet/")
    look(officer, "queue-empty")


def _correct(hamlet: Page) -> None:
    hamlet.goto("/viec/")
    look(hamlet, "todo-returned")
    hamlet.get_by_role("link", name="Sửa 1 mục").tap()
    hamlet.wait_for_url("**/nhap/")
    assert hamlet.locator("[data-field]").count() == 1
    look(hamlet, "fill-returned")
    hamlet.locator('[name="f.households"]').fill("215")
    hamlet.get_by_role("button", name="Kiểm tra và gửi").tap()
    hamlet.wait_for_url("**/kiem-tra/")
    hamlet.get_by_role("button", name="Gửi đính chính").tap()
    hamlet.wait_for_url("**/da-gui/")


def _approve_by_keyboard(officer: Page) -> None:
    officer.goto("/duyet/")
    officer.get_by_role("link", name="Ấp 3").first.click()
    officer.wait_for_url("**/duyet/*/")
    look(officer, "case-corrected")
    officer.keyboard.press("Control+Enter")
    officer.wait_for_url("**/duyet/")
    look(officer, "queue-undo")


def _accept(standing: Page) -> None:
    standing.goto("/tiep-nhan/")
    look(standing, "accept")
    standing.get_by_label("Chọn Xã Tân Lập").check()
    standing.get_by_role("button", name="Tiếp nhận xã đã chọn").click()
    standing.get_by_role("button", name="Tiếp nhận 1 báo cáo").wait_for()
    look(standing, "accept-preview")
    standing.get_by_role("button", name="Tiếp nhận 1 báo cáo").click()
    standing.get_by_text("Đã tiếp nhận 1 báo cáo.").wait_for()


def test_what_was_typed_survives_a_lost_connection(world: World, desk: Any) -> None:
    page = desk("hamlet_post", PHONE)
    page.goto(f"{HAMLET}nhap/#s-commitment")
    page.context.set_offline(True)
    page.locator('[name="f.households"]').fill("212")
    page.get_by_text("Chưa có mạng").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Đã lưu trên máy chủ").wait_for()
    page.reload()
    assert page.locator('[name="f.households"]').input_value() == "212"


def test_questions_follow_the_answers_they_depend_on(world: World, desk: Any) -> None:
    page = desk("hamlet_post", PHONE)
    page.goto(f"{HAMLET}nhap/#s-festival")
    attendees = page.locator('[data-field="festival_attendees"]')
    page.locator('[data-field="festival"] input[value="own"]').check()
    attendees.locator('[name="f.festival_attendees"]').fill("150")
    page.locator('[data-field="festival"] input[value="not_held"]').check()
    assert attendees.is_hidden()
    page.locator('[data-field="festival"] input[value="own"]').check()
    assert attendees.locator('[name="f.festival_attendees"]').input_value() == ""


def test_a_reason_and_a_number_exclude_each_other(world: World, desk: Any) -> None:
    page = desk("hamlet_post", PHONE)
    page.goto(f"{HAMLET}nhap/#s-commitment")
    strip = page.locator("[data-strip]")
    height = strip.bounding_box()["height"]
    signed = page.locator('[data-field="households_signed"]')
    signed.locator('[name="f.households_signed"]').fill("12")
    signed.locator("summary").tap()
    signed.locator('input[value="none"]').check()
    assert signed.locator('[name="f.households_signed"]').input_value() == ""
    page.get_by_text("Đã lưu trên máy chủ").wait_for()
    assert strip.bounding_box()["height"] == height, "questions jump under the finger"
    page.reload()
    assert signed.locator('input[value="none"]').is_checked()
    signed.locator('[name="f.households_signed"]').fill("12")
    assert not signed.locator('input[value="none"]').is_checked()


def test_two_devices_never_overwrite_each_other_silently(world: World, desk: Any) -> None:
    first, second = desk("hamlet_post", PHONE), desk("hamlet_post", LAPTOP)
    for page in (first, second):
        page.goto(f"{HAMLET}nhap/#s-commitment")
    first.locator('[name="f.households"]').fill("212")
    first.get_by_text("Đã lưu trên máy chủ").wait_for()
    second.locator('[name="f.households"]').fill("999")
    second.get_by_text("Báo cáo này đã được sửa ở máy khác").wait_for()
    first.reload()
    assert first.locator('[name="f.households"]').input_value() == "212"


def test_typing_in_telex_asks_the_server_once_a_word(world: World, desk: Any) -> None:
    page = desk("officer", LAPTOP)
    page.goto("/don-vi/25363-tan-lap/bao-cao/2024-nam/nhap/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/luu/" in request.url else 0)
    text = page.locator("textarea").first
    part = text.locator("xpath=ancestor::section")
    page.goto(f"{page.url.split('#')[0]}#{part.get_attribute('id')}")
    text.focus()
    session = page.context.new_cdp_session(page)
    for typed in ("t", "ti", "tie", "tiê", "tiên", "tiến"):
        session.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": 0, "selectionEnd": 0}
        )
    assert asked == []
    session.send("Input.insertText", {"text": "tiến"})
    page.get_by_text("Đã lưu trên máy chủ").wait_for()
    assert len(asked) == 1


def test_without_javascript(world: World, desk: Any) -> None:
    page = desk("hamlet_post", PHONE, java_script_enabled=False)
    page.goto(f"{HAMLET}nhap/")
    answer_all(page, world, world.payload("hamlet"))
    page.get_by_role("button", name="Kiểm tra và gửi").tap()
    page.wait_for_url("**/kiem-tra/")
    page.get_by_role("button", name="Gửi báo cáo").tap()
    page.wait_for_url("**/da-gui/")
    officer = desk("officer", LAPTOP, java_script_enabled=False)
    officer.goto("/duyet/")
    officer.get_by_role("link", name="Ấp 3").first.click()
    officer.locator("#c-households .send-back summary").click()
    officer.locator("#c-households .send-back input").fill("Đề nghị kiểm tra lại.")
    officer.get_by_role("button", name="Trả lại mục đã ghi").click()
    page.goto("/viec/")
    page.get_by_role("link", name="Sửa 1 mục").tap()
    page.wait_for_url("**/nhap/")
    assert page.locator("[data-field]").count() == 1


def test_the_commune_enters_on_behalf(world: World, desk: Any) -> None:
    officer = desk("officer", LAPTOP)
    officer.goto("/don-doc/")
    look(officer, "chase")
    officer.get_by_role("link", name="Nhập thay: Khu dân cư Ấp 4").or_(
        officer.locator(f'a[href="{HAMLET2}"]')
    ).first.click()
    officer.wait_for_url("**/bao-cao/**")
    look(officer, "behalf-sections")
    officer.get_by_role("link", name="Bắt đầu", exact=True).click()
    fill_by_sections(officer, world, world.payload("hamlet"), looking=False)
    officer.get_by_role("button", name="Kiểm tra và gửi").click()
    officer.get_by_role("button", name="Gửi báo cáo").click()
    officer.locator("#error-summary").wait_for()
    look(officer, "behalf-source")
    officer.locator("#i-note").fill("Nhập từ biểu giấy của ấp.")
    officer.get_by_role("button", name="Gửi báo cáo").click()
    officer.wait_for_url("**/da-gui/")
    assert Version.objects.get().on_behalf
