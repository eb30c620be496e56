"""Figures and samples of inspections: records make the figure, strangers draw the same sample."""

from __future__ import annotations

import subprocess
import sys

import pytest
import time_machine

from phongtrao.analytics import queries as analytics
from phongtrao.inspections import queries
from phongtrao.inspections.models import InspectionRound
from tests.unit import inspections_world as field_of
from tests.unit.inspections_world import VISITED
from tests.unit.test_inspections import KEY, draw_one, run, said, write
from tests.world import YEAR


@pytest.fixture
def field(world):
    return field_of.build(world)


@pytest.fixture
def drawn(field):
    return draw_one(field)


def province_figures(field, period=YEAR):
    found = analytics.figures(["T4.2"], [period], field.world.units["province"])
    return {figure.reading: figure for figure in found if not figure.group}


def test_the_target_of_visits_counts_records_and_keeps_what_units_say_beside_it(field, drawn):
    """T4.2: a record counts at once, whoever has reported; a report alone counts only beside."""
    assert province_figures(field)[""].numerator == 0
    for place, row in enumerate(drawn.selected.all()[:4]):
        write(field, drawn, row.unit_id, said(), key=f"{KEY[:-2]}{place:02d}")
    left = [u for u in field.units if not drawn.selected.filter(unit_id=u).exists()]
    for unit_id in left[:2]:
        field_of.report(field, unit_id, inspections_received=3)
    counted, reported = (province_figures(field)[reading] for reading in ("", "as_reported"))
    assert (counted.numerator, reported.numerator) == (queries.coverage(YEAR).unit_count, 2)
    assert (counted.coverage, counted.verdict, counted.provisional) == (1, "missed", False)
    rows = analytics.trace("T4.2", YEAR, field.world.units["province"], limit=5).rows
    assert [row.adds for row in rows] == [1, 1, 1, 1, 0]


def test_nothing_is_called_missed_before_the_period_is_over(field, drawn):
    with time_machine.travel(VISITED, tick=False):
        now = province_figures(field)[""]
    later = province_figures(field)[""]
    assert (now.verdict, now.provisional) == ("not_enough_data", True)
    assert (later.verdict, later.provisional) == ("missed", False)


ALONE = """
import sys
from hashlib import sha256
code, root, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
hex_ = lambda text: sha256(text.encode()).hexdigest()
units = [line.split("|") for line in sys.stdin.read().splitlines()]
seed = hex_(f"{root}:{code}")
for level in ((1, 2), (2,), (1,), ()):
    strata = {}
    for unit in units:
        strata.setdefault("/".join(unit[i] for i in level), []).append(unit[0])
    if len(strata) <= size:
        break
left, rest = len(units) - len(strata), size - len(strata)
parts = {s: divmod(rest * (len(m) - 1), left) for s, m in strata.items()}
shares = {s: 1 + whole for s, (whole, _) in parts.items()}
order = sorted(parts, key=lambda s: (-parts[s][1], hex_(f"{seed}:{s}")))
for s in order[: size - sum(shares.values())]:
    shares[s] += 1
for s in sorted(strata):
    for unit in sorted(strata[s], key=lambda unit: hex_(f"{seed}:{unit}"))[: shares[s]]:
        print(unit)
"""


def test_a_stranger_draws_the_same_sample_from_what_is_published(drawn, tmp_path):
    """Another process, its own twenty lines, and the command without the data: all agree."""
    codes = [row.code for row in queries.selected(drawn)]
    published = [drawn.code, drawn.seed_root, str(drawn.size)]
    alone = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, *published],
        input=drawn.frame, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert alone.stdout.split() == codes
    frame = tmp_path / "khung.txt"
    frame.write_text(drawn.frame)
    InspectionRound.objects.filter(pk=drawn.pk).update(frame="", seed="")
    asked = ["redraw", drawn.code, "--frame", str(frame), "--root", drawn.seed_root]
    again = run(*asked, "--size", str(drawn.size))
    assert again.stdout.split() == codes and drawn.sample_digest in again.stderr
    assert run(*asked[:-1], "00" * 32, "--size", str(drawn.size)).stdout.split() != codes
