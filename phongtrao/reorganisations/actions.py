"""Verbs: draft, describe, carry out, take back, drop. Each one transaction with its event."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.core.findings import Refusal, errors
from phongtrao.core.text import nfc
from phongtrao.orgs import actions as orgs_actions
from phongtrao.orgs.actions import Written
from phongtrao.reorganisations import checking, effects, handing, planning
from phongtrao.reorganisations.models import Reform
from phongtrao.rules.reorganising import Document, Steps, Sum, lost_sums


def _require(by: Post | None) -> None:
    """Refuse posts that may not reorganise units (403)."""
    if by is not None and not accounts.can(by, "reorganise"):
        raise Refusal(
            "reorganisation.forbidden",
            "Chỉ bộ phận thường trực được sắp xếp đơn vị.",
            "Only the standing office reorganises units.",
            status=403,
        )


@transaction.atomic
def start(*, steps: Steps, by: Post | None) -> Reform:
    """Begin a draft; its code is SX-year-number."""
    _require(by)
    year = timezone.localdate().year
    front = f"SX-{year}-"
    taken = Reform.objects.select_for_update().filter(code__startswith=front)
    last = max(
        (int(code.removeprefix(front)) for code in taken.values_list("code", flat=True)), default=0
    )
    made = Reform.objects.create(
        code=f"{front}{last + 1:02d}",
        steps=steps.model_dump_json(),
        post_id=by.pk if by else None,
        made_at=timezone.now(),
    )
    record(verb="reorganisation.draft", by=by, object=made, data={"code": made.code})
    return made


def _held(reform: Reform, state: str) -> Reform:
    """Return the row locked; Refusal `reorganisation.state` when it is not in this state."""
    held = Reform.objects.select_for_update().get(pk=reform.pk)
    if held.state != state:
        raise Refusal(
            "reorganisation.state",
            f"Bản {held.code} không còn ở trạng thái này. Xem lại danh sách.",
            f"{held.code} is no longer in that state. See the list.",
        )
    return held


@transaction.atomic
def describe(*, reform: Reform, document: Document, on: date | None, by: Post | None) -> Reform:
    """Name the decision a draft rests on and its day of effect."""
    _require(by)
    held = _held(reform, Reform.State.DRAFT)
    held.number, held.issuer = nfc(document.number).strip(), nfc(document.issuer).strip()
    held.issued, held.on = document.issued, on
    held.save(update_fields=["number", "issuer", "issued", "on"])
    record(verb="reorganisation.describe", by=by, object=held, data={"on": str(on)})
    return held


@transaction.atomic
def set_steps(*, reform: Reform, steps: Steps, by: Post | None) -> Reform:
    """Replace the steps of a draft."""
    _require(by)
    held = _held(reform, Reform.State.DRAFT)
    held.keep(steps)
    held.save(update_fields=["steps"])
    record(verb="reorganisation.steps", by=by, object=held, data={"kind": steps.kind})
    return held


@transaction.atomic
def drop(*, reform: Reform, by: Post | None) -> None:
    """Put a draft aside; it stays in the history."""
    _require(by)
    held = _held(reform, Reform.State.DRAFT)
    held.state = Reform.State.DROPPED
    held.save(update_fields=["state"])
    record(verb="reorganisation.drop", by=by, object=held)


@transaction.atomic
def carry_out(*, reform: Reform, by: Post | None) -> Reform:
    """Carry a draft out: units, lineage, maps, posts, event and log entry together, or nothing.

    Refusal `reorganisation.blocked` (422) with `data["findings"]`; `reorganisation.totals` when a
    total of the province would not stay the same.
    """
    _require(by)
    held = _held(reform, Reform.State.DRAFT)
    found = errors(checking.problems(held))
    if found:
        raise Refusal(
            "reorganisation.blocked",
            f"Chưa thực hiện được: {found[0].message}",
            f"Cannot proceed: {found[0].message_en}",
            status=422,
            data={"findings": found},
        )
    assert held.on is not None, "checked"
    title = planning.title_of(held)
    totals = effects.sums(held.on)
    written, desks = effects.write(held, by)
    _require_conserved(held, totals)
    held.journal = {**asdict(written), "desks": desks, "title": title}
    held.state, held.done_at = Reform.State.DONE, timezone.now()
    held.attempt += 1
    held.undone_at = None
    held.log_index = _log("unit.reorganise", held, title, by)
    held.save()
    record(verb="reorganisation.done", by=by, object=held, data={"title": title})
    return held


def _require_conserved(held: Reform, totals: list[Sum]) -> None:
    assert held.on is not None, "checked"
    lost = lost_sums(totals, effects.sums(held.on))
    if lost:
        raise Refusal(
            "reorganisation.totals",
            f"Tổng toàn tỉnh sẽ thay đổi ở {len(lost)} số liệu; không ghi gì.",
            f"{len(lost)} totals of the province would change; nothing was written.",
        )


def _log(kind: str, held: Reform, title: str, by: Post | None) -> int:
    """Append the decision to the tamper-evident log; return its place."""
    payload = {
        "type": kind,
        "code": held.code,
        "attempt": held.attempt,
        "title": title,
        "document": held.document.words,
        "on": str(held.on),
        "founded": held.founded,
        "units": sorted({row["unit_id"] for row in held.journal["after"]}),
        "post": by.pk if by else None,
        "at": timezone.now().isoformat(),
    }
    return append(payload).index


@transaction.atomic
def take_back(*, reform: Reform, by: Post | None) -> Reform:
    """Undo a reorganisation to the letter while nothing was handed in on the new map.

    Refusals: `reorganisation.used` with the reason, `unit.changed_since`, `reorganisation.state`.
    Afterwards it is a draft again.
    """
    _require(by)
    held = _held(reform, Reform.State.DONE)
    _refuse_used(held)
    journal = held.journal
    keys = ("reorganisation_id", "founded", "before", "after", "entries")
    orgs_actions.take_back(written=Written(**{key: journal[key] for key in keys}), by=by)
    handing.take_back(held, by)
    held.state, held.undone_at = Reform.State.DRAFT, timezone.now()
    held.log_index = _log("unit.take_back", held, journal["title"], by)
    held.save()
    record(verb="reorganisation.undone", by=by, object=held)
    return held


def _refuse_used(held: Reform) -> None:
    """Refuse once the new map was used: reports came in, or other rooms speak of new units."""
    count = checking.said_since(held)
    if count:
        raise Refusal(
            "reorganisation.used",
            f"Không hoàn tác được: đã có {count} báo cáo gửi trên bản đồ mới. Lập bản sắp xếp mới.",
            f"Cannot undo: {count} reports came in on the new map. Make a new reorganisation.",
            data={"count": count},
        )
    spoken = checking.spoken_of(held.founded.values())
    if spoken:
        raise Refusal(
            "reorganisation.used",
            "Không hoàn tác được: đã có hồ sơ, sổ hoặc kỳ báo cáo ghi cho đơn vị mới.",
            "Cannot undo: dossiers, registers or rounds speak of the new unit already.",
            data={"tables": spoken},
        )
