"""Periods, numbers, dates, deadlines, search keys and order: small tables and their laws."""

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core import answers, kinds
from phongtrao.core.dates import DateProblem, before, format_date, in_words, is_late, parse_date
from phongtrao.core.numbers import (
    Ambiguous,
    NumberProblem,
    format_number,
    format_percent,
    parse_decimal,
    parse_integer,
)
from phongtrao.core.periods import Period
from phongtrao.core.text import looks_like_person_id, nfc, search_key, sort_key, weak_key

UTC7 = timezone(timedelta(hours=7))
NAMES = ["An Lộc", "Ấp 1", "Ấp 2", "Ấp 10", "Âu Cơ", "Dầu Tiếng", "Du", "Đa Kia", "Đồng Phú"]
NAMES += ["Phú Riềng", "Phước Long"]


@given(st.integers(1900, 2999), st.sampled_from([None, 1]))
def test_periods_read_what_they_write(year: int, half: int | None) -> None:
    period = Period(year, half)
    assert Period.parse(period.code) == Period.parse(period.url) == period
    assert period.start <= period.end
    if year > 1900:
        assert period.previous() < period


@pytest.mark.parametrize("text", ["2024-H2", "24", "2024-", "năm 2024", "", "2024-h", "0024"])
def test_wrong_periods(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text)


def test_period_order_and_words() -> None:
    assert Period(2023) < Period(2024, 1) < Period(2024) < Period(2025, 1)
    assert Period(2024, 1).label == "6 tháng đầu năm 2024"
    assert (Period(2024, 1).end, Period(2024).end) == (date(2024, 6, 30), date(2024, 12, 31))


