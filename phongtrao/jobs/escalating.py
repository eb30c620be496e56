"""What the level above is told: units late for days, reports that wait, answers to returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from phongtrao.accounts.models import Post, Role
from phongtrao.core.dates import TZ, local_day
from phongtrao.jobs.reminding import Due, open_rounds, said, silent, title_of
from phongtrao.notices import actions as notices
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import steps_of, template_of
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Round
from phongtrao.rules.reminding import escalates
from phongtrao.submissions import access, queries
from phongtrao.submissions.models import Review, Submission, Version

LISTED = 10
LOOK_BACK = timedelta(hours=1)


def escalate(*, at: datetime, since: date) -> int:
    """Tell communes of units late for some days, the standing office of those late for longer.

    One message per post, round and step; returns how many were written.
    """
    today = local_day(at)
    steps = steps_of(programmes.package())
    told: list[notices.Telling] = []
    for round_ in open_rounds(today):
        late = silent([round_])
        communes = [
            one
            for one in late
            if escalates(one.deadline, since=since, today=today, after=steps.commune_after)
        ]
        offices = [
            one
            for one in late
            if escalates(one.deadline, since=since, today=today, after=steps.office_after)
        ]
        told += _to_communes(round_, communes, today, steps.commune_after)
        told += _to_offices(round_, offices, today, steps.office_after)
    return len(notices.tell_many(told, at=at))


def _to_communes(
    round_: Round, late: Sequence[Due], today: date, days: int
) -> list[notices.Telling]:
    """Units below a commune, to its officers; what lies in no commune goes to the office."""
    states = orgs.states_of({one.unit_id for one in late}, today)
    by_parent: dict[int, list[Due]] = {}
    for one in late:
        parent = states[one.unit_id].parent_id
        if parent:
            by_parent.setdefault(parent, []).append(one)
    officers = Post.objects.filter(
        role=Role.COMMUNE_OFFICER, unit_id__in=list(by_parent), closed_on__isnull=True
    )
    found = []
    for post in officers.order_by("pk"):
        listed = by_parent[post.unit_id or 0]
        names = [said(states[one.unit_id]) for one in listed]
        found.append(_escalation(post, round_, names, today, days))
    return found


def _to_offices(
    round_: Round, late: Sequence[Due], today: date, days: int
) -> list[notices.Telling]:
    """Communes and their numbers of late units, to the standing office."""
    if not late:
        return []
    states = orgs.states_of({one.unit_id for one in late}, today)
    counts: dict[int, int] = {}
    for one in late:
        counts[states[one.unit_id].parent_id or 0] = (
            counts.get(states[one.unit_id].parent_id or 0, 0) + 1
        )
    parents = orgs.states_of({unit for unit in counts if unit}, today)
    worst = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    names = [
        f"{said(parents[unit]) if unit else 'Cấp tỉnh'}: {number} đơn vị" for unit, number in worst
    ]
    offices = Post.objects.filter(role=Role.STANDING_OFFICE, closed_on__isnull=True)
    return [
        _escalation(post, round_, names, today, days, total=len(late))
        for post in offices.order_by("pk")
    ]


def _escalation(
    post: Post, round_: Round, names: list[str], today: date, days: int, total: int | None = None
) -> notices.Telling:
    shown = [f"- {name}" for name in names[:LISTED]]
    if len(names) > LISTED:
        shown.append(f"- … và {len(names) - LISTED} dòng khác")
    values = {
        "unit": post.title,
        "count": str(len(names) if total is None else total),
        "days": str(days),
        "report": title_of(round_),
        "items": "\n".join(shown),
    }
    return notices.Telling(
        key=f"escalate:{round_.pk}:{days}:{today}:{post.pk}",
        template=template_of(programmes.package(), "escalated"),
        values=values,
        post_id=post.pk,
        unit_id=post.unit_id,
        target=f"chase:{round_.period}",
        replaces=True,
    )


def tell_queues(*, at: datetime) -> int:
    """Tell a commune once a week that reports have waited for its decision for some days."""
    today = local_day(at)
    after = steps_of(programmes.package()).queue_after
    year, number, _day = today.isocalendar()
    week = f"{year}-{number:02d}"
    found = [
        _queue(post, at, after, week) for post in _verifiers(at - timedelta(days=after), today)
    ]
    return len(notices.tell_many([one for one in found if one], at=at))


def _verifiers(before: datetime, today: date) -> Iterable[Post]:
    """Officers of the communes in which a report handed in before a moment still waits."""
    waiting = set(
        Submission.objects.filter(state=Submission.State.SUBMITTED, last_at__lt=before).values_list(
            "unit_id", flat=True
        )
    )
    states = orgs.states_of(waiting, today) if waiting else {}
    communes = {state.parent_id for state in states.values()}
    posts = Post.objects.filter(role=Role.COMMUNE_OFFICER, closed_on__isnull=True)
    return posts.filter(unit_id__in=[one for one in communes if one]).order_by("pk")


def _queue(post: Post, at: datetime, after: int, week: str) -> notices.Telling | None:
    """What waits for one officer, once a week; None when nothing has waited for `after` days."""
    found = queries.queue(post)
    first = found.first()
    if first is None or first.last_at is None or (at - first.last_at).days < after:
        return None
    values = {
        "unit": said(orgs.state_of(post.unit_id or 0, local_day(at))),
        "count": str(found.count()),
        "days": str((at - first.last_at).days),
    }
    return notices.Telling(
        f"queue:{post.pk}:{week}",
        template_of(programmes.package(), "queue"),
        values,
        post.pk,
        unit_id=post.unit_id,
        target="queue",
        replaces=True,
    )


def tell_answers(*, at: datetime, since: datetime) -> int:
    """Tell the verifier who sent a report back that its unit has answered since the last turn."""
    recent = Version.objects.filter(number__gt=1, at__gt=since - LOOK_BACK).select_related(
        "submission__round"
    )
    told = []
    for version in recent.order_by("pk"):
        review = (
            Review.objects.filter(
                version__submission_id=version.submission_id,
                version__number=version.number - 1,
                verb=Review.Verb.RETURN,
                undone=False,
            )
            .order_by("-id")
            .first()
        )
        if review is not None and review.post_id:
            told.append(_answer(version, review.post_id))
    return len(notices.tell_many(told, at=at))


def _answer(version: Version, post_id: int) -> notices.Telling:
    unit_id = version.submission.unit_id
    values = {
        "unit": said(orgs.state_of(unit_id)),
        "report": title_of(version.submission.round),
        "time": version.at.astimezone(TZ).strftime("%H:%M %d/%m/%Y"),
    }
    return notices.Telling(
        key=f"answered:{version.pk}:{post_id}",
        template=template_of(programmes.package(), "answered"),
        values=values,
        post_id=post_id,
        unit_id=unit_id,
        target=f"case:{version.submission_id}",
    )


def verifies(post: Post, unit_id: int) -> bool:
    """Whether a post may extend the deadline of a unit: the level that verifies it, or above."""
    if post.role == Role.STANDING_OFFICE:
        return True
    own_level = access.verifier_role(unit_id) == post.role and post.unit_id != unit_id
    return own_level and access.may_write(post, unit_id)
