"""The grade of the movement on 100 points (Decision 510/QĐ-BCA-V05), from a rubric that is data.

Only a few points of the decision are published. A rubric counts for real when an administrator
has entered all points and cut-offs with the source document; until then only a demonstration may
grade, by a sample that says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from phongtrao.core.findings import Finding
from phongtrao.plan.rubrics import FULL, Rubric

ORDER: tuple[str, ...] = ("excellent", "good", "average", "weak")
CONFIRMED, SAMPLE, LOCKED = "confirmed", "sample", "locked"


@dataclass(frozen=True)
class Line:
    """One line of a rubric with its most points; `published`: stands in a public source."""

    id: str
    label: str
    label_en: str
    points: Decimal
    published: bool = False
    source: str = ""


@dataclass(frozen=True)
class Book:
    """A rubric as it is used: status `confirmed`, `sample` or `locked` (then it must not grade).

    cutoffs: (grade, least score), best first; cap: the best grade without the title, '' none.
    """

    rubric: str
    status: str
    lines: tuple[Line, ...]
    cutoffs: tuple[tuple[str, Decimal], ...]
    cap: str = ""
    document: str = ""


@dataclass(frozen=True)
class Graded:
    """Score and grade; `grade` '' while a line has no score. `capped_from`: the uncapped grade."""

    score: Decimal
    grade: str
    capped_from: str
    missing: tuple[str, ...]


def sample_of(rubric: Rubric, status: str = SAMPLE) -> Book:
    """Return the rubric as shipped: published points and the labelled sample."""
    lines = tuple(
        Line(item.id, item.label, item.label_en, _exact(item.points), item.published, item.source)
        for item in rubric.items
    )
    cutoffs = tuple((item.grade, _exact(item.least)) for item in rubric.cutoffs)
    cap = rubric.cap.without_title if rubric.cap else ""
    return Book(rubric.id, status, lines, cutoffs, cap)


def _exact(number: int | float) -> Decimal:
    return Decimal(str(number))


def decimal_of(text: object) -> Decimal | None:
    """Return points written "2", "2.5" or "2,5" with at most two decimals; None for the rest."""
    try:
        value = Decimal(str(text).strip().replace(",", "."))
    except InvalidOperation:
        return None
    exponent = value.as_tuple().exponent
    fine = value.is_finite() and isinstance(exponent, int) and exponent >= -2
    return value if fine and value >= 0 else None


def check_book(book: Book) -> list[Finding]:
    """Return what keeps a rubric from being used: points must sum to 100, cut-offs must fall."""
    found = []
    total = sum((line.points for line in book.lines), Decimal(0))
    if total != FULL:
        found.append(
            _wrong(
                "rubric.total",
                "items",
                f"Tổng điểm là {plain(total)}, phải bằng 100. Kiểm tra lại điểm chuẩn.",
                f"The points sum to {total}, they must sum to 100.",
            )
        )
    ids = [line.id for line in book.lines]
    if len(set(ids)) != len(ids):
        found.append(
            _wrong("rubric.twice", "items", "Có mục ghi hai lần.", "An item stands twice.")
        )
    for line in book.lines:
        if line.points <= 0:
            text = f"Mục “{line.label}” phải có điểm chuẩn lớn hơn 0."
            found.append(_wrong("rubric.points", line.id, text, f"{line.id} needs points."))
    return found + _cutoffs(book.cutoffs)


def _cutoffs(cutoffs: Sequence[tuple[str, Decimal]]) -> list[Finding]:
    grades = [grade for grade, _ in cutoffs]
    if grades != list(ORDER):
        text = "Ngưỡng phải đủ bốn loại: xuất sắc, khá, trung bình, yếu, theo thứ tự này."
        return [_wrong("rubric.grades", "cutoffs", text, "Cut-offs need all four grades in order.")]
    least = [value for _, value in cutoffs]
    falling = all(higher > lower for higher, lower in pairwise(least))
    if not falling or least[0] > FULL or least[-1] != 0:
        text = "Ngưỡng phải giảm dần, không quá 100, loại yếu bắt đầu từ 0."
        return [_wrong("rubric.cutoffs", "cutoffs", text, "Cut-offs must fall from 100 to 0.")]
    return []


def check_scores(book: Book, scores: Mapping[str, object]) -> list[Finding]:
    """Return scores that are no number, beyond their line, or of no line."""
    known = {line.id: line for line in book.lines}
    found = []
    for code, text in scores.items():
        line, value = known.get(code), decimal_of(text)
        if line is None:
            found.append(
                _wrong("score.unknown", code, f"Không có mục “{code}”.", f"No item {code}.")
            )
        elif value is None or value > line.points:
            words = f"{line.label}: ghi từ 0 đến {plain(line.points)} điểm."
            found.append(_wrong("score.range", code, words, f"{code}: 0 to {line.points} points."))
    return found


def grade(book: Book, scores: Mapping[str, object], recognised: bool) -> Graded:
    """Return score and grade; `recognised`: whether the unit holds the year's title.

    Scores must have passed `check_scores`. Without a score for every line there is no grade.
    """
    given = {line.id: decimal_of(scores[line.id]) for line in book.lines if line.id in scores}
    missing = tuple(line.id for line in book.lines if given.get(line.id) is None)
    total = sum((value for value in given.values() if value is not None), Decimal(0))
    if missing:
        return Graded(total, "", "", missing)
    own = next(code for code, least in book.cutoffs if total >= least)
    if book.cap and not recognised and ORDER.index(own) < ORDER.index(book.cap):
        return Graded(total, book.cap, own, ())
    return Graded(total, own, "", ())


def plain(value: Decimal) -> str:
    """Return points as Vietnamese offices write them: 12 or 2,5."""
    return f"{value.normalize():f}".replace(".", ",")


def _wrong(code: str, place: str, text: str, text_en: str) -> Finding:
    return Finding(code=code, place=place, message=text, message_en=text_en)
