"""The pages of duties as each role sees and uses them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from phongtrao.accounts import actions as accounts
from phongtrao.accounts.models import User
from phongtrao.core.dates import TZ
from phongtrao.duties import actions, queries
from phongtrao.duties.models import Desk, PaperVersion, Update, UpdateFile
from tests.duty_bodies import found_bodies
from tests.web.desks import hidden, text_of
from tests.world import World

NOW = dt.datetime(2024, 10, 25, 8, tzinfo=TZ)
LATE = dt.datetime(2024, 11, 20, 8, tzinfo=TZ)
DUTY = "/nhiem-vu/IV.7.b-1_2024_education/"
REPORT = "/co-quan/education-so-giao-duc-va-dao-tao/bao-cao/2024/"
BODY = "/co-quan/education-so-giao-duc-va-dao-tao/"
TEXT = "Đã mở 3 lớp bồi dưỡng cho giáo viên."


@pytest.fixture
def house(world: World, settings: Any, tmp_path: Any):
    settings.EVIDENCE_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        world.posts.update(found_bodies(world))
        actions.open_year(year=2024, by=None)
        yield world


def client_of(world: World, post: str) -> Client:
    person = User.objects.filter(username=post).first()
    if person is None:
        person = accounts.create_person(username=post, password=None, full_name="Người thử")
        accounts.hold(post=world.posts[post], person=person, from_date=dt.date(2022, 1, 1))
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def update(client: Client, **more: Any) -> Any:
    page = text_of(client.get(DUTY))
    data = {"client_key": hidden(page, "client_key"), "step": "doing", "text": TEXT, **more}
    return client.post(f"{DUTY}cap-nhat/", data)


def boxes(**changed: str) -> dict[str, str]:
    desk = Desk.objects.get(code="education")
    asked = {f"box.{b.duty}": f"Kết quả: {b.title}." for b in queries.boxes_of(desk, 2024)}
    return asked | changed


def send(client: Client, **more: Any) -> Any:
    page = text_of(client.get(REPORT))
    data = {"client_key": hidden(page, "client_key"), "do": "send", **boxes(), **more}
    return client.post(REPORT, data)


def test_department_sees_its_duties_and_those_it_supports_only(house):
    page = text_of(client_of(house, "education").get("/nhiem-vu/?nam=2024"))
    assert "Bồi dưỡng kiến thức cho cán bộ trường học" in page
    assert "Rà soát, thẩm định văn bản của tỉnh" not in page
    assert "Giáo dục quốc phòng và an ninh" in page, "it supports the military command there"
    led = text_of(client_of(house, "education").get("/nhiem-vu/?nam=2024&vai=chu-tri"))
    assert "Giáo dục quốc phòng và an ninh" not in led


def test_update_is_kept_shown_and_moves_the_state(house):
    client = client_of(house, "education")
    answer = update(client, label0="Lớp", count0="3", files=[])
    assert answer.status_code == 302
    page = text_of(client.get(DUTY))
    assert TEXT in page and "Đang thực hiện" in page and "tự khai" in page
    assert Update.objects.get().figures == [["Lớp", 3]]
    assert "Biên nhận PT-" in page


def test_the_file_of_an_update_opens_for_readers_only(house):
    upload = SimpleUploadedFile("ket-qua.pdf", b"%PDF-1.7 ket qua", "application/pdf")
    update(client_of(house, "education"), files=[upload])
    stored = UpdateFile.objects.get()
    url = f"{DUTY}tep/{stored.pk}/"
    answer = client_of(house, "standing").get(url)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 ket qua"
    assert client_of(house, "labour").get(url).status_code == 403


def test_what_is_wrong_is_said_beside_what_was_typed(house):
    answer = update(client_of(house, "education"), text="Gọi số 0912 345 678 để biết kết quả.")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Xóa dãy số này" in page and "0912 345 678" in page and not Update.objects.exists()


def test_a_count_that_is_no_number_is_pointed_out(house):
    answer = update(client_of(house, "education"), label0="Lớp", count0="ba")
    assert answer.status_code == 422 and "một số từ 0 trở lên" in text_of(answer)


def test_after_the_day_a_reason_is_asked_once(house):
    with time_machine.travel(LATE, tick=True):
        client = client_of(house, "education")
        assert "Lý do chậm" in text_of(client.get(DUTY))
        answer = update(client)
        assert answer.status_code == 422 and "Chọn lý do chậm" in text_of(answer)
        assert update(client, reason="money").status_code == 302
        page = text_of(client.get(DUTY))
        assert 'value="money" selected' in page and update(client).status_code == 302
        assert update(client, reason="staff").status_code == 302
        assert "<dd>Thiếu cán bộ" in text_of(client.get(DUTY))
        assert "Gửi báo cáo không làm nhiệm vụ thành đã xong" in text_of(client.get(REPORT))
        assert send(client).status_code == 302
        assert "Đã báo cáo, chưa xong" in text_of(client.get("/nhiem-vu/?nam=2024"))


def test_others_may_not_write(house):
    home = client_of(house, "home_affairs")
    assert home.get(DUTY).status_code == 403
    assert home.post(f"{DUTY}cap-nhat/", {"text": TEXT}).status_code == 403
    leader = client_of(house, "leader")
    assert 'name="text"' not in text_of(leader.get(DUTY))
    assert leader.post(f"{DUTY}cap-nhat/", {"text": TEXT}).status_code == 403
    assert client_of(house, "officer").get("/nhiem-vu/").status_code == 403


def test_report_boxes_are_filled_from_updates_kept_sent_and_received(house):
    client = client_of(house, "education")
    update(client)
    page = text_of(client.get(REPORT))
    assert f"25/10/2024: {TEXT[:-1]}." in page and "Đã ghi 1/5 ô nhiệm vụ chủ trì" in page
    kept = client.post(REPORT, {"do": "save", **boxes(**{"box.IV.7.a-1": "Bản nháp của mục này."})})
    assert kept.status_code == 302 and not PaperVersion.objects.exists()
    assert "Bản nháp của mục này." in text_of(client.get(REPORT))
    upload = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.7 ban ky", "application/pdf")
    answer = send(client, file=upload, document="45/BC-SGDĐT", signed_on="20/10/2024")
    assert answer.status_code == 302
    version = PaperVersion.objects.get()
    page = text_of(client.get(REPORT))
    assert "<summary>Sửa và gửi bản mới" in page and 'value="45/BC-SGDĐT"' in page
    assert page.index("Biên nhận <strong") < page.index("<summary>Sửa")
    assert version.document == "45/BC-SGDĐT" and version.signed_on == dt.date(2024, 10, 20)
    standing = client_of(house, "standing")
    assert standing.post(f"{REPORT}quyet-dinh/", {"do": "receive"}).status_code == 302
    assert "Đã tiếp nhận" in text_of(client.get(BODY))
    assert b"".join(standing.get(f"{REPORT}ban/1/tep/").streaming_content).startswith(b"%PDF")


def test_a_draft_keeps_itself_while_typing_and_the_untouched_boxes_still_fill(house):
    client = client_of(house, "education")
    update(client)
    page = text_of(client.get(REPORT))
    names = ("client_key", "base", "mark")
    opened = {name: hidden(page, name) for name in names}
    desk = Desk.objects.get(code="education")
    shown = {f"box.{b.duty}": b.prefill for b in queries.boxes_of(desk, 2024)}
    typed = {**shown, "box.IV.7.a-1": "Đang gõ dở.", "document": "45/BC"}
    asked = {"headers": {"Accept": "application/json"}}
    for _again in range(2):
        told = client.post(REPORT, {**opened, **typed, "do": "keep"}, **asked)
        assert told.status_code == 200 and told.json()["saved_at"]
    update(client, text="Mở thêm lớp thứ tư cho phụ huynh.")
    page = text_of(client.get(REPORT))
    assert "Đang gõ dở." in page and 'value="45/BC"' in page and "Bản nháp lưu lúc" in page
    assert "lớp thứ tư" in page, "a box nobody typed in still takes the new update"
    stale = {**opened, "client_key": opened["client_key"][::-1], **typed, "do": "keep"}
    other = client.post(REPORT, stale, **asked)
    assert other.status_code == 409 and other.json()["mark"] == hidden(page, "mark")
    again = client.post(REPORT, stale)
    assert again.status_code == 409 and "Đang gõ dở." in text_of(again)
    private = {**opened, "box.IV.7.a-1": "Gọi 0912 345 678", "do": "keep"}
    assert client.post(REPORT, private, **asked).status_code == 422
    assert send(client).status_code == 302
    late = client.post(REPORT, {**opened, **typed, "do": "keep"}, **asked)
    assert late.status_code == 409 and "Đang gõ dở." not in text_of(client.get(REPORT))
    assert "kept by itself" in text_of(client.get(f"/en{REPORT}"))


def test_sending_twice_with_one_key_sends_once(house):
    client = client_of(house, "education")
    key = hidden(text_of(client.get(REPORT)), "client_key")
    data = {"client_key": key, "do": "send", **boxes()}
    assert [client.post(REPORT, data).status_code for _ in range(3)] == [302, 302, 302]
    assert PaperVersion.objects.count() == 1


def test_empty_boxes_keep_what_was_typed_and_are_named(house):
    client = client_of(house, "education")
    answer = send(client, **{"box.IV.7.b-3": "", "box.IV.7.a-1": "Đã làm 12 buổi, giữ nguyên."})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Chưa ghi nội dung" in page and "Đã làm 12 buổi, giữ nguyên." in page
    assert 'href="#b-IV.7.b-3"' in page


def test_a_return_is_told_to_its_sender(house):
    client, standing = client_of(house, "education"), client_of(house, "standing")
    send(client)
    sentence = "Bổ sung số lớp bồi dưỡng ở mục IV.7.b."
    refused = standing.post(f"{REPORT}quyet-dinh/", {"do": "return", "sentence": ""})
    assert refused.status_code == 422
    assert (
        standing.post(f"{REPORT}quyet-dinh/", {"do": "return", "sentence": sentence}).status_code
        == 302
    )
    assert sentence in text_of(client.get("/")) and sentence in text_of(client.get(REPORT))
    assert send(client).status_code == 302
    assert "bản 2" in text_of(client.get(REPORT))
    assert client.post(f"{REPORT}quyet-dinh/", {"do": "receive"}).status_code == 403


def test_home_of_a_department_shows_two_documents_and_states(house):
    page = text_of(client_of(house, "education").get("/"))
    assert "Báo cáo tổng kết 2024" in page and "trước ngày 15/11 (hết ngày 14/11)" in page
    assert "Chưa có kế hoạch" in page and "0/5 nhiệm vụ chủ trì đã cập nhật" in page


def test_home_list_and_body_count_duties_in_the_same_words(house):
    client = client_of(house, "education")
    pages = [text_of(client.get(url)) for url in ("/", "/nhiem-vu/?nam=2024", BODY)]
    [said] = {re.search(r"Chủ trì \d+ nhiệm vụ \([^<]+", page)[0] for page in pages}
    total = re.search(r"trong (\d+) nhiệm vụ", pages[1])[1]
    led, supports = re.search(r"Chủ trì (\d+) .* phối hợp (\d+)", said).groups()
    assert int(led) + int(supports) == int(total) and "văn bản phải gửi" in said
    assert ">Cập nhật<" in pages[0] and "Báo cáo tổng kết” nói việc" in pages[0]
    assert "Leads " in text_of(client.get("/en/nhiem-vu/?nam=2024"))


def test_home_of_the_standing_office_counts_late_bodies(house):
    with time_machine.travel(LATE, tick=True):
        page = text_of(client_of(house, "standing").get("/"))
    assert "17 cơ quan chưa gửi báo cáo năm" in page


def test_bodies_that_have_not_sent_can_be_listed(house):
    send(client_of(house, "education"))
    standing = client_of(house, "standing")
    page = text_of(standing.get("/co-quan/?nam=2024&loc=chua-gui-bao-cao"))
    assert "16 trong 17 cơ quan" in page and "Sở Giáo dục và Đào tạo" not in page
    assert client_of(house, "education").get("/co-quan/").status_code == 403


def test_a_body_may_not_open_the_page_of_another(house):
    client = client_of(house, "labour")
    for url in (BODY, REPORT, f"{REPORT}in/"):
        assert client.get(url).status_code == 403
    assert client.post(REPORT, {"do": "send"}).status_code == 403


def test_old_names_in_addresses_are_led_on(house):
    answer = client_of(house, "standing").get("/co-quan/education-ten-cu/?nam=2024")
    assert answer.status_code == 301 and answer["Location"] == f"{BODY}?nam=2024"


@pytest.mark.parametrize(
    "query", ["", "&tt=none", "&dieu=IV.7", "&co-quan=police", "&q=truong hoc"]
)
def test_exports_hold_exactly_what_is_shown(house, query):
    client = client_of(house, "standing")
    page = client.get(f"/nhiem-vu/?nam=2024{query}")
    drawn = [row[0].text for row in page.context["table"].rows]
    content = client.get(f"/nhiem-vu/?nam=2024{query}&xuat=csv").content.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(content), delimiter=";") if row]
    assert rows[0][0].startswith(page.context["sentence"])
    listed = [row[0] for row in rows[2:]]
    assert drawn and listed[: len(drawn)] == drawn
    assert len(listed) == page.context["slice"].total
    book = load_workbook(
        io.BytesIO(client.get(f"/nhiem-vu/?nam=2024{query}&xuat=xlsx").content)
    ).active
    values = [row[0] for row in book.iter_rows(values_only=True) if row[0]]
    assert values[-len(listed) :] == listed
    assert any(str(value).startswith(page.context["sentence"]) for value in values)


@pytest.mark.parametrize("view", ["danh-sach", "bang", "theo-thang"])
def test_the_three_views_open_in_both_languages(house, view):
    client = client_of(house, "standing")
    for language in ("", "/en"):
        page = client.get(f"{language}/nhiem-vu/?nam=2024&xem={view}")
        assert page.status_code == 200 and "2024" in text_of(page)
        assert "2.024" not in text_of(page) and "2,024" not in text_of(page)


def test_a_year_without_duties_offers_to_give_them(house):
    standing = client_of(house, "standing")
    page = text_of(standing.get("/nhiem-vu/?nam=2025"))
    assert "Giao nhiệm vụ năm 2025" in page and "cùng lúc mở kỳ báo cáo năm" in page
    assert standing.post("/nhiem-vu/giao-nam/", {"nam": "2025"}).status_code == 302
    assert "Giao nhiệm vụ năm 2025" not in text_of(standing.get("/nhiem-vu/?nam=2025"))
    refused = client_of(house, "education").post("/nhiem-vu/giao-nam/", {"nam": "2026"})
    assert refused.status_code == 403


def test_the_wizard_hands_work_over_by_document(house):
    standing = client_of(house, "standing")
    asked = "?tu=labour&den=home_affairs&ngay=1/7/2024"
    page = text_of(standing.get(f"/co-quan/chuyen-nhiem-vu/{asked}"))
    assert "IV.4.a-1" in page and "VI.1.b-1" in page
    data = {"tu": "labour", "den": "home_affairs", "ngay": "1/7/2024", "nhiem-vu": ["IV.4.a-1"]}
    refused = standing.post("/co-quan/chuyen-nhiem-vu/", data)
    assert refused.status_code == 422 and "Chưa ghi văn bản" in text_of(refused)
    done = standing.post("/co-quan/chuyen-nhiem-vu/", {**data, "van-ban": "Quyết định thử"})
    assert done.status_code == 302
    url = "/nhiem-vu/IV.4.a-1_2024_labour/"
    page = text_of(client_of(house, "home_affairs").get(url))
    assert "Quyết định thử" in page and "văn bản cần xác nhận" in page
    assert 'name="text"' in page and 'name="text"' not in text_of(
        client_of(house, "labour").get(url)
    )
    assert "Đã chuyển cơ quan khác" in text_of(
        client_of(house, "labour").get("/co-quan/labour-so-lao-dong-thuong-binh-va-xa-hoi/")
    )


def test_the_figure_of_a_target_is_said_to_change_no_state(house):
    row = next(one for one in queries.rows(None, 2024) if any(p.proof.figure for p in one.proofs))
    page = text_of(client_of(house, "standing").get(f"/nhiem-vu/{row.item.code}/"))
    assert "số liệu của chỉ tiêu không làm thay đổi tình trạng nhiệm vụ" in page


def test_the_clause_page_shows_the_live_state(house):
    update(client_of(house, "education"))
    url = "/ke-hoach/binh-phuoc-2022-2025/iv-7-b/?ky=2024-nam"
    page = text_of(client_of(house, "standing").get(url))
    assert "Đang thực hiện" in page and DUTY in page
    officer = text_of(client_of(house, "officer").get(url))
    assert "Đang thực hiện" in officer and DUTY not in officer


def test_auditor_reads_everything_and_writes_nothing(house):
    house.posts["auditor"] = accounts.create_post(
        code="auditor", title="Đoàn kiểm tra", role="auditor", unit_id=house.units["province"]
    )
    auditor = client_of(house, "auditor")
    for url in ("/nhiem-vu/?nam=2024", DUTY, "/co-quan/?nam=2024", BODY, REPORT, f"{REPORT}in/"):
        assert auditor.get(url).status_code == 200
    assert auditor.post(REPORT, {"do": "send"}).status_code == 403
    assert auditor.get("/co-quan/chuyen-nhiem-vu/").status_code == 403
