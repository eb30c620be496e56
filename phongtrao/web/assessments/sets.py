"""Criteria versions with their law, what is not known, and the settings that fill it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.assessments import queries, settling
from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.plan.rubrics import Rubric
from phongtrao.programmes import queries as programmes
from phongtrao.web.assessments.answer_form import Choice
from phongtrao.web.assessments.words import label_of, title_of
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import exports
from phongtrao.web.figures.present import group_label, said
from phongtrao.web.figures.scope import today
from phongtrao.web.figures.tables import Cell, Column, Table, number, text, written
from phongtrao.web.templatetags.phongtrao import named_deadline, vn

SETTLES = frozenset({"standing_office", "administrator"})


def validity(item: CriteriaSet | Rubric) -> str:
    """From when until when a version holds, in words; the end is the first day after it."""
    begins = format_date(date.fromisoformat(item.valid_from))
    if not item.valid_to:
        return _("holds from %(day)s") % {"day": begins}
    ends = format_date(date.fromisoformat(item.valid_to))
    return _("from %(begins)s, before %(ends)s") % {"begins": begins, "ends": ends}


def sets_table() -> Table:
    """Every version: kind of unit, validity, law, how many criteria, what is not known."""
    columns = [
        Column(_("Criteria set")),
        Column(_("Kind of unit")),
        Column(_("Holds")),
        Column(_("Law")),
        Column(_("Criteria"), "number"),
        Column(_("Not known"), "number"),
    ]
    rows: list[list[Cell]] = []
    for item in sorted(programmes.package().criteria.values(), key=_order):
        href = reverse("assessments:set", args=[item.id])
        rows.append(
            [
                text(title_of(item), href),
                text(group_label(item.group)),
                text(validity(item)),
                written("; ".join(item.legal)),
                number(len(item.criteria)),
                number(len(item.unknown)),
            ]
        )
    empty = _("The plan in force has no criteria set.")
    return Table("sets", _("Criteria sets by version"), columns, rows, empty)


def _order(item: CriteriaSet) -> tuple[str, str, str]:
    return item.about, item.group, item.valid_from


def rubrics_table() -> Table:
    """Every rubric with the points that a source states and whether it may grade."""
    columns = [
        Column(_("Rubric")),
        Column(_("Kind of unit")),
        Column(_("Holds")),
        Column(_("Published points"), "number"),
        Column(_("Grading")),
    ]
    rows: list[list[Cell]] = []
    for item in sorted(programmes.package().rubrics.values(), key=lambda r: r.group):
        known = sum(line.points for line in item.items if line.published)
        rows.append(
            [
                text(title_of(item), reverse("assessments:rubric", args=[item.id])),
                text(group_label(item.group)),
                text(validity(item)),
                text(f"{str(known).replace('.', ',')}/100"),
                _status(item),
            ]
        )
    empty = _("The plan in force has no rubric.")
    return Table("rubrics", _("Rubrics of the grade (Decision 510)"), columns, rows, empty)


def _status(item: Rubric) -> Cell:
    """Whether a rubric may grade this year."""
    code = f"book_{queries.grade_book(item.group, today().year).status}"
    return Cell(str(STATES[code].label), state=code)


@require_safe
def sets(request: Any) -> HttpResponse:
    """Every version of the criteria, and the rubrics of the grade."""
    table = sets_table()
    sentence = _("%(number)s versions") % {"number": vn(len(table.rows))}
    rubrics = rubrics_table()
    if exports.asked(request):
        chosen = rubrics if request.GET.get("bang") == "thang-diem" else table
        return exports.answer(request, chosen, sentence, "bo-tieu-chi")
    context = {
        "table": table,
        "rubrics": rubrics,
        "sentence": sentence,
        "exports": exports.links(request, bang="tieu-chi"),
        "rubric_exports": exports.links(request, bang="thang-diem"),
    }
    return render(request, "assessments/sets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_(request: Any, criteria: str) -> HttpResponse:
    """One version: law, days, criteria, what is not known; POST settles an open point."""
    found = queries.criteria(criteria)
    may_set = request.post is not None and request.post.role in SETTLES
    if request.method == "POST":
        _settle(request, found.id)
        return redirect("assessments:set", found.id)
    table = _criteria_table(found)
    if exports.asked(request):
        return exports.answer(request, table, title_of(found), f"bo-tieu-chi-{found.id}")
    context = {
        "set": found,
        "crumbs": [(_("Criteria sets"), reverse("assessments:sets")), (title_of(found), "")],
        "holds": validity(found),
        "window": _days(found.window),
        "registers": _days(found.registration) if found.registration else "",
        "decided": named_deadline(found.decided_before),
        "options": [_option(found, option) for option in found.options],
        "may_set": may_set,
        "table": table,
        "sentence": title_of(found),
        "exports": exports.links(request),
    }
    return render(request, "assessments/set.html", context)


def _days(window: Any) -> str:
    """A window in words; days of the year before are marked."""
    before = _(" of the year before") if window.from_year else ""
    words = _("from %(begins)s%(before)s to the end of %(ends)s")
    return words % {"begins": window.from_day, "before": before, "ends": window.to_day}


def _settle(request: Any, criteria: str) -> None:
    """Choose a value of an open point; a mistake is said on top of the page."""
    get = request.POST.get
    try:
        settling.set_option(
            criteria=criteria,
            option=get("option", ""),
            value=get("value", ""),
            document=nfc(get("document", "")).strip()[:120],
            by=request.post,
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, said(refusal.message, refusal.message_en))
    else:
        messages.success(request, _("Saved. Dossiers judged from now on use it."))


def _option(found: CriteriaSet, option: Any) -> dict[str, Any]:
    """An open point with its value in use and where it comes from."""
    value = queries.options_of(found.id)[option.id]
    newest = next((s for s in queries.settings_of(found.id) if s.option == option.id), None)
    labels = {choice.id: label_of(choice) for choice in option.choices}
    return {
        "id": option.id,
        "label": label_of(option),
        "value": labels[value],
        "unknown": said(option.unknown, option.unknown_en),
        "document": newest.document if newest else "",
        "at": newest.at if newest else None,
        "choices": [Choice(code, label, code == value) for code, label in labels.items()],
    }


def _criteria_table(found: CriteriaSet) -> Table:
    """Criteria and parts: content, what is asked, threshold, when it does not apply, data, law."""
    columns = [
        Column(_("Criterion")),
        Column(_("Content")),
        Column(_("Threshold")),
        Column(_("Does not apply when")),
        Column(_("Data that answers it")),
        Column(_("Law")),
    ]
    rows: list[list[Cell]] = []
    for criterion in found.criteria:
        for index, part in enumerate(criterion.parts):
            head = f"{criterion.id}. {label_of(criterion)}" if index == 0 else criterion.id
            rows.append(
                [
                    text(head),
                    text(label_of(part)),
                    text(_threshold(part)),
                    text("; ".join(label_of(reason) for reason in part.na)),
                    text("; ".join(said(d.label, d.label_en) for d in part.data)),
                    written(part.law or criterion.law),
                ]
            )
    return Table("criteria", _("Criteria"), columns, rows)


def _threshold(part: Any) -> str:
    """What meets a part, in words."""
    least = part.at_least if part.at_least is not None else 100
    return {
        "yes_no": _("yes"),
        "none_occurred": _("none occurred, or excused by document")
        if part.excuses
        else _("none occurred"),
        "ratio": _("at least %(least)s %%") % {"least": least},
        "not_more": _("not more than the year before"),
        "count": _("at least %(least)s") % {"least": part.at_least or 1},
        "rating": " / ".join(label_of(item) for item in part.ratings if item.passes),
    }[part.type]
