"""Who acts, whether the route is theirs, and how a refusal is answered: in one place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language, override

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Role
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.remembering import forget, remembering
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.errors import refusal_page, wants_json
from phongtrao.web.figures.addresses import PLAN, plan_in
from phongtrao.web.permissions import PERMISSIONS, PUBLIC, allows

log = logging.getLogger("phongtrao.web")

#: A refusal names the roles a page is for when there are no more than these.
FEW_ROLES = 2
Answer = Callable[[HttpRequest], HttpResponseBase]


class CompressionMiddleware(GZipMiddleware):
    """Compresses what is text; photos and documents are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """Return the answer, smaller where the browser takes it so."""
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith(("text/", "application/json", "image/svg")):
            return response
        return super().process_response(request, response)


class RememberingMiddleware:
    """Puts each remembered question once per request; any statement that writes forgets all."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a memory that ends with the request."""
        with remembering(), connection.execute_wrapper(_forget_on_write):
            return self.get_response(request)


def _forget_on_write(execute: Any, sql: str, *rest: Any) -> Any:
    if not sql.startswith("SELECT"):
        forget()
    return execute(sql, *rest)


class ActingPostMiddleware:
    """Sets `request.post` (the acting post or None) and `request.posts` (all held today)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Read the posts, answer, and keep signed-in pages out of caches."""
        request.posts = accounts.posts_of(request.user)
        request.post = accounts.chosen_of(request.posts, request.session)
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)  # a shared commune laptop keeps no pages behind
            patch_vary_headers(response, ["Cookie"])
        return response


class PermissionMiddleware:
    """Refuses every route that is not in the table or not allowed to the acting role."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view decides; see `process_view`."""
        return self.get_response(request)

    def process_view(self, request: Any, *_view: Any) -> HttpResponseBase | None:
        """None lets the view run; otherwise the sign-in page (401 for JSON) or a 403."""
        route = request.resolver_match.view_name
        if PUBLIC in PERMISSIONS.get(route, ()):
            return None
        if not request.user.is_authenticated:
            return _sign_in(request)
        if not allows(route, request.post.role if request.post else None):
            return refusal_page(request, _not_yours(route))
        if request.post and request.post.role == "auditor":
            audit.record(verb="page.view", by=request.post, data={"path": request.path})
        return None


class PlanMiddleware:
    """Says which of several plans a request is about, from its address.

    An object belongs to its plan; `?chuong-trinh=` and the pages below `/ke-hoach/<plan>/` choose
    one, which the session keeps for pages that name none. A report's address is never left to the
    session: without a plan in it, it is the first plan's.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Ask everything inside about the plan that `process_view` finds."""
        with ExitStack() as stack:
            request.plan_stack = stack
            return self.get_response(request)

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None lets the view run; an unknown plan in the address is a 404."""
        try:
            request.plan_stack.enter_context(programmes.running(_plan_of(request, kwargs)))
        except Refusal as refusal:
            return refusal_page(request, refusal)
        return None


def _plan_of(request: Any, kwargs: dict[str, Any]) -> str:
    """The code of the plan a request is about, '' for the first one."""
    if request.resolver_match.app_name == "entry" and "period" in kwargs:
        return plan_in(kwargs["period"])[1]
    if "submission" in kwargs:
        return submissions.plan_of(kwargs["submission"])
    chosen = kwargs.get("plan") or request.GET.get(PLAN)
    if chosen is None:
        return programmes.known(request.session.get(PLAN, ""))
    code = programmes.known(chosen)
    if request.session.get(PLAN, "") != code:
        request.session[PLAN] = code
    return code


class RefusalMiddleware:
    """Turns a Refusal, or a busy database, into a page or JSON with the right status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view decides; see `process_exception`. An empty 405 gets its words."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            page = refusal_page(request, _not_this_way())
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """None leaves other errors to Django's handlers."""
        if isinstance(error, Refusal):
            return refusal_page(request, error)
        if isinstance(error, OperationalError) and "lock" in str(error).lower():
            log.warning("database busy: %s", error)
            return refusal_page(request, _busy())
        return None


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    if wants_json(request):
        body = {"code": "signin.required", "language": get_language()}
        return JsonResponse(body, status=401)
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _not_yours(route: str) -> Refusal:
    """The refusal of a route; it names the roles that can where they are few."""
    vi, en = (_who_can(route, language) for language in ("vi", "en"))
    return Refusal(
        code="route.forbidden",
        message="Vai trò đang dùng không mở được trang này. Đổi vai trò hoặc về Việc cần làm."
        + (f" Trang này dành cho: {vi}." if vi else ""),
        message_en="The current role cannot open this page. Change role or go to To do."
        + (f" It is for: {en}." if en else ""),
        status=403,
        data={"route": route},
    )


def _who_can(route: str, language: str) -> str:
    """The names of the roles that may open a route, '' when there are more than a few."""
    roles = sorted(PERMISSIONS.get(route, ()))
    if not 0 < len(roles) <= FEW_ROLES:
        return ""
    with override(language):
        return ", ".join(str(Role(role).label) for role in roles if role in Role.values)


def _not_this_way() -> Refusal:
    return Refusal(
        code="http.method",
        message="Địa chỉ này chỉ nhận nội dung gửi từ biểu mẫu. Quay lại trang trước để thao tác.",
        message_en="This address only takes what a form sends. Go back and act there.",
        status=405,
    )


def _busy() -> Refusal:
    return Refusal(
        code="server.busy",
        message="Máy chủ đang bận. Nội dung chưa gửi vẫn còn trên máy này. Thử lại sau 1 phút.",
        message_en="The server is busy. Unsent entries are still on this device. "
        "Try again in 1 minute.",
        status=503,
    )
