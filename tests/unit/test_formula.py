"""The language of formulas: what is refused, what it means, and that all engines agree."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phongtrao import formula
from tests.unit.engines import Engines
from tests.unit.slow_evaluator import slow_condition, slow_measure

COLUMNS = {
    "a": "integer",
    "b": "integer",
    "s": "text",
    "day": "text",
    "grp": "text",
    "in_scope": "integer",
}


@pytest.fixture(scope="module")
def engines():
    opened = Engines()
    yield opened
    opened.close()


REFUSED = [
    ("", "empty"),
    ("sum(1.5)", "literal"),
    ("sum(1e3)", "literal"),
    ("sum(9999999999999999)", "literal"),
    ("count_if(a and b)", "type"),
    ("count_if(1 < a < 3)", "type"),
    ("count_if(a = 'x')", "type"),
    ("sum(s)", "type"),
    ("sum(aa)", "unknown"),
    ("sum(A)", "unknown"),
    ("sum(t.a)", "forbidden"),
    ('sum("a")', "name"),
    ("sum(a) - sum(b)", "measure"),
    ("sum(a) + 1", "measure"),
    ("a", "measure"),
    ("max(a)", "measure"),
    ("sum(sum(a))", "forbidden"),
    ("sum((select 1))", "forbidden"),
    ("count_if(a in (select 1))", "forbidden"),
    ("count_if(a in (b))", "in"),
    ("count_if(a is true)", "is"),
    ("count_if(s like 'a')", "forbidden"),
    ("count_if(s > 'x')", "order"),
    ("count_if(s between 'a' and 'b')", "order"),
    ("count_if(s = 'a;b')", "literal"),
    ("count_if(s = 'a%')", "literal"),
    ("sum(a / b)", "divisor"),
    ("sum(a / 0)", "divisor"),
    ("sum(a % b)", "forbidden"),
    ("count(a)", "count"),
    ("count(distinct a)", "count"),
    ("sum(distinct a)", "forbidden"),
    ("sum(a) filter (where a > 1)", "measure"),
    ("sum(a) over ()", "measure"),
    ("sum(cast(a as text))", "forbidden"),
    ("sum(?)", "forbidden"),
    ("count(); drop table x", "many"),
    ("drop table x", "measure"),
    ("sum(a +", "syntax"),
    ("sum(" + "(" * 30 + "a" + ")" * 30 + ")", "depth"),
    ("sum(" + "(" * 900 + "a" + ")" * 900 + ")", "depth"),
    ("count() + " * 300 + "count()", "length"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_refused_with_a_finding(text, code):
    with pytest.raises(formula.FormulaProblem) as caught:
        formula.parse_measure(text, COLUMNS)
    assert code in [finding.code.removeprefix("formula.") for finding in caught.value.findings]
    assert all(finding.message and finding.place for finding in caught.value.findings)


def test_position_and_hint():
    with pytest.raises(formula.FormulaProblem) as caught:
        formula.parse_measure("sum(a) + sum(in_scop)", COLUMNS)
    (finding,) = caught.value.findings
    assert finding.place == "ký tự 14"
    assert "in_scope" in finding.hint
    with pytest.raises(formula.FormulaProblem) as caught:
        formula.parse_condition("a > 1 and b = 'x'", COLUMNS)
    assert caught.value.findings[0].place == "ký tự 11"


def test_every_mistake_of_type_at_once():
    with pytest.raises(formula.FormulaProblem) as caught:
        formula.parse_condition("a = 'x' and s > 3", COLUMNS)
    assert len(caught.value.findings) == 2


def test_comments_and_author_text_never_reach_sql():
    measure = formula.parse_measure("sum(a) /* hush */ -- more\n", COLUMNS)
    for dialect in ("sqlite", "postgres", "duckdb"):
        sql = formula.compile_measure(measure, dialect)
        assert "hush" not in sql and "--" not in sql


def test_fields_and_literals():
    measure = formula.parse_measure("count_if(s in ('x','y') and grp = 'z') + sum(b)", COLUMNS)
    assert formula.fields_of(measure) == {"s", "grp", "b"}
    assert formula.literals_of(measure) == {("s", "x"), ("s", "y"), ("grp", "z")}


WORDS = [
    ("count()", "số đơn vị"),
    ("count_if(grp = 'hamlet')", "số đơn vị có loại đơn vị là “khu dân cư”"),
    ("sum(a) + sum(b)", "tổng “Số hộ” cộng tổng “b”"),
    (
        "count_if(s = 'yes' and in_scope = 1)",
        "số đơn vị có “s” là “Được công nhận” và đơn vị thuộc diện",
    ),
    (
        "count_if((a >= 1 or b is not null) and a < 10)",
        "số đơn vị có (“Số hộ” từ 1 trở lên hoặc “b” có số liệu) và “Số hộ” nhỏ hơn 10",
    ),
    (
        "sum(coalesce(a, 0) * 100 / nullif(b, 0))",
        "tổng (“Số hộ” (nếu trống thì lấy 0) × 100) ÷ “b”",
    ),
    (
        "count_if(not s in ('yes', 'no'))",
        "số đơn vị có “s” không phải “Được công nhận” hoặc “không”",
    ),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words(text, words):
    labels = {"a": "Số hộ", "s=yes": "Được công nhận"}
    assert formula.explain(formula.parse_measure(text, COLUMNS), labels) == words


def test_words_in_english():
    labels = {"a": "Households", "s=yes": "Recognised"}
    formula_ = formula.parse_measure(
        "count_if(s = 'yes' and a >= 1000) + sum(coalesce(b, 0))", COLUMNS
    )
    assert formula.explain(formula_, labels, english=True) == (
        "number of units where “s” is “Recognised” and “Households” is 1,000 or more"
        " plus total of “b” (where empty: 0)"
    )


number = st.one_of(st.none(), st.integers(-5, 5))
row = st.fixed_dictionaries(
    {
        "a": number,
        "b": number,
        "s": st.sampled_from([None, "", "yes", "no", "Được"]),
        "day": st.sampled_from([None, "2024-01-01", "2024-11-15", "2023-12-31"]),
        "grp": st.sampled_from(["hamlet", "school"]),
        "in_scope": st.integers(0, 1),
    }
)


def values(deeper):
    """Integer expressions built on integer expressions."""
    return st.one_of(
        st.tuples(deeper, st.sampled_from("+-*"), deeper).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(deeper, deeper).map(lambda t: f"{t[0]} / nullif({t[1]}, 0)").map("({})".format),
        st.tuples(deeper, deeper).map(lambda t: f"coalesce({t[0]}, {t[1]})"),
        st.tuples(deeper, deeper).map(lambda t: f"nullif({t[0]}, {t[1]})"),
        deeper.map(lambda t: f"(-{t})"),
        st.tuples(deeper, deeper).map(
            lambda t: f"case when {t[0]} > {t[1]} then {t[1]} when s = 'yes' then 3 else {t[0]} end"
        ),
        st.tuples(deeper).map(lambda t: f"case when grp = 'hamlet' then {t[0]} end"),
    )


leaf = st.one_of(
    st.sampled_from(["a", "b", "in_scope"]), st.integers(-4, 4).map(lambda n: f"({n})")
)
integer = st.recursive(leaf, values, max_leaves=5)
compare = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
test_leaf = st.one_of(
    st.tuples(integer, compare, integer).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    st.tuples(integer, integer, integer).map(lambda t: f"({t[0]} between {t[1]} and {t[2]})"),
    st.sampled_from(
        [
            "s = 'yes'",
            "s <> 'no'",
            "s in ('yes', 'Được')",
            "s not in ('yes', '')",
            "s is null",
            "a is not null",
            "a in (1, -2, 3)",
            "day >= '2024-01-01'",
            "not day between '2024-01-01' and '2024-06-30'",
            "coalesce(s, 'no') = 'no'",
            "b is null and a > 0",
        ]
    ),
)
condition = st.recursive(
    test_leaf,
    lambda deeper: st.one_of(
        st.tuples(deeper, st.sampled_from(["and", "or"]), deeper).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        deeper.map(lambda t: f"(not {t})"),
    ),
    max_leaves=5,
)
measure_text = st.lists(
    st.one_of(
        st.just("count()"), condition.map("count_if({})".format), integer.map("sum({})".format)
    ),
    min_size=1,
    max_size=3,
).map(" + ".join)
quiet = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quiet
@given(text=measure_text, rows=st.lists(row, max_size=6))
def test_engines_agree_with_the_slow_evaluator(engines, text, rows):
    measure = formula.parse_measure(text, COLUMNS)
    wanted = slow_measure(text, rows)
    got = engines.ask(COLUMNS, rows, lambda d: formula.compile_measure(measure, d))
    assert {d: found[0][0] for d, found in got.items()} == dict.fromkeys(got, wanted)


@quiet
@given(text=measure_text, test=condition, rows=st.lists(row, max_size=6))
def test_row_filter_means_the_same_as_dropping_rows(engines, text, test, rows):
    measure = formula.parse_measure(text, COLUMNS)
    where = formula.parse_condition(test, COLUMNS)
    wanted = slow_measure(text, [item for item in rows if slow_condition(test, item) is True])
    got = engines.ask(COLUMNS, rows, lambda d: formula.compile_measure(measure, d, where))
    assert {d: found[0][0] for d, found in got.items()} == dict.fromkeys(got, wanted)


@quiet
@given(text=condition, item=row)
def test_one_row_in_python(engines, text, item):
    vetted = formula.parse_condition(text, COLUMNS)
    wanted = slow_condition(text, item)
    assert formula.evaluate_condition(vetted, item) is wanted
    got = engines.ask(COLUMNS, [item], lambda d: formula.compile_condition(vetted, d))
    for dialect, found in got.items():
        value = found[0][0]
        assert (None if value is None else bool(value)) is wanted, dialect


def test_absent_column_is_null():
    vetted = formula.parse_condition("a is null", COLUMNS)
    assert formula.evaluate_condition(vetted, {}) is True


def test_sums_are_whole_numbers_on_every_engine(engines):
    rows = [{"a": 2**40}, {"a": 2**40}, {"a": None}]
    measure = formula.parse_measure("sum(a)", COLUMNS)
    got = engines.ask(COLUMNS, rows, lambda d: formula.compile_measure(measure, d))
    assert {type(found[0][0]) for found in got.values()} == {int}
