"""First use by a link: the commune gives it, the unit's contact comes in with its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from phongtrao.accounts import entrance, queries
from phongtrao.audit import actions as audit
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.notices import actions as notices
from phongtrao.notices.queries import masked
from phongtrao.notices.writing import addresses_of
from phongtrao.orgs import access
from phongtrao.orgs import queries as orgs
from phongtrao.plan.standard import template_of
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.forms import PHONE_SESSION
from phongtrao.web.entry.desk import today, unit_named
from phongtrao.web.entry.owed import own_reports
from phongtrao.web.entry.people import unit_label
from phongtrao.web.figures import unit_acts
from phongtrao.web.notices.wording import channel_words
from phongtrao.web.permissions import allows


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request: HttpRequest, entry_link: str) -> HttpResponse:
    """`/vao/<token>/`: GET asks for the code and uses nothing up; POST signs in, once.

    Where one comes out follows from the post alone, never from the request.
    """
    at = timezone.now()
    problem = ""
    link = entrance.find_link(token=entry_link, at=at)
    if request.method == "POST":
        try:
            link = entrance.use_link(token=entry_link, code=request.POST.get("code", ""), at=at)
            return _inside(request, link)
        except Refusal as refusal:
            if refusal.code != "entry_link.code":
                raise
            problem = refusal.message_en if get_language() == "en" else refusal.message
    context = {"post": link.post, "problem": problem}
    return render(request, "entry/entrance.html", context, status=422 if problem else 200)


def _inside(request: HttpRequest, link: Any) -> HttpResponse:
    """Signed in as the holder, in front of the first question of what is due."""
    login(request, link.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(PHONE_SESSION)
    request.session[queries.SESSION_POST] = link.post_id
    audit.record(verb="person.sign_in", by=link.post, object=link.person, data={"way": "link"})
    due = [task for task, waits in own_reports(link.post) if waits]
    due.sort(key=lambda task: (task.deadline is None, task.deadline))
    return redirect(f"{due[0].url}nhap/" if due else "entry:todo")


@dataclass(frozen=True)
class Contact:
    """One contact post of the unit: who holds it, where a message reaches it, its last link."""

    post: Any
    held: bool
    reached: tuple[str, ...]
    link: Any
    living: bool


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, unit: str) -> HttpResponse:
    """`/don-vi/<mã>/duong-dan/`: send a link to the unit's contact, show its code once, end it."""
    by: Any = request.post  # type: ignore[attr-defined]
    found = unit_named(unit, Period(today().year))
    access.unit_for(by, found.pk)
    posts = queries.posts_at(found.pk, "unit_contact")
    code = ""
    if request.method == "POST":
        post = next((one for one in posts if str(one.pk) == request.POST.get("post")), None)
        if post is None:
            raise Refusal(
                "post.unknown", "Đơn vị không có đầu mối này.", "No such post.", status=404
            )
        if request.POST.get("do") == "revoke":
            entrance.revoke_links(post=post, by=by, at=timezone.now())
        else:
            code = _give(request, post, by)
    contacts = [_contact(post) for post in posts]
    name = unit_label(orgs.state_of(found.pk, today()))
    forms = unit_acts.forms_to_fill(found.pk, by)
    acts = unit_acts.acts_for(orgs.state_of(found.pk, today()), by, forms)
    context = {
        "name": name,
        "contacts": contacts,
        "code": code,
        "alone": not any(one.held for one in contacts),
        "forms": acts[: len(forms)],
        "accounts": allows("base:accounts", by.role),
    }
    return render(request, "entry/invite.html", context)


def _contact(post: Any) -> Contact:
    at = timezone.now()
    link = next(iter(entrance.links_of(post)), None)
    ways = addresses_of([post.pk], at).get(post.pk, [])
    reached = tuple(f"{channel_words(way)} {masked(address)}" for way, address in ways)
    living = link is not None and entrance.is_living(link, at)
    return Contact(post, bool(queries.holders_of(post)), reached, link, living)


def _give(request: HttpRequest, post: Any, by: Any) -> str:
    """Make the link, put the message into the outbox; return the code for the officer's eyes."""
    at = timezone.now()
    link, code = entrance.give_link(post=post, by=by, at=at)
    home = settings.NOTICES_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    values = {
        "unit": unit_label(orgs.state_of(post.unit_id, today())),
        "link": entrance.mark_of(link, home),
        "until": link.ends_at.astimezone(TZ).strftime("%H:%M %d/%m/%Y"),
    }
    told = notices.Telling(
        key=f"entry-link:{link.pk}",
        template=template_of(programmes.package(), "entry_link"),
        values=values,
        post_id=post.pk,
        unit_id=post.unit_id,
        urgent=True,
        in_app=False,
    )
    notices.tell(told, at=at)
    return code
