"""Pages of verification: queue, decision, single cells, undo, many at once, chasing, acceptance."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from phongtrao.programmes.actions import open_round
from phongtrao.submissions import actions, queries
from phongtrao.submissions.models import CellReturn, Review, Submission, Version
from tests.web.desks import HAMLET, HAMLET2, client_of, hidden, send, text_of, typed
from tests.world import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world):
    return client_of(world, "officer")


@pytest.fixture
def sent(world):
    """The first hamlet's report, as sent by its own contact."""
    send(client_of(world, "hamlet_post"), world, households=212, households_signed=200)
    return Submission.objects.get(unit_id=world.units["hamlet"])


def decide(client, submission, **data):
    submission.refresh_from_db()
    shown = {"version": submission.current, "state": submission.state}
    return client.post(f"/duyet/{submission.pk}/", {**shown, **data})


def state_of(submission):
    submission.refresh_from_db()
    return submission.state


def test_the_queue_shows_what_waits_oldest_first(officer, world, sent):
    send(officer, world, HAMLET2, households=30)
    page = text_of(officer.get("/duyet/"))
    assert page.index("Ấp 3") < page.index("Ấp 4")
    assert "2 chờ duyệt" in page


def test_filters_live_in_the_address(officer, sent):
    assert "Ấp 3" in text_of(officer.get("/duyet/?loai=hamlet&ky=2024-nam"))
    assert "Không có báo cáo nào khớp" in text_of(officer.get("/duyet/?loai=school"))


def test_warnings_say_why_and_keep_a_report_out_of_the_many(officer, world):
    answers = {"grade": "excellent", "safe": "not_recognised"}
    send(client_of(world, "hamlet_post"), world, **answers)
    send(officer, world, HAMLET2)
    warned = Submission.objects.get(unit_id=world.units["hamlet"])
    page = text_of(officer.get("/duyet/"))
    assert "vì sao?" in page and "Phân loại xuất sắc nhưng không được công nhận" in page
    assert f'name="id" value="{warned.pk}"' not in page
    officer.post("/duyet/nhieu/", {"tat-ca": "1", "confirm": "1"})
    assert state_of(warned) == "submitted"
    states = Submission.objects.exclude(pk=warned.pk).values_list("state", flat=True)
    assert list(states) == ["approved"]
    assert "Ấp 3" in text_of(officer.get("/duyet/?canh-bao=co"))
    assert "Không có báo cáo nào khớp" in text_of(officer.get("/duyet/?canh-bao=khong"))


def test_what_the_page_marks_is_what_keeps_a_report_out_of_the_many(officer, world):
    def shown(at):
        return text_of(officer.get("/duyet/")), text_of(officer.get(f"/duyet/{at.pk}/"))

    client = client_of(world, "hamlet_post")
    before = {"households": 100, "households_signed": 4}
    open_round(form="annual", period=YEAR.previous(), by=world.posts["standing"])
    send(client, world, HAMLET.replace(YEAR.url, YEAR.previous().url), **before)
    send(client, world, households=110, households_signed=8)
    sent = Submission.objects.get(unit_id=world.units["hamlet"], round__period=YEAR.code)
    queue, case = shown(sent)
    assert "+4 (+100,0" in case and "đổi nhiều" not in case and "vì sao?" not in queue
    send(client, world, households=110, households_signed=9)
    queue, case = shown(sent)
    assert case.count("đổi nhiều") == 1 and "1 cảnh báo" in case and "vì sao?" in queue


def test_last_year_and_this_year_stand_side_by_side(officer, sent):
    page = text_of(officer.get(f"/duyet/{sent.pk}/"))
    assert ">2023<" in page and ">2024<" in page and "212 hộ" in page


def test_approve_and_open_the_next(officer, world, sent):
    send(officer, world, HAMLET2, households=30)
    other = Submission.objects.get(unit_id=world.units["hamlet2"])
    response = decide(officer, sent, do="approve_next")
    assert response["Location"] == f"/duyet/{other.pk}/"
    assert state_of(sent) == "approved"


