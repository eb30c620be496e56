"""Messages of clause III.7: compose, preview, send once, keep the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from phongtrao.accounts.models import Post, Role
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Finding, Refusal, errors
from phongtrao.core.text import nfc
from phongtrao.notices.models import Campaign, Subscription
from phongtrao.notices.writing import Telling, tell_many
from phongtrao.plan.message_checks import check_text
from phongtrao.plan.messages import PLACE, PURPOSES, MessageTemplate, Reminding

UNIT_POSTS = (Role.UNIT_CONTACT, Role.COMMUNE_OFFICER, Role.DEPARTMENT)
READER = "người đăng ký nhận tin"
STOP = "\n\nDừng nhận tin: {link}"


@dataclass(frozen=True)
class Draft:
    """What a post wants to say and to whom; texts may hold `{unit}`."""

    purpose: str
    subject: str
    body: str
    sms: str = ""
    zalo: str = ""
    template: str = ""
    zalo_approval: str = ""
    groups: tuple[str, ...] = ()
    area_id: int | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audience:
    """Who would be told: (unit id, its name, ids of its posts), subscriptions."""

    units: list[tuple[int, str, list[int]]] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)

    @property
    def without_post(self) -> int:
        """Units of the audience that have no post to tell."""
        return sum(not posts for _, _, posts in self.units)


def findings_of(draft: Draft, steps: Reminding) -> list[Finding]:
    """Everything wrong with a draft, by place (purpose, subject, body, sms, zalo, audience)."""
    found: list[Finding] = []
    if draft.purpose not in PURPOSES:
        found.append(
            Finding("campaign.purpose", "purpose", "Chọn mục đích của tin.", "", "error",
                    "Choose the purpose of the message.")
        )  # fmt: skip
    found += check_text(draft.subject, "subject", "subject")
    found += check_text(draft.body, "body", "body", steps)
    for channel, text in (("sms", draft.sms), ("zalo", draft.zalo)):
        if text.strip():
            found += check_text(text, channel, channel, steps)
    if not draft.groups and not draft.channels:
        found.append(
            Finding("campaign.audience", "audience", "Chọn ít nhất một nhóm nhận tin.", "", "error",
                    "Choose at least one group of recipients.")
        )  # fmt: skip
    unknown = set(PLACE.findall(f"{draft.subject} {draft.body} {draft.sms} {draft.zalo}")) - {
        "unit"
    }
    if unknown:
        name = sorted(unknown)[0]
        found.append(
            Finding("campaign.place", "body", f"Không có chỗ điền “{{{name}}}”; chỉ dùng {{unit}}.",
                    "", "error", f"There is no place {{{name}}}; only {{unit}} is known.")
        )  # fmt: skip
    return found


def compose(*, draft: Draft, steps: Reminding, by: Post, at: datetime) -> Campaign:
    """Keep a draft. Refusal `campaign.invalid` (422, data["findings"])."""
    wrong = errors(findings_of(draft, steps))
    if wrong:
        raise Refusal(
            "campaign.invalid",
            f"Cần sửa {len(wrong)} chỗ trước khi xem trước: {wrong[0].message}",
            f"{len(wrong)} things to correct: {wrong[0].message_en}",
            status=422,
            data={"findings": wrong},
        )
    with transaction.atomic():
        made = Campaign.objects.create(
            purpose=draft.purpose,
            template=draft.template,
            subject=nfc(draft.subject),
            body=nfc(draft.body),
            sms=nfc(draft.sms),
            zalo=nfc(draft.zalo),
            zalo_approval=draft.zalo_approval,
            groups=list(draft.groups),
            area_id=draft.area_id,
            channels=list(draft.channels),
            post_id=by.pk,
            made_at=at,
        )
        audit.record(verb="campaign.compose", by=by, object=made, data={"purpose": made.purpose})
    return made


def subscribers(channels: Iterable[str], unit_ids: set[int] | None) -> list[Subscription]:
    """Confirmed, living subscriptions of channels; of an area when `unit_ids` are given."""
    found = Subscription.objects.filter(
        channel__in=list(channels), confirmed_at__isnull=False, ended_at=None
    ).order_by("id")
    listed = list(found)
    if unit_ids is None:
        return listed
    return [one for one in listed if one.unit_id is None or one.unit_id in unit_ids]


def send(
    *,
    campaign: Campaign,
    audience: Audience,
    stop_link: Callable[[Subscription], str],
    by: Post,
    at: datetime,
    sms_marks: bool = False,
) -> Campaign:
    """Tell everybody once: messages, deliveries, event and log entry commit together.

    Refusal `campaign.sent` (409) when it has gone already, `campaign.nobody` (409) for no one.
    """
    tellings = list(_to_units(campaign, audience, sms_marks))
    tellings += _to_subscribers(campaign, audience, stop_link, sms_marks)
    if not tellings:
        raise Refusal(
            "campaign.nobody",
            "Không có ai trong nhóm nhận tin. Chọn nhóm khác.",
            "Nobody is in the audience. Choose another.",
        )
    with transaction.atomic():
        drafts = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.DRAFT)
        told = len({one.unit_id for one in tellings if one.unit_id})
        if not drafts.update(
            state=Campaign.State.SENT,
            sent_at=at,
            units=told,
            subscribers=len(audience.subscriptions),
        ):
            raise Refusal("campaign.sent", "Tin này đã được gửi.", "It has been sent already.")
        tell_many(tellings, at=at)
        _log(campaign, told, len(audience.subscriptions), by, at)
    campaign.refresh_from_db()
    return campaign


def _log(campaign: Campaign, units: int, subscribed: int, by: Post, at: datetime) -> None:
    digest = sha256(f"{campaign.subject}\n{campaign.body}".encode()).hexdigest()
    entry = {
        "type": "campaign.send",
        "campaign": campaign.pk,
        "purpose": campaign.purpose,
        "digest": digest,
        "units": units,
        "subscribers": subscribed,
        "post": by.pk,
        "at": at.isoformat(),
    }
    audit.append(entry)
    audit.record(verb="campaign.send", by=by, object=campaign, data={"units": units})


def _template(campaign: Campaign, *, body: str = "") -> MessageTemplate:
    return MessageTemplate(
        id=campaign.template or "free",
        reason="notice",
        title=campaign.subject,
        subject=campaign.subject,
        body=body or campaign.body,
        sms=campaign.sms,
        zalo=campaign.zalo,
        zalo_approval=campaign.zalo_approval,
    )


def _to_units(campaign: Campaign, audience: Audience, marks: bool) -> Iterable[Telling]:
    template = _template(campaign)
    for unit_id, name, posts in audience.units:
        for post_id in posts:
            yield Telling(
                key=f"campaign:{campaign.pk}:post:{post_id}",
                template=template,
                values={"unit": name},
                post_id=post_id,
                unit_id=unit_id,
                campaign_id=campaign.pk,
                sms_marks=marks,
            )


def _to_subscribers(
    campaign: Campaign,
    audience: Audience,
    stop_link: Callable[[Subscription], str],
    marks: bool,
) -> Iterable[Telling]:
    for one in audience.subscriptions:
        stop = STOP.format(link=stop_link(one)) if one.channel == "email" else ""
        yield Telling(
            key=f"campaign:{campaign.pk}:sub:{one.pk}",
            template=_template(campaign, body=campaign.body.rstrip() + stop),
            values={"unit": READER},
            subscription=one,
            campaign_id=campaign.pk,
            in_app=False,
            sms_marks=marks,
        )
