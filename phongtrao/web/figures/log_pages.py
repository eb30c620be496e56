"""The log: who did what to which object, when and why (ux.md 2.3 row 45)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.audit import queries as audit
from phongtrao.web.figures import exports, log_filters
from phongtrao.web.figures.log_details import details
from phongtrao.web.figures.log_entries import look_up
from phongtrao.web.figures.log_objects import named
from phongtrao.web.figures.log_words import verb_words
from phongtrao.web.figures.paging import cut, links_of
from phongtrao.web.figures.tables import Column, Table, text, written
from phongtrao.web.templatetags.phongtrao import vn

EXPORT_LIMIT = 20_000


def _table(events: list[Any], role: str) -> Table:
    """Return events as rows: time, post, act, object, reason, what changed."""
    titles = accounts.titles_of({e.post_id for e in events if e.post_id})
    objects = named(events, role)
    columns = [
        Column(_("Time")),
        Column(_("Post")),
        Column(_("Act")),
        Column(_("Object")),
        Column(_("Details")),
    ]
    rows = [
        [
            text(timezone.localtime(event.at).strftime("%H:%M:%S %d/%m/%Y")),
            text(titles.get(event.post_id, _("the system"))),
            text(verb_words(event.verb)),
            text(*objects[event.pk]),
            written(details(event)),
        ]
        for event in events
    ]
    return Table("log", _("Log, newest first"), columns, rows, _("No act matches."))


def _fields(request: Any, asked: log_filters.Asked) -> list[tuple[str, str, str, str]]:
    """Return the typed filters: (key, label, what was typed, what is wrong with it)."""
    labels = {
        log_filters.POST: _("Code of the post"),
        log_filters.SINCE: _("From (dd/mm/yyyy)"),
        log_filters.UNTIL: _("To (dd/mm/yyyy)"),
    }
    return [
        (key, label, request.GET.get(key, ""), asked.problems.get(key, ""))
        for key, label in labels.items()
    ]


def log(request: Any) -> HttpResponse:
    """Show the log with filters in the address; export what is shown."""
    asked = log_filters.read(request.GET)
    events = asked.events()
    total = events.count()
    count = _("%(number)s acts") % {"number": vn(total)}
    sentence = " · ".join([count, *asked.words, *asked.problems.values()])

    def table(listed: list[Any]) -> Table:
        return _table(listed, request.post.role)

    if exports.asked(request):
        return exports.answer(request, table(list(events[:EXPORT_LIMIT])), sentence, "nhat-ky")
    part = cut(request, events, total, table)
    verbs = sorted(set(audit.events().order_by().values_list("verb", flat=True).distinct()))
    size, root = audit.head()
    entry, entry_problem = look_up(request.GET.get("muc", ""), request.post.role)
    return render(
        request,
        "figures/log.html",
        {
            "slice": part,
            "table": part.table,
            "sentence": sentence,
            "size": size,
            "root": root,
            "entry": entry,
            "entry_typed": request.GET.get("muc", ""),
            "entry_problem": entry_problem,
            "exports": exports.links(request),
            "fields": _fields(request, asked),
            "problem": asked.problems.get(log_filters.VERB, ""),
            "problems": asked.problems,
            "with_pages": not asked.hides_pages,
            "page_links": links_of(request, part),
            "verbs": [
                (verb, verb_words(verb), verb == asked.lookups.get("verb")) for verb in verbs
            ],
        },
    )
