"""Home: a list of things to do with dates, one for each role; charts are one click away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.inspections.spot_checks import SIZE as SPOT_CHECK_SIZE
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.reports import queries as reports
from phongtrao.web.base import offices, tasks
from phongtrao.web.base.todo_list import attempted, todo_list
from phongtrao.web.duties import home_parts
from phongtrao.web.figures import reading
from phongtrao.web.figures.log_words import ready_filters, verb_words
from phongtrao.web.figures.scope import read_scope
from phongtrao.web.inspections import spot_pages

Context = dict[str, Any]
LOWEST = 3


def home(request: Any) -> HttpResponse:
    """The home of the acting post's role."""
    post = request.post
    if post is None:
        return render(request, "base/home_none.html", {"title": ""})
    if post.role == "leader":
        return redirect("figures:one_page")
    template, build = HOMES[post.role]
    return render(request, template, build(request))


def _english() -> bool:
    return get_language() == "en"


def _contact(request: Any) -> Context:
    """Own unit: what to do, then what was handed in."""
    post = request.post
    found = todo_list(post)
    context: Context = {"todo": found, "done_tasks": found.done}
    if post.unit_id is not None:
        context["unit"] = orgs.state_of(post.unit_id, accounts.today())
    if not found.tasks:
        context["next"] = tasks.next_moment(_english())
    return context


def _commune(request: Any) -> Context:
    """What to do, the progress of the commune's units, its lowest targets."""
    if request.post.unit_id is None:
        return _contact(request)
    return _joined(
        partial(_contact, request),
        partial(offices.rounds, request.post),
        partial(_targets, request),
    )


def _joined(*parts: Callable[[], Context]) -> Context:
    """The parts of a home together; one that fails leaves the others standing."""
    context: Context = {}
    for part in attempted(parts):
        context |= part
    return context


def _targets(request: Any) -> Context:
    """The lowest targets of the office's own area in the newest period; {} before the first."""
    try:
        scope = read_scope(request)
        items = reading.headline(programmes.package(), scope)
    except Refusal:
        return {}
    lowest = sorted(items, key=lambda item: item.order)[:LOWEST]
    table = reading.leader_table(lowest, _("Lowest targets: %(scope)s") % {"scope": scope.words})
    return {"table": table, "tally": reading.tally(items)}


def _department(request: Any) -> Context:
    """What to do, and the duties the plan gives the body."""
    return _joined(partial(_contact, request), partial(home_parts.department, request.post))


def _standing(request: Any) -> Context:
    """The whole province: dates, what to do, progress, the lowest targets."""
    return _joined(
        partial(_contact, request),
        partial(offices.rounds, request.post),
        partial(_targets, request),
        lambda: {"ruler": tasks.ruler(_english())},
    )


def _auditor(request: Any) -> Context:
    """A box to trace a figure, frozen reports, the head of the log, acts worth a look."""
    size, root = audit.head()
    events = list(audit.events(verb__in=offices.WATCHED_VERBS)[:10])
    titles = accounts.titles_of({event.post_id for event in events if event.post_id})
    lines = [
        (event.at, titles.get(event.post_id or 0, ""), verb_words(event.verb)) for event in events
    ]
    return {
        "todo": todo_list(request.post),
        "log_size": size,
        "log_root": root,
        "events": lines,
        "frozen": reports.snapshots()[:5],
        "log_filters": ready_filters(),
        "spot_rounds": spot_pages.rounds_to_draw(),
        "spot_size": SPOT_CHECK_SIZE,
    }


def _administrator(request: Any) -> Context:
    """What stands empty, counts of accounts and posts."""
    return {"todo": todo_list(request.post), "counts": offices.account_counts()}


HOMES: dict[str, tuple[str, Callable[[Any], Context]]] = {
    "unit_contact": ("base/home_contact.html", _contact),
    "commune_officer": ("base/home_commune.html", _commune),
    "department": ("base/home_department.html", _department),
    "standing_office": ("base/home_standing.html", _standing),
    "auditor": ("base/home_auditor.html", _auditor),
    "administrator": ("base/home_administrator.html", _administrator),
}
