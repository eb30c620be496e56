"""The Word printer: Decree 30 layout read back with python-docx; hostile text stays text."""

import io
import zipfile

import docx
import pytest
import time_machine
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from phongtrao.documents import docx as printer
from phongtrao.documents.tree import Document
from tests.unit.documents_sample import TEMPLATE, sample


@pytest.fixture(scope="module")
def word():
    return docx.Document(io.BytesIO(printer.render(sample(), TEMPLATE.read_bytes())))


def paragraphs(word):
    """Every paragraph of the body and of the frames, in order."""
    cells = [cell for table in word.tables[:1] for row in table.rows for cell in row.cells]
    return word.paragraphs + [p for cell in cells for p in cell.paragraphs]


def test_page_is_a4_with_the_margins_of_the_decree(word):
    first = word.sections[0]
    assert (first.page_width.mm, first.page_height.mm) == pytest.approx((210, 297), abs=0.5)
    for section in word.sections:
        margins = [section.top_margin, section.bottom_margin]
        assert all(Mm(20) <= m + 400 and m <= Mm(25) for m in margins)
        assert Mm(30) - 400 <= section.left_margin <= Mm(35)
        assert Mm(15) - 400 <= section.right_margin <= Mm(20)


def test_each_appendix_is_a_landscape_section_numbered_from_one(word):
    assert [s.page_width > s.page_height for s in word.sections] == [False, True, True]
    for section in word.sections:
        assert section.different_first_page_header_footer
        assert 'w:start="1"' in section._sectPr.xml
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml


@pytest.mark.parametrize(
    ("text", "size", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
        ("UBND TỈNH BÌNH PHƯỚC", (12, 13), False, False),
        ("BAN CHỈ ĐẠO PHÒNG, CHỐNG", (12, 13), True, False),
        ("Số:       /BC-BCĐ", (13, 13), False, False),
        ("Bình Phước, ngày      tháng 11 năm 2024", (13, 14), False, True),
        ("BÁO CÁO", (13, 14), True, False),
        ("Kết quả thực hiện Kế hoạch năm 2024", (13, 14), True, False),
        ("Căn cứ Thông tư số 124/2021/TT-BCA;", (13, 14), False, True),
        ("Căn cứ Kế hoạch ngày 28/7/2022.", (13, 14), False, True),
        ("I. TÌNH HÌNH", (13, 14), True, False),
        ("1. Lãnh đạo", (13, 14), True, False),
        ("a) Cấp ủy", (13, 14), False, False),
        ("b) Chính quyền", (13, 14), False, False),
    ],
)
def test_components_have_the_letters_the_decree_names(word, text, size, bold, italic):
    found = next(p for p in paragraphs(word) if p.text == text)
    font = found.style.font
    assert font.name == "Times New Roman"
    assert Pt(size[0]) <= font.size <= Pt(size[1])
    assert (bool(font.bold), bool(font.italic)) == (bold, italic)


def test_body_is_justified_indented_and_ends_with_the_mark(word):
    body = next(p for p in word.paragraphs if p.text.startswith("Có "))
    shape = body.style.paragraph_format
    assert shape.alignment is not None and shape.alignment.name == "JUSTIFY"
    assert shape.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert shape.space_after >= Pt(6)
    assert any(p.text == "Trên đây là báo cáo./." for p in word.paragraphs)


def test_hostile_text_is_printed_letter_for_letter(word):
    body = next(p for p in word.paragraphs if p.text.startswith("Có "))
    expected = "K'Liêu & <b>ấp 3</b> {{ 1 + 1 }} {% raw %} #pagebreak() $x$  Ẫ Ổ ẵ ỡ"
    assert expected in body.text
    assert "≈\u00a087,3%S1" in body.text


def test_tables_repeat_their_head_and_keep_widths(word):
    table = word.tables[1]
    assert len(table.rows) == 61
    assert "w:tblHeader" in table.rows[0]._tr.xml
    widths = [cell.width.cm for cell in table.rows[5].cells]
    assert sum(widths) == pytest.approx(16.5, abs=0.05)
    assert widths[1] == pytest.approx(6 * widths[0], rel=0.01)


def test_signature_and_recipients_stand_level(word):
    left, right = (cell.text for cell in word.tables[2].rows[0].cells)
    assert left.splitlines() == ["Nơi nhận:", "- Như trên;", "- Lưu: VT, PV05."]
    assert right.splitlines()[:2] == ["TM. BAN CHỈ ĐẠO", "PHÓ TRƯỞNG BAN"]


def test_bytes_do_not_depend_on_the_clock():
    template = TEMPLATE.read_bytes()
    with time_machine.travel("2024-11-19 07:00:00"):
        first = printer.render(sample(), template)
    with time_machine.travel("2031-02-03 04:05:06"):
        second = printer.render(sample(), template)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as container:
        assert {entry.date_time for entry in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_document_without_appendices_has_one_section():
    whole = sample(3)
    plain = Document(**{**whole.__dict__, "appendices": (), "proof": None})
    word = docx.Document(io.BytesIO(printer.render(plain, TEMPLATE.read_bytes())))
    assert len(word.sections) == 1
    assert word.sections[0].page_width < word.sections[0].page_height


ORDER = {
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "pPr": "pStyle keepNext keepLines pBdr shd tabs spacing ind jc rPr sectPr",
    "sectPr": "headerReference type pgSz pgMar pgNumType cols titlePg docGrid",
}


def test_parts_stand_in_the_order_that_word_demands(word):
    for parent, listed in ORDER.items():
        names = listed.split()
        for element in word.element.body.iter(qn(f"w:{parent}")):
            found = [child.tag.partition("}")[2] for child in element]
            assert set(found) <= set(names)
            assert found == sorted(found, key=names.index), parent


def edited(old: str, new: str) -> bytes:
    """The template as if an office had typed `new` for `old` in Word."""
    word = docx.Document(io.BytesIO(TEMPLATE.read_bytes()))
    for paragraph in word.paragraphs:
        if old in paragraph.text:
            paragraph.text = paragraph.text.replace(old, new)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_an_office_may_change_words_in_the_template():
    template = edited("Kính gửi: {{ kinh_gui[0] }}", "Kính trình: {{ kinh_gui[0] }}")
    word = docx.Document(io.BytesIO(printer.render(sample(2), template)))
    assert any(p.text.startswith("Kính trình: Ủy ban") for p in word.paragraphs)


@pytest.mark.parametrize(
    "typed", ["{{ khong_co_ten_nay }}", "{{ ''.__class__.__mro__ }}", "{% if %}"]
)
def test_a_wrong_template_is_refused(typed):
    with pytest.raises(printer.TemplateProblem):
        printer.render(sample(2), edited("{{ trich_yeu }}", typed))


def test_a_file_that_is_no_template_is_refused():
    with pytest.raises(printer.TemplateProblem):
        printer.render(sample(2), b"no word file")
