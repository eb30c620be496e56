"""Nouns of the duties room: assignments judged now, bodies with their documents, narratives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.duties import access, here
from phongtrao.duties.assigning import assignments_to_move, chain
from phongtrao.duties.boxes import Box, boxes_of, due_of, said
from phongtrao.duties.dividing import heirs_of
from phongtrao.duties.drafting import DOCUMENT, SIGNED_ON
from phongtrao.duties.drafting import kept_at as draft_kept_at
from phongtrao.duties.drafting import mark_of as draft_mark
from phongtrao.duties.models import (
    Assignment,
    Decision,
    Desk,
    HandOver,
    Paper,
    PaperVersion,
    UpdateFile,
)
from phongtrao.duties.papers import SUMMARY, paper_of
from phongtrao.duties.reading import Row, moved_from, rows_of, with_desks
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Duty, Package
from phongtrao.plan.slots import slots
from phongtrao.programmes import queries as programmes
from phongtrao.submissions.actions import receipt_code

__all__ = [
    "DOCUMENT",
    "SIGNED_ON",
    "SUMMARY",
    "Box",
    "Row",
    "assignments_to_move",
    "boxes_of",
    "chain",
    "draft_kept_at",
    "draft_mark",
    "due_of",
    "heirs_of",
    "moved_from",
    "paper_of",
    "said",
]


def years() -> list[int]:
    """Years whose duties were given, oldest first."""
    return sorted(set(here.assignments().values_list("year", flat=True)))


def in_year(found: QuerySet[Assignment], year: int) -> QuerySet[Assignment]:
    """Those of the assignments that run at some time of a year."""
    return found.filter(starts__lt=date(year + 1, 1, 1), after__gt=date(year, 1, 1))


def rows(post: Post | None, year: int, now: datetime | None = None) -> list[Row]:
    """Assignments of a year that a post may read (None: all), judged now, in the plan's order."""
    found = here.assignments()
    return _judged(in_year(access.visible(post) if post else found, year), now)


def untaken(year: int) -> list[Duty]:
    """Duties the plan asks for in a year that was opened and that nobody holds.

    The units they were given to are gone (the districts from 1/7/2025) and no document has named
    another body.
    """
    given = set(here.assignments().filter(year=year).values_list("duty", flat=True))
    package = programmes.package()
    asked = [duty for duty in package.duties if list(slots(package, duty, year))]
    return [duty for duty in asked if duty.id not in given] if given else []


def rows_of_desk(desk: Desk, year: int, now: datetime | None = None) -> list[Row]:
    """Assignments a body holds in a year, and those it handed over."""
    found = here.assignments()
    wanted = found.filter(holder=desk) | found.filter(first=desk)
    return _judged(in_year(wanted, year), now)


def rows_of_duties(duties: list[str], year: int, now: datetime | None = None) -> list[Row]:
    """Assignments of some duties in a year, whoever holds them."""
    found = here.assignments().filter(duty__in=duties)
    return _judged(in_year(found, year), now)


def row(item: Assignment, now: datetime | None = None) -> Row:
    """One assignment judged now. Refusal `duty.gone` (404) when the plan no longer has it."""
    found = rows_of(programmes.package(), [item], now or timezone.now())
    if not found:
        raise Refusal(
            "duty.gone",
            f"Kế hoạch đang áp dụng không còn nhiệm vụ “{item.duty}”.",
            f"The plan in force has no duty “{item.duty}”.",
            status=404,
        )
    return found[0]


def _judged(found: QuerySet[Assignment], now: datetime | None) -> list[Row]:
    package = programmes.package()
    order = {duty.id: place for place, duty in enumerate(package.duties)}
    bodies = {body.id: place for place, body in enumerate(package.bodies)}
    items = sorted(
        with_desks(found),
        key=lambda item: (
            order.get(item.duty, len(order)),
            bodies.get(item.first.body, len(bodies)),
            item.first.code,
            item.year,
            item.part,
        ),
    )
    return rows_of(package, items, now or timezone.now())


def desks() -> list[Desk]:
    """All bodies in the plan's order."""
    order = {body.id: place for place, body in enumerate(programmes.package().bodies)}
    found = here.desks().select_related("unit")
    return sorted(found, key=lambda desk: (order.get(desk.body, len(order)), desk.code))


def desk(code: str) -> Desk | None:
    """The body with this code, None when there is none."""
    return here.desks().filter(code=code).first()


def names(wanted: list[Desk], on: date | None = None, *, english: bool = False) -> dict[int, str]:
    """Desk id → name: the plan's for a body, the unit's own for one unit of a collective."""
    package = programmes.package()
    single = {body.id: body for body in package.bodies}
    units = [one.unit_id for one in wanted if one.code not in single and one.unit_id]
    states = orgs.states_of(units, on) if units else {}
    found = {}
    for one in wanted:
        body = single.get(one.code)
        if body is not None:
            found[one.pk] = body.name_en if english and body.name_en else body.name
        elif one.unit_id in states:
            state = states[one.unit_id]
            found[one.pk] = f"UBND {full_name(state.kind, state.name)}"
        else:
            found[one.pk] = one.code
    return found


def name(one: Desk, on: date | None = None, *, english: bool = False) -> str:
    """Name of one body."""
    return names([one], on, english=english)[one.pk]


def hand_overs(of: Desk | None = None) -> list[HandOver]:
    """Hand-overs, newest first; of one body: those it gave or took."""
    found = here.hand_overs().select_related("source", "target").order_by("-on", "-id")
    if of is None:
        return list(found)
    return [item for item in found if of.pk in (item.source_id, item.target_id)]


