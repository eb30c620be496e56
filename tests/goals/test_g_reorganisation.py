"""A reorganisation changes no report of before, no total, and breaks no printed address (G34)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from phongtrao.analytics import queries as analytics
from phongtrao.core.dates import TZ
from phongtrao.reports import actions as reports
from phongtrao.reports import queries as printed
from phongtrao.submissions import actions
from phongtrao.submissions.models import Submission
from tests.goals.measuring import say
from tests.web.desks import client_of, text_of
from tests.web.test_reorganisation_pages import carried_out
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db
AT = datetime(2024, 12, 2, 7, tzinfo=TZ)
HAMLETS = {"hamlet": "25363-01-ap-3", "far_hamlet": "25366-01-ap-3"}
COMMUNES = ("25363-tan-lap", "25366-tan-hoa")
FOUNDED = "don-vi/25399-tan-lap-hoa"


def paper(world: World) -> dict[str, str]:
    """The sheet of each report as it prints, without what belongs to the moment of printing."""
    client = client_of(world, "standing")
    sheets = {
        unit: text_of(client.get(f"/don-vi/{slug}/bao-cao/{YEAR.url}/in/", follow=True))
        for unit, slug in HAMLETS.items()
    }
    return {unit: re.sub(r"(?s).*<main|</main>.*", "", sheet) for unit, sheet in sheets.items()}


def totals(world: World, day: Any) -> list[Any]:
    """Numerators and denominators of all targets of the province, on the map of a day."""
    found = analytics.figures((), [YEAR], world.units["province"], on_map=day)
    return [(one.target, one.reading, one.numerator, one.denominator) for one in found]


def test_g34_a_reorganisation_leaves_what_was_reported(world: World) -> None:
    for unit in HAMLETS:
        actions.submit(
            unit_id=world.units[unit], form="annual", period=YEAR, client_key=f"key-{unit}",
            payload=world.payload(unit), by=world.posts["standing"], on_behalf=True, note="Giấy",
        )  # fmt: skip
    Submission.objects.update(state=Submission.State.APPROVED)
    frozen = reports.freeze(year=YEAR.year, by=world.posts["standing"], at=AT)
    files = [printed.content(frozen, kind) for kind in ("docx", "pdf")]
    before, reported = paper(world), totals(world, "reported")
    standing = client_of(world, "standing")
    assert any(total for _, _, total, _ in reported)
    carried_out(world, standing)
    assert paper(world) == before and all("Đơn vị" in sheet for sheet in before.values())
    assert [printed.content(frozen, kind) for kind in ("docx", "pdf")] == files
    assert printed.reproduce(frozen.code).differences == ()
    days = ["reported", AT.date(), AT.date().replace(year=2026, month=7, day=2)]
    assert [totals(world, day) for day in days] == [reported] * 3
    moved = standing.get(f"/don-vi/{HAMLETS['far_hamlet']}/")
    assert moved.status_code == 301
    for slug in COMMUNES:
        page = text_of(standing.get(f"/don-vi/{slug}/", follow=True))
        assert "xã Tân Lập Hòa" in page and FOUNDED in page
    same = f"{len(before)} sheets, 2 files to the byte, {len(reported)} totals on 3 maps"
    say("G34", f"{same}; 3 old addresses answer", "0 differences")
