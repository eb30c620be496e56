"""The shipped versions of the title's criteria say what Circular 124/2021 says, kind by kind."""

from functools import lru_cache
from pathlib import Path

import pytest

from phongtrao.plan.criteria import CriteriaSet
from phongtrao.plan.definitions import Package
from phongtrao.plan.reader import read_package

FOLDER = Path(__file__).resolve().parents[2] / "plans" / "binh-phuoc-2022-2025"
KINDS = ("hamlet", "commune", "agency", "enterprise", "school")
#: Kind → criteria in order (art. 4 to 7).
CRITERIA = {
    "hamlet": "KDC-1 KDC-2 KDC-3 KDC-4 KDC-5",
    "commune": "XA-1 XA-2 XA-3 XA-4",
    "agency": "CD-1 CD-2 CD-3 CD-4 CD-5",
    "enterprise": "CD-1 CD-2 CD-3 CD-4 CD-5",
    "school": "GD-1 GD-2 GD-3 GD-4 GD-5 GD-6",
}
#: Kind → part → threshold (percent of a ratio, or a count).
LEAST = {
    "hamlet": {"KDC-1c": 100},
    "commune": {"XA-1d": 1, "XA-4a": 100, "XA-4b": 70},
    "agency": {"CD-1e": 100, "CD-1f": 1, "CD-5a": 70},
    "enterprise": {"CD-1e": 100, "CD-1f": 1, "CD-5a": 70},
    "school": {"GD-1e": 100, "GD-1f": 1, "GD-6a": 70},
}
#: Kind → parts that may not apply: no Party organisation, no regulation, no guards, not eligible.
MAY_NOT_APPLY = {
    "hamlet": "KDC-1a",
    "commune": "XA-4a XA-4b",
    "agency": "CD-1a CD-2b CD-4a CD-5a",
    "enterprise": "CD-1a CD-2b CD-4a CD-5a",
    "school": "GD-1a GD-2b GD-2c GD-5a GD-5b GD-6a",
}
#: Kind → parts where force majeure or timely handling excuses a case.
EXCUSED = {
    "hamlet": "KDC-4b KDC-4d",
    "commune": "XA-2cb XA-2cd",
    "agency": "CD-3",
    "enterprise": "CD-3",
    "school": "GD-3",
}
PASSING = {
    "hamlet": ("KDC-5a", "excellent good completed"),
    "agency": ("CD-4a", "collective excellent good"),
    "enterprise": ("CD-4a", "collective excellent good"),
    "school": ("GD-5a", "collective excellent good"),
}
DECIDE = {
    2022: {"hamlet": "commune", "commune": "district"},
    2025: {"hamlet": "commune", "commune": "province"},
}
BODIES = {2022: "commune district province ministry", 2025: "commune province ministry"}


@lru_cache
def package() -> Package:
    return read_package(FOLDER)


def law(kind: str, version: int) -> CriteriaSet:
    return package().criteria[f"tt124-{kind}-{version}"]


@pytest.mark.parametrize("version", [2022, 2025])
@pytest.mark.parametrize("kind", KINDS)
def test_criteria_thresholds_and_exceptions(kind: str, version: int) -> None:
    found = law(kind, version)
    parts = list(found.parts())
    assert [item.id for item in found.criteria] == CRITERIA[kind].split()
    assert {p.id: p.at_least for p in parts if p.at_least is not None} == LEAST[kind]
    assert [p.id for p in parts if p.na] == MAY_NOT_APPLY[kind].split()
    assert [p.id for p in parts if p.excuses] == EXCUSED[kind].split()
    if kind in PASSING:
        part, ratings = PASSING[kind]
        assert [r.id for r in found.part(part).ratings if r.passes] == ratings.split()


@pytest.mark.parametrize("version", [2022, 2025])
@pytest.mark.parametrize("kind", KINDS)
def test_calendar_meeting_dossier_and_who_decides(kind: str, version: int) -> None:
    found = law(kind, version)
    days = [day.strftime("%d/%m/%Y") for day in found.window.days(2024)]
    hamlet = kind == "hamlet"
    assert days == (["01/11/2023", "31/10/2024"] if hamlet else ["16/11/2023", "15/11/2024"])
    assert found.registration is not None
    assert [day.strftime("%d/%m") for day in found.registration.days(2024)] == ["01/01", "31/03"]
    assert found.decided_before == ("15/11" if hamlet else "20/11")
    levels = [authority.level for authority in found.authorities]
    assert levels == DECIDE[version].get(kind, BODIES[version]).split()
    needed = {item.id for item in found.dossier if item.needed}
    always = {"registration", "proposal", "report", "minutes"}
    assert needed == always | ({"plan"} if not hamlet else set()) | (
        {"resolution"} if kind == "commune" else set()
    )
    if kind != "commune":
        assert "Công an cơ sở" in found.meeting.present


@pytest.mark.parametrize("kind", KINDS)
def test_the_version_after_july_2025_changes_who_and_says_what_is_not_known(kind: str) -> None:
    before, after = law(kind, 2022), law(kind, 2025)
    assert before.criteria == after.criteria
    assert before.valid_to == after.valid_from == "2025-07-01"
    assert before.governs(2024) and not before.governs(2025) and after.governs(2025)
    assert any("48/2025" in item.text for item in after.unknown)
    cited = " ".join(after.bases)
    assert "Thông tư số 124/2021/TT-BCA ngày 28 tháng 12 năm 2021 của Bộ trưởng" in cited
    assert "Thông tư số 48/2025/TT-BCA" in cited and "48/2025" not in " ".join(before.bases)


def test_sensitive_cases_are_one_answer_each_and_name_their_points() -> None:
    for kind in KINDS:
        for part in law(kind, 2025).parts():
            assert part.type != "none_occurred" or not part.ratings
            if part.sensitive:
                assert "khoản 3 Điều" in part.hint and part.hint_en
    assert "không xét điểm d và h" in law("school", 2025).part("GD-3").hint
