"""Verbs of a round: plan it, freeze the frame, draw once, replace by rule, name areas to visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit import queries as audit
from phongtrao.audit.actions import append, record
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.inspections import access, framing
from phongtrao.inspections.models import InspectionRound, Selected
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.programmes import queries as programmes
from phongtrao.rules import sampling


@dataclass(frozen=True)
class Plan:
    """What a round is to be. team: offices, one a line; size and groups: only when drawn.

    draw_at: the instant from which the next entry of the log gives the seed.
    """

    period: Period
    title: str
    starts: date
    ends: date
    document: str = ""
    document_on: date | None = None
    team: str = ""
    text: str = ""
    method: str = InspectionRound.Method.DRAWN
    size: int = 0
    groups: tuple[str, ...] = ()
    draw_at: datetime | None = None


def refused(code: str, message: str, message_en: str, status: int = 422) -> Refusal:
    """Return a refusal of this room."""
    return Refusal(f"inspection.{code}", message, message_en, status=status)


def require_clean(*texts: str) -> None:
    """Refusal `inspection.person_id` when a text holds a citizen's identity or telephone number."""
    if any(looks_like_person_id(text) for text in texts):
        raise refused(
            "person_id",
            "Nội dung có số giống số định danh, số điện thoại của công dân. Bỏ số đó rồi gửi lại.",
            "The text seems to hold a citizen's ID or telephone number. Remove it.",
        )


@transaction.atomic
def plan_round(*, plan: Plan, by: Post | None, now: datetime | None = None) -> InspectionRound:
    """Plan a round; when it is drawn, its frame is frozen and logged before its seed can exist.

    Refusals (422): `inspection.dates`, `.title`, `.person_id`, `.size`, `.draw_at`, `.frame`;
    403 unless the standing office plans.
    """
    if by is not None and not access.may_plan(by):
        raise access.forbidden()
    at = now or timezone.now()
    _check(plan, at)
    made = InspectionRound.objects.create(
        programme=programmes.programme(),
        code=_next_code(plan.period),
        period=plan.period.code,
        title=nfc(plan.title),
        document=nfc(plan.document),
        document_on=plan.document_on,
        team=nfc(plan.team),
        plan=nfc(plan.text),
        starts=plan.starts,
        ends=plan.ends,
        method=plan.method,
        size=plan.size,
        groups=list(plan.groups),
        draw_at=plan.draw_at,
        post_id=by.pk if by else None,
        made_at=at,
    )
    if made.is_drawn:
        _freeze(made, at)
    record(verb="inspection.plan", by=by, object=made, data={"code": made.code})
    return made


def _check(plan: Plan, at: datetime) -> None:
    """Refuse a plan that cannot be carried out."""
    if not nfc(plan.title):
        raise refused("title", "Ghi tên đợt kiểm tra.", "Give the round a title.")
    if plan.starts > plan.ends:
        raise refused(
            "dates",
            "Ngày bắt đầu sau ngày kết thúc. Sửa một trong hai ngày.",
            "The round starts after it ends. Correct one of the days.",
        )
    require_clean(plan.title, plan.document, plan.team, plan.text)
    if plan.method != InspectionRound.Method.DRAWN:
        return
    if plan.size < 1 or not plan.groups:
        raise refused(
            "size",
            "Ghi số đơn vị cần rút thăm và chọn ít nhất một loại đơn vị.",
            "Say how many units to draw, of at least one kind.",
        )
    if plan.draw_at is None or plan.draw_at <= at:
        raise refused(
            "draw_at",
            "Giờ rút thăm phải ở sau lúc này: danh sách được chốt trước, số gieo có sau.",
            "The draw must lie ahead: the list is fixed first, the seed exists later.",
        )


def _next_code(period: Period) -> str:
    """KT-2024-1, KT-2024-H1-2: rounds of a period are numbered."""
    known = InspectionRound.objects.filter(code__startswith=f"KT-{period.code}-")
    taken = set(known.values_list("code", flat=True))
    number = 1
    while f"KT-{period.code}-{number}" in taken:
        number += 1
    return f"KT-{period.code}-{number}"


