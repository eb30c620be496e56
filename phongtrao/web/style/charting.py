"""Figures, tables and charts in every state, for the style page."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace as Some
from typing import Any

from phongtrao.web.figures import charts
from phongtrao.web.figures.tables import Cell, Column, Slice, Table, number, percent, state, text
from phongtrao.web.style.samples import LONG

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
        "shares": [charts.share_bar(f"f{n}", f"{n} %", n / 100) for n in (100, 73, 61)],
        "series": _series(),
        "stacked": _parts(),
    }
