"""Long work: asked for, left, come back to; broken off and started again; a workbook brought in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from phongtrao.core.findings import Refusal
from phongtrao.jobs import kinds, working
from phongtrao.jobs.models import Work
from phongtrao.reports.models import Snapshot
from phongtrao.submissions.models import Version
from phongtrao.workbooks.actions import export_workbook
from tests.unit.test_workbooks import Editor
from tests.web.test_report_builder import signed_in
from tests.world import YEAR


@pytest.fixture
def office(client, world):
    """The standing office, signed in."""
    return signed_in(client, world.posts["standing"])


def ask(client, act, callbacks, monkeypatch) -> str:
    """Ask for a report; the thread of the server stands still, the test runs the work."""
    monkeypatch.setattr(working, "launch", lambda pk: None)
    with callbacks(execute=True):
        answer = client.post("/viec-dang-chay/bao-cao/2024/", {"act": act})
    assert answer.status_code == 302
    return answer["Location"]


def test_a_draft_goes_on_after_the_answer_and_waits_with_both_files(
    office, monkeypatch, django_capture_on_commit_callbacks
):
    page = ask(office, "draft", django_capture_on_commit_callbacks, monkeypatch)
    waiting = office.get(page).content.decode()
    assert "sắp bắt đầu" in waiting and 'http-equiv="refresh"' in waiting
    assert ask(office, "draft", django_capture_on_commit_callbacks, monkeypatch) == page, "once"
    work = Work.objects.get()
    said = []
    monkeypatch.setattr(working._Told, "say", lambda self, done, words, total=0: said.append(words))
    working.run(work.pk)
    assert said == ["figures", "word", "pdf"]
    done = office.get(page).content.decode()
    assert "Tệp Word" in done and "refresh" not in done
    assert office.get(f"{page}tep.docx").content[:2] == b"PK"
    assert office.get(f"{page}tep.pdf").content[:4] == b"%PDF"
    assert office.get(f"{page}tep.xlsx").status_code == 404
    listed = office.get("/viec-dang-chay/").content.decode()
    assert "Bản nháp báo cáo năm 2024" in listed


def test_a_freeze_broken_off_is_said_and_started_again_without_a_second_copy(
    office, monkeypatch, django_capture_on_commit_callbacks
):
    page = ask(office, "freeze", django_capture_on_commit_callbacks, monkeypatch)
    work = Work.objects.get()
    working.run(work.pk)
    assert Snapshot.objects.count() == 1
    gone = working.holder().rpartition(":")[0] + ":0"
    Work.objects.update(state="running", holder=gone, result={}, ended=None)
    assert "bấm làm lại" in office.get(page).content.decode()
    assert Work.objects.get().state == "lost"
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(f"{page}lam-lai/").status_code == 302
    working.run(work.pk)
    found = Work.objects.get()
    assert (found.state, found.attempt) == ("done", 2)
    assert Snapshot.objects.count() == 1, "the same moment gives the same report"
    assert Snapshot.objects.get().code in office.get(page).content.decode()
    with pytest.raises(Refusal):
        working.again(found, None)


def test_a_process_that_lives_is_not_called_dead():
    now = timedelta(0)
    assert working.is_alive(working.holder(), now)
    assert not working.is_alive(working.holder().rpartition(":")[0] + ":7", now)
    assert working.is_alive("another-machine:1:1", now)
    assert not working.is_alive("another-machine:1:1", timedelta(hours=1))


def test_nobody_sees_the_work_of_others(office, client, world, monkeypatch):
    monkeypatch.setattr(working, "launch", lambda pk: None)
    asked = {"year": 2024, "at": timezone.now().isoformat()}
    other = working.start(kind="report.draft", by=world.posts["leader"], args=asked)
    assert office.get(f"/viec-dang-chay/{other.pk}/").status_code == 404
    assert office.post(f"/viec-dang-chay/{other.pk}/lam-lai/").status_code == 404
    assert office.post("/viec-dang-chay/bao-cao/2024/", {"act": "none"}).status_code == 404


def test_a_refusal_is_shown_as_its_sentence_and_a_fault_as_a_code(office, world, monkeypatch):
    monkeypatch.setattr(working, "launch", lambda pk: None)
    by = world.posts["standing"]
    for year, sentence in ((1999, ""), (2024, "báo mã V-")):
        work = working.start(kind="report.draft", by=by, args={"year": year, "at": "2024-12-02"})
        if sentence:
            monkeypatch.setattr(kinds.reports, "draft", lambda **_: 1 / 0)
        working.run(work.pk)
        work.refresh_from_db()
        page = office.get(f"/viec-dang-chay/{work.pk}/").content.decode()
        assert work.state == "failed" and (sentence or work.result["vi"]) in page


def filled(world, **answers) -> bytes:
    """The commune's workbook with one hamlet's row filled in."""
    data = export_workbook(node_id=world.units["commune"], form="annual", period=YEAR)
    return Editor(data).fill(world, "25363-01", "hamlet", **answers).save()


def tried(world, officer, **answers) -> str:
    """The address of a trial that has run."""
    sent = SimpleUploadedFile("xa.xlsx", filled(world, **answers))
    page = officer.post("/bang-tinh/", {"tep": sent, "act": "write"})["Location"]
    working.run(Work.objects.latest("pk").pk)
    return page


def test_a_workbook_is_tried_then_mistakes_are_named_unit_by_unit(world, client, monkeypatch):
    officer = signed_in(client, world.posts["officer"])
    monkeypatch.setattr(working, "launch", lambda pk: None)
    for known in ("/", "/don-vi/", "/don-doc/"):
        assert 'href="/bang-tinh/"' in officer.get(known).content.decode(), known
    assert "annual/2024-nam" in officer.get("/bang-tinh/").content.decode()
    file = officer.get("/bang-tinh/annual/2024-nam/")
    assert file.status_code == 200 and file.content[:2] == b"PK"
    assert officer.post("/bang-tinh/").status_code == 422
    page = tried(world, officer, households="không phải số", criterion_1=None)
    shown = officer.get(page).content.decode()
    result = Work.objects.get().result
    assert "chưa ghi gì" in shown and "Nộp các báo cáo này" not in shown
    assert (result["errors"], result["missing"]) == (2, 1)
    assert shown.count("<h3>Ấp 3</h3>") == 1 and "1 ô chưa trả lời" in shown
    assert Work.objects.get().input is None and not Version.objects.exists()


def test_a_trial_is_handed_in_once_with_the_source_of_its_figures(world, client, monkeypatch):
    officer = signed_in(client, world.posts["officer"])
    monkeypatch.setattr(working, "launch", lambda pk: None)
    page = tried(world, officer)
    shown = officer.get(page).content.decode()
    assert "Báo cáo nộp mới: 1. Báo cáo sửa: 0." in shown and "Nộp 1 báo cáo" in shown
    assert officer.post(f"{page}nop/", {"nguon": " "}).status_code == 422
    assert officer.post(f"{page}nop/", {"nguon": "hỏi 0912 345 678"}).status_code == 422
    assert not Version.objects.exists()
    written = officer.post(f"{page}nop/", {"nguon": "Biểu giấy của ấp"})["Location"]
    working.run(Work.objects.latest("pk").pk)
    assert "Đã ghi 1 đơn vị" in officer.get(written).content.decode()
    assert officer.post(f"{page}nop/", {"nguon": "lần nữa"})["Location"] == written
    assert "Nộp các báo cáo này" not in officer.get(page).content.decode()
    made = Version.objects.get()
    assert made.on_behalf and made.note.endswith("Biểu giấy của ấp")


def test_tables_are_built_anew_and_told_one_by_one(world, client, monkeypatch):
    admin = signed_in(client, world.posts["standing"])
    assert admin.post("/viec-dang-chay/dung-lai-so-lieu/").status_code == 403
    monkeypatch.setattr(working, "launch", lambda pk: None)
    work = working.start(kind="rebuild", by=world.posts["standing"], args={})
    told = []
    monkeypatch.setattr(working._Told, "say", lambda self, done, words, total=0: told.append(done))
    working.run(work.pk)
    work.refresh_from_db()
    assert work.state == "done" and work.result["rows"] >= 6
    assert told == list(range(work.result["tables"] + 1))
