"""The outline of the shipped plan: every name, sum, condition and column means something."""

import pytest
from django.conf import settings

from phongtrao.core.findings import Refusal
from phongtrao.formula import parse_measure
from phongtrao.plan.reader import read_package
from phongtrao.reports import names, rooms
from phongtrao.reports.outline import read_outline, read_template
from phongtrao.reports.sentences import TOKEN

FOLDER = settings.PLAN_FOLDER / "reports" / "annual"


@pytest.fixture(scope="module")
def outline():
    return read_outline(FOLDER)


@pytest.fixture(scope="module")
def package():
    return read_package(settings.PLAN_FOLDER)


def test_every_sum_reads_and_has_its_own_code(outline, package):
    columns = package.forms[outline.form].columns()
    for measure in outline.measures:
        parse_measure(measure.formula, columns)
    codes = [number.id for number in (*outline.measures, *outline.counts)]
    assert len(codes) == len(set(codes))
    assert not set(codes) & set(package.targets)


def test_every_sum_is_said_somewhere(outline):
    text = outline.model_dump_json(exclude={"measures"})
    assert [m.id for m in outline.measures if m.id not in text] == []


def test_every_number_of_a_room_exists_and_is_said(outline, package):
    words = {
        "assessment": {*rooms.DOSSIER_WORDS},
        "duty": {*rooms.DUTY_WORDS},
        "inspection": {*rooms.VISIT_WORDS},
    }
    for count in outline.counts:
        if count.room == "register":
            register = package.registers[count.register_id]
            assert count.of in {rooms.KEEPERS, *(one.id for one in register.measures)}, count.id
        else:
            assert count.of in words[count.room], count.id
    text = outline.model_dump_json(exclude={"counts"})
    assert [count.id for count in outline.counts if f"{{{count.id}}}" not in text] == []


def test_every_table_of_a_room_has_columns_that_exist(outline, package):
    tables = {name: table for name, table in outline.tables.items() if table.room == "register"}
    assert len(tables) >= 7
    for name, table in tables.items():
        register = package.registers[table.register_id]
        assert table.by == "state" or register.field(table.by), name
        shown = {column.show for column in table.columns} - {"name"}
        assert shown <= {measure.id for measure in register.measures}, name


def test_an_absent_room_has_its_sentence(outline):
    items = [item for section in outline.sections for item in section.items]
    counts = {count.id for count in outline.counts}
    for item in items:
        tokens = set(TOKEN.findall(item.text))
        if tokens & counts:
            assert item.otherwise, item.text


def test_every_target_of_the_plan_is_in_the_outline(outline, package):
    assert set(outline.place_targets()) <= set(package.targets)
    assert len(package.targets) == 16


def test_narratives_are_texts_that_units_are_asked_for(outline, package):
    form = package.forms[outline.form]
    assert outline.narrative_fields
    for field in outline.narrative_fields:
        assert form.field(field).type == "text"


def test_every_figure_named_exists(outline, package):
    known = {number.id for number in (*outline.measures, *outline.counts)}
    known |= set(package.targets)
    used = {token.split("|")[0] for token in TOKEN.findall(outline.model_dump_json(by_alias=True))}
    figures = {token for token in used if token[:1].isupper()}
    assert figures <= known


def test_every_table_and_condition_exists(outline):
    items = [item for section in outline.sections for item in section.items]
    tables = {item.table for item in items if item.table}
    tables |= {appendix.table for appendix in outline.appendices}
    assert tables <= set(outline.tables)
    conditions = {item.when for item in items if item.when}
    assert conditions <= set(names.CONDITIONS)


def test_a_broken_outline_is_refused(tmp_path):
    (tmp_path / "outline.yaml").write_text("id: annual\nform: [", encoding="utf-8")
    with pytest.raises(Refusal, match=r"outline\.yaml"):
        read_outline(tmp_path)
    with pytest.raises(Refusal):
        read_template(tmp_path)
