"""What a message is about, as an address and the words of its button."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import search_key
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures.addresses import slug
from phongtrao.web.permissions import allows

ROUTES = {
    "report": "entry:sections",
    "case": "verify:case",
    "chase": "verify:chase",
    "queue": "verify:queue",
    "duty": "duties:duty",
    "clause": "figures:clause",
    "dossier": "assessments:dossier",
}


def address_of(target: str, role: str = "") -> str:
    """The address of "kind:id…"; "" when there is none, the thing is gone, or `role` may not."""
    kind, _colon, rest = target.partition(":")
    route = ROUTES.get(kind, "")
    if not route or (role and not allows(route, role)):
        return ""
    try:
        if kind == "report":
            return _report(rest)
        if kind == "case":
            return reverse("verify:case", args=[int(rest)])
        if kind == "chase":
            return f"{reverse('verify:chase')}?ky={Period.parse(rest).url}"
        if kind == "queue":
            return reverse("verify:queue")
        if kind == "duty":
            return reverse("duties:duty", args=[rest])
        if kind == "dossier":
            return _dossier(rest)
        if kind == "clause":
            plan = programmes.package().id
            return reverse("figures:clause", args=[plan, search_key(rest).replace(" ", "-")])
    except (NoReverseMatch, Refusal, ValueError):
        return ""
    return ""


def _report(rest: str) -> str:
    unit_id, _form, code = rest.split(":")
    period = Period.parse(code)
    state = orgs.state_of(int(unit_id))
    return reverse("entry:sections", args=[slug(state.code, state.name), period.url])


def _dossier(rest: str) -> str:
    unit_id, year = rest.split(":")
    state = orgs.state_of(int(unit_id))
    period = Period(int(year)).url
    return reverse("assessments:dossier", args=[period, slug(state.code, state.name)])


def button_of(target: str) -> str:
    """Words of the button that opens it."""
    return {
        "report": _("Open the report"),
        "case": _("Review"),
        "chase": _("Open the list"),
        "queue": _("Review"),
        "duty": _("Open the task"),
        "dossier": _("Open the dossier"),
    }.get(target.partition(":")[0], _("Seen"))
