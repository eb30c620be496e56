"""Verbs of the registers room: add, change, move, review, withdraw, undo; files.

Each act is one version: version, event, log entry and projection rows commit together. The same
`client_key` with the same content gives the same version, however often it comes.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from phongtrao.accounts.models import Post
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.amounts import to_store
from phongtrao.plan.registers import Register
from phongtrao.registers import access
from phongtrao.registers.files import attach, remove_file
from phongtrao.registers.judging import (
    judge_entry,
    judge_review,
    require_move,
    require_needs,
    require_once,
    require_period,
    require_valid,
    with_point,
)
from phongtrao.registers.models import Entry, Version
from phongtrao.registers.writing import (
    Said,
    replayed,
    require_base,
    standing_acts,
    store,
)

__all__ = [
    "add_entry",
    "attach",
    "change_entry",
    "move_entry",
    "remove_file",
    "review_entry",
    "undo",
    "withdraw_entry",
]
Values = Mapping[str, Any]
Point = tuple[float, float]


def add_entry(
    *,
    register: str,
    unit_id: int,
    values: Values,
    client_key: str,
    by: Post,
    period: Period | None = None,
    state: str = "",
    point: Point | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Version:
    """Write a new entry of a unit; return its first version (`.entry` is the entry).

    `values`: field id → int, str or list of ids. `period`: for registers by period without a day
    field. `point`: (latitude, longitude) in degrees. `state`: only the standing office may begin
    in a later one. Refusal: `entry.invalid` (422, data["findings"]), `entry.twice` (409),
    `entry.unit` (422), `register.forbidden`, `unit.forbidden` (403), `key.reused` (422).
    """
    definition = access.register_for(by, register, "write")
    access.require_writer(by, definition, unit_id)
    begun = _begun(definition, state, by)
    payload = with_point(definition, values, point)
    said = Said("add", to_store(definition, payload), client_key, by, note=note, at=at, state=begun)
    known = replayed(said, unit_id=unit_id, register=definition.id)
    if known:
        return known
    unit = orgs.state_of(unit_id, access.today())
    access.require_taken(definition, unit)
    day = require_period(definition, payload, period)
    require_valid(judge_entry(definition, payload, day, unit=unit, state=begun))
    entry = _new(definition, unit, period, begun)
    said, guard = said.on_day(min(day, access.today())), _once(definition, entry, day)
    return store(definition, entry, said, guard=guard, unit_id=unit_id)


def _new(register: Register, unit: UnitState, period: Period | None, state: str) -> Entry:
    """An entry not yet saved; what the unit is today stays with it."""
    return Entry(
        register=register.id,
        unit_id=unit.unit_id,
        grp=unit.group,
        kind=unit.kind,
        subkind=unit.subkind,
        period=period.code if period else "",
        state=state,
    )


def _once(register: Register, entry: Entry, day: date) -> Callable[[], None] | None:
    """The question asked under the lock, for registers of one entry per unit and period."""
    return partial(require_once, register, entry, day) if register.once else None


def _begun(register: Register, state: str, by: Post) -> str:
    """The state a new entry begins in; a later one only for the standing office's old books."""
    if not state or state == register.first_state:
        return register.first_state
    if by.role != "standing_office" or state not in {one.id for one in register.states}:
        raise Refusal(
            code="entry.state",
            message="Dòng mới bắt đầu ở trạng thái đầu tiên của sổ, rồi chuyển theo từng bước.",
            message_en="A new entry begins in the register's first state.",
            status=403,
        )
    return state


