"""The language of the page: wording of a plan package in it, units of counting with numbers."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import get_language

from phongtrao.programmes import queries as programmes


def in_english() -> bool:
    """Whether the page being written is the English twin."""
    return (get_language() or "vi").startswith("en")


def said(vietnamese: str, english: str = "") -> str:
    """The wording of a plan package in the language of the page."""
    return english if english and in_english() else vietnamese


def counted(unit: str, number: object = None) -> str:
    """A unit of counting in the language of the page: “hộ”, “households”, “household” of one."""
    if not unit or not in_english():
        return unit
    known = next((one for one in programmes.package().counted if one.unit == unit), None)
    if known is None:
        return unit
    return known.one_en if known.one_en and number == 1 else known.unit_en


def vietnamese(words: object) -> str:
    """Words that stay Vietnamese on every page, marked as such on an English one."""
    text = str(words) if words else ""
    return format_html('<span lang="vi">{}</span>', text) if text and in_english() else text
