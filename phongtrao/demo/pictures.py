"""Pictures of the demonstration: coloured bands that show nobody, as files that back a report."""

from functools import cache
from io import BytesIO

from PIL import Image

from phongtrao.core.periods import Period
from phongtrao.demo.chance import fixed

#: Reports of these years and later carry a picture, this share of them.
SINCE, SHARE = 2024, 0.3
#: So few that each is used by many units: a picture many units use is no sign of copying.
SHADES = (40, 75, 120)
NAME = "anh-minh-hoa.png"


@cache
def picture(shade: int) -> bytes:
    """A picture of coloured bands (PNG)."""
    drawn = Image.new("RGB", (320, 240), (shade, 110, 140))
    for band in range(0, 240, 40):
        drawn.paste((shade, 140 + band // 4, 120), (0, band, 320, band + 20))
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def pictures_of(root: str, period: Period) -> tuple[tuple[str, bytes], ...]:
    """The files (name, content) that back the report of a unit, `root` being its own text."""
    draw = fixed(f"{root}/{period.code}/picture")
    if period.year < SINCE or draw >= SHARE:
        return ()
    return ((NAME, picture(SHADES[int(draw / SHARE * len(SHADES))])),)
