"""`/cong-viec/`, `/so-gui/`: automatic jobs, the outbox and what left the house."""

from __future__ import annotations

from datetime import datetime
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
from phongtrao.core.dates import TZ, format_date
from phongtrao.jobs import actions, queries
from phongtrao.notices import actions as sending
from phongtrao.notices import queries as notices
from phongtrao.web.base.states import STATES
from phongtrao.web.entry.wording import in_english
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.tables import (
    PAGE_ROWS,
    Column,
    Slice,
    Table,
    number,
    state,
    text,
    written,
)
from phongtrao.web.notices.wording import channel_words, moment
from phongtrao.web.templatetags.phongtrao import vn

RUN_STATES = ("done", "failed", "running", "lost")
DELIVERY_STATES = ("waiting", "sending", "sent", "dead", "unsure")
CHANNELS = ("email", "sms", "zalo")
LIMIT = 20_000
SHOWN = 10


def run_mark(code: str) -> str:
    """The state of a run as a tag of `web.base.states`."""
    return f"run_{code}"


def delivery_mark(code: str) -> str:
    """The state of a delivery as a tag of `web.base.states`."""
    return f"delivery_{code}"


def slot_words(slot: str) -> str:
    """A slot of the clock as people write it: a day, or a day with its minute (Vietnam time)."""
    try:
        at = datetime.fromisoformat(slot)
    except ValueError:
        return slot
    return moment(at.replace(tzinfo=TZ)) if "T" in slot else format_date(at.date())


def _words(mark: str) -> str:
    return str(STATES[mark].label)


@require_safe
def jobs(request: Any) -> HttpResponse:
    """Hands with their last run, the outbox in numbers, all runs."""
    job = request.GET.get("viec", "")
    job = job if job in {hand.name for hand in queries.HANDS} else ""
    code = request.GET.get("tt", "")
    code = code if code in RUN_STATES else ""
    found = queries.runs(job, code)
    total = found.count()
    sentence = " · ".join(
        part
        for part in (
            _("%(n)s runs") % {"n": vn(total)},
            next((_label(hand) for hand in queries.HANDS if hand.name == job), ""),
            _words(run_mark(code)) if code else "",
        )
        if part
    )
    if exports.asked(request):
        return exports.answer(request, _runs_table(found[:LIMIT]), sentence, "cong-viec")
    part = _part(request, found, total, _runs_table)
    context = {
        **_state(),
        "names": [(h.name, _label(h), h.name == job) for h in queries.HANDS],
        "states": [(c, _words(run_mark(c)), c == code) for c in RUN_STATES],
        "sentence": sentence,
        "exports": exports.links(request),
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
    }
    return render(request, "notices/jobs.html", context)


def _state() -> dict[str, Any]:
    """The hands and the outbox as they stand now."""
    now = timezone.now()
    hands = queries.hands(now)
    counts = notices.outbox_counts()
    return {
        "hands": [
            (one, run_mark(one.last.state), _result(one.last.result)) if one.last else (one, "", "")
            for one in hands
        ],
        "late": [_label(one.hand) for one in hands if one.stopped],
        "outbox": [
            (_words(delivery_mark(c)), counts[c], f"{reverse('notices:deliveries')}?tt={c}")
            for c in DELIVERY_STATES
        ],
        "waiting_since": notices.oldest_waiting(now),
    }


def _label(hand: queries.Hand) -> str:
    return hand.label_en if in_english() else hand.label


def _part(request: Any, found: Any, total: int, table: Any) -> Slice:
    """One page of rows of the database as a table."""
    page: Any = Paginator(found, PAGE_ROWS).get_page(request.GET.get("trang"))
    return Slice(table(page.object_list), page.number, page.paginator.num_pages, total)


def _result(words: str) -> str:
    """What a run did in the language of the page; the row keeps Vietnamese and English."""
    parts = words.split(queries.BOTH)
    return parts[-1] if in_english() else parts[0]


