"""Papers of recognition: Decree 30 order, annex of units, certificate, a code that leads back."""

import io
import re
import shutil
import subprocess
from datetime import date

import docx as python_docx
import pypdfium2
import pytest
import segno
import time_machine
from PIL import Image

from phongtrao.documents import certificate, docx, pdf, recognition, templates
from phongtrao.documents.recognition import Issuing, Judged, Listed, Meeting
from phongtrao.documents.tree import Proof, Signature

HONOUR = "đạt tiêu chuẩn “An toàn về an ninh, trật tự” năm\u00a02024"
ADDRESS = "https://phongtrao.example/giay-cong-nhan/GCN-2024-7F3K-92QD/"
STAMP = 1_731_542_400
HOSTILE = "Ấp {{ 1 + 1 }} <b> #pagebreak() & Ổ"


def issuing(number="7", day=date(2024, 2, 5)):
    return Issuing(
        superior="UBND huyện Lộc Ninh",
        agency=("Ủy ban nhân dân", "xã Lộc An"),
        issuer="Chủ tịch Ủy ban nhân dân xã Lộc An",
        symbol="QĐ-UBND",
        place="Lộc An",
        signature=Signature((), ("Chủ tịch",)),
        recipients=("Như Điều 3", "Lưu: VT"),
        number=number,
        day=day,
    )


def units(count=30):
    hamlets = [
        Listed(f"Ấp {n}", "khu dân cư", "xã Lộc An", f"K{n:03d}", "3: chưa đạt")
        for n in range(1, count)
    ]
    return [*hamlets, Listed(HOSTILE, "cơ quan", "xã Lộc An", "C001", "1: chưa đạt")]


def decision(**changes):
    return recognition.decision(
        issuing(**changes),
        honour=HONOUR,
        bases=("Căn cứ Thông tư số 124/2021/TT-BCA", "Theo đề nghị của Công an xã Lộc An"),
        units=units(),
        executors="Văn phòng Ủy ban nhân dân, Công an xã",
        stamp=STAMP,
    )


def word_of(document):
    data = docx.render(document, templates.read("decree30"))
    return python_docx.Document(io.BytesIO(data))


def pdf_text(data):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    return [re.sub(r"\s+", " ", page) for page in pages]


@pytest.fixture(scope="module")
def word():
    return word_of(decision())


def test_decision_follows_the_order_of_the_sample(word):
    texts = [p.text for p in word.paragraphs if p.text.strip()]
    wanted = [
        "QUYẾT ĐỊNH",
        "Về việc công nhận khu dân cư, cơ quan đạt tiêu chuẩn",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ LỘC AN",
        "Căn cứ Thông tư số 124/2021/TT-BCA;",
        "Theo đề nghị của Công an xã Lộc An.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Công nhận 30 đơn vị",
        "Điều 2. ",
        "Điều 3. ",
        "Phụ lục",
    ]
    places = [next(i for i, text in enumerate(texts) if text.startswith(w)) for w in wanted]
    assert places == sorted(places) and len(set(places)) == len(places)
    article = next(p for p in word.paragraphs if p.text.startswith("Điều 1."))
    assert [run.text for run in article.runs if run.bold] == ["Điều 1. "]
    assert "29 khu dân cư, 01 cơ quan" in article.text
    base = next(p for p in word.paragraphs if p.text.startswith("Căn cứ"))
    assert base.style.font.italic


def test_annex_lists_every_unit_once_and_names_the_decision(word):
    assert any(
        p.text == "(Kèm theo Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm 2024 của "
        "Ủy ban nhân dân xã Lộc An)"
        for p in word.paragraphs
    )
    table = next(t for t in word.tables if t.rows[0].cells[0].text.strip() == "TT")
    rows = [[cell.text.strip() for cell in row.cells] for row in table.rows[1:]]
    assert [row[0] for row in rows] == [str(n) for n in range(1, 31)]
    assert [row[1] for row in rows] == [unit.name for unit in units()]
    assert word.sections[-1].page_width > word.sections[-1].page_height


def test_a_paper_without_number_is_a_draft_with_blanks():
    text = pdf_text(pdf.render(decision(number="", day=None)))[0]
    assert "DỰ THẢO" in text and "Số: /QĐ-UBND" in text
    assert "DỰ THẢO" not in pdf_text(pdf.render(decision()))[0]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (date(2024, 3, 15), "ngày 15 tháng 3 năm 2024"),
        (date(2024, 11, 9), "ngày 09 tháng 11 năm 2024"),
    ],
)
def test_days_have_the_zeros_of_the_decree(day, words):
    assert recognition.day_words(day) == words


def test_proposal_has_addressee_and_gives_reasons_of_the_refused():
    document = recognition.proposal(
        issuing(),
        to="Chủ tịch Ủy ban nhân dân xã Lộc An",
        honour=HONOUR,
        bases=("Căn cứ Thông tư số 124/2021/TT-BCA",),
        units=units()[:20],
        refused=units()[20:],
        stamp=STAMP,
    )
    word = word_of(document)
    assert any(p.text.startswith("Kính gửi: Chủ tịch") for p in word.paragraphs)
    refused = word.tables[-2] if "Lý do" not in word.tables[-1].rows[0].cells[-1].text else None
    table = refused or word.tables[-1]
    assert table.rows[0].cells[-1].text.strip() == "Lý do"
    assert [row.cells[-1].text.strip() for row in table.rows[1:]] == [
        unit.note for unit in units()[20:]
    ]
    assert "Đã xét 30 hồ sơ: 20 đơn vị" in " ".join(pdf_text(pdf.render(document)))


