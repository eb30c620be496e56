"""A document that changes the plan, entered beside the signed text: a draft, not yet in force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phongtrao.core.findings import Refusal
from phongtrao.core.text import search_key
from phongtrao.plan.amendments import (
    Amendment,
    ClauseNote,
    DateChange,
    DeadlineChange,
    TargetChange,
)
from phongtrao.plan.definitions import Package
from phongtrao.programmes import actions
from phongtrao.web.amendments.changes import audience_words
from phongtrao.web.amendments.version_pages import crumbs
from phongtrao.web.figures.plan_pages import package_at
from phongtrao.web.figures.present import said

DEADLINE = "form:"
#: Headings of the form and the fields below each.
GROUPS = (
    (gettext_lazy("The document"), ("number", "issued", "issuer", "title", "effect_from")),
    (gettext_lazy("A target"), ("target", "value", "operator", "applies", "note")),
    (gettext_lazy("A date or a deadline"), ("entry", "year", "moved_to")),
    (gettext_lazy("A clause"), ("clause", "clause_note")),
)


class AmendmentForm(forms.Form):
    """The document, then what it changes: one target, one date, one clause, any of them."""

    number = forms.CharField(label=gettext_lazy("Number of the document"), max_length=80)
    issued = forms.DateField(label=gettext_lazy("Date of the document"))
    issuer = forms.CharField(label=gettext_lazy("Issued by"), max_length=200)
    title = forms.CharField(label=gettext_lazy("What the document is about"), max_length=400)
    effect_from = forms.DateField(
        label=gettext_lazy("Takes effect on"),
        help_text=gettext_lazy("Rounds that are closed keep the definitions of their time."),
    )
    target = forms.ChoiceField(label=gettext_lazy("Target it changes"), required=False)
    value = forms.FloatField(
        label=gettext_lazy("New required value"),
        required=False,
        localize=True,
        help_text=gettext_lazy("In percent or units, as the target is; empty: as signed."),
    )
    operator = forms.ChoiceField(label=gettext_lazy("Way to compare"), required=False)
    applies = forms.CharField(label=gettext_lazy("Units counted, as a condition"), required=False)
    note = forms.CharField(
        label=gettext_lazy("The applied target in words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    entry = forms.ChoiceField(label=gettext_lazy("Date of the plan it moves"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("In the year"), required=False, min_value=2000, max_value=2100
    )
    moved_to = forms.CharField(
        label=gettext_lazy("To the day"),
        required=False,
        help_text=gettext_lazy("Day and month, for example 30/11."),
    )
    clause = forms.ChoiceField(label=gettext_lazy("Clause it concerns"), required=False)
    clause_note = forms.CharField(
        label=gettext_lazy("Sentence shown beside the clause"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, package: Package, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["applies"].help_text = _condition_hint()
        nothing = [("", _("no change"))]
        targets = [(t.id, f"{t.id} {said(t.title, t.title_en)}") for t in package.targets.values()]
        entries = [(e.id, said(e.title, e.title_en)) for e in package.calendar]
        entries += _deadline_choices(package)
        clauses = [(c.id, f"{c.id} {said(c.label, c.label_en)}"[:90]) for c in package.clauses]
        operators = {
            "ge": _("at least"),
            "gt": _("more than"),
            "eq": _("exactly"),
            "le": _("at most"),
            "zero": _("none at all"),
        }
        for name, choices in (("target", targets), ("entry", entries), ("clause", clauses)):
            self.fields[name].choices = nothing + choices  # type: ignore[attr-defined]
        signed = [("", _("as signed")), *operators.items()]
        self.fields["operator"].choices = signed  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["required"] = _("This is needed to quote the document.")

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings."""
        return [(str(title), [self[name] for name in names]) for title, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        """A changed target has its words; a moved date its year and day; something changes."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("target") and not data.get("note"):
            self.add_error("note", _("Say in one sentence what is applied."))
        if data.get("entry") and not (data.get("year") and data.get("moved_to")):
            self.add_error("moved_to", _("Give the year and the day."))
        if data.get("clause") and not data.get("clause_note"):
            self.add_error("clause_note", _("Write the sentence."))
        if not (data.get("target") or data.get("entry") or data.get("clause")):
            self.add_error("target", _("Choose what the document changes."))
        return data

    def amendment(self) -> Amendment:
        """The document in the grammar of the package."""
        data = self.cleaned_data
        issued = data["issued"].isoformat()
        return Amendment(
            id=f"{issued}-{search_key(data['number']).replace('/', '-').replace(' ', '-')}",
            number=data["number"].strip(),
            issued=issued,
            issuer=data["issuer"].strip(),
            title=data["title"].strip(),
            effect_from=data["effect_from"].isoformat(),
            targets=_targets(data),
            dates=_dates(data),
            deadlines=_deadlines(data),
            clauses=_clauses(data),
        )


def _condition_hint() -> str:
    """Words first, then the code as code, then where the plan's own ways to count are read."""
    return format_html(
        '{} <code lang="en">grp = \'commune\'</code>. <a href="{}">{}</a>',
        _("Empty: the units counted stay as signed. To count communes and wards, write"),
        reverse("help:figures"),
        _("How each figure is computed"),
    )


def _deadline_choices(package: Package) -> list[tuple[str, str]]:
    """Deadlines of forms as choices: for everybody, then for each audience."""
    return [
        (
            f"{DEADLINE}{form.id}:{audience}",
            _("Deadline of “%(form)s”: %(audience)s")
            % {"form": said(form.title, form.title_en), "audience": audience_words(audience)},
        )
        for form in package.forms.values()
        for audience in ("", *form.deadlines)
    ]


def _targets(data: dict[str, Any]) -> tuple[TargetChange, ...]:
    if not data["target"]:
        return ()
    value = data["value"]
    return (
        TargetChange(
            target=data["target"],
            note=data["note"].strip(),
            value=int(value) if value is not None and value == int(value) else value,
            operator=data["operator"] or None,
            applies=data["applies"].strip() or None,
        ),
    )


def _deadlines(data: dict[str, Any]) -> tuple[DeadlineChange, ...]:
    if not data["entry"].startswith(DEADLINE):
        return ()
    form, _colon, audience = data["entry"].removeprefix(DEADLINE).partition(":")
    day = data["moved_to"].strip()
    return (DeadlineChange(form=form, audience=audience, year=data["year"], day=day),)


def _dates(data: dict[str, Any]) -> tuple[DateChange, ...]:
    if not data["entry"] or data["entry"].startswith(DEADLINE):
        return ()
    return (DateChange(entry=data["entry"], year=data["year"], day=data["moved_to"].strip()),)


def _clauses(data: dict[str, Any]) -> tuple[ClauseNote, ...]:
    if not data["clause"]:
        return ()
    return (ClauseNote(clause=data["clause"], note=data["clause_note"].strip()),)


@require_http_methods(["GET", "POST"])
def amend(request: Any, plan: str) -> HttpResponse:
    """Enter a document; a good one becomes a draft whose effect is shown before it is published."""
    package = package_at(plan)
    form = AmendmentForm(request.POST or None, package=package)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.apply_amendment(amendment=form.amendment(), by=request.post)
        except Refusal as refusal:
            for problem in refusal.data["findings"]:
                form.add_error(None, said(problem.message, problem.message_en))
        else:
            messages.success(request, _("Draft kept. Nothing is in force yet."))
            return redirect("amendments:draft", package.id, made.pk)
    status = 422 if form.errors else 200
    context = {
        "plan": package,
        "form": form,
        "crumbs": crumbs(
            package,
            (_("Plan versions"), reverse("amendments:versions", args=[package.id])),
            (_("Add a document"), ""),
        ),
    }
    return render(request, "amendments/amend.html", context, status=status)
