"""The desk: one unit, one period, one form, and the post that sits at it.

Every page of a report opens a desk first; unknown units and periods, foreign units, reports not
owed and closed rounds are refused here, in words, with the right status.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from phongtrao.core.dates import TZ, is_late
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import access as orgs_access
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import access, queries
from phongtrao.submissions.earlier import EarlierReport, said_before
from phongtrao.web.base.titles import report_title
from phongtrao.web.entry.carrying import Carried, carry_over
from phongtrao.web.entry.form_fields import SectionView, Sheet, draw
from phongtrao.web.entry.people import unit_label
from phongtrao.web.figures.addresses import period_part, plan_in, slug

#: States in which a sender may still change what was said.
OPEN_STATES = frozenset({"due", "submitted", "returned"})
#: Codes of units hold at most this many parts between hyphens.
CODE_WORDS = 3
_NAMESPACE = uuid.UUID("6f0d2f0e-54c1-5a0e-9a53-1f5b3f0c8f11")
Payload = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """What a page of a report knows. Built by `open_desk`; nothing is written here."""

    post: Any
    unit: Any
    period: Period
    form: Form
    round: Any
    owed: Any
    submission: Any

    @property
    def unit_id(self) -> int:
        """Key of the reporting unit."""
        return int(self.owed.unit_id)

    @property
    def title(self) -> str:
        """Name of the report: form and period said once."""
        return report_title(self.form, self.period)

    @property
    def unit_label(self) -> str:
        """Unit with its kind: "Xã Tân Lập"."""
        return unit_label(self.unit)

    @property
    def unit_slug(self) -> str:
        """`<mã>-<tên>` of the unit in addresses."""
        return slug(self.unit.code, self.unit.name)

    def url(self, page: str, *more: Any) -> str:
        """Address of a page of this report."""
        return reverse(f"entry:{page}", args=[self.unit_slug, self.period_url, *more])

    @cached_property
    def period_url(self) -> str:
        """The period in addresses; it names the plan where the report is of a further one."""
        plan = programmes.code_of(self.round) if self.form.space else ""
        return period_part(self.period, plan)

    @property
    def draft_key(self) -> str:
        """Under which name the browser keeps what was typed: unit, form, period."""
        form = f"{self.form.space}.{self.form.id}" if self.form.space else self.form.id
        return f"{self.unit_id}/{form}/{self.period.code}"

    @property
    def fill_url(self) -> str:
        """Address of the form."""
        return self.url("fill")

    @property
    def sections_url(self) -> str:
        """Address of the task list of the form."""
        return self.url("sections")

    @property
    def check_url(self) -> str:
        """Address of the check page."""
        return self.url("check")

    @property
    def receipt_url(self) -> str:
        """Address of the receipt."""
        return self.url("receipt")

    @property
    def print_url(self) -> str:
        """Address of the sheet for paper."""
        return self.url("print")

    @property
    def on_behalf(self) -> bool:
        """Whether the post writes for another unit than its own."""
        return bool(self.post.unit_id != self.unit_id)

    @cached_property
    def may_write(self) -> bool:
        """Whether the post may hand in for this unit at all."""
        return access.may_write(self.post, self.unit_id)

    @property
    def is_open(self) -> bool:
        """Whether the round takes reports today."""
        return programmes.is_open(self.round, today())

    @property
    def can_change(self) -> bool:
        """Whether something can be typed now."""
        return self.may_write and self.is_open and self.submission.state in OPEN_STATES

    @property
    def is_late(self) -> bool:
        """Whether a report sent now would be late: the first hand-in and the day that count."""
        return is_late(self.submission.first_at or timezone.now(), self.owed.before)

    @cached_property
    def previous(self) -> Payload:
        """What the unit said one year earlier."""
        asked = (self.form.id, self.period.previous())
        found = (one for one in self.earlier if (one.form.id, one.period) == asked)
        return next((dict(one.payload) for one in found), {})

    @cached_property
    def earlier(self) -> list[EarlierReport]:
        """The unit's reports of earlier periods, newest first."""
        return said_before(self.unit_id, self.period)

    @cached_property
    def stable(self) -> dict[str, Carried]:
        """Fields marked `carry`, each with what the newest earlier report says."""
        return carry_over(self.form, self.owed.group, self.owed.subkind, self.earlier)

    @cached_property
    def draft(self) -> Payload | None:
        """What was typed and not sent, or None."""
        return queries.draft_of(self.submission)

    @property
    def draft_saved_at(self) -> Any:
        """When the draft was last saved, or None."""
        return getattr(getattr(self.submission, "draft", None), "saved_at", None)

    @property
    def draft_mark(self) -> str:
        """Names the state of the draft on the server: a page begun on another one is told."""
        at = self.draft_saved_at
        return at.isoformat() if at else f"v{self.submission.current}"

    @cached_property
    def said(self) -> Payload:
        """What the current version says; {} before the first."""
        return queries.payload_of(self.submission)

    @cached_property
    def payload(self) -> Payload:
        """What the form shows: the draft, else what was said, else the stable answers."""
        if self.draft is not None:
            return self.draft
        if self.submission.current:
            return self.said
        return {name: known.answer for name, known in self.stable.items()}

    @cached_property
    def carried(self) -> dict[str, Carried]:
        """Fields that still hold the stable answer of an earlier report."""
        if self.submission.current:
            return {}
        return {
            name: known
            for name, known in self.stable.items()
            if self.payload.get(name) == known.answer
        }

    @cached_property
    def returned(self) -> dict[str, str]:
        """Fields sent back, each with the sentence of the officer."""
        return {cell.field: cell.sentence for cell in queries.returned_cells(self.submission)}

    @cached_property
    def files(self) -> list[Any]:
        """Evidence files of the report."""
        return queries.evidence_of(self.submission.pk) if self.submission.pk else []

    @property
    def wants_evidence(self) -> bool:
        """Whether the form takes files from this unit (always when written on behalf)."""
        evidence = self.form.evidence
        if evidence is None:
            return self.on_behalf
        audiences = self.form.audiences(self.owed.group, self.owed.subkind)
        return self.on_behalf or not evidence.for_ or any(a in audiences for a in evidence.for_)

    @property
    def client_key(self) -> str:
        """The key of the next version: two taps, a resend or two tabs carry the same one."""
        parts = (self.unit_id, self.form.id, self.period.code, self.submission.current + 1)
        return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))

    def sheet(self, **more: Any) -> Sheet:
        """What is known for drawing; keyword arguments replace parts of it."""
        known: dict[str, Any] = {
            "payload": self.payload,
            "previous": self.previous,
            "returned": self.returned,
            "carried": self.carried,
        }
        return Sheet(**{**known, **more})

    def sections(self, **more: Any) -> list[SectionView]:
        """Sections of the form as drawn for this unit."""
        return draw(self.form, self.owed.group, self.owed.subkind, self.sheet(**more))


