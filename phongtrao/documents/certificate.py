"""Giấy công nhận: the certificate of a recognised unit, to Word and to PDF.

No law read so far fixes its form (Circular 124/2021/TT-BCA, Art. 10, names the certificate only),
so the layout is a template which an office may replace; `Certificate.note` says so on the paper.
"""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typst
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from phongtrao.documents import square, templates, zipped
from phongtrao.documents.docx import TemplateProblem
from phongtrao.documents.pdf import HERE, STANDARDS, fonts
from phongtrao.documents.shape import printable
from phongtrao.documents.tree import Proof, Signature

LAYOUT = HERE / "certificate.typ"
SQUARE_SIZE = Mm(30)


@dataclass(frozen=True)
class Certificate:
    """What one certificate says. `proof.square` is the address of its proof page.

    `issuer`: who recognises; `unit` and `place`: the unit and where it lies; `honour`: the title
    and the year; `basis`: the decision; `register`: its number in the book; `stamp`: Unix
    seconds, the only time the printers may write.
    """

    issuer: str
    unit: str
    place: str
    honour: str
    basis: str
    place_date: str
    signature: Signature
    proof: Proof
    register: str
    note: str
    stamp: int
    heading: str = "Giấy công nhận"
    verb: str = "Công nhận"


def shape(paper: Certificate) -> dict[str, Any]:
    """The names a certificate template sees."""
    sign = paper.signature
    return {
        "ten_giay": printable(paper.heading).upper(),
        "nguoi_cong_nhan": printable(paper.issuer).upper(),
        "loi_cong_nhan": printable(paper.verb).upper(),
        "don_vi": printable(paper.unit).upper(),
        "dia_ban": printable(paper.place),
        "danh_hieu": printable(paper.honour),
        "can_cu": printable(paper.basis),
        "dia_danh_ngay": printable(paper.place_date),
        "ky": [printable(line).upper() for line in (*sign.authority, *sign.titles)],
        "ho_ten": printable(sign.name),
        "so_vao_so": printable(paper.register),
        "ma_giay": printable(paper.proof.code),
        "loi_kiem_tra": printable(paper.proof.sentence),
        "ghi_chu": printable(paper.note),
    }


def _title(paper: Certificate) -> str:
    return f"{paper.heading} – {paper.unit} – {paper.proof.code}"


def word(paper: Certificate, template: bytes = b"") -> bytes:
    """The certificate as .docx bytes; `template` empty: the one of this installation.

    Raises TemplateProblem when the template cannot be filled.
    """
    try:
        filled = DocxTemplate(io.BytesIO(template or templates.read("certificate")))
        filled.init_docx()
        image = io.BytesIO(square.png(paper.proof.square))
        values = shape(paper) | {"ma_vuong": InlineImage(filled, image, width=SQUARE_SIZE)}
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        filled.render(values, jinja_env=environment, autoescape=True)
    except (TemplateError, PackageNotFoundError, KeyError) as problem:
        raise TemplateProblem(str(problem)) from problem
    moment = datetime.datetime.fromtimestamp(paper.stamp, datetime.UTC).replace(tzinfo=None)
    core = filled.docx.core_properties
    core.title, core.author, core.last_modified_by = _title(paper), paper.issuer, ""
    core.created = core.modified = moment
    core.subject, core.comments, core.keywords = paper.honour, "", ""
    core.language, core.revision = "vi-VN", 1
    out = io.BytesIO()
    filled.docx.save(out)
    return zipped.fixed(out.getvalue())


def pdf(papers: Sequence[Certificate]) -> bytes:
    """The certificates as one PDF (PDF/A-2a, PDF/UA-1), a page each; at least one.

    The time in the file is the stamp of the first.
    """
    first = papers[0]
    moment = datetime.datetime.fromtimestamp(first.stamp, datetime.UTC)
    values = {
        "tieu_de": _title(first) if len(papers) == 1 else first.heading,
        "tac_gia": first.issuer,
        "ngay": list(moment.timetuple()[:6]),
        "giay": [shape(paper) | {"ma_vuong": square.svg(paper.proof.square)} for paper in papers],
    }
    content = json.dumps(values, ensure_ascii=False, sort_keys=True)
    compiler = typst.Compiler(root=HERE, font_paths=fonts(), ignore_system_fonts=True)
    produced = compiler.compile(
        input=LAYOUT,
        format="pdf",
        sys_inputs={"document": content},
        pdf_standards=STANDARDS,
        timestamp=first.stamp,
    )
    if not isinstance(produced, bytes):
        raise TypeError("typst gave no single PDF")
    return produced
