"""`/kiem-tra/dau-hieu/`: signals of formalism, explained, with filters, export and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import REPORTING_GROUPS
from phongtrao.core.periods import Period
from phongtrao.inspections import access, actions, queries
from phongtrao.orgs import queries as orgs
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.paging import cut, links_of
from phongtrao.web.figures.present import group_label, said
from phongtrao.web.figures.scope import Option, period_label, within_reach
from phongtrao.web.figures.tables import PAGE_ROWS, Column, Table, text
from phongtrao.web.inspections import words
from phongtrao.web.templatetags.phongtrao import vntime

EXPLAINED = ("", "chua", "roi")


@dataclass(frozen=True)
class Card:
    """A signal ready for the page."""

    kind: str
    unit: str
    unit_url: str
    what: str
    against: tuple[tuple[str, str], ...]
    since: Any
    ask: str
    answer: str
    answered_by: str
    key: str
    unit_id: int
    period: str


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to, all of it in the address."""

    period: Period
    kind: str
    group: str
    commune: str
    explained: str


def cards_of(told: list[queries.Told], reach: set[int] | None = None) -> list[Card]:
    """Return signals as cards; units outside `reach` (None: everything) are named without a link.

    A commune is told that another unit's text is alike, not whose it is.
    """
    posts = {item.answer.post_id for item in told if item.answer and item.answer.post_id}
    titles = accounts.titles_of(posts)
    return [_card(item, titles, reach) for item in told]


def _card(item: queries.Told, titles: dict[int, str], reach: set[int] | None) -> Card:
    day = item.period.end
    against = tuple(
        (words.unit_name(state), unit_url(state.code, state.name, day))
        for state in item.against
        if reach is None or state.unit_id in reach
    )
    hidden = len(item.against) - len(against)
    if hidden:
        against = (*against, (_("%(n)s units elsewhere") % {"n": hidden}, ""))
    answer = item.answer
    return Card(
        said(item.kind_label, item.kind_label_en),
        item.name,
        unit_url(item.unit.code, item.unit.name, day),
        said(item.what, item.what_en),
        against,
        item.signal.since,
        said(item.ask, item.ask_en),
        answer.sentence if answer else "",
        titles.get(answer.post_id or 0, "") if answer else "",
        item.signal.key,
        item.signal.unit,
        item.period.code,
    )


def beside(post: Any, unit_id: int, period: Period) -> list[Card]:
    """Return the signals a post sees beside a unit; none for the unit itself."""
    if post is None or post.role not in READERS or not access.may_read(post, unit_id):
        return []
    told = queries.signals_for(unit_id, period)
    others = {state.unit_id for item in told for state in item.against}
    return cards_of(told, within_reach(post, others, period.end))


READERS = frozenset({"standing_office", "auditor", "leader", "commune_officer"})


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """List the signals of a period within the post's reach."""
    post: Any = request.post  # type: ignore[attr-defined]
    known = queries.periods()
    if not known:
        return render(request, "inspections/signals.html", {"none": True})
    chosen = _filters(request, known)
    run = queries.run_of(chosen.period)
    found = _found(post, chosen, run)
    told = queries.told(run, found) if run else []
    told = [item for item in told if _fits(item, chosen)]
    others = {state.unit_id for item in told for state in item.against}
    reach = within_reach(post, others | {t.signal.unit for t in told}, chosen.period.end)
    cards = cards_of(told, reach)
    sentence = _sentence(chosen, len(cards), run)
    if exports.asked(request):
        name = f"dau-hieu-{chosen.period.url}"
        return exports.answer(request, _table(cards), sentence, name)
    part = cut(request, cards, len(cards), _table)
    start = (part.number - 1) * PAGE_ROWS
    context = {
        "chosen": chosen,
        "run": run,
        "cards": cards[start : start + PAGE_ROWS],
        "counts": _counts(request, found),
        "slice": part,
        "sentence": sentence,
        "page_links": links_of(request, part),
        "exports": exports.links(request),
        "may_answer": post.role != "leader",
        "here": request.get_full_path(),
        **_options(chosen, known),
    }
    return render(request, "inspections/signals.html", context)


