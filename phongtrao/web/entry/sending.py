"""Check, send once, receipt, and the sheet for paper."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.core.findings import Finding, Refusal, errors
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.submissions import actions, queries
from phongtrao.web.base.errors import wants_json
from phongtrao.web.entry.desk import (
    Desk,
    for_writing,
    open_desk,
    open_for_writing,
    same_person,
    today,
)
from phongtrao.web.entry.differences import Part, compare, large_changes
from phongtrao.web.entry.form_fields import words_of
from phongtrao.web.entry.people import post_title
from phongtrao.web.entry.recorded import differing, recorded
from phongtrao.web.entry.todo import reviewer_of, timeline
from phongtrao.web.entry.wording import label_of

LONGEST_NOTE = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """`…/kiem-tra/`: GET lists the answers and what to look at; POST sends them, once.

    A key that was already taken leads to the receipt it was given, whatever happened since.
    """
    if request.method == "POST":
        desk = open_desk(request, unit, period)
        same_person(request)
        key = request.POST.get("client_key", "")
        if already_sent(desk, key):
            return _received(request, desk, key)
        return _send(request, for_writing(desk))
    desk = open_for_writing(request, unit, period)
    if nothing_to_send(desk):
        return redirect(desk.receipt_url)
    return check_page(request, desk)


def check_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The answers and what to look at, before they are sent."""
    return _page(request, desk, note=_last_note(desk))


def nothing_to_send(desk: Desk) -> bool:
    """Whether what was sent is still everything that was typed."""
    return desk.submission.state == "submitted" and desk.draft is None


def already_sent(desk: Desk, key: str) -> bool:
    """Whether this key already made a version of this report."""
    if not key or not desk.submission.current:
        return False
    return bool(queries.versions(desk.submission.pk).filter(client_key=key).exists())


def _last_note(desk: Desk) -> str:
    """The explanation of the version before, for a correction to start from."""
    found = queries.version(desk.submission.pk) if desk.submission.current else None
    return str(found.note) if found else ""


def findings_of(desk: Desk) -> list[Finding]:
    """Errors and warnings about what the desk is about to send."""
    found = actions.findings_of(desk.form, desk.owed, desk.payload, desk.period)
    return [without_name(finding, desk.unit.name) for finding in found]


def without_name(finding: Finding, name: str) -> Finding:
    """The finding without the unit's name in front: the page's heading already says it."""
    words = finding.message.removeprefix(f"{name}: ")
    english = finding.message_en.removeprefix(f"{name}: ")
    return replace(finding, message=words[:1].upper() + words[1:], message_en=english)


