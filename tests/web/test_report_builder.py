"""The yearly report while it is written: codes lead to their rows, own words, checks, freeze."""

import io
from datetime import date, datetime
from unittest import mock

import docx
import pytest

from phongtrao.accounts import actions as accounts
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.duties import actions as duties
from phongtrao.inspections import actions as inspections
from phongtrao.programmes import queries as programmes
from phongtrao.reports import actions, building, editing, queries, tracing
from phongtrao.reports.models import Edit
from phongtrao.reports.outline import read_outline
from phongtrao.reports.tables import source_lines
from phongtrao.submissions import actions as submissions
from phongtrao.web.base import offices
from phongtrao.web.reports.links import source_url
from tests.web import dossiers, register_lines
from tests.world import YEAR

AT = datetime(2024, 12, 2, 7, tzinfo=TZ)
BUILDER = "/bao-cao/2024/soan/"


def signed_in(client, post):
    """The client, acting as this post."""
    person = accounts.create_person(
        username=post.code, password="nuoc-chay-da-mon", full_name=f"Người thử {post.code}"
    )
    accounts.hold(post=post, person=person)
    client.force_login(person)
    return client


@pytest.fixture
def office(client, world):
    """The standing office, signed in."""
    return signed_in(client, world.posts["standing"])


def keys(start: str) -> str:
    """The key of the outline's item that begins with these words."""
    outline = read_outline(actions.folder())
    return next(p.key for p in editing.places(outline) if p.item.text.startswith(start))


def send(world, unit, by, **answers):
    """A report of a hamlet with numbers."""
    submissions.submit(
        unit_id=world.units[unit], form="annual", period=YEAR,
        payload=world.payload(unit, **answers), client_key=f"k-{unit}", by=world.posts[by],
        at=datetime(2024, 10, 20, 8, tzinfo=TZ), on_behalf=unit == "hamlet2",
    )  # fmt: skip


@pytest.fixture
def told(world):
    """Reports, a line of a register, a recognised dossier, duties, a visit: all of the year."""
    send(world, "hamlet", "hamlet_post", households=212, households_signed=209, sessions=4)
    send(world, "hamlet2", "officer", households=150, households_signed=120, sessions=3)
    dossiers.recognised(world, "hamlet2")
    register_lines.team(world, "hamlet")
    duties.seat(body="home_affairs", unit_id=world.units["school"], by=None)
    duties.open_year(year=2024, by=None)
    day = date(2024, 4, 2)
    plan = inspections.Plan(
        period=YEAR, title="Kiểm tra 2024", starts=day, ends=day, method="listed"
    )
    round_ = inspections.plan_round(plan=plan, by=world.posts["standing"])
    inspections.add_units(
        round_=round_, unit_ids=[world.units["school"]], by=world.posts["standing"]
    )
    inspections.record_visit(
        round_=round_, unit_id=world.units["school"],
        report=inspections.Report(day=day, note="Đã xem hồ sơ."),
        client_key="5c0d2f0e-54c1-4a0e-9a53-1f5b3f0c8f00", by=world.posts["standing"],
    )  # fmt: skip
    return world


MODELS = "Trong năm xây dựng mới"


def write(world, text, base=0, key="") -> Edit:
    return editing.edit(
        outline=read_outline(actions.folder()), year=2024, key=key or keys(MODELS), text=text,
        base=base, by=world.posts["standing"],
    )  # fmt: skip


def test_every_code_of_the_report_leads_to_rows_that_add_up_to_it(told, office):
    facts, outline = actions.facts_of(2024, AT)
    figures = {one.id: one.now or 0 for one in (*facts.measures, *facts.counts)}
    wrong = {
        code: (value, total)
        for code, value in figures.items()
        if (total := tracing.source_of(outline, 2024, code, AT).total) != value
    }
    assert not wrong
    for code in ("N1.7", "S1.2", "S4.3", "S6.1", "S10.2", "S10.5"):
        assert figures[code], f"{code}: the world has something to count in every room"
    listed = [line["code"] for line in source_lines(facts)]
    assert listed == [t.id for t in facts.targets] + list(figures)
    page = office.get("/bao-cao/2024/nguon/").content.decode()
    for code in listed:
        url = source_url(code, 2024)
        assert url.replace("&", "&amp;") in page
        assert office.get(url).status_code == 200, url