def test_after_the_second_report_the_one_below_opens_not_the_first(officer, world, sent):
    send(officer, world, HAMLET2, households=30)
    other = Submission.objects.get(unit_id=world.units["hamlet2"])
    actions.submit(
        unit_id=world.units["school"], form="annual", period=YEAR, client_key="third",
        payload=world.payload("school"), by=world.posts["officer"], on_behalf=True, note="Giấy",
    )  # fmt: skip
    third = Submission.objects.get(unit_id=world.units["school"])
    assert decide(officer, other, do="approve_next")["Location"] == f"/duyet/{third.pk}/"
    assert decide(officer, third, do="approve_next")["Location"] == f"/duyet/{sent.pk}/"


def test_the_next_report_is_the_next_of_the_filtered_queue(officer, world):
    made = {}
    for number, name in enumerate(("hamlet", "school", "hamlet2")):
        actions.submit(
            unit_id=world.units[name], form="annual", period=YEAR, client_key=name,
            payload=world.payload(name), by=world.posts["officer"], on_behalf=True, note="Giấy",
        )  # fmt: skip
        made[name] = Submission.objects.get(unit_id=world.units[name])
        moment = timezone.now() + timedelta(minutes=number)
        Submission.objects.filter(pk=made[name].pk).update(last_at=moment)
    hamlets = "?loai=hamlet"
    first, last = (f"/duyet/{made[name].pk}/{hamlets}" for name in ("hamlet", "hamlet2"))
    assert f'href="{first}"' in text_of(officer.get(f"/duyet/{hamlets}"))
    page = text_of(officer.get(first))
    beside = page[page.index("data-queue") : page.index("</ol>", page.index("data-queue"))]
    assert f'href="{last}"' in beside and "Trường THCS" not in beside
    assert f'action="{first}"' in page and f'href="/duyet/{hamlets}" data-back' in page
    shown = {"version": 1, "state": "submitted", "do": "approve_next"}
    assert officer.post(first, shown)["Location"] == last
    assert officer.post(last, shown)["Location"] == f"/duyet/{hamlets}"
    assert officer.post(f"/duyet/{made['hamlet'].pk}/hoan-tac/{hamlets}")["Location"] == first
    done = officer.post("/duyet/nhieu/", {"tat-ca": "1", "confirm": "1", "loai": "hamlet"})
    assert done["Location"] == f"/duyet/{hamlets}"
    assert state_of(made["hamlet"]) == "approved" and state_of(made["school"]) == "submitted"


def test_after_an_approval_undo_stands_beside_the_message_once(officer, sent):
    decide(officer, sent, do="approve_next")
    page = text_of(officer.get("/duyet/"))
    start = page.index('role="status"')
    assert f'action="/duyet/{sent.pk}/hoan-tac/"' in page[start : start + 400]
    assert "Đã duyệt Ấp 3" in page[start : start + 400]
    assert "strip--met just" not in text_of(officer.get("/duyet/"))


def test_only_a_row_with_a_warning_is_coloured_and_its_box_bears_its_name(officer, world):
    send(client_of(world, "hamlet_post"), world, grade="excellent", safe="not_recognised")
    warned = Submission.objects.get(unit_id=world.units["hamlet"])
    page = text_of(officer.get(f"/duyet/{warned.pk}/"))
    assert page.count('class="look"') == len(set(re.findall(r'href="#c-(\w+)"', page)))
    assert re.search(r'<label for="r-households">Việc cần làm: [^<]+</label>', page)


def test_single_cells_go_back_and_only_those_are_shown(officer, world, sent):
    sentence = "Số hộ chưa khớp với sổ theo dõi. Đề nghị kiểm tra lại."
    data = {"do": "return", "r.households": sentence, "r.sessions": "  "}
    assert decide(officer, sent, **data).status_code == 302
    assert list(CellReturn.objects.values_list("field", "sentence")) == [("households", sentence)]
    hamlet = client_of(world, "hamlet_post")
    assert sentence in text_of(hamlet.get("/viec/"))
    page = text_of(hamlet.get(f"{HAMLET}nhap/"))
    assert 'data-field="households"' in page and 'data-field="sessions"' not in page
    assert 'data-field="sessions"' in text_of(hamlet.get(f"{HAMLET}nhap/?tat-ca=1"))