def _send(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Send what the server's draft says; show the check page again when it cannot be sent."""
    note = nfc(request.POST.get("note", "")).strip()
    problems = _of_the_note(note) + _of_the_source(desk, note) + _of_the_returned(desk, note)
    if problems:
        return _refused(request, desk, problems[0], _page(request, desk, problems, note, 422))
    key = _key(request, desk)
    try:
        actions.submit(
            unit_id=desk.unit_id,
            form=desk.form.id,
            period=desk.period,
            payload=desk.payload,
            client_key=key,
            by=desk.post,
            base_version=_base(request),
            on_behalf=desk.on_behalf,
            note=note,
        )
    except Refusal as refusal:
        if refusal.code == "submission.invalid":
            return _refused(request, desk, refusal, _page(request, desk, note=note, status=422))
        if already_sent(open_desk(request, desk.unit_slug, desk.period_url), key):
            return _received(request, desk, key)
        raise
    return _received(request, desk, key)


def _received(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """The receipt of what came under this key: its page, or for a script its code and the key.

    A script that says `page` gets the page with it: somebody is waiting to read it.
    """
    if not wants_json(request):
        return redirect(desk.receipt_url)
    found = queries.receipt_for(key)
    said = {"key": key, "receipt": found.code if found else "", "url": desk.receipt_url}
    if found and request.POST.get("page"):
        again = open_desk(request, desk.unit_slug, desk.period_url)
        request.path = desk.receipt_url  # its links are those of the page's own address
        said["page"] = _receipt_page(request, again).content.decode()
    return JsonResponse(said)


def _refused(
    request: HttpRequest, desk: Desk, why: Finding | Refusal, page: HttpResponse
) -> HttpResponse:
    """What to correct: the check page, or for a script the reason; with `page` the page too."""
    if not wants_json(request):
        return page
    said = {"message": why.message, "message_en": why.message_en, "code": why.code}
    if request.POST.get("page"):
        said["page"] = page.content.decode()
    return JsonResponse(said, status=page.status_code)


def _key(request: HttpRequest, desk: Desk) -> str:
    """The key of the page that was sent; a malformed one is replaced by the desk's own."""
    try:
        return str(uuid.UUID(request.POST.get("client_key", "")))
    except ValueError:
        return desk.client_key


def _base(request: HttpRequest) -> int | None:
    """Number of the version the page was drawn from."""
    text = request.POST.get("base", "")
    return int(text) if text.isdecimal() else None


def _of_the_note(note: str) -> list[Finding]:
    """What is wrong with the explanation."""
    if looks_like_person_id(note):
        return [
            Finding(
                "text.person_id",
                "note",
                gettext(
                    "The explanation seems to hold a citizen's ID or telephone number. "
                    "Remove it: the report takes no data about citizens."
                ),
            )
        ]
    if len(note) > LONGEST_NOTE:
        return [
            Finding("text.too_long", "note", gettext("The explanation is over 1,000 characters"))
        ]
    return []


def _of_the_returned(desk: Desk, note: str) -> list[Finding]:
    """What was sent back and left as it was is explained in words of its own."""
    if not unmended(desk) or (note and note != _last_note(desk)):
        return []
    words = gettext("An item sent back was not changed: correct it, or write why it is right")
    return [Finding("returned.same", "note", words)]


def unmended(desk: Desk) -> list[Finding]:
    """A warning for each item that was sent back and still says the same."""
    words = gettext("The item sent back has not been corrected")
    return [
        Finding("returned.same", field.id, f"{words}: {label_of(field)}", level="warning")
        for field in desk.form.fields_for(desk.owed.group, desk.owed.subkind)
        if field.id in desk.returned and desk.payload.get(field.id) == desk.said.get(field.id)
    ]


def _of_the_source(desk: Desk, note: str) -> list[Finding]:
    """Entry on behalf says where the figures come from: a file or a sentence."""
    if not desk.on_behalf or desk.files or note:
        return []
    return [
        Finding(
            "on_behalf.source",
            "note",
            gettext(
                "Entered on behalf: attach the paper form, or write where the figures come from"
            ),
        )
    ]


def _page(
    request: HttpRequest,
    desk: Desk,
    problems: list[Finding] | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    """The check page."""
    found = findings_of(desk) + unmended(desk) + differing(desk, desk.payload, recorded(desk))
    owed = desk.owed
    parts = compare(desk.form, owed.group, owed.subkind, desk.payload, desk.previous, found)
    parts = [_with_remarks(part, desk.returned) for part in parts]
    blocking = errors(found)
    places = {row.field for part in parts for row in part.rows}
    context = {
        "desk": desk,
        "parts": parts,
        "errors": [(f.place if f.place in places else "", words_of(f)) for f in blocking],
        "problems": [(f.place, words_of(f)) for f in problems or []],
        "warnings": [
            (f.place if f.place in places else "", words_of(f)) for f in found if not f.is_error
        ],
        "large": large_changes(parts),
        "note": note,
        "reviewer": reviewer_of(desk),
        "has_previous": bool(desk.previous),
    }
    return render(request, "entry/check.html", context, status=status)


def _with_remarks(part: Part, remarks: Mapping[str, str]) -> Part:
    """The part with what the officer said beside the items sent back."""
    rows = tuple(replace(row, returned=remarks.get(row.field, "")) for row in part.rows)
    return replace(part, rows=rows)


@require_safe
def receipt(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """`…/da-gui/`: the receipt of the newest version, printable; stays reachable."""
    return _receipt_page(request, open_desk(request, unit, period))


def _receipt_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    found = queries.receipt_of(desk.submission.pk) if desk.submission.current else None
    if found is None:
        raise Refusal(
            code="receipt.none",
            message=f"Chưa gửi báo cáo {desk.period.label} nên chưa có biên nhận.",
            message_en=f"The report of {desk.period.label_en} has not been sent: no receipt yet.",
            status=404,
        )
    context = {
        "desk": desk,
        "receipt": found,
        "version": found.version,
        "sender": post_title(found.version.post_id),
        "reviewer": reviewer_of(desk),
        "review_before": _review_before(desk),
    }
    return render(request, "entry/receipt.html", context)


def _review_before(desk: Desk) -> Any:
    """By when the commune should have reviewed: before its own report is due, if still ahead."""
    if "commune" not in desk.form.deadlines:
        return None
    day = desk.form.deadline("commune", "", desk.period)
    return day if day > today() else None


@require_safe
def printed(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """`…/in/`: the sheet for paper; filled, or blank with `?trong=1`."""
    desk = open_desk(request, unit, period)
    blank = bool(request.GET.get("trong"))
    payload = {} if blank else (desk.said if not desk.can_change else desk.payload)
    sections = desk.sections(payload=payload, carried={}, returned={})
    steps = [] if blank else timeline(desk)
    context = {"desk": desk, "sections": sections, "blank": blank, "steps": steps}
    return render(request, "entry/print.html", context)
