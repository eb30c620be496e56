"""Print a Document to Word from a template that an office edits in Word.

Values are always escaped and the template runs in a sandbox: text from a report can neither become
markup nor reach Python. A name the dictionary does not know is an error, not an empty place.
"""

from __future__ import annotations

import copy
import datetime
import io
import zipfile
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from phongtrao.documents import pdf, square, zipped
from phongtrao.documents.shape import printable, shape
from phongtrao.documents.tree import END_MARK, Block, Chart, Document, Table

PORTRAIT_TWIPS = 9355  # 16.5 cm: A4 less 30 and 15 mm
LANDSCAPE_TWIPS = 14287  # 25.2 cm
SHORT_TABLE = 14  # rows
SQUARE_SIZE = Mm(28)
CHART_WIDTH = Mm(165)
CAPTION_STYLE, NOTE_STYLE = "PT Tên bảng", "PT Ghi chú"
#: Stands in the filled template where a chart is put; no text of a report can hold it.
CHART_MARK = "\ue000"
RULED_STYLE = qn("w:tblBorders")


class TemplateProblem(ValueError):
    """The Word template cannot be filled; the message says why."""


def _tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def _widths(document: Document) -> list[list[int]]:
    """Column widths in twips of every ruled table, in the order of the pages."""
    parts: list[tuple[tuple[Block, ...], int]] = [(document.blocks, PORTRAIT_TWIPS)]
    parts += [(appendix.blocks, LANDSCAPE_TWIPS) for appendix in document.appendices]
    result = []
    for blocks, full in parts:
        for table in _tables(blocks):
            total = sum(column.width for column in table.columns)
            result.append([round(full * column.width / total) for column in table.columns])
    return result


def _set_widths(table: Any, widths: list[int]) -> None:
    """Write fixed column widths (twips) into the table element."""
    for column, width in zip(table.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    layout = table.tblPr.find(qn("w:tblLayout"))
    if layout is None:
        layout = table.tblPr.makeelement(qn("w:tblLayout"), {})
        table.tblPr.insert_element_before(layout, "w:tblCellMar", "w:tblLook")
    layout.set(qn("w:type"), "fixed")
    for cell in table.iter(qn("w:tc")):
        properties = cell.get_or_add_tcPr()
        properties.get_or_add_tcW()
    for row in table.findall(qn("w:tr")):
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=True):
            measure = cell.tcPr.find(qn("w:tcW"))
            measure.set(qn("w:w"), str(width))
            measure.set(qn("w:type"), "dxa")


def _keep_together(table: Any) -> None:
    """A short table stays on one page: every row but the last keeps with the next."""
    rows = table.findall(qn("w:tr"))
    for row in rows[:-1] if len(rows) <= SHORT_TABLE + 1 else []:
        for paragraph in row.iter(qn("w:p")):
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def _keep_closing(body: Any) -> None:
    """The signature never stands alone on a page: the paragraph before it goes with it."""
    text = qn("w:t")
    for paragraph in body.findall(qn("w:p")):
        words = "".join(part.text or "" for part in paragraph.iter(text))
        if words.endswith(END_MARK):
            properties = paragraph.get_or_add_pPr()
            properties.get_or_add_keepNext()
            properties.get_or_add_keepLines()


def _drop_empty_runs(body: Any) -> None:
    """Remove the runs that held only template tags."""
    text = qn("w:t")
    for run in list(body.iter(qn("w:r"))):
        inner = [child for child in run if child.tag != qn("w:rPr")]
        if all(child.tag == text and not child.text for child in inner):
            run.getparent().remove(run)


def _drop_appendix_section(body: Any) -> None:
    """Without appendices the last section would be an empty page: keep the first one only."""
    first = next(body.iter(qn("w:sectPr")))
    last = body.findall(qn("w:sectPr"))[-1]
    if first is last:
        return
    holder = first.getparent().getparent()
    holder.getparent().remove(holder)
    body.replace(last, first)


