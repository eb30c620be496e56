"""A commune's workbook: round trip, edits by another program, and everything that is refused."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.conf import settings

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.plan.reader import read_package
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.actions import close_round, publish
from phongtrao.submissions import queries as submissions
from phongtrao.submissions.actions import approve
from phongtrao.submissions.models import Version
from phongtrao.workbooks import actions, command, safety, words
from phongtrao.workbooks.layout import DATA_SHEET, FIRST_ROW, KEY_SHEET, letters
from tests.world import YEAR, World

NAME = "so-lieu.xlsx"


def export(world: World) -> bytes:
    return actions.export_workbook(node_id=world.units["commune"], form="annual", period=YEAR)


def take(world: World, data: bytes, **more) -> actions.Outcome:
    more.setdefault("name", NAME)
    return actions.import_workbook(data=data, by=world.posts["officer"], **more)


class Editor:
    """Edits a workbook as LibreOffice or Excel would: opened, changed, saved by another program."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book[DATA_SHEET]
        key = self.book[KEY_SHEET]
        lines = list(key.iter_rows(values_only=True))
        self.columns = [(line[2], line[1] + 1) for line in lines if line[0] == "field"]
        self.places = dict(reversed(self.columns))
        self.rows = {line[3]: line[1] + 1 for line in lines if line[0] == "unit"}

    def set(self, code: str, **answers) -> "Editor":
        for field, value in answers.items():
            self.sheet.cell(self.rows[code], self.place(code, field)).value = value
        return self

    def place(self, code: str, field: str) -> int:
        """The open column of a field in a row: a field has one per wording."""
        places = [place for name, place in self.columns if name == field]
        cells = [self.sheet.cell(self.rows[code], place) for place in places]
        return next((cell.column for cell in cells if not cell.protection.locked), places[0])

    def fill(self, world: World, code: str, unit: str, **answers) -> "Editor":
        """Fill a row with a complete answer, in the words of the sheet, some cells replaced."""
        words = {"yes": "Có", "no": "Không"}
        for field, answer in world.payload(unit).items():
            label = answer
            if isinstance(answer, str):
                choices = {c.code: c.label for c in world.form.field(field).choices}
                label = {**words, **choices}.get(answer, answer)
            self.set(code, **{field: label})
        return self.set(code, **answers)

    def save(self) -> bytes:
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


def test_an_untouched_workbook_changes_nothing(world: World) -> None:
    outcome = take(world, export(world))
    assert (outcome.findings, outcome.changes, outcome.unchanged) == ([], [], 4)
    assert Version.objects.count() == 0


def test_the_same_state_gives_the_same_bytes(world: World) -> None:
    assert export(world) == export(world)


def test_a_filled_row_becomes_one_version_however_often_it_comes(world: World) -> None:
    data = Editor(export(world)).fill(world, "25363-01", "hamlet", households=212).save()
    first = take(world, data)
    assert [change.code for change in first.changes] == ["25363-01"]
    assert len(first.receipts) == 1
    said = Version.objects.get()
    assert said.on_behalf and said.note == actions.NOTE
    again = take(world, data)
    assert (again.findings, again.receipts) == ([], [])
    assert Version.objects.count() == 1
    row = submissions.rows("annual", YEAR, [world.units["hamlet"]])[0]
    assert row["households"] == 212


def test_a_dry_run_says_what_would_change_and_changes_nothing(world: World) -> None:
    data = Editor(export(world)).fill(world, "25363-01", "hamlet").save()
    outcome = take(world, data, dry_run=True)
    assert outcome.changes[0].is_first and "households" in outcome.changes[0].fields
    assert Version.objects.count() == 0


