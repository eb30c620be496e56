"""The late band of a register: a year whose day is over without the lines it must hold (12, 36).

Which year: the one the list is narrowed to, else this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phongtrao.core.dates import format_date
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, expecting
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today
from phongtrao.web.figures.unit_gaps import gap_url
from phongtrao.web.permissions import allows
from phongtrao.web.registers.filtering import Narrowed
from phongtrao.web.registers.words import unit_text
from phongtrao.web.templatetags.phongtrao import vn


@dataclass(frozen=True)
class Late:
    """The sentence of the band, where to go from it, and where its day comes from."""

    words: str
    source: str
    ways: tuple[tuple[str, str], ...] = ()


def late_of(desk: Any, asked: Narrowed) -> Late | None:
    """Return the band of a list, None while nothing is late."""
    expected = desk.register.expected
    year = year_of(asked)
    day = expecting.late_since(desk.register, year)
    if expected is None or day is None:
        return None
    source = said(expected.source, expected.source_en)
    if expected.of == "one":
        return _no_line(desk, year, day, source)
    return _units(desk, asked, year, day, source)


def year_of(asked: Narrowed) -> int:
    """Return the year the list is narrowed to, else this year."""
    code = asked.filters.get("period", "")
    return Period.parse(code).year if code else today().year


def _no_line(desk: Any, year: int, day: date, source: str) -> Late | None:
    """Say that the whole plan has no line of a year; lead to a new line and to the target."""
    if expecting.has_one(desk.register, year):
        return None
    words = _("Late: %(year)s has no %(noun)s in the whole province yet; %(day)s is past.")
    ways = []
    if desk.may_add:
        ways.append((_("Add: %(noun)s") % {"noun": desk.noun}, desk.url("add")))
    target = programmes.package().targets.get(desk.register.expected.target)
    if target and allows("figures:target", desk.post.role):
        url = f"{reverse('figures:target', args=[target.id])}?ky={Period(year).url}"
        ways.append((_("Target %(code)s") % {"code": target.id}, url))
    given = {"year": year, "noun": desk.noun, "day": format_date(day)}
    return Late(words % given, source, tuple(ways))


def _units(desk: Any, asked: Narrowed, year: int, day: date, source: str) -> Late | None:
    """Say how many units of the reach, and of the place asked for, have no line of a year."""
    found = expecting.lacking(desk.register, year, access.reach_of(desk.post, desk.register))
    place = asked.filters.get("unit", "")
    on = date.fromisoformat(asked.filters["on"]) if "on" in asked.filters else today()
    if place:
        found = found.filter(unit_id__in=orgs.units_below(int(place), on))
    count = found.count()
    if not count:
        return None
    given = {"number": vn(count), "noun": desk.noun, "year": year, "day": format_date(day)}
    if count == 1:
        one = found.get()
        words = _("Late: %(unit)s has no %(noun)s of %(year)s; %(day)s is past.")
        ways = _add(desk, one)
        return Late(words % {**given, "unit": unit_text(one)}, source, ways)
    words = ngettext(
        "Late: %(number)s unit has no %(noun)s of %(year)s; %(day)s is past.",
        "Late: %(number)s units have no %(noun)s of %(year)s; %(day)s is past.",
        count,
    )
    return Late(words % given, source, _list(desk, year, place, on, given["number"]))


def _add(desk: Any, state: Any) -> tuple[tuple[str, str], ...]:
    """Return the way to a new line of a unit that the post may write for and that still is."""
    alive = orgs.is_alive(state.unit_id)
    if not alive or not access.may_write(desk.post, desk.register, state.unit_id):
        return ()
    words = _("Add: %(noun)s") % {"noun": desk.noun}
    return ((words, f"{desk.url('add')}?{urlencode({'don-vi': state.code})}"),)


def _list(
    desk: Any, year: int, place: str, on: date, number: object
) -> tuple[tuple[str, str], ...]:
    """Return the way to the list of those units, for roles that read lists of units."""
    if not allows("figures:units", desk.post.role):
        return ()
    code = orgs.state_of(int(place), on).code if place else ""
    words = _("See the %(number)s units") % {"number": number}
    return ((words, gap_url(desk.register, year, code, on)),)
