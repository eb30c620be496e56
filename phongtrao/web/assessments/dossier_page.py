"""`/danh-gia/<kỳ>/<mã đơn vị>/`: all sides of one dossier, the rule in words, and the next act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.accounts import queries as accounts
from phongtrao.assessments import actions, queries, settling
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import nfc
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.programmes import queries as programmes
from phongtrao.rules import dossier_steps
from phongtrao.rules.criteria_answers import FromData, contradictions
from phongtrao.submissions import access as submissions_access
from phongtrao.submissions import queries as submissions
from phongtrao.web.assessments import scope, sides
from phongtrao.web.assessments.desk import Desk, desk_at
from phongtrao.web.assessments.judgements import judgements_of
from phongtrao.web.assessments.listing import dossier_url
from phongtrao.web.assessments.meeting import typed_day
from phongtrao.web.assessments.next_acts import next_act
from phongtrao.web.assessments.words import DOSSIER_STATES, OUTCOME_STATES, label_of
from phongtrao.web.figures import exports
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today

STAGE_SIDES = ("assess", "review")


@dataclass(frozen=True)
class Event:
    """One step of the dossier for the timeline."""

    at: Any
    what: str
    who: str
    notes: tuple[str, ...]
    undone: bool


@require_http_methods(["GET", "HEAD", "POST"])
def dossier(request: Any, period: str, unit: str) -> HttpResponse:
    """The dossier; POST does the act named by `do`."""
    desk = desk_at(request, period, unit)
    if request.method == "POST":
        return _act(request, desk)
    options = queries.options_of(desk.criteria.id)
    said_by = queries.sides(desk.dossier) if desk.dossier else []
    own, review = _both(desk, said_by, options)
    data = queries.data_for(desk.dossier) if desk.dossier else {}
    clashes = _clashes(desk.criteria, own or review, data, options)
    links = data_links(desk, data)
    sections = sides.sections_of(desk.criteria, own, review, data, links, clashes)
    if exports.asked(request):
        name = f"danh-gia-{desk.unit.code}-{desk.year}"
        return exports.answer(request, sides.export_table(sections), desk.name, name)
    judged = review or own
    context = {
        "desk": desk,
        "crumbs": _crumbs(desk),
        "sections": sections,
        "judged": judged,
        "rule_state": OUTCOME_STATES[judged.verdict.outcome] if judged else "",
        "reasons": sides.reasons_of(judged),
        "blanks": sides.blanks_of(judged),
        "next_act": next_act(desk),
        "count_words": sides.needed(judged) if judged else "",
        "clash_count": len(clashes),
        "state": DOSSIER_STATES[desk.state],
        "verdicts": judgements_of(desk.dossier, said_by, graded=desk.about == scope.TITLE),
        "events": _events(desk),
        "exports": exports.links(request),
        "sentence": f"{desk.name} · {desk.year}",
        "unit_url": unit_url(desk.unit.code, desk.unit.name, scope.day_of(desk.year)),
        **_acts(desk),
    }
    return render(request, "assessments/dossier.html", context)


def _crumbs(desk: Desk) -> list[tuple[str, str]]:
    back = reverse("assessments:year", args=[scope.period_of(desk.year)]) + desk.tail
    title = _("Assessment of %(year)s") % {"year": desk.year}
    return [(title, "" if desk.post.role == "unit_contact" else back), (desk.name, "")]


def _both(
    desk: Desk, said_by: Sequence[queries.Side], options: Mapping[str, str]
) -> tuple[sides.Judged | None, sides.Judged | None]:
    """The unit's own side and the review's, under the rule."""
    found = {side.stage: side.content.get("answers") for side in said_by}
    own, review = (sides.judged(desk.criteria, found.get(stage), options) for stage in STAGE_SIDES)
    return own, review


def _clashes(
    criteria: CriteriaSet,
    judged: sides.Judged | None,
    data: Mapping[str, FromData],
    options: Mapping[str, str],
) -> dict[str, Any]:
    """Part → contradiction between the claim and the data."""
    if judged is None:
        return {}
    found = contradictions(criteria, judged.answers, data, options)
    return {finding.place: finding for finding in found}


def data_links(desk: Desk, data: Mapping[str, FromData]) -> dict[str, str]:
    """Part → the page that shows where the data comes from."""
    links: dict[str, str] = {}
    report = _report_url(desk)
    for code, fact in data.items():
        part = desk.criteria.part(code)
        source = next((one for one in part.data if one.label == fact.label), None)
        if source is None:
            continue
        if source.source == "form":
            links[code] = report
        elif source.source == "own":
            links[code] = _own_url(desk)
        else:
            links[code] = _register_url(desk, source.register_)
    return {code: url for code, url in links.items() if url}


def _report_url(desk: Desk) -> str:
    """The unit's annual report of the year, "" when there is none."""
    try:
        found = submissions.submission_of(desk.unit_id, "annual", Period(desk.year))
    except Refusal:
        return ""
    return reverse("figures:source", args=[found.pk]) if found.pk else ""


def _register_url(desk: Desk, code: str) -> str:
    """The unit's entries in a register, "" when the plan has no such register for the role."""
    found = programmes.package().registers.get(code)
    if found is None or desk.post.role not in found.readers:
        return ""
    return f"{reverse('registers:list', args=[found.url])}?dv={desk.unit.code}"


def _own_url(desk: Desk) -> str:
    """The dossiers of the units below a commune."""
    if desk.unit.group != "commune" or desk.post.role == "unit_contact":
        return ""
    path = reverse("assessments:year", args=[scope.period_of(desk.year)])
    return f"{path}?xa={desk.unit.code}"


