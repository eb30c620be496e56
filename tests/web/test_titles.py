"""A report is called by its title and period, each word once."""

import pytest

from phongtrao.web.base.titles import joined


@pytest.mark.parametrize(
    ("title", "label", "wanted"),
    [
        ("Báo cáo năm", "Năm 2024", "Báo cáo năm 2024"),
        ("Báo cáo 6 tháng", "6 tháng đầu năm 2024", "Báo cáo 6 tháng đầu năm 2024"),
        ("Annual report", "Year 2024", "Annual report, Year 2024"),
        ("Báo cáo", "Năm 2024", "Báo cáo, Năm 2024"),
    ],
)
def test_joined(title, label, wanted):
    assert joined(title, label) == wanted
