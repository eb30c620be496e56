"""Give the duties of a year to the bodies that hold them, and hand work over by document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc, search_key
from phongtrao.duties import access, here
from phongtrao.duties.models import Assignment, Desk, HandOver, Moved
from phongtrao.duties.telling import tell_handed
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Body, Package
from phongtrao.plan.duties import Duty
from phongtrao.plan.slots import Slot, leaders, slots
from phongtrao.programmes import queries as programmes

BATCH = 1_000


@dataclass(frozen=True)
class Chain:
    """The hand-overs of the programme, to follow work from body to body."""

    given: tuple[HandOver, ...]

    def holder(self, desk_id: int, duty: str, day: date) -> int:
        """Id of the desk that holds a duty of a desk on a day."""
        for item in self.given:
            if item.source_id == desk_id and item.on <= day and _covers(item, duty):
                desk_id = item.target_id
        return desk_id

    def heirs(self, body: str, duty: str, day: date) -> list[Desk]:
        """The desks that took a duty from units of a collective body that are gone by a day."""
        found = {
            item.target_id: item.target
            for item in self.given
            if item.source.body == body and item.on <= day and _covers(item, duty)
            if item.source.unit_id and not orgs.is_alive(item.source.unit_id, day)
        }
        alive = [
            desk
            for desk in found.values()
            if desk.unit_id is None or orgs.is_alive(desk.unit_id, day)
        ]
        return sorted(alive, key=lambda desk: desk.code)

    def gone(self, desk_id: int, day: date) -> bool:
        """Whether everything of a desk has passed to another by a day."""
        return any(
            item.source_id == desk_id and item.on <= day and not item.duties for item in self.given
        )


def _covers(item: HandOver, duty: str) -> bool:
    return not item.duties or duty in item.duties


def chain() -> Chain:
    """All hand-overs in order of their days."""
    found = here.hand_overs().select_related("source", "target")
    return Chain(tuple(found.order_by("on", "id")))


@transaction.atomic
def open_year(*, year: int, by: Post | None) -> list[Assignment]:
    """Give every duty of the plan that begins in `year` to its body; opening twice adds nothing.

    A duty whose body handed it over before goes to the body that holds it. Returns what is new.
    Refusal `duties.may_not_manage` (403).
    """
    if by is not None:
        access.require_manage(by)
    package = programmes.package()
    number = programmes.package_version().number
    day = max(date(year, 1, 1), date.fromisoformat(package.issued))
    desks = seat_desks(package, day)
    known = set(here.assignments().filter(year=year).values_list("duty", "part", "first_id"))
    handed = chain()
    rows = [
        _assignment(duty, slot, year, desk, handed, number)
        for duty in package.duties
        for slot in slots(package, duty, year)
        for desk in _asked(package, duty, slot, desks, handed)
        if (duty.id, slot.part, desk.pk) not in known
    ]
    made = Assignment.objects.bulk_create(rows, batch_size=BATCH)
    if made:
        record(verb="duties.open_year", by=by, data={"year": year, "count": len(made)})
    return made


def _asked(
    package: Package, duty: Duty, slot: Slot, desks: dict[str, list[Desk]], handed: Chain
) -> Iterator[Desk]:
    """The desks a duty is asked of, each once; a body that is gone is not, its heirs are."""
    many = package.body(duty.lead).collective
    asked: list[Desk] = []
    for code in leaders(package, duty.lead):
        asked += desks.get(code, ())
        if package.body(code).group:
            asked += handed.heirs(code, duty.id, slot.starts)
    for desk in {desk.pk: desk for desk in asked}.values():
        if not (many and handed.gone(desk.pk, slot.starts)):
            yield desk


def _assignment(
    duty: Duty, slot: Slot, year: int, desk: Desk, handed: Chain, number: int
) -> Assignment:
    when = f"{year}-{slot.part}" if slot.part else str(year)
    return Assignment(
        code=f"{duty.id}_{when}_{desk.code}{mark(desk)}"[:120],
        duty=duty.id,
        clause=duty.clause,
        year=year,
        part=slot.part,
        starts=slot.starts,
        after=slot.after,
        due=slot.due,
        due_from=slot.due_from,
        first=desk,
        holder_id=handed.holder(desk.pk, duty.id, slot.starts),
        package_number=number,
    )


def mark(desk: Desk) -> str:
    """Keeps the codes of a further plan apart from those of the first."""
    first = programmes.programmes()[0].pk
    return "" if desk.programme_id == first else f"_{desk.programme_id}"


def seat_desks(package: Package, day: date) -> dict[str, list[Desk]]:
    """A desk for every body, and for every unit of a collective's group alive on a day.

    A collective of which the plan names neither members nor a group acts as one.
    A body is joined with the org unit of the same name; where there is none yet, the standing
    office writes for it. Returns body id → desks.
    """
    found: dict[str, list[Desk]] = {}
    known = {desk.code: desk for desk in here.desks()}
    for body in package.bodies:
        if body.group:
            found[body.id] = [
                seated(known, f"{body.id}.{state.code}", body.id, state.unit_id)
                for state in orgs.units_on(day, body.group)
            ]
        elif not body.members:
            found[body.id] = [seated(known, body.id, body.id, _unit_of(body, day))]
    return found


def seated(known: dict[str, Desk], code: str, body: str, unit_id: int | None) -> Desk:
    """The desk with this code, new or known; a unit found later is added."""
    desk = known.get(code)
    if desk is None:
        return Desk.objects.create(
            programme=programmes.programme(), code=code[:80], body=body, unit_id=unit_id
        )
    if desk.unit_id is None and unit_id is not None:
        desk.unit_id = unit_id
        desk.save(update_fields=["unit"])
    return desk


def _unit_of(body: Body, day: date) -> int | None:
    wanted = search_key(body.name)
    states = orgs.select(day, words=body.name)
    return next((state.unit_id for state in states if state.search_key == wanted), None)


@transaction.atomic
def seat(*, body: str, unit_id: int, by: Post | None) -> Desk:
    """Say which unit's posts speak for a body. Refusal `duties.may_not_manage` (403)."""
    if by is not None:
        access.require_manage(by)
    unit = orgs.unit_by_id(unit_id)
    desk, _ = Desk.objects.update_or_create(
        programme=programmes.programme(), code=body, defaults={"body": body, "unit": unit}
    )
    record(verb="duties.seat", by=by, object=desk, data={"unit": unit_id})
    return desk


