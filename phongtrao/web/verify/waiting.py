"""How many reports wait for a post's review: the home, the full list and the bar say the same."""

from __future__ import annotations

from typing import Any

from phongtrao.core.remembering import remembered
from phongtrao.submissions import queries


@remembered
def waiting_count(post: Any) -> int:
    """Reports sent and not yet decided in the post's reach."""
    return int(queries.queue(post).count())
