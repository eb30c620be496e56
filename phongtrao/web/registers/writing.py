"""Add an entry, change what it says, write its review: the forms of a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register, RegisterField, ReviewKind
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, actions, queries
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label, today
from phongtrao.web.registers import proposing
from phongtrao.web.registers.desk import (
    Attempt,
    Desk,
    attempt,
    keep_files,
    new_key,
    open_entry,
    open_register,
)
from phongtrao.web.registers.fields import (
    SINCE,
    Typed,
    errors_of,
    point_of,
    raw_of,
    since_of,
    typed,
    views,
)
from phongtrao.web.registers.links import Choice, Linked, units_named
from phongtrao.web.registers.words import label, unit_text

UNIT, PERIOD, KEY, NOTE, BASE, FILES = "don-vi", "ky", "khoa", "ghi-chu", "ban", "tep"
LISTED_UNITS = 80


@dataclass
class Sheet:
    """One form on its way: what was typed and what is wrong with it."""

    desk: Desk
    fields: Sequence[RegisterField]
    raw: dict[str, Any]
    findings: list[Finding]
    linked: Linked
    key: str

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what the template needs."""
        register, errors = self.desk.register, errors_of(self.findings)
        drawn = views(register, self.fields, self.raw, errors, self.linked.picks)
        labels = {field.id: label(field) for field in self.fields}
        return {
            "desk": self.desk,
            "fields": drawn,
            "errors": [
                (finding.place if finding.place in labels else "top", words)
                for finding in self.findings
                for words in [said(finding.message, finding.message_en)]
            ],
            "point": {name: self.raw.get(name, "") for name in ("lat", "lon")},
            "note": self.raw.get(NOTE, ""),
            "key": self.key,
            **more,
        }


def sheet_of(desk: Desk, fields: Sequence[RegisterField], raw: dict[str, Any]) -> Sheet:
    """Return an untouched form."""
    return Sheet(desk, fields, raw, [], Linked(desk.post), new_key())


def read(request: Any, sheet: Sheet) -> Typed:
    """Take what was typed into the sheet; return it."""
    found = typed(sheet.fields, request.POST, sheet.linked)
    kept = {name: request.POST.get(name, "") for name in ("lat", "lon", NOTE, SINCE)}
    sheet.raw = {**found.raw, **kept}
    sheet.findings = list(found.wrong)
    sheet.key = request.POST.get(KEY) or sheet.key
    return found


def point_in(request: Any, sheet: Sheet) -> tuple[float, float] | None:
    """Return the map point that was typed; a wrong one becomes a finding of the sheet."""
    found = point_of(request.POST) if sheet.desk.register.map_point else None
    if isinstance(found, Finding):
        sheet.findings.append(found)
        return None
    return found


def since_in(request: Any, sheet: Sheet) -> date | None:
    """Return the day from which a change holds, None to correct; a wrong one becomes a finding."""
    found = since_of(request.POST) if sheet.desk.register.period == "none" else None
    if isinstance(found, Finding):
        sheet.findings.append(found)
        return None
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any, register: str) -> HttpResponse:
    """Add an entry of one unit."""
    desk = open_register(request, register, "write")
    sheet = sheet_of(desk, desk.register.asked(), {})
    chosen = request.POST.get(UNIT, "") or request.GET.get(UNIT, "")
    unit_code, meant = chosen or _own_code(desk), []
    if request.method == "POST":
        meant = units_named(desk.register, unit_code)
        unit_code = meant[0].value if len(meant) == 1 else unit_code
        done = _added(request, sheet, unit_code, meant)
        if done.done:
            return _written(request, desk, done.result)
        sheet.findings = done.findings
    more = _unit_fields(desk, unit_code, meant) | {
        "periods": _periods(desk.register, request.POST.get(PERIOD, "")),
        "heading": _("Add: %(noun)s") % {"noun": desk.noun},
        "back": desk.list_url,
        "short_url": proposing.address(desk.post, desk.register),
        "adding": True,
    }
    return _form(request, sheet, more)


