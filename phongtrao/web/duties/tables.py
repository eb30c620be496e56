"""Duties as tables and boards: the same cells on the screen and in the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date, local_day
from phongtrao.duties.models import Desk
from phongtrao.duties.queries import PaperView, Row
from phongtrao.plan.definitions import Package
from phongtrao.programmes import queries as programmes
from phongtrao.rules.duties import STATES
from phongtrao.web.base.states import STATES as TAGS
from phongtrao.web.duties import words
from phongtrao.web.figures.tables import Cell, Column, Table, day, number, state, text

MONTHS = 12
CARDS = 15


def package() -> Package:
    """The plan in force."""
    return programmes.package()


def tag(row: Row) -> str:
    """The tag of a row's state."""
    return f"duty_{row.judged.state}"


def duties(
    rows: Sequence[Row],
    names: Mapping[int, str],
    *,
    with_body: bool = True,
    linked: Container[int] | None = None,
) -> Table:
    """Duties as rows: what, which clause, who leads, when, how far, what says so, last update.

    linked: ids of the bodies whose pages the reader may open; None: all.
    """
    columns = [Column(_("Duty")), Column(_("Clause"))]
    columns += [Column(_("Lead"))] if with_body else []
    columns += [
        Column(_("Due before"), "date"),
        Column(_("State")),
        Column(_("Rests on")),
        Column(_("Last update"), "date"),
    ]
    return Table(
        "duties",
        _("Duties"),
        columns,
        [_line(row, names, with_body, linked) for row in rows],
        _("No duty matches. Remove a filter."),
    )


def _line(
    row: Row, names: Mapping[int, str], with_body: bool, linked: Container[int] | None
) -> list[Cell]:
    item = row.item
    url = words.body_url(item.holder) if linked is None or item.holder_id in linked else ""
    body = [text(names[item.holder_id], url, _from(row, names))]
    return [
        text(words.title(row), words.duty_url(item)),
        text(item.clause),
        *(body if with_body else []),
        day(item.due),
        state(tag(row), str(TAGS[tag(row)].label), words.late_words(row)),
        text(words.source_words(row)),
        day(local_day(row.last_at) if row.last_at else None),
    ]


def _from(row: Row, names: Mapping[int, str]) -> str:
    """Whom the work came from, '' when it is the body the plan names."""
    if row.item.holder_id == row.item.first_id:
        return ""
    return _("taken over from %(body)s") % {"body": names[row.item.first_id]}


def months(
    rows: Sequence[Row],
    names: Mapping[int, str],
    year: int,
    *,
    linked: Container[int] | None = None,
) -> Table:
    """Bodies by months of a year: how many duties are due, by what became of them."""
    columns = [Column(_("Body"))]
    columns += [Column(_("M%(n)s") % {"n": month}) for month in range(1, MONTHS + 1)]
    held: dict[int, list[Row]] = {}
    desks: dict[int, Desk] = {}
    for row in rows:
        held.setdefault(row.item.holder_id, []).append(row)
        desks[row.item.holder_id] = row.item.holder
    lines = [
        [
            text(names[pk], words.body_url(desks[pk]) if linked is None or pk in linked else ""),
            *_months_of(found, year),
        ]
        for pk, found in held.items()
    ]
    caption = _(
        "Duties due by month: ✓ reported, ■ behind, ○ open; IP implementing plan, YR yearly report"
    )
    return Table("months", caption, columns, lines, _("No duty matches. Remove a filter."))


def _months_of(rows: Iterable[Row], year: int) -> list[Cell]:
    """Twelve cells; a duty due after the year stands in its last month."""
    counts: dict[int, Counter[str]] = {month: Counter() for month in range(1, MONTHS + 1)}
    papers: dict[int, list[str]] = {month: [] for month in counts}
    for row in rows:
        month = row.item.due.month if row.item.due.year == year else MONTHS
        mark = {"reported": "✓", "late": "■", "open": "■", "moved": "→"}.get(row.judged.state, "○")
        if row.duty.document:
            papers[month].append(f"{mark}\u00a0{_short(row.duty.document)}")
        else:
            counts[month][mark] += 1
    return [text(_month(counts[month], papers[month])) for month in counts]


