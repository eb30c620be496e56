"""Pages of registers: for each role, entry by hand, export as on the screen, a new YAML file."""

import csv
import io
import shutil
from html import unescape
from pathlib import Path
from re import findall, search, sub
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from phongtrao.accounts.models import Role
from phongtrao.jobs import working
from phongtrao.jobs.models import Work
from phongtrao.programmes.actions import publish
from phongtrao.registers import queries
from phongtrao.registers.models import Entry, Version
from phongtrao.submissions.actions import submit
from tests.web import register_lines
from tests.web.scene import Scene
from tests.web.scene import scene as build_scene
from tests.world import YEAR

pytestmark = pytest.mark.django_db
READERS = sorted(set(Role.values) - {"administrator"})


@pytest.fixture
def scene() -> Scene:
    return build_scene()


def as_(scene: Scene, role: str) -> Client:
    client = Client()
    client.force_login(scene.person(role))
    return client


def text_of(answer) -> str:
    return unescape(sub(r"<[^>]+>", " ", answer.content.decode()))


def cells_of(answer) -> list[list[str]]:
    """Rows of the table on the page, each cell in plain words."""
    body = answer.content.decode().split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [
        [
            " ".join(unescape(sub(r"<[^>]+>", " ", cell)).split())
            for cell in findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, 16)
        ]
        for row in findall(r"<tr>(.*?)</tr>", body, 16)
    ]


@pytest.mark.parametrize("role", READERS)
def test_every_register_opens_for_every_reader(scene, role):
    client = as_(scene, role)
    index = text_of(client.get("/so/"))
    for register in queries.registers():
        readable = role in (*register.readers, *register.writers)
        assert (register.title in index) == readable, register.id
        answer = client.get(f"/so/{register.url}/")
        assert answer.status_code == (200 if readable else 403), register.id
        if readable:
            assert register.title in text_of(answer)
        writes = role in register.writers
        assert client.get(f"/so/{register.url}/them/").status_code == (200 if writes else 403)


def test_a_unit_writes_its_model_on_a_phone_and_corrects_it(scene):
    client = as_(scene, "unit_contact")
    form = client.get("/so/mo-hinh/them/")
    code = search(r'name="don-vi">\s*<option value="([^"]+)"', form.content.decode()).group(1)
    sent = {
        "khoa": uuid4().hex,
        "don-vi": code,
        "name": "Tổ tự quản",
        "kind_of_model": "self_security_group",
        "founded_on": "5/3/2024",
        "places": "1.234",
        "members": "12",
        "lat": "11,5349",
        "lon": "106.8832",
    }
    wrong = client.post("/so/mo-hinh/them/", sent)
    assert wrong.status_code == 422
    assert 'href="#q-places"' in wrong.content.decode()
    assert 'value="Tổ tự quản"' in wrong.content.decode()  # nothing typed is lost
    sent["places"] = "2"
    answer = client.post("/so/mo-hinh/them/", sent, follow=True)
    assert answer.status_code == 200
    entry = Entry.objects.get(heading="Tổ tự quản")
    view = queries.entry(entry.pk)
    assert view.values["founded_on"] == "2024-03-05"
    assert view.point == (11.5349, 106.8832)
    assert client.post("/so/mo-hinh/them/", sent).status_code == 302  # the same key again
    assert Entry.objects.filter(heading="Tổ tự quản").count() == 1

    page = client.get(f"/so/mo-hinh/{entry.pk}/sua/").content.decode()
    assert 'value="05/03/2024"' in page
    sent |= {"khoa": uuid4().hex, "ban": "1", "members": "15", "ghi-chu": "Kết nạp thêm"}
    assert client.post(f"/so/mo-hinh/{entry.pk}/sua/", sent).status_code == 302
    life = text_of(client.get(f"/so/mo-hinh/{entry.pk}/"))
    assert "Kết nạp thêm" in life
    stale = client.post(f"/so/mo-hinh/{entry.pk}/sua/", sent | {"khoa": uuid4().hex})
    assert stale.status_code == 422
    assert Version.objects.filter(entry=entry).count() == 2


