"""Evidence files of a report: add, look at, take out."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from phongtrao.core.findings import Refusal
from phongtrao.core.numbers import format_number
from phongtrao.submissions import actions, queries
from phongtrao.web.entry.desk import Desk, open_desk, open_for_writing
from phongtrao.web.entry.filling import attach_one, keep_typed

_SHOWN_IN_PAGE = frozenset({"image/jpeg", "application/pdf"})


@require_POST
def attach(request: HttpRequest, unit: str, period: str) -> JsonResponse:
    """Take one file from the form's module; answers its name, size and addresses."""
    desk = open_for_writing(request, unit, period)
    upload = request.FILES.get("evidence")
    if upload is None:
        raise Refusal(
            code="file.empty",
            message="Chưa chọn tệp.",
            message_en="No file was chosen.",
            status=422,
        )
    stored = attach_one(desk, upload)
    return JsonResponse(
        {
            "id": stored.pk,
            "name": stored.name,
            "size": size_text(stored.size),
            "url": desk.url("evidence", stored.pk),
            "remove": desk.url("detach", stored.pk),
            "removeLabel": gettext("Remove"),
            "image": stored.mime == "image/jpeg",
        }
    )


@require_safe
def show(request: HttpRequest, unit: str, period: str, file: int) -> FileResponse:
    """The file itself, to those who may read the report."""
    desk = open_desk(request, unit, period)
    stored = _file(desk, file, removed=True)
    response = FileResponse(
        queries.evidence_path(stored).open("rb"),
        content_type=stored.mime,
        as_attachment=stored.mime not in _SHOWN_IN_PAGE,
        filename=stored.name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def detach(request: HttpRequest, unit: str, period: str, file: int) -> HttpResponse:
    """Take a file out of the report; versions already sent keep it."""
    desk = open_for_writing(request, unit, period)
    stored = _file(desk, file)
    actions.remove_evidence(evidence_id=stored.pk, by=desk.post)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"removed": file})
    keep_typed(request, desk)
    return redirect(f"{desk.fill_url}#q-evidence")


def _file(desk: Desk, file: int, removed: bool = False) -> Any:
    """A file of this very report; Refusal 404 otherwise."""
    found = queries.evidence_of(desk.submission.pk, removed) if desk.submission.pk else []
    stored = next((evidence for evidence in found if evidence.pk == file), None)
    if stored is None:
        raise Refusal(
            code="file.none",
            message="Báo cáo này không có tệp đã chọn. Tệp có thể đã được bỏ.",
            message_en="This report has no such file. It may have been removed.",
            status=404,
        )
    return stored


def size_text(size: int) -> str:
    """Size of a file in kB, at least 1."""
    return f"{format_number(max(1, round(size / 1000)))} kB"
