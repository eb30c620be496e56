"""What the posts of a body are told at once: a document came back, work was handed to it."""

from __future__ import annotations

from datetime import datetime

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Role
from phongtrao.core.dates import format_date
from phongtrao.duties import here
from phongtrao.duties.models import Decision, Desk, HandOver, Paper
from phongtrao.notices import actions as notices
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import template_of
from phongtrao.programmes import queries as programmes

TITLES = {Paper.Kind.PLAN: "Kế hoạch triển khai", Paper.Kind.REPORT: "Báo cáo tổng kết"}


def tell_returned(paper: Paper, decision: Decision) -> None:
    """Tell every post of the body that its document was returned, with the sentence."""
    values = {
        "unit": called(paper.desk),
        "report": f"{TITLES[Paper.Kind(paper.kind)]} {paper.year}",
        "count": "1",
        "items": f"- {decision.sentence}",
    }
    _tell("returned", paper.desk, f"paper:{decision.pk}", values, _of_paper(paper), decision.at)


def tell_handed(made: HandOver, count: int) -> None:
    """Tell the posts of the body that took work over."""
    values = {
        "unit": called(made.target),
        "task": f"{count} nhiệm vụ nhận chuyển từ {called(made.source)}",
        "when": f"Từ ngày {format_date(made.on)}, theo văn bản: {made.document}.",
    }
    taken = made.moved.filter(assignment__holder=made.target).select_related("assignment")
    first = taken.order_by("assignment__due").first()
    target = f"duty:{first.assignment.code}" if first else ""
    _tell("assigned", made.target, f"handover:{made.pk}", values, target, made.at)


def called(desk: Desk) -> str:
    """Name of a body in messages: the plan's, else its unit's."""
    for body in programmes.package().bodies:
        if body.id == desk.code:
            return body.name
    return orgs.state_of(desk.unit_id).name if desk.unit_id else desk.code


def _of_paper(paper: Paper) -> str:
    """The assignment that asks for the document, as the target of a message."""
    asked = [duty.id for duty in programmes.package().duties if duty.document == paper.kind]
    found = here.assignments().filter(duty__in=asked, holder=paper.desk, year=paper.year).first()
    return f"duty:{found.code}" if found else ""


def _tell(
    code: str, desk: Desk, key: str, values: dict[str, str], target: str, at: datetime
) -> None:
    template = template_of(programmes.package(), code)
    posts = accounts.posts_at(desk.unit_id, Role.DEPARTMENT) if desk.unit_id else []
    notices.tell_many(
        [
            notices.Telling(
                key=f"duty-{key}:{post.pk}",
                template=template,
                values=values,
                post_id=post.pk,
                unit_id=desk.unit_id,
                target=target,
                urgent=code == "returned",
            )
            for post in posts
        ],
        at=at,
    )
