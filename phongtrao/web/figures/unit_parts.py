"""The parts of a unit's page: what it was when, what it came from, what it reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from phongtrao.accounts.models import Post
from phongtrao.accounts.queries import today
from phongtrao.core.dates import format_date
from phongtrao.core.kinds import KINDS, SUBKINDS, full_name
from phongtrao.core.periods import Period
from phongtrao.formula import ColumnType, fields_of, parse_measure
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form, Package
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.states import STATES
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.answers import answer_words
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label, within_reach
from phongtrao.web.figures.tables import Cell, Column, Table, state, text, written
from phongtrao.web.templatetags.phongtrao import deadline

YEARS = 5


@dataclass(frozen=True)
class UnitFacts:
    """What a unit is on a day, in words."""

    state: Any
    name: str
    kind: str
    alive: bool
    since: date
    places: tuple[tuple[str, str], ...]
    in_scope: bool
    scope_why: str

    @property
    def is_area(self) -> bool:
        """Whether it holds other units."""
        return self.state.group in ("commune", "district", "province")


def facts_of(unit_id: int, day: date, package: Package, post: Post) -> UnitFacts:
    """Return the facts of a unit on a day: place, life and scope with its rule.

    A place above that the post may not open has no address.
    """
    now = orgs.state_of(unit_id, day)
    inside, rule = orgs.scope_of(now)
    above = orgs.ancestors(unit_id, day)[::-1]
    reached = within_reach(post, (one.unit_id for one in above), today())
    places = tuple(
        (
            full_name(one.kind, one.name),
            unit_url(one.code, one.name, day) if one.unit_id in reached else "",
        )
        for one in above
    )
    return UnitFacts(
        now,
        full_name(now.kind, now.name),
        kind_words(now.kind, now.subkind),
        now.valid_to is None or now.valid_to > day,
        orgs.history(unit_id)[0].valid_from,
        places,
        inside,
        rule_words(package, rule),
    )


def kind_words(kind: str, subkind: str = "") -> str:
    """Return the kind of a unit in the language of the page, with its mark."""
    label = said(KINDS[kind].label, KINDS[kind].label_en)
    mark = SUBKINDS.get(subkind)
    return f"{label} · {said(mark.label, mark.label_en)}" if mark and mark.label else label


def rule_words(package: Package, rule: str) -> str:
    """Return why a unit is out of scope, with the law; empty when it is in scope."""
    if not rule:
        return ""
    for known in package.scope.rules if package.scope else ():
        if known.code == rule:
            return f"{said(known.label, known.label_en)} ({known.law})"
    return _("not among the groups the circular names")


def history_table(unit_id: int) -> Table:
    """Return every state of a unit: name, kind, code, place, from, to."""
    columns = [
        Column(_("Name")),
        Column(_("Kind of unit")),
        Column(_("Code")),
        Column(_("Belongs to")),
        Column(_("From day")),
        Column(_("To day")),
    ]
    states = orgs.history(unit_id)
    parents = orgs.states_of({s.parent_id for s in states if s.parent_id})
    rows = []
    for item in states:
        above = parents.get(item.parent_id) if item.parent_id else None
        rows.append(
            [
                text(full_name(item.kind, item.name)),
                text(kind_words(item.kind, item.subkind)),
                text(item.code),
                text(full_name(above.kind, above.name) if above else ""),
                text(format_date(item.valid_from)),
                text(format_date(item.valid_to) if item.valid_to else _("today")),
            ]
        )
    return Table("history", _("Names, kinds and places over time"), columns, rows)


def lineage_table(unit_id: int) -> Table:
    """Return what the unit came from and what it became, with the decision."""
    columns = [
        Column(_("Day")),
        Column(_("What happened")),
        Column(_("Unit")),
        Column(_("Decision")),
    ]
    rows = []
    for step in orgs.lineage(unit_id):
        words = _("came from") if step.direction == "from" else _("passed into")
        if step.extent == "part":
            words = f"{words} ({_('in part')})"
        day = step.on if step.direction == "into" else date.fromordinal(step.on.toordinal() - 1)
        decision = " · ".join(dict.fromkeys(part for part in (step.title, step.document) if part))
        rows.append(
            [
                text(format_date(step.on)),
                text(words),
                text(step.label, unit_url(step.code, step.name, day)),
                text(decision),
            ]
        )
    return Table(
        "lineage",
        _("Where it came from and what became of it"),
        columns,
        rows,
        _("No reorganisation has touched this unit."),
    )


def reports_table(unit_id: int, forms: Mapping[int, str]) -> Table:
    """Return what the unit owed and handed in, newest first; `forms`: round → form to fill."""
    columns = [
        Column(_("Report")),
        Column(_("State")),
        Column(_("Day handed in")),
        Column(_("Version"), "number"),
        Column(_("Deadline")),
    ]
    known = submissions.of_unit(unit_id)
    rows = []
    owed = sorted(programmes.owed_by(unit_id), key=lambda o: Period.parse(o.round.period))
    for item in reversed(owed):
        found = known.get(item.round_id)
        form = programmes.form_of(item.round)
        title = (
            f"{said(form.title, form.title_en)} · {period_label(Period.parse(item.round.period))}"
        )
        href = forms.get(item.round_id, "")
        href = reverse("figures:source", args=[found.pk]) if found and not href else href
        rows.append(
            [
                text(title, href),
                _state_cell(found, item.round),
                text(format_date(found.last_at) if found and found.last_at else ""),
                text(str(found.current) if found and found.current else ""),
                _deadline_cell(item),
            ]
        )
    return Table(
        "reports", _("Reports, newest first"), columns, rows, _("This unit owes no report.")
    )


def folded(table: Table, unit_id: int) -> tuple[Table, Table]:
    """Return the reports of the newest year, and those of earlier years."""
    asked = [Period.parse(item.round.period).year for item in programmes.owed_by(unit_id)]
    newest = asked.count(max(asked, default=0))
    earlier = replace(table, ident="reports-earlier", rows=table.rows[newest:])
    return replace(table, rows=table.rows[:newest]), earlier


def _deadline_cell(item: Any) -> Cell:
    """The day that counts; the plan's own as a note where it was extended."""
    if item.planned is None:
        return text(deadline(item.deadline))
    plan = _("extended; by the plan: %(when)s")
    return text(deadline(item.before), note=plan % {"when": deadline(item.planned)})


