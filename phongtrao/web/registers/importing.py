"""`/so/<sổ>/nhap/`: bring a filled book in, first as a trial; long work both."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.core.findings import Refusal
from phongtrao.jobs import working
from phongtrao.registers import access, queries
from phongtrao.web.registers.desk import Desk, open_register
from phongtrao.web.work import words
from phongtrao.workbooks.register_books import to_fill
from phongtrao.workbooks.safety import MAX_FILE_BYTES

LATEST = 5
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Any, register: str) -> HttpResponse:
    """GET asks for a file and lists those brought lately; POST tries one, nothing is written."""
    desk = open_register(request, register, "write")
    refused = ""
    if request.method == "POST":
        upload = request.FILES.get("tep")
        if upload is not None and 0 < upload.size <= MAX_FILE_BYTES:
            args = {"register": desk.register.id, "name": upload.name[:120], "dry_run": True}
            made = working.start(
                kind="register.import", by=request.post, args=args, data=upload.read()
            )
            return redirect("work:one", work=made.pk)
        none = upload is None or not upload.size
        refused = _("No file was chosen.") if none else _("The file is too large.")
    context = {"desk": desk, "refused": refused, "works": _brought(request, desk)}
    return render(request, "registers/import.html", context, status=422 if refused else 200)


def _brought(request: Any, desk: Desk) -> list[tuple[Any, str, str]]:
    """The newest books this person brought into the register: work, title, state."""
    own = working.of_posts([post.pk for post in request.posts])
    mine = [
        work
        for work in own
        if work.kind == "register.import" and work.args["register"] == desk.register.id
    ]
    return [(work, words.title(work), words.STATES[work.state]) for work in mine[:LATEST]]


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
