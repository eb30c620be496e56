"""Nouns of the registers room: lists, one entry with its life, figures, families, points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Item, Register, RegisterField, ReviewKind, State
from phongtrao.programmes import queries as programmes
from phongtrao.registers import counted, listing, projections
from phongtrao.registers.access import Reach, find, none
from phongtrao.registers.counted import KEEPERS
from phongtrao.registers.judging import doubts
from phongtrao.registers.listing import EntryPage, EntryRow
from phongtrao.registers.measuring import (
    keepers_at,
    measure_for,
    measures_at,
    measures_below,
    measures_by_place,
    measures_by_value,
    measures_of,
    measures_of_many,
)
from phongtrao.registers.models import Entry, EntryFile, Version
from phongtrao.registers.replay import Act
from phongtrao.registers.words import Names, shown
from phongtrao.submissions import evidence

__all__ = [
    "KEEPERS",
    "EntryPage",
    "EntryRow",
    "EntryView",
    "FamilyNode",
    "Happening",
    "MapPoint",
    "Reviewed",
    "all_rows",
    "counts",
    "counts_by_state",
    "doubts",
    "entries",
    "entry",
    "family",
    "file_path",
    "find",
    "history",
    "is_written",
    "keepers_at",
    "measure_for",
    "measures_at",
    "measures_below",
    "measures_by_place",
    "measures_by_value",
    "measures_of",
    "measures_of_many",
    "names_of",
    "points",
    "registers",
    "shown",
]
FAMILY_DEPTH = 12
POINTS = 5_000
MICRO = 1_000_000
Filters = Mapping[str, str]


@dataclass(frozen=True)
class Reviewed:
    """One review in force: its kind, the period's code, values, when, by which post."""

    kind: ReviewKind
    period: str
    values: Mapping[str, Any]
    at: str
    number: int


