"""Distribution of grades against the plan, units one criterion away, and another version tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.assessments import figures, queries
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import REPORTING_GROUPS, full_name
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.rules.comparing import GRADES, Share, tried
from phongtrao.rules.comparing import distribution as shares_of
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.listed import group_choices, group_of, list_page, node_of
from phongtrao.web.assessments.listing import dossier_url, state_cell
from phongtrao.web.assessments.verdicts import findings, goal, reached, ungraded
from phongtrao.web.assessments.words import (
    DOSSIER_STATES,
    OUTCOME_STATES,
    grade_label,
    label_of,
    name_of,
    title_of,
)
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import charts, exports
from phongtrao.web.figures.present import group_label, said
from phongtrao.web.figures.tables import Cell, Column, Table, number, percent, text
from phongtrao.web.templatetags.phongtrao import vn

MOST_COUNTED = 99
SHOWN = 50
TONES = dict(zip(GRADES, ("p-1", "p-2", "p-3", "p-4"), strict=True))


def _place(node_id: int, year: int) -> str:
    state = orgs.state_of(node_id, scope.day_of(year))
    return full_name(state.kind, state.name)


@require_safe
def distribution(request: Any, period: str) -> HttpResponse:
    """Grades by kind of unit against 30 %, 50 % and none, over both denominators."""
    year = scope.year_of(period)
    node_id = node_of(request.post, year)
    counted = {item.group: item for item in figures.counts_by_group(node_id, year)}
    shares = _shares(node_id, year, counted)
    table = _shares_table(shares, counted, period)
    compared = bool(request.GET.get("doi-chieu"))  # reads every report of the year
    place = _place(node_id, year)
    sentence = " · ".join([place, str(year), _("recognised units and units in scope")])
    if exports.asked(request):
        return exports.answer(request, table, sentence, f"phan-loai-{period}")
    context = {
        "period": period,
        "year": year,
        "table": table,
        "sentence": sentence,
        "exports": exports.links(request),
        "bars": [_bar(group, shares[group]) for group in [*REPORTING_GROUPS, ""]],
        "findings": findings(shares[""], ungraded(shares[""], counted[""])),
        "key": [(TONES[grade], grade_label(grade)) for grade in GRADES],
        "weak": _weak(request.post, year),
        "books": _books(year),
        "any": any(share.in_scope for share in shares[""]),
        "compared": compared,
        "differences": figures.report_differences(node_id, year)[:SHOWN] if compared else [],
        "may_grade": request.post.role == "standing_office",
    }
    return render(request, "assessments/distribution.html", context)


def _shares(
    node_id: int, year: int, counted: Mapping[str, figures.Counts]
) -> dict[str, list[Share]]:
    """Kind of unit ("" all) → the four grades, from one reading of the graded dossiers."""
    graded = figures.at(node_id, year).exclude(grade="").values_list("group", "grade", "state")
    listed = [(group, grade, state == "recognised") for group, grade, state in graded]
    return {
        key: shares_of(
            [(grade, safe) for group, grade, safe in listed if key in ("", group)],
            counts.recognised,
            counts.in_scope,
        )
        for key, counts in counted.items()
    }


def _name(group: str) -> str:
    return group_label(group) if group else _("All kinds")


def _bar(group: str, shares: Sequence[Share]) -> tuple[str, Any, str]:
    """(kind of unit, bar of all graded units, the bar in words)."""
    parts = [charts.Part(grade_label(s.grade), s.in_scope, TONES[s.grade]) for s in shares]
    words = ", ".join(f"{part.label} {vn(part.count)}" for part in parts)
    return _name(group), charts.stacked(f"g-{group or 'all'}", words, parts), words


def _shares_table(
    shares: dict[str, list[Share]], counted: dict[str, figures.Counts], period: str
) -> Table:
    """One row per kind and grade: counts, both shares, the goal and whether it is reached."""
    columns = [
        Column(_("Kind of unit")),
        Column(_("Grade")),
        Column(_("Recognised units"), "number"),
        Column(_("of recognised"), "percent"),
        Column(_("All graded"), "number"),
        Column(_("of units in scope"), "percent"),
        Column(_("Plan asks")),
        Column(_("Result")),
    ]
    rows: list[list[Cell]] = []
    base = reverse("assessments:year", args=[period])
    for group, parts in shares.items():
        left = ungraded(parts, counted[group])
        for share in parts:
            href = f"{base}?loai={group}&loai-pt={share.grade}"
            rows.append(
                [
                    text(_name(group)),
                    text(grade_label(share.grade)),
                    number(share.recognised),
                    _percent(share, counted[group]),
                    number(share.in_scope, href),
                    percent(share.of_in_scope),
                    text(goal(share)),
                    reached(share, left),
                ]
            )
    return Table("shares", _("Grades against the plan"), columns, rows)


def _percent(share: Share, counts: figures.Counts) -> Cell:
    cell = percent(share.of_recognised)
    return Cell(cell.text, cell.raw, note=f"{vn(share.recognised)}/{vn(counts.recognised)}")


def _weak(post: Any, year: int) -> list[tuple[str, str]]:
    """Units graded weak, with their dossiers."""
    found = list(queries.dossiers(post, year, grade="weak"))
    states = orgs.states_of([one.unit_id for one in found], scope.day_of(year))
    return [(name_of(states[one.unit_id]), dossier_url(year, states[one.unit_id])) for one in found]


def _books(year: int) -> list[tuple[str, str, str]]:
    """(kind of unit, state of its rubric, address) of every rubric of the year."""
    rows = []
    for rubric in queries.rubrics():
        if rubric.governs(year):
            status = queries.grade_book(rubric.group, year).status
            url = reverse("assessments:rubric", args=[rubric.id])
            rows.append((group_label(rubric.group), f"book_{status}", url))
    return rows


@require_safe
def gaps(request: Any, period: str) -> HttpResponse:
    """Units that one criterion keeps from the title."""
    year, group = scope.year_of(period), group_of(request)
    found = figures.gaps(node_of(request.post, year), year, group)
    criterion = request.GET.get("tc", "")
    tally = Counter(gap.criterion for gap in found)
    kept = [gap for gap in found if criterion in ("", gap.criterion)]
    labels = {gap.criterion: said(gap.label, gap.label_en) for gap in found}
    return list_page(
        request,
        "gaps",
        year,
        _gaps_table(kept, year),
        words=[
            _("%(number)s units") % {"number": vn(len(kept))},
            str(year),
            group_label(group) if group else "",
            criterion if criterion in tally else "",
        ],
        file="thieu-mot-tieu-chi",
        groups=group_choices(group),
        tally=[(code, labels[code], count) for code, count in tally.most_common()],
        criterion=criterion,
    )


def _gaps_table(found: Sequence[figures.Gap], year: int) -> Table:
    columns = [Column(_("Unit")), Column(_("Kind of unit")), Column(_("State"))]
    columns += [Column(_("Criterion")), Column(_("Content"))]
    states = orgs.states_of([gap.dossier.unit_id for gap in found], scope.day_of(year))
    rows = []
    for gap in found:
        state = states[gap.dossier.unit_id]
        rows.append(
            [
                text(name_of(state), dossier_url(year, state)),
                text(group_label(gap.dossier.group)),
                state_cell(DOSSIER_STATES[gap.dossier.state]),
                text(gap.criterion),
                text(said(gap.label, gap.label_en)),
            ]
        )
    empty = _("No unit is exactly one criterion away from the title.")
    return Table("gaps", _("Units one criterion away"), columns, rows, empty)


@require_safe
def what_if(request: Any, period: str) -> HttpResponse:
    """The answers of a year under another version: who changes, and on which criterion."""
    year = scope.year_of(period)
    versions = queries.criteria_sets()
    version = _version(request, versions, year)
    options = _options(request, version)
    limits = _limits(request, version)
    after = tried(version, limits)
    found = figures.what_if(node_of(request.post, year), year, after, options)
    change = {"number": vn(len(found.turns)), "all": vn(found.judged)}
    return list_page(
        request,
        "what_if",
        year,
        _turns_table(found, year),
        words=[
            str(year),
            title_of(after),
            *(f"{part}: {limit}" for part, limit in limits.items()),
            _("%(number)s of %(all)s units change") % change,
        ],
        file="thu-bo-tieu-chi",
        years=[(scope.period_of(y), y, y == year) for y in scope.years()],
        versions=[(v.id, title_of(v), v.id == after.id) for v in versions],
        options=_option_choices(after, options),
        limits=_limit_fields(after),
        after=after,
        found=found,
        difference=found.met_after - found.met_before,
        by_criterion=sorted(found.by_criterion.items(), key=lambda pair: (-pair[1], pair[0])),
    )


def _options(request: Any, version: CriteriaSet) -> dict[str, str]:
    """Option id → value: as set, with those chosen in the address over them."""
    given = {
        option.id: request.GET.get(f"o-{option.id}", "")
        for option in version.options
        if request.GET.get(f"o-{option.id}", "") in {choice.id for choice in option.choices}
    }
    return {**queries.options_of(version.id), **given}


def _limits(request: Any, version: CriteriaSet) -> dict[str, int]:
    """Part id → threshold typed in the address where it differs from the version's own."""
    found = {}
    for part in version.parts():
        typed = request.GET.get(f"t-{part.id}", "").strip()
        most = 100 if part.type == "ratio" else MOST_COUNTED
        fits = part.at_least is not None and typed.isdecimal() and int(typed) <= most
        if fits and int(typed) != part.at_least:
            found[part.id] = int(typed)
    return found


