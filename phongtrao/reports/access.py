"""Who may do what with reports."""

from __future__ import annotations

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post
from phongtrao.core.findings import Refusal


def may_freeze(post: Post | None) -> bool:
    """Whether this post may freeze a report."""
    return accounts.can(post, "freeze")


def require_freeze(post: Post) -> None:
    """Refusal `report.may_not_freeze` (403) unless the post may freeze."""
    if not may_freeze(post):
        raise Refusal(
            "report.may_not_freeze",
            "Chức danh này không được chốt báo cáo. Chỉ cơ quan thường trực được chốt.",
            "This post may not freeze the report. Only the standing office may.",
            status=403,
        )
