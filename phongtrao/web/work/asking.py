"""Asking for long work: a draft, a freeze, figures read again, a rebuild; asking once more."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from phongtrao.jobs import working
from phongtrao.reports import access

ACTS = ("draft", "freeze", "read")


@require_POST
def report(request: Any, year: int) -> HttpResponse:
    """Draft, freeze or read the report of a year; the page of the work answers at once."""
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404(act)
    if act == "freeze":
        access.require_freeze(request.post)
    if act == "read":
        access.require_edit(request.post)
    at = timezone.now().replace(microsecond=0).isoformat()
    asked = {"year": year, "at": at}
    made = working.start(kind=f"report.{act}", by=request.post, args=asked)
    return redirect("work:one", work=made.pk)


@require_POST
def rebuild(request: Any) -> HttpResponse:
    """Build the tables of figures anew from what was handed in."""
    made = working.start(kind="rebuild", by=request.post, args={})
    return redirect("work:one", work=made.pk)


@require_POST
def again(request: Any, work: int) -> HttpResponse:
    """Start a work again that broke off or failed."""
    found = working.work_for([post.pk for post in request.posts], work)
    working.again(found, request.post)
    return redirect("work:one", work=found.pk)
