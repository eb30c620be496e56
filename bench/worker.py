"""The measured side: Phong Trào on the engine its environment names, one job per input line.

Times are taken here, around the door of the room alone; answers leave afterwards.
"""

import json
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.measures import measures_of, sources_of  # noqa: E402
from bench.refilling import add_one  # noqa: E402
from phongtrao.accounts.models import Post  # noqa: E402
from phongtrao.analytics import queries as analytics  # noqa: E402
from phongtrao.analytics.keeping import forget  # noqa: E402
from phongtrao.core.periods import Period  # noqa: E402
from phongtrao.demo import actions as demo  # noqa: E402
from phongtrao.inspections.models import InspectionRound, Visit  # noqa: E402
from phongtrao.orgs import queries as orgs  # noqa: E402
from phongtrao.programmes import queries as programmes  # noqa: E402
from phongtrao.programmes.models import Programme  # noqa: E402
from phongtrao.reports import actions as reports  # noqa: E402
from phongtrao.submissions import actions as submissions  # noqa: E402
from phongtrao.submissions import queries as said  # noqa: E402
from phongtrao.workbooks import actions as workbooks  # noqa: E402

PAGE_YEAR = 2025
FRESH = Period(2026)


def prepare(size: str, seed: int) -> dict[str, Any]:
    """Migrate, and build the demonstration where there is none; return what there is."""
    call_command("migrate", verbosity=0, interactive=False)
    started = time.perf_counter()
    if not Programme.objects.exists():
        demo.build(size=size, seed=seed)
        _set_draw_aside()
    rows = [
        row
        for form in programmes.package().forms
        for period in programmes.periods(form)
        for row in said.rows(form, period)
    ]
    return {
        "seconds": time.perf_counter() - started,
        "rows": len(rows),
        "said": sum(row["version"] > 0 for row in rows),
        "package": programmes.package_version().digest[:12],
    }


def _set_draw_aside() -> None:
    """Make the installations alike: who is visited by lot follows from each one's own log."""
    drawn = Visit.objects.filter(round__method=InspectionRound.Method.DRAWN)
    drawn.update(current=0)


def describe() -> dict[str, Any]:
    """Measures of all targets and the wide tables they read, for the reference design."""
    package = programmes.package()
    opened = {(form, p.code) for form in package.forms for p in programmes.periods(form)}
    return {"sources": sources_of(package), **measures_of(package, opened)}


def rollup() -> dict[str, Any]:
    """A: every target for every node, group and period."""
    started = time.perf_counter()
    cells = list(analytics.rollup().rows())
    return {"ms": (time.perf_counter() - started) * 1e3, "cells": cells}


def _cold(job: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Time a job that finds no kept sums: every row is read again."""
    forget()
    return {"ms": job()["ms"]}


def page() -> dict[str, Any]:
    """B: all targets of the province and of its communes, ranked, one period."""
    node = _province()
    period = Period(PAGE_YEAR)
    started = time.perf_counter()
    found = analytics.page(node, period)
    spent = (time.perf_counter() - started) * 1e3
    assert found is not None, "the province is on its map"
    cells = [
        (figure.target, figure.node_id, "", period.code, figure.numerator, figure.denominator)
        for figures in (found.node, *found.children)
        for figure in figures.values()
    ]
    nodes = sorted({cell[1] for cell in cells})
    return {"ms": spent, "cells": cells, "province": node, "nodes": nodes, "period": period.code}


def _province() -> int:
    """The province of the plan at the end of the page's year."""
    commune = orgs.units_on(Period(PAGE_YEAR).end, "commune")[0]
    place = orgs.place_of(commune.unit_id, Period(PAGE_YEAR).end)
    assert place.province_id is not None
    return place.province_id


def fresh() -> dict[str, Any]:
    """One hand-in, then the next read: is the figure exact at once?"""
    open_round = programmes.round_of("annual", FRESH)
    form = programmes.package().forms["annual"]
    row = next(
        row
        for row in said.rows("annual", FRESH)
        if row["grp"] == "hamlet" and row["state"] == "submitted"
    )
    payload = said.payload_of(said.submission_of(row["unit_id"], "annual", FRESH))
    before = _sum_signed(row["unit_id"])
    payload["households"] = row["households"] + 7
    payload["households_signed"] = row["households_signed"] + 7
    by = Post.objects.get(code="TT")
    started = time.perf_counter()
    submissions.submit(
        unit_id=row["unit_id"], form=form.id, period=FRESH, payload=payload,
        client_key=f"bench-{datetime.now(UTC).timestamp()}", by=by, on_behalf=True, note="bench",
    )  # fmt: skip
    committed = time.perf_counter()
    after = _sum_signed(row["unit_id"])
    return {
        "exact": after == before + 7,
        "submit_ms": (committed - started) * 1e3,
        "read_ms": (time.perf_counter() - committed) * 1e3,
        "round": open_round.pk,
    }


def _sum_signed(unit_id: int) -> int:
    """Households that signed, as the target's figure of the unit's province says."""
    place = orgs.place_of(unit_id, FRESH.end)
    assert place.province_id is not None
    target = next(
        t for t in programmes.package().targets.values() if "households_signed" in t.numerator
    )
    found = analytics.figures([target.id], [FRESH], place.province_id, readings=False)
    return found[0].numerator or 0


def report() -> dict[str, Any]:
    """The annual report of the province as DOCX and PDF."""
    started = time.perf_counter()
    printed = reports.draft(year=PAGE_YEAR)
    spent = time.perf_counter() - started
    return {"seconds": spent, "docx": len(printed.docx), "pdf": len(printed.pdf)}


def workbook(units: int) -> dict[str, Any]:
    """A commune's workbook out, then in again on the open round with rows to take."""
    period = FRESH
    owed: dict[int, int] = {}
    for row in programmes.owed(programmes.round_of("annual", period)):
        place = orgs.state_of(row.unit_id, period.end).parent_id
        if place is not None:
            owed[place] = owed.get(place, 0) + 1
    communes = {state.unit_id for state in orgs.units_on(period.end, "commune")}
    node = min((n for n in owed if n in communes), key=lambda n: (abs(owed[n] - units), n))
    by = Post.objects.get(code="TT")
    started = time.perf_counter()
    data = workbooks.export_workbook(node_id=node, form="annual", period=period)
    exported = time.perf_counter()
    filled, changed = add_one(data)
    begun = time.perf_counter()
    outcome = workbooks.import_workbook(data=filled, name="bench.xlsx", by=by)
    return {
        "units": owed[node] + 1,
        "export_s": exported - started,
        "import_s": time.perf_counter() - begun,
        "changed": changed,
        "taken": len(outcome.receipts),
        "errors": [str(finding) for finding in outcome.errors][:3],
    }


JOBS: dict[str, Callable[..., Any]] = {
    "prepare": prepare,
    "describe": describe,
    "rollup": rollup,
    "rollup_cold": lambda: _cold(rollup),
    "page_cold": lambda: _cold(page),
    "page": page,
    "fresh": fresh,
    "report": report,
    "workbook": workbook,
}


def main() -> None:
    """Answer jobs until the input ends."""
    answers = sys.stdout
    for line in sys.stdin:
        asked = json.loads(line)
        job = asked.pop("job")
        try:
            with redirect_stdout(sys.stderr):
                answer = {"answer": JOBS[job](**asked)}
        except Exception as problem:
            traceback.print_exc()
            answer = {"error": f"{type(problem).__name__}: {problem}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    connection.close()


if __name__ == "__main__":
    main()
