"""Inspections in the browser's words: plan, draw, visit, follow up, explain a signal."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from phongtrao.accounts.models import User
from phongtrao.audit.actions import append
from phongtrao.audit.queries import events
from phongtrao.inspections import actions, queries
from phongtrao.inspections.models import FollowUp, InspectionRound, SignalAnswer, VisitVersion
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.rules import sampling
from tests.unit import inspections_world as field_of
from tests.unit.inspections_world import DRAW_AT, DRAWN, PLANNED, VISITED
from tests.web.desks import client_of, hidden, text_of

KEY = "b2f6b1de-1111-4f3e-9c2e-2f0b8b1d0001"
LONG = (
    "Chi đoàn gác chốt mùa điều ở xóm mới trong ba tuần liền, bà con góp tiền lắp sáu bóng đèn "
    "quanh chợ và thay hai camera hỏng sau vụ mất trộm xe."
)


@pytest.fixture
def field(world):
    made = field_of.build(world)
    world.posts["auditor"] = made.auditor
    return made


def plan_form(**changes):
    values = {
        "ten": "Kiểm tra năm 2024",
        "ky": "2024-nam",
        "tu-ngay": "02/12/2024",
        "den-ngay": "20/12/2024",
        "thanh-phan": "Phòng Xây dựng phong trào",
        "cach": "drawn",
        "loai": ["agency", "enterprise", "school"],
        "so-don-vi": "6",
        "it-hon": "1",
        "ngay-rut": "02/12/2024",
        "gio-rut": "09:00",
    }
    return {**values, **changes}


def at(moment):
    return time_machine.travel(moment, tick=False)


def drawn_round(field) -> InspectionRound:
    with at(PLANNED):
        round_ = field.plan()
    with at(DRAWN):
        append({"type": "act"})
        actions.draw(round_=round_, by=field.standing)
    return InspectionRound.objects.get(pk=round_.pk)


def test_plan_draw_and_prove(field):
    with at(PLANNED):
        client = client_of(field.world, "standing")
        assert "trước ngày" not in text_of(client.get("/kiem-tra/lap-doan/"))
        early = client.post("/kiem-tra/lap-doan/", plan_form(**{"ngay-rut": "30/11/2024"}))
        assert early.status_code == 422 and "Giờ rút thăm" in text_of(early)
        few = client.post("/kiem-tra/lap-doan/", plan_form(**{"so-don-vi": "2", "it-hon": ""}))
        assert few.status_code == 422 and "từ 20 đơn vị; đợt này chỉ rút 2" in text_of(few)
        assert "Tên đợt kiểm tra</label>" in text_of(few) and 'name="it-hon"' in text_of(few)
        assert "Name of the round</label>" in text_of(client.get("/en/kiem-tra/lap-doan/"))
        made = client.post("/kiem-tra/lap-doan/", plan_form())
        assert made.status_code == 302
        page = text_of(client.get(made["Location"]))
        assert "danh sách đã chốt" in page.lower() and "Rút thăm</button>" not in page
        refused = client.post(f"{made['Location']}rut-tham/", HTTP_ACCEPT="application/json")
        assert refused.status_code == 409
    with at(DRAW_AT + timedelta(minutes=5)):
        client = client_of(field.world, "standing")
        assert client.post(f"{made['Location']}rut-tham/").status_code == 302
        proof = text_of(client.get(f"{made['Location']}bang-chung/"))
        assert "mọi bước đều khớp" in proof
        found = InspectionRound.objects.get()
        assert found.seed in proof and found.frame_digest in proof
        frame = client.get(f"{made['Location']}bang-chung/?tep=khung")
        assert frame.content.decode() == found.frame
        again = client.post(f"{made['Location']}rut-tham/", HTTP_ACCEPT="application/json")
        assert again.json()["code"] == "inspection.drawn"


def test_replace_and_add(field):
    round_ = drawn_round(field)
    client = client_of(field.world, "standing")
    row = round_.selected.first()
    client.post(
        f"/kiem-tra/{round_.code}/thay/", {"don-vi": str(row.unit_id), "ly-do": "unreachable"}
    )
    row.refresh_from_db()
    assert row.set_aside == "unreachable"
    steered = client.post(
        f"/kiem-tra/{round_.code}/them/", {"ma": "CC-00"}, HTTP_ACCEPT="application/json"
    )
    assert steered.json()["code"] == "inspection.steered"
    client.post(f"/kiem-tra/{round_.code}/them/", {"ma": "25363, 25366"})
    assert round_.selected.filter(origin="listed").count() == 2


def slug_in(page: str, code: str) -> str:
    found = re.search(rf'href="(/kiem-tra/{code}/[^"]+/)"', page[page.index("<table") :])
    assert found
    return found[1]


def visit_form(page: str, **changes) -> dict[str, str]:
    values = {
        "client_key": hidden(page, "client_key"),
        "base": hidden(page, "base"),
        "ngay": "05/12/2024",
        "v.staff_signed": "differs",
        "f.staff_signed": "1.031",
        "s.staff_signed": "Sổ ký chỉ có 1.031 chữ ký.",
        "v.safe": "confirmed",
        "ket-luan": "Đối chiếu tại chỗ.",
    }
    return {**values, **changes}


def test_a_visit_without_javascript(field, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    round_ = drawn_round(field)
    row = round_.selected.filter(group="agency").first()
    field_of.report(field, row.unit_id, staff=2000, staff_signed=2000)
    with at(VISITED):
        client = client_of(field.world, "auditor")
        page = text_of(client.get(f"/kiem-tra/{round_.code}/{row.code}-x/"))
        assert "2.000 người" in page and 'name="v.staff_signed"' in page
        assert "criterion_3" not in page
        wrong = client.post(
            f"/kiem-tra/{round_.code}/{row.code}-x/", visit_form(page, **{"f.staff_signed": "ít"})
        )
        assert wrong.status_code == 422 and 'value="ít"' in text_of(wrong)
        address = f"/kiem-tra/{round_.code}/{row.code}-x/"
        nothing = {"client_key": KEY, "base": "0", "ngay": "05/12/2024", "ket-luan": "Đã đến."}
        empty = client.post(address, nothing)
        assert empty.status_code == 422 and "chưa có mục nào được kiểm tra" in text_of(empty)
        english = text_of(client.post(f"/en{address}", nothing))
        assert "No item of the form is answered." in english and not VisitVersion.objects.exists()
        photo = field_of.picture(10)
        sent = visit_form(page, anh=_upload("a.png", photo))
        done = client.post(f"/kiem-tra/{round_.code}/{row.code}-x/", sent)
        assert done.status_code == 302
        client.post(f"/kiem-tra/{round_.code}/{row.code}-x/", visit_form(page))
        version = VisitVersion.objects.get()
        file = queries.files_of(version.visit)[0]
        answer = client.get(f"/kiem-tra/{round_.code}/{row.code}-x/tep/{file.pk}/")
        shown = text_of(client_of(field.world, "leader").get(done["Location"]))
    assert "Sổ ký chỉ có 1.031 chữ ký." in shown and 'name="v.safe"' not in shown
    line = queries.checked(round_, row.unit_id).differing[0]
    assert (line.found, version.number) == (1031, 1)
    assert answer["Content-Type"] == "image/jpeg"


def _upload(name, content):
    return SimpleUploadedFile(name, content, "image/png")


def test_round_page_says_what_the_sample_does_to_the_figure(field):
    round_ = drawn_round(field)
    for place, row in enumerate(round_.selected.all()):
        field_of.report(field, row.unit_id, safe="recognised")
        found = "differs" if place == 0 else "confirmed"
        item = actions.Found(found, "not_recognised" if place == 0 else None, "")
        actions.record_visit(
            round_=round_,
            unit_id=row.unit_id,
            report=actions.Report(day=date(2024, 12, 4), items={"safe": item}),
            client_key=f"{KEY[:-2]}{place:02d}",
            by=field.auditor,
            now=VISITED,
        )
    client = client_of(field.world, "standing")
    page = text_of(client.get(f"/kiem-tra/{round_.code}/"))
    assert "1 trên 6 trường hợp khai không đúng: 16,7" in page
    assert "cần từ 10" in page
    csv = client.get(f"/kiem-tra/{round_.code}/?bang=ty-le&xuat=csv").content.decode("utf-8-sig")
    assert "16,67%" in csv
    whole = client.get(f"/kiem-tra/{round_.code}/?xuat=csv").content.decode("utf-8-sig")
    assert all(row.code in whole for row in round_.selected.all())
    overview = text_of(client.get("/kiem-tra/?nam=2024"))
    assert "6</span> <span>đơn vị được kiểm tra" in overview


def commune_of(field, unit_id):
    near = unit_id in set(orgs.units_below(field.world.units["commune"]))
    return ("officer", "far_officer") if near else ("far_officer", "officer")


def one_follow_up(field):
    round_ = drawn_round(field)
    row = round_.selected.filter(group="agency").first()
    field_of.report(field, row.unit_id)
    item = actions.Found("differs", "not_recognised", "Chưa có quyết định.")
    actions.record_visit(
        round_=round_,
        unit_id=row.unit_id,
        report=actions.Report(day=date(2024, 12, 4), items={"safe": item}),
        client_key=KEY,
        by=field.auditor,
        now=VISITED,
    )
    return round_, row, FollowUp.objects.get()


def test_follow_up_from_the_commune_to_the_inspectors(field):
    round_, row, task = one_follow_up(field)
    near, far = commune_of(field, row.unit_id)
    own = client_of(field.world, near)
    address = f"/kiem-tra/khac-phuc/{task.pk}/"
    assert "Chưa có quyết định." in text_of(own.get("/kiem-tra/khac-phuc/"))
    empty = own.post(address, {"do": "report", "cau": ""})
    assert empty.status_code == 422
    assert own.post(address, {"do": "report", "cau": "Đã có 12/QĐ-UBND."}).status_code == 302
    assert own.post(address, {"do": "close"}).status_code == 403
    other = client_of(field.world, far)
    assert other.get(address).status_code == 403
    assert "Chưa có quyết định." not in text_of(other.get("/kiem-tra/khac-phuc/?tt=all"))
    assert other.get(f"/kiem-tra/{round_.code}/{row.code}-x/").status_code == 403
    inspector = client_of(field.world, "auditor")
    assert inspector.post(address, {"do": "close"}).status_code == 302
    task.refresh_from_db()
    assert task.state == "closed"
    csv = inspector.get("/kiem-tra/khac-phuc/?tt=closed&xuat=csv").content.decode("utf-8-sig")
    assert "Chưa có quyết định." in csv


def two_alike(field):
    """Two communes hand in the same text; the neighbour's comes later."""
    for place, name in enumerate(("commune", "neighbour")):
        unit = field.world.units[name]
        field_of.report(
            field, unit, at=PLANNED + timedelta(hours=place), narrative_results=LONG
        )  # fmt: skip
    return field.world.units["neighbour"]


