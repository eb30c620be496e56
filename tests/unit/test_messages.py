"""Templates and free texts: each rule speaks for its mistake and is silent for good texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.plan.message_checks import check_notices, check_text
from phongtrao.plan.messages import (
    MessageExample,
    MessageTemplate,
    Notices,
    Reminding,
    sms_parts,
    without_marks,
)
from phongtrao.plan.standard import standard_notices

GOOD = "Thông báo đến hạn: báo cáo năm của {unit} cần gửi trước hết ngày 14/11/2026."


@pytest.mark.parametrize("channel", ["subject", "body", "sms", "zalo"])
def test_a_good_text_has_no_finding(channel):
    assert check_text(GOOD, channel) == []


@pytest.mark.parametrize(
    ("channel", "text", "code"),
    [
        ("zalo", "Mở https://gov.vn/bao-cao để gửi báo cáo năm nay", "message.link"),
        ("sms", "Xem bit.ly/abc để gửi báo cáo", "message.link"),
        ("zalo", "Cần giúp đỡ, gọi 0912 345 678 trong giờ hành chính", "message.phone"),
        ("body", "Liên hệ đường dây nóng 1900 6789", "message.phone"),
        ("body", "Người vi phạm số 070123456789", "message.citizen"),
        ("zalo", "Thông báo về ANTT của đơn vị đã được ghi nhận", "message.short"),
        ("zalo", "Kính gửi anh/chị báo cáo đã đến hạn", "message.address"),
        ("body", "Đề nghị bạn gửi báo cáo", "message.address"),
        ("body", "Vui lòng gửi báo cáo", "message.house"),
        ("subject", "Gửi báo cáo ngay!", "message.house"),
        ("zalo", "Báo cáo đã đến hạn, đề nghị gửi sớm ⚠", "message.icon"),
        ("zalo", "Bao cao cua don vi da den han gui", "message.marks"),
        ("zalo", "Đề nghị gửi báo cáo. " * 30, "message.long"),
        ("sms", "Đề nghị gửi báo cáo. " * 30, "message.parts"),
        ("body", "   ", "message.empty"),
    ],
)
def test_each_mistake_is_named(channel, text, code):
    assert code in {finding.code for finding in check_text(text, channel)}


@pytest.mark.parametrize(
    "text",
    [
        "Trẻ em và học sinh tham gia Ngày hội.",
        "Nghị định 137/2020/NĐ-CP có hiệu lực từ 11/01/2021.",
        "Kinh phí 12.500.000 đồng; 1.234 hộ ký cam kết.",
        "Mục VI.1 của Kế hoạch; ấp 10 tổ chức ngày 19/8.",
    ],
)
def test_ordinary_words_are_no_mistake(text):
    assert check_text(text, "body") == []


def test_sms_without_marks_carries_twice_as_much():
    text = "Đề nghị gửi báo cáo năm của đơn vị trước hết ngày mười bốn tháng mười một. " * 2
    with_marks = check_text(text, "sms", steps=Reminding(sms_marks=True, sms_parts=2))
    without = check_text(text, "sms", steps=Reminding(sms_marks=False, sms_parts=2))
    assert [f.code for f in with_marks] == ["message.parts"]
    assert without == []


@pytest.mark.parametrize(
    ("length", "marked", "parts"),
    [
        (160, False, 1),
        (161, False, 2),
        (306, False, 2),
        (307, False, 3),
        (70, True, 1),
        (71, True, 2),
    ],
)
def test_parts_follow_the_standard(length, marked, parts):
    assert sms_parts(("ă" if marked else "a") * length) == parts


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ĐÂ,.", max_size=200))
def test_without_marks_is_plain_and_keeps_its_length(text):
    plain = without_marks(text)
    assert plain.isascii()
    assert len(plain) == len(text)


def test_the_shipped_templates_are_good():
    assert check_notices(standard_notices()) == []


def test_a_wrong_example_and_a_missing_value_are_found():
    template = MessageTemplate(
        id="x",
        reason="due",
        title="Mẫu",
        subject="Hạn {day}",
        body="Gửi {unit}.",
        examples=(
            MessageExample(values={"day": "1/1"}),
            MessageExample(values={"day": "1/1", "unit": "Ấp 3"}, body="Gửi Ấp 4."),
        ),
    )
    codes = [f.code for f in check_notices(Notices(templates=(template, template)))]
    assert codes.count("message.value") == 2
    assert codes.count("message.example") == 2
    assert codes.count("message.twice") == 1


def test_a_template_needs_an_example():
    template = MessageTemplate(id="x", reason="due", title="Mẫu", subject="Hạn", body="Gửi.")
    assert [f.code for f in check_notices(Notices(templates=(template,)))] == ["message.no_example"]
