"""What of a year is late by the rule sets in force: units not concluded, not graded (row 32).

Each criteria set and each rubric names the day before which it must be decided; the lists behind
the late lines are `?han=ket-luan.<day>` and `?han=phan-loai.<day>`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phongtrao.assessments import queries
from phongtrao.assessments.models import Dossier
from phongtrao.core.findings import Refusal
from phongtrao.plan.rubrics import Rubric
from phongtrao.programmes import queries as programmes
from phongtrao.rules.grading import LOCKED
from phongtrao.web.assessments import scope
from phongtrao.web.figures.scope import today
from phongtrao.web.templatetags.phongtrao import deadline, vn

DUE = "han"
CONCLUDED, GRADED = "ket-luan", "phan-loai"
DONE = ("recognised", "refused")


@dataclass(frozen=True)
class Overdue:
    """Units whose named day is past: for the conclusion or for the grade."""

    what: str
    day: date

    @property
    def code(self) -> str:
        """The filter in an address."""
        return f"{self.what}.{self.day.isoformat()}"

    @property
    def words(self) -> str:
        """The filter in words."""
        if self.what == CONCLUDED:
            return _("not concluded, due %(day)s") % {"day": deadline(self.day)}
        return _("not graded, due %(day)s") % {"day": deadline(self.day)}


@dataclass(frozen=True)
class Line:
    """One late line of the page and its list."""

    words: str
    href: str
    action: str


def asked(request: Any) -> Overdue | None:
    """Return what the address narrows to; None for anything that cannot be."""
    what, _dot, day = str(request.GET.get(DUE, "")).partition(".")
    try:
        return Overdue(what, date.fromisoformat(day)) if what in (CONCLUDED, GRADED) else None
    except ValueError:
        return None


def narrow(found: QuerySet[Dossier], one: Overdue, year: int) -> QuerySet[Dossier]:
    """Return those of the dossiers that should be concluded, or graded, before the day named."""
    if one.what == CONCLUDED:
        sets = [s.id for s in programmes.package().criteria.values() if _ends(s, year, one.day)]
        return found.filter(criteria__in=sets).exclude(state__in=DONE)
    groups = [rubric.group for rubric in _books(year) if rubric.decision_day(year) == one.day]
    return found.filter(about=scope.TITLE, group__in=groups, grade="")


def _ends(law: Any, year: int, day: date) -> bool:
    return bool(law.decision_day(year) == day)


def _books(year: int) -> Iterator[Rubric]:
    """The rubrics of a year by which may be graded: locked ones make nobody late."""
    for rubric in programmes.package().rubrics.values():
        try:
            is_open = queries.grade_book(rubric.group, year).status != LOCKED
        except Refusal:
            continue
        if is_open and rubric.governs(year):
            yield rubric


def lines(post: Any, year: int, about: str) -> list[Line]:
    """Return the late lines of a year, the earliest day first; none before the days are past."""
    found = []
    mine = queries.dossiers(post, year, about=about).order_by()
    for one in sorted(_past(mine, year, about), key=lambda one: (one.day, one.what)):
        count = narrow(mine, one, year).count()
        if count:
            found.append(_line(one, count, year, about))
    return found


def _past(mine: QuerySet[Dossier], year: int, about: str) -> set[Overdue]:
    """The days that are past, of the criteria sets in use and of the rubrics."""
    sets = programmes.package().criteria
    used = mine.values_list("criteria").annotate(number=Count("pk"))
    days = {Overdue(CONCLUDED, sets[c].decision_day(year)) for c, _n in used if c in sets}
    if about == scope.TITLE:
        days |= {Overdue(GRADED, rubric.decision_day(year)) for rubric in _books(year)}
    return {one for one in days if one.day <= today()}


def _line(one: Overdue, count: int, year: int, about: str) -> Line:
    given = {"number": vn(count), "day": deadline(one.day)}
    if one.what == CONCLUDED:
        words = ngettext(
            "%(number)s unit is not concluded; due %(day)s, past.",
            "%(number)s units are not concluded; due %(day)s, past.",
            count,
        )
    else:
        words = ngettext(
            "%(number)s unit is not graded; due %(day)s, past.",
            "%(number)s units are not graded; due %(day)s, past.",
            count,
        )
    query = {DUE: one.code} | ({"noi-dung": "ntm"} if about == scope.STANDARD else {})
    path = reverse("assessments:year", args=[scope.period_of(year)])
    action = _("See the %(number)s units") % given
    return Line(words % given, f"{path}?{urlencode(query)}", action)
