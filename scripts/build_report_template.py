"""Build the Word template of the annual report in the layout of Decree 30/2020/NĐ-CP, Appendix I.

Run once; the result is committed and belongs to the office, which may edit it in Word. Usage:
    python scripts/build_report_template.py plans/binh-phuoc-2022-2025/reports/annual/template.docx
"""

from __future__ import annotations

import copy
import io
import sys
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as CELL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from phongtrao.documents import zipped

FONT = "Times New Roman"
LEFT, RIGHT = 7.3, 9.2  # cm: the two halves of the letterhead, together the 16.5 cm of text
BODY_INDENT = Cm(1.27)


def font(style: Any, size: float, *, bold: bool = False, italic: bool = False) -> None:
    """Times New Roman in black for every script, at `size` points."""
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def space(style: Any, before: float = 0, after: float = 0, line: float = 1.0) -> None:
    """Space before and after in points, line spacing in lines."""
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = line


def add_style(document: Any, name: str, size: float, **flags: bool) -> Any:
    """A paragraph style of the given size based on Normal, no spacing."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    font(style, size, **flags)
    space(style)
    return style


def body_styles(document: Any) -> None:
    """Styles of the body: 14 pt, justified, first line 1.27 cm, 6 pt between paragraphs."""
    for name, bold in (("Heading 1", True), ("Heading 2", True), ("Heading 3", False)):
        style = document.styles[name]
        font(style, 14, bold=bold)
        space(style, 2, 6, 1.1)
        style.paragraph_format.first_line_indent = BODY_INDENT
        style.paragraph_format.alignment = ALIGN.JUSTIFY
        style.paragraph_format.keep_with_next = True
    for name, italic in (("PT Đoạn", False), ("PT Căn cứ", True)):
        style = add_style(document, name, 14, italic=italic)
        space(style, 0, 6, 1.1)
        style.paragraph_format.first_line_indent = BODY_INDENT
        style.paragraph_format.alignment = ALIGN.JUSTIFY
    note = add_style(document, "PT Ghi chú", 12, italic=True)
    space(note, 3, 6)
    note.paragraph_format.alignment = ALIGN.JUSTIFY


def head_styles(document: Any) -> None:
    """Styles of letterhead, titles, recipients and tables; sizes of the Decree."""
    centred = (
        ("PT Cơ quan chủ quản", 12, False, False),
        ("PT Cơ quan", 12, True, False),
        ("PT Quốc hiệu", 12, True, False),
        ("PT Tiêu ngữ", 13, True, False),
        ("PT Số ký hiệu", 13, False, False),
        ("PT Địa danh ngày", 13, False, True),
        ("PT Tên loại", 14, True, False),
        ("PT Trích yếu", 14, True, False),
        ("PT Kính gửi", 14, False, False),
        ("PT Quyền hạn", 14, True, False),
        ("PT Phụ lục", 14, True, False),
        ("PT Kèm theo", 13, False, True),
        ("PT Tên bảng", 13, True, False),
        ("PT Đầu bảng", 11, True, False),
        ("PT Ô giữa", 11, False, False),
    )
    for name, size, bold, italic in centred:
        style = add_style(document, name, size, bold=bold, italic=italic)
        style.paragraph_format.alignment = ALIGN.CENTER
    space(document.styles["PT Kèm theo"], 0, 8)
    space(document.styles["PT Kính gửi"], 8, 8)
    space(document.styles["PT Tên bảng"], 8, 4)
    document.styles["PT Tên bảng"].paragraph_format.keep_with_next = True
    add_style(document, "PT Ô trái", 11).paragraph_format.alignment = ALIGN.LEFT
    add_style(document, "PT Ô phải", 11).paragraph_format.alignment = ALIGN.RIGHT
    add_style(document, "PT Nơi nhận", 11).paragraph_format.alignment = ALIGN.LEFT
    rule = add_style(document, "PT Nét kẻ", 2)
    space(rule, 3)
    rule.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    rule.paragraph_format.line_spacing = Pt(4)


def page(section: Any, *, landscape: bool) -> None:
    """A4, margins 20/20/30/15 mm, page number centred in the top margin but not on page 1."""
    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section._sectPr.find(qn("w:pgNumType"))
    if number is None:
        number = OxmlElement("w:pgNumType")
        later = ("w:cols", "w:formProt", "w:vAlign", "w:titlePg", "w:docGrid")
        section._sectPr.insert_element_before(number, *later)
    number.set(qn("w:start"), "1")


def page_number(section: Any) -> None:
    """The PAGE field, 13 pt upright, centred in the header."""
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("t", "2"), ("end", "")):
        if kind == "t":
            run.add_text(text)
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def tag(place: Any, text: str) -> Any:
    """A paragraph that holds a block tag only and disappears when the template is filled."""
    return place.add_paragraph(text, style="PT Ô trái")


def rule(place: Any, indent: float) -> None:
    """A drawn line: an empty paragraph with a top border, `indent` cm on both sides."""
    paragraph = place.add_paragraph(style="PT Nét kẻ")
    paragraph.paragraph_format.left_indent = Cm(indent)
    paragraph.paragraph_format.right_indent = Cm(indent)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    later = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *later)


def cell_margins(table: Any, width: int) -> None:
    """Left and right margins of the cells, in twips."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(width))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def frame(document: Any, rows: int) -> Any:
    """A table without lines for the two halves of letterhead and signature."""
    table = document.add_table(rows=rows, cols=2)
    table.autofit = False
    cell_margins(table, 0)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(LEFT), Cm(RIGHT)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.columns[0].width, table.columns[1].width = Cm(LEFT), Cm(RIGHT)
    return table


