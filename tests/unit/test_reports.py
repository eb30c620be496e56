"""The report of a year: live sums, freeze, reproduction, later corrections, refusals."""

import io
import json
import re
from datetime import date, datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
import time_machine
from click.testing import CliRunner
from django.db import DatabaseError, transaction

from phongtrao.audit.models import Event, LogEntry
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.orgs.actions import change_unit
from phongtrao.orgs.models import OrgUnit
from phongtrao.reports import actions, queries
from phongtrao.reports.command import report
from phongtrao.reports.models import Blob, Snapshot
from phongtrao.submissions import actions as submissions
from phongtrao.submissions import queries as said
from phongtrao.submissions import reviewing
from tests.world import YEAR, World

EARLY = datetime(2024, 11, 19, 7, tzinfo=TZ)
SETTLED = datetime(2024, 12, 2, 7, tzinfo=TZ)


def send(world: World, unit: str, by: str, key: str, **answers):
    return submissions.submit(
        unit_id=world.units[unit],
        form="annual",
        period=YEAR,
        payload=world.payload(unit, **answers),
        client_key=key,
        by=world.posts[by],
        at=datetime(2024, 10, 20, 8, tzinfo=TZ),
        on_behalf=unit == "hamlet2",
    )


@pytest.fixture
def told(world: World) -> World:
    """Two hamlets and a commune have reported; one hamlet's report is approved."""
    send(world, "hamlet", "hamlet_post", "k1", households=212, households_signed=209, sessions=4)
    send(world, "hamlet2", "officer", "k2", households=150, households_signed=120, sessions=3)
    send(world, "commune", "officer", "k3", narrative_limits="Kinh phí & <b>nhân lực</b> còn thiếu")
    return world


def accept_all(world: World) -> None:
    """Approve what was sent, so that nothing is provisional."""
    for unit, post in (("hamlet", "officer"), ("hamlet2", "officer"), ("commune", "standing")):
        found = said.submission_of(world.units[unit], "annual", YEAR)
        reviewing.approve(submission_id=found.pk, by=world.posts[post])


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return re.sub(r"\s+", " ", text)


def test_sums_are_those_of_the_rows(told: World) -> None:
    facts, _ = actions.facts_of(2024, EARLY)
    measures = {measure.id: measure for measure in facts.measures}
    rows = said.rows("annual", YEAR)
    for code, field in (
        ("N1.7", "households_signed"),
        ("N1.8", "households"),
        ("N1.1", "sessions"),
    ):
        assert measures[code].now == sum(row[field] or 0 for row in rows)
    asked = [row for row in rows if row["grp"] == "hamlet"]
    assert (measures["N1.7"].answered, measures["N1.7"].asked) == (2, len(asked))
    assert measures["N1.7"].before is None
    target = next(t for t in facts.targets if t.id == "T5.2")
    signed = [row["households_signed"] or 0 for row in rows]
    assert target.kinds["hamlet"].numerator == sum(signed)
    assert facts.collection.received == 3
    assert len(facts.targets) == 16


def test_facts_go_to_json_and_back(told: World) -> None:
    facts, _ = actions.facts_of(2024, EARLY)
    assert type(facts).model_validate_json(facts.text()) == facts
    assert json.loads(facts.text())["cut_off"] == "2024-11-19T07:00:00+07:00"


def test_draft_says_it_is_a_draft_and_marks_provisional_figures(told: World) -> None:
    printed = actions.draft(year=2024, at=EARLY)
    text = words(printed.pdf)
    assert "DỰ THẢO" in text
    assert "≈ 329N1.7 hộ trong tổng số ≈ 362N1.8 hộ" in text
    assert "Số liệu có dấu ≈ là số tạm tính" in text
    assert "Kinh phí & <b>nhân lực</b> còn thiếu (theo báo cáo của xã Tân Lập)" in text
    assert "UBND TỈNH BÌNH PHƯỚC" in text and "TM. BAN CHỈ ĐẠO" in text
    assert Snapshot.objects.count() == 0
    word = docx.Document(io.BytesIO(printed.docx))
    assert any("329N1.7" in paragraph.text for paragraph in word.paragraphs)


def test_settled_and_approved_figures_are_not_provisional(told: World) -> None:
    accept_all(told)
    early, _ = actions.facts_of(2024, EARLY)
    settled, _ = actions.facts_of(2024, SETTLED)
    provisional = {m.id for m in early.measures if m.provisional}
    assert provisional == {m.id for m in early.measures}
    assert not settled.provisional


@pytest.mark.parametrize(
    ("at", "waiting"),
    [
        (datetime(2024, 11, 19, 23, 59, 59, tzinfo=TZ), {"N1.1", "N3.2", "N3.3"}),
        (datetime(2024, 11, 20, 0, 0, tzinfo=TZ), {"N3.3"}),
        (datetime(2024, 11, 29, 23, 59, 59, tzinfo=TZ), {"N3.3"}),
        (datetime(2024, 11, 30, 0, 0, tzinfo=TZ), set()),
    ],
)
def test_days_of_recognition_and_grading(told: World, at: datetime, waiting: set[str]) -> None:
    accept_all(told)
    facts, _ = actions.facts_of(2024, at)
    found = {m.id for m in facts.measures if m.provisional}
    assert found & {"N1.1", "N3.2", "N3.3"} == waiting


def test_names_follow_the_day_of_issue(told: World) -> None:
    province = OrgUnit.objects.get(pk=told.units["province"])
    change_unit(unit=province, on=date(2024, 7, 1), name="Đồng Nai", by=told.posts["standing"])
    assert "Ủy ban nhân dân tỉnh Đồng Nai" in words(actions.draft(year=2024, at=EARLY).pdf)
    change_unit(unit=province, on=date(2024, 9, 1), kind="thanh_pho_tw", by=told.posts["standing"])
    text = words(actions.draft(year=2024, at=EARLY).pdf)
    assert "Ủy ban nhân dân thành phố Đồng Nai" in text
    assert "Thường trực Thành ủy, Thường trực HĐND thành phố" in text


