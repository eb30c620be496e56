"""Questions about persons and posts. Dates are days in Asia/Ho_Chi_Minh."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from phongtrao.accounts.models import Holding, Post, Role, SavedView, User
from phongtrao.core.findings import Refusal
from phongtrao.core.text import search_key
from phongtrao.database.prepared import question

#: Roles that hand in for their own unit: hamlets and schools, departments, communes.
HANDING_IN = (Role.UNIT_CONTACT, Role.DEPARTMENT, Role.COMMUNE_OFFICER)
SESSION_POST = "acting_post_id"

_ALL = frozenset(Role.values)

#: What each role may do at all; which unit it may do it to is answered by `access` of each room.
PERMISSIONS: Mapping[str, frozenset[str]] = {
    "fill": frozenset({Role.UNIT_CONTACT, Role.COMMUNE_OFFICER, Role.DEPARTMENT}),
    "submit": frozenset({Role.UNIT_CONTACT, Role.COMMUNE_OFFICER, Role.DEPARTMENT}),
    "on_behalf": frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE}),
    "approve": frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE}),
    "return": frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE}),
    "accept": frozenset({Role.STANDING_OFFICE}),
    "undo": frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE}),
    "configure": frozenset({Role.STANDING_OFFICE}),
    "open_round": frozenset({Role.STANDING_OFFICE}),
    "reorganise": frozenset({Role.STANDING_OFFICE}),
    "freeze": frozenset({Role.STANDING_OFFICE}),
    "manage_accounts": frozenset({Role.ADMINISTRATOR}),
    "read_log": frozenset({Role.AUDITOR, Role.STANDING_OFFICE, Role.ADMINISTRATOR}),
    "read_figures": _ALL - {Role.ADMINISTRATOR},
}


def _runs_on(day: dt.date, path: str = "") -> Q:
    """Holdings that run on a day; an open one of a closed account does not: nobody acts by it."""
    ends_later = Q(**{f"{path}to_date__gt": day})
    open_ = Q(**{f"{path}to_date__isnull": True, f"{path}person__is_active": True})
    return (ends_later | open_) & Q(**{f"{path}from_date__lte": day})


def today() -> dt.date:
    """The current day in the time zone of the settings (Asia/Ho_Chi_Minh)."""
    return timezone.localdate()


def posts_of(person: Any, on: dt.date | None = None) -> list[Post]:
    """Posts the person holds on a day (today by default), in order of code."""
    if not getattr(person, "is_authenticated", False):
        return []
    day = on or today()
    found = {post.pk: post for post in _held_by(person.pk) if _held_on(post, day)}
    for post in found.values():
        post.person_id = person.pk
    return sorted(found.values(), key=lambda post: post.code)


@question
def _held_by(person_id: int) -> QuerySet[Post]:
    """Asked by every request: one plain join, the days are compared by `_held_on`."""
    days = {"held_from": F("holdings__from_date"), "held_to": F("holdings__to_date")}
    return Post.objects.filter(holdings__person_id=person_id).annotate(**days).order_by("id")


def _held_on(post: Any, day: dt.date) -> bool:
    """Whether the post exists and its holding runs on a day; last days are exclusive."""
    ends = (post.held_to, post.closed_on)
    return post.held_from <= day and all(end is None or end > day for end in ends)


def acting_post(person: Any, session: Mapping[str, Any]) -> Post | None:
    """The post the person acts for now: the one chosen in the session while still held, else
    the first held; None when the person holds no post today.
    """
    return chosen_of(posts_of(person), session)


def chosen_of(held: list[Post], session: Mapping[str, Any]) -> Post | None:
    """Same as `acting_post`, from posts already read."""
    chosen = session.get(SESSION_POST)
    return next((post for post in held if post.pk == chosen), held[0] if held else None)


def can(post: Post | None, permission: str) -> bool:
    """Whether the role of the post has a permission; unknown names are a programming error."""
    return post is not None and post.role in PERMISSIONS[permission]


def post_by_code(code: str) -> Post | None:
    """The post with this code, or None."""
    return Post.objects.filter(code=code).first()


def post_by_id(post_id: int | None) -> Post | None:
    """The post with this key, or None."""
    return None if post_id is None else Post.objects.filter(pk=post_id).first()


def titles_of(post_ids: set[int]) -> dict[int, str]:
    """Titles of many posts at once: post id → title."""
    return dict(Post.objects.filter(pk__in=post_ids).values_list("pk", "title"))


def posts_at(unit_id: int, role: str | None = None) -> list[Post]:
    """Posts attached to one unit, optionally of one role."""
    found: QuerySet[Post] = Post.objects.filter(unit_id=unit_id, closed_on__isnull=True)
    return list(found.filter(role=role) if role else found)


def units_with_contact(unit_ids: set[int], on: dt.date | None = None) -> set[int]:
    """Those of the units for which somebody holds a post that hands in, on a day (today)."""
    return set(contacts_held(on, HANDING_IN).filter(post__unit_id__in=unit_ids))


def contacts_held(
    on: dt.date | None = None, roles: tuple[Role, ...] = (Role.UNIT_CONTACT,)
) -> QuerySet[Holding, int]:
    """Units whose post of a role somebody holds on a day (today by default), to be filtered on."""
    day = on or today()
    rows = Holding.objects.filter(
        _runs_on(day),
        post__role__in=roles,
        post__unit_id__isnull=False,
        post__closed_on__isnull=True,
    )
    return cast("QuerySet[Holding, int]", rows.values_list("post__unit_id", flat=True))


def accounts_summary(on: dt.date | None = None) -> dict[str, int]:
    """Counts for the administrator: active accounts, posts in use, posts nobody holds."""
    day = on or today()
    posts = Post.objects.filter(closed_on__isnull=True)
    held = posts.filter(_runs_on(day, "holdings__")).distinct()
    total, used = posts.count(), held.count()
    active = User.objects.filter(is_active=True)
    return {
        "accounts": active.count(),
        "accounts_idle": active.filter(holdings__isnull=True).count(),
        "posts": total,
        "posts_empty": total - used,
    }


def holders_of(post: Post, on: dt.date | None = None) -> list[User]:
    """The persons who hold the post on a day (today by default)."""
    day = on or today()
    rows = Holding.objects.filter(_runs_on(day), post=post).select_related("person")
    return [row.person for row in rows]


def person_by_id(person_id: int) -> User | None:
    """The account with this key, or None."""
    return User.objects.filter(pk=person_id).first()


def sign_in_names(person_ids: list[int]) -> dict[int, str]:
    """Sign-in names of many accounts at once: person id → name."""
    return dict(User.objects.filter(pk__in=person_ids).values_list("pk", "username"))


def posts_with_holders(
    *, text: str = "", empty: bool = False, on: dt.date | None = None
) -> QuerySet[Post]:
    """Open posts by code, each with `.current`: its holdings on a day; `empty`: nobody holds it.

    Words are found without their marks.
    """
    day = on or today()
    current = Holding.objects.filter(_runs_on(day))
    found = Post.objects.filter(closed_on__isnull=True).order_by("code")
    words = search_key(text).split()
    if words:
        named = Post.objects.values_list("pk", "title", "code")
        keys = ((pk, search_key(f"{title} {code}")) for pk, title, code in named)
        found = found.filter(pk__in=[pk for pk, key in keys if all(w in key for w in words)])
    if empty:
        found = found.exclude(pk__in=current.values("post_id"))
    return found.prefetch_related(
        Prefetch("holdings", queryset=current.select_related("person"), to_attr="current")
    )


def views_of(post: Post) -> list[SavedView]:
    """The saved views of a post, oldest first."""
    return list(SavedView.objects.filter(post=post, removed_at__isnull=True))


def removed_views(post: Post, days: int = 30) -> list[SavedView]:
    """Views removed in the last days, newest first: they can still be brought back."""
    since = timezone.now() - dt.timedelta(days=days)
    return list(SavedView.objects.filter(post=post, removed_at__gte=since).order_by("-removed_at"))


def view_of(post: Post, view_id: int) -> SavedView:
    """A view of this post, living or removed. Refusal `view.unknown` (404)."""
    found = SavedView.objects.filter(post=post, pk=view_id).first()
    if found is None:
        raise Refusal(
            "view.unknown",
            "Không có cách xem này trong danh sách đã lưu.",
            "There is no such saved view.",
            status=404,
        )
    return found
