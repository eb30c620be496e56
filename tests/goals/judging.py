"""Lighthouse as a judge: what it is told, what it found, and what is short of the threshold.

A measuring tool only, run by node: the product and `make test` need neither.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import statistics
import subprocess
from pathlib import Path
from typing import Any

#: What Lighthouse judges, each on a scale of 100.
ASKED = {"accessibility": 100, "best-practices": 95, "performance": 95}
RUNS = 3
LONGEST_RUN = 180  # seconds, then the run counts as spoilt
FOLDER = Path(__file__).parent / "lighthouse"
PROGRAM = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
TELLS_NOBODY = ("--quiet", "--no-enable-error-reporting", "--output", "json")
WINDOW = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"


def missing(chromium: str) -> str:
    """Name what this machine lacks; empty when nothing is."""
    here = {
        "node": shutil.which("node"),
        "Lighthouse (make goals-slow)": PROGRAM.exists(),
        "Chromium": Path(chromium).exists(),
    }
    return ", ".join(name for name, found in here.items() if not found)


def judge(address: str, chromium: str, home: Path, session: str = "") -> dict[str, Any]:
    """Return the report of one run on an emulated phone, its network and processor slowed.

    A crowded machine now and then spoils the recording: asked three times before it is an error.
    """
    kept = home / "report.json"
    command = ["node", str(PROGRAM), address, *TELLS_NOBODY, WINDOW]
    command += ["--only-categories", ",".join(ASKED), "--output-path", str(kept)]
    if session:
        command += ["--extra-headers", json.dumps({"Cookie": f"sessionid={session}"})]
    environment = {**os.environ, "CHROME_PATH": chromium, "HOME": str(home)}
    said = ""
    for _ in range(3):
        kept.unlink(missing_ok=True)
        said = _complaints(command, environment)
        if not kept.exists():
            continue
        report: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        fault = report.get("runtimeError", {})
        if not fault and all(_scores(report).values()):
            assert report["finalDisplayedUrl"] == address, report["finalDisplayedUrl"]
            return report
        said = f"{fault.get('code')} {fault.get('message')} {_scores(report)}"
        if fault.get("code") == "ERRORED_DOCUMENT_REQUEST":  # the server's answer is no noise
            break
    raise AssertionError(f"{address}: {said[-500:]}")


def _complaints(command: list[str], environment: dict[str, str]) -> str:
    """What a run complained of; one that hangs is interrupted, so that its browser ends too."""
    quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=pipe, text=True) as run:
        try:
            return run.communicate(timeout=LONGEST_RUN)[1]
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGINT)
            return f"hung for {LONGEST_RUN} s"


def _scores(report: dict[str, Any]) -> dict[str, float | None]:
    return {name: report["categories"][name]["score"] for name in ASKED}


def medians(reports: list[dict[str, Any]]) -> dict[str, int]:
    """Category → median of the runs, of 100."""
    return {
        name: round(100 * statistics.median(one["categories"][name]["score"] for one in reports))
        for name in ASKED
    }


def short(reports: list[dict[str, Any]]) -> list[str]:
    """Return the categories below what is asked."""
    found = medians(reports)
    return [name for name in ASKED if found[name] < ASKED[name]]


def figure(reports: list[dict[str, Any]]) -> str:
    """Say the medians, every run's performance and how fast this machine was meanwhile."""
    found = medians(reports)
    runs = [round(100 * one["categories"]["performance"]["score"]) for one in reports]
    speed = round(statistics.median(one["environment"]["benchmarkIndex"] for one in reports))
    scores = "; ".join(f"{name} {found[name]}" for name in ASKED)
    return f"{scores} (runs {', '.join(map(str, runs))}; speed of this machine {speed})"


def causes(reports: list[dict[str, Any]]) -> list[str]:
    """Audits of the worst run that cost points in the categories that are short."""
    wrong = short(reports)
    worst = min(reports, key=lambda one: sum(one["categories"][name]["score"] for name in wrong))
    named = [ref for name in wrong for ref in worst["categories"][name]["auditRefs"]]
    audits = [worst["audits"][ref["id"]] for ref in named if ref["weight"]]
    return [
        f"{audit['id']}: {audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < 0.9
    ]
