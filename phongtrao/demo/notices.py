"""Reminders, answers, an outreach message and subscribers of the demonstration."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from phongtrao.accounts.queries import post_by_code
from phongtrao.core.dates import local_day
from phongtrao.demo.people import STANDING
from phongtrao.jobs.actions import run_once
from phongtrao.jobs.audience import audience_of
from phongtrao.notices import actions, queries
from phongtrao.plan.standard import steps_of, subjects_of, template_of
from phongtrao.programmes import queries as programmes

#: Moments of autumn 2026, 07:00 and later in Vietnam: which hand runs when.
HANDS = (
    (datetime(2026, 10, 30, 0, 10, tzinfo=UTC), "escalate"),
    (datetime(2026, 11, 3, 0, 0, tzinfo=UTC), "remind"),
    (datetime(2026, 11, 8, 0, 10, tzinfo=UTC), "escalate"),
    (datetime(2026, 11, 13, 0, 0, tzinfo=UTC), "remind"),
    (datetime(2026, 11, 17, 0, 10, tzinfo=UTC), "escalate"),
    (datetime(2026, 11, 18, 0, 0, tzinfo=UTC), "remind"),
    (datetime(2026, 11, 18, 0, 30, tzinfo=UTC), "digests"),
    (datetime(2026, 11, 18, 0, 31, tzinfo=UTC), "deliver"),
    (datetime(2026, 11, 21, 2, 0, tzinfo=UTC), "answers"),
)
FIRST = datetime(2026, 11, 3, 0, 0, tzinfo=UTC)
SENT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
ASKED = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
SUBSCRIBERS = 9


def tell(size: str) -> int:
    """Run the hands of autumn and send one outreach message; returns runs made.

    In larger sizes the first reminder stands for all, which keeps the building short.
    """
    _subscribe()
    made = 0
    for at, name in HANDS:
        if size != "small" and name == "remind" and at > FIRST:
            continue
        slot = local_day(at).isoformat()
        made += run_once(name=name, clock=lambda at=at: at, slot=slot) is not None  # type: ignore[misc]
    _subscribe()
    _outreach()
    return made


def _subscribe() -> None:
    """Made-up addresses of a reserved domain; every third one never answered."""
    template = template_of(programmes.package(), "confirm")
    for number in range(1, SUBSCRIBERS + 1):
        at = ASKED + timedelta(days=number)
        one = actions.subscribe(
            channel="email",
            address=f"nguoi-nhan-{number}@vi-du.example",
            agreed=True,
            unit_id=None,
            template=template,
            base="/nhan-tin/",
            at=at,
        )
        if number % 3:
            actions.confirm(token=one.token, at=at + timedelta(hours=1))


def _outreach() -> None:
    """One message to hamlets and schools from the first template of the plan."""
    package = programmes.package()
    by = post_by_code(STANDING)
    templates = subjects_of(package)
    if by is None or not templates:
        return
    chosen = templates[0]
    draft = queries.Draft(
        purpose=chosen.purpose,
        subject=chosen.subject,
        body=chosen.body.strip(),
        sms=chosen.sms,
        template=chosen.id,
        groups=("hamlet", "school"),
        channels=("email",),
    )
    campaign = actions.compose(draft=draft, steps=steps_of(package), by=by, at=SENT)
    actions.send(
        campaign=campaign,
        audience=audience_of(campaign, local_day(SENT)),
        stop_link=lambda one: f"/nhan-tin/{one.token}/",
        by=by,
        at=SENT,
    )