def test_signals_are_listed_explained_and_answered(field):
    unit = two_alike(field)
    client = client_of(field.world, "standing")
    page = text_of(client.get("/kiem-tra/dau-hieu/?ky=2024-nam"))
    assert "giống 100 % bài của đơn vị khác" in page and "xã Tân Hòa" in page
    key = hidden(page, "khoa")
    sent = {"don-vi": str(unit), "ky": "2024", "khoa": key, "cau": "Hai xã cùng tổ chức một đợt."}
    answered = client.post("/kiem-tra/dau-hieu/giai-thich/", {**sent, "ve": "//evil.example/"})
    assert answered["Location"] == "/kiem-tra/dau-hieu/"
    assert SignalAnswer.objects.get().sentence == sent["cau"]
    assert sent["cau"] in text_of(client.get("/kiem-tra/dau-hieu/?ky=2024-nam&giai-thich=roi"))
    none = text_of(client.get("/kiem-tra/dau-hieu/?ky=2024-nam&giai-thich=chua"))
    assert "0 dấu hiệu" in none
    csv = client.get("/kiem-tra/dau-hieu/?ky=2024-nam&xuat=csv").content.decode("utf-8-sig")
    assert "xã Tân Hòa" in csv and sent["cau"] in csv
    short = client.post(
        "/kiem-tra/dau-hieu/giai-thich/", {**sent, "cau": "vâng"}, HTTP_ACCEPT="application/json"
    )
    assert short.status_code == 422


