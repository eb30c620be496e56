"""`count(distinct column)`: only where admitted, and the same number on every engine."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.formula import FormulaProblem, compile_measure, parse_condition, parse_measure
from phongtrao.plan.examples import total
from tests.unit.engines import Engines

COLUMNS: dict[str, Any] = {"kind": "text", "places": "integer"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["a", "b", "Đ", None]),
            "places": st.one_of(st.none(), st.integers(0, 3)),
        }
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines()


def test_distinct_values_do_not_add_up_so_targets_cannot_use_them() -> None:
    with pytest.raises(FormulaProblem):
        parse_measure("count(distinct kind)", COLUMNS)


@pytest.mark.parametrize(
    "text",
    [
        "count(distinct kind, places)",
        "count(distinct places + 1)",
        "count(distinct nothing)",
        "sum(distinct places)",
        "count(distinct (select 1))",
    ],
)
def test_only_one_known_column_is_admitted(text: str) -> None:
    with pytest.raises(FormulaProblem):
        parse_measure(text, COLUMNS, distinct=True)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_all_engines_and_the_slow_way_agree(engines: Engines, rows: list[dict[str, Any]]) -> None:
    measure = parse_measure("count(distinct kind) + count(distinct places)", COLUMNS, distinct=True)
    where = parse_condition("places > 0", COLUMNS)

    def compiled(dialect: Any) -> str:
        whole = compile_measure(measure, dialect)
        return f"{whole}, {compile_measure(measure, dialect, where)}"

    kept = [row for row in rows if (row["places"] or 0) > 0]
    wanted = [(total(measure, rows), total(measure, kept))]
    for dialect, found in engines.ask(COLUMNS, rows, compiled).items():
        assert [tuple(row) for row in found] == wanted, dialect
