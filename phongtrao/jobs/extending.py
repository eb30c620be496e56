"""A later day for units, by the level above, with a reason; the plan's own deadline stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit import actions as audit
from phongtrao.core.dates import local_day
from phongtrao.core.findings import Refusal
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.jobs.escalating import verifies
from phongtrao.jobs.models import Extension
from phongtrao.jobs.reminding import posts_of_units, said, title_of
from phongtrao.notices import actions as notices
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import template_of
from phongtrao.programmes import actions
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed, Round
from phongtrao.rules.deadlines import Deadline
from phongtrao.submissions.models import Submission


def extend(
    *,
    round_: Round,
    unit_ids: Sequence[int],
    until: date,
    reason: str,
    by: Post,
    at: datetime,
) -> list[Extension]:
    """Late begins on `until` for these units; each is told, event and log entry say why.

    The day counts wherever lateness is said (`Owed.before`); the plan's deadline stays beside it.
    Refusals: `extension.reason` (422), `extension.day` (422: not later, or past),
    `unit.forbidden` (403), `owed.none` (404), `round.closed` (409), `extension.sent` (409: its
    first report is in and was judged by the day that counted then).
    """
    why = nfc(reason)
    _require(bool(why) and looks_like_person_id(why) is None, "extension.reason",
             "Ghi lý do gia hạn, không ghi số của cá nhân.",
             "State the reason, without numbers of persons.")  # fmt: skip
    _require(until > local_day(at), "extension.day", "Ngày gia hạn phải sau hôm nay.",
             "The day must be after today.")  # fmt: skip
    if round_.state == Round.State.CLOSED:
        raise Refusal("round.closed", f"Kỳ {round_.period} đã đóng.", "The round is closed.")
    owed = {row.unit_id: row for row in Owed.objects.filter(round=round_, unit_id__in=unit_ids)}
    for unit_id in unit_ids:
        if unit_id not in owed:
            raise Refusal("owed.none", "Đơn vị này không phải gửi biểu này trong kỳ này.",
                          "This unit does not owe this form.", status=404)  # fmt: skip
        if not verifies(by, unit_id):
            raise Refusal("unit.forbidden", "Chỉ cấp trên của đơn vị được gia hạn.",
                          "Only the level above may extend.", status=403)  # fmt: skip
        _require(until > owed[unit_id].deadline, "extension.day",
                 "Ngày gia hạn phải sau hạn của kế hoạch.",
                 "The day must be after the deadline of the plan.")  # fmt: skip
    if Submission.objects.filter(round=round_, unit_id__in=unit_ids, current__gt=0).exists():
        raise Refusal("extension.sent", "Có đơn vị đã gửi báo cáo kỳ này. Bỏ chọn rồi làm lại.",
                      "A unit has sent already. Leave it out and try again.")  # fmt: skip
    with transaction.atomic():
        return _write(round_, list(owed.values()), until, why, by, at)


def _require(good: bool, code: str, message: str, english: str) -> None:
    if not good:
        raise Refusal(code, message, english, status=422)


def _write(
    round_: Round, owed: list[Owed], until: date, why: str, by: Post, at: datetime
) -> list[Extension]:
    actions.extend(rows=owed, until=until)
    made = Extension.objects.bulk_create(
        Extension(round_id=round_.pk, unit_id=row.unit_id, until=until, reason=why,
                  post_id=by.pk, at=at)
        for row in owed
    )  # fmt: skip
    units = sorted(row.unit_id for row in owed)
    data = {
        "round": round_.pk,
        "period": round_.period,
        "units": units,
        "until": until.isoformat(),
    }
    audit.append({"type": "deadline.extend", "post": by.pk, "at": at.isoformat(), **data})
    audit.record(verb="deadline.extend", by=by, object=round_, data=data, reason=why)
    _tell(round_, units, until, why, at)
    return made


def _tell(round_: Round, units: list[int], until: date, why: str, at: datetime) -> None:
    """Each unit hears its new day and why, at once."""
    states = orgs.states_of(units, local_day(at))
    posts = posts_of_units(units)
    notices.tell_many(
        [
            notices.Telling(
                key=f"extended:{round_.pk}:{unit_id}:{until}:{post_id}",
                template=template_of(programmes.package(), "extended"),
                values={
                    "unit": said(state),
                    "report": title_of(round_),
                    "until": Deadline(until).words,
                    "why": why,
                },
                post_id=post_id,
                unit_id=unit_id,
                target=f"report:{unit_id}:{round_.form}:{round_.period}",
                urgent=True,
            )
            for unit_id, state in states.items()
            for post_id in posts.get(unit_id, [])
        ],
        at=at,
    )
