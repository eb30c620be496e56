"""`phongtrao figures | rows | trace`: columns, numbers, refusals with exit code 2."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from phongtrao.analytics import command, queries
from phongtrao.core.periods import Period
from tests.unit.analytics_world import build

HEAD = "target,node_code,kind,period,value,numerator,denominator,coverage,verdict,provisional"


@pytest.fixture
def past(db):
    return build(7)


def run(which, *args):
    return CliRunner().invoke(getattr(command, which), list(args), catch_exceptions=False)


def table(result):
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.output)))


def test_figures_of_a_node(past):
    result = run("figures", "--period", "2024", "--node", "70", "--format", "csv")
    assert result.output.splitlines()[0] == HEAD
    rows = table(result)
    assert len(rows) == 16
    shown = {row["target"]: row for row in rows}
    (figure,) = queries.figures(["T1.2"], [Period(2024)], past.ids["old"], readings=False)
    cell = shown["T1.2"]
    assert (int(cell["numerator"]), int(cell["denominator"])) == (
        figure.numerator,
        figure.denominator,
    )
    assert float(cell["value"]) == pytest.approx(float(figure.value * 100), abs=0.00005)
    assert float(cell["coverage"]) == pytest.approx(float(figure.coverage), abs=0.00005)
    assert len(cell["value"].split(".")[1]) == len(cell["coverage"].split(".")[1]) == 4
    assert shown["T1.5"]["value"] == shown["T1.5"]["numerator"]
    assert shown["T1.5"]["denominator"] == ""
    assert {row["kind"] for row in rows} == {"all"}


def test_figures_by_kind_and_children_and_map(past):
    kinds = table(run("figures", "T1.2", "--period", "2024", "--by", "kind", "--format", "csv"))
    assert [row["kind"] for row in kinds] == [
        "all",
        "commune",
        "hamlet",
        "agency",
        "enterprise",
        "school",
    ]
    whole, *parts = (int(row["denominator"]) for row in kinds)
    assert whole == sum(parts)
    args = ("T1.2", "--period", "2024", "--by", "children", "--format", "csv")
    below = table(run("figures", *args, "--node", "70"))
    assert [row["node_code"] for row in below] == ["70", "695", "696"]
    after = table(run("figures", *args, "--node", "75", "--map", "1/7/2025"))
    assert {row["node_code"] for row in after} == {"75", "12", "15", "14"}
    assert after[0]["numerator"] == below[0]["numerator"]


def test_a_code_is_read_on_the_day_of_the_map(past):
    args = ("T1.2", "--format", "csv", "--node", "12")
    before = table(run("figures", *args, "--period", "2024"))
    after = table(run("figures", *args, "--period", "2025"))
    assert before[0]["denominator"] != ""
    found = {
        year: queries.figures(["T1.2"], [Period(year)], past.ids[key], readings=False)[0].numerator
        for year, key in ((2024, "c2"), (2025, "n1"))
    }
    assert int(before[0]["numerator"]) == found[2024]
    assert int(after[0]["numerator"]) == found[2025]


def test_another_reading_and_json(past):
    result = run("figures", "t1.2.plan_wide", "--period", "2024", "--format", "json")
    (figure,) = json.loads(result.output)
    assert figure["target"] == "T1.2.plan_wide"


def test_rows_recompute_a_figure(past):
    rows = table(run("rows", "--form", "annual", "--period", "2024", "--format", "csv"))
    assert list(rows[0])[:5] == [
        "unit_code",
        "kind",
        "province_code",
        "district_code",
        "commune_code",
    ]
    assert {"state", "version", "safe", "in_scope"} <= set(rows[0])
    counted = [
        row
        for row in rows
        if row["state"] != "due" and row["in_scope"] == "1" and row["safe__why"] != "unavailable"
    ]
    safe = sum(row["safe"] == "recognised" for row in counted)
    (figure,) = queries.figures(["T1.2"], [Period(2024)], past.ids["old"], readings=False)
    assert (safe, len(counted)) == (figure.numerator, figure.denominator)
    later = table(
        run("rows", "--form", "annual", "--period", "2024", "--map", "2025-12-31", "--node", "15")
    )
    assert {row["commune_code"] for row in later} == {"15"}
    assert {row["district_code"] for row in later} == {""}


def test_trace_in_words_and_json(past):
    result = run("trace", "T1.2", "--period", "2024", "--node", "70", "--limit", "2")
    assert "Cách tính" in result.output
    assert "Không thuộc diện" in result.output
    found = json.loads(
        run("trace", "T1.2", "--period", "2024", "--node", "70", "--format", "json").output
    )
    assert sum(row["adds"] for row in found["rows"]) == int(found["figure"]["numerator"])


WRONG = [
    (("figures", "T9", "--period", "2024"), "Không có chỉ tiêu"),
    (("figures", "--period", "2024", "--node", "99"), "Không có đơn vị mang mã “99”"),
    (("figures", "--period", "2031"), "chưa mở"),
    (("figures", "--period", "20x4"), "không hợp lệ"),
    (("figures", "--period", "2024", "--map", "hôm qua"), "không hợp lệ"),
    (("rows", "--form", "weekly", "--period", "2024"), "không có biểu"),
    (("rows", "--form", "annual", "--period", "2030"), "chưa mở"),
    (("trace", "T1.2", "--period", "2024", "--node", "99"), "Không có đơn vị"),
    (("trace", "T1.2", "--period", "2024-H1"), "không có số liệu"),
]


@pytest.mark.parametrize(("args", "words"), WRONG)
def test_refusals_are_two_languages_and_exit_code_two(past, args, words):
    result = run(*args)
    assert result.exit_code == 2
    assert words in result.output
    assert " / " in result.output
