"""Write the units files of the Bình Phước plan from an open package and hand-kept corrections.

    pip download --no-deps vietnamadminunits==1.0.4 -d build/units
    python scripts/build_units.py build/units/vietnamadminunits-1.0.4-py3-none-any.whl

Standard library only. The package tells how things stood on 30/6/2025 and on 1/7/2025;
`corrections.csv` carries every other dated change with its official source.
"""

import csv
import json
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "plans" / "binh-phuoc-2022-2025" / "units"
START, MERGER = "2022-01-01", "2025-07-01"
COMMUNES_LAW = "1662/NQ-UBTVQH15"
PLAN, HEIR, NATION = "70", "75", "vn"
KINDS = {
    "tỉnh": "tinh",
    "thành phố": "thanh_pho",
    "thị xã": "thi_xa",
    "huyện": "huyen",
    "thị trấn": "thi_tran",
    "phường": "phuong",
    "xã": "xa",
}


@dataclass(frozen=True)
class State:
    """One line of states.csv."""

    uid: str
    code: str
    name: str
    kind: str
    parent_uid: str
    valid_from: str
    valid_to: str = ""
    subkind: str = ""


@dataclass
class Package:
    """The tables of the package that matter here."""

    old: list[dict[str, str]] = field(default_factory=list)
    new: list[dict[str, str]] = field(default_factory=list)
    merged: dict[str, list[str]] = field(default_factory=dict)


def read_package(wheel: Path) -> Package:
    """Return old communes of Bình Phước, new communes of Đồng Nai and what passed into them."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        database = archive.extract("vietnamadminunits/data/dataset.db", folder)
        converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        connection = sqlite3.connect(database)
        connection.row_factory = sqlite3.Row
        old = connection.execute(
            "SELECT * FROM admin_units_legacy WHERE provinceCode = ? ORDER BY wardCode", (PLAN,)
        ).fetchall()
        new = connection.execute(
            "SELECT * FROM admin_units WHERE provinceCode = ? ORDER BY wardCode", (HEIR,)
        ).fetchall()
        connection.close()
    whole = converter["DICT_PROVINCE_WARD_NO_DIVIDED"]["tinhdongnai"]
    divided = converter["DICT_PROVINCE_WARD_DIVIDED"]["tinhdongnai"]
    if any(key.startswith("tinhbinhphuoc_") for key in divided):
        raise SystemExit("A commune of Bình Phước is divided: extend this script.")
    return Package([dict(row) for row in old], [dict(row) for row in new], whole)


def nfc(text: str) -> str:
    """Return the text in normal form C."""
    return unicodedata.normalize("NFC", text)


def read_corrections() -> list[dict[str, str]]:
    """Return the hand-kept changes in order of time."""
    with (FOLDER / "corrections.csv").open(encoding="utf-8", newline="") as stream:
        return sorted(csv.DictReader(stream), key=lambda line: (line["on"], line["code"]))


def old_units(package: Package) -> list[State]:
    """Return the province, districts and communes as on 30/6/2025, from the plan's start."""
    found = [
        State("70@2022", "70", "Bình Phước", "tinh", NATION, START, MERGER),
        State("75@2022", "75", "Đồng Nai", "tinh", NATION, START, MERGER, "outside"),
    ]
    districts = {row["districtCode"]: row for row in package.old}
    for code, row in sorted(districts.items()):
        kind = KINDS[row["districtType"].lower()]
        name = nfc(row["districtShort"])
        found.append(State(f"{code}@2022", code, name, kind, "70@2022", START, MERGER))
    for row in package.old:
        code, parent = row["wardCode"], f"{row['districtCode']}@2022"
        kind = KINDS[row["wardType"].lower()]
        found.append(
            State(f"{code}@2022", code, nfc(row["wardShort"]), kind, parent, START, MERGER)
        )
    return found


