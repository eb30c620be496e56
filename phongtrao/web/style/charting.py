"""Figures, tables and charts in every state, for the style page."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace as Some
from typing import Any

from phongtrao.web.figures import charts, tile_map
from phongtrao.web.figures.tables import Cell, Column, Slice, Table, number, percent, state, text
from phongtrao.web.style.samples import AT, LONG

VERDICTS = ("exceeded", "met", "near", "missed", "not_enough_data", "not_judged")
TONES = {"exceeded": "met", "met": "met", "near": "near", "missed": "missed"}


def _bullet(code: str, share: int, provisional: bool = False) -> str:
    return charts.bullet(
        charts.Bullet(
            ident=f"b-{code}",
            title=f"Chỉ tiêu mẫu: {share} %, mục tiêu 90 %",
            value=Fraction(share, 100) if code != "not_judged" else None,
            target=Fraction(9, 10),
            last=Fraction(85, 100),
            tone=TONES.get(code, "none"),
            provisional=provisional,
        )
    )


def _live() -> list[Some]:
    shares = (97, 92, 87, 61, 40, 0)
    return [
        Some(
            href="#live", proof="#live", so="", code=f"1.{at + 1}", title="Đơn vị đạt chuẩn Ẫ Ổ Ệ",
            figure=Some(verdict=code), bullet=_bullet(code, share, code == "near"),
            provisional=code == "near", value_text=f"{share},0 %", note=f"{share}/100",
            goal_text="≥ 90 %", coverage_text="88/95", goal=Some(applied=None), by_visits=False,
        )
        for at, (code, share) in enumerate(zip(VERDICTS, shares, strict=True))
    ]  # fmt: skip


def _table() -> Table:
    columns = [
        Column("Đơn vị"), Column("Số hộ", "number"), Column("Tỷ lệ", "percent"),
        Column("Biểu đồ", "chart"), Column("Kết quả"),
    ]  # fmt: skip
    rows = [
        [
            text("Ấp Ổ Lẫm", "#t", "khu dân cư"), number(1412, "#t", "T1"),
            Cell("87,3 %", Fraction(873, 1000), "#t", "T2", provisional=True),
            Cell(chart=_bullet("t1", 87)), state("near", "Gần đạt"),
        ],
        [text(LONG, "#t"), number(None), percent(None), Cell(), state("missed", "Chưa đạt")],
    ]  # fmt: skip
    return Table("style", "Bảng mẫu", columns, rows)


def _series() -> str:
    point = charts.Point
    points = [
        point("2022", "81 %", 0.81), point("2023", "84 %", 0.84), point("2024", "chưa có", None),
        point("2025", "85 %", 0.85, broken=True), point("2026", "87 %", 0.87, provisional=True),
    ]  # fmt: skip
    return charts.series("line", "Năm năm gần nhất", points, 0.9)


def _spark() -> str:
    shares = (0.81, 0.84, 0.86, 0.85)
    points = [
        charts.Point(str(2022 + at), "", value, at == len(shares) - 1)
        for at, value in enumerate(shares)
    ]
    return charts.sparkline("spark", "T1.2: 2022 81 %, 2025 85 %", points)


def _map(ident: str, tones: dict[str, str]) -> str:
    """Six communes, one of them with a name too long for a short label."""
    names = ("Bù Gia Mập", "Lộc Hưng", "Long Hưng", "Tân Phú", "Thanh Phú", "Đak Ơ")
    marks = [
        tile_map.Mark(at, name, "#tile_map", f"xã {name}: mẫu", tone, sign)
        for at, (name, (tone, sign)) in enumerate(zip(names, tones.items(), strict=True))
    ]
    cells = {at: (at // 3, at % 3) for at in range(len(marks))}
    return tile_map.tile_map(ident, "Bản đồ mẫu", tile_map.placed(marks, cells))


def _maps() -> dict[str, Any]:
    verdicts = {code: code for code in ("met", "near", "missed", "waiting", "todo")}
    counts = {f"k{at}": str(at * 2) for at in range(5)}
    names = ("Bù Gia Mập", "Tân Phú", "Thanh Phú", "Đak Ơ", "Tân Lợi")
    return {
        "verdict_map": _map("vm", {**verdicts, "k0": "0"}),
        "plan_map": _map("pm", {**counts, "knone": "waiting"}),
        "names": tile_map.key_of(names),
    }


def _months() -> Table:
    """A year of two bodies: reported, behind, open, passed on."""
    columns = [Column("Cơ quan"), *(Column(f"T{month}") for month in range(1, 13))]
    said = ("", "", "", "■ 1", "", "✓ 2", "", "✓ KH", "", "", "○ BC ○ 1", "→ 1")
    rows = [[text(name, "#month_ruler"), *map(text, said)] for name in ("Sở Tư pháp", LONG)]
    caption = "Nhiệm vụ theo tháng: ✓ đã báo cáo, ■ chậm, ○ đang mở"
    return Table("months", caption, columns, rows)


def _sources() -> dict[str, Any]:
    """Where a figure comes from: the panel beside a paragraph, the head of its page, the seal."""
    line = Some(
        href="#source_panel", code="N12", value="1.233/1.412", before="85,1 %", coverage="88/95",
        label=f"Đơn vị đạt chuẩn: {LONG}", status="tạm tính", formula="đơn vị đạt / thuộc diện",
    )  # fmt: skip
    plain = {**vars(line), "code": "N13", "coverage": "–", "status": "đã chốt"}
    figure = Some(verdict="near", numerator=1233, denominator=1412)
    words = {"numerator_words": "Đơn vị đạt", "denominator_words": "Đơn vị thuộc diện"}
    report = {"log_index": 18204, "pdf_id": "9f3c" * 16, "docx_id": "41aa" * 16, "number": 1}
    return {
        "sources": [line, Some(**plain)],
        "traced": Some(
            provisional=True, proof="#source_panel", so="T1", value_text="87,3 %", figure=figure,
            is_share=True, by_visits=False, coverage_text="88/95",
        ),
        "formula": "= đơn vị đạt / đơn vị thuộc diện",
        "trace": Some(units_words="Khu dân cư, cơ quan", law="Thông tư 124/2021/TT-BCA", **words),
        "report": Some(provisional=True, facts_sha256="77b0" * 16, **report),
        "kept": Some(provisional=False, **report),
        "frozen_at": AT, "by": "Cơ quan thường trực", "cut_off": AT, "map_on": "01/07/2025",
    }  # fmt: skip


def _parts() -> str:
    counts = (
        ("Xuất sắc", 40, "p-1"),
        ("Khá", 60, "p-2"),
        ("Trung bình", 30, "p-3"),
        ("Yếu", 14, "p-4"),
    )
    return charts.stacked("parts", "Xuất sắc 40, Khá 60, Trung bình 30, Yếu 14", [
        charts.Part(*one) for one in counts
    ])  # fmt: skip


def _scope() -> Some:
    period = [Some(value="2026-nam", label="Năm 2026", chosen=True)]
    node = [Some(value="", label=f"Cả tỉnh, trừ {LONG}", chosen=True)]
    return Some(periods=period, nodes=node, maps=[], kept={})


def figuring() -> dict[str, Any]:
    """Figures, tables and charts."""
    table = _table()
    clause = Some(
        anchor="dk", depth=1, id="II.1", label="Hằng năm", href="#dk",
        text="90 % khu dân cư đạt chuẩn.", targets=_live()[:2], duties=[], dates=[],
        applied=["95 xã, theo văn bản điều chỉnh"], silent=False,
    )  # fmt: skip
    return {
        "lives": _live(),
        "item": clause,
        "table": table,
        "empty": Table("none", "Bảng trống", table.columns, (), "Chưa có báo cáo đã duyệt."),
        "sentence": "12 trong 38 đơn vị · xã Lộc Ổn · quá hạn · sắp theo số ngày chậm.",
        "exports": {"xlsx": "#xlsx", "csv": "#csv"},
        "scope": _scope(),
        "slice": Slice(table, 2, 3, 120),
        "page_links": {"previous": "#p1", "following": "#p3"},
        "tally": Some(met=5, near=2, missed=1, waiting=4, todo=2),
        "crumbs": [("Chỉ tiêu", "#c"), ("Chỉ tiêu 1.2 Ẫ Ổ Ệ", "")],
        "gaps": [
            charts.gap_bar("g1", "thiếu 14,2 điểm", -14, 20, "missed"),
            charts.gap_bar("g2", "thiếu 3,0 điểm", -3, 20, "near", provisional=True),
            charts.gap_bar("g3", "vượt 6,0 điểm", 6, 20, "met"),
        ],
        "links": [number(1412, "#t", "T2"), Cell("87,3 %", None, "#t", "T3", provisional=True)],
        "spark": _spark(),
        "months": _months(),
        "chosen": Some(view="theo-thang"),
        **_maps(),
        **_sources(),
        "series": _series(),
        "stacked": _parts(),
    }