@dataclass(frozen=True)
class PaperView:
    """A document of a body in a year: where it stands, its due day, newest version, decision."""

    paper: Paper
    due: date | None
    version: PaperVersion | None
    decision: Decision | None

    @property
    def state(self) -> str:
        """due, sent, received or returned."""
        return str(self.paper.state)

    @property
    def is_due(self) -> bool:
        """Whether the body still has to send it."""
        return self.state in (Paper.State.DUE, Paper.State.RETURNED)

    @property
    def returned(self) -> str:
        """The sentence it was returned with, '' unless it waits for a correction."""
        if self.state != Paper.State.RETURNED or self.decision is None:
            return ""
        return self.decision.sentence


def papers(year: int, wanted: list[Desk]) -> dict[tuple[int, str], PaperView]:
    """(desk id, kind) → document of a year, for every body asked about, sent or not."""
    found = {
        (paper.desk_id, paper.kind): paper
        for paper in Paper.objects.filter(year=year, desk__in=wanted)
    }
    versions = {
        (item.paper_id, item.number): item
        for item in PaperVersion.objects.filter(paper__in=found.values())
    }
    decisions: dict[int, Decision] = {}
    for item in Decision.objects.filter(version__in=versions.values()).order_by("id"):
        decisions[item.version_id] = item
    views = {}
    asked = _asked_of(year)
    for one in wanted:
        for kind in Paper.Kind.values:
            free = one.pk in asked and kind not in asked[one.pk]
            paper = found.get((one.pk, kind)) or Paper(desk=one, kind=kind, year=year)
            version = versions.get((paper.pk, paper.current))
            decision = decisions.get(version.pk) if version else None
            views[one.pk, kind] = PaperView(
                paper, None if free else due_of(kind, year), version, decision
            )
    return views


def _asked_of(year: int) -> dict[int, set[str]]:
    """Desk id → documents asked of it in a year; desks that hold nothing then are left out."""
    kinds = {duty.id: duty.document for duty in programmes.package().duties}
    found: dict[int, set[str]] = {}
    for holder, duty in here.assignments().filter(year=year).values_list("holder_id", "duty"):
        found.setdefault(holder, set()).add(kinds.get(duty, ""))
    return found


def paper_view(one: Desk, kind: str, year: int) -> PaperView:
    """One document of one body."""
    return papers(year, [one])[one.pk, kind]


def versions_of(paper: Paper) -> list[PaperVersion]:
    """All versions of a document, newest first."""
    if paper.pk is None:
        return []
    return list(paper.versions.order_by("-number").prefetch_related("decisions"))


def receipt_of(log_index: int) -> str:
    """The receipt code of an entry of the log, '' when the log has no such entry."""
    entry = audit.entry(log_index)
    return receipt_code(entry.leaf_hash) if entry else ""


def file_of(item: Assignment, file_id: int) -> UpdateFile:
    """A file of an update of this assignment. Refusal `file.none` (404)."""
    found = UpdateFile.objects.filter(pk=file_id, update__assignment=item).first()
    if found is None:
        raise Refusal(
            "file.none",
            "Nhiệm vụ này không có tệp đã chọn.",
            "This duty has no such file.",
            status=404,
        )
    return found


@dataclass(frozen=True)
class Told:
    """What a body's yearly report says about one duty: where it belongs, the text, who says it."""

    clause: str
    duty: str
    title: str
    text: str
    source: str


def narratives(year: int, on: date | None = None) -> list[Told]:
    """Texts of the yearly reports of the bodies that stand (not returned), in the plan's order.

    `clause` is the first clause the duty serves, else its own.
    """
    standing = (
        here.papers()
        .filter(
            kind=Paper.Kind.REPORT,
            year=year,
            state__in=(Paper.State.SENT, Paper.State.RECEIVED),
        )
        .select_related("desk")
    )
    listed = sorted(standing, key=lambda paper: paper.desk.code)
    called = names([paper.desk for paper in listed], on)
    boxes = _current_boxes(listed)
    found = []
    for duty in programmes.package().duties:
        clause = duty.serves[0] if duty.serves else duty.clause
        for paper in listed:
            text = boxes.get(paper.pk, {}).get(duty.id, "")
            if text:
                found.append(Told(clause, duty.id, duty.title, text, called[paper.desk_id]))
    return found


def _current_boxes(listed: list[Paper]) -> dict[int, dict[str, str]]:
    current = {paper.pk: paper.current for paper in listed}
    versions = PaperVersion.objects.filter(paper__in=listed)
    return {v.paper_id: said(v) for v in versions if v.number == current[v.paper_id]}


def missing_papers(year: int, kind: str) -> list[Desk]:
    """Bodies that owe a document of a year and have not sent it (or must send it again)."""
    asked = {duty.id for duty in programmes.package().duties if duty.document == kind}
    owing = here.assignments().filter(year=year, duty__in=asked).values_list("holder_id", flat=True)
    wanted = [one for one in desks() if one.pk in set(owing)]
    views = papers(year, wanted)
    return [one for one in wanted if views[one.pk, kind].is_due]


def body_words(package: Package, code: str, *, english: bool = False) -> str:
    """Name of a body of the plan by its id."""
    body = next((one for one in package.bodies if one.id == code), None)
    if body is None:
        return code
    return body.name_en if english and body.name_en else body.name
