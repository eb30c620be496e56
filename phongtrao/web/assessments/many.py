"""Many units at once: send files up; recognise or refuse in one decision, after a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.assessments import access, actions, deciding, queries
from phongtrao.assessments.models import Dossier
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.text import nfc
from phongtrao.documents import docx, recognition, templates
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.assessments import papers, scope
from phongtrao.web.assessments.claiming import refused
from phongtrao.web.assessments.judgements import contradicted_of
from phongtrao.web.assessments.listing import dossier_url
from phongtrao.web.assessments.meeting import typed_day
from phongtrao.web.assessments.words import OUTCOME_STATES, kind_label, name_of
from phongtrao.web.figures.tables import PAGE_ROWS

MOST = 500  # units in one decision
YES, NO, LATER = "yes", "no", ""


@dataclass(frozen=True)
class Row:
    """One filed dossier with what is chosen for it."""

    dossier: Dossier
    unit: Any
    url: str
    choice: str
    reason: str
    document: str
    clashes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The unit with its kind."""
        return name_of(self.unit)

    @property
    def kind(self) -> str:
        """Kind of unit in words."""
        return kind_label(self.unit.kind)

    @property
    def rule(self) -> str:
        """State of the review's verdict."""
        return OUTCOME_STATES[self.dossier.reviewed_verdict]

    @property
    def departs(self) -> bool:
        """Whether the choice differs from the review's verdict."""
        met = self.dossier.reviewed_verdict == "met"
        return (self.choice == YES and not met) or (self.choice == NO and met)


@dataclass(frozen=True)
class Group:
    """Filed dossiers that one body decides: key in the address, its name, how many wait."""

    key: str
    name: str
    ids: tuple[int, ...]
    unit_id: int


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Any, period: str) -> HttpResponse:
    """Choose, preview, decide."""
    year, about = scope.year_of(period), scope.about_of(request)
    groups = _groups(request.post, year, about)
    asked = request.POST.get("nhom") or request.GET.get("nhom", "")
    chosen = next((group for group in groups if group.key == asked), groups[0] if groups else None)
    rows = _rows(request, year, about, chosen) if chosen else []
    do = request.POST.get("do", "")
    context = {
        "period": period,
        "year": year,
        "about": about,
        "is_standard": about == scope.STANDARD,
        "groups": [(g.key, g.name, len(g.ids), g is chosen) for g in groups],
        "group": chosen,
        "rows": rows,
        "contradicted": sum(bool(row.clashes) for row in rows),
        "number": nfc(request.POST.get("number", "")).strip()[:60],
        "signed_on": request.POST.get("signed_on", "")[:20],
        "most": MOST,
        "page_rows": PAGE_ROWS,
    }
    if request.method != "POST" or chosen is None or do == "change":
        return render(request, "assessments/decide.html", context)
    return _answer(request, chosen, rows, context, do)


def _answer(
    request: Any, group: Group, rows: Sequence[Row], context: dict[str, Any], do: str
) -> HttpResponse:
    """A POST: a draft paper, the preview, or the decision itself."""
    signed_on = typed_day(context["signed_on"])
    if do in ("decision", "proposal"):
        return _draft(group, rows, context, signed_on, do)
    findings = _lacks(rows, context["number"], signed_on)
    if findings or do != "confirm" or signed_on is None:
        template = "assessments/decide.html" if findings else "assessments/decide_preview.html"
        context |= {"findings": findings} | _preview(group, rows, context, signed_on)
        return render(request, template, context, status=422 if findings else 200)
    try:
        made = deciding.decide(
            outcomes=_outcomes(rows),
            number=context["number"],
            signed_on=signed_on,
            by=request.post,
        )
    except Refusal as refusal:
        context["findings"] = refused(refusal, "number")
        return render(request, "assessments/decide.html", context, status=422)
    words = _("Decision recorded: %(yes)s recognised, %(no)s not recognised.")
    counts = _counts(rows)
    messages.success(request, words % {"yes": counts[YES], "no": counts[NO]})
    return redirect("assessments:decision", made.pk)


