"""Small SVG charts drawn on the server (ux.md 4.4).

Every function returns one safe `<svg role="img">` string. Horizontal positions are percentages of
the width, so a chart fits any column without distortion and without JavaScript. Colours come from
CSS classes (`t-met`, `t-near`, `t-missed`, `t-none`, `t-plain`); a provisional bar is hatched.
Values are fractions of one (0.873 = 87,3 %); a value above 1 is drawn at the right edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Number = Fraction | float | int

TONES = ("met", "near", "missed", "none", "plain")
MIN_LINE_POINTS = 3
BULLET_HEIGHT = 28
PLOT_TOP = 26
PLOT_HEIGHT = 96
PLOT_BOTTOM = 24
SPARK_HEIGHT = 28
LABEL_ROOM = 26


@dataclass(frozen=True)
class Bullet:
    """One target row: value against target, with last year's value and the "near" band."""

    ident: str
    title: str
    value: Number | None
    target: Number | None
    near: Number = Fraction(5, 100)
    last: Number | None = None
    tone: str = "plain"
    provisional: bool = False


@dataclass(frozen=True)
class Point:
    """One period of a series; `value` None leaves a gap; `broken` marks a changed map before it."""

    label: str
    text: str
    value: Number | None
    provisional: bool = False
    broken: bool = False


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar: its label, its count and its CSS class."""

    label: str
    count: int
    tone: str


def _percent(share: Number) -> str:
    """Return a share as a clamped SVG percentage, e.g. 0.873 -> "87.3%"."""
    clamped = max(0.0, min(1.0, float(share)))
    return f"{clamped * 100:.4g}%"


def _tone(tone: str) -> str:
    """Return the CSS class of a tone; an unknown tone is drawn plain."""
    return f"t-{tone if tone in TONES else 'plain'}"


def _hatch(ident: str) -> str:
    """Return the definition of the diagonal hatch that marks provisional values."""
    return (
        f'<defs><pattern id="h-{ident}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-gap" width="2.5" height="6"/></pattern>'
        "</defs>"
    )


def _svg(ident: str, kind: str, title: str, height: int, body: str) -> SafeString:
    """Wrap the marks of a chart into an accessible SVG element."""
    mark = escape(ident)
    return mark_safe(  # noqa: S308  every piece of text in `body` is escaped by its maker
        f'<svg class="chart chart-{kind}" role="img" aria-labelledby="c-{mark}" width="100%" '
        f'height="{height}"><title id="c-{mark}">{escape(title)}</title>{body}</svg>'
    )


def _bar(ident: str, tone: str, share: Number, top: int, height: int, hatched: bool) -> str:
    """Return a bar from zero to `share`, with the hatch over it when the value is provisional."""
    size = f'width="{_percent(share)}" height="{height}" y="{top}"'
    plain = f'<rect class="value {_tone(tone)}" {size}/>'
    over = f'<rect fill="url(#h-{escape(ident)})" {size}/>' if hatched else ""
    return plain + over


def _diamond(share: Number, middle: int) -> str:
    """Return the mark of last year's value at `share`."""
    return (
        f'<svg x="{_percent(share)}" y="{middle}" overflow="visible">'
        '<path class="last" d="M0-6L5 0L0 6L-5 0Z"/></svg>'
    )


def bullet(chart: Bullet) -> SafeString:
    """Draw a bullet bar: three bands, the value, last year's diamond and the target tick."""
    bands = '<rect class="band band-3" width="100%" height="16" y="6"/>'
    if chart.target is not None:
        low = max(Fraction(0), Fraction(chart.target) - Fraction(chart.near))
        bands += f'<rect class="band band-2" width="{_percent(chart.target)}" height="16" y="6"/>'
        bands += f'<rect class="band band-1" width="{_percent(low)}" height="16" y="6"/>'
    hatch = _hatch(escape(chart.ident)) if chart.provisional else ""
    marks = ""
    if chart.value is not None:
        marks += _bar(chart.ident, chart.tone, chart.value, 10, 8, chart.provisional)
    if chart.last is not None:
        marks += _diamond(chart.last, 14)
    if chart.target is not None:
        marks += _tick(chart.target)
    return _svg(chart.ident, "bullet", chart.title, BULLET_HEIGHT, hatch + bands + marks)


def _tick(target: Number) -> str:
    """Return the target tick, kept inside the frame when the target is 100 %."""
    shift = -3 if float(target) >= 1 else -1
    return (
        f'<svg x="{_percent(target)}" overflow="visible">'
        f'<rect class="tick" x="{shift}" y="1" width="3" height="26"/></svg>'
    )


def gap_bar(
    ident: str,
    title: str,
    gap: Number,
    span: Number,
    tone: str = "plain",
    provisional: bool = False,
) -> SafeString:
    """Draw a distance to the target: left of the middle line is short of it, right is above.

    `gap` and `span` are in the same unit; `span` is the largest distance of the whole list, so
    that all rows share one scale.
    """
    half = min(1.0, abs(float(gap)) / float(span)) / 2 if span else 0.0
    left = 0.5 - half if gap < 0 else 0.5
    size = f'x="{_percent(left)}" y="4" width="{_percent(half)}" height="12"'
    body = _hatch(escape(ident)) if provisional else ""
    body += f'<rect class="value {_tone(tone)}" {size}/>'
    if provisional:
        body += f'<rect fill="url(#h-{escape(ident)})" {size}/>'
    body += '<line class="axis" x1="50%" x2="50%" y1="0" y2="20"/>'
    return _svg(ident, "gap", title, 20, body)


