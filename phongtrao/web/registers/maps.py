"""`/so/<sổ>/ban-do/`: where entries are, as dots on a plain grid and as a list of coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.core.findings import Refusal
from phongtrao.plan.registers import Register
from phongtrao.registers import access, queries
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.tables import Column, Table, slice_of, text
from phongtrao.web.registers import filtering, words
from phongtrao.web.registers.desk import open_register
from phongtrao.web.registers.lists import table_of, tallies
from phongtrao.web.templatetags.phongtrao import vn

WIDTH, HEIGHT, EDGE = 640, 420, 28
LEAST = 0.02  # degrees: a few points close together still get a grid


@dataclass(frozen=True)
class Dot:
    """One entry on the drawing."""

    x: int
    y: int
    tone: str


@dataclass(frozen=True)
class Drawing:
    """Dots and grid lines in the units of the drawing."""

    dots: Sequence[Dot]
    across: Sequence[tuple[int, str]]
    down: Sequence[tuple[int, str]]
    width: int = WIDTH
    height: int = HEIGHT


@require_safe
def points(request: Any, register: str) -> HttpResponse:
    """Entries with a place on the map, filtered as the list is."""
    desk = open_register(request, register)
    if not desk.register.map_point:
        raise Refusal("register.no_map", "Sổ này không ghi vị trí.", "No points here.", status=404)
    asked = filtering.narrowed(request, desk.register)
    reach = access.reach_of(request.post, desk.register)
    found = queries.points(desk.register, reach=reach, filters=asked.filters, words=asked.words)
    table = _table(desk, found)
    count = _("%(number)s points") % {"number": vn(len(found))}
    sentence = " · ".join([count, *asked.sentence])
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"diem-{desk.register.url}")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "desk": desk,
        "asked": asked,
        "clear_url": request.path,
        "drawing": drawing(desk.register, found),
        "table": part.table,
        "slice": part,
        "sentence": sentence,
        "page_links": links_of(request, part),
        "exports": exports.links(request),
        "states": _legend(desk.register),
        **tallies(desk, reach, asked),
    }
    return render(request, "registers/points.html", context)


def _legend(register: Register) -> list[tuple[str, Any]]:
    """Return the shape and the name of each state that may stand on the map."""
    return [(words.TONES[one.tone][0], words.label(one)) for one in register.states]


def _table(desk: Any, found: Sequence[Any]) -> Table:
    """Return the columns of the list, and where each line is."""
    plain = table_of(desk.register, [one.row for one in found], desk.post)
    columns = [*plain.columns, Column(_("Latitude"), "number"), Column(_("Longitude"), "number")]
    rows = []
    for cells, one in zip(plain.rows, found, strict=True):
        geo = f"geo:{one.latitude:.6f},{one.longitude:.6f}"
        rows.append([*cells, text(degrees(one.latitude), geo), text(degrees(one.longitude))])
    return Table("points", plain.caption, columns, rows, _("No line has a point yet."))


def degrees(value: float) -> str:
    """Return a coordinate with five decimals and a comma."""
    return f"{value:.5f}".replace(".", ",")


def drawing(register: Register, found: Sequence[Any]) -> Drawing | None:
    """Return the dots scaled into the frame, north up; None without points."""
    if not found:
        return None
    south, north = _span([one.latitude for one in found])
    west, east = _span([one.longitude for one in found])
    tones = {state.id: words.TONES[state.tone][0] for state in register.states}

    def across(value: float) -> int:
        return round(EDGE + (value - west) / (east - west) * (WIDTH - 2 * EDGE))

    def down(value: float) -> int:
        return round(EDGE + (north - value) / (north - south) * (HEIGHT - 2 * EDGE))

    dots = [
        Dot(across(one.longitude), down(one.latitude), tones.get(one.row.state, "todo"))
        for one in found
    ]
    return Drawing(
        dots,
        [(across(v), _short(v)) for v in _steps(west, east)],
        [(down(v), _short(v)) for v in _steps(south, north)],
    )


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = max(LEAST, (high - low) * 0.04)
    return low - margin, high + margin


def _steps(low: float, high: float) -> list[float]:
    """Return three round values inside a span."""
    return [low + (high - low) * part / 4 for part in (1, 2, 3)]


def _short(value: float) -> str:
    return f"{value:.2f}°".replace(".", ",")
