"""Canonical bytes of a value: what is hashed must have exactly one spelling."""

import json
import unicodedata
from typing import Any


def canonical(value: Any) -> str:
    """Return JSON with sorted keys, no spaces and NFC text.

    Raises ValueError for a float: figures are integers, and a float has many spellings.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, bool | int):
        return value
    raise ValueError(f"No canonical form for {type(value).__name__}.")