def hand_over(
    *,
    source: Desk,
    target: Desk,
    on: date,
    document: str,
    by: Post | None,
    confirmed: bool = True,
    duties: Sequence[str] = (),
) -> HandOver:
    """Pass the work of a body to another from a day by a document; what ended before stays.

    duties: ids of the plan's duties; empty: everything. Refusals: `duties.may_not_manage` (403),
    `handover.same`, `handover.document`, `handover.nothing` (422).
    """
    if by is not None:
        access.require_manage(by)
    words = nfc(document)
    _require_sense(source, target, words)
    with transaction.atomic():
        moving = list(assignments_to_move(source, on, duties))
        if not moving:
            raise _refused(
                "nothing",
                "Cơ quan giao không giữ nhiệm vụ nào từ ngày này.",
                "The body holds no duty that goes on after the day.",
            )
        made = HandOver(
            source=source,
            target=target,
            on=on,
            document=words,
            confirmed=confirmed,
            duties=sorted(duties),
            at=timezone.now(),
            post_id=by.pk if by else None,
        )
        return _commit(made, moving, by)


def _commit(made: HandOver, moving: list[Assignment], by: Post | None) -> HandOver:
    """Hand-over, moved assignments, log entry, event and messages together."""
    data = sealed(made, moving)
    _move(moving, made)
    record(verb="duties.hand_over", by=by, object=made, data=data)
    tell_handed(made, len(moving))
    return made


def sealed(made: HandOver, items: Iterable[Assignment]) -> dict[str, Any]:
    """Save a hand-over with its place in the log; return what the log holds of it."""
    data = {
        "source": made.source.code,
        "target": made.target.code,
        "on": made.on.isoformat(),
        "document": made.document,
        "confirmed": made.confirmed,
        "duties": made.duties,
        "assignments": sorted(item.code for item in items),
    }
    made.log_index = append({"type": "duty.hand_over", **data}).index
    made.save()
    return data


def _move(moving: Iterable[Assignment], made: HandOver) -> None:
    rows = [Moved(hand_over=made, assignment=item, source_id=made.source_id) for item in moving]
    Moved.objects.bulk_create(rows, batch_size=BATCH)
    codes = [row.assignment_id for row in rows]
    Assignment.objects.filter(pk__in=codes).update(holder_id=made.target_id)


def assignments_to_move(source: Desk, on: date, duties: Sequence[str] = ()) -> Iterable[Assignment]:
    """What a body holds that goes on after a day: what a hand-over of that day would move."""
    found = Assignment.objects.filter(holder=source, after__gt=on).order_by("due", "code")
    return found.filter(duty__in=list(duties)) if duties else found


def _require_sense(source: Desk, target: Desk, document: str) -> None:
    if source.pk == target.pk:
        raise _refused(
            "same", "Cơ quan giao và cơ quan nhận phải khác nhau.", "The two bodies are the same."
        )
    require_document(document)


def require_document(document: str) -> None:
    """Refusal `handover.document` (422) when no document is named."""
    if not document:
        raise _refused(
            "document",
            "Chưa ghi văn bản làm căn cứ. Ghi số, ngày và cơ quan ban hành.",
            "Name the document: number, day, issuer.",
        )


def _refused(code: str, message: str, english: str) -> Refusal:
    return Refusal(f"handover.{code}", message, english, status=422)