def test_a_wrong_cell_is_named_and_nothing_is_taken(world: World) -> None:
    editor = Editor(export(world)).fill(world, "25363-01", "hamlet")
    editor.fill(world, "25363-02", "hamlet2", households="nhiều")
    outcome = take(world, editor.save())
    cell = f"{letters(editor.places['households'] - 1)}{editor.rows['25363-02']}"
    found = [finding.place for finding in outcome.errors]
    label = world.form.field("households").label
    assert f"Trang 'Số liệu', ô {cell} (Ấp 4, {label})" in found
    assert Version.objects.count() == 0


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (212, 212),
        (212.0, 212),
        ("1.234", None),
        ("212", 212),
        (" không có ", {"why": "none"}),
        ("Khong co", {"why": "none"}),
        ("CHƯA CÓ SỐ LIỆU", {"why": "unavailable"}),
        (12.5, None),
        (True, None),
        ("=1+1", None),
    ],
)
def test_number_cells(world: World, value: object, stored: object) -> None:
    data = Editor(export(world)).fill(world, "25363-01", "hamlet", attendees=value).save()
    outcome = take(world, data)
    if stored is None and value == "1.234":
        assert Version.objects.count() == 1, "1.234 is Vietnamese for one thousand"
    elif stored is None and value == "=1+1":
        assert not any(f.code == "workbook.cell" for f in outcome.findings)
    elif stored is None:
        assert [f.code for f in outcome.errors] == ["workbook.cell"]
        assert Version.objects.count() == 0
    else:
        said = submissions.payload_of(
            submissions.submission_of(world.units["hamlet"], "annual", YEAR)
        )
        assert said["attendees"] == stored


def test_checks_of_the_form_name_their_cell(world: World) -> None:
    data = Editor(export(world)).fill(
        world, "25363-01", "hamlet", households=212, households_signed=215
    )
    outcome = take(world, data.save())
    assert any("households_signed" in f.code and "ô " in f.place for f in outcome.errors)


def test_a_person_number_in_a_text_cell_is_refused(world: World) -> None:
    data = Editor(export(world)).fill(
        world, "25363", "commune", narrative_results="Liên hệ 0912 345 678"
    )
    assert take(world, data.save()).errors
    assert Version.objects.count() == 0


def test_a_value_where_the_unit_is_not_asked_is_a_finding(world: World) -> None:
    data = Editor(export(world)).fill(world, "25363-90", "school", households=5).save()
    assert any("không trả lời" in f.message for f in take(world, data).errors)


def test_every_answer_of_every_form_survives_the_way_out_and_back() -> None:
    package = read_package(settings.PLAN_FOLDER)
    for form in package.forms.values():
        for field in form.all_fields():
            codes = list(words.labels(field))
            answers: list = [{"why": why} for why in field.why]
            answers += codes if field.type != "choices" else [codes, codes[:1]]
            answers += {"integer": [0, 1234], "date": ["2026-08-05"]}.get(field.type, [])
            for answer in answers:
                assert words.answer_of(words.cell_of(answer, field), field) == answer


def test_moved_and_added_rows_are_findings(world: World) -> None:
    editor = Editor(export(world))
    editor.sheet.insert_rows(FIRST_ROW + 1)
    codes = {finding.code for finding in take(world, editor.save()).errors}
    assert "workbook.row_moved" in codes
    added = Editor(export(world))
    added.sheet.cell(max(added.rows.values()) + 1, 1).value = "25363-77"
    assert {f.code for f in take(world, added.save()).errors} == {"workbook.row_added"}


def test_a_workbook_older_than_the_units_answers_is_refused(world: World) -> None:
    old = export(world)
    take(world, Editor(old).fill(world, "25363-01", "hamlet", households=100).save())
    outcome = take(world, Editor(old).fill(world, "25363-01", "hamlet", households=101).save())
    assert [finding.code for finding in outcome.errors] == ["workbook.old_version"]
    assert Version.objects.count() == 1


def test_approved_reports_are_locked_and_not_overwritten(world: World) -> None:
    take(world, Editor(export(world)).fill(world, "25363-01", "hamlet", households=100).save())
    said = submissions.submission_of(world.units["hamlet"], "annual", YEAR)
    approve(submission_id=said.pk, by=world.posts["officer"])
    editor = Editor(export(world))
    place = editor.places["households"]
    assert editor.sheet.cell(editor.rows["25363-01"], place).protection.locked
    assert not editor.sheet.cell(editor.rows["25363-02"], place).protection.locked
    outcome = take(world, editor.set("25363-01", households=101).save())
    assert [finding.code for finding in outcome.errors] == ["workbook.approved"]
    assert Version.objects.count() == 1


