"""A figure: one target at one node and period, with its coverage and verdict."""

from dataclasses import dataclass
from fractions import Fraction

from phongtrao.core.periods import Period

VERDICTS: tuple[str, ...] = (
    "exceeded",
    "met",
    "near",
    "missed",
    "not_enough_data",
    "not_judged",
)
VERDICT_LABELS: dict[str, str] = {
    "exceeded": "Vượt chỉ tiêu",
    "met": "Đạt",
    "near": "Gần đạt",
    "missed": "Chưa đạt",
    "not_enough_data": "Chưa đủ số liệu",
    "not_judged": "Không đánh giá",
}


@dataclass(frozen=True)
class Figure:
    """The value of a target (`reading` '' is the headline) for `group` ('' = all) at a node.

    Counts are units: `expected` owe a report, `reported` handed in, `approved` of those are
    approved, `unavailable` said the number is not available. `value` is a share (numerator /
    denominator) or, without denominator, the count itself.
    """

    target: str
    reading: str
    node_id: int
    node_code: str
    group: str
    period: Period
    numerator: int | None
    denominator: int | None
    reported: int
    expected: int
    approved: int
    unavailable: int
    value: Fraction | None
    verdict: str
    provisional: bool

    @property
    def coverage(self) -> Fraction | None:
        """Return the share of owed units with usable data, None when nothing is owed."""
        if not self.expected:
            return None
        return Fraction(self.reported - self.unavailable, self.expected)

    @property
    def key(self) -> str:
        """Return a stable name of the figure: target[.reading]@node/period[/group]."""
        reading = f".{self.reading}" if self.reading else ""
        group = f"/{self.group}" if self.group else ""
        return f"{self.target}{reading}@{self.node_code}/{self.period.code}{group}"
