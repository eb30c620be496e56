"""`/danh-gia/<kỳ>/`: units × criteria, with filters in the address and the same rows as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phongtrao.assessments import figures, queries
from phongtrao.assessments.models import Dossier
from phongtrao.core.kinds import REPORTING_GROUPS, full_name
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.programmes import queries as programmes
from phongtrao.web.assessments import overdue, scope, standard
from phongtrao.web.assessments.words import (
    DOSSIER_STATES,
    GRADE_STATES,
    OUTCOME_STATES,
    grade_label,
    label_of,
    name_of,
)
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import cut, links_of
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.tables import Cell, Column, Table, text
from phongtrao.web.templatetags.phongtrao import vn

DECIDING = ("standing_office", "commune_officer", "department")
UNREGISTERED = ("open", "registered")  # 19.2 knows no registration
#: Orders of the list: key in the address → columns of a dossier.
SORTS = {"": ("place", "code", "pk"), "tt": ("state", "place", "pk")}


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to."""

    year: int
    about: str
    group: str
    state: str
    criterion: str
    words: str
    commune: str
    sort: str
    grade: str = ""
    due: overdue.Overdue | None = None

    @property
    def sentence(self) -> list[str]:
        """The filters in words."""
        found = [f"“{self.words}”"] if self.words else []
        found += [group_label(self.group)] if self.group else []
        if self.commune:
            day = scope.day_of(self.year)
            area = orgs.state_of(scope.unit_at(self.year, self.commune), day)
            found.append(full_name(area.kind, area.name))
        found += [str(STATES[DOSSIER_STATES[self.state]].label)] if self.state else []
        found += [grade_label(self.grade)] if self.grade else []
        if self.criterion:
            found.append(_("criterion %(code)s not met") % {"code": self.criterion})
        found += [self.due.words] if self.due else []
        return found + ([_("by state")] if self.sort == "tt" else [])


def read_filter(request: Any, year: int) -> Filter:
    """Read the filters of an address; unknown values filter nothing."""
    get = request.GET.get
    group = get("loai", "")
    state = get("tt", "")
    return Filter(
        year=year,
        about=scope.about_of(request),
        group=group if group in REPORTING_GROUPS else "",
        state=state if state in DOSSIER_STATES else "",
        criterion=get("tieu-chi", "").strip()[:20],
        words=get("q", "").strip()[:80],
        commune=get("xa", "").strip()[:40],
        sort=get("sx", "") if get("sx") in SORTS else "",
        grade=get("loai-pt", "") if get("loai-pt") in GRADE_STATES else "",
        due=overdue.asked(request),
    )


def found_by(post: Any, chosen: Filter) -> Any:
    """Dossiers within the post's reach that fit the filters, in the order asked for."""
    found = queries.dossiers(
        post,
        chosen.year,
        about=chosen.about,
        group=chosen.group,
        state=chosen.state,
        within=scope.unit_at(chosen.year, chosen.commune) if chosen.commune else None,
        words=chosen.words,
        grade=chosen.grade,
    )
    if chosen.criterion:
        found = found.filter(failed__contains=chosen.criterion)
    if chosen.due:
        found = overdue.narrow(found, chosen.due, chosen.year)
    return found.order_by(*SORTS[chosen.sort])


def table_of(dossiers: Sequence[Dossier], chosen: Filter) -> Table:
    """The table: with one kind of unit a column per criterion, else the criteria not met."""
    criteria = _one_set(dossiers) if chosen.group or chosen.about == scope.STANDARD else None
    columns = [Column(_("Unit")), Column(_("State"))]
    columns += [Column(_("Self")), Column(_("Review meeting")), Column(_("Final"))]
    if criteria:
        columns += [Column(item.id) for item in criteria.criteria]
    else:
        columns += [Column(_("Criteria in the way"))]
    columns += [Column(_("Grade"))] if chosen.about == scope.TITLE else []
    states = orgs.states_of([d.unit_id for d in dossiers], scope.day_of(chosen.year))
    areas = _areas(dossiers, chosen.year)
    blank = figures.unanswered(dossiers)
    rows = [
        _row(d, states[d.unit_id], areas, blank.get(d.pk, frozenset()), criteria, chosen)
        for d in dossiers
    ]
    caption = _("Assessment of %(year)s") % {"year": chosen.year}
    return Table("dossiers", caption, columns, rows, _empty(chosen))


