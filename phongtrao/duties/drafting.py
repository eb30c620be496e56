"""What was typed of a document of a body and laid aside: kept per body, sent to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.core.findings import Refusal
from phongtrao.core.opened import Opened
from phongtrao.core.text import looks_like_person_id
from phongtrao.duties import access
from phongtrao.duties.models import Desk, Paper

#: Keys beside the boxes; no id of a duty begins with this sign.
DOCUMENT, SIGNED_ON, PAGE, AT = "#document", "#signed_on", "#page", "#at"


@transaction.atomic
def save_draft(
    *,
    desk: Desk,
    kind: str,
    year: int,
    boxes: Mapping[str, str],
    by: Post,
    document: str = "",
    signed_on: str = "",
    opened: Opened | None = None,
) -> Paper:
    """Keep what was typed so far; nothing is judged and nothing counts.

    Refusals: `duty.forbidden` (403), `text.person_id` (422), `paper.received`, `paper.changed`,
    `draft.conflict` (409) when it was sent or kept elsewhere since the page was opened.
    """
    if not access.may_write(by, desk):
        raise access.forbidden()
    _require_clean([*boxes.values(), document])
    paper, _ = Paper.objects.select_for_update().get_or_create(desk=desk, kind=kind, year=year)
    _require_newest(paper, opened or Opened())
    paper.draft = {
        **{name: text for name, text in boxes.items() if not name.startswith("#")},
        DOCUMENT: document,
        SIGNED_ON: signed_on,
        PAGE: opened.key if opened else "",
        AT: timezone.now().isoformat(),
    }
    paper.save(update_fields=["draft"])
    return paper


def mark_of(paper: Paper) -> str:
    """Return the name of a draft as it stands now; '' for none."""
    return str(paper.draft.get(AT, ""))


def kept_at(paper: Paper) -> datetime | None:
    """When the draft was kept; None without one."""
    mark = mark_of(paper)
    return datetime.fromisoformat(mark) if mark else None


def _require_clean(texts: list[str]) -> None:
    if any(looks_like_person_id(text) for text in texts):
        raise Refusal(
            "text.person_id",
            "Chưa lưu: có dãy số giống số định danh hoặc số điện thoại. Xóa dãy số này.",
            "Not kept: it holds what looks like a citizen's identity or phone number. Remove it.",
            status=422,
        )


def _require_newest(paper: Paper, page: Opened) -> None:
    """A page may replace its own draft and the one it showed, of the version it showed."""
    if paper.state == Paper.State.RECEIVED:
        raise Refusal(
            "paper.received",
            "Văn bản này đã được tiếp nhận. Đề nghị Thường trực trả lại nếu cần sửa.",
            "This document was already received. Ask the standing office to return it.",
        )
    if page.base is not None and page.base != paper.current:
        raise Refusal(
            "paper.changed",
            "Chưa lưu: văn bản đã được gửi ở trang khác. Chép lại phần mới rồi mở lại trang.",
            "Not kept: the document was sent on another page. Copy what is new, open it again.",
        )
    if page.mark is None or not mark_of(paper):
        return
    if paper.draft.get(PAGE) == page.key or mark_of(paper) == page.mark:
        return
    raise Refusal(
        "draft.conflict",
        "Bản nháp đã đổi ở trang khác. Lưu lần nữa thì bản này thay bản đó.",
        "The draft was changed on another page. Saving again replaces it by this one.",
    )