INTEGERS = [("1234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("-5", -5)]
INTEGERS += [("1.234.567", 1234567), (" 12 ", 12), ("12,0", 12), ("1.200,0", 1200), ("0", 0)]


@pytest.mark.parametrize(("text", "value"), INTEGERS)
def test_integers(text: str, value: int) -> None:
    assert parse_integer(text) == value


@pytest.mark.parametrize(
    "text", ["", "abc", "12.5", "12,5", "1.23.456", "1 2", "1e5", "²", "0.500"]
)
def test_not_integers(text: str) -> None:
    with pytest.raises(NumberProblem):
        parse_integer(text)


DECIMALS = [
    ("1.234,5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("12,5", "12.5"),
    ("1.234.567", "1234567"),
]
DECIMALS += [("1 234,5", "1234.5"), ("-0,25", "-0.25")]


@pytest.mark.parametrize(("text", "value"), DECIMALS)
def test_decimals(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "readings"),
    [("12.5", ("12.5", "125")), ("1.234", ("1234", "1.234")), ("1,234", ("1234", "1.234"))],
)
def test_ambiguous_decimals_are_asked_about(text: str, readings: tuple[str, str]) -> None:
    value = parse_decimal(text)
    assert isinstance(value, Ambiguous)
    assert value.readings == tuple(Decimal(reading) for reading in readings)
    assert text in value.message


@given(st.integers(-(10**12), 10**12))
def test_integers_read_what_is_written(n: int) -> None:
    assert parse_integer(format_number(n)) == n


@given(st.integers(-(10**9), 10**9), st.sampled_from([1, 2]))
def test_decimals_read_what_is_written(n: int, places: int) -> None:
    value = Fraction(n, 10**places)
    assert parse_decimal(format_number(value, places)) == Decimal(n).scaleb(-places)


def test_writing_numbers() -> None:
    assert format_number(Fraction(2469, 2), 1) == "1.234,5"
    assert format_number(Fraction(-1, 2)) == "-1"
    assert format_number(Fraction(-1, 3)) == "0"
    assert format_percent(Fraction(9, 10)) == "90,0\u00a0%"
    assert format_percent(None) == "–"


DATES = [("5/8/2026", (2026, 8, 5)), ("05-08-2026", (2026, 8, 5)), ("5.8.26", (2026, 8, 5))]
DATES += [("2026-08-05", (2026, 8, 5)), ("ngày 5 tháng 8 năm 2026", (2026, 8, 5))]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_dates_are_day_first(text: str, day: tuple[int, int, int]) -> None:
    assert parse_date(text) == date(*day)


@pytest.mark.parametrize("text", ["", "31/2/2026", "5/13/2026", "15/11", "hôm nay", "2026"])
def test_wrong_dates(text: str) -> None:
    with pytest.raises(DateProblem) as problem:
        parse_date(text)
    assert text in problem.value.message
    assert problem.value.message_en


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_dates_read_what_is_written(day: date) -> None:
    assert parse_date(format_date(day)) == day


def test_before_the_15th_ends_on_the_14th_at_24_hours() -> None:
    day = parse_date("15/11", 2024)
    assert before(day) == datetime(2024, 11, 15, 0, 0, tzinfo=UTC7)
    assert before(day) == datetime(2024, 11, 14, 17, 0, tzinfo=UTC)
    last = datetime(2024, 11, 14, 23, 59, 59, 999999, tzinfo=UTC7)
    assert (is_late(last, day), is_late(before(day), day)) == (False, True)
    with pytest.raises(ValueError):
        is_late(datetime(2024, 11, 14), day)
    assert in_words(date(2026, 8, 5)) == "Thứ Tư, 05/08/2026"


@given(st.text(max_size=40))
def test_search_keys_do_not_depend_on_marks_case_or_form(text: str) -> None:
    key = search_key(text)
    assert key == search_key(unicodedata.normalize("NFD", text)) == search_key(key)
    assert nfc(text) == nfc(nfc(text))


def test_search_keys() -> None:
    assert search_key("hoà") == search_key("hòa") == search_key("HOA")
    assert search_key("ĐỒNG   PHÚ") == search_key("Dong-phu") == "dong phu"
    assert weak_key("Quý") == weak_key("Quí")
    assert search_key("Ấp 3 (K'Liêu)") == "ap 3 k lieu"


@given(st.permutations(NAMES))
def test_vietnamese_order(names: list[str]) -> None:
    assert sorted(names, key=sort_key) == NAMES
    assert all(key.isdecimal() for key in map(sort_key, names))


PERSONS = [("gọi 0912 345 678", "phone"), ("+84 912345678", "phone"), ("0271.3879.123", "phone")]
PERSONS += [("CCCD 070123456789", "citizen_id"), ("CMND 285123456", "citizen_id")]
PERSONS += [("QĐ 1234/QĐ-UBND ngày 01/07/2025", None), ("123.456.789 đồng", None)]
PERSONS += [("120000000 đồng", None), ("12 hộ, 345 người", None), ("2022, 2023 và 2024", None)]


@pytest.mark.parametrize(("text", "kind"), PERSONS)
def test_numbers_that_name_a_person(text: str, kind: str | None) -> None:
    assert looks_like_person_id(text) == kind


def test_absent_answers_are_told_apart() -> None:
    payload = {"a": 0, "b": answers.absent("none"), "c": answers.absent("unavailable"), "d": ""}
    assert [answers.is_answered(payload, f) for f in "abcde"] == [True, True, True, False, False]
    assert [answers.integer_of(payload.get(f)) for f in "abce"] == [0, 0, None, None]
    assert [answers.why_of(payload.get(f)) for f in "abc"] == [None, "none", "unavailable"]
    assert answers.integer_of(True) is None


def test_kinds_and_scope() -> None:
    assert kinds.full_name("xa", "Lộc An") == "xã Lộc An"
    assert kinds.full_name("khu_dan_cu", "Ấp 3") == "Ấp 3"
    assert kinds.scope_rule("enterprise", "small") == "small_enterprise"
    assert kinds.scope_rule("hamlet", "") == ""
    assert kinds.scope_rule("district", "") == "not_subject"
    assert {kind.group for kind in kinds.KINDS.values()} == set(kinds.GROUPS)
