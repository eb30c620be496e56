"""Fetch a register or an entry *if this post may*: by role, and by the units it reaches."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import GROUP_LABELS
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.access import subtree_ok
from phongtrao.orgs.models import UnitState
from phongtrao.plan.forms import BODY_SUBKINDS
from phongtrao.plan.registers import Move, Register, ReviewKind
from phongtrao.programmes import queries as programmes
from phongtrao.registers import projections
from phongtrao.registers.models import Entry
from phongtrao.submissions import access as submissions

SEES_ALL = frozenset({"standing_office", "leader", "auditor", "administrator"})


@dataclass(frozen=True)
class Reach:
    """Which entries a post sees: all (`within` None), or those of a unit and what lies below it."""

    within: int | None = None
    only: bool = False


def today() -> date:
    """Return the calendar day in Vietnam."""
    return timezone.now().astimezone(TZ).date()


def registers_for(post: Post) -> list[Register]:
    """Return the registers this post may read, in the plan's order."""
    found = programmes.package().registers.values()
    return [register for register in found if may_read(post, register)]


def register_for(post: Post, code: str, verb: str = "read") -> Register:
    """Return the register with this id or address when the post may `verb` it (read, write).

    Refusal `register.none` (404), `register.forbidden` (403).
    """
    register = find(code)
    allowed = may_read(post, register) if verb == "read" else post.role in register.writers
    if not allowed:
        raise Refusal(
            code="register.forbidden",
            message=f"Chức danh này không dùng được “{register.title}”.",
            message_en=f"This post cannot use the register “{register.title_en}”.",
            status=403,
        )
    return register


def find(code: str) -> Register:
    """Return the register with this id or address; Refusal `register.none` (404)."""
    known = programmes.package().registers
    register = known.get(code) or next((r for r in known.values() if r.url == code), None)
    if register is None:
        raise Refusal(
            code="register.none",
            message=f"Kế hoạch không có sổ “{code}”. Xem danh sách sổ.",
            message_en=f"The plan has no register “{code}”.",
            status=404,
        )
    return register


def may_read(post: Post, register: Register) -> bool:
    """Tell whether the post's role reads or writes the register."""
    return post.role in (*register.readers, *register.writers, "administrator")


def reach_of(post: Post, register: Register) -> Reach:
    """Return which entries of the register the post sees."""
    if register.shared or register.owner == "province" or post.role in SEES_ALL:
        return Reach()
    return Reach(within=post.unit_id or 0, only=post.role in ("unit_contact", "department"))


def entry_for(post: Post, entry_id: int, verb: str = "read") -> Entry:
    """Return the entry when the post may `verb` it (read, write).

    Refusal `entry.none` (404), `register.forbidden` or `unit.forbidden` (403).
    """
    known = programmes.package().registers
    space = next((register.space for register in known.values()), "")
    found = projections.own_entries(space).select_related("unit").filter(pk=entry_id).first()
    if found is None or found.register not in known:
        raise none()
    register = register_for(post, found.register, "read")
    if verb == "read":
        reach = reach_of(post, register)
        if reach.within is None or post.unit_id == found.unit_id:
            return found
        if not reach.only and subtree_ok(post, found.unit_id):
            return found
        raise submissions.forbidden()
    require_writer(post, register, found.unit_id)
    return found


def none() -> Refusal:
    """Return the refusal for an entry that does not exist."""
    return Refusal(
        code="entry.none",
        message="Không có dòng này trong sổ. Đường dẫn có thể đã cũ.",
        message_en="There is no such entry. The link may be old.",
        status=404,
    )


def require_writer(post: Post, register: Register, unit_id: int) -> None:
    """Raise the refusal when the post may not write entries of this unit."""
    register_for(post, register.id, "write")
    if not may_write(post, register, unit_id):
        raise submissions.forbidden()


def may_write(post: Post, register: Register, unit_id: int) -> bool:
    """Tell whether the post may write in the register for the unit."""
    return post.role in register.writers and submissions.may_write(post, unit_id)


def takes(register: Register, state: UnitState) -> bool:
    """Tell whether a unit of this group and sub-kind may have entries in the register."""
    if register.groups and state.group not in register.groups:
        return False
    if register.owner == "body":
        return state.subkind in BODY_SUBKINDS
    return register.owner != "province" or state.group == "province"


def require_taken(register: Register, state: UnitState) -> None:
    """Raise the refusal `entry.unit` (422) when the unit cannot have entries here."""
    if not takes(register, state):
        group = GROUP_LABELS.get(state.group, state.group).lower()
        raise Refusal(
            code="entry.unit",
            message=f"“{register.title}” không ghi cho {state.name} ({group}). Chọn đơn vị khác.",
            message_en=f"The register takes no entries of {state.name}.",
            status=422,
        )


def units_for(post: Post, register: Register) -> list[UnitState]:
    """Return the units of today for which the post may add an entry, in order of names."""
    if post.role not in register.writers:
        return []
    if post.role == "standing_office":
        listed = orgs.units_on(today())
    elif post.unit_id is None:
        return []
    elif post.role == "commune_officer":
        listed = list(orgs.select(today(), within=post.unit_id))
    else:
        listed = [orgs.state_of(post.unit_id)]
    return [state for state in listed if takes(register, state)]


def moves_for(post: Post, entry: Entry) -> tuple[Move, ...]:
    """Return the moves this post may make with the entry now."""
    register = find(entry.register)
    if entry.withdrawn or not may_write(post, register, entry.unit_id):
        return ()
    return register.moves_from(entry.state, post.role)


def reviews_for(post: Post, entry: Entry) -> tuple[ReviewKind, ...]:
    """Return the reviews this post may write about the entry now."""
    register = find(entry.register)
    if entry.withdrawn or not may_write(post, register, entry.unit_id):
        return ()
    return tuple(
        review
        for review in register.reviews
        if post.role in review.by and (not review.states or entry.state in review.states)
    )
