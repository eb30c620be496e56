"""Home: a list of things to do with dates, one for each role; charts are one click away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.assessments import entrance
from phongtrao.web.base import offices, tasks
from phongtrao.web.duties import home_parts
from phongtrao.web.figures import reading
from phongtrao.web.figures.log_words import verb_words
from phongtrao.web.figures.scope import read_scope

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
    """Own unit: open reports, then those handed in."""
    post = request.post
    if post.unit_id is None:
        return {"open_tasks": [], "done_tasks": [], "next": tasks.next_moment(_english())}
    open_tasks, done = tasks.own(post)
    state = orgs.state_of(post.unit_id, accounts.today())
    return {
        "unit": state,
        "open_tasks": open_tasks,
        "done_tasks": done,
        "next": tasks.next_moment(_english()),
        "steps": entrance.unit_steps(post),
    }


def _commune(request: Any) -> Context:
    """Own reports of the commune, then its queue, its late units, its progress."""
    context = _contact(request)
    if request.post.unit_id is not None:
        context |= offices.commune(request.post) | _targets(request)
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
    """Reports of the body and the duties the plan gives it."""
    context = _contact(request)
    return context | home_parts.department(request.post)


def _standing(request: Any) -> Context:
    """The whole province: dates, what to handle, progress, own reports."""
    context = _contact(request)
    context |= offices.province(request.post) | _targets(request)
    context["steps"] += home_parts.province_steps()
    context["ruler"] = tasks.ruler(_english())
    return context


def _auditor(request: Any) -> Context:
    """A box to trace a figure, the head of the log, the latest acts worth a look."""
    size, root = audit.head()
    events = list(audit.events(verb__in=offices.WATCHED_VERBS)[:10])
    titles = accounts.titles_of({event.post_id for event in events if event.post_id})
    lines = [
        (event.at, titles.get(event.post_id or 0, ""), verb_words(event.verb)) for event in events
    ]
    return {"log_size": size, "log_root": root, "events": lines}


def _administrator(request: HttpRequest) -> Context:
    """Counts of accounts and posts, what stands empty."""
    return {"counts": accounts.accounts_summary()}


HOMES: dict[str, tuple[str, Callable[[Any], Context]]] = {
    "unit_contact": ("base/home_contact.html", _contact),
    "commune_officer": ("base/home_commune.html", _commune),
    "department": ("base/home_department.html", _department),
    "standing_office": ("base/home_standing.html", _standing),
    "auditor": ("base/home_auditor.html", _auditor),
    "administrator": ("base/home_administrator.html", _administrator),
}
