"""A report that was sent back: its remark goes along until it is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from phongtrao.notices.models import Message
from phongtrao.programmes.models import Owed
from phongtrao.submissions.actions import return_cells
from phongtrao.submissions.models import Submission, Version
from tests.web.desks import HAMLET, client_of, hidden, send, text_of

pytestmark = pytest.mark.django_db
CHECK = f"{HAMLET}kiem-tra/"
UNMENDED = "Mục bị trả lại chưa sửa"


@pytest.fixture
def returned(world):
    client = client_of(world, "hamlet_post")
    send(client, world, households=212, households_signed=200)
    found = Submission.objects.get()
    cells = {"households": "Xem lại tổng số hộ."}
    return_cells(submission_id=found.pk, cells=cells, by=world.posts["officer"])
    return client


def test_the_check_page_repeats_the_remark_and_says_what_is_unmended(returned):
    page = text_of(returned.get(CHECK))
    assert "Xem lại tổng số hộ." in page and UNMENDED in page


def test_an_unmended_item_is_sent_with_a_reason_only(returned):
    key = hidden(text_of(returned.get(CHECK)), "client_key")
    form = {"client_key": key, "base": "1", "note": ""}
    refused = returned.post(CHECK, form)
    assert refused.status_code == 422 and "ghi lý do" in text_of(refused)
    returned.post(CHECK, {**form, "note": "Đã đếm lại, số đúng."})
    assert Version.objects.count() == 2


def test_a_report_first_sent_in_time_is_not_called_late(returned):
    late = text_of(returned.get("/viec/")).count("quá hạn")
    deadline = Owed.objects.get(unit_id=Submission.objects.get().unit_id).before
    at = timezone.now().replace(year=deadline.year, month=1, day=5)
    assert at.date() + timedelta(days=1) < deadline
    Submission.objects.update(first_at=at)
    page = text_of(returned.get("/viec/"))
    assert "Đã gửi đúng hạn · trả lại ngày" in page
    assert page.count("quá hạn") == late - 1


def test_what_asked_for_a_report_is_settled_when_it_is_sent(returned, world):
    sent = Submission.objects.select_related("round").get()
    asked = Message.objects.create(
        key="remind",
        reason="due",
        post_id=world.posts["hamlet_post"].pk,
        unit_id=sent.unit_id,
        template="reminder_late",
        subject="Quá hạn",
        body="",
        target=f"report:{sent.unit_id}:{sent.round.form}:{sent.round.period}",
        at=timezone.now(),
    )
    send(returned, world, households=210, households_signed=200)
    asked.refresh_from_db()
    assert asked.read_at is not None
    assert not Message.objects.filter(unit_id=sent.unit_id, reason="returned", read_at=None)


def test_opened_from_the_check_page_the_form_leads_back(returned):
    page = text_of(returned.get(f"{HAMLET}nhap/?kiem-tra=1"))
    assert "Xong, quay lại kiểm tra" in page and "data-always" in page


def test_a_report_already_sent_opens_as_a_correction(world):
    client = client_of(world, "hamlet_post")
    assert "Đính chính" not in text_of(client.get(f"{HAMLET}nhap/"))
    send(client, world, households=212, households_signed=200)
    assert "Đính chính: báo cáo này đã gửi" in text_of(client.get(f"{HAMLET}nhap/"))