def test_a_commune_sees_its_own_signals_and_not_whose_text_it_was(field):
    two_alike(field)
    own = text_of(client_of(field.world, "far_officer").get("/kiem-tra/dau-hieu/?ky=2024-nam"))
    assert "xã Tân Hòa" in own and "xã Tân Lập" not in own and "1 đơn vị ở địa bàn khác" in own
    other = text_of(client_of(field.world, "officer").get("/kiem-tra/dau-hieu/?ky=2024-nam"))
    assert "0 dấu hiệu" in other


def test_signals_stand_on_the_unit_page_and_beside_the_report(field):
    two_alike(field)
    client = client_of(field.world, "standing")
    unit = text_of(client.get("/don-vi/25366-tan-hoa/"))
    assert "Dấu hiệu hình thức (1)" in unit
    queue = text_of(client.get("/duyet/?ky=2024-nam"))
    cases = re.findall(r'href="(/duyet/\d+/[^"]*)"', queue)
    assert any("giống 100 %" in text_of(client.get(case)) for case in cases)


def test_a_plan_without_inspections_says_so(field, monkeypatch):
    package = programmes.package().model_copy(update={"inspections": None})
    monkeypatch.setattr(programmes, "package", lambda: package)
    client: Client = client_of(field.world, "standing")
    assert client.get("/kiem-tra/", HTTP_ACCEPT="application/json").status_code == 404
    assert client.get("/don-vi/25366-tan-hoa/").status_code == 200


