"""Registers as people use them: from a figure to its lines, one's own lines first, what to mend."""

from __future__ import annotations

import io
import json
from html import unescape
from re import DOTALL, findall, search, sub
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from phongtrao.core.periods import Period
from phongtrao.registers import actions, projections, queries
from phongtrao.registers.models import Entry
from phongtrao.submissions.models import Submission
from phongtrao.workbooks.register_books import book
from tests.web import register_lines
from tests.web.desks import client_of, send
from tests.web.register_lines import line
from tests.world import World

pytestmark = pytest.mark.django_db
POSTS = {
    "commune_officer": "officer",
    "unit_contact": "hamlet_post",
    "leader": "leader",
}
CAMERA = {"place": "Ngã ba chợ", "installed": 4, "working": 3, "funding": "social", "consent": "no"}


def as_(world: World, role: str) -> Client:
    return client_of(world, POSTS[role])


def text_of(answer) -> str:
    return " ".join(unescape(sub(r"<[^>]+>", " ", answer.content.decode())).split())


def rows(answer) -> int:
    """Lines of the list on the page; catalogues below it are tables too."""
    found = search(r'id="cap-(?:so-[\w-]+|points)".*?</table>', answer.content.decode(), DOTALL)
    return found[0].partition("<tbody>")[2].count("<tr>") if found else 0


def tally(answer) -> dict[str, tuple[str, int]]:
    """Figure → the address behind it and its value."""
    found = findall(
        r'<dt>([^<]+)</dt><dd><a class="figure" href="([^"]+)">([\d.]+)</a>',
        answer.content.decode(),
    )
    return {
        name: (href.replace("&amp;", "&"), int(value.replace(".", "")))
        for name, href, value in found
    }


def kept(world: World, unit: str, state: str, **more) -> Entry:
    version = actions.add_entry(
        register="models",
        unit_id=world.units[unit],
        values={**register_lines.MODEL, **more},
        state=state,
        client_key=uuid4().hex,
        by=world.posts["standing"],
    )
    return version.entry


def test_a_figure_leads_to_exactly_its_lines(world):
    kept(world, "hamlet", "kept")
    kept(world, "hamlet2", "weak")
    kept(world, "far_hamlet", "kept", kind_of_model="mobile_team")
    client = as_(world, "commune_officer")
    page = client.get("/so/mo-hinh/?ky=2024-nam")
    figures = tally(page)
    assert {name: value for name, (_href, value) in figures.items() if value} == {
        "Số mô hình": 2, "Số loại mô hình": 1, "Số điểm": 6, "Số thành viên": 24,
        "Mô hình có từ trước, đang hoạt động hiệu quả": 1, "Mô hình kém hiệu quả": 1,
    }  # fmt: skip
    for name in ("Số mô hình", "Mô hình kém hiệu quả", "Mô hình giải thể trong năm"):
        href, value = figures[name]
        listed = client.get(href)
        assert rows(listed) == value, name
        assert f"Dòng tính vào số đo: {name}" in text_of(listed)
        exported = client.get(f"{href}&xuat=csv").content.decode()
        assert exported.count("Camera an ninh đường liên ấp") == value
    assert parse_qs(urlsplit(figures["Số điểm"][0]).query)["ban-do"] == ["2024-12-31"]


def test_a_unit_opens_on_its_own_lines_and_widens(world):
    kept(world, "hamlet", "kept", name="Của ấp mình")
    kept(world, "far_hamlet", "kept", name="Của ấp khác")
    client = as_(world, "unit_contact")
    own = text_of(client.get("/so/mo-hinh/"))
    assert "Của ấp mình" in own and "Của ấp khác" not in own
    wide = text_of(client.get("/so/mo-hinh/?pv=tat-ca"))
    assert "Của ấp mình" in wide and "Của ấp khác" in wide
    index = text_of(client.get("/so/"))
    assert "Mọi đơn vị: 2 dòng" in index
    assert "Của ấp khác" in text_of(as_(world, "leader").get("/so/mo-hinh/"))


