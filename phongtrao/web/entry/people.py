"""Names on pages: the post that acts (never the person), the unit with its kind."""

from __future__ import annotations

from typing import Any

from phongtrao.accounts import queries as accounts
from phongtrao.core.kinds import full_name


def post_title(post_id: int | None) -> str:
    """Title of a post; '' when the system itself acted."""
    if post_id is None:
        return ""
    return accounts.titles_of({post_id}).get(post_id, "")


def unit_label(state: Any) -> str:
    """A unit with its kind: "Xã Tân Lập", "Ấp 3"."""
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]