def today() -> Any:
    """The calendar day in Vietnam."""
    return timezone.now().astimezone(TZ).date()


def open_desk(request: HttpRequest, unit: str, period: str) -> Desk:
    """Open the report of a unit for reading.

    Refusal: `period.unknown`, `unit.unknown`, `round.none`, `owed.none` (404), `unit.forbidden`
    (403) and whatever `orgs.access` says of the unit.
    """
    post: Any = request.post  # type: ignore[attr-defined]
    when = _period(plan_in(period)[0])
    found = unit_named(unit, when)
    if post.unit_id != found.pk:
        orgs_access.unit_for(post, found.pk)
    return desk_at(post, found.pk, when)


def desk_at(post: Any, unit_id: int, period: Period) -> Desk:
    """The desk of a unit the post was already allowed to see; Refusal when nothing is owed."""
    form = _form(period)
    round_ = programmes.round_of(form.id, period)
    owed = programmes.owed_in(round_, unit_id)
    submission = queries.submission_of(unit_id, form.id, period)
    state = orgs.state_of(unit_id, day_of(period))
    return Desk(post, state, period, form, round_, owed, submission)


def day_of(period: Period) -> Any:
    """The day whose names and codes a report of the period bears: its last, or today."""
    return min(period.end, today())


def unit_named(address: str, period: Period) -> Any:
    """The unit of `<mã>-<tên>` as it was at the end of the period; codes may hold hyphens.

    Refusal `unit.unknown` (404).
    """
    words = address.split("-")
    for on in (day_of(period), None):
        for length in range(min(len(words), CODE_WORDS), 0, -1):
            try:
                return orgs.find_unit("-".join(words[:length]), on)
            except Refusal:
                continue
    raise orgs.unknown(words[0])


def open_for_writing(request: HttpRequest, unit: str, period: str) -> Desk:
    """Open the report of a unit for typing and sending.

    Refusal: as `open_desk`; `unit.forbidden` (403); `round.closed`, `submission.locked` (409).
    """
    same_person(request)
    return for_writing(open_desk(request, unit, period))


def same_person(request: HttpRequest) -> None:
    """What waited on a phone names its person: nobody else signed in there may send it.

    Refusal `person.other` (409).
    """
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        raise Refusal(
            code="person.other",
            message="Báo cáo này do tài khoản khác lập. Đăng nhập bằng tài khoản đó để gửi.",
            message_en="Another account made this report. Sign in with that account to send it.",
        )


def for_writing(desk: Desk) -> Desk:
    """The desk, where something may be typed and sent now; Refusal as `open_for_writing`."""
    if not desk.may_write:
        raise access.forbidden()
    if not desk.is_open:
        raise closed(desk)
    if desk.submission.state not in OPEN_STATES:
        raise _locked(desk)
    return desk


def closed(desk: Desk) -> Refusal:
    """The round takes no reports today: over, or not begun."""
    if desk.round.opens > today():
        return Refusal(
            code="round.not_open",
            message=f"Kỳ {desk.period.label} mở từ ngày {desk.round.opens:%d/%m/%Y}.",
            message_en=f"{desk.period.label_en} opens on {desk.round.opens:%d/%m/%Y}.",
        )
    return Refusal(
        code="round.closed",
        message=f"Kỳ {desk.period.label} đã đóng. Đề nghị mở lại qua cơ quan Thường trực.",
        message_en=f"{desk.period.label_en} is closed. Ask the standing office to reopen it.",
    )


def _locked(desk: Desk) -> Refusal:
    return Refusal(
        code="submission.locked",
        message=f"Báo cáo {desk.period.label} đã được duyệt nên không sửa được. "
        "Cần sửa, đề nghị cơ quan đã duyệt hoàn tác hoặc trả lại.",
        message_en="The report has been approved and cannot be changed. "
        "Ask whoever approved it to undo or return it.",
    )


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as problem:
        raise Refusal(
            code="period.unknown",
            message=f"Không có kỳ báo cáo “{text}”. Đường dẫn có thể đã cũ.",
            message_en=f"There is no reporting period “{text}”. The link may be old.",
            status=404,
        ) from problem


def _form(period: Period) -> Form:
    forms = programmes.package().forms
    found = next((form for form in forms.values() if form.period == period.kind), None)
    if found is None:
        raise Refusal(
            code="form.none",
            message=f"Kế hoạch không có biểu báo cáo cho kỳ {period.label}.",
            message_en=f"The plan has no form for {period.label_en}.",
            status=404,
        )
    return found