def _filters(request: HttpRequest, known: list[Period]) -> Filters:
    """Read the filters of an address; unknown values filter nothing."""
    get = request.GET.get
    years = [period for period in known if not period.half]
    newest = (years or known)[0]
    period = next((p for p in known if get("ky", "") in (p.url, p.code)), newest)
    kind = get("dau-hieu", "") if get("dau-hieu") in queries.KIND_LABELS else ""
    group = get("loai", "") if get("loai") in REPORTING_GROUPS else ""
    explained = get("giai-thich", "") if get("giai-thich") in EXPLAINED else ""
    return Filters(period, kind, group, get("xa", "").strip(), explained)


def _found(post: Any, chosen: Filters, run: queries.Run | None) -> list[Any]:
    """The signals of a period within reach, of one commune when asked."""
    if run is None:
        return []
    found = list(run.found)
    reach = within_reach(post, {signal.unit for signal in found}, chosen.period.end)
    found = [signal for signal in found if signal.unit in reach]
    if chosen.commune:
        area = orgs.find_unit(chosen.commune, chosen.period.end).pk
        inside = set(orgs.units_below(area, chosen.period.end))
        found = [signal for signal in found if signal.unit in inside]
    return found


def _fits(item: queries.Told, chosen: Filters) -> bool:
    if chosen.kind and item.signal.kind != chosen.kind:
        return False
    if chosen.group and item.unit.group != chosen.group:
        return False
    return not chosen.explained or (item.answer is not None) == (chosen.explained == "roi")


def _sentence(chosen: Filters, number: int, run: queries.Run | None) -> str:
    """The filters in words, with how many units were looked at."""
    parts = [
        _("%(number)s signals") % {"number": number},
        period_label(chosen.period),
        said(*queries.KIND_LABELS[chosen.kind]) if chosen.kind else "",
        group_label(chosen.group) if chosen.group else "",
        {"": "", "chua": _("not explained"), "roi": _("explained")}[chosen.explained],
        _("%(n)s reports looked at") % {"n": run.units} if run else "",
    ]
    if chosen.commune:
        area = orgs.find_unit(chosen.commune, chosen.period.end).pk
        parts.insert(2, words.unit_name(orgs.state_of(area, chosen.period.end)))
    return " · ".join(part for part in parts if part)


def _options(chosen: Filters, known: list[Period]) -> dict[str, list[Option]]:
    kinds = [
        Option(code, said(*labels), code == chosen.kind)
        for code, labels in queries.KIND_LABELS.items()
    ]
    states = [("chua", _("not explained")), ("roi", _("explained"))]
    return {
        "periods": [Option(p.url, period_label(p), p == chosen.period) for p in known],
        "kinds": kinds,
        "groups": [Option(g, group_label(g), g == chosen.group) for g in REPORTING_GROUPS],
        "explained": [Option(code, label, code == chosen.explained) for code, label in states],
    }


def _counts(request: HttpRequest, found: list[Any]) -> list[tuple[str, str, int]]:
    """Each kind of signal with the address that shows it alone, and how many there are."""
    counts = []
    for code, number in queries.kinds_of(found).items():
        query = request.GET.copy()
        query.pop("trang", None)
        query["dau-hieu"] = code
        counts.append((f"?{query.urlencode()}", said(*queries.KIND_LABELS[code]), number))
    return counts


def _table(cards: list[Card]) -> Table:
    """The signals as a file: the same rows, one column for each sentence."""
    columns = [
        Column(_("Unit")),
        Column(_("Signal")),
        Column(_("What is seen")),
        Column(_("Like")),
        Column(_("Since")),
        Column(_("What to ask")),
        Column(_("Explained")),
    ]
    rows = [
        [
            text(card.unit),
            text(card.kind),
            text(card.what),
            text(", ".join(name for name, _url in card.against)),
            text(vntime(card.since)),
            text(card.ask),
            text(card.answer),
        ]
        for card in cards
    ]
    return Table("signals", _("Signals of formalism"), columns, rows)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Keep the sentence of an office beside a signal."""
    post: Any = request.post  # type: ignore[attr-defined]
    get = request.POST.get
    unit = get("don-vi", "")
    try:
        period = Period.parse(get("ky", ""))
    except ValueError as problem:
        vietnamese, _slash, english = str(problem).partition(" / ")
        raise Refusal("period.unknown", vietnamese, english, status=422) from problem
    actions.answer_signal(
        unit_id=int(unit) if unit.isdigit() else 0,
        period=period,
        key=get("khoa", ""),
        sentence=get("cau", ""),
        by=post,
    )
    messages.success(request, _("The explanation is kept beside the signal."))
    back = get("ve", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if here else reverse("inspections:signals"))
