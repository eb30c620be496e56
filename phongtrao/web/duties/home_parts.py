"""What the first pages say about duties: a body's own, and the standing office's overview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.dates import local_day
from phongtrao.core.remembering import remembered
from phongtrao.duties import access, queries
from phongtrao.duties.models import Desk
from phongtrao.duties.queries import Row
from phongtrao.web.base.task import Task
from phongtrao.web.duties import bodies, tables, words
from phongtrao.web.figures.scope import today

SHOWN = 12


@dataclass(frozen=True)
class DutyView:
    """One duty on a first page: words, where it leads, state, what is said beside it."""

    title: str
    clause: str
    url: str
    tag: str
    note: str


@dataclass(frozen=True)
class ClauseDuty:
    """The live state of one duty beside its clause: how many of how many are reported, by state."""

    title: str
    counts: tuple[tuple[str, int], ...]
    url: str


def _year() -> int | None:
    """The present year, else the newest before it, of which duties were given."""
    given = [year for year in queries.years() if year <= today().year]
    return given[-1] if given else None


@remembered
def _held(post: Any) -> tuple[Desk, int, list[Row]] | None:
    """The body a post speaks for, the year, and its duties judged now; None without a body."""
    desks = access.desks_of(post)
    year = _year()
    if not desks or year is None:
        return None
    return desks[0], year, queries.rows_of_desk(desks[0], year)


@remembered
def _papers(post: Any) -> list[dict[str, Any]]:
    """The implementing plan and the report of the year of the post's body."""
    held = _held(post)
    return bodies.papers_of(held[0], held[1], held[2]) if held else []


def steps(post: Any) -> list[Task]:
    """Documents and duties the post's body still owes, each with its day."""
    held = _held(post)
    if held is None:
        return []
    found = []
    for card in _papers(post):
        view = card["view"]
        if view.is_due and (card["owed"] or view.returned):
            notes = (f"“{view.returned}”",) if view.returned else ()
            action = _("Correct") if view.returned else _("Write")
            state = "returned" if view.returned else card["tag"]
            found.append(Task(card["title"], card["url"], action, view.due, state, notes))
    for row in held[2]:
        if row.item.holder_id == held[0].pk and not row.duty.document and not row.judged.closed:
            url = words.duty_url(row.item)
            found.append(Task(words.title(row), url, _("Update"), row.item.due))
    return found


def department(post: Any) -> dict[str, Any]:
    """The plan and report of the year and the duties with their state; {} without a body."""
    held = _held(post)
    if held is None:
        return {}
    desk, year, rows = held
    own = [row for row in rows if row.item.holder_id == desk.pk]
    order = {code: place for place, code in enumerate(words.URGENT)}
    own.sort(key=lambda row: (order[row.judged.state], row.item.due))
    listed = [row for row in own if not row.duty.document]
    supported = [d.id for d in tables.package().duties if desk.body in d.support]
    gone, supports = len(queries.moved_from(rows, desk)), queries.rows_of_duties(supported, year)
    return {
        "body": words.body_name(desk),
        "share": words.share_words(own, len(supports), gone),
        "body_url": words.body_url(desk),
        "duty_year": str(year),
        "papers": _papers(post),
        "may_write": True,
        "duties": [_view(row) for row in listed[:SHOWN]],
        "more": max(0, len(listed) - SHOWN),
        "gone": gone,
        "supports": len(supports),
        "duties_url": f"{reverse('duties:list')}?nam={year}",
    }


def _view(row: Row) -> DutyView:
    parts = [words.late_words(row)]
    if row.last_at:
        day = words.day_words(local_day(row.last_at))
        parts.append(_("updated %(day)s") % {"day": day})
    note = " · ".join(part for part in parts if part)
    return DutyView(
        words.title(row), row.item.clause, words.duty_url(row.item), tables.tag(row), note
    )


def province_steps(_post: Any) -> list[Task]:
    """What the standing office has to handle: documents that wait, bodies that are late."""
    year = _year()
    if year is None:
        return []
    url = f"{reverse('duties:bodies')}?nam={year}"
    found = []
    views = queries.papers(year, queries.desks())
    waiting = sum(view.state == "sent" for view in views.values())
    if waiting:
        said = _("%(n)s documents of bodies wait to be received") % {"n": waiting}
        found.append(Task(said, f"{url}&loc=cho-tiep-nhan", _("Receive")))
    sentences = {
        "report": (_("%(n)s bodies have not sent their yearly report"), "chua-gui-bao-cao"),
        "plan": (_("%(n)s bodies have not sent their implementing plan"), "chua-gui-ke-hoach"),
    }
    for kind, (sentence, code) in sentences.items():
        due = queries.due_of(kind, year)
        late = queries.missing_papers(year, kind) if due is not None and today() >= due else []
        if late:
            found.append(Task(sentence % {"n": len(late)}, f"{url}&loc={code}", _("See"), due))
    return found


def of_duties(duties: list[str], year: int) -> dict[str, ClauseDuty]:
    """Duty id → its live state in a year, over all bodies that hold it; {} before it was given."""
    rows: dict[str, list[Row]] = {}
    for row in queries.rows_of_duties(duties, year) if duties else []:
        rows.setdefault(row.duty.id, []).append(row)
    return {
        code: ClauseDuty(words.title(found[0]), tuple(tables.tally(found)), _duty_url(found, year))
        for code, found in rows.items()
    }


def _duty_url(found: list[Row], year: int) -> str:
    """The page of the one assignment, else the list of all of them."""
    if len(found) == 1:
        return words.duty_url(found[0].item)
    query = f"?nam={year}&dieu={found[0].item.clause}"
    return reverse("duties:list") + query
