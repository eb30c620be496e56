"""A dossier's life: whoever judges stays on record, the rule is never bent silently."""

from datetime import date

import pytest

from phongtrao.assessments import (
    access,
    actions,
    deciding,
    figures,
    laws,
    queries,
    settling,
)
from phongtrao.assessments.deciding import Outcome
from phongtrao.assessments.models import Certificate, Dossier, Step
from phongtrao.audit.models import Event, LogEntry
from phongtrao.audit.queries import verify
from phongtrao.core.findings import Refusal
from phongtrao.submissions import actions as submissions
from tests.world import YEAR, World

PAPERS = {"resolution": "4/NQ-CB", "registration": "5/ĐK-KDC", "plan": "6/KH-UBND"}
HAMLET = {
    "KDC-1a": {"value": "yes"},
    "KDC-1b": {"value": "yes"},
    "KDC-1c": {"numerator": 212, "denominator": 212},
    "KDC-2": {"value": "yes"},
    "KDC-3": {"value": "none"},
    "KDC-4a": {"now": 1, "before": 2},
    "KDC-4b": {"value": "none"},
    "KDC-4c1": {"value": "none"},
    "KDC-4c2": {"value": "none"},
    "KDC-4c3": {"value": "yes"},
    "KDC-4d": {"value": "none"},
    "KDC-5a": {"value": "good"},
    "KDC-5b": {"value": "none"},
}
MINUTES = {"held_on": "2024-11-02", "chair": "head", "invited": 20, "present": 18, "agreed": 18}


def registered(world: World, unit: str = "hamlet", by: str = "hamlet_post", on=date(2024, 3, 1)):
    return actions.register(
        unit_id=world.units[unit],
        year=2024,
        on=on,
        items={k: v for k, v in PAPERS.items() if unit != "hamlet" or k != "plan"},
        by=world.posts[by],
    )


def filed(world: World, unit: str = "hamlet", answers=HAMLET, by: str = "officer") -> Dossier:
    post = world.posts[by]
    dossier = registered(world, unit, by)
    actions.assess(dossier_id=dossier.pk, answers=answers, by=post)
    actions.review(dossier_id=dossier.pk, answers={}, minutes=MINUTES, by=post)
    actions.file_up(dossier_ids=[dossier.pk], number="9/TTr-KDC", on=date(2024, 11, 4), by=post)
    return Dossier.objects.get(pk=dossier.pk)


def decided(world: World, dossier: Dossier, recognised: bool = True, **more) -> Dossier:
    deciding.decide(
        outcomes=[Outcome(dossier.pk, recognised, **more)],
        number="120/QĐ-UBND",
        signed_on=date(2024, 11, 12),
        by=world.posts["officer"],
    )
    return Dossier.objects.get(pk=dossier.pk)


