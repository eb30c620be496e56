"""How far a duty is: one state from what was received, what figures show and what was declared.

What is received or counted speaks before what is declared, and every result says which of them
decided and why. Late means past the named day ("trước ngày 15/11") and not yet reported.
"""

from dataclasses import dataclass
from datetime import date, datetime

from phongtrao.core.dates import format_date, is_late, local_day
from phongtrao.core.findings import Finding
from phongtrao.core.text import looks_like_person_id

STATES: tuple[str, ...] = ("none", "planned", "doing", "reported", "open", "late", "moved")
STATE_LABELS: dict[str, str] = {
    "none": "Chưa có kế hoạch",
    "planned": "Đã có kế hoạch",
    "doing": "Đang thực hiện",
    "reported": "Đã báo cáo",
    "open": "Đã báo cáo, chưa xong",
    "late": "Chậm",
    "moved": "Đã chuyển cơ quan khác",
}
SOURCES: tuple[str, ...] = ("document", "figures", "declared", "nothing")
SOURCE_LABELS: dict[str, str] = {
    "document": "theo văn bản đã nhận",
    "figures": "theo số liệu",
    "declared": "cơ quan tự khai",
    "nothing": "chưa có căn cứ",
}
STEPS: tuple[str, ...] = ("plan", "doing", "done")
LONGEST = 4_000
SHORTEST = 10


@dataclass(frozen=True)
class Known:
    """All that is known about one assignment at one moment.

    ``due``: the named day. ``plan_at``, ``report_at``: when the body's implementing plan, and its
    yearly report with a text on this duty, were handed in. ``document_at``: when the very document
    that is the duty was handed in. ``declared``: the newest of each step of STEPS. ``counted`` of
    ``wanted``: proofs by figures that are met; ``silent``: figures received that show too little;
    ``figures_at``: when the figures that show it came, None when that is not kept.
    ``only_document``: nothing but the document counts.
    ``behind``: an update said that it is not finished, and why it is late.
    ``ended``: the day from which the holder no longer exists while nobody took its work over.
    """

    due: date
    plan_at: datetime | None = None
    report_at: datetime | None = None
    document_at: datetime | None = None
    plan_declared_at: datetime | None = None
    doing_at: datetime | None = None
    done_at: datetime | None = None
    counted: int = 0
    wanted: int = 0
    silent: int = 0
    figures_at: datetime | None = None
    only_document: bool = False
    moved: bool = False
    behind: bool = False
    ended: date | None = None


@dataclass(frozen=True)
class Judged:
    """State, what decided it, days late (0: on time), and why in words."""

    state: str
    source: str
    late_days: int
    why: str
    why_en: str

    @property
    def closed(self) -> bool:
        """Whether nothing more is expected of the body."""
        return self.state in ("reported", "moved")


def days_late(at: datetime, due: date) -> int:
    """Days from the last day on time to the day of `at`; 0 when it is on time."""
    return (local_day(at) - due).days + 1 if is_late(at, due) else 0


def judge(known: Known, now: datetime) -> Judged:
    """The state of an assignment at `now`; pure, so that any past moment can be judged again."""
    if known.moved:
        return Judged(
            "moved",
            "document",
            0,
            "Nhiệm vụ đã chuyển cho cơ quan khác theo văn bản.",
            "The duty passed to another body by a document.",
        )
    return _finished(known) or _open(known, now) or _unfinished(known, now)


def _finished(known: Known) -> Judged | None:
    """Reported: by the document itself, by the yearly report, by figures, or as declared."""
    if known.document_at:
        return _done(known, known.document_at, "document", "nhận được văn bản", "document received")
    if known.only_document:
        return None
    given: list[tuple[datetime, str, str, str]] = []
    if known.report_at and not known.behind:
        given.append(
            (known.report_at, "document", "có trong báo cáo năm gửi", "in the yearly report sent")
        )
    if known.done_at:
        given.append((known.done_at, "declared", "cơ quan khai đã xong", "declared done"))
    if known.wanted and known.counted >= known.wanted:
        first = known.figures_at or min((at for at, *_ in given), default=None)
        late = days_late(first, known.due) if first else 0
        return Judged(
            "reported",
            "figures",
            late,
            "Số liệu đã nhận cho thấy nhiệm vụ đã thực hiện.",
            "Figures received show that the duty was done.",
        )
    if not given:
        return None
    at, source, words, english = min(given)
    return _done(known, at, source, words, english)