@dataclass(frozen=True)
class EntryView:
    """One entry with everything a page shows. `row` is None when it was withdrawn."""

    entry: Entry
    register: Register
    row: EntryRow | None
    values: Mapping[str, Any]
    reviews: list[Reviewed]
    files: list[EntryFile]

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees."""
        found = self.values.get("point")
        return (found[0] / MICRO, found[1] / MICRO) if found else None


@dataclass(frozen=True)
class Happening:
    """One version in the history of an entry: the act, and what it changed.

    `changes`: (field, before, after) of the fields that differ, values as stored.
    """

    version: Version
    act: Act
    undone: bool
    changes: list[tuple[RegisterField, Any, Any]]


@dataclass
class FamilyNode:
    """An entry in the tree of those it was replicated from and into."""

    entry_id: int
    heading: str
    unit_id: int
    unit_name: str
    state: str
    children: list["FamilyNode"] = field(default_factory=list)

    def count(self) -> int:
        """How many entries the tree below and with this one holds."""
        return 1 + sum(child.count() for child in self.children)


@dataclass(frozen=True)
class MapPoint:
    """Where an entry is, in degrees, and its row."""

    row: EntryRow
    latitude: float
    longitude: float


def registers() -> list[Register]:
    """Return the registers of the plan asked about, in its order."""
    return list(programmes.package().registers.values())


def entries(
    register: Register,
    *,
    reach: Reach | None = None,
    filters: Filters | None = None,
    words: str = "",
    sort: str = "",
    page: int = 1,
    per_page: int = 50,
) -> EntryPage:
    """Return one page of the entries that hold now (three statements).

    `filters`: field id, `state`, `group`, `unit` (an id: it and what lies below), `on` (the day of
    that map), `period` (a code: entries of the period; without period, alive on its last day),
    `measure` (with a period: the entries this figure counts) → value as in the address.
    `words`: all in the names and texts, marks aside. `sort`: a field id, unit, state, period, day
    or updated, "-" in front for descending.
    """
    projections.ready(register)
    parts = counted.conditions(register, reach or Reach(), filters or {}, words)
    total = listing.count(register, parts)
    last = max(1, -(-total // per_page))
    number = min(max(1, page), last)
    rows = listing.select(register, parts, sort, per_page, (number - 1) * per_page)
    return EntryPage(rows, total, number, per_page)


def all_rows(
    register: Register,
    *,
    reach: Reach | None = None,
    filters: Filters | None = None,
    words: str = "",
    sort: str = "",
) -> list[EntryRow]:
    """Return every entry a list shows, for exports (two statements)."""
    projections.ready(register)
    parts = counted.conditions(register, reach or Reach(), filters or {}, words)
    return listing.select(register, parts, sort)


def counts_by_state(
    register: Register,
    *,
    reach: Reach | None = None,
    filters: Filters | None = None,
    words: str = "",
) -> list[tuple[State, int]]:
    """Return every state of the register with its number of entries, in the declared order."""
    found = counts(register, "state", reach=reach, filters=filters, words=words)
    states = register.states or (register.state(register.first_state),)
    return [(state, found.get(state.id, 0)) for state in states]


def counts(
    register: Register,
    column: str,
    *,
    reach: Reach | None = None,
    filters: Filters | None = None,
    words: str = "",
) -> dict[Any, int]:
    """Return value → number of entries for `state`, `period`, `grp` or a field of the register."""
    if column not in ("state", "period", "grp"):
        column = register.field(column).id
    projections.ready(register)
    parts = counted.conditions(register, reach or Reach(), filters or {}, words)
    return dict(listing.grouped(register, parts, column))


def entry(entry_id: int) -> EntryView:
    """Return one entry as it stands; Refusal `entry.none` (404). Ask `access.entry_for` first."""
    found = Entry.objects.select_related("unit").filter(pk=entry_id).first()
    if found is None:
        raise none()
    register = find(found.register)
    projections.ready(register)
    mine = [listing.Part("r.entry_id = %s", (entry_id,)), listing.Part("r.to_day IS NULL")]
    row = next(iter(listing.select(register, mine)), None)
    [(_, life)] = projections.lives(register, [found])
    reviews = [
        Reviewed(register.review(kind), period, act.values, act.at, act.number)
        for (kind, period), act in sorted(life.reviews.items(), key=lambda pair: pair[0][1])
        if kind in {one.id for one in register.reviews}
    ]
    files = list(found.files.filter(removed=False).order_by("id"))
    values = life.now.act.values if life.now else _last_values(register, found)
    return EntryView(found, register, row, values, reviews[::-1], files)


def _last_values(register: Register, found: Entry) -> Mapping[str, Any]:
    """What a withdrawn entry said last."""
    said = found.versions.filter(verb__in=("add", "change", "move")).order_by("-number").first()
    return projections.act_of(register, said).values if said else {}


def is_written(client_key: str) -> bool:
    """Tell whether an act with this key was stored before."""
    return Version.objects.filter(client_key=client_key).exists()


def history(entry_id: int) -> list[Happening]:
    """Return every act on an entry, newest first, with what each changed."""
    found = Entry.objects.get(pk=entry_id)
    register = find(found.register)
    versions = list(found.versions.order_by("number"))
    undone = {version.undoes for version in versions if version.undoes is not None}
    happenings: list[Happening] = []
    before: Mapping[str, Any] = {}
    for version in versions:
        act = projections.act_of(register, version)
        known = register.asked()
        if act.verb == "review":
            known = next((r.fields for r in register.reviews if r.id == act.review), ())
        old: Mapping[str, Any] = {} if act.verb == "review" else before
        changes = [
            (one, old.get(one.id), act.values.get(one.id))
            for one in known
            if old.get(one.id) != act.values.get(one.id)
        ]
        if act.verb in ("withdraw", "undo"):
            changes = []
        happenings.append(Happening(version, act, version.number in undone, changes))
        if act.verb in ("add", "change", "move") and version.number not in undone:
            before = act.values
    return happenings[::-1]


def names_of(register: Register, rows: Iterable[Mapping[str, Any]]) -> Names:
    """Return the names of units and entries that rows (or values) link to, for `shown`."""
    units: set[int] = set()
    linked: set[int] = set()
    every = [*register.fields, *(f for review in register.reviews for f in review.fields)]
    fields = [one for one in every if one.type in ("unit", "entry")]
    for row in rows if fields else ():
        for one in fields:
            value = row.get(one.id)
            if isinstance(value, int):
                (units if one.type == "unit" else linked).add(value)
    named = orgs.states_of(units) if units else {}
    headings = dict(Entry.objects.filter(pk__in=linked).values_list("pk", "heading"))
    return Names({key: state.name for key, state in named.items()}, headings)


def family(entry_id: int, depth: int = FAMILY_DEPTH) -> FamilyNode | None:
    """Return the tree an entry belongs to, from its oldest ancestor down; None if unrelated.

    The link is the register's field of type `entry` that leads to the register itself.
    """
    found = Entry.objects.get(pk=entry_id)
    register = find(found.register)
    link = parent_field(register)
    if link is None or found.withdrawn:
        return None
    projections.ready(register)
    top = _topmost(register, link, entry_id, depth)
    nodes = _nodes(register, "entry_id", [top])
    if not nodes:
        return None
    root = nodes[0][1]
    seen, level = {top}, [root]
    for _ in range(depth):
        below = _nodes(register, link.id, [node.entry_id for node in level])
        above = {node.entry_id: node for node in level}
        level = []
        for parent, node in below:
            if node.entry_id not in seen and parent in above:
                seen.add(node.entry_id)
                above[parent].children.append(node)
                level.append(node)
        if not level:
            break
    return root if root.children else None


def parent_field(register: Register) -> RegisterField | None:
    """Return the field by which entries descend from entries of the same register."""
    own = (f for f in register.fields if f.type == "entry" and f.of_register == register.id)
    return next(own, None)


def _topmost(register: Register, link: RegisterField, entry_id: int, depth: int) -> int:
    current = entry_id
    for _ in range(depth):
        rows = _select(register, "entry_id", [current])
        above = rows[0].cells.get(link.id) if rows else None
        if not isinstance(above, int) or not _select(register, "entry_id", [above]):
            return current
        current = above
    return current


def _select(register: Register, column: str, values: list[int]) -> list[EntryRow]:
    holes = ", ".join(["%s"] * len(values))
    wanted = listing.Part(f'r."{column}" IN ({holes})', tuple(values))
    return listing.select(register, [listing.Part("r.to_day IS NULL"), wanted])


def _nodes(register: Register, column: str, values: list[int]) -> list[tuple[Any, FamilyNode]]:
    return [
        (
            row.cells.get(column),
            FamilyNode(
                row.entry_id,
                projections.heading_of(register, row.cells),
                row.unit_id,
                row.unit_name,
                row.state,
            ),
        )
        for row in _select(register, column, values)
    ]


def points(
    register: Register,
    *,
    reach: Reach | None = None,
    filters: Filters | None = None,
    words: str = "",
) -> list[MapPoint]:
    """Return the entries that have a place on the map, at most 5.000."""
    projections.ready(register)
    parts = counted.conditions(register, reach or Reach(), filters or {}, words)
    placed = [*parts, listing.Part("r.lat IS NOT NULL")]
    return [
        MapPoint(
            row,
            int(row.cells["lat"] or 0) / MICRO,
            int(row.cells["lon"] or 0) / MICRO,
        )
        for row in listing.select(register, placed, limit=POINTS)
    ]


def file_path(found: EntryFile) -> Path:
    """Return where the bytes of a file lie."""
    return evidence.path_of(found.sha256)


def items_on(register: Register, one: RegisterField, day: Any) -> tuple[Item, ...]:
    """Return the items of a closed field that may be chosen for an entry of a day."""
    return register.items(one, day)