def code_of(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def test_from_registration_to_certificate(world: World) -> None:
    before = LogEntry.objects.count()
    dossier = decided(world, filed(world))
    assert (dossier.state, dossier.final_verdict, dossier.departs) == ("recognised", "met", False)
    assert [side.stage for side in queries.sides(dossier)] == ["assess", "review", "decide"]
    assert LogEntry.objects.count() == before + 5
    assert verify() == []
    assert Event.objects.filter(verb__startswith="assessment.").count() == 5
    own = queries.certificate_of(dossier)
    assert own is not None and queries.certificate(own.code.lower()).dossier_id == dossier.pk
    assert dossier.decision is not None
    assert (dossier.decision.office, dossier.decision.late) == ("Ủy ban nhân dân cấp xã", False)
    assert queries.is_consistent(dossier)


def test_order_is_kept(world: World) -> None:
    dossier = registered(world)
    with pytest.raises(Refusal) as refusal:
        actions.review(
            dossier_id=dossier.pk, answers={}, minutes=MINUTES, by=world.posts["hamlet_post"]
        )
    assert code_of(refusal) == "dossier.order"
    with pytest.raises(Refusal) as refusal:
        deciding.decide(
            outcomes=[Outcome(dossier.pk, True)],
            number="1/QĐ-UBND",
            signed_on=date(2024, 11, 1),
            by=world.posts["officer"],
        )
    assert code_of(refusal) == "dossier.order"


def test_registration_needs_its_papers_and_marks_lateness(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.register(
            unit_id=world.units["hamlet"],
            year=2024,
            on=date(2024, 2, 1),
            items={"resolution": "2/NQ-CB"},
            by=world.posts["hamlet_post"],
        )
    assert code_of(refusal) == "register.incomplete"
    # Art. 9 asks for a Party resolution "where there is one": a hamlet without one registers.
    actions.register(
        unit_id=world.units["hamlet2"],
        year=2024,
        on=date(2024, 2, 1),
        items={"registration": "5/ĐK-KDC"},
        by=world.posts["officer"],
    )
    dossier = registered(world, on=date(2024, 4, 1))
    assert [finding.code for finding in queries.findings_of(dossier)] == ["dossier.late"]
    # Registered late: the room's own data contradicts a claim of "in the first quarter".
    actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=world.posts["hamlet_post"])
    dossier.refresh_from_db()
    places = {finding.place for finding in queries.findings_of(dossier)}
    assert "KDC-1b" in places


def test_only_codes_counts_and_document_numbers_are_taken(world: World) -> None:
    dossier = registered(world)
    for wrong in (
        {"KDC-3": {"value": "occurred"}},
        {"KDC-3": {"value": "occurred", "document": "Nguyễn Văn A, 0912345678"}},
        {"KDC-3": {"value": "none", "note": "không ai"}},
        {"KDC-9": {"value": "yes"}},
        {"KDC-1c": {"numerator": 3, "denominator": 2}},
        {"KDC-2": "yes"},
    ):
        with pytest.raises(Refusal) as refusal:
            actions.assess(dossier_id=dossier.pk, answers=wrong, by=world.posts["hamlet_post"])
        assert (code_of(refusal), refusal.value.status) == ("criteria.invalid", 422), wrong
    assert Step.objects.filter(dossier=dossier).count() == 1


def test_the_same_key_counts_once(world: World) -> None:
    dossier = registered(world)
    by = world.posts["hamlet_post"]
    first = actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=by, client_key="k1")
    again = actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=by, client_key="k1")
    assert first.pk == again.pk
    with pytest.raises(Refusal) as refusal:
        actions.assess(dossier_id=dossier.pk, answers={}, by=by, client_key="k1")
    assert code_of(refusal) == "key.reused"
    with pytest.raises(Refusal) as refusal:
        actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=by, base=1, client_key="k2")
    assert code_of(refusal) == "dossier.conflict"


def test_a_departure_needs_reason_and_document(world: World) -> None:
    failing = {**HAMLET, "KDC-1c": {"numerator": 200, "denominator": 212}}
    dossier = filed(world, answers=failing)
    assert dossier.failed == "KDC-1"
    with pytest.raises(Refusal) as refusal:
        decided(world, dossier)
    assert code_of(refusal) == "verdict.reason"
    reason = "Mười hai hộ đi làm ăn xa cả năm, đã xác minh."
    dossier = decided(world, dossier, reason=reason, document="31/BB-BCĐ")
    assert (dossier.state, dossier.departs) == ("recognised", True)
    last = queries.sides(dossier)[-1]
    assert (last.rule, last.verdict, last.reason, last.document) == (
        "not_met",
        "met",
        reason,
        "31/BB-BCĐ",
    )


def test_a_refusal_tells_the_unit_why(world: World) -> None:
    failing = {**HAMLET, "KDC-3": {"value": "occurred", "document": "15/BC-CAX"}}
    dossier = filed(world, answers=failing)
    with pytest.raises(Refusal) as refusal:
        decided(world, dossier, recognised=False)
    assert code_of(refusal) == "refuse.reason"
    dossier = decided(world, dossier, recognised=False, reason="Tiêu chí 3 chưa đạt.")
    assert dossier.state == "refused"
    assert queries.certificate_of(dossier) is None