def first(cell: Any, text: str, style: str) -> None:
    """Use the paragraph a new cell already has."""
    cell.paragraphs[0].text, cell.paragraphs[0].style = text, style


def letterhead(document: Any) -> None:
    """Boxes 1-4 of the Decree."""
    table = frame(document, 2)
    left, right = table.rows[0].cells
    first(left, "{%p if co_quan_chu_quan %}", "PT Ô trái")
    left.add_paragraph("{{ co_quan_chu_quan }}", style="PT Cơ quan chủ quản")
    tag(left, "{%p endif %}")
    tag(left, "{%p for dong in co_quan %}")
    left.add_paragraph("{{ dong }}", style="PT Cơ quan")
    tag(left, "{%p endfor %}")
    rule(left, 2.3)
    first(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "PT Quốc hiệu")
    right.add_paragraph("Độc lập - Tự do - Hạnh phúc", style="PT Tiêu ngữ")
    rule(right, (RIGHT - 5.62) / 2)
    left, right = table.rows[1].cells
    first(left, "{{ so_ky_hieu }}", "PT Số ký hiệu")
    tag(left, "{%p if du_thao %}")
    left.add_paragraph("{{ du_thao }}", style="PT Cơ quan")
    tag(left, "{%p endif %}")
    first(right, "{{ dia_danh_ngay }}", "PT Địa danh ngày")


def titles(document: Any) -> None:
    """Boxes 5a and 9a, then the legal bases."""
    kind = document.add_paragraph("{{ ten_loai }}", style="PT Tên loại")
    kind.paragraph_format.space_before = Pt(14)
    document.add_paragraph("{{ trich_yeu }}", style="PT Trích yếu")
    rule(document, 5.4)
    tag(document, "{%p if kinh_gui|length == 1 %}")
    document.add_paragraph("Kính gửi: {{ kinh_gui[0] }}", style="PT Kính gửi")
    tag(document, "{%p elif kinh_gui %}")
    document.add_paragraph("Kính gửi:", style="PT Kính gửi")
    tag(document, "{%p for noi in kinh_gui %}")
    document.add_paragraph(
        "- {{ noi }}{% if loop.last %}.{% else %};{% endif %}", style="PT Kính gửi"
    )
    tag(document, "{%p endfor %}")
    tag(document, "{%p endif %}")
    tag(document, "{%p for dong in can_cu %}")
    document.add_paragraph("{{ dong }}", style="PT Căn cứ")
    tag(document, "{%p endfor %}")


def inline(paragraph: Any) -> None:
    """The loop over stretches of text, and the small code of a figure."""
    paragraph.add_run("{% for r in b.doan %}{% if r.dam %}")
    paragraph.add_run("{{ r.chu }}").bold = True
    paragraph.add_run("{% elif r.nghieng %}")
    paragraph.add_run("{{ r.chu }}").italic = True
    paragraph.add_run("{% else %}")
    paragraph.add_run("{{ r.chu }}")
    paragraph.add_run("{% endif %}{% if r.ma %}")
    code = paragraph.add_run("{{ r.ma }}")
    code.font.superscript = True
    paragraph.add_run("{% endif %}{% endfor %}")


def borders(table: Any) -> None:
    """Thin black lines round every cell and narrow cell margins."""
    edges = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    later = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    table._tbl.tblPr.insert_element_before(edges, *later)
    cell_margins(table, 60)


def cell_text(cell: Any) -> None:
    """A cell of a row: right, centred or left; bold for totals."""
    cell.vertical_alignment = CELL.CENTER
    first(cell, "{%p if o.can == 'right' %}", "PT Ô trái")
    for style, after in (
        ("PT Ô phải", "{%p elif o.can == 'center' %}"),
        ("PT Ô giữa", "{%p else %}"),
        ("PT Ô trái", "{%p endif %}"),
    ):
        paragraph = cell.add_paragraph(style=style)
        paragraph.add_run("{% if d.dam %}")
        paragraph.add_run("{{ o.chu }}").bold = True
        paragraph.add_run("{% else %}")
        paragraph.add_run("{{ o.chu }}")
        paragraph.add_run("{% endif %}")
        tag(cell, after)


