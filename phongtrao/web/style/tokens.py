"""The tokens as the style sheet has them, with the contrast people will meet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHEET = Path(__file__).parents[1] / "static" / "base" / "tokens.css"
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
SIZE = re.compile(r"--(size-[\w-]+):\s*([\d.]+)rem;")
STEP = re.compile(r"--(s\d+):\s*([\d.]+)rem;")
TEXT, SHAPE = 4.5, 3.0
ROOT_PX = 16

#: Colours of text and what they stand on; the rest are shapes on the page, or surfaces.
TONES = ("met", "near", "missed", "waiting", "todo", "provisional")
ON = {
    "text": "page",
    "muted": "page",
    "link": "page",
    "link-hover": "page",
    "on-link": "link",
    **{tone: f"{tone}-tint" for tone in TONES},
}
SHAPES = ("line", *(f"{tone}-fill" for tone in TONES if tone != "todo"))


@dataclass(frozen=True)
class Colour:
    """One colour in both schemes; a surface has no ratio."""

    name: str
    light: str
    dark: str
    on: str
    ratio_light: float | None
    ratio_dark: float | None
    kind: str


@dataclass(frozen=True)
class Size:
    """One size: name, value on phones and on laptops in pixels."""

    name: str
    phone: float
    laptop: float


@cache
def _parts() -> tuple[str, str, str]:
    """(first block, block of laptops, block of dark) of the sheet."""
    text = SHEET.read_text(encoding="utf-8")
    first, _, rest = text.partition("@media (min-width")
    laptop, _, dark = rest.partition("prefers-color-scheme: dark")
    return first, laptop, dark


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours as WCAG defines it, 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colours() -> list[Colour]:
    """Every colour token with its contrast in light and in dark."""
    first, _laptop, rest = _parts()
    light = dict(COLOUR.findall(first))
    dark = {**light, **dict(COLOUR.findall(rest))}
    return [_colour(name, light, dark) for name in light]


def _colour(name: str, light: dict[str, str], dark: dict[str, str]) -> Colour:
    on = ON.get(name, "page" if name in SHAPES else "")
    ratios = [round(contrast(s[name], s[on]), 1) if on else None for s in (light, dark)]
    kind = "text" if name in ON else "shape" if name in SHAPES else "surface"
    return Colour(name, light[name], dark[name], on, ratios[0], ratios[1], kind)


def sizes() -> list[Size]:
    """The type scale."""
    first, laptop, _dark = _parts()
    wide = dict(SIZE.findall(laptop))
    return [
        Size(name, float(value) * ROOT_PX, float(wide.get(name, value)) * ROOT_PX)
        for name, value in SIZE.findall(first)
    ]


def steps() -> list[tuple[str, int]]:
    """The steps of space in pixels."""
    return [(name, int(float(value) * ROOT_PX)) for name, value in STEP.findall(_parts()[0])]
