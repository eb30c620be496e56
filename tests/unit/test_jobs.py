"""Hands on a clock, reminders once a day, the level above, punctuality to the second, calendars."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from phongtrao.accounts import actions as accounts
from phongtrao.audit import queries as audit
from phongtrao.core.dates import TZ, before
from phongtrao.core.findings import Refusal
from phongtrao.documents import ical
from phongtrao.jobs import actions, clockwork, escalating, queries, reminding
from phongtrao.jobs.command import job
from phongtrao.jobs.hands import HANDS, Hand, Outcome
from phongtrao.jobs.models import Extension, Run, Turn
from phongtrao.notices.models import Message, Reminded
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed
from phongtrao.submissions import queries as submissions
from phongtrao.submissions.actions import return_cells, submit
from phongtrao.submissions.models import Submission, Version
from tests.world import YEAR


def at(day: date, hour: int = 7, minute: int = 30) -> datetime:
    """A moment on Vietnam's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TZ)


def the_round():
    return programmes.round_of("annual", YEAR)


def deadline(world, unit="hamlet"):
    return Owed.objects.get(round=the_round(), unit_id=world.units[unit]).deadline


def send(world, unit="hamlet", post="hamlet_post", when=None, key="k1", **answers):
    return submit(
        unit_id=world.units[unit],
        form="annual",
        period=YEAR,
        payload=world.payload(unit, **answers),
        client_key=f"{key}-{unit}",
        by=world.posts[post],
        at=when,
        on_behalf=post == "officer",
    )


def asked(world):
    """The first whole number a hamlet is asked for."""
    return next(f for f in world.form.fields_for("hamlet", "") if f.type == "integer")


def told(world, post="hamlet_post"):
    return list(Message.objects.filter(post_id=world.posts[post].pk).order_by("id"))


DAY = timedelta(days=1)


def test_a_silent_unit_is_reminded_on_its_steps_and_once_a_day(world):
    last = deadline(world) - DAY  # the last day on time
    first = reminding.remind(at=at(last - 7 * DAY), since=last - 8 * DAY)
    assert first.reminded >= 1
    assert [m.template for m in told(world)] == ["reminder"]
    again = reminding.remind(at=at(last - 7 * DAY, 9), since=last - 8 * DAY)
    assert again.reminded == 0
    reminding.remind(at=at(last - 5 * DAY), since=last - 7 * DAY)
    assert len(told(world)) == 1  # no step between
    reminding.remind(at=at(last + DAY), since=last)
    assert [m.template for m in told(world)] == ["reminder", "reminder_late"]
    assert [m.read_at is None for m in told(world)] == [False, True]  # the older one is put away
    text = told(world)[1].body
    assert "Kính gửi Ấp 3." in text and "quá hạn 1 ngày" in text and "Xã Tân Lập" in text
    assert "Báo cáo năm 2024:" in text


def test_who_has_sent_is_not_reminded(world):
    last = deadline(world) - DAY
    send(world, when=at(last - 9 * DAY))
    reminding.remind(at=at(last - 7 * DAY), since=last - 8 * DAY)
    assert told(world) == []


def test_an_officer_reminds_once_and_the_hand_respects_it(world):
    unit, day = world.units["hamlet"], deadline(world) + DAY
    ask = {"round_": the_round(), "unit_ids": [unit], "by": world.posts["officer"]}
    assert actions.remind_by_hand(at=at(day), **ask).reminded == 1
    second = actions.remind_by_hand(at=at(day, 15), **ask)
    assert (second.reminded, second.limited) == (0, 1)
    assert Reminded.objects.get(unit_id=unit).post_id == world.posts["officer"].pk
    assert audit.events(verb="unit.remind").count() == 2


def test_a_return_is_told_to_the_unit_and_to_who_entered_it(world):
    send(world, "hamlet", "officer", key="behalf")
    found = Submission.objects.get(unit_id=world.units["hamlet"])
    cells = {"households": "Đề nghị kiểm tra số hộ."}
    field = asked(world)
    return_cells(submission_id=found.pk, cells={field.id: cells["households"]},
                 by=world.posts["officer"])  # fmt: skip
    mine = told(world)[0]
    assert mine.reason == "returned" and field.label in mine.body
    assert "Đề nghị kiểm tra số hộ." in mine.body
    assert [m.template for m in told(world, "officer")] == ["returned"]