def table(document: Any) -> None:
    """A table of any number of columns; its heading row repeats on every page."""
    tag(document, "{%p if b.ten %}")
    document.add_paragraph("{{ b.ten }}", style="PT Tên bảng")
    tag(document, "{%p endif %}")
    grid = document.add_table(rows=4, cols=3)
    borders(grid)
    for index, row in enumerate(grid.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if index == 0:
            properties.append(OxmlElement("w:tblHeader"))
    head = grid.rows[0].cells
    first(head[0], "{%tc for c in b.cot %}", "PT Ô trái")
    first(head[1], "{{ c.ten }}", "PT Đầu bảng")
    head[1].vertical_alignment = CELL.CENTER
    first(head[2], "{%tc endfor %}", "PT Ô trái")
    first(grid.rows[1].cells[0], "{%tr for d in b.dong %}", "PT Ô trái")
    cells = grid.rows[2].cells
    first(cells[0], "{%tc for o in d.o %}", "PT Ô trái")
    cell_text(cells[1])
    first(cells[2], "{%tc endfor %}", "PT Ô trái")
    first(grid.rows[3].cells[0], "{%tr endfor %}", "PT Ô trái")
    tag(document, "{%p if b.ghi_chu %}")
    document.add_paragraph("{{ b.ghi_chu }}", style="PT Ghi chú")
    tag(document, "{%p endif %}")


def blocks(document: Any, name: str) -> None:
    """The loop over headings, paragraphs and tables of the list `name`."""
    tag(document, f"{{%p for b in {name} %}}")
    for index, (kind, style) in enumerate(
        (("muc", "Heading 1"), ("khoan", "Heading 2"), ("diem", "Heading 3"))
    ):
        tag(document, f"{{%p {'el' if index else ''}if b.loai == '{kind}' %}}")
        document.add_paragraph("{{ b.so }} {{ b.chu }}", style=style)
    tag(document, "{%p elif b.loai == 'doan' %}")
    inline(document.add_paragraph(style="PT Đoạn"))
    tag(document, "{%p elif b.loai == 'gach' %}")
    bullet = document.add_paragraph("- ", style="PT Đoạn")
    inline(bullet)
    tag(document, "{%p elif b.loai == 'ghi_chu' %}")
    inline(document.add_paragraph(style="PT Ghi chú"))
    tag(document, "{%p else %}")
    table(document)
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def signature(document: Any) -> None:
    """Boxes 9b (left) and 7 (right)."""
    document.add_paragraph(style="PT Ô trái").paragraph_format.keep_with_next = True
    left, right = frame(document, 1).rows[0].cells
    left.paragraphs[0].style = "PT Nơi nhận"
    label = left.paragraphs[0].add_run("Nơi nhận:")
    label.bold, label.italic, label.font.size = True, True, Pt(12)
    tag(left, "{%p for noi in noi_nhan %}")
    left.add_paragraph("- {{ noi }}", style="PT Nơi nhận")
    tag(left, "{%p endfor %}")
    first(right, "{%p for dong in quyen_han + chuc_vu %}", "PT Ô trái")
    right.add_paragraph("{{ dong }}", style="PT Quyền hạn")
    tag(right, "{%p endfor %}")
    for _ in range(4):
        right.add_paragraph(style="PT Quyền hạn")
    right.add_paragraph("{{ ho_ten }}", style="PT Quyền hạn")


def appendices(document: Any) -> None:
    """One landscape section per appendix, pages from 1 in each; the proof opens the last."""
    tag(document, "{%p for p in phu_luc %}")
    document.add_paragraph("Phụ lục {{ p.so }}", style="PT Phụ lục")
    document.add_paragraph("{{ p.ten }}", style="PT Phụ lục")
    document.add_paragraph("{{ p.kem_theo }}", style="PT Kèm theo")
    proof(document)
    blocks(document, "p.noi_dung")
    tag(document, "{%p if not loop.last %}")
    ending = document.add_paragraph(style="PT Nét kẻ")
    ending._p.get_or_add_pPr().append(copy.deepcopy(document.sections[-1]._sectPr))
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def proof(document: Any) -> None:
    """The square code and the sentence of a frozen document."""
    tag(document, "{%p if chung_thuc and loop.last %}")
    picture = document.add_paragraph("{{ ma_vuong }}", style="PT Ô trái")
    picture.paragraph_format.keep_with_next = True
    document.add_paragraph("{{ chung_thuc.loi }}", style="PT Ghi chú")
    tag(document, "{%p endif %}")


def build() -> bytes:
    """The template as the bytes of a .docx file, the same on every run."""
    document = docx.Document()
    document._body.clear_content()
    font(document.styles["Normal"], 14)
    body_styles(document)
    head_styles(document)
    page(document.sections[0], landscape=False)
    page_number(document.sections[0])
    letterhead(document)
    titles(document)
    blocks(document, "noi_dung")
    signature(document)
    page(document.add_section(), landscape=True)
    appendices(document)
    out = io.BytesIO()
    document.save(out)
    return zipped.fixed(out.getvalue())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
