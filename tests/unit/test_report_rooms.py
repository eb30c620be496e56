"""What registers add to the yearly report, and what it says where nothing was written."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pypdfium2
import pytest

from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.registers.actions import add_entry
from phongtrao.reports import actions, queries, rooms
from phongtrao.reports.outline import Count, read_outline
from tests.world import YEAR, World

SETTLED = datetime(2024, 12, 2, 7, tzinfo=TZ)


def words(pdf: bytes) -> str:
    """All text of a PDF on one line."""
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(p.get_textpage().get_text_range().split()) for p in pages)


def model(world: World, unit: str, kind: str, places: int, members: int) -> None:
    """A model that works since March of the year."""
    add_entry(
        register="models",
        unit_id=world.units[unit],
        values={
            "name": f"Mô hình của {unit}",
            "kind_of_model": kind,
            "founded_on": "2024-03-01",
            "places": places,
            "members": members,
        },
        client_key=str(uuid4()),
        by=world.posts["standing"],
        state="kept",
        at=datetime(2024, 3, 2, 8, tzinfo=TZ),
    )


@pytest.fixture
def written(world: World) -> World:
    """Three models of two kinds in the register; nothing else anywhere."""
    model(world, "hamlet", "security_camera", 2, 10)
    model(world, "hamlet2", "security_camera", 1, 5)
    model(world, "school", "safe_school", 1, 20)
    return world


def test_numbers_of_a_register_are_those_of_its_rows(written: World) -> None:
    facts, _ = actions.facts_of(2024, SETTLED)
    counts = {count.id: count for count in facts.counts}
    assert (counts["S3.1"].now, counts["S3.2"].now, counts["S3.3"].now) == (3, 2, 4)
    assert counts["S3.6"].now == 3, "units that keep the register"
    assert counts["S3.1"].before is None, "nothing was written for the year before"
    assert counts["S5.1"].now is None
    assert "chỉ tính dòng mà “trạng thái”" in counts["S3.1"].formula
    assert "count(" not in counts["S3.1"].formula
    rows = {row.label: row.cells for row in facts.rows["room_models"]}
    assert len(rows) == 2
    assert sum(int(cells["places"]) for cells in rows.values()) == 4
    assert rows["Camera an ninh"]["members"] == 15
    assert facts.rows["room_festival"] == ()
    assert type(facts).model_validate_json(facts.text()) == facts


def test_the_report_says_what_is_written_and_what_is_not(written: World) -> None:
    text = words(actions.draft(year=2024, at=SETTLED).pdf)
    assert "Sổ mô hình do 3S3.6 đơn vị ghi có 2" in text
    assert "Các loại mô hình có nhiều nhất, cuối năm" in text
    assert "Sổ ngày hội chưa có mục nào của năm 2024" in text
    assert "Chưa có hồ sơ đánh giá của năm 2024 trên hệ thống" in text
    assert "Chưa mở theo dõi nhiệm vụ của năm 2024 trên hệ thống" in text
    assert "Chưa có biên bản kiểm tra của năm 2024 trên hệ thống" in text
    assert "Ngày hội 19/8 theo hình thức tổ chức" not in text, "no empty table"
    assert "Theo sổ" in text and "Chưa ghi sổ" in text


def test_an_empty_house_has_a_sentence_in_every_part(world: World) -> None:
    printed = actions.draft(year=2024, at=SETTLED)
    assert all(count.now is None for count in printed.facts.counts if count.id != "S10.6")
    text = words(printed.pdf)
    items = [item for section in printed.outline.sections for item in section.items]
    said = [item.otherwise.replace("{year}", "2024") for item in items if item.otherwise]
    assert len(said) >= 10
    assert [sentence for sentence in said if sentence not in text] == []


@pytest.mark.django_db(transaction=True)
def test_a_frozen_report_with_rooms_prints_again_byte_for_byte(written: World) -> None:
    frozen = actions.freeze(year=2024, by=written.posts["standing"], at=SETTLED)
    model(written, "far_hamlet", "green_shield", 3, 9)
    assert queries.reproduce(frozen.code).same
    changed = {change.code: (change.then, change.now) for change in queries.changes_since(frozen)}
    assert changed["S3.1"] == ("3", "4")


def test_the_smallest_kinds_stand_together(written: World) -> None:
    facts, outline = actions.facts_of(2024, SETTLED)
    table = outline.tables["room_models"].model_copy(update={"top": 1})
    changed = outline.model_copy(update={"tables": {**outline.tables, "room_models": table}})
    printed = actions.print_files(facts, changed, actions.read_template(actions.folder()), None)
    text = words(printed.pdf)
    assert "1 loại khác" in text


def test_a_number_nobody_knows_is_refused(written: World) -> None:
    outline = read_outline(actions.folder())
    wrong = Count(id="S99", label="?", room="register", register="models", of="nothing")
    asked = rooms.Asked(YEAR, written.units["province"], date(2024, 11, 19), SETTLED)
    with pytest.raises(Refusal, match="S99"):
        rooms.read(outline.model_copy(update={"counts": (wrong,)}), asked)
    gone = wrong.model_copy(update={"register_id": "no_such"})
    [fact], _ = rooms.read(outline.model_copy(update={"counts": (gone,)}), asked)
    assert fact.now is None and "chưa có trong kế hoạch" in fact.formula