def _events(desk: Desk) -> list[Event]:
    """What was done to the dossier, newest first."""
    if desk.dossier is None:
        return []
    steps = queries.steps(desk.dossier.pk)
    titles = accounts.titles_of({step.post_id for step in steps if step.post_id})
    return [_event(step, titles) for step in reversed(steps)]


def _event(step: Any, titles: Mapping[int, str]) -> Event:
    notes = []
    if step.verdict and step.rule and step.verdict != step.rule:
        notes.append(_("The conclusion differs from the rule."))
    notes += [step.reason] if step.reason else []
    notes += [_("Document %(number)s") % {"number": step.document}] if step.document else []
    notes += [_("late")] if step.late else []
    notes += [_("entered on behalf")] if step.on_behalf else []
    what = said(*dossier_steps.VERB_LABELS[step.stage])
    return Event(step.at, what, titles.get(step.post_id or 0, ""), tuple(notes), step.undone)


def _acts(desk: Desk) -> dict[str, Any]:
    """Which acts the page offers, and what their forms need."""
    found = desk.dossier
    writes = submissions_access.may_write(desk.post, desk.unit_id)
    papers = queries.papers(found.pk) if found else []
    return {
        "may_register": desk.about == scope.TITLE and desk.may("register"),
        "may_assess": desk.may("assess"),
        "may_review": desk.may("review"),
        "may_file": writes and desk.may_state("file"),
        "may_return": found is not None and desk.may("return"),
        "may_undo": found is not None and actions.may_undo(found, desk.post),
        "may_attach": found is not None and writes,
        "items": [(item.id, label_of(item)) for item in desk.criteria.dossier],
        "papers": papers,
        "certificate": queries.certificate_of(found) if found else None,
        "parts": [(item.id, label_of(item)) for item in desk.criteria.criteria],
        "renewal_url": _renewal(desk),
        "levels": _levels(desk),
        "register_url": desk.address("register"),
        "assess_url": desk.address("assess"),
        "review_url": desk.address("review"),
        "minutes_docx": desk.address("minutes", "docx"),
        "paper_urls": [(paper, desk.address("paper", str(paper.pk))) for paper in papers],
    }


def _levels(desk: Desk) -> list[tuple[str, str, bool]]:
    """(level, office, chosen) where the standing office may say who decides; else empty."""
    offices = desk.criteria.authorities
    found = desk.dossier
    if found is None or len(offices) < 2 or desk.post.role != "standing_office":
        return []
    if found.decision_id is not None:
        return []
    return [
        (str(one.level), said(one.office, one.office_en), one.level == found.level)
        for one in offices
    ]


def _renewal(desk: Desk) -> str:
    """Next year's registration of a recognised unit, once that year has begun."""
    if desk.state != "recognised" or today().year <= desk.year:
        return ""
    return dossier_url(desk.year + 1, desk.unit, desk.about)


def _act(request: Any, desk: Desk) -> HttpResponse:
    """Do one act and come back; a refusal of what was typed is said on top of the page."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None or desk.dossier is None:
        return redirect(desk.url)
    try:
        messages.success(request, act(request, desk))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, said(refusal.message, refusal.message_en))
    return redirect(desk.url)


def _file(request: Any, desk: Desk) -> str:
    day = typed_day(request.POST.get("on", ""))
    if day is None:
        raise Refusal(
            "date.invalid",
            "Ghi ngày trình theo dạng ngày/tháng/năm.",
            "Enter the day as day/month/year.",
            status=422,
        )
    assert desk.dossier is not None
    actions.file_up(
        dossier_ids=[desk.dossier.pk],
        number=nfc(request.POST.get("number", "")).strip(),
        on=day,
        by=request.post,
    )
    return _("The file is sent up.")


def _send_back(request: Any, desk: Desk) -> str:
    assert desk.dossier is not None
    sentence = nfc(request.POST.get("sentence", "")).strip()[:500]
    sentences = {request.POST.get("criterion", ""): sentence}
    actions.send_back(dossier_id=desk.dossier.pk, sentences=sentences, by=request.post)
    return _("Sent back to the unit.")


def _undo(request: Any, desk: Desk) -> str:
    assert desk.dossier is not None
    actions.undo(dossier_id=desk.dossier.pk, by=request.post)
    return _("The last step is taken back.")


def _attach(request: Any, desk: Desk) -> str:
    assert desk.dossier is not None
    upload = request.FILES.get("file")
    if upload is None:
        raise Refusal("file.none", "Chọn tệp để thêm.", "Choose a file to add.", status=422)
    actions.attach(
        dossier_id=desk.dossier.pk,
        item=request.POST.get("item", ""),
        name=nfc(upload.name or ""),
        content=upload.read(),
        by=request.post,
    )
    return _("The file is added.")


def _remove(request: Any, desk: Desk) -> str:
    text = request.POST.get("paper", "")
    known = {paper.pk for paper in queries.papers(desk.dossier.pk)} if desk.dossier else set()
    if not text.isdecimal() or int(text) not in known:
        raise Refusal("file.none", "Hồ sơ không có tệp này.", "No such file here.", status=422)
    actions.remove_paper(paper_id=int(text), by=request.post)
    return _("The file is taken out.")


def _level(request: Any, desk: Desk) -> str:
    settling.set_level(
        unit_id=desk.unit_id,
        level=request.POST.get("level", ""),
        from_year=desk.year,
        document=nfc(request.POST.get("document", "")).strip()[:120],
        by=request.post,
    )
    return _("The deciding level is recorded.")


ACTS: dict[str, Callable[[Any, Desk], str]] = {
    "file": _file,
    "return": _send_back,
    "undo": _undo,
    "attach": _attach,
    "remove": _remove,
    "level": _level,
}
