"""The entries a figure counts: a measure of a register as a condition on its list.

A list narrowed by `measure` (with `period`, and `on`: the day whose map is meant) holds exactly
the rows that give the figure something: those that pass its `where` and its aggregate.
"""

from phongtrao.core.periods import Period
from phongtrao.formula import Condition, compile_condition, compile_expression
from phongtrao.formula.tree import Term
from phongtrao.plan.register_rows import condition_of, measure_of
from phongtrao.plan.registers import Register, RegisterMeasure
from phongtrao.registers import listing
from phongtrao.registers.access import Reach
from phongtrao.registers.listing import Filters, Part
from phongtrao.registers.measuring import _source, dialect

#: Of every register: how many units have an entry that counts in the period.
KEEPERS = "keepers"
_EVERY = RegisterMeasure(id=KEEPERS, label="", sum="count()")


def conditions(register: Register, reach: Reach, filters: Filters, words: str) -> list[Part]:
    """Everything that narrows a list, a figure among it."""
    measure, period = _measure(register, filters), _period(filters)
    if measure is None or period is None:
        plain = {name: value for name, value in filters.items() if name != "measure"}
        return listing.conditions(register, reach, plain, words)
    others = {n: value for n, value in filters.items() if n not in ("measure", "period")}
    counted = register.counted(measure)
    found = listing.conditions(register, reach, others, words, current=counted == "flow")
    return [
        *found,
        listing.in_period(register, period, counted),
        _behind(register, measure, period),
    ]


def _measure(register: Register, filters: Filters) -> RegisterMeasure | None:
    asked = filters.get("measure", "")
    known = (*register.measures, _EVERY)
    return next((one for one in known if one.id == asked), None)


def _period(filters: Filters) -> Period | None:
    try:
        return Period.parse(filters.get("period", ""))
    except ValueError:
        return None


def _behind(register: Register, measure: RegisterMeasure, period: Period) -> Part:
    """Rows whose entry gives the measure something in the period."""
    source, params = _source(register, period, register.counted(measure), [])
    tests = [_passes(register, measure), _gives(register, measure)]
    kept = " AND ".join(f"({test})" for test in tests if test)
    where = f" WHERE {kept}" if kept else ""
    return Part(f"r.entry_id IN (SELECT t.entry_id {source}{where})", tuple(params))


def _passes(register: Register, measure: RegisterMeasure) -> str:
    if not measure.where:
        return ""
    test = condition_of(register, measure.where)
    return compile_condition(test, dialect(), "t").replace("%", "%%")


def _gives(register: Register, measure: RegisterMeasure) -> str:
    """The row adds to one of the terms; '' when every row does."""
    terms = measure_of(register, measure.sum).terms
    if any(term.kind == "count" for term in terms):
        return ""
    return " OR ".join(f"({_adds(term)})" for term in terms)


def _adds(term: Term) -> str:
    assert term.operand is not None  # only count() has none
    if term.kind == "count_if":
        test = Condition(term.operand, "")
        return compile_condition(test, dialect(), "t").replace("%", "%%")
    value = compile_expression(term.operand, dialect(), "t").replace("%", "%%")
    return f"({value}) <> 0" if term.kind == "sum" else f"({value}) IS NOT NULL"
