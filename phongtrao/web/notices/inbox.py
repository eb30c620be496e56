"""`/thong-bao/`: what the acting post was told, by reason; how it wants to be told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.notices import access, actions, queries
from phongtrao.web.base.todo_list import todo_list
from phongtrao.web.figures import exports
from phongtrao.web.figures.tables import Column, Table, text, written
from phongtrao.web.notices.targets import address_of, button_of
from phongtrao.web.notices.wording import channel_words, moment, reason_words, way_words
from phongtrao.web.templatetags.phongtrao import vn

PER_PAGE = 30


@require_safe
def inbox(request: Any) -> HttpResponse:
    """Messages of the acting post, unseen ones first chosen, grouped by reason."""
    reason = request.GET.get("ly-do", "")
    reason = reason if reason in queries.REASONS else ""
    everything = request.GET.get("xem", "") == "tat-ca"
    found = queries.by_reason(queries.messages_of(request.post, reason, unread=not everything))
    sentence = _sentence(found.count(), reason, everything)
    if exports.asked(request):
        return exports.answer(request, _table(found), sentence, "thong-bao")
    page: Any = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "notices/inbox.html",
        {
            "page": page,
            "todo": todo_list(request.post),
            "groups": _grouped(page.object_list),
            "sentence": sentence,
            "exports": exports.links(request),
            "reasons": [(code, reason_words(code), code == reason) for code in queries.REASONS],
            "everything": everything,
            "unseen": queries.unread_count(request.post.pk),
            "counts": queries.unread_by_reason(request.post.pk),
        },
    )


def _sentence(total: int, reason: str, everything: bool) -> str:
    words = _("%(n)s messages") if everything else _("%(n)s messages not seen yet")
    parts = [words % {"n": vn(total)}]
    return " · ".join([*parts, reason_words(reason)] if reason else parts)


def _grouped(rows: Any) -> list[tuple[str, list[Any]]]:
    """(reason in words, its messages) in the order of the bell."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        row.button = button_of(row.target)
        row.address = address_of(row.target)
        groups.setdefault(row.reason, []).append(row)
    return [(reason_words(code), groups[code]) for code in queries.REASONS if code in groups]


def _table(rows: Any) -> Table:
    columns = [
        Column(_("Time")),
        Column(_("Reason")),
        Column(_("Subject")),
        Column(_("Text")),
        Column(_("Seen at")),
    ]
    listed = [
        [
            text(moment(row.at)),
            text(reason_words(row.reason)),
            written(row.subject),
            text(row.body),
            text(moment(row.read_at)),
        ]
        for row in rows
    ]
    return Table("inbox", _("Messages"), columns, listed, _("No messages."))


@require_POST
def open_(request: Any, notice: int) -> HttpResponse:
    """The post has seen one message; on to what it is about."""
    found = access.message_for(request.post, notice)
    actions.mark_read(post=request.post, message_ids=[found.pk], at=timezone.now())
    return redirect(address_of(found.target) or reverse("notices:inbox"))


@require_POST
def read_all(request: Any) -> HttpResponse:
    """The post has seen everything."""
    count = actions.mark_read(post=request.post, message_ids=None, at=timezone.now())
    messages.success(request, _("%(n)s messages marked as seen.") % {"n": vn(count)})
    return redirect("notices:inbox")


def preferences(request: Any) -> HttpResponse:
    """How the acting post wants to be told outside the product."""
    post = request.post
    problem = ""
    if request.method == "POST":
        try:
            actions.prefer(
                by=post,
                email=request.POST.get("email") == "1",
                sms=request.POST.get("sms", ""),
                zalo=request.POST.get("zalo", ""),
                digest=request.POST.get("digest") != "0",
            )
            messages.success(request, _("Saved how this post is told."))
            return redirect("notices:preferences")
        except Refusal as refusal:
            problem = str(refusal)
    wish = queries.preference_of(post.pk)
    boxes = [person.email for person in accounts.holders_of(post) if person.email]
    return render(
        request,
        "notices/preferences.html",
        {
            "wish": wish,
            "problem": problem,
            "mailboxes": [queries.masked(box) for box in boxes],
            "ways": [(channel_words(c), way_words(w), c, w) for c, w in queries.ways().items()],
            "on": {c for c, w in queries.ways().items() if w != "off"},
            "crumbs": [(_("Messages"), reverse("notices:inbox")), (_("How to be told"), "")],
        },
        status=422 if problem else 200,
    )
