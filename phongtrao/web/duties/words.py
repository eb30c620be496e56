"""Words of the duties area: states, where a state comes from, due days, addresses of bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.duties import queries
from phongtrao.duties.models import Assignment, Desk
from phongtrao.duties.queries import PaperView, Row
from phongtrao.plan.definitions import Package
from phongtrao.programmes import queries as programmes
from phongtrao.rules.duties import STATES
from phongtrao.web.figures.addresses import slug
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import today
from phongtrao.web.templatetags.phongtrao import named_deadline

DOCS = {"ke-hoach": "plan", "bao-cao": "report"}
URGENT = ("late", "open", "none", "planned", "doing", "reported", "moved")
SLUGS = {kind: doc for doc, kind in DOCS.items()}


def english() -> bool:
    """Whether the page is in English."""
    return get_language() == "en"


def state_words(state: str) -> str:
    """A state of a duty in words."""
    return {
        "none": _("No plan yet"),
        "planned": _("Planned"),
        "doing": _("Under way"),
        "reported": _("Reported"),
        "open": _("Reported, not finished"),
        "late": _("Behind"),
        "moved": _("Passed to another body"),
    }[state]


def states() -> list[tuple[str, str]]:
    """All states with their words."""
    return [(state, state_words(state)) for state in STATES]


def source_words(row: Row) -> str:
    """What the state rests on."""
    return {
        "document": _("by documents received"),
        "figures": _("by figures"),
        "declared": _("declared by the body"),
        "nothing": _("nothing received yet"),
    }[row.judged.source]


def late_words(row: Row) -> str:
    """Days late of a row: still open, or when it was reported."""
    return late_of(row.judged.state, row.judged.late_days)


def late_of(state: str, days: int) -> str:
    """Days late of a state: still open, or when it was reported."""
    if not days:
        return ""
    if state in ("late", "open"):
        return _("%(n)s days late") % {"n": days}
    return _("reported %(n)s days late") % {"n": days}


def due_from_words(item: Assignment) -> str:
    """Where the due day comes from: the plan itself, or a rule said openly."""
    return {
        "own": _("day named by the plan"),
        "report": _("the plan names no day: due with the yearly report"),
        "end": _("the plan names no day: due at the end of the period"),
    }[item.due_from]


def part_words(item: Assignment) -> str:
    """The part of the year in words, '' for the whole year."""
    if not item.part:
        return ""
    number = int(item.part[1:])
    return {
        "H": _("half-year %(n)s"),
        "Q": _("quarter %(n)s"),
        "M": _("month %(n)s"),
    }[item.part[0]] % {"n": number}


def title(row: Row) -> str:
    """Title of a duty with its part of the year."""
    part = part_words(row.item)
    words = said(row.duty.title, row.duty.title_en)
    return f"{words} ({part})" if part else words


def step_words(step: str) -> str:
    """A declared step in words."""
    return {
        "plan": _("Plan made"),
        "doing": _("In progress"),
        "done": _("Done"),
    }[step]


def reason_words(code: str) -> str:
    """A coded reason for delay in words."""
    for reason in programmes.package().delay_reasons:
        if reason.id == code:
            return said(reason.label, reason.label_en)
    return code


def body_names(desks: list[Desk], on: date | None = None) -> dict[int, str]:
    """Desk id → name in the language of the page."""
    return queries.names(desks, on or today(), english=english())


def body_name(desk: Desk) -> str:
    """Name of one body in the language of the page."""
    return body_names([desk])[desk.pk]


def plan_body(package: Package, code: str) -> str:
    """Name of a body of the plan by its id."""
    return queries.body_words(package, code, english=english())


def bodies_crumb(request: Any) -> tuple[str, str]:
    """The first step of the path to a body: all bodies, or for a body's own post its duties."""
    if request.post.role == "department":
        return _("Our duties"), reverse("duties:list")
    return _("Bodies"), reverse("duties:bodies")


def body_slug(desk: Desk) -> str:
    """The body in an address: its code and its Vietnamese name, of which only the code is read."""
    return slug(desk.code, queries.name(desk, today()))


def code_of(slugged: str) -> str:
    """The code in front of `<code>-<name>`; codes of bodies hold no hyphen."""
    return slugged.partition("-")[0]


def body_url(desk: Desk) -> str:
    """Page of a body."""
    return reverse("duties:body", args=[body_slug(desk)])


def paper_url(desk: Desk, kind: str, year: int) -> str:
    """Page of a document of a body."""
    return reverse("duties:paper", args=[body_slug(desk), SLUGS[kind], year])


def duty_url(item: Assignment) -> str:
    """Page of an assignment."""
    return reverse("duties:duty", args=[item.code])


def paper_title(kind: str, year: int) -> str:
    """Name of a document of a year."""
    words = _("Implementing plan %(year)s") if kind == "plan" else _("Yearly report %(year)s")
    return words % {"year": year}


def paper_about(kind: str) -> str:
    """What a document is about, in half a sentence: a body also sends a report of its own unit."""
    if kind == "plan":
        return _("how the body will do the duties the plan gives it")
    return _("what the body did about the duties the plan gives it")


def share_words(led: Sequence[Row], supports: int, gone: int = 0) -> str:
    """How many duties a body leads (documents of the year among them), supports, has passed on."""
    documents = sum(bool(row.duty.document) for row in led)
    lead = _("Leads %(n)s duties") % {"n": len(led)}
    if documents:
        among = _("%(work)s of work and %(documents)s of sending documents of the year")
        lead += f" ({among % {'work': len(led) - documents, 'documents': documents}})"
    parts = [lead, _("supports %(n)s led by other bodies") % {"n": supports}]
    if gone:
        parts.append(_("%(n)s passed to other bodies") % {"n": gone})
    return " · ".join(parts)


def paper_state(view: PaperView) -> str:
    """State of a document for its tag: late or not required are said too."""
    if view.state == "due":
        if view.due is None:
            return "paper_optional"
        return "paper_late" if today() >= view.due else "paper_due"
    return f"paper_{view.state}"


def optional_words(kind: str) -> str:
    """Why a document without a due day this year may still be sent, '' when it was never dated."""
    for duty in programmes.package().duties:
        if duty.document == kind and duty.before:
            words = _("The plan asks for it once, %(when)s; a later year may add its own.")
            return words % {"when": named_deadline(duty.before)}
    return ""


def day_words(day: date) -> str:
    """A day dd/mm/yyyy."""
    return format_date(day)
