"""Verbs on saved views: a post names the address of a list, renames it, removes it, takes it back.

Nothing but a local address is ever kept, so a view can never lead out of the house.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post, SavedView
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc

LIMIT = 40
NAME_LENGTH = 80


def save_view(*, name: str, address: str, by: Post) -> SavedView:
    """Keep an address under a name.

    Refusals: `view.address`, `view.too_many`, `view.name`, `view.name_taken` (409).
    """
    path, query = _local(address)
    if SavedView.objects.filter(post=by, removed_at__isnull=True).count() >= LIMIT:
        raise Refusal(
            "view.too_many",
            f"Đã lưu {LIMIT} cách xem. Xoá bớt trước khi lưu thêm.",
            f"{LIMIT} views are kept already. Remove one first.",
            status=422,
        )
    with transaction.atomic():
        view = SavedView.objects.create(
            post=by, name=_free(name, by), path=path, query=query, made_at=timezone.now()
        )
        audit.record(verb="view.save", by=by, object=view, data={"address": view.address})
    return view


def rename_view(*, view: SavedView, name: str, by: Post) -> None:
    """Give a view another name. Refusals: `view.name`, `view.name_taken`."""
    fresh = _free(name, by, but=view)
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(name=fresh)
        audit.record(verb="view.rename", by=by, object=view, data={"name": fresh})


def remove_view(*, view: SavedView, by: Post) -> None:
    """Take a view out of the lists; it can be brought back."""
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(removed_at=timezone.now())
        audit.record(verb="view.remove", by=by, object=view)


def restore_view(*, view: SavedView, by: Post) -> None:
    """Bring a removed view back. Refusal `view.name_taken` when its name was given again."""
    _free(view.name, by, but=view)
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(removed_at=None)
        audit.record(verb="view.restore", by=by, object=view)


def _local(address: str) -> tuple[str, str]:
    """Return path and query of an address of this house; anything else is refused."""
    parts = urlsplit(address)
    foreign = parts.scheme or parts.netloc or "\\" in address or not address.isprintable()
    too_long = len(parts.path) > 200 or len(parts.query) > 1000
    if foreign or too_long or not parts.path.startswith("/") or parts.path.startswith("//"):
        raise Refusal(
            "view.address",
            "Địa chỉ này không lưu được. Mở lại danh sách rồi lưu từ đó.",
            "This address cannot be kept. Open the list again and save from there.",
            status=422,
        )
    return parts.path, parts.query


def _free(name: str, by: Post, but: SavedView | None = None) -> str:
    """Return a clean name that no other view of the post bears."""
    clean = " ".join(nfc(name).split())
    if not clean or len(clean) > NAME_LENGTH:
        raise Refusal(
            "view.name",
            f"Đặt tên cho cách xem, nhiều nhất {NAME_LENGTH} chữ cái.",
            f"Give the view a name of at most {NAME_LENGTH} letters.",
            status=422,
        )
    same = SavedView.objects.filter(post=by, name=clean, removed_at__isnull=True)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refusal(
            "view.name_taken",
            f"Đã có cách xem tên “{clean}”. Chọn tên khác.",
            f"There is already a view named “{clean}”. Choose another name.",
            status=409,
        )
    return clean
