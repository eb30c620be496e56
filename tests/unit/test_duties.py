"""Duties given, followed, reported and handed over: what is said is kept, and told onwards."""

from datetime import date, datetime

import pytest
from click.testing import CliRunner

from phongtrao.audit import queries as audit
from phongtrao.audit.models import Event
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.duties import access, actions, queries
from phongtrao.duties.command import duties as command
from phongtrao.duties.models import Assignment, Desk, PaperVersion, Update
from phongtrao.jobs.queries import obligations_of
from phongtrao.notices.models import Message
from phongtrao.plan.slots import leaders
from phongtrao.programmes import queries as programmes
from phongtrao.submissions.actions import submit
from tests.duty_bodies import found_bodies
from tests.world import YEAR, complete

PDF = "%PDF-1.7 bản ký".encode()
BEFORE = datetime(2024, 10, 1, 9, tzinfo=TZ)
AFTER = datetime(2024, 11, 20, 9, tzinfo=TZ)
KEY = "9f0d2f0e-54c1-4a0e-9a53-1f5b3f0c8f{:02d}"
TEXT = "Đã mở 3 lớp bồi dưỡng cho giáo viên."


@pytest.fixture
def posts(world):
    made = found_bodies(world)
    actions.open_year(year=2024, by=world.posts["standing"])
    return made


def one(duty: str, year: int = 2024) -> Assignment:
    return Assignment.objects.select_related("holder", "first").get(duty=duty, year=year, part="")


def of(duty: str, desk: str, year: int = 2024) -> Assignment:
    return Assignment.objects.select_related("holder", "first").get(
        duty=duty, year=year, first__code=desk
    )


def say(item, by, step="doing", number=1, at=BEFORE, **more):
    said = actions.Said(step=step, text=more.pop("text", TEXT), **more)
    return actions.update(assignment=item, said=said, client_key=KEY.format(number), by=by, at=at)


def send(desk, by, *, kind="report", number=50, at=BEFORE, year=2024, boxes=None):
    asked = {box.duty: f"Kết quả: {box.title}." for box in queries.boxes_of(desk, year)}
    content = actions.Content(boxes=boxes or asked or {"summary": "Triển khai 7 nhiệm vụ."})
    return actions.send(
        desk=desk,
        kind=kind,
        year=year,
        content=content,
        client_key=KEY.format(number),
        by=by,
        at=at,
    )


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_every_clause_of_part_four_is_given_each_year(world, year):
    for before in range(2022, year + 1):
        actions.open_year(year=before, by=None)
    package = programmes.package()
    rows = queries.rows(None, year, BEFORE)
    for number in range(1, 15):
        prefix = f"IV.{number}"
        own = [r for r in rows if r.item.clause == prefix or r.item.clause.startswith(f"{prefix}.")]
        if number == 14:
            assert not own, "no district exists in this small world"
            assert {duty.clause[:5] for duty in queries.untaken(year)} == {prefix}
            continue
        assert own, prefix
        for row in own:
            assert row.item.holder.body in leaders(package, row.duty.lead)
            assert row.item.starts < row.item.due <= row.item.after
    bodies = {r.item.holder.code for r in rows if r.item.clause.startswith("IV.13")}
    assert bodies == {"labour_federation", "veterans", "women", "farmers", "youth"}


def test_districts_are_asked_one_by_one(world):
    unit = Desk.objects.count()
    assert unit == 0
    from_units = programmes.package().body("districts")
    assert from_units.group == "district" and from_units.collective


def test_opening_twice_adds_nothing(world, posts):
    count = Assignment.objects.count()
    assert actions.open_year(year=2024, by=None) == []
    assert Assignment.objects.count() == count


def test_only_the_standing_office_gives_duties(world, posts):
    with pytest.raises(Refusal) as refused:
        actions.open_year(year=2025, by=posts["education"])
    assert refused.value.code == "duties.may_not_manage" and refused.value.status == 403


def test_an_update_moves_the_state_and_leaves_event_and_log(world, posts):
    item = one("IV.7.b-1")
    assert queries.row(item, BEFORE).judged.state == "none"
    size = audit.head()[0]
    row = say(item, posts["education"], figures=(("Lớp", 3),))
    assert queries.row(item, BEFORE).judged.state == "doing"
    assert audit.head()[0] == size + 1 and audit.verify() == []
    assert Event.objects.filter(verb="duty.update", post_id=posts["education"].pk).exists()
    assert TEXT not in audit.entry(row.log_index).payload


