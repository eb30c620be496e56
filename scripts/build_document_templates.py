"""Build the Word templates of decisions, proposals, minutes and certificates.

Run once; the results are committed and an office may edit them in Word. Usage:
    python scripts/build_document_templates.py phongtrao/documents/word
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import build_report_template as base
import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from phongtrao.documents import zipped

RED = RGBColor(0xB0, 0x12, 0x12)


def titles(document: Any) -> None:
    """Type and abstract, addressees, who issues, bases, "QUYẾT ĐỊNH:"."""
    base.titles(document)
    loop = next(p for p in document.paragraphs if "for dong in can_cu" in p.text)
    issuer = document.add_paragraph("{{ tham_quyen }}", style="PT Quyền hạn")
    issuer.paragraph_format.space_before, issuer.paragraph_format.space_after = Pt(6), Pt(8)
    opening = base.tag(document, "{%p if tham_quyen %}")
    closing = base.tag(document, "{%p endif %}")
    for paragraph in (opening, issuer, closing):
        loop._p.addprevious(paragraph._p)
    base.tag(document, "{%p if cau_lenh %}")
    operative = document.add_paragraph("{{ cau_lenh }}", style="PT Quyền hạn")
    operative.paragraph_format.space_before = Pt(6)
    operative.paragraph_format.space_after = Pt(8)
    operative.paragraph_format.keep_with_next = True
    base.tag(document, "{%p endif %}")


def signature(document: Any) -> None:
    """Boxes 9b and 7; minutes are signed on both sides."""
    base.signature(document)
    left = document.tables[-1].rows[0].cells[0]
    label = left.paragraphs[0]
    label._p.addprevious(base.tag(left, "{%p if ky_trai %}")._p)
    parts = [base.tag(left, "{%p for dong in ky_trai.dong %}")]
    parts.append(left.add_paragraph("{{ dong }}", style="PT Quyền hạn"))
    parts.append(base.tag(left, "{%p endfor %}"))
    parts += [left.add_paragraph(style="PT Quyền hạn") for _ in range(4)]
    parts.append(left.add_paragraph("{{ ky_trai.ho_ten }}", style="PT Quyền hạn"))
    parts.append(base.tag(left, "{%p else %}"))
    for paragraph in parts:
        label._p.addprevious(paragraph._p)
    base.tag(left, "{%p endif %}")


def finished(document: Any) -> bytes:
    """Bytes of a document, the same on every run."""
    out = io.BytesIO()
    document.save(out)
    return zipped.fixed(out.getvalue())


def decree() -> bytes:
    """The template of decisions, proposals and minutes."""
    document = docx.Document()
    document._body.clear_content()
    base.font(document.styles["Normal"], 14)
    base.body_styles(document)
    base.head_styles(document)
    base.page(document.sections[0], landscape=False)
    base.page_number(document.sections[0])
    base.letterhead(document)
    titles(document)
    base.blocks(document, "noi_dung")
    signature(document)
    base.page(document.add_section(), landscape=True)
    base.appendices(document)
    return finished(document)


def landscape(section: Any) -> None:
    """A4 landscape with a double frame in dark red."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(17), Mm(13)
    section.left_margin = section.right_margin = Mm(24)
    section.header_distance = section.footer_distance = Mm(6)
    edges = OxmlElement("w:pgBorders")
    edges.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "thinThickMediumGap"),
            ("sz", "30"),
            ("space", "24"),
            ("color", "B01212"),
        ):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    later = ("w:lnNumType", "w:pgNumType", "w:cols", "w:titlePg", "w:docGrid")
    section._sectPr.insert_element_before(edges, *later)


def certificate_styles(document: Any) -> None:
    """The letters of the certificate, largest first."""
    base.font(document.styles["Normal"], 14)
    for name, size, bold, italic, before, after, red in (
        ("PT Quốc hiệu", 13, True, False, 0, 0, False),
        ("PT Tiêu ngữ", 14, True, False, 0, 0, False),
        ("PT Nét kẻ", 2, False, False, 3, 0, False),
        ("PT Tên giấy", 38, True, False, 30, 18, True),
        ("PT Người công nhận", 16, True, False, 8, 8, False),
        ("PT Dòng", 15, False, False, 4, 6, False),
        ("PT Đơn vị", 28, True, False, 18, 6, True),
        ("PT Danh hiệu", 19, True, False, 18, 6, False),
        ("PT Ký", 13, True, False, 0, 0, False),
        ("PT Địa danh ngày", 13, False, True, 0, 2, False),
        ("PT Ô trái", 11, False, False, 0, 0, False),
        ("PT Nhỏ", 9.5, False, False, 0, 0, False),
        ("PT Ghi chú", 8.5, False, True, 6, 0, False),
    ):
        style = base.add_style(document, name, size, bold=bold, italic=italic)
        base.space(style, before, after)
        style.paragraph_format.alignment = ALIGN.CENTER
        if red:
            style.font.color.rgb = RED
    document.styles["PT Nhỏ"].paragraph_format.alignment = ALIGN.LEFT


def certificate() -> bytes:
    """The template of Giấy công nhận; no law fixes its form, an office may replace it."""
    document = docx.Document()
    document._body.clear_content()
    certificate_styles(document)
    landscape(document.sections[0])
    document.add_paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", style="PT Quốc hiệu")
    document.add_paragraph("Độc lập - Tự do - Hạnh phúc", style="PT Tiêu ngữ")
    base.rule(document, 9.5)
    document.add_paragraph("{{ ten_giay }}", style="PT Tên giấy")
    document.add_paragraph("{{ nguoi_cong_nhan }}", style="PT Người công nhận")
    document.add_paragraph("{{ loi_cong_nhan }}", style="PT Dòng")
    document.add_paragraph("{{ don_vi }}", style="PT Đơn vị")
    document.add_paragraph("{{ dia_ban }}", style="PT Dòng")
    document.add_paragraph("{{ danh_hieu }}", style="PT Danh hiệu")
    document.add_paragraph("{{ can_cu }}", style="PT Dòng")
    signing(document)
    document.add_paragraph("{{ ghi_chu }}", style="PT Ghi chú")
    return finished(document)


def signing(document: Any) -> None:
    """The square code with its words on the left, place, date and signature on the right."""
    table = document.add_table(rows=1, cols=3)
    table.autofit = False
    for index, width in enumerate((3.6, 8.7, 12.6)):
        table.columns[index].width = table.rows[0].cells[index].width = Cm(width)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    code, words, sign = table.rows[0].cells
    for cell in (code, words):
        cell.vertical_alignment = base.CELL.BOTTOM
    base.first(code, "{{ ma_vuong }}", "PT Nhỏ")
    base.first(words, "{{ so_vao_so }}", "PT Nhỏ")
    words.add_paragraph("{{ ma_giay }}", style="PT Nhỏ")
    words.add_paragraph("{{ loi_kiem_tra }}", style="PT Nhỏ")
    base.first(sign, "{{ dia_danh_ngay }}", "PT Địa danh ngày")
    sign.paragraphs[0].paragraph_format.space_before = Pt(14)
    base.tag(sign, "{%p for dong in ky %}")
    sign.add_paragraph("{{ dong }}", style="PT Ký")
    base.tag(sign, "{%p endfor %}")
    for _ in range(3):
        sign.add_paragraph(style="PT Ký")
    sign.add_paragraph("{{ ho_ten }}", style="PT Ký")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "decree30.docx").write_bytes(decree())
    (folder / "certificate.docx").write_bytes(certificate())
