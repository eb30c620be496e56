"""The real units of the plan, loaded, against the reference tables beside the repository."""

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import KINDS
from phongtrao.orgs import actions, command, queries
from phongtrao.orgs.models import MapEntry, Succession, UnitState

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
START, TOWN, MERGER, CITY = (
    date(2022, 7, 28),
    date(2022, 10, 1),
    date(2025, 7, 1),
    date(2026, 4, 30),
)
DAY = date.resolution
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    """Load the plan's units."""
    actions.load_units(settings.PLAN_FOLDER / "units", by=None)


def reference(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"REFERENCE MISSING: {path}; units are NOT compared")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def shape(on: date) -> dict[str, tuple[str, str, str]]:
    """Return code → (kind label, name, parent code) as `phongtrao units` prints it."""
    return {r["code"]: (r["kind"], r["name"], r["parent_code"]) for r in command.listing(on)}


def expected_old(on: date) -> dict[str, tuple[str, str, str]]:
    rows = {}
    for line in reference("binhphuoc_units.csv"):
        kind, name = line["type"], line["name"]
        before = line["name_before_2022_10_01_if_different"]
        if before and on < TOWN:
            label = next(k for k in ("Huyện", "Thị trấn", "Xã") if before.startswith(k + " "))
            kind, name = label.lower(), before.removeprefix(label + " ")
        rows[line["code"]] = (kind, name, line["parent"])
    return rows


@pytest.mark.parametrize("on", [START, TOWN - DAY, TOWN, date(2024, 5, 5), MERGER - DAY])
def test_names_kinds_codes_and_parents_before_the_merger(on: date) -> None:
    assert shape(on) == expected_old(on)


@pytest.mark.parametrize("on", [MERGER, CITY - DAY, CITY, date(2026, 11, 1)])
def test_names_kinds_codes_and_parents_after_the_merger(on: date) -> None:
    column = "new_type" if on < CITY else "new_type_from_2026_04_30"
    rows = {
        line["new_code"]: (line[column], line["new_name"], "75")
        for line in reference("dongnai_2025_mapping.csv")
    }
    rows["75"] = ("tỉnh" if on < CITY else "thành phố", "Đồng Nai", "")
    assert shape(on) == rows


def test_lineage_is_that_of_the_reference() -> None:
    wanted = {
        (line["old_code"], line["new_code"])
        for line in reference("dongnai_2025_mapping.csv")
        if line["old_province_code"] == "70"
    }
    here = {
        (line["code"], line["new_commune_code_from_2025_07_01"])
        for line in reference("binhphuoc_units.csv")
        if line["new_commune_code_from_2025_07_01"]
    }
    assert wanted == here
    version = queries.map_for(MERGER)
    heirs = dict(MapEntry.objects.filter(map=version).values_list("unit_id", "self_id"))
    found = set()
    for state in queries.units_on(MERGER - DAY, "commune"):
        heir = heirs[state.unit_id]
        assert heir is not None
        found.add((state.code, queries.state_of(heir, MERGER).code))
    assert found == wanted


def test_reference_extents() -> None:
    kept = {
        line["old_code"]
        for line in reference("dongnai_2025_mapping.csv")
        if line["extent"] == "Giữ nguyên" and line["old_province_code"] == "70"
    }
    same = {
        state.code
        for state in queries.units_on(MERGER - DAY, "commune")
        if queries.is_alive(state.unit_id, MERGER)
    }
    assert same == kept


def test_counts_of_the_four_maps() -> None:
    def counts(on: date) -> list[int]:
        rows = command.listing(on)
        kinds = [KINDS[s.kind].label for s in queries.units_on(on, outside=True)]
        groups = [
            sum(1 for row in rows if row["kind"] in labels)
            for labels in (("huyện", "thị xã"), ("xã",), ("phường",), ("thị trấn",))
        ]
        assert len(kinds) >= len(rows)
        return [len(rows), *groups]

    assert counts(START) == [123, 10, 90, 15, 6]
    assert counts(TOWN) == [123, 10, 86, 20, 5]
    assert counts(MERGER) == [96, 0, 72, 23, 0]
    assert counts(CITY) == [96, 0, 62, 33, 0]
    assert len(queries.units_on(MERGER, "commune")) == 40
    ours = [state.kind for state in queries.units_on(CITY, "commune")]
    assert (ours.count("xa"), ours.count("phuong")) == (29, 11)


