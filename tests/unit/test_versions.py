"""The plan through time: amendments beside the signed text, versions, effects, closed years."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from phongtrao.analytics.effects import effect
from phongtrao.analytics.queries import figures
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.amendments import (
    Amendment,
    DateChange,
    DeadlineChange,
    TargetChange,
    amended,
    in_force,
)
from phongtrao.plan.definitions import Package
from phongtrao.programmes import actions
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import projections, rebuilding
from phongtrao.submissions.actions import submit
from phongtrao.submissions.publishing import publish_draft, put_in_force, reasons, touched
from phongtrao.submissions.rounds import open_round
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db
CODE = "T1.2"


def amendment(effect_from: str = "2024-06-01", **change: Any) -> Amendment:
    """A document that changes one target."""
    parts = {"target": CODE, "note": "Mức mới theo văn bản", "value": 40, **change}
    return Amendment(
        id="dieu-chinh-1",
        number="99/KH-UBND",
        issued="2024-05-20",
        issuer="UBND tỉnh (ví dụ)",
        title="Điều chỉnh chỉ tiêu (ví dụ)",
        effect_from=effect_from,
        targets=(TargetChange(**parts),),
    )


def said(world: World, unit: str, period: Period = YEAR, **answers: Any) -> None:
    """A unit hands in, through its commune."""
    submit(
        unit_id=world.units[unit],
        form="annual",
        period=period,
        payload=world.payload(unit, **answers),
        client_key=str(uuid4()),
        by=world.posts["far_officer" if unit.startswith(("far", "nei")) else "officer"],
        on_behalf=unit not in ("commune", "neighbour"),
        note="Nhập thay",
    )


def figure(period: Period = YEAR, code: str = CODE) -> Any:
    """The headline of a target at the province."""
    province = orgs.units_on(period.end, "province")[0].unit_id
    return figures([code], [period], province, readings=False)[0]


def with_target(package: Package, code: str, **changes: Any) -> Package:
    """The signed package with one target changed."""
    target = package.targets[code].model_copy(update=changes)
    return package.model_copy(update={"targets": {**package.targets, code: target}})


def with_form(package: Package, **changes: Any) -> Package:
    """The signed package with the yearly form changed."""
    form = package.forms["annual"].model_copy(update=changes)
    return package.model_copy(update={"forms": {**package.forms, "annual": form}})


def test_a_document_changes_what_is_applied_and_never_the_signed_text(world: World) -> None:
    signed = programmes.signed_package()
    changed = in_force(amended(signed, amendment()))
    target, before = changed.targets[CODE], signed.targets[CODE]
    assert (target.value, target.signed) == (before.value, before.signed) == (90, before.signed)
    assert target.in_year(2023).value == 90
    goal = target.in_year(2024)
    assert goal.value == 40
    assert goal.applied and "99/KH-UBND ngày 20/05/2024" in goal.applied.document
    assert in_force(changed) == changed
    assert (
        amended(amended(signed, amendment()), amendment(value=45)).amendments[0].targets[0].value
        == 45
    )


def test_a_document_outranks_a_later_stage_of_the_signed_text() -> None:
    target = programmes_target("T2.3")
    assert target.in_year(2024).value is None
    assert target.in_year(2025).value == 70
    package = read().model_copy(update={"amendments": (amendment(target="T2.3", value=55),)})
    assert in_force(package).targets["T2.3"].in_year(2025).value == 55


def read() -> Package:
    """The package as in the folder."""
    return actions.read_package(settings.PLAN_FOLDER)


def programmes_target(code: str) -> Any:
    """A target as in the folder."""
    return read().targets[code]


def test_a_draft_is_not_in_force_until_it_is_published(world: World) -> None:
    for unit in ("hamlet", "school", "commune", "neighbour"):
        said(world, unit, safe="recognised")
    for unit in ("hamlet2", "far_hamlet"):
        said(world, unit, safe="not_recognised")
    before = figure()
    draft = actions.apply_amendment(amendment=amendment(), by=world.posts["standing"])
    assert figure() == before
    found = effect(programmes.package_of_draft(draft))
    assert found.units == 0
    assert found.codes == (CODE,)
    assert found.words == "0 đơn vị, 1 chỉ tiêu"
    one = found.changed[0]
    assert (one.before.value, one.after.value) == (90, 40)
    assert one.figure.verdict != one.figure_after.verdict
    assert one.verdict_changes
    assert figure() == before, "a dry run writes nothing"
    version = publish_draft(draft=draft, by=world.posts["standing"])
    assert version.number == 2
    assert figure().verdict == one.figure_after.verdict
    with pytest.raises(Refusal) as refused:
        publish_draft(draft=draft, by=world.posts["standing"])
    assert refused.value.code == "draft.closed"


def test_a_closed_year_keeps_the_definitions_it_was_closed_under(world: World) -> None:
    for unit in ("hamlet", "hamlet2"):
        said(world, unit, safe="not_recognised")
    actions.close_round(round_=programmes.round_of("annual", YEAR), by=world.posts["standing"])
    open_round(form="annual", period=Period(2025), by=None)
    before = figure()
    signed = programmes.signed_package()
    after = amended(with_target(signed, CODE, numerator="count()"), amendment("2023-01-01"))
    found = effect(after)
    assert {item.period for item in found.kept} == {YEAR}
    assert {item.period for item in found.changed} == {Period(2025)}
    put_in_force(package=after, by=world.posts["standing"])
    assert programmes.package_version().number == 2
    assert figure() == before
    assert programmes.package_in(YEAR).targets[CODE].in_year(2024).value == 90
    assert programmes.package_in(Period(2025)).targets[CODE].in_year(2025).value == 40
    assert programmes.package_in(Period(2025)).targets[CODE].numerator == "count()"


def test_a_target_added_later_has_no_figure_in_a_closed_year(world: World) -> None:
    actions.close_round(round_=programmes.round_of("annual", YEAR), by=world.posts["standing"])
    signed = programmes.signed_package()
    new = signed.targets[CODE].model_copy(update={"id": "T9"})
    put_in_force(
        package=signed.model_copy(update={"targets": {**signed.targets, "T9": new}}), by=None
    )
    province = orgs.units_on(YEAR.end, "province")[0].unit_id
    assert figures(["T9"], [YEAR], province) == []
    open_round(form="annual", period=Period(2025), by=None)
    assert figures(["T9"], [Period(2025)], province)
    with pytest.raises(Refusal):
        figures(["T10"], [YEAR], province)


def test_another_deadline_and_another_question_touch_the_units_that_owe(world: World) -> None:
    said(world, "hamlet")
    signed = programmes.signed_package()
    form = signed.forms["annual"]
    after = with_form(signed, deadlines={**form.deadlines, "hamlet": "25/12"})
    hamlets = {world.units[name] for name in ("hamlet", "hamlet2", "far_hamlet")}
    change = touched(after)[0]
    assert change.moved == hamlets == change.units
    assert effect(after).words == "3 đơn vị, 0 chỉ tiêu"
    put_in_force(package=after, by=world.posts["standing"], note="Lùi hạn")
    owed = programmes.owed_in(programmes.round_of("annual", YEAR), world.units["hamlet2"])
    assert (owed.deadline.day, owed.deadline.month) == (25, 12)
    assert touched(after) == []


def test_a_new_question_makes_its_column_and_loses_no_answer(world: World) -> None:
    said(world, "hamlet", safe="recognised")
    before = figure()
    signed = programmes.signed_package()
    form = signed.forms["annual"]
    first = form.sections[0]
    model = next(field for field in first.fields if field.type == "integer")
    new = model.model_copy(update={"id": "asked_later", "required": False})
    section = first.model_copy(update={"fields": (*first.fields, new)})
    after = with_form(signed, sections=(section, *form.sections[1:]))
    assert effect(after).units > 0
    put_in_force(package=after, by=None)
    live = programmes.package().forms["annual"]
    assert "asked_later" in [name for name, _ in projections.columns(live)]
    assert projections.exists(live)
    assert rebuilding.differences(live) == []
    assert figure() == before


def test_what_cannot_come_into_force_says_why(world: World) -> None:
    signed = programmes.signed_package()
    form = signed.forms["annual"]
    less = form.sections[0].model_copy(update={"fields": form.sections[0].fields[1:]})
    after = with_form(signed, sections=(less, *form.sections[1:]))
    lost = form.sections[0].fields[0].id
    assert [f.code for f in reasons(after)][:1] == ["publish.field_lost"]
    with pytest.raises(Refusal) as refused:
        put_in_force(package=after, by=None)
    assert lost in refused.value.message
    assert programmes.package_version().number == 1
    with pytest.raises(Refusal) as refused:
        actions.apply_amendment(amendment=amendment(target="T77"), by=world.posts["standing"])
    assert refused.value.code == "amendment.invalid"
    with pytest.raises(Refusal):
        actions.apply_amendment(
            amendment=amendment(numerator="count_if(nothing = 1)"), by=world.posts["standing"]
        )


def test_a_citizens_number_is_refused_in_the_words_of_a_document(world: World) -> None:
    personal = amendment(note="Liên hệ 0912345678 để biết mức mới")
    with pytest.raises(Refusal) as refused:
        actions.apply_amendment(amendment=personal, by=world.posts["standing"])
    assert refused.value.data["findings"][0].code == "plan.amendment_person"


def test_a_draft_made_from_an_older_version_is_refused(world: World) -> None:
    by = world.posts["standing"]
    first = actions.apply_amendment(amendment=amendment(), by=by)
    second = actions.apply_amendment(amendment=amendment(value=50), by=by)
    publish_draft(draft=first, by=by)
    with pytest.raises(Refusal) as refused:
        publish_draft(draft=second, by=by)
    assert refused.value.data["findings"][0].code == "publish.stale"
    actions.drop_draft(draft=second, by=by)
    assert list(programmes.drafts()) == []


def test_reading_the_folder_again_keeps_the_documents_in_force(world: World) -> None:
    by = world.posts["standing"]
    publish_draft(draft=actions.apply_amendment(amendment=amendment(), by=by), by=by)
    again = actions.publish(folder=settings.PLAN_FOLDER, by=None)
    assert again.number == 2
    assert programmes.package().targets[CODE].in_year(2024).value == 40


def test_a_date_is_moved_for_one_year_only() -> None:
    moved = amendment().model_copy(
        update={"dates": (DateChange(entry="yearly_report", year=2024, day="30/11"),)}
    )
    changed = in_force(amended(read(), moved))
    entry = next(item for item in changed.calendar if item.id == "yearly_report")
    assert [str(entry.named_day(year)) for year in (2023, 2024)] == ["2023-11-15", "2024-11-30"]


def test_a_deadline_moved_by_document_reaches_the_units_that_owe(world: World) -> None:
    moved = Amendment(
        id="lui-han",
        number="7/UBND",
        issued="2024-10-01",
        issuer="UBND tỉnh (ví dụ)",
        title="Lùi hạn báo cáo năm 2024 (ví dụ)",
        effect_from="2024-10-01",
        deadlines=(DeadlineChange(form="annual", audience="hamlet", year=2024, day="20/12"),),
    )
    draft = actions.apply_amendment(amendment=moved, by=world.posts["standing"])
    found = effect(programmes.package_of_draft(draft))
    assert (found.units, found.codes, found.words) == (3, (), "3 đơn vị, 0 chỉ tiêu")
    publish_draft(draft=draft, by=world.posts["standing"])
    form = programmes.package().forms["annual"]
    signed = programmes.signed_package().forms["annual"]
    assert str(form.deadline("hamlet", "", YEAR)) == "2024-12-20"
    assert signed.deadlines == form.deadlines, "the signed deadlines stay"
    assert form.deadline("hamlet", "", Period(2025)).month == int(
        signed.deadlines["hamlet"].split("/")[1]
    )
    owed = programmes.owed_in(programmes.round_of("annual", YEAR), world.units["hamlet"])
    assert str(owed.deadline) == "2024-12-20"
    wrong = moved.model_copy(
        update={"deadlines": (DeadlineChange(form="nothing", year=2024, day="31/02"),)}
    )
    with pytest.raises(Refusal) as refused:
        actions.apply_amendment(amendment=wrong, by=world.posts["standing"])
    assert len(refused.value.data["findings"]) == 2
