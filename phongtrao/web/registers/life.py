"""The history of an entry in words: every act, who did it, what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.dates import local_day
from phongtrao.registers import queries
from phongtrao.web.figures.present import said
from phongtrao.web.registers import words
from phongtrao.web.registers.desk import Desk, post_titles


@dataclass(frozen=True)
class Event:
    """One act on the entry, for the history."""

    at: Any
    words: str
    post: str
    note: str
    changes: Sequence[tuple[str, str, str]]
    undone: bool
    number: int
    mark: str
    since: str = ""


def events(desk: Desk, happened: Sequence[Any]) -> list[Event]:
    """Return the acts on an entry, newest first as they came."""
    titles = post_titles({h.version.post_id for h in happened if h.version.post_id})
    return [_event(desk, one, titles.get(one.version.post_id or 0, "")) for one in happened]


def _event(desk: Desk, one: Any, post: str) -> Event:
    register, act = desk.register, one.act
    names = queries.names_of(register, [_pair(one.changes, 1), _pair(one.changes, 2)])
    changes = [
        (
            words.label(field),
            words.value_text(register, field, before, names),
            words.value_text(register, field, after, names),
        )
        for field, before, after in one.changes
        if act.verb != "add"
    ]
    text = _verb_words(desk, act)
    version = one.version
    mark, number = version.entry_hash[:12], version.number
    since = "" if act.on == local_day(version.at) else words.day_text(act.on.isoformat())
    return Event(version.at, text, post, version.note, changes, one.undone, number, mark, since)


def _pair(changes: Sequence[Any], side: int) -> dict[str, Any]:
    return {change[0].id: change[side] for change in changes}


def _verb_words(desk: Desk, act: Any) -> str:
    """Return an act in words."""
    if act.verb == "move":
        return _("Moved to: %(state)s") % {"state": words.label(desk.register.state(act.state))}
    if act.verb == "review":
        kind = next((r for r in desk.register.reviews if r.id == act.review), None)
        title = said(kind.title, kind.title_en) if kind else act.review
        return f"{title}, {words.period_text(act.period)}"
    if act.verb == "undo":
        return _("Act number %(number)s taken back") % {"number": act.undoes}
    return {
        "add": _("Added to the register"),
        "change": _("Content changed"),
        "withdraw": _("Withdrawn from the register"),
    }[act.verb]