def test_an_answer_is_told_to_the_verifier(world):
    send(world)
    found = Submission.objects.get(unit_id=world.units["hamlet"])
    field = asked(world)
    return_cells(submission_id=found.pk, cells={field.id: "Xem lại."}, by=world.posts["officer"])
    now = datetime.now(tz=UTC)
    assert escalating.tell_answers(at=now, since=now) == 0
    send(world, key="second", **{field.id: 11})
    now = datetime.now(tz=UTC)
    assert escalating.tell_answers(at=now, since=now) == 1
    assert escalating.tell_answers(at=now, since=now) == 0
    assert told(world, "officer")[0].target == f"case:{found.pk}"


def test_the_commune_then_the_office_is_told(world):
    last = deadline(world) - DAY
    assert escalating.escalate(at=at(last + 2 * DAY), since=last + DAY) == 0
    escalating.escalate(at=at(last + 3 * DAY), since=last + 2 * DAY)
    message = told(world, "officer")[-1]
    assert message.template == "escalated" and "- Ấp 3" in message.body
    assert told(world, "standing") == []
    escalating.escalate(at=at(last + 10 * DAY), since=last + 9 * DAY)
    assert "- Xã Tân Lập: " in told(world, "standing")[-1].body
    count = Message.objects.count()
    escalating.escalate(at=at(last + 10 * DAY), since=last + 9 * DAY)
    assert Message.objects.count() == count


def test_late_to_the_second(world):
    day = deadline(world)
    send(world, when=before(day) - timedelta(seconds=1))
    send(world, "hamlet2", "officer", when=before(day))
    rows = {row.unit_id: row for row in queries.sent_of(the_round())}
    assert rows[world.units["hamlet"]].late is None
    assert rows[world.units["hamlet2"]].late == timedelta(0)
    counts = queries.counted(rows.values(), before(day))
    assert (counts.on_time, counts.late) == (1, 1)
    assert counts.owed == counts.on_time + counts.late + counts.silent == len(rows)
    parts = queries.by_commune(rows.values(), date(2024, 12, 1), before(day))
    assert sum(part.owed for part in parts.values()) == counts.owed
    assert sum(part.owed for part in queries.by_group(rows.values(), before(day)).values()) == (
        counts.owed
    )


def test_an_extension_moves_the_day_and_keeps_the_plans(world):
    planned = deadline(world)
    now = at(planned - 3 * DAY)
    ask = {"round_": the_round(), "unit_ids": [world.units["hamlet"]], "at": now}
    ask |= {"reason": "Ngập lụt.", "until": planned + 10 * DAY}
    with pytest.raises(Refusal, match="cấp trên"):
        actions.extend(by=world.posts["hamlet_post"], **ask)
    with pytest.raises(Refusal, match="cấp trên"):
        actions.extend(by=world.posts["far_officer"], **ask)
    with pytest.raises(Refusal, match="lý do"):
        actions.extend(by=world.posts["officer"], **{**ask, "reason": " "})
    with pytest.raises(Refusal, match="sau hạn"):
        actions.extend(by=world.posts["officer"], **{**ask, "until": planned})
    size = audit.head()[0]
    actions.extend(by=world.posts["officer"], **ask)
    assert audit.head()[0] == size + 1
    assert deadline(world) == planned
    assert Extension.objects.get().reason == "Ngập lụt."
    assert told(world)[-1].template == "extended"
    send(world, when=before(planned + 10 * DAY) - timedelta(seconds=1))
    row = next(r for r in queries.sent_of(the_round()) if r.unit_id == world.units["hamlet"])
    assert row.extended and row.late is None
    reminding.remind(at=at(planned), since=planned - DAY)
    assert not [m for m in told(world) if m.template == "reminder_late"]


def test_an_extension_counts_wherever_lateness_is_said(world):
    planned, unit = deadline(world), world.units["hamlet"]
    until = planned + 10 * DAY
    actions.extend(round_=the_round(), unit_ids=[unit], until=until, reason="Ngập lụt.",
                   by=world.posts["officer"], at=at(planned - 3 * DAY))  # fmt: skip
    silent_ones = submissions.never_sent(world.posts["officer"], the_round())
    assert silent_ones.get(unit_id=unit).counts == until
    send(world, when=before(until) - timedelta(seconds=1))
    send(world, "hamlet2", "officer", when=before(planned))
    flags = dict(Version.objects.values_list("submission__unit_id", "late"))
    assert flags == {unit: False, world.units["hamlet2"]: True}
    assert submissions.progress_of(the_round(), [unit]).in_time_rate == 1
    assert submissions.progress_of(the_round(), [world.units["hamlet2"]]).in_time_rate == 0
    owed = Owed.objects.get(round=the_round(), unit_id=unit)
    assert (owed.before, owed.planned) == (until, planned)
    assert programmes.extended_in(the_round()) == 1


