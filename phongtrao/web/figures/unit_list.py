"""The list of units with search, filters and the state of each report (ux.md 2.3 row 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from phongtrao.core.kinds import REPORTING_GROUPS, full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Field, Form
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import exports, unit_parts
from phongtrao.web.figures.addresses import REPORTED, unit_url
from phongtrao.web.figures.paging import cut, links_of
from phongtrao.web.figures.present import group_label, said
from phongtrao.web.figures.scope import READS_ALL, day_of, period_label, today
from phongtrao.web.figures.tables import Cell, Column, Table, state, text
from phongtrao.web.figures.unit_gaps import Gap, asked_gap
from phongtrao.web.figures.unit_late import CONTACT, NO_CONTACT, without_contact
from phongtrao.web.permissions import allows
from phongtrao.web.templatetags.phongtrao import vn

SENT_STATES = ("due", "submitted", "returned", "approved", "accepted")
REASONS = "difficulties"  # the field of a form in which units say why, by closed choices


@dataclass(frozen=True)
class ListFilter:
    """What a list of units is narrowed to, all of it in the address."""

    words: str
    group: str
    commune: str
    form: Form
    period: Period | None
    state: str
    reason: str
    no_contact: bool = False
    gap: Gap | None = None

    @property
    def day(self) -> date:
        """The day of the names: the period's end when its reports are asked for, else today."""
        if self.gap:
            return self.gap.day
        if self.period and (self.state or self.reason):
            return day_of(self.period, REPORTED)
        return today()

    @property
    def map_day(self) -> date:
        """The day of the map on which a commune named is looked up."""
        return self.gap.on if self.gap else self.day

    @property
    def sentence(self) -> list[str]:
        """The filters in words."""
        found = [f"“{self.words}”"] if self.words else []
        found += [group_label(self.group)] if self.group else []
        if self.commune:
            bearer = orgs.state_of(orgs.find_unit(self.commune, self.map_day).pk, self.map_day)
            found.append(full_name(bearer.kind, bearer.name))
        if self.period and self.state:
            found.append(f"{period_label(self.period)}: {STATES[self.state].label}")
        if self.period and self.reason:
            found.append(f"{period_label(self.period)}: {reason_words(self.form, self.reason)}")
        found += [_("no contact")] if self.no_contact else []
        found += [self.gap.words] if self.gap else []
        return found


def reason_field(form: Form) -> Field | None:
    """Return the field in which units say why, None when the form has none."""
    return next((field for field in form.all_fields() if field.id == REASONS), None)


def reason_words(form: Form, code: str) -> str:
    """Return a reason in the language of the page, '' for an unknown one."""
    field = reason_field(form)
    known = {c.code: said(c.label, c.label_en) for c in field.choices} if field else {}
    return known.get(code, "")


def _filter(request: Any) -> ListFilter:
    """Read the filters of an address; unknown values filter nothing."""
    get = request.GET.get
    forms = programmes.package().forms
    form = forms.get(get("bieu", ""), programmes.package().main_form)
    periods = programmes.periods(form.id)
    asked = get("ky", "")
    newest = periods[-1] if periods else None
    period = next((p for p in periods if asked in (p.url, p.code)), newest)
    group = get("loai", "") if get("loai") in REPORTING_GROUPS else ""
    code = get("tt", "") if get("tt") in SENT_STATES else ""
    reason = get("ly-do", "") if reason_words(form, get("ly-do", "")) else ""
    alone = get(CONTACT) == NO_CONTACT
    gap = asked_gap(request)
    return ListFilter(
        get("q", "").strip(), group, get("xa", ""), form, period, code, reason, alone, gap
    )


def _found(request: Any, chosen: ListFilter, round_: Any) -> Any:
    """Return the states of the units that match, within the post's reach."""
    found = orgs.select(chosen.day, chosen.group, None, chosen.words)
    if request.post.role not in READS_ALL:
        found = found.filter(unit_id__in=orgs.units_below(request.post.unit_id or 0, today()))
    if chosen.commune:
        area = orgs.find_unit(chosen.commune, chosen.map_day).pk
        found = found.filter(unit_id__in=orgs.units_below(area, chosen.map_day))
    if chosen.gap:
        found = chosen.gap.narrow(found, request.post)
    if chosen.no_contact:
        found = without_contact(found)
    if round_ and chosen.state:
        found = found.filter(unit_id__in=submissions.units_with_state(round_, chosen.state))
    if round_ and chosen.period and chosen.reason:
        named = submissions.units_that_named(chosen.form.id, chosen.period, REASONS, chosen.reason)
        found = found.filter(unit_id__in=named)
    return found


def units(request: Any) -> HttpResponse:
    """List units with search and filters; each with the state of its report."""
    chosen = _filter(request)
    round_ = programmes.round_of(chosen.form.id, chosen.period) if chosen.period else None
    found = _found(request, chosen, round_)
    total = found.count()
    sentence = " · ".join([_("%(number)s units") % {"number": vn(total)}, *chosen.sentence])
    if exports.asked(request):
        whole = _units_table(list(found), round_, chosen.day)
        return exports.answer(request, whole, sentence, "don-vi")
    part = cut(request, found, total, lambda rows: _units_table(rows, round_, chosen.day))
    return render(
        request,
        "figures/units.html",
        {
            "chosen": chosen,
            "table": part.table,
            "slice": part,
            "sentence": sentence,
            "page_links": links_of(request, part),
            "exports": exports.links(request),
            "groups": [(g, group_label(g), g == chosen.group) for g in REPORTING_GROUPS],
            "states": [(s, STATES[s].label, s == chosen.state) for s in SENT_STATES],
            "may_import": allows("work:workbook", request.post.role),
            "may_reorganise": allows("reorganisation:list", request.post.role),
            "elsewhere": [] if total or not chosen.words else _elsewhere(chosen.words),
        },
    )


def _elsewhere(words: str) -> list[tuple[str, str, str]]:
    """Return units of today that bore these words before, when no present name has them."""
    return [(hit.label, unit_url(hit.code, hit.name), hit.note) for hit in orgs.search(words)]


def _units_table(states: list[Any], round_: Any, day: date) -> Table:
    """Return units as rows: name, code, kind, commune, scope, state of the report."""
    columns = [
        Column(_("Unit")),
        Column(_("Code")),
        Column(_("Kind of unit")),
        Column(_("Belongs to")),
        Column(_("In scope")),
        Column(_("Report")),
    ]
    parents = orgs.states_of({s.parent_id for s in states if s.parent_id}, day)
    sent = submissions.standing(round_, [s.unit_id for s in states]) if round_ else {}
    rows = []
    for item in states:
        above = parents.get(item.parent_id)
        inside, rule = orgs.scope_of(item)
        rows.append(
            [
                text(full_name(item.kind, item.name), unit_url(item.code, item.name, day)),
                text(item.code),
                text(unit_parts.kind_words(item.kind, item.subkind)),
                text(full_name(above.kind, above.name) if above else ""),
                text(_("yes") if inside else _("no")),
                _sent_cell(sent.get(item.unit_id), rule) if round_ else text("–"),
            ]
        )
    return Table(
        "units",
        _("Units"),
        columns,
        rows,
        _("No unit matches. Remove a filter or check the spelling."),
    )


def _sent_cell(found: Any, rule: str) -> Cell:
    if found is None:
        return text("–") if rule == "not_subject" else state("due", str(STATES["due"].label))
    return state(found.state, str(STATES[found.state].label))