def _state_cell(found: Any, asked: Any) -> Cell:
    code = found.state if found else "due"
    if code == "due" and asked.state == "closed":
        code = "never_sent"
    return state(code, str(STATES[code].label))


@lru_cache(maxsize=256)
def _named(measure: str, columns: tuple[tuple[str, ColumnType], ...]) -> frozenset[str]:
    """Return the fields a formula names."""
    return frozenset(fields_of(parse_measure(measure, dict(columns))))


def counted_fields(package: Package, form: Form) -> list[str]:
    """Return the fields of a form that some target counts, in the order of the form."""
    columns = tuple(form.target_columns().items())
    named: set[str] = set()
    for target in package.targets.values():
        if target.form == form.id:
            for part in (target.numerator, target.denominator):
                named |= _named(part, columns) if part else set()
    return [field.id for field in form.all_fields() if field.id in named]


def years_table(unit_id: int, package: Package) -> Table:
    """Return the answers that targets count, over the last five years, side by side."""
    form = package.main_form
    owed = list(programmes.owed_by(unit_id).filter(round__in=programmes.rounds(form.id)))
    owed = sorted(owed, key=lambda item: item.round.period)[-YEARS:]
    known = submissions.of_unit(unit_id)
    said_then = [
        submissions.payload_of(known[o.round_id]) if o.round_id in known else {} for o in owed
    ]
    columns = [Column(pgettext("column", "Answer")), *(Column(item.round.period) for item in owed)]
    rows = [
        [text(_("Report")), *(_state_cell(known.get(item.round_id), item.round) for item in owed)]
    ]
    asked = {f.id for item in owed for f in form.fields_for(item.group, item.subkind)}
    for code in counted_fields(package, form):
        if code in asked:
            field = form.field(code)
            cells = [
                written(answer_words(field, payload[code]) if code in payload else "–")
                for payload in said_then
            ]
            rows.append([text(said(field.label, field.label_en)), *cells])
    return Table(
        "years",
        _("The last five years"),
        columns,
        rows if owed else [],
        _("This unit owes no report."),
    )
