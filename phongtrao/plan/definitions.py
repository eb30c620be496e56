"""The package: everything a plan says, as frozen values that round-trip through JSON."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

from phongtrao.plan.amendments import Amendment
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.plan.duties import Body, DelayReason, Duty, Proof
from phongtrao.plan.forms import (
    Check,
    Choice,
    Evidence,
    Field,
    Form,
    FormExample,
    RegisterSource,
    Section,
    Wording,
    day_in,
)
from phongtrao.plan.inspections import InspectionPlan
from phongtrao.plan.messages import Notices
from phongtrao.plan.registers import Register
from phongtrao.plan.rubrics import Rubric
from phongtrao.plan.targets import (
    Applied,
    ByYear,
    Goal,
    Reading,
    Strict,
    Target,
    TargetExample,
)

__all__ = [
    "Applied",
    "Body",
    "ByYear",
    "CalendarEntry",
    "Check",
    "Choice",
    "Clause",
    "CriteriaSet",
    "DelayReason",
    "Duty",
    "Evidence",
    "Field",
    "Form",
    "FormExample",
    "Goal",
    "LegalBasis",
    "Package",
    "Proof",
    "Reading",
    "Recipient",
    "Register",
    "RegisterSource",
    "Rubric",
    "ScopeRule",
    "ScopeRules",
    "Section",
    "Strict",
    "Target",
    "TargetExample",
    "Wording",
]


class LegalBasis(Strict):
    """A document the plan or its report stands on; ``line`` is printed in italics in the report."""

    document: str
    line: str = ""
    about: str = ""
    about_en: str = ""


class Recipient(Strict):
    """One line of "Nơi nhận".

    since, until: first day it exists and first day it does not; heir: code of who took its place.
    """

    label: str
    label_en: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None
    heir: str = ""

    def exists_on(self, day: date) -> bool:
        """Whether it can be sent something on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


class Counted(Strict):
    """A unit of counting (“hộ”) in English: `unit_en` of several, `one_en` of one.

    `one_en` may be empty where both are the same.
    """

    unit: str
    unit_en: str
    one_en: str = ""


class Clause(Strict):
    """A clause of the plan in our own short words under its exact number.

    ``applied``: sentences of later documents, filled from the amendments.
    """

    id: str
    label: str
    label_en: str = ""
    text: str = ""
    related: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """Roman number of the part."""
        return self.id.split(".")[0]

    @property
    def parent(self) -> str:
        """Number of the clause above, empty for a part."""
        return self.id.rpartition(".")[0]

    @property
    def depth(self) -> int:
        """0 for a part, 1 for a clause, 2 for a point."""
        return self.id.count(".")


class CalendarEntry(Strict):
    """A date of the plan. ``before`` is the named day itself: on time means before it begins.

    ``year`` given: once. ``from_day``/``to_day``: a window, both days included.
    ``moved``: year → "30/11|document", filled from the amendments.
    """

    id: str
    clause: str = ""
    title: str
    title_en: str = ""
    kind: Literal["deadline", "event", "window"]
    year: int | None = None
    before: str = ""
    day: str = ""
    from_day: str = ""
    to_day: str = ""
    audience: tuple[str, ...] = ()
    form: str = ""
    law: str = ""
    moved: dict[str, str] = {}

    def named_day(self, year: int) -> date | None:
        """The deadline's or event's day in ``year``, None when it is not of that year."""
        text = self.moved.get(str(year), "").partition("|")[0] or self.before or self.day
        if not text or (self.year is not None and self.year != year):
            return None
        return day_in(text, year)


class ScopeRule(Strict):
    """One exclusion: units of these groups and sub-kinds are not subject to the circular."""

    code: str
    label: str
    label_en: str = ""
    groups: tuple[str, ...]
    subkinds: tuple[str, ...]
    law: str


