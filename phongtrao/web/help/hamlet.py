"""One printed page for a hamlet head: where to sign in, the steps, the days, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures.present import said

AUDIENCE = "hamlet"


@dataclass(frozen=True)
class Due:
    """A report of a hamlet and the named day before which it is sent."""

    title: str
    before: date


def dues(year: int) -> list[Due]:
    """The reports of a hamlet in a year, as the plan in force asks for them."""
    found = []
    try:
        forms = programmes.package().forms.values()
    except Refusal:
        return []
    for form in forms:
        if AUDIENCE in form.deadlines:
            half = 1 if form.period == "half" else None
            before = form.deadline(AUDIENCE, "", Period(year, half))
            found.append(Due(said(form.title, form.title_en), before))
    return sorted(found, key=lambda due: due.before)


def commune_of(post: Any) -> str:
    """The commune of the acting post's unit, '' when nobody is signed in."""
    if post is None or post.unit_id is None:
        return ""
    day = accounts.today()
    state = orgs.state_of(post.unit_id, day)
    while state.group not in ("commune", "district", "province", "nation") and state.parent_id:
        state = orgs.state_of(state.parent_id, day)
    return full_name(state.kind, state.name) if state.group == "commune" else ""


def sign_in_address(request: Any) -> str:
    """The whole address of the sign-in page, as it is typed on a telephone."""
    path = reverse("account_login")
    home = settings.NOTICES_ADDRESS
    return f"{home}{path}" if home else str(request.build_absolute_uri(path))


def code_of(address: str) -> SafeString:
    """A QR code of an address as inline SVG, black on white in the dark too."""
    code = segno.make(address, error="m")
    drawn = code.svg_inline(border=2, light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - drawn by segno from our own address