def change_entry(
    *,
    entry_id: int,
    values: Values,
    client_key: str,
    by: Post,
    base_version: int | None = None,
    on: date | None = None,
    point: Point | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Version:
    """Replace what an entry says (whole `values`, and the point).

    `on`: the day from which the new content holds; None corrects what was said. Refusal as
    `add_entry`, and `entry.conflict` (409) when `base_version` is no longer the newest.
    """
    entry, definition = _open(entry_id, by)
    payload = with_point(definition, values, point)
    kept = to_store(definition, payload)
    said = Said("change", kept, client_key, by, note=note, at=at, state=entry.state)
    known = replayed(said, entry_id=entry_id)
    if known:
        return known
    require_base(entry, base_version)
    day = require_period(definition, payload, _period_of(entry))
    require_valid(judge_entry(definition, payload, day, entry=entry, state=entry.state))
    since = _since(entry, on, correcting=True)
    return store(definition, entry, said.on_day(since), guard=_once(definition, entry, day))


def move_entry(
    *,
    entry_id: int,
    to: str,
    client_key: str,
    by: Post,
    values: Values | None = None,
    on: date | None = None,
    reason: str = "",
    base_version: int | None = None,
    at: datetime | None = None,
) -> Version:
    """Bring an entry into another state by a declared move, from a day on (today if None).

    `values`: fields filled in with the move (its `needs`), added to what the entry says. Refusal
    `move.none` (409), `move.reason` (422), `move.needs` (422), `entry.conflict`, `entry.invalid`.
    """
    entry, definition = _open(entry_id, by)
    last = standing_acts(entry)[-1]
    payload = {**last.values, **(values or {})}
    said = Said("move", to_store(definition, payload), client_key, by, note=reason, at=at, state=to)
    known = replayed(said, entry_id=entry_id)
    if known:
        return known
    require_base(entry, base_version)
    move = require_move(definition, entry, to, by, reason)
    require_needs(definition, move, payload)
    day = require_period(definition, payload, _period_of(entry))
    require_valid(judge_entry(definition, payload, day, entry=entry, state=to))
    return store(definition, entry, said.on_day(_since(entry, on)))


def review_entry(
    *,
    entry_id: int,
    review: str,
    period: Period,
    values: Values,
    client_key: str,
    by: Post,
    base_version: int | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Version:
    """Write the review of an entry for a period; a later one of the same period replaces it.

    Refusal `review.none` (409) when this post may not review the entry now, `entry.invalid`.
    """
    entry, definition = _open(entry_id, by)
    payload = dict(values)
    said = Said(
        "review", payload, client_key, by, note=note, at=at, state=entry.state, review=review
    ).in_period(period)
    known = replayed(said, entry_id=entry_id)
    if known:
        return known
    require_base(entry, base_version)
    if review not in {kind.id for kind in access.reviews_for(by, entry)}:
        raise Refusal(
            code="review.none",
            message="Không đánh giá được dòng này ở trạng thái hiện nay.",
            message_en="This entry cannot be reviewed in its present state.",
        )
    require_valid(judge_review(definition, definition.review(review), entry, period, payload))
    return store(definition, entry, said.on_day(access.today()))


def withdraw_entry(
    *, entry_id: int, reason: str, client_key: str, by: Post, at: datetime | None = None
) -> Version:
    """Take out an entry written by mistake; its versions stay. Refusal `withdraw.reason` (422)."""
    entry, definition = _open(entry_id, by)
    said = Said("withdraw", {}, client_key, by, note=reason, at=at, state=entry.state)
    known = replayed(said, entry_id=entry_id)
    if known:
        return known
    if not reason.strip():
        raise Refusal(
            code="withdraw.reason",
            message="Ghi lý do rút dòng này khỏi sổ.",
            message_en="State why this entry is withdrawn.",
            status=422,
        )
    return store(definition, entry, said.on_day(_since(entry, None)))


def undo(*, entry_id: int, client_key: str, by: Post, at: datetime | None = None) -> Version:
    """Take the last act on an entry back. The first act is withdrawn, not undone.

    Refusal `undo.none` (409) when nothing is left to undo, `unit.forbidden`.
    """
    entry, definition = _open(entry_id, by, withdrawn=True)
    said = Said("undo", {}, client_key, by, at=at, state=entry.state)
    known = replayed(said, entry_id=entry_id)
    if known:
        return known
    acts = standing_acts(entry)
    if len(acts) < 2:
        raise Refusal(
            code="undo.none",
            message="Không còn việc để hoàn tác. Dòng ghi nhầm thì rút khỏi sổ.",
            message_en="Nothing is left to undo. Withdraw an entry made by mistake.",
        )
    return store(definition, entry, said.taking_back(acts[-1].number).on_day(access.today()))


def _open(entry_id: int, by: Post, withdrawn: bool = False) -> tuple[Entry, Register]:
    """The entry the post may write, and its register; a withdrawn one only to undo."""
    entry = access.entry_for(by, entry_id, "write")
    if entry.withdrawn and not withdrawn:
        raise Refusal(
            code="entry.withdrawn",
            message="Dòng này đã rút khỏi sổ. Hoàn tác việc rút trước khi sửa.",
            message_en="This entry was withdrawn. Undo that first.",
        )
    return entry, access.find(entry.register)


def _period_of(entry: Entry) -> Period | None:
    return Period.parse(entry.period) if entry.period else None


def _since(entry: Entry, on: date | None, correcting: bool = False) -> date:
    """The day from which an act holds: as asked, not before the last one nor in the future."""
    last = max(act.on for act in standing_acts(entry) if act.verb != "review")
    today = access.today()
    if on is None:
        return last if correcting else max(last, today)
    if not last <= on <= today:
        raise Refusal(
            code="entry.day",
            message=f"Ngày phải từ {last:%d/%m/%Y} đến {today:%d/%m/%Y}.",
            message_en=f"The day must lie between {last} and {today}.",
            status=422,
        )
    return on
