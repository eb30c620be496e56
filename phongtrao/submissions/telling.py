"""A return is always told to its sender, in the transaction of the return."""

from phongtrao.accounts.models import Role
from phongtrao.accounts.queries import posts_at
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.core.titles import joined
from phongtrao.notices.actions import Telling, tell_many
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.plan.standard import steps_of, template_of
from phongtrao.programmes import queries as programmes
from phongtrao.submissions.models import Review, Submission

SENDERS = (Role.UNIT_CONTACT, Role.DEPARTMENT, Role.COMMUNE_OFFICER)


def target_of(submission: Submission) -> str:
    """What messages about a report name it by."""
    return f"report:{submission.unit_id}:{submission.round.form}:{submission.round.period}"


def tell_returned(
    *, submission: Submission, review: Review, form: Form, cells: dict[str, str]
) -> None:
    """Tell the posts of the unit, and whoever handed in for it, which cells came back and why."""
    package = programmes.package()
    state = orgs.state_of(submission.unit_id)
    name = full_name(state.kind, state.name)
    labels = {field.id: field.label for field in form.all_fields()}
    values = {
        "unit": name[:1].upper() + name[1:],
        "report": joined(form.title, Period.parse(submission.round.period).label),
        "count": str(len(cells)),
        "items": "\n".join(f"- {labels[field]}: {said.strip()}" for field, said in cells.items()),
    }
    posts = {post.pk for post in posts_at(submission.unit_id) if post.role in SENDERS}
    posts |= {review.version.post_id} if review.version.post_id else set()
    target = target_of(submission)
    tellings = [
        Telling(
            key=f"returned:{review.pk}:{post_id}",
            template=template_of(package, "returned"),
            values=values,
            post_id=post_id,
            unit_id=submission.unit_id,
            target=target,
            urgent=True,
            sms_marks=steps_of(package).sms_marks,
        )
        for post_id in sorted(posts)
    ]
    tell_many(tellings, at=review.at)