def _month(counted: Counter[str], papers: Sequence[str]) -> str:
    """The two documents first, then how many duties by mark."""
    return " ".join([*papers, *(f"{m}\u00a0{counted[m]}" for m in "■○✓→" if counted[m])])


def _short(document: str) -> str:
    """A document in two letters, for the months."""
    return {"plan": _("IP"), "report": _("YR")}[document]


@dataclass(frozen=True)
class BoardColumn:
    """One state of the board with its cards."""

    code: str
    title: str
    cards: tuple[BoardCard, ...]
    total: int
    url: str

    @property
    def rest(self) -> int:
        """How many cards are not drawn."""
        return self.total - len(self.cards)


@dataclass(frozen=True)
class BoardCard:
    """One duty on the board."""

    title: str
    url: str
    clause: str
    body: str
    due: str
    late: str
    source: str


def board(rows: Sequence[Row], names: Mapping[int, str], query: QueryDict) -> list[BoardColumn]:
    """The duties by state, in the order work goes; states without a duty are left out.

    A column draws its first cards and leads to the list of all, with the filters of `query`.
    """
    found = []
    for code in STATES:
        own = [row for row in rows if row.judged.state == code]
        cards = tuple(_card(row, names) for row in own[:CARDS])
        asked = query.copy()
        asked["tt"], asked["xem"] = code, "danh-sach"
        if cards:
            title = words.state_words(code)
            url = f"?{asked.urlencode()}"
            found.append(BoardColumn(f"duty_{code}", title, cards, len(own), url))
    return found


def _card(row: Row, names: Mapping[int, str]) -> BoardCard:
    return BoardCard(
        words.title(row),
        words.duty_url(row.item),
        row.item.clause,
        names[row.item.holder_id],
        format_date(row.item.due),
        words.late_words(row),
        words.source_words(row),
    )


def tally(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """(state tag, how many) of the states that occur."""
    counts = Counter(row.judged.state for row in rows)
    return [(f"duty_{code}", counts[code]) for code in STATES if counts[code]]


def bodies(
    desks: Sequence[Desk],
    papers: Mapping[tuple[int, str], PaperView],
    held: Mapping[int, Sequence[Row]],
    names: Mapping[int, str],
    year: int,
) -> Table:
    """Bodies as rows: their two documents and how far their duties are."""
    columns = [
        Column(_("Body")),
        Column(_("Clause")),
        Column(_("Implementing plan")),
        Column(_("Yearly report")),
        Column(_("Duties"), "number"),
        Column(_("Reported"), "number"),
        Column(_("Behind"), "number"),
    ]
    clauses = {body.id: body.clause for body in package().bodies}
    rows = []
    for desk in desks:
        own = held.get(desk.pk, ())
        rows.append(
            [
                text(names[desk.pk], words.body_url(desk)),
                text(clauses.get(desk.body, "")),
                _paper_cell(papers[desk.pk, "plan"]),
                _paper_cell(papers[desk.pk, "report"]),
                number(len(own)),
                number(sum(row.judged.state == "reported" for row in own)),
                number(sum(row.behind for row in own)),
            ]
        )
    caption = _("Bodies of part IV in %(year)s") % {"year": year}
    return Table("bodies", caption, columns, rows, _("No body matches. Remove a filter."))


def _paper_cell(view: PaperView) -> Cell:
    """State of a document with the day it came."""
    code = words.paper_state(view)
    note = ""
    if view.version is not None:
        note = format_date(local_day(view.version.at))
        note += f" · {_('late')}" if view.version.late else ""
    return state(code, str(TAGS[code].label), note)