def _runs_table(rows: Any) -> Table:
    labels = {hand.name: _label(hand) for hand in queries.HANDS}
    columns = [
        Column(_("Job")),
        Column(_("Slot")),
        Column(_("State")),
        Column(_("Started")),
        Column(_("Ended")),
        Column(_("Done"), "number"),
        Column(_("Result")),
    ]
    listed = [
        [
            text(labels.get(row.job, row.job)),
            text(slot_words(row.slot)),
            state(run_mark(row.state), _words(run_mark(row.state))),
            text(moment(row.started)),
            text(moment(row.ended)),
            number(row.done),
            text(_result(row.result)),
        ]
        for row in rows
    ]
    return Table("runs", _("Runs"), columns, listed, _("No job has run yet."))


@require_POST
def run(request: Any, job: str) -> HttpResponse:
    """Run one hand now."""
    made = actions.run_once(name=job, by=request.post)
    if made is None:
        messages.warning(request, _("This job is running elsewhere."))
    elif made.state == "done":
        messages.success(request, _("Done: %(result)s") % {"result": _result(made.result)})
    else:
        messages.error(request, _("Failed: %(result)s") % {"result": _result(made.result)})
    return redirect("notices:jobs")


@require_safe
def deliveries(request: Any) -> HttpResponse:
    """Everything that left or is to leave, newest first; addresses are masked."""
    code = request.GET.get("tt", "")
    code = code if code in DELIVERY_STATES else ""
    channel = request.GET.get("kenh", "")
    channel = channel if channel in CHANNELS else ""
    filters = {k: v for k, v in (("state", code), ("channel", channel)) if v}
    found = notices.deliveries(**filters)
    total = found.count()
    sentence = " · ".join(
        part
        for part in (
            _("%(n)s deliveries") % {"n": vn(total)},
            _words(delivery_mark(code)) if code else "",
            channel_words(channel),
        )
        if part
    )
    if exports.asked(request):
        return exports.answer(request, _deliveries_table(found[:LIMIT]), sentence, "so-gui")
    part = _part(request, found, total, _deliveries_table)
    failed: list[Any] = []
    if request.post.role == "administrator":
        failed = list(notices.deliveries(state__in=("dead", "unsure"))[:SHOWN])
        for row in failed:
            row.words = f"{channel_words(row.channel)} · {_words(delivery_mark(row.state))}"
    context = {
        "states": [(c, _words(delivery_mark(c)), c == code) for c in DELIVERY_STATES],
        "channels": [(c, channel_words(c), c == channel) for c in CHANNELS],
        "sentence": sentence,
        "exports": exports.links(request),
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "failed": failed,
    }
    return render(request, "notices/deliveries.html", context)


def _deliveries_table(rows: Any) -> Table:
    listed = list(rows)
    titles = accounts.titles_of({r.message.post_id for r in listed if r.message.post_id})
    columns = [
        Column(_("Subject")),
        Column(_("To")),
        Column(_("Channel")),
        Column(_("Address")),
        Column(_("State")),
        Column(_("Written")),
        Column(_("Sent at")),
        Column(_("Attempts"), "number"),
        Column(_("Problem")),
    ]
    cells = [
        [
            written(row.message.subject),
            text(titles.get(row.message.post_id or 0, _("subscriber"))),
            text(channel_words(row.channel)),
            text(notices.masked(row.address)),
            state(delivery_mark(row.state), _words(delivery_mark(row.state))),
            text(moment(row.message.at)),
            text(moment(row.sent_at)),
            number(row.attempts),
            text(row.problem),
        ]
        for row in listed
    ]
    return Table("deliveries", _("Deliveries"), columns, cells, _("Nothing has left yet."))


@require_POST
def resend(request: Any, delivery: int) -> HttpResponse:
    """Put a failed delivery back into the outbox."""
    sending.resend(delivery_id=delivery, by=request.post, at=timezone.now())
    messages.success(request, _("Back in the outbox."))
    return redirect("notices:deliveries")