def test_homes_say_what_inspections_left_to_do(field):
    _round, row, task = one_follow_up(field)
    near, far = commune_of(field, row.unit_id)
    home = text_of(client_of(field.world, near).get("/"))
    assert "1 việc phải khắc phục sau kiểm tra" in home
    assert "khắc phục sau kiểm tra" not in text_of(client_of(field.world, far).get("/"))
    actions.report_done(follow_up_id=task.pk, proof="Đã xong.", by=field.world.posts[near])
    office = text_of(client_of(field.world, "standing").get("/"))
    assert "1 việc đã báo khắc phục chờ đoàn kiểm tra xem" in office


def test_reports_are_drawn_by_lot_and_drawn_again_from_the_log(field):
    """The home leads to the draw; the same entry gives the same reports after more came in."""
    units = sorted(set(field.world.units.values()))
    holders = [pk for pk in units if orgs.state_of(pk).group in ("agency", "enterprise", "school")]
    with at(DRAWN):
        for unit_id in holders[:-1]:
            field_of.report(field, unit_id)
        client = client_of(field.world, "auditor")
        home = text_of(client.get("/"))
        assert "Lấy 20 báo cáo" in home and "/nhat-ky/?viec=deadline.extend" in home
        round_ = programmes.rounds("annual").get()
        first = client.post("/kiem-tra/mau-bao-cao/", {"dot": round_.pk})
        drawn = queries.drawn_again(int(first.url.partition("=")[2]))
        field_of.report(field, holders[-1])
    assert len(drawn.chosen) == 20 and drawn.reports == len(holders) - 1
    assert queries.drawn_again(drawn.index) == drawn
    event = events(verb="inspection.spot_check").get()
    assert event.data["seed"] == drawn.seed and event.data["frame"] == drawn.digest
    client.force_login(User.objects.get(username="auditor"))
    page = text_of(client.get(first.url))
    assert "Vừa lấy lại từ nhật ký" in page and drawn.seed in page
    assert all(reverse("figures:source", args=[pk]) in page for pk in drawn.chosen)
    listed = text_of(client.get(f"{first.url}&tep=danh-sach"))
    again = sampling.draw(sampling.read_frame(listed), 20, drawn.seed)
    assert again.digest == drawn.sample
    assert client.get(f"{first.url}&xuat=csv").status_code == 200
    assert "Các lần lấy trước" in text_of(client.get("/kiem-tra/mau-bao-cao/"))
    assert client.get("/kiem-tra/mau-bao-cao/?muc=0").status_code == 404
    assert "Draw 20 reports" in text_of(client.get("/en/kiem-tra/mau-bao-cao/"))
