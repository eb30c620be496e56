"""Counts, gaps, what-if, bulk loading and proof; the command line shows the same."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from phongtrao.assessments import actions, deciding, figures, laws, loading, queries, rebuilding
from phongtrao.assessments.command import assess
from phongtrao.assessments.models import Certificate, Decision, Dossier, Step
from phongtrao.audit.canonical import canonical
from phongtrao.audit.queries import verify
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.notices.models import Message
from phongtrao.rules.comparing import tried
from phongtrao.submissions import actions as submissions
from tests.unit.test_assessment_room import HAMLET, decided, filed, registered
from tests.world import YEAR, World

AT = datetime(2024, 11, 3, 9, 0, tzinfo=TZ)


def past(world: World, unit: str, recognised: bool) -> loading.PastDossier:
    """A dossier of the past with a whole life."""
    answers = HAMLET if recognised else {**HAMLET, "KDC-2": {"value": "no"}}
    verdict = "met" if recognised else "not_met"
    failed = "" if recognised else "KDC-2"
    judged = {"answers": answers, "failed": failed, "options": {}}
    steps = (
        loading.PastStep("register", {"on": "2024-02-01", "items": {}}, AT),
        loading.PastStep("assess", judged, AT, None, verdict, verdict),
        loading.PastStep("review", judged, AT, None, verdict, verdict),
        loading.PastStep("file", {"number": "1/TTr-KDC", "on": "2024-11-04"}, AT),
        loading.PastStep("decide", {"outcome": "", "failed": failed}, AT, None, verdict, verdict,
                         "" if recognised else "Tiêu chí 2 chưa đạt.", decision="d"),
    )  # fmt: skip
    return loading.PastDossier(
        "title", world.units[unit], 2024, "hamlet", "khu_dan_cu", "", world.units["commune"],
        "commune", "tt124-hamlet-2022", steps,
    )  # fmt: skip


def load(world: World) -> None:
    decision = loading.PastDecision(
        "d", "title", 2024, "12/QĐ-UBND", date(2024, 11, 10), "commune", "Ủy ban nhân dân cấp xã",
        world.units["commune"], None, AT,
    )  # fmt: skip
    dossiers = [past(world, "hamlet", True), past(world, "hamlet2", False)]
    assert loading.bulk_load(decisions=[decision], dossiers=dossiers) == 2


def test_loading_leaves_what_single_acts_leave(world: World) -> None:
    load(world)
    states = dict(Dossier.objects.values_list("unit_id", "state"))
    assert states == {world.units["hamlet"]: "recognised", world.units["hamlet2"]: "refused"}
    assert Certificate.objects.count() == 1
    for step in Step.objects.all():
        assert canonical(json.loads(step.content)) == step.content
    assert rebuilding.verify() == verify() == []
    deciding.undo_decision(
        decision_id=Decision.objects.get().pk, reason="Nhầm.", by=world.posts["officer"]
    )
    assert set(Dossier.objects.values_list("state", flat=True)) == {"filed"}
    assert rebuilding.verify() == verify() == []


@pytest.mark.parametrize(
    ("model", "change", "code"),
    [
        (Dossier, {"state": "recognised"}, "dossier.differs"),
        (Step, {"content": "{}"}, "dossier"),
        (Step, {"verdict": "met"}, "dossier"),
        (Step, {"reason": "khác"}, "dossier.log"),
    ],
)
def test_a_changed_row_is_found(world: World, model, change: dict, code: str) -> None:
    load(world)
    rows = model.objects.all()
    if model is Step:
        rows = rows.filter(stage="decide" if "content" not in change else "file")
    rows.update(**change)
    assert any(finding.code.startswith(code) for finding in rebuilding.verify())


def test_counts_stand_beside_the_report(world: World) -> None:
    decided(world, filed(world))
    registered(world, "hamlet2", "officer")
    top = world.units["province"]
    own = figures.counts(top, 2024, "hamlet")
    assert (own.in_scope, own.registered, own.filed, own.recognised) == (3, 2, 1, 1)
    every = figures.counts_by_group(world.units["commune"], 2024)
    # The commune itself, two hamlets and the school lie in the commune.
    assert [one.in_scope for one in every] == [2, 1, 0, 0, 1, 4]
    assert figures.report_differences(top, 2024) == []
    said = {"safe": "not_recognised", "criterion_1": "not_met", "households": 212}
    submissions.submit(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload=world.payload("hamlet", **said, households_signed=212),
        client_key="annual",
        by=world.posts["hamlet_post"],
    )
    found = figures.report_differences(top, 2024)
    assert [f.place for f in found] == [f"unit:{world.units['hamlet']}"]
    assert "“không được công nhận”" in found[0].message


def test_who_has_not_registered_and_who_renews(world: World) -> None:
    decided(world, filed(world))
    top = world.units["province"]
    names = {state.unit_id for state in queries.not_registered(2024, top, "hamlet")}
    assert names == {world.units["hamlet2"], world.units["far_hamlet"]}
    assert [state.unit_id for state in queries.renewals(2025, top)] == [world.units["hamlet"]]


def test_a_year_under_another_law_writes_nothing(world: World) -> None:
    decided(world, filed(world))
    law = laws.criteria("tt124-hamlet-2025")
    top, steps = world.units["province"], Step.objects.count()
    same = figures.what_if(top, 2024, law)
    assert (same.judged, same.met_before, same.met_after, list(same.turns)) == (1, 1, 1, [])
    weaker = law.model_copy(update={"criteria": law.criteria[:4]})
    found = figures.what_if(top, 2024, weaker)
    assert (found.met_after, found.by_criterion) == (1, {"KDC-5": 1})
    with pytest.raises(KeyError):
        tried(law, {"KDC-2": 5})
    assert Step.objects.count() == steps


def test_lists_keep_to_the_reach_of_a_post(world: World) -> None:
    filed(world)
    seen = {
        key: queries.dossiers(world.posts[key], 2024).count()
        for key in ("hamlet_post", "officer", "far_officer", "standing", "leader")
    }
    assert seen == {"hamlet_post": 1, "officer": 1, "far_officer": 0, "standing": 1, "leader": 1}
    own = queries.dossiers(world.posts["standing"], 2024, words="ap 3").get()
    assert (own.name, own.judged) == ("Ấp 3", "met")
    assert queries.waiting(world.posts["officer"], 2024, "decide").count() == 1
    assert not queries.dossiers(world.posts["standing"], 2024, verdict="not_met").exists()


def test_a_decision_of_another_commune_is_not_readable(world: World) -> None:
    dossier = decided(world, filed(world))
    assert dossier.decision_id is not None
    read = actions.access.decision_for
    assert read(world.posts["hamlet_post"], dossier.decision_id).number == "120/QĐ-UBND"
    for who, verb in (("far_officer", "read"), ("hamlet_post", "decide")):
        with pytest.raises(Refusal) as refusal:
            read(world.posts[who], dossier.decision_id, verb)
        assert refusal.value.status == 403


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_command_line(world: World, form: str, tmp_path: Path) -> None:
    decided(world, filed(world))
    run = CliRunner().invoke

    def said(*words: str) -> str:
        result = run(assess, [*words, "--year", "2024", "--format", form])
        assert result.exit_code == 0, result.output
        return result.output

    assert "25363-01" in said("list") and "recognised" in said("list", "--state", "recognised")
    assert "212/212" in said("show", "25363-01")
    assert "25363-01" not in said("gaps")
    assert "Xuất sắc" in said("distribution", "--group", "hamlet")
    source = Path(laws.programmes.package().folder or "plans/binh-phuoc-2022-2025")
    text = (source / "criteria" / "tt124-hamlet-2025.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "draft.yaml"
    draft.write_text(text.replace("id: tt124-hamlet-2025", "id: draft"), encoding="utf-8")
    assert "25363-01" not in said("what-if", "--to", str(draft), "--threshold", "KDC-1c=90")


def test_the_command_line_decides_and_proves(world: World) -> None:
    filed(world)
    run = CliRunner().invoke
    words = ["decide", "--year", "2024", "--post", "officer", "--number", "9/QĐ-UBND"]
    result = run(assess, [*words, "--signed", "2024-11-12", "25363-01"])
    assert result.exit_code == 0 and "AT-" in result.output
    assert Dossier.objects.get().state == "recognised"
    assert run(assess, ["verify"]).exit_code == 0
    Dossier.objects.update(state="refused")
    assert run(assess, ["verify"]).exit_code == 1


def test_the_unit_is_told_what_came_of_it(world: World) -> None:
    dossier = filed(world)
    by = world.posts["officer"]
    sentences = {"KDC-1": "Ghi lại số hộ đăng ký."}
    actions.send_back(dossier_id=dossier.pk, sentences=sentences, by=by)
    actions.undo(dossier_id=dossier.pk, by=by)
    decided(world, dossier)
    told = Message.objects.filter(post_id=world.posts["hamlet_post"].pk).order_by("id")
    assert [message.template for message in told] == ["returned", "decided"]
    assert "Ghi lại số hộ đăng ký." in told[0].body
    assert "được công nhận" in told[1].subject and "120/QĐ-UBND" in told[1].body
    assert {message.target for message in told} == {f"dossier:{dossier.unit_id}:2024"}