def _marked(values: dict[str, Any]) -> None:
    """A mark in the place of each chart: templates made before charts can hold them too."""
    lists = [values["noi_dung"], *(appendix["noi_dung"] for appendix in values["phu_luc"])]
    for blocks in lists:
        for place, block in enumerate(blocks):
            if block["loai"] == "bieu_do":
                piece = {"chu": CHART_MARK, "dam": False, "nghieng": False, "ma": ""}
                blocks[place] = {"loai": "doan", "doan": [piece]}


def _draw_charts(word: Any, document: Document) -> None:
    """Put the charts where their marks stand, each with its caption, note and words."""
    parts = [document.blocks, *(appendix.blocks for appendix in document.appendices)]
    charts = [block for blocks in parts for block in blocks if isinstance(block, Chart)]
    marks = [paragraph for paragraph in word.paragraphs if paragraph.text == CHART_MARK]
    if len(marks) != len(charts):
        raise TemplateProblem(f"{len(charts)} charts to print, {len(marks)} places")
    names = {style.name for style in word.styles}
    for paragraph, chart in zip(marks, charts, strict=True):
        caption = paragraph.insert_paragraph_before(
            printable(chart.caption), CAPTION_STYLE if CAPTION_STYLE in names else None
        )
        caption.paragraph_format.keep_with_next = True
        paragraph.clear()
        paragraph.paragraph_format.first_line_indent = 0
        drawn = paragraph.add_run().add_picture(io.BytesIO(pdf.picture(chart)), width=CHART_WIDTH)
        drawn._inline.docPr.set("descr", printable(chart.words))
        if chart.note:
            note = copy.deepcopy(paragraph._p)
            paragraph._p.addnext(note)
            below = type(paragraph)(note, paragraph._parent)
            below.clear()
            below.add_run(printable(chart.note))
            below.style = NOTE_STYLE if NOTE_STYLE in names else below.style


def _finish(template: Any, document: Document) -> None:
    """Charts, widths, clean runs and fixed core properties on the filled document."""
    word = template.docx
    body = word.element.body
    _draw_charts(word, document)
    ruled = [table for table in body.iter(qn("w:tbl")) if table.tblPr.find(RULED_STYLE) is not None]
    widths = _widths(document)
    if len(ruled) != len(widths):
        raise TemplateProblem(f"{len(widths)} tables to print, {len(ruled)} places in the template")
    for table, columns in zip(ruled, widths, strict=True):
        _set_widths(table, columns)
        _keep_together(table)
    _drop_empty_runs(body)
    _keep_closing(body)
    if not document.appendices:
        _drop_appendix_section(body)
    moment = datetime.datetime.fromtimestamp(document.stamp, datetime.UTC).replace(tzinfo=None)
    core = word.core_properties
    core.title, core.author, core.last_modified_by = document.title, document.author, ""
    core.created = core.modified = moment
    core.subject, core.comments, core.keywords = document.abstract, "", ""
    core.language, core.revision = document.language, 1


def render(document: Document, template: bytes) -> bytes:
    """The document as .docx bytes; equal input gives equal bytes at any time on any machine.

    Raises TemplateProblem when the template is not a .docx or names something unknown.
    """
    try:
        filled = DocxTemplate(io.BytesIO(template))
        filled.init_docx()
        values = shape(document)
        _marked(values)
        values["ma_vuong"] = ""
        if document.proof:
            image = io.BytesIO(square.png(document.proof.square))
            values["ma_vuong"] = InlineImage(filled, image, width=SQUARE_SIZE)
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        filled.render(values, jinja_env=environment, autoescape=True)
    except (TemplateError, PackageNotFoundError, zipfile.BadZipFile, KeyError) as problem:
        raise TemplateProblem(str(problem)) from problem
    _finish(filled, document)
    out = io.BytesIO()
    filled.docx.save(out)
    return zipped.fixed(out.getvalue())
