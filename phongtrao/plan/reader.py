"""Strict reader of a plan package: YAML 1.2 in, a frozen Package or findings with file:line out.

Nothing is guessed: duplicate keys, unknown keys, numbers where a quoted text belongs and text
that is not NFC are findings, all collected before anything is raised.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from phongtrao.core.findings import Finding
from phongtrao.plan.amendments import Amendment
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.plan.definitions import Package
from phongtrao.plan.wording import explain_error, finding

Place = tuple[str | int, ...]

LISTS = {
    "clauses.yaml": ("clauses",),
    "duties.yaml": ("bodies", "duties", "delay_reasons"),
    "calendar.yaml": ("calendar",),
}
FOLDERS = {"targets": "targets", "forms": "forms", "registers": "registers"}
OPTIONAL = ("registers",)


class PackageProblems(Exception):
    """A package that cannot be used; ``findings`` says everything that is wrong with it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(f"{f.place}: {f.message}" for f in findings))
        self.findings = findings


@dataclass
class Source:
    """What was read: plain data, the line of every value by its place in the package, findings."""

    folder: Path
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, *path: str | int) -> str:
        """``file:line`` of a value, or of the nearest value around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return f"{self.folder / 'plan.yaml'}:1"

    def add(self, code: str, place: str, hint: str = "", **data: object) -> None:
        """Collect a finding."""
        self.findings.append(finding(code, place, hint, **data))


def read_package(folder: Path | str) -> Package:
    """Read and check the grammar of a package. Raises PackageProblems with all findings."""
    package, source = open_package(Path(folder))
    if package is None:
        raise PackageProblems(source.findings)
    return package


def open_package(folder: Path) -> tuple[Package | None, Source]:
    """The package (None when its grammar is broken) and its source with lines and findings."""
    source = Source(folder)
    if not folder.is_dir():
        source.add("plan.folder", str(folder))
        return None, source
    _read_top(source)
    for name, keys in LISTS.items():
        _read_lists(source, name, keys)
    for name, key in FOLDERS.items():
        _read_folder(source, name, key)
    _read_amendments(source)
    scope = folder / "criteria" / "scope.yaml"
    if scope.exists():
        source.data["scope"] = _load(source, scope, ("scope",))
    notices = folder / "notices.yaml"
    if notices.exists():
        source.data["notices"] = _load(source, notices, ("notices",))
    inspections = folder / "inspections.yaml"
    if inspections.exists():
        source.data["inspections"] = _load(source, inspections, ("inspections",))
    _read_criteria(source)
    if source.findings:
        return None, source
    return _validate(source), source


def _validate(source: Source) -> Package | None:
    """Check the collected data against the grammar."""
    source.data["folder"] = source.folder.as_posix()
    text = json.dumps(source.data, ensure_ascii=False, default=_unquoted)
    try:
        return Package.model_validate_json(text)
    except ValidationError as error:
        for problem in error.errors():
            path = _known_path(source, problem["loc"])
            source.findings.append(explain_error(problem, source.place(*path), Package))
        return None


def _unquoted(value: object) -> dict[str, str]:
    """Values JSON has no word for (dates) become something no text field accepts."""
    return {"unquoted": str(value)}


def _known_path(source: Source, loc: tuple[int | str, ...]) -> Place:
    """The part of an error's location that is a place in the YAML (unions add words to it)."""
    path: Place = ()
    for part in loc:
        if (*path, part) in source.lines:
            path = (*path, part)
    return path


def _read_top(source: Source) -> None:
    """plan.yaml: the identity of the plan."""
    path = source.folder / "plan.yaml"
    if not path.exists():
        source.add("plan.file", f"{path}:1", file="plan.yaml")
        return
    source.data.update(_load(source, path, ()))


def _read_lists(source: Source, name: str, keys: tuple[str, ...]) -> None:
    """A file that holds one or two named lists."""
    path = source.folder / name
    if not path.exists():
        source.add("plan.file", f"{path}:1", file=name)
        return
    content = _load(source, path, ())
    for key in content:
        if key in keys:
            source.data[key] = content[key]
        else:
            source.add(
                "plan.unknown_key",
                source.place(key),
                f"Khóa được dùng: {', '.join(keys)}.",
                key=key,
            )


def _read_folder(source: Source, name: str, key: str) -> None:
    """A folder with one definition per file, named as the definition's id."""
    found: dict[str, Any] = {}
    source.lines[(key,)] = f"{source.folder / name}:1"
    for path in sorted((source.folder / name).glob("*.yaml")):
        content = _load(source, path, (key, path.stem))
        if content and content.get("id") != path.stem:
            source.add(
                "plan.file_name",
                source.place(key, path.stem, "id"),
                id=content.get("id"),
                file=path.name,
            )
        found[path.stem] = content
    if not found and name not in OPTIONAL:
        source.add("plan.file", f"{source.folder / name}:1", file=f"{name}/*.yaml")
    source.data[key] = found


