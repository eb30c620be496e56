"""What an assessment page is about: year, matter, unit; and who may do what there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.assessments import queries
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.web.figures.addresses import codes_in, slug
from phongtrao.web.figures.scope import today

TITLE, STANDARD = "title", "standard"


def year_of(period: str) -> int:
    """The year of an address; Refusal `period.unknown` (404) for anything but a whole year."""
    try:
        found = Period.parse(period)
    except ValueError as problem:
        words = str(problem).split(" / ")
        raise Refusal("period.unknown", words[0], words[-1], status=404) from problem
    if found.half:
        raise Refusal(
            "period.unknown",
            "Đánh giá, công nhận theo năm. Mở địa chỉ của cả năm, ví dụ 2024-nam.",
            "Units are assessed by the year. Open the address of a year, for example 2024-nam.",
            status=404,
        )
    return found.year


def period_of(year: int) -> str:
    """A year as addresses write it."""
    return Period(year).url


def day_of(year: int) -> date:
    """The day on which units of a year's assessment are named, at most today."""
    return min(queries.law_day(year), today())


def about_of(request: Any) -> str:
    """`standard` (criterion 19.2) when the address asks for it, else the title."""
    return STANDARD if request.GET.get("noi-dung") == "ntm" else TITLE


def unit_at(year: int, slugged: str) -> int:
    """The unit an address names, by its code in that year, else by its code today."""
    codes = codes_in(slugged)
    for day in dict.fromkeys((day_of(year), today())):
        for code in codes:
            try:
                return orgs.find_unit(code, day).pk
            except Refusal:
                continue
    raise orgs.unknown(codes[-1])


def slug_of(state: Any) -> str:
    """A unit as addresses write it."""
    return slug(state.code, state.name)


def years() -> list[int]:
    """Years that have dossiers, newest first."""
    return queries.years()


def no_year_words() -> str:
    """What a list says before the first year."""
    return _("No year has been opened for assessment yet.")
