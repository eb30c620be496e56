"""Units without the line a register expects of them: `/don-vi/?chua-ghi=ngay-hoi&nam=2024`.

`&xa=…` names a place on the map of the day in `&ban-do=…`, else on that of the register's own day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.findings import Refusal
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, expecting
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today

UNWRITTEN, YEAR, MAP, PLACE = "chua-ghi", "nam", "ban-do", "xa"


@dataclass(frozen=True)
class Gap:
    """Which register and year; `day`: of the units' names; `on`: of the map of a place named."""

    register: Register
    year: int
    day: date
    on: date

    @property
    def words(self) -> str:
        """The filter in words."""
        noun = said(self.register.entry, self.register.entry_en)
        return _("no %(noun)s of %(year)s") % {"noun": noun, "year": self.year}

    @property
    def kept(self) -> dict[str, str]:
        """What the filter form carries on."""
        on = {} if self.on == self.day else {MAP: self.on.isoformat()}
        return {UNWRITTEN: self.register.url, YEAR: str(self.year), **on}

    def narrow(self, found: Any, post: Any) -> Any:
        """Return those of the units that have no line."""
        lacking = expecting.lacking(self.register, self.year, access.reach_of(post, self.register))
        return found.filter(unit_id__in=lacking.order_by().values("unit_id"))


def asked_gap(request: Any) -> Gap | None:
    """Return the gap an address asks for; None when it asks for none that can be."""
    get = request.GET.get
    if not get(UNWRITTEN):
        return None
    try:
        register = access.register_for(request.post, get(UNWRITTEN))
    except Refusal:
        return None
    expected, year = register.expected, get(YEAR, "")
    year = int(year) if year.isdecimal() else today().year
    years = programmes.package().years
    if expected is None or expected.of != "each" or not min(years) <= year <= today().year:
        return None
    day = min(expected.last_day(year), today())
    return Gap(register, year, day, _day(get(MAP, "")) or day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def gap_url(register: Register, year: int, place: str = "", on: date | None = None) -> str:
    """Return the list of the units without a line of a year, of a place or of the whole reach."""
    query = {UNWRITTEN: register.url, YEAR: str(year)}
    if place and on:
        query |= {PLACE: place, MAP: on.isoformat()}
    return f"{reverse('figures:units')}?{urlencode(query)}"
