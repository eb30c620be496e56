"""Brings the units files of a plan package in. Private to the room."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.hierarchy import Resolver
from phongtrao.core.hierarchy import Succession as Edge
from phongtrao.core.hierarchy import UnitState as State
from phongtrao.core.kinds import KINDS
from phongtrao.orgs import tiling
from phongtrao.orgs.models import OrgUnit, Reorganisation, Succession, UnitState
from phongtrao.orgs.writing import NewState, row

STATE_COLUMNS = ("uid", "code", "name", "kind", "parent_uid", "valid_from", "valid_to", "subkind")
COMPARED = ("code", "name", "kind", "group", "parent_id", "subkind", "valid_from", "valid_to")
COMPARED_KEYS = ("search_key", "sort_key")
EDGE_COLUMNS = ("on", "source_uid", "target_uid", "extent", "document")


def load(folder: Path) -> int:
    """Write what the files say and the database does not yet; return the rows changed.

    The files rule over the states they list; later changes made here are kept.
    """
    lines = _read(folder / "states.csv", STATE_COLUMNS)
    edges = _read(folder / "successions.csv", EDGE_COLUMNS)
    findings = _findings(folder, lines, edges)
    if findings:
        raise Refusal(
            "units.file",
            "Tệp đơn vị có lỗi: " + "; ".join(str(f) for f in findings[:10]),
            "The units files have mistakes.",
            data={"findings": [str(finding) for finding in findings]},
        )
    uids = list(dict.fromkeys(line["uid"] for line in lines))
    known = set(OrgUnit.objects.filter(uid__in=uids).values_list("uid", flat=True))
    OrgUnit.objects.bulk_create(OrgUnit(uid=uid) for uid in uids if uid not in known)
    ids = dict(OrgUnit.objects.filter(uid__in=uids).values_list("uid", "pk"))
    return _write_states(lines, ids) + _write_edges(edges, ids) + _write_tiles(folder)


def _write_tiles(folder: Path) -> int:
    """Bring the grid of tiles in, where the folder has one."""
    path = folder / "tiles.csv"
    return tiling.load(path, _read(path, tiling.COLUMNS)) if path.exists() else 0


def _read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the lines of a CSV file (UTF-8, comma); Refusal when a column is missing."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise Refusal(
                "units.columns",
                f"{path.name}: thiếu cột {', '.join(sorted(missing))}.",
                f"{path.name}: columns missing: {', '.join(sorted(missing))}.",
            )
        return list(reader)


def _findings(
    folder: Path, lines: list[dict[str, str]], edges: list[dict[str, str]]
) -> list[Finding]:
    """Return the mistakes in the files: dates, kinds, overlaps, unknown units."""
    found: list[Finding] = []
    uids = {line["uid"] for line in lines}
    ends: dict[str, str] = {}
    for number, line in enumerate(lines, 2):
        place = f"{folder.name}/states.csv:{number}"
        for message in _state_problems(line, uids, ends.get(line["uid"])):
            found.append(Finding("units.state", place, message))
        ends[line["uid"]] = line["valid_to"] or "9999-12-31"
    for number, line in enumerate(edges, 2):
        place = f"{folder.name}/successions.csv:{number}"
        if not {line["source_uid"], line["target_uid"]} <= uids:
            found.append(Finding("units.edge", place, "Đơn vị không có trong states.csv."))
        if line["extent"] not in Succession.Extent.values or _day(line["on"]) is None:
            found.append(Finding("units.edge", place, "Sai ngày hoặc mức độ (whole, part)."))
    return found


def _state_problems(line: dict[str, str], uids: set[str], last_end: str | None) -> list[str]:
    """Return the mistakes of one line of states.csv, in words."""
    problems = []
    start, end = _day(line["valid_from"]), _day(line["valid_to"])
    if start is None or (line["valid_to"] and (end is None or end <= start)):
        problems.append("Ngày bắt đầu hoặc kết thúc không hợp lệ.")
    if line["kind"] not in KINDS:
        problems.append(f"Không có loại đơn vị “{line['kind']}”.")
    if line["parent_uid"] and line["parent_uid"] not in uids:
        problems.append(f"Không có đơn vị cấp trên “{line['parent_uid']}”.")
    if last_end is not None and line["valid_from"] < last_end:
        problems.append("Thời gian trùng với dòng trước của cùng đơn vị.")
    return problems


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _write_states(lines: list[dict[str, str]], ids: dict[str, int]) -> int:
    """Bring the states of the listed units in line with the file."""
    stored: dict[int, dict[date, UnitState]] = {}
    for state in UnitState.objects.filter(unit_id__in=ids.values()).order_by("valid_from"):
        stored.setdefault(state.unit_id, {})[state.valid_from] = state
    wanted: dict[int, list[NewState]] = {}
    for line in lines:
        wanted.setdefault(ids[line["uid"]], []).append(_new_state(line, ids))
    drop: list[int] = []
    add: list[UnitState] = []
    for unit_id, states in wanted.items():
        own = stored.get(unit_id, {})
        states = [*states[:-1], _kept_open(states[-1], own)]
        fresh = {state.valid_from: row(unit_id, state) for state in states}
        last = states[-1].valid_from
        for day, old in own.items():
            if day <= last and (day not in fresh or not _same(fresh[day], old)):
                drop.append(old.pk)
        add += [new for day, new in fresh.items() if day not in own or not _same(new, own[day])]
    UnitState.objects.filter(pk__in=drop).delete()
    UnitState.objects.bulk_create(add, batch_size=1_000)
    return len(set(drop)) + len(add)


def _new_state(line: dict[str, str], ids: dict[str, int]) -> NewState:
    return NewState(
        line["code"],
        line["name"],
        line["kind"],
        ids[line["parent_uid"]] if line["parent_uid"] else None,
        date.fromisoformat(line["valid_from"]),
        _day(line["valid_to"]),
        line["subkind"],
    )


def _kept_open(last: NewState, own: dict[date, UnitState]) -> NewState:
    """Return the file's last state, ended where a later change made here ended it."""
    if last.valid_to is None:
        same = own.get(last.valid_from)
        later = [day for day in own if day > last.valid_from]
        if same is not None and same.valid_to is not None:
            return replace(last, valid_to=same.valid_to)
        if later:
            return replace(last, valid_to=min(later))
    return last