def _done(known: Known, at: datetime, source: str, words: str, english: str) -> Judged:
    late = days_late(at, known.due)
    day = format_date(at)
    sentence = f"{words[:1].upper()}{words[1:]} ngày {day}"
    tail, tail_en = (f", chậm {late} ngày.", f", {late} days late.") if late else (".", ".")
    return Judged(
        "reported",
        source,
        late,
        sentence + tail,
        f"{english[:1].upper()}{english[1:]} on {day}{tail_en}",
    )


def _open(known: Known, now: datetime) -> Judged | None:
    """In the report, while the body itself says that it is not finished: only `done` ends it."""
    if known.only_document or not (known.report_at and known.behind):
        return None
    day = format_date(known.report_at)
    return Judged(
        "open",
        "declared",
        days_late(now, known.due),
        f"Có trong báo cáo năm gửi ngày {day}; cơ quan khai chưa xong, có lý do chậm.",
        f"In the yearly report sent on {day}; declared not finished, with a reason.",
    )


def _unfinished(known: Known, now: datetime) -> Judged:
    """Not reported yet: late after the day, else as far as it has come."""
    if known.ended and known.ended < known.due and is_late(now, known.ended):
        return _left_behind(known, known.ended)
    if is_late(now, known.due):
        late = days_late(now, known.due)
        return Judged(
            "late",
            _source_of_doing(known),
            late,
            f"Quá hạn {late} ngày, chưa nhận được kết quả.",
            f"{late} days past the day, no result received.",
        )
    started = _source_of_doing(known)
    if started != "nothing":
        return Judged(
            "doing",
            started,
            0,
            "Đã có kết quả bước đầu hoặc cập nhật tiến độ.",
            "First results or an update have come in.",
        )
    if known.plan_at and not known.only_document:
        return Judged(
            "planned",
            "document",
            0,
            f"Có trong kế hoạch triển khai nhận ngày {format_date(known.plan_at)}.",
            f"In the implementing plan received on {format_date(known.plan_at)}.",
        )
    if known.plan_declared_at:
        return Judged(
            "planned", "declared", 0, "Cơ quan khai đã có kế hoạch.", "Declared to be planned."
        )
    return Judged("none", "nothing", 0, "Chưa nhận được kế hoạch.", "No plan received yet.")


def _left_behind(known: Known, ended: date) -> Judged:
    """The holder ceased before the day: as far as it had come, never late."""
    started = _source_of_doing(known)
    planned = "planned" if known.plan_at or known.plan_declared_at else "none"
    return Judged(
        planned if started == "nothing" else "doing",
        started,
        0,
        f"Đơn vị thôi hoạt động từ ngày {format_date(ended)}; chưa có văn bản chuyển nhiệm vụ.",
        f"The unit ceased on {format_date(ended)}; no document has passed the duty on.",
    )


def _source_of_doing(known: Known) -> str:
    if known.counted:
        return "figures"
    return "declared" if known.doing_at else "nothing"


def contradicts(known: Known) -> bool:
    """Whether the body declared the duty done while the figures that prove it show nothing."""
    return bool(known.done_at and known.silent and not known.counted and not known.report_at)


def check_text(text: str, place: str, *, required: bool = True) -> list[Finding]:
    """Findings about a text of a body: missing, too short or long, or a citizen's number in it."""
    words = text.strip()
    if not words:
        said = ("Chưa ghi nội dung. Ghi ít nhất một câu.", "Nothing is written.")
        return [_finding("text.missing", place, *said)] if required else []
    if len(words) < SHORTEST and required:
        said = ("Nội dung quá ngắn. Ghi rõ đã làm gì, kết quả ra sao.", "The text is too short.")
        return [_finding("text.short", place, *said)]
    if len(words) > LONGEST:
        over = len(words) - LONGEST
        said = (f"Dài hơn {LONGEST} ký tự. Rút bớt {over} ký tự.", f"{over} characters too long.")
        return [_finding("text.long", place, *said)]
    if looks_like_person_id(words):
        said = (
            "Có dãy số giống số định danh hoặc số điện thoại. Hệ thống không lưu thông tin của "
            "người dân. Xóa dãy số này.",
            "Holds what looks like a citizen's identity or phone number. Remove it.",
        )
        return [_finding("text.person_id", place, *said)]
    return []


def _finding(code: str, place: str, message: str, english: str) -> Finding:
    return Finding(code, place, message, message_en=english)
