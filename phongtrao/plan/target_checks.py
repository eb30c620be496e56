"""Checks of targets: formulas parse and fit the form, codes and values exist, examples hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from phongtrao.core.findings import Finding
from phongtrao.core.kinds import GROUPS, KINDS
from phongtrao.formula import (
    FormulaProblem,
    literals_of,
    parse_condition,
    parse_measure,
)
from phongtrao.plan.definitions import Package
from phongtrao.plan.examples import figure_of, target_columns, typed_columns
from phongtrao.plan.forms import Form
from phongtrao.plan.reader import Source
from phongtrao.plan.targets import Applied, ByYear, Target, TargetExample, day_of
from phongtrao.plan.wording import finding

GOOD = ("met", "exceeded")
REASONS = {"none", "na", "unavailable"}


def check_target(package: Package, target: Target, source: Source) -> Iterator[Finding]:
    """Everything wrong with one target."""
    here = ("targets", target.id)
    if target.clause not in {clause.id for clause in package.clauses}:
        yield finding("plan.unknown_clause", source.place(*here, "clause"), clause=target.clause)
    forms = []
    for code in (target.form, *target.also_forms):
        if code in package.forms:
            forms.append(package.forms[code])
        else:
            known = ", ".join(package.forms)
            yield finding(
                "plan.unknown_form",
                source.place(*here, "form"),
                f"Biểu mẫu đang có: {known}.",
                form=code,
            )
    dates = list(_dates(target, source))
    yield from dates
    yield from _values(target, source)
    problems = [item for form in forms for item in _formulas(target, form, source)]
    yield from dict.fromkeys(problems)
    if not target.examples:
        yield finding("plan.no_example", source.place(*here), id=target.id)
    if forms and not problems and not dates:
        yield from _examples(package, target, source)


def _dates(target: Target, source: Source) -> Iterator[Finding]:
    for name in ("by_year", "applied"):
        for index, variant in enumerate(getattr(target, name)):
            try:
                day_of(variant.from_)
            except ValueError:
                place = source.place("targets", target.id, name, index, "from")
                yield finding(
                    "plan.date", place, 'Viết năm 2025 hoặc ngày "2025-07-01".', value=variant.from_
                )


def _values(target: Target, source: Source) -> Iterator[Finding]:
    stages: tuple[ByYear | Applied, ...] = (*target.by_year, *target.applied)
    valued = target.value is not None or any(stage.value is not None for stage in stages)
    if not valued and target.operator != "zero":
        yield finding(
            "plan.value",
            source.place("targets", target.id, "operator"),
            "Thêm “value”.",
            target=target.id,
            operator=target.operator,
        )


def _formulas(target: Target, form: Form, source: Source) -> Iterator[Finding]:
    """Every formula of the target and its variants against one form."""
    holders: list[tuple[object, tuple[str | int, ...]]] = [(target, ())]
    for name in ("by_year", "applied", "readings"):
        holders += [(item, (name, i)) for i, item in enumerate(getattr(target, name))]
    for holder, path in holders:
        for part in ("applies", "numerator", "denominator"):
            text = getattr(holder, part)
            if text is not None:
                place = source.place("targets", target.id, *path, part)
                yield from check_formula(text, part, form, place)


def check_formula(text: str, part: str, form: Form, place: str) -> Iterator[Finding]:
    """One formula: it parses, its types fit, the codes it compares with exist."""
    counts = part in ("numerator", "denominator")
    parse = parse_measure if counts else parse_condition
    try:
        formula = parse(text, target_columns(form) if counts else typed_columns(form))
    except FormulaProblem as problem:
        for item in problem.findings:
            reason = f"{item.place}: {item.message}"
            yield finding("plan.formula", place, item.hint, part=part, reason=reason)
        return
    for column, value in sorted(literals_of(formula)):
        known = _codes(form, column)
        if known and value not in known:
            yield finding(
                "plan.unknown_choice",
                place,
                f"Mã đang có: {', '.join(sorted(known))}.",
                field=column,
                value=value,
            )


def _codes(form: Form, column: str) -> set[str]:
    """Codes a text column can hold; empty when it can hold any text."""
    if column == "grp":
        return set(GROUPS)
    if column == "kind":
        return set(KINDS)
    if column.endswith("__why"):
        return REASONS
    if column not in {field.id for field in form.all_fields()}:
        return set()
    field = form.field(column)
    return {"yes", "no"} if field.type == "yesno" else {choice.code for choice in field.choices}


def _examples(package: Package, target: Target, source: Source) -> Iterator[Finding]:
    for index, example in enumerate(target.examples):
        here = ("targets", target.id, "examples", index)
        known = {reading.id for reading in target.readings}
        if example.reading and example.reading not in known:
            yield finding(
                "plan.unknown_reading",
                source.place(*here, "reading"),
                f"Cách tính đang có: {', '.join(known)}.",
                reading=example.reading,
            )
            continue
        yield from check_example(package, target, example, source, here)


def check_example(
    package: Package,
    target: Target,
    example: TargetExample,
    source: Source,
    here: tuple[str | int, ...],
) -> Iterator[Finding]:
    """Rows name columns that exist; numerator, denominator and verdict come out as stated."""
    columns = target_columns(package.forms[target.form])
    for row, cells in enumerate(example.rows):
        for name in cells:
            if name not in columns:
                yield finding("plan.unknown_field", source.place(*here, "rows", row), field=name)
    year = example.year or (package.years[0] if package.years else date.today().year)
    goal = target.in_year(year, example.reading)
    numerator, denominator = figure_of(goal, example.rows, columns)
    if numerator != example.numerator:
        yield finding(
            "plan.example_numerator",
            source.place(*here, "numerator"),
            computed=numerator,
            stated=example.numerator,
        )
    if denominator != example.denominator:
        yield finding(
            "plan.example_denominator",
            source.place(*here, "denominator"),
            computed=denominator,
            stated=example.denominator,
        )
    if not _fits(example.verdict, goal.reached(numerator, denominator)):
        yield finding(
            "plan.example_verdict",
            source.place(*here, "verdict"),
            stated=example.verdict,
            numerator=numerator,
            denominator=denominator,
        )


def _fits(verdict: str, reached: bool | None) -> bool:
    """Met and exceeded mean reached, near and missed not; the rest is judged elsewhere."""
    if verdict in GOOD:
        return reached is True
    if verdict in ("near", "missed"):
        return reached is False
    return verdict != "not_judged" or reached is None
