"""`/phim-tat/`: the keys of the product, and the switch of the account that turns them off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phongtrao.accounts import actions as accounts
from phongtrao.web.palette.permissions import OFFICERS

Keys = tuple[tuple[str, ...], str | Promise]

#: (place, its keys): a comma between keys means "or". ux.md 2.6.
KEYS: tuple[tuple[str | Promise, tuple[Keys, ...]], ...] = (
    (
        gettext_lazy("On every page"),
        (
            (("Ctrl+K",), gettext_lazy("Go to a page, a unit, a target, an action")),
            (("/",), gettext_lazy("Search box")),
            (("?",), gettext_lazy("This list")),
            (("Esc",), gettext_lazy("Back to the list, to the same row")),
            (("Ctrl+Enter",), gettext_lazy("Save the form being filled in")),
        ),
    ),
    (
        gettext_lazy("In a list"),
        (
            (("Alt+↓", "Alt+↑"), gettext_lazy("Into the list, then next or previous row")),
            (("↓", "↑"), gettext_lazy("Next or previous row, once in the list")),
            (("Enter",), gettext_lazy("Open the row")),
            (("Space",), gettext_lazy("Choose the row")),
            (("Shift+Space",), gettext_lazy("Choose all rows since the last chosen one")),
        ),
    ),
    (
        gettext_lazy("While reviewing a report"),
        (
            (("Ctrl+Enter",), gettext_lazy("Approve and open the next report")),
            (("Alt+R",), gettext_lazy("Return: go to the reason")),
            (("Alt+↓", "Alt+↑"), gettext_lazy("Next or previous report without deciding")),
        ),
    ),
)


@require_http_methods(["GET", "POST"])
def keys(request: Any) -> HttpResponse:
    """List the keys; a POST switches them for this account."""
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        accounts.set_shortcuts(person=request.user, on=on, by=request.post)
        messages.success(request, _("Shortcuts are on.") if on else _("Shortcuts are off."))
        return redirect("palette:keys")
    useful = request.post is not None and request.post.role in OFFICERS
    return render(request, "palette/keys.html", {"places": KEYS, "useful": useful})
