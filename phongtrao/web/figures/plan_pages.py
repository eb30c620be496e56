"""The plan clause by clause with its live status (ux.md 2.3 rows 19–21, 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.text import search_key
from phongtrao.plan.definitions import CalendarEntry, Clause, Duty, Package
from phongtrao.programmes import queries as programmes
from phongtrao.web.duties import home_parts
from phongtrao.web.duties.home_parts import ClauseDuty
from phongtrao.web.figures import exports, reading
from phongtrao.web.figures.present import Shown, said
from phongtrao.web.figures.scope import Scope, read_scope
from phongtrao.web.figures.tables import Cell, Column, Table, text
from phongtrao.web.permissions import allows
from phongtrao.web.templatetags.phongtrao import named_deadline

SHORT = 42


@dataclass(frozen=True)
class DutyLine:
    """One duty: what, who leads, who supports, when."""

    title: str
    lead: str
    support: str
    when: str
    url: str = ""
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class DateLine:
    """One date of the plan in the year of the page; `state` is past, next or none."""

    title: str
    when: str
    state: str


@dataclass(frozen=True)
class ClauseView:
    """One clause with what hangs on it."""

    id: str
    depth: int
    label: str
    text: str
    href: str
    anchor: str
    targets: tuple[Shown, ...]
    duties: tuple[DutyLine, ...]
    dates: tuple[DateLine, ...]
    applied: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The label for the table of contents: its first words."""
        if len(self.label) <= SHORT:
            return self.label
        return self.label[:SHORT].rsplit(" ", 1)[0] + "…"

    @property
    def silent(self) -> bool:
        """Whether nothing measurable hangs on the clause."""
        return not (self.targets or self.duties or self.dates)


def clause_url(plan: str, clause: str) -> str:
    """Return the page of a clause: `/ke-hoach/<plan>/ii-1/`."""
    return reverse("figures:clause", args=[plan, clause.lower().replace(".", "-")])


def deadline_words(day: date) -> str:
    """Return a deadline as the plan means it: before a day, so until the end of the day before."""
    return _("before %(day)s (until the end of %(last)s)") % {
        "day": format_date(day),
        "last": format_date(day - timedelta(days=1)),
    }


def body_name(package: Package, code: str) -> str:
    """Return the name of a body of part IV in the language of the page."""
    for body in package.bodies:
        if body.id == code:
            return said(body.name, body.name_en)
    return code


def duty_line(package: Package, duty: Duty, live: ClauseDuty | None = None) -> DutyLine:
    """Return one duty in words, with its state in the year of the page when it was given."""
    every = {
        "year": _("every year"),
        "half": _("every half-year"),
        "quarter": _("every quarter"),
        "month": _("every month"),
        "": "",
    }[duty.every]
    kind = {"once": _("once"), "recurring": "", "continuous": _("continuous")}[duty.kind]
    when = " · ".join(
        part for part in (kind, every, duty.before and named_deadline(duty.before)) if part
    )
    support = ", ".join(body_name(package, code) for code in duty.support)
    title, lead = said(duty.title, duty.title_en), body_name(package, duty.lead)
    url, counts = (live.url, live.counts) if live else ("", ())
    return DutyLine(title, lead, support, when, url, counts)


def date_line(entry: CalendarEntry, year: int, today: date) -> DateLine | None:
    """Return a date of the plan as it falls in `year`; None when it is not of that year."""
    title = said(entry.title, entry.title_en)
    day = entry.named_day(year)
    if day is None:
        if (entry.year is not None and entry.year != year) or not entry.from_day:
            return None
        return DateLine(title, f"{entry.from_day}–{entry.to_day}/{year}", "")
    when = deadline_words(day) if entry.before else format_date(day)
    over = today >= day
    return DateLine(title, when, "past" if over else "next")


def views_of(package: Package, scope: Scope, clauses: list[Clause]) -> list[ClauseView]:
    """Return clauses with their targets, duties and dates; one call for all figures."""
    hanging = {clause.id: [t.id for t in package.targets_of(clause.id)] for clause in clauses}
    codes = sorted({code for found in hanging.values() for code in found})
    shown = {item.code: item for item in reading.headline(package, scope, codes)} if codes else {}
    duties = [duty.id for clause in clauses for duty in package.duties_of(clause.id)]
    is_here = package.id == programmes.package().id
    live = home_parts.of_duties(duties, scope.period.year) if is_here else {}
    return [
        _view(package, scope, clause, [shown[c] for c in hanging[clause.id] if c in shown], live)
        for clause in clauses
    ]


def _view(
    package: Package,
    scope: Scope,
    clause: Clause,
    items: list[Shown],
    live: Mapping[str, ClauseDuty],
) -> ClauseView:
    year, today = scope.period.year, date.today()
    dates = [date_line(entry, year, today) for entry in package.dates_of(clause.id)]
    return ClauseView(
        clause.id,
        clause.depth,
        said(clause.label, clause.label_en),
        clause.text,
        f"{clause_url(package.id, clause.id)}?{scope.query()}",
        clause.id.lower().replace(".", "-"),
        tuple(items),
        tuple(duty_line(package, d, live.get(d.id)) for d in package.duties_of(clause.id)),
        tuple(line for line in dates if line),
        clause.applied,
    )


