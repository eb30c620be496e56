"""One page for leaders: does it reach, where not, why, what next; prints on one A4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.analytics import queries as analytics
from phongtrao.core.figures import Figure
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Package, Target
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.figures import age, area_map, exports, reading, sentences
from phongtrao.web.figures.addresses import commune_url
from phongtrao.web.figures.present import SMALL, Shown, goal_of, group_label, show
from phongtrao.web.figures.scope import Scope, period_label, read_scope, today
from phongtrao.web.figures.unit_list import REASONS, reason_field

JUDGED = ("exceeded", "met", "near", "missed")
LOWEST = 10


def areas_of(scope: Scope, found: list[Figure]) -> list[sentences.Area]:
    """Return the communes of the node, those with most targets missed first."""
    targets = programmes.package_in(scope.period).targets
    by_node: dict[int, list[Figure]] = {}
    for figure in found:
        if figure.node_id != scope.node.id:
            by_node.setdefault(figure.node_id, []).append(figure)
    states = orgs.states_of(by_node, scope.day)
    areas = [
        _area(states[node], figures, targets, scope)
        for node, figures in by_node.items()
        if states[node].group == "commune"
    ]
    return sorted(areas, key=lambda area: (-(area.missed or 0), area.missed is None, area.name))


def _area(
    state: Any, figures: list[Figure], targets: Mapping[str, Target], scope: Scope
) -> sentences.Area:
    """Judge one commune: how many of its targets are not met, once half of them are judged."""
    asked = [figure for figure in figures if _applies(targets[figure.target], figure)]
    judged = [f for f in asked if f.verdict in JUDGED and _says_much(targets[f.target], f)]
    known = judged and 2 * len(judged) >= len(asked)
    missed = sum(figure.verdict == "missed" for figure in judged) if known else None
    name = full_name(state.kind, state.name)
    href = commune_url(state.code, state.name, scope.day)
    return sentences.Area(state.unit_id, name, state.name, href, missed, len(judged))


def _applies(target: Target, figure: Figure) -> bool:
    """Whether the plan judges a target in communes that year, units to count there or not."""
    goal = goal_of(target, figure)
    return target.level == "all" and (goal.value is not None or goal.operator == "zero")


def _says_much(target: Target, figure: Figure) -> bool:
    """Whether enough units are counted: of one unit, no 30 % can be excellent; all of it can pass.

    A share between none and all needs ten units in its denominator (ux.md 4.4, rule 7).
    """
    goal = goal_of(target, figure)
    if goal.denominator is None or goal.value is None or goal.value in (0, 100):
        return True
    return (figure.denominator or 0) >= SMALL


def _weakest(package: Package, scope: Scope, items: list[Shown]) -> list[sentences.Sentence]:
    """Say which kind of unit holds the worst share back (one more question to analytics)."""
    behind = [item for item in items if item.tone in ("missed", "near") and item.is_share]
    if not behind:
        return []
    target = behind[0].target
    found = analytics.figures(
        [target.id], [scope.period], scope.node.id, by="kind", on_map=scope.on_map, readings=False
    )
    kinds = [show(target, figure, scope.map_code) for figure in found if figure.group]
    if len(kinds) < 2:
        return []
    worst = min(kinds, key=lambda item: item.order)
    return sentences.weakest_kind(kinds, group_label(worst.figure.group))


def _round(scope: Scope) -> Any:
    """Return the yearly round of the period, None when it never opened."""
    try:
        return programmes.round_of(programmes.package().main_form.id, scope.period)
    except Refusal:
        return None


def _last_closed(scope: Scope) -> dict[str, str]:
    """Return the newest closed year before the page's: its name and the same page in it."""
    form = programmes.package().main_form.id
    rounds = programmes.rounds(form).filter(state="closed")
    closed = [p for p in (Period.parse(r.period) for r in rounds) if p < scope.period]
    if not closed:
        return {}
    newest = max(closed)
    query = scope.query(ky=newest.url, tu=scope.day.isoformat())
    return {"label": period_label(newest), "href": f"?{query}"}


def _naming(scope: Scope) -> str:
    """Return the address of the units that named a reason, the code of the reason left open."""
    form = programmes.package().main_form.id
    return f"{reverse('figures:units')}?bieu={form}&ky={scope.period.url}&ly-do="


def _words(
    scope: Scope, package: Package, items: list[Shown], areas: list[sentences.Area], counts: Any
) -> dict[str, list[sentences.Sentence]]:
    """Return the generated sentences of the page: reach, why, what next."""
    form = package.main_form
    field = reason_field(form)
    named = submissions.choices_said(form.id, scope.period, REASONS) if field and counts else {}
    silent = sentences.silent(counts.owed - counts.sent if counts else 0, form.id, scope)
    pending = counts.sent - counts.approved if counts else 0
    return {
        "reach": sentences.reach(items),
        "why": [
            *_weakest(package, scope, items),
            *sentences.reasons(named, field, _naming(scope)),
            *silent,
        ],
        "steps": [
            *sentences.dates(package, scope.period.year, today()),
            *silent,
            *sentences.waiting(pending, form.id, scope),
            *sentences.close_ones(items),
            *(sentences.meetings(areas) if reading.concluded(items) else ()),
        ],
    }


def one_page(request: Any) -> HttpResponse:
    """Answer four questions of a leader on one page."""
    scope = read_scope(request)
    package = programmes.package()
    found = analytics.figures(
        (), [scope.period], scope.node.id, "communes", scope.on_map, readings=False
    )
    shown = reading.beside_last_year(package, scope, found)
    items = sorted(shown, key=lambda item: item.order)
    concluded = reading.concluded(items)
    areas = areas_of(scope, found)
    round_ = _round(scope)
    counts = submissions.progress_of(round_) if round_ else None
    time = timezone.localtime().strftime("%H:%M %d/%m/%Y")
    sentence = " · ".join([scope.words, _("figures at %(time)s") % {"time": time}])
    table = reading.leader_table(items, sentence)
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"mot-trang-{scope.period.url}")
    context = {
        "scope": scope, "tally": reading.tally(items), "counts": counts, "table": table,
        "sentence": sentence, "exports": exports.links(request),
        "lowest": [area for area in areas[:LOWEST] if area.missed] if concluded else [],
        "concluded": concluded, "closed": {} if concluded else _last_closed(scope),
        "map": area_map.of_plan(areas, scope),
        "provisional": any(item.provisional for item in items),
        "uncompared": any(item.uncompared for item in items),
        "reports_url": reverse("figures:reports"),
        "age": age.age_of(scope, package.main_form, round_, counts),
    }  # fmt: skip
    words = _words(scope, package, items, areas, counts)
    return render(request, "figures/one_page.html", {**context, **words})