def test_a_source_page_lists_the_units_and_their_reports(told, office):
    unit = office.get("/bao-cao/2024/nguon/S6.1/").content.decode()
    assert "/so/luc-luong-nong-cot/" in unit and "so-do=teams" in unit
    file = office.get("/bao-cao/2024/nguon/S6.1/?xuat=csv")
    assert file.status_code == 200 and "S6.1" in file.content.decode("utf-8-sig")
    assert office.get("/bao-cao/2024/nguon/Z9/").status_code == 404
    assert office.get("/bao-cao/2024/nguon/T1.2/").status_code == 302


@pytest.mark.one_engine
def test_an_edited_paragraph_goes_into_both_files_with_its_figures(told, office):
    key = keys(MODELS)
    shown = office.get(BUILDER, {"phan": "II.3", "doan": key}).content.decode()
    assert "{N2.1}" in shown and "Chèn số" in shown
    sent = {"doan": key, "base": "0", "act": "save"}
    text = "Cả năm có {S6.1} tổ và 12 mô hình.\n- Gạch đầu dòng\n{bang:room_force}"
    saved = office.post(BUILDER, {**sent, "text": text})
    assert saved.status_code == 302 and "phan=II.3" in saved["Location"]
    page = office.get(BUILDER, {"phan": "II.3"}).content.decode()
    assert "sửa tay" in page and "12 mô hình" in page and "1 số gõ tay" in page
    word = docx.Document(io.BytesIO(actions.draft(year=2024, at=AT).docx))
    body = [paragraph.text for paragraph in word.paragraphs]
    assert "Cả năm có 1S6.1 tổ và 12 mô hình." in body
    assert "- Gạch đầu dòng" in body


def test_the_editor_says_what_each_sign_stands_for(office):
    hand = building.at_hand(2024)
    text = "{province}: {T1.2|ty_so}, {year}, {year}; {bang:targets} {Z9.9}"
    found = building.said_now(hand.facts, hand.outline, text)
    assert [sign for sign, _ in found] == ["{province}", "{T1.2|ty_so}", "{year}"]
    assert found[2][1] == "2024" and all(words for _, words in found)
    page = office.get(BUILDER, {"phan": "II.3", "doan": keys(MODELS)}).content.decode()
    assert "Các mã trong đoạn này hiện thay cho" in page and "<li><code>{" in page


def test_a_freeze_lists_what_is_open_and_waits_for_a_second_click(office):
    sent = {"doan": keys(MODELS), "base": "0", "act": "save", "text": "Năm qua có 12 mô hình."}
    office.post(BUILDER, sent)
    assert f'href="{BUILDER}chot/"' in office.get(BUILDER).content.decode()
    page = office.get(f"{BUILDER}chot/").content.decode()
    assert "1 số gõ tay" in page and "Vẫn chốt số liệu" in page
    assert 'value="freeze"' in page and not queries.snapshots(2024).exists()


@pytest.mark.one_engine
def test_tokens_are_put_in_without_javascript(office):
    key = keys(MODELS)
    sent = {"doan": key, "base": "0", "text": "Có", "figure": "{T1.2}", "table": "{bang:targets}"}
    box = office.post(BUILDER, {**sent, "act": "figure"}).content.decode()
    assert "Có {T1.2}</textarea>" in box
    box = office.post(BUILDER, {**sent, "act": "table"}).content.decode()
    assert "Có\n{bang:targets}\n</textarea>" in box
    assert not Edit.objects.exists()


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Có {T9.9} đơn vị", "T9.9"),
        ("{bang:none}", "bang:none"),
        ("{bieu_do:T1.5}", "bieu_do:T1.5"),
        ("Có {T1.2 đơn vị", "lẻ"),
        ("  ", "Chưa có chữ nào"),
    ],
)
def test_what_cannot_be_printed_is_not_saved(office, text, words):
    sent = {"doan": keys(MODELS), "base": "0", "act": "save", "text": text}
    answer = office.post(BUILDER, sent)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Edit.objects.exists()


