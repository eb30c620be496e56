"""`phongtrao units`: the shape of its output, its exit codes and its bad input."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from phongtrao.core.findings import Refusal
from phongtrao.orgs import actions, queries
from phongtrao.orgs.command import COLUMNS, units
from phongtrao.orgs.models import OrgUnit, UnitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db: None) -> None:
    actions.load_units(settings.PLAN_FOLDER / "units", by=None)


def test_csv_and_json_say_the_same(loaded: None) -> None:
    first = CliRunner().invoke(units, ["--on", "1/10/2022", "--format", "csv"])
    second = CliRunner().invoke(units, ["--on", "2022-10-01", "--format", "json"])
    assert (first.exit_code, second.exit_code) == (0, 0)
    rows = list(csv.DictReader(io.StringIO(first.output)))
    assert rows == json.loads(second.output)
    assert tuple(rows[0]) == COLUMNS
    by_code = {row["code"]: row for row in rows}
    assert by_code["25432"] == {
        "code": "25432",
        "name": "Hưng Long",
        "kind": "phường",
        "parent_code": "697",
        "valid_from": "2022-10-01",
        "valid_to": "2025-07-01",
        "in_scope": "yes",
    }
    assert (by_code["697"]["kind"], by_code["697"]["in_scope"]) == ("thị xã", "")
    assert by_code["70"]["parent_code"] == ""


def test_communes_outside_the_plan_are_listed_but_not_in_scope(loaded: None) -> None:
    result = CliRunner().invoke(units, ["--on", "2025-07-01", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(result.output)))
    scoped = [row["in_scope"] for row in rows]
    assert (len(rows), scoped.count("yes"), scoped.count("no")) == (96, 40, 55)


def test_search_option(loaded: None) -> None:
    result = CliRunner().invoke(units, ["--search", "loc thuan", "--on", "1/5/2026"])
    assert result.exit_code == 0
    assert "phường Lộc Ninh" in result.output
    nothing = CliRunner().invoke(units, ["--search", "zzzz"])
    assert nothing.exit_code == 1


@pytest.mark.parametrize("day", ["31/2/2025", "hom nay", "2025-13-01", ""])
def test_a_wrong_day_is_explained_and_ends_with_2(db: None, day: str) -> None:
    result = CliRunner().invoke(units, ["--on", day])
    assert result.exit_code == 2
    assert "không hợp lệ" in result.output
    assert "is not a date" in result.output


def write(folder: Path, states: str, edges: str = "") -> Path:
    head = "uid,code,name,kind,parent_uid,valid_from,valid_to,subkind\n"
    (folder / "states.csv").write_text(head + states, encoding="utf-8")
    links = "on,source_uid,target_uid,extent,document\n" + edges
    (folder / "successions.csv").write_text(links, encoding="utf-8")
    return folder


def test_wrong_files_are_refused_with_the_line(db: None, tmp_path: Path) -> None:
    states = "a,1,A,xã,,2022-01-01,,\nb,2,B,xa,zz,2022-01-01,2021-01-01,\n"
    folder = write(tmp_path, states + "b,2,B,xa,,2020-01-01,,\n", "2025-07-01,a,q,whole,NQ\n")
    with pytest.raises(Refusal) as refused:
        actions.load_units(folder, by=None)
    said = refused.value.message
    assert all(part in said for part in ("states.csv:2", "states.csv:3", "successions.csv:2"))
    assert OrgUnit.objects.count() == 0
    (tmp_path / "states.csv").write_text("uid,code\n", encoding="utf-8")
    with pytest.raises(Refusal) as columns:
        actions.load_units(tmp_path, by=None)
    assert columns.value.code == "units.columns"


def test_a_corrected_file_corrects_and_local_changes_stay(db: None, tmp_path: Path) -> None:
    line = "vn,VN,Việt Nam,quoc_gia,,2022-01-01,,\na,1,{},xa,vn,2022-01-01,,\n"
    actions.load_units(write(tmp_path, line.format("Sai")), by=None)
    unit = queries.find_unit("1")
    actions.change_unit(unit=unit, on=date(2023, 1, 1), by=None, kind="phuong")
    assert actions.load_units(write(tmp_path, line.format("Đúng")), by=None) == 2
    states = UnitState.objects.filter(unit=unit).order_by("valid_from")
    assert list(states.values_list("name", "kind")) == [("Đúng", "xa"), ("Sai", "phuong")]
    assert actions.load_units(tmp_path, by=None) == 0


def test_units_below_follow_a_reorganisation_that_is_loaded_later(db: None, tmp_path: Path) -> None:
    base = "vn,VN,Việt Nam,quoc_gia,,2022-01-01,,\n"
    old = "a,1,A,xa,vn,2022-01-01,{},\nb,2,B,xa,vn,2022-01-01,{},\n"
    actions.load_units(write(tmp_path, base + old.format("", "")), by=None)
    hamlet = actions.create_unit(
        uid="h",
        code="H",
        name="Ấp 1",
        kind="khu_dan_cu",
        parent=queries.find_unit("1"),
        valid_from=date(2022, 1, 1),
        by=None,
    )
    end = "2025-07-01"
    merged = base + old.format(end, end) + f"c,1,C,xa,vn,{end},,\n"
    edges = f"{end},a,c,whole,NQ\n{end},b,c,whole,NQ\n"
    actions.load_units(write(tmp_path, merged, edges), by=None)
    heir = queries.find_unit("1", date(2025, 7, 1))
    assert queries.state_of(hamlet.pk, date(2025, 7, 1)).parent_id == heir.pk
    assert queries.place_of(hamlet.pk, date(2025, 6, 30)).commune_id != heir.pk
    assert actions.rebuild_maps() == 0
