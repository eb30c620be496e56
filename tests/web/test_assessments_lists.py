"""Lists of assessments: who, what changes under another law, who lacks one thing, who renews."""

import csv
import io

import pytest
from django.urls import reverse

from phongtrao.assessments import actions, queries
from phongtrao.assessments.models import Dossier
from phongtrao.orgs.actions import rebuild_maps
from phongtrao.orgs.models import UnitState
from tests.web import dossiers
from tests.web.desks import client_of, text_of
from tests.web.test_assessments import YEAR

pytestmark = pytest.mark.django_db


def test_the_list_and_its_file_have_the_same_units_and_filters(world):
    dossiers.reviewed(world, "hamlet")
    dossiers.registered(world, "hamlet2")
    office = client_of(world, "officer")
    for query, names in (("", ["Ấp 3", "Ấp 4"]), ("?tt=reviewed", ["Ấp 3"]), ("?q=ap+4", ["Ấp 4"])):
        page = text_of(office.get(f"/danh-gia/{YEAR}/{query}"))
        join = "&" if query else "?"
        exported = office.get(f"/danh-gia/{YEAR}/{query}{join}xuat=csv").content.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(exported), delimiter=";") if row]
        head = next(n for n, row in enumerate(rows) if row[0] == "Đơn vị")
        listed = [row[0] for row in rows[head + 1 :]]
        assert len(listed) == len(names)
        for name, line in zip(names, listed, strict=True):
            assert name in line and name in page
    sentence = text_of(office.get(f"/danh-gia/{YEAR}/?tt=reviewed"))
    assert "1 đơn vị · 2024 · Đã họp xét" in sentence


def test_the_page_of_19_2_counts_every_commune_of_the_year_once(world):
    state = UnitState.objects.get(unit_id=world.units["neighbour"])
    state.kind = "phuong"
    state.save()
    rebuild_maps()
    office = client_of(world, "standing")
    address = f"/danh-gia/{YEAR}/?noi-dung=ntm"
    assert "1 xã trong năm: 0 đạt" in text_of(office.get(address))
    page = text_of(office.get(address))
    assert "1 chưa có hồ sơ" in page and "Xã Tân Lập" in page and "Tân Hòa" not in page
    by = world.posts["officer"]
    dossier = actions.open_dossier(
        unit_id=world.units["commune"], year=2024, by=by, about="standard"
    )
    actions.assess(dossier_id=dossier.pk, answers=dossiers.standard_answers("not_met"), by=by)
    page = text_of(office.get(address))
    assert "1 chờ kết luận, 0 chưa có hồ sơ" in page and "NTM-5" in page
    later = text_of(office.get("/danh-gia/2026-nam/?noi-dung=ntm"))
    assert (
        "chưa có nội dung tiêu chí 19.2 cho năm 2026" in later
        and "đăng ký" not in (later.split("<table")[-1])
    )


def test_what_if_names_who_changes_and_writes_nothing(world):
    dossiers.reviewed(world, "hamlet", "met")
    before = list(Dossier.objects.values())
    standing = client_of(world, "standing")
    page = standing.get(f"/danh-gia/{YEAR}/thu-bo-tieu-chi/?bo=tt124-hamlet-2025")
    assert page.status_code == 200 and "0 trong 1 đơn vị thay đổi" in text_of(page)
    tried = f"/danh-gia/{YEAR}/thu-bo-tieu-chi/?bo=tt124-hamlet-2025&t-KDC-1c=90&t-KDC-2=5"
    page = standing.get(tried)
    assert "KDC-1c: 90" in text_of(page) and "KDC-2: 5" not in text_of(page)
    assert b'value="90"' in page.content
    assert list(Dossier.objects.values()) == before
    assert standing.get(f"/danh-gia/{YEAR}/thu-bo-tieu-chi/?bo=khong-co").status_code == 404


def test_gap_list_holds_units_that_lack_one_criterion_only(world):
    law = queries.criteria_for("hamlet", "khu_dan_cu", 2024)
    example = next(e for e in law.examples if len(e.failed) == 1 and not e.missing)
    dossier = dossiers.registered(world)
    by = world.posts["officer"]
    actions.assess(dossier_id=dossier.pk, answers=example.answers, by=by)
    dossiers.reviewed(world, "hamlet2", "met")
    page = text_of(client_of(world, "officer").get(f"/danh-gia/{YEAR}/thieu-mot-tieu-chi/"))
    assert "Ấp 3" in page and "Ấp 4" not in page and example.failed[0] in page


def test_units_to_renew_are_listed_with_those_that_never_registered(world):
    dossiers.recognised(world, "hamlet")
    office = client_of(world, "officer")
    later = text_of(office.get("/danh-gia/2025-nam/chua-dang-ky/"))
    assert "Ấp 3" in later and "Ấp 4" in later
    held = text_of(office.get("/danh-gia/2025-nam/chua-dang-ky/?nam-truoc=giu"))
    assert "Ấp 3" in held and "Ấp 4" not in held and "được công nhận năm trước" in held
    now = text_of(office.get(f"/danh-gia/{YEAR}/chua-dang-ky/"))
    assert "Ấp 3" not in now and "Ấp 4" in now


def test_every_table_is_exported_as_it_is_shown(world):
    _dossier, decision, _paper = dossiers.recognised(world)
    standing = client_of(world, "standing")
    paths = [
        reverse(f"assessments:{name}", args=[YEAR])
        for name in ("year", "decisions", "distribution", "gaps", "what_if", "unregistered")
    ]
    paths += ["/danh-gia/bo-tieu-chi/", "/danh-gia/bo-tieu-chi/tt124-hamlet-2022/"]
    paths += ["/danh-gia/thang-diem/qd510-agency/", f"/danh-gia/quyet-dinh/{decision.pk}/"]
    for path in paths:
        shown = standing.get(path).context["table"]
        join = "&" if "?" in path else "?"
        text = standing.get(f"{path}{join}xuat=csv").content.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row]
        labels = [column.label for column in shown.columns if column.kind != "chart"]
        assert labels in rows, path
        below = rows[rows.index(labels) + 1 :]
        assert len(below) == len(shown.rows), path
        for line, row in zip(below, shown.rows, strict=True):
            assert line[0].startswith(row[0].text), path
