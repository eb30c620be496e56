"""From what people type to what is stored: numbers, dates, NFC, reasons, privacy."""

import json
import unicodedata

import pytest
from django.http import QueryDict
from django.utils import translation

from phongtrao.core.findings import Finding
from phongtrao.core.periods import Period
from phongtrao.rules.validation import JUMP, check
from phongtrao.submissions.earlier import EarlierReport
from phongtrao.web.entry.carrying import carry_over
from phongtrao.web.entry.differences import compare, large_changes
from phongtrao.web.entry.form_fields import Sheet, draw, only_returned
from phongtrao.web.entry.form_parsing import parse
from tests.web.entry_form import FORM


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def posted(**answers):
    query = QueryDict(mutable=True)
    for name, value in answers.items():
        key = name.replace("__", ".", 1)
        query.setlist(key, value if isinstance(value, list) else [value])
    return query


def read(known=None, only=None, group="hamlet", **answers):
    return parse(FORM, group, "", posted(**answers), known=known, only=only)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("212", 212), ("1.234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("0", 0), (" 7 ", 7)],
)
def test_whole_numbers_as_people_write_them(typed, stored):
    assert read(f__households=typed).payload == {"households": stored}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.234,5", "number.not_whole"),
        ("12,5", "number.not_whole"),
        ("1,234", "number.ambiguous"),
        ("-3", "number.negative"),
        ("hai trăm", "number.not_whole"),
        ("9999999999", "number.too_large"),
    ],
)
def test_a_wrong_number_is_a_finding_and_stays_as_typed(typed, code):
    parsed = read(f__households=typed)
    assert [finding.code for finding in parsed.findings] == [code]
    assert parsed.payload == {"households": typed}
    assert "Tổng số hộ" in parsed.findings[0].message


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("05/11/2024", "2024-11-05"),
        ("5/8/2024", "2024-08-05"),
        ("5.8.24", "2024-08-05"),
        ("05-08-2024", "2024-08-05"),
        ("2024-08-05", "2024-08-05"),
    ],
)
def test_the_day_comes_first(typed, stored):
    assert read(f__plan_on=typed).payload == {"plan_on": stored}


def test_an_impossible_date_is_a_finding():
    parsed = read(f__plan_on="31/02/2024")
    assert parsed.findings[0].code == "date.unreadable"
    assert parsed.raw["plan_on"] == "31/02/2024"


def test_text_is_stored_in_nfc():
    parsed = read(f__note=unicodedata.normalize("NFD", "Ấp Đồng Phú tổ chức họp"))
    assert parsed.payload["note"] == "Ấp Đồng Phú tổ chức họp"


@pytest.mark.parametrize("typed", ["gọi 0912345678", "CCCD 070123456789", "số 285123456"])
def test_numbers_of_citizens_are_refused_and_not_kept(typed):
    parsed = read(f__note=typed, known={"note": "cũ"})
    assert parsed.findings[0].code == "text.person_id"
    assert "note" not in parsed.payload


def test_zero_none_not_available_and_silence_differ():
    assert read(f__households_signed="0").payload == {"households_signed": 0}
    assert read(f__households_signed="", w__households_signed="none").payload == {
        "households_signed": {"why": "none"}
    }
    assert read(f__households_signed="", w__households_signed="").payload == {}
    refused = read(f__households_signed="", w__households_signed="na")
    assert refused.findings[0].code == "reason.unknown"
    both = read(f__households_signed="5", w__households_signed="none")
    assert both.findings[0].code == "reason.both"


def test_unknown_choices_are_refused():
    assert read(f__class="best").findings[0].code == "choice.unknown"
    assert read(f__plan_made="maybe").findings[0].code == "choice.unknown"
    assert read(f__channels=["radio", "x"]).findings[0].code == "choice.unknown"


def test_boxes_keep_the_order_of_the_definition_and_can_be_cleared():
    assert read(f__channels=["radio", "talk"]).payload == {"channels": ["talk", "radio"]}
    assert read(known={"channels": ["talk"]}, p__channels="1").payload == {}


def test_what_was_not_on_the_page_keeps_its_answer():
    assert read(known={"households": 9}, f__note="x").payload == {"households": 9, "note": "x"}


