"""Random histories of units, as plain lists, and a slow recount that knows nothing of the rules."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from phongtrao.core.hierarchy import Succession, UnitState

START = date(2022, 1, 1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["merge", "merge_into", "split", "move", "rename", "close", "found", "merge_above"]
        ),
        st.integers(0, 10**6),
        st.integers(1, 200),
    ),
    max_size=14,
)


class History:
    """One nation, 2 provinces, 4 districts, 8 communes, 16 hamlets, and what happens to them."""

    def __init__(self) -> None:
        self.states: list[UnitState] = []
        self.edges: list[Succession] = []
        self.day = START
        self.last = 0
        nation = self.found("quoc_gia", None)
        provinces = [self.found("tinh", nation) for _ in range(2)]
        districts = [self.found("huyen", provinces[n % 2]) for n in range(4)]
        communes = [self.found("xa", districts[n % 4]) for n in range(8)]
        for n in range(16):
            self.found("khu_dan_cu", communes[n % 8])

    def found(self, kind: str, parent: int | None) -> int:
        self.last += 1
        name = f"U{self.last}"
        self.states.append(UnitState(self.last, name, name, kind, parent, self.day))
        return self.last

    def open(self, group: str) -> list[int]:
        return [s.unit for s in self.states if s.valid_to is None and s.group == group]

    def state(self, unit: int) -> UnitState:
        return next(s for s in self.states if s.unit == unit and s.valid_to is None)

    def end(self, unit: int) -> UnitState:
        state = self.state(unit)
        self.states.remove(state)
        if state.valid_from < self.day:
            self.states.append(replace(state, valid_to=self.day))
        return state

    def change(self, unit: int, **changes: object) -> None:
        state = self.end(unit)
        self.states.append(replace(state, valid_from=self.day, **changes))  # type: ignore[arg-type]

    def hand_over(self, old: int, new: int | None) -> None:
        for state in [s for s in self.states if s.valid_to is None and s.parent == old]:
            self.change(state.unit, parent=new)

    def play(self, steps: list[tuple[str, int, int]]) -> "History":
        for verb, number, days in steps:
            self.day += timedelta(days=days)
            getattr(self, f"do_{verb}")(number)
        return self

    def pick(self, group: str, number: int, count: int) -> list[int]:
        """Return `count` living units of a group that were not founded today, or nothing."""
        alive = [u for u in self.open(group) if self.state(u).valid_from < self.day]
        if len(alive) <= count:
            return []
        return [alive[(number + n) % len(alive)] for n in range(count)]

    def do_merge(self, number: int, group: str = "commune") -> None:
        sources = self.pick(group, number, 2)
        if sources:
            kind, parent = self.state(sources[0]).kind, self.state(sources[0]).parent
            for source in sources:
                self.end(source)
            target = self.found(kind, parent)
            for source in sources:
                self.edges.append(Succession(source, target, self.day))
                self.hand_over(source, target)

    def do_merge_above(self, number: int) -> None:
        self.do_merge(number, "district")

    def do_merge_into(self, number: int) -> None:
        pair = self.pick("commune", number, 2)
        if pair:
            source, target = pair
            self.end(source)
            self.edges.append(Succession(source, target, self.day))
            self.hand_over(source, target)

    def do_split(self, number: int) -> None:
        for source in self.pick("commune", number, 1):
            state = self.end(source)
            targets = [self.found(state.kind, state.parent) for _ in range(2)]
            self.edges += [Succession(source, t, self.day, "part") for t in targets]
            below = [s for s in self.states if s.valid_to is None and s.parent == source]
            for n, child in enumerate(below):
                self.change(child.unit, parent=targets[n % 2])

    def do_move(self, number: int) -> None:
        group, above = (("commune", "district"), ("hamlet", "commune"))[number % 2]
        for unit in self.pick(group, number, 1):
            parents = self.open(above)
            if parents:
                self.change(unit, parent=parents[number % len(parents)])

    def do_rename(self, number: int) -> None:
        for unit in self.pick("commune", number, 1):
            self.change(unit, name=f"N{number}")

    def do_close(self, number: int) -> None:
        group = ("commune", "hamlet", "district")[number % 3]
        for unit in self.pick(group, number, 1):
            state = self.end(unit)
            self.hand_over(unit, state.parent)

    def do_found(self, number: int) -> None:
        communes = self.open("commune")
        if communes:
            self.found("khu_dan_cu", communes[number % len(communes)])


def stand_ins(history: History, unit: int, on: date) -> frozenset[int]:
    """Return the units living on a day that together stand for a unit, by following every edge."""
    own = sorted((s for s in history.states if s.unit == unit), key=lambda s: s.valid_from)
    if any(s.holds(on) for s in own):
        return frozenset({unit})
    if own[0].valid_from <= on:
        last = [s for s in own if s.valid_from <= on][-1]
        kin = [e.target for e in history.edges if e.source == unit and e.on <= on]
    else:
        last = own[0]
        kin = [e.source for e in history.edges if e.target == unit and e.on > on]
    if not kin:
        assert last.parent is not None
        return stand_ins(history, last.parent, on)
    return frozenset().union(*(stand_ins(history, other, on) for other in kin))


def chain(history: History, unit: int, on: date) -> dict[str, int]:
    """Return group → unit for a living unit and everything above it."""
    found: dict[str, int] = {}
    while True:
        state = next(s for s in history.states if s.unit == unit and s.holds(on))
        found[state.group] = unit
        if state.parent is None:
            return found
        unit = next(iter(stand_ins(history, state.parent, on)))


def recount(history: History, unit: int, on: date) -> list[int | None]:
    """Return [nation, province, district, commune] of a unit on a day's map, the slow way."""
    chains = [chain(history, other, on) for other in stand_ins(history, unit, on)]
    levels: list[int | None] = []
    for group in ("nation", "province", "district", "commune"):
        values = {found.get(group) for found in chains}
        if len(values) != 1:
            return levels + [None] * (4 - len(levels))
        levels.append(values.pop())
    return levels
