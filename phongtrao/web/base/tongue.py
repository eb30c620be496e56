"""The language of the page: wording of a plan package in it, units of counting with numbers."""

from __future__ import annotations

import re

from django.utils.html import format_html
from django.utils.translation import get_language

from phongtrao.programmes import queries as programmes

#: Letters only Vietnamese words have; × and ÷ lie between them.
MARKED = re.compile("[À-ÖØ-öø-ỹ]")


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
    """Words people wrote or the law says, marked as Vietnamese on an English page."""
    if in_english() and MARKED.search(str(words)):
        return format_html('<span lang="vi">{}</span>', words)
    return words if isinstance(words, str) else str(words)