def test_the_meeting_may_see_it_differently(world: World) -> None:
    by = world.posts["officer"]
    dossier = registered(world, by="officer")
    actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=by)
    changed = {"KDC-5a": {"value": "not_completed"}}
    actions.review(dossier_id=dossier.pk, answers=changed, minutes=MINUTES, by=by)
    dossier.refresh_from_db()
    assert (dossier.self_verdict, dossier.reviewed_verdict) == ("met", "not_met")
    assert [gap.criterion for gap in figures.gaps(world.units["province"], 2024)] == ["KDC-5"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreed": 19},
        {"present": 0},
        {"held_on": "2023-11-02", "invited": "20"},
        {"held_on": "", "chair": "somebody", "invited": None},
    ],
)
def test_minutes_are_counts_and_an_office(world: World, wrong: dict) -> None:
    dossier = registered(world)
    by = world.posts["hamlet_post"]
    actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=by)
    with pytest.raises(Refusal) as refusal:
        actions.review(dossier_id=dossier.pk, answers={}, minutes={**MINUTES, **wrong}, by=by)
    found = [(one.code, one.place) for one in refusal.value.data["findings"]]
    assert found[: len(wrong)] == [("minutes.invalid", field) for field in wrong]


def test_undo_until_the_next_level_acts(world: World) -> None:
    by = world.posts["hamlet_post"]
    dossier = registered(world)
    actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=by)
    actions.undo(dossier_id=dossier.pk, by=by)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.self_verdict) == ("registered", "")
    actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=by)
    actions.send_back(
        dossier_id=dossier.pk, sentences={"KDC-1": "Ghi lại số hộ."}, by=world.posts["officer"]
    )
    with pytest.raises(Refusal) as refusal:
        actions.undo(dossier_id=dossier.pk, by=by)
    assert refusal.value.status == 403
    actions.undo(dossier_id=dossier.pk, by=world.posts["officer"])
    assert queries.is_consistent(Dossier.objects.get(pk=dossier.pk))
    assert verify() == []


def test_a_decision_is_taken_back_whole(world: World) -> None:
    dossier = decided(world, filed(world))
    with pytest.raises(Refusal) as refusal:
        actions.undo(dossier_id=dossier.pk, by=world.posts["officer"])
    assert code_of(refusal) == "undo.late"
    assert dossier.decision_id is not None
    deciding.undo_decision(
        decision_id=dossier.decision_id, reason="Ghi nhầm số quyết định.", by=world.posts["officer"]
    )
    dossier.refresh_from_db()
    assert (dossier.state, dossier.final_verdict, dossier.decision_id) == ("filed", "", None)
    assert Certificate.objects.get().void
    assert decided(world, dossier).state == "recognised"


def test_posts_keep_to_their_reach(world: World) -> None:
    dossier = filed(world)
    for who, verb in (
        ("far_officer", "read"),
        ("far_officer", "decide"),
        ("hamlet_post", "decide"),
    ):
        with pytest.raises(Refusal) as refusal:
            access.dossier_for(world.posts[who], dossier.pk, verb)
        assert refusal.value.status == 403
    commune = registered_commune(world)
    assert commune.level == "district"
    with pytest.raises(Refusal) as refusal:
        access.dossier_for(world.posts["officer"], commune.pk, "decide")
    assert refusal.value.status == 403


def registered_commune(world: World) -> Dossier:
    return registered(world, "commune", "officer")


def test_units_outside_the_circular_have_no_dossier(world: World) -> None:
    state = laws.orgs.state_of(world.units["school"])
    state.subkind = "primary"
    state.save()
    with pytest.raises(Refusal) as refusal:
        actions.open_dossier(unit_id=world.units["school"], year=2024, by=world.posts["officer"])
    assert code_of(refusal) == "unit.out_of_scope"


def test_the_report_fills_in_and_contradicts(world: World) -> None:
    answers = {"households": 212, "households_signed": 205, "resolution": "yes"}
    submissions.submit(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload=world.payload("hamlet", **answers),
        client_key="annual-1",
        by=world.posts["hamlet_post"],
    )
    dossier = registered(world)
    data = queries.data_for(dossier)
    assert data["KDC-1c"].answer == {"numerator": 205, "denominator": 212}
    assert data["KDC-1b"].answer == {"value": "yes"}
    actions.assess(dossier_id=dossier.pk, answers=HAMLET, by=world.posts["hamlet_post"])
    found = queries.findings_of(Dossier.objects.get(pk=dossier.pk))
    assert [(f.code, f.place) for f in found] == [("criteria.contradiction", "KDC-1c")]
    assert "205/212" in found[0].message and "212/212" in found[0].message


