"""The targets as additive measures, each once, with its SQL over the columns of a form.

Only the definitions are shared with the reference design: how it finds the numbers is its own.
"""

from typing import Any

from phongtrao.core.periods import Period
from phongtrao.formula import (
    compile_condition,
    compile_measure,
    fields_of,
    parse_condition,
    parse_measure,
)
from phongtrao.formula.tree import Column, Measure
from phongtrao.plan.definitions import Form, Goal, Package
from phongtrao.plan.targets import VISITS
from phongtrao.submissions import projections

SYSTEM = ("grp", "kind", "subkind", "in_scope")


def sources_of(package: Package) -> list[dict[str, Any]]:
    """The wide tables: form, table name, columns with 'integer' or 'text', reasons included."""
    found = []
    for form in package.forms.values():
        own = {name for name, _ in projections.KEYS}
        types = {field.id: field.column_type for field in form.all_fields()}
        columns = [
            (name, types.get(name, "text"))
            for name, _ in projections.columns(form)
            if name not in own
        ]
        table = projections.table_name(form)
        found.append({"form": form.id, "table": f"public.{table}", "columns": columns})
    return found


def measures_of(package: Package, opened: set[tuple[str, str]]) -> dict[str, Any]:
    """Distinct measures, and for each target and period the names of its two measures.

    opened: pairs (form id, period code) that have rows.
    """
    measures: dict[tuple[str, str, str, bool], dict[str, Any]] = {}
    targets: list[tuple[str, str, str, str]] = []
    for target in package.targets.values():
        for form_id in (target.form, *target.also_forms):
            form = package.forms[form_id]
            for period in sorted(code for name, code in opened if name == form_id):
                goal = target.at(Period.parse(period).end)
                reasons = _reasons(form, goal)
                top = _measure(measures, form, goal, goal.numerator, period, reasons)
                bottom = ""
                if goal.denominator is not None:
                    bottom = _measure(measures, form, goal, goal.denominator, period, reasons)
                targets.append((target.id, period, top, bottom))
    return {"measures": list(measures.values()), "targets": targets}


def _reasons(form: Form, goal: Goal) -> set[str]:
    """Columns that may say a field of a ratio is "chưa có số liệu": such units leave the ratio."""
    if goal.denominator is None:
        return set()
    columns: dict[str, Any] = form.target_columns()
    texts = (goal.numerator, goal.denominator)
    fields = {name for text in texts for name in fields_of(parse_measure(text, columns))}
    return {f"{name}__why" for name in fields} & set(columns)


def _measure(
    known: dict[tuple[str, str, str, bool], dict[str, Any]],
    form: Form,
    goal: Goal,
    text: str,
    period: str,
    reasons: set[str],
) -> str:
    """Add a measure, or the period to the one that is there; return its name."""
    columns: dict[str, Any] = form.target_columns()
    applies = parse_condition(goal.applies, columns)
    measure = parse_measure(text, columns)
    where = compile_condition(applies, "postgres")
    if goal.scope == "in_scope":
        where = f'({where}) AND "in_scope" = 1'
    # A measure of one field is silent anyway where that field has no number.
    own = {f"{name}__why" for name in fields_of(measure)}
    others = sorted(reasons - own) if len(own) == 1 else sorted(reasons)
    where = f"({where})"
    for name in others:
        where += f""" AND coalesce("{name}", '') <> 'unavailable'"""
    fields = fields_of(measure)
    if goal.by_visits:  # every unit of the round counts, whether it has reported or not
        fields |= {VISITS}
    key = (form.id, text, where, goal.by_visits)
    if key not in known:
        known[key] = {
            "name": f"m{len(known):02d}",
            "form": form.id,
            "periods": [],
            "aggregate": compile_measure(measure, "postgres"),
            "where": where,
            "fields": sorted(fields),
            "where_fields": sorted({*fields_of(applies), *others} - set(SYSTEM)),
            "plain": _plain(form, measure),
        }
    found = known[key]
    if period not in found["periods"]:
        found["periods"].append(period)
    return str(found["name"])


def _plain(form: Form, measure: Measure) -> str:
    """The data element of a measure that is the sum of one field, else ""."""
    if len(measure.terms) != 1 or measure.terms[0].kind != "sum":
        return ""
    operand = measure.terms[0].operand
    return f"{form.id}.{operand.name}" if isinstance(operand, Column) else ""
