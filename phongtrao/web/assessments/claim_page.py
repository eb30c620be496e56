"""The form of a self-assessment or a review meeting as a page, and what is wrong in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from phongtrao.assessments import drafts, queries
from phongtrao.assessments.minutes import COUNTS, MINUTES
from phongtrao.core.findings import Finding
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.rules.criteria_answers import blanks, check_claim
from phongtrao.web.assessments.answer_form import Choice, Material, Read, blocks_of
from phongtrao.web.assessments.desk import Desk
from phongtrao.web.assessments.meeting import CHECKED, FEW
from phongtrao.web.assessments.words import label_of
from phongtrao.web.figures.present import said


def mistakes_in(criteria: CriteriaSet, found: Read) -> list[Finding]:
    """What keeps a claim from being handed in, in the order of the questions, blanks too."""
    wrong = [*found.findings, *check_claim(criteria, found.answers)]
    named = {finding.place for finding in wrong}
    wrong += [
        Finding("criteria.blank", part.id, "Chưa trả lời", message_en="Not answered")
        for part in blanks(criteria, found.answers)
        if part.id not in named
    ]
    order = [part.id for part in criteria.parts()]
    return sorted(wrong, key=lambda finding: order.index(finding.place))


def page(
    request: Any,
    desk: Desk,
    material: Material,
    *,
    reviewing: bool,
    status: int = 200,
    draft: Any = None,
) -> HttpResponse:
    """The form with everything around it."""
    lead = _(
        "Answer each question as it stands on the ground. Counts and document numbers only: "
        "no names, no cases."
    )
    if reviewing:
        lead = _("The answers of the unit are filled in. Change those the meeting saw differently.")
    context = {
        "desk": desk,
        "title": _("Review meeting") if reviewing else _("Self-assessment"),
        "lead": lead,
        "blocks": blocks_of(desk.criteria, material),
        "findings": [_named(desk.criteria, finding) for finding in material.findings],
        "draft": draft,
        "mark": drafts.mark_of(draft) or request.POST.get("mark", ""),
        "client_key": request.POST.get("client_key") or str(uuid.uuid4()),
        "reviewing": reviewing,
        "returned": sent_back(desk),
        "send_label": _("Record the review") if reviewing else _("Send the self-assessment"),
    }
    if reviewing:
        context |= _meeting(desk, request.POST or (draft.typed if draft else {}))
        context |= _to_mend(material.findings, request.POST)
    return render(request, "assessments/claim.html", context, status=status)


def _named(criteria: CriteriaSet, finding: Finding) -> tuple[str, str]:
    """(question, what is wrong) with the question in words before it."""
    words = said(finding.message, finding.message_en)
    part = next((part for part in criteria.parts() if part.id == finding.place), None)
    if part is None:
        return finding.place, words
    return finding.place, f"{label_of(part)}: {words.removeprefix(f'{part.id}: ')}"


def sent_back(desk: Desk) -> dict[str, str]:
    """Criterion → what the level above asked to complete, while the dossier is sent back."""
    if desk.dossier is None or desk.state != "returned":
        return {}
    last = next(s for s in queries.last_activity(desk.dossier) if s.stage == "return")
    return dict(queries.content_of(last)["sentences"])


def _to_mend(findings: Sequence[Finding], typed: Mapping[str, str]) -> dict[str, Any]:
    """Field of the minutes → what is wrong with it, and whether the box of few invited is shown."""
    wrong: dict[str, str] = {}
    for finding in findings:
        if finding.place in MINUTES:
            wrong.setdefault(finding.place, said(finding.message, finding.message_en))
    few = any(finding.code == FEW for finding in findings)
    return {"wrong": wrong, "few": few or bool(typed.get(CHECKED)), "checked": typed.get(CHECKED)}


def _meeting(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    """The part about the meeting: minutes and verdict, as typed so far."""
    get = typed.get
    chairs = desk.criteria.meeting.chairs
    chosen = get("m.chair", chairs[0].id if chairs else "")
    verdicts = (("", _("As the rule says")), ("met", _("Met")), ("not_met", _("Not met")))
    labels = (_("Invited"), _("Present"), _("Agreed"))
    return {
        "chairs": [Choice(c.id, label_of(c), c.id == chosen) for c in chairs],
        "held_on": get("m.held_on", ""),
        "counts": [
            (name, label, get(f"m.{name}", "")) for name, label in zip(COUNTS, labels, strict=True)
        ],
        "verdicts": [Choice(code, words, code == get("verdict", "")) for code, words in verdicts],
        "reason": get("reason", ""),
        "document": get("document", ""),
        "present": said(desk.criteria.meeting.present, desk.criteria.meeting.present_en),
    }
