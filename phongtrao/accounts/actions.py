"""Verbs on persons and posts. Every verb records one audit event in its own transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from phongtrao.accounts.models import Holding, Post, Role, User
from phongtrao.accounts.passing import Passed, close_post, pass_on, take_back
from phongtrao.accounts.queries import SESSION_POST, posts_of, today
from phongtrao.accounts.viewing import remove_view, rename_view, restore_view, save_view
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc

__all__ = [
    "Passed",
    "close_post",
    "pass_on",
    "remove_view",
    "rename_view",
    "restore_view",
    "save_view",
    "take_back",
]


def create_person(
    *,
    username: str,
    password: str | None,
    full_name: str = "",
    email: str = "",
    by: Post | None = None,
    weak_password_ok: bool = False,
) -> User:
    """A new account; `password` None: none until an administrator sets one.

    Refusals: `person.username_taken` (409), `person.password_weak` (422).
    `weak_password_ok` is for demonstration data only.
    """
    name = nfc(username).strip()
    if User.objects.filter(username__iexact=name).exists():
        raise Refusal(
            "person.username_taken",
            f"Tên đăng nhập “{name}” đã có. Chọn tên khác.",
            f"The sign-in name “{name}” is taken. Choose another.",
            status=409,
        )
    person = User(username=name, full_name=nfc(full_name).strip(), email=email.strip().lower())
    if password is None:
        person.set_unusable_password()
    else:
        if not weak_password_ok:
            _check_password(password, person)
        person.set_password(password)
    with transaction.atomic():
        person.save()
        audit.record(verb="person.create", by=by, object=person, data={"username": name})
    return person


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Refusal(
            "person.password_weak",
            "Mật khẩu chưa đủ mạnh. " + " ".join(problem.messages),
            "The password is too weak.",
            status=422,
        ) from problem


def create_post(
    *, code: str, title: str, role: str, unit_id: int | None = None, by: Post | None = None
) -> Post:
    """A new post (chức danh, đầu mối). Refusals: `post.role_unknown`, `post.code_taken`."""
    if role not in Role.values:
        raise Refusal(
            "post.role_unknown",
            f"Không có vai trò “{role}”.",
            f"There is no role “{role}”.",
            status=422,
        )
    if Post.objects.filter(code=code).exists():
        raise Refusal(
            "post.code_taken",
            f"Mã đầu mối “{code}” đã có.",
            f"The post code “{code}” is taken.",
            status=409,
        )
    with transaction.atomic():
        post = Post.objects.create(code=code, title=nfc(title), role=role, unit_id=unit_id)
        audit.record(verb="post.create", by=by, object=post, data={"code": code, "role": role})
    return post


def bulk_create_posts(rows: list[dict[str, Any]], *, by: Post | None = None) -> list[Post]:
    """Many posts at once (rows: code, title, role, unit_id), one event for all."""
    posts = [Post(**{**row, "title": nfc(row["title"])}) for row in rows]
    with transaction.atomic():
        made = Post.objects.bulk_create(posts, batch_size=500)
        audit.record(verb="posts.create", by=by, data={"count": len(made)})
    return made


def hold(
    *,
    post: Post,
    person: User,
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
    by: Post | None = None,
) -> Holding:
    """The person holds the post from a day (today by default) until the day before `to_date`."""
    start = from_date or today()
    if to_date is not None and to_date <= start:
        raise Refusal(
            "holding.dates",
            "Ngày thôi giữ phải sau ngày bắt đầu.",
            "The end date must be after the start date.",
            status=422,
        )
    with transaction.atomic():
        holding = Holding.objects.create(post=post, person=person, from_date=start, to_date=to_date)
        data = {"person": person.pk, "from": start.isoformat()}
        audit.record(verb="post.hold", by=by, object=post, data=data)
    return holding


def create_account(
    *,
    username: str,
    password: str,
    full_name: str,
    post: Post,
    email: str = "",
    by: Post | None = None,
) -> User:
    """A new person who holds a post from today: both or neither. Refusals as `create_person`."""
    with transaction.atomic():
        person = create_person(
            username=username, password=password, full_name=full_name, email=email, by=by
        )
        hold(post=post, person=person, by=by)
    return person


def hand_over(
    *, post: Post, to: User, on: dt.date | None = None, by: Post | None = None
) -> Holding:
    """The post passes to another person on a day: present holders end, the work stays."""
    day = on or today()
    with transaction.atomic():
        current = Holding.objects.filter(post=post, to_date__isnull=True)
        current.filter(from_date__gte=day).delete()
        current.filter(from_date__lt=day).update(to_date=day)
        return hold(post=post, person=to, from_date=day, by=by)


def set_password(*, person: User, password: str, by: Post | None = None) -> None:
    """A new password chosen by an administrator. Refusal `person.password_weak`."""
    _check_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        audit.record(verb="person.set_password", by=by, object=person)


def disable_person(*, person: User, by: Post | None = None) -> None:
    """The account can no longer sign in and holds no post from today; what it did stays."""
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        audit.record(verb="person.disable", by=by, object=person)
        _release(person, by)


def _release(person: User, by: Post | None) -> None:
    """End what a person holds, with one event for each post, so that it is free the same day."""
    day = today()
    held = Holding.objects.filter(person=person).exclude(to_date__lte=day)
    for holding in held.select_related("post"):
        start = holding.from_date
        if start < day:
            holding.to_date = day
            holding.save(update_fields=["to_date"])
        else:  # a holding lasts a day at least: one that has not lasted is the event's to tell
            holding.delete()
        data = {"person": person.pk, "from": start.isoformat(), "on": day.isoformat()}
        audit.record(verb="post.release", by=by, object=holding.post, data=data)


def set_shortcuts(*, person: User, on: bool, by: Post | None = None) -> None:
    """Keyboard shortcuts of this account on or off; nothing is written where nothing changes."""
    if person.shortcuts == on:
        return
    with transaction.atomic():
        person.shortcuts = on
        person.save(update_fields=["shortcuts"])
        audit.record(verb="person.shortcuts", by=by, object=person, data={"on": on})


def choose_post(*, person: Any, session: Any, post_id: int) -> Post:
    """Act for another held post from now on in this session. Refusal `post.not_held` (403)."""
    chosen = next((post for post in posts_of(person) if post.pk == post_id), None)
    if chosen is None:
        raise Refusal(
            "post.not_held",
            "Tài khoản này không giữ vai trò đó. Chọn vai trò trong danh sách.",
            "This account does not hold that post. Choose one from the list.",
            status=403,
        )
    with transaction.atomic():
        session[SESSION_POST] = chosen.pk
        audit.record(verb="post.choose", by=chosen, object=chosen)
    return chosen
