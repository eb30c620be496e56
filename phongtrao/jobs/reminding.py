"""Who is reminded of what, today: units before and after the deadline, then the level above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.accounts.queries import HANDING_IN
from phongtrao.audit import actions as audit
from phongtrao.core.dates import format_date, local_day
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.core.titles import joined
from phongtrao.notices import actions as notices
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.standard import steps_of, template_of
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed, Round
from phongtrao.rules.deadlines import Deadline
from phongtrao.rules.reminding import days_left, step_of
from phongtrao.submissions.models import Submission

BATCH = 500
OFFICE = "cơ quan thường trực"


@dataclass(frozen=True)
class Due:
    """One unit owes one report and has not sent it; `deadline` as extended."""

    unit_id: int
    round: Round
    deadline: date


@dataclass(frozen=True)
class Reminding:
    """What one round of reminders did: units reminded, of them without any post to tell."""

    reminded: int = 0
    no_contact: int = 0
    limited: int = 0


def silent(rounds: Iterable[Round], unit_ids: Iterable[int] | None = None) -> list[Due]:
    """Everything owed in the rounds and never sent, with the deadline that counts."""
    wanted = None if unit_ids is None else set(unit_ids)
    found = []
    for round_ in rounds:
        said = Submission.objects.filter(round=round_, current__gt=0).values("unit_id")
        rows = Owed.objects.filter(round=round_).exclude(unit_id__in=said)
        for unit_id, day in rows.values_list("unit_id", programmes.COUNTS):
            if wanted is None or unit_id in wanted:
                found.append(Due(unit_id, round_, day))
    return found


def open_rounds(today: date) -> list[Round]:
    """Rounds that take reports on a day."""
    return [row for row in programmes.rounds() if programmes.is_open(row, today)]


def remind(*, at: datetime, since: date) -> Reminding:
    """Remind every unit that has a step between `since` (not included) and today: once a day."""
    today = local_day(at)
    steps = steps_of(programmes.package())
    due = [
        one
        for one in silent(open_rounds(today))
        if step_of(one.deadline, since=since, today=today, steps=steps)
    ]
    return _tell(due, at=at, by=None)


def remind_by_hand(*, round_: Round, unit_ids: Sequence[int], by: Post, at: datetime) -> Reminding:
    """An officer reminds units of a round now; those reminded today already are left out."""
    with transaction.atomic():
        done = _tell(silent([round_], unit_ids), at=at, by=by)
        data = {"period": round_.period, "units": done.reminded, "limited": done.limited}
        audit.record(verb="unit.remind", by=by, object=round_, data=data)
    return done


def _tell(due: Sequence[Due], *, at: datetime, by: Post | None) -> Reminding:
    by_unit: dict[int, list[Due]] = {}
    for one in due:
        by_unit.setdefault(one.unit_id, []).append(one)
    units = sorted(by_unit)
    reminded = alone = 0
    for start in range(0, len(units), BATCH):
        part = {unit: by_unit[unit] for unit in units[start : start + BATCH]}
        done, without = _tell_units(part, at, by)
        reminded, alone = reminded + done, alone + without
    return Reminding(reminded, alone, len(units) - reminded)


def _tell_units(by_unit: dict[int, list[Due]], at: datetime, by: Post | None) -> tuple[int, int]:
    """One transaction: take the day, write the messages. Returns (units, of them without post)."""
    today = local_day(at)
    posts = posts_of_units(by_unit)
    counts = {unit: len(posts.get(unit, [])) for unit in by_unit}
    with transaction.atomic():
        free = notices.take_day(counts, day=today, at=at, post_id=by.pk if by else None)
        drawn = _tellings({unit: by_unit[unit] for unit in free}, posts, today)
        notices.tell_many(drawn, at=at)
    return len(free), sum(not counts[unit] for unit in free)


def posts_of_units(unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """Unit id → posts that hand in for it, open ones only."""
    found: dict[int, list[int]] = {}
    rows = Post.objects.filter(
        unit_id__in=list(unit_ids), role__in=HANDING_IN, closed_on__isnull=True
    )
    for unit_id, post_id in rows.order_by("pk").values_list("unit_id", "pk"):
        found.setdefault(unit_id or 0, []).append(post_id)
    return found


def _tellings(
    by_unit: dict[int, list[Due]], posts: dict[int, list[int]], today: date
) -> list[notices.Telling]:
    """Each report is told apart, so that sending one settles that one; outside goes one letter."""
    states = orgs.states_of(by_unit, today)
    above = orgs.states_of({s.parent_id for s in states.values() if s.parent_id}, today)
    found = []
    for unit_id, listed in by_unit.items():
        listed.sort(key=lambda one: one.deadline)
        state = states[unit_id]
        parent = above.get(state.parent_id or 0)
        names = {
            "unit": said(state),
            "above": said(parent) if parent and parent.group == "commune" else OFFICE,
        }
        for post_id in posts.get(unit_id, []):
            several = len(listed) > 1
            apart = [_told([one], post_id, names, today) for one in listed]
            found += [replace(one, leaves="digest") for one in apart] if several else apart
            if several:
                letter = _told(listed, post_id, names, today)
                key = f"{letter.key}:all"
                found.append(replace(letter, key=key, in_app=False, replaces=False, leaves="now"))
    return found


def _told(
    listed: Sequence[Due], post_id: int, names: dict[str, str], today: date
) -> notices.Telling:
    """Reports of one unit told to one post in one message; the first names it."""
    package, first = programmes.package(), listed[0]
    left = days_left(first.deadline, today)
    about = f"{first.unit_id}:{first.round.form}:{first.round.period}"
    return notices.Telling(
        key=f"remind:{today}:{post_id}:{about}",
        template=template_of(package, "reminder" if left >= 0 else "reminder_late"),
        values={
            **names,
            "report": title_of(first.round),
            "last_day": format_date(first.deadline - timedelta(days=1)),
            "days": str(max(-left, 0)),
            "items": "\n".join(f"- {line_of(one, today)}" for one in listed),
        },
        post_id=post_id,
        unit_id=first.unit_id,
        target=f"report:{about}",
        sms_marks=steps_of(package).sms_marks,
        replaces=True,
    )


def title_of(round_: Round) -> str:
    """The report of a round in words: "Báo cáo năm 2026"."""
    form = programmes.package().forms.get(round_.form)
    label = Period.parse(round_.period).label
    return joined(form.title if form else round_.form, label)


def line_of(one: Due, today: date) -> str:
    """One owed report in a list: title, days, deadline in both forms."""
    left = days_left(one.deadline, today)
    when = f"còn {left} ngày" if left > 0 else "ngày cuối" if left == 0 else f"quá hạn {-left} ngày"
    return f"{title_of(one.round)}: {when}, {Deadline(one.deadline).words}"


def said(state: UnitState) -> str:
    """A unit with its kind, capital first: "Xã Tân Lập"."""
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]
