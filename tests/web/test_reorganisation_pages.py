"""The wizard on screen: six plain forms, a dry run, the act, the way back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from phongtrao.jobs import working
from phongtrao.jobs.models import Work
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.reorganisations.models import Reform
from phongtrao.reports import actions as reports
from phongtrao.submissions.actions import submit
from phongtrao.web.reorganisation import deciding
from tests.web.desks import client_of, text_of
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db
BASE = "/sap-xep/SX-"
DOCUMENT = {
    "viec": "merge",
    "so": "12/NQ-HĐND",
    "ngay-ky": "01/06/2026",
    "noi-ban-hanh": "HĐND tỉnh (ví dụ)",
    "hieu-luc": "01/07/2026",
}


@pytest.fixture
def standing(world: World) -> Client:
    """The standing office."""
    return client_of(world, "standing")


def begin(client: Client) -> str:
    """Begin a draft; returns its address without the step."""
    answer = client.post("/sap-xep/")
    assert answer.status_code == 302
    address = str(answer["Location"])
    assert address.startswith(BASE)
    return address.removesuffix("buoc-1/")


def post(client: Client, address: str, step: int, **typed: Any) -> str:
    """Send one step; returns where it leads."""
    answer = client.post(f"{address}buoc-{step}/", typed)
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def merged(world: World, client: Client) -> str:
    """Draft the merger of both communes up to step 5; returns its address."""
    address = begin(client)
    assert post(client, address, 1, **DOCUMENT) == f"{address}buoc-2/"
    found = text_of(client.get(f"{address}buoc-2/?tu=tan lap"))
    assert "xã Tân Lập" in found
    first = post(client, address, 2, them=world.units["commune"], tu="tan hoa")
    assert first.endswith("tu=tan+hoa#chon")
    post(client, address, 2, them=world.units["neighbour"])
    nameless = client.post(f"{address}buoc-2/", {"vao": "moi", "ma-a": "25399"})
    assert nameless.status_code == 422 and "Đơn vị mới cần cả tên và mã." in text_of(nameless)
    assert "Chưa có tên đơn vị mới." in text_of(client.post(f"{address}buoc-2/", {"vao": "moi"}))
    named = {"vao": "moi", "ten-a": "Tân Lập Hòa", "ma-a": "25399", "loai-a": "xa"}
    assert post(client, address, 2, **named) == f"{address}buoc-3/"
    return address


def test_from_the_first_step_to_the_way_back(world: World, standing: Client) -> None:
    before = list(UnitState.objects.order_by("pk").values_list())
    address = merged(world, standing)
    page = text_of(standing.get(f"{address}buoc-3/"))
    assert "2 đơn vị sẽ trùng tên" in page
    assert "gợi ý: Ấp 3 (Tân Hòa)" in page
    blocked = text_of(standing.get(f"{address}buoc-5/"))
    assert "Chưa thực hiện được" in blocked
    assert "2 đơn vị trùng tên" in blocked
    post(standing, address, 3, **{"goi-y": "1"})
    assert "trùng tên" not in text_of(standing.get(f"{address}buoc-3/")).lower().replace(
        "trùng tên?", ""
    )
    post(standing, address, 3, **names(world))
    people = text_of(standing.get(f"{address}buoc-4/"))
    assert "Lập đầu mối mới tại xã Tân Lập Hòa" in people
    post(standing, address, 4)
    effect = text_of(standing.get(f"{address}buoc-5/"))
    assert "Thực hiện được" in effect
    assert "bằng nhau hết" in effect
    assert list(UnitState.objects.order_by("pk").values_list()) == before
    assert post(standing, address, 6).endswith("buoc-6/?xong")
    done = text_of(standing.get(f"{address}buoc-6/"))
    assert "xã Tân Lập Hòa" in done
    assert "Hoàn tác sắp xếp" in done
    assert standing.get(f"{address}buoc-2/")["Location"] == f"{address}buoc-6/"
    back = standing.post(f"{address}hoan-tac/", follow=True)
    assert "như trước" in text_of(back)
    assert list(UnitState.objects.order_by("pk").values_list()) == before


def names(world: World) -> dict[str, str]:
    return {f"ten-{world.units['far_hamlet']}": "Ấp 3B"}


def carried_out(world: World, client: Client) -> str:
    address = merged(world, client)
    post(client, address, 3, **names(world))
    post(client, address, 6)
    return address


def test_old_addresses_keep_answering(world: World, standing: Client) -> None:
    old = "/don-vi/25366-tan-hoa/"
    assert standing.get(old).status_code == 200
    carried_out(world, standing)
    page = text_of(standing.get(old))
    assert "xã Tân Lập Hòa" in page
    moved = standing.get("/don-vi/25366-01-ap-3/")
    assert moved.status_code == 301
    assert moved["Location"] == "/don-vi/25366-01-ap-3-b/"


def test_the_reason_why_it_can_no_longer_be_undone(world: World, standing: Client) -> None:
    payload = world.payload("hamlet2")
    address = carried_out(world, standing)
    submit(
        unit_id=world.units["hamlet2"],
        form="annual",
        period=YEAR,
        payload=payload,
        client_key="8c0d2f0e-54c1-4a0e-9a53-1f5b3f0c8f22",
        by=world.posts["standing"],
        on_behalf=True,
    )
    page = text_of(standing.get(f"{address}buoc-6/"))
    assert "Không còn hoàn tác được: đã có 1 báo cáo trên bản đồ mới." in page
    assert "Hoàn tác sắp xếp" not in page
    told = text_of(standing.post(f"{address}hoan-tac/", follow=True))
    assert "đã có 1 báo cáo gửi trên bản đồ mới" in told
    assert Reform.objects.get().state == "done"


def test_a_large_change_is_long_work_and_done_once(
    world: World, standing: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = merged(world, standing)
    post(standing, address, 3, **names(world))
    post(standing, address, 4)
    monkeypatch.setattr(deciding, "MANY", 0)
    monkeypatch.setattr(working, "launch", lambda pk: None)
    page = post(standing, address, 6)
    work = Work.objects.get()
    assert page == f"/viec-dang-chay/{work.pk}/" and Reform.objects.get().is_draft
    working.run(work.pk)
    assert Reform.objects.get().state == "done"
    assert f"{address}buoc-6/" in standing.get(page).content.decode()
    units = UnitState.objects.count()
    Work.objects.update(state="waiting")
    working.run(work.pk)
    assert Work.objects.get().state == "done" and UnitState.objects.count() == units


def test_a_blocked_draft_is_not_carried_out_by_a_forged_form(
    world: World, standing: Client
) -> None:
    address = merged(world, standing)
    answer = standing.post(f"{address}buoc-6/")
    assert answer.status_code == 422
    assert "trùng tên" in text_of(answer)
    assert orgs.is_alive(world.units["commune"])


def test_an_impossible_day_is_said_and_kept_on_the_page(standing: Client) -> None:
    address = begin(standing)
    answer = standing.post(f"{address}buoc-1/", {**DOCUMENT, "hieu-luc": "31/02/2026"})
    assert answer.status_code == 422
    assert "31/02/2026" in answer.content.decode()


def test_a_day_in_a_frozen_year_is_said_at_step_one(world: World, standing: Client) -> None:
    frozen = reports.freeze(year=2024, by=world.posts["standing"])
    address, why = begin(standing), f"Báo cáo năm 2024 đã chốt ({frozen.code}), nên đơn vị giữ"
    late = {**DOCUMENT, "ngay-ky": "01/11/2024", "hieu-luc": "01/12/2024"}
    assert post(standing, address, 1, **late) == f"{address}buoc-1/?ngay#hieu-luc"
    page = standing.get(f"{address}buoc-1/").content.decode()
    assert why in unescape(page) and f"/bao-cao/{frozen.code}/" in page
    assert 'aria-invalid="true"' in page and "từ 01/01/2025" in page
    assert post(standing, address, 1, **late) == f"{address}buoc-2/", "pressed again"
    page = standing.get("/bao-cao/2024/soan/chot/").content.decode()
    assert "chỉ có hiệu lực được từ 01/01/2025" in page and f"{address}buoc-5/" in page
    free = {**late, "hieu-luc": "01/01/2025"}
    assert post(standing, address, 1, **free) == f"{address}buoc-2/"


def test_each_kind_of_step_has_its_own_fields(world: World, standing: Client) -> None:
    for kind, words in (
        ("split", "Đơn vị mới thứ 2"),
        ("rename", "Tên mới"),
        ("move", "Đơn vị cấp trên mới"),
        ("close", "Đơn vị đã chọn"),
    ):
        address = begin(standing)
        post(standing, address, 1, **{**DOCUMENT, "viec": kind})
        post(standing, address, 2, them=world.units["hamlet" if kind == "move" else "commune"])
        assert words in text_of(standing.get(f"{address}buoc-2/")), kind


def test_the_list_is_exported_and_a_draft_put_aside(standing: Client) -> None:
    address = begin(standing)
    assert address.split("/")[2] in text_of(standing.get("/sap-xep/"))
    assert standing.get("/sap-xep/?xuat=csv").status_code == 200
    assert "Đã bỏ bản nháp" in text_of(standing.post(f"{address}bo/", follow=True))
    assert "Chưa có bản sắp xếp nào" in text_of(standing.get("/sap-xep/"))


@pytest.mark.parametrize("post_name", ["officer", "hamlet_post", "leader"])
def test_others_stay_outside(world: World, standing: Client, post_name: str) -> None:
    address = begin(standing)
    client = client_of(world, post_name)
    for url in ("/sap-xep/", f"{address}buoc-1/"):
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403
    assert "/sap-xep/" not in client.get("/").content.decode()


def test_the_way_in_is_on_the_units_list_and_at_home(standing: Client) -> None:
    for url in ("/", "/don-vi/"):
        assert 'href="/sap-xep/"' in standing.get(url).content.decode()


def test_the_page_of_a_divided_unit_names_its_heirs(world: World, standing: Client) -> None:
    address = begin(standing)
    post(standing, address, 1, **{**DOCUMENT, "viec": "split"})
    post(standing, address, 2, them=world.units["neighbour"])
    two = {"ten-a": "Tân Hòa Bắc", "ma-a": "25501", "ten-b": "Tân Hòa Nam", "ma-b": "25502"}
    post(standing, address, 2, **two)
    assert "Chưa có nơi đến" in text_of(standing.get(f"{address}buoc-3/"))
    post(standing, address, 3, **{f"den-{world.units['far_hamlet']}": "b"})
    post(standing, address, 6)
    page = text_of(standing.get("/don-vi/25366-tan-hoa/"))
    assert "Đơn vị này đã chia từ ngày 01/07/2026 thành:" in page
    assert "xã Tân Hòa Bắc" in page and "xã Tân Hòa Nam" in page


def test_a_refusal_says_whose_page_it_is(world: World) -> None:
    refused = client_of(world, "leader").get("/sap-xep/")
    assert refused.status_code == 403
    assert "Trang này dành cho: Cơ quan thường trực." in text_of(refused)


def test_reports_that_wait_are_one_click_away(world: World, standing: Client) -> None:
    submit(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload=world.payload("hamlet"),
        client_key="waits-for-a-decision",
        by=world.posts["standing"],
        on_behalf=True,
    )
    address = merged(world, standing)
    page = text_of(standing.get(f"{address}buoc-5/"))
    assert "Báo cáo chờ duyệt:" in page
    href = next(one for one in re.findall(r'href="([^"]+)"', page) if "tt=submitted" in one)
    assert "Ấp 3" in text_of(standing.get(unescape(href)))