def _groups(post: Any, year: int, about: str) -> list[Group]:
    """Filed dossiers the post may decide, by the body that decides them."""
    filed = queries.dossiers(post, year, about=about, state="filed")
    found = [one for one in filed if access.may_decide(post, one)]
    day = date(year, 11, 14)
    places = _places([one.unit_id for one in found], day)
    by_body: dict[tuple[str, int], list[int]] = {}
    for one in found:
        place = places.get(one.unit_id, {})
        body = place.get(one.level) or place.get("province") or one.unit_id
        by_body.setdefault((one.level, body), []).append(one.pk)
    states = orgs.states_of({body for _, body in by_body}, day)
    groups = [
        Group(f"{level}-{body}", papers.committee_of(states[body]), tuple(ids), body)
        for (level, body), ids in by_body.items()
    ]
    return sorted(groups, key=lambda group: group.name)


def _places(unit_ids: Sequence[int], day: date) -> dict[int, dict[str, int | None]]:
    """Unit → level → the unit above it at that level, on the map of a day."""
    top = orgs.units_on(day, "province")[0].unit_id
    columns = ("unit_id", "commune_id", "district_id", "province_id")
    rows = orgs.entries_below(top, day).filter(unit_id__in=unit_ids).values_list(*columns)
    return {
        unit: {"commune": commune, "district": district, "province": province}
        for unit, commune, district, province in rows
    }


def _rows(request: Any, year: int, about: str, group: Group) -> list[Row]:
    """The dossiers of a group with what was chosen; at first what the review concluded."""
    found = queries.dossiers(request.post, year, about=about, state="filed")
    wanted = set(group.ids)
    dossiers = [one for one in found if one.pk in wanted][:MOST]
    states = orgs.states_of([one.unit_id for one in dossiers], scope.day_of(year))
    contradicted = contradicted_of(dossiers)
    rows = []
    for one in dossiers:
        first = YES if one.reviewed_verdict == "met" else LATER
        key, get = one.pk, request.POST.get
        rows.append(
            Row(
                one,
                states[one.unit_id],
                dossier_url(year, states[one.unit_id], about),
                get(f"c.{key}", LATER) if request.method == "POST" else first,
                nfc(get(f"r.{key}", "")).strip()[:500],
                nfc(get(f"d.{key}", "")).strip()[:60],
                contradicted.get(key, ()),
            )
        )
    return rows


def _counts(rows: Sequence[Row]) -> Mapping[str, int]:
    return {code: sum(row.choice == code for row in rows) for code in (YES, NO, LATER)}


def _outcomes(rows: Sequence[Row]) -> list[deciding.Outcome]:
    return [
        deciding.Outcome(row.dossier.pk, row.choice == YES, row.reason, row.document)
        for row in rows
        if row.choice != LATER
    ]


def _lacks(rows: Sequence[Row], number: str, signed_on: date | None) -> list[tuple[str, str]]:
    """What keeps the preview from being shown: (place, words)."""
    found = []
    if not any(row.choice for row in rows):
        found.append(("rows", _("Choose at least one unit to decide on.")))
    if not number:
        found.append(("number", _("Enter the number of the decision, for example 15/QĐ-UBND.")))
    if signed_on is None:
        found.append(("signed_on", _("Enter the day of signature as day/month/year.")))
    for row in rows:
        place = f"r-{row.dossier.pk}"
        if row.choice == NO and not row.reason:
            found.append((place, _("%(unit)s: give the reason.") % {"unit": row.name}))
        elif row.departs and not (row.reason and row.document):
            words = _("%(unit)s: the review concluded otherwise; give a reason and a document.")
            found.append((place, words % {"unit": row.name}))
    return found


def _preview(
    group: Group, rows: Sequence[Row], context: Mapping[str, Any], signed_on: date | None
) -> dict[str, Any]:
    """What the preview page shows beside the rows."""
    paper = _decision(group, rows, context, signed_on)
    return {
        "paper": paper,
        "articles": [[piece.text for piece in block.content] for block in _paragraphs(paper)],
        "counts": _counts(rows),
        "yes_rows": [row for row in rows if row.choice == YES],
        "no_rows": [row for row in rows if row.choice == NO],
    }


def _paragraphs(paper: Any) -> list[Any]:
    return [block for block in paper.blocks if hasattr(block, "content")]


