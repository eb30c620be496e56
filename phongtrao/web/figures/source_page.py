"""One submission as it was said: versions, answers, evidence, receipt, decisions (click two)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Field
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import access
from phongtrao.submissions import queries as submissions
from phongtrao.web.entry.recorded import beside
from phongtrao.web.figures.addresses import slug, unit_url
from phongtrao.web.figures.answers import AnswerLine, lines
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label


@dataclass(frozen=True)
class Decision:
    """One decision of a verifier: words, who, when, and the cells sent back."""

    words: str
    by: str
    at: Any
    undone: bool
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VersionView:
    """One version with its receipt, its decisions and what changed against the one before.

    before: number of that one, None for the first.
    """

    version: Any
    by: str
    receipt: Any
    decisions: tuple[Decision, ...]
    changes: tuple[AnswerLine, ...]
    before: int | None = None


def verb_words(verb: str) -> str:
    """Return a decision in words."""
    return {
        "approve": _("Approved"),
        "return": _("Returned"),
        "accept": _("Accepted"),
        "undo": _("Decision taken back"),
    }[verb]


def _decision(review: Any, titles: dict[int, str], labels: dict[str, str]) -> Decision:
    cells = tuple(
        (labels.get(cell.field, cell.field), cell.sentence) for cell in review.cellreturn_set.all()
    )
    by = titles.get(review.post_id, _("the system"))
    return Decision(verb_words(review.verb), by, review.at, review.undone, cells)


def _versions(submission_id: int, fields: list[Field]) -> list[VersionView]:
    """Return the chain of versions, newest first, each against the one before it."""
    chain = list(submissions.versions(submission_id))
    reviews = list(submissions.reviews_of(submission_id).prefetch_related("cellreturn_set"))
    acting = [v.post_id for v in chain] + [r.post_id for r in reviews]
    post_ids = {post for post in acting if post}
    titles = accounts.titles_of(post_ids)
    labels = {field.id: said(field.label, field.label_en) for field in fields}
    found = []
    for index, version in enumerate(chain):
        older = chain[index + 1] if index + 1 < len(chain) else None
        before = json.loads(older.payload) if older else None
        answers = lines(fields, json.loads(version.payload), before)
        found.append(
            VersionView(
                version,
                titles.get(version.post_id or 0, _("loaded by the system")),
                submissions.receipt_of(submission_id, version.number),
                tuple(_decision(r, titles, labels) for r in reviews if r.version_id == version.pk),
                tuple(line for line in answers if line.before),
                older.number if older else None,
            )
        )
    return found


def _files(submission: Any, unit: str, period: Period) -> list[tuple[Any, str]]:
    """The files of a submission, removed ones too, each with the address of its content."""
    return [
        (file, reverse("entry:evidence", args=[unit, period.url, file.pk]))
        for file in submissions.evidence_of(submission.pk, include_removed=True)
    ]


def source(request: Any, submission: int) -> HttpResponse:
    """Show the versions of a submission with evidence, receipt and decisions."""
    found = access.submission_for(request.post, submission, "read")
    period = Period.parse(found.round.period)
    form = programmes.form_of(found.round)
    owed = programmes.owed_in(found.round, found.unit_id)
    fields = form.fields_for(owed.group, owed.subkind)
    unit = orgs.state_of(found.unit_id, period.end)
    above = orgs.ancestors(found.unit_id, period.end)
    payload = submissions.payload_of(found)
    name = full_name(unit.kind, unit.name)
    title = f"{said(form.title, form.title_en)} · {period_label(period)}"
    return render(
        request,
        "figures/source.html",
        {
            "submission": found,
            "unit": unit,
            "name": name,
            "title": title,
            "owed": owed,
            "places": [full_name(state.kind, state.name) for state in reversed(above)],
            "sections": [
                (said(section.title, section.title_en), lines(asked, payload))
                for section, asked in form.sections_for(owed.group, owed.subkind)
            ],
            "recorded": beside(form, owed, period),
            "versions": _versions(found.pk, fields),
            "evidence": _files(found, slug(unit.code, unit.name), period),
            "crumbs": [(name, unit_url(unit.code, unit.name, period.end)), (title, "")],
        },
    )
