"""Every target as signed and as applied, with the document that made the difference."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.plan.definitions import Applied, Package, Target
from phongtrao.plan.targets import Goal
from phongtrao.web.amendments.version_pages import crumbs
from phongtrao.web.figures import exports
from phongtrao.web.figures.plan_pages import clause_url, package_at
from phongtrao.web.figures.present import goal_words, said
from phongtrao.web.figures.scope import today
from phongtrao.web.figures.tables import Cell, Column, Table, text, written


def applied(request: Any, plan: str) -> HttpResponse:
    """List the targets as signed and as applied; `loc=khac` keeps those that differ."""
    package = package_at(plan)
    only = request.GET.get("loc") == "khac"
    targets = [t for t in package.targets.values() if t.applied or not only]
    table = _table(package, targets)
    changed = sum(bool(target.applied) for target in package.targets.values())
    sentence = _("%(changed)s of %(all)s targets are applied otherwise than signed") % {
        "changed": changed,
        "all": len(package.targets),
    }
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"chi-tieu-ap-dung-{package.id}")
    return render(
        request,
        "amendments/applied.html",
        {
            "plan": package,
            "table": table,
            "only": only,
            "sentence": sentence,
            "exports": exports.links(request),
            "crumbs": crumbs(
                package,
                (_("Plan versions"), reverse("amendments:versions", args=[package.id])),
                (_("Signed and applied targets"), ""),
            ),
        },
    )


def _table(package: Package, targets: list[Target]) -> Table:
    columns = [
        Column(_("Target")),
        Column(_("Signed words")),
        Column(_("Signed goal"), "number"),
        Column(_("Applied goal"), "number"),
        Column(_("Since"), "date"),
        Column(_("Document")),
        Column(_("What is applied")),
    ]
    rows = [row for target in targets for row in _rows(package, target)]
    empty = _("No target is applied otherwise than signed.")
    return Table("applied", _("Signed and applied targets"), columns, rows, empty)


def _rows(package: Package, target: Target) -> list[list[Cell]]:
    """One row for each applied document, or one that says the signed text stands."""
    here = today()
    signed = target.model_copy(update={"applied": ()}).at(here)
    name = text(
        f"{target.id} {said(target.title, target.title_en)}",
        clause_url(package.id, target.clause),
    )
    words = text(said(target.signed, target.signed_en))
    goal = text(_goal(target, signed))
    if not target.applied:
        return [[name, words, goal, text("–"), text(""), text(""), text(_("as signed"))]]
    return [
        [
            name,
            words,
            goal,
            text(_goal(target, _under(target, change))),
            text(format_date(change.start)),
            written(change.document or _("not entered yet")),
            text(said(change.note, change.note_en)),
        ]
        for change in target.applied
    ]


def _under(target: Target, change: Applied) -> Goal:
    """The goal on the first day of a document."""
    return target.at(change.start)


def _goal(target: Target, goal: Goal) -> str:
    return goal_words(target, goal)
