"""What a visit may say: its report, and the checks before it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from phongtrao.core.dates import TZ
from phongtrao.core.text import nfc
from phongtrao.inspections.claiming import Claim
from phongtrao.inspections.models import InspectionRound
from phongtrao.inspections.planning import refused, require_clean
from phongtrao.plan.definitions import Field
from phongtrao.rules.discrepancy import DIFFERS, UNCHECKED, VERDICTS

LONGEST = 500


@dataclass(frozen=True)
class Found:
    """What a team found for one field: verdict, the value found when it differs, a sentence."""

    verdict: str
    found: int | str | None = None
    sentence: str = ""


@dataclass(frozen=True)
class Report:
    """What a team writes down: the day, one finding for each field looked at, a closing sentence.

    due: before which day what differs must be put right (None: 30 days after the visit).
    """

    day: date
    items: Mapping[str, Found] = field(default_factory=dict)
    note: str = ""
    due: date | None = None


def check(round_: InspectionRound, report: Report, claim: Claim | None, at: datetime) -> None:
    """Refuse a report that lies outside its days, says nothing, or says what cannot be.

    Refusals (422): `inspection.day`, `.empty`, `.verdict`, `.found`, `.sentence`, `.person_id`.
    """
    if report.day > at.astimezone(TZ).date() or report.day < round_.starts - timedelta(days=31):
        raise refused(
            "day",
            "Ngày kiểm tra không được ở sau hôm nay hoặc trước đợt kiểm tra quá một tháng.",
            "The day of the visit lies ahead, or more than a month before the round.",
        )
    require_clean(report.note, *(item.sentence for item in report.items.values()))
    fields = {f.id: f for f in claim.fields} if claim else {}
    _require_something(report, bool(fields))
    for name, item in report.items.items():
        _check_item(fields.get(name), item)
    longest = [report.note, *(item.sentence for item in report.items.values())]
    if any(len(text) > LONGEST for text in longest):
        raise refused(
            "sentence", "Câu ghi dài quá 500 ký tự. Rút gọn.", "A sentence is over 500 characters."
        )


def _require_something(report: Report, has_items: bool) -> None:
    """A visit counts towards the targets of the plan: an empty form is none."""
    if has_items and not report.items:
        raise refused(
            "empty",
            "Phiếu chưa có mục nào được kiểm tra. Chọn kết quả cho ít nhất một mục rồi ghi.",
            "No item of the form is answered. Answer at least one, then write the visit down.",
        )
    looked_at = any(item.verdict != UNCHECKED for item in report.items.values())
    if not looked_at and not nfc(report.note):
        raise refused(
            "empty",
            "Không có mục nào đối chiếu được: ghi vào ô “Nhận xét của đoàn” điều đoàn đã thấy.",
            "No item was compared: write under “What the team saw” what was seen.",
        )


def _check_item(definition: Field | None, item: Found) -> None:
    if definition is None or item.verdict not in VERDICTS:
        raise refused(
            "verdict",
            "Phiếu có mục không thuộc danh sách cần kiểm tra. Mở lại phiếu.",
            "The form holds an item that is not looked at. Open it again.",
        )
    if item.verdict != DIFFERS:
        return
    if definition.type == "integer":
        right = isinstance(item.found, int) and item.found >= 0
    elif definition.type == "yesno":
        right = item.found in ("yes", "no")
    else:
        right = item.found in {choice.code for choice in definition.choices}
    if not right:
        raise refused(
            "found",
            f"“{definition.label}”: ghi số hoặc kết quả thực tế tìm thấy.",
            f"“{definition.label_en or definition.label}”: say what was found.",
        )
