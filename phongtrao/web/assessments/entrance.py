"""What the homes say about assessment: the next act of a unit, the queues of an office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.assessments import figures, queries
from phongtrao.core.findings import Refusal
from phongtrao.core.remembering import remembered
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.programmes import queries as programmes
from phongtrao.web.assessments import scope
from phongtrao.web.assessments.listing import dossier_url, in_the_way
from phongtrao.web.assessments.words import GRADE_STATES
from phongtrao.web.base.task import Task
from phongtrao.web.figures.tables import Cell, Column, Table, text
from phongtrao.web.templatetags.phongtrao import vn

YEARS = 5
NEXT_ACTS = {
    "open": "register",
    "registered": "assess",
    "returned": "assess",
    "assessed": "review",
    "reviewed": "dossier",
}


@remembered
def current_year() -> int | None:
    """The year being assessed: that of the newest yearly round; None before the first."""
    try:
        periods = programmes.periods("annual")
    except Refusal:
        return None
    return periods[-1].year if periods else None


def unit_steps(post: Any) -> list[Task]:
    """The next act of the post's own unit; a district's desk has files to decide instead.

    Nothing when the unit is out of scope or all is done.
    """
    year = current_year()
    if year is None or post.unit_id is None:
        return []
    state = orgs.state_of(post.unit_id, scope.day_of(year))
    if state.group == "district":
        return _queues(post, year, ("decide",))
    law = _law(state, year) if orgs.scope_of(state)[0] else None
    if law is None:
        return []
    found = queries.dossier_of(post.unit_id, year)
    act = NEXT_ACTS.get(found.state if found else "open")
    if act is None:
        return []
    words, action = _words(act, year, bool(found and found.state == "returned"))
    args = [scope.period_of(year), scope.slug_of(state)]
    due, due_words = law.decision_day(year), _("Decided")
    if act == "register" and law.registration:
        due, due_words = law.registration.days(year)[1] + timedelta(days=1), _("Register")
    url = reverse(f"assessments:{act}", args=args)
    return [Task(words, url, action, due, before=due_words)]


def _law(state: Any, year: int) -> CriteriaSet | None:
    try:
        return queries.criteria_for(state.group, state.kind, year)
    except Refusal:
        return None


def _words(act: str, year: int, returned: bool) -> tuple[str, str]:
    if returned:
        return _("The dossier of %(year)s was sent back") % {"year": year}, _("Complete it")
    found = {
        "register": (_("Register for the title of %(year)s"), _("Register")),
        "assess": (_("Assess the unit for %(year)s"), _("Assess")),
        "review": (_("Hold the review meeting of %(year)s"), _("Record it")),
        "dossier": (_("Send the file of %(year)s up"), _("Open it")),
    }
    words, action = found[act]
    return words % {"year": year}, action


def office_steps(post: Any) -> list[Task]:
    """Queues of an office: files to review, to send up, to decide, units to renew."""
    year = current_year()
    if year is None or post.unit_id is None:
        return []
    return _queues(post, year, ("review", "file", "decide")) + _renewals(post, year)


def _queues(post: Any, year: int, stages: tuple[str, ...]) -> list[Task]:
    """Files that wait for a post at these stages."""
    period = scope.period_of(year)
    listed = reverse("assessments:year", args=[period])
    queues = {
        "review": (_("%(n)s self-assessments wait for the review"), f"{listed}?tt=assessed"),
        "file": (_("%(n)s reviewed files wait to be sent up"),
                 reverse("assessments:file_many", args=[period])),
        "decide": (_("%(n)s files wait for a decision"),
                   reverse("assessments:decide", args=[period])),
    }  # fmt: skip
    steps = []
    for stage in stages:
        words, url = queues[stage]
        found = queries.waiting(post, year, stage).order_by().values_list("group", "kind")
        kinds = list(found.annotate(n=Count("pk")))
        if kinds:
            said = words % {"n": vn(sum(n for _group, _kind, n in kinds))}
            day = _first_day([(group, kind) for group, kind, _n in kinds], year)
            steps.append(Task(said, url, _("Open it"), day, before=_("Decided")))
    return steps


def _first_day(kinds: Iterable[tuple[str, str]], year: int) -> date | None:
    """The earliest day before which units of these groups and kinds are to be decided."""
    days = []
    for group, kind in kinds:
        try:
            days.append(queries.criteria_for(group, kind, year).decision_day(year))
        except Refusal:
            continue
    return min(days, default=None)


def _renewals(post: Any, year: int) -> list[Task]:
    """Units recognised last year that have not registered again."""
    if post.role != "commune_officer":
        return []
    count = len(queries.renewals(year, post.unit_id))
    if not count:
        return []
    words = _("%(n)s units recognised last year have not registered for %(year)s")
    url = reverse("assessments:unregistered", args=[scope.period_of(year)]) + "?nam-truoc=giu"
    return [Task(words % {"n": vn(count), "year": year}, url, _("Open it"))]


def titles_table(unit_id: int) -> Table:
    """The title and the grade of a unit over the last years, with decision and certificate."""
    columns = [Column(_("Year")), Column(_("Title")), Column(_("Grade"))]
    columns += [Column(_("Number of the decision")), Column(_("Criteria in the way"))]
    found = queries.history(unit_id)[:YEARS]
    blank = figures.unanswered(found)
    rows = [_title(dossier, blank.get(dossier.pk, frozenset())) for dossier in found]
    empty = _("This unit has not been assessed yet.")
    return Table("titles", _("Titles of the last five years"), columns, rows, empty)


def _title(dossier: Any, blank: frozenset[str]) -> list[Cell]:
    state = orgs.state_of(dossier.unit_id, queries.law_day(dossier.year))
    code = {"recognised": "recognised", "refused": "refused"}.get(dossier.state)
    paper = queries.certificate_of(dossier) if code == "recognised" else None
    proof = reverse("assessments:certificate", args=[paper.code]) if paper else ""
    number = dossier.decision.number if dossier.decision else ""
    return [
        text(str(dossier.year), dossier_url(dossier.year, state)),
        Cell(number, state=code or f"dossier_{dossier.state}"),
        Cell(dossier.grade, state=GRADE_STATES[dossier.grade]) if dossier.grade else text(""),
        text(number, proof),
        in_the_way(dossier, blank) if code != "recognised" else text(""),
    ]