def test_minutes_are_prefilled_and_signed_on_both_sides():
    meeting = Meeting(
        unit="Ấp 3, xã Lộc An",
        honour=HONOUR,
        chair="Trưởng khu dân cư",
        secretary="Thư ký cuộc họp",
        attended=("Cấp ủy chi bộ", "các đoàn thể (nếu có)", "Công an xã"),
        criteria=(
            Judged("1", "Nghị quyết, đăng ký", "Đạt"),
            Judged("3", "Không xảy ra", "Chưa đạt"),
        ),
    )
    document = recognition.minutes(issuing("", None), meeting, stamp=STAMP)
    word = word_of(document)
    left, right = word.tables[-1].rows[0].cells
    assert left.text.splitlines()[:2] == ["THƯ KÝ", "(THƯ KÝ CUỘC HỌP)"]
    assert right.text.splitlines()[:2] == ["CHỦ TRÌ", "(TRƯỞNG KHU DÂN CƯ)"]
    table = next(t for t in word.tables if "Tiêu chí" in t.rows[0].cells[1].text)
    assert [row.cells[2].text.strip() for row in table.rows[1:]] == ["Đạt", "Chưa đạt"]
    assert all(row.cells[3].text.strip() == "" for row in table.rows[1:])
    groups = [
        p.text.strip("- \t") for p in word.paragraphs if p.text.endswith(("người;", "người."))
    ]
    assert [text[:7] for text in groups] == ["Cấp ủy ", "Các đoà", "Công an"]
    assert [text[-1] for text in groups] == [";", ";", "."]
    assert "Nơi nhận" not in " ".join(pdf_text(pdf.render(document)))


def paper(unit="Ấp 3"):
    return certificate.Certificate(
        issuer="Chủ tịch Ủy ban nhân dân xã Lộc An",
        unit=unit,
        place="xã Lộc An, huyện Lộc Ninh, tỉnh Bình Phước",
        honour=HONOUR[0].upper() + HONOUR[1:],
        basis="Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm 2024",
        place_date="Lộc An, ngày 05 tháng 02 năm 2024",
        signature=Signature((), ("Chủ tịch",)),
        proof=Proof("GCN-2024-7F3K-92QD", ADDRESS, "Quét mã để mở trang kiểm tra giấy này."),
        register="Số vào sổ: 12/2024",
        note="Mẫu do cơ quan cấu hình",
        stamp=STAMP,
    )


def modules(image):
    """The square code of a picture as rows of 0 and 1, border cut off."""
    grey = image.convert("L")
    dark = [
        (x, y) for y in range(grey.height) for x in range(grey.width) if grey.getpixel((x, y)) < 128
    ]
    left, top = min(x for x, _ in dark), min(y for _, y in dark)
    right = max(x for x, _ in dark)
    side = next(x for x in range(left, right) if grey.getpixel((x, top)) >= 128) - left
    step = side / 7  # a finder pattern is seven modules wide
    count = round((right - left + 1) / step)
    middle = [round(step * (n + 0.5)) for n in range(count)]
    return [[int(grey.getpixel((left + x, top + y)) < 128) for x in middle] for y in middle]


def expected_modules():
    code = segno.make(ADDRESS, error="m", boost_error=False)
    return [list(row) for row in code.matrix]


def test_certificate_in_word_is_one_landscape_page_with_the_code_of_its_address():
    word = python_docx.Document(io.BytesIO(certificate.word(paper())))
    section = word.sections[0]
    assert len(word.sections) == 1 and section.page_width > section.page_height
    texts = [p.text for p in word.paragraphs]
    for words in ("GIẤY CÔNG NHẬN", "ẤP 3", "Mẫu do cơ quan cấu hình"):
        assert words in texts
    picture = next(p for p in word.part.package.iter_parts() if p.partname.endswith(".png"))
    assert modules(Image.open(io.BytesIO(picture.blob))) == expected_modules()


def test_certificates_in_pdf_are_one_page_each_and_carry_the_same_code():
    data = certificate.pdf([paper(), paper(HOSTILE)])
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 2
    texts = pdf_text(data)
    assert "GCN-2024-7F3K-92QD" in texts[0] and "GIẤY CÔNG NHẬN" in texts[0]
    assert "{{ 1 + 1 }} <B> #PAGEBREAK() & Ổ" in texts[1]
    picture = document[0].render(scale=4).to_pil()
    wide, high = picture.size
    corner = picture.crop(
        (round(wide * 0.1), round(high * 0.75), round(wide * 0.203), round(high * 0.91))
    )
    assert modules(corner) == expected_modules()


def test_bytes_do_not_depend_on_the_clock():
    with time_machine.travel("2024-11-19 07:00:00"):
        first = certificate.word(paper()), certificate.pdf([paper()])
    with time_machine.travel("2031-02-03 04:05:06"):
        second = certificate.word(paper()), certificate.pdf([paper()])
    assert first == second


def test_a_template_with_an_unknown_name_is_refused():
    word = python_docx.Document(io.BytesIO(templates.read("certificate")))
    word.add_paragraph("{{ khong_co }}")
    out = io.BytesIO()
    word.save(out)
    with pytest.raises(docx.TemplateProblem):
        certificate.word(paper(), out.getvalue())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_decision_and_certificate(tmp_path):
    (tmp_path / "decision.docx").write_bytes(docx.render(decision(), templates.read("decree30")))
    long_name = "Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông Lộc Ninh"
    (tmp_path / "paper.docx").write_bytes(certificate.word(paper(long_name)))
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path)),
            *(str(tmp_path / "decision.docx"), str(tmp_path / "paper.docx")),
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )
    assert len(pypdfium2.PdfDocument(tmp_path / "paper.pdf")) == 1
    pages = pdf_text(tmp_path / "decision.pdf")
    assert "QUYẾT ĐỊNH:" in pages[0] and "K029" in pages[-1] + pages[-2]
