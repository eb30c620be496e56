"""How far a duty is, as a table; and what holds for every combination of facts."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.dates import TZ
from phongtrao.rules.duties import (
    SOURCES,
    STATES,
    Judged,
    Known,
    check_text,
    contradicts,
    days_late,
    judge,
)

DUE = date(2024, 11, 15)


def at(month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, second, tzinfo=TZ)


EARLY, NOW, PAST = at(3, 1), at(10, 1), at(11, 20)
TABLE = [
    # what is known, moment, state, source, days late
    ({}, NOW, "none", "nothing", 0),
    ({"plan_at": EARLY}, NOW, "planned", "document", 0),
    ({"plan_declared_at": EARLY}, NOW, "planned", "declared", 0),
    ({"plan_at": EARLY, "doing_at": EARLY}, NOW, "doing", "declared", 0),
    ({"counted": 1, "wanted": 2}, NOW, "doing", "figures", 0),
    ({"counted": 2, "wanted": 2}, NOW, "reported", "figures", 0),
    ({"counted": 1, "wanted": 1, "figures_at": at(11, 17)}, PAST, "reported", "figures", 3),
    (
        {"counted": 1, "wanted": 1, "figures_at": at(11, 1), "report_at": at(11, 18)},
        PAST,
        "reported",
        "figures",
        0,
    ),
    ({"done_at": at(11, 14, 23, 59, 59)}, PAST, "reported", "declared", 0),
    ({"done_at": at(11, 15, 0)}, PAST, "reported", "declared", 1),
    ({"report_at": at(11, 10)}, PAST, "reported", "document", 0),
    ({"report_at": at(11, 18)}, PAST, "reported", "document", 4),
    ({"report_at": at(11, 18), "done_at": at(11, 10)}, PAST, "reported", "declared", 0),
    ({"report_at": at(11, 18), "behind": True}, PAST, "open", "declared", 6),
    (
        {"report_at": at(11, 18), "done_at": at(11, 19), "behind": True},
        PAST,
        "reported",
        "declared",
        5,
    ),
    (
        {"document_at": at(11, 14), "only_document": True, "behind": True},
        PAST,
        "reported",
        "document",
        0,
    ),
    ({}, at(11, 14, 23, 59, 59), "none", "nothing", 0),
    ({}, at(11, 15, 0), "late", "nothing", 1),
    ({"plan_at": EARLY, "doing_at": EARLY}, PAST, "late", "declared", 6),
    ({"only_document": True, "done_at": EARLY, "plan_at": EARLY}, NOW, "none", "nothing", 0),
    ({"only_document": True, "document_at": at(11, 14)}, PAST, "reported", "document", 0),
    ({"only_document": True, "document_at": at(11, 16)}, PAST, "reported", "document", 2),
    ({"only_document": True}, PAST, "late", "nothing", 6),
    ({"ended": date(2024, 7, 1)}, PAST, "none", "nothing", 0),
    ({"ended": date(2024, 7, 1), "doing_at": EARLY}, PAST, "doing", "declared", 0),
    ({"ended": date(2024, 7, 1), "report_at": at(6, 20)}, PAST, "reported", "document", 0),
    ({"ended": date(2025, 7, 1)}, PAST, "late", "nothing", 6),
    ({"moved": True, "done_at": EARLY}, PAST, "moved", "document", 0),
]


@pytest.mark.parametrize(("facts", "now", "state", "source", "late"), TABLE)
def test_state(facts, now, state, source, late):
    judged = judge(Known(due=DUE, **facts), now)
    assert (judged.state, judged.source, judged.late_days) == (state, source, late)
    assert judged.why.endswith(".") and judged.why_en.endswith(".")


moments = st.one_of(
    st.none(), st.datetimes(datetime(2024, 1, 1), datetime(2025, 6, 1), timezones=st.just(TZ))
)
facts = st.builds(
    Known,
    due=st.just(DUE),
    plan_at=moments,
    report_at=moments,
    document_at=moments,
    plan_declared_at=moments,
    doing_at=moments,
    done_at=moments,
    counted=st.integers(0, 3),
    wanted=st.integers(0, 3),
    figures_at=moments,
    only_document=st.booleans(),
    moved=st.booleans(),
    behind=st.booleans(),
    ended=st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2025, 6, 1))),
)
nows = st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 1), timezones=st.just(TZ))


@given(facts, nows)
def test_every_judgement_is_known_and_says_why(known, now):
    judged = judge(known, now)
    assert judged.state in STATES and judged.source in SOURCES and judged.why and judged.why_en
    assert (judged.state == "late") <= (judged.late_days > 0)
    assert judged.state != "late" or now >= datetime(2024, 11, 15, tzinfo=TZ)


@given(facts, nows, st.integers(0, 400))
def test_time_alone_only_makes_open_duties_late(known, now, days):
    first, later = judge(known, now), judge(known, now + timedelta(days=days))
    if first.closed:
        assert later == first
    else:
        assert later.state in (first.state, "late") or known.ended


@given(facts, nows)
def test_a_declared_end_never_replaces_the_document_itself(known, now):
    if known.only_document and known.document_at is None and not known.moved:
        assert not judge(known, now).closed


@given(st.datetimes(datetime(2024, 11, 1), datetime(2024, 12, 1), timezones=st.just(TZ)))
def test_days_late_counts_from_the_last_day_on_time(moment):
    late = days_late(moment, DUE)
    assert late == max(0, (moment.date() - date(2024, 11, 14)).days)


def test_declared_done_against_silent_figures_is_pointed_out():
    assert contradicts(Known(due=DUE, done_at=EARLY, wanted=1, silent=1))
    assert not contradicts(Known(due=DUE, done_at=EARLY, wanted=2, counted=1, silent=1))
    assert not contradicts(Known(due=DUE, done_at=EARLY, wanted=1))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text.missing"),
        ("Đã xong", "text.short"),
        ("x " * 2_001, "text.long"),
        ("Liên hệ số 0912 345 678 để biết thêm", "text.person_id"),
        ("Công dân 070203004005 đã ký", "text.person_id"),
        ("Mở 12 chuyên mục, phát 48 tin, bài.", ""),
        ("Kinh phí 250.000.000 đồng đã cấp đủ.", ""),
    ],
)
def test_text(text, code):
    assert [item.code for item in check_text(text, "text")] == ([code] if code else [])


def test_judged_is_a_value():
    assert judge(Known(due=DUE), NOW) == Judged(
        "none", "nothing", 0, "Chưa nhận được kế hoạch.", "No plan received yet."
    )
