"""Figures against a recount by brute force: every target, node, group, period and map."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from phongtrao.analytics import queries
from phongtrao.core.kinds import GROUPS, LEAF_GROUPS
from phongtrao.core.periods import Period
from phongtrao.inspections.models import Visit
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.rules.progress import judge
from phongtrao.submissions import projections
from tests.unit.analytics_world import PERIODS, build
from tests.unit.slow_evaluator import slow_condition, slow_measure

MAPS = ("reported", date(2024, 12, 31), date(2025, 12, 31))
SEED = 2025


@pytest.fixture
def past(db):
    """The past, written anew for each test."""
    return build(SEED)


def rows_of(form, period):
    names = [name for name, _ in projections.columns(form)]
    found = projections.read(form, "WHERE period = %s", [period.code])
    made = [
        visit.unit_id
        for visit in Visit.objects.all()
        if visit.current and period.start <= visit.day <= period.end
    ]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return [{**row, "visits": made.count(row["unit_id"])} for row in rows]


def day_of(period, on_map):
    return period.end if on_map == "reported" else on_map


def recount(past, target, reading, period, node, group, on_map, single=False):
    """(numerator, denominator, reported, expected, approved, unavailable) the slow way.

    `single`: the node is one reporting unit of a list, also a commune that is gone on the map.
    """
    places = past.places(day_of(period, on_map))
    rows = [
        row
        for row in slow_rows(past, target, reading, period)
        if node in places[row["unit_id"]][:4]
        or (node == row["unit_id"] and (single or row["is_leaf"]))
        if group in ("", row["grp"])
    ]
    goal = target.at(period.end, reading or None)
    visits = "visits" in goal.numerator
    said = rows if visits else [row for row in rows if row["state"] != "due"]
    is_ratio = goal.denominator is not None
    return (
        sum(row["top"] for row in said),
        sum(row["bottom"] for row in said) if is_ratio else None,
        len(said),
        len(rows),
        sum(visits or row["state"] in ("approved", "accepted") for row in rows),
        sum(row["missing"] for row in said),
    )


def slow_rows(past, target, reading, period):
    """Rows the target speaks of, each with what it adds; worked out once for each past."""
    key = (target.id, reading, period)
    if key not in past.known:
        form = programmes.package().form_of(target, period.half)
        goal = target.at(period.end, reading or None)
        past.known[key] = [
            judged(row, goal)
            for row in rows_of(form, period)
            if slow_condition(goal.applies, row) is True
            and (goal.scope == "plan_wide" or row["in_scope"] == 1)
        ]
    return past.known[key]


def judged(row, goal):
    formula = goal.numerator + (goal.denominator or "")
    reasons = [name for name in row if name.endswith("__why") and row[name] == "unavailable"]
    missing = any(mentioned(name.removesuffix("__why"), formula) for name in reasons)
    out = missing and goal.denominator is not None
    return {
        **row,
        "is_leaf": row["grp"] in LEAF_GROUPS,
        "top": 0 if out else slow_measure(goal.numerator, [row]),
        "bottom": slow_measure(goal.denominator, [row]) if goal.denominator and not out else 0,
        "missing": missing,
    }


def mentioned(name, formula):
    words = "".join(c if c.isalnum() or c == "_" else " " for c in formula).split()
    return name in words or f"{name}__why" in words


def numbers(figure):
    return (
        figure.numerator,
        figure.denominator,
        figure.reported,
        figure.expected,
        figure.approved,
        figure.unavailable,
    )


def counted_in(period):
    package = programmes.package()
    return [t for t in package.targets.values() if package.form_of(t, period.half)]


@pytest.mark.parametrize("on_map", MAPS, ids=str)
def test_rollup_is_the_recount_everywhere(past, on_map):
    for period in PERIODS:
        compare(past, period, on_map)


def everything(period, on_map="reported"):
    found = queries.rollup([period], on_map).figures()
    return {(figure.target, figure.node_id, figure.group): figure for figure in found}


def compare(past, period, on_map):
    found = everything(period, on_map)
    leaves = {unit for unit in past.ids.values() if orgs.state_of(unit).group in LEAF_GROUPS}
    checked = 0
    for target, node in product(counted_in(period), past.ids.values()):
        for group in ("", *GROUPS):
            wanted = recount(past, target, "", period, node, group, on_map)
            figure = found.get((target.id, node, group))
            if figure is None:
                assert node in leaves or wanted[3] == 0
                continue
            assert numbers(figure) == wanted, figure.key
            checked += wanted[3] > 0
    assert checked > (20 if period.half else 50)


def test_totals_are_the_same_on_every_map(past):
    root = past.ids["vn"]
    for period, on_map in product(PERIODS, MAPS[1:]):
        reported, other = everything(period), everything(period, on_map)
        for target, group in product(counted_in(period), ("", *GROUPS)):
            before = reported.get((target.id, root, group))
            after = other.get((target.id, root, group))
            assert (before and numbers(before)) == (after and numbers(after))


def test_rollup_rows_are_its_figures(past):
    found = queries.rollup([Period(2024)])
    rows = {row[:4]: row[4:] for row in found.rows()}
    for figure in found.figures():
        key = (figure.target, figure.node_id, figure.group, figure.period.code)
        assert rows[key] == (figure.numerator, figure.denominator)


@pytest.mark.parametrize("on_map", MAPS, ids=str)
def test_figures_with_readings_kinds_and_children(past, on_map):
    nodes = ("vn", "old", "d1", "c1", "c4", "c2-0", "new", "n1", "n2")
    for node, period in product(nodes, (Period(2024), Period(2025), Period(2025, 1))):
        for by in (None, "kind", "children"):
            for figure in queries.figures([], [period], past.ids[node], by, on_map):
                target = programmes.package().targets[figure.target]
                wanted = recount(
                    past, target, figure.reading, period, figure.node_id, figure.group, on_map, True
                )
                assert numbers(figure) == wanted, figure.key


def test_verdicts_are_those_of_the_rules(past):
    for figure in queries.figures([], PERIODS[:2], past.ids["vn"], "children"):
        target = programmes.package().targets[figure.target]
        if figure.period.year == 2025 or figure.node_id == past.ids["vn"]:
            continue
        value, verdict = judge(
            target,
            figure.period.year,
            figure.numerator,
            figure.denominator,
            figure.reported,
            figure.expected,
            figure.unavailable,
            reading=figure.reading,
        )
        assert (figure.value, figure.verdict) == (value, verdict)
        assert figure.provisional is (figure.approved < figure.expected)


def test_targets_of_the_province_are_judged_only_there(past):
    old = past.ids["old"]
    found = queries.figures(["T4.1"], [Period(2024)], old, "children")
    assert {f.verdict for f in found if f.node_id != old} == {"not_judged"}
    assert found[0].verdict != "not_judged"


def test_gone_units_are_read_at_their_successor(past):
    by_old = queries.figures(["T1.2"], [Period(2025)], past.ids["old"])
    by_new = queries.figures(["T1.2"], [Period(2025)], past.ids["new"])
    assert [numbers(f) for f in by_old] == [numbers(f) for f in by_new]
    assert by_old[0].node_code == "75"
    assert queries.figures(["T1.2"], [Period(2025)], past.ids["c2"]) == []


def test_a_new_province_is_read_as_the_nation_before_its_day(past):
    (first, *_) = queries.figures(["T1.2"], [Period(2024)], past.ids["new"])
    assert first.node_id == past.ids["vn"]


def test_page_ranks_children(past):
    page = queries.page(past.ids["old"], Period(2024), ranked_by="T1.2")
    assert set(page.node) == {t.id for t in counted_in(Period(2024))}
    values = [child["T1.2"].value for child in page.children]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert [child["T1.2"].node_code for child in page.children]


def test_series_has_both_readings_of_the_map(past):
    points = queries.series("T1.2", past.ids["new"], date(2025, 12, 31))
    assert [point.period.code for point in points] == ["2024", "2025"]
    assert all(numbers(p.reported) == numbers(p.restated) for p in points)
    then, now = queries.restated("T1.2", Period(2024), past.ids["n1"], date(2025, 12, 31))
    assert then is None
    assert now.expected > 0


GAPS = [("T1.2", ""), ("T1.3", ""), ("T2.1", ""), ("T2.2", "plan_wide"), ("T5.1", ""), ("T6.1", "")]


@pytest.mark.parametrize(("code", "reading"), GAPS)
def test_gap_list_names_those_that_miss_and_how_many_are_needed(past, code, reading):
    period, node = Period(2024), past.ids["old"]
    target = programmes.package().targets[code]
    gaps = queries.gap_list(code, period, node, limit=1000, reading=reading)
    figures = queries.figures([code], [period], node)
    (figure,) = [found for found in figures if found.reading == reading]
    goal = target.at(period.end, reading or None)
    unknown = figure.unavailable + figure.expected - figure.reported
    assert len(gaps) == gaps.total == figure.denominator - figure.numerator + unknown
    least = Fraction(str(goal.value)) * figure.denominator / 100
    assert figure.numerator + gaps.needed >= least
    assert gaps.needed == 0 or figure.numerator + gaps.needed - 1 <= least
    assert [row.distance for row in gaps] == sorted(row.distance for row in gaps)
    assert all(row.reason and row.name and row.code for row in gaps)


def test_gap_words(past):
    gaps = queries.gap_list("T6.1", Period(2024), past.ids["old"], limit=1000)
    reasons = " | ".join(row.reason for row in gaps)
    assert "Cần" in reasons or "Chưa gửi báo cáo" in reasons
    weak = queries.gap_list("T1.5", Period(2024), past.ids["old"], limit=1000)
    (figure,) = queries.figures(["T1.5"], [Period(2024)], past.ids["old"], readings=False)
    assert weak.needed == figure.numerator


def test_trace_adds_up_to_the_figure(past):
    for code in ("T1.1", "T1.2", "T5.2", "T6.2"):
        found = queries.trace(code, Period(2024), past.ids["old"], limit=None)
        assert sum(row.adds for row in found.rows) == found.figure.numerator
        assert sum(row.adds_below for row in found.rows) == found.figure.denominator
        assert found.total == len(found.rows) == found.figure.reported
        assert found.words and found.numerator_words and found.units_words
    rules = {item.rule: item.units for item in found.exclusions}
    assert rules["armed_forces"] == 4
    assert rules["small_enterprise"] == 4
    one = queries.trace("T1.2", Period(2024), past.ids["old"], group="hamlet", limit=2)
    assert {row.group for row in one.rows} == {"hamlet"}
    assert len(one.rows) == 2 < one.total
