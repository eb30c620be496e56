"""The title is judged criterion by criterion; what does not apply never counts as failed."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.plan.criteria import CriteriaSet, Part
from phongtrao.plan.criteria_examples import verdict_of
from phongtrao.plan.definitions import Package
from phongtrao.plan.reader import read_package
from phongtrao.rules import comparing, grading, recognition
from phongtrao.rules.criteria_answers import check_claim, is_document
from phongtrao.rules.recognition import judge, judge_part

FOLDER = Path(__file__).resolve().parents[2] / "plans" / "binh-phuoc-2022-2025"


@lru_cache
def package() -> Package:
    return read_package(FOLDER)


SETS = [*sorted(p.stem for p in (FOLDER / "criteria").glob("tt124-*.yaml")), "ntm-19-2"]
RUBRICS = sorted(p.stem for p in (FOLDER / "criteria").glob("qd510-*.yaml"))


def law(code: str) -> CriteriaSet:
    return package().criteria[code]


def good_answer(part: Part) -> dict[str, Any]:
    """An answer that meets a part."""
    passing = next((rating.id for rating in part.ratings if rating.passes), "")
    own: dict[str, dict[str, Any]] = {
        "yes_no": {"value": "yes"},
        "none_occurred": {"value": "none"},
        "ratio": {"numerator": 10} | ({} if part.base else {"denominator": 10}),
        "not_more": {"now": 3, "before": 3},
        "count": {"count": part.at_least or 1},
        "rating": {"value": passing},
    }
    return own[part.type]


def bad_answer(part: Part) -> dict[str, Any]:
    """An answer that fails a part."""
    failing = next((rating.id for rating in part.ratings if not rating.passes), "")
    own: dict[str, dict[str, Any]] = {
        "yes_no": {"value": "no"},
        "none_occurred": {"value": "occurred", "document": "1/BC-CAX"},
        "ratio": {"numerator": 0} | ({} if part.base else {"denominator": 10}),
        "not_more": {"now": 4, "before": 3},
        "count": {"count": (part.at_least or 1) - 1},
        "rating": {"value": failing},
    }
    return own[part.type]


def answer_for(part: Part) -> st.SearchStrategy[dict[str, Any] | None]:
    """Any well-formed answer of a part, or none."""
    numbers = st.integers(0, 12)
    choices: list[st.SearchStrategy[dict[str, Any] | None]] = [
        st.none(),
        st.just(good_answer(part)),
        st.just(bad_answer(part)),
        *(st.just({"na": reason.id}) for reason in part.na),
        *(
            st.just({"value": "excused", "excuse": one.id, "document": "2/BC-CAX"})
            for one in part.excuses
        ),
    ]
    if part.type == "ratio":
        keys = {"numerator": numbers} | ({} if part.base else {"denominator": numbers})
        choices.append(st.fixed_dictionaries(keys))
    return st.one_of(choices)


@st.composite
def cases(draw: st.DrawFn) -> tuple[CriteriaSet, dict[str, Any]]:
    """A criteria set with answers to some of its parts."""
    one = law(draw(st.sampled_from(SETS)))
    drawn = {part.id: draw(answer_for(part)) for part in one.parts()}
    return one, {code: answer for code, answer in drawn.items() if answer is not None}


def full(one: CriteriaSet) -> dict[str, Any]:
    return {part.id: good_answer(part) for part in one.parts()}


@pytest.mark.parametrize("code", SETS)
def test_every_worked_example_holds_in_both_judges(code: str) -> None:
    one = law(code)
    assert one.examples
    for example in one.examples:
        found = judge(one, example.answers, example.options)
        stated = (example.verdict, example.failed, example.missing, example.not_applicable)
        got = (found.outcome, found.failed, found.missing, found.not_applicable)
        assert got == stated == verdict_of(one, example), example.note
        assert check_claim(one, example.answers) == []


@pytest.mark.parametrize("code", SETS)
def test_each_part_alone_can_fail_the_unit(code: str) -> None:
    one = law(code)
    assert judge(one, full(one)).outcome == "met"
    for part in one.parts():
        found = judge(one, {**full(one), part.id: bad_answer(part)})
        assert found.outcome == "not_met", part.id
        assert one.criterion_of(part.id) in found.failed


@settings(max_examples=150, deadline=None)
@given(cases())
def test_the_fast_judge_equals_the_slow_one(case: tuple[CriteriaSet, dict[str, Any]]) -> None:
    one, answers = case
    example = one.examples[0].model_copy(update={"answers": answers, "options": {}})
    found = judge(one, answers)
    assert verdict_of(one, example) == (
        found.outcome,
        found.failed,
        found.missing,
        found.not_applicable,
    )


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_what_does_not_apply_never_fails(
    case: tuple[CriteriaSet, dict[str, Any]], data: st.DataObject
) -> None:
    one, answers = case
    part = data.draw(st.sampled_from([p for p in one.parts() if p.na] or list(one.parts())))
    if not part.na:
        return
    before = judge(one, answers)
    after = judge(one, {**answers, part.id: {"na": part.na[0].id}})
    own = one.criterion_of(part.id)
    others = [code for code in after.failed if code != own]
    assert set(others) <= set(before.failed) | _bases(one, part.id)
    chosen = one.chosen()
    assert judge_part(part, {part.id: {"na": part.na[0].id}}, chosen).outcome == "not_applicable"


def _bases(one: CriteriaSet, code: str) -> set[str]:
    """Criteria whose ratio takes its base from a part."""
    return {
        one.criterion_of(part.id)
        for part in one.parts()
        if part.base and any(text.startswith(f"{code}.") for text in part.base.by.values())
    }


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_a_better_answer_never_takes_the_title_away(
    case: tuple[CriteriaSet, dict[str, Any]], data: st.DataObject
) -> None:
    one, answers = case
    if any(part.base for part in one.parts()):
        answers = {code: a for code, a in answers.items() if not code.startswith("XA-4")}
        answers |= {"XA-4a": {"numerator": 10, "denominator": 10}, "XA-4b": {"numerator": 7}}
    parts = [part for part in one.parts() if not part.id.startswith("XA-4")]
    part = data.draw(st.sampled_from(parts))
    order = {"not_met": 0, "missing": 1, "met": 2}
    before, after = judge(one, answers), judge(one, {**answers, part.id: good_answer(part)})
    assert order[after.outcome] >= order[before.outcome]
    assert set(after.in_the_way) <= set(before.in_the_way)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 200), st.integers(1, 200))
def test_ratios_are_compared_exactly(numerator: int, denominator: int) -> None:
    one = law("tt124-agency-2022")
    part = one.part("CD-5a")
    answers = {"CD-5a": {"numerator": numerator, "denominator": denominator}}
    found = judge_part(part, answers, {})
    assert (found.outcome == "met") == (Decimal(numerator) / denominator >= Decimal("0.7"))


@pytest.mark.parametrize(
    ("registered", "in_scope", "recognised", "base", "outcome"),
    [
        (20, 20, 14, "registered", "met"),
        (20, 20, 13, "registered", "not_met"),
        (10, 20, 7, "registered", "not_met"),  # XA-4a: half registered
        (20, 20, 14, "in_scope", "met"),
        (0, 0, 0, "registered", "met"),  # nobody below: does not apply
    ],
)
def test_the_commune_ratios(
    registered: int, in_scope: int, recognised: int, base: str, outcome: str
) -> None:
    one = law("tt124-commune-2025")
    ratio = {"numerator": registered, "denominator": in_scope}
    answers = {**full(one), "XA-4a": ratio, "XA-4b": {"numerator": recognised}}
    assert judge(one, answers, {"xa4_base": base}).outcome == outcome


def test_the_base_decides_where_the_units_differ() -> None:
    one = law("tt124-commune-2025")
    ratio = {"numerator": 19, "denominator": 20}
    answers = {**full(one), "XA-4a": ratio, "XA-4b": {"numerator": 13}}
    part = one.part("XA-4b")
    assert "13/19" in judge_part(part, answers, {"xa4_base": "registered"}).why
    assert judge_part(part, answers, {"xa4_base": "in_scope"}).outcome == "not_met"


def test_an_excuse_needs_its_document() -> None:
    part = law("tt124-hamlet-2022").part("KDC-4b")
    excused = {"value": "excused", "excuse": "handled"}
    assert judge_part(part, {"KDC-4b": excused}, {}).outcome == "missing"
    proven = {**excused, "document": "7/BC-CAX"}
    assert judge_part(part, {"KDC-4b": proven}, {}).outcome == "met"


def test_criteria_on_sensitive_cases_are_one_answer() -> None:
    for one in package().criteria.values():
        sensitive = [part for part in one.parts() if part.sensitive]
        assert [part.type for part in sensitive] == ["none_occurred"]
        assert "không ghi người" in sensitive[0].hint


def test_the_same_answers_under_another_law() -> None:
    old, new = law("tt124-agency-2022"), law("tt124-agency-2025")
    answers = {**full(old), "CD-5a": {"numerator": 7, "denominator": 10}}
    assert comparing.what_if(answers, old, new).changed == ()
    harder = comparing.tried(new, {"CD-5a": 80})
    found = comparing.what_if(answers, old, harder)
    assert (found.turns, found.changed) == (True, ("CD-5",))
    assert comparing.one_away(found.after) == "CD-5"
    with pytest.raises(KeyError):
        comparing.tried(new, {"CD-2a": 80})


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("15/QĐ-UBND", True),
        ("3/2024/BC-CAX", True),
        ("9/TTr-KDC", True),
        ("120/QĐ-UBND.", True),
        ("Nguyễn Văn A", False),
        ("15", False),
        ("0912345678", False),
        ("ông A theo 15/QĐ-UBND", False),
    ],
)
def test_a_document_number_is_nothing_else(text: str, good: bool) -> None:
    assert is_document(text) is good


def book(points: list[str], least: tuple[str, ...] = ("90", "70", "50", "0")) -> grading.Book:
    lines = tuple(
        grading.Line(str(i), str(i), "", Decimal(value)) for i, value in enumerate(points)
    )
    cutoffs = tuple(zip(grading.ORDER, (Decimal(value) for value in least), strict=True))
    return grading.Book("test", grading.CONFIRMED, lines, cutoffs)


@pytest.mark.parametrize("code", RUBRICS)
def test_shipped_rubrics_sum_to_100_and_say_what_is_fact(code: str) -> None:
    rubric = package().rubrics[code]
    assert grading.check_book(grading.sample_of(rubric)) == []
    published = sum(item.points for item in rubric.items if item.published)
    assert published == (0 if rubric.group in ("hamlet", "commune") else 12)
    assert rubric.sample_label and rubric.unknown
    for example in rubric.examples:
        own = grading.sample_of(rubric)
        scores = {line.id: str(example.scores.get(line.id, line.points)) for line in own.lines}
        found = grading.grade(own, scores, example.recognised)
        assert (found.score, found.grade) == (Decimal(str(example.total)), example.grade)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_only_a_rubric_of_100_points_passes(points: list[int]) -> None:
    found = {f.code for f in grading.check_book(book([str(p) for p in points]))}
    assert ("rubric.total" in found) == (sum(points) != 100)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=4, max_size=4), st.integers(0, 3), st.booleans())
def test_more_points_never_lower_the_grade(scores: list[int], at: int, recognised: bool) -> None:
    own = book(["25"] * 4)
    given_ = {str(i): str(value) for i, value in enumerate(scores)}
    more = {**given_, str(at): "25"}
    before, after = (grading.grade(own, s, recognised).grade for s in (given_, more))
    assert grading.ORDER.index(after) <= grading.ORDER.index(before)


def test_points_missing_means_no_grade() -> None:
    found = grading.grade(book(["50", "50"]), {"0": "50"}, True)
    assert (found.grade, found.missing, found.score) == ("", ("1",), Decimal(50))


@pytest.mark.parametrize(
    ("text", "value"), [("2,5", "2.5"), ("7", "7"), ("2.555", None), ("-1", None), ("x", None)]
)
def test_points_as_people_write_them(text: str, value: str | None) -> None:
    assert grading.decimal_of(text) == (Decimal(value) if value else None)


def test_shares_over_both_denominators() -> None:
    graded = [("excellent", True)] * 3 + [("good", True)] * 5 + [("good", False), ("weak", False)]
    found = {s.grade: s for s in comparing.distribution(graded, recognised=9, in_scope=20)}
    assert (found["excellent"].reached, found["good"].reached, found["weak"].reached) == (
        True,
        True,
        False,
    )
    assert (found["good"].of_recognised, found["good"].of_in_scope) == (
        pytest.approx(5 / 9),
        pytest.approx(6 / 20),
    )
    nothing = comparing.distribution([], recognised=0, in_scope=0)
    assert [share.reached for share in nothing] == [None] * 4
    assert recognition.percent(2, 3) == "66,6"