def _decision(
    group: Group, rows: Sequence[Row], context: Mapping[str, Any], signed_on: date | None
) -> Any:
    """The decision as a tree of the documents room."""
    year, about = context["year"], context["about"]
    day = scope.day_of(year)
    recognised = [row for row in rows if row.choice == YES]
    sets = programmes.package().criteria
    used = [sets[code] for code in dict.fromkeys(r.dossier.criteria for r in rows) if code in sets]
    signer = queries.options_of(used[0].id).get("signer", "") if used else ""
    return papers.decision_paper(
        papers.deciding(group.unit_id, day, context["number"], signed_on, signer),
        year=year,
        about=about,
        bases=papers.bases_of(used, papers.standing_of(group.unit_id, day)),
        units=papers.listed([row.dossier.unit_id for row in recognised], day),
        executors=papers.executors_of(group.unit_id, day),
    )


def _draft(
    group: Group,
    rows: Sequence[Row],
    context: Mapping[str, Any],
    signed_on: date | None,
    kind: str,
) -> HttpResponse:
    """The draft of the decision or of the proposal as a Word file."""
    if kind == "decision":
        return word_file(
            _decision(group, rows, context, signed_on), f"quyet-dinh-{context['year']}"
        )
    year, day = context["year"], scope.day_of(context["year"])
    sets = programmes.package().criteria
    used = [sets[code] for code in dict.fromkeys(r.dossier.criteria for r in rows) if code in sets]
    refused_rows = [row for row in rows if row.choice != YES]
    notes = {row.dossier.unit_id: _why(row) for row in refused_rows}
    area = orgs.state_of(group.unit_id, day)
    tree = recognition.proposal(
        papers.proposing(group.unit_id, day),
        to=f"Chủ tịch Ủy ban nhân dân {full_name(area.kind, area.name)}",
        honour=papers.honour(year, context["about"]),
        bases=papers.bases_of(used),
        units=papers.listed([r.dossier.unit_id for r in rows if r.choice == YES], day),
        refused=papers.listed([r.dossier.unit_id for r in refused_rows], day, notes),
        stamp=papers.stamp_of(signed_on),
    )
    return word_file(tree, f"to-trinh-{year}")


def _why(row: Row) -> str:
    """The reason typed, else the criteria in the way."""
    codes = row.dossier.failed.replace(",", ", ")
    return row.reason or (f"Chưa đạt tiêu chí {codes}" if codes else "Chưa xét")


def word_file(tree: Any, name: str) -> HttpResponse:
    """A tree as a Word file to download."""
    content = docx.render(tree, templates.read("decree30"))
    response = HttpResponse(content, content_type=papers.TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def file_many(request: Any, period: str) -> HttpResponse:
    """Send reviewed files up with one proposal."""
    year, about = scope.year_of(period), scope.about_of(request)
    waiting = list(queries.dossiers(request.post, year, about=about, state="reviewed"))
    findings: list[tuple[str, str]] = []
    if request.method == "POST":
        ids = {int(text) for text in request.POST.getlist("id") if text.isdecimal()}
        findings = _file(request, [one for one in waiting if one.pk in ids])
        if not findings:
            return redirect("assessments:year", period)
    states = orgs.states_of([one.unit_id for one in waiting], scope.day_of(year))
    contradicted = contradicted_of(waiting[:MOST])
    context = {
        "period": period,
        "year": year,
        "findings": findings,
        "contradicted": len(contradicted),
        "rows": [
            (
                one,
                name_of(states[one.unit_id]),
                OUTCOME_STATES[one.reviewed_verdict],
                contradicted.get(one.pk, ()),
            )
            for one in waiting[:MOST]
        ],
    }
    status = 422 if findings else 200
    return render(request, "assessments/file_many.html", context, status=status)


def _file(request: Any, chosen: Sequence[Dossier]) -> list[tuple[str, str]]:
    day = typed_day(request.POST.get("on", ""))
    if not chosen:
        return [("rows", _("Choose at least one unit."))]
    if day is None:
        return [("on", _("Enter the day as day/month/year."))]
    try:
        count = actions.file_up(
            dossier_ids=[one.pk for one in chosen],
            number=nfc(request.POST.get("number", "")).strip(),
            on=day,
            by=request.post,
        )
    except Refusal as refusal:
        return refused(refusal, "number")
    messages.success(request, _("%(count)s files are sent up.") % {"count": count})
    return []
