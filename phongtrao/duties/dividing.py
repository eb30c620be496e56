"""Hand the work of a unit that is gone to the units that lie in its area now, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import record
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.duties import access, here
from phongtrao.duties.assigning import assignments_to_move, mark, require_document, sealed, seated
from phongtrao.duties.models import Assignment, Desk, HandOver, Moved
from phongtrao.duties.telling import tell_handed
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState


def heirs_of(source: Desk, on: date) -> list[UnitState]:
    """Return the communes in which the area of a unit lies from a day on, in order of names.

    None for a body that is no unit with communes below it.
    """
    if source.unit_id is None:
        return []
    before = on - timedelta(days=1)
    below = orgs.entries_below(source.unit_id, before).exclude(commune_id=None)
    known = set(below.values_list("commune_id", flat=True))
    now = orgs.entries_on(on).filter(unit_id__in=known).exclude(commune_id=None)
    places = {place for place in now.values_list("commune_id", flat=True) if place is not None}
    found = [orgs.state_of(place, on) for place in places - {source.unit_id}]
    return sorted(found, key=lambda state: state.sort_key)


def divide(
    *,
    source: Desk,
    on: date,
    document: str,
    by: Post | None,
    confirmed: bool = True,
    duties: Sequence[str] = (),
) -> list[HandOver]:
    """Pass what a unit still had to do to every commune of its area, each with a duty of its own.

    The unit's own assignment stays where it is, as passed on. A commune that inherits from two
    units gets the duty once. Refusals: as `hand_over`, and `handover.no_heirs` (422).
    """
    if by is not None:
        access.require_manage(by)
    words = nfc(document)
    require_document(words)
    with transaction.atomic():
        moving = list(assignments_to_move(source, on, duties))
        heirs = heirs_of(source, on)
        if not moving or not heirs:
            raise _nothing()
        known = {desk.code: desk for desk in here.desks()}
        made = []
        for state in heirs:
            target = seated(known, f"{source.body}.{state.code}", source.body, state.unit_id)
            known[target.code] = target
            made.append(
                HandOver(
                    source=source, target=target, on=on, document=words, confirmed=confirmed,
                    duties=sorted({item.duty for item in moving}), at=timezone.now(),
                    post_id=by.pk if by else None,
                )
            )  # fmt: skip
        for hand_over in made:
            _commit(hand_over, moving, by)
    return made


def _commit(made: HandOver, moving: Sequence[Assignment], by: Post | None) -> None:
    """Hand-over, the heir's own assignments, log entry, event and message of one commune."""
    copies = [_copy(item, made) for item in moving]
    data = sealed(made, copies)
    rows = [*moving, *copies]
    Moved.objects.bulk_create(
        Moved(hand_over=made, assignment=item, source_id=made.source_id) for item in rows
    )
    record(verb="duties.hand_over", by=by, object=made, data=data)
    tell_handed(made, len(copies))


def _copy(item: Assignment, made: HandOver) -> Assignment:
    """The same duty asked of an heir for what is left of the period; known where it has it."""
    found = Assignment.objects.filter(
        duty=item.duty, year=item.year, part=item.part, first=made.target
    ).first()
    if found is None:
        found = _assigned(item, made.target, max(item.starts, made.on))
        found.save()
    return found


def _assigned(like: Assignment, desk: Desk, starts: date) -> Assignment:
    """The same duty of the same period, asked of another desk from a day on; not saved."""
    when = f"{like.year}-{like.part}" if like.part else str(like.year)
    return Assignment(
        code=f"{like.duty}_{when}_{desk.code}{mark(desk)}"[:120],
        duty=like.duty,
        clause=like.clause,
        year=like.year,
        part=like.part,
        starts=starts,
        after=like.after,
        due=like.due,
        due_from=like.due_from,
        first=desk,
        holder=desk,
        package_number=like.package_number,
    )


def _nothing() -> Refusal:
    return Refusal(
        "handover.no_heirs",
        "Không có nhiệm vụ còn dở, hoặc không có xã, phường nào nằm trong địa bàn cơ quan giao.",
        "Nothing is open after the day, or no commune lies in the area of the body.",
        status=422,
    )
