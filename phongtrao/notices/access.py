"""Fetch a message or a campaign *if this post may*."""

from __future__ import annotations

from phongtrao.accounts.models import Post, Role
from phongtrao.core.findings import Refusal
from phongtrao.notices.models import Campaign, Message

WRITERS = frozenset({Role.STANDING_OFFICE, Role.COMMUNE_OFFICER})
READERS = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR})


def message_for(post: Post, message_id: int) -> Message:
    """A message told to this post; Refusal `message.none` (404) for any other."""
    found = Message.objects.filter(pk=message_id, post_id=post.pk, in_app=True).first()
    if found is None:
        raise Refusal(
            "message.none",
            "Không có thông báo này trong hộp của đầu mối đang làm việc.",
            "The acting post has no such message.",
            status=404,
        )
    return found


def campaign_for(post: Post, campaign_id: int, verb: str = "read") -> Campaign:
    """A campaign the post may read (own, or all for the province's offices) or send (own only).

    Refusals `campaign.none` (404), `campaign.forbidden` (403).
    """
    found = Campaign.objects.filter(pk=campaign_id).first()
    if found is None:
        raise Refusal("campaign.none", "Không có tin này.", "No such message.", status=404)
    own = found.post_id == post.pk and post.role in WRITERS
    if not own and (verb != "read" or post.role not in READERS):
        raise Refusal(
            "campaign.forbidden",
            "Tin này do đầu mối khác soạn; chỉ đầu mối đó được gửi.",
            "Another post composed this message; only that post may send it.",
            status=403,
        )
    return found
