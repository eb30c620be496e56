"""`/nhan-tin/`: the owner of an address asks for messages, confirms, stops. Open to everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.notices import actions, queries
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import template_of
from phongtrao.programmes import queries as programmes


def _base(request: Any) -> str:
    """Address of this installation before the path."""
    return settings.NOTICES_ADDRESS or request.build_absolute_uri("/").rstrip("/")


def link_of(request: Any, one: queries.Subscription) -> str:
    """Where the owner of a subscription ends it."""
    return _base(request) + reverse("notices:subscription", args=[one.token])


def subscribe(request: Any) -> HttpResponse:
    """Ask for messages at an address, with consent."""
    problem, asked, typed = "", False, request.POST.get("address", "")
    if request.method == "POST":
        area = request.POST.get("area", "")
        try:
            actions.subscribe(
                channel="email",
                address=typed,
                agreed=request.POST.get("agreed") == "1",
                unit_id=int(area) if area.isdecimal() else None,
                template=template_of(programmes.package(), "confirm"),
                base=_base(request) + reverse("notices:subscribe"),
                at=timezone.now(),
            )
            asked = True
        except Refusal as refusal:
            problem = str(refusal)
    communes = orgs.units_on(accounts.today(), "commune")
    context = {
        "problem": problem,
        "asked": asked,
        "typed": typed,
        "consent": queries.CONSENT,
        "channels": queries.ways()["email"] != "off",
        "areas": [(one.unit_id, full_name(one.kind, one.name)) for one in communes],
    }
    return render(request, "notices/subscribe.html", context, status=422 if problem else 200)


def subscription(request: Any, token: str) -> HttpResponse:
    """Confirm or end one subscription; the token is its only key."""
    found = queries.find(token)
    ended = False
    if request.method == "POST":
        if request.POST.get("do") == "stop":
            actions.unsubscribe(token=token, at=timezone.now())
            ended = True
        elif request.POST.get("do") == "confirm":
            found = actions.confirm(token=token, at=timezone.now())
    context = {"found": found, "ended": ended, "shown": queries.masked(found.address)}
    return render(request, "notices/subscription.html", context)
