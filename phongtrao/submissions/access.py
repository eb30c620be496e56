"""Fetch a submission *if this post may*: own unit, own commune, or the standing office."""

from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.access import subtree_ok
from phongtrao.submissions.models import Submission

READS_ALL = frozenset({"standing_office", "leader", "auditor"})
WRITES_FOR_SELF = frozenset({"unit_contact", "department", "commune_officer", "standing_office"})
COMMUNE_LEVEL = "commune"


def submission_for(post: Post, submission_id: int, verb: str = "read") -> Submission:
    """Return the submission when `post` may `verb` it (read, write, verify, accept).

    Refusal 404 when there is none, 403 when the post may not.
    """
    found = Submission.objects.select_related("round", "unit").filter(pk=submission_id).first()
    if found is None:
        raise Refusal(
            code="submission.none",
            message="Không có báo cáo này. Đường dẫn có thể đã cũ.",
            message_en="There is no such submission. The link may be old.",
            status=404,
        )
    if not _may(post, found.unit_id, verb):
        raise forbidden()
    return found


def forbidden() -> Refusal:
    """Return the refusal for a unit outside the post's reach."""
    return Refusal(
        code="unit.forbidden",
        message="Tài khoản này không có quyền với đơn vị đã chọn. Liên hệ cơ quan Thường trực.",
        message_en="This account has no right to the chosen unit.",
        status=403,
    )


def may_write(post: Post, unit_id: int) -> bool:
    """Tell whether the post may hand in for the unit (own unit, or on behalf of one below)."""
    return _may(post, unit_id, "write")


def _may(post: Post, unit_id: int, verb: str) -> bool:
    today = timezone.now().astimezone(TZ).date()
    if verb == "read":
        return post.role in READS_ALL or post.unit_id == unit_id or subtree_ok(post, unit_id, today)
    if verb == "write":
        return _may_write(post, unit_id)
    if verb == "verify":
        # The province's own form is verified by another post of the standing office: the rule
        # that nobody verifies an own version is kept where the version is known.
        if post.role == "standing_office":
            return verifier_role(unit_id) == post.role
        return verifier_role(unit_id) == post.role and subtree_ok(post, unit_id, today)
    return verb == "accept" and post.role == "standing_office"


def _may_write(post: Post, unit_id: int) -> bool:
    if post.unit_id == unit_id:
        return post.role in WRITES_FOR_SELF
    if post.role == "standing_office":
        return True
    today = timezone.now().astimezone(TZ).date()
    return post.role == "commune_officer" and subtree_ok(post, unit_id, today)


def verifier_role(unit_id: int) -> str:
    """Return the role that verifies a unit: the commune for units below it, else the province."""
    today = timezone.now().astimezone(TZ).date()
    place = orgs.place_of(unit_id, today)
    below_commune = place.commune_id is not None and place.self_id != place.commune_id
    return "commune_officer" if below_commune else "standing_office"
