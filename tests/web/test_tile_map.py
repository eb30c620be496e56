"""Communes as tiles: each a link with its sentence, a shape beside the colour, one cell each."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from phongtrao.accounts import actions as accounts
from phongtrao.core.findings import Refusal
from phongtrao.orgs import actions, queries, tiling
from phongtrao.orgs.models import OrgUnit, Tile
from phongtrao.orgs.writing import NewState, NewUnit
from phongtrao.web.figures import area_map
from phongtrao.web.figures.charts import Point, sparkline
from phongtrao.web.figures.sentences import Area
from phongtrao.web.figures.tile_map import Mark, Reading, key_of, labels, placed, tile_map
from tests.world import World

SVG = "{http://www.w3.org/2000/svg}"


def mark(unit: int, name: str = "Lộc An", sign: str = "met") -> Mark:
    return Mark(unit, name, f"/xa/{unit}/", f"xã {name}: Đạt", sign, sign)


def drawn(*marks: Mark, cells: dict[int, tuple[int, int]]) -> ElementTree.Element:
    svg = tile_map("m", "Bản đồ", placed(marks, cells))
    named = svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return ElementTree.fromstring(named)


def test_the_grid_is_cut_to_what_is_shown_and_read_row_by_row() -> None:
    places = placed([mark(1), mark(2), mark(3)], {1: (5, 4), 2: (4, 4), 3: (4, 3)})
    assert [(cell, one.unit) for cell, one in places] == [((0, 0), 3), ((0, 1), 2), ((1, 1), 1)]


def test_units_without_a_cell_stand_below_and_none_is_lost() -> None:
    marks = [mark(n) for n in range(1, 8)]
    places = placed(marks, {1: (1, 1), 2: (1, 2)})
    cells = [cell for cell, _mark in places]
    assert sorted(m.unit for _cell, m in places) == list(range(1, 8))
    assert len(set(cells)) == 7 and max(cell[1] for cell in cells) == 1
    assert len({cell for cell, _mark in placed(marks, {})}) == 7


def test_every_tile_is_a_link_with_its_whole_sentence_and_a_shape() -> None:
    hostile = Mark(9, 'A"><b>', "/x/?a=1&b=2", 'xã A"><b>: Chưa đạt', "missed", "missed")
    svg = drawn(mark(1), hostile, mark(3, sign="waiting"), cells={1: (1, 1), 9: (1, 2), 3: (2, 1)})
    links = svg.findall(f".//{SVG}a")
    assert [a.get("aria-label") for a in links] == [
        "xã Lộc An: Đạt",
        'xã A"><b>: Chưa đạt',
        "xã Lộc An: Đạt",
    ]
    assert links[1].get("href") == "/x/?a=1&b=2"
    shapes = [use.get("href") for use in svg.iter(f"{SVG}use")]
    assert shapes == ["#m-met", "#m-missed", "#m-waiting"]
    assert {g.get("id") for g in svg.findall(f"./{SVG}defs/{SVG}g")} == {
        "m-met",
        "m-missed",
        "m-waiting",
    }
    assert "style=" not in ElementTree.tostring(svg, "unicode")


def test_a_tile_says_two_letters_or_a_label_of_its_own() -> None:
    assert mark(1, "Bù Gia Mập").short == "BM"
    names = ["Bù Gia Mập", "Tân Phú", "Thanh Phú", "Đồng Phú", "Lộc Hưng", "Long Hưng", "Hưng"]
    found = labels(names)
    assert [found[name] for name in names] == [
        *("B.G.Mập", "T.Phú", "Th.Phú", "Đ.Phú"),
        *("Lộc Hưng", "Long Hưng", "Hưng"),
    ]
    places = placed([mark(1, "Tân Phú"), mark(2, "Đồng Phú")], {})
    assert [text in tile_map("m", "", places) for text in (">T.Phú<", ">Đ.Phú<")] == [True, True]
    assert (mark(1, "Đường 10").short, mark(1, "Đak Ơ").short) == ("Đ1", "ĐƠ")


def test_paper_says_what_the_letters_of_a_tile_stand_for() -> None:
    names = ["Lộc Ninh", "Long Hà", "Lộc An", "Bù Gia Mập", "Lộc Hưng", "Long Hưng", "Hưng"]
    key = key_of(names)
    assert key == [
        Reading("B.G.", "Bù Gia", ("Mập",)),
        Reading("L.", "Long", ("Hà",)),
        Reading("L.", "Lộc", ("An", "Ninh")),
    ]
    spelled = {f"{one.letters}{last}": f"{one.words} {last}" for one in key for last in one.lasts}
    assert {label: name for name, label in labels(names).items() if label != name} == spelled
    assert key_of(names, {"Long Hà"}) == [Reading("L.", "Long", ("Hà",))]


def test_where_one_sheet_cannot_hold_all_names_it_has_those_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    areas = [Area(n, name, name, "#", n, 3) for n, name in enumerate(("Lộc An", "Tân Phú"))]
    assert area_map._printed_names(areas) == (
        (Reading("L.", "Lộc", ("An",)), Reading("T.", "Tân", ("Phú",))),
        False,
    )
    monkeypatch.setattr(area_map, "PRINTED_NAMES", 1)
    assert area_map._printed_names(areas) == ((Reading("T.", "Tân", ("Phú",)),), True)


@pytest.mark.django_db
def test_the_file_gives_every_commune_of_the_plan_one_cell_on_each_grid() -> None:
    actions.load_units(settings.PLAN_FOLDER / "units", by=None)
    for day, count in ((date(2024, 12, 31), 111), (date(2026, 6, 1), 40)):
        communes = [s.unit_id for s in queries.units_on(day, "commune")]
        found = queries.cells(communes, day)
        assert len(communes) == count and found.keys() == set(communes)
        assert len(set(found.values())) == count
    near = queries.cells([OrgUnit.objects.get(uid="25222@2022").pk], date(2024, 1, 1))
    assert set(near.values()) == {(1, 9)}
    assert actions.load_units(settings.PLAN_FOLDER / "units", by=None) == 0


@pytest.mark.django_db
def test_a_unit_founded_later_takes_the_cell_of_one_that_passed_into_it(world: World) -> None:
    Tile.objects.create(unit_id=world.units["commune"], since=date(2022, 1, 1), row=3, column=2)
    Tile.objects.create(unit_id=world.units["neighbour"], since=date(2022, 1, 1), row=3, column=3)
    day = date(2025, 7, 1)
    state = NewState("99999", "Tân Mới", "xa", world.units["province"], day)
    sources = [OrgUnit.objects.get(pk=world.units[name]) for name in ("commune", "neighbour")]
    made = actions.merge_units(
        sources=sources, into=NewUnit("x@2025", (state,)), on=day, document="01/VD", by=None
    )
    assert queries.cells([made.pk], date(2025, 8, 1)) == {made.pk: (3, 2)}


@pytest.mark.django_db
def test_a_wrong_file_of_tiles_is_refused(world: World) -> None:
    line = {"since": "2022-01-01", "uid": "nobody", "row": "1", "column": "1"}
    with pytest.raises(Refusal, match=r"tiles\.csv"):
        tiling.load(settings.PLAN_FOLDER / "units" / "tiles.csv", [line])


@pytest.mark.django_db
def test_the_pages_of_leaders_draw_the_communes(world: World) -> None:
    person = accounts.create_person(username="leader", password=None)
    accounts.hold(post=world.posts["leader"], person=person)
    client = Client()
    client.force_login(person)
    page = client.get("/mot-trang/").content.decode()
    assert re.findall(r'aria-label="(xã Tân [^"]*)"', page) == [
        "xã Tân Hòa: chưa đủ số liệu",
        "xã Tân Lập: chưa đủ số liệu",
    ]
    assert "<b>T. Tân</b> Hòa, Lập</li>" in page
    page = client.get("/chi-tieu/T1.2/").content.decode()
    drawn_at = page.index('id="ban-do-o"')
    assert 'href="/xa/25363-tan-lap/' in page[drawn_at:]
    listed = client.get("/chi-tieu/T1.2/?xuat=csv&bang=theo-xa").content.decode("utf-8-sig")
    assert re.findall(r"^xã Tân [^;]*;[^;]*;0/", listed, re.M)


def test_a_small_line_needs_three_values_and_breaks_at_a_changed_map() -> None:
    def point(year: int, value: float | None, broken: bool = False) -> Point:
        return Point(str(year), str(value), value, year == 2025, broken)

    assert sparkline("s", "t", [point(2023, 0.5), point(2024, 0.6), point(2025, None)]) == ""
    full = [point(2022, 0.5), point(2023, 0.6), point(2024, 0.7, broken=True), point(2025, 0.9)]
    svg = sparkline("s", "T1.2: 2022 50 %", full)
    assert svg.count("<circle") == 4 and svg.count("<line") == 2 and "dashed" in svg
    assert "T1.2: 2022 50 %" in svg
