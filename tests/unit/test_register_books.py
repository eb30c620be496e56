"""Registers out and back: XLSX and CSV, mistakes named cell by cell, all or nothing."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from phongtrao.core.findings import Refusal
from phongtrao.registers import queries
from phongtrao.registers.models import Entry, Version
from phongtrao.workbooks import register_books as books
from phongtrao.workbooks.register_command import register as command
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "Mã dòng;Mã đơn vị;name;held_on;audiences;trainees"
GOOD = f"{HEAD}\n;25363;Kỹ năng hòa giải;12/3/2024;party_cell; 60\n"


def take(world: World, text: str | bytes, name: str = "so.csv", **more: Any) -> books.Taken:
    data = text.encode("utf-8-sig") if isinstance(text, str) else text
    by = world.posts[more.pop("post", "standing")]
    code = more.pop("register", "training")
    return books.take(register=queries.find(code), data=data, name=name, by=by, **more)


def test_a_filled_csv_becomes_entries_once(world: World) -> None:
    dry = take(world, GOOD, dry_run=True)
    assert (dry.added, dry.errors) == (1, []) and not Entry.objects.exists()
    assert take(world, GOOD).added == 1
    again = take(world, GOOD)
    assert (again.added, again.unchanged) == (0, 1) and Entry.objects.count() == 1
    [row] = queries.all_rows(queries.find("training"))
    assert row.cells["trainees"] == 60 and row.cells["audiences"] == "party_cell"


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (";25363;Lớp;32/3/2024;party_cell;60", "ô D2", "không hợp lệ"),
        (";25363;Lớp;12/3/2024;Nông dân;60", "ô E2", "danh mục"),
        (";25363;Lớp;12/3/2024;party_cell;sáu", "ô F2", "không phải là số"),
        (";25363;Lớp;12/3/2024;party_cell;1,234", "ô F2", "có thể đọc"),
        (";25363;;12/3/2024;party_cell;60", "ô C2", "chưa có nội dung"),
        (";25363;Gọi 0912345678;12/3/2024;party_cell;60", "ô C2", "số điện thoại"),
        (";99999;Lớp;12/3/2024;party_cell;60", "ô B2", "không có đơn vị"),
        (";25363-01;Lớp;12/3/2024;party_cell;60", "dòng 2", "không ghi cho"),
        ("77;25363;Lớp;12/3/2024;party_cell;60", "dòng 2", "Không có dòng này"),
    ],
)
def test_a_mistake_names_its_cell_and_nothing_is_written(
    world: World, line: str, cell: str, words: str
) -> None:
    taken = take(world, f"{GOOD.strip()}\n".replace(";25363;Kỹ", f"{line}\n;25363;Kỹ", 1))
    assert [(one.place, words in one.message) for one in taken.errors] == [(cell, True)]
    assert not Entry.objects.exists() and not Version.objects.exists()


def test_a_book_goes_out_and_comes_back_with_one_cell_changed(world: World) -> None:
    take(world, GOOD)
    register = queries.find("training")
    data = books.rendered(books.book(register, queries.all_rows(register)), "so.xlsx")
    assert take(world, data, "so.xlsx").unchanged == 1
    opened = openpyxl.load_workbook(io.BytesIO(data))
    sheet = opened.active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index(register.field("trainees").label) + 1).value = 75
    out = io.BytesIO()
    opened.save(out)
    assert take(world, out.getvalue(), "so.xlsx").changed == 1
    assert queries.all_rows(register)[0].cells["trainees"] == 75
    stale = take(world, out.getvalue(), "so.xlsx")
    assert stale.unchanged == 1 and Entry.objects.get().current == 2


@pytest.mark.parametrize("name", ["so.csv", "so.xlsx"])
def test_amounts_of_a_book_are_read_as_on_the_page(world: World, name: str) -> None:
    head = "Mã dòng;Mã đơn vị;Kỳ;title;purpose;source;estimate;allocated"
    line = ";25363;2024;Ngày hội;festival;commune;1.234,5 triệu;"
    two = f"{head}\n{line}12.5\n{line}0,5 tỷ\n"
    refused = take(world, two, register="budget")
    assert [(one.place, "125.000.000" in one.message) for one in refused.errors] == [("ô H2", True)]
    assert take(world, two.replace("12.5\n", "234.567 nghìn\n"), register="budget").added == 2
    register = queries.find("budget")
    rows = queries.all_rows(register)
    assert {row.cells["estimate"] for row in rows} == {1_234_500_000}
    assert {row.cells["allocated"] for row in rows} == {234_567_000, 500_000_000}
    data = books.rendered(books.book(register, rows), name)
    assert take(world, data, name, register="budget").unchanged == 2


def test_a_year_typed_as_a_number_is_a_period_and_other_words_are_explained(world: World) -> None:
    heads = ["Mã dòng", "Phiên bản", "Mã đơn vị", "Kỳ", "title", "purpose", "source", "estimate"]
    cells = ["", "", "25363", 2024, "Ngày hội", "festival", "commune", 5]

    def filled(**other: Any) -> bytes:
        opened = openpyxl.Workbook()
        sheet: Any = opened.active
        sheet.append(heads)
        sheet.append([other.get(head, cell) for head, cell in zip(heads, cells, strict=True)])
        out = io.BytesIO()
        opened.save(out)
        return out.getvalue()

    assert take(world, filled(), "so.xlsx", register="budget").added == 1
    assert queries.all_rows(queries.find("budget"))[0].period == "2024"
    for heading, place, words in (("Kỳ", "ô D2", "2026-6t"), ("Mã dòng", "ô A2", "Giữ nguyên")):
        wrong = take(world, filled(**{heading: "quý 1"}), "so.xlsx", register="budget").errors
        assert [(one.place, words in one.message) for one in wrong] == [(place, True)]


def test_the_list_for_reading_is_answered_with_the_book_to_take(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        take(world, "Đơn vị;Tên\nẤp 1;Lớp")
    assert "“Các dòng đã ghi”" in refused.value.message and "Lines" in refused.value.message_en


def test_a_row_read_before_somebody_else_wrote_is_refused(world: World) -> None:
    take(world, GOOD)
    entry = Entry.objects.get()
    line = f"{entry.pk};1;25363;Khác;12/3/2024;party_cell;61"
    head = HEAD.replace("Mã dòng;", "Mã dòng;Phiên bản;")
    assert take(world, f"{head}\n{line}").changed == 1
    stale = take(world, f"{head}\n{line.replace('61', '62')}")
    assert [one.code for one in stale.errors] == ["entry.conflict"]


def test_formulas_are_text_and_strange_files_are_refused(world: World) -> None:
    taken = take(world, GOOD.replace("Kỹ năng", "'=1+1 Kỹ năng"))
    assert taken.added == 1
    register = queries.find("training")
    rows = queries.all_rows(register)
    assert str(rows[0].cells["name"]).startswith("=1+1")
    assert b"'=1+1" in books.rendered(books.book(register, rows), "so.csv")
    for data, name in (
        (b"PK\x03\x04", "a.xlsx"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"a;b\n1;2", "a.csv"),
    ):
        with pytest.raises(Refusal):
            take(world, data, name)
    with pytest.raises(Refusal):
        take(world, GOOD, post="hamlet_post")


def test_the_command_line_adds_lists_shows_exports_imports_and_measures(
    world: World, tmp_path: Path
) -> None:
    runner = CliRunner()

    def run(*arguments: str, code: int = 0) -> str:
        done = runner.invoke(command, list(arguments))
        assert done.exit_code == code, done.output
        return done.output

    run(
        "add", "training", "--unit", "25363", "--by", "officer",
        "--set", "name=Kỹ năng hòa giải", "--set", "held_on=12/3/2024",
        "--set", "audiences=party_cell", "--set", "trainees=60",
    )  # fmt: skip
    assert "training" in run("list")
    assert "Kỹ năng hòa giải" in run("list", "tap-huan", "--words", "hoa giai", "--node", "25363")
    entry = Entry.objects.get()
    assert ": 60\n" in run("show", str(entry.pk))
    target = tmp_path / "so.xlsx"
    assert "1 dòng" in run("export", "training", "-o", str(target))
    assert "1 giữ nguyên" in run("import", "training", str(target), "--dry-run")
    figures = run("measures", "training", "--period", "2024", "--node", "25363")
    label = queries.find("training").measure("classes").label
    assert f"{label}: 1" in figures
    assert "Tân Lập" in run("measures", "training", "--period", "2024", "--by", "commune")
    wrong = tmp_path / "sai.csv"
    wrong.write_text(GOOD.replace("60", "x"), encoding="utf-8")
    assert "ô F2" in run("import", "training", str(wrong), code=1)
    run("list", "khong-co", code=1)
    run("add", "training", "--unit", "25363", "--set", "nope=1", code=2)
    assert "Không có dòng này" in run("show", "999", code=1)