def package_at(plan: str) -> Package:
    """Return the package at this address; Refusal 404 for another name."""
    package = programmes.package()
    if plan != package.id:
        raise Refusal(
            "plan.unknown",
            f"Không có kế hoạch “{plan}”. Xem danh sách kế hoạch.",
            f"There is no plan “{plan}”.",
            status=404,
        )
    return package


def plan_short(package: Package) -> str:
    """Return a short name of a plan: its number, else its years."""
    first, last = package.years[0], package.years[-1]
    years = f"{first}–{last}" if first != last else str(first)
    return package.number or _("Plan %(years)s") % {"years": years}


def issued_words(package: Package) -> str:
    """Return the number (when it is known) and the date of a plan."""
    day = format_date(date.fromisoformat(package.issued))
    return " · ".join(part for part in (package.number, day) if part)


def plans(request: Any) -> HttpResponse:
    """List the plans with their years."""
    columns = [
        Column(_("Plan")),
        Column(_("Number and date")),
        Column(_("Years")),
        Column(_("Clauses"), "number"),
        Column(_("Targets"), "number"),
        Column(_("Duties"), "number"),
    ]
    table = Table("plans", _("Plans"), columns, [_plan_row(item) for item in _packages()])
    if exports.asked(request):
        return exports.answer(request, table, _("Plans"), "ke-hoach")
    return render(
        request,
        "figures/plans.html",
        {"table": table, "sentence": "", "exports": exports.links(request)},
    )


def _packages() -> list[Package]:
    """The packages of all plans that run here, the first published first."""
    found = []
    for item in programmes.programmes():
        with programmes.running(item.code):
            found.append(programmes.package())
    return found


def _plan_row(package: Package) -> list[Cell]:
    years = f"{package.years[0]}–{package.years[-1]}"
    return [
        text(said(package.name, package.name_en), reverse("figures:plan", args=[package.id])),
        text(issued_words(package)),
        text(years if len(package.years) > 1 else str(package.years[0])),
        text(str(len(package.clauses))),
        text(str(len(package.targets))),
        text(str(len(package.duties))),
    ]


def plan(request: Any, plan: str) -> HttpResponse:
    """Show the whole plan with the status beside each clause; `q` narrows by words."""
    package = package_at(plan)
    scope = read_scope(request)
    query = request.GET.get("q", "").strip()
    wanted = [c for c in package.clauses if _matches(c, query)]
    clauses = views_of(package, scope, wanted)
    return render(
        request,
        "figures/plan.html",
        {
            "plan": package,
            "name": said(package.name, package.name_en),
            "scope": scope,
            "clauses": clauses,
            "parts": [c for c in clauses if c.depth < 2],
            "query": query,
            "issuer": said(package.issuer, package.issuer_en),
            "issued": issued_words(package),
            "search_label": _("Search in the plan"),
            "tally": reading.tally(_once(clauses)),
            "reads_duties": _reads_duties(request),
            "sentence": scope.words,
            "crumbs": [(_("Plans"), reverse("figures:plans")), (plan_short(package), "")],
        },
    )


def _reads_duties(request: Any) -> bool:
    """Tell whether the page may lead to the duties."""
    return allows("duties:duty", request.post.role)


def _once(clauses: list[ClauseView]) -> list[Shown]:
    """Return each target of the clauses once."""
    found = {item.code: item for view in clauses for item in view.targets}
    return list(found.values())


def _matches(clause: Clause, query: str) -> bool:
    """Whether all words of the query occur in the clause, with or without marks."""
    words = search_key(query).split()
    key = search_key(f"{clause.id} {clause.label} {clause.text}")
    return all(word in key for word in words)


def clause(request: Any, plan: str, clause: str) -> HttpResponse:
    """Show one clause with its targets, duties and dates, and the clauses below it."""
    package = package_at(plan)
    code = clause.upper().replace("-", ".")
    known = next((c for c in package.clauses if c.id.upper() == code), None)
    if known is None:
        raise Refusal(
            "clause.unknown",
            f"Kế hoạch không có điều khoản “{clause}”.",
            f"The plan has no clause “{clause}”.",
            status=404,
        )
    scope = read_scope(request)
    below = [c for c in package.clauses if c.parent == known.id]
    views = views_of(package, scope, [known, *below])
    here = reverse("figures:plan", args=[package.id])
    return render(
        request,
        "figures/clause.html",
        {
            "plan": package,
            "scope": scope,
            "clause": views[0],
            "below": views[1:],
            "reads_duties": _reads_duties(request),
            "sentence": scope.words,
            "crumbs": [
                (_("Plans"), reverse("figures:plans")),
                (plan_short(package), here),
                (known.id, ""),
            ],
        },
    )
