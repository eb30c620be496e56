"""What the pages of messages need in the scene: a notice, a campaign, a delivery …"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.notices import actions
from phongtrao.notices.models import Delivery, Message
from phongtrao.notices.queries import Draft
from phongtrao.plan.standard import standard_notices
from tests.world import World

STEPS = standard_notices().reminding


def told(world: World, standing: Post) -> dict[str, Any]:
    """Parameter name → value of an object of this area that exists."""
    at = timezone.now()
    template = standard_notices().template("answered")
    assert template is not None
    values = {"unit": "Ấp 3", "report": "Báo cáo năm 2024", "time": "08:30 16/11/2024"}
    for post in (standing, world.posts["hamlet_post"]):
        actions.tell(actions.Telling(f"scene:{post.pk}", template, values, post.pk), at=at)
    draft = Draft("announcement", "Chuẩn bị Ngày hội", "Kính gửi {unit}.", groups=("hamlet",))
    campaign = actions.compose(draft=draft, steps=STEPS, by=standing, at=at)
    subscription = actions.subscribe(
        channel="email",
        address="nguoi-nhan@vi-du.example",
        agreed=True,
        unit_id=None,
        template=standard_notices().template("confirm"),  # type: ignore[arg-type]
        base="/nhan-tin/",
        at=at,
    )
    delivery = Delivery.objects.order_by("id").last()
    return {
        "notice": Message.objects.get(key=f"scene:{standing.pk}").pk,
        "campaign": campaign.pk,
        "token": subscription.token,
        "delivery": delivery.pk if delivery else 1,
        "dispatch": 1,
        "job": "forget",
    }
