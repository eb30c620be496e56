"""Ways out of the house: a folder on this machine (default), e-mail, gateways of SMS and Zalo.

Settings (environment): PHONGTRAO_MAIL=file|django|off; PHONGTRAO_SMS and PHONGTRAO_ZALO=file|off|
address of a gateway; PHONGTRAO_GATEWAY_TOKEN its secret. A gateway takes
`POST {"key", "channel", "to", "text", "template"}` with `Idempotency-Key: key` and answers 2xx with
`{"id": …}`; 409 means it has taken that key before. 4xx is final, everything else is tried again.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage as Letter
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage

from phongtrao.accounts.entrance import written_out
from phongtrao.core.dates import TZ
from phongtrao.notices.models import Delivery

TIMEOUT = 20  # seconds a gateway may take
FOLDER = "outbox"


class Failed(Exception):
    """Not sent; `final` says that trying again is useless."""

    def __init__(self, problem: str, *, final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem[:300]
        self.final = final


class Adapter(Protocol):
    """One way out. `repeatable`: sending the same key again reaches nobody twice."""

    @property
    def repeatable(self) -> bool:
        """Whether the receiver recognises a repetition by its key."""

    def send(self, delivery: Delivery) -> str:
        """Send and return the reference of what was sent; raises Failed."""


@dataclass(frozen=True)
class LocalFile:
    """Writes one file per delivery into the data folder, once."""

    folder: Path
    repeatable: bool = True

    def send(self, delivery: Delivery) -> str:
        """The file's name under the outbox folder."""
        letter = delivery.channel == "email"
        day = delivery.message.at.astimezone(TZ)
        name = f"{day:%Y-%m}/{delivery.key}.{'eml' if letter else 'json'}"
        path = self.folder / name
        if path.exists():
            return name
        content = _letter(delivery) if letter else _json(delivery)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.{os.getpid()}")
            partial.write_bytes(content)
            partial.replace(path)
        except OSError as problem:
            raise Failed(f"{name}: {problem.strerror}") from problem
        return name


@dataclass(frozen=True)
class Mail:
    """Django's configured e-mail backend. A repetition cannot be recognised there."""

    repeatable: bool = False

    def send(self, delivery: Delivery) -> str:
        """The Message-ID, the same for every attempt."""
        ident = f"<{delivery.key}@{settings.NOTICES_DOMAIN}>"
        message = EmailMessage(
            subject=delivery.message.subject.replace("\n", " "),
            body=_text(delivery),
            to=[delivery.address],
            headers={"Message-ID": ident, "Auto-Submitted": "auto-generated"},
        )
        try:
            message.send()
        except OSError as problem:  # SMTPException is one
            raise Failed(f"{type(problem).__name__}: {problem}") from problem
        return ident


@dataclass(frozen=True)
class Gateway:
    """An HTTP gateway of a carrier or of Zalo."""

    address: str
    token: str = ""
    repeatable: bool = True

    def send(self, delivery: Delivery) -> str:
        """The gateway's own reference."""
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked by `adapter_for`
            self.address, data=_json(delivery), headers=self._headers(delivery), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                said = json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as problem:
            if problem.code == 409:
                return delivery.key
            final = 400 <= problem.code < 500 and problem.code not in (408, 425, 429)
            raise Failed(f"HTTP {problem.code}", final=final) from problem
        except (OSError, ValueError) as problem:
            raise Failed(f"{type(problem).__name__}: {problem}") from problem
        return str(said.get("id", ""))[:200] if isinstance(said, dict) else ""

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": delivery.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


def adapter_for(channel: str) -> Adapter | None:
    """The way a channel goes in this installation; None when it is off."""
    chosen = settings.NOTICES_WAYS.get(channel, "off")
    if chosen == "file":
        return LocalFile(Path(settings.DATA_DIR) / FOLDER)
    if chosen == "django" and channel == "email":
        return Mail()
    if chosen.startswith(("https://", "http://")):
        return Gateway(chosen, settings.NOTICES_TOKEN)
    return None


def ways() -> dict[str, str]:
    """Channel → how it goes here: off, file, django or gateway (its address stays in settings)."""
    found = {}
    for channel in ("email", "sms", "zalo"):
        chosen = settings.NOTICES_WAYS.get(channel, "off")
        known = chosen if chosen in ("off", "file", "django") else "gateway"
        found[channel] = known if adapter_for(channel) else "off"
    return found


def _text(delivery: Delivery) -> str:
    message = delivery.message
    text = {"sms": message.sms, "zalo": message.zalo}.get(delivery.channel, message.body)
    return written_out(text)


def _json(delivery: Delivery) -> bytes:
    content = {
        "key": delivery.key,
        "channel": delivery.channel,
        "to": delivery.address,
        "text": _text(delivery),
        "template": delivery.message.template,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _letter(delivery: Delivery) -> bytes:
    letter = Letter()
    letter["Subject"] = delivery.message.subject.replace("\n", " ")
    letter["To"] = delivery.address
    letter["From"] = settings.DEFAULT_FROM_EMAIL
    letter["Date"] = format_datetime(delivery.message.at)
    letter["Message-ID"] = f"<{delivery.key}@{settings.NOTICES_DOMAIN}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(_text(delivery), cte="8bit")
    return letter.as_bytes()
