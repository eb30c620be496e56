"""Progress, scope, deadlines and the ladder, as small tables."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from phongtrao.core.findings import Refusal
from phongtrao.plan.definitions import Target
from phongtrao.rules import workflow
from phongtrao.rules.deadlines import Deadline
from phongtrao.rules.progress import judge, needed
from phongtrao.rules.scope import RULES, in_scope


def target(operator, value=None, ratio=True, **more):
    """A target asking for `value`."""
    return Target.model_validate(
        {
            "id": "X",
            "clause": "I",
            "title": "x",
            "form": "small",
            "applies": "grp = 'hamlet'",
            "numerator": "count()",
            "denominator": "count()" if ratio else None,
            "operator": operator,
            "value": value,
            "formula_words": "x",
            **more,
        }
    )


# operator, value, numerator, denominator, verdict
RATIOS = [
    ("ge", 90, 9, 10, "met"),
    ("ge", 90, 91, 100, "exceeded"),
    ("ge", 90, 85, 100, "near"),
    ("ge", 90, 849, 1000, "missed"),
    ("ge", 90, 899999, 1000000, "near"),
    ("gt", 50, 1, 2, "near"),
    ("gt", 50, 51, 100, "met"),
    ("gt", 50, 55, 100, "exceeded"),
    ("gt", 50, 45, 100, "near"),
    ("gt", 50, 44, 100, "missed"),
    ("eq", 100, 10, 10, "met"),
    ("eq", 100, 95, 100, "near"),
    ("eq", 100, 94, 100, "missed"),
    ("le", 5, 5, 100, "met"),
    ("le", 5, 6, 100, "near"),
    ("le", 5, 11, 100, "missed"),
    ("zero", None, 0, 10, "met"),
    ("zero", None, 1, 1000, "missed"),
    ("ge", 66.7, 2, 3, "near"),
    ("ge", None, 1, 2, "not_judged"),
    ("ge", 90, 0, 0, "not_judged"),
]


@pytest.mark.parametrize(("operator", "value", "top", "bottom", "verdict"), RATIOS)
def test_ratios(operator, value, top, bottom, verdict):
    got, word = judge(target(operator, value), 2024, top, bottom, 10, 10, 0)
    assert word == verdict
    assert got == (Fraction(top, bottom) if bottom else None)


COUNTS = [
    ("at_least", 20, 20, "met"),
    ("at_least", 20, 21, "exceeded"),
    ("at_least", 20, 19, "missed"),
    ("at_least", 1, 0, "missed"),
    ("gt", 1, 2, "met"),
    ("gt", 1, 3, "exceeded"),
    ("zero", None, 0, "met"),
]


@pytest.mark.parametrize(("operator", "value", "count", "verdict"), COUNTS)
def test_counts_are_never_near(operator, value, count, verdict):
    got, word = judge(target(operator, value, ratio=False), 2024, count, None, 5, 5, 0)
    assert (got, word) == (Fraction(count), verdict)


@pytest.mark.parametrize(
    ("reported", "expected", "unavailable", "verdict"),
    [
        (80, 100, 0, "met"),
        (79, 100, 0, "not_enough_data"),
        (80, 100, 1, "not_enough_data"),
        (799, 1000, 0, "not_enough_data"),
        (0, 0, 0, "not_judged"),
        (0, 5, 0, "not_enough_data"),
    ],
)
def test_no_colour_below_eighty_percent(reported, expected, unavailable, verdict):
    asked = target("ge", 90)
    assert judge(asked, 2024, 90, 100, reported, expected, unavailable)[1] == verdict


def test_level_province_is_shown_below_and_not_judged():
    asked = target("at_least", 1, ratio=False, level="province")
    assert judge(asked, 2024, 3, None, 5, 5, 0, is_province=False) == (3, "not_judged")
    assert judge(asked, 2024, 3, None, 5, 5, 0) == (3, "exceeded")


def test_by_year():
    asked = target("gt", 50, by_year=({"from": 2025, "value": 70},))
    assert judge(asked, 2024, 60, 100, 1, 1, 0)[1] == "exceeded"
    assert judge(asked, 2025, 60, 100, 1, 1, 0)[1] == "missed"


@pytest.mark.parametrize(
    ("operator", "value", "top", "bottom", "more"),
    [
        ("ge", 90, 80, 100, 10),
        ("ge", 90, 80, 99, 10),
        ("gt", 50, 50, 100, 1),
        ("gt", 50, 49, 99, 1),
        ("ge", 90, 95, 100, 0),
        ("eq", 100, 7, 10, 3),
        ("zero", None, 3, 10, 3),
        ("le", 5, 7, 100, 2),
        ("ge", 90, 0, 0, None),
        ("gt", 100, 1, 1, None),
    ],
)
def test_how_many_are_needed(operator, value, top, bottom, more):
    assert needed(target(operator, value).in_year(2024), top, bottom) == more


def test_needed_really_reaches_the_target():
    for operator in ("ge", "gt"):
        asked = target(operator, 70)
        for bottom in range(1, 40):
            for top in range(bottom + 1):
                more = needed(asked.in_year(2024), top, bottom)
                reach = (judge(asked, 2024, top + (more or 0), bottom, 1, 1, 0)[1]) in (
                    "met",
                    "exceeded",
                )
                assert reach
                if more:
                    short = judge(asked, 2024, top + more - 1, bottom, 1, 1, 0)[1]
                    assert short not in ("met", "exceeded")


SCOPE = [
    ("hamlet", "khu_dan_cu", "", True, ""),
    ("commune", "xa", "", True, ""),
    ("agency", "co_quan", "", True, ""),
    ("agency", "co_quan", "body", True, ""),
    ("agency", "co_quan", "armed", False, "armed_forces"),
    ("agency", "co_quan", "body_armed", False, "armed_forces"),
    ("enterprise", "doanh_nghiep", "small", False, "small_enterprise"),
    ("school", "truong_hoc", "", True, ""),
    ("school", "truong_hoc", "primary", False, "primary_school"),
    ("school", "truong_hoc", "preschool", False, "preschool"),
    ("district", "huyen", "", False, "not_subject"),
]


@pytest.mark.parametrize(("group", "kind", "subkind", "inside", "rule"), SCOPE)
def test_scope(group, kind, subkind, inside, rule):
    assert in_scope(group, kind, subkind) == (inside, rule)
    assert not rule or RULES[rule].law


def test_deadline_words_and_second():
    deadline = Deadline(date(2024, 11, 15))
    assert deadline.words == "trước ngày 15/11 (hết ngày 14/11)"
    last = datetime(2024, 11, 14, 16, 59, 59, tzinfo=UTC)
    assert (deadline.status(last), deadline.days_left(last)) == ("today", 0)
    assert deadline.status(last + timedelta(seconds=1)) == "late"
    assert deadline.status(last - timedelta(days=3)) == "soon"
    assert deadline.status(last - timedelta(days=30)) == "ahead"


LADDER = [
    ("due", "submit", "submitted"),
    ("returned", "submit", "submitted"),
    ("submitted", "submit", "submitted"),
    ("submitted", "approve", "approved"),
    ("submitted", "return", "returned"),
    ("approved", "accept", "accepted"),
    ("approved", "undo", "submitted"),
    ("accepted", "undo", "approved"),
    ("returned", "undo", "submitted"),
    ("due", "approve", None),
    ("approved", "submit", None),
    ("accepted", "submit", None),
    ("accepted", "return", None),
    ("submitted", "accept", None),
    ("submitted", "undo", None),
    ("returned", "approve", None),
    ("submitted", "burn", None),
]


@pytest.mark.parametrize(("state", "verb", "after"), LADDER)
def test_ladder(state, verb, after):
    assert workflow.may(state, verb) is (after is not None)
    if after is not None:
        assert workflow.allowed(state, verb) == after
        return
    with pytest.raises(Refusal) as caught:
        workflow.allowed(state, verb)
    assert caught.value.status == 409
    assert "trạng thái" in caught.value.message
