"""Which duties and bodies a post may read, and for which it may write."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from phongtrao.accounts.models import Post, Role
from phongtrao.core.findings import Refusal
from phongtrao.duties import here
from phongtrao.duties.models import Assignment, Desk
from phongtrao.programmes import queries as programmes

READS_ALL = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})


def desks_of(post: Post) -> list[Desk]:
    """The desks a department post speaks for; none for other roles."""
    if post.role != Role.DEPARTMENT or post.unit_id is None:
        return []
    return list(here.desks().filter(unit_id=post.unit_id).order_by("code"))


def visible(post: Post) -> QuerySet[Assignment]:
    """The assignments a post may read: all, or those its body leads, led or supports."""
    found = here.assignments().select_related("holder", "first")
    if post.role in READS_ALL:
        return found
    own = desks_of(post)
    bodies = {desk.body for desk in own}
    supported = [d.id for d in programmes.package().duties if bodies & set(d.support)]
    ids = [desk.pk for desk in own]
    return found.filter(
        Q(holder_id__in=ids)
        | Q(first_id__in=ids)
        | Q(moves__source_id__in=ids)
        | Q(duty__in=supported)
    ).distinct()


def assignment_of(code: str) -> Assignment:
    """The assignment with this code, without asking who may. Refusal `duty.none` (404)."""
    found = here.assignments().select_related("holder", "first").filter(code=code).first()
    if found is None:
        raise Refusal(
            "duty.none",
            f"Không có nhiệm vụ mang mã “{code}”. Xem danh sách nhiệm vụ.",
            f"No duty has the code “{code}”.",
            status=404,
        )
    return found


def assignment_for(post: Post, code: str, verb: str = "read") -> Assignment:
    """The assignment when the post may `verb` it (read, write).

    Refusal `duty.none` (404), `duty.forbidden` (403).
    """
    found = assignment_of(code)
    if verb == "write":
        if not may_write(post, found.holder):
            raise forbidden()
    elif post.role not in READS_ALL and not visible(post).filter(pk=found.pk).exists():
        raise forbidden()
    return found


def desk_for(post: Post, code: str, verb: str = "read") -> Desk:
    """The desk when the post may `verb` it (read, write). Refusal `body.none`, `duty.forbidden`."""
    found = here.desks().filter(code=code).first()
    if found is None:
        raise Refusal(
            "body.none",
            f"Không có cơ quan mang mã “{code}” trong phần IV. Xem danh sách cơ quan.",
            f"Part IV names no body “{code}”.",
            status=404,
        )
    allowed = may_write(post, found) if verb == "write" else may_read(post, found)
    if not allowed:
        raise forbidden()
    return found


def may_read(post: Post, desk: Desk) -> bool:
    """Whether a post may read the page of a body: its own, or the whole province."""
    own = post.role == Role.DEPARTMENT and post.unit_id == desk.unit_id and desk.unit_id is not None
    return post.role in READS_ALL or own


def may_write(post: Post, desk: Desk) -> bool:
    """Whether a post may write for a body: its own post, or the standing office on its behalf."""
    own = post.role == Role.DEPARTMENT and post.unit_id == desk.unit_id and desk.unit_id is not None
    return own or post.role == Role.STANDING_OFFICE


def may_manage(post: Post | None) -> bool:
    """Whether a post may give duties, receive and return documents, hand work over."""
    return post is not None and post.role == Role.STANDING_OFFICE


def require_manage(post: Post) -> None:
    """Refusal `duties.may_not_manage` (403) unless the post may manage."""
    if not may_manage(post):
        raise Refusal(
            "duties.may_not_manage",
            "Chỉ cơ quan Thường trực giao, chuyển nhiệm vụ và tiếp nhận văn bản của các cơ quan.",
            "Only the standing office gives and hands over duties and receives documents.",
            status=403,
        )


def forbidden() -> Refusal:
    """The refusal for work of another body."""
    return Refusal(
        "duty.forbidden",
        "Tài khoản này không có quyền với nhiệm vụ của cơ quan đã chọn. Liên hệ Thường trực.",
        "This account has no right to the duties of the chosen body.",
        status=403,
    )