def _same(one: UnitState, other: UnitState) -> bool:
    return all(
        getattr(one, field) == getattr(other, field) for field in (*COMPARED, *COMPARED_KEYS)
    )


def _write_edges(lines: list[dict[str, str]], ids: dict[str, int]) -> int:
    """Write the edges of lineage that are not stored yet, one decision for day and document."""
    listed = Succession.objects.filter(source_id__in=ids.values())
    stored = set(listed.values_list("source_id", "target_id", "on"))
    decisions: dict[tuple[date, str], Reorganisation] = {}
    add = []
    for line in lines:
        on = date.fromisoformat(line["on"])
        edge = (ids[line["source_uid"]], ids[line["target_uid"]], on)
        if edge in stored:
            continue
        key = (on, line["document"])
        if key not in decisions:
            decisions[key], _new = Reorganisation.objects.get_or_create(
                on=on, document=line["document"], kind="law", defaults={"title": line["document"]}
            )
        add.append(
            Succession(
                reorganisation=decisions[key],
                source_id=edge[0],
                target_id=edge[1],
                on=on,
                extent=line["extent"],
            )
        )
    Succession.objects.bulk_create(add, batch_size=1_000)
    return len(add)


def orphaned() -> list[tuple[int, date, int]]:
    """Return (ended unit, day it ended, unit in its place) for ended units with open children."""
    columns = ("unit", "code", "name", "kind", "parent", "valid_from", "valid_to")
    states = [State(*values) for values in UnitState.objects.values_list(*columns)]
    edges = Succession.objects.values_list("source", "target", "on", "extent")
    ends: dict[int, date | None] = {}
    for state in sorted(states, key=lambda state: state.valid_from):
        ends[state.unit] = state.valid_to
    parents = {s.parent for s in states if s.valid_to is None and s.parent is not None}
    resolver = Resolver(states, [Edge(*values) for values in edges])
    found = []
    for parent in sorted(parents):
        ended_on = ends[parent]
        if ended_on is not None:
            place = resolver.on(ended_on)[parent]  # one map for each ended parent: they are few
            levels = (place.self_unit, place.commune, place.district, place.province, place.nation)
            heir = next((level for level in levels if level is not None), None)
            if heir is not None and heir != parent:
                found.append((parent, ended_on, heir))
    return found