def _empty(chosen: Filter) -> str:
    if _narrowed(chosen):
        return _("No unit fits the filters. Clear a filter.")
    if chosen.about == scope.STANDARD:
        if standard.law_of(chosen.year) is None:
            return _("No criteria set of 19.2 is known for %(year)s.") % {"year": chosen.year}
        return _("No commune has a dossier of 19.2 for %(year)s yet.") % {"year": chosen.year}
    return _("No unit has registered for %(year)s yet.") % {"year": chosen.year}


def _narrowed(chosen: Filter) -> bool:
    """Whether anything but the year and the matter is asked for."""
    parts = (chosen.words, chosen.group, chosen.state, chosen.criterion, chosen.commune)
    return any((*parts, chosen.grade, chosen.due))


def _one_set(dossiers: Sequence[Dossier]) -> CriteriaSet | None:
    """The set of the listed dossiers when it is the same for all of them."""
    codes = {dossier.criteria for dossier in dossiers}
    return programmes.package().criteria.get(codes.pop()) if len(codes) == 1 else None


def _areas(dossiers: Sequence[Dossier], year: int) -> dict[int, str]:
    """Names of the communes the units lie in."""
    ids = {d.commune_id for d in dossiers if d.commune_id}
    states = orgs.states_of(ids, scope.day_of(year))
    return {key: full_name(state.kind, state.name) for key, state in states.items()}


def _row(
    dossier: Dossier,
    state: Any,
    areas: dict[int, str],
    blank: frozenset[str],
    criteria: CriteriaSet | None,
    chosen: Filter,
) -> list[Cell]:
    area = areas.get(dossier.commune_id or 0, "") if dossier.commune_id != dossier.unit_id else ""
    cells = [
        text(name_of(state), dossier_url(chosen.year, state, chosen.about), area),
        state_cell(DOSSIER_STATES[dossier.state]),
        *(_verdict(dossier, side) for side in ("self", "reviewed", "final")),
    ]
    wrong = [code for code in dossier.failed.split(",") if code]
    if criteria:
        judged = bool(dossier.self_verdict or dossier.reviewed_verdict)
        cells += [_mark(item.id in wrong, item.id in blank, judged) for item in criteria.criteria]
    else:
        cells.append(in_the_way(dossier, blank))
    if chosen.about == scope.TITLE:
        cells.append(state_cell(GRADE_STATES[dossier.grade]) if dossier.grade else text(""))
    return cells


def state_cell(code: str) -> Cell:
    """A cell with the tag of a state."""
    return Cell(str(STATES[code].label), state=code)


def _verdict(dossier: Dossier, side: str) -> Cell:
    value = getattr(dossier, f"{side}_verdict")
    if not value:
        return text("–")
    departs = side == "final" and dossier.departs
    words = STATES[OUTCOME_STATES[value]].label
    return Cell(str(words), note=_("differs from the rule") if departs else "")


def in_the_way(dossier: Dossier, blank: frozenset[str]) -> Cell:
    """A cell with the criteria not met, and beneath them those nobody answered."""
    codes = [code for code in dossier.failed.split(",") if code]
    silent = ", ".join(code for code in codes if code in blank)
    note = f"{_('Not answered')}: {silent}" if silent else ""
    return text(", ".join(code for code in codes if code not in blank), note=note)


