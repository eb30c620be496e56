"""Rounds, the sample and its proof, visits, follow-ups, rates and coverage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
import time_machine
from click.testing import CliRunner

from phongtrao.audit import queries as audit
from phongtrao.audit.actions import append
from phongtrao.audit.models import Event, LogEntry
from phongtrao.config.cli import phongtrao
from phongtrao.core.periods import Period
from phongtrao.inspections import actions, queries
from phongtrao.inspections.actions import Found, Report
from phongtrao.inspections.models import FollowUp, InspectionRound, Selected, VisitVersion
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.rules import discrepancy
from tests.unit import inspections_world as field_of
from tests.unit.inspections_world import DRAW_AT, DRAWN, PLANNED, VISITED, refusal
from tests.world import YEAR

KEY = "b2f6b1de-1111-4f3e-9c2e-2f0b8b1d0001"


@pytest.fixture
def field(world):
    return field_of.build(world)


@pytest.fixture
def drawn(field):
    return draw_one(field)


def draw_one(field, **changes):
    with time_machine.travel(PLANNED, tick=False):
        round_ = field.plan(**changes)
    with time_machine.travel(DRAW_AT + timedelta(minutes=1), tick=False):
        append({"type": "somebody_elses_act"})
    with time_machine.travel(DRAWN, tick=False):
        actions.draw(round_=round_, by=field.standing)
    return InspectionRound.objects.get(pk=round_.pk)


# --- the sample ---------------------------------------------------------------------------------


def test_the_frame_is_logged_before_the_draw_and_the_seed_comes_after(drawn):
    frame, seed = audit.entry(drawn.frame_index), audit.entry(drawn.seed_index)
    assert drawn.frame_digest in frame.payload
    assert frame.at < drawn.draw_at <= seed.at
    assert "somebody_elses_act" in seed.payload
    assert drawn.seed_root == audit.root_at(drawn.seed_index + 1)
    assert len(drawn.frame.splitlines()) == 25  # 24 and the school of the world
    assert drawn.selected.count() == 6


def test_anyone_can_draw_it_again(drawn):
    proof = queries.prove(drawn)
    assert proof.good, [step for step in proof.steps if not step.good]
    assert [s.code for s in proof.steps] == [
        "frame", "logged", "before", "entry", "root", "seed", "sample", "replacements",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (lambda r: setattr(r, "frame", r.frame + "Z-1|school|-\n"), "frame"),
        (lambda r: setattr(r, "seed_index", r.seed_index + 1), "entry"),
        (lambda r: setattr(r, "seed", "0" * 64), "seed"),
        (lambda r: r.selected.filter(pk=r.selected.first().pk).delete(), "sample"),
        (lambda r: LogEntry.objects.filter(pk=0).update(leaf_hash="ab" * 32), "root"),
        (lambda r: setattr(r, "draw_at", PLANNED - timedelta(days=1)), "before"),
    ],
)
def test_whoever_touches_the_sample_is_seen(drawn, change, step):
    change(drawn)
    wrong = {s.code for s in queries.prove(drawn).steps if not s.good}
    assert step in wrong


def test_a_round_is_drawn_once_and_not_too_early(field):
    with time_machine.travel(PLANNED, tick=False):
        round_ = field.plan()
        with refusal("inspection.too_early"):
            actions.draw(round_=round_, by=field.standing)
    with time_machine.travel(DRAWN, tick=False):
        first = actions.draw(round_=round_, by=field.standing)
        with refusal("inspection.drawn"):
            actions.draw(round_=round_, by=field.standing)
    assert len(first) == round_.selected.count() == 6
    assert queries.prove(InspectionRound.objects.get(pk=round_.pk)).good


def test_the_draw_time_lies_ahead(field):
    with time_machine.travel(DRAWN, tick=False), refusal("inspection.draw_at"):
        field.plan()
    assert not InspectionRound.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "inspection.title"),
        ({"size": 0}, "inspection.size"),
        ({"groups": ()}, "inspection.size"),
        ({"starts": date(2024, 12, 31)}, "inspection.dates"),
        ({"team": "Liên hệ 0912 345 678"}, "inspection.person_id"),
        ({"groups": ("district",)}, "inspection.frame"),
    ],
)
def test_a_plan_that_cannot_be_carried_out(field, changes, code):
    with time_machine.travel(PLANNED, tick=False), refusal(code):
        field.plan(**changes)


def test_a_replacement_is_the_next_in_order_with_a_reason(field, drawn):
    gone = drawn.selected.first()
    with refusal("inspection.reason"):
        actions.replace(round_=drawn, unit_id=gone.unit_id, reason="dislike", by=field.standing)
    made = actions.replace(round_=drawn, unit_id=gone.unit_id, reason="closed", by=field.standing)
    assert made.instead_of.unit_id == gone.unit_id
    assert made.stratum == gone.stratum and made.place > gone.place
    assert queries.prove(drawn).good
    with refusal("inspection.not_selected"):
        actions.replace(round_=drawn, unit_id=gone.unit_id, reason="closed", by=field.standing)
    other = drawn.selected.exclude(pk=made.pk).filter(set_aside="").first()
    Selected.objects.filter(pk=made.pk).update(code=other.code[::-1])
    assert not queries.prove(drawn).good


def test_nobody_adds_a_unit_of_a_drawn_kind(field, drawn):
    with refusal("inspection.steered"):
        actions.add_units(round_=drawn, unit_ids=[field.units[0]], by=field.standing)
    added = [field.world.units["commune"], field.world.units["neighbour"]]
    assert actions.add_units(round_=drawn, unit_ids=added, by=field.standing) == 2
    assert actions.add_units(round_=drawn, unit_ids=added, by=field.standing) == 0


def test_only_the_standing_office_plans_and_draws(field):
    with refusal("inspection.forbidden"):
        actions.draw(round_=InspectionRound(), by=field.auditor)


# --- visits -------------------------------------------------------------------------------------


def first_unit(field, drawn, **answers):
    """A drawn unit that has reported, and the fields a visit looks at."""
    unit_id = drawn.selected.filter(group="agency").first().unit_id
    field_of.report(field, unit_id, **answers)
    return unit_id


def said(**items):
    return Report(
        day=date(2024, 12, 4),
        items={n: Found(*item) for n, item in items.items()},
        note="Làm việc.",
    )


def write(field, drawn, unit_id, report, key=KEY, by=None, **more):
    return actions.record_visit(
        round_=drawn, unit_id=unit_id, report=report, client_key=key,
        by=by or field.auditor, now=VISITED, **more,
    )  # fmt: skip


def test_a_visit_puts_found_beside_claimed(field, drawn):
    unit_id = first_unit(field, drawn, staff=40, staff_signed=40)
    claim = queries.claim_of(unit_id, YEAR)
    assert {"staff_signed", "models_kept", "safe"} <= {f.id for f in claim.fields}
    assert not any(f.sensitive or f.type == "text" for f in claim.fields)
    version = write(
        field, drawn, unit_id,
        said(staff_signed=("differs", 31, "Sổ ký chỉ có 31 chữ ký."), safe=("confirmed",)),
    )  # fmt: skip
    found = queries.checked(drawn, unit_id)
    line = next(line for line in found.lines if line.field.id == "staff_signed")
    assert (line.claimed, line.found, line.verdict) == (40, 31, "differs")
    assert found.found["staff_signed"] == 31
    assert version.digest in audit.entry(version.log_index).payload
    assert Event.objects.filter(verb="inspection.visit").count() == 1
    task = FollowUp.objects.get()
    assert (task.field, task.due) == ("staff_signed", date(2025, 1, 3))


def test_a_visit_is_written_once_for_a_key_and_versions_are_kept(field, drawn):
    unit_id = first_unit(field, drawn)
    report = said(safe=("confirmed",))
    one, two = write(field, drawn, unit_id, report), write(field, drawn, unit_id, report)
    assert one.pk == two.pk
    with refusal("inspection.key_reused"):
        write(field, drawn, unit_id, said(safe=("unchecked",)))
    with refusal("inspection.conflict"):
        write(field, drawn, unit_id, report, key=KEY[:-1] + "2", base_version=0)
    write(field, drawn, unit_id, said(safe=("unchecked",)), key=KEY[:-1] + "3", base_version=1)
    assert list(VisitVersion.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ({"staff_signed": ("differs", None, "x")}, "inspection.found"),
        ({"staff_signed": ("differs", -1, "x")}, "inspection.found"),
        ({"safe": ("differs", "perhaps", "x")}, "inspection.found"),
        ({"safe": ("wrong",)}, "inspection.verdict"),
        ({"criterion_3": ("confirmed",)}, "inspection.verdict"),
        ({"safe": ("confirmed", None, "Gọi 0912345678")}, "inspection.person_id"),
        ({"safe": ("confirmed", None, "x" * 501)}, "inspection.sentence"),
    ],
)
def test_a_visit_that_says_nothing_sensible_is_refused(field, drawn, items, code):
    unit_id = first_unit(field, drawn)
    with refusal(code):
        write(field, drawn, unit_id, said(**items))
    assert not VisitVersion.objects.exists()


def test_an_empty_form_is_no_visit_but_an_area_without_items_needs_only_a_note(field, drawn):
    unit_id = first_unit(field, drawn)
    bare = Report(day=date(2024, 12, 4))
    for report in (bare, said(), replace(said(safe=("unchecked",)), note=" ")):
        with refusal("inspection.empty"):
            write(field, drawn, unit_id, report)
    area = field.world.units["commune"]
    actions.add_units(round_=drawn, unit_ids=[area], by=field.standing)
    with refusal("inspection.empty"):
        write(field, drawn, area, bare)
    assert queries.coverage(YEAR).visits == 0
    assert write(field, drawn, area, said()).number == 1


def test_only_inspectors_write_and_only_where_the_round_goes(field, drawn):
    unit_id = first_unit(field, drawn)
    with refusal("inspection.forbidden"):
        write(field, drawn, unit_id, said(), by=field.world.posts["officer"])
    left = next(u for u in field.units if not drawn.selected.filter(unit_id=u).exists())
    with refusal("inspection.not_selected"):
        write(field, drawn, left, said())


def test_follow_up_until_it_is_closed(field, drawn):
    unit_id = first_unit(field, drawn)
    write(field, drawn, unit_id, said(safe=("differs", "not_recognised", "Chưa có quyết định.")))
    task = FollowUp.objects.get()
    place = field.world.units["commune"]
    near = "officer" if _below(unit_id, place) else "far_officer"
    far = {"officer": "far_officer", "far_officer": "officer"}[near]
    posts = field.world.posts
    with refusal("inspection.forbidden"):
        actions.report_done(follow_up_id=task.pk, proof="Đã có quyết định", by=posts[far])
    with refusal("inspection.proof"):
        actions.report_done(follow_up_id=task.pk, proof=" ", by=posts[near])
    with refusal("inspection.closed"):
        actions.close(follow_up_id=task.pk, by=field.auditor)
    actions.report_done(follow_up_id=task.pk, proof="Đã có quyết định 12/QĐ-UBND", by=posts[near])
    actions.reopen(follow_up_id=task.pk, sentence="Chưa kèm quyết định.", by=field.auditor)
    actions.report_done(follow_up_id=task.pk, proof="Đã gửi quyết định", by=posts[near])
    with refusal("inspection.forbidden"):
        actions.close(follow_up_id=task.pk, by=posts[near])
    FollowUp.objects.filter(pk=task.pk).update(reported_by=field.auditor.pk)
    with refusal("inspection.own_report"):
        actions.close(follow_up_id=task.pk, by=field.auditor)
    FollowUp.objects.filter(pk=task.pk).update(reported_by=posts[near].pk)
    assert actions.close(follow_up_id=task.pk, by=field.auditor).state == "closed"
    assert queries.open_follow_ups() == 0


def _below(unit_id, place):

    return unit_id in set(orgs.units_below(place))


def test_a_follow_up_is_withdrawn_when_the_next_version_confirms(field, drawn):
    unit_id = first_unit(field, drawn)
    write(field, drawn, unit_id, said(safe=("differs", "not_recognised", "Chưa có quyết định.")))
    write(field, drawn, unit_id, said(safe=("confirmed",)), key=KEY[:-1] + "9")
    assert FollowUp.objects.get().state == "withdrawn"


def test_files_of_a_visit_are_cleaned(field, drawn, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    unit_id = first_unit(field, drawn)
    values = {"round_": drawn, "unit_id": unit_id, "field": "safe", "by": field.auditor}
    one = actions.attach(name="a.png", content=field_of.picture(10), **values)
    two = actions.attach(name="b.png", content=field_of.picture(10), **values)
    assert one.pk == two.pk and one.mime == "image/jpeg"
    with refusal("file.unreadable"):
        actions.attach(name="a.png", content=b"no picture", **values)


# --- rates and coverage -------------------------------------------------------------------------


def test_rates_count_claims_that_did_not_hold(field, drawn):
    rows = list(drawn.selected.all())
    for place, row in enumerate(rows):
        field_of.report(field, row.unit_id, safe="recognised", staff=40, staff_signed=40)
        verdict = ("differs", "not_recognised", "") if place == 0 else ("confirmed",)
        checked = ("unchecked",) if place == 1 else verdict
        write(field, drawn, row.unit_id, said(safe=checked), key=f"{KEY[:-2]}{place:02d}")
    visits = queries.visits_of(drawn)
    by_target = {item.target.id: item for item in queries.target_rates(visits, YEAR)}
    assert (by_target["T1.2"].rate.wrong, by_target["T1.2"].rate.checked) == (1, 5)
    assert by_target["T1.2"].rate.value == Fraction(1, 5)
    assert "T5.2" not in by_target
    assert {f.field.id: f.rate.checked for f in queries.field_rates(visits)} == {"safe": 5}
    few = discrepancy.effect(
        by_target["T1.2"].goal, Fraction(5), 95, 100, 60, by_target["T1.2"].rate
    )
    assert few is None


def test_coverage_counts_visits_of_the_period(field, drawn):
    before = queries.coverage(YEAR)
    assert (before.unit_count, before.visits, before.asked) == (0, 0, 20)
    for place, row in enumerate(drawn.selected.all()[:4]):
        write(field, drawn, row.unit_id, said(), key=f"{KEY[:-2]}{place:02d}")
    found = queries.coverage(YEAR)
    assert (found.unit_count, found.visits, found.rounds) == (4, 4, 1)
    assert queries.coverage(Period(2024, 1)).visits == 0
    assert not found.replaced and not found.areas  # the small world has no districts


def test_areas_follow_the_applied_target(field):
    package = programmes.package()
    assert queries.area_groups(package, date(2025, 6, 30)) == ("district",)
    assert queries.area_groups(package, date(2025, 7, 1)) == ("commune",)
    assert queries.unit_groups(package, date(2024, 1, 1)) == ("agency", "enterprise", "school")
    later = queries.coverage(Period(2025))
    assert later.replaced and not later.document
    assert {area.state.group for area in later.areas} == {"commune"}


# --- the command line ---------------------------------------------------------------------------


def run(*words):
    return CliRunner().invoke(phongtrao, ["inspect", *words])


def test_command_prints_and_checks_the_sample(drawn):
    assert drawn.code in run("list").output
    shown = run("sample", drawn.code, "--check")
    assert shown.exit_code == 0, shown.output
    assert drawn.frame_digest in shown.output and drawn.seed in shown.output
    assert "KHÔNG KHỚP" not in shown.output
    assert run("sample", drawn.code, "--frame").output == drawn.frame
    InspectionRound.objects.filter(pk=drawn.pk).update(seed="1" * 64)
    broken = run("sample", drawn.code, "--check")
    assert broken.exit_code == 1 and "KHÔNG KHỚP" in broken.output


def test_command_says_what_is_covered(drawn):
    shown = run("coverage", "--period", "2025")
    assert shown.exit_code == 0 and "0/2" in shown.output and "applied" in shown.output
