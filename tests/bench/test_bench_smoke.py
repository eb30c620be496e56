"""The parts of the bench: distinct measures, answers compared cell by cell, a readable table."""

import pytest
from django.conf import settings
from django.db import connection

from bench.compare import differences, medians
from bench.measures import measures_of, sources_of
from bench.reference import LEVELS, Measure, Source, load, mark_spoken, rebuild
from bench.reference_queries import Ask, answer
from bench.results import Line, Results
from phongtrao.analytics import queries as analytics
from phongtrao.plan.reader import read_package
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import actions
from tests.world import YEAR, World

psycopg = pytest.importorskip("psycopg")


def test_every_measure_is_asked_once() -> None:
    package = read_package(settings.PLAN_FOLDER)
    opened = {("annual", "2024"), ("annual", "2025"), ("midyear", "2024-H1")}
    found = measures_of(package, opened)
    names = [one["name"] for one in found["measures"]]
    assert len(names) == len(set(names))
    assert {target for target, *_ in found["targets"]} == set(package.targets)
    keys = ("form", "aggregate", "where", "fields")
    shapes = [str([one[key] for key in keys]) for one in found["measures"]]
    assert len(shapes) == len(set(shapes))
    assert any(one["plain"] for one in found["measures"])


def test_differences_are_found_both_ways() -> None:
    targets = [("T1", "2024", "m0", "m1")]
    ours = [("T1", 7, "", "2024", 3, 4), ("T1", 8, "", "2024", 0, 0)]
    same = {("m0", "u7", "", "2024"): 3, ("m1", "u7", "", "2024"): 4}
    assert differences(ours, same, targets) == (4, [])
    assert len(differences(ours, {**same, ("m0", "u7", "", "2024"): 5}, targets)[1]) == 1
    assert len(differences(ours, {**same, ("m0", "u9", "", "2024"): 1}, targets)[1]) == 1
    assert medians({"a": [3.0, 1.0, 2.0]}) == {"a": 2.0}


def test_the_table_says_what_was_missed() -> None:
    results = Results()
    results.add(Line("A sqlite", "100 ms", "≥ 50 ×", True, 61.2))
    results.add(Line("B sqlite", "9 ms", "≥ 20 ×", False, 12.0))
    results.note("load", {"rows": 3})
    table = results.table()
    assert "61 ×" in table and "MISSED" in table and not results.all_met


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the reference lives in PostgreSQL")
def test_the_reference_agrees_on_a_small_world(request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue("world")
    for unit in ("hamlet", "hamlet2", "school"):
        actions.submit(
            unit_id=world.units[unit],
            form="annual",
            period=YEAR,
            payload=world.payload(unit),
            client_key=f"bench-{unit}",
            by=world.posts["standing"],
            on_behalf=True,
        )
    found = measures_of(programmes.package(), {("annual", YEAR.code)})
    sources = [
        Source(one["form"], one["table"], tuple(one["columns"]))
        for one in sources_of(programmes.package())
        if one["form"] == "annual"
    ]
    measures = [
        Measure(**{k: tuple(v) if isinstance(v, list) else v for k, v in one.items()})
        for one in found["measures"]
    ]
    values = connection.settings_dict
    address = {key: values[key.upper()] for key in ("host", "port", "user", "password")}
    given = {key: value for key, value in address.items() if value}
    with psycopg.connect(dbname=values["NAME"], autocommit=True, **given) as outside:
        load(outside, sources)
        mark_spoken(outside, sources)
        assert rebuild(outside) > 0
        asks = [Ask(level, typed) for level in LEVELS for typed in (True, False)]
        columns = {source.form: source.types() for source in sources}
        cells = answer(outside, measures, asks, columns)
        outside.execute("DROP SCHEMA reference CASCADE")
    count, wrong = differences(analytics.rollup().rows(), cells, found["targets"])
    assert wrong == [] and count > 50