def test_a_correction_is_as_late_as_the_first_hand_in(world):
    planned = deadline(world)
    send(world, when=before(planned) - timedelta(seconds=1))
    return_cells(submission_id=Submission.objects.get().pk, cells={asked(world).id: "Xem lại."},
                 by=world.posts["officer"])  # fmt: skip
    send(world, when=before(planned) + DAY, key="again")
    assert list(Version.objects.order_by("number").values_list("late", flat=True)) == [False] * 2
    row = next(r for r in queries.sent_of(the_round()) if r.unit_id == world.units["hamlet"])
    assert row.late is None
    with pytest.raises(Refusal, match="đã gửi"):
        actions.extend(round_=the_round(), unit_ids=[world.units["hamlet"]],
                       until=planned + 10 * DAY, reason="Ngập lụt.",
                       by=world.posts["officer"], at=at(planned + DAY))  # fmt: skip


# --- the clock -----------------------------------------------------------------------------------


def hand(work, **clock):
    return Hand("test", "Thử", "Test", work, **(clock or {"hour": 7}))


@pytest.fixture
def one_hand(monkeypatch):
    def use(work, **clock):
        monkeypatch.setattr(clockwork, "HANDS", (hand(work, **clock),))

    return use


MORNING = datetime(2026, 11, 15, 0, 30, tzinfo=UTC)  # 07:30 in Vietnam


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        (datetime(2026, 11, 14, 23, 59, tzinfo=UTC), ""),  # 06:59
        (datetime(2026, 11, 15, 0, 0, tzinfo=UTC), "2026-11-15"),  # 07:00
        (datetime(2026, 11, 15, 13, 59, tzinfo=UTC), "2026-11-15"),  # 20:59
        (datetime(2026, 11, 15, 14, 0, tzinfo=UTC), ""),  # 21:00: nobody is reminded at night
    ],
)
def test_a_daily_hand_has_its_hours(moment, slot):
    assert hand(lambda *_: Outcome(0, "")).slot(moment) == slot


def test_a_hand_of_minutes_counts_slots():
    every = hand(lambda *_: Outcome(0, ""), minutes=10)
    assert every.slot(datetime(2026, 11, 15, 0, 39, tzinfo=UTC)) == "2026-11-15T07:30"


def test_a_slot_is_done_once_and_every_run_is_written(db, one_hand):
    seen = []
    one_hand(lambda clock, since: seen.append(since) or Outcome(3, "ba việc"))
    assert len(clockwork.run_due(clock=lambda: MORNING)) == 1
    assert clockwork.run_due(clock=lambda: MORNING + timedelta(minutes=1)) == []
    assert len(clockwork.run_due(clock=lambda: MORNING + DAY)) == 1
    assert seen == [MORNING - DAY, MORNING]
    assert list(Run.objects.values_list("slot", "state", "done")) == [
        ("2026-11-16", "done", 3),
        ("2026-11-15", "done", 3),
    ]


def test_a_failing_hand_is_written_and_tried_later(db, one_hand):
    calls = []

    def work(clock, since):
        calls.append(1)
        raise ValueError("hỏng")

    one_hand(work)
    run = clockwork.run_due(clock=lambda: MORNING)[0]
    assert (run.state, run.result) == ("failed", "ValueError: hỏng")
    assert clockwork.run_due(clock=lambda: MORNING + timedelta(minutes=1)) == []
    assert len(clockwork.run_due(clock=lambda: MORNING + timedelta(minutes=6))) == 1
    assert len(calls) == 2
    assert Turn.objects.get().holder == ""


def test_a_dead_runner_loses_its_turn(db, one_hand):
    one_hand(lambda clock, since: Outcome(1, ""))
    Turn.objects.create(job="test", holder="dead", until=MORNING + timedelta(minutes=10))
    lost = Run.objects.create(job="test", slot="2026-11-15", started=MORNING, holder="dead")
    assert clockwork.run_due(clock=lambda: MORNING) == []
    later = MORNING + timedelta(minutes=11)
    assert len(clockwork.run_due(clock=lambda: later)) == 1
    lost.refresh_from_db()
    assert lost.state == "lost"