def test_a_citizens_number_is_refused_in_words(scene):
    client = as_(scene, "unit_contact")
    code = scene.values["unit"].rsplit("-", 2)[0]
    sent = {
        "khoa": uuid4().hex,
        "don-vi": code,
        "place": "Nhà 0912345678",
        "installed": "2",
        "working": "1",
        "funding": "social",
        "consent": "no",
    }
    answer = client.post("/so/camera/them/", sent)
    assert answer.status_code == 422
    assert "số điện thoại" in text_of(answer)
    assert not Entry.objects.filter(register="cameras").exists()


def test_moves_ask_for_what_they_need_and_can_be_taken_back(scene):
    entry = register_lines.model(scene.world, "hamlet", decision="")
    client = as_(scene, "commune_officer")
    url = f"/so/mo-hinh/{entry.pk}/"
    page = client.get(url).content.decode()
    assert 'name="decision"' in page  # launching needs the decision's number
    client.post(f"{url}chuyen/", {"to": "new", "khoa": uuid4().hex})
    assert Entry.objects.get(pk=entry.pk).state == "registered"
    client.post(f"{url}chuyen/", {"to": "new", "khoa": uuid4().hex, "decision": "9/QĐ-UBND"})
    assert Entry.objects.get(pk=entry.pk).state == "new"
    client.post(f"{url}chuyen/", {"to": "weak", "khoa": uuid4().hex})
    assert Entry.objects.get(pk=entry.pk).state == "new"  # a reason is asked
    client.post(f"{url}chuyen/", {"to": "weak", "khoa": uuid4().hex, "ly-do": "Không sinh hoạt"})
    assert Entry.objects.get(pk=entry.pk).state == "weak"
    assert "Không sinh hoạt" in text_of(client.get(url))
    client.post(f"{url}hoan-tac/", {"khoa": uuid4().hex})
    assert Entry.objects.get(pk=entry.pk).state == "new"
    client.post(f"{url}rut/", {"khoa": uuid4().hex, "ly-do": "Ghi trùng"})
    assert Entry.objects.get(pk=entry.pk).withdrawn


def test_a_team_is_rated_after_nine_months_only(scene):
    entry = register_lines.team(scene.world, "hamlet2")
    client = as_(scene, "commune_officer")
    url = f"/so/luc-luong-nong-cot/{entry.pk}/danh-gia/rating/"
    sent = {"khoa": uuid4().hex, "ky": "2024-nam", "result": "good"}
    early = client.post(url, sent)
    assert early.status_code == 422
    assert "9 tháng" in text_of(early)
    done = client.post(url, sent | {"khoa": uuid4().hex, "ky": "2025-nam"}, follow=True)
    assert "Hoàn thành tốt nhiệm vụ" in text_of(done)


