"""A page asked for a province founded later shows what passed into it, and says so."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest

from phongtrao.core.periods import Period
from phongtrao.orgs import actions as orgs
from phongtrao.orgs.models import OrgUnit, UnitState
from phongtrao.orgs.writing import NewState, NewUnit
from phongtrao.programmes import queries as programmes
from phongtrao.submissions.rounds import open_round
from tests.web.desks import client_of, text_of

pytestmark = pytest.mark.django_db

MERGER = date(2025, 7, 1)
PAGES = ("/mot-trang/", "/chi-tieu/", "/chi-tieu/T1.2/", "/ke-hoach/binh-phuoc-2022-2025/")


@pytest.fixture
def merged(world: Any) -> Any:
    """The province passed into a new one on 1/7/2025."""
    state = NewState("75", "Đồng Nai", "tinh", None, MERGER)
    source = OrgUnit.objects.get(pk=world.units["province"])
    orgs.merge_units(
        sources=[source], into=NewUnit("75@2025", (state,)), on=MERGER, document="01/VD", by=None
    )
    return world


@pytest.mark.parametrize("address", PAGES)
def test_an_older_period_shows_the_province_of_then(merged: Any, address: str) -> None:
    client = client_of(merged, "leader")
    page = html.unescape(
        text_of(client.get(f"{address}?ky=2024-nam&don-vi=75&ban-do=reported&tu=2026-11-23"))
    )
    assert (
        "Bản đồ ngày 31/12/2024 không có tỉnh Đồng Nai; trang này nói về tỉnh Bình Phước." in page
    )
    assert re.findall(r'<option value="(\d+)" selected>tỉnh', page) == ["70"]
    assert page.count("tỉnh Đồng Nai") == 1 and "Chưa đến kỳ báo cáo đầu tiên" not in page
    right = client.get(f"{address}?ky=2024-nam&don-vi=70&tu=2024-12-31")
    assert "không có tỉnh" not in text_of(right)


def test_the_map_of_communes_never_holds_the_nation_or_a_province(merged: Any) -> None:
    page = text_of(client_of(merged, "leader").get("/mot-trang/?ky=2024-nam"))
    names = re.findall(r'aria-label="((?:xã|tỉnh|Việt)[^":]*):', page)
    assert names == ["xã Tân Hòa", "xã Tân Lập"]


def test_without_enough_data_the_leader_reads_no_ranking_but_the_last_closed_year(
    merged: Any,
) -> None:
    client = client_of(merged, "leader")
    open_round(form="annual", period=Period(2023), by=merged.posts["standing"])
    programmes.rounds().filter(period="2023").update(state="closed")
    page = html.unescape(text_of(client.get("/mot-trang/?ky=2024-nam&don-vi=70")))
    assert re.search(r"Chưa kết luận được: 0/\d+ báo cáo đã duyệt\.", page)
    assert "Thấp nhất" not in page and "Đề xuất làm việc" not in page
    (closed,) = re.findall(r'href="([^"]+)">Xem Năm 2023, năm đã đóng gần nhất', page)
    assert "ky=2023-nam" in closed and "don-vi=70" in closed
    assert client.get(f"/mot-trang/{closed}").status_code == 200


@pytest.mark.parametrize("address", ["/mot-trang/", "/chi-tieu/T1.2/nguon/"])
def test_a_code_without_its_map_is_the_province_of_today_not_its_namesake(
    merged: Any, address: str
) -> None:
    namesake = OrgUnit.objects.create(uid="75@2022")
    UnitState.objects.create(
        unit=namesake, code="75", name="Đồng Nai", kind="tinh", group="province",
        subkind="outside", valid_from=date(2022, 1, 1),
        valid_to=MERGER, search_key="dong nai", sort_key="dong nai",
    )  # fmt: skip
    orgs.rebuild_maps()
    client = client_of(merged, "leader")
    for query in ("don-vi=75", "don-vi=75&ban-do=2022-01-01", "don-vi=75&tu=2024-12-31"):
        page = html.unescape(text_of(client.get(f"{address}?ky=2024-nam&{query}")))
        assert re.findall(r'<option value="(\d+)" selected>tỉnh', page) == ["70"]
        assert "không có tỉnh Đồng Nai; trang này nói về tỉnh Bình Phước." in page


def test_the_years_of_a_target_lead_to_the_province_of_then(merged: Any) -> None:
    open_round(form="annual", period=Period(2025), by=merged.posts["standing"])
    page = html.unescape(text_of(client_of(merged, "leader").get("/chi-tieu/T1.2/?ky=2025-nam")))
    assert "nguon/?ky=2024-nam&don-vi=70" in page and "don-vi=VN" not in page
