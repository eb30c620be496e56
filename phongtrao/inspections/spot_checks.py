"""Spot checks: a few of the reports of a round drawn by lot, so that anyone can draw them again.

Frame: the receipt code of the first version of each report that the log held before the draw, one
line each, sorted; its digest is appended to the log. Seed: SHA-256 of `root:code`, the root being
that of the log with this entry as its last. Nobody types a seed and nothing drawn is stored: the
entry of the log alone gives the same reports again, whatever was handed in since.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit import queries as audit
from phongtrao.audit.actions import append, record
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.inspections import access
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Round
from phongtrao.rules import sampling
from phongtrao.submissions import queries as submissions

#: How many reports a spot check draws (ux.md 3.1 f).
SIZE = 20
ENTRY = "report_sample"
VERB = "inspection.spot_check"


@dataclass(frozen=True)
class SpotCheck:
    """One draw as it comes out now. index, at: of its entry in the log; chosen: submission ids.

    good: whether the list of reports still has the digest that was logged.
    """

    index: int
    at: datetime
    round: Round
    code: str
    reports: int
    digest: str
    root: str
    seed: str
    sample: str
    chosen: tuple[int, ...]
    good: bool


@transaction.atomic
def draw_reports(*, round_: Round, by: Post) -> SpotCheck:
    """Draw reports of a round; Refusal 403 unless the post inspects, `inspection.no_report` 422."""
    if not access.may_inspect(by):
        raise access.forbidden()
    known = submissions.first_receipts(round_)
    if not known:
        raise Refusal(
            "inspection.no_report",
            "Kỳ này chưa có báo cáo nào được gửi. Chọn kỳ khác.",
            "No report of this round was handed in. Choose another round.",
            status=422,
        )
    payload = {
        "type": ENTRY,
        "form": round_.form,
        "period": round_.period,
        "round": round_.pk,
        "digest": sampling.digest(_frame(known)),
        "reports": len(known),
        "size": SIZE,
    }
    found = drawn_again(append(payload).index)
    data = {"entry": found.index, "seed": found.seed, "frame": found.digest, "sample": found.sample}
    record(verb=VERB, by=by, object=round_, data=data)
    return found


def drawn_again(index: int) -> SpotCheck:
    """Draw again from the log's entry at `index`; Refusal `inspection.no_draw` (404)."""
    entry = audit.entry(index)
    said = json.loads(entry.payload) if entry else {}
    round_ = programmes.rounds().filter(pk=said.get("round") or 0).first()
    if entry is None or said.get("type") != ENTRY or round_ is None:
        raise Refusal(
            "inspection.no_draw",
            f"Mục {index} của nhật ký không phải một lần lấy mẫu. Xem danh sách các lần lấy.",
            f"Entry {index} of the log is no draw of reports.",
            status=404,
        )
    known = submissions.first_receipts(round_, before=index)
    digest, root, code = sampling.digest(_frame(known)), audit.root_at(index + 1), code_of(round_)
    seed = sampling.seed_of(root, code)
    sample = sampling.draw(_units(known), said["size"], seed) if known else None
    return SpotCheck(
        index=index,
        at=entry.at,
        round=round_,
        code=code,
        reports=len(known),
        digest=digest,
        root=root,
        seed=seed,
        sample=sample.digest if sample else "",
        chosen=tuple(known[item.unit.code] for item in sample.chosen) if sample else (),
        good=digest == said["digest"],
    )


def frame_of(found: SpotCheck) -> str:
    """Return the list a spot check was drawn from, as `phongtrao inspect redraw` reads it."""
    return _frame(submissions.first_receipts(found.round, before=found.index))


def code_of(round_: Round) -> str:
    """Return the word that goes into the seed beside the root: `annual-2024`."""
    return f"{round_.form}-{Period.parse(round_.period).code}"


def _units(known: dict[str, int]) -> list[sampling.FrameUnit]:
    return sorted(sampling.FrameUnit(code, "", "") for code in known)


def _frame(known: dict[str, int]) -> str:
    return sampling.frame_text(_units(known))
