"""The file of last resort: a report that could not leave its phone, handed to the commune."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import access as orgs_access
from phongtrao.web.entry.desk import Desk, desk_at, for_writing
from phongtrao.web.entry.filling import attach_one, save_typed

LARGEST = 30 * 1024 * 1024
KNOWN = 1


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Any) -> HttpResponse:
    """`/tep-du-phong/`: take the file a phone saved; its answers become the unit's draft.

    Nothing is sent: the officer checks and sends on behalf, as from a paper form.
    """
    upload = request.FILES.get("file") if request.method == "POST" else None
    if upload is None:
        return render(request, "entry/rescue.html", {"missing": request.method == "POST"})
    content = _content(upload)
    desk = _desk(request, content)
    answers = QueryDict(mutable=True)
    for name, value in content["pairs"]:
        answers.appendlist(str(name), str(value))
    save_typed(desk, answers)
    for file in content["files"]:
        attach_one(desk, _file(file))
    return redirect(desk.check_url)


def _content(upload: Any) -> dict[str, Any]:
    if upload.size > LARGEST:
        raise _unreadable()
    try:
        content = json.loads(upload.read().decode("utf-8"))
        if content["phongtrao"] != KNOWN or not isinstance(content["draft"], str):
            raise _unreadable()
        content["pairs"] = [(name, value) for name, value in content["pairs"]]
        content["files"] = list(content["files"])
    except (ValueError, KeyError, TypeError) as problem:
        raise _unreadable() from problem
    return dict(content)


def _desk(request: HttpRequest, content: dict[str, Any]) -> Desk:
    """The report the file belongs to, if this post may write for the unit."""
    unit, _form, period = [*content["draft"].split("/"), "", ""][:3]
    try:
        unit_id, when = int(unit), Period.parse(period)
    except ValueError as problem:
        raise _unreadable() from problem
    post: Any = request.post  # type: ignore[attr-defined]
    orgs_access.unit_for(post, unit_id)
    return for_writing(desk_at(post, unit_id, when))


def _file(file: Any) -> SimpleUploadedFile:
    try:
        content = base64.b64decode(file["data"], validate=True)
        return SimpleUploadedFile(str(file["name"])[:160], content, str(file["type"]))
    except (KeyError, TypeError, binascii.Error) as problem:
        raise _unreadable() from problem


def _unreadable() -> Refusal:
    return Refusal(
        code="rescue.unreadable",
        message="Tệp này không phải tệp dự phòng của Phong Trào, hoặc đã bị sửa. "
        "Lấy lại tệp từ điện thoại của đơn vị, hoặc nhập thay từ biểu giấy.",
        message_en="This is not a rescue file of Phong Trào, or it was changed. "
        "Save it again on the unit's phone, or enter the report from paper.",
        status=422,
    )
