"""Assignments with their judged state: everything about many of them in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, QuerySet

from phongtrao.duties.boxes import said
from phongtrao.duties.models import Assignment, Desk, Moved, Paper, PaperVersion, Update
from phongtrao.duties.proving import Prover, Shown
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Package
from phongtrao.plan.duties import Duty
from phongtrao.rules.duties import Judged, Known, contradicts, judge


@dataclass(frozen=True)
class Row:
    """One assignment as a page shows it. `moves`: hand-overs oldest first."""

    item: Assignment
    duty: Duty
    judged: Judged
    proofs: tuple[Shown, ...]
    updates: tuple[Update, ...]
    moves: tuple[Moved, ...] = ()
    contradicted: bool = False
    ended: date | None = None

    @property
    def reason(self) -> str:
        """Code of the newest reason for delay, '' when none was given."""
        return next((row.reason for row in reversed(self.updates) if row.reason), "")

    def orphan(self, day: date) -> bool:
        """Whether the holder is gone by a day and the work is still open."""
        return self.ended is not None and self.ended <= day and not self.judged.closed

    @property
    def behind(self) -> bool:
        """Whether it is past its day and not finished, in the yearly report or not."""
        return self.judged.state in ("late", "open")

    @property
    def last_at(self) -> datetime | None:
        """When the newest update came."""
        return self.updates[-1].at if self.updates else None

    @property
    def derived(self) -> bool:
        """Whether the state comes from documents or figures, not from what was declared."""
        return self.judged.source in ("document", "figures")


@dataclass
class Facts:
    """What was said and sent about some assignments; `spoken`: duties a document speaks of."""

    updates: dict[int, list[Update]] = field(default_factory=dict)
    moves: dict[int, list[Moved]] = field(default_factory=dict)
    versions: dict[tuple[int, str, int], PaperVersion] = field(default_factory=dict)
    plans: dict[int, list[tuple[int, datetime]]] = field(default_factory=dict)
    spoken: dict[int, Collection[str]] = field(default_factory=dict)
    ended: dict[int, date] = field(default_factory=dict)

    def plan_at(self, desk_id: int, year: int) -> datetime | None:
        """When the body's implementing plan came: of this year, else the newest before it."""
        return max((at for of, at in self.plans.get(desk_id, ()) if of <= year), default=None)

    def held_by(self, item: Assignment) -> list[int]:
        """The desks that hold or held an assignment; what any of them sent stays said."""
        return [item.holder_id, *(move.source_id for move in self.moves.get(item.pk, ()))]

    def of(self, desk_id: int, kind: str, year: int) -> PaperVersion | None:
        """The standing version of a document; None when it was never sent or was returned."""
        return self.versions.get((desk_id, kind, year))


def with_desks(found: QuerySet[Assignment]) -> list[Assignment]:
    """The assignments with holder and first body: the few bodies are read once, not row by row."""
    items = list(found.select_related(None))
    desks = Desk.objects.in_bulk({key for item in items for key in (item.holder_id, item.first_id)})
    for item in items:
        item.holder, item.first = desks[item.holder_id], desks[item.first_id]
    return items


def _moves(ids: list[int]) -> list[Moved]:
    """The hand-overs of assignments, oldest first; each hand-over and body is read once."""
    found = Moved.objects.filter(assignment_id__in=ids).order_by("hand_over__on", "id")
    return list(found.prefetch_related("source", "hand_over__source", "hand_over__target"))


def gather(items: Sequence[Assignment]) -> Facts:
    """Updates, hand-overs and documents that these assignments depend on."""
    facts = Facts(defaultdict(list), defaultdict(list))
    ids = [item.pk for item in items]
    for row in Update.objects.filter(assignment_id__in=ids).order_by("number"):
        facts.updates[row.assignment_id].append(row)
    for move in _moves(ids):
        facts.moves[move.assignment_id].append(move)
    desks = {desk for item in items for desk in facts.held_by(item)}
    current = PaperVersion.objects.filter(
        number=F("paper__current"),
        paper__desk_id__in=desks,
        paper__state__in=(Paper.State.SENT, Paper.State.RECEIVED),
    )
    for version in current.select_related("paper").defer("paper__draft"):
        paper = version.paper
        facts.versions[paper.desk_id, paper.kind, paper.year] = version
        if paper.kind == Paper.Kind.PLAN:
            facts.plans.setdefault(paper.desk_id, []).append((paper.year, version.at))
        facts.spoken[version.pk] = said(version).keys()
    units = {item.holder.unit_id for item in items if item.holder.unit_id}
    for unit_id, state in orgs.states_of(units).items():
        if state.valid_to is not None:
            facts.ended[unit_id] = state.valid_to
    return facts


