"""Colour tokens keep their contrast in light and in dark (WCAG 2.2: 4,5 text, 3 shapes)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "phongtrao" / "web" / "static" / "base" / "tokens.css"
TEXT = [
    ("text", "page"),
    ("text", "panel"),
    ("muted", "page"),
    ("muted", "panel"),
    ("link", "page"),
    ("link", "panel"),
    ("link-hover", "page"),
    ("on-link", "link"),
    ("on-link", "link-hover"),
    *[(tone, f"{tone}-tint") for tone in ("met", "near", "missed", "waiting", "todo")],
    ("provisional", "provisional-tint"),
    ("todo", "page"),
    ("missed", "page"),
    ("near", "page"),
]
SHAPES = [
    ("line", "page"),
    *[(f"{tone}-fill", "page") for tone in ("met", "near", "missed", "waiting", "provisional")],
]


def tokens(dark: bool) -> dict[str, str]:
    """Colour tokens of one scheme: name → #rrggbb."""
    light, _marker, rest = CSS.read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light))
    return {**found, **dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", rest))} if dark else found


def luminance(colour: str) -> float:
    """Relative luminance of WCAG."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_is_readable(front, back, dark):
    scheme = tokens(dark)
    assert contrast(scheme[front], scheme[back]) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_shapes_are_visible(front, back, dark):
    scheme = tokens(dark)
    assert contrast(scheme[front], scheme[back]) >= 3


def test_every_colour_has_its_dark_twin():
    light, dark = tokens(False), tokens(True)
    same = {name for name in light if light[name] == dark[name]}
    assert same == {"top-line", "focus"}


@pytest.mark.parametrize("name", ["app.css", "components.css"])
def test_base_sheets_take_colours_from_tokens(name):
    text = (CSS.parent / name).read_text(encoding="utf-8")
    assert not re.findall(r":[^;{]*#[0-9a-fA-F]{3,6}\b", text)