def test_the_same_key_gives_the_same_update(world, posts):
    item = one("IV.7.b-1")
    first = say(item, posts["education"])
    assert say(item, posts["education"]).pk == first.pk
    assert Update.objects.count() == 1
    with pytest.raises(Refusal) as refused:
        say(item, posts["education"], text="Một nội dung hoàn toàn khác.")
    assert refused.value.code == "key.reused"


def test_another_body_may_not_write_nor_read(world, posts):
    item = one("IV.7.b-1")
    with pytest.raises(Refusal) as refused:
        say(item, posts["home_affairs"])
    assert refused.value.code == "duty.forbidden"
    with pytest.raises(Refusal):
        access.assignment_for(posts["labour"], item.code)
    supported = one("IV.2.b-1")
    assert access.assignment_for(posts["police"], supported.code).pk == supported.pk
    with pytest.raises(Refusal):
        access.assignment_for(posts["police"], supported.code, "write")


def test_citizens_numbers_are_refused(world, posts):
    with pytest.raises(Refusal) as refused:
        say(one("IV.7.b-1"), posts["education"], text="Liên hệ ông A, số 0912 345 678.")
    assert [f.code for f in refused.value.data["findings"]] == ["text.person_id"]


def test_delay_needs_a_coded_reason_once(world, posts):
    item = one("IV.7.b-1")
    assert queries.row(item, AFTER).judged.late_days == 6
    with pytest.raises(Refusal) as refused:
        say(item, posts["education"], at=AFTER)
    assert [f.code for f in refused.value.data["findings"]] == ["reason.missing"]
    say(item, posts["education"], at=AFTER, reason="money")
    say(item, posts["education"], number=2, at=AFTER, text="Đã được cấp kinh phí, đang mở lớp.")
    assert queries.row(item, AFTER).reason == "money"
    with pytest.raises(Refusal) as refused:
        say(item, posts["education"], number=3, at=AFTER, reason="weather")
    assert refused.value.data["findings"][0].code == "reason.unknown"


def test_progress_is_derived_from_the_figures_of_the_body(world, posts):
    item = one("IV.7.a-1")
    assert queries.row(item, BEFORE).proofs[0].count is None
    programmes_round = programmes.round_of("annual", YEAR)
    assert programmes_round
    payload = {**complete(world.form, "agency", "body"), "sessions": 12}
    owe(world, "education")
    submit(
        unit_id=world.units["education"],
        form="annual",
        period=YEAR,
        payload=payload,
        client_key=KEY.format(90),
        by=posts["education"],
    )
    row = queries.row(item, BEFORE)
    assert row.proofs[0].count == 12 and row.judged.state == "reported" and row.derived


def owe(world, body: str) -> None:
    """The body was founded after the round opened: write what it owes."""
    round_ = programmes.round_of("annual", YEAR)
    programmes.Owed.objects.create(
        round=round_,
        unit_id=world.units[body],
        group="agency",
        kind="co_quan",
        subkind="body",
        in_scope=True,
        deadline=date(2024, 11, 15),
    )


def test_the_report_has_one_box_for_each_duty_filled_from_updates(world, posts):
    say(one("IV.7.b-1"), posts["education"], figures=(("Lớp", 3),))
    desk = Desk.objects.get(code="education")
    boxes = {box.duty: box for box in queries.boxes_of(desk, 2024)}
    assert set(boxes) == {"IV.7.a-1", "IV.7.b-1", "IV.7.b-2", "IV.7.b-3", "V.2-1"}
    assert boxes["IV.7.b-1"].prefill == f"01/10/2024: {TEXT[:-1]} (Lớp: 3)."
    assert boxes["IV.7.a-1"].prefill == ""


def test_a_report_with_an_empty_box_is_not_sent(world, posts):
    desk = Desk.objects.get(code="education")
    with pytest.raises(Refusal) as refused:
        send(desk, posts["education"], boxes={"IV.7.a-1": "Đã tổ chức 12 buổi."})
    places = {finding.place for finding in refused.value.data["findings"]}
    assert places == {"IV.7.b-1", "IV.7.b-2", "IV.7.b-3", "V.2-1"}
    assert not PaperVersion.objects.exists()


def test_sending_is_idempotent_and_closes_the_duties(world, posts):
    desk = Desk.objects.get(code="education")
    version = send(desk, posts["education"])
    assert send(desk, posts["education"]).pk == version.pk
    assert PaperVersion.objects.count() == 1 and not version.late
    states = {row.duty.id: row.judged for row in queries.rows_of_desk(desk, 2024, AFTER)}
    assert states["IV.7.b-1"].state == "reported" and states["IV.7.b-1"].source == "document"
    assert states["VI.1.b-1"].state == "reported"
    assert queries.receipt_of(version.log_index).startswith("PT-")