def new_units(package: Package, unchanged: set[str]) -> list[State]:
    """Return the new province and its communes from 1/7/2025."""
    found = [State("75@2025", "75", "Đồng Nai", "tinh", NATION, MERGER)]
    for row in package.new:
        code = row["wardCode"]
        inside = any(key.startswith("tinhbinhphuoc_") for key in package.merged[row["wardKey"]])
        uid = f"{code}@2022" if code in unchanged else f"{code}@2025"
        kind = KINDS[row["wardType"].lower()]
        subkind = "" if inside else "outside"
        name = nfc(row["wardShort"])
        found.append(State(uid, code, name, kind, "75@2025", MERGER, "", subkind))
    return found


def apply(states: list[State], corrections: list[dict[str, str]]) -> list[State]:
    """Cut the states at every dated change of name or kind; the package must agree with one end.

    Changes before 1/7/2025 go back in time from the package's table, later ones forward.
    """
    for line in reversed(corrections):
        if line["change"] in ("name", "kind") and line["on"] < MERGER:
            states = [part for state in states for part in cut(state, line, backward=True)]
    for line in corrections:
        if line["change"] in ("name", "kind") and line["on"] >= MERGER:
            states = [part for state in states for part in cut(state, line, backward=False)]
    return states


def cut(state: State, line: dict[str, str], *, backward: bool) -> list[State]:
    """Return the state, cut in two where the change says so."""
    covers = state.valid_from <= line["on"] and (not state.valid_to or line["on"] < state.valid_to)
    name = line["change"]
    if state.code != line["code"]:
        return [state]
    if state.valid_to == line["on"] and backward:
        return [with_value(state, line, line["before"])]
    if not covers:
        return [state]
    expected = line["after"] if backward else line["before"]
    if getattr(state, name) != expected:
        raise SystemExit(f"{state.uid}: {name} is {getattr(state, name)}, expected {expected}")
    if state.valid_from == line["on"]:
        return [state]
    before = replace(with_value(state, line, line["before"]), valid_to=line["on"])
    after = replace(with_value(state, line, line["after"]), valid_from=line["on"])
    return [before, after]


def with_value(state: State, line: dict[str, str], value: str) -> State:
    """Return the state with the changed column set."""
    return replace(state, **{line["change"]: value})


def successions(package: Package, corrections: list[dict[str, str]]) -> list[list[str]]:
    """Return the lines of successions.csv: every old unit and the new one it passed into.

    Communes of the former Đồng Nai, whose own forerunners are left out, come out of that province.
    """
    keys = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": row["wardCode"]
        for row in package.old
    }
    codes = {row["wardKey"]: row["wardCode"] for row in package.new}
    unchanged = {line["code"] for line in corrections if line["change"] == "unchanged"}
    found = [
        [line["on"], f"{line['code']}@2022", f"{line['after']}@2025", "whole", line["document"]]
        for line in corrections
        if line["change"] == "merged"
    ]
    for target, sources in package.merged.items():
        for source in sources:
            if source in keys and keys[source] not in unchanged:
                ends = [f"{keys[source]}@2022", f"{codes[target]}@2025"]
                found.append([MERGER, *ends, "whole", COMMUNES_LAW])
        if not any(source in keys for source in sources):
            found.append([MERGER, "75@2022", f"{codes[target]}@2025", "part", COMMUNES_LAW])
    return sorted(found)


def write(name: str, header: list[str], lines: list[list[str]]) -> None:
    """Write one CSV file (UTF-8, comma, LF)."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{name}: {len(lines)}")


def main() -> None:
    """Build both files from the wheel named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    package = read_package(Path(sys.argv[1]))
    corrections = read_corrections()
    unchanged = {line["code"] for line in corrections if line["change"] == "unchanged"}
    states = apply([*old_units(package), *new_units(package, unchanged)], corrections)
    nation = State(NATION, "VN", "Việt Nam", "quoc_gia", "", START)
    ordered = sorted(states, key=lambda s: (len(s.code), s.uid, s.valid_from))
    columns = list(State.__dataclass_fields__)
    write("states.csv", columns, [[getattr(s, c) for c in columns] for s in [nation, *ordered]])
    edges = successions(package, corrections)
    write("successions.csv", ["on", "source_uid", "target_uid", "extent", "document"], edges)


if __name__ == "__main__":
    main()
