"""How a figure is said: goals in signs, distances, order; rules of the sentences for leaders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from phongtrao.core.figures import Figure
from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Package
from phongtrao.plan.reader import read_package
from phongtrao.web.figures import exports, one_page, present, sentences
from phongtrao.web.figures.addresses import codes_in, slug
from phongtrao.web.figures.tables import Column, Table, number, page_number, percent, slice_of, text


@pytest.fixture(scope="module")
def package() -> Package:
    return read_package(settings.PLAN_FOLDER)


@pytest.fixture(autouse=True)
def vietnamese() -> Any:
    with translation.override("vi"):
        yield


def figure(target: str, numerator: int, denominator: int | None, verdict: str = "missed",
           year: int = 2024) -> Figure:  # fmt: skip
    value = Fraction(numerator, denominator) if denominator else Fraction(numerator)
    return Figure(target, "", 1, "70", "", Period(year), numerator, denominator,
                  100, 100, 100, 0, value, verdict, False)  # fmt: skip


@pytest.mark.parametrize(("target", "year", "words"), [
    ("T1.2", 2024, "≥ 90\u00a0%"), ("T2.1", 2024, "> 50\u00a0%"), ("T1.1", 2024, "100\u00a0%"),
    ("T1.5", 2024, "0\u00a0đơn vị"), ("T4.2", 2024, "≥ 20\u00a0đơn vị"),
    ("T2.3", 2024, "không đánh giá"), ("T2.3", 2025, "> 70\u00a0%"),
])  # fmt: skip
def test_goals_in_signs(package: Package, target: str, year: int, words: str) -> None:
    wanted = package.targets[target]
    assert present.goal_words(wanted, wanted.in_year(year)) == words


@pytest.mark.parametrize(("gap", "is_share", "words"), [
    (Fraction(-27, 10), True, "−2,7\u00a0điểm"), (Fraction(1, 100), True, "0,0\u00a0điểm"),
    (Fraction(-1, 100), True, "0,0\u00a0điểm"), (Fraction(3), False, "+3"), (None, True, "–"),
])  # fmt: skip
def test_distances_with_their_sign(gap: Fraction | None, is_share: bool, words: str) -> None:
    assert present.gap_words(gap, is_share) == words


def test_small_denominators_are_fractions(package: Package) -> None:
    goal = package.targets["T1.2"].in_year(2024)
    assert present.value_text(goal, figure("T1.2", 4, 9)) == "4/9"
    assert present.value_text(goal, figure("T1.2", 9, 10)) == "90,0\u00a0%"
    assert present.value_text(goal, figure("T1.2", 0, 0)) == "–"


def test_shares_and_counts_are_ranked_together(package: Package) -> None:
    """36 weak units of 4.000 are nearer to none than a share ten points short of its goal."""
    weak = figure("T1.5", 1, None)
    signed = figure("T5.2", 90, 100)
    goals = {code: package.targets[code].in_year(2024) for code in ("T1.5", "T5.2")}
    ranks = [present.relative_gap(goals[f.target], f) for f in (weak, signed)]
    assert ranks == [-1, -10]


@pytest.mark.parametrize(("target", "expected", "words"), [
    ("T1.5", 110, "+1"), ("T1.5", 111, "không so"), ("T3", 89, "không so"),
    ("T1.2", 40, "+1,0\u00a0điểm"), ("T4.1", 100, "không so"),
])  # fmt: skip
def test_counts_of_fewer_units_and_shares_of_other_units_are_not_set_beside_last_year(
    package: Package, target: str, expected: int, words: str
) -> None:
    """T4.1 counts districts until the middle of 2025, communes from then on."""
    over = None if target in ("T1.5", "T3") else 100
    last = figure(target, 90, over, year=2024)
    now = replace(figure(target, 91, over, year=2025), expected=expected)
    item = present.show(package.targets[target], now, last=last)
    assert (item.change_text, item.uncompared) == (words, words == "không so")


def test_addresses_keep_the_code_whatever_the_name() -> None:
    assert slug("25363", "Đồng Phú") == "25363-dong-phu"
    assert "25363-01" in codes_in("25363-01-ap-3") and codes_in("25363")[-1] == "25363"


@pytest.mark.parametrize(("missed", "tone"), [
    (None, "none"), (0, "0"), (1, "1"), (2, "2"), (3, "2"), (5, "3"), (6, "4"), (16, "4"),
])  # fmt: skip
def test_tiles_have_fixed_thresholds(missed: int | None, tone: str) -> None:
    area = sentences.Area(1, "xã Lộc An", "Lộc An", "/", missed, 12)
    assert (area.tone, area.sign) == (tone, "waiting" if missed is None else str(missed))


@pytest.mark.parametrize(("found", "said"), [
    ([("T1.1", 0, 1, "missed"), ("T6.1", 1, 1, "met"), ("T1.3", 0, 1, "missed")], (1, 2)),
    ([("T1.2", 5, 10, "missed"), ("T1.5", 2, None, "missed"), ("T1.4", 5, 9, "near")], (2, 2)),
    ([("T1.1", 1, 1, "met"), ("T1.3", 0, 1, "missed"), ("T1.4", 1, 1, "met")], (None, 1)),
    ([("T1.1", 1, 1, "met"), ("T5.1", 3, 4, "not_enough_data"), ("T3", 0, None, "not_judged"),
      ("T2.3", 1, 1, "not_judged")], (0, 1)),
    ([("T1.1", 1, 1, "met"), ("T5.1", 0, 0, "not_judged"), ("T6.2", 0, 0, "not_judged")],
     (None, 1)),
    ([("T3", 0, None, "not_judged")], (None, 0)),
])  # fmt: skip
def test_a_tile_counts_shares_of_ten_units_and_needs_half_of_the_targets(
    package: Package, found: list[tuple[str, int, int | None, str]], said: tuple[int | None, int]
) -> None:
    state = SimpleNamespace(unit_id=1, code="25363", name="Tân Lập", kind="xa")
    figures = [figure(*one) for one in found]
    area = one_page._area(state, figures, package.targets, SimpleNamespace(day=date(2024, 12, 31)))
    assert (area.missed, area.judged) == said


def test_sentences_lead_somewhere(package: Package) -> None:
    areas = [sentences.Area(n, f"xã A{n}", f"A{n}", f"/xa/{n}/", n, 12) for n in (5, 4, 3, 2)]
    assert sentences.meetings(areas)[0].words == "Đề nghị làm việc với: xã A5, xã A4, xã A3"
    assert sentences.meetings([]) == [] and sentences.reach([]) == []
    field = package.forms["annual"].field("difficulties")
    said = sentences.reasons({field.choices[0].code: 3, "unknown": 9}, field, "/don-vi/?ly-do=")
    first = field.choices[0]
    assert [(s.words, s.href) for s in said] == [
        (f"{first.label}: 3 đơn vị nêu", f"/don-vi/?ly-do={first.code}")
    ]


def test_a_long_table_is_cut_into_pages_and_exported_whole() -> None:
    rows = [[text(f"Ấp {n}"), number(n), percent(Fraction(n, 120))] for n in range(120)]
    table = Table("t", "c", [Column("a"), Column("b", "number"), Column("c", "percent")], rows)
    part = slice_of(table, "3")
    assert (len(part.table.rows), part.previous, part.following, part.pages) == (20, 2, 0, 3)
    assert slice_of(table, "99").number == 3 and slice_of(table, "x").number == 1
    listing = exports.listing(table, "câu lọc", "t")
    assert len(listing.rows) == 120 and listing.lines == ("câu lọc",)
    assert [column.kind for column in listing.columns] == ["text", "integer", "percent"]


@pytest.mark.parametrize("asked", [None, "", "0", "-1", "²", "abc", "1.5"])
def test_a_page_number_that_is_none_is_the_first_page(asked: str | None) -> None:
    assert page_number(asked) == 1
