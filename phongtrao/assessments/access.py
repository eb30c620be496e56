"""Fetch a dossier *if this post may*: the unit itself, its commune, its district, the province."""

from datetime import date

from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.assessments.models import Decision, Dossier
from phongtrao.core.findings import Refusal
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.access import subtree_ok
from phongtrao.submissions import access as submissions

VERBS = ("read", "write", "decide")
#: Desks that may speak for a district; what they may is asked of the unit they sit in.
DISTRICT_ROLES = frozenset({"department", "commune_officer"})


def dossier_for(post: Post, dossier_id: int, verb: str = "read") -> Dossier:
    """Return the dossier when `post` may `verb` it (read, write, decide).

    Refusal `dossier.none` 404 when there is none, `unit.forbidden` 403 when the post may not.
    """
    found = (
        Dossier.objects.select_related("unit", "decision", "grade_decision")
        .filter(pk=dossier_id)
        .first()
    )
    if found is None:
        raise none()
    if not may(post, found, verb):
        raise submissions.forbidden()
    return found


def none() -> Refusal:
    """Return the refusal for a dossier nobody knows."""
    return Refusal(
        code="dossier.none",
        message="Không có hồ sơ này. Đường dẫn có thể đã cũ.",
        message_en="There is no such dossier. The link may be old.",
        status=404,
    )


def may(post: Post, dossier: Dossier, verb: str) -> bool:
    """Tell whether the post may read, write or decide the dossier; to show or hide a button."""
    if verb == "read":
        return may_read(post, dossier.unit_id)
    if verb == "write":
        return submissions.may_write(post, dossier.unit_id)
    return may_decide(post, dossier)


def may_read(post: Post, unit_id: int) -> bool:
    """Tell whether the post may read dossiers of a unit."""
    wide = post.role in submissions.READS_ALL
    return wide or post.unit_id == unit_id or subtree_ok(post, unit_id, timezone.localdate())


def may_decide(post: Post, dossier: Dossier) -> bool:
    """Tell whether the post records decisions about the dossier.

    The office of the level the law of that year names: `commune` the commune's officer, `district`
    the district's own post; the standing office records for every level. Nobody decides about the
    own unit.
    """
    if post.role == "standing_office":
        return True
    if post.unit_id is None or post.unit_id == dossier.unit_id:
        return False
    if dossier.level == "district":
        return post.role in DISTRICT_ROLES and post.unit_id == _district_of(dossier)
    return dossier.level == "commune" and _of_commune(post, dossier.unit_id)


def _district_of(dossier: Dossier) -> int | None:
    """The district a unit lay in on the day its year is assessed."""
    return orgs.place_of(dossier.unit_id, date(dossier.year, 11, 14)).district_id


def _of_commune(post: Post, unit_id: int) -> bool:
    """Whether the post is the officer of the commune a unit is, or lies in, today."""
    if post.role != "commune_officer" or post.unit_id is None:
        return False
    return post.unit_id in (unit_id, orgs.place_of(unit_id, timezone.localdate()).commune_id)


def decision_for(post: Post, decision_id: int, verb: str = "read") -> Decision:
    """Return a decision when the post may read it or (`decide`) take it back.

    A decision is read by whoever reads one of its units.
    """
    found = Decision.objects.select_related("unit").filter(pk=decision_id).first()
    if found is None:
        raise Refusal(
            code="decision.none",
            message="Không có quyết định này. Đường dẫn có thể đã cũ.",
            message_en="There is no such decision. The link may be old.",
            status=404,
        )
    if not _may_see(post, found) if verb == "read" else not _own(post, found):
        raise submissions.forbidden()
    return found


def _may_see(post: Post, decision: Decision) -> bool:
    if post.role in submissions.READS_ALL or _own(post, decision):
        return True
    if post.unit_id is None:
        return False
    named = decision.graded if decision.about == Decision.About.GRADE else decision.dossiers
    return named.filter(unit_id__in=orgs.units_below(post.unit_id, timezone.localdate())).exists()


def _own(post: Post, decision: Decision) -> bool:
    """Whether the decision is the post's own office's, or of a commune it succeeds."""
    if post.role == "standing_office":
        return True
    if decision.level == "district":
        return post.role in DISTRICT_ROLES and post.unit_id == decision.unit_id
    return decision.level == "commune" and _of_commune(post, decision.unit_id)
