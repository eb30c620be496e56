"""The proof of a sample: everything drawn again from the log and the frame, step by step."""

from dataclasses import dataclass
from datetime import datetime

from phongtrao.audit import queries as audit
from phongtrao.core.dates import TZ
from phongtrao.inspections.models import InspectionRound, Selected
from phongtrao.rules import sampling


@dataclass(frozen=True)
class Step:
    """One thing that was checked: what (a code), whether it holds, what was expected and found."""

    code: str
    good: bool
    kept: str
    found: str


@dataclass(frozen=True)
class Proof:
    """All steps, and the sample as it comes out now (None before the draw)."""

    round: InspectionRound
    steps: tuple[Step, ...]
    sample: sampling.Sample | None

    @property
    def good(self) -> bool:
        """Whether every step holds."""
        return all(step.good for step in self.steps)


def prove(round_: InspectionRound) -> Proof:
    """Draw a round again from its frame and the log; nothing stored is believed."""
    digest = sampling.digest(round_.frame)
    steps = [Step("frame", digest == round_.frame_digest, round_.frame_digest, digest)]
    steps += _frame_logged(round_, digest)
    if not round_.seed or round_.draw_at is None or round_.seed_index is None:
        return Proof(round_, tuple(steps), None)
    first = audit.first_since(round_.draw_at, round_.frame_index or 0)
    index = first.index if first else -1
    steps.append(Step("entry", index == round_.seed_index, str(round_.seed_index), str(index)))
    root = audit.root_at(round_.seed_index + 1)
    steps.append(Step("root", root == round_.seed_root, round_.seed_root, root))
    seed = sampling.seed_of(root, round_.code)
    steps.append(Step("seed", seed == round_.seed, round_.seed, seed))
    sample = sampling.draw(sampling.read_frame(round_.frame), round_.size, seed)
    kept = [row.code for row in _drawn(round_)]
    again = [item.unit.code for item in sample.chosen]
    good = kept == again and sample.digest == round_.sample_digest
    steps.append(Step("sample", good, round_.sample_digest, sample.digest))
    steps.append(_replacements(round_, sample))
    return Proof(round_, tuple(steps), sample)


def _frame_logged(round_: InspectionRound, digest: str) -> list[Step]:
    """The digest stands in the log, written before the draw time."""
    entry = audit.entry(round_.frame_index) if round_.frame_index is not None else None
    words = entry.payload if entry else ""
    logged = f'"digest":"{digest}"' in words and f'"round":"{round_.code}"' in words
    before = bool(entry and round_.draw_at and entry.at < round_.draw_at)
    return [
        Step("logged", logged, str(round_.frame_index), str(entry.index) if entry else ""),
        Step("before", before, _clock(round_.draw_at), _clock(entry.at if entry else None)),
    ]


def _clock(at: datetime | None) -> str:
    """An instant on Vietnam's clock, to the second."""
    return at.astimezone(TZ).strftime("%H:%M:%S %d/%m/%Y") if at else ""


def _drawn(round_: InspectionRound) -> list[Selected]:
    """The units first drawn, in drawn order."""
    found = round_.selected.filter(origin=Selected.Origin.DRAWN)
    return sorted(found, key=lambda row: (row.stratum, row.place))


def _replacements(round_: InspectionRound, sample: sampling.Sample) -> Step:
    """Every replacement is the next of its stratum, with a reason."""
    taken = {row.code for row in _drawn(round_)}
    good = True
    rows = list(round_.selected.filter(origin=Selected.Origin.REPLACEMENT).order_by("id"))
    for row in rows:
        unit = sampling.next_in_order(sample, row.stratum, taken)
        reason = row.instead_of.set_aside if row.instead_of else ""
        good = good and unit is not None and unit.code == row.code and bool(reason)
        taken.add(row.code)
    return Step("replacements", good, str(len(rows)), str(len(rows)))
