"""`/so/<sổ>/nhap/`: bring a filled book in, first as a trial that writes nothing."""

from __future__ import annotations

import base64
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.core.findings import Refusal
from phongtrao.registers import access, queries
from phongtrao.web.figures.present import said
from phongtrao.web.registers.desk import SHOWN, Desk, open_register
from phongtrao.workbooks.register_books import Taken, take, to_fill

SALT = "register-book"
KEPT = 400_000  # bytes of a book that travel with the page from the trial to the writing
MINUTES = 60 * 60
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Any, register: str) -> HttpResponse:
    """GET asks for a file; POST tries it, and writes it when told to."""
    desk = open_register(request, register, "write")
    context: dict[str, Any] = {"desk": desk}
    if request.method != "POST":
        return render(request, "registers/import.html", context)
    name, data = _file(request)
    write = request.POST.get("do") == "write"
    taken = _taken(desk, name, data, write)
    if isinstance(taken, Refusal):
        context["refused"] = said(taken.message, taken.message_en)
        return render(request, "registers/import.html", context, status=422)
    context |= {
        "taken": taken,
        "written": write and not taken.errors,
        "findings": [(f.place, said(f.message, f.message_en), f.is_error) for f in taken.findings],
        "name": name,
        "kept": "" if write or taken.errors or len(data) > KEPT else _kept(name, data),
    }
    return render(request, "registers/import.html", context, status=422 if taken.errors else 200)


def _file(request: Any) -> tuple[str, bytes]:
    """Return name and bytes of the file sent, or of the one tried a moment ago."""
    upload = request.FILES.get("tep")
    if upload is not None:
        return upload.name, upload.read()
    try:
        name, text = signing.loads(request.POST.get("giu", ""), salt=SALT, max_age=MINUTES)
    except signing.BadSignature:
        return "", b""
    return name, base64.b64decode(text)


def _kept(name: str, data: bytes) -> str:
    return signing.dumps([name, base64.b64encode(data).decode()], salt=SALT, compress=True)


def _taken(desk: Desk, name: str, data: bytes, write: bool) -> Taken | Refusal:
    if not data:
        return Refusal("file.empty", "Chưa chọn tệp.", "No file was chosen.", status=422)
    try:
        return take(register=desk.register, data=data, name=name, by=desk.post, dry_run=not write)
    except Refusal as refusal:
        if refusal.status not in SHOWN:
            raise
        return refusal


@require_safe
def blank(request: Any, register: str, kind: str) -> HttpResponse:
    """A book to fill in: empty, or with every line of the post's reach to correct (`?du=1`)."""
    desk = open_register(request, register, "write")
    if kind not in TYPES:
        raise Refusal("file.kind", "Chỉ có .xlsx và .csv.", "Only .xlsx and .csv.", status=404)
    rows = []
    if request.GET.get("du"):
        rows = queries.all_rows(desk.register, reach=access.reach_of(desk.post, desk.register))
    name = f"so-{desk.register.url}.{kind}"
    answer = HttpResponse(to_fill(desk.register, rows, desk.post, name), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
