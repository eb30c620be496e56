"""Error pages 400, 403, 404, 500 and 503, with a reference code found again in the log."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phongtrao.core.findings import Refusal

log = logging.getLogger("phongtrao.web")
RETRY_SECONDS = 60


def reference_code() -> str:
    """Eight characters a person can read over the telephone."""
    return secrets.token_hex(4).upper()


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A Refusal as a page, or as JSON for scripts; status is the refusal's own."""
    code = reference_code()
    message = refusal.message if get_language() == "vi" else refusal.message_en
    message = message or refusal.message
    log.info("refusal %s %s %s %s", code, refusal.status, refusal.code, request.path)
    response: HttpResponse
    if wants_json(request):
        body = {
            "code": refusal.code,
            "message": refusal.message,
            "message_en": refusal.message_en,
            "reference": code,
        }
        response = JsonResponse(body, status=refusal.status)
    else:
        context = {"status": refusal.status, "message": message, "reference": code}
        context["title"] = title_of(refusal.status)
        response = render(request, "base/error.html", context, status=refusal.status)
    if refusal.status in (429, 503):
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a script that sent or asks for JSON."""
    accepts = request.headers.get("Accept", "")
    return accepts.startswith("application/json") or request.content_type == "application/json"


def title_of(status: int) -> str:
    """Short words for a status."""
    return {
        400: _("The request could not be read"),
        401: _("Sign-in needed"),
        403: _("No access with the current role"),
        404: _("There is no page here"),
        405: _("This page cannot be used this way"),
        409: _("Not done"),
        413: _("The content is too large"),
        422: _("Not done"),
        429: _("Too many attempts"),
        500: _("The page could not be shown"),
        503: _("The server is busy"),
    }.get(status, _("Not done"))


def _error(request: HttpRequest, status: int, message: str) -> HttpResponse:
    code = reference_code()
    log.info("error %s %s %s", code, status, request.path)
    context: dict[str, Any] = {"status": status, "message": message, "reference": code}
    context["title"] = title_of(status)
    if wants_json(request):
        return JsonResponse({"code": f"http.{status}", **context}, status=status)
    if not hasattr(request, "post"):  # refused before the acting post was known
        return HttpResponse(render_to_string("base/error_plain.html", context), status=status)
    return render(request, "base/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: malformed address, host or upload."""
    return _error(request, 400, _("Go back, check what was entered and send again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 from Django itself."""
    return _error(request, 403, _("The current role cannot open this page."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such route or object."""
    return _error(request, 404, _("The link may be old. Search by name or code, or go to To do."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without the database or the session, for either may be what failed."""
    code = reference_code()
    log.error("error %s 500 %s", code, request.path)
    message = _("The fault has been recorded. Try again; if it happens again, give the code below.")
    context = {"status": 500, "title": title_of(500), "message": message, "reference": code}
    return HttpResponse(render_to_string("base/error_plain.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's token is missing or old (signed in again in another tab)."""
    return _error(
        request, 403, _("The page was open too long. Reload it, check the entries and send again.")
    )
