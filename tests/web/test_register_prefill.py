"""A form beside the unit's own registers: what they count, and a warning when it differs."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phongtrao.registers import actions
from phongtrao.submissions.models import Submission, Version
from tests.web.desks import HAMLET, client_of, hidden, send, text_of, typed

COMMUNE = "/don-vi/25363-xa-tan-lap/bao-cao/2024-nam/"
pytestmark = pytest.mark.django_db


def add_model(world, key: str, name: str = "Cổng an ninh") -> int:
    version = actions.add_entry(
        register="models",
        unit_id=world.units["hamlet"],
        values={
            "name": name,
            "kind_of_model": "security_camera",
            "founded_on": "2022-05-10",
            "places": 1,
        },
        state="kept",
        client_key=key,
        by=world.posts["standing"],
    )
    return version.entry_id


def test_the_form_shows_what_the_register_counts(world):
    contact = client_of(world, "hamlet_post")
    assert "Sổ ghi:" not in text_of(contact.get(f"{HAMLET}nhap/"))
    add_model(world, "k1")
    add_model(world, "k2", "Ánh sáng an ninh")
    page = text_of(contact.get(f"{HAMLET}nhap/"))
    address = re.search(r'Sổ ghi: <a href="([^"]+)"><b>2</b></a>', page)
    assert address
    rows = text_of(contact.get(address[1].replace("&amp;", "&")))
    assert "Ánh sáng an ninh" in rows and "Cổng an ninh" in rows


def test_sender_and_verifier_are_warned_of_a_difference_only(world):
    add_model(world, "k1")
    contact, officer = client_of(world, "hamlet_post"), client_of(world, "officer")
    send(contact, world, models_kept=3, models_new=0)
    submission = Submission.objects.get(unit_id=world.units["hamlet"])
    words = "báo cáo ghi 3, sổ ghi 1"
    assert words in text_of(officer.get(f"/duyet/{submission.pk}/"))
    assert words in text_of(officer.get("/duyet/"))
    officer.post("/duyet/nhieu/", {"tat-ca": "1", "confirm": "1"})
    submission.refresh_from_db()
    assert submission.state == "submitted", "what warns is opened one by one"
    assert Version.objects.count() == 1, "a warning does not keep a report from being sent"
    send(contact, world, models_kept=1, models_new=0)
    assert "sổ ghi" not in text_of(officer.get(f"/duyet/{submission.pk}/"))


def test_the_check_page_warns_before_sending(world):
    add_model(world, "k1")
    contact = client_of(world, "hamlet_post")
    contact.post(f"{HAMLET}nhap/", {"f.models_kept": "5", "do": "check"})
    assert "báo cáo ghi 5, sổ ghi 1" in text_of(contact.get(f"{HAMLET}kiem-tra/"))


def test_a_dissolved_model_leaves_the_count_of_its_year(world):
    entry = add_model(world, "k1")
    actions.move_entry(
        entry_id=entry,
        to="dissolved",
        on=date(2024, 5, 1),
        reason="Sáp nhập ấp",
        client_key="k2",
        by=world.posts["standing"],
    )
    page = text_of(client_of(world, "hamlet_post").get(f"{HAMLET}nhap/"))
    assert "<b>0</b></a>" in page and "<b>1</b></a>" in page


def add_team(world, unit: str, members: int) -> None:
    actions.add_entry(
        register="core_force",
        unit_id=world.units[unit],
        values={"title": f"Tổ {unit}", "kind_of_force": "security_team", "norm": "bp_2024",
                "founded_on": "2024-07-01", "decision": "12/QĐ-UBND", "members": members,
                "norm_members": 3},
        client_key=f"team-{unit}",
        by=world.posts["standing"],
    )  # fmt: skip


def test_a_commune_is_shown_the_teams_of_its_hamlets(world):
    officer = client_of(world, "officer")
    add_team(world, "far_hamlet", 7)
    assert "Sổ ghi:" not in text_of(officer.get(f"{COMMUNE}nhap/"))
    add_team(world, "hamlet", 3)
    add_team(world, "hamlet2", 5)
    page = text_of(officer.get(f"{COMMUNE}nhap/"))
    counts = re.findall(r'Sổ ghi: <a href="([^"]+)"><b>(\d+)</b></a>', page)
    assert [count for _, count in counts] == ["2", "8"], "teams and members, through the map"
    rows = text_of(officer.get(counts[0][0].replace("&amp;", "&")))
    assert "Tổ hamlet2" in rows and "Tổ far_hamlet" not in rows
    officer.post(f"{COMMUNE}nhap/", {"f.core_teams": "1", "do": "check"})
    assert "báo cáo ghi 1, sổ ghi 2" in text_of(officer.get(f"{COMMUNE}kiem-tra/"))


def test_sending_and_saving_ask_the_registers_nothing(world):
    add_model(world, "k1")
    contact = client_of(world, "hamlet_post")
    answers = typed(world.form, world.payload("hamlet", models_kept=1))
    asked = []
    with CaptureQueriesContext(connection) as seen:
        contact.post(f"{HAMLET}luu/", answers)
        contact.post(f"{HAMLET}nhap/", {**answers, "do": "check"})
        asked += seen.captured_queries
    page = text_of(contact.get(f"{HAMLET}kiem-tra/"))
    with CaptureQueriesContext(connection) as seen:
        sent = {name: hidden(page, name) for name in ("client_key", "base")}
        assert contact.post(f"{HAMLET}kiem-tra/", sent).status_code == 302
        asked += seen.captured_queries
    assert Version.objects.count() == 1
    assert not [one for one in asked if "proj_reg_" in one["sql"] or "registers_" in one["sql"]]
