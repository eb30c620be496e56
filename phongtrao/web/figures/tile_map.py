"""A map of communes as a grid of tiles, drawn on the server (ux.md 4.5).

Every tile is a link with the whole sentence as its name; shape or number says the same as colour.
Positions are percentages, so the grid fits 320 px, a laptop and a sheet of paper unchanged. The map
never holds what the table beside it lacks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from phongtrao.core.text import sort_key

Cell = tuple[int, int]
ROW_HEIGHT = 40
USUAL_COLUMNS = 8
#: A label of so many letters is drawn smaller, to stay inside its tile.
LONG_LABEL = 8
ONSET = re.compile(r"[bcdđghklmnpqrstvx]+", re.IGNORECASE)
#: Shapes around the origin, the same as in the tags of verdicts.
SIGNS = {
    "met": '<circle r="6"/><path class="tile-cut" d="M-3 0l2 2.3 4-4.6"/>',
    "near": '<path d="M0-6L6.5 5.5H-6.5z"/>',
    "missed": '<path d="M-2.6-6h5.2L6-2.6v5.2L2.6 6h-5.2L-6 2.6v-5.2z"/>'
    '<path class="tile-cut" d="M0-3.5V1M0 2.6v1.4"/>',
    "waiting": '<circle class="tile-open" r="5.3"/>',
    "todo": '<path class="tile-open" d="M-5 0H5"/>',
}


@dataclass(frozen=True)
class Mark:
    """One commune: its name, where it leads, what it says; `sign` is a shape or a short text."""

    unit: int
    name: str
    href: str
    words: str
    tone: str
    sign: str

    @property
    def short(self) -> str:
        """Two letters for a narrow tile: the first of the first and of the last word."""
        words = self.name.split()
        return "".join(word[0] for word in (words[0], words[-1])).upper() if words else ""


def labels(names: Sequence[str]) -> dict[str, str]:
    """Return a label for each name that no other name of the map bears: `T.Phú`, `Th.Phú`, else
    the name itself.
    """
    wanted = set(names)
    ways: tuple[Callable[[str], str], ...] = (_initials, _onsets)
    found: dict[str, str] = {}
    for way in ways:
        drawn = Counter(way(name) for name in wanted)
        for name in wanted - found.keys():
            if drawn[way(name)] == 1:
                found[name] = way(name)
    return {name: found.get(name, name) for name in wanted}


@dataclass(frozen=True)
class Reading:
    """What one beginning of labels stands for: `L.` is `Lộc` before `An`, `Điền`, `Hiệp`."""

    letters: str
    words: str
    lasts: tuple[str, ...]


def key_of(names: Iterable[str], only: Container[str] | None = None) -> list[Reading]:
    """Return what the labels of a map of these names stand for, in Vietnamese order.

    A label that is the whole name explains itself and is left out; `only` keeps some names while
    the labels stay those of the whole map.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for name, label in labels([*names]).items():
        if label != name and (only is None or name in only):
            words, last = name.rsplit(maxsplit=1)
            found.setdefault((label.removesuffix(last), words), []).append(last)
    keys = sorted(found, key=lambda key: (sort_key(key[0]), sort_key(key[1])))
    return [Reading(*key, tuple(sorted(found[key], key=sort_key))) for key in keys]


def _initials(name: str) -> str:
    """Initials of the words before, then the last word: `B.G.Mập`."""
    *before, last = name.split() or [""]
    return "".join(f"{word[0]}." for word in before) + last


def _onsets(name: str) -> str:
    """The consonants a word begins with instead of one letter: `Th.Phú`."""
    *before, last = name.split() or [""]
    return "".join(f"{(ONSET.match(word) or [word[0]])[0]}." for word in before) + last


def placed(marks: Sequence[Mark], cells: Mapping[int, Cell]) -> list[tuple[Cell, Mark]]:
    """Return marks with their cell counted from 0, in reading order.

    The grid is cut to what is shown; marks without a cell follow below, row by row.
    """
    known = {mark.unit: cells[mark.unit] for mark in marks if mark.unit in cells}
    top = min((row for row, _column in known.values()), default=0)
    left = min((column for _row, column in known.values()), default=0)
    wide = max((column - left + 1 for _row, column in known.values()), default=USUAL_COLUMNS)
    below = max((row - top + 1 for row, _column in known.values()), default=0)
    found = []
    homeless = 0
    for mark in marks:
        if mark.unit in known:
            row, column = known[mark.unit]
            found.append(((row - top, column - left), mark))
        else:
            found.append(((below + homeless // wide, homeless % wide), mark))
            homeless += 1
    return sorted(found, key=lambda pair: pair[0])


def tile_map(ident: str, title: str, places: Sequence[tuple[Cell, Mark]]) -> SafeString:
    """Draw the grid; an empty one is an empty text."""
    if not places:
        return SafeString("")
    rows = max(row for (row, _column), _mark in places) + 1
    columns = max(column for (_row, column), _mark in places) + 1
    used = sorted({mark.sign for _cell, mark in places} & SIGNS.keys())
    shapes = "".join(f'<g id="{ident}-{name}">{SIGNS[name]}</g>' for name in used)
    hatch = (
        f'<pattern id="{ident}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="tile-hatch" width="2" height="6"/></pattern>'
    )
    named = labels([mark.name for _cell, mark in places])
    body = "".join(
        _tile(ident, cell, mark, named[mark.name], rows, columns) for cell, mark in places
    )
    dense = " dense" if columns > USUAL_COLUMNS else ""
    return mark_safe(  # noqa: S308  every piece of text is escaped where it is written
        f'<svg class="tile-map columns-{columns}{dense}" role="group" aria-label="{escape(title)}" '
        f'width="100%" height="{rows * ROW_HEIGHT}"><defs>{shapes}{hatch}</defs>{body}</svg>'
    )


def _tile(ident: str, cell: Cell, mark: Mark, label: str, rows: int, columns: int) -> str:
    """Return one tile: a link with its ground, its shape or number, its letters."""
    row, column = cell
    place = (
        f'x="{100 * column / columns:.4g}%" y="{100 * row / rows:.4g}%" '
        f'width="{100 / columns:.4g}%" height="{100 / rows:.4g}%"'
    )
    if mark.sign in SIGNS:
        sign = f'<svg x="50%" y="28%" overflow="visible"><use href="#{ident}-{mark.sign}"/></svg>'
    else:
        sign = f'<text class="sign" x="50%" y="28%">{escape(mark.sign)}</text>'
    small = " long" if len(label) >= LONG_LABEL else ""
    over = ""
    if mark.sign == "waiting":
        over = f'<rect class="over" width="100%" height="100%" fill="url(#{ident}-hatch)"/>'
    return (
        f'<svg {place}><a href="{escape(mark.href)}" class="t-{mark.tone}" '
        f'aria-label="{escape(mark.words)}"><title>{escape(mark.words)}</title>'
        f'<rect class="ground" width="100%" height="100%"/>{over}{sign}'
        f'<text lang="vi" class="thin" x="50%" y="82%">{escape(mark.short)}</text>'
        f'<text lang="vi" class="wide{small}" x="50%" y="82%">{escape(label)}</text></a></svg>'
    )
