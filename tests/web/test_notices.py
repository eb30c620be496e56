"""Pages of messages, calendar, reminders, jobs, outreach and the sending record."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from phongtrao.accounts import actions as accounts
from phongtrao.audit.models import LogEntry
from phongtrao.core.dates import TZ
from phongtrao.documents import edxml
from phongtrao.jobs.models import Extension, Run
from phongtrao.notices import actions, queries
from phongtrao.notices.models import Campaign, Delivery, Dispatch, Message, Subscription
from phongtrao.plan.standard import standard_notices
from phongtrao.reports import actions as reports
from phongtrao.submissions.actions import return_cells
from phongtrao.submissions.models import Submission
from tests.web.desks import client_of, send, text_of
from tests.web.scene import MORE_POSTS

DAY = timedelta(days=1)
NOW = datetime(2024, 11, 20, 9, 0, tzinfo=TZ)


@pytest.fixture
def world(world):
    """The small world with the roles it has no post for."""
    for code, role, unit in MORE_POSTS:
        unit_id = world.units[unit] if unit else None
        world.posts[code] = accounts.create_post(
            code=code, title=f"Đầu mối {code}", role=role, unit_id=unit_id
        )
    return world


@pytest.fixture
def late(world):
    """The same world on 20/11/2024, after the deadlines of hamlets."""
    with time_machine.travel(NOW, tick=False):
        yield world


def first_integer(world):
    return next(f for f in world.form.fields_for("hamlet", "") if f.type == "integer")


def test_a_return_rings_the_bell_of_the_sender(world):
    unit = client_of(world, "hamlet_post")
    send(unit, world)
    found = Submission.objects.get(unit_id=world.units["hamlet"])
    cells = {first_integer(world).id: "Đề nghị xem lại số này."}
    return_cells(submission_id=found.pk, cells=cells, by=world.posts["officer"])
    page = text_of(unit.get("/thong-bao/"))
    assert "Bị trả lại" in page and "Đề nghị xem lại số này." in page
    assert 'class="bell-count" aria-hidden="true">1<' in page
    notice = Message.objects.get(reason="returned", post_id=world.posts["hamlet_post"].pk)
    answer = unit.post(f"/thong-bao/{notice.pk}/")
    assert answer["Location"].endswith("/bao-cao/2024-nam/")
    assert "bell-count" not in text_of(unit.get("/thong-bao/"))
    assert "Đề nghị xem lại số này." in text_of(unit.get("/thong-bao/?xem=tat-ca"))


def test_nobody_opens_the_message_of_another_post(world):
    template = standard_notices().template("answered")
    values = {"unit": "Ấp 3", "report": "Báo cáo", "time": "08:30"}
    post = world.posts["hamlet_post"].pk
    made = actions.tell(actions.Telling("k", template, values, post), at=NOW)
    assert client_of(world, "officer").post(f"/thong-bao/{made.pk}/").status_code == 404
    made.refresh_from_db()
    assert made.read_at is None


def test_the_inbox_exports_what_it_shows(world):
    template = standard_notices().template("answered")
    values = {"unit": "Ấp 3", "report": "Báo cáo", "time": "08:30"}
    post = world.posts["hamlet_post"]
    actions.tell(actions.Telling("k", template, values, post.pk), at=NOW)
    client = client_of(world, "hamlet_post")
    table = client.get("/thong-bao/?xuat=csv").content.decode("utf-8-sig")
    assert "Đã gửi lại: Ấp 3" in table
    assert "Đã gửi lại" not in client.get("/thong-bao/?ly-do=due&xuat=csv").content.decode()
    assert "1" in text_of(client.post("/thong-bao/da-xem/", follow=True))


def test_preferences_are_kept_and_checked(world, settings):
    settings.NOTICES_WAYS = {"email": "file", "sms": "file"}
    client = client_of(world, "hamlet_post")
    bad = client.post("/thong-bao/cach-nhan/", {"email": "1", "sms": "12", "digest": "1"})
    assert bad.status_code == 422 and "Số nhận tin chưa đúng" in text_of(bad)
    client.post("/thong-bao/cach-nhan/", {"sms": "0912 345 678", "digest": "0"})
    kept = queries.preference_of(world.posts["hamlet_post"].pk)
    assert (kept.email, kept.sms, kept.digest) == (False, "0912345678", False)


def test_the_calendar_and_its_feed(late):
    client = client_of(late, "hamlet_post")
    page = text_of(client.get("/lich/?thang=10/2024"))
    assert "Báo cáo năm 2024" in page and "trước ngày" in page
    assert "Chậm" in page or "Quá hạn" in page or "muộn" in page.lower()
    empty = text_of(client.get("/lich/?thang=2/2024&loai=report"))
    assert "Tháng này không có việc đến hạn." in empty and "Báo cáo năm 2024" in empty
    made = text_of(client.post("/lich/duong-dan/"))
    address = re.search(r'value="http://testserver(/lich/[^"]+\.ics)"', made)[1]
    assert made.index(address) < made.index("Tháng trước") and "readonly autofocus" in made
    assert address not in text_of(client.get("/lich/"))  # shown once
    feed = Client().get(address)
    assert feed["Content-Type"].startswith("text/calendar")
    titles = [str(e["summary"]) for e in Calendar.from_ical(feed.content).walk("VEVENT")]
    assert "Báo cáo năm 2024" in titles
    again = text_of(client.post("/lich/duong-dan/"))
    newer = re.search(r'value="http://testserver(/lich/[^"]+\.ics)"', again)[1]
    assert Client().get(address).status_code == 404
    assert Client().get(newer).status_code == 200
    client.post("/lich/thu-hoi/")
    assert Client().get(newer).status_code == 404


def test_an_officer_previews_reminds_and_sees_the_last_contact(late):
    client = client_of(late, "officer")
    unit = late.units["hamlet"]
    listed = text_of(client.get("/don-doc/"))
    assert "Nhắc đơn vị đã chọn" in listed and "chưa lần nào" in listed
    preview = text_of(client.get(f"/don-doc/nhac/?ky=2024-nam&u={unit}"))
    assert "Kính gửi Ấp 3." in preview and "Nhắc 1 đơn vị" in preview
    for act in ("nhac", "gia-han"):
        nobody = client.get(f"/don-doc/{act}/?ky=2024-nam&loai=hamlet", follow=True)
        kept = text_of(nobody)
        assert nobody.status_code == 422 and 'value="hamlet" selected' in kept, act
        assert "Chưa chọn đơn vị nào" in kept and "Nhắc đơn vị đã chọn" in kept, act
    assert Message.objects.count() == 0
    foreign = late.units["far_hamlet"]
    client.post("/don-doc/nhac/", {"ky": "2024-nam", "u": [unit, foreign]})
    assert {m.unit_id for m in Message.objects.all()} == {unit}
    again = text_of(client.get(f"/don-doc/nhac/?ky=2024-nam&u={unit}"))
    assert "Nhắc 1 đơn vị" not in again
    assert "Đầu mối officer" in text_of(client.get("/don-doc/"))


def test_an_officer_extends_with_a_reason(late):
    client = client_of(late, "officer")
    unit = late.units["hamlet"]
    ask = {"ky": "2024-nam", "u": unit, "den": "30/11/2024", "ly-do": ""}
    bad = client.post("/don-doc/gia-han/", ask)
    assert bad.status_code == 422 and "Ghi lý do gia hạn" in text_of(bad)
    wrong = client.post("/don-doc/gia-han/", {**ask, "den": "31/2/2024", "ly-do": "x"})
    assert wrong.status_code == 422 and "không hợp lệ" in text_of(wrong)
    client.post("/don-doc/gia-han/", {**ask, "ly-do": "Ngập lụt."})
    assert Extension.objects.get().until == date(2024, 12, 1)
    assert "gia hạn đến hết ngày 30/11" in text_of(client.get("/don-doc/"))
    own = client_of(late, "hamlet_post")
    for address in ("/", "/viec/"):
        page = text_of(own.get(address))
        assert "trước ngày 31/10" in page and "gia hạn đến hết ngày 30/11" in page, address
    assert "Số đơn vị được gia hạn: 1" in text_of(client.get("/ky-bao-cao/annual/2024-nam/"))
    calendar = client_of(late, "hamlet_post").get("/lich/?thang=11/2024")
    assert "hạn của kế hoạch" in text_of(calendar)


def test_punctuality_by_role(late):
    send(client_of(late, "hamlet_post"), late)
    standing = client_of(late, "standing")
    for view in ("xa", "loai", "tre"):
        page = standing.get(f"/dung-han/?xem={view}")
        assert page.status_code == 200
        assert standing.get(f"/dung-han/?xem={view}&xuat=csv").status_code == 200
    late_list = text_of(standing.get("/dung-han/?xem=tre"))
    assert "Ấp 3" in late_list and re.search(r"\d+ ngày \d\d:\d\d:\d\d", late_list)
    assert "Tân Hòa" in text_of(standing.get("/dung-han/"))
    assert "Tân Hòa" not in text_of(client_of(late, "officer").get("/dung-han/"))


def test_the_administrator_runs_jobs_and_sends_again(world, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = client_of(world, "administrator")
    page = text_of(client.get("/cong-viec/"))
    assert "không chạy đúng giờ: Xóa địa chỉ chưa xác nhận; " in page and "escalate<" not in page
    client.post("/cong-viec/forget/chay/")
    assert Run.objects.get().state == "done"
    page = text_of(client.get("/cong-viec/?viec=forget"))
    assert "1 lần chạy · Xóa địa chỉ chưa xác nhận" in page
    assert "không chạy đúng giờ: Xóa" not in page and not re.search(r">\d{4}-\d\d-\d\d", page)
    assert client.post("/cong-viec/nothing/chay/").status_code == 404
    person = accounts.create_person(username="a", password=None, email="a@vi-du.example")
    accounts.hold(post=world.posts["hamlet_post"], person=person, from_date=date(2024, 1, 1))
    template = standard_notices().template("answered")
    values = {"unit": "Ấp 3", "report": "Báo cáo", "time": "08:30"}
    post = world.posts["hamlet_post"].pk
    actions.tell(actions.Telling("k", template, values, post, urgent=True), at=NOW)
    dead = Delivery.objects.get()
    Delivery.objects.update(state="dead", problem="HTTP 500")
    page = text_of(client.get("/so-gui/?tt=dead"))
    assert "HTTP 500" in page and "a@vi-du" not in page
    client.post(f"/so-gui/{dead.pk}/gui-lai/")
    assert Delivery.objects.get().state == "waiting"


def compose(client, **more):
    text = {
        "purpose": "crime_prevention",
        "subject": "Phòng trộm cắp",
        "body": "Kính gửi {unit}. Đề nghị kiểm tra khóa cửa.",
        "groups": ["hamlet"],
    }
    return client.post("/tin-nhan/soan/", {**text, **more})


def test_an_outreach_message_from_draft_to_record(world):
    client = client_of(world, "standing")
    bad = compose(client, body="Gọi 0912 345 678 để được hướng dẫn", sms="Mở https://vi-du.vn ngay")
    assert bad.status_code == 422
    page = text_of(bad)
    assert "số điện thoại" in page and "đường dẫn" in page and Campaign.objects.count() == 0
    assert "Chọn ít nhất một nhóm" in text_of(compose(client, groups=[]))
    compose(client)
    made = Campaign.objects.get()
    preview = text_of(client.get(f"/tin-nhan/{made.pk}/"))
    assert "Gửi tin" in preview and Message.objects.count() == 0
    client.post(f"/tin-nhan/{made.pk}/gui/")
    assert client.post(f"/tin-nhan/{made.pk}/gui/").status_code == 409
    told = Message.objects.get(campaign=made)
    assert told.body == "Kính gửi Ấp 3. Đề nghị kiểm tra khóa cửa."
    made.refresh_from_db()
    assert (made.state, made.units) == ("sent", 1)
    record = text_of(client.get(f"/tin-nhan/{made.pk}/"))
    assert "Đầu mối hamlet_post" in record
    assert client.get(f"/tin-nhan/{made.pk}/?xuat=xlsx").status_code == 200
    assert "Phòng trộm cắp" in text_of(client.get("/tin-nhan/"))


def test_a_commune_tells_only_its_own(world):
    officer = client_of(world, "far_officer")
    compose(officer, area=str(world.units["commune"]))
    assert Campaign.objects.count() == 0  # refused: the area is foreign
    compose(officer)
    made = Campaign.objects.get()
    assert made.area_id == world.units["neighbour"]
    officer.post(f"/tin-nhan/{made.pk}/gui/")
    assert not Message.objects.filter(unit_id=world.units["hamlet"]).exists()
    assert client_of(world, "officer").get(f"/tin-nhan/{made.pk}/").status_code == 403
    assert client_of(world, "standing").post(f"/tin-nhan/{made.pk}/gui/").status_code == 403
    assert "Phòng trộm cắp" not in text_of(client_of(world, "officer").get("/tin-nhan/"))


def test_templates_show_what_the_rules_say(world):
    page = text_of(client_of(world, "standing").get("/tin-nhan/mau/"))
    assert "fraud_calls" in page and "chưa có số phê duyệt" in page
    assert "không có lỗi" in page
    begun = text_of(client_of(world, "standing").get("/tin-nhan/soan/?mau=theft_season"))
    assert "Phòng trộm cắp tài sản dịp lễ, Tết" in begun


def test_an_owner_subscribes_confirms_and_stops(world, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    anyone = Client()
    bad = anyone.post("/nhan-tin/", {"address": "khong-phai", "agreed": "1"})
    assert bad.status_code == 422 and "Địa chỉ chưa đúng" in text_of(bad)
    anyone.post("/nhan-tin/", {"address": "an@vi-du.example", "agreed": "1"})
    made = Subscription.objects.get()
    actions.deliver(clock=lambda: datetime.now(tz=TZ))
    letter = next(tmp_path.rglob("*.eml")).read_text()
    link = re.search(r"http://testserver(/nhan-tin/\S+/)", letter)[1]
    assert "chưa xác nhận" in text_of(anyone.get(link))
    anyone.post(link, {"do": "confirm"})
    standing = client_of(world, "standing")
    compose(standing, groups=[], channels=["email"])
    standing.post(f"/tin-nhan/{Campaign.objects.get().pk}/gui/")
    told = Message.objects.get(subscription=made, campaign__isnull=False)
    assert f"Dừng nhận tin: http://testserver{link}" in told.body
    assert "an@vi-du" not in text_of(standing.get(f"/tin-nhan/{Campaign.objects.get().pk}/"))
    assert "đã được xóa" in text_of(anyone.post(link, {"do": "stop"}))
    assert anyone.get(link).status_code == 404
    assert not Subscription.objects.filter(address__contains="@").exists()


def _taken_back(client, address):
    """A sending recorded by mistake leaves the record and stays in the log."""
    client.post(address, {"to": ["front"], "way": "paper"})
    wrong = Dispatch.objects.get()
    taken = client.post(f"{address}{wrong.pk}/", {"act": "take_back"}, follow=True)
    assert "Đã rút: Ủy ban Mặt trận" in text_of(taken) and not Dispatch.objects.exists()
    kept = LogEntry.objects.order_by("-index").values_list("payload", flat=True)
    assert any("report.unsend" in str(body) for body in kept[:3])


def _gone_are_not_offered(client, address, page):
    assert 'value="districts"' not in page and 'value="communes"' in page
    assert "đến 01/07/2025 đã thôi hoạt động nên không có trong danh sách." in page
    assert "Nơi nhận thay: Ủy ban nhân dân các xã, phường" in page
    assert "gone by 01/07/2025" in text_of(client.get(f"/en{address}"))
    assert client.post(address, {"to": ["districts"], "way": "paper"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_frozen_report_is_sent_and_received(world):
    frozen = reports.freeze(year=2024, by=world.posts["standing"])
    address = f"/bao-cao/{frozen.code}/gui/"
    client = client_of(world, "standing")
    assert address in text_of(client.get(f"/bao-cao/{frozen.code}/"))
    page = text_of(client.get(address))
    assert "thiếu mã định danh 13/13 nơi nhận" in page and " checked" not in page
    every = text_of(client.post(address, {"all": "1"}))
    assert every.count(" checked") == 13 and not Dispatch.objects.exists()
    assert "Cục V05 - Bộ Công an" in page and "Lưu: VT" not in page
    _gone_are_not_offered(client, address, page)
    bad = client.post(address, {"to": ["v05"], "way": "paper", "number": "mười hai"})
    assert bad.status_code == 422 and "Viết dạng 12/BC-UBND" in text_of(bad)
    unnumbered = client.post(address, {"to": ["v05"], "way": "axis", "number": ""})
    assert unnumbered.status_code == 422 and "phải có số, ký hiệu" in text_of(unnumbered)
    assert "document axis takes" not in text_of(unnumbered)
    late = client.post(address, {"to": ["v05"], "way": "paper", "day": "01/01/2020"})
    assert late.status_code == 422 and "Ngày gửi từ ngày chốt" in text_of(late)
    _taken_back(client, address)
    refused = client.get(f"{address}goi.xml")
    assert refused.status_code == 422 and "trục liên thông không nhận" in text_of(refused)
    client.post(address, {"to": ["v05", "police"], "way": "axis", "number": "12/BC-UBND"})
    assert Dispatch.objects.count() == 2
    assert "đã gửi 2/13 nơi nhận" in text_of(client.get(address))
    one = Dispatch.objects.get(recipient="v05")
    assert one.digest == frozen.pdf_id
    client.post(f"{address}{one.pk}/", {"state": "received"})
    one.refresh_from_db()
    assert one.state == "received" and one.state_at
    package = client.get(f"{address}goi.xml?so=12/BC-UBND").content
    assert edxml.check(package) == []
    assert b"<edXML:OrganName>Ban Ch\xe1\xbb\x89 \xc4\x91\xe1\xba\xa1o" in package
    assert [len(a.content) > 1000 for a in edxml.read_attachments(package)] == [True, True]
    assert client.get(f"{address}goi.xml?so=sai").status_code == 422
    leader = client_of(world, "leader")
    assert "Ghi lần gửi" not in text_of(leader.get(address))
    assert leader.post(address, {"to": ["v05"], "way": "paper"}).status_code == 403
    assert "12/BC-UBND" in client.get(f"{address}?xuat=csv").content.decode("utf-8-sig")
