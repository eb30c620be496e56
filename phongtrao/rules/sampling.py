"""A sample nobody can steer: the frame is fixed first, the seed exists only later.

Frame: one line `code|kind|area` for each unit, sorted; its digest is logged before the draw time.
Seed: SHA-256 of the root of the tamper-evident log at the first entry at or after the draw time,
and the code of the round. Order: units by SHA-256 of `seed:code`. Anyone with the frame and the
log can do it again (`tests/unit/test_rules_sampling.py` does, in twenty lines of its own).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

ALGORITHM = "phongtrao-sample-1"
#: How units are put into strata, finest first; the first with no more strata than units drawn.
LEVELS: tuple[tuple[str, ...], ...] = (("kind", "area"), ("area",), ("kind",), ())
SEPARATOR = "|"


@dataclass(frozen=True, order=True)
class FrameUnit:
    """One unit that can be drawn: its code, its kind (group of units) and its area's code."""

    code: str
    kind: str
    area: str

    @property
    def line(self) -> str:
        """The unit as a line of the frame."""
        return SEPARATOR.join((self.code, self.kind, self.area))


@dataclass(frozen=True)
class Drawn:
    """One unit of the drawn order: its stratum, its place in it (from 1), and whether it is in."""

    unit: FrameUnit
    stratum: str
    place: int
    chosen: bool


@dataclass(frozen=True)
class Sample:
    """The whole drawn order, stratum by stratum; `level` says what the strata are made of."""

    level: tuple[str, ...]
    sizes: dict[str, int]
    shares: dict[str, int]
    order: tuple[Drawn, ...]

    @property
    def chosen(self) -> tuple[Drawn, ...]:
        """The units drawn."""
        return tuple(item for item in self.order if item.chosen)

    @property
    def digest(self) -> str:
        """SHA-256 of the codes drawn, one a line, in drawn order."""
        return _hex("\n".join(item.unit.code for item in self.chosen))


def _hex(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def frame_text(units: Iterable[FrameUnit]) -> str:
    """Return the frame as text: sorted lines `code|kind|area`, newline after each.

    Raises ValueError for a code that stands twice or holds the separator.
    """
    listed = sorted(units)
    codes = [unit.code for unit in listed]
    if len(set(codes)) != len(codes):
        raise ValueError("A unit stands twice in the frame.")
    if any(part.count(SEPARATOR) or "\n" in part for u in listed for part in (u.code, u.area)):
        raise ValueError("A code holds the separator of the frame.")
    return "".join(f"{unit.line}\n" for unit in listed)


def read_frame(text: str) -> tuple[FrameUnit, ...]:
    """Return the units of a frame's text, in its order."""
    return tuple(FrameUnit(*line.split(SEPARATOR)) for line in text.splitlines())


def digest(text: str) -> str:
    """Return the digest of a frame's text: SHA-256, hex, as `sha256sum` prints it."""
    return _hex(text)


def seed_of(root: str, round_code: str) -> str:
    """Return the seed: SHA-256 of `root:round_code`, hex. `root`: the log's root, hex."""
    return _hex(f"{root}:{round_code}")


def draw(units: Sequence[FrameUnit], count: int, seed: str) -> Sample:
    """Return the drawn order of all strata with the first ones of each chosen.

    count: how many units to draw, cut to the size of the frame; ValueError below 1.
    Every unit can be drawn: where strata of kind and area would be more than the units drawn,
    they are made of the area alone, then of the kind alone.
    """
    if count < 1:
        raise ValueError("At least one unit is drawn.")
    wanted = min(count, len(units))
    level, strata = _strata(units, wanted)
    sizes = {name: len(members) for name, members in strata.items()}
    shares = allocate(sizes, wanted, seed)
    order = []
    for name in sorted(strata):
        ranked = sorted(strata[name], key=lambda unit: _hex(f"{seed}:{unit.code}"))
        order += [
            Drawn(unit, name, place, place <= shares[name])
            for place, unit in enumerate(ranked, start=1)
        ]
    return Sample(level, sizes, shares, tuple(order))


def _strata(
    units: Sequence[FrameUnit], wanted: int
) -> tuple[tuple[str, ...], dict[str, list[FrameUnit]]]:
    """Return the finest strata of which each can have a unit of its own."""
    for level in LEVELS:
        strata: dict[str, list[FrameUnit]] = {}
        for unit in units:
            strata.setdefault(stratum_of(unit, level), []).append(unit)
        if len(strata) <= wanted:
            return level, strata
    return (), {"": list(units)}


def stratum_of(unit: FrameUnit, level: Sequence[str]) -> str:
    """Return the name of a unit's stratum: its kind, its area, both with a slash, or nothing."""
    return "/".join(getattr(unit, part) for part in level)


def allocate(sizes: Mapping[str, int], count: int, seed: str) -> dict[str, int]:
    """Return how many units each stratum gives: one each, the rest by largest remainder.

    The rest is shared in proportion to the units that remain; equal remainders are put in order by
    SHA-256 of `seed:stratum`. `count` lies between the number of strata and the size of the frame.
    """
    if not len(sizes) <= count <= sum(sizes.values()):
        raise ValueError("The count does not fit the strata.")
    rest, left = count - len(sizes), sum(sizes.values()) - len(sizes)
    if not rest:
        return dict.fromkeys(sizes, 1)
    parts = {name: divmod(rest * (size - 1), left) for name, size in sizes.items()}
    shares = {name: 1 + whole for name, (whole, _) in parts.items()}
    ranked = sorted(parts, key=lambda name: (-parts[name][1], _hex(f"{seed}:{name}")))
    for name in ranked[: count - sum(shares.values())]:
        shares[name] += 1
    return shares


def next_in_order(sample: Sample, stratum: str, taken: Iterable[str]) -> FrameUnit | None:
    """Return the unit that replaces one of a stratum: the next in drawn order not yet taken.

    taken: codes in use or already set aside. None when the stratum has no other unit.
    """
    used = set(taken)
    for item in sample.order:
        if item.stratum == stratum and item.unit.code not in used:
            return item.unit
    return None
