"""Grammar of what is told to people: message templates and the steps of reminding, as data.

A template is Vietnamese, of one language, addressed to a unit or a post. `{name}` is a place for a
value; every template carries a worked example that is drawn and compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

from phongtrao.plan.targets import Strict

PLACE = re.compile(r"\{([a-z_]+)\}")
PURPOSES: dict[str, tuple[str, str]] = {
    "legal_education": ("Phổ biến, giáo dục pháp luật", "Legal education"),
    "crime_prevention": ("Phòng ngừa tội phạm", "Crime prevention"),
    "fraud_prevention": ("Phòng, chống lừa đảo", "Fraud prevention"),
    "announcement": ("Thông báo của chương trình", "Notice of the programme"),
}
#: A message by radio carries 160 plain letters, 70 with Vietnamese marks; joined parts carry less.
PLAIN_PART, PLAIN_JOINED, MARKED_PART, MARKED_JOINED = 160, 153, 70, 67


class MessageExample(Strict):
    """Values put into a template and what must come out (an empty text is not compared)."""

    values: dict[str, str]
    subject: str = ""
    body: str = ""
    sms: str = ""
    zalo: str = ""


class MessageTemplate(Strict):
    """One kind of message; an empty `sms` or `zalo` means it never goes that way.

    reason: why a post is told (the bell groups by it). zalo_approval: the number under which the
    Zalo text was approved; a text without one is never sent to Zalo.
    """

    id: str
    reason: Literal["due", "returned", "assigned", "answered", "notice"]
    purpose: Literal[
        "", "legal_education", "crime_prevention", "fraud_prevention", "announcement"
    ] = ""
    title: str
    title_en: str = ""
    subject: str
    body: str
    sms: str = ""
    zalo: str = ""
    button: str = ""
    zalo_approval: str = ""
    examples: tuple[MessageExample, ...] = ()

    def texts(self) -> dict[str, str]:
        """The texts that are there, by channel: subject, body, sms, zalo."""
        found = {
            "subject": self.subject,
            "body": self.body.strip(),
            "sms": self.sms,
            "zalo": self.zalo,
        }
        return {name: text for name, text in found.items() if text}

    def places(self) -> set[str]:
        """Names of the values the template asks for."""
        return {name for text in self.texts().values() for name in PLACE.findall(text)}

    def drawn(self, values: Mapping[str, str]) -> dict[str, str]:
        """The texts with their values; KeyError names a value that is missing."""
        return {
            name: PLACE.sub(lambda match: values[match[1]], text)
            for name, text in self.texts().items()
        }


class Reminding(Strict):
    """When a unit is reminded and when the level above is told. Days; all are settings.

    before: days left on which a unit is reminded (7: seven days before the last day on time).
    late: days late on which it is reminded again. commune_after, office_after: days late after
    which the commune, then the standing office, is told. queue_after: days a report may wait for
    its verifier. sms_marks: whether SMS keep their marks; sms_parts: how many parts one may have.
    """

    before: tuple[int, ...] = (7, 1)
    late: tuple[int, ...] = (1, 4, 8, 15)
    commune_after: int = 3
    office_after: int = 10
    queue_after: int = 3
    sms_marks: bool = False
    sms_parts: int = 2


class Notices(Strict):
    """`notices.yaml`: steps of reminding and templates; a package may leave the file out."""

    reminding: Reminding = Reminding()
    templates: tuple[MessageTemplate, ...] = ()

    def template(self, code: str) -> MessageTemplate | None:
        """The template with this id, or None."""
        return next((one for one in self.templates if one.id == code), None)


def without_marks(text: str) -> str:
    """Vietnamese without marks, as cheap SMS are written: “Đề nghị” → “De nghi”."""
    plain = text.replace("đ", "d").replace("Đ", "D").replace("–", "-").replace("…", "...")
    plain = plain.replace("“", '"').replace("”", '"').replace("’", "'")
    apart = unicodedata.normalize("NFD", plain)
    return "".join(char for char in apart if not unicodedata.combining(char))


def sms_parts(text: str) -> int:
    """How many messages by radio a text needs (3GPP TS 23.038: 160 or 70 letters, joined less)."""
    plain = text.isascii()
    one, joined = (PLAIN_PART, PLAIN_JOINED) if plain else (MARKED_PART, MARKED_JOINED)
    length = len(text) if plain else len(text.encode("utf-16-le")) // 2
    return 1 if length <= one else -(-length // joined)
