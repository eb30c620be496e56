"""The small world with enough agencies and schools to draw from, reports handed in, and posts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from phongtrao.accounts.models import Post
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import KINDS
from phongtrao.core.text import search_key, sort_key
from phongtrao.inspections import actions
from phongtrao.inspections.models import InspectionRound
from phongtrao.orgs.actions import rebuild_maps
from phongtrao.orgs.models import OrgUnit, UnitState
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.actions import what_is_owed
from phongtrao.programmes.models import Owed
from phongtrao.submissions.actions import submit
from phongtrao.submissions.rounds import fill_due
from tests.world import START, YEAR, World

PLANNED = datetime(2024, 12, 1, 2, 0, tzinfo=UTC)
DRAW_AT = datetime(2024, 12, 2, 2, 0, tzinfo=UTC)
DRAWN = datetime(2024, 12, 2, 3, 0, tzinfo=UTC)
VISITED = datetime(2024, 12, 5, 3, 0, tzinfo=UTC)
KINDS_HERE = (("co_quan", "Cơ quan"), ("doanh_nghiep", "Công ty"), ("truong_hoc", "Trường THPT"))


@dataclass
class Field:
    """A world with inspectors; `units`: agencies, enterprises, schools of two communes."""

    world: World
    standing: Post
    auditor: Post
    units: list[int]

    def plan(self, size: int = 6, **changes: Any) -> InspectionRound:
        """Plan a drawn round, on 1 December 2024."""
        values: dict[str, Any] = {
            "period": YEAR,
            "title": "Kiểm tra phong trào năm 2024",
            "starts": date(2024, 12, 2),
            "ends": date(2024, 12, 20),
            "document": "12/KH-BCĐ",
            "team": "Phòng Xây dựng phong trào\nBan Tuyên giáo",
            "size": size,
            "groups": ("agency", "enterprise", "school"),
            "draw_at": DRAW_AT,
        }
        plan = actions.Plan(**{**values, **changes})
        return actions.plan_round(plan=plan, by=self.standing)


def build(world: World, each: int = 4) -> Field:
    """Add `each` agencies, enterprises and schools to both communes; all may report."""
    units = []
    for place in ("commune", "neighbour"):
        for kind, words in KINDS_HERE:
            for number in range(each):
                units.append(_unit(world, place, kind, f"{words} số {number + 1}", number))
    rebuild_maps()
    round_ = programmes.round_of("annual", YEAR)
    known = set(programmes.owed(round_).values_list("unit_id", flat=True))
    owed = what_is_owed(round_, world.form, YEAR)
    Owed.objects.bulk_create(row for row in owed if row.unit_id not in known)
    fill_due(round_)
    auditor = Post.objects.create(
        code="auditor", title="Đoàn kiểm tra", role="auditor", unit_id=world.units["province"]
    )
    return Field(world, world.posts["standing"], auditor, units)


def _unit(world: World, place: str, kind: str, name: str, number: int) -> int:
    code = f"{place[0].upper()}{kind[0].upper()}-{number:02d}"
    unit = OrgUnit.objects.create(uid=f"test-{code}")
    UnitState.objects.create(
        unit=unit,
        code=code,
        name=name,
        kind=kind,
        group=KINDS[kind].group,
        parent_id=world.units[place],
        valid_from=START,
        search_key=search_key(name),
        sort_key=sort_key(name),
    )
    world.units[code] = unit.pk
    return unit.pk


def report(
    field: Field, unit_id: int, by: Post | None = None, at: datetime | None = None, **answers: Any
) -> Any:
    """Hand in a complete report for a unit, on its behalf."""
    code = next(code for code, pk in field.world.units.items() if pk == unit_id)
    officer = by or field.standing
    return submit(
        unit_id=unit_id,
        form="annual",
        period=YEAR,
        payload=field.world.payload(code, **answers),
        client_key=f"report-{unit_id}-{len(answers)}",
        by=officer,
        on_behalf=True,
        note="Nhập từ biểu giấy",
        at=at or PLANNED - timedelta(days=30) + timedelta(hours=unit_id),
    )


def picture(shade: int) -> bytes:
    """A small photo of one shade."""
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade, 80, 120)).save(out, "PNG")
    return out.getvalue()


@contextmanager
def refusal(code: str) -> Iterator[None]:
    """What is done inside is refused with this code, in both languages."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.message and caught.value.message_en
