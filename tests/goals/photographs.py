"""A photo as a phone takes it: 12 megapixels, full of detail, with place and device inside."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image

TURNED = 6  # the phone was held upright
DEVICE, PLACE = 0x010F, 0x8825


@cache
def twelve_megapixels() -> bytes:
    """JPEG bytes of 4 000 × 3 000 px, about 6 MB."""
    grain = Image.effect_noise((1000, 750), 90)
    bands = [grain.rotate(turn).resize((4000, 3000), Image.Resampling.BICUBIC) for turn in (0, 90)]
    photo = Image.merge("RGB", (bands[0], bands[1], bands[0]))
    exif = Image.Exif()
    exif[DEVICE], exif[0x0112] = "May anh", TURNED
    exif.get_ifd(PLACE).update({1: "N", 2: (11.0, 30.0, 0.0)})
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


def judged(kept: bytes) -> str:
    """Fail when a kept photo is heavy, small or tells where it was taken; else say its size."""
    assert len(kept) <= 400_000, len(kept)
    photo = Image.open(io.BytesIO(kept))
    assert photo.width >= 1_000, photo.size
    assert not photo.getexif() and "exif" not in photo.info and "comment" not in photo.info
    return f"{len(kept) / 1000:.0f} kB, {photo.width} px wide, no metadata"
