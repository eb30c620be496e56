"""The form of a criteria set: what is answered comes back from the POST as it went in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.findings import errors
from phongtrao.plan.reader import read_package
from phongtrao.rules.criteria_answers import check_claim
from phongtrao.web.assessments import answer_form
from phongtrao.web.assessments.answer_form import Material, blocks_of, read

PLAN = Path(__file__).parents[2] / "plans/binh-phuoc-2022-2025"
SETS = read_package(PLAN).criteria
DOCUMENTS = ("15/BC-CAX", "3/2024/QĐ-UBND")


def answers_for(part):
    """Every valid answer to a part."""
    whole = st.integers(0, 5000)
    choices = []
    if part.type == "yes_no":
        choices.append(st.sampled_from([{"value": "yes"}, {"value": "no"}]))
    if part.type == "rating":
        choices.append(st.sampled_from([{"value": item.id} for item in part.ratings]))
    if part.type == "count":
        choices.append(st.fixed_dictionaries({"count": whole}))
    if part.type == "not_more":
        choices.append(st.fixed_dictionaries({"now": whole, "before": whole}))
    if part.type == "ratio" and part.base:
        choices.append(st.fixed_dictionaries({"numerator": whole}))
    elif part.type == "ratio":
        pairs = st.tuples(whole, whole).map(sorted)
        choices.append(pairs.map(lambda two: {"numerator": two[0], "denominator": two[1]}))
    if part.type == "none_occurred":
        documents = st.sampled_from(DOCUMENTS)
        choices.append(st.just({"value": "none"}))
        choices.append(documents.map(lambda text: {"value": "occurred", "document": text}))
        for excuse in part.excuses:
            made = {"value": "excused", "excuse": excuse.id}
            choices.append(documents.map(lambda text, made=made: {**made, "document": text}))
    choices += [st.just({"na": item.id}) for item in part.na]
    return st.one_of(choices)


@st.composite
def claims(draw):
    """(criteria set, answers to some of its parts)."""
    criteria = SETS[draw(st.sampled_from(sorted(SETS)))]
    parts = [part for part in criteria.parts() if draw(st.booleans())]
    return criteria, {part.id: draw(answers_for(part)) for part in parts}


def posted(blocks):
    """What a browser sends for the form as drawn."""
    data = {}
    for block in blocks:
        for question in block.questions:
            for choice in question.choices:
                if choice.checked:
                    data[question.name] = choice.value
            for number in question.numbers:
                data[number.name] = number.value
            if question.asks_document:
                data[f"{question.name}.document"] = question.document
            for excuse in question.excuses:
                if excuse.checked:
                    data[f"{question.name}.excuse"] = excuse.value
    return data


@given(claims())
def test_answers_survive_the_form(claim):
    criteria, answers = claim
    assert errors(check_claim(criteria, answers)) == []
    found = read(criteria, posted(blocks_of(criteria, Material(answers))))
    assert found.answers == answers
    assert found.findings == ()


@given(claims())
def test_what_was_typed_is_shown_again(claim):
    criteria, answers = claim
    data = posted(blocks_of(criteria, Material(answers)))
    again = blocks_of(criteria, Material({}, typed=read(criteria, data).typed))
    assert posted(again) == data


@pytest.mark.parametrize("text", ["mười", "-", "1,5", "12.345.678.901x"])
def test_what_is_no_number_is_a_finding_and_kept(text):
    criteria = SETS["tt124-commune-2022"]
    part = next(part for part in criteria.parts() if part.type == "count")
    found = read(criteria, {f"a.{part.id}.count": text})
    assert part.id not in found.answers
    assert [item.place for item in found.findings] == [part.id]
    shown = blocks_of(criteria, Material(found.answers, findings=found.findings, typed=found.typed))
    question = next(q for block in shown for q in block.questions if q.part.id == part.id)
    assert question.numbers[0].value == text and question.errors


def test_numbers_as_vietnamese_offices_write_them_are_read():
    criteria = SETS["tt124-hamlet-2022"]
    part = next(part for part in criteria.parts() if part.type == "ratio")
    found = read(criteria, {f"a.{part.id}.numerator": "1.204", f"a.{part.id}.denominator": "1 204"})
    assert found.answers[part.id] == {"numerator": 1204, "denominator": 1204}


def test_an_empty_form_has_no_answers():
    for criteria in SETS.values():
        assert read(criteria, {}).answers == {}
        assert answer_form.blocks_of(criteria, Material({}))