def test_figures_of_other_units_are_not_read_through_an_address(world):
    line(world, "cameras", "far_hamlet", "standing", CAMERA)
    line(world, "cameras", "hamlet", "standing", CAMERA | {"installed": 9})
    contact = as_(world, "unit_contact")
    assert tally(contact.get("/so/camera/?dv=25364-01"))["Số camera đã lắp"][1] == 9
    assert tally(contact.get("/so/camera/?dv=70"))["Số camera đã lắp"][1] == 9
    assert tally(as_(world, "leader").get("/so/camera/?dv=70"))["Số camera đã lắp"][1] == 13


def test_the_map_says_installed_and_working_apart(world):
    made = actions.add_entry(
        register="cameras", unit_id=world.units["hamlet"], values=CAMERA,
        client_key=uuid4().hex, by=world.posts["standing"], point=(11.5349, 106.8832),
    )  # fmt: skip
    page = as_(world, "commune_officer").get("/so/camera/ban-do/")
    body = page.content.decode()
    assert body.count('class="t-met"') == 2  # one on the drawing, one in its legend
    words = text_of(page)
    for head in ("Số camera đã lắp", "Số camera đang hoạt động", "Nguồn kinh phí", "đồng thuận"):
        assert head in words
    assert search(r"Ngã ba chợ .* 4 3 Xã hội hóa Không .* 11,53490", words)
    assert rows(as_(world, "commune_officer").get("/so/camera/ban-do/?tt=broken")) == 0
    assert made.entry.heading == "Ngã ba chợ"


def test_doubts_reviews_and_days_on_the_page_of_a_line(world):
    team = {**register_lines.TEAM, "norm_members": 6}
    entry = line(world, "core_force", "hamlet2", "standing", team)
    client, url = as_(world, "commune_officer"), f"/so/luc-luong-nong-cot/{entry.pk}/"
    assert "Có 4 thành viên, thấp hơn định mức 6" in text_of(client.get(url))
    rated = {"khoa": uuid4().hex, "ky": "2025-nam", "result": "good", "tasks_done": "92"}
    page = client.post(f"{url}danh-gia/rating/", rated, follow=True).content.decode()
    change = search(r'href="([^"]+danh-gia/rating/\?ky=2025-nam)"', page)
    assert change
    form = client.get(change[1]).content.decode()
    assert 'value="92"' in form and 'value="good" checked' in form
    again = client.get(f"{url}danh-gia/rating/").content.decode()
    assert "Năm 2025 (đã có, ghi lại sẽ thay)" in again
    sent = {
        "khoa": uuid4().hex, "title": team["title"], "kind_of_force": "security_team",
        "founded_on": "01/07/2024", "norm_members": "6", "members": "6", "tu-ngay": "01/01/2026",
    }  # fmt: skip
    assert client.post(f"{url}sua/", sent | {"tu-ngay": "32/1/2026"}).status_code == 422
    client.post(f"{url}sua/", sent | {"khoa": uuid4().hex})
    force, hamlet = queries.find("core_force"), world.units["hamlet2"]
    members = [queries.measures_at(force, hamlet, Period(y))["members"] for y in (2025, 2026)]
    assert members == [4, 6]
    assert "thấp hơn định mức" not in text_of(client.get(url))


