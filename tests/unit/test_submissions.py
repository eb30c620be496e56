"""An acknowledged submission is never lost, never doubled, never silently changed."""

import io
import zipfile
from datetime import datetime

import pytest
from django.db import connection
from PIL import Image

from phongtrao.audit.models import Event, LogEntry
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.actions import close_round
from phongtrao.submissions import actions, evidence, queries, rebuilding
from phongtrao.submissions.models import Receipt, Submission, Version
from tests.world import YEAR, World


def send(world: World, key: str = "key-1", unit: str = "hamlet", by: str = "hamlet_post", **more):
    """Hand in the annual form of a unit."""
    answers = more.pop("answers", {})
    return actions.submit(
        unit_id=world.units[unit],
        form="annual",
        period=YEAR,
        payload=world.payload(unit, **answers),
        client_key=key,
        by=world.posts[by],
        **more,
    )


def row_of(world: World, unit: str = "hamlet") -> dict:
    """Return the projection row of a unit."""
    return queries.rows("annual", YEAR, [world.units[unit]])[0]


def submission_of(world: World, unit: str = "hamlet") -> Submission:
    return queries.submission_of(world.units[unit], "annual", YEAR)


def test_everything_commits_together(world: World) -> None:
    before = LogEntry.objects.count()
    receipt = send(world, answers={"households": 212, "households_signed": 209})
    row = row_of(world)
    assert (row["state"], row["version"], row["households_signed"]) == ("submitted", 1, 209)
    assert LogEntry.objects.count() == before + 1
    assert LogEntry.objects.get(pk=receipt.log_index).leaf_hash == receipt.entry_hash
    assert Event.objects.filter(verb="submission.submit").count() == 1
    assert rebuilding.verify() == []


def test_a_retry_gets_the_same_receipt(world: World) -> None:
    first = send(world)
    again = send(world)
    assert (first.pk, Version.objects.count(), Receipt.objects.count()) == (again.pk, 1, 1)


def test_a_key_never_covers_other_content(world: World) -> None:
    send(world)
    with pytest.raises(Refusal) as refusal:
        send(world, answers={"households": 500})
    assert (refusal.value.code, refusal.value.status) == ("key.reused", 422)
    assert Version.objects.count() == 1


def test_a_stale_base_is_a_conflict(world: World) -> None:
    send(world)
    with pytest.raises(Refusal) as refusal:
        send(world, key="key-2", base_version=0, answers={"households": 300})
    assert refusal.value.code == "submission.conflict"


def test_invalid_figures_leave_nothing_behind(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        send(world, answers={"households": 212, "households_signed": 215})
    assert refusal.value.code == "submission.invalid"
    assert "215" in refusal.value.message and "212" in refusal.value.message
    assert Version.objects.count() == 0
    assert row_of(world)["state"] == "due"


def test_a_foreign_unit_is_refused(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        send(world, unit="far_hamlet")
    assert refusal.value.status == 403


def test_a_closed_round_takes_nothing(world: World) -> None:
    close_round(round_=programmes.round_of("annual", YEAR), by=world.posts["standing"])
    with pytest.raises(Refusal) as refusal:
        send(world)
    assert refusal.value.code == "round.closed"


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (datetime(2024, 10, 30, 23, 59, 59, 999_000, tzinfo=TZ), False),
        (datetime(2024, 10, 31, 0, 0, tzinfo=TZ), True),
    ],
)
def test_late_begins_at_midnight_of_the_named_day(
    world: World, moment: datetime, late: bool
) -> None:
    send(world, at=moment)
    assert Version.objects.get().late is late


def test_four_ways_of_having_no_number(world: World) -> None:
    send(world, answers={"households_signed": {"why": "none"}})
    row = row_of(world)
    assert (row["households_signed"], row["households_signed__why"]) == (0, "none")
    send(world, key="key-2", answers={"households_signed": {"why": "unavailable"}})
    row = row_of(world)
    assert (row["households_signed"], row["households_signed__why"]) == (None, "unavailable")
    assert row_of(world, "hamlet2")["households_signed__why"] is None


