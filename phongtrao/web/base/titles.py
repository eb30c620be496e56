"""How a report is called with its period."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from phongtrao.core.periods import Period
from phongtrao.core.titles import joined

__all__ = ["joined", "report_title"]


def report_title(form: Any, period: Period) -> str:
    """Title and period in the page's language, said once: "Báo cáo năm 2024"."""
    if get_language() == "en":
        return joined(form.title_en or form.title, period.label_en)
    return joined(form.title, period.label)
