"""Pages call what is late by its name, with the number and the way to it (G38, column L)."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
import time_machine

from phongtrao.accounts.models import Post
from phongtrao.programmes.models import Round
from phongtrao.submissions import actions
from tests.web import dossiers, register_lines
from tests.web.desks import client_of
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db
FESTIVAL = {"title": "Ngày hội năm 2024", "form": "own", "held_on": "2024-08-10"}


def text_of(answer: Any) -> str:
    """The words of a page as a person reads them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def on(day: date) -> time_machine.travel:
    """Noon of a day in Vietnam."""
    return time_machine.travel(datetime(day.year, day.month, day.day, 5, tzinfo=UTC), tick=False)


def test_a_year_without_its_festival_is_late_for_those_without_a_line(world: World) -> None:
    with on(date(2024, 8, 31)):
        client = client_of(world, "standing")
        register_lines.line(world, "festival", "hamlet", "standing", FESTIVAL)
        assert "Chậm:" not in text_of(client.get("/so/ngay-hoi/"))  # the last day itself
    with on(date(2024, 9, 1)):
        page = client.get("/so/ngay-hoi/")
        assert "Chậm: 5 đơn vị chưa ghi ngày hội năm 2024; mốc 31/08/2024 đã qua." in text_of(page)
        [href] = re.findall(r'href="([^"]*chua-ghi[^"]*)"', page.content.decode())
        listed = text_of(client.get(unescape(href)))
        assert "5 đơn vị · chưa ghi ngày hội năm 2024" in listed and "25363-02" in listed
        assert "25363-01 " not in listed
        officer = client_of(world, "officer")
        own = text_of(officer.get("/so/ngay-hoi/"))
        assert "Chậm: 3 đơn vị chưa ghi ngày hội năm 2024" in own
        assert "3 đơn vị" in text_of(officer.get(unescape(href)))
        contact = client_of(world, "hamlet_post")
        assert "Chậm:" not in text_of(contact.get("/so/ngay-hoi/"))  # it has its line
        assert "Chậm: Ấp 4 chưa ghi" in text_of(client.get("/so/ngay-hoi/?dv=25363-02"))


def test_a_year_without_a_class_leads_to_the_target(world: World) -> None:
    with on(date(2024, 10, 1)):
        page = client_of(world, "officer").get("/so/tap-huan/")
        words = "Chậm: năm 2024 toàn tỉnh chưa có lớp tập huấn nào; mốc 30/09/2024 đã qua."
        assert words in text_of(page)
        assert 'href="/chi-tieu/T3/?ky=2024-nam"' in page.content.decode()
        values = {"name": "Lớp", "held_on": "2024-05-06", "audiences": ["guards"], "trainees": 9}
        register_lines.line(world, "training", "neighbour", "standing", values)
        assert "Chậm:" not in text_of(client_of(world, "standing").get("/so/tap-huan/"))


def test_a_round_about_to_open_without_its_scope_says_what_lacks(world: World) -> None:
    with on(date(2024, 9, 20)):
        office = client_of(world, "standing")
        assert "strip--near" not in office.get("/ky-bao-cao/").content.decode()
        Round.objects.update(opens=date(2024, 10, 1))
        page = office.get("/ky-bao-cao/")
        assert "Chưa mở" in text_of(page)
        assert "còn 11 ngày là mở, 4/7 đơn vị phải gửi chưa có đầu mối." in text_of(page)
        [href] = re.findall(r'href="([^"]*dau-moi=chua[^"]*)"', page.content.decode())
        assert "4 đơn vị" in text_of(office.get(unescape(href)))
        own = text_of(client_of(world, "officer").get("/ky-bao-cao/"))
        assert "3/4 đơn vị phải gửi chưa có đầu mối." in own
    with on(date(2025, 9, 20)):
        words = "Báo cáo năm · Năm 2025: theo kế hoạch mở ngày 01/10/2025, chưa lập danh sách"
        office = client_of(world, "standing")
        page = text_of(office.get("/ky-bao-cao/"))
        assert words in page and "phongtrao plan open annual 2025" in page
    with on(date(2025, 10, 2)):
        page = text_of(client_of(world, "standing").get("/ky-bao-cao/"))
        assert "đã phải mở từ ngày 01/10/2025" in page


def test_a_year_of_assessments_is_late_after_the_days_of_its_rule_sets(world: World) -> None:
    with on(date(2024, 11, 14)):
        dossiers.registered(world, "hamlet2")
        office = client_of(world, "officer")
        assert "kết luận" not in text_of(office.get("/danh-gia/2024-nam/"))
    with on(date(2024, 11, 15)):
        page = office.get("/danh-gia/2024-nam/")
        words = "1 đơn vị chưa được kết luận; hạn trước ngày 15/11 (hết ngày 14/11) đã qua."
        assert words in text_of(page) and "phân loại" not in text_of(page).split("Biểu")[0]
        [href] = re.findall(r'href="([^"]*han=ket-luan[^"]*)"', page.content.decode())
        listed = text_of(office.get(unescape(href)))
        assert "1 đơn vị · 2024 · chưa được kết luận" in listed and "Ấp 4" in listed


def test_the_one_page_says_how_old_its_newest_report_is(world: World) -> None:
    with on(date(2024, 11, 1)):
        actions.submit(
            unit_id=world.units["hamlet"], form="annual", period=YEAR, client_key="one",
            payload=world.payload(), by=Post.objects.get(code="hamlet_post"),
        )  # fmt: skip
    for day, words in (
        (date(2024, 11, 8), ""),
        (date(2024, 11, 9), "Số liệu cũ: 8 ngày chưa có báo cáo mới, còn thiếu 6 báo cáo; "),
        (date(2024, 11, 20), "Đã hết hạn gửi, còn thiếu 6 báo cáo; "),
    ):
        with on(day):
            page = text_of(client_of(world, "leader").get("/mot-trang/"))
            assert "báo cáo mới nhất: 12:00 01/11/2024" in page
            assert words in page and bool(words) == ("còn thiếu" in page)
