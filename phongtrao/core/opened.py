"""The page somebody types on, as it tells the server when its draft is saved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opened:
    """What a page was drawn from: the version or step (`base`), the draft (`mark`), its own key.

    None: the sender does not say, and nothing is compared.
    """

    base: int | None = None
    mark: str | None = None
    key: str = ""
