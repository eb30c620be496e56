"""`/kiem-tra/lap-doan/`: plan a round; a drawn one fixes its list now and draws later."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.core.dates import TZ, format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import REPORTING_GROUPS
from phongtrao.core.periods import Period
from phongtrao.inspections import actions, queries
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures.present import group_label, said
from phongtrao.web.figures.scope import Option, period_label, today
from phongtrao.web.inspections.words import typed_day

TEXTS = ("ten", "van-ban", "thanh-phan", "noi-dung", "tu-ngay", "den-ngay", "ngay-van-ban")


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """GET draws the form; POST plans the round or says what to correct."""
    post: Any = request.post  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, _first_values())
    try:
        asked = _plan(request)
        if _is_fewer(asked) and not request.POST.get("it-hon"):
            return _page(request, request.POST, _fewer_words(asked), status=422, fewer=True)
        made = actions.plan_round(plan=asked, by=post)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        wrong = said(refusal.message, refusal.message_en)
        return _page(request, request.POST, wrong, status=422)
    if made.is_drawn:
        messages.success(request, _("Planned. The list is fixed; the draw follows at its time."))
    else:
        messages.success(request, _("Planned. Name the units to visit."))
    return redirect("inspections:round", made.code)


def _is_fewer(asked: actions.Plan) -> bool:
    """Whether a draw alone does not reach what the plan asks of a year."""
    return asked.method == "drawn" and 0 < asked.size < queries.rules_of().sample


def _fewer_words(asked: actions.Plan) -> str:
    words_ = _(
        "The plan asks for %(asked)s units or more; this draw takes %(n)s. "
        "Write a larger number, or tick the box below it."
    )
    return words_ % {"asked": queries.rules_of().sample, "n": asked.size}


def _plan(request: HttpRequest) -> actions.Plan:
    get = request.POST.get
    starts, ends = typed_day(get("tu-ngay", "")), typed_day(get("den-ngay", ""))
    if starts is None or ends is None:
        raise Refusal(
            "inspection.dates",
            "Ghi ngày bắt đầu và ngày kết thúc.",
            "Give the first and the last day.",
            status=422,
        )
    drawn = get("cach", "drawn") == "drawn"
    size = get("so-don-vi", "")
    return actions.Plan(
        period=Period.parse(get("ky", "")),
        title=get("ten", ""),
        starts=starts,
        ends=ends,
        document=get("van-ban", ""),
        document_on=typed_day(get("ngay-van-ban", "")),
        team=get("thanh-phan", ""),
        text=get("noi-dung", ""),
        method="drawn" if drawn else "listed",
        size=int(size) if size.isdigit() else 0,
        groups=tuple(g for g in REPORTING_GROUPS if g in request.POST.getlist("loai")),
        draw_at=_moment(get("ngay-rut", ""), get("gio-rut", "")) if drawn else None,
    )


def _moment(day_text: str, clock: str) -> datetime | None:
    """The instant of the draw on Vietnam's clock."""
    day = typed_day(day_text)
    hours, _colon, minutes = clock.partition(":")
    if day is None or not (hours.isdigit() and minutes.isdigit()):
        return None
    try:
        return datetime.combine(day, time(int(hours), int(minutes)), TZ)
    except ValueError:
        return None


def _first_values() -> dict[str, str]:
    """What a new form proposes: the present half-year, a draw tomorrow morning."""
    day = today()
    period = Period(day.year, 1 if day.month <= 6 else None)
    tomorrow = day + timedelta(days=1)
    return {
        "ky": period.url,
        "cach": "drawn",
        "so-don-vi": str(max(queries.rules_of().sample, 20)),
        "ngay-rut": format_date(tomorrow),
        "gio-rut": "08:00",
        "tu-ngay": format_date(tomorrow),
        "den-ngay": format_date(tomorrow + timedelta(days=30)),
    }


def _page(
    request: HttpRequest, values: Any, wrong: str = "", status: int = 200, *, fewer: bool = False
) -> HttpResponse:
    rules = queries.rules_of()
    year = today().year
    periods = [Period(y, half) for y in (year, year - 1) for half in (1, None)]
    asked = values.getlist("loai") if hasattr(values, "getlist") else None
    groups = queries.unit_groups(programmes.package(), today()) if asked is None else asked
    context = {
        "values": {name.replace("-", "_"): values.get(name, "") for name in (*TEXTS, *MORE)},
        "periods": [Option(p.url, period_label(p), p.url == values.get("ky")) for p in periods],
        "groups": [(g, group_label(g), g in groups) for g in REPORTING_GROUPS],
        "wrong": wrong,
        "rules": rules,
        "fewer": fewer,
    }
    return render(request, "inspections/plan.html", context, status=status)


MORE = ("cach", "so-don-vi", "ngay-rut", "gio-rut")
