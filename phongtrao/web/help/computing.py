"""How each figure is computed: drawn from the plan in force, its formulas, rules and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phongtrao.analytics.words import labels_of
from phongtrao.core.kinds import KINDS
from phongtrao.formula import explain, fields_of, parse_condition, parse_measure
from phongtrao.plan.definitions import Form, Goal, Package, Target, TargetExample
from phongtrao.plan.examples import target_columns
from phongtrao.rules.progress import value_of
from phongtrao.web.base.tongue import counted, in_english, said
from phongtrao.web.figures.present import goal_words, group_label, verdict_label
from phongtrao.web.templatetags.phongtrao import percent, vn

FIRST_COLUMNS = ("in_scope",)
WHY = {
    "none": gettext_lazy("none"),
    "na": gettext_lazy("not applicable"),
    "unavailable": gettext_lazy("not available yet"),
}


@dataclass(frozen=True)
class Example:
    """A worked example: alike rows together, then the division and the verdict."""

    note: str
    reading: str
    head: list[str]
    rows: list[tuple[str, int, list[str]]]
    result: str
    verdict: str
    verdict_words: str


@dataclass(frozen=True)
class Entry:
    """One target as its page of help says it."""

    code: str
    title: str
    clause: str
    clause_url: str
    signed: str
    words: str
    top: str
    bottom: str
    units: str
    in_scope: bool
    stages: list[tuple[str, str]]
    near: str
    readings: list[tuple[str, str]]
    law: str
    examples: list[Example]


def entries(package: Package) -> list[Entry]:
    """Every target of the plan, in the order of the plan."""
    return [_Reader(package, target).entry() for target in package.targets.values()]


class _Reader:
    """Reads one target with the labels of its form."""

    def __init__(self, package: Package, target: Target) -> None:
        self.package, self.target = package, target
        self.form: Form = package.forms[target.form]
        self.columns = target_columns(self.form)
        self.english = in_english()
        self.labels = labels_of(self.form, english=self.english)

    def entry(self) -> Entry:
        """The whole entry; the goal is that of the plan's last year."""
        target, goal = self.target, self.target.in_year(max(self.package.years))
        top, bottom = self._division(goal)
        return Entry(
            code=target.id,
            title=said(target.title, target.title_en),
            clause=target.clause,
            clause_url=reverse("figures:clause", args=[self.package.id, target.clause]),
            signed=said(target.signed, target.signed_en),
            words=said(target.formula_words, target.formula_words_en),
            top=top,
            bottom=bottom,
            units=self._condition(goal.applies),
            in_scope=goal.scope == "in_scope",
            stages=self._stages(),
            near=self._near(),
            readings=self._readings(),
            law=target.law,
            examples=[self._example(one) for one in target.examples],
        )

    def _division(self, goal: Goal) -> tuple[str, str]:
        bottom = "" if goal.denominator is None else self._measure(goal.denominator)
        return self._measure(goal.numerator), bottom

    def _measure(self, formula: str) -> str:
        parsed = parse_measure(formula, self.columns)
        return explain(parsed, self.labels, english=self.english)

    def _condition(self, formula: str) -> str:
        parsed = parse_condition(formula, self.columns)
        return explain(parsed, self.labels, english=self.english)

    def _stages(self) -> list[tuple[str, str]]:
        """(years, goal) of each stretch of years with one goal."""
        found: list[tuple[list[int], str]] = []
        for year in self.package.years:
            words = goal_words(self.target, self.target.in_year(year))
            if found and found[-1][1] == words:
                found[-1][0].append(year)
            else:
                found.append(([year], words))
        return [(_span(years), words) for years, words in found]

    def _near(self) -> str:
        """How far below the goal still counts as nearly met, '' when nothing does."""
        if not self.target.near:
            return ""
        if self.target.is_ratio:
            return _("%(n)s points") % {"n": vn(self.target.near)}
        return f"{vn(self.target.near)} {counted(self.target.unit, self.target.near)}".strip()

    def _readings(self) -> list[tuple[str, str]]:
        """(name, division in words) of the headline and of each other reading, if there are any."""
        if not self.target.readings:
            return []
        year = max(self.package.years)
        named = said(self.target.headline_label, self.target.headline_label_en)
        found = [(named or _("Headline reading"), self._of(self.target.in_year(year)))]
        for one in self.target.readings:
            goal = self.target.in_year(year, one.id)
            found.append((said(one.label, one.label_en), self._of(goal)))
        return found

    def _of(self, goal: Goal) -> str:
        top, bottom = self._division(goal)
        words = " ÷ ".join(part for part in (top, bottom) if part)
        wide = _("all units the plan names") if goal.scope == "plan_wide" else ""
        return f"{words}; {wide or _('only units in scope')}"

    def _example(self, one: TargetExample) -> Example:
        year = one.year or max(self.package.years)
        goal = self.target.in_year(year, one.reading)
        used = self._used(goal, one)
        alike = Counter((_unit(row), tuple(self._value(n, row) for n in used)) for row in one.rows)
        label = ""
        if one.reading:
            reading = self.target.reading(one.reading)
            label = said(reading.label, reading.label_en)
        return Example(
            note=said(one.note, one.note_en),
            reading=label,
            head=[self._head(name) for name in used],
            rows=[(unit, number, list(values)) for (unit, values), number in alike.items()],
            result=_result(self.target, one),
            verdict=one.verdict,
            verdict_words=verdict_label(one.verdict),
        )

    def _used(self, goal: Goal, one: TargetExample) -> list[str]:
        """Columns of the example that the formula reads, the scope of the unit first."""
        read = set(fields_of(parse_measure(goal.numerator, self.columns)))
        if goal.denominator is not None:
            read |= fields_of(parse_measure(goal.denominator, self.columns))
        given = [name for row in one.rows for name in row if not name.endswith("__why")]
        answers = [name for name in dict.fromkeys(given) if name in read - {"grp", "kind"}]
        first = [name for name in FIRST_COLUMNS if goal.scope == "in_scope" and name in given]
        return [*first, *(name for name in answers if name not in first)]

    def _head(self, name: str) -> str:
        if name == "in_scope":
            return _("In scope")
        fields = {field.id: field for field in self.form.all_fields()}
        found = fields.get(name)
        return said(found.label, found.label_en) if found else self.labels.get(name, name)

    def _value(self, name: str, row: Mapping[str, int | str | None]) -> str:
        value = row.get(name)
        if name == "in_scope":
            return _("yes") if value else _("no")
        if value is None:
            why = row.get(f"{name}__why")
            return str(WHY[str(why)]) if why in WHY else "–"
        if isinstance(value, int):
            return vn(value)
        if value in ("yes", "no"):
            return _("yes") if value == "yes" else _("no")
        return self._choice(name, value)

    def _choice(self, name: str, value: str) -> str:
        for field in self.form.all_fields():
            for choice in field.choices:
                if field.id == name and choice.code == value:
                    return said(choice.label, choice.label_en)
        return value


def _unit(row: Mapping[str, int | str | None]) -> str:
    """The kind of an example's unit in the language of the page."""
    kind = KINDS.get(str(row.get("kind", "")))
    if kind is not None:
        return said(kind.label, kind.label_en)
    return group_label(str(row.get("grp", "")))


def _span(years: list[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _result(target: Target, one: TargetExample) -> str:
    """`3 / 4 = 75 %`, or the count itself."""
    if one.denominator is None:
        return f"{vn(one.numerator)} {counted(target.unit, one.numerator)}".strip()
    share = value_of(one.numerator, one.denominator)
    return f"{vn(one.numerator)} / {vn(one.denominator)} = {percent(share)}"