def _added(request: Any, sheet: Sheet, unit_code: str, meant: Sequence[Choice]) -> Attempt:
    """Try to add what was typed; `meant`: the units its words could name."""
    found = read(request, sheet)
    point = point_in(request, sheet)
    if len(meant) != 1:
        words = _("%(field)s: several have this name. Choose one in the list.")
        if not meant:
            words = _("%(field)s: nothing is found under “%(text)s”. Check the name or the number.")
        said_so = words % {"field": _("Unit"), "text": unit_code}
        sheet.findings.append(Finding("unit", UNIT, said_so))
    if sheet.findings:
        return Attempt(findings=sheet.findings)
    unit = orgs.find_unit(unit_code, today())
    return attempt(
        lambda: actions.add_entry(
            register=sheet.desk.register.id,
            unit_id=unit.pk,
            values=found.values,
            client_key=sheet.key,
            by=sheet.desk.post,
            period=_period_in(request, sheet.desk.register),
            point=point,
            note=request.POST.get(NOTE, "").strip(),
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, register: str, entry: int) -> HttpResponse:
    """Change what an entry says: a new version, the old one stays."""
    desk = open_entry(request, register, entry, "write")
    values = queries.entry(desk.entry.pk).values
    sheet = sheet_of(
        desk, desk.register.asked(), raw_of(desk.register, desk.register.asked(), values)
    )
    base = desk.entry.current
    if request.method == "POST":
        found = read(request, sheet)
        point, since = point_in(request, sheet), since_in(request, sheet)
        base = int(request.POST.get(BASE) or base)
        done = (
            Attempt(findings=sheet.findings)
            if sheet.findings
            else attempt(
                lambda: actions.change_entry(
                    entry_id=desk.entry.pk,
                    values=found.values,
                    client_key=sheet.key,
                    by=desk.post,
                    base_version=base,
                    on=since,
                    point=point,
                    note=request.POST.get(NOTE, "").strip(),
                )
            )
        )
        if done.done:
            return _written(request, desk, done.result)
        sheet.findings = done.findings
    more = {"heading": _("Change: %(name)s") % {"name": desk.entry.heading}, "base": base}
    if desk.register.period == "none":
        errors = errors_of(sheet.findings).get(SINCE, [])
        more["since"] = {"value": sheet.raw.get(SINCE, ""), "errors": errors}
    return _form(request, sheet, more | {"back": desk.entry_url})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Any, register: str, entry: int, review: str) -> HttpResponse:
    """Write the review of an entry for a period."""
    desk = open_entry(request, register, entry, "write")
    kind = _review_kind(desk, review)
    period = _asked_period(request, kind)
    known = _known_review(desk, kind, period)
    sheet = sheet_of(desk, kind.fields, raw_of(desk.register, kind.fields, known))
    if request.method == "POST":
        found = read(request, sheet)
        done = (
            Attempt(findings=sheet.findings)
            if sheet.findings
            else attempt(
                lambda: actions.review_entry(
                    entry_id=desk.entry.pk,
                    review=kind.id,
                    period=period,
                    values=found.values,
                    client_key=sheet.key,
                    by=desk.post,
                    note=request.POST.get(NOTE, "").strip(),
                )
            )
        )
        if done.done:
            return _written(request, desk, done.result, kind, period)
        sheet.findings = done.findings
    more = {
        "heading": said(kind.title, kind.title_en),
        "law": kind.law,
        "periods": _review_periods(desk, kind, period),
        "back": desk.entry_url,
        "wants_files": kind.evidence,
    }
    return _form(request, sheet, more)


def _form(request: Any, sheet: Sheet, more: dict[str, Any]) -> HttpResponse:
    register = sheet.desk.register
    context = sheet.context(map_point=register.map_point and "law" not in more, **more)
    context.setdefault("wants_files", register.evidence is not None and "adding" in more)
    return render(request, "registers/form.html", context, status=422 if sheet.findings else 200)