def test_only_returned_cells_may_change():
    parsed = read(known={"households": 9}, only=["note"], f__households="10", f__note="x")
    assert parsed.payload == {"households": 9, "note": "x"}


def test_questions_of_other_kinds_are_not_read():
    assert read(f__staff="5").payload == {}
    assert read(group="agency", f__staff="5", f__households="4").payload == {"staff": 5}


def said(form, period, **payload):
    return EarlierReport(form, Period.parse(period), json.dumps(payload))


def test_only_stable_answers_are_carried_and_the_newest_report_that_has_one_gives_it():
    halves = FORM.model_copy(update={"id": "midyear", "title": "Báo cáo 6 tháng"})
    earlier = [
        said(halves, "2024-H1", households={"why": "unavailable"}),
        said(FORM, "2023", households=200, households_signed=190),
        said(halves, "2023-H1", households=198),
    ]
    known = carry_over(FORM, "hamlet", "", earlier)
    assert {name: found.answer for name, found in known.items()} == {"households": 200}
    assert (known["households"].source, known["households"].same_form) == ("báo cáo năm 2023", True)
    newer = [said(halves, "2024-H1", households=205), *earlier]
    found = carry_over(FORM, "hamlet", "", newer)["households"]
    assert (found.answer, found.same_form) == (205, False)
    assert found.source == "báo cáo 6 tháng đầu năm 2024"
    assert carry_over(FORM, "agency", "", newer) == {}


def test_last_year_stands_beside_the_number():
    sections = draw(FORM, "hamlet", "", Sheet(payload={}, previous={"households_signed": 1190}))
    signed = sections[0].fields[1]
    assert (signed.value, signed.previous) == ("", "1.190")
    assert [option.code for option in signed.reasons] == ["", "none", "unavailable"]


def test_sections_know_their_state():
    def states(payload):
        return [s.state for s in draw(FORM, "hamlet", "", Sheet(payload=payload))]

    assert states({}) == ["todo", "todo"]
    assert states({"households": 3}) == ["doing", "todo"]
    assert states({"households": 3, "households_signed": {"why": "none"}, "plan_made": "no"}) == [
        "done",
        "done",
    ]


def test_a_question_of_a_condition_is_hidden_until_it_applies():
    def hidden(payload):
        sections = draw(FORM, "hamlet", "", Sheet(payload=payload))
        return next(v.hidden for v in sections[1].fields if v.id == "plan_on")

    assert hidden({}) and hidden({"plan_made": "no"}) and not hidden({"plan_made": "yes"})


def test_a_wrong_answer_is_shown_as_typed_with_its_error():
    finding = Finding("number.not_whole", "households", "Tổng số hộ phải là số nguyên")
    sheet = Sheet(payload={"households": "hai"}, findings=[finding])
    view = draw(FORM, "hamlet", "", sheet)[0].fields[0]
    assert (view.value, view.errors) == ("hai", ("Tổng số hộ phải là số nguyên",))


def test_the_sender_sees_only_returned_cells():
    sections = draw(FORM, "hamlet", "", Sheet(payload={}, returned={"note": "Ghi rõ"}))
    kept = only_returned(sections, {"note": "Ghi rõ"})
    assert [view.id for section in kept for view in section.fields] == ["note"]
    assert kept[0].fields[0].returned == "Ghi rõ"


def test_a_change_is_marked_where_the_rule_warns_of_it_and_nowhere_else():
    before = {"households": 100, "households_signed": 100}
    for moved, marked in ((120, []), (121, ["households_signed"])):
        now = {"households": 130, "households_signed": moved}
        found = check(FORM, "hamlet", "", now, before)
        parts = compare(FORM, "hamlet", "", now, before, found)
        assert [row.field for row in large_changes(parts)] == ["households", *marked]
        warned = {finding.place for finding in found if finding.code == JUMP}
        assert warned == {"households", *marked}
    assert parts[0].rows[1].change == "+21 (+21,0\u00a0%)"
    assert parts[0].rows[0].now == "130 hộ"
    few = compare(FORM, "hamlet", "", {"households": 2}, {"households": 1})
    assert few[0].rows[0].change == "+1 (+100,0\u00a0%)" and not large_changes(few)
