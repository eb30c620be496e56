"""A signal in sentences: what, against whom, since when, what to ask. Vietnamese, English."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from phongtrao.core.dates import TZ
from phongtrao.core.kinds import GROUP_LABELS, GROUP_LABELS_EN, full_name
from phongtrao.core.numbers import format_number
from phongtrao.core.periods import Period
from phongtrao.inspections import signalling
from phongtrao.inspections.models import SignalAnswer
from phongtrao.inspections.signalling import Run
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.rules.signals import BURST, COPIED, HEAPED, JUMPED, REUSED, Signal

KIND_LABELS: dict[str, tuple[str, str]] = {
    COPIED: ("Bài viết gần giống nhau", "Texts nearly the same"),
    HEAPED: ("Số liệu dồn đúng một mức", "Figures heaped at one mark"),
    JUMPED: ("Số liệu tăng, giảm đột ngột", "A number that jumps"),
    REUSED: ("Dùng lại ảnh minh chứng", "A photo used again"),
    BURST: ("Gửi dồn trong vài phút", "Handed in within minutes"),
}
ASKS: dict[str, tuple[str, str]] = {
    COPIED: (
        "Hỏi đơn vị: việc nào là của riêng đơn vị, ai viết, có biên bản nào kèm theo.",
        "Ask: which work is the unit's own, who wrote it, which minutes exist.",
    ),
    HEAPED: (
        "Xem sổ ký cam kết của hai đơn vị bất kỳ trong số này và đếm lại.",
        "See the signed commitments of any two of these units and count again.",
    ),
    JUMPED: (
        "Hỏi căn cứ của số năm nay và năm trước: sổ nào, đếm ngày nào, có đổi cách đếm không.",
        "Ask what both years' numbers rest on: which book, counted when, the same way or not.",
    ),
    REUSED: (
        "Đề nghị ảnh chụp trong kỳ này; hỏi ảnh cũ chụp ở đâu, ngày nào.",
        "Ask for a photo of this period; where and when was the old one taken.",
    ),
    BURST: (
        "Hỏi người gửi: lấy số từ đâu, có bản giấy của từng đơn vị không.",
        "Ask the sender where the figures come from, and for each unit's paper form.",
    ),
}


@dataclass(frozen=True)
class Told:
    """A signal ready to be read; `against`: (name, state) of the units it is like."""

    signal: Signal
    period: Period
    unit: UnitState
    what: str
    what_en: str
    against: tuple[UnitState, ...]
    answer: SignalAnswer | None

    @property
    def kind_label(self) -> str:
        """The kind in Vietnamese."""
        return KIND_LABELS[self.signal.kind][0]

    @property
    def kind_label_en(self) -> str:
        """The kind in English."""
        return KIND_LABELS[self.signal.kind][1]

    @property
    def ask(self) -> str:
        """What to ask, in Vietnamese."""
        return ASKS[self.signal.kind][0]

    @property
    def ask_en(self) -> str:
        """What to ask, in English."""
        return ASKS[self.signal.kind][1]

    @property
    def name(self) -> str:
        """The unit's name with its kind."""
        return full_name(self.unit.kind, self.unit.name)


def told(run: Run, found: Sequence[Signal]) -> list[Told]:
    """Return signals of a run with names, sentences and answers, in their order."""
    units = {signal.unit for signal in found} | {u for s in found for u in s.against}
    states = orgs.states_of(units, run.period.end)
    answers = signalling.answers_to((signal.key for signal in found), run.period)
    return [
        Told(
            signal,
            run.period,
            states[signal.unit],
            *_what(signal, run, states),
            tuple(states[unit] for unit in signal.against if unit in states),
            answers.get(signal.key),
        )
        for signal in found
    ]


def _what(signal: Signal, run: Run, states: Mapping[int, UnitState]) -> tuple[str, str]:
    group = states[signal.unit].group
    label, label_en = signalling.label_of(run.form, run.period, signal.field)
    maker = {
        COPIED: _copied, HEAPED: _heaped, JUMPED: _jumped, REUSED: _reused, BURST: _burst,
    }[signal.kind]  # fmt: skip
    words, english = maker(signal, label, label_en or label, group)
    return words, english