def test_a_report_does_not_finish_what_its_body_says_is_not_finished(world, posts):
    desk, item = Desk.objects.get(code="education"), one("IV.7.b-1")
    say(item, posts["education"], at=AFTER, reason="money")
    send(desk, posts["education"], at=AFTER)
    row = queries.row(item, AFTER)
    assert (row.judged.state, row.judged.closed, row.behind) == ("open", False, True)
    assert queries.row(one("IV.7.b-2"), AFTER).judged.state == "reported"
    say(item, posts["education"], step="done", number=2, at=AFTER, text="Đã mở đủ các lớp.")
    assert queries.row(item, AFTER).judged.state == "reported"


def test_late_begins_at_midnight_of_the_named_day(world, posts):
    desk = Desk.objects.get(code="education")
    assert send(desk, posts["education"], at=datetime(2024, 11, 15, tzinfo=TZ)).late
    other = Desk.objects.get(code="labour")
    last = datetime(2024, 11, 14, 23, 59, 59, tzinfo=TZ)
    assert not send(other, posts["labour"], number=51, at=last).late


def test_a_return_is_told_to_its_sender_and_a_new_version_follows(world, posts):
    desk = Desk.objects.get(code="education")
    first = send(desk, posts["education"])
    sentence = "Bổ sung số lớp bồi dưỡng ở mục IV.7.b."
    actions.give_back(paper=first.paper, sentence=sentence, by=world.posts["standing"])
    view = queries.paper_view(desk, "report", 2024)
    assert view.returned == sentence and view.is_due
    assert queries.row(one("IV.7.b-1"), AFTER).judged.state == "late"
    assert desk in queries.missing_papers(2024, "report")
    told = Message.objects.get(post_id=posts["education"].pk)
    assert told.reason == "returned" and sentence in told.body
    assert told.target == "duty:VI.1.b-1_2024_education"
    second = send(desk, posts["education"], number=52)
    assert second.number == 2 and PaperVersion.objects.filter(paper=first.paper).count() == 2
    actions.receive(paper=second.paper, by=world.posts["standing"])
    with pytest.raises(Refusal) as refused:
        send(desk, posts["education"], number=53)
    assert refused.value.code == "paper.received"
    assert audit.verify() == []


def test_a_return_without_a_sentence_is_refused(world, posts):
    version = send(Desk.objects.get(code="education"), posts["education"])
    with pytest.raises(Refusal) as refused:
        actions.give_back(paper=version.paper, sentence=" ", by=world.posts["standing"])
    assert refused.value.code == "paper.sentence"
    with pytest.raises(Refusal) as refused:
        actions.receive(paper=version.paper, by=posts["education"])
    assert refused.value.code == "duties.may_not_manage"


