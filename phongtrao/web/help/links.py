"""Where “Help” and “?” lead: the chapter of the acting role about the page it stands on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from phongtrao.web.help.guides import anchors_of, guide_of


def help_url(request: Any) -> str:
    """The address of the chapter for this page and role; the list of guides without a role."""
    post = getattr(request, "post", None)
    guide = guide_of(post.role) if post else None
    if guide is None:
        return reverse("help:index")
    match = request.resolver_match
    anchor = anchors_of(guide.role).get(match.view_name, "") if match else ""
    return reverse("help:guide", args=[guide.slug]) + (f"#{anchor}" if anchor else "")