def _copied(signal: Signal, label: str, label_en: str, group: str) -> tuple[str, str]:
    percent = signal.facts["percent"]
    if "last_year" in signal.facts:
        return (
            f"“{label}” giống {percent} % bài của chính đơn vị năm trước (không tính câu chung).",
            f"“{label_en}” is {percent}% the unit's own text of last year (set phrases aside).",
        )
    return (
        f"“{label}” giống {percent} % bài của đơn vị khác gửi trước (không tính câu chung).",
        f"“{label_en}” is {percent}% the text another unit sent before (set phrases aside).",
    )


def _heaped(signal: Signal, label: str, label_en: str, group: str) -> tuple[str, str]:
    facts = signal.facts
    exactly = facts["mark"] == 100
    mark = f"đúng {facts['mark']} %" if exactly else f"vừa trên {facts['mark']} %"
    mark_en = f"exactly {facts['mark']}%" if exactly else f"just above {facts['mark']}%"
    kind = GROUP_LABELS[group].lower()
    return (
        f"{label}: {facts['units']} trong {facts['of']} {kind} của xã ghi {mark}, các nơi khác "
        f"khoảng {facts['usual']} %. Nếu không có lý do chung thì khó trùng như vậy.",
        f"{label_en}: {facts['units']} of {facts['of']} {GROUP_LABELS_EN[group].lower()} of the "
        f"commune say {mark_en}, elsewhere about {facts['usual']}%. Hardly chance alone.",
    )


def _jumped(signal: Signal, label: str, label_en: str, group: str) -> tuple[str, str]:
    facts = signal.facts
    now, before = int(facts["now"]), int(facts["before"])
    verb, verb_en = ("tăng", "rose") if now > before else ("giảm", "fell")
    usual = format_number(Fraction(int(facts["usual"]), 1000), 1)
    kind = GROUP_LABELS[group].lower()
    return (
        f"“{label}” {verb} từ {format_number(before)} (năm trước) thành {format_number(now)}; "
        f"95 trong 100 {kind} chỉ đổi không quá {usual} lần.",
        f"“{label_en}” {verb_en} from {before:,} (last year) to {now:,}; 95 of 100 peers change "
        f"at most {usual.replace(',', '.')} times.",
    )


def _reused(signal: Signal, label: str, label_en: str, group: str) -> tuple[str, str]:
    period = Period.parse(str(signal.facts["first_period"]))
    if signal.facts["first_unit"] == signal.unit:
        return (
            f"Một ảnh minh chứng trùng từng điểm ảnh với ảnh đơn vị đã gửi kỳ {period.label}.",
            f"A photo is, pixel for pixel, one the unit sent for {period.label_en}.",
        )
    return (
        f"Một ảnh minh chứng trùng từng điểm ảnh với ảnh đơn vị khác gửi trước ({period.label}).",
        f"A photo is, pixel for pixel, one another unit sent before ({period.label_en}).",
    )


def _burst(signal: Signal, label: str, label_en: str, group: str) -> tuple[str, str]:
    facts = signal.facts
    clock = signal.since.astimezone(TZ).strftime("%H:%M ngày %d/%m/%Y")
    return (
        f"Cùng một chức danh gửi {facts['units']} đơn vị trong {facts['minutes']} phút, "
        f"từ {clock}.",
        f"One post handed in {facts['units']} units within {facts['minutes']} minutes, from "
        f"{signal.since.astimezone(TZ):%H:%M on %d/%m/%Y}.",
    )


def since_words(at: datetime) -> str:
    """Return since when, on Vietnam's clock."""
    return at.astimezone(TZ).strftime("%H:%M %d/%m/%Y")


def kinds_of(found: Iterable[Signal]) -> dict[str, int]:
    """Return kind → number of signals, in the order of the closed list."""
    counted = dict.fromkeys(KIND_LABELS, 0)
    for signal in found:
        counted[signal.kind] += 1
    return counted
