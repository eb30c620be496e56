"""What must be true before an act on an entry is stored; refusals say what to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from phongtrao.accounts.models import Post
from phongtrao.core.dates import format_date
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.formula import evaluate_condition
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.register_rows import Row, condition_of, day_of, review_row
from phongtrao.plan.registers import Move, Register, ReviewKind
from phongtrao.registers import access, projections
from phongtrao.registers.measuring import count_reviewed
from phongtrao.registers.models import Entry
from phongtrao.rules.registers import check_entry, check_review, said

Values = Mapping[str, Any]
MICRO = 1_000_000


def with_point(
    register: Register, values: Values, point: tuple[float, float] | None
) -> dict[str, Any]:
    """Return the values with the point in millionths of a degree, empty answers left out."""
    payload = {name: value for name, value in values.items() if value not in (None, "", [])}
    if point is None:
        return payload
    latitude, longitude = point
    if not register.map_point or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refusal(
            code="entry.point",
            message="Vị trí không dùng được. Ghi vĩ độ và kinh độ, ví dụ 11,5349; 106,8832.",
            message_en="The point cannot be used. Give latitude and longitude.",
            status=422,
        )
    return payload | {"point": [round(latitude * MICRO), round(longitude * MICRO)]}


def require_period(register: Register, values: Values, period: Period | None) -> date:
    """Return the day the entry speaks of; Refusal `entry.period` (422) without day and period."""
    half = period is not None and period.half is not None
    day = day_of(register, values, period)
    if day is not None and not (half and register.period == "year"):
        return day
    if register.day and not register.field(register.day).required:
        return access.today()
    if register.day:
        today = access.today()
        found = [one for one in check_entry(register, values, today, today) if one.is_error]
        field = register.field(register.day)
        missing = said(field, "missing", "chưa có ngày. Nhập mục này.", "the day is missing.")
        raise _invalid([missing, *(one for one in found if one.place != field.id)])
    if register.period == "none":
        return access.today()
    raise Refusal(
        code="entry.period",
        message="Chọn kỳ mà dòng này thuộc về.",
        message_en="Choose the period this entry belongs to.",
        status=422,
    )


def judge_entry(
    register: Register,
    values: Values,
    day: date,
    *,
    state: str,
    unit: UnitState | None = None,
    entry: Entry | None = None,
) -> list[Finding]:
    """Return errors and warnings about what an entry is about to say."""
    holder = unit or entry
    group = unit.group if unit else entry.grp if entry else ""
    system: Row = {
        "grp": group,
        "kind": holder.kind if holder else "",
        "subkind": holder.subkind if holder else "",
        "state": state,
        "day": day.isoformat(),
    }
    return check_entry(register, values, day, access.today(), system) + _links(
        register, values, entry
    )


def _links(register: Register, values: Values, entry: Entry | None) -> list[Finding]:
    """Links lead to entries and units that exist, and no entry descends from itself."""
    findings = []
    for field in register.asked():
        value = values.get(field.id)
        if not isinstance(value, int):
            continue
        if field.type == "entry" and not _leads(field.of_register, value, entry):
            message = "không có dòng này trong sổ được chọn. Chọn lại."
            findings.append(said(field, "link", message, "there is no such entry."))
        if field.type == "unit" and not orgs.states_of([value]):
            findings.append(said(field, "link", "không có đơn vị này. Chọn lại.", "no such unit."))
    return findings


def _leads(code: str, entry_id: int, entry: Entry | None) -> bool:
    if entry is not None and entry_id == entry.pk:
        return False
    return Entry.objects.filter(pk=entry_id, register=code, withdrawn=False).exists()


def judge_review(
    register: Register, review: ReviewKind, entry: Entry, period: Period, values: Values
) -> list[Finding]:
    """Return errors and warnings about a review an entry is about to get."""
    row = current_row(register, entry)
    findings = check_review(register, review, values, row)
    begun = date.fromisoformat(str(row["day"]))
    if begun > period.end:
        findings.append(
            Finding(
                "review.early",
                "period",
                f"{period.label}: dòng này có từ {format_date(begun)}, chưa có để đánh giá. "
                "Chọn kỳ khác.",
                message_en=f"The entry exists since {begun}. Choose another period.",
            )
        )
    elif review.min_months:
        findings += _too_young(review, begun, review.last_day(period))
    return findings + _over_cap(register, review, entry, period, row, values)


def _too_young(review: ReviewKind, begun: date, last: date) -> list[Finding]:
    """An entry that had not worked long enough by the last day that is looked at."""
    had, least = max(0, _months(begun, last)), review.min_months
    if had >= least:
        return []
    days = f"từ {format_date(begun)} đến {format_date(last)} mới được {had} tháng"
    return [
        Finding(
            "review.months",
            "period",
            f"Chưa đủ {least} tháng hoạt động ({days}): chưa đánh giá trong kỳ này. Chọn kỳ khác.",
            message_en=f"{had} months old on {last}, fewer than {least}: choose another period.",
        )
    ]


def _over_cap(
    register: Register,
    review: ReviewKind,
    entry: Entry,
    period: Period,
    row: Row,
    values: Values,
) -> list[Finding]:
    """A share among the entries of a place that this review would push over its limit."""
    findings = []
    whole = row | review_row(register, review, values)
    for cap in review.caps:
        place = orgs.place_of(entry.unit_id, period.end)
        node = (place.commune_id if cap.within == "commune" else None) or place.province_id
        counts = count_reviewed(
            register, [cap.when, cap.of], period, node or entry.unit_id, entry.pk
        )
        own = [
            evaluate_condition(condition_of(register, text), whole) is True
            for text in (cap.when, cap.of)
        ]
        when, of = counts[0] + own[0], counts[1] + own[1]
        if own[0] and when * 100 > cap.percent * of:
            most = cap.percent * of // 100
            message = f"{cap.message} Nếu ghi, số này là {when} trên {of}; nhiều nhất {most}."
            english = f"{cap.message_en} This would make {when} of {of}; {most} at most."
            code = f"cap.{cap.id}"
            findings.append(Finding(code, cap.field, message, level=cap.level, message_en=english))
    return findings


def doubts(register: Register, entry: Entry) -> list[Finding]:
    """Return the findings about an entry as it stands that did not stop it being written."""
    [(_, life)] = projections.lives(register, [entry])
    if life.now is None:
        return []
    values, row = life.now.act.values, current_row(register, entry)
    day = date.fromisoformat(str(row["day"]))
    found = judge_entry(register, values, day, entry=entry, state=entry.state)
    for (kind, _period), act in life.reviews.items():
        known = next((review for review in register.reviews if review.id == kind), None)
        found += check_review(register, known, act.values, row) if known else []
    return [finding for finding in found if not finding.is_error]


def current_row(register: Register, entry: Entry) -> Row:
    """Return the stored columns of what an entry says now."""
    [(_, life)] = projections.lives(register, [entry])
    if life.now is None:
        raise access.none()
    names = [name for name, _ in projections.columns(register)]
    return dict(zip(names, projections.entry_row(register, entry, life.now), strict=True))


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month + (until.day >= since.day) - 1


def require_valid(findings: list[Finding]) -> None:
    """Refusal `entry.invalid` (422, data["findings"]) when any finding blocks."""
    wrong = [finding for finding in findings if finding.is_error]
    if wrong:
        raise _invalid(wrong)


def _invalid(wrong: list[Finding]) -> Refusal:
    return Refusal(
        code="entry.invalid",
        message=f"Cần sửa {len(wrong)} chỗ trước khi ghi: {wrong[0].message}",
        message_en=f"{len(wrong)} things to correct before writing.",
        status=422,
        data={"findings": wrong},
    )


def require_once(register: Register, entry: Entry, day: date) -> None:
    """Refusal `entry.twice` (409) when a register of one entry per unit and period has it.

    Asked again inside the transaction that stores it, so that of two at once one is refused.
    """
    if not register.once:
        return
    period = register.period_of(day) if register.day else None
    code = period.code if period else entry.period
    if code in projections.periods_of(register, entry.unit_id, exclude=entry.pk or 0):
        raise Refusal(
            code="entry.twice",
            message=f"Đơn vị đã có {register.entry} trong kỳ này. Mở dòng đó để sửa.",
            message_en="The unit already has an entry for this period. Open it.",
        )


def require_move(register: Register, entry: Entry, to: str, by: Post, reason: str) -> Move:
    """Return the declared move; Refusal `move.none` (409), `move.reason` (422)."""
    found = next((move for move in access.moves_for(by, entry) if move.to == to), None)
    if found is None:
        state = register.state(entry.state).label
        raise Refusal(
            code="move.none",
            message=f"Không chuyển được từ “{state}” sang trạng thái đã chọn.",
            message_en="This move is not allowed from the present state.",
        )
    if found.reason and not reason.strip():
        raise Refusal(
            code="move.reason",
            message=f"Ghi lý do: {found.label.lower()}.",
            message_en="State the reason of this move.",
            status=422,
        )
    return found


def require_needs(register: Register, move: Move, values: Values) -> None:
    """Refusal `entry.invalid` (422) when a field the move needs is empty."""
    empty = [name for name in move.needs if values.get(name) in (None, "", [])]
    if empty:
        raise _invalid(
            [
                said(register.field(name), "missing", "cần có trước bước này.", "is needed first.")
                for name in empty
            ]
        )
