"""What an act of the log was about: named in words, with a link where the reader may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phongtrao.accounts import queries as accounts
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.duties import queries as duties
from phongtrao.duties.models import Assignment, Paper
from phongtrao.inspections import queries as inspections
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.registers import queries as registers
from phongtrao.submissions import queries as submissions
from phongtrao.web.base.titles import report_title
from phongtrao.web.base.tongue import in_english
from phongtrao.web.duties.words import duty_url, paper_title, paper_url
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.present import said
from phongtrao.web.permissions import allows

#: (words, address); the address is "" where there is no page.
Named = tuple[str, str]
Names = dict[str, Named]

KINDS: dict[str, str | Promise] = {
    "accounts.entrylink": gettext_lazy("entry link"),
    "accounts.post": gettext_lazy("post"),
    "accounts.savedview": gettext_lazy("saved view"),
    "accounts.user": gettext_lazy("account"),
    "assessments.decision": gettext_lazy("decision on titles"),
    "assessments.dossier": gettext_lazy("dossier of a title"),
    "duties.handover": gettext_lazy("hand-over of duties"),
    "duties.paper": gettext_lazy("document of a body"),
    "duties.assignment": gettext_lazy("duty"),
    "inspections.followup": gettext_lazy("follow-up of an inspection"),
    "inspections.inspectionround": gettext_lazy("inspection round"),
    "inspections.visit": gettext_lazy("visit of an inspection"),
    "notices.campaign": gettext_lazy("outreach message"),
    "notices.subscription": gettext_lazy("subscription"),
    "orgs.orgunit": gettext_lazy("unit"),
    "orgs.reorganisation": gettext_lazy("reorganisation"),
    "programmes.packagedraft": gettext_lazy("draft of the plan"),
    "programmes.packageversion": gettext_lazy("version of the plan"),
    "programmes.round": gettext_lazy("round"),
    "registers.entry": gettext_lazy("line of a register"),
    "reorganisations.reform": gettext_lazy("reorganisation"),
    "reports.snapshot": gettext_lazy("yearly report"),
    "submissions.evidence": gettext_lazy("evidence"),
    "submissions.submission": gettext_lazy("report"),
}


def named(events: Iterable[Any], role: str) -> dict[int, Named]:
    """Return event id → (words, address) of what each act was about, with few questions.

    The address is "" where the role may not open the page.
    """
    listed = list(events)
    found: dict[int, Named] = {}
    for kind in {event.object_type for event in listed}:
        of_kind = [event for event in listed if event.object_type == kind]
        names = _NAMING[kind](of_kind) if kind in _NAMING else {}
        for event in of_kind:
            words, href = names.get(event.object_id) or _plain(event)
            found[event.pk] = (words, openable(href, role))
    return found


def openable(href: str, role: str) -> str:
    """Return the address when the role may open its page, else ""."""
    try:
        return href if href and allows(resolve(href.partition("?")[0]).view_name, role) else ""
    except Resolver404:
        return ""


def _plain(event: Any) -> Named:
    """Name an object that has no page: its kind and number; an opened page by its address."""
    if event.data.get("path"):
        return str(event.data["path"]), str(event.data["path"])
    if not event.object_type:
        return "", ""
    kind = KINDS.get(event.object_type, gettext_lazy("record"))
    return f"{kind} {event.object_id}".strip(), ""


def _keys(events: list[Any]) -> list[int]:
    return sorted({int(event.object_id) for event in events if event.object_id.isdecimal()})


def round_titles(wanted: Iterable[int]) -> dict[int, Named]:
    """Return round id → (title of its report with the period, page of the round)."""
    found = {}
    for one in programmes.rounds().filter(pk__in=set(wanted)):
        period = Period.parse(one.period)
        title = report_title(programmes.form_of(one), period)
        found[one.pk] = (title, reverse("figures:round", args=[one.form, period.url]))
    return found


def _rounds(events: list[Any]) -> Names:
    return {str(key): said_ for key, said_ in round_titles(_keys(events)).items()}


def _submissions(events: list[Any]) -> Names:
    listed = submissions.by_ids(_keys(events))
    titles = round_titles(one.round_id for one in listed)
    units = orgs.states_of([one.unit_id for one in listed])
    names = {}
    for one in listed:
        title = titles.get(one.round_id, (_("report"), ""))[0]
        unit = units[one.unit_id]
        words = f"{title} · {full_name(unit.kind, unit.name)} ({unit.code})"
        names[str(one.pk)] = (words, reverse("figures:source", args=[one.pk]))
    return names


def _units(events: list[Any]) -> Names:
    return {
        str(key): (full_name(unit.kind, unit.name), unit_url(unit.code, unit.name))
        for key, unit in orgs.states_of(_keys(events)).items()
    }


def _posts(events: list[Any]) -> Names:
    page = reverse("base:accounts")
    titles = accounts.titles_of(set(_keys(events)))
    return {str(key): (title, f"{page}?{urlencode({'q': title})}") for key, title in titles.items()}


def _accounts(events: list[Any]) -> Names:
    return {
        str(key): (f"{KINDS['accounts.user']} {name}", reverse("base:account", args=[key]))
        for key, name in accounts.sign_in_names(_keys(events)).items()
    }


def _papers(events: list[Any]) -> Names:
    listed = list(Paper.objects.filter(pk__in=_keys(events)).select_related("desk"))
    bodies = duties.names([one.desk for one in listed], english=in_english())
    return {
        str(one.pk): (
            f"{paper_title(one.kind, one.year)} · {bodies[one.desk_id]}",
            paper_url(one.desk, one.kind, one.year),
        )
        for one in listed
    }


def _duties(events: list[Any]) -> Names:
    listed = Assignment.objects.filter(pk__in=_keys(events))
    return {
        str(one.pk): (f"{KINDS['duties.assignment']} {one.duty} ({one.year})", duty_url(one))
        for one in listed
    }


def _inspections(events: list[Any]) -> Names:
    listed = inspections.rounds().filter(pk__in=_keys(events))
    return {
        str(one.pk): (
            f"{KINDS['inspections.inspectionround']} {one.code}",
            reverse("inspections:round", args=[one.code]),
        )
        for one in listed
    }


def _lines(events: list[Any]) -> Names:
    known = {one.id: one for one in registers.registers()}
    names = {}
    for event in events:
        register = known.get(event.data.get("register", ""))
        if register:
            line = _("line %(n)s") % {"n": event.object_id}
            words = f"{said(register.title, register.title_en)}, {line}"
            href = reverse("registers:entry", args=[register.url, int(event.object_id)])
            names[event.object_id] = (words, href)
    return names


def _frozen(events: list[Any]) -> Names:
    return {
        event.object_id: (
            f"{KINDS['reports.snapshot']} {event.data['code']}",
            reverse("figures:report", args=[event.data["code"]]),
        )
        for event in events
        if event.data.get("code")
    }


_NAMING: dict[str, Callable[[list[Any]], Names]] = {
    "accounts.post": _posts,
    "accounts.user": _accounts,
    "duties.assignment": _duties,
    "duties.paper": _papers,
    "inspections.inspectionround": _inspections,
    "orgs.orgunit": _units,
    "programmes.round": _rounds,
    "registers.entry": _lines,
    "reports.snapshot": _frozen,
    "submissions.submission": _submissions,
}
