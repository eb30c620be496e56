"""Search of units, clauses, targets, reports and help, marks or not (ux.md 2.3 row 46, 2.5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.kinds import full_name
from phongtrao.core.text import search_key
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures import search_more
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.plan_pages import clause_url
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import READS_ALL, today, within_reach
from phongtrao.web.figures.search_more import has_words
from phongtrao.web.palette import places
from phongtrao.web.permissions import allows

LIMIT = 30


def _units(request: Any, query: str) -> list[dict[str, str]]:
    """Return today's units that answer to the words, within the post's reach."""
    near: Any = []
    if request.post.role not in READS_ALL and request.post.unit_id:
        below = orgs.units_below(request.post.unit_id, today())
        near = orgs.search(query, limit=LIMIT, within=below)
    hits = list(dict.fromkeys([*near, *orgs.search(query, limit=LIMIT)]))
    open_to = within_reach(request.post, [hit.unit_id for hit in hits], today())
    return [
        {
            "label": hit.label,
            "href": unit_url(hit.code, hit.name),
            "code": hit.code,
            "note": hit.note,
        }
        for hit in hits
        if hit.unit_id in open_to
    ][:LIMIT]


def _clauses(query: str) -> list[dict[str, str]]:
    package = programmes.package()
    return [
        {
            "label": f"{clause.id} {said(clause.label, clause.label_en)}",
            "href": clause_url(package.id, clause.id),
            "note": clause.text[:160],
            "code": "",
        }
        for clause in package.clauses
        if has_words(query, clause.id, clause.label, clause.text)
    ][:LIMIT]


def _targets(query: str) -> list[dict[str, str]]:
    package = programmes.package()
    return [
        {
            "label": f"{target.id} {said(target.title, target.title_en)}",
            "href": reverse("figures:target", args=[target.id]),
            "note": target.formula_words,
            "code": "",
        }
        for target in package.targets.values()
        if has_words(query, target.id, target.title, target.short)
    ][:LIMIT]


def answers(request: Any, query: str) -> list[tuple[str, list[dict[str, str]]]]:
    """What answers to the words, grouped; only what the post may open, no empty group."""
    if not search_key(query):
        return []
    role = request.post.role
    groups = [(_("Units"), _units(request, query))]
    if allows("figures:clause", role):
        groups.append((_("Clauses of the plan"), _clauses(query)))
    if allows("figures:target", role):
        groups.append((_("Targets"), _targets(query)))
    groups.append((_("Reports"), search_more.reports(request.post, query)))
    groups.append((_("Help"), search_more.helps(role, query)))
    return [(name, items) for name, items in groups if items]


def _places(post: Any, query: str) -> list[tuple[str, list[dict[str, str]]]]:
    """Pages and acts that answer to the words by name, as in the palette."""
    if not search_key(query):
        return []
    named = [(_("Pages"), places.pages(post)), (_("Actions"), places.actions(post))]
    return [
        (name, [{"label": one.label, "href": one.href, "note": "", "code": ""} for one in hits])
        for name, known in named
        if (hits := places.answering(known, query))
    ]


def search(request: Any) -> HttpResponse:
    """Show what answers to the words, grouped; only what the post may open."""
    query = request.GET.get("q", "").strip()
    groups = _places(request.post, query) + answers(request, query)
    context = {
        "query": query,
        "groups": groups,
        "searched": ", ".join(_searched(request.post.role)),
        "elsewhere": _reach(request.post),
        "near": _alike(request.post, query) if query and not groups else [],
    }
    return render(request, "figures/search.html", context)


def _alike(post: Any, query: str) -> list[tuple[str, str]]:
    """Words without marks to search instead, each with the name they find, within reach."""
    hits = orgs.alike(query)
    open_to = within_reach(post, [hit.unit_id for hit in hits], today())
    named = {search_key(hit.name): hit.label for hit in hits[::-1] if hit.unit_id in open_to}
    return list(named.items())[::-1]


def _searched(role: str) -> list[str]:
    """What a search looks through for a role, in words."""
    found = [_("pages"), _("units")]
    found += [_("clauses of the plan")] if allows("figures:clause", role) else []
    found += [_("targets")] if allows("figures:target", role) else []
    return [*found, _("reports"), _("help")]


def _reach(post: Any) -> str:
    """The unit whose subtree is searched, '' where all units are."""
    if post.role in READS_ALL or not post.unit_id:
        return ""
    reach = orgs.state_of(post.unit_id, today())
    return str(full_name(reach.kind, reach.name))
