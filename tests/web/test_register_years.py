"""A register's year is late after its day: who has no line, and where those units are listed."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client

from phongtrao.accounts import actions as accounts
from tests.web import register_lines
from tests.world import World

pytestmark = pytest.mark.django_db
AFTER = time_machine.travel(datetime(2024, 9, 1, 5, tzinfo=UTC), tick=False)
FESTIVAL = {"title": "Ngày hội năm 2024", "form": "own", "held_on": "2024-08-10"}


def client_of(world: World, post: str) -> Client:
    person = accounts.create_person(username=post, password=None)
    accounts.hold(post=world.posts[post], person=person)
    client = Client()
    client.force_login(person)
    return client


def text_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_a_year_without_its_festival_is_late_for_those_without_a_line(world: World) -> None:
    with time_machine.travel(datetime(2024, 8, 31, 5, tzinfo=UTC), tick=False):
        client = client_of(world, "standing")
        register_lines.line(world, "festival", "hamlet", "standing", FESTIVAL)
        assert "Chậm:" not in text_of(client.get("/so/ngay-hoi/"))  # the last day itself
    with AFTER:
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
    with time_machine.travel(datetime(2024, 10, 1, 5, tzinfo=UTC), tick=False):
        page = client_of(world, "officer").get("/so/tap-huan/")
        words = "Chậm: năm 2024 toàn tỉnh chưa có lớp tập huấn nào; mốc 30/09/2024 đã qua."
        assert words in text_of(page)
        assert 'href="/chi-tieu/T3/?ky=2024-nam"' in page.content.decode()
        values = {"name": "Lớp", "held_on": "2024-05-06", "audiences": ["guards"], "trainees": 9}
        register_lines.line(world, "training", "neighbour", "standing", values)
        assert "Chậm:" not in text_of(client_of(world, "standing").get("/so/tap-huan/"))
