"""Filters of the log as its address says them; one not understood is said, never dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.audit import queries as audit
from phongtrao.core.dates import DateProblem, before, parse_date
from phongtrao.web.figures.log_words import VERBS, verb_words

VERB, POST, SINCE, UNTIL, PAGES = "viec", "chuc-danh", "tu-ngay", "den-ngay", "mo-trang"
VIEWED = "page.view"


@dataclass
class Asked:
    """What the address asks for: field lookups, the same in words, and what is not understood.

    `problems`: key of the address → sentence.
    """

    lookups: dict[str, object] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    #: Openings of pages are left out of the list: they bury the acts.
    hides_pages: bool = True

    def events(self) -> Any:
        """The events asked for, newest first; none while a filter is not understood."""
        found = audit.events(**self.lookups)
        if self.problems:
            return found.none()
        return found.exclude(verb=VIEWED) if self.hides_pages else found


def read(typed: Mapping[str, str]) -> Asked:
    """Read the filters of an address."""
    asked = Asked()
    _verb(asked, typed.get(VERB, ""))
    _post(asked, typed.get(POST, "").strip())
    _day(asked, SINCE, typed.get(SINCE, ""))
    _day(asked, UNTIL, typed.get(UNTIL, ""))
    for key, lookup in (("loai", "object_type"), ("so", "object_id")):
        if typed.get(key):
            asked.lookups[lookup] = typed[key]
            asked.words.append(typed[key])
    asked.hides_pages = not typed.get(PAGES) and typed.get(VERB) != VIEWED
    if asked.hides_pages:
        asked.words.append(_("without openings of pages"))
    return asked


def _verb(asked: Asked, verb: str) -> None:
    if not verb:
        return
    asked.lookups["verb"] = verb
    asked.words.append(verb_words(verb))
    if verb not in VERBS and not audit.events(verb=verb).exists():
        words = _("The log knows no act “%(typed)s”. Choose one of the list.")
        asked.problems[VERB] = words % {"typed": verb[:60]}


def _post(asked: Asked, code: str) -> None:
    if not code:
        return
    found = accounts.post_by_code(code)
    if found is None:
        words = _("There is no post with the code “%(typed)s”. Check the code, or leave it empty.")
        asked.problems[POST] = words % {"typed": code[:60]}
        return
    asked.lookups["post_id"] = found.pk
    asked.words.append(found.title)


def _day(asked: Asked, key: str, typed: str) -> None:
    if not typed.strip():
        return
    try:
        day = parse_date(typed)
    except DateProblem:
        words = _("“%(typed)s” is not a day. Write day/month/year, for example 05/08/2026.")
        asked.problems[key] = words % {"typed": typed[:60]}
        return
    last = key == UNTIL
    # The last day of the calendar has no day after it.
    end = day + dt.timedelta(days=last) if day < dt.date.max else day
    asked.lookups["at__lt" if last else "at__gte"] = before(end)
    label = _("to") if last else _("from")
    asked.words.append(f"{label} {day:%d/%m/%Y}")
