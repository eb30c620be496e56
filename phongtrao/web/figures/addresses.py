"""Addresses of figure pages: a figure names its own page and its proof with the same parameters."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from phongtrao.core.figures import Figure
from phongtrao.core.periods import Period
from phongtrao.core.text import search_key
from phongtrao.programmes import queries as programmes

REPORTED = "reported"
#: The key of an address that names one of several plans; the first plan needs none.
PLAN = "chuong-trinh"
CODE_WORDS = 4


def parameters(figure: Figure, map_code: str = REPORTED) -> dict[str, str]:
    """Return the query of a figure: period, node, and map, reading, group where they differ."""
    query = {"ky": figure.period.url, "don-vi": figure.node_code}
    if map_code != REPORTED:
        query["ban-do"] = map_code
    if figure.reading:
        query["cach-hieu"] = figure.reading
    if figure.group:
        query["loai"] = figure.group
    if programmes.asked_code():
        query[PLAN] = programmes.asked_code()
    return query


def target_url(figure: Figure, map_code: str = REPORTED) -> str:
    """Return the page of the figure's target, seen from its node and period."""
    query = urlencode(parameters(figure, map_code))
    return f"{reverse('figures:target', args=[figure.target])}?{query}"


def proof_url(figure: Figure, map_code: str = REPORTED) -> str:
    """Return the proof of a figure: formula, rows, versions."""
    query = urlencode(parameters(figure, map_code))
    return f"{reverse('figures:proof', args=[figure.target])}?{query}"


def so_mark(figure: Figure, map_code: str = REPORTED) -> str:
    """Return the machine-readable name of a figure: target|node|period|map[|reading|group]."""
    parts = [figure.target, figure.node_code, figure.period.code, map_code]
    if figure.reading or figure.group:
        parts += [figure.reading, figure.group]
    return "|".join(parts)


def period_part(period: Period, plan: str = "") -> str:
    """Return a period in the address of a report: `2026-nam`, of a further plan `2026-nam~plan`."""
    return f"{period.url}~{plan}" if plan else period.url


def plan_in(part: str) -> tuple[str, str]:
    """Return (period, plan) of what `period_part` made; the plan is '' for the first one."""
    period, _tilde, plan = part.partition("~")
    return period, plan


def slug(code: str, name: str) -> str:
    """Return `<mã>-<tên>` of an object address; only the code is read back (ux.md 2.3)."""
    return f"{code}-{search_key(name).replace(' ', '-')}"


def codes_in(slugged: str) -> list[str]:
    """Return what may be the code in front of `<mã>-<tên>`, longest first; the name may be
    anything, and a code may hold hyphens.
    """
    words = slugged.split("-")
    return ["-".join(words[:length]) for length in range(min(len(words), CODE_WORDS), 0, -1)]


def unit_url(code: str, name: str, day: date | None = None) -> str:
    """Return the page of a unit; `day`: the day on which it bore this code (codes are reused)."""
    return _dated(reverse("figures:unit", args=[slug(code, name)]), day)


def commune_url(code: str, name: str, day: date | None = None) -> str:
    """Return the figures of a commune; `day` as in `unit_url`."""
    return _dated(reverse("figures:commune", args=[slug(code, name)]), day)


def entries_url(
    register: str, period: Period, measure: str, code: str = "", on: date | None = None
) -> str:
    """Return the list of exactly the lines a figure of a register counts.

    `register`: its address; `code`: the unit as it is called on the day `on` of the map.
    """
    query = {"ky": period.url, "so-do": measure}
    if code:
        query["dv"] = code
    if on is not None:
        query["ban-do"] = on.isoformat()
    if programmes.asked_code():
        query[PLAN] = programmes.asked_code()
    return f"{reverse('registers:list', args=[register])}?{urlencode(query)}"


def _dated(path: str, day: date | None) -> str:
    """Add the day to an address when it is not today's."""
    if day is None or day >= timezone.localdate():
        return path
    return f"{path}?ngay={day.isoformat()}"
