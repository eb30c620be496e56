"""`/bang-tinh/`: the XLSX of a commune out and back: a trial, then the hand-in; long work both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.jobs import working
from phongtrao.jobs.models import Work
from phongtrao.orgs import access as orgs_access
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures.exports import TYPES
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label
from phongtrao.web.work import pages
from phongtrao.workbooks import actions
from phongtrao.workbooks.safety import MAX_FILE_BYTES

IMPORTS = ("workbook.import", "register.import")


@dataclass(frozen=True)
class Open:
    """One open round with the address of its workbook."""

    words: str
    href: str


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Any) -> HttpResponse:
    """GET offers the workbooks of open rounds; POST tries a filled one, nothing is written."""
    refused = ""
    if request.method == "POST":
        upload = request.FILES.get("tep")
        if upload is not None and upload.size <= MAX_FILE_BYTES:
            asked = {"name": upload.name[:120], "dry_run": True}
            data = upload.read()
            made = working.start(kind="workbook.import", by=request.post, args=asked, data=data)
            return redirect("work:one", work=made.pk)
        refused = _("Choose a workbook.") if upload is None else _("The file is too large.")
    context = {
        "rounds": _rounds(request.post), "refused": refused,
        "crumbs": [(_("Long work"), reverse("work:list")), (_("Workbook of a commune"), "")],
    }  # fmt: skip
    return render(request, "work/workbook.html", context, status=422 if refused else 200)


@require_POST
def hand_in(request: Any, work: int) -> HttpResponse:
    """Write what a trial found good, with the source of its figures; once, however often asked."""
    trial = working.work_for([post.pk for post in request.posts], work)
    source = request.POST.get("nguon", "").strip()
    data = working.kept_input(trial)
    if trial.kind not in IMPORTS or not data:
        written = _handed_in(trial)
        return redirect("work:one", work=written.pk) if written else redirect("work:one", work=work)
    try:
        actions.source_of(source)
        refused = "" if source else _("Write where the figures come from.")
    except Refusal as refusal:
        refused = said(refusal.message, refusal.message_en)
    if refused:
        context = pages.page_of(trial, refused, source)
        return render(request, "work/one.html", context, status=422)
    by = next(post for post in request.posts if post.pk == trial.post_id)
    args = {**trial.args, "dry_run": False, "note": source, "trial": trial.pk}
    made = working.start(kind=trial.kind, by=by, args=args, data=data)
    working.let_go(trial)
    return redirect("work:one", work=made.pk)


def _handed_in(trial: Work) -> Work | None:
    """The work that wrote what the trial found good."""
    return Work.objects.filter(kind=trial.kind, args__trial=trial.pk).defer("input").first()


def _rounds(post: Any) -> list[Open]:
    if post.unit_id is None or post.role != "commune_officer":
        return []
    found = []
    for round_ in programmes.rounds().filter(state="open"):
        period = Period.parse(round_.period)
        form = programmes.package().forms[round_.form]
        href = reverse("work:workbook_file", args=[round_.form, period.url])
        found.append(Open(f"{said(form.title, form.title_en)} · {period_label(period)}", href))
    return found


@require_safe
def blank(request: Any, form: str, period: str) -> HttpResponse:
    """The workbook of the post's commune for a round, filled with what the system holds."""
    try:
        meant = Period.parse(period)
    except ValueError as problem:
        raise Refusal("period.unknown", str(problem), str(problem), status=404) from problem
    unit_id = request.post.unit_id
    if unit_id is None or not orgs_access.subtree_ok(request.post, unit_id, meant.end):
        raise _not_a_commune()
    if orgs.state_of(unit_id, meant.end).group != "commune":
        raise _not_a_commune()
    data = actions.export_workbook(node_id=unit_id, form=form, period=meant)
    answer = HttpResponse(data, content_type=TYPES["xlsx"])
    name = f"bang-tinh-{orgs.state_of(unit_id, meant.end).code}-{meant.url}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _not_a_commune() -> Refusal:
    return Refusal(
        "workbook.no_commune",
        "Bảng tính dành cho xã, phường, thị trấn. Chức danh này không thuộc một xã.",
        "Workbooks are for communes. This post belongs to none.",
        status=404,
    )
