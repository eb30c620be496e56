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


def may_edit(post: Post | None) -> bool:
    """Whether this post may write paragraphs of the report: who freezes it."""
    return may_freeze(post)


def require_edit(post: Post) -> None:
    """Refusal `report.may_not_edit` (403) unless the post may write paragraphs."""
    if not may_edit(post):
        raise Refusal(
            "report.may_not_edit",
            "Chức danh này không được sửa báo cáo. Chỉ cơ quan thường trực được sửa.",
            "This post may not edit the report. Only the standing office may.",
            status=403,
        )
