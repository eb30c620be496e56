"""Pages of help: the list, a role's guide, the hamlet's sheet, the words, how figures are made."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.programmes import queries as programmes
from phongtrao.web.help import computing, glossary, hamlet, numbers
from phongtrao.web.help.guides import guide_of, guides
from phongtrao.web.permissions import allows


@require_GET
def index(request: Any) -> HttpResponse:
    """All guides, the acting role's first, and what every page of the product keeps to."""
    own = guide_of(request.post.role) if request.post else None
    others = [guide for guide in guides().values() if guide is not own]
    context = {"own": own, "others": others, "english": get_language() == "en"}
    return render(request, "help/index.html", context)


@require_GET
def guide(request: Any, guide: str) -> HttpResponse:
    """The chapters of one role on one page, which also prints as a booklet."""
    found = guides().get(guide)
    if found is None:
        raise Refusal(
            "guide.unknown",
            f"Không có hướng dẫn “{guide}”. Xem danh sách ở trang Trợ giúp.",
            f"There is no guide “{guide}”. See the list on the page Help.",
            status=404,
        )
    is_own = bool(request.post) and request.post.role == found.role
    context = {"guide": found, "is_own": is_own, "english": get_language() == "en"}
    return render(request, "help/guide.html", context)


@require_GET
def hamlet_sheet(request: Any) -> HttpResponse:
    """One page of paper for the head of a hamlet."""
    address = hamlet.sign_in_address(request)
    context = {
        "address": address.partition("://")[2],
        "code": hamlet.code_of(address),
        "commune": hamlet.commune_of(request.post),
        "dues": hamlet.dues(accounts.today().year),
    }
    return render(request, "help/hamlet.html", context)


@require_GET
def words(request: Any) -> HttpResponse:
    """The glossary; `?q=` with or without marks."""
    asked = request.GET.get("q", "").strip()[:80]
    context = {
        "asked": asked,
        "words": glossary.find(asked),
        "total": len(glossary.words()),
        "english": get_language() == "en",
    }
    return render(request, "help/words.html", context)


@require_GET
def figures(request: Any) -> HttpResponse:
    """How each target and each number of the report is computed; `?q=` looks in the numbers."""
    package = programmes.package()
    asked = request.GET.get("q", "").strip()[:80]
    context = {
        "entries": computing.entries(package),
        "numbers": numbers.numbers(package, asked),
        "asked": asked,
        "rules": package.scope,
        "plan": package,
        "may_read_plan": _may_read_plan(request),
        "english": get_language() == "en",
    }
    return render(request, "help/figures.html", context)


def _may_read_plan(request: Any) -> bool:
    """Whether the acting role may open the pages of the plan and its targets."""
    return bool(request.post) and allows("figures:clause", request.post.role)
