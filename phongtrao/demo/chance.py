"""Seeded chance: the same text gives the same draws on every machine."""

import zlib
from random import Random


def seeded(text: str) -> Random:
    """A generator that depends on `text` alone; for made-up data, never for secrets."""
    return Random(text)  # noqa: S311


def fixed(text: str) -> float:
    """A number from 0 to 1 that belongs to `text`."""
    return zlib.crc32(text.encode()) / 2**32
