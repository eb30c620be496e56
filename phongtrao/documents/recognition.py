"""Papers of recognition as trees: decision on many units, proposal, minutes of the review meeting.

Layout: Decree 30/2020/NĐ-CP, Appendices I and III (samples 1.2, 1.4, 1.9); what each paper is for:
Circular 124/2021/TT-BCA, Art. 9 and 10. Nothing here knows a person: offices sign, groups attend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from phongtrao.documents.tree import (
    Appendix,
    Block,
    Column,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Proof,
    Row,
    Run,
    Signature,
    Table,
    closed,
)

BLANK = "      "
DOTS = "…" * 4


@dataclass(frozen=True)
class Issuing:
    """Who issues a paper and how it is numbered.

    `issuer` is the line of authority of a decision ("Chủ tịch Ủy ban nhân dân xã …"); `number`
    empty and `day` None leave blanks, as a draft has (Art. 15); `symbol` like "QĐ-UBND".
    """

    superior: str
    agency: tuple[str, ...]
    issuer: str
    symbol: str
    place: str
    signature: Signature
    recipients: tuple[str, ...]
    number: str = ""
    day: date | None = None

    @property
    def mark(self) -> str:
        """Number and symbol: "125/QĐ-UBND"; a number under 10 gets its zero."""
        return f"{self.number.zfill(2) if self.number else BLANK}/{self.symbol}"

    @property
    def letterhead(self) -> Letterhead:
        """Boxes 1-4."""
        draft = "" if self.number and self.day else "Dự thảo"
        place_date = f"{self.place}, {day_words(self.day)}"
        return Letterhead(self.superior, self.agency, f"Số: {self.mark}", place_date, draft)


@dataclass(frozen=True)
class Listed:
    """A unit in a list: name, kind and place in words, code, and a remark."""

    name: str
    kind: str
    place: str
    code: str
    note: str = ""


@dataclass(frozen=True)
class Judged:
    """A criterion in the minutes: code, text, what the unit claims, what the meeting says."""

    code: str
    text: str
    claimed: str
    found: str = ""


def day_words(day: date | None) -> str:
    """A day as Box 4 wants it: zero before days under 10 and months 1 and 2 only.

    >>> day_words(date(2024, 3, 5))
    'ngày 05 tháng 3 năm 2024'
    """
    if day is None:
        return f"ngày {BLANK}tháng {BLANK}năm {BLANK}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def counted(units: Sequence[Listed]) -> str:
    """How many of each kind, in the order of the list: "20 khu dân cư, 02 cơ quan"."""
    kinds = dict.fromkeys(unit.kind for unit in units)
    numbers = {kind: sum(unit.kind == kind for unit in units) for kind in kinds}
    return ", ".join(f"{number:02d} {kind}" for kind, number in numbers.items())


def unit_table(units: Sequence[Listed], note_title: str = "") -> Table:
    """The ruled list of units; with a last column for remarks when it has a title."""
    columns = [
        Column("TT", 0.6, "center"),
        Column("Tên đơn vị", 4),
        Column("Loại đơn vị", 2),
        Column("Địa bàn", 4),
        Column("Mã đơn vị", 1.8),
    ]
    columns += [Column(note_title, 4)] if note_title else []
    rows = []
    for number, unit in enumerate(units, start=1):
        cells = (str(number), unit.name, unit.kind, unit.place, unit.code)
        rows.append(Row((*cells, unit.note) if note_title else cells))
    return Table("", tuple(columns), tuple(rows))


def _article(number: int, text: str) -> Paragraph:
    return Paragraph((Run(f"Điều {number}. ", bold=True), Run(text)))


def attached(kind: str, issuing: Issuing) -> str:
    """The line under the heading of an annex."""
    agency = " ".join(issuing.agency)
    return f"(Kèm theo {kind} số {issuing.mark} {day_words(issuing.day)} của {agency})"


def _articles(units: Sequence[Listed], honour: str, executors: str) -> tuple[Block, ...]:
    """Articles 1 to 3 of a decision."""
    return closed(
        (
            _article(
                1,
                f"Công nhận {len(units):02d} đơn vị {honour}, gồm: {counted(units)} "
                "(danh sách tại Phụ lục kèm theo Quyết định này).",
            ),
            _article(
                2,
                "Các đơn vị có tên tại Điều 1 được cấp Giấy công nhận; có trách nhiệm giữ vững và "
                "nâng cao kết quả đã đạt được trong phong trào Toàn dân bảo vệ an ninh Tổ quốc.",
            ),
            _article(
                3,
                f"Quyết định này có hiệu lực kể từ ngày ký. {executors} và các đơn vị có tên tại "
                "Điều 1 chịu trách nhiệm thi hành Quyết định này.",
            ),
        )
    )


def decision(
    issuing: Issuing,
    *,
    honour: str,
    bases: Sequence[str],
    units: Sequence[Listed],
    executors: str,
    stamp: int,
    proof: Proof | None = None,
) -> Document:
    """Quyết định công nhận of many units, listed in its annex.

    `honour`: "đạt tiêu chuẩn “An toàn về an ninh, trật tự” năm 2024"; `executors`: who acts on it.
    """
    kinds = ", ".join(dict.fromkeys(unit.kind for unit in units))
    return Document(
        letterhead=issuing.letterhead,
        kind="Quyết định",
        abstract=f"Về việc công nhận {kinds} {honour}",
        addressees=(),
        bases=tuple(bases),
        blocks=_articles(units, honour, executors),
        signature=issuing.signature,
        recipients=issuing.recipients,
        stamp=stamp,
        title=f"Quyết định công nhận {len(units)} đơn vị {honour}",
        author=issuing.issuer,
        appendices=(
            Appendix(
                f"Danh sách đơn vị {honour}",
                attached("Quyết định", issuing),
                (unit_table(units),),
            ),
        ),
        proof=proof,
        issuer=issuing.issuer,
        operative="Quyết định:",
    )


def _asked(to: str, honour: str, units: Sequence[Listed], refused: Sequence[Listed]) -> list[Block]:
    """What a proposal reports and asks for."""
    total = len(units) + len(refused)
    return [
        Heading(1, "Kết quả xét"),
        _said(
            f"Đã xét {total:02d} hồ sơ: {len(units):02d} đơn vị {honour}"
            + (f" ({counted(units)})" if units else "")
            + f"; {len(refused):02d} đơn vị chưa đạt."
        ),
        Heading(1, "Đề nghị"),
        _said(
            f"Kính trình {to} xem xét, quyết định công nhận {len(units):02d} đơn vị {honour} "
            "(danh sách tại Phụ lục kèm theo)."
        ),
        _said(
            "Hồ sơ kèm theo: báo cáo kết quả, biên bản họp xét và tài liệu liên quan của từng "
            "đơn vị."
        ),
    ]


def _proposed(units: Sequence[Listed], refused: Sequence[Listed]) -> list[Block]:
    """The lists in the annex of a proposal."""
    annex: list[Block] = [Heading(1, "Đơn vị đề nghị công nhận"), unit_table(units)]
    if refused:
        annex += [Heading(1, "Đơn vị chưa đạt"), unit_table(refused, "Lý do")]
    return annex


def proposal(
    issuing: Issuing,
    *,
    to: str,
    honour: str,
    bases: Sequence[str],
    units: Sequence[Listed],
    refused: Sequence[Listed],
    stamp: int,
) -> Document:
    """Tờ trình with the units proposed and, with reasons, those not (Art. 9, clause 2b)."""
    return Document(
        letterhead=issuing.letterhead,
        kind="Tờ trình",
        abstract=f"Về việc đề nghị công nhận đơn vị {honour}",
        addressees=(to,),
        bases=tuple(bases),
        blocks=closed(tuple(_asked(to, honour, units, refused))),
        signature=issuing.signature,
        recipients=issuing.recipients,
        stamp=stamp,
        title=f"Tờ trình đề nghị công nhận {len(units)} đơn vị {honour}",
        author=" ".join(issuing.agency),
        appendices=(
            Appendix(
                f"Danh sách đơn vị đề nghị công nhận {honour}",
                attached("Tờ trình", issuing),
                tuple(_proposed(units, refused)),
            ),
        ),
    )


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))


@dataclass(frozen=True)
class Meeting:
    """What minutes say. Groups attend, not names; counts may be None on a blank form.

    `chair`, `secretary`: offices; `attended`: groups in words; `result`: the conclusion in words.
    """

    unit: str
    honour: str
    chair: str
    secretary: str
    attended: tuple[str, ...]
    criteria: tuple[Judged, ...]
    present: int | None = None
    agreed: int | None = None
    result: str = ""
    held: date | None = None
    place: str = ""


def minutes(issuing: Issuing, meeting: Meeting, *, stamp: int) -> Document:
    """Biên bản họp xét, prefilled; what is not known yet stays dotted."""
    return Document(
        letterhead=issuing.letterhead,
        kind="Biên bản",
        abstract=f"Họp xét {meeting.unit} {meeting.honour}",
        addressees=(),
        bases=(),
        blocks=(*_opening(meeting), _judged(meeting.criteria), *_closing(meeting)),
        signature=Signature(("Chủ trì",), (f"({meeting.chair})",)),
        recipients=(),
        stamp=stamp,
        title=f"Biên bản họp xét {meeting.unit} {meeting.honour}",
        author=" ".join(issuing.agency),
        cosigner=Signature(("Thư ký",), (f"({meeting.secretary})",)),
    )


def _opening(meeting: Meeting) -> list[Block]:
    when = f"ngày {DOTS} tháng {DOTS} năm {DOTS}"
    when = day_words(meeting.held) if meeting.held else when
    last = len(meeting.attended) - 1
    attended = [
        Paragraph(
            (Run(f"{group[:1].upper()}{group[1:]}: {DOTS} người{'.' if n == last else ';'}"),),
            bullet=True,
        )
        for n, group in enumerate(meeting.attended)
    ]
    return [
        Heading(1, "Thời gian, địa điểm, thành phần"),
        _said(f"Thời gian: {DOTS} giờ {DOTS} phút, {when}."),
        _said(f"Địa điểm: {meeting.place or DOTS * 6}."),
        _said(f"Chủ trì: {meeting.chair}. Thư ký: {meeting.secretary}."),
        _said("Thành phần dự họp:"),
        *attended,
        Heading(1, "Nội dung"),
        _said(
            f"Hội nghị nghe báo cáo kết quả thực hiện, tự đánh giá của {meeting.unit} và xét từng "
            "tiêu chí như sau:"
        ),
    ]


def _judged(criteria: Sequence[Judged]) -> Table:
    columns = (
        Column("TT", 1.2, "center"),
        Column("Tiêu chí", 5.6),
        Column("Đơn vị tự đánh giá", 1.6, "center"),
        Column("Hội nghị xét", 1.6, "center"),
    )
    rows = tuple(Row((item.code, item.text, item.claimed, item.found)) for item in criteria)
    return Table("", columns, rows)


def _closing(meeting: Meeting) -> list[Block]:
    present = DOTS if meeting.present is None else f"{meeting.present:02d}"
    agreed = DOTS if meeting.agreed is None else f"{meeting.agreed:02d}"
    end = (
        f"Cuộc họp kết thúc vào {DOTS} giờ {DOTS} phút cùng ngày; biên bản đã được thông qua tại "
        "cuộc họp."
    )
    return [
        Heading(1, "Kết luận"),
        _said(f"Số người dự họp: {present}; số người nhất trí: {agreed}."),
        _said(f"Kết luận: {meeting.result or DOTS * 6}."),
        *closed((_said(end),)),
    ]
