"""The form: drawn from its definition, saved as a draft by page and by module."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.core.dates import TZ
from phongtrao.core.findings import Finding, Refusal
from phongtrao.submissions import actions
from phongtrao.web.base.errors import wants_json
from phongtrao.web.entry.desk import Desk, open_for_writing
from phongtrao.web.entry.form_fields import only_returned, words_of
from phongtrao.web.entry.form_parsing import Parsed, parse
from phongtrao.web.entry.offline import MODULES
from phongtrao.web.entry.recorded import recorded, rows_of
from phongtrao.web.entry.sending import check_page
from phongtrao.web.entry.wording import label_of, say

ALL = "tat-ca"
FROM_CHECK = "kiem-tra"
#: Limits where a form says nothing about files (entry on behalf always takes them).
MOST_FILES = 5
MEGABYTES = 10


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """`…/nhap/`: GET draws the form; POST saves the draft, then goes where the button says.

    Without JavaScript the whole form is one page; with it one section is shown at a time.
    """
    desk = open_for_writing(request, unit, period)
    if request.method != "POST":
        return _page(request, desk)
    parsed = _parse(request, desk)
    elsewhere = changed_elsewhere(request, desk, parsed)
    if elsewhere:
        return _page(request, desk, parsed, conflicts=elsewhere, status=409)
    draft = _save(desk, parsed)
    file_findings = attach_files(request, desk)
    findings = [*parsed.findings, *file_findings]
    if findings:
        return _page(request, _again(request, unit, period), parsed, findings, status=422)
    if wants_json(request):
        return _turned(request, _again(request, unit, period), draft)
    return _next(request, desk)


def _turned(request: HttpRequest, desk: Desk, draft: Any) -> JsonResponse:
    """For the form's script: the check page itself, and the name of the draft it shows."""
    request.path = desk.check_url  # its links are those of the page's own address
    page = check_page(request, desk).content.decode()
    return JsonResponse({"url": desk.check_url, "page": page, "mark": draft.saved_at.isoformat()})


def _again(request: HttpRequest, unit: str, period: str) -> Desk:
    """The desk after something was written."""
    return open_for_writing(request, unit, period)


