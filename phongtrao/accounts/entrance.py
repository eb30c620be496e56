"""First use by a link: a unit's contact comes in with a one-time link and a code of six digits.

The link goes out by the ways the post registered for its work; the code does not go with it: the
commune's officer tells it or hands it over on paper. Both are needed, once, within three days.
"""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from phongtrao.accounts.models import EntryLink, Post, Role, User
from phongtrao.accounts.queries import holders_of, posts_of
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal

LASTS = timedelta(days=3)
TRIES = 5
A_DAY = 5  # links for one post
PATH = "/vao/"
_MARK = re.compile(r"\[\[entry-link:(\d+)\]\]")


def give_link(*, post: Post, by: Post, at: datetime) -> tuple[EntryLink, str]:
    """A new link for the holder of a contact post, and its code, which is told here only.

    Earlier links of the post end. Refusals: `entry_link.role` (422), `entry_link.nobody` (409),
    `entry_link.many` (429).
    """
    person = _holder(post)
    with transaction.atomic():
        made = EntryLink.objects.filter(post=post, made_at__gt=at - timedelta(days=1))
        if made.count() >= A_DAY:
            raise Refusal(
                "entry_link.many",
                "Hôm nay đã lập đủ 5 đường dẫn cho đầu mối này. Thử lại ngày mai.",
                "Five links were made for this post today. Try again tomorrow.",
                status=429,
            )
        _living(post, at).update(revoked_at=at)
        code, nonce = f"{secrets.randbelow(10**6):06d}", secrets.token_hex(16)
        link = EntryLink.objects.create(
            post=post,
            person=person,
            nonce=nonce,
            token_hash=_hash(_token(post.pk, nonce)),
            code_hash=make_password(code),
            made_at=at,
            made_by=by.pk,
            ends_at=at + LASTS,
        )
        audit.record(verb="entry_link.give", by=by, object=link, data={"post": post.pk})
    return link, code


def _holder(post: Post) -> User:
    if post.role != Role.UNIT_CONTACT:
        raise Refusal(
            "entry_link.role",
            "Chỉ lập đường dẫn cho đầu mối của đơn vị.",
            "Links are for contacts of units only.",
            status=422,
        )
    holder = next((person for person in holders_of(post) if person.is_active), None)
    if holder is None:
        raise Refusal(
            "entry_link.nobody",
            "Chưa có ai giữ đầu mối này nên chưa lập được đường dẫn.",
            "Nobody holds this post, so there is nobody to send a link to.",
        )
    return holder


def _living(post: Post, at: datetime) -> QuerySet[EntryLink]:
    return EntryLink.objects.filter(post=post, used_at=None, revoked_at=None, ends_at__gt=at)


def links_of(post: Post) -> list[EntryLink]:
    """The links of a post, newest first."""
    return list(EntryLink.objects.filter(post=post)[:A_DAY])


def is_living(link: EntryLink, at: datetime) -> bool:
    """Whether the link can still be used."""
    ended = link.used_at or link.revoked_at or link.ends_at <= at or link.tries >= TRIES
    return not ended


def revoke_links(*, post: Post, by: Post, at: datetime) -> int:
    """End every living link of the post; return how many there were."""
    with transaction.atomic():
        ended = _living(post, at).update(revoked_at=at)
        audit.record(verb="entry_link.revoke", by=by, object=post, data={"links": ended})
    return int(ended)


def find_link(*, token: str, at: datetime) -> EntryLink:
    """The living link of this token. Refusal `entry_link.gone` (404), the same for every reason."""
    link = (
        EntryLink.objects.select_related("post", "person").filter(token_hash=_hash(token)).first()
    )
    if link is None or not constant_time_compare(_token(link.post_id, link.nonce), token):
        raise _gone()
    if not is_living(link, at) or not _still_holds(link):
        raise _gone()
    return link


def use_link(*, token: str, code: str, at: datetime) -> EntryLink:
    """Take the link: it is used up. A wrong code counts, also when many come at once.

    Refusals: `entry_link.gone` (404), `entry_link.code` (422).
    """
    link = find_link(token=token, at=at)
    room = EntryLink.objects.filter(pk=link.pk, tries__lt=TRIES, used_at=None, revoked_at=None)
    if not room.update(tries=F("tries") + 1):
        raise _gone()
    if not check_password("".join(code.split()), link.code_hash):
        audit.record(verb="entry_link.wrong_code", by=None, object=link)
        raise _wrong(TRIES - link.tries - 1)
    with transaction.atomic():
        if not EntryLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(
            used_at=at
        ):
            raise _gone()
        audit.record(verb="entry_link.use", by=link.post, object=link)
    return link


def _still_holds(link: EntryLink) -> bool:
    held = {post.pk for post in posts_of(link.person)}
    return link.person.is_active and link.post_id in held


def _gone() -> Refusal:
    return Refusal(
        "entry_link.gone",
        "Đường dẫn đã dùng, đã hết hạn hoặc đã thu hồi. Đề nghị cán bộ xã gửi đường dẫn mới.",
        "The link was used, has ended or was taken back. Ask the commune's officer for a new one.",
        status=404,
    )


def _wrong(left: int) -> Refusal:
    if left <= 0:
        return _gone()
    return Refusal(
        "entry_link.code",
        f"Mã không đúng. Còn {left} lần nhập.",
        f"The code is not correct. {left} attempts left.",
        status=422,
    )


def _token(post_id: int, nonce: str) -> str:
    made = salted_hmac("phongtrao.entry-link", f"{post_id}/{nonce}", algorithm="sha256")
    return urlsafe_b64encode(made.digest()).decode().rstrip("=")


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def mark_of(link: EntryLink, home: str) -> str:
    """What stands in a stored message for the link: the outbox keeps no link that works."""
    return f"{home}{PATH}[[entry-link:{link.pk}]]/"


def written_out(text: str) -> str:
    """A message as it leaves: marks of links become links."""
    return _MARK.sub(lambda found: _token_of(int(found[1])), text) if "[[" in text else text


def _token_of(link_id: int) -> str:
    link = EntryLink.objects.filter(pk=link_id).first()
    return _token(link.post_id, link.nonce) if link else ""