def test_the_signed_file_is_kept_with_its_version(world, posts, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    desk = Desk.objects.get(code="education")
    content = actions.Content(file=actions.Given("ke-hoach.pdf", PDF), document="12/KH-SGDĐT")
    version = actions.send(
        desk=desk,
        kind="plan",
        year=2024,
        content=content,
        client_key=KEY.format(60),
        by=posts["education"],
        at=BEFORE,
    )
    assert version.mime == "application/pdf" and len(version.sha256) == 64
    assert queries.row(one("IV.7.b-2"), BEFORE).judged.state == "planned"


def test_work_passes_to_another_body_from_a_day(world, posts):
    standing = world.posts["standing"]
    actions.open_year(year=2025, by=standing)
    labour, home = Desk.objects.get(code="labour"), Desk.objects.get(code="home_affairs")
    made = actions.hand_over(
        source=labour,
        target=home,
        on=date(2025, 7, 1),
        document="Văn bản cần xác nhận",
        confirmed=False,
        by=standing,
    )
    kept = of("IV.4.a-1", "labour")
    moved = of("IV.4.a-1", "labour", 2025)
    assert kept.holder.code == "labour" and moved.holder.code == "home_affairs"
    assert {row.assignment.duty for row in made.moved.all()} >= {"IV.4.a-1", "IV.4.b-1"}
    assert say(moved, posts["home_affairs"]).desk.code == "home_affairs"
    with pytest.raises(Refusal):
        say(moved, posts["labour"], number=2)
    assert access.assignment_for(posts["labour"], moved.code).pk == moved.pk
    seen = queries.moved_from(queries.rows_of_desk(labour, 2025, BEFORE), labour)
    assert {row.duty.id for row in seen} >= {"IV.4.a-1", "IV.4.b-1"}


def test_the_year_after_goes_straight_to_the_new_holder(world, posts):
    actions.open_year(year=2025, by=None)
    labour, home = Desk.objects.get(code="labour"), Desk.objects.get(code="home_affairs")
    actions.hand_over(
        source=labour, target=home, on=date(2025, 7, 1), document="Nghị quyết", by=None
    )
    actions.open_year(year=2026, by=None)
    assert of("IV.4.a-1", "labour", 2026).holder == home
    assert not Assignment.objects.filter(duty="VI.1.b-1", year=2026, first=labour).exists()


def test_what_the_old_body_reported_stays_reported_at_the_new_one(world, posts):
    labour, home = Desk.objects.get(code="labour"), Desk.objects.get(code="home_affairs")
    send(labour, posts["labour"])
    assert queries.row(one("IV.4.a-1")).judged.state == "reported"
    actions.hand_over(
        source=labour, target=home, on=date(2024, 12, 1), document="Nghị quyết", by=None
    )
    moved = queries.row(one("IV.4.a-1"), AFTER)
    assert (moved.item.holder.code, moved.judged.state) == ("home_affairs", "reported")
    assert queries.row(of("VI.1.b-1", "labour"), AFTER).judged.state == "reported"


def test_the_calendar_owes_a_duty_held_twice_once_as_far_as_its_worst_part(world, posts):
    labour, home = Desk.objects.get(code="labour"), Desk.objects.get(code="home_affairs")
    say(of("V.2-1", "home_affairs"), posts["home_affairs"], step="done")
    actions.hand_over(
        source=labour, target=home, on=date(2024, 10, 2), document="Nghị quyết", by=None
    )
    year = obligations_of(posts["home_affairs"], date(2024, 1, 1), date(2024, 12, 31))
    found = [one for one in year if one.kind == "duty"]
    assert len({(one.title, one.before) for one in found}) == len(found)
    twice = next(line for line in found if line.clause == "V.2")
    assert twice.target == f"duty:{of('V.2-1', 'labour').code}" and not twice.done
    assert twice.state == "late" and twice.late_days


@pytest.mark.parametrize(
    ("target", "document", "on", "code"),
    [
        ("labour", "Nghị quyết", date(2024, 7, 1), "handover.same"),
        ("home_affairs", "  ", date(2024, 7, 1), "handover.document"),
        ("home_affairs", "Nghị quyết", date(2031, 7, 1), "handover.nothing"),
    ],
)
def test_a_hand_over_that_makes_no_sense_is_refused(world, posts, target, document, on, code):
    with pytest.raises(Refusal) as refused:
        actions.hand_over(
            source=Desk.objects.get(code="labour"),
            target=Desk.objects.get(code=target),
            on=on,
            document=document,
            by=None,
        )
    assert refused.value.code == code


def test_the_reports_of_the_bodies_are_told_with_their_source(world, posts):
    desk = Desk.objects.get(code="education")
    version = send(desk, posts["education"])
    told = queries.narratives(2024)
    assert {item.source for item in told} == {"Sở Giáo dục và Đào tạo"}
    assert next(item for item in told if item.duty == "IV.7.a-1").clause == "III.1"
    actions.give_back(
        paper=version.paper, sentence="Ghi rõ số liệu từng mục.", by=world.posts["standing"]
    )
    assert queries.narratives(2024) == []


def test_the_command_line_lists_and_shows(world, posts):
    say(one("IV.7.b-1"), posts["education"])
    run = CliRunner()
    listed = run.invoke(command, ["list", "--year", "2024", "--body", "education"])
    assert listed.exit_code == 0 and "IV.7.b-1_2024_education" in listed.output
    assert "IV.3.a-1" not in listed.output and "6/88 nhiệm vụ" in listed.output
    table = run.invoke(command, ["list", "--year", "2024", "--format", "csv"]).output
    assert len(table.splitlines()) == 89 and table.startswith("code,clause,title")
    shown = run.invoke(command, ["show", "IV.7.b-1_2024_education"])
    assert shown.exit_code == 0 and TEXT in shown.output
    assert run.invoke(command, ["show", "IX"]).exit_code == 2
    assert "Đã giao / given: 0" in run.invoke(command, ["open", "--year", "2024"]).output