def _next(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where the pressed button leads."""
    button = request.POST.get("do", "check")
    if button == "later":
        messages.success(request, gettext("The draft is saved on the server."))
        return redirect(desk.sections_url)
    if button == "attach":
        return redirect(f"{desk.fill_url}#q-evidence")
    return redirect(desk.check_url)


def _shows_all(request: HttpRequest, desk: Desk) -> bool:
    """Whether the page shows every question: always, unless cells were returned."""
    asked = request.GET.get(ALL) or request.POST.get(ALL)
    return not desk.returned or bool(asked)


def keep_typed(request: HttpRequest, desk: Desk) -> None:
    """Save what stood on the page when another button of it was pressed."""
    if "mark" in request.POST:
        _save(desk, _parse(request, desk))


def save_typed(desk: Desk, answers: QueryDict) -> None:
    """Save the answers of a whole form, named as the page names them, as the draft."""
    owed = desk.owed
    _save(desk, parse(desk.form, owed.group, owed.subkind, answers, desk.payload, None))


def _parse(request: HttpRequest, desk: Desk) -> Parsed:
    only = None if _shows_all(request, desk) else list(desk.returned)
    owed = desk.owed
    return parse(desk.form, owed.group, owed.subkind, request.POST, desk.payload, only)


def _save(desk: Desk, parsed: Parsed) -> Any:
    return actions.save_draft(
        unit_id=desk.unit_id,
        form=desk.form.id,
        period=desk.period,
        payload=parsed.payload,
        by=desk.post,
    )


def attach_files(request: HttpRequest, desk: Desk) -> list[Finding]:
    """Store the files of a page; a refused file becomes a finding at the evidence question."""
    findings = []
    for upload in request.FILES.getlist("evidence"):
        try:
            attach_one(desk, upload)
        except Refusal as refusal:
            findings.append(
                Finding(refusal.code, "evidence", refusal.message, message_en=refusal.message_en)
            )
    return findings


def attach_one(desk: Desk, upload: Any) -> Any:
    """Store one uploaded file; Refusal `file.*` says why not."""
    rules = desk.form.evidence
    most, megabytes = (rules.max_files, rules.max_megabytes) if rules else (MOST_FILES, MEGABYTES)
    if len(desk.files) >= most:
        raise Refusal(
            code="file.many",
            message=f"Báo cáo nhận tối đa {most} tệp. Bỏ bớt một tệp trước khi thêm {upload.name}.",
            message_en=f"A report takes at most {most} files. Remove one first.",
            status=422,
        )
    if upload.size > megabytes * 1024 * 1024:
        raise Refusal(
            code="file.large",
            message=f"Tệp {upload.name} lớn hơn {megabytes} MB. Thu nhỏ hoặc chia thành nhiều tệp.",
            message_en=f"File {upload.name} is over {megabytes} MB. Make it smaller or split it.",
            status=422,
        )
    return actions.attach(
        unit_id=desk.unit_id,
        form=desk.form.id,
        period=desk.period,
        field="",
        name=upload.name,
        content=upload.read(),
        by=desk.post,
    )


def changed_elsewhere(request: HttpRequest, desk: Desk, parsed: Parsed) -> list[dict[str, str]]:
    """Answers on the server that differ, when the draft moved since this page was opened.

    Empty when nobody else saved, when both copies agree, or when the person decided to keep the
    page's copy (`keep` names the server's draft they were shown).
    """
    mark = request.POST.get("mark", "")
    if not mark or mark == desk.draft_mark or request.POST.get("keep") == desk.draft_mark:
        return []
    fields = desk.form.fields_for(desk.owed.group, desk.owed.subkind)
    return [
        {
            "id": field.id,
            "label": label_of(field),
            "here": say(field, parsed.payload.get(field.id)) or gettext("(blank)"),
            "server": say(field, desk.payload.get(field.id)) or gettext("(blank)"),
        }
        for field in fields
        if parsed.payload.get(field.id) != desk.payload.get(field.id)
    ]


def _page(
    request: HttpRequest,
    desk: Desk,
    parsed: Parsed | None = None,
    findings: list[Finding] | None = None,
    conflicts: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form with what was typed, its errors, and copies that differ."""
    counts = recorded(desk)
    more: dict[str, Any] = {
        "findings": findings or [],
        "recorded": counts,
        "recorded_at": rows_of(desk, counts),
    }
    if parsed is not None:
        more |= {"payload": parsed.payload, "raw": parsed.raw, "carried": {}}
    sections = desk.sections(**more)
    whole = _shows_all(request, desk)
    if not whole:
        sections = only_returned(sections, desk.returned)
    context = {
        "desk": desk,
        "sections": sections,
        "whole": whole,
        "findings": [(finding.place, words_of(finding)) for finding in findings or []],
        "file_errors": [words_of(f) for f in findings or [] if f.place == "evidence"],
        "conflicts": conflicts or [],
        "from_check": FROM_CHECK in request.GET,
        "modules": MODULES,
        "saved_at": desk.draft_saved_at,
        "last_number": len(sections) + (1 if desk.wants_evidence else 0),
    }
    response = render(request, "entry/fill.html", context, status=status)
    response["X-Keep-Offline"] = "form"
    return response


@require_POST
def autosave(request: HttpRequest, unit: str, period: str) -> JsonResponse:
    """`…/luu/`: save the draft while typing.

    200 with the time and findings; 409 when the draft was changed on another device.
    """
    desk = open_for_writing(request, unit, period)
    parsed = _parse(request, desk)
    if changed_elsewhere(request, desk, parsed):
        return JsonResponse({"code": "draft.conflict"}, status=409)
    draft = _save(desk, parsed)
    at = draft.saved_at or timezone.now()
    return JsonResponse(
        {
            "saved_at": at.astimezone(TZ).strftime("%H:%M"),
            "mark": at.isoformat(),
            "hidden": _hidden(desk, parsed),
            "findings": [
                {"field": finding.place, "message": words_of(finding)}
                for finding in parsed.findings
            ],
        }
    )


def _hidden(desk: Desk, parsed: Parsed) -> list[str]:
    """Questions that the answers so far rule out."""
    sections = desk.sections(payload=parsed.payload)
    return [view.id for section in sections for view in section.fields if view.hidden]
