"""Amounts as people type them are read exactly in đồng, or asked about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.money import parse_amount, scale_of, written_in
from phongtrao.core.numbers import NumberProblem

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("120", 120_000_000),
        ("1.234,5", 1_234_500_000),
        ("1.234,5 triệu", 1_234_500_000),
        ("1.234 triệu đồng", 1_234_000_000),
        ("12,5", 12_500_000),
        ("500.000 triệu", 500_000_000_000),
        ("12,5tr", 12_500_000),
        ("0,5 tỷ", 500_000_000),
        ("0,5 tỉ đồng", 500_000_000),
        ("500 nghìn", 500_000),
        ("1.234.500.000 đồng", 1_234_500_000),
        ("1 234 500 000 đ", 1_234_500_000),
        ("0,000001", 1),
        ("0", 0),
    ],
)
def test_amounts_in_a_field_of_millions(typed, amount):
    assert parse_amount(typed, MILLION) == amount


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12.5", "12.500.000 đồng hay 125.000.000 đồng"),
        ("1,234 tỷ", "1.234.000.000.000 đồng hay 1.234.000.000 đồng"),
        ("500.000", "500.000.000.000 đồng hay 500.000 đồng"),
        ("120.000.000", "120.000.000.000.000 đồng hay 120.000.000 đồng"),
        ("0,0000001", "lẻ hơn một đồng"),
        ("một trăm", "không phải là số tiền"),
        ("12 con", "không phải là số tiền"),
        ("", "không phải là số tiền"),
        ("1,5 triệu 2", "không phải là số tiền"),
    ],
)
def test_what_is_two_amounts_or_none_is_asked_about(typed, words):
    with pytest.raises(NumberProblem) as problem:
        parse_amount(typed, MILLION)
    assert words in problem.value.message and problem.value.message_en


def test_a_field_of_dong_asks_for_the_unit_of_a_part():
    assert parse_amount("1.500.000") == parse_amount("1,5 triệu") == 1_500_000
    with pytest.raises(NumberProblem, match="Ghi kèm đơn vị"):
        parse_amount("12,5")


def test_units_of_definitions():
    found = [scale_of(unit) for unit in ("triệu đồng", "đồng", "", "tỷ đồng", "nghìn đồng", "hộ")]
    assert found == [MILLION, 1, 1, 1_000_000_000, 1_000, 1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, MILLION * MILLION - 1))
def test_what_is_written_is_read_back(amount):
    assert parse_amount(written_in(amount, MILLION), MILLION) == amount
    assert parse_amount(f"{written_in(amount, 10**9)} tỷ", MILLION) == amount
    assert parse_amount(f"{written_in(amount, 1)} đồng", MILLION) == amount


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789., -trieuệỷđồng", max_size=14))
def test_any_text_is_an_amount_or_a_sentence(text):
    try:
        assert isinstance(parse_amount(text, MILLION), int)
    except NumberProblem as problem:
        assert problem.message and problem.message_en