def test_the_export_holds_exactly_the_rows_of_the_screen(scene):
    for number in range(3):
        register_lines.model(scene.world, "hamlet", name=f"Mô hình số {number}")
    register_lines.model(scene.world, "hamlet2", name="Ông kể", kind_of_model="grandparents_tell")
    client = as_(scene, "standing_office")
    asked = "/so/mo-hinh/?kind_of_model=security_camera&sap=-name"
    shown = cells_of(client.get(asked))
    assert [row[0] for row in shown] == ["Mô hình số 2", "Mô hình số 1", "Mô hình số 0"]
    book = client.get(f"{asked}&xuat=xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    names = [row[0] for row in rows if str(row[0]).startswith("Mô hình số")]
    assert names == [row[0] for row in shown]
    written = client.get(f"{asked}&xuat=csv").content.decode("utf-8-sig")
    listed = [row for row in csv.reader(io.StringIO(written), delimiter=";") if row]
    assert [row[0] for row in listed[-3:]] == names
    assert [row[1] for row in listed[-3:]] == [row[1] for row in shown]


def test_search_needs_no_marks_and_filters_speak(scene):
    register_lines.model(
        scene.world, "hamlet", name="Tiếng kẻng an ninh", kind_of_model="alarm_gong"
    )
    register_lines.model(scene.world, "hamlet", name="Camera an ninh")
    page = as_(scene, "standing_office").get("/so/mo-hinh/?q=tieng+keng")
    assert [row[0] for row in cells_of(page)] == ["Tiếng kẻng an ninh"]
    assert "1 mô hình · “tieng keng”" in text_of(page)


def test_replication_is_a_tree(scene):
    first = register_lines.model(scene.world, "hamlet", name="Gốc")
    young = register_lines.model(
        scene.world, "far_hamlet", name="Nhân rộng", founded_on="2024-02-01", parent=first.pk
    )
    page = as_(scene, "leader").get("/so/mo-hinh/nhan-rong/").content.decode()
    assert page.index("Gốc") < page.index("Nhân rộng", page.index("Gốc"))
    own = as_(scene, "leader").get(f"/so/mo-hinh/{young.pk}/").content.decode()
    assert 'class="tree"' in own
    assert f"/so/mo-hinh/{first.pk}/" in own


CAMERA = {
    "Mã đơn vị": "25363-01",
    "Nơi đặt": "Ngã ba chợ",
    "Số camera đã lắp": "4",
    "Số camera đang hoạt động": "3",
    "Nguồn kinh phí": "Xã hội hóa",
    "Có đồng thuận bằng văn bản": "Không",
}


def brought(client: Client, **changes: str) -> tuple[str, str]:
    """The address of the trial of a book of one camera, and what its page says when it has run."""
    blank = client.get("/so/camera/mau.csv").content.decode("utf-8-sig")
    heads = next(line for line in blank.splitlines() if "Mã đơn vị" in line)
    row = [{**CAMERA, **changes}.get(head, "") for head in heads.split(";")]
    file = SimpleUploadedFile("so.csv", f"{heads}\n{';'.join(row)}\n".encode())
    page = client.post("/so/camera/nhap/", {"tep": file})["Location"]
    working.run(Work.objects.latest("pk").pk)
    return page, text_of(client.get(page))


def test_a_book_is_tried_before_it_is_written(scene):
    client = as_(scene, "commune_officer")
    assert client.post("/so/camera/nhap/").status_code == 422
    _page, wrong = brought(client, **{"Nơi đặt": ""})
    assert "Số ô cần sửa: 1. Số dòng đã ghi: 0." in wrong and "ô " in wrong
    assert "Tệp nhập lại được:" in wrong
    page, tried = brought(client)
    assert "sẽ thêm 1" in tried and page in client.get("/so/camera/nhap/").content.decode()
    assert client.post(f"{page}nop/", {"nguon": "hỏi 0912 345 678"}).status_code == 422
    assert not Entry.objects.filter(register="cameras").exists()
    for _ in range(2):
        written = client.post(f"{page}nop/", {"nguon": "Sổ giấy của ấp"})["Location"]
        working.run(Work.objects.latest("pk").pk)
    assert "Đã ghi: thêm 1" in text_of(client.get(written))
    [entry] = Entry.objects.filter(register="cameras")
    assert entry.unit_id == scene.world.units["hamlet"]
    assert Version.objects.get(entry=entry).note.endswith("Sổ giấy của ấp")
    assert "giữ nguyên 1" in brought(client)[1]


def test_a_unit_finds_its_registers_on_its_own_page(scene):
    register_lines.model(scene.world, "hamlet")
    client = as_(scene, "unit_contact")
    page = client.get(f"/don-vi/{scene.values['unit']}/", follow=True).content.decode()
    assert "/so/mo-hinh/them/?don-vi=" in page
    assert "/so/ngay-hoi/them/?don-vi=" in page
    assert 'href="/so/"' in page


def test_a_clause_shows_its_registers(scene):
    register_lines.model(scene.world, "hamlet")
    page = as_(scene, "standing_office").get("/ke-hoach/binh-phuoc-2022-2025/iii-2/")
    assert 'href="/so/mo-hinh/"' in page.content.decode()


NEW = """
id: patrols
code: X1
title: Sổ tuần tra đêm
title_en: Register of night patrols
entry: lượt tuần tra
entry_en: patrol
url: tuan-tra
clauses: [III.5]
owner: unit
groups: [hamlet]
period: year
day: walked_on
fields:
  - {id: name, label: Tuyến tuần tra, label_en: Route, type: text, required: true}
  - {id: walked_on, label: Ngày, label_en: Day, type: date, required: true}
  - {id: walkers, label: Số người, label_en: Walkers, type: number, unit: người, required: true}
  - {id: weather, label: Thời tiết, label_en: Weather, type: choice, choices: [
      {id: dry, label: Khô ráo, label_en: Dry}, {id: rain, label: Mưa, label_en: Rain}]}
measures:
  - {id: walkers, label: Số lượt người đi, label_en: Walkers, sum: "sum(walkers)", unit: lượt}
list: {columns: [name, unit, walked_on, walkers, weather], filters: [weather], sort: "-walked_on"}
examples:
  - period: "2024"
    entry: {name: Đường liên ấp, walked_on: "2024-05-06", walkers: 5, weather: dry}
    measures: {walkers: 5}
"""


def test_a_new_yaml_file_is_a_register_on_every_page(scene, tmp_path):
    folder = tmp_path / "plan"
    shutil.copytree(settings.PLAN_FOLDER, folder)
    Path(folder / "registers" / "patrols.yaml").write_text(NEW, encoding="utf-8")
    publish(folder=folder, by=scene.world.posts["standing"])
    client = as_(scene, "unit_contact")
    assert "Sổ tuần tra đêm" in text_of(client.get("/so/"))
    code = "25363-01"
    sent = {
        "khoa": uuid4().hex,
        "don-vi": code,
        "name": "Đường liên ấp",
        "walked_on": "6/5/2026",
        "walkers": "5",
        "weather": "rain",
    }
    answer = client.post("/so/tuan-tra/them/", sent, follow=True)
    assert "5 người" in text_of(answer).replace("\u00a0", " ")
    [row] = cells_of(client.get("/so/tuan-tra/?weather=rain"))
    assert row[0] == "Đường liên ấp"
    assert row[-1] == "Mưa"
    assert "Số lượt người đi" in text_of(client.get("/so/tuan-tra/"))
    assert b"25363-01" in client.get("/so/tuan-tra/mau.csv?du=1").content
    officer = as_(scene, "standing_office")
    assert "Sổ tuần tra đêm" in text_of(officer.get("/ke-hoach/binh-phuoc-2022-2025/iii-5/"))


def test_the_short_list_gives_its_reasons(scene):
    world = scene.world
    good = world.payload("hamlet", safe="recognised", grade="good", festival="own")
    good |= {"models_kept": 1, "models_new": {"why": "none"}, "models_weak": {"why": "none"}}
    asked = {field.id for field in world.form.fields_for("hamlet", "")}
    submit(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload={name: value for name, value in good.items() if name in asked},
        client_key=str(uuid4()),
        by=world.posts["hamlet_post"],
    )
    client = as_(scene, "standing_office")
    page = client.get("/so/dien-hinh/goi-y/?ky=2024-nam")
    [row] = cells_of(page)
    assert row[0].startswith("Ấp 3")
    assert row[1:] == ["✓ đạt"] * 5 + ["Đề nghị"]
    assert as_(scene, "unit_contact").get("/so/dien-hinh/goi-y/").status_code == 403