def read_criteria_set(path: Path) -> CriteriaSet:
    """Read one criteria set that is in no package yet, to try it. Raises PackageProblems."""
    source = Source(path.parent)
    key, name = read_criteria_file(source, path)
    if not source.findings and key == "criteria":
        try:
            text = json.dumps(source.data[key][name], ensure_ascii=False, default=_unquoted)
            return CriteriaSet.model_validate_json(text)
        except ValidationError as error:
            for problem in error.errors():
                place = source.place(*_known_path(source, (key, name, *problem["loc"])))
                source.findings.append(explain_error(problem, place, CriteriaSet))
    elif not source.findings:
        source.add("plan.unknown_key", str(path), key="about: grade")
    raise PackageProblems(source.findings)


def _read_criteria(source: Source) -> None:
    """Criteria sets and rubrics, told apart by ``about``; a package may have none."""
    for path in sorted((source.folder / "criteria").glob("*.yaml")):
        if path.name != "scope.yaml":
            read_criteria_file(source, path)


def read_criteria_file(source: Source, path: Path) -> tuple[str, str]:
    """Read one criteria set or rubric into the source; return its place in the package."""
    lines = path.read_bytes().splitlines()
    key = "rubrics" if any(line.startswith(b"about: grade") for line in lines) else "criteria"
    source.lines.setdefault((key,), f"{path.parent}:1")
    content = _load(source, path, (key, path.stem))
    if content and content.get("id") != path.stem:
        place = source.place(key, path.stem, "id")
        source.add("plan.file_name", place, id=content.get("id"), file=path.name)
    source.data.setdefault(key, {})[path.stem] = content
    return key, path.stem


def read_amendment(path: Path) -> Amendment:
    """Read one amendment file. Raises PackageProblems with all findings."""
    source = Source(path.parent)
    content = _load(source, path, ())
    if not source.findings:
        text = json.dumps(content, ensure_ascii=False, default=_unquoted)
        try:
            return Amendment.model_validate_json(text)
        except ValidationError as error:
            for problem in error.errors():
                place = source.place(*_known_path(source, problem["loc"]))
                source.findings.append(explain_error(problem, place, Amendment))
    raise PackageProblems(source.findings)


def _read_amendments(source: Source) -> None:
    """The documents that changed the plan since; a plan may have none."""
    found: list[dict[str, Any]] = []
    for path in sorted((source.folder / "amendments").glob("*.yaml")):
        place = ("amendments", len(found))
        content = _load(source, path, place)
        if content and content.get("id") != path.stem:
            here = source.place(*place, "id")
            source.add("plan.file_name", here, id=content.get("id"), file=path.name)
        found.append(content)
    if found:
        source.data["amendments"] = found


def _load(source: Source, path: Path, root: Place) -> dict[str, Any]:
    """Plain data of one YAML file; its lines are noted under ``root``; problems are findings."""
    try:
        node = _parsed(path.read_text(encoding="utf-8"))
    except DuplicateKeyError as error:
        key = (error.problem or "").split('"')[1:2]
        source.add("plan.duplicate_key", _mark(path, error), key=key[0] if key else "?")
        return {}
    except (MarkedYAMLError, UnicodeDecodeError) as error:
        reason = getattr(error, "problem", None) or str(error)
        source.add("plan.yaml", _mark(path, error), reason=reason)
        return {}
    if not isinstance(node, CommentedMap):
        source.add("plan.not_map", f"{path}:1")
        return {}
    if root:
        source.lines[root] = f"{path}:1"
    for place, line in _lines(node, root):
        source.lines[place] = f"{path}:{line}"
    plain = _plain(source, node, root)
    return plain if isinstance(plain, dict) else {}


@lru_cache(maxsize=256)
def _parsed(text: str) -> object:
    """The nodes of a text, parsed once: a package read again has changed in a file or two only.

    Nobody may change what this returns.
    """
    return YAML(typ="rt").load(text)


def _mark(path: Path, error: Exception) -> str:
    """file:line of a YAML error."""
    mark = getattr(error, "problem_mark", None)
    return f"{path}:{mark.line + 1 if mark else 1}"


def _lines(node: object, path: Place) -> Iterator[tuple[Place, int]]:
    """Every key and item with its line, counted from 1."""
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            yield (*path, key), node.lc.key(key)[0] + 1
            yield from _lines(value, (*path, key))
    elif isinstance(node, CommentedSeq):
        for index, value in enumerate(node):
            yield (*path, index), node.lc.item(index)[0] + 1
            yield from _lines(value, (*path, index))


def _plain(source: Source, node: object, path: Place) -> Any:
    """Ordinary Python values; keys must be text and text must be NFC."""
    if isinstance(node, CommentedMap):
        for key in node:
            if not isinstance(key, str):
                source.add("plan.key", source.place(*path, key), key=key)
        return {str(key): _plain(source, value, (*path, key)) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(source, value, (*path, i)) for i, value in enumerate(node)]
    if isinstance(node, str):
        if not unicodedata.is_normalized("NFC", node):
            source.add("plan.nfc", source.place(*path))
        return str(node)
    if isinstance(node, bool):
        return bool(node)
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else node
