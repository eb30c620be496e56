"""Figure pages: every figure leads to its proof, coverage is honest, exports equal the screen."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.urls import reverse

from phongtrao.accounts import actions as accounts
from phongtrao.audit import queries as audit
from phongtrao.jobs import working
from phongtrao.jobs.models import Work
from phongtrao.orgs import queries as orgs
from phongtrao.submissions import actions, reviewing
from phongtrao.submissions import queries as submissions
from phongtrao.submissions.models import Submission
from tests.web.desks import client_of, text_of
from tests.world import YEAR

pytestmark = pytest.mark.django_db

SAFE = {"safe": "recognised", "safe_registered": "yes"}
NOT_SAFE = {"safe": "not_recognised", "safe_registered": "yes", "grade": "average"}
SO = re.compile(r'<a class="figure[^"]*" href="([^"]+)" data-so="([^"]+)"')


def say(world: Any, unit: str, post: str, **answers: Any) -> Submission:
    """Hand in a complete report of one unit."""
    actions.submit(
        unit_id=world.units[unit], form="annual", period=YEAR, client_key=f"key-{unit}",
        payload=world.payload(unit, **answers), by=world.posts[post],
        on_behalf=unit != "hamlet" and post == "officer", note="Nhập từ biểu giấy",
    )  # fmt: skip
    return Submission.objects.get(unit_id=world.units[unit])


@pytest.fixture
def sent(world: Any) -> Any:
    """Three of five units below the province have reported; one is approved."""
    first = say(world, "hamlet", "hamlet_post", **SAFE)
    say(world, "hamlet2", "officer", **NOT_SAFE)
    say(world, "school", "officer", **SAFE)
    reviewing.approve(submission_id=first.pk, by=world.posts["officer"])
    return world


@pytest.fixture
def office(sent: Any) -> Any:
    """A browser of the standing office."""
    return client_of(sent, "standing")


def page(client: Any, address: str, status: int = 200) -> str:
    """The text of a page that answers as it should."""
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return text_of(response)


def unescaped(address: str) -> str:
    """An address out of an attribute."""
    return address.replace("&amp;", "&")


def test_every_figure_leads_to_its_rows_and_every_row_to_its_report(office: Any) -> None:
    pages = ["/chi-tieu/?ky=2024-nam", "/chi-tieu/T1.2/?ky=2024-nam", "/mot-trang/?ky=2024-nam",
             "/ke-hoach/binh-phuoc-2022-2025/?ky=2024-nam", "/xa/25363-tan-lap/"]  # fmt: skip
    proofs = {unescaped(href) for address in pages for href, _ in SO.findall(page(office, address))}
    assert len(proofs) > 20
    for proof in sorted(proofs):
        assert "Số này từ đâu" in page(office, proof), proof
    shown = page(office, "/chi-tieu/T1.2/nguon/?ky=2024-nam&don-vi=25363")
    rows = re.findall(r'href="(/bao-cao-goc/\d+/)"', shown)
    assert len(rows) == 3
    source = page(office, rows[0])
    assert "Biên nhận" in source and "Đầu mối" in source and "Minh chứng" in source


def test_the_proof_adds_up_to_the_figure(office: Any) -> None:
    table = office.get("/chi-tieu/T1.2/nguon/?ky=2024-nam&don-vi=25363&xuat=csv")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][3:5] == ["Tính đạt", "Tính vào tổng"]
    assert [sum(int(row[place]) for row in rows[2:]) for place in (3, 4)] == [2, 3]
    target = page(office, "/chi-tieu/T1.2/?ky=2024-nam&don-vi=25363")
    assert re.search(r'data-so="T1.2\|25363\|2024\|reported">2/3<', target)


def test_no_colour_below_eighty_percent(office: Any) -> None:
    shown = page(office, "/chi-tieu/T1.2/?ky=2024-nam&don-vi=25363")
    assert "Chưa đủ số liệu" in shown and "tag--missed" not in shown.split("Theo loại đơn vị")[0]
    bar = shown[shown.index("chart-bullet") :].split("</svg>")[0]
    assert "t-none" in bar and "t-met" not in bar and "t-missed" not in bar


def test_small_denominators_show_the_count_first(office: Any) -> None:
    row = page(office, "/xa/25363-tan-lap/?ky=2024-nam")
    assert re.search(r'T1\.2\|25363\|2024\|reported">2/3</a> <span class="muted">66,7', row)


def test_a_list_exports_what_it_shows(office: Any) -> None:
    address = "/chi-tieu/?ky=2024-nam"
    screen = page(office, address)
    names = re.findall(r'<th scope="row"><span class="cell"><a [^>]*>([^<]+)</a>', screen)
    exported = office.get(f"{address}&xuat=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported), delimiter=";"))
    assert [row[0] for row in rows[2:]] == [name.replace("&quot;", '"') for name in names]
    workbook = office.get(f"{address}&xuat=xlsx")
    assert workbook.content[:2] == b"PK" and "chi-tieu" in workbook["Content-Disposition"]


@pytest.mark.parametrize("address", [
    "/chi-tieu/T1.2/?ky=2024-nam&don-vi=25366",
    "/chi-tieu/T1.2/nguon/?ky=2024-nam&don-vi=25366",
    "/chi-tieu/?ky=2024-nam&don-vi=70",
    "/xa/25366-tan-hoa/",
    "/don-vi/25366-01-ap-3/",
    "/mot-trang/",
    "/bao-cao/",
])  # fmt: skip
def test_a_commune_officer_stays_in_the_commune(sent: Any, address: str) -> None:
    assert client_of(sent, "officer").get(address).status_code == 403


def test_lists_and_search_keep_to_the_commune(sent: Any) -> None:
    officer = client_of(sent, "far_officer")
    assert "25363" not in page(officer, "/don-vi/")
    assert "25363" not in page(officer, "/don-vi/?q=ap")
    found = page(officer, "/tim/?q=ap 3")
    assert "25366-01" in found and "25363-01" not in found
    submission = Submission.objects.get(unit_id=sent.units["hamlet"])
    assert officer.get(f"/bao-cao-goc/{submission.pk}/").status_code == 403
    assert "25363" not in page(officer, "/ky-bao-cao/annual/2024-nam/")


@pytest.mark.parametrize(("address", "status"), [
    ("/chi-tieu/T9.9/", 404), ("/chi-tieu/1-2/", 200), ("/chi-tieu/?ky=abc", 404),
    ("/chi-tieu/?ky=2024-nam&ban-do=hom-qua", 404), ("/chi-tieu/?ky=2024-nam&don-vi=00000", 404),
    ("/ke-hoach/khac/", 404), ("/ke-hoach/binh-phuoc-2022-2025/ix-9/", 404),
    ("/ky-bao-cao/annual/1999/", 404), ("/ky-bao-cao/khac/2024-nam/", 404),
    ("/bao-cao/BC-KHONG-CO/", 404), ("/don-vi/00000-khong-co/", 404),
    ("/chi-tieu/T1.2/?ky=2024-nam&ban-do=2024-12-31", 200), ("/don-vi/?trang=999", 200),
])  # fmt: skip
def test_addresses_answer_with_the_right_status(office: Any, address: str, status: int) -> None:
    page(office, address, status)


def test_old_names_in_addresses_lead_on(office: Any) -> None:
    answer = office.get("/don-vi/25363-ten-cu/?ky=2024-nam")
    assert answer.status_code == 301 and answer["Location"] == "/don-vi/25363-tan-lap/?ky=2024-nam"


def test_the_plan_shows_all_clauses_and_finds_words_without_marks(office: Any) -> None:
    whole = page(office, "/ke-hoach/binh-phuoc-2022-2025/")
    for clause in ("i", "ii-1", "iii-7", "iv-1", "v", "vi"):
        assert f'id="{clause}"' in whole
    assert "trước ngày 15/11" in whole and "hết ngày 14/11" in whole
    found = page(office, "/ke-hoach/binh-phuoc-2022-2025/?q=kinh phi")
    assert 'id="v"' in found and 'id="ii-1"' not in found


def test_units_are_filtered_by_kind_and_state(office: Any) -> None:
    silent = page(office, "/don-vi/?bieu=annual&ky=2024-nam&tt=due&loai=hamlet")
    assert "25366-01" in silent and "25363-01" not in silent and "1 đơn vị" in silent


def test_a_round_shows_its_funnel_by_commune(office: Any) -> None:
    shown = page(office, "/ky-bao-cao/annual/2024-nam/")
    assert "xã Tân Lập: 3/4" in shown and "Tỷ lệ gửi" in shown


def test_only_the_standing_office_freezes(sent: Any, office: Any) -> None:
    address = reverse("work:report", args=[2024])
    assert client_of(sent, "leader").post(address, {"act": "freeze"}).status_code == 403
    assert office.get(address).status_code == 405
    asked = office.post(address, {"act": "freeze"})
    working.run(Work.objects.latest("pk").pk)
    code = re.search(r"BC-2024-[A-Z0-9]{4}-[A-Z0-9]{4}", page(office, asked["Location"]))
    assert code and "SHA-256" in page(office, f"/bao-cao/{code[0]}/")
    assert office.get(f"/bao-cao/{code[0]}/tep.pdf").content[:4] == b"%PDF"
    say(sent, "far_hamlet", "far_officer", **SAFE)
    changed = page(office, f"/bao-cao/{code[0]}/?doi-chieu=1")
    assert 'data-so="T1.2||2024|reported"' in changed
    assert "giống từng byte" in page(office, f"/bao-cao/{code[0]}/?in-lai=1")


def test_the_log_is_filtered_and_exported(office: Any) -> None:
    shown = page(office, "/nhat-ky/?viec=submission.submit")
    assert "3 thao tác" in shown and "gửi báo cáo" in shown
    day = re.search(r"\d{2}/\d{2}/\d{4}", shown)
    assert day and "3 thao tác" in page(
        office, f"/nhat-ky/?viec=submission.submit&tu-ngay={day[0]}&den-ngay={day[0]}")  # fmt: skip
    assert "0 thao tác" in page(office, "/nhat-ky/?viec=submission.submit&den-ngay=1/1/2020")


@pytest.mark.parametrize(
    ("query", "vietnamese", "english"),
    [
        ("chuc-danh=khong-co-that", "Không có chức danh mang mã “khong-co-that”",
         "There is no post with the code “khong-co-that”"),
        ("tu-ngay=99/99/2026", "“99/99/2026” không phải là ngày", "“99/99/2026” is not a day"),
        ("viec=khong-co", "Nhật ký không có việc “khong-co”", "The log knows no act “khong-co”"),
    ],
)  # fmt: skip
def test_a_filter_of_the_log_that_is_not_understood_is_said(
    world: Any, query: str, vietnamese: str, english: str
) -> None:
    reader = auditor_of(world)
    shown = page(reader, f"/nhat-ky/?{query}")
    assert vietnamese in shown and "0 thao tác" in shown and "table-log" not in shown
    assert english in page(reader, f"/en/nhat-ky/?{query}")


def test_openings_of_pages_are_listed_only_when_asked_for(world: Any) -> None:
    reader = auditor_of(world)
    assert "không kể lượt mở trang" in page(reader, "/nhat-ky/")
    assert "/nhat-ky/" not in rows_of(page(reader, "/nhat-ky/"))
    assert "mở trang" in rows_of(page(reader, "/nhat-ky/?mo-trang=1"))


def test_acts_of_the_log_name_their_object_and_lead_to_it(sent: Any) -> None:
    reader = auditor_of(sent)
    first, second = Submission.objects.order_by("pk")[:2]
    reviewing.undo(submission_id=first.pk, by=sent.posts["officer"])
    text = "Ghi lại số camera cho khớp"
    reviewing.return_cells(
        submission_id=second.pk, cells={"cameras_working": text}, by=sent.posts["officer"]
    )
    rows = rows_of(page(reader, "/nhat-ky/"))
    source = reverse("figures:source", args=[first.pk])
    unit = orgs.state_of(first.unit_id)
    assert re.search(rf'<a href="{source}">Báo cáo năm 2024 · [^<]*{re.escape(unit.code)}', rows)
    assert text in rows and "cameras_working" not in rows
    for raw in ("undone", "cells:", "path:", "version:", "submissions."):
        assert raw not in rows
    english = rows_of(page(reader, "/en/nhat-ky/"))
    assert f'<a href="/en{source}">' in english and "version 1" in english
    desk = accounts.create_post(code="quan-tri", title="Quản trị", role="administrator")
    sent.posts["quan-tri"] = desk
    assert source not in rows_of(page(client_of(sent, "quan-tri"), "/nhat-ky/"))


def test_an_entry_of_the_log_is_found_by_its_number_and_its_receipt(sent: Any) -> None:
    reader = auditor_of(sent)
    report = Submission.objects.earliest("pk")
    receipt = submissions.receipt_of(report.pk)
    assert receipt
    source = reverse("figures:source", args=[report.pk])
    size, root = audit.head()
    for typed in (str(receipt.log_index), receipt.code, receipt.code.lower()):
        shown = page(reader, f"/nhat-ky/?muc={typed}")
        assert root in shown
        assert receipt.entry_hash in shown
        assert f'href="{source}"' in shown
        assert "nội dung khớp mã băm" in shown
    assert f"Nhật ký không có mục “{size}”" in page(reader, f"/nhat-ky/?muc={size}")
    assert "The log has no entry “PT-0000" in page(reader, "/en/nhat-ky/?muc=PT-0000-0000-0000")
    assert "không phải số mục" in page(reader, "/nhat-ky/?muc=xin-chao")
    assert reader.get("/truy-nguon/", {"q": receipt.code})["Location"] == source
    page(reader, "/truy-nguon/?q=PT-0000-0000-0000", 404)


def auditor_of(world: Any) -> Any:
    """A browser of an auditor, whose openings of pages the log keeps."""
    desk = accounts.create_post(code="auditor", title="Thanh tra", role="auditor")
    world.posts["auditor"] = desk
    return client_of(world, "auditor")


def rows_of(shown: str) -> str:
    """The body of the table of the log."""
    return shown.partition("<tbody>")[2].partition("</tbody>")[0]


def test_english_twin_and_unit_history(office: Any, sent: Any) -> None:
    assert "Targets of the plan" in page(office, "/en/chi-tieu/?ky=2024-nam")
    code = orgs.state_of(sent.units["hamlet"]).code
    shown = page(office, f"/don-vi/{code}-ap-3/")
    assert "đang hoạt động từ 01/01/2022" in shown and "/bao-cao-goc/" in shown


def test_evidence_is_one_click_from_its_report(sent: Any, office: Any) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    actions.attach(
        unit_id=sent.units["hamlet2"], form="annual", period=YEAR, field="evidence",
        name="Biên bản họp.pdf", content=pdf, by=sent.posts["officer"],
    )  # fmt: skip
    report = Submission.objects.get(unit_id=sent.units["hamlet2"])
    found = page(office, reverse("figures:source", args=[report.pk]))
    address = re.search(r'<a href="([^"]+)">Biên bản họp.pdf</a>', found)
    assert address
    assert b"".join(office.get(address[1]).streaming_content).startswith(b"%PDF")