def refusal(world: World, data: bytes, **more) -> str:
    with pytest.raises(Refusal) as caught:
        take(world, data, **more)
    assert caught.value.message and caught.value.message_en
    return caught.value.code


def test_wrong_year_closed_round_and_other_package_are_refused(
    world: World, tmp_path: Path
) -> None:
    data = export(world)
    assert refusal(world, data, period=Period(2023)) == "workbook.other_period"
    close_round(round_=programmes.round_of("annual", YEAR), by=world.posts["standing"])
    assert refusal(world, data) == "round.closed"
    version = programmes.package_version()
    version.digest = "0" * 64
    version.save()
    assert refusal(world, data) == "workbook.package"


def test_edited_key_renamed_sheet_and_foreign_books_are_refused(world: World) -> None:
    data = export(world)
    edited = Editor(data)
    edited.book[KEY_SHEET]["B3"].value = "2025"
    assert refusal(world, edited.save()) == "workbook.seal"
    renamed = Editor(data)
    renamed.sheet.title = "Sheet1"
    assert refusal(world, renamed.save()) == "workbook.sheet_renamed"
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    assert refusal(world, plain.getvalue()) == "workbook.foreign"


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def test_files_that_only_pretend_to_be_workbooks_are_refused(world: World) -> None:
    data = export(world)
    assert refusal(world, data, name="so-lieu.xlsm") == "workbook.extension"
    assert refusal(world, b"PK\x03\x04 broken") == "workbook.not_xlsx"
    assert refusal(world, b"\xd0\xcf\x11\xe0" + b"\0" * 600) == "workbook.old_format"
    assert refusal(world, b"ma,ten\n1,2\n") == "workbook.not_xlsx"
    macro = with_member(data, "xl/vbaProject.bin", b"macro")
    assert refusal(world, macro) == "workbook.active_content"
    outside = with_member(data, "xl/externalLinks/externalLink1.xml", b"<x/>")
    assert refusal(world, outside) == "workbook.active_content"
    bomb = with_member(data, "xl/media/a.xml", b"\0" * 80_000_000)
    assert refusal(world, bomb) == "workbook.bomb"
    assert refusal(world, b"\0" * (safety.MAX_FILE_BYTES + 1)) == "workbook.too_large"