def _limit_fields(after: CriteriaSet) -> list[tuple[str, str, int, int]]:
    """(part id, label, threshold, most) of every part that has a threshold."""
    return [
        (
            part.id,
            _("%(question)s: at least, %%") % {"question": label_of(part)}
            if part.type == "ratio"
            else _("%(question)s: at least") % {"question": label_of(part)},
            part.at_least,
            100 if part.type == "ratio" else MOST_COUNTED,
        )
        for part in after.parts()
        if part.at_least is not None
    ]


def _version(request: Any, versions: Sequence[CriteriaSet], year: int) -> CriteriaSet:
    """The version asked for, else the newest that does not govern the year itself."""
    asked = request.GET.get("bo", "")
    found = next((one for one in versions if one.id == asked), None)
    if (found is None and asked) or not versions:
        raise Refusal(
            "criteria.none",
            f"Không có bộ tiêu chí “{asked}”.",
            f"There is no criteria set “{asked}”.",
            status=404,
        )
    others = [one for one in versions if not one.governs(year)] or list(versions)
    hamlets = [one for one in others if one.group == "hamlet"] or others
    return found or hamlets[-1]


def _option_choices(after: CriteriaSet, options: dict[str, str]) -> list[tuple[str, str, Any]]:
    """(id, label, choices) of the open points that change a verdict."""
    used = {part.base.option for part in after.parts() if part.base}
    return [
        (
            option.id,
            label_of(option),
            [(c.id, label_of(c), c.id == options[option.id]) for c in option.choices],
        )
        for option in after.options
        if option.id in used
    ]


def _turns_table(found: figures.Comparison, year: int) -> Table:
    columns = [Column(_("Unit")), Column(_("Before")), Column(_("After"))]
    columns += [Column(_("Criteria that differ"))]
    states = orgs.states_of([turn.dossier.unit_id for turn in found.turns], scope.day_of(year))
    rows = []
    for turn in sorted(found.turns, key=lambda turn: not turn.result.turns):
        state = states[turn.dossier.unit_id]
        rows.append(
            [
                text(name_of(state), dossier_url(year, state)),
                _outcome(turn.result.before.outcome),
                _outcome(turn.result.after.outcome),
                text(", ".join(turn.result.changed)),
            ]
        )
    empty = _("No unit changes: the same units meet the criteria on the same points.")
    return Table("turns", _("Units that change"), columns, rows, empty)


def _outcome(outcome: str) -> Cell:
    code = OUTCOME_STATES[outcome]
    return Cell(str(STATES[code].label), state=code)