def test_an_unknown_job_is_named(db):
    with pytest.raises(Refusal, match="Không có công việc"):
        actions.run_once(name="nothing")


def test_every_hand_runs_on_an_ordinary_day(world):
    for one in HANDS:
        made = actions.run_once(name=one.name, clock=lambda: MORNING)
        assert made.state == "done", made.result


@pytest.mark.django_db(transaction=True)
def test_two_runners_run_a_slot_once_and_remind_once(world, monkeypatch):
    day = deadline(world)
    monkeypatch.setattr(clockwork, "HANDS", tuple(h for h in HANDS if h.name == "remind"))
    clockwork.run_due(clock=lambda: at(day - DAY))
    barrier = threading.Barrier(2)
    made = []

    def work():
        try:
            barrier.wait()
            made.extend(clockwork.run_due(clock=lambda: at(day)))
        finally:
            connections.close_all()

    runners = [threading.Thread(target=work) for _ in range(2)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(timeout=60)
    assert Run.objects.filter(state="done", slot=day.isoformat()).count() == 1
    assert len(made) == 1
    late = [m for m in told(world) if m.template == "reminder_late"]
    assert len(late) == 1


# --- calendars -----------------------------------------------------------------------------------


def test_a_unit_sees_what_it_owes(world):
    post = world.posts["hamlet_post"]
    found = queries.obligations_of(post, date(2024, 1, 1), date(2024, 12, 31))
    reports = [one for one in found if one.kind == "report"]
    assert [one.title for one in reports] == ["Báo cáo năm 2024"]
    assert reports[0].before == deadline(world) and reports[0].state == "due"
    assert "Ngày hội toàn dân bảo vệ an ninh Tổ quốc" in [one.title for one in found]
    assert not [one for one in found if "Ủy ban nhân dân tỉnh" in one.title]
    send(world)
    again = queries.obligations_of(post, date(2024, 1, 1), date(2024, 12, 31))
    assert next(one for one in again if one.kind == "report").done
    assert queries.obligations_of(post, date(2031, 1, 1), date(2031, 12, 31)) == []


def test_a_department_owes_its_implementing_plan_once(world):
    post = accounts.create_post(
        code="d", title="Huyện", role="department", unit_id=world.units["province"]
    )
    year = queries.obligations_of(post, date(2022, 1, 1), date(2022, 12, 31))
    assert "province_report" in {one.ident.split("-")[1] for one in year if one.kind == "date"}


DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 31))
TEXT = st.text(alphabet="aăâđêôơưẤpộ ,;:\\\"'\n-0123456789", min_size=1, max_size=120)


@given(st.lists(st.tuples(DAYS, st.integers(0, 40), TEXT, TEXT), max_size=8))
def test_the_calendar_is_read_back(rows):
    events = [
        ical.Event(f"e{n}@phongtrao", title, body, day, day + span * DAY, MORNING, (7, 1))
        for n, (day, span, title, body) in enumerate(rows)
    ]
    content = ical.render("Lịch", events)
    assert content == ical.render("Lịch", events)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    read = Calendar.from_ical(content)
    found = {str(e["uid"]): e for e in read.walk("VEVENT")}
    assert len(found) == len(events)
    for event in events:
        entry = found[event.uid]
        assert entry.decoded("dtstart") == event.first
        assert entry.decoded("dtend") == event.last + DAY
        assert str(entry["summary"]) == event.title
        assert str(entry["description"]) == event.text
        alarms = [alarm.decoded("trigger") for alarm in entry.walk("VALARM")]
        assert alarms == [-7 * DAY, -1 * DAY]


def test_the_command_line_lists_and_runs(world):
    runner = CliRunner()
    assert "Nhắc đơn vị" in runner.invoke(job, ["list"]).output
    done = runner.invoke(job, ["once", "forget"])
    assert done.exit_code == 0 and "forget  done" in done.output
    Turn.objects.update(holder="other", until=datetime.now(tz=UTC) + DAY)
    held = runner.invoke(job, ["once", "forget"])
    assert held.exit_code == 1 and "Another runner" in held.output
    assert runner.invoke(job, ["run", "--once"]).exit_code == 0
