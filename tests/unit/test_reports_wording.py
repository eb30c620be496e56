"""Words around figures: rounding never lies, years are compared only when they can be."""

from fractions import Fraction

import pytest

from phongtrao.core.findings import Refusal
from phongtrao.documents.tree import FigureReference, Run
from phongtrao.reports import opinions, wording
from phongtrao.reports.facts import FigureFact, MeasureFact, TargetFact
from phongtrao.reports.sentences import Speaker


def share(top: int, bottom: int, coverage: int = 100, **more) -> FigureFact:
    return FigureFact(
        ratio=True, numerator=top, denominator=bottom, reported=coverage, expected=100, **more
    )


def target(now: FigureFact, before: FigureFact | None = None) -> TargetFact:
    return TargetFact(
        id="T1.2",
        clause="II.1",
        title="Đạt chuẩn",
        short="Đạt",
        signed="90%",
        goal="90",
        formula="",
        now=now,
        before=before,
    )


def measure(now: int | None, before: int | None, **more) -> MeasureFact:
    base = {"answered": 95, "asked": 100, "answered_before": 90, "asked_before": 98}
    fields = {**base, "provisional": False, **more}
    return MeasureFact(id="N1", label="", unit="", formula="", now=now, before=before, **fields)


@pytest.mark.parametrize(
    ("part", "whole", "goal", "expected"),
    [
        (873, 1000, "90", "87,3%"),
        (9, 10, "90", "90%"),
        (89996, 100000, "90", "89,996%"),
        (89996, 100000, "", "90,0%"),
        (9999, 10000, "", "99,99%"),
        (1, 10000, "", "0,01%"),
        (0, 5, "", "0%"),
        (1, 3, "30", "33,3%"),
    ],
)
def test_rounding_never_touches_a_goal_that_was_not_reached(part, whole, goal, expected):
    assert wording.percent(Fraction(part, whole), goal) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (share(90, 100), share(88, 100), "tăng 2,0 điểm % so với năm 2023"),
        (share(88, 100), share(90, 100), "giảm 2,0 điểm % so với năm 2023"),
        (share(90, 100), share(180, 200), "bằng năm 2023"),
        (share(90, 100, 79), share(88, 100), ""),
        (share(90, 100), share(88, 100, 79), ""),
        (share(90, 100), None, ""),
        (share(0, 0), share(88, 100), ""),
    ],
)
def test_shares_are_compared_in_points(now, before, expected):
    assert wording.change(target(now, before), 2023) == expected


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (measure(110, 100), "tăng 10% so với năm 2023"),
        (measure(95, 100), "giảm 5% so với năm 2023"),
        (measure(100, 100), "bằng năm 2023"),
        (measure(5, 0), "năm 2023 không có"),
        (measure(110, None), ""),
        (measure(110, 100, answered=79), ""),
        (measure(110, 100, asked_before=80, answered_before=80), ""),
    ],
)
def test_sums_are_compared_in_percent_when_nearly_as_many_were_asked(fact, expected):
    assert wording.change(fact, 2023) == expected


def test_provisional_figures_are_marked():
    figure = share(1, 2, provisional=True, verdict="missed")
    assert wording.value(figure) == "≈\u00a050%"
    assert wording.verdict(figure) == "Chưa đạt (tạm tính)"


def speaker(*facts) -> Speaker:
    made = Speaker.__new__(Speaker)
    made.year_before = 2023
    made.names = {"year": "2024", "empty": ""}
    made.figures = {fact.id: fact for fact in facts}
    return made


def test_a_sentence_carries_its_figures():
    said = speaker(measure(1234, 1000, provisional=True)).say("Có {N1} buổi năm {year}.")
    reference = FigureReference("N1", "1.234", True)
    assert said == (Run("Có "), reference, Run(" buổi năm "), Run("2024"), Run("."))


def test_an_optional_part_needs_all_its_figures():
    text = "Có {N1}[[ ({N1|so_sanh})]][[ {empty}]]."
    assert speaker(measure(5, 4)).plain(text) == "Có 5 (tăng 25% so với năm 2023)."
    assert speaker(measure(5, None)).plain(text) == "Có 5."


def test_no_data_is_said_and_never_zero():
    assert speaker(measure(None, 4)).plain("Có {N1} buổi") == "Có (chưa có số liệu) buổi"


def test_target_parts():
    one = speaker(target(share(9, 10, verdict="met")))
    assert one.plain("{T1.2} {T1.2|ty_so} {T1.2|ket_luan}") == "90% 9/10 đạt"


@pytest.mark.parametrize("text", ["{nothing}", "{T9.9}", "{T1.2|xyz}"])
def test_an_unknown_name_is_refused(text):
    with pytest.raises(Refusal):
        speaker(target(share(9, 10))).say(text)


def test_opinions_alike_word_for_word_are_said_once():
    rows = [
        (1, "commune", ("Thiếu kinh phí.", None)),
        (2, "commune", ("THIẾU  kinh phí", "Đề nghị cấp camera")),
        (3, "agency", ("Phối hợp tốt", "")),
    ]
    names = {1: "xã A", 2: "xã B", 3: "Sở C"}
    found = opinions.gathered(rows, ["limits", "proposals"], names)
    assert [(o.field, o.text, o.sources) for o in found] == [
        ("limits", "Phối hợp tốt", ("Sở C",)),
        ("limits", "Thiếu kinh phí.", ("xã A", "xã B")),
        ("proposals", "Đề nghị cấp camera", ("xã B",)),
    ]
