"""What every page needs: the bar, the acting post, the other language, the demo label."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from phongtrao.core.findings import Refusal
from phongtrao.notices import queries as notices
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.navigation import PHONE_ITEMS, Entry, bar, is_crowded, url_or_none
from phongtrao.web.help.links import help_url
from phongtrao.web.permissions import allows


def page(request: Any) -> dict[str, Any]:
    """Context processor of `base/page.html`."""
    post = getattr(request, "post", None)
    may_search = post is not None and allows("figures:search", post.role)
    has_palette = post is not None and allows("palette:find", post.role)
    help_here = help_url(request)
    entries = _bar(post, request.path, help_here)
    over = len(entries) > PHONE_ITEMS
    shown = entries[: PHONE_ITEMS - 1] if over else entries
    return {
        "acting_post": post,
        "held_posts": getattr(request, "posts", []),
        "unseen_messages": notices.unread_count(post.pk) if post else 0,
        "nav": shown,
        "nav_rest": entries[len(shown) :],
        "nav_late": is_crowded(entries),
        "twin_url": twin_url(request.get_full_path()),
        "language_code": get_language(),
        "is_demo": _is_demo(),
        "further_plan": _further_plan(),
        "help_url": help_here,
        "search_url": url_or_none("figures:search") if may_search else None,
        "palette_url": url_or_none("palette:find") if has_palette else None,
        "keys_url": url_or_none("palette:keys") if has_palette and request.user.shortcuts else None,
    }


def _bar(post: Any, path: str, help_here: str) -> list[Entry]:
    """The bar, in which Help leads to the chapter about this page."""
    index = reverse("help:index")
    try:
        return [
            replace(entry, url=help_here) if entry.url == index else entry
            for entry in bar(post, path)
        ]
    except Refusal:  # the unit of the post is gone: the page itself says so
        return []


def twin_url(path: str) -> str:
    """The same page in the other language: Vietnamese at /…, English at /en/…."""
    if path == "/en" or path.startswith("/en/"):
        return path[3:] or "/"
    return "/en" + path


def _further_plan() -> str:
    """The name of the plan of the page where it is not the first one: every page then says so."""
    if not programmes.asked_code():
        return ""
    package = programmes.package()
    return package.name_en if get_language() == "en" and package.name_en else package.name


def _is_demo() -> bool:
    try:
        return programmes.is_demo()
    except Refusal:
        return False
