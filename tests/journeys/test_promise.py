"""Real processes, a real database: retries make no doubles, a killed server loses nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
SENDER = [sys.executable, str(Path(__file__).with_name("sender.py"))]
PROCESSES = 6
KEYS = 12
KILLS = 4
SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def postgres() -> str | None:
    """Return the address of a fresh database, or None where no server answers."""
    name = f"promise_{os.getpid()}"
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError:
        return None
    return SERVER.rsplit("/", 1)[0] + "/" + name


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """Return the environment of an installation with the small world in it."""
    folder = tmp_path_factory.mktemp("promise")
    env = {**os.environ, "PHONGTRAO_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    env.pop("DATABASE_URL", None)
    if request.param == "postgres":
        url = postgres()
        if url is None:
            pytest.skip("PostgreSQL does not answer")
        env["DATABASE_URL"] = url
    subprocess.run([*SENDER, "build"], env=env, check=True, cwd=ROOT)
    yield env
    if request.param == "postgres":
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")


def start(env: dict[str, str], *words: str) -> subprocess.Popen:
    """Start a sender."""
    return subprocess.Popen([*SENDER, *words], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def command(env: dict[str, str], *words: str) -> subprocess.CompletedProcess:
    """Run the product's command line."""
    script = "from phongtrao.config.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, *words], env=env, cwd=ROOT, capture_output=True, text=True
    )


def test_simultaneous_copies_make_one_version_each(place: dict[str, str]) -> None:
    senders = [start(place, "same", str(KEYS)) for _ in range(PROCESSES)]
    codes = defaultdict(set)
    for sender in senders:
        out, _ = sender.communicate(timeout=120)
        assert sender.returncode == 0
        for line in out.splitlines():
            number, code = line.split()
            codes[number].add(code)
    assert len(codes) == KEYS
    assert all(len(found) == 1 for found in codes.values())
    assert len({code for found in codes.values() for code in found}) == KEYS
    assert command(place, "verify").returncode == 0


def test_sending_and_reviewing_at_once_never_lock_each_other_out(place: dict[str, str]) -> None:
    both = [start(place, "chain", "beside", "60"), start(place, "review", "60")]
    for process in both:
        process.communicate(timeout=120)
    assert [process.returncode for process in both] == [0, 0]


def test_a_killed_server_keeps_every_acknowledged_figure(place: dict[str, str]) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    for turn in range(KILLS):
        sender = start(place, "chain", f"kill-{turn}", "100000")
        assert sender.stdout is not None
        first = sender.stdout.readline()
        time.sleep(chance.uniform(0.05, 0.5))
        sender.send_signal(signal.SIGKILL)
        rest = sender.stdout.read()
        sender.wait()
        complete = (first + rest).rsplit("\n", 1)[0].splitlines()
        acknowledged.extend(complete)
    kept = command(place, "receipts").stdout.split()
    assert len(acknowledged) > KILLS
    assert set(acknowledged) <= set(kept)
    assert command(place, "verify").returncode == 0
    assert command(place, "rebuild", "--check").returncode == 0
