"""`python -m bench`: one run, answers compared, ratios against the demands of performance.md."""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench import http_load
from bench.compare import differences, medians
from bench.protocol import Worker, postgres_dsn
from bench.reference import Measure, Source, load, mark_spoken, rebuild
from bench.reference_queries import Ask, Cells, answer
from bench.results import Line, Results

ENGINES = ("sqlite", "postgres")
LEVELS = ("nation", "province", "district", "commune")


def main() -> int:
    """Run the parts that were asked for; 0 when every demand is met, 1 when one is missed."""
    chosen = _arguments()
    _ensure_database()
    workers = {engine: Worker(engine) for engine in ENGINES}
    results = Results()
    try:
        for engine, worker in workers.items():
            _say(f"preparing {engine} ({chosen.size}) …")
            results.note(engine, worker.ask("prepare", size=chosen.size, seed=chosen.seed))
        with psycopg.connect(postgres_dsn(), autocommit=True) as connection:
            reference = Reference(connection, workers["postgres"].ask("describe"))
            reference.build(results)
            _part("A, B", results, lambda: _reads(workers, reference, chosen.rounds, results))
            _part("freshness", results, lambda: _fresh(workers, reference, results))
        _part("report", results, lambda: _report(workers, results))
        _part("workbook", results, lambda: _workbook(workers, results))
        if chosen.posts:
            _part(
                "HTTP",
                results,
                lambda: http_load.measure(chosen.posts, chosen.clients, results, _say),
            )
    finally:
        for worker in workers.values():
            worker.end()
    print(results.table())
    return 0 if results.all_met else 1


def _part(name: str, results: Results, measure: Callable[[], None]) -> None:
    """Measure one part; when it fails, say so in the table and go on with the next."""
    try:
        measure()
    except (RuntimeError, OSError, psycopg.Error, subprocess.SubprocessError) as problem:
        results.add(Line(name, f"failed: {problem}"[:90], "–", False))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", default="province", choices=["small", "province"])
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--rounds", type=int, default=5, help="interleaved repetitions")
    parser.add_argument("--posts", type=int, default=2_000, help="submissions over HTTP; 0: none")
    parser.add_argument("--clients", type=int, default=6, help="client processes")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def _ensure_database() -> None:
    """Create the bench's PostgreSQL database when it is not there."""
    address, _, name = postgres_dsn().rpartition("/")
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}"')


class Reference:
    """The narrow design on the same rows: built once, asked many times, rebuilt for freshness."""

    def __init__(self, connection: psycopg.Connection[Any], described: dict[str, Any]) -> None:
        self.connection = connection
        self.targets = described["targets"]
        self.sources = [
            Source(one["form"], one["table"], tuple((name, kind) for name, kind in one["columns"]))
            for one in described["sources"]
        ]
        self.measures = [
            Measure(
                **{
                    **one,
                    "periods": tuple(one["periods"]),
                    "fields": tuple(one["fields"]),
                    "where_fields": tuple(one["where_fields"]),
                }
            )
            for one in described["measures"]
        ]
        self.columns = {source.form: source.types() for source in self.sources}

    def build(self, results: Results) -> None:
        """Load the narrow table and make the analytics table."""
        _say("loading the reference (narrow table) …")
        seconds = load(self.connection, self.sources)
        mark_spoken(self.connection, self.sources)
        for setting in ("jit = off", "max_parallel_workers_per_gather = 2"):
            self.connection.execute(f"SET {setting}")
        values = self.connection.execute("SELECT count(*) FROM datavalue").fetchone()
        _say("rebuilding the reference's analytics table …")
        rebuilt = rebuild(self.connection)
        count = values[0] if values else 0
        results.note("reference", {**seconds, "rebuild_s": rebuilt, "values": count})

    def ask(self, asks: list[Ask]) -> tuple[float, Cells]:
        """Return (milliseconds, cells)."""
        started = time.perf_counter()
        cells = answer(self.connection, self.measures, asks, self.columns)
        return (time.perf_counter() - started) * 1e3, cells


