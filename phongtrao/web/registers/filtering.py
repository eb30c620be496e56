"""What a list is narrowed to: words, state, place, period, fields; all of it in the address.

`?q=…&tt=<state>&dv=<unit code>&ky=2024-nam&sap=-held_on&<field>=<code>`; an unknown value filters
nothing. `&so-do=<measure>` leaves the lines a figure counts, of its period (else this year) and on
the map it was counted on (`&ban-do=<day>`). `&pv=tat-ca`: beyond the post's own unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register, RegisterField
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, queries
from phongtrao.web.figures.scope import period_label, today
from phongtrao.web.registers.links import Choice
from phongtrao.web.registers.words import column_label, item_label, label, unit_text

WORDS, STATE, UNIT, PERIOD, SORT = "q", "tt", "dv", "ky", "sap"
MEASURE, MAP, SCOPE, ALL = "so-do", "ban-do", "pv", "tat-ca"
Get = Callable[..., str]
OPEN = ("choice", "catalogue", "many", "yes_no")


@dataclass(frozen=True)
class Filter:
    """One select of the filter form."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Narrowed:
    """A list's filters, ready for the door (`filters`), the form (`selects`) and the reader."""

    words: str
    filters: Mapping[str, str]
    sort: str
    unit_code: str
    selects: tuple[Filter, ...]
    sentence: tuple[str, ...]
    map_day: str = ""
    opens_on: str = ""
    own: bool = False


def narrowed(request: Any, register: Register, own: str = "") -> Narrowed:
    """Read the filters of an address; `own`: the unit a list without a place opens on."""
    get = request.GET.get
    words = get(WORDS, "").strip()
    filters: dict[str, str] = {}
    said: list[str] = [f"“{words}”"] if words else []
    selects = [*_closed(register, get, filters, said), *_counted(register, get, filters, said)]
    chosen = next((one for one in _periods(register, get(PERIOD, "")) if one.chosen), None)
    if chosen:
        filters["period"] = Period.parse(chosen.value).code
        said.append(chosen.label)
    selects.append(Filter(PERIOD, _("Period"), _periods(register, get(PERIOD, ""))))
    code = str(get(UNIT, "")).strip()
    opens = "" if code or get(SCOPE) == ALL else own
    _place(code or opens, get, filters, said)
    day = day_in(get(MAP, ""))
    return Narrowed(
        words=words,
        filters=filters,
        sort=_sort(register, get(SORT, "")),
        unit_code=code,
        selects=tuple(selects),
        sentence=tuple(said),
        map_day=day.isoformat() if day else "",
        opens_on=own,
        own=bool(opens),
    )


def _closed(register: Register, get: Get, filters: dict[str, str], said: list[str]) -> list[Filter]:
    """Narrow to a state and to values of closed fields."""
    selects: list[Filter] = []
    if register.states:
        code = get(STATE, "")
        states = tuple(Choice(s.id, label(s), s.id == code) for s in register.states)
        selects.append(Filter(STATE, _("State"), states))
        _take(filters, said, "state", states)
    for field in _filtered(register):
        choices = _choices(register, field, get(field.id, ""))
        selects.append(Filter(field.id, label(field), choices))
        _take(filters, said, field.id, choices, label(field) if field.type == "yes_no" else "")
    return selects


def _counted(
    register: Register, get: Get, filters: dict[str, str], said: list[str]
) -> list[Filter]:
    """Narrow to the lines one figure counts; without a period to those of this year."""
    if not register.measures:
        return []
    code = get(MEASURE, "")
    listed = [(one.id, label(one)) for one in register.measures]
    listed.append((queries.KEEPERS, _("Units with a line")))
    choices = tuple(Choice(one, words, one == code) for one, words in listed)
    name = _("Lines counted in")
    for one in choices:
        if one.chosen:
            filters["measure"] = one.value
            filters["period"] = Period(today().year).code
            said.append(f"{name}: {one.label}")
    return [Filter(MEASURE, name, choices)]


def _take(
    filters: dict[str, str], said: list[str], name: str, choices: tuple[Choice, ...], lead: str = ""
) -> None:
    """Keep the chosen one, in code and in words."""
    for one in choices:
        if one.chosen:
            filters[name] = one.value
            said.append(f"{lead}: {one.label.lower()}" if lead else one.label)


def _filtered(register: Register) -> list[RegisterField]:
    fields = {field.id: field for field in register.fields if field.type in OPEN}
    return [fields[name] for name in register.listing.filters if name in fields]


def _choices(register: Register, field: RegisterField, code: str) -> tuple[Choice, ...]:
    listed = [item.id for item in register.items(field)] if field.type != "yes_no" else []
    codes = listed or ["yes", "no"]
    return tuple(Choice(one, item_label(register, field, one), one == code) for one in codes)


def _periods(register: Register, asked: str) -> tuple[Choice, ...]:
    """Return the years of the plan up to this one, newest first."""
    years = programmes.package().years
    found = [Period(year) for year in range(today().year, min(years) - 1, -1)]
    return tuple(Choice(p.url, period_label(p), asked in (p.url, p.code)) for p in found)


def _place(code: str, get: Get, filters: dict[str, str], said: list[str]) -> None:
    """Narrow to a unit and what lies below it; an unknown code narrows nothing, and says so."""
    if not code:
        return
    asked = day_in(get(MAP, ""))
    try:
        unit = orgs.find_unit(code, asked)
    except Refusal:
        said.append(_("no unit has the code %(code)s") % {"code": code})
        return
    filters["unit"] = str(unit.pk)
    day = asked or today()
    if "period" in filters:
        day = asked or map_day(unit.pk, Period.parse(filters["period"]))
        filters["on"] = day.isoformat()
    said.append(unit_text(orgs.state_of(unit.pk, day)))
    if asked:
        said.append(_("on the map of %(day)s") % {"day": format_date(day)})


def map_day(unit_id: int, period: Period) -> date:
    """Return the day whose map a figure of a unit lies on: the period's last, else today's."""
    return period.end if orgs.is_alive(unit_id, period.end) else today()


def day_in(text: str) -> date | None:
    """Return the day of an address; None when there is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _sort(register: Register, asked: str) -> str:
    """Return the order asked for, else the register's own."""
    known = {*sortable(register), "updated"}
    return asked if asked.lstrip("-") in known else register.listing.sort or "-updated"


def sortable(register: Register) -> list[str]:
    """Return the columns a list may be sorted by: those on the screen."""
    many = {field.id for field in register.fields if field.type in ("many", "note", "entry")}
    return [name for name in columns(register) if name not in many]


def sort_choices(register: Register, chosen: str) -> list[Choice]:
    """Return the orders offered: each column up and down."""
    found = []
    for name in [*sortable(register), "updated"]:
        words = column_label(register, name)
        found.append(Choice(name, words, name == chosen))
        found.append(Choice(f"-{name}", f"{words} ↓", f"-{name}" == chosen))
    return found


def columns(register: Register) -> tuple[str, ...]:
    """Return the columns of the list: the declared ones, else heading, unit and state."""
    return register.listing.columns or (register.heading.id, "unit", "state")


def reach(request: Any, register: Register) -> Any:
    """Return which entries the acting post sees."""
    return access.reach_of(request.post, register)