class ScopeRules(Strict):
    """Who is subject to the rules on the title "An toàn về ANTT", from a date on."""

    id: str
    title: str
    title_en: str = ""
    legal: str
    valid_from: str
    subject: tuple[str, ...]
    rules: tuple[ScopeRule, ...]

    def rule_for(self, group: str, subkind: str) -> str:
        """Code of the rule that leaves a unit out; empty when the unit is in scope."""
        for rule in self.rules:
            if group in rule.groups and subkind in rule.subkinds:
                return rule.code
        return "" if group in self.subject else "not_subject"


class Package(Strict):
    """A whole plan package. ``folder`` is where it was read from and is not part of the digest.

    ``area``: code of the unit the plan is for, where several plans run in one installation; empty:
    every unit that no other plan claims.
    """

    id: str
    name: str
    name_en: str = ""
    number: str = ""
    issued: str
    issuer: str
    issuer_en: str = ""
    place: str = ""
    programme: str = ""
    years: tuple[int, ...]
    area: str = ""
    legal_bases: tuple[LegalBasis, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    counted: tuple[Counted, ...] = ()
    bodies: tuple[Body, ...] = ()
    clauses: tuple[Clause, ...] = ()
    targets: dict[str, Target] = {}
    forms: dict[str, Form] = {}
    registers: dict[str, Register] = {}
    duties: tuple[Duty, ...] = ()
    delay_reasons: tuple[DelayReason, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    scope: ScopeRules | None = None
    notices: Notices | None = None
    criteria: dict[str, CriteriaSet] = {}
    rubrics: dict[str, Rubric] = {}
    amendments: tuple[Amendment, ...] = ()
    inspections: InspectionPlan | None = None
    folder: str = ""

    def clause(self, code: str) -> Clause:
        """The clause with this number; KeyError when there is none."""
        for clause in self.clauses:
            if clause.id == code:
                return clause
        raise KeyError(code)

    def body(self, code: str) -> Body:
        """The body with this id; KeyError when there is none."""
        for body in self.bodies:
            if body.id == code:
                return body
        raise KeyError(code)

    def form_of(self, target: Target, half: int | None) -> Form | None:
        """The form a target is counted from in a year (``half`` None) or half, None if in none."""
        wanted = "half" if half else "year"
        for code in (target.form, *target.also_forms):
            if self.forms[code].period == wanted:
                return self.forms[code]
        return None

    @property
    def main_form(self) -> Form:
        """The form of the year, which pages show when none is asked for; else the first form."""
        yearly = [form for form in self.forms.values() if form.period == "year"]
        return (yearly or list(self.forms.values()))[0]

    def targets_of(self, clause: str) -> list[Target]:
        """Targets that hang on a clause, by their own clause or by the clause's ``related``."""
        related = next((c.related for c in self.clauses if c.id == clause), ())
        return [t for t in self.targets.values() if t.clause == clause or t.id in related]

    def duties_of(self, clause: str) -> list[Duty]:
        """Duties stated by a clause or serving it."""
        return [d for d in self.duties if d.clause == clause or clause in d.serves]

    def dates_of(self, clause: str) -> list[CalendarEntry]:
        """Dates stated by a clause."""
        return [entry for entry in self.calendar if entry.clause == clause]

    def own_report_day(self, year: int) -> date | None:
        """The day before which the province's own report of a year is due.

        It is the date with the id ``province_report``; None when the plan states none.
        """
        found = next((entry for entry in self.calendar if entry.id == "province_report"), None)
        return found.named_day(year) if found else None

    def placed(self, space: str) -> Package:
        """The same package with its forms as those of the plan called `space`."""
        forms = {code: form.placed(space) for code, form in self.forms.items()}
        registers = {code: item.placed(space) for code, item in self.registers.items()}
        return self.model_copy(update={"forms": forms, "registers": registers})

    def digest(self) -> str:
        """SHA-256 in hex of the definitions, independent of the folder."""
        return hashlib.sha256(self.model_dump_json(exclude={"folder"}).encode()).hexdigest()
