"""R3: a frozen report goes to its recipients ("Nơi nhận"), with a package for the document axis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from phongtrao.accounts.models import Post
from phongtrao.core.dates import local_day
from phongtrao.core.findings import Refusal
from phongtrao.documents import edxml
from phongtrao.notices.actions import record_sent
from phongtrao.notices.models import Dispatch
from phongtrao.notices.queries import Recipient
from phongtrao.programmes import queries as programmes
from phongtrao.reports import queries
from phongtrao.reports.models import Snapshot
from phongtrao.reports.outline import Outline

#: "12/BC-UBND": number, then symbol (Decree 30/2020, annex I).
NUMBER = re.compile(r"^\s*(\d{1,5})\s*/\s*([A-ZĐ][\w&-]*(?:-[\w&-]+)*)\s*$")
ARCHIVE = "archive"


@dataclass(frozen=True)
class Gone:
    """A recipient the plan names that no longer exists: since when, and who took its place."""

    label: str
    until: date
    heir: str


def recipients(on: date) -> list[Recipient]:
    """The recipients the plan names that exist on a day, without the archive line."""
    return [
        Recipient(one.code or f"r{number}", one.label)
        for number, one in enumerate(programmes.package().recipients, start=1)
        if one.code != ARCHIVE and one.exists_on(on)
    ]


def gone(on: date) -> list[Gone]:
    """The recipients the plan names that were dissolved by a day."""
    named = programmes.package().recipients
    labels = {one.code: one.label for one in named}
    return [
        Gone(one.label, one.until, labels.get(one.heir, ""))
        for one in named
        if one.until is not None and one.until <= on
    ]


def chosen(codes: Sequence[str], on: date) -> list[Recipient]:
    """Recipients by their codes; unknown codes and those that do not exist then are left out."""
    return [one for one in recipients(on) if one.code in set(codes)]


def number_of(text: str) -> tuple[str, str]:
    """("12", "BC-UBND"); ("", "") for an empty text. Refusal `dispatch.number` (422)."""
    if not text.strip():
        return "", ""
    match = NUMBER.match(text)
    if match is None:
        raise Refusal(
            "dispatch.number",
            f"Số, ký hiệu “{text}” chưa đúng. Viết dạng 12/BC-UBND, hoặc để trống khi chưa cấp số.",
            f"“{text}” is not a number of a document. Write 12/BC-UBND or leave it empty.",
            status=422,
        )
    return f"{int(match[1]):02d}", match[2]


def package_of(found: Snapshot, *, to: Sequence[Recipient], number: str, at: datetime) -> bytes:
    """The edXML package of a frozen report with its DOCX and PDF; same arguments, same bytes.

    The codes of the organs are not known here and left empty: the axis fills them in.
    """
    plan = programmes.package()
    digits, symbol = number_of(number)
    facts = queries.facts(found)
    cover = Outline.model_validate_json(found.outline).cover
    title = f"Báo cáo kết quả năm {found.year}: {plan.name}"
    envelope = edxml.Envelope(
        document_id=str(uuid5(NAMESPACE_URL, f"{found.code}/{number}")),
        sender=edxml.Organ(" ".join(cover.agency)),
        receivers=[edxml.Organ(one.label) for one in to],
        number=digits,
        symbol=symbol,
        place=plan.place,
        issued=local_day(at),
        subject=title[:500],
        content=f"{title}. Mã bản chốt {found.code}; SHA-256 của số liệu {found.facts_sha256}.",
        competence=" ".join(cover.authority).upper(),
        position=" ".join(cover.titles) or "Người có thẩm quyền ký",
        sent=at,
        attachments=[
            edxml.Attachment(
                f"{found.code}.{kind}", queries.MIME[kind], words, queries.content(found, kind)
            )
            for kind, words in (("pdf", "Báo cáo (PDF)"), ("docx", "Báo cáo (Word)"))
        ],
    )
    assert facts.year == found.year
    return edxml.build(envelope)


def valid_package(found: Snapshot, *, to: Sequence[Recipient], number: str, at: datetime) -> bytes:
    """The package, checked. Refusal `dispatch.package` (422) with everything that is wrong."""
    content = package_of(found, to=to, number=number, at=at)
    wrong = list(dict.fromkeys(one.message for one in edxml.check(content)))
    if wrong:
        english = list(dict.fromkeys(one.message_en for one in edxml.check(content)))
        raise Refusal(
            "dispatch.package",
            "Chưa lập được gói gửi trục liên thông. " + " ".join(wrong),
            "The package was not made. " + " ".join(english),
            status=422,
        )
    return content


def facts_hash(found: Snapshot) -> str:
    """SHA-256 of the frozen figures."""
    return found.facts_sha256


def send(
    *,
    found: Snapshot,
    to: Sequence[Recipient],
    way: str,
    number: str,
    by: Post | None,
    at: datetime,
    note: str = "",
) -> list[Dispatch]:
    """Write the sending of a frozen report into the record. Refusals as `notices.record_sent`.

    The digest of the record is the one of the PDF that was sent.
    """
    digits, _ = number_of(number)
    if way == "axis" and not digits:
        raise Refusal(
            "dispatch.number",
            "Gửi qua trục liên thông phải có số, ký hiệu. Ghi như 12/BC-UBND, hoặc chọn cách khác.",
            "The document axis takes numbered documents only. Write the number, or another way.",
            status=422,
        )
    return record_sent(
        document=found.code,
        recipients=to,
        way=way,
        number=number.strip(),
        digest=found.pdf_id,
        by=by,
        at=at,
        note=note,
    )