def _freeze(made: InspectionRound, at: datetime) -> None:
    """Write down the frame and log its digest."""
    day = at.astimezone(TZ).date()
    units = framing.frame_on(day, made.groups)
    if not units:
        raise refused(
            "frame",
            "Không có đơn vị nào thuộc các loại đã chọn. Chọn loại đơn vị khác.",
            "No unit of the chosen kinds exists. Choose other kinds.",
        )
    made.frame = sampling.frame_text(units)
    made.frame_digest = sampling.digest(made.frame)
    made.frame_on = day
    assert made.draw_at is not None, "checked before"
    entry = append(
        {
            "type": "inspection_frame",
            "round": made.code,
            "digest": made.frame_digest,
            "units": len(units),
            "size": made.size,
            "algorithm": sampling.ALGORITHM,
            "draw_at": made.draw_at.isoformat(),
        }
    )
    made.frame_index = entry.index
    made.save()


@transaction.atomic
def draw(
    *, round_: InspectionRound, by: Post | None, now: datetime | None = None
) -> list[Selected]:
    """Draw the sample, once: seed from the first log entry at or after the draw time.

    When nothing was logged since, the draw logs its own entry first. Refusals (409):
    `inspection.listed`, `.drawn` (a second draw), `.too_early`.
    """
    if by is not None and not access.may_plan(by):
        raise access.forbidden()
    found = InspectionRound.objects.select_for_update().get(pk=round_.pk)
    at = now or timezone.now()
    _require_drawable(found, at)
    assert found.draw_at is not None and found.frame_index is not None, "frozen when planned"
    seed_entry = audit.first_since(found.draw_at, found.frame_index)
    if seed_entry is None:
        seed_entry = append({"type": "inspection_call", "round": found.code})
    found.seed_index = seed_entry.index
    found.seed_root = audit.root_at(seed_entry.index + 1)
    found.seed = sampling.seed_of(found.seed_root, found.code)
    sample = sampling.draw(sampling.read_frame(found.frame), found.size, found.seed)
    found.sample_digest, found.drawn_at = sample.digest, at
    found.save()
    rows = [_row(found, item, Selected.Origin.DRAWN, at, by) for item in sample.chosen]
    Selected.objects.bulk_create(rows)
    append({"type": "inspection_draw", **_proof_entry(found)})
    record(verb="inspection.draw", by=by, object=found, data={"units": len(rows)})
    return rows


def _require_drawable(found: InspectionRound, at: datetime) -> None:
    if not found.is_drawn:
        raise refused(
            "listed",
            "Đợt này chọn đơn vị theo kế hoạch, không rút thăm.",
            "This round names its units; nothing is drawn.",
            409,
        )
    if found.seed:
        raise refused(
            "drawn",
            "Đợt này đã rút thăm. Mỗi đợt chỉ rút một lần; không đến được thì thay theo thứ tự.",
            "This round has been drawn. A round is drawn once; replace by the drawn order.",
            409,
        )
    if found.draw_at is None or at < found.draw_at:
        raise refused(
            "too_early",
            "Chưa đến giờ rút thăm. Số gieo chỉ có từ mục nhật ký đầu tiên sau giờ đó.",
            "The draw is still ahead: the seed comes from the first log entry after it.",
            409,
        )


def _proof_entry(found: InspectionRound) -> dict[str, object]:
    return {
        "round": found.code,
        "frame": found.frame_digest,
        "seed_index": found.seed_index,
        "seed": found.seed,
        "sample": found.sample_digest,
    }


def _row(
    round_: InspectionRound,
    item: sampling.Drawn,
    origin: str,
    at: datetime,
    by: Post | None,
    instead_of: Selected | None = None,
) -> Selected:
    return Selected(
        round=round_,
        unit=orgs.find_unit(item.unit.code, round_.frame_on),
        code=item.unit.code,
        group=item.unit.kind,
        stratum=item.stratum,
        place=item.place,
        origin=origin,
        instead_of=instead_of,
        at=at,
        post_id=by.pk if by else None,
    )


