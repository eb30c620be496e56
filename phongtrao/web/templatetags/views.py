"""Tags of saved views: kept and listed on every list, listed on every home."""

from __future__ import annotations

from typing import Any

from django import template

from phongtrao.web.base import saved_views

register = template.Library()
DRAWN = "saved_views_drawn"


@register.inclusion_tag("base/_saved_views.html", takes_context=True)
def saved_views_here(context: Any) -> dict[str, Any]:
    """The views of this list and the form that keeps the present one; once on a page."""
    request = context.get("request")
    if getattr(request, "post", None) is None or hasattr(request, DRAWN):
        return {"hidden": True}
    setattr(request, DRAWN, True)
    links = saved_views.links_of(request, here_only=True)
    return {
        "csrf_token": context.get("csrf_token"),
        "links": links,
        "current": next((link for link in links if link.current), None),
        "address": saved_views.bare(request.get_full_path()),
    }


@register.inclusion_tag("base/_saved_views_home.html", takes_context=True)
def saved_views_home(context: Any) -> dict[str, Any]:
    """All views of the post, for its home."""
    request = context.get("request")
    found = saved_views.links_of(request) if getattr(request, "post", None) else []
    return {"links": found}
