"""Signals of formalism: what looks done for show, with what it rests on. Never a score.

Five kinds: a narrative nearly the same as another's or last year's (`copied`), figures of an area
heaped at a threshold (`heaped`), a number that jumps as hardly any peer's does (`jumped`), a photo
used before (`reused`), many units handed in by one desk within minutes (`burst`). Each names
the unit, whom it is like, since when, and the numbers to say it in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from math import comb

from phongtrao.rules.likeness import Text, copies, repeats, set_phrases

COPIED, HEAPED, JUMPED, REUSED, BURST = "copied", "heaped", "jumped", "reused", "burst"
KINDS = (COPIED, HEAPED, JUMPED, REUSED, BURST)

HEAP_UNITS = 5
HEAP_WHOLE = 20
HEAP_CHANCE = Fraction(1, 100)
JUMP_TIMES = 2_000
JUMP_PEERS = 20
JUMP_PERCENTILE = 95
JUMP_UNITS = 10
JUMP_DAMPING = 5
JUMPS_SHOWN = 3
SHARED_DOCUMENT_UNITS = 8
BURST_UNITS = 6
BURST_WINDOW = timedelta(minutes=10)
SHOWN = 5
Facts = dict[str, int | str]
#: Facts that stay while the thing stays; the others move with every report that comes in.
LASTING = ("mark", "now", "before", "photo", "post", "last_year")


@dataclass(frozen=True)
class Spoken:
    """What one unit handed in for a period, and a year earlier (empty: nothing then).

    area: the unit's commune (None: in no single one); post: the desk that handed in; typed: False
    for hand-ins from a workbook, which all arrive at once.
    """

    unit: int
    group: str
    area: int | None
    at: datetime
    post: int | None = None
    typed: bool = True
    texts: Mapping[str, str] = made(default_factory=dict)
    numbers: Mapping[str, int] = made(default_factory=dict)
    texts_before: Mapping[str, str] = made(default_factory=dict)
    numbers_before: Mapping[str, int] = made(default_factory=dict)


@dataclass(frozen=True)
class Photo:
    """A picture handed in: hash of its pixels, by whom, for which period, when."""

    sha256: str
    unit: int
    period: str
    at: datetime


@dataclass(frozen=True)
class Share:
    """Two fields, one a part of the other, and the percents at which figures are watched."""

    part: str
    whole: str
    marks: tuple[int, ...] = (100,)


@dataclass(frozen=True)
class Signal:
    """One thing to ask about. `facts`: whole numbers and texts the sentence is made of.

    against: units it is like, closest first; empty when it is like the unit's own past.
    """

    kind: str
    unit: int
    field: str
    since: datetime
    against: tuple[int, ...] = ()
    facts: Mapping[str, int | str] = made(default_factory=dict)

    @property
    def key(self) -> str:
        """A name that stays while the thing stays: an answer is kept under it."""
        facts = "|".join(f"{n}={self.facts[n]}" for n in LASTING if n in self.facts)
        like = self.against[0] if self.kind == COPIED and self.against else ""
        text = f"{self.kind}|{self.unit}|{self.field}|{like}|{facts}"
        return sha256(text.encode()).hexdigest()[:16]


def signals(
    spoken: Sequence[Spoken], photos: Sequence[Photo], period: str, shares: Sequence[Share] = ()
) -> list[Signal]:
    """Return every signal of a period, by unit and kind. `photos`: of all periods."""
    found = [
        *copied(spoken),
        *heaped(spoken, shares),
        *jumped(spoken),
        *reused(photos, period),
        *bursts(spoken),
    ]
    return sorted(found, key=lambda item: (item.unit, KINDS.index(item.kind), item.field))


def copied(spoken: Sequence[Spoken]) -> list[Signal]:
    """Return narratives like an earlier one of another unit, or like the unit's own of last year.

    Sentences many units use are set phrases and prove nothing; short texts are not compared.
    """
    found = []
    for name in sorted({name for item in spoken for name in item.texts}):
        now = [Text(item.unit, item.at, item.texts[name]) for item in spoken if name in item.texts]
        before = {item.unit: item.texts_before.get(name, "") for item in spoken}
        known = set_phrases(item.text for item in now)
        for like in copies(now, known):
            others = tuple(unit for unit, _ in like.matches)
            facts = {"percent": like.matches[0][1], "count": len(others)}
            found.append(Signal(COPIED, like.unit, name, like.at, others, facts))
        for text, score in repeats(now, before, known):
            facts = {"percent": score, "last_year": 1}
            found.append(Signal(COPIED, text.unit, name, text.at, (), facts))
    return found


def heaped(spoken: Sequence[Spoken], shares: Sequence[Share]) -> list[Signal]:
    """Return the units of areas where a share stands at a mark far more often than elsewhere.

    At 100: exactly the whole. At a lower mark: less than one point above it. An area is named when
    at least five of its units stand there and chance alone, at the rate of all other areas, would
    do that in fewer than 1 of 100 tries over all areas together (binomial tail).
    """
    found = []
    for share in shares:
        areas: dict[tuple[int, str], list[Spoken]] = {}
        for item in spoken:
            if item.area is not None and _counts(item, share):
                areas.setdefault((item.area, item.group), []).append(item)
        for mark in share.marks:
            found += _heaps_at(areas, share, mark)
    return found


def _counts(item: Spoken, share: Share) -> bool:
    """Both numbers are known and the whole is large enough for a share to mean something."""
    return item.numbers.get(share.whole, 0) >= HEAP_WHOLE and share.part in item.numbers


def _stands_at(item: Spoken, share: Share, mark: int) -> bool:
    part, whole = item.numbers[share.part] * 100, item.numbers[share.whole]
    if mark == 100:
        return part == 100 * whole
    return mark * whole <= part < (mark + 1) * whole


def _heaps_at(
    areas: Mapping[tuple[int, str], Sequence[Spoken]], share: Share, mark: int
) -> list[Signal]:
    hits = {
        key: [item for item in units if _stands_at(item, share, mark)]
        for key, units in areas.items()
    }
    groups: dict[str, list[int]] = {}
    for (_, group), units in areas.items():
        counted = groups.setdefault(group, [0, 0, 0])
        counted[0] += len(units)
        counted[2] += 1
    for (_, group), units in hits.items():
        groups[group][1] += len(units)
    found = []
    for (area, group), there in hits.items():
        total, standing, tested = groups[group]
        size = len(areas[area, group])
        others, elsewhere = total - size, standing - len(there)
        if len(there) < HEAP_UNITS or not others:
            continue
        usual = Fraction(elsewhere + 1, others + 2)
        if tail(len(there), size, usual) * tested < HEAP_CHANCE:
            facts: Facts = {
                "mark": mark,
                "units": len(there),
                "of": size,
                "usual": int(usual * 100),
                "whole": share.whole,
            }
            found += [
                Signal(HEAPED, item.unit, share.part, item.at, _others(there, item.unit), facts)
                for item in there
            ]
    return found


def _others(units: Iterable[Spoken], own: int) -> tuple[int, ...]:
    return tuple(sorted(item.unit for item in units if item.unit != own)[:SHOWN])


def tail(hits: int, tries: int, chance: Fraction) -> Fraction:
    """Return the chance of at least `hits` in `tries` independent tries (binomial), exact."""
    top, bottom = chance.numerator, chance.denominator
    ways = sum(
        comb(tries, number) * top**number * (bottom - top) ** (tries - number)
        for number in range(hits, tries + 1)
    )
    return Fraction(ways, bottom**tries)


def jumped(spoken: Sequence[Spoken]) -> list[Signal]:
    """Return numbers that changed against last year far more than peers' did.

    A change is how many times the larger number holds the smaller, both with 5 added so that small
    counts do not jump. Named: at least twice, at least 10 apart, and at least twice what 95 of 100
    peers (units of the same group, at least 20 of them) change at most. Three largest a unit. What
    begins or ends (0 in one of the years) is no jump: the unit has started or stopped something.
    """
    peers: dict[tuple[str, str], list[tuple[int, Spoken]]] = {}
    for item in spoken:
        for name, now in item.numbers.items():
            before = item.numbers_before.get(name)
            if now and before:
                change = _times(now, before)
                peers.setdefault((item.group, name), []).append((change, item))
    by_unit: dict[int, list[tuple[int, Signal]]] = {}
    for (_, name), changes in peers.items():
        if len(changes) < JUMP_PEERS:
            continue
        ranked = sorted(change for change, _ in changes)
        usual = ranked[(len(ranked) - 1) * JUMP_PERCENTILE // 100]
        limit = max(JUMP_TIMES, 2 * usual)
        for change, item in changes:
            now, before = item.numbers[name], item.numbers_before[name]
            if change >= limit and abs(now - before) >= JUMP_UNITS:
                facts = {"now": now, "before": before, "times": change, "usual": usual}
                signal = Signal(JUMPED, item.unit, name, item.at, (), facts)
                by_unit.setdefault(item.unit, []).append((change, signal))
    return [
        signal
        for found in by_unit.values()
        for _, signal in sorted(found, key=lambda pair: (-pair[0], pair[1].field))[:JUMPS_SHOWN]
    ]


def _times(now: int, before: int) -> int:
    """How many times one number is the other, in thousandths, never below 1.000."""
    low, high = sorted((now + JUMP_DAMPING, before + JUMP_DAMPING))
    return high * 1000 // max(low, 1)


def reused(photos: Sequence[Photo], period: str) -> list[Signal]:
    """Return photos of a period that another unit, or the unit itself in another period, used.

    The first to use a photo is not named. One used by more than 8 units is a shared picture (a
    poster, a decision) and proves nothing.
    """
    uses: dict[str, list[Photo]] = {}
    for photo in photos:
        uses.setdefault(photo.sha256, []).append(photo)
    found: dict[tuple[int, str], Signal] = {}
    for digest, same in uses.items():
        if len({(photo.unit, photo.period) for photo in same}) < 2:
            continue
        if len({photo.unit for photo in same}) > SHARED_DOCUMENT_UNITS:
            continue
        same.sort(key=lambda photo: (photo.at, photo.unit))
        first = same[0]
        for photo in same[1:]:
            if photo.period != period or (photo.unit, photo.period) == (first.unit, first.period):
                continue
            others = tuple(dict.fromkeys(p.unit for p in same if p.unit != photo.unit))
            facts: Facts = {
                "photo": digest[:12],
                "first_period": first.period,
                "first_unit": first.unit,
            }
            signal = Signal(REUSED, photo.unit, "", photo.at, others[:SHOWN], facts)
            found.setdefault((photo.unit, digest), signal)
    return list(found.values())


def bursts(spoken: Sequence[Spoken]) -> list[Signal]:
    """Return units of which one desk handed in six or more within ten minutes, by typing."""
    desks: dict[int, list[Spoken]] = {}
    for item in spoken:
        if item.post is not None and item.typed:
            desks.setdefault(item.post, []).append(item)
    found = []
    for post, items in desks.items():
        items.sort(key=lambda item: (item.at, item.unit))
        for cluster in _clusters(items):
            minutes = -(-(cluster[-1].at - cluster[0].at).seconds // 60)
            facts = {"units": len(cluster), "minutes": max(1, minutes), "post": post}
            found += [
                Signal(BURST, item.unit, "", cluster[0].at, _others(cluster, item.unit), facts)
                for item in cluster
            ]
    return found


def _clusters(items: Sequence[Spoken]) -> list[list[Spoken]]:
    """Runs of hand-ins, sorted by time, in which every one lies in a full window of ten minutes."""
    inside: set[int] = set()
    start = 0
    for end, item in enumerate(items):
        while item.at - items[start].at > BURST_WINDOW:
            start += 1
        if end - start + 1 >= BURST_UNITS:
            inside.update(range(start, end + 1))
    runs: list[list[Spoken]] = []
    for index in sorted(inside):
        if runs and index - 1 in inside and items[index].at - runs[-1][-1].at <= BURST_WINDOW:
            runs[-1].append(items[index])
        else:
            runs.append([items[index]])
    return runs
