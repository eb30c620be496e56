"""Channel addresses given by their owners: ask, confirm, end. One purpose, nothing else stored."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.notices.adapters import adapter_for
from phongtrao.notices.models import Delivery, Message, Subscription
from phongtrao.notices.writing import Telling, tell
from phongtrao.plan.messages import MessageTemplate

#: Unconfirmed requests a whole installation takes in a day: the page is public.
A_DAY = 200
KEPT = timedelta(days=7)
CONSENT = (
    "Đồng ý nhận tin phổ biến pháp luật và phòng ngừa tội phạm tại địa chỉ này. "
    "Địa chỉ chỉ dùng để gửi tin và được xóa khi dừng nhận."
)


def subscribe(
    *,
    channel: str,
    address: str,
    agreed: bool,
    unit_id: int | None,
    template: MessageTemplate,
    base: str,
    at: datetime,
) -> Subscription:
    """Ask to be told; counts only once its owner confirms.

    `base`: address of this installation's confirmation page up to the token. Refusals (422):
    `subscription.consent`, `subscription.address`, `subscription.channel`; 429 `subscription.busy`.
    """
    _require(agreed, "subscription.consent", "Cần đánh dấu đồng ý trước khi đăng ký.",
             "Consent must be ticked first.")  # fmt: skip
    _require(channel in Subscription.Channel.values and adapter_for(channel) is not None,
             "subscription.channel", "Kênh này chưa mở.", "This channel is not open.")  # fmt: skip
    wanted = _address(channel, address)
    known = Subscription.objects.filter(channel=channel, address=wanted, ended_at=None).first()
    if known is not None:
        return known
    _require_room(at)
    with transaction.atomic():
        made = Subscription.objects.create(
            channel=channel,
            address=wanted,
            unit_id=unit_id,
            consent=CONSENT,
            token=secrets.token_urlsafe(24),
            asked_at=at,
        )
        values = {"link": f"{base}{made.token}/"}
        key = f"confirm:{made.pk}"
        tell(Telling(key, template, values, subscription=made, in_app=False), at=at)
        audit.record(verb="subscription.ask", by=None, object=made, data={"channel": channel})
    return made


def _require(good: bool, code: str, message: str, english: str) -> None:
    if not good:
        raise Refusal(code, message, english, status=422)


def _require_room(at: datetime) -> None:
    """The page is public: so many unconfirmed requests a day and no more."""
    asked = Subscription.objects.filter(confirmed_at=None, asked_at__gt=at - timedelta(days=1))
    if asked.count() >= A_DAY:
        raise Refusal(
            "subscription.busy",
            "Hôm nay đã có quá nhiều lượt đăng ký. Thử lại ngày mai.",
            "Too many requests today. Try again tomorrow.",
            status=429,
        )


def _address(channel: str, address: str) -> str:
    """A plausible address in one spelling."""
    wanted = nfc(address).strip()
    if channel == "email":
        wanted = wanted.lower()
        try:
            validate_email(wanted)
        except ValidationError:
            wanted = ""
    else:
        wanted = wanted.replace(" ", "").replace(".", "")
        plain = wanted.removeprefix("+")
        wanted = wanted if plain.isdecimal() and 9 <= len(plain) <= 12 else ""
    _require(bool(wanted), "subscription.address", "Địa chỉ chưa đúng. Kiểm tra lại.",
             "The address is not complete. Check it.")  # fmt: skip
    return wanted


def find(token: str) -> Subscription:
    """The living subscription of a token; Refusal `subscription.none` (404)."""
    found = Subscription.objects.filter(token=token, ended_at=None).first()
    if found is None:
        raise Refusal(
            "subscription.none",
            "Không có đăng ký nhận tin này, hoặc đã dừng nhận.",
            "There is no such subscription, or it has ended.",
            status=404,
        )
    return found


def confirm(*, token: str, at: datetime) -> Subscription:
    """The owner answers: from now on the address is told."""
    found = find(token)
    if found.confirmed_at is None:
        with transaction.atomic():
            Subscription.objects.filter(pk=found.pk).update(confirmed_at=at)
            audit.record(verb="subscription.confirm", by=None, object=found)
        found.confirmed_at = at
    return found


def unsubscribe(*, token: str, at: datetime) -> None:
    """The owner ends it: the address is emptied here and in every delivery, the counts stay."""
    _end(find(token), at)


def _end(found: Subscription, at: datetime) -> None:
    with transaction.atomic():
        mine = Delivery.objects.filter(message__subscription=found)
        mine.filter(state=Delivery.State.WAITING).update(
            state=Delivery.State.DEAD, problem="Người nhận đã dừng nhận tin."
        )
        for row in mine.values_list("pk", flat=True):
            Delivery.objects.filter(pk=row).update(address=f"({row})")
        Message.objects.filter(subscription=found).update(body="", subject="")
        found.address = f"({found.pk})"
        found.ended_at = at
        found.save(update_fields=["address", "ended_at"])
        audit.record(verb="subscription.end", by=None, object=found)


def forget_unconfirmed(*, at: datetime) -> int:
    """Empty addresses nobody confirmed within seven days; return how many."""
    old = Subscription.objects.filter(confirmed_at=None, ended_at=None, asked_at__lt=at - KEPT)
    listed = list(old)
    for found in listed:
        _end(found, at)
    return len(listed)
