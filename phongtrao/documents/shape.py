"""The names a template sees: a Document as plain dictionaries with Vietnamese keys.

An office edits `template.docx` in Word, so the words between {{ }} are Vietnamese without marks.
The PDF layout reads the same dictionary; both printers therefore say the same thing.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from phongtrao.documents.tree import (
    Appendix,
    Block,
    Chart,
    Document,
    FigureReference,
    Heading,
    Inline,
    Paragraph,
    Signature,
    Table,
    numbered,
    roman,
)

HEADING_NAMES = ("muc", "khoan", "diem")
APPROXIMATELY = "≈\u00a0"  # the number must not leave its mark


def printable(text: str) -> str:
    """The text in NFC without characters that XML forbids; tabs and line ends become spaces."""
    spaced = "".join(" " if ch in "\t\r\n\u2028\u2029" else ch for ch in text)
    kept = (ch for ch in spaced if unicodedata.category(ch) not in {"Cc", "Cs", "Cn"})
    return unicodedata.normalize("NFC", "".join(kept))


def _inline(piece: Inline) -> dict[str, Any]:
    if isinstance(piece, FigureReference):
        text = (APPROXIMATELY if piece.provisional else "") + piece.text
        return {"chu": printable(text), "dam": False, "nghieng": False, "ma": piece.code}
    return {"chu": printable(piece.text), "dam": piece.bold, "nghieng": piece.italic, "ma": ""}


def _paragraph(block: Paragraph) -> dict[str, Any]:
    name = "ghi_chu" if block.note else "gach" if block.bullet else "doan"
    return {"loai": name, "doan": [_inline(piece) for piece in block.content]}


def _table(block: Table) -> dict[str, Any]:
    aligns = [column.align for column in block.columns]
    return {
        "loai": "bang",
        "ten": printable(block.caption),
        "ghi_chu": printable(block.note),
        "cot": [
            {"ten": printable(column.title), "rong": column.width, "can": column.align}
            for column in block.columns
        ],
        "dong": [
            {
                "dam": row.bold,
                "o": [
                    {"chu": printable(cell), "can": align}
                    for cell, align in zip(row.cells, aligns, strict=True)
                ],
            }
            for row in block.rows
        ],
    }


def chart(block: Chart) -> dict[str, Any]:
    """A chart as the layout `chart.typ` draws it."""
    return {
        "loai": "bieu_do",
        "ten": printable(block.caption),
        "ghi_chu": printable(block.note),
        "moc": block.goal,
        "thanh": [
            {"ten": printable(bar.label), "chu": printable(bar.text), "dai": bar.length}
            for bar in block.bars
        ],
    }


def _block(number: str, block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        text = printable(block.text)
        name = HEADING_NAMES[block.level - 1]
        return {"loai": name, "so": number, "chu": text.upper() if block.level == 1 else text}
    if isinstance(block, Chart):
        return chart(block)
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [_block(number, block) for number, block in numbered(blocks)]


def _appendix(number: str, appendix: Appendix) -> dict[str, Any]:
    return {
        "so": number,
        "ten": printable(appendix.title).upper(),
        "kem_theo": printable(appendix.attached),
        "noi_dung": _blocks(appendix.blocks),
    }


def _listed(lines: tuple[str, ...]) -> list[str]:
    """Lines ended as the Decree asks: ";" after each, "." after the last."""
    bare = [printable(line).rstrip(" ;.") for line in lines]
    return [line + (";" if index < len(bare) - 1 else ".") for index, line in enumerate(bare)]


def _signature(sign: Signature) -> dict[str, Any]:
    return {
        "dong": [printable(line).upper() for line in (*sign.authority, *sign.titles)],
        "ho_ten": printable(sign.name),
    }


def shape(document: Document) -> dict[str, Any]:
    """The dictionary for templates; keys are listed in README.md of this room."""
    head, sign = document.letterhead, document.signature
    several = len(document.appendices) > 1
    proof = document.proof
    return {
        "co_quan_chu_quan": printable(head.superior).upper(),
        "co_quan": [printable(line).upper() for line in head.agency],
        "so_ky_hieu": printable(head.number),
        "dia_danh_ngay": printable(head.place_date),
        "du_thao": printable(head.draft).upper(),
        "ten_loai": printable(document.kind).upper(),
        "trich_yeu": printable(document.abstract),
        "kinh_gui": [printable(line) for line in document.addressees],
        "tham_quyen": printable(document.issuer).upper(),
        "cau_lenh": printable(document.operative).upper(),
        "ky_trai": _signature(document.cosigner) if document.cosigner else None,
        "can_cu": _listed(document.bases),
        "noi_dung": _blocks(document.blocks),
        "quyen_han": [printable(line).upper() for line in sign.authority],
        "chuc_vu": [printable(line).upper() for line in sign.titles],
        "ho_ten": printable(sign.name),
        "noi_nhan": _listed(document.recipients),
        "phu_luc": [
            _appendix(roman(index) if several else "", appendix)
            for index, appendix in enumerate(document.appendices, start=1)
        ],
        "chung_thuc": {"ma": proof.code, "loi": printable(proof.sentence)} if proof else None,
    }
