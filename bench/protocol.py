"""One engine per process: a worker is told a job on its input and answers one JSON line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench"
POSTGRES = os.environ.get(
    "PHONGTRAO_BENCH_DATABASE", "postgres://postgres@127.0.0.1:5432/phongtrao_bench"
)


def environment(engine: str) -> dict[str, str]:
    """The environment of a process that works on the bench's own database of an engine."""
    found = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    found["DJANGO_SETTINGS_MODULE"] = "phongtrao.config.settings"
    found["PHONGTRAO_DATA"] = str(HOME / engine)
    if engine == "postgres":
        found["DATABASE_URL"] = POSTGRES
    return found


class Worker:
    """A process that answers jobs on one engine ("sqlite" or "postgres")."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker"],
            cwd=ROOT,
            env=environment(engine),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, job: str, **arguments: Any) -> Any:
        """Run a job and return its answer; RuntimeError with the worker's words when it fails."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"job": job, **arguments}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the worker ended"}
        if "error" in answer:
            raise RuntimeError(f"{self.engine} {job}: {answer['error']}")
        return answer["answer"]

    def end(self) -> None:
        """Let the process go."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=60)


def postgres_dsn() -> str:
    """The address of the bench's PostgreSQL database for psycopg."""
    return POSTGRES.replace("postgres://", "postgresql://", 1)