def test_everything_is_nfc() -> None:
    for name in UnitState.objects.values_list("name", flat=True):
        assert name == unicodedata.normalize("NFC", name)


def test_loading_again_changes_nothing() -> None:
    before = sorted(UnitState.objects.values_list("pk", flat=True))
    assert actions.load_units(settings.PLAN_FOLDER / "units", by=None) == 0
    assert sorted(UnitState.objects.values_list("pk", flat=True)) == before
    assert actions.rebuild_maps() == 0


def test_reused_codes_are_told_apart_by_the_day() -> None:
    old = queries.find_unit("25270", START)
    new = queries.find_unit("25270", MERGER)
    assert old != new
    assert queries.state_of(old.pk, START).kind == "thi_tran"
    reused = {
        state.code
        for state in queries.units_on(MERGER, "commune")
        if UnitState.objects.filter(code=state.code, valid_from__lt=MERGER)
        .exclude(unit_id=state.unit_id)
        .exclude(name=state.name)
        .exists()
    }
    assert len(reused) >= 19
    with pytest.raises(Refusal) as refused:
        queries.find_unit("99999", START)
    assert refused.value.code == "unit.unknown"


def test_seven_homonym_pairs() -> None:
    names = [state.name for state in queries.units_on(START, "commune")]
    twins = sorted({name for name in names if names.count(name) == 2})
    wanted = ["Minh Hưng", "Thanh Bình", "Tân Hưng", "Tân Lợi", "Tân Phú", "Tân Thành", "Tân Tiến"]
    assert twins == wanted


def test_the_old_province_does_not_swallow_communes_of_the_other() -> None:
    neighbour = queries.find_unit("75", START)
    bien_hoa = queries.find_unit("26068", MERGER)
    place = queries.place_of(bien_hoa.pk, START)
    assert (place.province_id, place.commune_id) == (neighbour.pk, None)
    loc_ninh = queries.find_unit("25270", MERGER)
    back = queries.place_of(loc_ninh.pk, START)
    assert back.province_id == queries.find_unit("70", START).pk
    assert back.district_id == queries.find_unit("692", START).pk
    mixed = queries.place_of(queries.find_unit("25220", MERGER).pk, START)
    assert mixed.district_id is None
    assert Succession.objects.filter(target=bien_hoa, extent="part").count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("loc thuan", "25270"),
        ("25288", "25270"),
        ("Lộc Thuận", "25270"),
        ("xa Dak O", "25225"),
        ("ĐAK  Ơ", "25225"),
        ("thi tran Chon Thanh", "25432"),
        ("TT Chơn Thành", "25432"),
        ("hung long", "25432"),
        ("Duc Phong", "25396"),
        ("dong phu", "25363"),
        ("bu gia mâp", "25222"),
        ("Binh Phuoc", "25195"),
    ],
)
def test_old_names_and_codes_find_the_unit_of_today(text: str, code: str) -> None:
    hits = queries.search(text, CITY)
    assert code in [hit.code for hit in hits[:3]]
    assert all(queries.is_alive(hit.unit_id, CITY) or "2025" in hit.note for hit in hits)


def test_search_says_what_the_old_unit_is_now_and_forgives_slips() -> None:
    hit = queries.search("Lộc Thuận", CITY)[0]
    assert (hit.label, "Lộc Thuận" in hit.note) == ("phường Lộc Ninh", True)
    assert queries.search("Lộc Ninhh", CITY)[0].code == "25270"
    assert queries.search("Bù Gia Mâpp", START)[0].name == "Bù Gia Mập"
    assert queries.search("", CITY) == []
    both = {hit.code for hit in queries.search("tan tien", START)}
    assert both >= {"25321", "25393"}
