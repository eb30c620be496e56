"""`/kiem-tra/khac-phuc/`: what must be put right, by when, until an inspector closes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.inspections import access, actions, queries
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.states import STATES
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import Option, today
from phongtrao.web.figures.tables import Cell, Column, Table, day, slice_of, state, text, written
from phongtrao.web.inspections import words

WAITING = ("open", "reported")
CHOICES = ("waiting", "late", "open", "reported", "closed", "all")


def choice_words(code: str) -> str:
    """Return a filter of the list in words."""
    return {
        "waiting": _("Still open"),
        "late": _("Late"),
        "open": _("To be put right"),
        "reported": _("Waiting for the inspectors"),
        "closed": _("Closed"),
        "all": _("All"),
    }[code]


def status_of(item: Any) -> str:
    """Return the state of a follow-up as a tag: late ones say so."""
    if item.state == "open" and item.due <= today():
        return "follow_late"
    return f"follow_{item.state}"


@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """List what a post may see, most urgent first; export what is shown."""
    post: Any = request.post  # type: ignore[attr-defined]
    asked = request.GET.get("tt", "")
    chosen = asked if asked in CHOICES else CHOICES[0]
    table = _table([item for item in queries.follow_ups(post) if _fits(item, chosen)])
    sentence = _("%(number)s follow-ups · %(state)s · most urgent first") % {
        "number": len(table.rows),
        "state": choice_words(chosen).lower(),
    }
    if exports.asked(request):
        return exports.answer(request, table, sentence, "khac-phuc")
    part = slice_of(table, request.GET.get("trang"))
    context = {
        "slice": part,
        "table": part.table,
        "sentence": sentence,
        "exports": exports.links(request),
        "page_links": links_of(request, part),
        "choices": [Option(code, choice_words(code), code == chosen) for code in CHOICES],
        "may_open": post.role in access.READS_ALL or post.role == "commune_officer",
    }
    return render(request, "inspections/follow_ups.html", context)


def _fits(item: Any, chosen: str) -> bool:
    if chosen == "all":
        return True
    if chosen == "waiting":
        return item.state in WAITING
    if chosen == "late":
        return bool(item.state in WAITING and item.due <= today())
    return bool(item.state == chosen)


def _table(items: list[Any]) -> Table:
    columns = [
        Column(_("Unit")),
        Column(_("What must be put right")),
        Column(_("Item")),
        Column(_("Before"), "date"),
        Column(_("State")),
        Column(_("Inspection round")),
    ]
    states = orgs.states_of([item.visit.unit_id for item in items])
    labels = _labels()
    rows: list[list[Cell]] = []
    for item in items:
        unit = states[item.visit.unit_id]
        code = status_of(item)
        rows.append(
            [
                text(words.unit_name(unit), reverse("inspections:follow_up", args=[item.pk])),
                written(item.task),
                text(labels.get(item.field, item.field)),
                day(item.due),
                state(code, str(STATES[code].label)),
                text(item.visit.round.code),
            ]
        )
    empty = _("Nothing waits to be put right.")
    return Table("follow-ups", _("What must be put right"), columns, rows, empty)


def _labels() -> dict[str, str]:
    """Field id → label in the language of the page, over all forms."""
    forms = programmes.package().forms.values()
    return {f.id: said(f.label, f.label_en) for form in forms for f in form.all_fields()}


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, follow_up: int) -> HttpResponse:
    """One follow-up: the unit or its commune says it is done, an inspector closes or sends back."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.follow_up_for(post, follow_up)
    if request.method != "POST":
        return _page(request, post, found)
    try:
        said_ = _act(request, post, found.pk)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        wrong = said(refusal.message, refusal.message_en)
        return _page(request, post, found, wrong, status=422)
    messages.success(request, said_)
    return redirect("inspections:follow_up", found.pk)


def _act(request: HttpRequest, post: Any, pk: int) -> str:
    """Do what the pressed button says; return the sentence for the person."""
    do = request.POST.get("do", "")
    sentence = request.POST.get("cau", "")
    if do == "close":
        actions.close(follow_up_id=pk, by=post)
        return _("Closed.")
    if do == "reopen":
        actions.reopen(follow_up_id=pk, sentence=sentence, by=post)
        return _("Sent back.")
    upload = request.FILES.get("anh")
    file = (upload.name or "anh.jpg", upload.read()) if upload else None
    actions.report_done(follow_up_id=pk, proof=sentence, file=file, by=post)
    return _("Reported. The inspectors look at it and close it.")


def _page(
    request: HttpRequest, post: Any, found: Any, wrong: str = "", status: int = 200
) -> HttpResponse:
    unit = orgs.state_of(found.visit.unit_id)
    titles = accounts.titles_of({p for p in (found.reported_by, found.closed_by) if p})
    slug = words.slug_of(orgs.state_of(found.visit.unit_id, found.visit.round.starts))
    context = {
        "item": found,
        "state": status_of(found),
        "unit_name": words.unit_name(unit),
        "label": _labels().get(found.field, found.field),
        "visit_url": reverse("inspections:visit", args=[found.visit.round.code, slug]),
        "file_url": reverse("inspections:file", args=[found.visit.round.code, slug, found.file_id])
        if found.file_id
        else "",
        "reporter": titles.get(found.reported_by or 0, ""),
        "closer": titles.get(found.closed_by or 0, ""),
        "may_report": found.state in WAITING
        and access.may_answer(post, found.visit.unit_id)
        and not access.may_inspect(post),
        "may_close": found.state == "reported" and access.may_inspect(post),
        "wrong": wrong,
        "typed": request.POST.get("cau", ""),
    }
    return render(request, "inspections/follow_up.html", context, status=status)
