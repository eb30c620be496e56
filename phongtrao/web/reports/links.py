"""Where a code of the report leads: a target's proof, or the rows that a number counts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.forms import day_in
from phongtrao.programmes import queries as programmes
from phongtrao.reports.actions import folder
from phongtrao.reports.outline import read_outline


def source_url(code: str, year: int) -> str:
    """The page with the rows behind a code as printed in the report of a year."""
    if code in programmes.package().targets:
        return proof_url(code, year)
    return reverse("reports:source", args=[year, code])


def proof_url(code: str, year: int) -> str:
    """The proof of a target on the map the report was read on."""
    period = Period(year)
    query = {"ky": period.url}
    on = day_in(read_outline(folder()).issue_day, year)
    if orgs.map_for(on).pk != orgs.map_for(period.end).pk:
        query["ban-do"] = on.isoformat()
    return f"{reverse('figures:proof', args=[code])}?{urlencode(query)}"


def builder_url(year: int, part: str = "", key: str = "") -> str:
    """The builder, at a part and a paragraph."""
    query = {name: value for name, value in (("phan", part), ("doan", key)) if value}
    path = reverse("reports:build", args=[year])
    return f"{path}?{urlencode(query)}" if query else path
