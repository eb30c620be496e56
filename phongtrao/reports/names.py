"""Names that sentences of the outline may use: {province}, {level}, {cut_off} … by date."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from phongtrao.core.dates import TZ, format_date
from phongtrao.core.kinds import GROUP_LABELS, KINDS, full_name
from phongtrao.core.numbers import format_number
from phongtrao.plan.forms import day_in
from phongtrao.reports.facts import Facts
from phongtrao.reports.outline import Outline
from phongtrao.reports.wording import DASH, JUDGED, joined, percent

COMMUNE_KINDS = ("xa", "phuong", "thi_tran")
SUMMARY = (
    ("exceeded", "vượt"),
    ("met", "đạt"),
    ("near", "gần đạt"),
    ("missed", "chưa đạt"),
    ("not_enough_data", "chưa đủ số liệu để kết luận"),
    ("not_judged", "không đánh giá trong năm"),
)
VERSION_DIGITS = 16
CONDITIONS = ("reorganised", "provisional", "districts", "some_reached", "some_unreached")


def moment(text: str) -> str:
    """Such as "07 giờ 00 ngày 19/11/2024" of an ISO instant."""
    at = datetime.fromisoformat(text).astimezone(TZ)
    return f"{at:%H} giờ {at:%M} ngày {at:%d/%m/%Y}"


def _structure(facts: Facts) -> str:
    """Such as "11 đơn vị hành chính cấp huyện, 111 đơn vị hành chính cấp xã (86 xã, …)"."""
    total = sum(facts.communes.values())
    kinds = [
        f"{facts.communes[kind]} {KINDS[kind].label}"
        for kind in COMMUNE_KINDS
        if facts.communes.get(kind)
    ]
    low = f"{total} đơn vị hành chính cấp xã ({', '.join(kinds)})"
    return f"{facts.districts} đơn vị hành chính cấp huyện, {low}" if facts.districts else low


def _population(facts: Facts) -> str:
    counted = [kind for kind in facts.kinds if kind.group != "commune" and kind.expected]
    return joined(
        [f"{format_number(kind.expected)} {GROUP_LABELS[kind.group].lower()}" for kind in counted]
    )


def _listed(facts: Facts, verdicts: tuple[str, ...]) -> str:
    chosen = [target for target in facts.targets if target.now.verdict in verdicts]
    return "; ".join(f"{target.short} ({target.id})" for target in chosen)


def _verdicts(facts: Facts) -> str:
    counts = [sum(t.now.verdict == code for t in facts.targets) for code, _ in SUMMARY]
    return joined([f"{n} {label}" for n, (_, label) in zip(counts, SUMMARY, strict=True) if n])


def conditions(facts: Facts) -> dict[str, bool]:
    """The conditions that `when` of an item may name."""
    verdicts = {target.now.verdict for target in facts.targets}
    held = (
        bool(facts.changes),
        facts.provisional,
        facts.districts > 0,
        bool(verdicts & set(JUDGED[:2])),
        bool(verdicts & set(JUDGED[2:])),
    )
    return dict(zip(CONDITIONS, held, strict=True))


def names(facts: Facts, outline: Outline) -> dict[str, str]:
    """Every plain name and its text for this report."""
    city = facts.node_kind == "thanh_pho_tw"
    level = "thành phố" if city else "tỉnh"
    sent = facts.collection
    return {
        "year": str(facts.year),
        "year_before": str(facts.year - 1),
        "year_after": str(facts.year + 1),
        "province": full_name(facts.node_kind, facts.node_name),
        "place": facts.node_name,
        "level": level,
        "party": "Thành ủy" if city else "Tỉnh ủy",
        "local_level": "huyện, thị xã, thành phố" if facts.districts else "xã, phường",
        "structure": _structure(facts),
        "population": _population(facts),
        "changes": "; ".join(facts.changes),
        "map_day": format_date(date.fromisoformat(facts.map_on)),
        "cut_off": moment(facts.cut_off),
        "received": format_number(sent.received),
        "expected": format_number(sent.expected),
        "coverage": percent(Fraction(sent.received, sent.expected)) if sent.expected else DASH,
        "approved": format_number(sent.approved),
        "late": format_number(sent.late),
        "on_behalf": format_number(sent.on_behalf),
        "safe_day": _settled_day(facts, outline, "safe"),
        "grade_day": _settled_day(facts, outline, "grade"),
        "targets_total": str(len(facts.targets)),
        "verdicts": _verdicts(facts),
        "reached": _listed(facts, JUDGED[:2]),
        "unreached": _listed(facts, JUDGED[2:]),
        "package_number": str(facts.package_number),
        "package_digest": facts.package_digest[:VERSION_DIGITS],
        "data_version": format_number(facts.data_version),
        "log_root": facts.log_root[:VERSION_DIGITS],
    }


def _settled_day(facts: Facts, outline: Outline, field: str) -> str:
    day = outline.settled.get(field)
    return format_date(day_in(day, facts.year)) if day else ""
