"""What is wrong with a message: rules of each channel as findings, for templates and free texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from phongtrao.core.findings import Finding
from phongtrao.core.text import looks_like_person_id
from phongtrao.plan.messages import (
    MessageExample,
    MessageTemplate,
    Notices,
    Reminding,
    sms_parts,
    without_marks,
)

ZALO_LONGEST = 400
BODY_LONGEST = 4_000
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:vn|com|net|org|info|me|ly|gl)\b\S*")
_PHONE = re.compile(r"(?<![\w{])(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\w)|\b1[89]00[\s.\-]?\d{4,6}\b")
_SHORT = re.compile(r"(?<![\w{])[A-ZĐ]{2,}(?![\w}])")
_ROMAN = re.compile(r"^[IVXLC]+$")
_ADDRESS = re.compile(
    r"(?<!\w)(?:anh/chị|anh chị|ông/bà|ông bà|quý khách|quý vị|anh|chị|bạn|(?<![Tt]rẻ )em)(?!\w)"
)
_HOUSE = re.compile(r"(?i)vui lòng|xin lỗi|!")
_WORD = re.compile(r"[^\W\d_]+")
_OUR_PLACES = re.compile(r"\{[a-z_]+\}")

WORDS: dict[str, tuple[str, str, str]] = {
    "message.link": (
        "Nội dung gửi qua {channel} có đường dẫn “{found}”.",
        "The {channel} text holds the link “{found}”.",
        "Bỏ đường dẫn; người nhận mở hệ thống bằng nút hoặc địa chỉ đã biết.",
    ),
    "message.phone": (
        "Nội dung có số điện thoại “{found}”.",
        "The text holds the phone number “{found}”.",
        "Bỏ số điện thoại khỏi nội dung.",
    ),
    "message.citizen": (
        "Nội dung có dãy số giống số định danh hoặc số điện thoại của người dân.",
        "The text holds digits that look like a citizen's number.",
        "Chỉ ghi số lượng, không ghi số của cá nhân.",
    ),
    "message.short": (
        "Chữ viết tắt “{found}” không dùng trong nội dung Zalo.",
        "The abbreviation “{found}” is not used in Zalo texts.",
        "Viết đủ chữ, ví dụ “an ninh, trật tự”.",
    ),
    "message.address": (
        "Lời xưng hô “{found}” không trung tính.",
        "The form of address “{found}” is not neutral.",
        "Gọi tên đơn vị, ví dụ “Kính gửi {{unit}}”.",
    ),
    "message.house": (
        "Chữ “{found}” không dùng trong thông báo của cơ quan.",
        "“{found}” is not used in official notices.",
        "Viết câu đề nghị ngắn, không dấu chấm than.",
    ),
    "message.icon": (
        "Ký hiệu “{found}” không dùng trong nội dung Zalo.",
        "The sign “{found}” is not used in Zalo texts.",
        "Bỏ biểu tượng.",
    ),
    "message.marks": (
        "Nội dung Zalo thiếu dấu tiếng Việt.",
        "The Zalo text lacks Vietnamese marks.",
        "Viết tiếng Việt đủ dấu.",
    ),
    "message.long": (
        "Nội dung dài {length} ký tự, tối đa {most}.",
        "The text has {length} letters, at most {most}.",
        "Rút ngắn nội dung.",
    ),
    "message.parts": (
        "Tin nhắn SMS dài {parts} phần, tối đa {most}.",
        "The SMS needs {parts} parts, at most {most}.",
        "Rút ngắn nội dung SMS hoặc bỏ dấu.",
    ),
    "message.empty": ("Chưa có nội dung.", "There is no text yet.", "Ghi nội dung cần gửi."),
    "message.no_example": (
        "Mẫu “{id}” chưa có ví dụ.",
        "Template {id} has no example.",
        "Thêm một ví dụ với giá trị và kết quả.",
    ),
    "message.example": (
        "Ví dụ của mẫu “{id}” ({part}): ra “{drawn}”, ghi “{stated}”.",
        "Example of {id} ({part}): drawn “{drawn}”, stated “{stated}”.",
        "Sửa ví dụ hoặc sửa mẫu.",
    ),
    "message.value": (
        "Ví dụ của mẫu “{id}” thiếu giá trị “{name}”.",
        "The example of {id} lacks the value {name}.",
        "Thêm giá trị này vào ví dụ.",
    ),
    "message.twice": ("Mã mẫu “{id}” dùng hai lần.", "Template id {id} is used twice.", ""),
}


def _finding(code: str, place: str, level: str = "error", **data: object) -> Finding:
    vietnamese, english, hint = (text.format(**data) for text in WORDS[code])
    return Finding(code, place, vietnamese, hint, level, english)


def check_text(
    text: str, channel: str, place: str = "", steps: Reminding | None = None
) -> list[Finding]:
    """Findings about one text for a channel: subject, body (e-mail, in-app), sms or zalo.

    The text may hold places such as `{unit}`; they are not judged.
    """
    where = place or channel
    plain = unicodedata.normalize("NFC", _OUR_PLACES.sub("…", text))
    if not plain.strip():
        return [_finding("message.empty", where)]
    found = list(_everywhere(plain, where))
    if channel in ("sms", "zalo"):
        found += [
            _finding("message.link", where, channel=channel.upper(), found=link[0])
            for link in _LINK.finditer(plain)
        ]
    if channel == "zalo":
        found += _zalo(plain, where)
    if channel == "sms":
        found += _sms(plain, where, steps or Reminding())
    if len(plain) > BODY_LONGEST:
        found.append(_finding("message.long", where, length=len(plain), most=BODY_LONGEST))
    return found


def _everywhere(plain: str, where: str) -> Iterator[Finding]:
    """Rules of every channel: no numbers of people, neutral address, words of the house."""
    phone = _PHONE.search(plain)
    if phone:
        yield _finding("message.phone", where, found=phone[0].strip())
    elif looks_like_person_id(plain):
        yield _finding("message.citizen", where)
    for code, pattern in (("message.address", _ADDRESS), ("message.house", _HOUSE)):
        match = pattern.search(plain)
        if match:
            yield _finding(code, where, found=match[0])


def _zalo(plain: str, where: str) -> Iterator[Finding]:
    """Rules of approved Zalo templates (ux.md 2.5): full words, full marks, no icons."""
    for match in _SHORT.finditer(plain):
        if not _ROMAN.match(match[0]):
            yield _finding("message.short", where, found=match[0])
    for char in plain:
        if unicodedata.category(char) in ("So", "Sk", "Cs") or ord(char) > 0xFFFF:
            yield _finding("message.icon", where, found=char)
            break
    words = _WORD.findall(plain)
    marked = sum(without_marks(word) != word for word in words)
    if len(words) >= 4 and marked * 10 < len(words) * 3:
        yield _finding("message.marks", where)
    if len(plain) > ZALO_LONGEST:
        yield _finding("message.long", where, length=len(plain), most=ZALO_LONGEST)


def _sms(plain: str, where: str, steps: Reminding) -> Iterator[Finding]:
    sent = plain if steps.sms_marks else without_marks(plain)
    parts = sms_parts(sent)
    if parts > steps.sms_parts:
        yield _finding("message.parts", where, parts=parts, most=steps.sms_parts)


def check_template(
    template: MessageTemplate, steps: Reminding, place: str = ""
) -> Iterator[Finding]:
    """Findings about one template: each text by its channel, then its worked examples."""
    where = place or template.id
    for channel, text in template.texts().items():
        yield from check_text(text, channel, where, steps)
    if not template.examples:
        yield _finding("message.no_example", where, id=template.id)
    for example in template.examples:
        yield from _check_example(template, example, steps, where)


def _check_example(
    template: MessageTemplate, example: MessageExample, steps: Reminding, where: str
) -> Iterator[Finding]:
    missing = sorted(template.places() - set(example.values))
    for name in missing:
        yield _finding("message.value", where, id=template.id, name=name)
    if missing:
        return
    drawn = template.drawn(example.values)
    for part, text in drawn.items():
        stated = getattr(example, part).strip()
        if stated and stated != text:
            yield _finding(
                "message.example", where, id=template.id, part=part, drawn=text, stated=stated
            )
        if part == "sms":
            yield from check_text(text, part, where, steps)


def check_notices(notices: Notices, place: str = "notices.yaml") -> list[Finding]:
    """All findings about the templates of a package."""
    found: list[Finding] = []
    seen: set[str] = set()
    for template in notices.templates:
        if template.id in seen:
            found.append(_finding("message.twice", place, id=template.id))
        seen.add(template.id)
        found += check_template(template, notices.reminding, f"{place}: {template.id}")
    return found
