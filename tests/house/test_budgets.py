"""The house stays tidy: sizes, names, docstrings and addresses are checked, not hoped for."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "handler", "info", "extra"}
# Longer than the budget, each with its reason.
LONG_FILES: dict[str, str] = {}


def tracked(*suffixes: str) -> list[Path]:
    """Return the files git keeps, by suffix."""
    out = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = [ROOT / line for line in out.splitlines() if line.endswith(suffixes)]
    return [path for path in found if path.exists() and "migrations" not in path.parts]


def python_files() -> list[Path]:
    """Return our own Python."""
    return tracked(".py")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_fit_their_budget() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files()
    }
    too_long = {n: s for n, s in sizes.items() if s > FILE_LINES and n not in LONG_FILES}
    assert not too_long


def test_functions_fit_their_budget() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({length})"
        for path in python_files()
        for node in functions(path)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not too_long


def test_no_imports_hide_in_functions() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in python_files()
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_names_say_something() -> None:
    bad = [str(path.relative_to(ROOT)) for path in python_files() if path.stem in FORBIDDEN_NAMES]
    assert not bad


def test_rooms_tell_what_they_are() -> None:
    rooms = {path.parent for path in (ROOT / "phongtrao").glob("*/__init__.py")}
    silent = []
    for room in sorted(rooms):
        readme = room / "README.md"
        if not readme.exists() or len(readme.read_text(encoding="utf-8").splitlines()) > 40:
            silent.append(room.name)
    assert not silent


MACHINE_PATH = re.compile(r"/(?:tmp|work|root|farm|home/\w+)/")


@pytest.mark.parametrize("suffix", [".py", ".md", ".yaml", ".html", ".js", ".toml", ".txt", ".sh"])
def test_no_path_of_a_machine_and_no_registry(suffix: str) -> None:
    this = Path(__file__).resolve()
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked(suffix)
        if path != this
        and (
            MACHINE_PATH.search(path.read_text(encoding="utf-8"))
            or ("requirements" in path.parts and "://" in path.read_text(encoding="utf-8"))
        )
    ]
    assert not guilty


def test_nothing_unfinished() -> None:
    marks = ("# TO" + "DO", "TO" + "DO:", "FIX" + "ME", "NotImplemented" + "Error")
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if any(mark in path.read_text(encoding="utf-8") for mark in marks)
    ]
    assert not guilty