def _reads(workers: dict[str, Worker], reference: Reference, rounds: int, results: Results) -> None:
    """A and B on both engines and the reference, interleaved; the answers compared each time."""
    full = [Ask(level, typed) for level in LEVELS for typed in (True, False)]
    shape = workers["sqlite"].ask("page")
    nodes = tuple(f"u{node}" for node in shape["nodes"] if node != shape["province"])
    asks = [
        Ask("province", False, (f"u{shape['province']}",), (shape["period"],)),
        Ask("commune", False, nodes, (shape["period"],)),
    ]
    for job, wanted, name in (("rollup", full, "A"), ("page", asks, "B")):
        times: dict[str, list[float]] = {engine: [] for engine in (*ENGINES, "reference")}
        times.update({f"{engine} cold": [] for engine in ENGINES})
        wrong: list[str] = []
        compared = 0
        for number in range(rounds + 1):
            _say(f"{name}, round {number} of {rounds} …")
            spent, cells = reference.ask(wanted)
            cold = {engine: worker.ask(f"{job}_cold") for engine, worker in workers.items()}
            answers = {engine: worker.ask(job) for engine, worker in workers.items()}
            for engine, found in answers.items():
                count, different = differences(found["cells"], cells, reference.targets)
                compared, wrong = compared + count, wrong + different
                if number:
                    times[engine].append(found["ms"])
                    times[f"{engine} cold"].append(cold[engine]["ms"])
            if number:
                times["reference"].append(spent)
        _read_lines(name, medians(times), compared, wrong, results)


def _read_lines(
    name: str, found: dict[str, float], compared: int, wrong: list[str], results: Results
) -> None:
    demands = {"A": {"sqlite": 50, "postgres": 100}, "B": {"sqlite": 20, "postgres": 50}}[name]
    for engine in ENGINES:
        ratio = found["reference"] / found[engine]
        label = f"{name} {engine} (reference {found['reference']:.0f} ms)"
        results.add(
            Line(
                label,
                f"{found[engine]:.1f} ms",
                f"≥ {demands[engine]} ×",
                ratio >= demands[engine],
                ratio,
            )
        )
        spent = found[f"{engine} cold"]
        label = f"{name} {engine}, every row read again"
        results.add(Line(label, f"{spent:.1f} ms", "–", None, found["reference"] / spent))
    results.add(Line(f"{name} cells that differ", f"{len(wrong)} of {compared}", "0", not wrong))
    for words in wrong[:5]:
        _say(f"DIFFERENT {words}")


def _fresh(workers: dict[str, Worker], reference: Reference, results: Results) -> None:
    """One hand-in and the next read, on our side; the reference has to rebuild."""
    for engine, worker in workers.items():
        found = worker.ask("fresh")
        spent = f"exact after {found['submit_ms'] + found['read_ms']:.0f} ms"
        results.add(
            Line(f"freshness {engine}", spent if found["exact"] else "stale", "0", found["exact"])
        )
    rebuilt = rebuild(reference.connection)
    results.add(Line("freshness reference", f"stale until rebuilt: {rebuilt:.1f} s", "–", None))


def _report(workers: dict[str, Worker], results: Results) -> None:
    """The annual report of the province, as DOCX and PDF, on each engine."""
    for engine, worker in workers.items():
        _say(f"report on {engine} …")
        spent = worker.ask("report")["seconds"]
        results.add(Line(f"report {engine}, DOCX + PDF", f"{spent:.1f} s", "≤ 10 s", spent <= 10))


def _workbook(workers: dict[str, Worker], results: Results) -> None:
    """A commune's workbook taken in, on each engine."""
    for engine, worker in workers.items():
        _say(f"workbook on {engine} …")
        found = worker.ask("workbook", units=60)
        good = found["import_s"] <= 2 and found["taken"] == found["changed"] > 0
        words = f"{found['import_s']:.2f} s, {found['taken']} of {found['units']} units taken"
        results.add(Line(f"workbook in {engine}", words, "≤ 2 s", good))
        results.note(f"workbook {engine}", found)


if __name__ == "__main__":
    sys.exit(main())