def _written(
    request: Any,
    desk: Desk,
    version: Any,
    kind: ReviewKind | None = None,
    period: Period | None = None,
) -> HttpResponse:
    """Keep the files that came along, say what was written, lead to the entry."""
    entry_id = version.entry_id
    uploads = request.FILES.getlist(FILES)
    for finding in keep_files(uploads, entry_id, desk.post, kind.id if kind else "", period):
        messages.warning(request, said(finding.message, finding.message_en))
    messages.success(request, _("Written in the register."))
    return redirect(reverse("registers:entry", args=[desk.register.url, entry_id]))


def _own_code(desk: Desk) -> str:
    """Return the code of the post's own unit, '' when it has none."""
    if desk.post.unit_id is None:
        return ""
    return str(orgs.state_of(desk.post.unit_id, today()).code)


def _unit_fields(desk: Desk, code: str, meant: Sequence[Choice] = ()) -> dict[str, Any]:
    """Return how the unit is chosen: fixed, from a list, or by its code or name.

    `meant`: the units a name could mean; several are offered as a list.
    """
    if len(meant) > 1:
        return {"unit_code": code, "units": [Choice("", _("Choose one")), *meant]}
    if desk.post.role == "standing_office":
        return {"unit_code": code, "units": [], "unit_name": _name_of(code)}
    states = access.units_for(desk.post, desk.register)
    if len(states) > LISTED_UNITS:
        return {"unit_code": code, "units": [], "unit_name": _name_of(code)}
    listed = [Choice(s.code, unit_text(s), s.code == code) for s in states]
    return {"unit_code": code, "units": listed, "no_unit": not listed}


def _name_of(code: str) -> str:
    try:
        unit = orgs.find_unit(code, today()) if code else None
    except Refusal:
        return ""
    return unit_text(orgs.state_of(unit.pk, today())) if unit else ""


def _all_periods(kind: str) -> list[Period]:
    """Return the years of the plan up to now, newest first; for half-years both."""
    first, last = min(programmes.package().years), max(today().year, *programmes.package().years)
    last = min(last, today().year)
    years = [Period(year) for year in range(last, first - 1, -1)]
    if kind != "half":
        return years
    return [part for year in years for part in (year, Period(year.year, 1))]


def _periods(register: Register, asked: str) -> list[Choice]:
    """Return the periods an entry may be written for, when it is asked for at all."""
    if register.period == "none" or (register.day and register.field(register.day).required):
        return []
    found = _all_periods(register.period)
    return [Choice(p.url, period_label(p), p.url == asked) for p in found]


def _period_in(request: Any, register: Register) -> Period | None:
    asked = request.POST.get(PERIOD, "")
    return next((p for p in _all_periods(register.period) if p.url == asked), None)


def _review_kind(desk: Desk, code: str) -> ReviewKind:
    """Return a kind of review this post may write now; Refusal 404."""
    for kind in access.reviews_for(desk.post, desk.entry):
        if kind.id == code:
            return kind
    raise Refusal(
        "review.none",
        "Không đánh giá được dòng này ở trạng thái hiện nay.",
        "This entry cannot be reviewed in its present state.",
        status=404,
    )


def _known_review(desk: Desk, kind: ReviewKind, period: Period) -> Mapping[str, Any]:
    """Return what the review of a period says already, {} when there is none."""
    found = queries.entry(desk.entry.pk).reviews
    wanted = (r.values for r in found if (r.kind.id, r.period) == (kind.id, period.code))
    return next(wanted, {})


def _asked_period(request: Any, kind: ReviewKind) -> Period:
    asked = request.POST.get(PERIOD) or request.GET.get(PERIOD, "")
    known = _all_periods(kind.period)
    return next((p for p in known if p.url == asked), known[0])


def _review_periods(desk: Desk, kind: ReviewKind, chosen: Period) -> list[Choice]:
    """Return the periods of a review; one that has it says so: writing replaces it."""
    done = {r.period for r in queries.entry(desk.entry.pk).reviews if r.kind.id == kind.id}
    written = _("written already, will be replaced")
    return [
        Choice(p.url, period_label(p), p == chosen, written if p.code in done else "")
        for p in _all_periods(kind.period)
    ]
