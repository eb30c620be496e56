"""Pages of the reporting unit: to do, form, draft, check, send once, receipt, files, refusals."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from phongtrao.core.periods import Period
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.actions import close_round
from phongtrao.submissions.actions import save_draft, submit
from phongtrao.submissions.models import Draft, Evidence, Submission, Version
from phongtrao.submissions.rounds import open_round
from tests.web.desks import HAMLET, HAMLET2, client_of, hidden, send, text_of, typed
from tests.world import complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def hamlet(world):
    return client_of(world, "hamlet_post")


def photo(size=(900, 700)):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh thử"
    Image.new("RGB", size, "#2e72ab").save(out, "JPEG", exif=exif)
    return out.getvalue()


def office(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in parts:
            package.writestr(name, "<x/>")
    return out.getvalue()


def test_the_list_of_things_to_do_is_grouped_by_deadline(hamlet):
    page = text_of(hamlet.get("/viec/"))
    assert "Quá hạn (2)" in page and "trước ngày 31/10/2024" in page
    assert f'href="{HAMLET}"' in page


def test_the_task_list_names_sections_reviewer_and_deadline(hamlet):
    page = text_of(hamlet.get(HAMLET))
    assert "Tân Lập" in page and "Ký cam kết" in page and "Chưa bắt đầu" in page


def test_the_form_asks_what_this_kind_of_unit_is_asked(hamlet, world):
    page = text_of(hamlet.get(f"{HAMLET}nhap/"))
    asked = {field.id for field in world.form.fields_for("hamlet", "")}
    assert all(f'data-field="{field}"' in page for field in asked)
    assert 'data-field="staff"' not in page
    assert "<script>" not in page and "style=" not in page


def test_a_draft_is_kept_and_nothing_is_sent(hamlet, world):
    answers = {**typed(world.form, {"households": 212}), "do": "later"}
    assert hamlet.post(f"{HAMLET}nhap/", answers).status_code == 302
    assert Draft.objects.get().payload == {"households": 212}
    assert 'value="212"' in text_of(hamlet.get(f"{HAMLET}nhap/"))
    assert not Version.objects.exists()


def test_a_wrong_number_stays_on_the_page_with_its_error(hamlet):
    response = hamlet.post(f"{HAMLET}nhap/", {"f.households": "1.234,5", "do": "check"})
    page = text_of(response)
    assert response.status_code == 422
    assert 'value="1.234,5"' in page and 'href="#q-households"' in page
    assert "Cần sửa 1 chỗ" in page


def test_autosave_answers_with_time_findings_and_hidden_questions(hamlet):
    response = hamlet.post(f"{HAMLET}luu/", {"f.households": "abc", "f.festival": "not_held"})
    said = response.json()
    assert response.status_code == 200 and said["saved_at"]
    assert said["findings"][0]["field"] == "households"
    assert "festival_attendees" in said["hidden"]


def test_a_draft_changed_on_another_device_is_never_overwritten_silently(hamlet, world):
    opened = hidden(text_of(hamlet.get(f"{HAMLET}nhap/")), "mark")
    hamlet.post(f"{HAMLET}luu/", {"f.households": "100"})
    stale = {"mark": opened, "f.households": "200"}
    assert hamlet.post(f"{HAMLET}luu/", stale).status_code == 409
    response = hamlet.post(f"{HAMLET}nhap/", {**stale, "do": "later"})
    page = text_of(response)
    assert response.status_code == 409 and "200" in page and "100" in page
    assert Draft.objects.get().payload == {"households": 100}
    keep = {**stale, "mark": hidden(page, "mark"), "keep": hidden(page, "keep"), "do": "later"}
    assert hamlet.post(f"{HAMLET}nhap/", keep).status_code == 302
    assert Draft.objects.get().payload == {"households": 200}


def test_the_check_page_lists_what_is_missing_with_links(hamlet):
    page = text_of(hamlet.get(f"{HAMLET}kiem-tra/"))
    assert f'href="{HAMLET}nhap/?kiem-tra=1#q-households"' in page and "chưa trả lời" in page


def test_an_incomplete_report_is_not_sent(hamlet):
    key = hidden(text_of(hamlet.get(f"{HAMLET}kiem-tra/")), "client_key")
    response = hamlet.post(f"{HAMLET}kiem-tra/", {"client_key": key, "base": "0"})
    assert response.status_code == 422
    assert not Version.objects.exists()


def test_fill_check_send_receipt(hamlet, world):
    response = send(hamlet, world, households=212, households_signed=200)
    assert response.status_code == 302 and response["Location"] == f"{HAMLET}da-gui/"
    page = text_of(hamlet.get(f"{HAMLET}da-gui/"))
    assert "PT-" in page and "ghi nhận gửi chậm" in page
    version = Version.objects.get()
    assert version.late and not version.on_behalf


def test_two_taps_make_one_version_and_lead_to_the_same_receipt(hamlet, world):
    hamlet.post(f"{HAMLET}nhap/", {**typed(world.form, world.payload()), "do": "check"})
    page = text_of(hamlet.get(f"{HAMLET}kiem-tra/"))
    sent = {"client_key": hidden(page, "client_key"), "base": "0", "note": ""}
    first = hamlet.post(f"{HAMLET}kiem-tra/", sent)
    second = hamlet.post(f"{HAMLET}kiem-tra/", sent)
    assert first["Location"] == second["Location"] == f"{HAMLET}da-gui/"
    assert Version.objects.count() == 1


def test_a_correction_before_approval_is_a_new_version(hamlet, world):
    send(hamlet, world, households=212)
    send(hamlet, world, households=213)
    assert sorted(Version.objects.values_list("number", flat=True)) == [1, 2]


def test_last_year_stands_beside_the_number_and_only_stable_answers_are_carried(hamlet, world):
    open_round(form="annual", period=Period(2023), by=world.posts["standing"])
    last_year = HAMLET.replace("2024", "2023")
    send(hamlet, world, last_year, households=212, households_signed=177)
    page = text_of(hamlet.get(f"{HAMLET}nhap/"))
    assert 'value="212"' in page and "lấy từ báo cáo năm 2023" in page
    assert 'value="177"' not in page and "Năm trước: <b>177 hộ</b>" in page


def test_a_stable_answer_comes_from_the_half_year_where_that_was_sent(hamlet, world):
    by = world.posts["standing"]
    open_round(form="annual", period=Period(2023), by=by)
    send(hamlet, world, HAMLET.replace("2024", "2023"), households=212, households_signed=177)
    half = Period(2024, 1)
    open_round(form="midyear", period=half, by=by)
    said = complete(programmes.package().forms["midyear"], "hamlet") | {"households": 219}
    sender = {"unit_id": world.units["hamlet"], "form": "midyear", "period": half}
    save_draft(**sender, payload=said, by=world.posts["hamlet_post"])
    page = text_of(hamlet.get(f"{HAMLET}nhap/"))
    assert 'value="212"' in page and "lấy từ báo cáo năm 2023" in page
    submit(**sender, payload=said, client_key=str(uuid.uuid4()), by=world.posts["hamlet_post"])
    page = text_of(hamlet.get(f"{HAMLET}nhap/"))
    assert 'value="219"' in page and "lấy từ báo cáo 6 tháng đầu năm 2024" in page
    assert "Năm trước: <b>212 hộ</b>" in page and "Năm trước: <b>177 hộ</b>" in page


def test_a_change_of_more_than_a_fifth_is_shown_before_sending(hamlet, world):
    open_round(form="annual", period=Period(2023), by=world.posts["standing"])
    send(hamlet, world, HAMLET.replace("2024", "2023"), households=212, households_signed=177)
    answers = world.payload("hamlet", households=300, households_signed=177)
    hamlet.post(f"{HAMLET}nhap/", {**typed(world.form, answers), "do": "check"})
    page = text_of(hamlet.get(f"{HAMLET}kiem-tra/"))
    assert "tăng 41,5 % so với năm trước" in page and "+88" in page
    send(hamlet, world, households=300, households_signed=177)
    assert Version.objects.filter(submission__round__period="2024").count() == 1


def test_a_note_with_a_telephone_number_is_refused(hamlet, world):
    hamlet.post(f"{HAMLET}nhap/", {**typed(world.form, world.payload()), "do": "check"})
    page = text_of(hamlet.get(f"{HAMLET}kiem-tra/"))
    sent = {"client_key": hidden(page, "client_key"), "base": "0", "note": "Gọi 0912345678"}
    response = hamlet.post(f"{HAMLET}kiem-tra/", sent)
    assert response.status_code == 422 and not Version.objects.exists()


def test_a_photo_is_kept_without_its_metadata(hamlet):
    upload = SimpleUploadedFile("ảnh họp.jpg", photo(), "image/jpeg")
    response = hamlet.post(f"{HAMLET}minh-chung/", {"evidence": upload})
    assert response.status_code == 200
    kept = b"".join(hamlet.get(response.json()["url"]).streaming_content)
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("biểu.docx", office(["word/document.xml", "word/vbaProject.bin"]), "macro"),
        ("biểu.pdf", office(["word/document.xml"]), "đuôi không đúng"),
        ("ảnh.jpg", b"MZ\x90\x00 not a picture", "không mở được"),
        ("lớn.pdf", b"%PDF-" + b"0" * (11 * 1024 * 1024), "lớn hơn"),
    ],
)
def test_bad_files_are_refused_in_words(hamlet, name, content, words):
    upload = SimpleUploadedFile(name, content)
    response = hamlet.post(f"{HAMLET}nhap/", {"evidence": upload, "do": "attach"})
    assert response.status_code == 422 and words in text_of(response)
    assert not Evidence.objects.exists()


def test_a_file_can_be_taken_out(hamlet):
    upload = SimpleUploadedFile("anh.jpg", photo(), "image/jpeg")
    removing = hamlet.post(f"{HAMLET}minh-chung/", {"evidence": upload}).json()["remove"]
    assert hamlet.post(removing).status_code == 302
    assert Evidence.objects.get().removed


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (HAMLET2, 403),
        ("/don-vi/99999-khong-co/bao-cao/2024-nam/", 404),
        ("/don-vi/25363-01-ap-3/bao-cao/2024-quy/", 404),
        ("/don-vi/25363-01-ap-3/bao-cao/2021-nam/", 404),
    ],
)
def test_foreign_and_unknown_reports_are_refused(hamlet, address, status):
    assert hamlet.get(address).status_code == status
    assert hamlet.get(f"{address}nhap/").status_code == status


def test_a_closed_round_takes_nothing(hamlet, world):
    close_round(round_=programmes.rounds("annual").get(), by=world.posts["standing"])
    response = hamlet.get(f"{HAMLET}nhap/")
    assert response.status_code == 409 and "đã đóng" in text_of(response)
    assert hamlet.get(HAMLET).status_code == 200
    assert hamlet.post(f"{HAMLET}luu/", {"f.households": "1"}).status_code == 409
    assert not Submission.objects.exists()


def test_the_receipt_of_an_unsent_report_does_not_exist(hamlet):
    assert hamlet.get(f"{HAMLET}da-gui/").status_code == 404


def test_the_commune_enters_on_behalf_and_says_from_where(world):
    officer = client_of(world, "officer")
    officer.post(f"{HAMLET2}nhap/", {**typed(world.form, world.payload()), "do": "check"})
    page = text_of(officer.get(f"{HAMLET2}kiem-tra/"))
    sent = {"client_key": hidden(page, "client_key"), "base": "0", "note": ""}
    assert officer.post(f"{HAMLET2}kiem-tra/", sent).status_code == 422
    sent["note"] = "Nhập từ biểu giấy của ấp, nhận ngày 20/10"
    assert officer.post(f"{HAMLET2}kiem-tra/", sent).status_code == 302
    assert Version.objects.get().on_behalf


def test_pages_have_an_english_twin(hamlet):
    page = text_of(hamlet.get(f"/en{HAMLET}nhap/"))
    assert 'lang="en"' in page and "Households actually living here" in page


def test_the_blank_sheet_asks_the_same_questions(hamlet, world):
    page = text_of(hamlet.get(f"{HAMLET}in/?trong=1"))
    for field in world.form.fields_for("hamlet", ""):
        assert field.label.split("“")[0][:30] in page
