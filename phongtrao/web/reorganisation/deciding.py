"""Steps 5 and 6: what it would do, found by a dry run; the act; the way back."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.core.figures import Figure
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.jobs import working
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.reorganisations import actions, queries
from phongtrao.reorganisations.models import Reform
from phongtrao.reorganisations.queries import Effect
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label, today
from phongtrao.web.figures.tables import Cell, Column, Table, text
from phongtrao.web.reorganisation.words import problem_lines
from phongtrao.web.templatetags.phongtrao import vn

#: Units below the ones that change: with more, the act takes longer than an answer should.
MANY = 60


def look(request: Any, reform: Reform) -> str:
    """Step 5 only looks: its form leads on."""
    return ""


def show_effect(request: Any, reform: Reform) -> dict[str, Any]:
    """Return the effect of the draft: what blocks, what moves, figures before and after."""
    effect = queries.dry_run(reform, request.post)
    return {
        "effect": effect,
        "problems": problem_lines(effect.problems, reform),
        "waiting": _waiting_links(reform, effect),
        "tried": effect.totals > 0 or not effect.blocked,
        "figures": _figures_table(effect),
        "rounds": _rounds_table(effect),
        "sentence": "",
    }


def _waiting_links(reform: Reform, effect: Effect) -> list[tuple[str, str]]:
    """Return where the reports stand that wait in the units concerned: (words, address)."""
    if not any(problem.code == "reorganisation.waiting" for problem in effect.problems):
        return []
    forms = programmes.package().forms
    day = (reform.on or today()) - date.resolution
    states = orgs.states_of(reform.plan.units, day)
    above = orgs.states_of([s.parent_id for s in states.values() if s.parent_id], day)
    areas = {s.unit_id if s.group == "commune" else s.parent_id for s in states.values()}
    known = {**above, **states}
    found = []
    for round_ in queries.waiting_rounds(reform):
        period = Period.parse(round_.period)
        for area in sorted(one for one in areas if one in known):
            query = {"bieu": round_.form, "ky": period.url, "tt": "submitted"}
            query["xa"] = known[area].code
            words = f"{_form_title(forms, round_.form)} · {period_label(period)}"
            name = full_name(known[area].kind, known[area].name)
            href = f"{reverse('figures:units')}?{urlencode(query)}"
            found.append((f"{words} · {name}", href))
    return found


def _figures_table(effect: Effect) -> Table | None:
    """Return the figures of old and new units side by side, target by target."""
    if effect.period is None or not any(column.figures for column in effect.columns):
        return None
    columns = [Column(_("Target"))]
    for column in effect.columns:
        label = _("%(unit)s, after") if column.is_new else _("%(unit)s, before")
        columns.append(Column(label % {"unit": column.label}, "number"))
    targets = programmes.package().targets
    shown = sorted({target for column in effect.columns for target in column.figures})
    rows = [
        [
            text(f"{target} {said(targets[target].title, targets[target].title_en)}"),
            *(_figure(column.figures.get(target)) for column in effect.columns),
        ]
        for target in shown
        if target in targets
    ]
    caption = _("Figures of %(period)s, numerator / denominator") % {
        "period": period_label(effect.period)
    }
    return Table("before-after", caption, columns, rows)


def _figure(figure: Figure | None) -> Cell:
    if figure is None or figure.numerator is None:
        return text("–")
    if figure.denominator is None:
        return text(vn(figure.numerator))
    return text(f"{vn(figure.numerator)} / {vn(figure.denominator)}")


def _rounds_table(effect: Effect) -> Table:
    columns = [
        Column(_("Round")),
        Column(_("Units that end and owe in it"), "number"),
        Column(_("Not sent yet"), "number"),
    ]
    forms = programmes.package().forms
    rows = [
        [
            text(f"{period_label(item.period)} · {_form_title(forms, item.form)}"),
            text(vn(item.units)),
            text(vn(item.unsent)),
        ]
        for item in effect.rounds
    ]
    empty = _("No unit that ends owes a report in an open round.")
    return Table("open-rounds", _("Rounds that are open"), columns, rows, empty)


def _form_title(forms: Any, form: str) -> str:
    return said(forms[form].title, forms[form].title_en) if form in forms else form


def take(request: Any, reform: Reform) -> str:
    """Step 6: carry it out; of many units as long work, whose page answers at once."""
    blocked = any(problem.is_error for problem in queries.problems(reform))
    if not blocked and len(queries.landings(reform)) > MANY:
        asked = {"reform": reform.code}
        work = working.start(kind="reorganisation", by=request.post, args=asked)
        return reverse("work:one", args=[work.pk])
    done = actions.carry_out(reform=reform, by=request.post)
    day = format_date(done.on) if done.on else ""
    told = _("Done: %(title)s from %(day)s.") % {"title": queries.title_of(done), "day": day}
    messages.success(request, told)
    return "?xong"


def show(request: Any, reform: Reform) -> dict[str, Any]:
    """Return the decision to be taken, or what was done and whether it can be undone."""
    if reform.is_draft:
        problems = queries.problems(reform)
        blocked = any(problem.is_error for problem in problems)
        return {"problems": problem_lines(problems, reform), "blocked": blocked}
    final = queries.why_final(reform)
    day = max(reform.on or today(), today())
    units = [orgs.state_of(row["unit_id"], day) for row in reform.journal["after"]]
    new = {state.unit_id: state for state in units if state.unit_id in reform.founded.values()}
    return {
        "final": said(final.message, final.message_en) if final else "",
        "units": [(full_name(s.kind, s.name), unit_url(s.code, s.name)) for s in new.values()],
        "touched": len({row["unit_id"] for row in reform.journal["after"]}),
        "posts": len(reform.journal["desks"]["passed"]),
    }
