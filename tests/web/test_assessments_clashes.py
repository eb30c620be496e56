"""A contradiction between a claim and the data is seen wherever the file is acted upon."""

from __future__ import annotations

import pytest

from phongtrao.submissions import actions as submissions
from tests.web import dossiers
from tests.web.desks import client_of, hidden, text_of
from tests.world import YEAR

pytestmark = pytest.mark.django_db
MARK = "mâu thuẫn với số liệu"


def contradicted(world, unit):
    """The unit's report says fewer households than its claim."""
    answers = {"households": 212, "households_signed": 205, "resolution": "yes"}
    submissions.submit(
        unit_id=world.units[unit],
        form="annual",
        period=YEAR,
        payload=world.payload("hamlet", **answers),
        client_key=f"annual-{unit}",
        by=world.posts["officer"],
        on_behalf=True,
        note="Biểu giấy",
    )


def test_the_deciding_list_and_its_preview_show_it(world):
    contradicted(world, "hamlet")
    doubted, clean = dossiers.filed(world), dossiers.filed(world, "hamlet2")
    office = client_of(world, "officer")
    address = f"/danh-gia/{dossiers.YEAR}/cong-nhan/"
    page = text_of(office.get(address))
    assert "1 hồ sơ có câu trả lời" in page and page.count('class="clash"') == 1
    assert "205/212" in page
    chosen = {"nhom": hidden(page, "nhom"), "number": "15/QĐ-UBND", "signed_on": "12/11/2024"}
    chosen |= {f"c.{doubted.pk}": "yes", f"c.{clean.pk}": "yes", "do": "preview"}
    preview = text_of(office.post(address, chosen))
    assert preview.count('class="clash"') == 1 and MARK in preview


def test_the_list_of_files_to_send_up_shows_it(world):
    contradicted(world, "hamlet")
    dossiers.reviewed(world)
    dossiers.reviewed(world, "hamlet2")
    page = text_of(client_of(world, "officer").get(f"/danh-gia/{dossiers.YEAR}/trinh/"))
    assert "1 hồ sơ có câu trả lời" in page and page.count('class="clash"') == 1
