"""The PDF printer: text, fonts, page numbers, and bytes that do not depend on the clock."""

import ctypes
import re
import unicodedata

import pypdfium2
import pypdfium2.raw as raw
import pytest
import time_machine

from phongtrao.documents import pdf
from tests.unit.documents_sample import sample


@pytest.fixture(scope="module")
def printed():
    return pdf.render(sample())


@pytest.fixture(scope="module")
def pages(printed):
    document = pypdfium2.PdfDocument(printed)
    texts = [page.get_textpage().get_text_range() for page in document]
    return [text.replace("\r\n", "\n") for text in texts]


def test_text_is_whole_and_composed(pages):
    whole = "\n".join(pages)
    assert unicodedata.is_normalized("NFC", whole)
    flat = re.sub(r"\s+", " ", whole)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: /BC-BCĐ",
        "Kính gửi: Ủy ban nhân dân tỉnh Bình Phước",
        "I. TÌNH HÌNH",
        "b) Chính quyền",
        "≈ 87,3%S1",
        "K'Liêu & <b>ấp 3</b> {{ 1 + 1 }} {% raw %} #pagebreak() $x$ Ẫ Ổ ẵ ỡ.",
        "- Ý thứ nhất rõ",
        "Trên đây là báo cáo./.",
        "Nơi nhận: ",
        "TM. BAN CHỈ ĐẠO",
        "Phụ lục II",
        "Mã kiểm tra BC-2024-ABCD",
    ):
        assert words in flat, words


def test_page_numbers_start_on_page_two_and_again_in_each_appendix(pages):
    heads = [text.strip().splitlines()[0] for text in pages]
    assert heads[0].startswith("UBND TỈNH")
    first = next(i for i, text in enumerate(pages) if "Phụ lục I\n" in text)
    assert heads[1:first] == [str(n) for n in range(2, first + 1)]
    assert heads[first].startswith("Phụ lục I")
    assert heads[first + 1] == "2"
    last = next(i for i, text in enumerate(pages) if "Phụ lục II\n" in text)
    assert heads[last].startswith("Phụ lục II")


def test_table_heads_repeat(pages):
    assert sum("Chỉ tiêu" in text and "Kết quả" in text for text in pages[:2]) == 2


def font_names(printed):
    """Base names of the fonts of every text object."""
    names = set()
    document = pypdfium2.PdfDocument(printed)
    for page in document:
        for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)):
            font = raw.FPDFTextObj_GetFont(item.raw)
            assert raw.FPDFFont_GetIsEmbedded(font) == 1
            size = raw.FPDFFont_GetBaseFontName(font, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFFont_GetBaseFontName(font, buffer, size)
            names.add(buffer.value.decode().split("+")[-1].split("-")[0])
    return names


def test_only_liberation_serif_is_embedded(printed):
    assert font_names(printed) == {"LiberationSerif"}


def test_pages_are_a4_and_the_appendix_lies(printed):
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(printed)]
    assert {(round(w), round(h)) for w, h in sizes} == {(595, 842), (842, 595)}


def test_bytes_do_not_depend_on_the_clock():
    with time_machine.travel("2024-11-19 07:00:00"):
        first = pdf.render(sample(5))
    with time_machine.travel("2031-02-03 04:05:06"):
        second = pdf.render(sample(5))
    assert first == second


def test_the_file_says_what_it_is(printed):
    assert b"pdfaid:part" in printed and b"pdfuaid:part" in printed
    assert pypdfium2.PdfDocument(printed).get_metadata_dict()["Title"] == "Báo cáo năm 2024"
