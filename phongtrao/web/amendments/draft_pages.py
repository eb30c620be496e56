"""A draft of the next version: what changes, whom it touches, what stands against it, the act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.accounts import queries as accounts
from phongtrao.analytics.effects import Effect, TargetEffect, effect
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.plan.amendments import written
from phongtrao.plan.definitions import Package
from phongtrao.programmes import actions
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import publishing
from phongtrao.web.amendments.changes import changes_table, part_words
from phongtrao.web.amendments.version_pages import crumbs
from phongtrao.web.figures import exports
from phongtrao.web.figures.plan_pages import package_at
from phongtrao.web.figures.present import goal_words, said, value_text, verdict_label
from phongtrao.web.figures.scope import period_label
from phongtrao.web.figures.tables import Cell, Column, Table, number, text
from phongtrao.web.permissions import allows

Goal = Any


def draft(request: Any, plan: str, draft: int) -> HttpResponse:
    """Show a draft with its effect, computed and not written."""
    package = package_at(plan)
    held = programmes.draft(draft)
    after = programmes.package_of_draft(held)
    is_open = held.state == held.State.DRAFT
    found = effect(after) if is_open else None
    before = programmes.signed_package(held.based_on)
    sentence = _("Against version %(number)s") % {"number": held.based_on}
    changes = changes_table(before, after, sentence)
    if exports.asked(request):
        table = _targets_table(found, package, after) if found else changes
        return exports.answer(request, table, held.title, f"du-thao-{held.pk}")
    problems = publishing.reasons(after, held.based_on) if is_open else []
    return render(
        request,
        "amendments/draft.html",
        {
            "plan": package,
            "draft": held,
            "is_open": is_open,
            "made_by": accounts.titles_of({held.post_id}).get(held.post_id, "")
            if held.post_id
            else "",
            "effect": said(found.words, found.words_en) if found else "",
            "obligations": _obligations_table(found) if found else None,
            "targets": _targets_table(found, package, after) if found else None,
            "kept": _kept_words(found) if found else "",
            "changes": changes,
            "problems": [(said(p.message, p.message_en), p.hint) for p in problems],
            "may_publish": is_open and allows("amendments:publish", request.post.role),
            "sentence": sentence,
            "exports": exports.links(request),
            "crumbs": crumbs(
                package,
                (_("Plan versions"), reverse("amendments:versions", args=[package.id])),
                (_("Draft %(number)s") % {"number": held.pk}, ""),
            ),
        },
    )


def _obligations_table(found: Effect) -> Table:
    columns = [
        Column(_("Round")),
        Column(_("Owe it anew"), "number"),
        Column(_("No longer owe it"), "number"),
        Column(_("Other deadline"), "number"),
        Column(_("Other questions"), "number"),
        Column(_("Units touched"), "number"),
    ]
    rows = [
        [
            text(f"{period_label(Period.parse(item.round.period))} · {item.round.form}"),
            *(number(len(part)) for part in (item.added, item.removed, item.moved, item.asked)),
            number(len(item.units)),
        ]
        for item in found.touched
    ]
    empty = _("No unit owes anything else than now.")
    return Table("obligations", _("What units owe"), columns, rows, empty)


def _targets_table(found: Effect, before: Package, after: Package) -> Table:
    columns = [
        Column(_("Target")),
        Column(_("Period")),
        Column(_("What changes")),
        Column(_("Goal now"), "number"),
        Column(_("Goal then"), "number"),
        Column(_("Value now"), "number"),
        Column(_("Value then"), "number"),
        Column(_("Verdict now")),
        Column(_("Verdict then")),
    ]
    rows = [_effect_row(item, before, after) for item in found.changed]
    empty = _("No target of an open round is judged otherwise.")
    return Table("effects", _("What targets say"), columns, rows, empty)


def _effect_row(item: TargetEffect, before: Package, after: Package) -> list[Cell]:
    target = after.targets.get(item.target) or before.targets[item.target]
    goals = [goal_words(target, goal) if goal else "–" for goal in (item.before, item.after)]
    pairs = ((item.before, item.figure), (item.after, item.figure_after))
    values = [value_text(goal, figure) if goal and figure else "–" for goal, figure in pairs]
    verdicts = [
        verdict_label(figure.verdict) if figure else _("no figure yet") for _goal, figure in pairs
    ]
    return [
        text(f"{item.target} {said(target.title, target.title_en)}"),
        text(period_label(item.period)),
        text(", ".join(part_words(part) for part in item.parts)),
        *(text(word) for word in (*goals, *values, *verdicts)),
    ]


def _kept_words(found: Effect) -> str:
    """Which closed periods the change does not reach."""
    periods = sorted({item.period for item in found.kept})
    if not periods:
        return ""
    names = ", ".join(period_label(period) for period in periods)
    return _("Closed rounds keep their definitions and verdicts: %(periods)s.") % {"periods": names}


def _confirm(request: Any, package: Package, held: Any) -> HttpResponse:
    """The effect of a draft once more, before it is put in force."""
    after = programmes.package_of_draft(held)
    before = programmes.signed_package(held.based_on)
    found = effect(after)
    title = _("Draft %(number)s") % {"number": held.pk}
    back = reverse("amendments:draft", args=[package.id, held.pk])
    context = {
        "plan": package,
        "draft": held,
        "effect": said(found.words, found.words_en),
        "kept": _kept_words(found),
        "changes": changes_table(
            before, after, _("Against version %(number)s") % {"number": held.based_on}
        ),
        "crumbs": crumbs(package, (title, back), (_("Publish"), "")),
    }
    return render(request, "amendments/publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Any, plan: str, draft: int) -> HttpResponse:
    """Show the effect and ask; on POST put a draft in force, or say on its page why not."""
    package = package_at(plan)
    held = programmes.draft(draft)
    if request.method != "POST":
        if held.state != held.State.DRAFT:
            return redirect("amendments:draft", package.id, held.pk)
        return _confirm(request, package, held)
    try:
        version = publishing.publish_draft(draft=held, by=request.post)
    except Refusal as refusal:
        if refusal.code != "publish.refused":
            raise
        messages.error(request, said(refusal.message, refusal.message_en))
        return redirect("amendments:draft", package.id, held.pk)
    done = _("Version %(number)s is in force.") % {"number": version.number}
    messages.success(request, done)
    return redirect("amendments:versions", package.id)


@require_POST
def drop(request: Any, plan: str, draft: int) -> HttpResponse:
    """Put a draft aside."""
    package = package_at(plan)
    actions.drop_draft(draft=programmes.draft(draft), by=request.post)
    messages.success(request, _("Draft put aside."))
    return redirect("amendments:versions", package.id)


def file(request: Any, plan: str, draft: int) -> HttpResponse:
    """The document of a draft as a file to keep beside the signed ones in the plan's folder."""
    package_at(plan)
    held = programmes.draft(draft)
    package = programmes.package_of_draft(held)
    found = next((item for item in package.amendments if item.id == held.amendment), None)
    if found is None:
        raise Refusal(
            "draft.no_file",
            "Bản dự thảo này lập từ thư mục kế hoạch, không có tệp văn bản điều chỉnh.",
            "This draft was made from a folder and has no amendment file.",
            status=404,
        )
    response = HttpResponse(written(found), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.id}.yaml"'
    return response
