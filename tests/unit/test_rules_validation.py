"""Findings in words: wrong kinds, foreign fields, cross-checks, jumps, personal numbers."""

import pytest

from phongtrao.rules.validation import check
from tests.unit.rules_form import small_form

FORM = small_form()
GOOD = {"households": 212, "signed": 200, "has_model": "no"}


def found(payload, previous=None, group="hamlet", name=""):
    return check(FORM, group, "", payload, previous, name)


def codes(payload, **more):
    return [finding.code for finding in found(payload, **more)]


def test_nothing_wrong():
    assert found(GOOD) == []


def test_the_sentence_of_the_house():
    (finding,) = found({**GOOD, "signed": 215}, name="Ấp 3")
    assert finding.message == (
        "Ấp 3: số hộ ký cam kết (215) lớn hơn tổng số hộ (212). Sửa một trong hai số."
    )
    assert finding.message_en == "Ấp 3: Signed (215) above total (212)."
    assert finding.place == "signed"
    assert finding.is_error


SINGLE = [
    ({"signed": "12,5"}, "answer.integer"),
    ({"signed": "12.5"}, "answer.integer"),
    ({"signed": "1,234"}, "answer.ambiguous"),
    ({"signed": "12"}, "answer.kind"),
    ({"signed": "mười"}, "answer.integer"),
    ({"signed": 12.5}, "answer.integer"),
    ({"signed": True}, "answer.integer"),
    ({"signed": -1}, "answer.negative"),
    ({"households": 9000, "signed": 5001}, "answer.maximum"),
    ({"households": {"why": "na"}}, "answer.reason"),
    ({"households": {"why": "forgot"}}, "answer.kind"),
    ({"households": {"why": "unavailable", "x": 1}}, "answer.kind"),
    ({"grade": "best"}, "answer.choice"),
    ({"grade": ["good"]}, "answer.choice"),
    ({"has_model": True}, "answer.yesno"),
    ({"held_on": "2024-02-30"}, "answer.date"),
    ({"held_on": "20240230"}, "answer.date"),
    ({"story": 5}, "answer.text"),
    ({"story": "dài " * 20}, "answer.length"),
    ({"story": "gọi 0912 345 678"}, "answer.personal"),
    ({"story": "số 012345678901"}, "answer.personal"),
    ({"number": "mười hai"}, "answer.pattern"),
    ({"ways": "a"}, "answer.kind"),
    ({"ways": ["a", "a"]}, "answer.twice"),
    ({"ways": ["a", "z"]}, "answer.choice"),
    ({"unheard": 1}, "answer.unknown"),
    ({"households": None}, "answer.missing"),
    ({"has_model": "yes"}, "answer.missing"),
]


@pytest.mark.parametrize(("change", "code"), SINGLE)
def test_single_answers(change, code):
    findings = found({**GOOD, **change})
    assert code in [finding.code for finding in findings]
    assert all(finding.message and finding.place and finding.message_en for finding in findings)


def test_fine_answers():
    fine = {
        **GOOD,
        "signed": {"why": "none"},
        "grade": "good",
        "has_model": "yes",
        "models": 2,
        "held_on": "2024-08-19",
        "story": "Hộ đã ký, 1.250.000.000 đồng",
        "number": "12/KH-UBND",
        "ways": ["b", "a"],
    }
    assert codes(fine) == ["check.few"]


def test_field_of_another_kind_of_unit():
    (finding,) = found({"has_model": "no", "households": 3}, group="school")
    assert finding.code == "answer.not_asked"
    assert "cơ sở giáo dục" in finding.message


def test_unknown_is_silent_in_cross_checks():
    assert codes({**GOOD, "households": {"why": "unavailable"}, "signed": 4000}) == []


def test_cross_check_speaks_beside_other_mistakes():
    assert set(codes({"households": 1, "signed": 2})) == {
        "answer.missing",
        "check.signed_le_total",
    }


def test_answer_behind_a_closed_question_is_a_warning():
    (finding,) = found({**GOOD, "models": 3})
    assert (finding.code, finding.level) == ("answer.hidden", "warning")


@pytest.mark.parametrize(
    ("then", "now", "speaks"),
    [(200, 241, True), (200, 240, False), (200, 159, True), (200, 160, False), (3, 7, False)],
)
def test_jumps(then, now, speaks):
    payload = {"households": 500, "signed": now, "has_model": "no"}
    assert ("answer.jump" in codes(payload, previous={"signed": then})) is speaks


def test_jump_in_words():
    (finding,) = found({**GOOD, "households": 300}, {"households": 212})
    assert "tăng 41,5\u00a0%" in finding.message
    assert finding.level == "warning"
