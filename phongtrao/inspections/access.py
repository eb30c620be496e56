"""Who may plan, write, read and answer: inspectors everywhere, a commune what lies in it."""

from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.inspections.models import FollowUp, InspectionRound
from phongtrao.orgs.access import subtree_ok
from phongtrao.programmes import queries as programmes

INSPECTORS = frozenset({"standing_office", "auditor"})
READS_ALL = frozenset({"standing_office", "auditor", "leader"})
PLANNERS = frozenset({"standing_office"})


def may_inspect(post: Post | None) -> bool:
    """Whether the post writes visits and closes what was put right."""
    return post is not None and post.role in INSPECTORS


def may_plan(post: Post | None) -> bool:
    """Whether the post plans rounds, draws and replaces."""
    return post is not None and post.role in PLANNERS


def may_read(post: Post, unit_id: int) -> bool:
    """Whether the post may see what was found at a unit: inspectors, the unit, its commune."""
    if post.role in READS_ALL or post.unit_id == unit_id:
        return True
    today = timezone.now().astimezone(TZ).date()
    return post.role == "commune_officer" and subtree_ok(post, unit_id, today)


def may_answer(post: Post, unit_id: int) -> bool:
    """Whether the post may explain a signal or say that something was put right."""
    return post.role != "leader" and may_read(post, unit_id)


def round_for(post: Post, code: str, verb: str = "read") -> InspectionRound:
    """Return the round when the post may `verb` it (read, plan, inspect); Refusal 404, 403."""
    found = InspectionRound.objects.filter(code=code, programme=programmes.programme()).first()
    if found is None:
        raise Refusal(
            "inspection.none",
            f"Không có đợt kiểm tra “{code}”. Xem danh sách đợt kiểm tra.",
            f"There is no inspection round “{code}”.",
            status=404,
        )
    if not {"read": True, "plan": may_plan(post), "inspect": may_inspect(post)}[verb]:
        raise forbidden()
    return found


def require_unit(post: Post, unit_id: int, verb: str = "read") -> None:
    """Refusal `inspection.forbidden` (403) unless the post may read or answer for the unit."""
    if not (may_read if verb == "read" else may_answer)(post, unit_id):
        raise forbidden()


def follow_up_for(post: Post, follow_up_id: int, verb: str = "read") -> FollowUp:
    """Return a follow-up the post may read, answer (say it is done) or close; Refusal 404, 403."""
    found = FollowUp.objects.select_related("visit__round").filter(pk=follow_up_id).first()
    if found is None:
        raise Refusal(
            "follow_up.none",
            "Không có việc khắc phục này. Đường dẫn có thể đã cũ.",
            "There is no such follow-up. The link may be old.",
            status=404,
        )
    if verb == "close" and not may_inspect(post):
        raise forbidden()
    require_unit(post, found.visit.unit_id, "read" if verb == "close" else verb)
    return found


def forbidden() -> Refusal:
    """Return the refusal of an inspection page or act outside the post's reach."""
    return Refusal(
        "inspection.forbidden",
        "Chức danh này không làm được việc này. Kết quả do Thường trực, đoàn kiểm tra ghi.",
        "This post may not do this. Visits are written by the standing office and the auditors.",
        status=403,
    )
