"""Register lines that live for years: models and teams of the core force (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from phongtrao.demo.model_lives import Life, lives_of, reviewed
from phongtrao.demo.register_books import (
    Entry,
    Writer,
    at_noon,
    even_parts,
    line_of,
    parts_of,
)

NEW_FORCE = date(2024, 7, 1)
PASSED = "Đơn vị được sắp xếp; mô hình ghi tiếp trong sổ của đơn vị mới."
MERGED = "Kiện toàn thành Tổ bảo vệ an ninh, trật tự theo Luật 30/2023/QH15."

_KINDS = {
    "commune": (
        "people_security_group", "security_camera", "mediation_group", "mobile_team",
        "crime_prevention_club", "zalo_peace", "core_group", "traffic_hamlet", "women_crime",
        "grandparents_tell", "self_managed_road", "fire_group", "green_shield", "legal_club",
        "cashew_guard", "forest_guard", "border_line", "border_light", "women_border", "tip_box",
        "safe_market", "safe_lodging", "weapon_return", "reintegration", "drug_free",
        "bright_tomorrow", "women_law", "family_prevention", "youth_outreach", "veteran_core",
        "farmer_safe", "fraud_watch", "safe_bus", "safe_hotel", "loudspeaker", "woman_peace",
    ),
    "hamlet": (
        "alarm_gong", "people_security_group", "self_security_group", "light_road", "zalo_peace",
        "fire_group", "fire_point", "clan_group", "parish_group", "self_managed_road",
        "youth_patrol", "security_camera", "rubber_guard", "cashew_guard", "mediation_group",
    ),
    "agency": ("safe_agency", "security_camera", "youth_team", "safe_hospital", "fraud_watch"),
    "enterprise": (
        "worker_team", "boarding_group", "safe_factory", "security_camera", "three_safe",
    ),
    "school": ("safe_school", "youth_team", "school_gate", "security_camera", "dormitory"),
}  # fmt: skip
_SMALL = ("safe_school", "school_gate", "security_camera", "fire_group")
_HOSTS = {
    "women_crime": "women", "women_border": "women", "women_law": "women", "woman_peace": "women",
    "grandparents_tell": "veterans", "veteran_core": "veterans", "worker_team": "union",
    "boarding_group": "union", "green_shield": "youth", "youth_team": "youth",
    "youth_outreach": "youth", "bright_tomorrow": "youth", "youth_patrol": "youth",
    "cashew_guard": "farmers", "farmer_safe": "farmers", "mediation_group": "front",
}  # fmt: skip
_NOTES = (
    "Sinh hoạt mỗi quý một lần, thông tin qua nhóm chung của ấp.",
    "Tuần tra theo lịch, báo Công an xã khi có việc bất thường.",
    "Tuyên truyền trong cuộc họp dân và qua loa; mỗi năm sơ kết hai lần.",
)


def models(
    writer: Writer, labels: dict[str, str], until: date, passed: bool = False
) -> Iterator[Entry]:
    """The models of a unit from their first day to `until`, as its reports count them.

    passed: the unit was merged that day; its new unit keeps what was alive.
    """
    lives = lives_of(f"{writer.seed}/{writer.uid}", writer.group)
    rng = writer.rng("models")
    small = writer.report.get("subkind") in ("preschool", "primary")
    kinds = _kinds_of(rng, writer.group, [life.replicated for life in lives], small)
    for number, (life, kind) in enumerate(zip(lives, kinds, strict=True)):
        if life.founded <= until:
            moves = tuple(move for move in life.moves if move[1] <= until)
            if passed and life.on(until)[0] != "dissolved":
                moves = (*moves, ("passed", until, PASSED))
            yield _model(writer, number, replace(life, moves=moves), kind, labels)


def _kinds_of(
    rng: Random, group: str, replicated: Sequence[bool], small: bool = False
) -> list[str]:
    """A kind for each model, the usual ones first and different while there are any left.

    A replicated model is of the most usual kind, so that another had it before.
    """
    pool = _SMALL if small else _KINDS.get(group, ("other",))
    left: list[str] = []
    found: list[str] = []
    for is_copy in replicated:
        left = left or list(pool)
        kind = left[0] if is_copy else _one_of(rng, left)
        left.remove(kind)
        found.append(kind)
    return found


def _one_of(rng: Random, kinds: Sequence[str]) -> str:
    weights = [1 / (place + 1.5) for place in range(len(kinds))]
    return rng.choices(kinds, weights)[0]


def _model(writer: Writer, number: int, life: Life, kind: str, labels: dict[str, str]) -> Entry:
    rng = writer.rng(f"model-{number}")
    values = {
        "name": f"{labels[kind]} {writer.name}"[:200],
        "kind_of_model": kind,
        "founded_on": life.founded.isoformat(),
        "decision": f"{rng.randint(5, 240)}/QĐ-UBND",
        "decision_date": life.founded.isoformat(),
        "place": writer.name,
        "places": rng.randint(2, 9) if writer.group == "commune" else 1,
        "members": life.members,
        "members_women": round(life.members * (0.2 + 0.3 * rng.random())),
        "host": _HOSTS.get(kind, "police" if writer.group in ("commune", "hamlet") else "unit"),
        "rules": "yes" if rng.random() < 0.7 else "no",
        "note": rng.choice(_NOTES),
    }
    latitude, longitude = writer.place
    point = (latitude + rng.uniform(-0.02, 0.02), longitude + rng.uniform(-0.02, 0.02))
    return line_of(
        writer,
        "models",
        number,
        life.founded,
        values=values,
        state="new",
        point=point if rng.random() < 0.6 else None,
        moves=life.moves,
        reviews=tuple(reviewed(life, rng, writer.year)),
        copied=life.replicated,
    )


def parent_of(line: Entry, known: Sequence[tuple[str, str, int]], rng: Random) -> int:
    """The older line (kind, day, number) that a replicated one came from; 0 for none."""
    kind, day = line.values["kind_of_model"], line.values["founded_on"]
    older = [number for other, since, number in known if other == kind and since < day]
    return rng.choice(older) if older and line.copied else 0


_OLD = {"phuong": "ward_guard", "thi_tran": "ward_guard", "xa": "parttime_police"}
_OLD_NAMES = {"ward_guard": "Bảo vệ dân phố", "parttime_police": "Công an xã bán chuyên trách"}


def older_force(writer: Writer) -> Iterator[Entry]:
    """The forces of a commune before 1/7/2024, merged that day."""
    rng, members = writer.rng("force"), max(6, writer.said("core_members"))
    kind = _OLD.get(writer.kind, "parttime_police")
    shares = parts_of(rng, members, 2)
    pairs = ((kind, _OLD_NAMES[kind]), ("fire_team", "Dân phòng"))
    for number, (size, (code, name)) in enumerate(zip(shares, pairs, strict=False)):
        values = {
            "title": f"{name} {writer.name}",
            "kind_of_force": code,
            "founded_on": date(2018, 3, 1 + number).isoformat(),
            "norm": "bp_before",
            "members": size,
            "trained": round(size * 0.8),
            "decision": f"{rng.randint(10, 90)}/QĐ-UBND",
        }
        moved = (("merged", NEW_FORCE, MERGED),)
        yield line_of(
            writer, "old-force", number, date(2018, 3, 1 + number), values=values, moves=moved
        )


def teams(writer: Writer, hamlets: Sequence[tuple[int, str]]) -> Iterator[Entry]:
    """The teams of a commune from 1/7/2024, one for each hamlet, as its report counts them."""
    rng = writer.rng("teams")
    places = list(hamlets)
    while len(places) < writer.said("core_teams"):
        places.append((writer.unit_id, writer.name))
    members = even_parts(max(writer.said("core_members"), len(places)), len(places))
    norms = even_parts(max(writer.said("core_norm"), len(places)), len(places))
    trained = min(writer.said("core_trained"), sum(members))
    excellent = _excellent(len(places))
    pairs = zip(places, members, norms, strict=False)
    for number, ((unit_id, name), size, norm) in enumerate(pairs):
        taught = min(size, trained)
        trained -= taught
        values = {
            "title": f"Tổ bảo vệ an ninh, trật tự {name}",
            "kind_of_force": "security_team",
            "founded_on": NEW_FORCE.isoformat(),
            "decision": f"{rng.randint(60, 300)}/QĐ-UBND",
            "norm": "bp_2024",
            "norm_members": norm,
            "members": size,
            "women": round(size * 0.2),
            "trained": taught,
            "uniforms": size,
            "tools": size,
            "radios": rng.randint(0, 2),
        }
        result = "excellent" if number < excellent else ("completed" if number % 9 == 8 else "good")
        said = {"result": result, "tasks_done": 97 if result == "excellent" else 88}
        yield Entry(
            unit_id=unit_id,
            values=values,
            at=at_noon(NEW_FORCE),
            key=f"demo-{writer.seed}-team-{number}-{writer.uid}"[:60],
            post_id=writer.post_id,
            year=2024,
            reviews=(("rating", 2025, said),),
        )


def _excellent(count: int) -> int:
    """How many teams of a commune may be excellent: a fifth of those rated good."""
    good = count - count // 9
    return good // 6


def guards(writer: Writer) -> Iterator[Entry]:
    """The guards of an agency, enterprise or school as reported."""
    count = writer.said("guards")
    if not count:
        return
    values = {
        "title": f"Bảo vệ {writer.name}"[:200],
        "kind_of_force": "unit_guard",
        "founded_on": "2019-01-02",
        "norm": "head_decides",
        "members": count,
        "certified": min(count, writer.said("guards_trained")),
    }
    yield line_of(writer, "guards", 0, date(2019, 1, 2), values=values)
