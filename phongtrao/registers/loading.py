"""Whole registers written at once: the same rows as one-by-one, in batches.

For demonstration data and books brought from elsewhere. Every version, log entry and projection
row that single acts leave behind is left here too; only the audit events are one for the batch.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append_many, record
from phongtrao.core.dates import local_day
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.amounts import to_store
from phongtrao.plan.register_rows import day_of
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, projections
from phongtrao.registers.judging import judge_entry, require_valid, with_point
from phongtrao.registers.models import Entry, Version
from phongtrao.registers.replay import replay
from phongtrao.registers.writing import Said, build_version, log_payload, settle

BATCH = 1_000
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """A change of state of a loaded entry, on a day; `values` are added to what it says."""

    to: str
    on: date
    reason: str = ""
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A review of a loaded entry."""

    review: str
    period: Period
    values: Values
    at: datetime


@dataclass(frozen=True)
class Loaded:
    """One entry of the past: whose, what it says, since when, and what became of it."""

    unit_id: int
    values: Values
    at: datetime
    key: str
    state: str = ""
    post_id: int | None = None
    period: Period | None = None
    point: tuple[float, float] | None = None
    moves: tuple[Moved, ...] = ()
    reviews: tuple[Judged, ...] = ()


def bulk_add(*, register: str, loaded: Iterable[Loaded], by: Post | None) -> list[int]:
    """Load entries in order; return their ids. All or nothing per batch of 1.000.

    `key` names an entry for ever (its client key). Refusal `entry.invalid` (422) stops the batch.
    """
    definition = access.find(register)
    number = programmes.package_version().number
    source = iter(loaded)
    ids: list[int] = []
    while batch := list(islice(source, BATCH)):
        with transaction.atomic():
            projections.ready(definition)
            ids += _load(batch, definition, number, by)
    return ids


def _load(batch: list[Loaded], register: Register, number: int, by: Post | None) -> list[int]:
    units = orgs.states_of({item.unit_id for item in batch})
    programme = programmes.programme()
    entries = []
    for item in batch:
        unit = units[item.unit_id]
        _require(register, item, unit)
        entries.append(
            Entry(
                programme=programme,
                register=register.id,
                unit_id=item.unit_id,
                grp=unit.group,
                kind=unit.kind,
                subkind=unit.subkind,
                period=item.period.code if item.period else "",
                state=item.state or register.first_state,
            )
        )
    chains = [
        list(_versions(item, entry, register, number))
        for item, entry in zip(batch, entries, strict=True)
    ]
    _write(register, entries, chains)
    record(verb="register.load", by=by, data={"register": register.id, "entries": len(entries)})
    return [entry.pk for entry in entries]


def _require(register: Register, item: Loaded, unit: UnitState) -> None:
    access.require_taken(register, unit)
    day = day_of(register, item.values, item.period) or local_day(item.at)
    state = item.state or register.first_state
    require_valid(judge_entry(register, item.values, day, state=state, unit=unit))


def _write(register: Register, entries: list[Entry], chains: list[list[Version]]) -> None:
    """Entries with what their acts make of them, log, versions and projection rows of a batch."""
    found = []
    for entry, chain in zip(entries, chains, strict=True):
        life = replay([projections.act_of(register, version) for version in chain], register.day)
        settle(register, entry, life, len(chain))
        found.append((entry, life))
    Entry.objects.bulk_create(entries)
    versions = [version for chain in chains for version in chain]
    logged = append_many([log_payload(version.entry, version, []) for version in versions])
    for version, line in zip(versions, logged, strict=True):
        version.log_index, version.entry_hash = line.index, line.leaf_hash
    Version.objects.bulk_create(versions)
    projections.write(register, found)


def _versions(item: Loaded, entry: Entry, register: Register, number: int) -> Iterator[Version]:
    """The chain of one entry: added, moved, reviewed, in the order of their days."""
    payload = with_point(register, item.values, item.point)
    kept = to_store(register, payload)
    own = day_of(register, item.values, None)
    day = own or min(item.period.end if item.period else item.at.date(), local_day(item.at))
    acts: list[tuple[date, int, Said]] = [
        (day, 0, Said("add", kept, item.key, None, at=item.at, state=entry.state))
    ]
    for index, move in enumerate(item.moves):
        payload = {**payload, **move.values}
        kept = to_store(register, payload)
        said = Said("move", kept, f"{item.key}-m{index}", None, move.reason, item.at)
        acts.append((move.on, 1, said.in_state(move.to)))
    for index, judged in enumerate(item.reviews):
        said = Said("review", dict(judged.values), f"{item.key}-r{index}", None, at=judged.at)
        acts.append((local_day(judged.at), 2, said.about(judged.review, judged.period)))
    state = entry.state
    for on, _, said in sorted(acts, key=lambda act: act[:2]):
        state = said.state or state
        version = build_version(entry, said.on_day(on).in_state(state), number)
        entry.current += 1
        version.post_id = item.post_id
        yield version
