"""All targets and readings of the plan: three engines agree with the slow evaluator."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phongtrao import formula
from phongtrao.plan import read_package
from tests.unit.engines import Engines
from tests.unit.slow_evaluator import slow_condition, slow_measure

PACKAGE = read_package(Path(__file__).parents[2] / "plans" / "binh-phuoc-2022-2025")
DAYS = (date(2022, 12, 31), date(2024, 6, 30), date(2025, 12, 31))
CASES = [
    (target.id, reading) for target in PACKAGE.targets.values()
    for reading in ("", *(reading.id for reading in target.readings))
]  # fmt: skip


@pytest.fixture(scope="module")
def engines():
    opened = Engines()
    yield opened
    opened.close()


def columns_of(form):
    return {
        name: "integer" if kind == "integer" else "text"
        for name, kind in form.target_columns().items()
    }


def needed(target, reading):
    """The columns a target's formulas read, with their types, and the codes they compare with."""
    columns = columns_of(PACKAGE.forms[target.form])
    names, codes = set(), {}
    for day in DAYS:
        goal = target.at(day, reading or None)
        parts = [formula.parse_condition(goal.applies, columns)]
        parts += [
            formula.parse_measure(text, columns)
            for text in (goal.numerator, goal.denominator)
            if text
        ]
        for part in parts:
            names |= formula.fields_of(part)
            for name, code in formula.literals_of(part):
                codes.setdefault(name, set()).add(code)
    return {name: columns[name] for name in sorted(names | {"in_scope"})}, codes


def rows_for(columns, codes):
    cells = {}
    for name, kind in columns.items():
        if name == "in_scope":
            cells[name] = st.integers(0, 1)
        elif kind == "integer":
            cells[name] = st.one_of(st.none(), st.integers(0, 6))
        else:
            cells[name] = st.sampled_from([None, "other", *sorted(codes.get(name, ()))])
    return st.lists(st.fixed_dictionaries(cells), max_size=8)


@pytest.mark.parametrize(("code", "reading"), CASES)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_target_on_every_engine(engines, code, reading, data):
    target = PACKAGE.targets[code]
    columns, codes = needed(target, reading)
    rows = data.draw(rows_for(columns, codes))
    goal = target.at(data.draw(st.sampled_from(DAYS)), reading or None)
    rule = f"({goal.applies})" + (" and in_scope = 1" if goal.scope == "in_scope" else "")
    where = formula.parse_condition(rule, columns)
    counted = [row for row in rows if slow_condition(rule, row) is True]
    for text in (goal.numerator, goal.denominator):
        if text is None:
            continue
        measure = formula.parse_measure(text, columns)
        wanted = slow_measure(text, counted)
        got = engines.ask(columns, rows, lambda d, m=measure: formula.compile_measure(m, d, where))
        assert {d: found[0][0] for d, found in got.items()} == dict.fromkeys(got, wanted)


@pytest.mark.parametrize("code", list(PACKAGE.targets))
def test_examples_on_every_engine(engines, code):
    target = PACKAGE.targets[code]
    for example in target.examples:
        columns, _ = needed(target, example.reading or "")
        goal = target.in_year(example.year or 2023, example.reading)
        rule = f"({goal.applies})" + (" and in_scope = 1" if goal.scope == "in_scope" else "")
        where = formula.parse_condition(rule, columns)
        rows = [dict(row) for row in example.rows]
        assert value(engines, columns, rows, goal.numerator, where) == {example.numerator}
        if goal.denominator is not None:
            assert value(engines, columns, rows, goal.denominator, where) == {example.denominator}


def value(engines, columns, rows, text, where):
    """The distinct values the engines give."""
    measure = formula.parse_measure(text, columns)
    got = engines.ask(columns, rows, lambda d: formula.compile_measure(measure, d, where))
    return {found[0][0] for found in got.values()}
