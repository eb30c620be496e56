"""Assessment pages: a unit registers and assesses, its commune decides, everybody can check."""

import csv
import io
import re

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from phongtrao.assessments import actions, queries
from phongtrao.assessments.models import Certificate, Decision, Dossier, GradeBook
from phongtrao.submissions.models import Version
from tests.web import dossiers
from tests.web.desks import client_of, hidden, send, text_of
from tests.web.scene import scene as build_scene

pytestmark = pytest.mark.django_db
YEAR = "2024-nam"
PLACE = f"/danh-gia/{YEAR}/25363-01-ap-3/"
FAR = f"/danh-gia/{YEAR}/25366-01-ap-3/"


def form_of(answers):
    """What a browser posts for these answers."""
    data = {}
    for code, answer in answers.items():
        for key, value in answer.items():
            if key in ("value", "na"):
                data[f"a.{code}"] = f"na:{value}" if key == "na" else value
            else:
                data[f"a.{code}.{key}"] = str(value)
    return data


def test_a_unit_goes_from_registration_to_certificate(world):
    unit, office = client_of(world, "hamlet_post"), client_of(world, "officer")
    page = text_of(unit.get(PLACE))
    assert f'href="{PLACE}dang-ky/"' in page
    sent = {"on": "15/2/2024", "i.resolution": "02/NQ-CB", "i.registration": "01/ĐK-KDC"}
    key = hidden(text_of(unit.get(f"{PLACE}dang-ky/")), "client_key")
    assert unit.post(f"{PLACE}dang-ky/", {**sent, "client_key": key}).status_code == 302

    page = text_of(unit.get(f"{PLACE}tu-danh-gia/"))
    claim = {"client_key": hidden(page, "client_key"), "base": hidden(page, "base")}
    claim |= form_of(dossiers.answers())
    assert unit.post(f"{PLACE}tu-danh-gia/", claim).status_code == 302

    page = text_of(unit.get(f"{PLACE}hop-xet/"))
    review = {**claim, "client_key": hidden(page, "client_key"), "base": hidden(page, "base")}
    review |= {f"m.{name}": str(value) for name, value in dossiers.MINUTES.items()}
    review["m.held_on"] = "4/11/2024"
    assert unit.post(f"{PLACE}hop-xet/", review).status_code == 302
    filing = {"do": "file", "number": "03/TTr-BCĐ", "on": "6/11/2024"}
    unit.post(PLACE, filing)
    found = Dossier.objects.get()
    assert (found.state, found.self_verdict, found.reviewed_verdict) == ("filed", "met", "met")

    address = f"/danh-gia/{YEAR}/cong-nhan/"
    chosen = {
        "nhom": hidden(text_of(office.get(address)), "nhom"),
        "number": "15/QĐ-UBND",
        "signed_on": "12/11/2024",
        f"c.{found.pk}": "yes",
    }
    preview = text_of(office.post(address, {**chosen, "do": "preview"}))
    assert "QUYẾT ĐỊNH" in preview.upper() and "Công nhận 01 đơn vị" in preview
    assert not Decision.objects.exists()
    done = office.post(address, {**chosen, "do": "confirm"})
    assert done.status_code == 302
    found.refresh_from_db()
    assert found.state == "recognised" and found.final_verdict == "met"
    paper = Certificate.objects.get()
    assert paper.code in text_of(office.get(done["Location"]))
    assert f"/giay-cong-nhan/{paper.code}/" in text_of(unit.get(PLACE))


def test_mistakes_in_a_claim_are_said_beside_the_question_and_nothing_is_lost(world):
    dossiers.registered(world)
    unit = client_of(world, "hamlet_post")
    answers = dossiers.answers()
    part = next(code for code, answer in answers.items() if "numerator" in answer)
    data = form_of(answers) | {f"a.{part}.numerator": "chín mươi"}
    page = unit.post(f"{PLACE}tu-danh-gia/", data)
    assert page.status_code == 422
    words = text_of(page)
    assert f'href="#q-{part}"' in words and "chín mươi" in words
    assert Dossier.objects.get().self_verdict == ""


