"""The office's own words: paragraphs of a year's report edited one by one, never overwritten.

An edited item of the outline keeps its place and its condition; its text is lines: a paragraph, a
"- " bullet, `{bang:<table>}` or `{bieu_do:<target or table>}` on a line of its own. Numbers stay
tokens (`{T1.2}`), so that they are read when the report is printed and carry their code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit import actions as audit
from phongtrao.audit.canonical import canonical
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.documents.tree import roman
from phongtrao.reports import access
from phongtrao.reports.models import Edit
from phongtrao.reports.outline import Item, Outline

KEY_LENGTH = 8
MAX_TEXT = 20_000
OPENING, CLOSING = "opening", "closing"


@dataclass(frozen=True)
class Place:
    """One item of the outline where it stands: section, heading, key."""

    key: str
    section: int
    heading: int
    item: Item

    @property
    def part(self) -> str:
        """The heading it stands under: "II.3", "I" before the first one."""
        number = roman(self.section)
        return f"{number}.{self.heading}" if self.heading else number


def places(outline: Outline) -> Iterator[Place]:
    """Every item of the body in order. A key is the item's own words: moving it keeps the key."""
    seen: dict[str, int] = {}
    for section, part in enumerate(outline.sections, start=1):
        heading = 0
        for item in part.items:
            heading += bool(item.heading)
            key = _key(item)
            seen[key] = seen.get(key, 0) + 1
            twin = f"-{seen[key]}" if seen[key] > 1 else ""
            yield Place(key + twin, section, heading, item)


def _key(item: Item) -> str:
    said = canonical(item.model_dump(mode="json", exclude={"lines"}))
    return hashlib.sha256(said.encode()).hexdigest()[:KEY_LENGTH]


def is_editable(item: Item) -> bool:
    """Whether an item is text: headings and tables of the outline stay as they are."""
    return bool(item.text or item.narrative)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of an edited text, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def edits(report: str, year: int) -> dict[str, Edit]:
    """Item key → the newest edit, those given back to the outline left out."""
    newest = {edit.key: edit for edit in Edit.objects.filter(report=report, year=year)}
    return {key: edit for key, edit in newest.items() if edit.text}


def history(report: str, year: int, key: str) -> list[Edit]:
    """Every edit of one paragraph, newest first."""
    return list(Edit.objects.filter(report=report, year=year, key=key).order_by("-number"))


def applied(outline: Outline, texts: Mapping[str, str]) -> Outline:
    """The outline with the office's words in place of its own."""
    if not texts:
        return outline
    items: dict[int, list[Item]] = {}
    for place in places(outline):
        text = texts.get(place.key, "")
        changed = place.item.model_copy(update={"lines": lines_of(text)}) if text else place.item
        items.setdefault(place.section, []).append(changed)
    sections = tuple(
        section.model_copy(update={"items": tuple(items.get(number, ()))})
        for number, section in enumerate(outline.sections, start=1)
    )
    return outline.model_copy(update={"sections": sections})


def wording(texts: Mapping[str, str]) -> str:
    """SHA-256 of the edited texts, '' when nothing is edited: part of what a seal covers."""
    return hashlib.sha256(canonical(dict(texts)).encode()).hexdigest() if texts else ""


def place_of(outline: Outline, key: str) -> Place:
    """The place of an editable item. Refusal `report.no_paragraph` (404)."""
    found = next((place for place in places(outline) if place.key == key), None)
    if found is None or not is_editable(found.item):
        raise Refusal(
            "report.no_paragraph",
            "Đề cương không còn đoạn này. Mở lại trang soạn báo cáo.",
            "The outline no longer has this paragraph. Open the builder again.",
            status=404,
        )
    return found


def edit(*, outline: Outline, year: int, key: str, text: str, base: int, by: Post) -> Edit:
    """Say one paragraph in the office's own words; '' gives it back to the outline.

    base: number of the edit the writer saw (0: none). Refusals `report.may_not_edit` (403),
    `report.edited_meanwhile` (409) when somebody else was faster, `report.too_long` (422).
    """
    access.require_edit(by)
    place_of(outline, key)
    words = nfc(text).strip()
    if len(words) > MAX_TEXT:
        raise Refusal(
            "report.too_long",
            f"Đoạn văn dài quá {MAX_TEXT} ký tự. Rút ngắn lại.",
            f"The paragraph is longer than {MAX_TEXT} characters.",
            status=422,
        )
    newest = Edit.objects.filter(report=outline.id, year=year, key=key).last()
    number = newest.number if newest else 0
    if number != base:
        raise _meanwhile()
    try:
        with transaction.atomic():
            made = Edit.objects.create(
                report=outline.id, year=year, key=key, number=number + 1, text=words,
                post_id=by.pk, at=timezone.now(),
            )  # fmt: skip
            audit.record(
                verb="report.edit", by=by, object=made, data={"year": year, "key": key, "n": number}
            )
    except IntegrityError as problem:
        raise _meanwhile() from problem
    return made


def _meanwhile() -> Refusal:
    return Refusal(
        "report.edited_meanwhile",
        "Có người vừa sửa đoạn này. Nội dung của anh/chị vẫn ở ô soạn; xem bản mới rồi lưu lại.",
        "Somebody has just edited this paragraph. Your text is still in the box; look, then save.",
        status=409,
    )


#: Words that stand after a counted number in these reports.
COUNTED = (
    "đơn vị", "buổi", "lượt", "người", "hộ", "mô hình", "điểm", "văn bản", "cuộc", "tin", "bài",
    "bản", "tổ", "lớp", "tập thể", "cá nhân", "camera", "triệu", "tỷ", "đồng", "đợt", "nhiệm vụ",
    "hồ sơ", "xã", "phường", "thị trấn", "huyện", "khu dân cư", "cơ quan", "doanh nghiệp",
    "cơ sở", "trường", "ngày hội", "suất", "đề nghị", "loại", "vụ", "trường hợp", "thành viên",
)  # fmt: skip
TYPED = re.compile(
    r"(?<![\w{.,/|-])\d[\d.,]*(?:\s*%|\s+(?:" + "|".join(COUNTED) + r")\b)", re.IGNORECASE
)
TOKENS = re.compile(r"\{[^{}]*\}")


def typed_numbers(text: str) -> list[str]:
    """Numbers typed by hand beside a unit word, where a token should stand.

    >>> typed_numbers("Có 12 mô hình và {N2.1} mô hình, tăng 5,2% theo Nghị quyết 12")
    ['12 mô hình', '5,2%']
    """
    return [found[0] for found in TYPED.finditer(TOKENS.sub("{}", text))]