def test_the_ladder_up_and_back(world: World) -> None:
    send(world)
    pk = submission_of(world).pk
    officer, standing = world.posts["officer"], world.posts["standing"]
    actions.approve(submission_id=pk, by=officer)
    assert row_of(world)["state"] == "approved"
    actions.undo(submission_id=pk, by=officer)
    assert row_of(world)["state"] == "submitted"
    actions.approve(submission_id=pk, by=officer)
    actions.accept(submission_ids=[pk], by=standing)
    assert row_of(world)["state"] == "accepted"
    with pytest.raises(Refusal):
        actions.undo(submission_id=pk, by=officer)
    actions.undo(submission_id=pk, by=standing)
    assert row_of(world)["state"] == "approved"


def test_a_returned_cell_comes_back_as_a_new_version(world: World) -> None:
    send(world)
    pk = submission_of(world).pk
    cells = {"households_signed": "Số liệu chưa khớp với sổ. Đề nghị kiểm tra lại."}
    actions.return_cells(submission_id=pk, cells=cells, by=world.posts["officer"])
    returned = queries.returned_cells(submission_of(world))
    assert [(c.field, c.sentence) for c in returned] == list(cells.items())
    send(world, key="key-2", answers={"households_signed": 9})
    assert [v.number for v in queries.versions(pk)] == [2, 1]
    assert queries.returned_cells(submission_of(world)) == []


def test_an_empty_return_is_refused(world: World) -> None:
    send(world)
    with pytest.raises(Refusal) as refusal:
        actions.return_cells(
            submission_id=submission_of(world).pk, cells={}, by=world.posts["officer"]
        )
    assert refusal.value.code == "return.empty"


def test_another_commune_cannot_decide(world: World) -> None:
    send(world)
    with pytest.raises(Refusal) as refusal:
        actions.approve(submission_id=submission_of(world).pk, by=world.posts["far_officer"])
    assert refusal.value.status == 403


def test_the_queue_is_of_the_own_commune_only(world: World) -> None:
    send(world)
    assert [s.unit_id for s in queries.queue(world.posts["officer"])] == [world.units["hamlet"]]
    assert list(queries.queue(world.posts["far_officer"])) == []


def test_projections_rebuild_bit_for_bit(world: World) -> None:
    send(world)
    assert rebuilding.differences(world.form) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE proj_annual SET households = 1 WHERE version = 1")
    assert len(rebuilding.differences(world.form)) == 1
    rebuilding.rebuild(world.form)
    assert rebuilding.differences(world.form) == []


def test_a_changed_version_is_found(world: World) -> None:
    send(world)
    Version.objects.update(payload='{"households":999}')
    assert [finding.code for finding in rebuilding.verify()] == ["receipt.mismatch"]


def picture(**saved: object) -> bytes:
    """Return a JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", **saved)
    return out.getvalue()


def office(*names: str) -> bytes:
    """Return a zip with these empty entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"", "file.empty"),
        ("a.jpg", b"x" * (evidence.MAX_BYTES + 1), "file.large"),
        ("a.jpg", b"not a picture", "file.unreadable"),
        ("a.pdf", picture(), "file.renamed"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), "file.macro"),
        ("a.docx", office("anything.txt"), "file.type"),
        ("a.pdf", b"%PDF-1.4 /JavaScript", "file.active"),
    ],
)
def test_hostile_files_are_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        evidence.clean(name, content)
    assert (refusal.value.code, refusal.value.status) == (code, 422)


def test_photos_lose_their_metadata(world: World, settings, tmp_path) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh"
    kept = actions.attach(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        field="",
        name="ảnh.jpg",
        content=picture(exif=exif, comment=b"secret"),
        by=world.posts["hamlet_post"],
    )
    stored = evidence.path_of(kept.sha256).read_bytes()
    assert b"secret" not in stored
    with Image.open(io.BytesIO(stored)) as opened:
        assert not opened.getexif()
    assert rebuilding.verify() == []