def test_a_claim_never_takes_the_story_of_a_case(world):
    dossiers.registered(world)
    unit = client_of(world, "hamlet_post")
    answers = dossiers.answers()
    law = queries.criteria_for("hamlet", "khu_dan_cu", 2024)
    part = next(part.id for part in law.parts() if part.sensitive)
    data = form_of({**answers, part: {"value": "occurred", "document": "ông A ở tổ 2 gây rối"}})
    page = unit.post(f"{PLACE}tu-danh-gia/", data)
    assert page.status_code == 422 and f'href="#q-{part}"' in text_of(page)
    assert Dossier.objects.get().self_verdict == ""


def test_wrong_minutes_are_named_field_by_field_and_few_invited_is_asked(world):
    send(client_of(world, "hamlet_post"), world, households=441, households_signed=400)
    dossier = dossiers.registered(world)
    by = world.posts["officer"]
    actions.assess(dossier_id=dossier.pk, answers=dossiers.answers(), by=by)
    office = client_of(world, "officer")
    good = {f"m.{name}": str(value) for name, value in dossiers.MINUTES.items()}
    data = form_of(dossiers.answers()) | good | {"m.held_on": "4/11/2024"}
    bad = text_of(office.post(f"{PLACE}hop-xet/", data | {"m.held_on": "x", "m.present": ""}))
    assert 'href="#q-held_on"' in bad and 'id="e-present"' in bad and "3 chỗ" in bad
    few = office.post(f"{PLACE}hop-xet/", data)
    assert few.status_code == 422 and 'name="m.checked"' in text_of(few)
    assert "(9) dưới một nửa số hộ đã báo cáo (441)" in text_of(few)
    assert office.post(f"{PLACE}hop-xet/", data | {"m.checked": "1"}).status_code == 302


def test_a_conclusion_other_than_the_rule_needs_reason_and_document(world):
    dossier = dossiers.registered(world)
    by = world.posts["officer"]
    actions.assess(dossier_id=dossier.pk, answers=dossiers.answers("not_met"), by=by)
    office = client_of(world, "officer")
    data = form_of(dossiers.answers("not_met")) | {"verdict": "met", "m.held_on": "4/11/2024"}
    data |= {f"m.{k}": str(v) for k, v in dossiers.MINUTES.items() if k != "held_on"}
    refused = office.post(f"{PLACE}hop-xet/", data)
    assert refused.status_code == 422 and 'href="#q-reason"' in text_of(refused)
    data |= {"reason": "Vụ việc do người ngoài địa bàn", "document": "12/BC-CAX"}
    assert office.post(f"{PLACE}hop-xet/", data).status_code == 302
    page = text_of(office.get(PLACE))
    assert "Vụ việc do người ngoài địa bàn" in page and "12/BC-CAX" in page
    assert "Kết luận khác với quy tắc." in page