def test_a_refused_step_keeps_what_was_typed_and_says_where(world):
    values = {"title": "Ngày hội", "purpose": "festival", "source": "commune"}
    made = actions.add_entry(
        register="budget", unit_id=world.units["commune"],
        values=values | {"estimate": 120_500_000},
        client_key=uuid4().hex, by=world.posts["officer"], period=Period(2024),
    )  # fmt: skip
    client, url = as_(world, "commune_officer"), f"/so/kinh-phi/{made.entry_id}/"
    sent = {"to": "allocated", "khoa": uuid4().hex, "allocated": "một trăm", "decision": "25/QĐ"}
    refused = client.post(f"{url}chuyen/", sent)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="25/QĐ"' in page and 'value="một trăm"' in page
    assert '<details class="move" open>' in page and "không phải là số" in page
    client.post(f"{url}chuyen/", sent | {"allocated": "100,25"})
    told = client.post(f"{url}chuyen/", {"to": "settled", "khoa": uuid4().hex, "spent": "160"})
    assert "Số đã chi lớn hơn số được cấp" in text_of(told)
    client.post(f"{url}chuyen/", {"to": "settled", "khoa": uuid4().hex, "spent": "90"})
    assert Entry.objects.get(pk=made.entry_id).state == "settled"
    table = client.get("/so/kinh-phi/tong-hop/?theo=source&xuat=csv").content.decode()
    assert "Năm 2024;Ngân sách xã;120500000;100250000;90000000;0" in table


def test_amounts_are_typed_in_millions_and_kept_to_the_dong(world):
    client, key = as_(world, "commune_officer"), uuid4().hex
    sent = {"don-vi": "25363", "ky": "2024-nam", "khoa": key, "title": "Ngày hội",
            "purpose": "festival", "source": "commune"}  # fmt: skip
    asked = client.post("/so/kinh-phi/them/", sent | {"estimate": "12.5"})
    assert asked.status_code == 422 and 'value="12.5"' in asked.content.decode()
    assert "12.500.000 đồng hay 125.000.000 đồng" in text_of(asked)
    made = client.post("/so/kinh-phi/them/", sent | {"estimate": "1.234,5 triệu"})
    assert made.status_code == 302 and "1.234.500.000 đồng" in text_of(client.get(made["Location"]))
    entry = Entry.objects.get()
    form = client.get(f"/so/kinh-phi/{entry.pk}/sua/").content.decode()
    assert 'name="estimate" type="text" autocomplete="off" value="1.234,5"' in form
    listed = client.get("/so/kinh-phi/?xuat=csv").content.decode()
    assert " (đồng)" in listed and "1234500000" in listed
    register = queries.find("budget")
    title = [column.title for column in book(register, []).columns]
    assert any(one.endswith(" (triệu đồng)") for one in title)
    measure = queries.measures_at(register, world.units["commune"], Period(2024))["estimate"]
    assert measure == 1_234_500_000


def test_an_amount_written_before_parts_were_taken_still_counts_millions(world):
    values = {"title": "Ngày hội", "purpose": "festival", "source": "commune"}
    made = actions.add_entry(
        register="budget", unit_id=world.units["commune"], values=values | {"estimate": 1},
        client_key=uuid4().hex, by=world.posts["officer"], period=Period(2024),
    )  # fmt: skip
    register = queries.find("budget")
    assert json.loads(made.payload)["estimate"] == "1"
    made.payload = json.dumps(values | {"estimate": 120})
    assert projections.act_of(register, made).values["estimate"] == 120_000_000


def test_every_missing_answer_is_said_at_once(world):
    page = text_of(
        as_(world, "unit_contact").post("/so/tuyen-truyen/them/", {"don-vi": "25363-01"})
    )
    assert "Cần sửa 6 chỗ" in page


def test_questions_another_answer_rules_out_are_marked_for_the_page(world):
    page = as_(world, "unit_contact").get("/so/luc-luong-nong-cot/them/").content.decode()
    marked = 'id="q-certified" data-on="kind_of_force" data-op="=" data-values="unit_guard"'
    assert marked in page
    assert "registers/shown" in page