def known_of(item: Assignment, duty: Duty, facts: Facts, proofs: Sequence[Shown]) -> Known:
    """What is known about one assignment, ready to be judged."""
    updates = facts.updates.get(item.pk, [])
    steps = {row.step: row.at for row in reversed(updates)}
    counted = [one for one in proofs if one.proof.counts and not one.proof.document]
    desks = facts.held_by(item)
    sent = [facts.of(desk, duty.document, item.year) for desk in desks if duty.document]
    plans = [facts.plan_at(desk, item.year) for desk in desks]
    return Known(
        due=item.due,
        plan_at=max((at for at in plans if at), default=None),
        report_at=_reported_at(item, facts),
        document_at=min((one.at for one in sent if one), default=None),
        plan_declared_at=steps.get(Update.Step.PLAN),
        doing_at=steps.get(Update.Step.DOING),
        done_at=steps.get(Update.Step.DONE),
        counted=int(any(one.met for one in counted)),
        wanted=min(1, len(counted)),
        figures_at=min((one.at for one in counted if one.met and one.at), default=None),
        silent=sum(one.count is not None and not one.met for one in counted),
        only_document=bool(duty.document),
        behind=any(row.reason and row.step != Update.Step.DONE for row in updates),
        moved=_passed_on(item, facts),
        ended=facts.ended.get(item.holder.unit_id or 0),
    )


def _passed_on(item: Assignment, facts: Facts) -> bool:
    """Whether its holder has passed it to heirs that each have an assignment of their own."""
    moves = facts.moves.get(item.pk, [])
    last = moves[-1] if moves else None
    return last is not None and item.holder_id == last.source_id != last.hand_over.target_id


def _reported_at(item: Assignment, facts: Facts) -> datetime | None:
    """When a standing yearly report of a holder, then or now, first spoke of this duty."""
    found = []
    for year in range(item.year, last_year(item) + 1):
        reports = [facts.of(desk, Paper.Kind.REPORT, year) for desk in facts.held_by(item)]
        counts = year == last_year(item) or _single(item)
        found += [one.at for one in reports if counts and one and item.duty in facts.spoken[one.pk]]
    return min(found, default=None)


def last_year(item: Assignment) -> int:
    """The last year an assignment runs in."""
    return item.after.year - 1 if (item.after.month, item.after.day) == (1, 1) else item.after.year


def _single(item: Assignment) -> bool:
    return last_year(item) == item.year


def rows_of(package: Package, items: Iterable[Assignment], now: datetime) -> list[Row]:
    """The assignments judged at a moment, in the order given; unknown duties are left out."""
    duties = {duty.id: duty for duty in package.duties}
    listed = [item for item in items if item.duty in duties]
    facts = gather(listed)
    prover = Prover(package)
    prover.prepare(listed)
    return [_row(item, duties[item.duty], facts, prover, now) for item in listed]


def _row(item: Assignment, duty: Duty, facts: Facts, prover: Prover, now: datetime) -> Row:
    proofs = prover.shown(item, duty.proof)
    known = known_of(item, duty, facts, proofs)
    return Row(
        item,
        duty,
        judge(known, now),
        tuple(proofs),
        tuple(facts.updates.get(item.pk, ())),
        tuple(facts.moves.get(item.pk, ())),
        contradicts(known),
        known.ended,
    )


def moved_from(rows: Iterable[Row], desk: Desk) -> list[Row]:
    """Those of the rows that once were this body's and now are another's."""
    return [row for row in rows if row.item.holder_id != desk.pk and _was(row, desk)]


def _was(row: Row, desk: Desk) -> bool:
    return row.item.first_id == desk.pk or any(move.source_id == desk.pk for move in row.moves)