def test_a_correction_is_a_new_version_with_everything_else_kept(officer, world, sent):
    decide(officer, sent, do="return", **{"r.households": "Kiểm tra lại."})
    hamlet = client_of(world, "hamlet_post")
    answers = {**typed(world.form, {"households": 215}), "f.sessions": "99", "do": "check"}
    hamlet.post(f"{HAMLET}nhap/", answers)
    page = text_of(hamlet.get(f"{HAMLET}kiem-tra/"))
    sending = {"client_key": hidden(page, "client_key"), "base": hidden(page, "base")}
    assert hamlet.post(f"{HAMLET}kiem-tra/", sending).status_code == 302
    assert Version.objects.count() == 2 and state_of(sent) == "submitted"
    page = text_of(officer.get(f"/duyet/{sent.pk}/"))
    assert "Đã sửa so với lần gửi trước" in page and "215 hộ" in page
    assert '"sessions":10' in Version.objects.get(number=2).payload
    source = text_of(officer.get(f"/bao-cao-goc/{sent.pk}/"))
    assert "So với bản 1" in source and "<strong>215</strong>" in source


def test_nothing_is_returned_without_a_sentence(officer, sent):
    response = decide(officer, sent, do="return")
    assert response.status_code == 422 and state_of(sent) == "submitted"


def test_a_sentence_with_a_citizens_number_is_refused(officer, sent):
    response = decide(officer, sent, do="return", **{"r.households": "Hỏi ông A, 0912345678"})
    assert response.status_code == 422 and not CellReturn.objects.exists()


def test_approving_with_a_written_sentence_is_questioned(officer, sent):
    response = decide(officer, sent, do="approve_next", **{"r.households": "Sai"})
    assert response.status_code == 422 and state_of(sent) == "submitted"


def test_a_decision_on_an_older_page_is_not_taken(officer, world, sent):
    old = {"version": "1", "state": "submitted", "do": "approve"}
    send(client_of(world, "hamlet_post"), world, households=213)
    response = officer.post(f"/duyet/{sent.pk}/", old)
    assert response.status_code == 409 and state_of(sent) == "submitted"


def test_undo_until_the_province_accepts(officer, world, sent):
    decide(officer, sent, do="approve")
    assert "Hoàn tác" in text_of(officer.get("/duyet/"))
    officer.post(f"/duyet/{sent.pk}/hoan-tac/")
    assert state_of(sent) == "submitted"
    decide(officer, sent, do="approve")
    standing = client_of(world, "standing")
    accept_all(standing)
    assert state_of(sent) == "accepted"
    assert officer.post(f"/duyet/{sent.pk}/hoan-tac/").status_code in (403, 409)
    assert state_of(sent) == "accepted"


def accept_all(standing):
    preview = standing.post("/tiep-nhan/", {"ky": "2024-nam", "all": "1"})
    area = hidden(text_of(preview), "area")
    return standing.post("/tiep-nhan/", {"ky": "2024-nam", "area": area, "confirm": "1"})