def _mark(wrong: bool, blank: bool, judged: bool) -> Cell:
    if not judged:
        return text("–")
    if blank:
        return state_cell("unanswered")
    return state_cell("missed") if wrong else text(str(STATES["met"].label))


def dossier_url(year: int, state: Any, about: str = scope.TITLE) -> str:
    """The address of a unit's dossier of a year."""
    path = reverse("assessments:dossier", args=[scope.period_of(year), scope.slug_of(state)])
    return f"{path}?noi-dung=ntm" if about == scope.STANDARD else path


@require_safe
def newest(request: Any) -> HttpResponse:
    """`/danh-gia/`: to the newest year, or a sentence when there is none."""
    years = scope.years()
    if not years:
        return render(request, "assessments/none.html", {"words": scope.no_year_words()})
    return redirect("assessments:year", scope.period_of(years[0]))


@require_safe
def year(request: Any, period: str) -> HttpResponse:
    """The list of a year."""
    chosen = read_filter(request, scope.year_of(period))
    if _is_one_unit(request.post, chosen.year):
        return _own(request, chosen)
    found = found_by(request.post, chosen)
    total = found.count()
    words = [_("%(number)s units") % {"number": vn(total)}, str(chosen.year)]
    sentence = " · ".join([*words, *chosen.sentence])
    if exports.asked(request):
        return exports.answer(
            request, table_of(list(found), chosen), sentence, f"danh-gia-{period}"
        )
    part = cut(request, found, total, lambda dossiers: table_of(dossiers, chosen))
    context = {
        "chosen": chosen,
        "period": period,
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
        "years": [(scope.period_of(y), y, y == chosen.year) for y in scope.years()],
        "groups": [(g, group_label(g), g == chosen.group) for g in REPORTING_GROUPS],
        "states": [
            (code, STATES[state].label, code == chosen.state)
            for code, state in DOSSIER_STATES.items()
            if chosen.about == scope.TITLE or code not in UNREGISTERED
        ],
        "key": _key(part.table, chosen),
        "overdue": overdue.lines(request.post, chosen.year, chosen.about),
        **_standard(request.post, chosen),
        "may_decide": request.post.role in DECIDING,
        "wide": request.post.role in ("standing_office", "leader", "auditor"),
    }
    return render(request, "assessments/year.html", context)


def _standard(post: Any, chosen: Filter) -> dict[str, Any]:
    """What the page of 19.2 adds: the communes counted, and what its law leaves open."""
    if chosen.about != scope.STANDARD:
        return {"is_standard": False}
    law, counted = standard.law_of(chosen.year), standard.tally(post, chosen.year)
    known = programmes.package().criteria.values()
    unknown = [one for item in known if item.about == scope.STANDARD for one in item.unknown]
    return {
        "is_standard": True,
        "law": law,
        "tally": counted,
        "silent": [
            (name_of(one), dossier_url(chosen.year, one, scope.STANDARD)) for one in counted.silent
        ],
        "unknown": unknown,
    }


def _is_one_unit(post: Any, year: int) -> bool:
    """Whether the post stands for one unit with no other below it: a contact, a department."""
    if post.unit_id is None or post.role not in ("unit_contact", "department"):
        return False
    return orgs.state_of(post.unit_id, scope.day_of(year)).group != "district"


def _own(request: Any, chosen: Filter) -> HttpResponseRedirect:
    """A unit's contact has one dossier: straight to it."""
    state = orgs.state_of(request.post.unit_id, scope.day_of(chosen.year))
    return redirect(dossier_url(chosen.year, state, chosen.about))


def _key(table: Table, chosen: Filter) -> list[tuple[str, str]]:
    """What the codes of the criteria columns stand for."""
    codes = {column.label for column in table.columns}
    for item in programmes.package().criteria.values():
        own = {criterion.id for criterion in item.criteria}
        if own <= codes:
            return [(c.id, label_of(c)) for c in item.criteria]
    return []
