"""The unit is told in the same transaction: its dossier came back, or it was decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post, Role
from phongtrao.assessments import laws
from phongtrao.assessments.models import Decision, Dossier, Step
from phongtrao.core.dates import format_date
from phongtrao.core.kinds import full_name
from phongtrao.notices.actions import Telling, tell_many
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import template_of
from phongtrao.programmes import queries as programmes

SENDERS = (Role.UNIT_CONTACT, Role.DEPARTMENT, Role.COMMUNE_OFFICER)
MATTERS = {
    "title": "Hồ sơ “An toàn về an ninh, trật tự”",
    "standard": "Hồ sơ tiêu chí 19.2",
    "grade": "Phân loại phong trào",
}


def tell_returned(dossier: Dossier, step: Step, sentences: Mapping[str, str], at: datetime) -> None:
    """Tell the unit's posts what to complete, criterion by criterion."""
    law = laws.criteria(dossier.criteria)
    labels = {item.id: item.label for item in law.criteria}
    labels |= {part.id: part.label for part in law.parts()}
    values = {
        "unit": called(dossier),
        "report": f"{MATTERS[dossier.about]} năm {dossier.year}",
        "count": str(len(sentences)),
        "items": "\n".join(f"- {labels[code]}: {said}" for code, said in sentences.items()),
    }
    _tell("returned", [(dossier, f"dossier-return:{step.pk}", values)], at, urgent=True)


def tell_decided(decision: Decision, steps: Sequence[tuple[Dossier, Step]], at: datetime) -> None:
    """Tell each unit of a decision what was decided about it, and why when it was refused."""
    told = []
    for dossier, step in steps:
        values = {
            "unit": called(dossier),
            "matter": f"{MATTERS[dossier.about]} năm {dossier.year}",
            "outcome": "được công nhận" if step.verdict == "met" else "chưa được công nhận",
            "document": f"Quyết định số {decision.number} ngày {format_date(decision.signed_on)}",
            "reason": f"Lý do: {step.reason}" if step.reason else "",
        }
        told.append((dossier, f"dossier-decided:{step.pk}", values))
    _tell("decided", told, at)


def called(dossier: Dossier) -> str:
    """The unit's name at the beginning of a sentence."""
    state = orgs.state_of(dossier.unit_id)
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]


def _tell(
    code: str,
    told: Sequence[tuple[Dossier, str, dict[str, str]]],
    at: datetime,
    urgent: bool = False,
) -> None:
    template = template_of(programmes.package(), code)
    tell_many(
        [
            Telling(
                key=f"{key}:{post.pk}",
                template=template,
                values=values,
                post_id=post.pk,
                unit_id=dossier.unit_id,
                target=f"dossier:{dossier.unit_id}:{dossier.year}",
                urgent=urgent,
            )
            for dossier, key, values in told
            for post in posts_of(dossier)
        ],
        at=at,
    )


def posts_of(dossier: Dossier) -> list[Post]:
    """The open posts of the unit that hand in for it."""
    return [post for post in accounts.posts_at(dossier.unit_id) if post.role in SENDERS]
