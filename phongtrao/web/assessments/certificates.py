"""Certificates: checked by anybody who holds the code, printed for those who may read the dossier.

The check needs no sign-in: it shows the unit, the title, the year and the decision, and whether the
paper still holds; never a person, never why a decision was taken back.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from phongtrao.assessments import access, queries
from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc
from phongtrao.documents import certificate as printing
from phongtrao.documents.certificate import Certificate as Paper
from phongtrao.orgs import queries as orgs
from phongtrao.web.assessments import papers, scope
from phongtrao.web.assessments.decided import asked_kind, bare_name, file_answer, issuing
from phongtrao.web.assessments.listing import dossier_url
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.present import said

CODE_LENGTH = 40


def _count(request: Any) -> None:
    """Refusal `check.too_many` (429) when one address asks too often without signing in."""
    if request.user.is_authenticated:
        return
    # The public door of allauth counts POSTs only; a check is a GET.
    if ratelimit.consume(request, app="allauth.account", action="certificate", limit_get=True):
        return
    raise Refusal(
        "check.too_many",
        "Đã kiểm tra quá nhiều lần trong một phút. Chờ 1 phút rồi thử lại.",
        "Too many checks within a minute. Wait 1 minute and try again.",
        status=429,
    )


@require_safe
def check(request: Any) -> HttpResponse:
    """A place to type the code of a certificate; a known code leads to what it proves."""
    typed = nfc(request.GET.get("ma", "")).strip()[:CODE_LENGTH]
    wrong = ""
    if typed:
        _count(request)
        try:
            return redirect("assessments:certificate", queries.certificate(typed).code)
        except Refusal as refusal:
            wrong = said(refusal.message, refusal.message_en)
    context = {"typed": typed, "wrong": wrong}
    return _open(render(request, "assessments/check.html", context, status=404 if wrong else 200))


@require_safe
def certificate(request: Any, certificate: str) -> HttpResponse:
    """What a certificate proves, for anybody who holds its code."""
    _count(request)
    found = queries.certificate(certificate)
    dossier = found.dossier
    day = scope.day_of(dossier.year)
    state = orgs.state_of(dossier.unit_id, day)
    own = access.may_read(request.post, dossier.unit_id) if request.post else False
    context = {
        "found": found,
        "unit": state,
        "place": papers.place_words(dossier.unit_id, day),
        "honour": papers.honour(dossier.year, dossier.about),
        "office": papers.deciding(found.decision.unit_id, day).issuer,
        "state": "certificate_void" if found.void else "certificate_valid",
        "own": own,
        "note": said(
            papers.FORM_NOTE,
            "The layout is configured by the office: no law in the system fixes its form.",
        ),
    }
    if own:
        context |= {
            "set": queries.criteria(dossier.criteria),
            "reason": found.decision.reason if found.void else "",
            "dossier_url": dossier_url(dossier.year, state, dossier.about),
            "unit_url": unit_url(state.code, state.name, day),
        }
    return _open(render(request, "assessments/certificate.html", context))


def _open(response: HttpResponse) -> HttpResponse:
    """A page without sign-in that search engines leave alone."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _paper(request: Any, found: Any) -> Paper:
    """The certificate as a value to print; its code leads to its proof page here."""
    address = request.build_absolute_uri(reverse("assessments:certificate", args=[found.code]))
    return papers.certificate_paper(
        found.dossier.unit_id,
        year=found.dossier.year,
        about=found.dossier.about,
        issuing=issuing(found.decision, found.dossier.criteria),
        code=found.code,
        address=address,
        check=request.build_absolute_uri(reverse("assessments:check")),
    )


@require_safe
def certificate_file(request: Any, certificate: str, kind: str) -> HttpResponse:
    """The certificate as a Word or PDF file, for posts that may read the dossier."""
    found, form = queries.certificate(certificate), asked_kind(kind)
    access.dossier_for(request.post, found.dossier_id)
    if found.void:
        raise Refusal(
            "certificate.void",
            "Quyết định đã thu hồi, giấy công nhận không còn giá trị nên không in lại.",
            "The decision was taken back; the certificate is void and is not printed again.",
        )
    paper = _paper(request, found)
    content = printing.word(paper) if form == "docx" else printing.pdf([paper])
    return file_answer(content, f"giay-cong-nhan-{found.code}.{form}", form)


@require_safe
def all_certificates(request: Any, decision: int) -> HttpResponse:
    """Every certificate of a decision in one PDF, a page each."""
    found = access.decision_for(request.post, decision)
    issued = queries.certificates_of(found)
    decided = [d for d, _s in queries.decided(found) if access.may_read(request.post, d.unit_id)]
    wanted = [issued[d.pk] for d in decided if d.pk in issued and not issued[d.pk].void]
    if not wanted:
        raise Refusal(
            "certificate.none",
            "Quyết định này không có giấy công nhận còn giá trị.",
            "This decision has no valid certificate.",
            status=404,
        )
    content = printing.pdf([_paper(request, one) for one in wanted])
    return file_answer(content, f"giay-cong-nhan-{bare_name(found.number)}.pdf", "pdf")
