"""Acts on a reorganisation that are one button: take back, put aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phongtrao.core.findings import Refusal
from phongtrao.reorganisations import access, actions
from phongtrao.web.figures.present import said
from phongtrao.web.reorganisation.words import LAST


@require_POST
def take_back(request: Any, reform: str) -> HttpResponse:
    """Undo a reorganisation, or say why it can no longer be undone."""
    held = access.reform_for(request.post, reform)
    try:
        actions.take_back(reform=held, by=request.post)
    except Refusal as refusal:
        messages.error(request, said(refusal.message, refusal.message_en))
        return redirect("reorganisation:step", held.code, LAST)
    messages.success(request, _("Undone: units, posts and figures are as before."))
    return redirect("reorganisation:step", held.code, LAST - 1)


@require_POST
def drop(request: Any, reform: str) -> HttpResponse:
    """Put a draft aside."""
    held = access.reform_for(request.post, reform)
    actions.drop(reform=held, by=request.post)
    messages.success(request, _("Draft %(code)s put aside.") % {"code": held.code})
    return redirect("reorganisation:list")
