"""Charts drawn on the server: accessible, one scale, honest about provisional values."""

import xml.etree.ElementTree as tree
from fractions import Fraction

import pytest

from phongtrao.web.figures import charts


def parsed(svg: str) -> tree.Element:
    """Parse one chart; every chart must be well-formed XML."""
    return tree.fromstring(svg)


def test_bullet_has_role_title_value_target_and_last_year() -> None:
    root = parsed(
        charts.bullet(
            charts.Bullet(
                "T1",
                "Chỉ tiêu 1.2: 87,3 % / 90 %",
                Fraction(873, 1000),
                Fraction(9, 10),
                last=Fraction(851, 1000),
                tone="near",
            )
        )
    )
    assert root.get("role") == "img"
    assert root.find("title").text == "Chỉ tiêu 1.2: 87,3 % / 90 %"
    assert root.find("rect[@class='value t-near']").get("width") == "87.3%"
    assert [svg.get("x") for svg in root.findall("svg")] == ["85.1%", "90%"]


def test_provisional_bar_is_hatched_and_final_is_not() -> None:
    final = charts.Bullet("a", "t", 0.5, 0.9)
    assert "pattern" not in charts.bullet(final)
    hatched = charts.bullet(charts.Bullet("a", "t", 0.5, 0.9, provisional=True))
    assert 'fill="url(#h-a)"' in hatched


def test_no_value_draws_no_bar() -> None:
    root = parsed(charts.bullet(charts.Bullet("a", "t", None, 0.9, tone="none")))
    assert not [node for node in root.iter() if "value" in node.get("class", "")]


def test_text_is_escaped() -> None:
    svg = charts.bullet(charts.Bullet('x"><script>', "<b>tên</b>", 0.5, 0.9))
    assert "<script>" not in svg and "<b>" not in svg
    parsed(svg)


@pytest.mark.parametrize(
    ("gap", "x", "width"),
    [
        (-10, "25%", "25%"),
        (20, "50%", "50%"),
        (0, "50%", "0%"),
        (-40, "0%", "50%"),
    ],
)
def test_gap_bar_shares_one_scale(gap: int, x: str, width: str) -> None:
    bar = parsed(charts.gap_bar("g", "t", gap, 20)).find("rect")
    assert (bar.get("x"), bar.get("width")) == (x, width)


def test_series_draws_no_line_under_three_points_and_none_across_a_break() -> None:
    points = [charts.Point(str(2022 + n), "90", 0.9) for n in range(4)]
    assert charts.series("s", "t", points[:2]).count('class="line') == 0
    assert charts.series("s", "t", points).count('class="line') == 3
    broken = [*points[:3], charts.Point("2025", "80", 0.8, provisional=True, broken=True)]
    svg = charts.series("s", "t", broken, target=0.9)
    assert svg.count('class="line') == 2
    assert svg.count('class="break"') == 1 and "dot hollow" in svg
    parsed(svg)


def test_stacked_parts_fill_the_width_in_the_given_order() -> None:
    root = parsed(
        charts.stacked(
            "k",
            "t",
            [
                charts.Part("Xuất sắc", 30, "p1"),
                charts.Part("Khá", 60, "p2"),
                charts.Part("Yếu", 10, "p3"),
            ],
        )
    )
    assert [r.get("x") for r in root.findall("rect")] == ["0%", "30%", "90%"]
    assert [t.text for t in root.findall("text")] == ["30", "60", "10"]
    assert parsed(charts.stacked("k", "t", [charts.Part("a", 0, "p1")])) is not None
