"""The hands: each does one short thing through the doors of rooms below. The clock is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from phongtrao.accounts import queries as accounts
from phongtrao.core.dates import TZ, local_day
from phongtrao.jobs import escalating, reminding
from phongtrao.notices import actions as notices
from phongtrao.plan.standard import template_of
from phongtrao.programmes import queries as programmes

Clock = Callable[[], datetime]
QUIET = 21  # daily hands rest from this hour; what they missed is caught up the next day
#: Stands between the two languages of what a run did.
BOTH = " / "


@dataclass(frozen=True)
class Outcome:
    """What a run did: how many things, and in words."""

    done: int
    words: str


@dataclass(frozen=True)
class Hand:
    """A job with its clock: at an `hour` of the day (with `minute`), or every `minutes`.

    `work` gets the clock and the moment the hand last finished.
    """

    name: str
    label: str
    label_en: str
    work: Callable[[Clock, datetime], Outcome]
    hour: int = 0
    minute: int = 0
    minutes: int = 0

    def slot(self, now: datetime) -> str:
        """The slot of its clock that `now` lies in; "" before its hour and at night."""
        local = now.astimezone(TZ)
        if self.minutes:
            start = local.minute - local.minute % self.minutes
            return local.replace(minute=start).strftime("%Y-%m-%dT%H:%M")
        if (local.hour, local.minute) < (self.hour, self.minute) or local.hour >= QUIET:
            return ""
        return local.strftime("%Y-%m-%d")

    @property
    def when(self) -> str:
        """The clock in words: "07:00" or "1′"."""
        return f"{self.minutes}′" if self.minutes else f"{self.hour:02d}:{self.minute:02d}"


def both(vietnamese: str, english: str) -> str:
    """What a run did as its row keeps it: Vietnamese, then English."""
    return f"{vietnamese}{BOTH}{english}"


def _deliver(clock: Clock, _since: datetime) -> Outcome:
    done = notices.deliver(clock=clock)
    words = f"gửi {done.sent}, gửi lại sau {done.again}, hỏng {done.dead}, chưa rõ {done.unsure}"
    english = (
        f"{done.sent} sent, {done.again} again later, {done.dead} failed, {done.unsure} unsure"
    )
    return Outcome(done.total, both(words, english))


def _remind(clock: Clock, since: datetime) -> Outcome:
    done = reminding.remind(at=clock(), since=local_day(since))
    words = (
        f"nhắc {done.reminded} đơn vị, {done.no_contact} chưa có đầu mối, {done.limited} đã nhắc"
    )
    english = f"{done.reminded} units, {done.no_contact} without contact, {done.limited} before"
    return Outcome(done.reminded, both(words, english))


def _escalate(clock: Clock, since: datetime) -> Outcome:
    told = escalating.escalate(at=clock(), since=local_day(since))
    queues = escalating.tell_queues(at=clock())
    words = f"báo cấp trên {told}, nhắc chờ duyệt {queues}"
    return Outcome(told + queues, both(words, f"{told} told above, {queues} queues reminded"))


def _answers(clock: Clock, since: datetime) -> Outcome:
    told = escalating.tell_answers(at=clock(), since=since)
    return Outcome(told, both(f"báo {told} lượt gửi lại", f"{told} answers told"))


def _digests(clock: Clock, _since: datetime) -> Outcome:
    template = template_of(programmes.package(), "digest")
    made = notices.send_digests(template=template, titles=accounts.titles_of, at=clock())
    return Outcome(made, both(f"lập {made} bản tổng hợp", f"{made} digests made"))


def _forget(clock: Clock, _since: datetime) -> Outcome:
    gone = notices.forget_unconfirmed(at=clock())
    words = f"xóa {gone} địa chỉ chưa xác nhận"
    return Outcome(gone, both(words, f"{gone} unconfirmed addresses erased"))


#: In the order in which they run when several are due.
HANDS: tuple[Hand, ...] = (
    Hand("forget", "Xóa địa chỉ chưa xác nhận", "Forget unconfirmed addresses", _forget, hour=3),
    Hand("remind", "Nhắc đơn vị đến hạn, quá hạn", "Remind units", _remind, hour=7),
    Hand("escalate", "Báo cấp trên", "Tell the level above", _escalate, hour=7, minute=10),
    Hand("answers", "Báo đơn vị đã gửi lại", "Tell of answers to returns", _answers, minutes=10),
    Hand("digests", "Lập bản tổng hợp trong ngày", "Make digests", _digests, hour=7, minute=30),
    Hand("deliver", "Gửi thông báo trong hàng chờ", "Deliver the outbox", _deliver, minutes=1),
)
