"""Saved views: the address of a list under a name, for the acting post; pages and acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.accounts import actions, queries
from phongtrao.core.findings import Refusal
from phongtrao.web.permissions import allows

#: Keys of an address that are not part of the view: the page of a long list, the file form.
PASSING = frozenset({"trang", "xuat"})


@dataclass(frozen=True)
class Link:
    """A saved view as a link in the language of the page; `current`: the page shows just this."""

    pk: int
    name: str
    href: str
    current: bool = False


def bare(address: str) -> str:
    """Return an address without language, page number and file form: what makes the view."""
    parts = urlsplit(address)
    path = parts.path
    if path == "/en" or path.startswith("/en/"):
        path = path[3:] or "/"
    kept = [(k, v) for k, v in parse_qsl(parts.query) if k not in PASSING and v]
    local = f"{path}?{urlencode(kept)}" if kept else path
    return address if parts.scheme or parts.netloc else local


def spoken(address: str) -> str:
    """Return a kept address in the language of the page."""
    return f"/en{address}" if get_language() == "en" else address


def links_of(request: Any, here_only: bool = False) -> list[Link]:
    """The views of the acting post, of this list only when asked so."""
    if request.post is None:
        return []
    here = bare(request.get_full_path())
    path = urlsplit(here).path
    return [
        Link(view.pk, view.name, spoken(view.address), view.address == here)
        for view in queries.views_of(request.post)
        if not here_only or view.path == path
    ]


def _post(request: Any) -> Any:
    """The acting post; Refusal for an account without one."""
    if request.post is None:
        raise Refusal(
            "view.no_post",
            "Tài khoản chưa giữ vai trò nào nên chưa lưu được cách xem.",
            "An account without a post keeps no views.",
            status=403,
        )
    return request.post


def _opens(address: str, role: str) -> bool:
    """Whether the address is a page of this house that the role may open."""
    try:
        with override("vi"):
            found = resolve(urlsplit(address).path)
    except Resolver404:
        return False
    return allows(found.view_name, role)


@require_safe
def views(request: Any) -> HttpResponse:
    """All saved views of the post: open, rename, remove; removed ones come back from here."""
    post = _post(request)
    removed = [Link(v.pk, v.name, spoken(v.address)) for v in queries.removed_views(post)]
    return render(request, "base/views.html", {"links": links_of(request), "removed": removed})


@require_POST
def save(request: Any) -> HttpResponse:
    """Keep the address of a list under a name, then back to the list."""
    post = _post(request)
    address = bare(request.POST.get("dia-chi", ""))
    if not _opens(address, post.role):
        address = ""  # refused below in the words of the room
    view = actions.save_view(name=request.POST.get("ten", ""), address=address, by=post)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return HttpResponseRedirect(spoken(view.address))


@require_POST
def rename(request: Any, view: int) -> HttpResponse:
    """Give a view another name."""
    found = queries.view_of(_post(request), view)
    actions.rename_view(view=found, name=request.POST.get("ten", ""), by=request.post)
    messages.success(request, _("The view has a new name."))
    return redirect("base:views")


@require_POST
def remove(request: Any, view: int) -> HttpResponse:
    """Take a view out of the lists; the page then offers to bring it back."""
    found = queries.view_of(_post(request), view)
    actions.remove_view(view=found, by=request.post)
    messages.success(
        request, _("Removed “%(name)s”. It can be brought back below.") % {"name": found.name}
    )
    return redirect("base:views")


@require_POST
def restore(request: Any, view: int) -> HttpResponse:
    """Bring a removed view back."""
    found = queries.view_of(_post(request), view)
    actions.restore_view(view=found, by=request.post)
    messages.success(request, _("“%(name)s” is back.") % {"name": found.name})
    return redirect("base:views")