def test_freeze_commits_everything_and_prints_again(told: World) -> None:
    entries = LogEntry.objects.count()
    frozen = actions.freeze(year=2024, by=told.posts["standing"], at=EARLY)
    assert re.fullmatch(r"BC-2024-[A-Z2-9]{4}-[A-Z2-9]{4}", frozen.code)
    assert LogEntry.objects.count() == entries + 1
    assert json.loads(LogEntry.objects.get(pk=frozen.log_index).payload)["pdf"] == frozen.pdf_id
    assert Event.objects.get(verb="report.freeze").object_id == str(frozen.pk)
    assert frozen.data_version == entries
    assert actions.sha256(queries.content(frozen, "docx")) == frozen.docx_id
    text = words(queries.content(frozen, "pdf"))
    assert frozen.code in text and "DỰ THẢO" not in text
    with time_machine.travel("2031-02-03 04:05:06"):
        again = queries.reproduce(frozen.code)
    assert again.same, again.differences
    assert again.pdf == queries.content(frozen, "pdf")


def test_freezing_the_same_facts_gives_the_same_snapshot(told: World) -> None:
    first = actions.freeze(year=2024, by=None, at=EARLY)
    again = actions.freeze(year=2024, by=None, at=SETTLED)
    assert (first.number, again.number) == (1, 2)
    assert first.code != again.code
    assert [row.code for row in queries.snapshots(2024)] == [again.code, first.code]


def test_a_later_correction_is_listed_and_changes_nothing(told: World) -> None:
    accept_all(told)
    frozen = actions.freeze(year=2024, by=None, at=SETTLED)
    assert queries.changes_since(frozen) == []
    before = queries.content(frozen, "pdf")
    correct(told)
    changed = {change.code: (change.then, change.now) for change in queries.changes_since(frozen)}
    assert changed["N1.7"] == ("329", "330")
    assert "T5.2@25363" in changed
    assert queries.content(queries.snapshot(frozen.code), "pdf") == before
    assert queries.reproduce(frozen.code).same


def correct(world: World) -> None:
    """The hamlet's report is returned and sent again with one household more."""
    found = said.submission_of(world.units["hamlet"], "annual", YEAR)
    reviewing.return_cells(
        submission_id=found.pk,
        cells={"households_signed": "Kiểm tra lại số hộ ký."},
        by=world.posts["officer"],
    )
    send(world, "hamlet", "hamlet_post", "k9", households=212, households_signed=210, sessions=4)


def test_the_database_refuses_to_alter_a_frozen_report(told: World) -> None:
    frozen = actions.freeze(year=2024, by=None, at=EARLY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(pk=frozen.pk).update(facts="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Blob.objects.filter(pk=frozen.pdf_id).update(content=b"x")


def test_only_the_standing_office_freezes(told: World) -> None:
    with pytest.raises(Refusal) as refused:
        actions.freeze(year=2024, by=told.posts["officer"], at=EARLY)
    assert refused.value.status == 403
    assert Snapshot.objects.count() == 0


def test_commands(told: World, tmp_path: Path) -> None:
    run = CliRunner().invoke
    pdf, word = tmp_path / "out" / "r.pdf", tmp_path / "r.docx"
    done = run(report, ["annual", "--year", "2024", "--pdf", str(pdf), "--docx", str(word)])
    assert done.exit_code == 0, done.output
    assert pdf.read_bytes().startswith(b"%PDF") and word.read_bytes().startswith(b"PK")
    assert "Chưa chốt" in run(report, ["list"]).output
    frozen = run(report, ["annual", "--year", "2024", "--freeze"])
    code = frozen.output.split()[-1]
    assert code in run(report, ["list"]).output
    same = run(report, ["reproduce", code.lower()])
    assert (same.exit_code, "giống từng byte" in same.output) == (0, True)
    assert "Không có số nào đổi" in run(report, ["changes", code]).output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (["reproduce", "BC-2024-XXXX-XXXX"], 2, "Không có báo cáo đã chốt"),
        (["annual", "--year", "2019", "--pdf", "x.pdf"], 2, "chưa mở"),
        (["annual", "--year", "2024"], 2, "--freeze"),
        (["annual", "--year", "hai nghìn", "--freeze"], 2, "Invalid"),
    ],
)
def test_wrong_commands_are_refused_in_words(world: World, arguments, exit_code, says) -> None:
    done = CliRunner().invoke(report, arguments)
    assert done.exit_code == exit_code
    assert says in done.output
    assert not Path("x.pdf").exists()


def test_a_file_that_cannot_be_written_is_refused(told: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    blocked = tmp_path / "file" / "r.pdf"
    done = CliRunner().invoke(report, ["annual", "--year", "2024", "--pdf", str(blocked)])
    assert done.exit_code == 1
    assert "Không ghi được" in done.output


def test_reproduce_tells_what_differs(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = actions.freeze(year=2024, by=None, at=EARLY)
    monkeypatch.setattr(queries.Outline, "model_validate_json", lambda text: _reworded(text))
    found = queries.reproduce(frozen.code)
    assert found.differences == ("DOCX", "PDF")
    assert CliRunner().invoke(report, ["reproduce", frozen.code]).exit_code == 1


def _reworded(text: str):
    data = json.loads(text)
    data["closing"] = "Hết."
    return queries.Outline.model_validate(data, strict=False)
