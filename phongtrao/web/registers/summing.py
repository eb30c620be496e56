"""`/so/<sổ>/tong-hop/`: the figures of a register year by year, whole and by one of its lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, queries
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import entries_url
from phongtrao.web.figures.scope import today
from phongtrao.web.figures.tables import Cell, Column, Table, text
from phongtrao.web.registers import filtering, words
from phongtrao.web.registers.desk import open_register
from phongtrao.web.registers.links import Choice
from phongtrao.web.registers.lists import node_of, own_code
from phongtrao.web.templatetags.phongtrao import vn

BY = "theo"


@dataclass(frozen=True)
class Sums:
    """What is summed: the register below a unit, apart by the values of `by` ('' for not)."""

    register: Register
    node: int
    by: str

    def rows(self) -> Iterator[list[Cell]]:
        """Each year, newest first: the whole, then its parts."""
        for year in sorted({*programmes.package().years, today().year}, reverse=True):
            if year > today().year:
                continue
            period = Period(year)
            day = filtering.map_day(self.node, period)
            whole = queries.measures_at(self.register, self.node, period, day)
            code = orgs.state_of(self.node, day).code
            yield self._line(words.period_text(period.code), _("Together"), whole, period, code, "")
            found = self._parts(period, day)
            for value, label in self._values():
                if value in found:
                    name = words.period_text(period.code)
                    yield self._line(name, label, found[value], period, code, value)

    def _parts(self, period: Period, day: Any) -> Mapping[str, Mapping[str, int]]:
        if not self.by:
            return {}
        return queries.measures_by_value(self.register, self.by, self.node, period, day)

    def _values(self) -> list[tuple[str, str]]:
        """Values of the list in the order it is declared, each in words."""
        if self.by in ("", "state"):
            states = self.register.states if self.by else ()
            return [(one.id, words.label(one)) for one in states]
        field = self.register.field(self.by)
        return [(one.id, words.label(one)) for one in self.register.items(field)]

    def _line(
        self,
        period_name: str,
        label: str,
        figures: Mapping[str, int],
        period: Period,
        code: str,
        value: str,
    ) -> list[Cell]:
        """One row; each number leads to the lines it counts."""
        day = filtering.map_day(self.node, period)
        name = filtering.STATE if self.by == "state" else self.by
        part = f"&{name}={value}" if value else ""
        numbers = []
        for one in self.register.measures:
            href = entries_url(self.register.url, period, one.id, code, day) + part
            number = figures.get(one.id, 0)
            numbers.append(Cell(vn(number), number, href if number else ""))
        lead = [text(period_name), *([text(label)] if self.by else [])]
        return [*lead, *numbers]


@require_safe
def sums(request: Any, register: str) -> HttpResponse:
    """Show the figures of a register for every year of the plan."""
    desk = open_register(request, register)
    if not desk.register.measures:
        raise Refusal(
            "register.no_figures", "Sổ này không có số đo.", "No figures here.", status=404
        )
    asked = filtering.narrowed(request, desk.register, own_code(desk.post, desk.register))
    node = node_of(desk.post, access.reach_of(desk.post, desk.register), asked)
    by = _by(desk.register, request.GET.get(BY))
    table = _table(desk.register, node, by)
    sentence = " · ".join([_unit_name(node), *([_by_words(desk.register, by)] if by else [])])
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"tong-hop-{desk.register.url}")
    context = {
        "desk": desk,
        "asked": asked,
        "by": by,
        "table": table,
        "sentence": sentence,
        "lists": [Choice(one, _by_words(desk.register, one), one == by) for one in _lists(desk)],
        "exports": exports.links(request),
    }
    return render(request, "registers/sums.html", context)


def _table(register: Register, node: int, by: str) -> Table:
    columns = [Column(_("Period")), *([Column(_by_words(register, by))] if by else [])]
    columns += [Column(words.label(one), "number") for one in register.measures]
    rows: Sequence[list[Cell]] = list(Sums(register, node, by).rows()) if node else []
    return Table(f"so-{register.url}", words.title(register), columns, rows)


def _lists(desk: Any) -> list[str]:
    """Lists of the register a figure can be told apart by."""
    closed = {one.id for one in desk.register.fields if one.type in ("choice", "catalogue")}
    found = [one for one in desk.register.listing.filters if one in closed]
    return [*found, *(["state"] if desk.register.states else [])]


def _by(register: Register, asked: str | None) -> str:
    """The list asked for; none when it is unknown."""
    closed = {one.id for one in register.fields if one.type in ("choice", "catalogue")}
    known = closed | ({"state"} if register.states else set())
    return asked if asked in known else ""


def _by_words(register: Register, by: str) -> str:
    return words.column_label(register, by)


def _unit_name(node: int) -> str:
    if not node:
        return pgettext("place", "No unit")
    state = orgs.state_of(node, today()) if orgs.is_alive(node) else orgs.state_of(node)
    return words.unit_text(state)