def test_many_are_approved_after_a_preview(officer, world, sent):
    send(officer, world, HAMLET2, households=10)
    before = text_of(officer.post("/duyet/nhieu/", {"tat-ca": "1"}))
    assert "Ấp 3" in before and state_of(sent) == "submitted"
    ids = [s.pk for s in Submission.objects.all()]
    officer.post("/duyet/nhieu/", {"id": ids, "confirm": "1"})
    assert set(Submission.objects.values_list("state", flat=True)) == {"approved"}
    assert "Hoàn tác cả lượt 2 báo cáo" in text_of(officer.get("/duyet/"))
    newest, older = Review.objects.order_by("-pk")
    Review.objects.filter(pk=newest.pk).update(at=older.at - timedelta(days=400))
    ordered = queries.recently_decided(world.posts["officer"], 1, besides=[newest.pk])
    assert [review.pk for review in ordered] == [older.pk, newest.pk]
    accept_all(client_of(world, "standing"))
    officer.post("/duyet/nhieu/hoan-tac/")
    assert set(Submission.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_bulk_is_undone_whole_and_only_the_bulk(officer, world, sent):
    send(officer, world, HAMLET2, households=10)
    ids = [s.pk for s in Submission.objects.all()]
    officer.post("/duyet/nhieu/", {"id": ids, "confirm": "1"})
    officer.post(f"/duyet/{sent.pk}/hoan-tac/")
    decide(officer, sent, do="approve")
    officer.post("/duyet/nhieu/hoan-tac/")
    assert state_of(sent) == "approved"
    assert state_of(Submission.objects.exclude(pk=sent.pk).get()) == "submitted"


def test_the_province_accepts_by_commune(world, officer, sent):
    decide(officer, sent, do="approve")
    standing = client_of(world, "standing")
    page = text_of(standing.get("/tiep-nhan/"))
    assert "Tân Lập" in page
    accept_all(standing)
    assert state_of(sent) == "accepted"


def test_approved_reports_of_a_closed_round_are_counted_and_can_be_accepted(world, officer, sent):
    decide(officer, sent, do="approve")
    sent.round.state = "closed"
    sent.round.save()
    standing = client_of(world, "standing")
    assert "1 báo cáo đã duyệt chờ tỉnh tiếp nhận" in text_of(standing.get("/"))
    page = text_of(standing.get("/tiep-nhan/"))
    assert '<option value="2024-nam" selected>Năm 2024 (1)</option>' in page
    accept_all(standing)
    assert state_of(sent) == "accepted"
    assert "Năm 2024 (0)" in text_of(standing.get("/tiep-nhan/?ky=2024-nam"))
    assert "Năm 2024" not in text_of(standing.get("/tiep-nhan/"))


def test_who_never_sent_and_entry_on_their_behalf(officer, world, sent):
    page = text_of(officer.get("/don-doc/"))
    assert "Ấp 4" in page and "Nhập thay" in page and "Ấp 3" not in page
    assert f'href="{HAMLET2}"' in page
    assert "Trường THCS" in text_of(officer.get("/don-doc/?loai=school"))


def test_the_result_of_a_reminder_counts_as_its_preview_did(world, officer):
    client_of(world, "hamlet_post")
    ask = {"ky": "2024-nam", "u": [world.units["hamlet"], world.units["hamlet2"]]}
    preview = text_of(officer.get("/don-doc/nhac/", ask))
    assert "Trong đó chưa có người giữ đầu mối</dt><dd>1 ·" in preview
    done = text_of(officer.post("/don-doc/nhac/", ask, follow=True))
    assert "Đã nhắc 2 đơn vị. Trong đó 1 chưa có người giữ đầu mối, cần gọi" in done


def test_a_neighbour_sees_and_decides_nothing_here(world, sent):
    neighbour = client_of(world, "far_officer")
    assert "Tân Lập" not in text_of(neighbour.get("/duyet/"))
    assert neighbour.get(f"/duyet/{sent.pk}/").status_code == 403
    assert decide(neighbour, sent, do="approve").status_code == 403
    assert state_of(sent) == "submitted"


def test_a_hamlet_opens_no_verification_page(world, sent):
    hamlet = client_of(world, "hamlet_post")
    for address in ("/duyet/", f"/duyet/{sent.pk}/", "/don-doc/", "/tiep-nhan/"):
        assert hamlet.get(address).status_code == 403


def test_an_unknown_report_is_not_found(officer):
    assert officer.get("/duyet/999999/").status_code == 404


def test_the_commune_own_report_goes_to_the_province(world, officer):
    address = "/don-vi/25363-tan-lap/bao-cao/2024-nam/"
    payload = world.payload("commune")
    officer.post(f"{address}nhap/", {**typed(world.form, payload), "do": "check"})
    page = text_of(officer.get(f"{address}kiem-tra/"))
    sending = {"client_key": hidden(page, "client_key"), "base": "0"}
    assert officer.post(f"{address}kiem-tra/", sending).status_code == 302
    submission = Submission.objects.get(unit_id=world.units["commune"])
    assert "0 chờ duyệt" in text_of(officer.get("/duyet/"))
    standing = client_of(world, "standing")
    assert "Tân Lập" in text_of(standing.get("/duyet/"))
    assert decide(standing, submission, do="approve").status_code == 302
    assert state_of(submission) == "approved"
