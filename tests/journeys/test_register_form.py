"""A register on a phone and on a laptop: only the questions that are meant, signs that differ."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from phongtrao.registers import actions
from tests.journeys.walking import LAPTOP, PHONE, look
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_question_another_answer_rules_out_is_put_away(desk: Any) -> None:
    page = desk("hamlet_post", PHONE)
    page.goto("/so/luc-luong-nong-cot/them/")
    certified = page.get_by_label("Bảo vệ đã được cấp chứng nhận")
    certified.wait_for(state="hidden")
    kind = page.get_by_label("Loại lực lượng")
    kind.select_option("unit_guard")
    certified.fill("3")
    kind.select_option("security_team")
    certified.wait_for(state="hidden")
    assert certified.is_disabled(), "what is put away is not sent"
    look(page, "register-form")


def test_points_and_sums_are_fit_for_people(desk: Any, world: World) -> None:
    values = {
        "place": "Cổng chợ",
        "installed": 2,
        "working": 1,
        "funding": "state",
        "consent": "no",
    }
    actions.add_entry(
        register="cameras", unit_id=world.units["hamlet"], values=values, point=(11.53, 106.88),
        client_key=uuid4().hex, by=world.posts["officer"],
    )  # fmt: skip
    page = desk("officer", LAPTOP)
    page.goto("/so/camera/ban-do/")
    assert page.locator("svg.dots circle").count() == 1
    look(page, "register-points")
    page.goto("/so/camera/tong-hop/?theo=funding")
    page.get_by_role("link", name="2", exact=True).first.click()
    page.get_by_text("1 điểm camera").wait_for()
    look(page, "register-lines")
