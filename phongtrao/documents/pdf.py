"""Print a Document to PDF with the fonts shipped beside this module; no system font is ever used.

The file is PDF/A-2a and PDF/UA-1 (tagged, with title and language), so that an archive keeps it and
a screen reader reads it.
"""

from __future__ import annotations

import datetime
import functools
import json
from pathlib import Path
from typing import Any

import typst

from phongtrao.documents import square
from phongtrao.documents.shape import chart, shape
from phongtrao.documents.tree import Chart, Document

HERE = Path(__file__).parent
LAYOUT = HERE / "decree30.typ"
CHART = HERE / "chart_alone.typ"
CHART_DOTS = 220.0  # per inch
STANDARDS: list[Any] = ["a-2a", "ua-1"]


@functools.cache
def fonts() -> Any:
    """Liberation Serif 2.1.5, four faces, and nothing else."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )


def _content(document: Document, moment: datetime.datetime) -> str:
    """The dictionary of the templates with the few values only the PDF needs, as JSON."""
    values = shape(document)
    values["tieu_de"], values["tac_gia"] = document.title, document.author
    values["ngay"] = list(moment.timetuple()[:6])
    values["ma_vuong"] = square.svg(document.proof.square) if document.proof else ""
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def render(document: Document) -> bytes:
    """The document as PDF bytes; equal input gives equal bytes at any time on any machine."""
    moment = datetime.datetime.fromtimestamp(document.stamp, datetime.UTC)
    compiler = typst.Compiler(root=HERE, font_paths=fonts(), ignore_system_fonts=True)
    produced = compiler.compile(
        input=LAYOUT,
        format="pdf",
        sys_inputs={"document": _content(document, moment)},
        pdf_standards=STANDARDS,
        timestamp=document.stamp,
    )
    if not isinstance(produced, bytes):
        raise TypeError("typst gave no single PDF")
    return produced


def picture(block: Chart) -> bytes:
    """A chart as PNG bytes, for Word; equal charts give equal bytes."""
    compiler = typst.Compiler(root=HERE, font_paths=fonts(), ignore_system_fonts=True)
    values = json.dumps(chart(block), ensure_ascii=False, sort_keys=True)
    produced = compiler.compile(
        input=CHART, format="png", ppi=CHART_DOTS, sys_inputs={"chart": values}
    )
    if not isinstance(produced, bytes):
        raise TypeError("typst gave no single picture")
    return produced
