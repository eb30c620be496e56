"""Headings of tables say what stands below them, also where two areas use one English word."""

from re import findall

import pytest
from django.test import Client

from tests.web.scene import scene as build_scene

pytestmark = pytest.mark.django_db


def headings(address: str, role: str) -> list[str]:
    client = Client()
    client.force_login(build_scene().person(role))
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    found = findall(r"<th[^>]*>(.*?)</th>", answer.content.decode(), flags=16)
    return [one.strip() for one in found]


def test_on_time_page_shows_a_rate_and_not_the_rate_of_differences():
    found = headings("/dung-han/", "standing_office")
    assert "Tỷ lệ" in found
    assert "Tỷ lệ khác" not in found


def test_list_of_registers_is_a_list_of_registers_and_not_of_registrations():
    client = Client()
    client.force_login(build_scene().person("standing_office"))
    first = client.get("/so/?xuat=csv").content.decode("utf-8-sig")
    assert "Sổ;" in first
    assert "Đăng ký;" not in first


def test_title_of_a_year_of_assessments_has_no_thousands_mark():
    client = Client()
    client.force_login(build_scene().person("standing_office"))
    page = client.get("/danh-gia/2024-nam/").content.decode()
    assert "<title>Đánh giá năm 2024" in page