def test_damaged_files_never_leave_anything_but_a_refusal(world: World) -> None:
    data = export(world)
    for place in range(0, len(data), max(1, len(data) // 60)):
        broken = data[:place] + bytes([data[place] ^ 0x5A]) + data[place + 1 :]
        try:
            take(world, broken, dry_run=True)
        except Refusal as refused:
            assert refused.code.startswith("workbook.")


def test_texts_that_look_like_formulas_stay_texts(world: World) -> None:
    take(
        world,
        Editor(export(world))
        .fill(world, "25363", "commune", narrative_results="-2+3 tổ; @ban; =SUM")
        .save(),
    )
    book = openpyxl.load_workbook(io.BytesIO(export(world)))
    cells = [cell for row in book[DATA_SHEET].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_locks_lists_and_hidden_sheets(world: World) -> None:
    editor = Editor(export(world))
    row = editor.rows["25363-01"]
    assert editor.sheet.protection.sheet
    assert editor.sheet.cell(row, 1).protection.locked
    assert not editor.sheet.cell(row, editor.places["households"]).protection.locked
    assert editor.sheet.cell(row, editor.places["pupils"]).protection.locked
    assert editor.book[KEY_SHEET].sheet_state == "veryHidden"
    assert len(editor.sheet.data_validations.dataValidation) > 10


def test_commands_and_exit_codes(world: World, tmp_path: Path) -> None:
    run = CliRunner()
    target = tmp_path / NAME
    args = ["workbook", "--node", "25363", "--period", "2024", "-o", str(target)]
    assert run.invoke(command.export_group, args).exit_code == 0
    target.write_bytes(Editor(target.read_bytes()).fill(world, "25363-01", "hamlet").save())
    dry = run.invoke(command.import_group, ["workbook", str(target), "--dry-run"])
    assert (dry.exit_code, Version.objects.count()) == (0, 0)
    assert "25363-01 Ấp 3" in dry.output
    assert run.invoke(command.import_group, ["workbook", str(target)]).exit_code == 0
    assert Version.objects.count() == 1
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(Editor(target.read_bytes()).set("25363-02", households="x").save())
    assert run.invoke(command.import_group, ["workbook", str(bad)]).exit_code == 1
    assert run.invoke(command.import_group, ["workbook"]).exit_code == 2
    unknown = run.invoke(command.export_group, ["workbook", "--node", "99999"])
    assert unknown.exit_code == 1 and "99999" in unknown.output
    wrong = run.invoke(command.export_group, ["workbook", "--node", "25363", "--period", "abc"])
    assert wrong.exit_code == 2


def test_publishing_the_same_package_keeps_the_workbook_good(world: World) -> None:
    data = export(world)
    publish(folder=settings.PLAN_FOLDER, by=world.posts["standing"])
    assert take(world, data).findings == []


def test_a_question_worded_by_kind_has_one_column_per_wording(world: World) -> None:
    editor = Editor(export(world))
    for code, group in (("25363-01", "hamlet"), ("25363", "commune"), ("25363-90", "school")):
        for own in world.form.fields_for(group):
            if own.id.startswith("criterion_"):
                head = editor.sheet.cell(4, editor.place(code, own.id)).value
                assert own.label in head, (code, own.id)
    hamlet, school = (editor.place(code, "criterion_1") for code in ("25363-01", "25363-90"))
    assert hamlet != school
    assert editor.sheet.cell(editor.rows["25363-01"], school).protection.locked
    assert "KHU DÂN CƯ" in editor.sheet.cell(4, hamlet).value
    editor.fill(world, "25363-01", "hamlet")
    editor.sheet.cell(editor.rows["25363-01"], school).value = "Có"
    (found,) = take(world, editor.save()).errors
    assert f"trả lời ở ô {letters(hamlet - 1)}{editor.rows['25363-01']}" in found.message


def test_one_cell_is_one_mistake_in_the_words_of_its_unit(world: World) -> None:
    editor = Editor(export(world)).fill(world, "25363-01", "hamlet", criterion_1="chắc là có")
    own = world.form.fields_for("hamlet")
    needed = next(one.id for one in reversed(own) if one.required and not one.show_if)
    editor.fill(world, "25363-02", "hamlet2", households="nhiều", **{needed: None})
    errors = take(world, editor.save(), dry_run=True).errors
    cells = [(found.unit, found.cell) for found in errors]
    assert len(cells) == len(set(cells)) == 3
    assert errors[-1].code == "answer.missing", "wrong values come first"
    asked = {one.id: one.label for one in own}
    assert errors[0].label == asked["criterion_1"]
    assert all(found.label not in found.message for found in errors)


def test_the_source_is_kept_and_workbooks_of_the_old_layout_are_refused(world: World) -> None:
    data = Editor(export(world)).fill(world, "25363-01", "hamlet").save()
    assert refusal(world, data, note="gọi 0912 345 678") == "workbook.note"
    take(world, data, note="Biểu giấy của ấp")
    assert Version.objects.get().note == f"{actions.NOTE} Nguồn số liệu: Biểu giấy của ấp"
    old = Editor(data)
    for line in old.book[KEY_SHEET].iter_rows():
        if line[0].value == "field":
            line[3].value = None
    old.book[KEY_SHEET]["B1"].value = 1
    assert refusal(world, old.save()) == "workbook.layout"