@transaction.atomic
def replace(
    *, round_: InspectionRound, unit_id: int, reason: str, by: Post, now: datetime | None = None
) -> Selected:
    """Put the next unit of the drawn order in the place of one that cannot be visited.

    reason: a code of the plan's list. Refusals: `inspection.reason`, `.not_selected` (422),
    `.visited`, `.no_more` (409), 403.
    """
    if not access.may_plan(by):
        raise access.forbidden()
    if reason not in {known.id for known in framing.rules_of().replacement_reasons}:
        raise refused("reason", "Chọn lý do thay trong danh sách.", "Choose a reason of the list.")
    round_ = InspectionRound.objects.select_for_update().get(pk=round_.pk)
    gone = _replaceable(round_, unit_id)
    sample = sampling.draw(sampling.read_frame(round_.frame), round_.size, round_.seed)
    taken = set(round_.selected.values_list("code", flat=True))
    chosen = sampling.next_in_order(sample, gone.stratum, taken)
    if chosen is None:
        raise refused(
            "no_more",
            "Tầng này không còn đơn vị nào để thay. Ghi lý do vào kết quả đợt kiểm tra.",
            "This stratum holds no further unit. Say so in the result of the round.",
            409,
        )
    at = now or timezone.now()
    gone.set_aside = reason
    gone.save(update_fields=["set_aside"])
    item = next(item for item in sample.order if item.unit == chosen)
    made = _row(round_, item, Selected.Origin.REPLACEMENT, at, by, gone)
    made.save()
    data = {"round": round_.code, "out": gone.code, "in": made.code, "reason": reason}
    append({"type": "inspection_replace", **data})
    record(verb="inspection.replace", by=by, object=round_, data=data)
    return made


def _replaceable(round_: InspectionRound, unit_id: int) -> Selected:
    """The drawn unit, still to be visited."""
    found = round_.selected.select_for_update().filter(unit_id=unit_id, set_aside="").first()
    if found is None or found.origin == Selected.Origin.LISTED:
        raise refused(
            "not_selected",
            "Đơn vị này không nằm trong mẫu rút thăm của đợt.",
            "This unit is not in the drawn sample of the round.",
        )
    if round_.visits.filter(unit_id=unit_id, current__gt=0).exists():
        raise refused(
            "visited",
            "Đơn vị này đã có kết quả kiểm tra nên không thay được.",
            "This unit has been visited and cannot be replaced.",
            409,
        )
    return found


@transaction.atomic
def add_units(
    *,
    round_: InspectionRound,
    unit_ids: Sequence[int],
    by: Post | None,
    now: datetime | None = None,
) -> int:
    """Name units to visit: any in a listed round, only areas in a drawn one; return how many.

    Refusal `inspection.steered` (409) for a unit of a kind that is drawn.
    """
    if by is not None and not access.may_plan(by):
        raise access.forbidden()
    day = min(round_.ends, (now or timezone.now()).astimezone(TZ).date())
    states = orgs.states_of(unit_ids, day)
    steered = [s for s in states.values() if round_.is_drawn and s.group in round_.groups]
    if steered:
        raise refused(
            "steered",
            "Loại đơn vị này do rút thăm quyết định, không chọn thêm được.",
            "Units of this kind are drawn by lot; none can be added by hand.",
            409,
        )
    known = set(round_.selected.values_list("unit_id", flat=True))
    rows = _listed(round_, [u for u in states if u not in known], states, now, by)
    Selected.objects.bulk_create(rows)
    record(verb="inspection.add", by=by, object=round_, data={"units": len(rows)})
    return len(rows)


def _listed(
    round_: InspectionRound,
    unit_ids: Iterable[int],
    states: dict[int, UnitState],
    now: datetime | None,
    by: Post | None,
) -> list[Selected]:
    at = now or timezone.now()
    return [
        Selected(
            round=round_,
            unit_id=unit_id,
            code=states[unit_id].code,
            group=states[unit_id].group,
            origin=Selected.Origin.LISTED,
            at=at,
            post_id=by.pk if by else None,
        )
        for unit_id in unit_ids
    ]
