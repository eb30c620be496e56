"""Accounts and posts, for the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.accounts import actions, queries
from phongtrao.core.findings import Refusal
from phongtrao.web.base.account_forms import AccountForm, PasswordForm

PER_PAGE = 50


def accounts(request: Any) -> HttpResponse:
    """Posts with their holders; `?q=` searches title and code, `?loc=trong` those nobody holds."""
    asked, empty = request.GET.get("q", ""), request.GET.get("loc") == "trong"
    found = queries.posts_with_holders(text=asked, empty=empty)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "asked": asked, "empty": empty, "total": page.paginator.count}
    return render(request, "base/accounts.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Any) -> HttpResponse:
    """A new account that holds a post from today."""
    form = AccountForm(request.POST or None, initial={"post": request.GET.get("dau-moi", "")})
    held = _held(request, form) if request.method == "POST" and form.is_valid() else []
    if held:
        words = _("%(holders)s already holds this post. Tick the box below to add a second holder.")
        form.add_error("post", words % {"holders": ", ".join(held)})
    elif request.method == "POST" and form.is_valid():
        try:
            _create(form.cleaned_data, request.post)
        except Refusal as refusal:
            form.add_error(_field(refusal.code), refusal.message)
        else:
            done = _("Account %(name)s created.") % {"name": form.cleaned_data["username"]}
            messages.success(request, done)
            return redirect("base:accounts")
    status = 422 if form.errors else 200
    context = {"form": form, "held": held}
    return render(request, "base/account_add.html", context, status=status)


def _held(request: Any, form: AccountForm) -> list[str]:
    """Names of those who hold the post of a form already, none once a second holder is meant."""
    if request.POST.get("second"):
        return []
    return [str(holder) for holder in queries.holders_of(form.cleaned_data["post"])]


def _create(data: dict[str, Any], by: Any) -> None:
    actions.create_account(
        username=data["username"],
        password=data["password"],
        full_name=data["full_name"],
        email=data["email"],
        post=data["post"],
        by=by,
    )


def _field(code: str) -> str | None:
    return {"person.username_taken": "username", "person.password_weak": "password"}.get(code)


@require_http_methods(["GET", "POST"])
def person(request: Any, person_id: int) -> HttpResponse:
    """One account: its posts, a new password, closing it."""
    found = queries.person_by_id(person_id)
    if found is None:
        raise Http404
    form = PasswordForm(request.POST if "password" in request.POST else None)
    if request.method == "POST" and "close" in request.POST:
        actions.disable_person(person=found, by=request.post)
        messages.success(request, _("Account closed."))
        return redirect("base:accounts")
    if request.method == "POST" and form.is_valid():
        try:
            password = form.cleaned_data["password"]
            actions.set_password(person=found, password=password, by=request.post)
        except Refusal as refusal:
            form.add_error("password", refusal.message)
        else:
            messages.success(request, _("New password saved."))
            return redirect("base:account", found.pk)
    context = {"form": form, "person": found, "posts": queries.posts_of(found)}
    return render(request, "base/account.html", context, status=422 if form.errors else 200)