def share_bar(ident: str, title: str, share: Number, tone: str = "plain") -> SafeString:
    """Draw one bar of a funnel; all bars of a funnel share the scale 0–1."""
    frame = '<rect class="band band-3" width="100%" height="14" y="3"/>'
    return _svg(ident, "share", title, 20, frame + _bar(ident, tone, share, 3, 14, False))


def stacked(ident: str, title: str, parts: Sequence[Part]) -> SafeString:
    """Draw parts of a whole in a fixed order; a part wide enough carries its count."""
    total = sum(part.count for part in parts)
    body = ""
    at = 0.0
    for part in parts:
        share = part.count / total if total else 0.0
        body += (
            f'<rect class="part {escape(part.tone)}" x="{_percent(at)}" '
            f'width="{_percent(share)}" height="22"/>'
        )
        if share >= 0.08:
            body += (
                f'<text class="part-label {escape(part.tone)}" x="{_percent(at + share / 2)}"'
                f' y="16" text-anchor="middle">{part.count}</text>'
            )
        at += share
    return _svg(ident, "stacked", title, 22, body)


def _plot_y(value: Number) -> float:
    """Return the vertical position of a value on the 0–100 % scale of a series."""
    return PLOT_TOP + PLOT_HEIGHT * (1 - max(0.0, min(1.0, float(value))))


def _segments(points: Sequence[Point]) -> str:
    """Return the line of a series; a missing value or a changed map breaks it."""
    if sum(point.value is not None for point in points) < MIN_LINE_POINTS:
        return ""
    body = ""
    for index in range(1, len(points)):
        before, after = points[index - 1], points[index]
        if before.value is None or after.value is None or after.broken:
            continue
        dashed = " dashed" if after.provisional else ""
        body += (
            f'<line class="line{dashed}" x1="{_place(index - 1, points)}" '
            f'x2="{_place(index, points)}" y1="{_plot_y(before.value):.1f}" '
            f'y2="{_plot_y(after.value):.1f}"/>'
        )
    return body


def _place(index: int, points: Sequence[Point]) -> str:
    """Return the horizontal position of the n-th period."""
    return _percent((index + 0.5) / len(points))


def _mark(index: int, points: Sequence[Point], target: Number | None) -> str:
    """Return the dot, the value, the period name and the break line of one period.

    The value stands above its dot, below where the target line would strike it through.
    """
    point = points[index]
    place = _place(index, points)
    base = PLOT_TOP + PLOT_HEIGHT + 18
    body = f'<text class="label" x="{place}" y="{base}">{escape(point.label)}</text>'
    if point.broken and index:
        edge = _percent(index / len(points))
        body += (
            f'<line class="break" x1="{edge}" x2="{edge}" y1="{PLOT_TOP}" '
            f'y2="{PLOT_TOP + PLOT_HEIGHT}"/>'
        )
    if point.value is None:
        middle = PLOT_TOP + PLOT_HEIGHT - 6
        return body + f'<text class="label" x="{place}" y="{middle}">{escape(point.text)}</text>'
    height = _plot_y(point.value)
    hollow = " hollow" if point.provisional else ""
    dot = f'<circle class="dot{hollow}" cx="{place}" cy="{height:.1f}" r="4.5"/>'
    struck = target is not None and 0 <= height - _plot_y(target) < LABEL_ROOM
    at = height + 20 if struck else height - 10
    text = f'<text class="number" x="{place}" y="{at:.1f}">{escape(point.text)}</text>'
    return body + dot + text


def series(
    ident: str, title: str, points: Sequence[Point], target: Number | None = None
) -> SafeString:
    """Draw a target over the periods on the fixed scale 0–100 %, with the target line."""
    floor = PLOT_TOP + PLOT_HEIGHT
    body = f'<line class="axis" x1="0" x2="100%" y1="{floor}" y2="{floor}"/>'
    if target is not None:
        level = f"{_plot_y(target):.1f}"
        body += f'<line class="goal" x1="0" x2="100%" y1="{level}" y2="{level}"/>'
    body += _segments(points)
    body += "".join(_mark(index, points, target) for index in range(len(points)))
    return _svg(ident, "series", title, floor + PLOT_BOTTOM, body)


def sparkline(ident: str, title: str, points: Sequence[Point]) -> SafeString:
    """Draw the years of one row, 0 to 100 % like every other row; nothing under three values.

    No line crosses a missing value or a changed map; a provisional value is hollow.
    """
    if sum(point.value is not None for point in points) < MIN_LINE_POINTS:
        return SafeString("")
    body = ""
    for index, point in enumerate(points):
        if point.value is None:
            continue
        place, level = _place(index, points), _spark_y(point.value)
        before = points[index - 1].value if index else None
        if before is not None and not point.broken:
            dashed = " dashed" if point.provisional else ""
            body += (
                f'<line class="line{dashed}" x1="{_place(index - 1, points)}" x2="{place}" '
                f'y1="{_spark_y(before)}" y2="{level}"/>'
            )
        hollow = " hollow" if point.provisional else ""
        body += f'<circle class="dot{hollow}" cx="{place}" cy="{level}" r="2.5"/>'
    return _svg(ident, "spark", title, SPARK_HEIGHT, body)


def _spark_y(value: Number) -> str:
    """Return the vertical place of a value on the scale 0-100 % of a sparkline."""
    return f"{3 + (SPARK_HEIGHT - 6) * (1 - max(0.0, min(1.0, float(value)))):.1f}"
