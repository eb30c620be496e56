"""Words of this area: reasons, channels, ways, states, lateness."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phongtrao.core.dates import TZ
from phongtrao.plan.messages import PURPOSES
from phongtrao.web.entry.wording import in_english


def reason_words(reason: str) -> str:
    """Why a post is told (ux.md 2.2)."""
    return {
        "due": _("Due or late"),
        "returned": _("Returned to correct"),
        "assigned": _("Given to this post"),
        "answered": _("Answered"),
        "notice": _("Notices and outreach"),
    }.get(reason, reason)


def channel_words(channel: str) -> str:
    """A channel in words."""
    return {"email": _("E-mail"), "sms": "SMS", "zalo": "Zalo"}.get(channel, channel)


def way_words(way: str) -> str:
    """How a channel leaves this installation."""
    return {
        "off": _("off"),
        "file": _("into the folder of this server"),
        "django": _("mail server"),
        "gateway": _("gateway"),
    }.get(way, way)


def purpose_words(code: str) -> str:
    """The purpose of a message."""
    vietnamese, english = PURPOSES.get(code, (code, code))
    return english if in_english() else vietnamese


def pair(words: tuple[str, str]) -> str:
    """Vietnamese or English of a pair."""
    return words[1] if in_english() else words[0]


def lateness(late: timedelta | None) -> str:
    """Lateness to the second: "2 ngày 03:04:05"; "" when there is none."""
    if late is None:
        return ""
    seconds = int(late.total_seconds())
    days, rest = divmod(seconds, 86_400)
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    if not days:
        return clock
    return ngettext("%(n)s day %(clock)s", "%(n)s days %(clock)s", days) % {
        "n": days,
        "clock": clock,
    }


def moment(at: datetime | None) -> str:
    """HH:MM dd/mm/yyyy on Vietnam's clock; "" for none."""
    return at.astimezone(TZ).strftime("%H:%M %d/%m/%Y") if at else ""
