"""Signals of formalism over what was really handed in: reports, photos, workbooks, answers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from phongtrao.config.cli import phongtrao
from phongtrao.inspections import actions, queries
from phongtrao.submissions import actions as submissions
from phongtrao.submissions.actions import FROM_WORKBOOK
from phongtrao.submissions.models import Version
from tests.unit import inspections_world as field_of
from tests.unit.inspections_world import PLANNED, refusal
from tests.world import YEAR


@pytest.fixture
def field(world):
    return field_of.build(world)


def run(*words):
    return CliRunner().invoke(phongtrao, ["inspect", *words])


def kinds(period=YEAR):
    found = queries.run_of(period, fresh=True).found
    return {(signal.kind, signal.unit) for signal in found}


def test_one_desk_within_minutes_and_not_from_a_workbook(field):
    start = PLANNED - timedelta(days=20)
    for place, unit in enumerate(field.units[:7]):
        field_of.report(field, unit, at=start + timedelta(seconds=40 * place))
    assert kinds() == {("burst", unit) for unit in field.units[:7]}
    Version.objects.update(note=FROM_WORKBOOK)
    assert kinds() == set()


def test_a_photo_of_another_unit_and_a_run_that_is_kept(field, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    one, two, three = field.units[0], field.units[4], field.units[8]
    for unit, shade in ((one, 10), (two, 10), (three, 200)):
        attach_photo(field, unit, shade)
        field_of.report(field, unit)
    found = queries.run_of(YEAR)
    assert [(s.kind, s.unit, s.against) for s in found.found] == [("reused", two, (one,))]
    assert queries.run_of(YEAR) is found
    attach_photo(field, three, 10)
    assert kinds() == {("reused", two), ("reused", three)}
    told = queries.signals_for(two, YEAR)[0]
    assert "đơn vị khác gửi trước" in told.what and told.what_en and told.ask


def attach_photo(field, unit, shade):
    submissions.attach(
        unit_id=unit,
        form="annual",
        period=YEAR,
        field="",
        name="a.png",
        content=field_of.picture(shade),
        by=field.standing,
    )


def test_answers_are_kept_and_only_by_who_may(field, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    for unit in (field.units[0], field.units[12]):
        attach_photo(field, unit, 10)
        field_of.report(field, unit)
    signal = queries.run_of(YEAR).found[0]
    values = {"unit_id": signal.unit, "period": YEAR, "key": signal.key}
    with refusal("inspection.forbidden"):
        actions.answer_signal(
            **values, sentence="Ảnh chụp chung hai đơn vị.", by=field.world.posts["officer"]
        )
    near = field.world.posts["far_officer"]
    actions.answer_signal(**values, sentence="Ảnh chụp chung hai đơn vị.", by=near)
    actions.answer_signal(**values, sentence="Đã thay bằng ảnh riêng.", by=near)
    assert queries.signals_for(signal.unit, YEAR)[0].answer.sentence == "Đã thay bằng ảnh riêng."
    with refusal("signal.none"):
        actions.answer_signal(**{**values, "key": "0" * 16}, sentence="Không còn.", by=near)


def test_command_prints_signals_in_three_forms(field):
    start = PLANNED - timedelta(days=20)
    for place, unit in enumerate(field.units[:6]):
        field_of.report(field, unit, at=start + timedelta(seconds=40 * place))
    table = run("signals", "--period", "2024")
    assert table.exit_code == 0 and "6 dấu hiệu" in table.output
    rows = json.loads(run("signals", "--period", "2024", "--format", "json").output)
    assert {row["kind"] for row in rows} == {"burst"} and len(rows) == 6
    listed = run("signals", "--period", "2024", "--format", "csv").output.splitlines()
    assert listed[0].startswith("unit,name,kind,what") and len(listed) == 7
    assert "0 dấu hiệu" in run("signals", "--period", "2024", "--kind", "copied").output
