"""The trace box: from a pasted address, or a code as printed in a report, to where it comes from.

Codes: `T1.2|70|2024|reported`, `T1.2@70/2024`; beside a number in the report only `T1.2`, `N4.3`,
`S5.2`, with or without its year (`S5.2/2024`); of a frozen report `BC-2024-XXXX-XXXX`.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_GET

from phongtrao.accounts.queries import today
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.forms import day_in
from phongtrao.programmes import areas
from phongtrao.programmes import queries as programmes
from phongtrao.reports.actions import folder
from phongtrao.reports.outline import Count, Measure, Outline, read_outline
from phongtrao.web.figures.addresses import entries_url
from phongtrao.web.figures.log_entries import place_of_receipt
from phongtrao.web.reports.links import source_url

FIGURE_CODE = re.compile(
    r"^(?P<target>[A-Z][\w.]*)[|@](?P<node>[\w-]+)[|/](?P<period>\d{4}(?:-H1)?)"
    r"(?:\|(?P<map>reported|\d{4}-\d\d-\d\d)(?:\|(?P<reading>\w*)\|(?P<group>\w*))?)?"
    r"(?:/(?P<part>\w+))?$"
)
PRINTED_CODE = re.compile(r"^(?P<code>[A-Z]\d*(?:\.\d+)?)(?:[ /|@](?P<year>\d{4}))?$")
REPORT_CODE = re.compile(r"^BC-\d{4}-\w{4}-\w{4}$")


@require_GET
def trace(request: HttpRequest) -> HttpResponse:
    """From a pasted address, the code printed beside a figure or a receipt code to its proof."""
    asked = request.GET.get("q", "").strip()
    if not asked:
        return redirect("base:home")
    target = _page_of(asked) or place_of_receipt(asked)
    target = target or _proof_of(asked) or _printed(asked.upper())
    if target is None:
        raise Refusal(
            "figure.unknown",
            f"Không đọc được “{asked[:80]}”. Dán đường dẫn của một trang, hoặc mã in cạnh con số "
            "kèm năm, ví dụ T1.2/2024 hoặc S5.2/2024, hoặc mã biên nhận PT-XXXX-XXXX-XXXX.",
            f"“{asked[:80]}” is neither an address nor a code printed beside a figure "
            "(T1.2/2024, S5.2/2024) nor a receipt code known here (PT-XXXX-XXXX-XXXX).",
            status=404,
        )
    return redirect(target)


def _page_of(asked: str) -> str | None:
    """The local part of a pasted address when it leads to one of our pages."""
    parts = urlsplit(asked)
    if not parts.path.startswith("/"):
        return None
    try:
        resolve(parts.path)
    except Resolver404:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _proof_of(code: str) -> str | None:
    match = FIGURE_CODE.match(code)
    if match is None:
        return None
    query = {"ky": Period.parse(match["period"]).url, "don-vi": match["node"]}
    if match["map"] and match["map"] != "reported":
        query["ban-do"] = match["map"]
    if match["reading"]:
        query["cach-hieu"] = match["reading"]
    if match["group"] or match["part"]:
        query["loai"] = match["group"] or match["part"]
    return f"{reverse('figures:proof', args=[match['target']])}?{urlencode(query)}"


def _printed(asked: str) -> str | None:
    """The page behind a code as a report prints it; the newest year when none is named."""
    if REPORT_CODE.match(asked):
        return reverse("figures:report", args=[asked])
    match = PRINTED_CODE.match(asked)
    if match is None:
        return None
    year = int(match["year"] or today().year)
    if match["code"] in programmes.package().targets:
        return source_url(match["code"], year)
    outline = read_outline(folder())
    listed: tuple[Count | Measure, ...] = (*outline.counts, *outline.measures)
    found = next((one for one in listed if one.id == match["code"]), None)
    return _source_of(found, year, outline) if found else None


def _source_of(found: Count | Measure, year: int, outline: Outline) -> str:
    """The rows of a number that is no target: the lines in the register, else its source page."""
    if isinstance(found, Count) and found.room == "register":
        register = programmes.package().registers[found.register_id]
        on = day_in(outline.issue_day, year)
        province = orgs.state_of(areas.top_unit(on), on)
        return entries_url(register.url, Period(year), found.of, province.code, on)
    return source_url(found.id, year)