def test_awards_begin_at_the_short_list(world):
    said = {"safe": "recognised", "grade": "excellent", "festival": "own", "models_kept": 1}
    send(client_of(world, "hamlet_post"), world, **said)
    client = as_(world, "commune_officer")
    short = search(
        r'href="(/so/khen-thuong/goi-y/)"', client.get("/so/khen-thuong/").content.decode()
    )
    assert short
    page = client.get(f"{short[1]}?ky=2024-nam&gan-du=1").content.decode()
    links = findall(r'href="(/so/khen-thuong/them/\?don-vi=[\w.-]+)"', page)
    add = client.get("/so/khen-thuong/them/?don-vi=25363-01").content.decode()
    assert 'value="25363-01" selected' in add and short[1] in add
    assert links == ["/so/khen-thuong/them/?don-vi=25363-01"]


def test_a_printed_code_and_an_answer_lead_to_the_lines(world):
    kept(world, "hamlet", "kept")
    leader = as_(world, "leader")
    traced = leader.get("/truy-nguon/?q=S3.1/2024")
    assert traced.status_code == 302 and "so-do=models" in traced["Location"]
    assert rows(leader.get(traced["Location"])) == 1
    send(client_of(world, "hamlet_post"), world, models_kept=3, models_new=0)
    submission = Submission.objects.get(unit_id=world.units["hamlet"])
    page = leader.get(f"/bao-cao-goc/{submission.pk}/").content.decode()
    told = search(r'<a href="([^"]+)">sổ ghi 1</a>', page)
    assert told and rows(leader.get(told[1].replace("&amp;", "&"))) == 1


def test_the_book_to_fill_in_says_what_may_be_written(world):
    client = as_(world, "commune_officer")
    data = client.get("/so/luc-luong-nong-cot/mau.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[1:] == ["Hướng dẫn", "Danh mục", "Đơn vị"]
    offered = {
        str(one.sqref): one.formula1 for one in book.worksheets[0].data_validations.dataValidation
    }
    assert len(offered) == 3  # unit, kind, norm
    kinds = [row[1] for row in book["Danh mục"].iter_rows(values_only=True)]
    assert "Tổ bảo vệ an ninh, trật tự" in kinds
    codes = [row[0] for row in book["Đơn vị"].iter_rows(values_only=True)]
    assert "25363-01" in codes and "25364-01" not in codes


def test_a_contact_sees_first_the_registers_it_writes_in_and_the_rest_folded(world):
    index = as_(world, "unit_contact").get("/so/").content.decode()
    written, _, folded = index.partition('<details class="section-block">')
    assert "Sổ tuyên truyền, vận động" in written and "sổ đơn vị ghi được" in written
    folded = folded.partition("</details>")[0]
    assert "sổ chỉ xem" in folded and "<h2>" in folded and "Thêm dòng" not in folded
    assert "sổ chỉ xem" not in text_of(as_(world, "leader").get("/so/"))


def test_lines_and_what_they_sum_to_are_told_apart(world):
    talk = {"title": "Lừa đảo qua mạng", "held_on": "2024-06-03", "channel": "meeting"}
    talk |= {"audience": "people", "attendees": 46}
    for sessions in (3, 22):
        line(world, "outreach", "hamlet", "hamlet_post", talk | {"sessions": sessions})
    client = as_(world, "unit_contact")
    assert "2 dòng · 25 buổi" in text_of(client.get("/so/tuyen-truyen/"))
    assert " · 25 buổi" in text_of(client.get("/so/"))


def test_a_unit_is_found_by_its_name_and_several_are_offered(world):
    client = client_of(world, "standing")
    nothing = text_of(client.post("/so/camera/them/", {"don-vi": "khong co ai"}))
    assert "không tìm thấy “khong co ai”" in nothing
    several = client.post("/so/camera/them/", CAMERA | {"don-vi": "ấp 3", "khoa": uuid4().hex})
    assert several.status_code == 422 and "có nhiều mục mang tên này" in text_of(several)
    offered = findall(r'<option value="(\d{5}-\d+)"', several.content.decode())
    assert len(offered) > 1 and not Entry.objects.exists()
    page = client.post("/so/kinh-phi/them/", {"don-vi": "tan lap"}).content.decode()
    assert 'value="25363"' in page and "Có phần lẻ ghi 1.234,5" in page