def test_commune_ratios_come_from_the_dossiers_below(world: World) -> None:
    decided(world, filed(world))
    commune = registered_commune(world)
    data = queries.data_for(commune)
    # Ấp 3, Ấp 4 and the school are in scope, one registered and recognised.
    assert data["XA-4a"].answer == {"numerator": 1, "denominator": 3}
    assert data["XA-4b"].answer == {"numerator": 1}


def test_a_setting_changes_the_base_from_now_on(world: World) -> None:
    law = laws.criteria_for("commune", "xa", 2024)
    assert laws.options_of(law.id)["xa4_base"] == "registered"
    settling.set_option(
        criteria=law.id,
        option="xa4_base",
        value="in_scope",
        document="12/HD-BCĐ",
        by=world.posts["standing"],
    )
    assert laws.options_of(law.id)["xa4_base"] == "in_scope"
    with pytest.raises(Refusal) as refusal:
        settling.set_option(
            criteria=law.id,
            option="xa4_base",
            value="in_scope",
            document="12/HD-BCĐ",
            by=world.posts["officer"],
        )
    assert refusal.value.status == 403


@pytest.mark.parametrize(
    ("group", "kind", "year", "code"),
    [
        ("hamlet", "khu_dan_cu", 2024, "tt124-hamlet-2022"),
        ("hamlet", "khu_dan_cu", 2025, "tt124-hamlet-2025"),
        ("commune", "phuong", 2022, "tt124-commune-2022"),
        ("school", "truong_hoc", 2026, "tt124-school-2025"),
    ],
)
def test_the_law_of_a_year_is_the_one_in_force_when_it_is_decided(
    world: World, group: str, kind: str, year: int, code: str
) -> None:
    assert laws.criteria_for(group, kind, year).id == code


def test_criterion_19_2_is_for_communes_of_kind_xa_until_2025(world: World) -> None:
    assert laws.criteria_for("commune", "xa", 2025, "standard").id == "ntm-19-2"
    for kind, year in (("phuong", 2025), ("xa", 2026)):
        with pytest.raises(Refusal) as refusal:
            laws.criteria_for("commune", kind, year, "standard")
        assert code_of(refusal) == "criteria.none_that_year"


def test_the_body_that_decides_can_be_another_by_setting(world: World) -> None:
    law = laws.criteria("tt124-commune-2025")
    assert laws.office_of(law, "province") == "Ủy ban nhân dân cấp tỉnh"
    settling.set_option(
        criteria=law.id,
        option="authority",
        value="delegated",
        document="7/QĐ-UBND",
        by=world.posts["standing"],
    )
    assert laws.office_of(law, "province") == "Cơ quan được Ủy ban nhân dân cấp tỉnh giao"


def test_a_unit_that_is_gone_is_not_assessed(world: World) -> None:
    state = laws.orgs.state_of(world.units["hamlet2"])
    state.valid_to = date(2024, 7, 1)
    state.save()
    with pytest.raises(Refusal) as refusal:
        actions.open_dossier(unit_id=world.units["hamlet2"], year=2024, by=world.posts["officer"])
    assert code_of(refusal) == "unit.gone"


def test_a_unit_managed_above_is_decided_above(world: World) -> None:
    school, standing = world.units["school"], world.posts["standing"]
    dossier = actions.open_dossier(unit_id=school, year=2024, by=world.posts["officer"])
    assert dossier.level == "commune"
    given = {"level": "province", "from_year": 2024, "document": "8/QĐ-UBND"}
    settling.set_level(unit_id=school, by=standing, **given)
    dossier.refresh_from_db()
    assert dossier.level == "province"
    assert laws.subject(school, 2025).level == "province"
    assert laws.subject(school, 2023).level == "commune"
    with pytest.raises(Refusal) as refusal:
        access.dossier_for(world.posts["officer"], dossier.pk, "decide")
    assert refusal.value.status == 403
    with pytest.raises(Refusal) as refusal:
        settling.set_level(unit_id=world.units["hamlet"], by=standing, **given)
    assert code_of(refusal) == "level.fixed"