def test_the_slower_of_two_writers_keeps_the_words_and_is_told(office, world):
    write(world, "Bản của người nhanh hơn")
    sent = {"doan": keys(MODELS), "base": "0", "act": "save", "text": "Bản của người chậm hơn"}
    answer = office.post(BUILDER, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của người chậm hơn</textarea>" in page and "Bản của người nhanh hơn" in page
    back = {**sent, "base": "1", "act": "back"}
    assert office.post(BUILDER, back).status_code == 302
    assert editing.edits("annual", 2024) == {}
    assert Edit.objects.count() == 2, "nothing is overwritten"


@pytest.mark.one_engine
def test_only_the_office_writes(client, world):
    leader = world.posts["leader"]
    signed_in(client, leader)
    page = client.get(BUILDER).content.decode()
    assert "Lấy số liệu mới" not in page
    sent = {"doan": keys(MODELS), "base": "0", "act": "save", "text": "Lời khác"}
    assert client.post(BUILDER, sent).status_code == 403
    with pytest.raises(Refusal):
        editing.edit(
            outline=read_outline(actions.folder()), year=2024, key=keys(MODELS), text="x", base=0,
            by=leader,
        )  # fmt: skip


@pytest.mark.one_engine
def test_a_frozen_report_keeps_the_words_and_prints_them_again(world):
    office = world.posts["standing"]
    plain = actions.freeze(year=2024, by=office, at=AT)
    write(world, "Lời riêng, {targets_total} chỉ tiêu, {T1.2}.\n{bieu_do:T1.2}")
    own = actions.freeze(year=2024, by=office, at=AT)
    assert own.code != plain.code, "the seal covers the words"
    write(world, "Lời sau khi chốt", base=1)
    for frozen in (plain, own):
        assert queries.reproduce(frozen.code).same
    text = [p.text for p in docx.Document(io.BytesIO(queries.content(own, "docx"))).paragraphs]
    assert any(line.startswith("Lời riêng, 16 chỉ tiêu, ") for line in text)
    assert not any("Lời sau khi chốt" in line for line in text)
    assert b"word/media/image" in queries.content(own, "docx"), "the chart is a picture"


def test_the_builder_compares_the_freeze_with_the_figures_of_now(office, world):
    actions.freeze(year=2024, by=world.posts["standing"], at=AT)
    hand = building.read_again(2024)
    changed = hand.facts.model_copy(
        update={
            "counts": tuple(
                one.model_copy(update={"now": 99}) if one.id == "S6.1" else one
                for one in hand.facts.counts
            )
        }
    )
    building.Reading.objects.update(facts=changed.text())
    page = office.get(BUILDER).content.decode()
    assert "1 số liệu nay đã khác" in page and "<strong>99</strong>" in page


def test_the_sources_of_a_frozen_report_are_those_of_the_freeze(office, world):
    frozen = actions.freeze(year=2024, by=world.posts["standing"], at=AT)
    hand = building.read_again(2024)
    counts = [one.model_copy(update={"now": 9999, "before": 1}) for one in hand.facts.counts]
    changed = hand.facts.model_copy(update={"counts": tuple(counts)})
    building.Reading.objects.update(facts=changed.text())
    where = f"/bao-cao/{frozen.code}/nguon/"
    assert where in office.get(f"/bao-cao/{frozen.code}/").content.decode()
    page = office.get(where).content.decode()
    assert f"số liệu như đã chốt trong {frozen.code}, dữ liệu đến 07:00 02/12/2024" in page
    assert "9.999" not in page and "9.999" in office.get("/bao-cao/2024/nguon/").content.decode()
    assert "số liệu đã khác (đọc lúc" in page and f"{frozen.code}/?doi-chieu=1" in page
    assert "S6.1" in page and "/bao-cao/2024/nguon/S6.1/" not in page


def test_the_report_has_one_deadline_wherever_it_is_said(world):
    day = programmes.package().own_report_day(2024)
    assert day == date(2024, 11, 20)
    with mock.patch.object(offices.entrance, "current_year", return_value=2024):
        [task] = offices.report_steps(world.posts["standing"])
    assert task.deadline == day


def test_typed_numbers_are_told_from_tokens_and_numbers_of_documents():
    assert editing.typed_numbers("Có {N2.1} mô hình theo Nghị quyết 12/NQ-TU năm 2024") == []
    assert editing.typed_numbers("Tăng 5,2 % và 1.233 đơn vị; 3 xã") == [
        "5,2 %", "1.233 đơn vị", "3 xã"
    ]  # fmt: skip
