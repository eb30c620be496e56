"""Hands in over HTTP as people do: signed in, with CSRF, draft first, then sent with a client key.

The server is granian on the loopback with two workers, as `phongtrao serve` starts it; clients are
processes of their own on the same processors.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.protocol import HOME, ROOT, environment
from bench.results import Line, Results

DEMAND = 100
PATIENCE = 60


def measure(posts: int, clients: int, results: Results, say: Callable[[str], None]) -> None:
    """Post about `posts` submissions from `clients` processes; add throughput and p99."""
    for engine in ("sqlite", "postgres"):
        say(f"{posts} submissions over HTTP on {engine} …")
        with serving(engine) as (port, server):
            before = cpu_seconds(server)
            found = _clients(engine, port, posts, clients)
            spent = cpu_seconds(server) - before
        _lines(engine, found, results)
        done = sum(len(one["send_ms"]) for one in found)
        results.note(
            f"http {engine}",
            {
                "server CPU per draft and submission, ms": round(spent / max(done, 1) * 1e3, 1),
                "refused": [words for one in found for words in one["refused"]][:3],
                "clients": clients,
            },
        )


@contextlib.contextmanager
def serving(engine: str) -> Any:
    """A server of the engine's data on a free port of the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = (HOME / f"server-{engine}.log").open("w", encoding="utf-8")
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "2", "--blocking-threads", "1", "--no-access-log",
        "--log-level", "warning", "phongtrao.config.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=environment(engine), stdout=log, stderr=log)
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
        log.close()


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children so far; 0.0 where /proc does not tell."""
    total = 0.0
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            total += sum(cpu_seconds(int(child)) for child in children.read_text().split())
    except (OSError, ValueError):
        return total
    return total


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _clients(engine: str, port: int, posts: int, clients: int) -> list[dict[str, Any]]:
    """Run the client processes side by side; return what each measured."""
    each = posts // clients
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.http_client", *map(str, (port, number, clients, each))],
            cwd=ROOT, env=environment(engine), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(clients)
    ]  # fmt: skip
    for client in running:
        assert client.stdout is not None
        if client.stdout.readline().strip() != "ready":
            raise RuntimeError("a client could not sign in")
    for client in running:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    found = []
    for client in running:
        out, _ = client.communicate(timeout=600)
        found.append(json.loads(out))
    return found


def _lines(engine: str, found: list[dict[str, Any]], results: Results) -> None:
    sent = sorted(ms for one in found for ms in one["send_ms"])
    drafts = sorted(ms for one in found for ms in one["draft_ms"])
    refused = [words for one in found for words in one["refused"]]
    if not sent:
        results.add(Line(f"HTTP {engine}", f"nothing sent: {refused[:1]}", "≥ 100/s", False))
        return
    send_rate = len(sent) / max(one["send_s"] for one in found)
    draft_rate = len(drafts) / max(one["draft_s"] for one in found)
    p99 = sent[min(len(sent) - 1, int(0.99 * len(sent)))]
    rate = f"{send_rate:.0f}/s ({len(sent)} sent, {len(refused)} refused)"
    results.add(Line(f"HTTP {engine} submission", rate, "≥ 100/s", send_rate >= DEMAND))
    results.add(Line(f"HTTP {engine} p99", f"{p99:.0f} ms", "≤ 1.000 ms", p99 <= 1_000))
    both = 1 / (1 / send_rate + 1 / draft_rate)
    words = f"drafts {draft_rate:.0f}/s; draft and submission {both:.0f}/s"
    results.add(Line(f"HTTP {engine} with its draft", words, "–", None))
