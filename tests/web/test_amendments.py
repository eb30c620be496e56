"""The plan through time on screen: a document in, its effect, the act, and what readers see."""

from __future__ import annotations

import pytest
from django.test import Client

from phongtrao.programmes import queries as programmes
from tests.web.desks import client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
PLAN = "/ke-hoach/binh-phuoc-2022-2025/"
DOCUMENT = {
    "number": "12/KH-UBND",
    "issued": "20/05/2024",
    "issuer": "UBND tỉnh (ví dụ)",
    "title": "Điều chỉnh mức chỉ tiêu (ví dụ)",
    "effect_from": "01/06/2024",
    "target": "T1.2",
    "value": "42,5",
    "note": "Từ 01/6/2024 áp dụng mức 42,5%",
}


@pytest.fixture
def standing(world: World) -> Client:
    """The standing office."""
    return client_of(world, "standing")


def enter(client: Client, **changes: str) -> str:
    """Enter a document; returns the address of its draft."""
    answer = client.post(f"{PLAN}dieu-chinh/", {**DOCUMENT, **changes})
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def test_a_document_becomes_a_draft_with_its_effect_and_then_a_version(standing: Client) -> None:
    draft = enter(standing)
    page = text_of(standing.get(draft))
    assert "0 đơn vị, 1 chỉ tiêu" in page
    assert "≥ 90" in page and "≥ 42,5" in page
    assert "12/KH-UBND ngày 20/05/2024 của UBND tỉnh (ví dụ)" in page
    assert programmes.package_version().number == 1
    asked = text_of(standing.get(f"{draft}cong-bo/"))
    assert "0 đơn vị, 1 chỉ tiêu" in asked and "Công bố ngay" in asked
    assert programmes.package_version().number == 1
    answer = standing.post(f"{draft}cong-bo/", follow=True)
    assert "Phiên bản 2 có hiệu lực." in text_of(answer)
    assert programmes.package().targets["T1.2"].in_year(2024).value == 42.5
    versions = text_of(standing.get(f"{PLAN}phien-ban/"))
    assert "Phiên bản 2" in versions and "12/KH-UBND" in versions
    applied = text_of(standing.get(f"{PLAN}ap-dung/?loc=khac"))
    assert "Từ 01/6/2024 áp dụng mức 42,5%" in applied and "≥ 90" in applied
    target = text_of(standing.get("/chi-tieu/T1.2/?ky=2024-nam"))
    assert "12/KH-UBND" in target
    again = standing.post(f"{draft}cong-bo/")
    assert again.status_code == 409


def test_a_comparison_is_said_in_words_and_the_file_waits_for_the_administrator(
    standing: Client,
) -> None:
    page = text_of(standing.get(enter(standing, operator="ge")))
    assert "ít nhất 42,5\u00a0%" in page and "so sánh ge" not in page
    assert "Dành cho quản trị" in page


def test_two_versions_are_compared_and_exported(standing: Client) -> None:
    draft = enter(standing)
    standing.post(f"{draft}cong-bo/")
    page = text_of(standing.get(f"{PLAN}so-sanh/?tu=1&den=2"))
    assert "Phiên bản 1 so với Phiên bản 2" in page
    assert "mức yêu cầu 42,5" in page
    file = standing.get(f"{PLAN}so-sanh/?tu=1&den=2&xuat=csv")
    assert "12/KH-UBND" in file.content.decode("utf-8-sig") or "42,5" in file.content.decode()
    assert standing.get(f"{PLAN}so-sanh/?tu=1&den=7").status_code == 404
    assert standing.get(f"{PLAN}so-sanh/?tu=x&den=1").status_code == 404


def test_the_file_of_a_draft_is_read_back(standing: Client, tmp_path: object) -> None:
    draft = enter(standing)
    answer = standing.get(f"{draft}tep.yaml")
    body = answer.content.decode()
    assert "number: 12/KH-UBND" in body
    assert "effect_from: '2024-06-01'" in body


def test_a_document_that_does_not_fit_says_what_to_correct(standing: Client) -> None:
    answer = standing.post(f"{PLAN}dieu-chinh/", {**DOCUMENT, "number": "", "note": ""})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Cần nội dung này để dẫn văn bản." in page
    assert "Viết một câu về chỉ tiêu áp dụng." in page
    answer = standing.post(f"{PLAN}dieu-chinh/", {**DOCUMENT, "applies": "grp = 'nowhere'"})
    assert answer.status_code == 422
    assert "nowhere" in text_of(answer)
    assert not programmes.drafts().exists()


def test_the_hint_of_a_condition_says_words_first_and_code_as_code(standing: Client) -> None:
    page = standing.get(f"{PLAN}dieu-chinh/").content.decode()
    assert "Muốn tính theo xã, phường thì ghi <code" in page and "/tro-giup/cach-tinh/" in page


def test_a_stale_draft_shows_why_it_cannot_be_published(standing: Client) -> None:
    first, second = enter(standing), enter(standing, number="13/KH-UBND")
    standing.post(f"{first}cong-bo/")
    page = text_of(standing.get(second))
    assert "Chưa công bố được" in page and "nay là phiên bản 2" in page
    assert f'href="{second}cong-bo/"' not in page
    answer = standing.post(f"{second}cong-bo/", follow=True)
    assert "Chưa công bố được" in text_of(answer)
    assert "Đã bỏ dự thảo." in text_of(standing.post(f"{second}bo/", follow=True))


def test_readers_see_versions_but_no_draft(world: World, standing: Client) -> None:
    draft = enter(standing)
    officer = client_of(world, "officer")
    page = text_of(officer.get(f"{PLAN}phien-ban/"))
    assert "12/KH-UBND" not in page and "Thêm văn bản điều chỉnh" not in page
    assert officer.get(draft).status_code == 403
    assert officer.get(f"{PLAN}so-sanh/?tu=1&den=nhap-1").status_code == 404
    assert client_of(world, "leader").post(f"{draft}cong-bo/").status_code == 403


def test_a_moved_deadline_says_how_many_units_it_touches(standing: Client) -> None:
    draft = enter(
        standing, target="", value="", note="",
        entry="form:annual:hamlet", year="2024", moved_to="20/12",
    )  # fmt: skip
    page = text_of(standing.get(draft))
    assert "3 đơn vị, 0 chỉ tiêu" in page
    assert "hạn gửi “Báo cáo năm” kỳ 2024, Khu dân cư: trước ngày 20/12" in page
