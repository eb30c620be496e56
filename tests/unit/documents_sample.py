"""A hand-made document with everything the printers know, used by the document tests."""

from pathlib import Path

from phongtrao.documents.tree import (
    Appendix,
    Column,
    Document,
    FigureReference,
    Heading,
    Letterhead,
    Paragraph,
    Proof,
    Row,
    Run,
    Signature,
    Table,
    closed,
)

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "plans/binh-phuoc-2022-2025/reports/annual/template.docx"
HOSTILE = "K'Liêu & <b>ấp 3</b> {{ 1 + 1 }} {% raw %} #pagebreak() $x$ \x07 Ẫ Ổ ẵ ỡ"


def table(rows: int) -> Table:
    """A ruled table of three columns."""
    return Table(
        "Bảng 1. Kết quả",
        (Column("TT", 1, "center"), Column("Chỉ tiêu", 6), Column("Kết quả", 2, "right")),
        tuple(Row((str(i), f"Đơn vị {i}", f"{i},5%"), bold=i == 2) for i in range(1, rows + 1)),
        "Ghi chú của bảng",
    )


def sample(rows: int = 60) -> Document:
    """A report of several pages with two appendices and a square code."""
    blocks = (
        Heading(1, "Tình hình"),
        Paragraph((Run("Có "), FigureReference("S1", "87,3%", True), Run(f" {HOSTILE}."))),
        Heading(2, "Lãnh đạo"),
        Heading(3, "Cấp ủy"),
        Heading(3, "Chính quyền"),
        Paragraph((Run("Ý thứ nhất", bold=True), Run(" rõ", italic=True)), bullet=True),
        table(rows),
        Paragraph((Run("Trên đây là báo cáo."),)),
    )
    return Document(
        letterhead=Letterhead(
            "UBND tỉnh Bình Phước",
            ("Ban Chỉ đạo phòng, chống", "tội phạm"),
            "Số:       /BC-BCĐ",
            "Bình Phước, ngày      tháng 11 năm 2024",
            "Dự thảo",
        ),
        kind="Báo cáo",
        abstract="Kết quả thực hiện Kế hoạch năm 2024",
        addressees=("Ủy ban nhân dân tỉnh Bình Phước",),
        bases=("Căn cứ Thông tư số 124/2021/TT-BCA", "Căn cứ Kế hoạch ngày 28/7/2022"),
        blocks=closed(blocks),
        signature=Signature(("TM. Ban Chỉ đạo",), ("Phó Trưởng ban",)),
        recipients=("Như trên", "Lưu: VT, PV05"),
        stamp=1_732_000_000,
        title="Báo cáo năm 2024",
        author="Ban Chỉ đạo",
        appendices=(
            Appendix("Chỉ tiêu", "(Kèm theo Báo cáo)", (table(70),)),
            Appendix("Nguồn số liệu", "(Kèm theo Báo cáo)", (table(3),)),
        ),
        proof=Proof("BC-2024-ABCD", "BC-2024-ABCD", "Mã kiểm tra BC-2024-ABCD"),
    )
