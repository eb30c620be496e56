"""Pages of the base area besides home: role switch, health."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from phongtrao.accounts import actions as accounts
from phongtrao.programmes import queries as programmes


@require_POST
def choose_post(request: Any) -> HttpResponse:
    """Act for another held post; back to home, since pages of one role may be closed to another."""
    chosen = request.POST.get("post", "")
    post_id = int(chosen) if chosen.isdecimal() else 0
    accounts.choose_post(person=request.user, session=request.session, post_id=post_id)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("base:home")
    return redirect(target)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For the watcher of the server: 200 when the database answers, 503 (Refusal) when not."""
    return JsonResponse({"ok": True, "demo": programmes.is_demo()})