def test_sides_stand_beside_each_other_and_the_file_says_the_same(world):
    dossier = dossiers.registered(world)
    by = world.posts["officer"]
    given = dossiers.answers("met")
    actions.assess(dossier_id=dossier.pk, answers=given, by=by)
    law = queries.criteria_for("hamlet", "khu_dan_cu", 2024)
    part = next(p for p in law.parts() if p.type == "yes_no")
    changed = {part.id: {"value": "no"}}
    actions.review(dossier_id=dossier.pk, answers=changed, minutes=dossiers.MINUTES, by=by)
    office = client_of(world, "officer")
    page = text_of(office.get(PLACE))
    assert "Chưa đạt" in page and part.law in page
    cards = page[page.index('class="verdicts"') : page.index("</dl>")]
    assert cards.count("Đầu mối officer") == 2  # who judged stands under each verdict
    exported = office.get(f"{PLACE}?xuat=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported), delimiter=";"))
    row = next(row for row in rows if len(row) > 5 and row[1] == part.label)
    assert row[3:7] == ["Có", "Đạt", "Không", "Chưa đạt"]


def test_refusal_needs_a_reason_and_tells_the_unit(world):
    dossier = dossiers.filed(world, verdict="not_met")
    office = client_of(world, "officer")
    address = f"/danh-gia/{YEAR}/cong-nhan/"
    data = {
        "nhom": hidden(text_of(office.get(address)), "nhom"),
        "number": "16/QĐ-UBND",
        "signed_on": "12/11/2024",
        f"c.{dossier.pk}": "no",
    }
    silent = office.post(address, {**data, "do": "confirm"})
    assert silent.status_code == 422 and not Decision.objects.exists()
    data[f"r.{dossier.pk}"] = "Còn một vụ chưa xử lý xong"
    assert office.post(address, {**data, "do": "confirm"}).status_code == 302
    assert not Certificate.objects.exists()
    unit = client_of(world, "hamlet_post")
    assert "Còn một vụ chưa xử lý xong" in text_of(unit.get(PLACE))


def test_drafts_of_decision_and_proposal_list_the_chosen_units(world):
    first, second = dossiers.filed(world), dossiers.filed(world, "hamlet2", verdict="not_met")
    office = client_of(world, "officer")
    address = f"/danh-gia/{YEAR}/cong-nhan/"
    data = {
        "nhom": hidden(text_of(office.get(address)), "nhom"),
        f"c.{first.pk}": "yes",
        f"c.{second.pk}": "",
    }
    for kind, title in (("decision", "QUYẾT ĐỊNH"), ("proposal", "TỜ TRÌNH")):
        answer = office.post(address, {**data, "do": kind})
        word = docx.Document(io.BytesIO(answer.content))
        texts = [p.text for p in word.paragraphs]
        assert title in texts
        cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
        assert "Ấp 3" in cells
        assert ("Ấp 4" in cells) == (kind == "proposal")
    assert not Decision.objects.exists()


def test_certificate_files_open_and_their_code_leads_to_the_proof_page(world):
    _dossier, decision, paper = dossiers.recognised(world)
    unit = client_of(world, "hamlet_post")
    address = f"/giay-cong-nhan/{paper.code}/"
    word = docx.Document(io.BytesIO(unit.get(f"{address}tep.docx").content))
    assert any("ẤP 3" in p.text for p in word.paragraphs)
    printed = pypdfium2.PdfDocument(unit.get(f"{address}tep.pdf").content)
    text = printed[0].get_textpage().get_text_range()
    assert paper.code in text and "15/QĐ-UBND" in text
    stranger = client_of(world, "far_officer")
    page = text_of(stranger.get(address))
    assert "Còn giá trị" in page and "Ấp 3" in page and PLACE not in page
    assert stranger.get(f"{address}tep.pdf").status_code == 403
    assert Client().get(f"{address}tep.pdf").status_code == 302
    assert "/giay-cong-nhan/rồinhậpmã" in "".join(text.split())
    whole = unit.get(f"/danh-gia/quyet-dinh/{decision.pk}/giay-cong-nhan.pdf")
    assert len(pypdfium2.PdfDocument(whole.content)) == 1


def test_a_decision_cites_its_law_in_full(world):
    _dossier, decision, _paper = dossiers.recognised(world)
    answer = client_of(world, "officer").get(f"/danh-gia/quyet-dinh/{decision.pk}/tep.docx")
    texts = [p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs]
    assert "Căn cứ Luật Tổ chức chính quyền địa phương;" in texts
    assert any(
        text.startswith(
            "Căn cứ Thông tư số 124/2021/TT-BCA ngày 28 tháng 12 năm 2021 của Bộ trưởng"
        )
        for text in texts
    )


def test_a_decision_taken_back_makes_its_certificates_void(world):
    _dossier, decision, paper = dossiers.recognised(world)
    office = client_of(world, "officer")
    address = f"/danh-gia/quyet-dinh/{decision.pk}/"
    assert office.post(address, {"reason": ""}).status_code == 422
    assert office.post(address, {"reason": "Ghi nhầm danh sách"}).status_code == 302
    page = text_of(office.get(f"/giay-cong-nhan/{paper.code}/"))
    assert "Đã thu hồi" in page and "Ghi nhầm danh sách" in page
    assert office.get(f"/giay-cong-nhan/{paper.code}/tep.pdf").status_code == 409


def test_only_who_may_take_a_step_back_is_offered_it(world):
    dossiers.reviewed(world)
    assert 'value="undo"' in text_of(client_of(world, "officer").get(PLACE))
    for who in ("leader", "hamlet_post"):  # reads only; the last step is another post's
        client = client_of(world, who)
        assert 'value="undo"' not in text_of(client.get(PLACE))
        assert client.post(PLACE, {"do": "undo"}).status_code == 403


def test_a_unit_sees_its_own_dossier_only(world):
    dossiers.recognised(world, "far_hamlet")
    unit, office = client_of(world, "hamlet_post"), client_of(world, "officer")
    for client in (unit, office):
        assert client.get(FAR).status_code == 403
        assert client.post(FAR, {"do": "undo"}).status_code == 403
    decision = Decision.objects.get()
    assert unit.get(f"/danh-gia/quyet-dinh/{decision.pk}/").status_code == 403
    assert Dossier.objects.get().state == "recognised"


def test_versions_say_their_law_and_what_is_not_known(world):
    standing = client_of(world, "standing")
    page = text_of(standing.get("/danh-gia/bo-tieu-chi/"))
    for words in ("Thông tư 124/2021/TT-BCA", "Thông tư 48/2025/TT-BCA", "Bảng điểm phân loại"):
        assert words in page
    one = text_of(standing.get("/danh-gia/bo-tieu-chi/tt124-commune-2025/"))
    assert "chưa rõ" in one and "48/2025" in one
    data = {"option": "xa4_base", "value": "in_scope", "document": "05/HD-BCĐ"}
    standing.post("/danh-gia/bo-tieu-chi/tt124-commune-2025/", data)
    assert queries.options_of("tt124-commune-2025")["xa4_base"] == "in_scope"
    leader = client_of(world, "leader")
    assert leader.post("/danh-gia/bo-tieu-chi/tt124-commune-2025/", data).status_code == 403


def test_grading_is_locked_until_the_administrator_enters_the_rubric(world):
    dossier = dossiers.reviewed(world)
    office = client_of(world, "officer")
    page = text_of(office.get(f"{PLACE}cham-diem/"))
    assert "Chưa phân loại được" in page and 'name="s.' not in page
    assert office.post(f"{PLACE}cham-diem/", {}).status_code == 409
    dossier.refresh_from_db()
    assert dossier.self_score is None
    assert office.get("/danh-gia/thang-diem/qd510-hamlet/").status_code == 200
    assert 'name="p.0"' not in text_of(office.get("/danh-gia/thang-diem/qd510-hamlet/"))


def test_the_administrator_enters_a_rubric_that_sums_to_100():
    scene = build_scene()
    client = Client()
    client.force_login(scene.person("administrator"))
    address = "/danh-gia/thang-diem/qd510-agency/"
    page = text_of(client.get(address))
    data = dict(re.findall(r'name="([ilp]\.\d+)" value="([^"]*)"', page))
    points = iter(["4", "20", "30", "14"])
    for name in [n for n in data if n.startswith("p.") and not data[n]]:
        if data[f"l.{name[2:]}"]:
            data[name] = next(points, "19")
    data |= {"c.excellent": "90", "c.good": "70", "c.average": "50", "c.weak": "0"}
    data |= {"cap": "good", "from_year": "2024", "document": "510/QĐ-BCA-V05"}
    wrong = client.post(address, data)
    assert wrong.status_code == 422 and "99" in text_of(wrong)
    both = text_of(client.post(address, {**data, "document": ""}))
    assert "99" in both and "số, ký hiệu văn bản làm căn cứ" in both
    assert both.index('id="error-summary"') < both.index("<table")
    last = next(n for n in data if n.startswith("p.") and data[n] == "19")
    assert client.post(address, {**data, last: "20"}).status_code == 302
    assert GradeBook.objects.get().document == "510/QĐ-BCA-V05"
    assert "Đã xác nhận" in text_of(client.get(address))


def test_pages_never_write_on_reading(world):
    dossiers.recognised(world)
    standing = client_of(world, "standing")
    before = (Dossier.objects.count(), Version.objects.count())
    routes = ("year", "decide", "file_many", "decisions", "distribution", "gaps", "what_if")
    for route in routes:
        for query in ("", "?xuat=xlsx", "?noi-dung=ntm"):
            answer = standing.get(reverse(f"assessments:{route}", args=[YEAR]) + query)
            assert answer.status_code == 200, (route, query)
    assert (Dossier.objects.count(), Version.objects.count()) == before
