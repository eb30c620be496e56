"""`/phong-cach/`: the visual language as it is today. 404 outside development."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Tokens with measured contrast, then every component of ux.md 4.7 in its states."""
    if not settings.STYLE_PAGE:
        raise Http404
    return render(request, "style/page.html", {})
