"""Short-lists: every condition is a reason; what was not said meets nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from phongtrao.plan.registers import Condition, ShortList
from phongtrao.rules.shortlists import best, candidates

LISTED = ShortList(
    form="annual",
    title="Đủ điều kiện",
    conditions=(
        Condition(id="safe", label="An toàn", rule="safe = 'recognised'"),
        Condition(id="model", label="Có mô hình", rule="coalesce(kept, 0) >= 1"),
    ),
)
COLUMNS = {"safe": "text", "kept": "integer"}


@pytest.mark.parametrize(
    ("safe", "kept", "met"),
    [
        ("recognised", 2, {"safe": True, "model": True}),
        ("recognised", None, {"safe": True, "model": False}),
        (None, 1, {"safe": None, "model": True}),
        ("not_recognised", 0, {"safe": False, "model": False}),
    ],
)
def test_each_condition_is_judged_by_itself(safe, kept, met):
    [found] = candidates(LISTED, COLUMNS, [{"unit_id": 7, "safe": safe, "kept": kept}])
    assert found.met == met
    assert found.complete == all(met.values())


ROWS = some.lists(
    some.fixed_dictionaries(
        {
            "unit_id": some.integers(1, 10**6),
            "safe": some.sampled_from(["recognised", "not_recognised", None]),
            "kept": some.one_of(some.none(), some.integers(0, 5)),
        }
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(ROWS)
def test_the_list_is_what_the_slow_way_says(rows):
    judged = list(candidates(LISTED, COLUMNS, rows))
    slow = [r["unit_id"] for r in rows if r["safe"] == "recognised" and (r["kept"] or 0) >= 1]
    assert sorted(one.unit_id for one in best(judged)) == sorted(slow)
    near = best(judged, 1)
    assert [one.missing for one in near] == sorted(one.missing for one in near)
    assert {one.unit_id for one in best(judged)} <= {one.unit_id for one in near}
